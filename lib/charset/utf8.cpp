// charset/utf8.cpp -- validating and repairing UTF-8, eight ASCII bytes at a time.
#include <cstdint>
#include <cstring>

#include "charset/charset.hpp"
#include "charset/utf8.hpp"

namespace peil::charset {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// First byte at or behind `at` that is NUL or not ASCII. (Looking for the two one after the other
/// would be quadratic on runs of NULs.)
std::size_t skip_plain(std::string_view bytes, std::size_t at) {
  while (at + 8 <= bytes.size()) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + at, 8);
    if (((word | (word - 0x0101010101010101u)) & 0x8080808080808080u) != 0) break;
    at += 8;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at] - 1) < 0x7F) ++at;
  return at;
}

}  // namespace

Sequence next_sequence(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return {1, true};
  if (first < 0xC2 || first > 0xF4) return {1, false};
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  // The second byte carries the rules on shortest form, surrogates and the end of the code space.
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (first == 0xE0) low = 0xA0;
  if (first == 0xED) high = 0x9F;
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;
  if (at + 1 >= bytes.size() || byte(at + 1) < low || byte(at + 1) > high) return {1, false};
  for (std::size_t i = 2; i < length; ++i) {
    if (at + i >= bytes.size() || !is_continuation(byte(at + i))) return {i, false};
  }
  return {length, true};
}

std::size_t skip_ascii(std::string_view bytes, std::size_t at) {
  while (at + 8 <= bytes.size()) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + at, 8);
    if ((word & 0x8080808080808080u) != 0) break;
    at += 8;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

Utf8Count count_utf8(std::string_view bytes) {
  Utf8Count count;
  std::size_t at = 0;
  while ((at = skip_ascii(bytes, at)) < bytes.size()) {
    const Sequence sequence = next_sequence(bytes, at);
    ++(sequence.valid ? count.valid : count.invalid);
    at += sequence.length;
  }
  return count;
}

bool is_valid_utf8(std::string_view bytes) {
  std::size_t at = 0;
  while ((at = skip_ascii(bytes, at)) < bytes.size()) {
    const Sequence sequence = next_sequence(bytes, at);
    if (!sequence.valid) return false;
    at += sequence.length;
  }
  return true;
}

void append_repaired(std::string_view bytes, std::string& out) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::size_t end = at;
    while ((end = skip_plain(bytes, end)) < bytes.size() && bytes[end] != '\0') {
      const Sequence sequence = next_sequence(bytes, end);
      if (!sequence.valid) break;
      end += sequence.length;
    }
    out.append(bytes.substr(at, end - at));
    if (end >= bytes.size()) break;
    out.append(kReplacement);
    at = end + (bytes[end] == '\0' ? 1 : next_sequence(bytes, end).length);
  }
}

}  // namespace peil::charset
