// items/facts_of.cpp -- from facts and their offsets to members of an item and their evidence.
#include "items/facts_of.hpp"

#include <algorithm>

#include "items/record_words.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

bool same_fact(const Coded& a, const Coded& b) { return a.value == b.value; }

void add_coded(std::vector<Coded>& list, Coded entry) {
  if (std::none_of(list.begin(), list.end(), [&](const Coded& held) { return same_fact(held, entry); }))
    list.push_back(std::move(entry));
}

/// "United States → United States", "NL -> EU": a route in one field.
std::size_t arrow(std::string_view value, std::size_t& length) {
  for (std::string_view sign :
       {"\xE2\x86\x92", "->", "=>", "\xC2\xBB", "\xE2\x9E\x9C", "\xE2\x9E\x94", " > "}) {
    if (const std::size_t at = value.find(sign); at != std::string_view::npos && at > 0) {
      length = sign.size();
      return at;
    }
  }
  return std::string_view::npos;
}

/// The word or sign in brackets, or behind "in" or the last blank or slash: where labels name a currency.
std::string currency_in(std::string_view label) {
  std::size_t begin = label.find_last_of("([");
  if (begin == std::string_view::npos) begin = label.find_last_of(" /");
  if (begin == std::string_view::npos) return {};
  std::string word;
  for (char c : label.substr(begin + 1)) {
    if (c == ')' || c == ']' || c == ':' || c == ' ') break;
    word.push_back(c);
  }
  return word;
}

}  // namespace

Quantity to_quantity(const facts::Quantity& quantity, Evidence evidence) {
  return {quantity.amount, quantity.unit,        quantity.grams,     quantity.units,
          quantity.ml,     quantity.strength_mg, std::move(evidence)};
}

Evidence FactReader::evidence(const facts::Found& found, std::string_view text, html::Span at,
                              const Item& item) const {
  if (!item.span) return facts::evidence_of(found, text);
  const html::Span own = *item.span;
  Evidence made = facts::evidence_of(found, text);
  const std::size_t start = at.begin + found.start;
  const std::size_t end = at.begin + found.end;
  if (start >= own.begin && end <= own.end) {
    made.start = start - own.begin;
    made.end = end - own.begin;
  } else {
    made.field = "page.text";
    made.start.reset();
    made.end.reset();
  }
  return made;
}

void FactReader::add_offer(Item& item, const facts::Offer& offer, std::string_view text, html::Span at,
                           bool first) {
  std::vector<Price> prices;
  for (const facts::PricedQuantity& priced : offer.prices) {
    if (priced.price.instead || priced.price.shipping) continue;
    Price price;
    price.amount = priced.price.amount;
    price.currency = std::string(priced.price.currency);
    price.holding = priced.price.holding;
    price.per_gram = priced.per_gram;
    price.evidence = evidence(priced.price, text, at, item);
    if (priced.quantity)
      price.quantity = to_quantity(*priced.quantity, evidence(*priced.quantity, text, at, item));
    prices.push_back(std::move(price));
  }
  item.prices.insert(first ? item.prices.begin() : item.prices.end(), std::make_move_iterator(prices.begin()),
                     std::make_move_iterator(prices.end()));
  for (const facts::Quantity& quantity : offer.quantities) {
    Quantity made = to_quantity(quantity, evidence(quantity, text, at, item));
    const bool known = std::any_of(item.quantities.begin(), item.quantities.end(), [&](const Quantity& held) {
      return held.evidence.start && made.evidence.start && *held.evidence.start == *made.evidence.start;
    });
    if (!known) item.quantities.push_back(std::move(made));
  }
  drop_equal_prices(item.prices);
}

void join_amount_of_title(Item& item, facts::Reader& reader) {
  if (item.form != Form::kListing || item.prices.empty() || item.prices.size() > 4) return;
  const auto plain = [](const Price& price) { return !price.quantity && !price.per_gram && !price.holding; };
  if (std::none_of(item.prices.begin(), item.prices.end(), plain)) return;
  for (std::size_t i = 0; i < item.prices.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (item.prices[j].currency == item.prices[i].currency) return;
    }
  }
  const std::vector<facts::Quantity> found = reader.quantities(item.title);
  if (found.size() != 1 || !(found[0].grams || found[0].units || found[0].ml)) return;
  Evidence evidence = facts::evidence_of(found[0], item.title);
  evidence.field = "title";
  const Quantity made = to_quantity(found[0], std::move(evidence));
  // One that has an amount already (of the other currency's price) must have the same.
  for (const Price& price : item.prices) {
    if (price.holding) return;
    if (!plain(price) &&
        !(price.quantity && price.quantity->amount == made.amount && price.quantity->unit == made.unit))
      return;
  }
  for (Price& price : item.prices) {
    if (price.quantity) continue;
    price.quantity = made;
    if (made.grams && !made.grams->is_zero()) price.per_gram = price.amount.divided_by(*made.grams);
  }
}

