// items/entries.cpp -- entries as text and items.
#include "items/entries.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/words.hpp"
#include "items/facts_of.hpp"
#include "items/fields.hpp"
#include "items/price_list.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

Evidence evidence_of(const Given& given, std::string_view rule) {
  return {.field = given.field,
          .raw = given.raw.empty() ? given.value : given.raw,
          .start = std::nullopt,
          .end = std::nullopt,
          .rule = std::string(rule),
          .weight = std::nullopt};
}

/// `1234.5` is a number of a program; `1.234,50` and `€ 12,-` are of people.
std::optional<Decimal> amount_of(std::string_view text) {
  const std::string_view bare = trim(text);
  if (auto plain = Decimal::parse(bare)) return plain;
  return facts::read_number(bare);
}

class EntryReader {
 public:
  EntryReader(const EntryContext& context, Reading& reading)
      : context_(context), reading_(reading), facts_(context.reader, reading.page.text, context.money) {}

  void read(Entry& entry, html::Span span) {
    Item item;
    item.form = entry.form;
    item.span = span;
    item.title = one_line(entry.title);
    item.url = absolute(entry.url, context_.base);
    item.key = one_line(entry.key, 200);
    item.reply_to = one_line(entry.reply_to, 200);
    item.row = entry.row;
    facts_.read_all(item);
    given(item, entry);
    item.vendor = std::move(entry.vendor);
    item.vendor.url = absolute(item.vendor.url, context_.base);
    item.category_path = std::move(entry.category_path);
    item.rating = read_rating(entry.rating);
    item.feedback_count = entry.feedback_count;
    item.sold_count = entry.sold_count;
    item.stock = entry.stock;
    item.about_title = one_line(entry.about_title);
    item.about_url = absolute(entry.about_url, context_.base);
    item.listed_at = entry.listed_at;
    if (item.listed_at.empty() && !entry.date.empty()) {
      if (auto date = context_.reader.date_field(entry.date.value, {.reference = context_.reference}))
        item.listed_at = date_text(*date);
    }
    if (item.form == Form::kFeedback) item.rated_at = std::exchange(item.listed_at, "");
    const auto holder = static_cast<int>(reading_.items.size());
    reading_.items.push_back(std::move(item));
    if (!entry.menu) return;
    for (Item& offer : read_price_list(reading_.page.text, span, facts_, context_.reader)) {
      offer.within = holder;
      offer.vendor = reading_.items[static_cast<std::size_t>(holder)].vendor;
      offer.listed_at = reading_.items[static_cast<std::size_t>(holder)].listed_at;
      reading_.items.push_back(std::move(offer));
    }
  }

 private:
  /// What the source says in fields of its own stands before what its text says.
  void given(Item& item, const Entry& entry) {
    quantity(item, entry);
    price(item, entry);
    ladder(item, entry);
    const auto place = [&](const Given& value, std::vector<Coded>& list) {
      if (value.empty()) return;
      if (auto town = context_.reader.town_field(value.value))
        list.insert(list.begin(), {std::string(town->value), evidence_of(value, "place.field")});
    };
    place(entry.place, item.places);
    route(entry.ships_from, facts::RouteField::kFrom, item.ships_from);
    route(entry.ships_to, facts::RouteField::kTo, item.ships_to);
    terms(entry.payment, true, item.payment);
    terms(entry.delivery, false, item.delivery);
    identifier(entry.sku, "sku", item);
    identifier(entry.ean, "ean", item);
    identifier(entry.email, "email", item);
  }

  void quantity(Item& item, const Entry& entry) {
    if (entry.quantity.empty()) return;
    std::string words = entry.quantity.value;
    if (!entry.unit.empty()) words += " " + entry.unit.value;
    const std::vector<facts::Quantity> found = context_.reader.quantities(words);
    if (found.empty()) return;
    const Quantity made = to_quantity(found.front(), evidence_of(entry.quantity, "quantity.field"));
    std::erase_if(item.quantities,
                  [&](const Quantity& held) { return held.amount == made.amount && held.unit == made.unit; });
    item.quantities.insert(item.quantities.begin(), made);
  }

  void price(Item& item, const Entry& entry) {
    if (entry.price.empty()) return;
    Price price;
    std::optional<Decimal> amount = amount_of(entry.price.value);
    std::string_view code = context_.reader.currency(entry.currency.value);
    if (!amount) {
      // `€ 25 per gram`, `12,50 euro`: as any text; `gratis`, `bieden` is no price.
      const auto found = context_.reader.prices(entry.price.value, context_.money.field());
      if (found.empty()) return;
      amount = found.front().amount;
      if (code.empty()) code = found.front().currency;
      price.holding = found.front().holding;
    }
    if (amount->is_zero() || amount->is_negative()) return;
    price.amount = *amount;
    price.currency =
        code.empty() && entry.currency.value.size() == 3 ? entry.currency.value : std::string(code);
    price.evidence = evidence_of(entry.price, "price.field");
    if (!entry.quantity.empty() && !item.quantities.empty()) {
      price.quantity = item.quantities.front();
      if (price.quantity->grams && !price.quantity->grams->is_zero())
        price.per_gram = price.amount.divided_by(*price.quantity->grams);
    }
    item.prices.insert(item.prices.begin(), std::move(price));
    drop_equal_prices(item.prices);
  }

