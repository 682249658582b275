// facts/reader.cpp -- cleans and lexes a text once, asks the tables, maps places back.
#include "facts/reader.hpp"

#include <string>
#include <utility>

#include "facts/calendar.hpp"
#include "facts/clean.hpp"
#include "facts/gazetteer.hpp"
#include "facts/identify.hpp"
#include "facts/ladder.hpp"
#include "facts/lex.hpp"
#include "facts/money.hpp"
#include "facts/units.hpp"

namespace peil::facts {

struct Reader::State {
  Units units;
  Money money;
  Gazetteer gazetteer;
  TermTable terms;
  Identify identify;

  Interests interests;
  Clean clean;
  Lexed lexed;
  std::vector<PriceAt> prices;
  std::vector<QuantityAt> quantities;
  std::vector<bool> taken;
  const char* last_at = nullptr;
  std::string last;
  bool is_lexed = false;

  State() {
    units.interest(1, 2, interests);
    terms.interest(4, interests);
    gazetteer.interest(8, interests);
    interests.seal();
  }
  /// Cleans and lexes a text, unless it is the one that was given last: a page is asked for its prices, its
  /// dates and its identifiers in turn. The same place with the same bytes is the same text.
  void set(std::string_view text) {
    set_clean(text);
    if (!is_lexed) lexed.set(clean.text(), &interests);
    is_lexed = true;
  }
  void set_clean(std::string_view text) {
    if (text.data() == last_at && text == last) return;
    clean.set(text);
    is_lexed = false;
    last_at = text.data();
    last.assign(text);
  }
  /// Moves a fact's place from the clean text to the text given.
  void place(Found& found) const {
    if (found.end <= found.start) return;
    found.end = clean.end(found.end);
    found.start = clean.start(found.start);
  }
  template <class Facts>
  void place_all(Facts& facts) const {
    for (auto& fact : facts) place(fact);
  }

  void read_prices(const PriceContext& context) {
    prices.clear();
    money.read(lexed, context, units, prices);
  }
  void read_quantities() {
    taken.assign(lexed.size() + 1, false);
    for (const PriceAt& price : prices) {
      for (std::size_t i = price.first; i <= price.last; ++i) taken[i] = true;
    }
    quantities.clear();
    units.read(lexed, taken, quantities);
  }
  Offer read_offer(const PriceContext& context);
  Route read_route() const {
    Route route;
    gazetteer.route(lexed, route);
    place_all(route.from), place_all(route.to), place_all(route.except);
    return route;
  }
  std::vector<Town> read_towns() const {
    std::vector<Town> towns;
    gazetteer.towns(lexed, towns);
    place_all(towns);
    return towns;
  }
  Terms read_terms() const {
    Terms found;
    terms.read(lexed, found);
    place_all(found.payment), place_all(found.delivery);
    return found;
  }
};

Reader::Reader() : state_(std::make_unique<State>()) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

std::vector<Price> Reader::prices(std::string_view text, const PriceContext& context) {
  state_->set(text);
  state_->read_prices(context);
  std::vector<Price> prices(state_->prices.begin(), state_->prices.end());
  state_->place_all(prices);
  return prices;
}

std::vector<Quantity> Reader::quantities(std::string_view text) {
  state_->set(text);
  state_->read_prices({});
  state_->read_quantities();
  std::vector<Quantity> quantities(state_->quantities.begin(), state_->quantities.end());
  state_->place_all(quantities);
  return quantities;
}

Offer Reader::State::read_offer(const PriceContext& context) {
  read_prices(context);
  read_quantities();
  Offer offer;
  for (Rung& rung : join_rungs(lexed, context, money, units, prices, quantities)) {
    PricedQuantity priced;
    priced.price = rung.price;
    place(priced.price);
    // A 1 that is for no amount of goods: advertisements of things whose price one must ask.
    const std::string_view currency = priced.price.currency;
    if (!rung.quantity && priced.price.amount == Decimal(1) && priced.price.rule != "price.field" &&
        (currency == "EUR" || currency == "USD" || currency == "GBP"))
      priced.price.holding = true;
    if (rung.quantity) {
      Quantity quantity = *rung.quantity;
      quantity.start = lexed[rung.quantity->first].start;
      quantity.end = lexed[rung.quantity->last].end;
      place(quantity);
      priced.quantity = quantity;
      priced.minimum = rung.minimum;
      if (quantity.grams && !priced.price.holding && !priced.price.shipping) {
        priced.per_gram = priced.price.amount.divided_by(*quantity.grams);
      }
    }
    offer.prices.push_back(std::move(priced));
  }
  offer.quantities.assign(quantities.begin(), quantities.end());
  place_all(offer.quantities);
  return offer;
}

Offer Reader::offer(std::string_view text, const PriceContext& context) {
  state_->set(text);
  return state_->read_offer(context);
}

Route Reader::route(std::string_view text) {
  state_->set(text);
  return state_->read_route();
}

Route Reader::route_field(std::string_view value, RouteField field) {
  state_->set(value);
  Route route;
  state_->gazetteer.route_field(state_->lexed, field, route);
  state_->place_all(route.from), state_->place_all(route.to), state_->place_all(route.except);
  return route;
}

std::string_view Reader::country(std::string_view value) {
  state_->set(value);
  return state_->gazetteer.country(state_->lexed);
}

std::vector<Town> Reader::towns(std::string_view text) {
  state_->set(text);
  return state_->read_towns();
}

std::optional<Town> Reader::town_field(std::string_view value) {
  state_->set(value);
  std::optional<Town> town = state_->gazetteer.town_field(state_->lexed);
  if (town) state_->place(*town);
  return town;
}

Terms Reader::terms(std::string_view text) {
  state_->set(text);
  return state_->read_terms();
}

ItemFacts Reader::item(std::string_view text, const PriceContext& context) {
  state_->set(text);
  ItemFacts facts;
  facts.offer = state_->read_offer(context);
  facts.route = state_->read_route();
  facts.terms = state_->read_terms();
  facts.towns = state_->read_towns();
  return facts;
}

std::vector<Identifier> Reader::identifiers(std::string_view text, const IdentifierContext& context) {
  state_->set_clean(text);
  std::vector<Identifier> found;
  state_->identify.read(state_->clean.text(), context, found);
  state_->place_all(found);
  return found;
}

std::vector<Date> Reader::dates(std::string_view text, const DateContext& context) {
  state_->set(text);
  std::vector<Date> dates;
  read_dates(state_->lexed, context, dates);
  state_->place_all(dates);
  return dates;
}

std::optional<Date> Reader::date_field(std::string_view value, const DateContext& context) {
  state_->set(value);
  std::optional<Date> date = read_date_field(state_->lexed, context);
  if (date) state_->place(*date);
  return date;
}

std::string_view Reader::currency(std::string_view word) {
  state_->set(word);
  return state_->money.code(state_->lexed);
}

std::optional<Decimal> read_number(std::string_view text, bool coin) {
  Clean clean;
  clean.set(text);
  Lexed lexed;
  lexed.set(clean.text());
  std::size_t begin = 0, end = lexed.size();
  while (begin < end && lexed.is_break(begin)) ++begin;
  while (end > begin && (lexed.is_break(end - 1) || lexed.is_sign(end - 1, ','))) --end;
  const bool negative = begin < end && lexed.is_sign(begin, '-') && lexed.glued(begin + 1);
  if (negative) ++begin;
  if (begin + 1 != end || !lexed.is_number(begin)) return std::nullopt;
  const std::optional<Decimal> value = lexed.value(begin, coin);
  return value && negative ? value->times(Decimal(-1)) : value;
}

}  // namespace peil::facts