void drop_equal_prices(std::vector<Price>& prices) {
  std::vector<Price> kept;
  for (Price& price : prices) {
    const bool known = std::any_of(kept.begin(), kept.end(), [&](Price& held) {
      if (!(held.amount == price.amount) || held.currency != price.currency) return false;
      const bool same_quantity =
          !held.quantity || !price.quantity ||
          (held.quantity->amount == price.quantity->amount && held.quantity->unit == price.quantity->unit);
      if (!same_quantity) return false;
      if (!held.quantity && price.quantity) {
        held.quantity = price.quantity;
        held.per_gram = price.per_gram;
      }
      return true;
    });
    if (!known && kept.size() < 200) kept.push_back(std::move(price));
  }
  prices = std::move(kept);
}

void FactReader::add_route(Item& item, const facts::Route& route, std::string_view text, html::Span at,
                           bool replace) {
  const auto fill = [&](std::vector<Coded>& list, const std::vector<facts::Place>& places) {
    if (replace && !places.empty()) list.clear();
    for (const facts::Place& place : places)
      add_coded(list, {std::string(place.code), evidence(place, text, at, item)});
  };
  fill(item.ships_from, route.from);
  fill(item.ships_to, route.to);
  fill(item.ships_except, route.except);
}

void FactReader::read_all(Item& item) {
  const html::Span at = item.span.value_or(html::Span());
  std::string_view text = item.span ? text_.substr(at.begin, at.size()) : std::string_view(item.text);
  std::string own;  // the same bytes, with blanks where others are quoted
  for (const html::Span quote : item.quotes) {
    if (!item.span || quote.begin < at.begin || quote.end > at.end || quote.size() < 2) continue;
    if (own.empty()) own = text;
    std::fill(own.begin() + (quote.begin - at.begin), own.begin() + (quote.end - at.begin), ' ');
    own[quote.begin - at.begin] = own[quote.end - at.begin - 1] = '\n';
  }
  if (!own.empty()) text = own;
  const facts::ItemFacts found = reader_.item(text, money_.context());
  add_offer(item, found.offer, text, at, false);
  add_route(item, found.route, text, at, false);
  add_terms(item, found.terms, found.towns, text, at);
}

void FactReader::add_terms(Item& item, const facts::Terms& terms, const std::vector<facts::Town>& towns,
                           std::string_view text, html::Span at) {
  for (const facts::Term& term : terms.payment)
    add_coded(item.payment, {std::string(term.value), evidence(term, text, at, item)});
  for (const facts::Term& term : terms.delivery)
    add_coded(item.delivery, {std::string(term.value), evidence(term, text, at, item)});
  for (const facts::Town& town : towns)
    add_coded(item.places, {std::string(town.value), evidence(town, text, at, item)});
}

void FactReader::read_page_route(std::vector<Item>& items, bool all) {
  std::vector<html::Span> spans;
  std::string_view vendor;
  for (const Item& item : items) {
    if (item.form != Form::kListing || !item.span) return;
    if (!item.ships_from.empty() || !item.ships_to.empty() || !item.ships_except.empty()) return;
    if (!vendor.empty() && !item.vendor.name.empty() && item.vendor.name != vendor) return;
    if (!item.vendor.name.empty()) vendor = item.vendor.name;
    spans.push_back(*item.span);
  }
  if (items.empty()) return;
  std::sort(spans.begin(), spans.end(), [](html::Span a, html::Span b) { return a.begin < b.begin; });
  const auto size = static_cast<std::uint32_t>(text_.size());
  spans.push_back({size, size});
  Item said;
  said.span = html::Span{0, 0};  // nothing of the page's text is its own
  std::uint32_t at = 0;
  for (html::Span span : spans) {
    if (span.begin > at) {
      const html::Span between = {at, span.begin};
      const std::string_view text = text_.substr(between.begin, between.size());
      add_route(said, reader_.route(text), text, between, false);
      if (all) add_terms(said, reader_.terms(text), reader_.towns(text), text, between);
    }
    at = std::max(at, span.end);
  }
  for (Item& item : items) {
    item.ships_from = said.ships_from;
    item.ships_to = said.ships_to;
    item.ships_except = said.ships_except;
    for (auto list : {&Item::payment, &Item::delivery, &Item::places}) {
      for (const Coded& entry : said.*list) add_coded(item.*list, entry);
    }
  }
}

void FactReader::read_price_field(Item& item, html::Span value, std::string_view label) {
  const std::string_view text = text_.substr(value.begin, value.size());
  facts::PriceContext context = money_.field();
  std::string named;
  if (!label.empty() && label.size() < 60) {
    const std::vector<facts::Price> found = reader_.prices("1.00 " + currency_in(label), money_.context());
    if (!found.empty()) named = found.front().currency;
    if (!named.empty()) context.currency = named;
  }
  add_offer(item, reader_.offer(text, context), text, value, true);
}

