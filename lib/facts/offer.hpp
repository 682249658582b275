// facts/offer.hpp -- prices joined to what they are for: single prices, ladders, tables.
//
//   5g €50 / 10g €90        1 stuk 12,50, vanaf 10 stuks 10,-        2 voor 15        per gram €10
#pragma once

#include <optional>
#include <vector>

#include "facts/price.hpp"
#include "facts/quantity.hpp"

namespace peil::facts {

struct PricedQuantity {
  Price price;
  std::optional<Quantity> quantity;  ///< what it is for, when the text says so
  /// price / grams, six significant digits; absent for a holding price and when grams are unknown.
  std::optional<Decimal> per_gram;
  bool minimum = false;  ///< the price holds from this quantity on ("vanaf 10 stuks")
};

/// What a text offers: prices and quantities in the order of the text. Each quantity that stands there
/// is in `quantities`, also when a price took it.
struct Offer {
  std::vector<PricedQuantity> prices;
  std::vector<Quantity> quantities;
};

}  // namespace peil::facts
