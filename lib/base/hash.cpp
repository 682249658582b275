#include "base/hash.hpp"

#include <openssl/md5.h>
#include <openssl/sha.h>

#include <cstring>

// OpenSSL's low-level SHA256_* calls are deprecated in favour of EVP, but EVP fetches providers and
// allocates per digest; ids are made for every record, so the plain calls are the right ones here.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace peil {

struct Sha256::State {
  SHA256_CTX context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) { SHA256_Init(&state_->context); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) { SHA256_Update(&state_->context, bytes.data(), bytes.size()); }

Sha256Digest Sha256::finish() {
  Sha256Digest digest;
  SHA256_Final(digest.data(), &state_->context);
  return digest;
}

Sha256Digest Sha256::so_far() const {
  SHA256_CTX copy = state_->context;
  Sha256Digest digest;
  SHA256_Final(digest.data(), &copy);
  return digest;
}

struct Sha1::State {
  SHA_CTX context;
};

Sha1::Sha1() : state_(std::make_unique<State>()) { SHA1_Init(&state_->context); }
Sha1::~Sha1() = default;
Sha1::Sha1(Sha1&&) noexcept = default;
Sha1& Sha1::operator=(Sha1&&) noexcept = default;

void Sha1::update(std::string_view bytes) { SHA1_Update(&state_->context, bytes.data(), bytes.size()); }

std::array<std::uint8_t, 20> Sha1::finish() {
  std::array<std::uint8_t, 20> digest;
  SHA1_Final(digest.data(), &state_->context);
  return digest;
}

std::array<std::uint8_t, 16> md5(std::string_view bytes) {
  MD5_CTX context;
  MD5_Init(&context);
  MD5_Update(&context, bytes.data(), bytes.size());
  std::array<std::uint8_t, 16> digest;
  MD5_Final(digest.data(), &context);
  return digest;
}

// Not the one-shot SHA256(): since OpenSSL 3 it fetches an algorithm for each call, and crashes when
// memory runs out meanwhile.
Sha256Digest sha256(std::string_view bytes) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  Sha256Digest digest;
  SHA256_Final(digest.data(), &context);
  return digest;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  static const char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string sha256_label(const Sha256Digest& digest) { return "sha256:" + hex(digest); }
std::string sha256_label(std::string_view bytes) { return sha256_label(sha256(bytes)); }

std::string base32_lower(std::span<const std::uint8_t> bytes) {
  static const char kAlphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  text.reserve((bytes.size() * 8 + 4) / 5);
  unsigned bits = 0;
  unsigned held = 0;
  for (std::uint8_t byte : bytes) {
    bits = (bits << 8 | byte) & 0xFFFFu;
    held += 8;
    while (held >= 5) {
      held -= 5;
      text += kAlphabet[bits >> held & 31];
    }
  }
  if (held) text += kAlphabet[bits << (5 - held) & 31];
  return text;
}

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) {
  std::uint64_t hash = 0xcbf29ce484222325u ^ (seed * 0x9E3779B97F4A7C15u);
  while (bytes.size() >= 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data(), 8);
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 32;
    bytes.remove_prefix(8);
  }
  for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  hash ^= bytes.size() + (hash >> 29);
  hash *= 0xBF58476D1CE4E5B9u;
  hash ^= hash >> 32;
  return hash;
}

}  // namespace peil