void FactReader::read_unit(Item& item, html::Span cell, std::string_view header) {
  std::size_t at = std::string_view::npos;
  for (std::string_view word : {" per ", "/", " pro ", " par ", "(per "}) {
    if (const std::size_t found = header.find(word);
        found != std::string_view::npos && at == std::string_view::npos)
      at = found + word.size();
  }
  if (at == std::string_view::npos && begins_with_amount(header)) at = 0;  // a column of 5 gram
  if (at == std::string_view::npos) return;
  std::string_view unit = header.substr(at);
  while (!unit.empty() && (unit.back() == ')' || unit.back() == ' ')) unit.remove_suffix(1);
  const bool counted = !unit.empty() && unit[0] >= '0' && unit[0] <= '9';
  const std::vector<facts::Quantity> found =
      reader_.quantities(counted ? std::string(unit) : "1 " + std::string(unit));
  if (found.empty() || !item.span) return;
  for (Price& price : item.prices) {
    if (price.quantity || !price.evidence.start) continue;
    const std::size_t place = item.span->begin + *price.evidence.start;
    if (place < cell.begin || place >= cell.end) continue;
    Evidence evidence;
    evidence.field = "page.text";
    evidence.raw = std::string(header);
    evidence.rule = "quantity.header";
    price.quantity = to_quantity(found.front(), evidence);
    if (found.front().grams && !price.holding) price.per_gram = price.amount.divided_by(*found.front().grams);
  }
}

void FactReader::read_field(Item& item, Field field, html::Span value) {
  if (value.empty()) return;
  const std::string_view text = text_.substr(value.begin, value.size());
  const std::string_view short_text = text.substr(0, 400);
  switch (field) {
    case Field::kShipsFrom:
    case Field::kShipsTo: {
      std::size_t length = 0;
      const std::size_t at = arrow(short_text, length);
      if (at != std::string_view::npos && field == Field::kShipsFrom) {
        const auto left = static_cast<std::uint32_t>(at);
        const auto right = static_cast<std::uint32_t>(at + length);
        add_route(item, reader_.route_field(text.substr(0, left), facts::RouteField::kFrom),
                  text.substr(0, left), {value.begin, value.begin + left}, true);
        add_route(item, reader_.route_field(text.substr(right), facts::RouteField::kTo), text.substr(right),
                  {value.begin + right, value.end}, true);
      } else {
        const auto kind = field == Field::kShipsFrom ? facts::RouteField::kFrom : facts::RouteField::kTo;
        add_route(item, reader_.route_field(short_text, kind), short_text, value, true);
      }
      break;
    }
    case Field::kShipsExcept:
      add_route(item, reader_.route_field(short_text, facts::RouteField::kExcept), short_text, value, true);
      break;
    case Field::kPrice: read_price_field(item, value); break;
    case Field::kStock:
      if (auto stock = read_stock(text)) item.stock = stock;
      break;
    case Field::kSold:
      if (auto sold = first_integer(short_text)) item.sold_count = sold;
      break;
    case Field::kSales:
      if (auto sold = first_integer(short_text); sold && !item.sold_count) item.sold_count = sold;
      break;
    case Field::kFeedbackCount:
      if (auto count = first_integer(short_text)) item.feedback_count = count;
      break;
    case Field::kRating:
      if (auto rating = read_rating(short_text); !rating.empty()) item.rating = rating;
      break;
    case Field::kVendor:
      if (auto name = clean_name(short_text); !name.empty() && item.vendor.name.empty())
        item.vendor.name = name;
      break;
    case Field::kQuantity:
      // "97 items available" under Quantity is stock.
      if (short_text.find("vailable") != std::string_view::npos ||
          short_text.find("in stock") != std::string_view::npos ||
          short_text.find("oorraad") != std::string_view::npos ||
          short_text.find("left") != std::string_view::npos) {
        if (auto stock = read_stock(text)) item.stock = stock;
      }
      break;
    case Field::kPlace:
      if (auto town = reader_.town_field(short_text))
        add_coded(item.places, {std::string(town->value), evidence(*town, short_text, value, item)});
      break;
    case Field::kSku:
    case Field::kEan: {
      std::string id = one_line(short_text, 60);
      if (const std::size_t blank = id.find(' '); blank != std::string::npos) id.resize(blank);
      if (id.size() < 2 || id.find_first_of("0123456789") == std::string::npos) break;
      facts::Found found;
      found.start = short_text.find(id);
      found.end = found.start + id.size();
      found.rule = field == Field::kSku ? "sku.label" : "ean.label";
      item.identifiers.push_back(
          {field == Field::kSku ? "sku" : "ean", id, std::nullopt, evidence(found, short_text, value, item)});
      break;
    }
    default: break;
  }
}

}  // namespace peil::items
