// url/encode.hpp -- percent-encoding, and the sets of bytes that each part of a URL must escape.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/hex.hpp"

namespace peil::url {

/// One bit for each set of https://url.spec.whatwg.org/#percent-encoded-bytes.
enum Set : std::uint8_t { kC0 = 1, kFragment = 2, kQuery = 4, kSpecialQuery = 8, kPath = 16, kUserinfo = 32 };

namespace detail {

constexpr std::array<std::uint8_t, 256> make_sets() {
  std::array<std::uint8_t, 256> sets{};
  for (int c = 0; c < 256; ++c)
    if (c < 0x20 || c > 0x7E) sets[static_cast<std::size_t>(c)] = 0xFF;
  auto add = [&](std::string_view chars, int bits) {
    for (char c : chars) sets[static_cast<unsigned char>(c)] |= static_cast<std::uint8_t>(bits);
  };
  constexpr int kBelowPath = kPath | kUserinfo;
  add(" \"<>", kFragment | kQuery | kSpecialQuery | kBelowPath);
  add("`", kFragment | kBelowPath);
  add("#", kQuery | kSpecialQuery | kBelowPath);
  add("'", kSpecialQuery);
  add("?^{}", kBelowPath);
  add("/:;=@[\\]|", kUserinfo);
  return sets;
}

inline constexpr std::array<std::uint8_t, 256> kSets = make_sets();
inline constexpr char kHex[] = "0123456789ABCDEF";

}  // namespace detail

inline void append_escape(unsigned char byte, std::string& out) {
  out.push_back('%');
  out.push_back(detail::kHex[byte >> 4]);
  out.push_back(detail::kHex[byte & 15]);
}

/// Appends `text` with the bytes of `set` escaped. Plain runs are copied at once.
inline void append_encoded(std::string_view text, Set set, std::string& out) {
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    if (!(detail::kSets[byte] & set)) continue;
    out.append(text, plain, i - plain);
    append_escape(byte, out);
    plain = i + 1;
  }
  out.append(text, plain);
}

constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace peil::url
