// text/utf8.hpp -- UTF-8: checking, decoding, repairing, cutting. Source: RFC 3629; Unicode §3.9.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace peil::text {

inline constexpr char32_t kReplacement = 0xFFFD;

struct CodePoint {
  char32_t value;      ///< kReplacement for an ill-formed sequence
  std::size_t length;  ///< bytes it takes, 1 to 4; of an ill-formed one its maximal subpart
};

/// The code point at byte `at`. REQUIRES: at < text.size(). Any bytes are allowed: overlong forms,
/// surrogates, values beyond U+10FFFF and cut sequences are ill-formed.
CodePoint decode(std::string_view text, std::size_t at);

/// Byte offset of the first ill-formed sequence, npos when `text` is valid UTF-8.
std::size_t find_invalid(std::string_view text);
inline bool is_utf8(std::string_view text) { return find_invalid(text) == std::string_view::npos; }

/// `text` with each maximal ill-formed subpart replaced by U+FFFD, as browsers do.
std::string repair(std::string_view text);

/// Appends the UTF-8 form of `code_point`; a surrogate or a value beyond U+10FFFF becomes U+FFFD.
void append(char32_t code_point, std::string& out);

/// The longest prefix of at most `limit` bytes that does not cut a code point. REQUIRES: valid UTF-8.
std::string_view prefix(std::string_view text, std::size_t limit);
/// `at`, or the nearest smaller offset at which a code point begins. REQUIRES: valid UTF-8.
std::size_t boundary(std::string_view text, std::size_t at);

/// Number of code points. REQUIRES: valid UTF-8.
std::size_t count(std::string_view text);

}  // namespace peil::text