  void ladder(Item& item, const Entry& entry) {
    std::vector<Price> prices;
    for (const GivenPrice& step : entry.ladder) {
      const auto amount = amount_of(step.price.value);
      if (!amount || amount->is_zero() || amount->is_negative()) continue;
      Price price;
      price.amount = *amount;
      const std::string_view code = context_.reader.currency(step.currency);
      price.currency = code.empty() && step.currency.size() == 3 ? step.currency : std::string(code);
      price.evidence = evidence_of(step.price, "price.structured");
      if (const auto found = context_.reader.quantities(step.what); !found.empty()) {
        Given what{step.what, step.price.field, {}};
        price.quantity = to_quantity(found.front(), evidence_of(what, "quantity.structured"));
        if (price.quantity->grams && !price.quantity->grams->is_zero())
          price.per_gram = price.amount.divided_by(*price.quantity->grams);
      }
      prices.push_back(std::move(price));
    }
    item.prices.insert(item.prices.begin(), std::make_move_iterator(prices.begin()),
                       std::make_move_iterator(prices.end()));
    drop_equal_prices(item.prices);
  }

  void route(const Given& value, facts::RouteField field, std::vector<Coded>& list) {
    if (value.empty()) return;
    const facts::Route route = context_.reader.route_field(value.value, field);
    for (const facts::Place& place : field == facts::RouteField::kFrom ? route.from : route.to)
      list.push_back({std::string(place.code), evidence_of(value, "route.field")});
  }

  void terms(const Given& value, bool payment, std::vector<Coded>& list) {
    if (value.empty()) return;
    const facts::Terms found = context_.reader.terms(value.value);
    for (const facts::Term& term : payment ? found.payment : found.delivery)
      list.push_back({std::string(term.value), evidence_of(value, "terms.field")});
  }

  static void identifier(const Given& value, std::string_view type, Item& item) {
    if (!value.empty() && value.value.size() <= 254)
      item.identifiers.push_back(
          {std::string(type), value.value, std::nullopt, evidence_of(value, std::string(type) + ".field")});
  }

  const EntryContext& context_;
  Reading& reading_;
  FactReader facts_;
};

}  // namespace

Entry entry_of_thing(const Thing& thing, std::size_t number) {
  const std::string base = "structured." + std::to_string(number) + ".";
  const auto given = [&](std::string_view key) {
    return Given{std::string(thing.text(key)), base + std::string(key), {}};
  };
  Entry entry;
  entry.form = Form::kListing;
  entry.title = plain_of_html(thing.text("name"));
  entry.text = plain_of_html(thing.text("description"));
  entry.url = std::string(thing.text("url"));
  entry.vendor.name = one_line(thing.text("seller"), 120);
  entry.place = given("addressLocality");
  entry.date = given("datePublished");
  entry.listed_at = maps::read_date(entry.date.value, "iso").value_or("");
  entry.sku = given("sku");
  bool all_out = true;
  for (const Thing* offer : thing.all("offers")) {
    entry.ladder.push_back({{std::string(offer->text("price")), base + "offers.price", {}},
                            std::string(offer->text("priceCurrency")),
                            std::string(offer->text("name"))});
    all_out = all_out && (says_sold_out(offer->text("availability")) ||
                          to_lower_ascii(offer->text("availability")) == "outofstock");
  }
  if (!entry.ladder.empty() && all_out) entry.stock = 0;
  return entry;
}

std::size_t read_entries(std::vector<Entry>& entries, const EntryContext& context, Reading& reading) {
  std::string& text = reading.page.text;
  std::vector<html::Span> spans;
  for (Entry& entry : entries) {
    std::erase(entry.text, '\r');
    const std::string_view body = trim(entry.text);
    const std::string title = one_line(entry.title);
    const bool titled = entry.title_is_text && !title.empty() && !body.starts_with(title);
    const std::size_t size = body.size() + (titled ? title.size() + 1 : 0);
    if (text.size() + size + 2 > limits::kTextBytes) break;
    if (!text.empty()) text += "\n\n";
    const auto begin = static_cast<std::uint32_t>(text.size());
    if (titled) text += title;
    if (titled && !body.empty()) text += '\n';
    text += body;
    spans.push_back({begin, static_cast<std::uint32_t>(text.size())});
  }
  EntryReader reader(context, reading);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    reader.read(entries[i], spans[i]);
    if (!spans[i].empty()) reading.main.push_back(spans[i]);
  }
  return entries.size() - spans.size();
}

}  // namespace peil::items
