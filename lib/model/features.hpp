// model/features.hpp -- what the learned model sees of a title: hashed n-grams, and what the lexicon says.
//
// Two experts read a unit (a title, or the first line of a text). The first sees words and characters:
//
//   char 4-grams inside <word>; pieces of tokens cut where letters meet digits, digits collapsed
//   (25x110ug -> 00 x 000 ug): alone, in pairs, in pairs over one between, first, last; amounts by shape
//   and size; a number with its neighbour; capitals, length, script, emoji.
//
// Each is hashed to one of 2^16 rows; a unit is the set of its rows. The second sees only what the lexicon
// found: sums by label and by ancestor, the best label, gates. The rules never enter the first, so that
// each can be shown for itself.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "taxonomy/shapes.hpp"
#include "text/tokens.hpp"

namespace peil::model {

using Row = std::uint16_t;
inline constexpr std::size_t kRows = std::size_t{1} << 16;
/// Most rows of one unit: what is beyond stands at the end of a title that nobody reads.
inline constexpr std::size_t kMaxRows = 240;
/// Tokens of a unit that are read.
inline constexpr std::uint32_t kMaxTokens = 48;

/// Appends the rows of tokens [first, end) of `text`, sorted, each once. Linear; `rows` is emptied before.
void read_rows(std::string_view text, const text::Tokens& tokens, const taxonomy::Shapes& shapes,
               std::uint32_t first, std::uint32_t end, std::vector<Row>& rows);

/// The rows of one token by itself: its 4-grams and its words. `rows` is emptied before.
void read_word_rows(const text::Tokens& tokens, std::uint32_t token, std::vector<Row>& rows);

/// A feature of the lexicon expert: its key (lexicon_key) and its value in thousandths.
using LexiconValue = std::pair<std::uint64_t, std::int32_t>;

enum class Hint : std::uint8_t {
  kSum,    ///< terms of exactly this label
  kUnder,  ///< terms at or below it
  kBest,   ///< it is the heaviest
  kGate,   ///< a gate's word stands there
  kTop,    ///< greatest sum under drug ("drug") or elsewhere ("other"), and whether there is none ("none")
};
/// `sum:drug.mdma` and so on: how a card names the feature.
std::string_view hint_name(Hint hint);
std::uint64_t lexicon_key(Hint hint, std::string_view name);
/// The key of a feature by its name on a card; nullopt when that names none.
std::optional<std::uint64_t> lexicon_key(std::string_view name);

/// Features of label sums {slug, weight in thousandths} and of the gates that stand open. Sorted by key.
std::vector<LexiconValue> read_hints(std::span<const std::pair<std::string_view, std::int32_t>> sums,
                                     std::span<const std::string_view> gates);

}  // namespace peil::model
