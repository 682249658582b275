#include "archive/digests.hpp"

#include <bit>
#include <cstring>
#include <span>

#include "base/words.hpp"

namespace peil::archive {
namespace {

// The digest behind `algorithm:` in hex or base32, any case, padding allowed.
bool same_digest(std::string_view written, std::span<const std::uint8_t> digest) {
  std::string lower = to_lower_ascii(trim(written));
  if (lower == hex(digest)) return true;
  while (lower.ends_with('=')) lower.pop_back();
  return lower == base32_lower(digest);
}

}  // namespace

void Sha1::block(const unsigned char* bytes) {
  std::array<std::uint32_t, 80> w;
  for (std::size_t i = 0; i < 16; ++i)
    w[i] = std::uint32_t{bytes[4 * i]} << 24 | std::uint32_t{bytes[4 * i + 1]} << 16 |
           std::uint32_t{bytes[4 * i + 2]} << 8 | bytes[4 * i + 3];
  for (std::size_t i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  auto [a, b, c, d, e] = state_;
  auto round = [&](std::size_t i, std::uint32_t f, std::uint32_t k) {
    std::uint32_t next = std::rotl(a, 5) + f + e + k + w[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  };
  for (std::size_t i = 0; i < 20; ++i) round(i, (b & c) | (~b & d), 0x5A827999);
  for (std::size_t i = 20; i < 40; ++i) round(i, b ^ c ^ d, 0x6ED9EBA1);
  for (std::size_t i = 40; i < 60; ++i) round(i, (b & c) | (b & d) | (c & d), 0x8F1BBCDC);
  for (std::size_t i = 60; i < 80; ++i) round(i, b ^ c ^ d, 0xCA62C1D6);
  state_[0] += a;
  state_[1] += b;
  state_[2] += c;
  state_[3] += d;
  state_[4] += e;
}

void Sha1::update(std::string_view bytes) {
  auto data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t left = bytes.size(), held = size_ % 64;
  size_ += left;
  if (held > 0) {
    std::size_t count = std::min(left, 64 - held);
    std::memcpy(held_.data() + held, data, count);
    data += count;
    left -= count;
    if (held + count < 64) return;
    block(held_.data());
  }
  for (; left >= 64; data += 64, left -= 64) block(data);
  if (left > 0) std::memcpy(held_.data(), data, left);
}

std::array<std::uint8_t, 20> Sha1::finish() {
  const std::uint64_t bits = size_ * 8;
  std::string tail(1 + (119 - size_ % 64) % 64, '\0');
  tail[0] = '\x80';
  for (int shift = 56; shift >= 0; shift -= 8) tail += static_cast<char>(bits >> shift & 0xFF);
  update(tail);
  std::array<std::uint8_t, 20> digest;
  for (std::size_t i = 0; i < 20; ++i)
    digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)) & 0xFF);
  return digest;
}

DigestCheck::DigestCheck(std::string_view declared) : declared_(trim(declared)) {
  sha1_wanted_ = to_lower_ascii(std::string_view(declared_).substr(0, 5)) == "sha1:";
}

void DigestCheck::update(std::string_view bytes) {
  sha256_.update(bytes);
  if (sha1_wanted_) sha1_.update(bytes);
}

void DigestCheck::finish() {
  Sha256Digest digest = sha256_.finish();
  label_ = sha256_label(digest);
  std::size_t colon = declared_.find(':');
  std::string_view value = std::string_view(declared_).substr(colon == std::string::npos ? 0 : colon + 1);
  if (sha1_wanted_)
    matches_ = same_digest(value, sha1_.finish());
  else if (std::string name = to_lower_ascii(declared_.substr(0, colon)); name == "sha256" || name == "sha-256")
    matches_ = same_digest(value, digest);
}

}  // namespace peil::archive
