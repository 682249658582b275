// facts/units.hpp -- private to lib/facts: the table of units and the reader of quantities.
#pragma once

#include <string_view>
#include <vector>

#include "facts/lex.hpp"
#include "facts/phrases.hpp"
#include "facts/quantity.hpp"

namespace peil::facts {

/// A quantity with its place in tokens [first, last]; bytes are those of the clean text.
struct QuantityAt : Quantity {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  bool bare_times = false;  ///< only `10x`: no unit said
  bool container = false;
};

enum class Measure : std::uint8_t { kMass, kVolume, kCount };

class Units {
 public:
  Units();
  void interest(std::uint8_t bit, std::uint8_t number_words, Interests& interests);

  struct Row {
    std::string_view unit;
    Measure measure;
    Decimal factor;
    bool alone;  ///< counts without a number
    bool glued;  ///< only directly behind its number
    bool slang;
    bool container;
  };

  /// The unit that begins at token `at`, if one does. `number` is the token before it or npos: some
  /// units must be glued to it.
  PhraseMatch match(const Lexed& text, std::size_t at, bool behind_number) const;
  const Row& row(const PhraseMatch& match) const { return rows_[match.row]; }

  /// What the word at token `at` stands for as a number (`vijftig`), if it is one.
  std::optional<Decimal> number_word_at(const Lexed& text, std::size_t at) const;

  /// Appends the quantities of `text`, in order, leaving out numbers for which `taken[token]` is set.
  void read(const Lexed& text, const std::vector<bool>& taken, std::vector<QuantityAt>& out) const;

 private:
  struct Scan;
  std::vector<Row> rows_;
  Phrases phrases_;
  std::uint8_t number_words_ = 0;  ///< its bit of interest
};

}  // namespace peil::facts
