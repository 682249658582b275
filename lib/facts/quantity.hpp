// facts/quantity.hpp -- amounts of goods: mass, volume, pieces; strength apart from amount.
//
//   5 g · 0,5 kg · half ounce · 1/8 oz · 10x1g · 50 x 30 mg pills · 100 zegels à 110 µg · 3 strips · 500ml
#pragma once

#include <optional>
#include <string_view>

#include "base/decimal.hpp"
#include "facts/found.hpp"

namespace peil::facts {

/// At least one of grams, units, ml, strength_mg is known.
struct Quantity : Found {
  Decimal amount;                ///< as written; of `10x1g` 10, in the unit g; of `50 x 30 mg pills` 50
  std::string_view unit;         ///< normalised: mg g kg oz lb ml l pill blotter seed plant unit …
  std::optional<Decimal> grams;  ///< all of it: 10 of `10x1g`
  std::optional<Decimal> units;  ///< pieces: 10 of `10x1g`, 50 of `50 x 30 mg pills`
  std::optional<Decimal> ml;
  std::optional<Decimal> strength_mg;  ///< active substance in one piece
  bool slang = false;                  ///< a word of slang or a nominal container: low confidence

  /// Says something about how much there is, and not only how strong one piece is.
  bool is_amount() const { return grams || units || ml; }
};

}  // namespace peil::facts
