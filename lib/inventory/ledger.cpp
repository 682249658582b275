#include "inventory/ledger.hpp"

#include <algorithm>
#include <numeric>

#include "base/hash.hpp"
#include "base/words.hpp"

namespace peil::inventory {

namespace {

enum : std::uint8_t {
  kCounted = 1,
  kOffer = 2,
  kLabelled = 4,
  kPost = 8,
  kForeign = 16,
  kTruncated = 32,
  kIsCapture = 64,
  kDecided = 128
};

constexpr char kBetweenKeys = '\x1f';

// Times are sent as milliseconds + 2^62, so that 0 is "none" and years before 1970 fit.
constexpr std::uint64_t kTimeBase = std::uint64_t{1} << 62;

std::string_view first_or(const View& view, Column column) {
  const auto& values = view.of(column);
  if (!values.empty()) return values.front();
  return static_cast<std::size_t>(column) < kColumns ? info(column).absent : std::string_view("none");
}

std::int32_t day_of(std::uint64_t packed_time) {
  constexpr std::int64_t kDay = 86'400'000;
  auto millis = static_cast<std::int64_t>(packed_time - kTimeBase);
  return static_cast<std::int32_t>(millis / kDay - (millis % kDay < 0 ? 1 : 0));
}

bool decided(const View& view) {
  const auto& acts = view.of(Column::kAct);
  return !acts.empty() && acts.front() != "unknown";
}

void pack_decimal(const Decimal& number, Packer& packer) {
  std::string text = number.str();
  packer.text(text);
}

}  // namespace

std::uint32_t Interner::of(std::string_view text) {
  auto found = numbers_.find(text);
  if (found != numbers_.end()) return found->second;
  auto number = static_cast<std::uint32_t>(texts_.size());
  numbers_.emplace(texts_.emplace_back(text), number);
  return number;
}

bool Amount::set(const Decimal& amount, const Decimal& each) {
  auto fits = [](const Decimal& number) {
    return number.coefficient() <= INT64_MAX && number.coefficient() >= INT64_MIN;
  };
  if (!fits(amount) || !fits(each)) return false;
  amount_ = static_cast<std::int64_t>(amount.coefficient());
  amount_scale_ = static_cast<std::uint8_t>(amount.scale());
  each_ = static_cast<std::int64_t>(each.coefficient());
  each_scale_ = static_cast<std::uint8_t>(each.scale());
  return true;
}

// --- messages -----------------------------------------------------------------------------------------

void pack_facts(const Facts& facts, Column losses_over, std::string& out) {
  Packer packer(out);
  bool item = facts.kind == Kind::kItem || facts.kind == Kind::kForeign;
  const auto& forms = facts.view.of(Column::kForm);
  bool post = !forms.empty() && forms[0] == "post" && !facts.page_id.empty();
  packer.byte(item ? 'i' : 'p');
  packer.byte(static_cast<std::uint8_t>(
      (facts.counted ? kCounted : 0) | (facts.is_offer() ? kOffer : 0) | (facts.labelled ? kLabelled : 0) |
      (post ? kPost : 0) | (facts.kind == Kind::kForeign ? kForeign : 0) |
      (facts.truncated ? kTruncated : 0) | (decided(facts.view) ? kDecided : 0) |
      (facts.kind == Kind::kCapture ? kIsCapture : 0)));
  packer.text(facts.page_id);
  packer.text(facts.id);
  packer.text(facts.within);
  packer.text(facts.cluster);
  packer.text(facts.run_id);
  packer.number(facts.fetched_millis ? static_cast<std::uint64_t>(*facts.fetched_millis) + kTimeBase : 0);
  packer.text(first_or(facts.view, losses_over));
  if (!item) {
    packer.text(first_or(facts.view, Column::kStep));
    packer.text(first_or(facts.view, Column::kPeriod));
    packer.text(facts.view.of(Column::kHost).empty() ? "" : facts.view.of(Column::kHost).front());
    packer.text(facts.view.of(Column::kLang).empty() ? info(Column::kLang).absent
                                                     : facts.view.of(Column::kLang).front());
    return;
  }
  packer.text(forms.empty() ? "" : forms.front());
  packer.text(facts.view.of(Column::kSeller).empty() ? "" : facts.view.of(Column::kSeller).front());
  packer.text(facts.view.of(Column::kHost).empty() ? "" : facts.view.of(Column::kHost).front());
  std::string packed;
  facts.view.pack(packed);
  packer.text(packed);
  packer.number(facts.seller_keys.size());
  for (std::string_view key : facts.seller_keys) packer.text(key);
  packer.number(facts.bad_numbers);
  packer.number(facts.prices.size());
  for (const PricePoint& price : facts.prices) {
    packer.byte(static_cast<std::uint8_t>(static_cast<int>(price.measure) | (price.holding ? 0x80 : 0)));
    packer.text(price.currency);
    pack_decimal(price.amount, packer);
    pack_decimal(price.each, packer);
  }
  packer.number(facts.quantities.size());
  for (const Quantity& quantity : facts.quantities) {
    packer.byte(static_cast<std::uint8_t>(quantity.measure));
    pack_decimal(quantity.amount, packer);
  }
}

void pack_failure(std::string_view error_class, std::string& out) {
  Packer packer(out);
  packer.byte('f');
  packer.text(error_class);
}

void pack_run(const Record& record, std::string& out) {
  Packer packer(out);
  packer.byte('r');
  for (std::string_view member : {"id", "command", "version"}) packer.text(record[member].text_or_empty());
  for (std::string_view member : {"data", "options", "in", "out", "failed"}) {
    auto all = record[member].members();
    packer.number(std::min<std::size_t>(all.size(), 1000));
    for (std::size_t i = 0; i < all.size() && i < 1000; ++i) {
      packer.text(all[i].first);
      packer.text(all[i].second.text_or_empty());
      packer.number(
          static_cast<std::uint64_t>(std::max<std::int64_t>(0, all[i].second.integer().value_or(0))));
    }
  }
}

// --- the ledger -----------------------------------------------------------------------------------------

std::size_t Ledger::SightingHash::operator()(std::uint32_t at) const {
  const Sighting& one = (*all)[at];
  std::uint32_t key[] = {one.cluster, one.view, one.seller, one.host, one.page};
  return hash64({reinterpret_cast<const char*>(key), sizeof key});
}

bool Ledger::SightingSame::operator()(std::uint32_t a, std::uint32_t b) const {
  const Sighting &one = (*all)[a], &two = (*all)[b];
  return one.cluster == two.cluster && one.view == two.view && one.seller == two.seller &&
         one.host == two.host && one.page == two.page;
}

Ledger::Ledger() : sighting_index_(64, SightingHash{&sightings_}, SightingSame{&sightings_}) {
  sellers.of("");  // 0 is "not known"
  hosts.of("");
  page_ids.of("");
}

void Ledger::take(std::string_view message) {
  if (message.empty()) return;
  switch (message.front()) {
    case 'i': return take_item(message);
    case 'p': return take_page(message);
    case 'r': return take_run(message);
    case 'f': ++lines_failed; return;
    case 'b': ++bad_lines_; return;  // of a partial: its stream had one
    default: return;
  }
}

void Ledger::seen_at(std::uint64_t packed_time) {
  if (packed_time == 0) return;
  auto millis = static_cast<std::int64_t>(packed_time - kTimeBase);
  first_seen = first_seen ? std::min(*first_seen, millis) : millis;
  last_seen = last_seen ? std::max(*last_seen, millis) : millis;
}

HostTally& Ledger::tally_of(std::string_view host) {
  std::uint32_t number = hosts.of(host);
  if (host_tallies_.size() <= number) host_tallies_.resize(number + 1);
  return host_tallies_[number];
}

void Ledger::note_run(std::string_view id) {
  if (!id.empty() && run_ids_named.size() < 10'000) run_ids_named.emplace(id);
}

void Ledger::take_page(std::string_view message) {
  gate_.end_page();
  Unpacker unpacker(message.substr(1));
  std::uint8_t flags = unpacker.byte();
  unpacker.text(), unpacker.text(), unpacker.text();
  if (!unpacker.text().empty()) ++clustered;
  note_run(unpacker.text());
  std::uint64_t time = unpacker.number();
  seen_at(time);
  std::string column(unpacker.text()), step(unpacker.text());
  std::string_view period = unpacker.text();
  if (!period.empty()) periods_observed.emplace(period);
  std::string_view host = unpacker.text(), lang = unpacker.text();
  bool read =
      step == "read" || step == "duplicate" || step == "nothing offered" || step == "offer without items";
  if (!host.empty()) {
    HostTally& tally = tally_of(host);
    ++tally.pages;
    tally.read += read;
    tally.walled += step.starts_with("wall: ");
    tally.failed += step.starts_with("error: ") || step.starts_with("refused: ") || step.starts_with("HTTP ");
    if (read && time) tally.read_on.see(day_of(time));
  }
  if (read) {
    if (!period.empty()) ++pages_by_period[std::string(period)];
    if (pages_by_lang.size() < 1000 || pages_by_lang.count(std::string(lang)))
      ++pages_by_lang[std::string(lang)];
  }
  ++(flags & kIsCapture ? captures : pages);
  if (flags & kTruncated) ++truncated;
  ++steps[{step, column}];
}

void Ledger::take_item(std::string_view message) {
  Unpacker unpacker(message.substr(1));
  std::uint8_t flags = unpacker.byte();
  std::string_view page = unpacker.text(), id = unpacker.text(), within = unpacker.text();
  ++(flags & kForeign ? foreign : items);
  if (flags & kLabelled) ++labelled;
  if (!unpacker.text().empty()) ++clustered;
  note_run(unpacker.text());
  seen_at(unpacker.number());
  std::string column(unpacker.text());
  std::string_view form = unpacker.text();
  if (!(flags & kForeign)) ++forms[{form.empty() ? "no form" : std::string(form), column}];
  if (flags & kCounted) gate_.take(page, id, within, flags & kPost, message);
}

std::uint32_t Ledger::cluster_of(std::string_view cluster, std::string_view id) {
  std::string_view name = cluster.empty() ? id : cluster;
  Key key = name.empty() ? Key{~std::uint64_t{0}, unnamed_++} : Key{hash64(name, 1), hash64(name, 2)};
  auto [at, fresh] = clusters_.emplace(key, static_cast<std::uint32_t>(clusters_.size()));
  if (fresh) has_amounts_.push_back(false), lives_.emplace_back();
  return at->second;
}

void Ledger::count_item(std::string_view message) {
  Unpacker unpacker(message.substr(1));
  std::uint8_t flags = unpacker.byte();
  std::string_view page = unpacker.text();
  std::string_view id = unpacker.text();
  unpacker.text();
  std::string_view cluster = unpacker.text();
  unpacker.text();  // run
  std::uint64_t time = unpacker.number();
  unpacker.text(), unpacker.text();
  Sighting seen;
  std::string_view seller = unpacker.text();
  std::string_view host = unpacker.text();
  seen.host = hosts.of(host);
  seen.view = views.of(unpacker.text());
  std::vector<std::string_view> keys;
  std::string joined;  // the keys stand for the seller until close() knows who it is
  for (std::uint64_t n = unpacker.number(); n > 0; --n) {
    keys.push_back(unpacker.text());
    (joined += kBetweenKeys) += keys.back();
  }
  if (!keys.empty()) entities_.add(keys, true);
  seen.seller = sellers.of(keys.empty() ? seller : std::string_view(joined));
  seen.cluster = cluster_of(cluster, id);
  seen.times = 1;
  if (keeps_pages_) seen.page = page_ids.of(page);
  seen.offer = flags & kOffer;
  if (time) lives_[seen.cluster].see(day_of(time));
  if (!host.empty()) {
    HostTally& tally = tally_of(host);
    ++tally.items;
    tally.offers += seen.offer;
    tally.undecided += !(flags & kDecided);
  }
  sightings_.push_back(seen);
  auto [known, fresh] = sighting_index_.insert(static_cast<std::uint32_t>(sightings_.size() - 1));
  if (!fresh) {
    sightings_.pop_back();
    ++sightings_[*known].times;
  }
  bad_numbers += unpacker.number();
  bool wanted = seen.offer && !has_amounts_[seen.cluster];
  std::size_t before = amounts.size();
  auto take_amount = [&](bool priced) {
    Amount one;
    one.cluster = seen.cluster;
    one.view = seen.view;
    std::uint8_t what = unpacker.byte();
    one.measure = static_cast<Measure>(what & 0x7F);
    one.holding = what & 0x80;
    one.priced = priced;
    std::string_view currency = priced ? unpacker.text() : std::string_view();
    auto amount = Decimal::parse(unpacker.text());
    auto each = priced ? Decimal::parse(unpacker.text()) : Decimal();
    if (!wanted) return;
    if (priced) one.currency = currencies.of(currency);
    if (amount && each && one.set(*amount, *each)) amounts.push_back(one);
    else ++bad_numbers;
  };
  for (std::uint64_t n = unpacker.number(); n > 0; --n) take_amount(true);
  for (std::uint64_t n = unpacker.number(); n > 0; --n) take_amount(false);
  if (amounts.size() > before) has_amounts_[seen.cluster] = true;
}

void Ledger::take_run(std::string_view message) {
  gate_.end_page();
  Unpacker unpacker(message.substr(1));
  Run run;
  run.id = unpacker.text();
  run.command = unpacker.text();
  run.version = unpacker.text();
  for (std::uint64_t n = unpacker.number(); n > 0; --n) {
    std::string name(unpacker.text());
    run.data[name] = unpacker.text();
    unpacker.number();
  }
  for (std::uint64_t n = unpacker.number(); n > 0; --n) {
    std::string name(unpacker.text());
    run.options[name] = unpacker.text();
    unpacker.number();
  }
  for (auto* counts : {&run.in, &run.out, &run.failed}) {
    for (std::uint64_t n = unpacker.number(); n > 0; --n) {
      std::string name(unpacker.text());
      unpacker.text();
      (*counts)[name] += unpacker.number();
    }
  }
  if (runs.size() < 10'000) runs.push_back(std::move(run));
}

// Sellers that are known by several keys become one, as `dedupe close` would make them.
void Ledger::settle_sellers() {
  entities_.settle();
  std::vector<std::uint32_t> meant(sellers.size());
  std::uint32_t before = static_cast<std::uint32_t>(sellers.size());
  for (std::uint32_t i = 0; i < before; ++i) {
    meant[i] = i;
    std::string_view joined = sellers.text(i);
    if (!joined.starts_with(kBetweenKeys)) continue;
    auto keys = split(joined.substr(1), kBetweenKeys);
    meant[i] = sellers.of(entities_.seller_of(keys).id);
  }
  for (Sighting& one : sightings_) one.seller = meant[one.seller];
}

void Ledger::close() {
  gate_.end_page();
  settle_sellers();
  order_.resize(sightings_.size());
  std::iota(order_.begin(), order_.end(), 0u);
  std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return sightings_[a].cluster < sightings_[b].cluster;
  });
}

void Ledger::each_cluster(bool all_acts,
                          const std::function<void(const std::vector<const Sighting*>&)>& visit) const {
  std::vector<const Sighting*> one;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const Sighting& sighting = sightings_[order_[i]];
    if (all_acts || sighting.offer) one.push_back(&sighting);
    bool last = i + 1 == order_.size() || sightings_[order_[i + 1]].cluster != sighting.cluster;
    if (last && !one.empty()) {
      visit(one);
      one.clear();
    }
  }
}

void Ledger::each_unit(Unit unit, bool all_acts,
                       const std::function<void(const std::vector<const Sighting*>&)>& visit) const {
  if (unit == Unit::kOffer) return each_cluster(all_acts, visit);
  auto key = [&](const Sighting& one) {
    return unit == Unit::kSeller ? one.seller : unit == Unit::kHost ? one.host : one.page;
  };
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < sightings_.size(); ++i)
    if ((all_acts || sightings_[i].offer) && key(sightings_[i]) != 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return key(sightings_[a]) < key(sightings_[b]); });
  std::vector<const Sighting*> one;
  for (std::size_t i = 0; i < order.size(); ++i) {
    one.push_back(&sightings_[order[i]]);
    if (i + 1 < order.size() && key(sightings_[order[i + 1]]) == key(*one.front())) continue;
    visit(one);
    one.clear();
  }
}

}  // namespace peil::inventory
