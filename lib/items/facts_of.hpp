// items/facts_of.hpp -- the facts of a stretch of the page's text, as facts of an item, with evidence.
#pragma once

#include <string>
#include <string_view>

#include "facts/reader.hpp"
#include "html/text.hpp"
#include "items/item.hpp"
#include "items/labels.hpp"

namespace peil::items {

/// What the page says of its prices: its own currency, what `$` means.
struct Money {
  std::string fiat;  ///< most used currency of the page, "" when there is none
  std::string_view dollar = "USD";
  std::string_view krone = "SEK";
  facts::PriceContext context() const {
    return {.dollar = dollar, .krone = krone, .field = false, .currency = {}, .limit = facts::kMaxFacts};
  }
  facts::PriceContext field() const {
    return {.dollar = dollar, .krone = krone, .field = true, .currency = fiat, .limit = facts::kMaxFacts};
  }
};

/// Makes items of stretches of one text.
class FactReader {
 public:
  FactReader(facts::Reader& reader, std::string_view page_text, const Money& money)
      : reader_(reader), text_(page_text), money_(money) {}

  /// Prices, quantities, route, places, payment and delivery that stand in the item's span (or text).
  void read_all(Item& item);
  /// Where none of the listings says from and to where it is sent, and they are not of several sellers: what
  /// the page says outside of them holds for all. Its evidence is of the page, without offsets.
  /// `all`: the document is of one seller (a price list), so payment, delivery and place hold too.
  void read_page_route(std::vector<Item>& items, bool all = false);

  /// The value of a labelled field: adds to what read_all() found, or corrects it. `value` is in the
  /// page's text; outside the item's span its evidence has field `page.text` and no offsets.
  void read_field(Item& item, Field field, html::Span value);

  /// Prices of a price field, put before the others; a bare number counts, in the currency that the field's
  /// label names ("Price (EUR)"), else in the page's.
  void read_price_field(Item& item, html::Span value, std::string_view label = {});
  /// Gives the prices that stand in `cell` and have no quantity the one that the column's header names:
  /// "Price per gram", "Prijs/stuk".
  void read_unit(Item& item, html::Span cell, std::string_view header);

 private:
  Evidence evidence(const facts::Found& found, std::string_view text, html::Span at, const Item& item) const;
  void add_offer(Item& item, const facts::Offer& offer, std::string_view text, html::Span at, bool first);
  void add_terms(Item& item, const facts::Terms& terms, const std::vector<facts::Town>& towns,
                 std::string_view text, html::Span at);
  void add_route(Item& item, const facts::Route& route, std::string_view text, html::Span at, bool replace);

  facts::Reader& reader_;
  std::string_view text_;
  const Money& money_;
};

/// A quantity of facts as one of ours.
Quantity to_quantity(const facts::Quantity& quantity, Evidence evidence);

/// A listing whose title says one amount ("Speed 10 gram") and whose only price, once in each currency, says
/// none costs that much for that much. Its evidence is of the title.
void join_amount_of_title(Item& item, facts::Reader& reader);

/// Sorts prices so that those whose evidence stands in `span` (page offsets) come first; keeps order else.
void drop_equal_prices(std::vector<Price>& prices);

}  // namespace peil::items
