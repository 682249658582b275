// text/utf8.cpp -- UTF-8 by the table of RFC 3629 §4.
#include "text/utf8.hpp"

#include <cstdint>
#include <cstring>

#include "base/utf8.hpp"

namespace peil::text {

namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080u;

/// Bytes of the ASCII run that begins at `at`.
std::size_t skip_ascii(std::string_view text, std::size_t at) {
  while (at + 8 <= text.size()) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    if (word & kHighBits) break;
    at += 8;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

}  // namespace

CodePoint decode(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  std::size_t length;
  unsigned low = 0x80, high = 0xBF;  // bounds of the second byte: they keep out overlong and surrogates
  char32_t value;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2, value = lead & 0x1F;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3, value = lead & 0x0F;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4, value = lead & 0x07;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {kReplacement, 1};
  }
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned next = byte(at + i);
    if (next < low || next > high) return {kReplacement, i};
    value = (value << 6) | (next & 0x3F);
    low = 0x80, high = 0xBF;
  }
  return {value, length};
}

std::size_t find_invalid(std::string_view text) {
  for (std::size_t at = skip_ascii(text, 0); at < text.size(); at = skip_ascii(text, at)) {
    const CodePoint point = decode(text, at);
    // A real U+FFFD is three bytes and begins with 0xEF 0xBF 0xBD.
    if (point.value == kReplacement && text.substr(at, 3) != "\xEF\xBF\xBD") return at;
    at += point.length;
  }
  return std::string_view::npos;
}

std::string repair(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t plain = skip_ascii(text, at);
    out.append(text, at, plain - at);
    if (plain == text.size()) break;
    const CodePoint point = decode(text, plain);
    append(point.value, out);
    at = plain + point.length;
  }
  return out;
}

void append(char32_t point, std::string& out) { append_utf8(point, out); }

std::size_t boundary(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

std::string_view prefix(std::string_view text, std::size_t limit) {
  return text.substr(0, boundary(text, limit));
}

std::size_t count(std::string_view text) {
  std::size_t points = 0;
  for (char c : text) points += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return points;
}

}  // namespace peil::text
