// facts/money.hpp -- private to lib/facts: the reader of prices over lexed text.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "facts/lex.hpp"
#include "facts/phrases.hpp"
#include "facts/price.hpp"

namespace peil::facts {

/// A price with its place in tokens [first, last]; bytes are those of the clean text.
struct PriceAt : Price {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::uint32_t number = 0;  ///< the token that is the amount
};

class Units;

/// The table of currencies and the rules of price.hpp.
class Money {
 public:
  Money();
  /// Appends the prices of `text` to `out`, in order. `units` tells amounts of goods from bare amounts.
  void read(const Lexed& text, const PriceContext& context, const Units& units,
            std::vector<PriceAt>& out) const;
  /// The code that `word` as a whole stands for, or "".
  std::string_view code(const Lexed& word) const;
  /// A currency named anywhere in tokens [begin, end), or "": for the header of a table.
  std::string_view named(const Lexed& text, std::size_t begin, std::size_t end,
                         const PriceContext& context) const;

 private:
  enum class Match : std::uint8_t { kAny, kMoneyLike, kMoneyGlued, kMoneyBehind };
  struct Row {
    std::string_view code;
    char side;
    Match match;
    Decimal factor;
    bool coin;
    bool sign;  ///< a sign or a word that several countries share: a code beside it decides
  };
  struct Side;
  struct Scan;

  std::vector<Row> rows_;
  Phrases phrases_;
};

/// Currencies that are coins: three digits behind one separator are decimals.
bool is_coin(std::string_view code);

}  // namespace peil::facts
