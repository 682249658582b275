// taxonomy/shapes.hpp -- what kind of number a token is: a mass, a price, a calibre, a count.
//
// The context classes of the lexicon (#mass #mg #ug #ml #cal #price) and the amounts that rules need
// when a record bears no quantities of its own. extract reads amounts better (peil-facts); this is
// what classify sees by itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "text/tokens.hpp"

namespace peil::taxonomy {

enum Shape : std::uint8_t {
  kMass = 1,    ///< 5g, 1 kilo, 3.5 gr, 1oz
  kMg = 2,      ///< 220mg
  kUg = 4,      ///< 110ug, 150 mcg
  kMl = 8,      ///< 10 ml, 5 liter
  kCal = 16,    ///< 9mm, .45 acp, kaliber 12
  kPrice = 32,  ///< €20, 20 euro, $5, 20,-
  kCount = 64,  ///< 100x, 10 pillen, 5 stuks
  /// A mass whose price stands beside it and makes 2 to 400 a gram: what is sold on the street costs so.
  kStreet = 128,
};

/// Shape of a context class name (#mass …); 0 when there is no such class.
std::uint8_t shape_from_name(std::string_view name);
/// All class names.
std::vector<std::string_view> shape_names();

struct Amount {
  std::uint32_t first, last;  ///< tokens, both included
  std::uint32_t start, end;   ///< bytes, with the currency sign beside it
  std::uint8_t shape;
  Decimal number;
  std::string unit;  ///< g ml units mg ug cal, or the currency ("" when its sign is unknown)
};

/// Shapes of a text's tokens, and the amounts that they make.
class Shapes {
 public:
  /// Reads `tokens` of `text`. Linear.
  void read(std::string_view text, const text::Tokens& tokens);
  /// Shape bits of a token: of the number and of its unit.
  std::uint8_t at(std::size_t token) const { return bits_[token]; }
  const std::vector<Amount>& amounts() const { return amounts_; }

 private:
  std::vector<std::uint8_t> bits_;
  std::vector<Amount> amounts_;
};

}  // namespace peil::taxonomy
