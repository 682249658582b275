// taxonomy/deals.hpp -- amounts and prices that carry no unit or sign: "5g 40 10g 75", "10 voor 20",
// "een ons", "8 de gram".
//
// People who sell in a chat write a ladder and leave out what the reader knows. A number is read so only
// where its neighbours make it plain: a second pair like it, or a price with its sign.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "taxonomy/shapes.hpp"
#include "text/tokens.hpp"

namespace peil::taxonomy {

/// What a unit word stands for: the shape, the unit an amount is in, and its factor.
struct UnitWord {
  std::uint8_t shape = 0;
  std::string_view unit, factor;
};
/// The unit that a folded word names; shape 0 when none.
UnitWord unit_word(std::string_view folded);

/// Adds such amounts and prices to those read from the same tokens (`amounts` in order of place, and so
/// afterwards), and marks rates ("per gram") and street prices (kStreet). Linear.
void read_deals(std::string_view text, const text::Tokens& tokens, std::vector<std::uint8_t>& bits,
                std::vector<Amount>& amounts);

}  // namespace peil::taxonomy
