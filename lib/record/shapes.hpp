// record/shapes.hpp -- the records of other tools that we know by sight, and where their members stand.
#pragma once

#include <span>
#include <string_view>

#include "base/buffer.hpp"
#include "record/record.hpp"

namespace peil {

/// One tool's record. Pointers are JSON Pointers (RFC 6901); "" where it has no such member.
struct Shape {
  std::string_view name;       ///< "katana"
  std::string_view signs[3];   ///< members that, together, only this tool has
  std::string_view text = {};  ///< the document: HTML or text
  std::string_view title = {};
  std::string_view url = {};
  std::string_view time = {};    ///< RFC 3339, a date, or 14 digits
  std::string_view status = {};  ///< HTTP status, as number or text
  std::string_view media_type = {};
  std::string_view archive = {};  ///< name of the archive that holds the bytes (with offset, length)
};

/// The shape of a foreign record, nullptr when it is none that we know. As the tools print them:
/// katana -jsonl, httpx -json, trafilatura --json, Common Crawl's index lines.
const Shape* shape_of(const Record& record);
std::span<const Shape> shapes();

/// Appends the members of the record's line as they stand, byte for byte, comma-separated and without
/// braces; left out are those that `except` names by JSON Pointer (one or two levels deep). REQUIRES:
/// kForeign or ours; linear in the line.
void append_other_members(const Record& record, std::span<const std::string_view> except, Buffer& out);

}  // namespace peil
