#include "inventory/facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.hpp"
#include "entities/entities.hpp"

namespace peil::inventory {

std::string_view measure_name(Measure measure) {
  switch (measure) {
    case Measure::kGrams: return "g";
    case Measure::kUnits: return "unit";
    case Measure::kMillilitres: return "ml";
  }
  return "";
}

bool Facts::is_offer() const {
  const auto& acts = view.of(Column::kAct);
  return counted && std::find(acts.begin(), acts.end(), "offer") != acts.end();
}

namespace {

constexpr std::size_t kMostPrices = 256;  // rungs and amounts of one item that are used

void read_labels(const Record& record, Facts& facts) {
  Value labels = record.made("labels");
  facts.labelled = labels.is_array();
  labels.each([&](Value one) {
    std::string_view scheme = one["scheme"].text_or_empty(), label = one["label"].text_or_empty();
    static constexpr std::pair<std::string_view, Column> kSchemes[] = {
        {"goods", Column::kGoods},       {"act", Column::kAct},     {"channel", Column::kChannel},
        {"audience", Column::kAudience}, {"level", Column::kLevel}, {"mo", Column::kMo},
        {"risk", Column::kRisk},         {"grow", Column::kGrow}};
    for (const auto& [name, column] : kSchemes)
      if (name == scheme) facts.view.add(column, label);
  });
  record.made("substances").each([&](Value one) {
    std::string_view name = one["name"].text_or_empty(), label = one["label"].text_or_empty();
    facts.view.add(Column::kSubstance, name);
    if (!name.empty() && !label.empty())
      facts.view.add_owned(Column::kSubstanceIn, std::string(label) + ":" + std::string(name));
  });
}

void add_codes(Value array, std::string_view member, Column column, View& view) {
  array.each([&](Value one) { view.add(column, one[member].text_or_empty()); });
}

// The first of grams, units and ml that a quantity has.
std::optional<Quantity> quantity_of(Value value, Facts& facts) {
  static constexpr std::pair<std::string_view, Measure> kMembers[] = {
      {"grams", Measure::kGrams}, {"units", Measure::kUnits}, {"ml", Measure::kMillilitres}};
  for (const auto& [member, measure] : kMembers) {
    Value number = value[member];
    if (!number) continue;
    auto amount = number.decimal();
    if (!amount) {
      ++facts.bad_numbers;
      return std::nullopt;
    }
    if (*amount > Decimal(0)) return Quantity{measure, *amount};
  }
  return std::nullopt;
}

void read_prices(const Record& record, Facts& facts) {
  record.made("prices").each([&](Value price) {
    std::string_view currency = price["currency"].text_or_empty();
    facts.view.add(Column::kCurrency, currency);
    auto quantity = quantity_of(price["quantity"], facts);
    if (quantity && facts.quantities.size() < kMostPrices) facts.quantities.push_back(*quantity);
    auto amount = price["amount"].decimal();
    if (price["amount"] && !amount) ++facts.bad_numbers;
    if (!amount || currency.empty()) return;
    facts.view.add(Column::kHas, "price");
    if (!quantity) return;
    auto each = quantity->measure == Measure::kGrams ? price["per_gram"].decimal() : std::nullopt;
    if (!each) each = amount->divided_by(quantity->amount);
    if (!each || *each < Decimal(0) || facts.prices.size() >= kMostPrices) return;
    bool holding = price["holding"].boolean().value_or(false);
    facts.prices.push_back({quantity->measure, currency, quantity->amount, *each, holding});
  });
  record.made("quantities").each([&](Value one) {
    if (facts.quantities.size() >= kMostPrices) return;
    if (auto quantity = quantity_of(one, facts)) facts.quantities.push_back(*quantity);
  });
  if (!facts.quantities.empty()) facts.view.add(Column::kHas, "quantity");
}

void read_seller(const Record& record, Facts& facts) {
  Value entity = record.made("entity");
  std::string_view seller = entity["id"].text_or_empty();
  if (seller.empty()) {
    seller = entity["keys"].at(0).text_or_empty();
    entity["keys"].each([&](Value key) {
      if (facts.seller_keys.size() < entities::Entities::kMostKeys && !key.text_or_empty().empty())
        facts.seller_keys.push_back(key.text_or_empty());
    });
  }
  std::string_view name = record.made("vendor")["name"].text_or_empty();
  if (!seller.empty()) facts.view.add(Column::kSeller, seller);
  else if (!name.empty())
    facts.view.add_owned(Column::kSeller, "vendor:" + std::string(record["site"]["domain"].text_or_empty()) +
                                              "/" + std::string(name));
  if (!facts.view.of(Column::kSeller).empty()) facts.view.add(Column::kHas, "seller");
}

void read_item(const Record& record, Facts& facts) {
  View& view = facts.view;
  view.add(Column::kForm, record["form"].text_or_empty());
  add_codes(record.made("ships_from"), "code", Column::kOrigin, view);
  add_codes(record.made("ships_to"), "code", Column::kDestination, view);
  add_codes(record.made("ships_except"), "code", Column::kExcept, view);
  add_codes(record.made("payment"), "value", Column::kPayment, view);
  add_codes(record.made("delivery"), "value", Column::kDelivery, view);
  static constexpr std::string_view kContacts[] = {"email",   "phone",   "telegram", "whatsapp",
                                                   "signal",  "session", "wickr",    "threema",
                                                   "discord", "jabber",  "tox"};
  record.made("identifiers").each([&](Value one) {
    view.add(Column::kHas, "identifier");
    std::string_view type = one["type"].text_or_empty();
    if (std::find(std::begin(kContacts), std::end(kContacts), type) != std::end(kContacts))
      view.add(Column::kHas, "contact");
  });
  read_prices(record, facts);
  read_seller(record, facts);
}

// Whether the page's own first verdict on the act is that it offers, and its evidence names a price: words of
// trade alone are those of a help page or of an offer that is gone, an amount those of a forum's index.
bool says_offer(const Record& record) {
  bool first = true, offers = false;
  record.made("labels").each([&](Value label) {
    if (!first || label["scheme"].text_or_empty() != "act") return;
    first = false;
    if (label["label"].text_or_empty() != "offer") return;
    label["evidence"].each([&](Value one) {
      std::string_view rule = one["rule"].text_or_empty();
      offers = offers || rule == "act.price";
    });
  });
  return offers;
}

}  // namespace

std::string step_of(const Record& record) {
  if (Value error = record["error"]) {
    std::string_view what = error["class"].text_or_empty();
    static constexpr std::string_view kRefused[] = {"robots", "scope", "private_address", "onion_needs_proxy",
                                                    "blocked"};
    bool refused = std::find(std::begin(kRefused), std::end(kRefused), what) != std::end(kRefused);
    return (refused ? "refused: " : "error: ") + std::string(what.empty() ? "unknown" : what);
  }
  auto status = record["status"].integer();
  if (status && *status >= 400 && *status < 1000) return fmt::format("HTTP {}", *status);
  if (status && *status >= 300) return "redirect";  // of an archive: what it leads to stands there too
  if (auto wall = record["wall"].text(); wall && *wall != "consent" && *wall != "age")
    return "wall: " + std::string(*wall);
  Value cluster = record["cluster"];
  if (cluster && cluster["of"].text_or_empty() != record["id"].text_or_empty()) return "duplicate";
  if (record.kind() == Kind::kPage && record["item_count"].integer() == 0)
    return says_offer(record) ? "offer without items" : "nothing offered";
  return "read";
}

namespace {

std::string_view date_of(const Record& record, Clock clock, bool item, Value page) {
  if (clock == Clock::kListed) {
    std::string_view listed = record.made("listed_at").text_or_empty();
    return listed.empty() ? record.made("rated_at").text_or_empty() : listed;
  }
  if (clock == Clock::kPublished) {
    std::string_view published = record["published_at"].text_or_empty();
    return published.empty() ? date_of(record, Clock::kListed, item, page) : published;
  }
  std::string_view fetched = item ? page["fetched_at"].text_or_empty() : record["fetched_at"].text_or_empty();
  return fetched.empty() ? record["fetched_at"].text_or_empty() : fetched;
}

}  // namespace

void read_facts(const Record& record, Period period, Facts& facts, Clock clock) {
  read_facts(record, period, facts, clock, kEveryColumn);
}

namespace {

constexpr Columns kOfLabels = set_of(Column::kGoods) | set_of(Column::kAct) | set_of(Column::kChannel) |
                              set_of(Column::kAudience) | set_of(Column::kLevel) | set_of(Column::kMo) |
                              set_of(Column::kRisk) | set_of(Column::kGrow) | set_of(Column::kSubstance) |
                              set_of(Column::kSubstanceIn);
constexpr Columns kOfItems = set_of(Column::kForm) | set_of(Column::kOrigin) | set_of(Column::kDestination) |
                             set_of(Column::kExcept) | set_of(Column::kPayment) | set_of(Column::kDelivery) |
                             set_of(Column::kCurrency) | set_of(Column::kHas) | set_of(Column::kSeller);

struct Place {
  Column column;
  std::string_view member, inner;
};
constexpr Place kPlaces[] = {
    {Column::kRoute, "network", ""},     {Column::kLang, "lang", "code"},
    {Column::kSource, "tags", "source"}, {Column::kAccess, "tags", "access"},
    {Column::kFrame, "seed", "frame"},   {Column::kStratum, "seed", "stratum"},
    {Column::kHost, "site", "host"},     {Column::kDomain, "site", "domain"},
};

}  // namespace

void read_facts(const Record& record, Period period, Facts& facts, Clock clock, Columns wanted) {
  View view = std::move(facts.view);
  view.clear();
  facts.prices.clear();
  facts.seller_keys.clear();
  facts.quantities.clear();
  Facts fresh;
  fresh.prices = std::move(facts.prices);
  fresh.quantities = std::move(facts.quantities);
  fresh.view = std::move(view);
  facts = std::move(fresh);

  facts.kind = record.kind();
  bool item = facts.kind == Kind::kItem || facts.kind == Kind::kForeign;
  View& to = facts.view;
  bool dated = wanted & set_of(Column::kPeriod);
  Value page = dated ? record["page"] : Value();
  if (wanted == kEveryColumn) {
    facts.id = record["id"].text_or_empty();
    facts.page_id = facts.kind == Kind::kItem ? page["id"].text_or_empty() : facts.id;
    facts.within = record["within"].text_or_empty();
    facts.run_id = record["run_id"].text_or_empty();
    facts.cluster = record.made("cluster")["id"].text_or_empty();
    facts.truncated = static_cast<bool>(record["truncated"]);
  }
  if (dated) facts.fetched_millis = parse_time(date_of(record, clock, item, page));
  if (facts.fetched_millis && period != Period::kAll)
    to.add_owned(Column::kPeriod, period_of(*facts.fetched_millis, period));
  for (const Place& place : kPlaces) {
    if (!(wanted & set_of(place.column))) continue;
    Value value = record[place.member];
    to.add(place.column, (place.inner.empty() ? value : value[place.inner]).text_or_empty());
  }
  if (wanted & kOfLabels) read_labels(record, facts);
  if (item) {
    if (wanted & kOfItems) read_item(record, facts);
    const auto& forms = to.of(Column::kForm);
    facts.counted = facts.kind == Kind::kForeign
                        ? facts.labelled
                        : !forms.empty() && (forms[0] == "listing" || forms[0] == "post");
  } else if (facts.kind == Kind::kPage || facts.kind == Kind::kCapture) {
    if (wanted & set_of(Column::kStep)) to.add_owned(Column::kStep, step_of(record));
  }
}

void Packer::number(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out_ += static_cast<char>(value | 0x80);
  out_ += static_cast<char>(value);
}

void Packer::text(std::string_view value) {
  number(value.size());
  out_ += value;
}

// A message is our own, made in a worker; one that is cut short gives zeros and empty texts.
std::uint8_t Unpacker::byte() {
  if (bytes_.empty()) return 0;
  auto value = static_cast<std::uint8_t>(bytes_.front());
  bytes_.remove_prefix(1);
  return value;
}

std::uint64_t Unpacker::number() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    std::uint8_t next = byte();
    value |= static_cast<std::uint64_t>(next & 0x7F) << shift;
    if (!(next & 0x80)) break;
  }
  return value;
}

std::string_view Unpacker::text() {
  std::size_t size = std::min<std::size_t>(number(), bytes_.size());
  std::string_view value = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return value;
}

}  // namespace peil::inventory
