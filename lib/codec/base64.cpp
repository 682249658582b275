#include "codec/base64.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace peil::codec {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Twelve bits to two characters: half the look-ups of one table of 64.
struct Pair {
  char text[2];
};
constexpr std::array<Pair, 4096> kPairs = [] {
  std::array<Pair, 4096> pairs{};
  for (std::size_t i = 0; i < 4096; ++i) pairs[i] = {{kAlphabet[i >> 6], kAlphabet[i & 63]}};
  return pairs;
}();

constexpr std::uint32_t kBad = 0x0100'0000;  // a bit that no three bytes set

// Value of each character, already shifted to its place in a group of four.
constexpr std::array<std::array<std::uint32_t, 256>, 4> kValues = [] {
  std::array<std::array<std::uint32_t, 256>, 4> values{};
  for (auto& place : values) place.fill(kBad);
  for (std::uint32_t i = 0; i < 64; ++i)
    for (unsigned place = 0; place < 4; ++place)
      values[place][static_cast<unsigned char>(kAlphabet[i])] = i << (18 - 6 * place);
  return values;
}();

std::uint32_t value_at(unsigned place, char c) { return kValues[place][static_cast<unsigned char>(c)]; }

char* put_bytes(std::uint32_t group, std::size_t count, char* out) {
  for (std::size_t i = 0; i < count; ++i) *out++ = static_cast<char>(group >> (16 - 8 * i) & 0xFF);
  return out;
}

// Whole groups of four characters; returns how many characters were good.
std::size_t decode_groups(std::string_view text, char*& out) {
  std::size_t i = 0;
  for (; i + 4 <= text.size(); i += 4) {
    std::uint32_t group =
        value_at(0, text[i]) | value_at(1, text[i + 1]) | value_at(2, text[i + 2]) | value_at(3, text[i + 3]);
    if (group & kBad) break;
    out[0] = static_cast<char>(group >> 16);
    out[1] = static_cast<char>(group >> 8 & 0xFF);
    out[2] = static_cast<char>(group & 0xFF);
    out += 3;
  }
  return i;
}

bool decode_strict(std::string_view text, char*& out) {
  if (text.size() % 4 != 0) return false;
  std::size_t i = decode_groups(text, out);
  if (i == text.size()) return true;
  if (i + 4 != text.size() || text[i + 3] != '=') return false;
  bool two = text[i + 2] == '=';  // two characters, one byte
  std::uint32_t group =
      value_at(0, text[i]) | value_at(1, text[i + 1]) | (two ? 0 : value_at(2, text[i + 2]));
  if ((group & kBad) || (group & (two ? 0xFFFFu : 0xFFu))) return false;
  out = put_bytes(group, two ? 1 : 2, out);
  return true;
}

bool decode_lenient(std::string_view text, char*& out) {
  std::uint32_t group = 0;
  unsigned place = 0;
  bool padded = false;
  for (char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f') continue;
    if (c == '=') {
      padded = true;
      continue;
    }
    c = c == '-' ? '+' : c == '_' ? '/' : c;
    std::uint32_t value = value_at(place, c);
    if (padded || (value & kBad)) return false;
    group |= value;
    if (++place == 4) {
      out = put_bytes(group, 3, out);
      group = 0;
      place = 0;
    }
  }
  if (place == 1) return false;
  if (place > 1) out = put_bytes(group, place - 1, out);
  return true;
}

}  // namespace

void encode_base64(std::string_view bytes, Buffer& out) {
  char* to = out.reserve(base64_size(bytes.size()));
  const char* const begin = to;
  auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3, to += 4) {
    std::uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    std::memcpy(to, kPairs[group >> 12].text, 2);
    std::memcpy(to + 2, kPairs[group & 0xFFF].text, 2);
  }
  if (std::size_t left = bytes.size() - i; left > 0) {
    std::uint32_t group = byte(i) << 16 | (left == 2 ? byte(i + 1) << 8 : 0);
    std::memcpy(to, kPairs[group >> 12].text, 2);
    to[2] = left == 2 ? kAlphabet[group >> 6 & 63] : '=';
    to[3] = '=';
    to += 4;
  }
  out.advance(static_cast<std::size_t>(to - begin));
}

bool decode_base64(std::string_view text, Base64 kind, Buffer& out) {
  char* to = out.reserve(text.size() / 4 * 3 + 3);
  const char* const begin = to;
  bool good = kind == Base64::kStrict ? decode_strict(text, to) : decode_lenient(text, to);
  if (good) out.advance(static_cast<std::size_t>(to - begin));
  return good;
}

}  // namespace peil::codec
