// items/identifier_lines.hpp -- identifiers one a line, for people who want nothing else of a text.
//
//   {"type":"email","value":"jan@example.nl","raw":"jan [at] example.nl","field":"text","start":5,…}
//
// These lines are no records of ours (they have no kind), so every later command and every other tool
// takes them as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.hpp"
#include "items/item.hpp"

namespace peil::items {

/// Columns of a TSV line, in order.
inline constexpr std::string_view kIdentifierColumns = "url start type value valid raw context";

/// Where identifiers were read: what each line says of it.
struct IdentifierSource {
  std::string_view text;  ///< the document's text, for offsets and context; "" when it is not at hand
  std::string_view url, page_id, fetched_at;
  std::optional<std::uint64_t> line;  ///< of the input, where each line is a document
};

/// Appends the line of one identifier without newline. JSON: type, value, valid (where there is a checksum),
/// raw, field, start, end, rule, context (about 40 bytes of text on either side, white space made one blank),
/// line, url, page_id, fetched_at. TSV: kIdentifierColumns; tabs, newlines and control characters of a value
/// are blanks.
void write_identifier_line(const Identifier& found, const IdentifierSource& source, bool tsv, Buffer& out);

/// The bytes [start, end) of `text` with those around them, on whole code points.
std::string context_of(std::string_view text, std::size_t start, std::size_t end, std::size_t reach = 40);

}  // namespace peil::items
