// facts/found.hpp -- where a fact stands in a text, and how it was read: the base of every fact.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "record/write.hpp"

namespace peil::facts {

/// Facts of one kind that are read in one text; what stands behind so many is left. A page of nothing but
/// prices would else take memory a hundred times its size.
inline constexpr std::size_t kMaxFacts = 4096;
/// The same for identifiers and dates, which stand in lists of many.
inline constexpr std::size_t kMaxMarks = 65536;

/// A place in the text that was read: bytes [start, end), whole code points, and the rule that spoke
/// (a literal, dotted: `price.sign_left`). The text is text.substr(start, end - start).
struct Found {
  std::size_t start = 0;
  std::size_t end = 0;
  std::string_view rule = {};

  std::string_view raw(std::string_view text) const { return text.substr(start, end - start); }
};

/// The evidence of a fact read in `text`, which is the member `field` from its byte `shift` on.
inline Evidence evidence_of(const Found& found, std::string_view text, std::string_view field = "text",
                            std::size_t shift = 0) {
  return {.field = std::string(field),
          .raw = std::string(found.raw(text)),
          .start = found.start + shift,
          .end = found.end + shift,
          .rule = std::string(found.rule),
          .weight = std::nullopt};
}

}  // namespace peil::facts
