// url/onion.cpp -- onion names: base32 of a public key, a checksum by SHA3-256, and a version.
#include <algorithm>
#include <array>
#include <bit>

#include "url/encode.hpp"
#include "url/host.hpp"

namespace peil::url {
namespace {

using Lanes = std::array<std::uint64_t, 25>;

/// Keccak-f[1600]. Source: FIPS 202 §3.
void permute(Lanes& a) {
  std::uint8_t lfsr = 1;
  for (int round = 0; round < 24; ++round) {
    std::uint64_t parity[5];
    for (unsigned x = 0; x < 5; ++x) parity[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    for (unsigned x = 0; x < 5; ++x) {
      std::uint64_t d = parity[(x + 4) % 5] ^ std::rotl(parity[(x + 1) % 5], 1);
      for (unsigned y = 0; y < 25; y += 5) a[y + x] ^= d;
    }
    unsigned x = 1, y = 0;
    std::uint64_t carried = a[1];
    for (int t = 0; t < 24; ++t) {
      unsigned next = (2 * x + 3 * y) % 5;
      x = y;
      y = next;
      std::uint64_t& lane = a[x + 5 * y];
      std::uint64_t displaced = lane;
      lane = std::rotl(carried, ((t + 1) * (t + 2) / 2) % 64);
      carried = displaced;
    }
    for (unsigned row = 0; row < 25; row += 5) {
      std::uint64_t line[5];
      std::copy_n(a.begin() + row, 5, line);
      for (unsigned i = 0; i < 5; ++i) a[row + i] = line[i] ^ (~line[(i + 1) % 5] & line[(i + 2) % 5]);
    }
    for (int j = 0; j < 7; ++j) {
      if (lfsr & 1) a[0] ^= std::uint64_t(1) << ((1 << j) - 1);
      lfsr = static_cast<std::uint8_t>(lfsr << 1 ^ (lfsr & 0x80 ? 0x71 : 0));
    }
  }
}

/// First two bytes of SHA3-256 of a message shorter than one block (136 bytes).
std::array<std::uint8_t, 2> sha3_start(std::span<const std::uint8_t> message) {
  constexpr std::size_t kRate = 136;
  std::array<std::uint8_t, kRate> block{};
  std::copy(message.begin(), message.end(), block.begin());
  block[message.size()] = 0x06;
  block[kRate - 1] |= 0x80;
  Lanes lanes{};
  for (std::size_t i = 0; i < kRate; ++i) lanes[i / 8] ^= std::uint64_t(block[i]) << (8 * (i % 8));
  permute(lanes);
  return {static_cast<std::uint8_t>(lanes[0]), static_cast<std::uint8_t>(lanes[0] >> 8)};
}

int base32_value(char c) {
  if (is_alpha(c)) return to_lower(c) - 'a';
  if (c >= '2' && c <= '7') return c - '2' + 26;
  return -1;
}

}  // namespace

Onion onion_kind(std::string_view host) {
  if (network_of(host) != "tor") return Onion::kNot;
  if (host.ends_with('.')) host.remove_suffix(1);
  constexpr std::size_t kSuffix = 6;  // ".onion"
  if (host.size() < kSuffix) return Onion::kMalformed;
  host.remove_suffix(kSuffix);
  if (auto dot = host.rfind('.'); dot != host.npos) host.remove_prefix(dot + 1);
  if (std::any_of(host.begin(), host.end(), [](char c) { return base32_value(c) < 0; }))
    return Onion::kMalformed;
  if (host.size() == 16) return Onion::kV2;
  if (host.size() != 56) return Onion::kMalformed;

  std::array<std::uint8_t, 35> bytes{};  // key 32, checksum 2, version 1
  unsigned window = 0, bits = 0;
  std::size_t count = 0;
  for (char c : host) {
    window = window << 5 | unsigned(base32_value(c));
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[count++] = static_cast<std::uint8_t>(window >> bits);
  }
  if (bytes[34] != 3) return Onion::kBadChecksum;
  constexpr std::string_view kSalt = ".onion checksum";
  std::array<std::uint8_t, kSalt.size() + 33> message{};
  std::copy(kSalt.begin(), kSalt.end(), message.begin());
  std::copy_n(bytes.begin(), 32, message.begin() + kSalt.size());
  message.back() = 3;
  auto sum = sha3_start(message);
  return sum[0] == bytes[32] && sum[1] == bytes[33] ? Onion::kV3 : Onion::kBadChecksum;
}

}  // namespace peil::url
