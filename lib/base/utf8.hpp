// base/utf8.hpp -- a code point as bytes. What reads UTF-8 stands in text/utf8.hpp and charset/.
#pragma once

#include <string>

namespace peil {

/// Appends the UTF-8 form of `point` (RFC 3629); a surrogate or a value beyond U+10FFFF becomes U+FFFD.
inline void append_utf8(char32_t point, std::string& out) {
  if (point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) point = 0xFFFD;
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) return put(point);
  if (point < 0x800) return put(0xC0 | point >> 6), put(0x80 | (point & 0x3F));
  if (point < 0x10000) {
    put(0xE0 | point >> 12);
  } else {
    put(0xF0 | point >> 18), put(0x80 | (point >> 12 & 0x3F));
  }
  put(0x80 | (point >> 6 & 0x3F)), put(0x80 | (point & 0x3F));
}

}  // namespace peil
