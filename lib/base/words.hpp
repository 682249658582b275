// base/words.hpp -- small things that are done to words: masking for a terminal, nearest name.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peil {

/// Text from outside made fit for a terminal or a log: one line of at most `limit` bytes (then `…`),
/// valid UTF-8 in; control characters (C0, DEL, C1), line separators, bidi controls and invalid
/// bytes are shown as `\x1b`, `\u202e`. Printable text is unchanged.
std::string printable(std::string_view text, std::size_t limit = 900);

/// The candidate meant by a mistyped `word`: at edit distance 1 or 2 (at most a third of the word's
/// length), or the only one that `word` begins. nullopt when none, or when two are equally near.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

/// Splits at `separator`; "a,,b" gives three pieces, "" gives one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);
/// The same into `pieces`, emptied before: for callers that split line after line.
void split(std::string_view text, char separator, std::vector<std::string_view>& pieces);

/// Without leading and trailing ASCII blanks.
std::string_view trim(std::string_view text);

/// ASCII lower case; other bytes are unchanged.
std::string to_lower_ascii(std::string_view text);

/// Whether a label is `top` or stands below it: drug.nps below drug.
bool is_below(std::string_view label, std::string_view top);

/// The first `parts` parts of a label: drug.nps.3mmc in 2 is drug.nps.
std::string_view cut_slug(std::string_view label, std::int64_t parts);

/// 1234567 -> "1,234,567", for people.
std::string with_thousands(std::uint64_t number);

}  // namespace peil
