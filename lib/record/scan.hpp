// record/scan.hpp -- our own walk over the bytes of a JSON line, for what simdjson does not keep:
// where a member stands, and lines that are legal JSON but outside its range.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace peil {

/// One member of an object as it stands in the text. Offsets index the text given to scan_members.
struct RawMember {
  std::string_view key;  ///< between the quotes, still escaped
  std::size_t start;     ///< of the key's opening quote
  std::size_t value_start;
  std::size_t end;  ///< one past the value
};

/// The members of the object that `text` holds. REQUIRES: valid JSON, an object.
void scan_members(std::string_view text, std::vector<RawMember>& members);

/// Length of the well-formed UTF-8 sequence at `at` (RFC 3629), 0 when there is none. REQUIRES: at < size.
std::size_t utf8_length(std::string_view text, std::size_t at);

/// Where the first byte stands that begins no well-formed sequence; text.size() when all is well.
std::size_t invalid_utf8_at(std::string_view text);

/// Whether an escaped key means `key`.
bool raw_key_equals(std::string_view raw, std::string_view key);

/// Checks a line by RFC 8259, UTF-8 and depth included, and writes its *shadow*: the same JSON with
/// what simdjson refuses in a form it takes. Where a string would begin with U+0001 it has a letter
/// behind it that says what it is: N a number out of range or longer than 15 digits (its text
/// follows), X a string with a lone surrogate (unreadable), S a string that begins so itself.
/// The error says what is wrong and at which byte (from 1).
Result<void> validate(std::string_view line, std::string& shadow);

/// Whether a number of more than 15 significant digits stands outside the strings: such a number
/// does not survive a binary double. REQUIRES: valid JSON.
bool has_long_number(std::string_view line);

}  // namespace peil
