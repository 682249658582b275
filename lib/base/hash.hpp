// base/hash.hpp -- SHA-256 and the base32 in which ids are written.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace peil {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4) of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  /// Ends the computation; update() after it is a bug.
  Sha256Digest finish();
  /// Digest of what passed so far; more may follow.
  Sha256Digest so_far() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-1 (FIPS 180-4): only to check the digests that older archives declare, never for identity.
class Sha1 {
 public:
  Sha1();
  ~Sha1();
  Sha1(Sha1&&) noexcept;
  Sha1& operator=(Sha1&&) noexcept;

  void update(std::string_view bytes);
  std::array<std::uint8_t, 20> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// MD5 (RFC 1321): only to find contents in lists that name them so, never for identity.
std::array<std::uint8_t, 16> md5(std::string_view bytes);

Sha256Digest sha256(std::string_view bytes);

/// Lower-case hexadecimal.
std::string hex(std::span<const std::uint8_t> bytes);

/// `sha256:` and 64 hexadecimal digits: the form of every digest in a record.
std::string sha256_label(std::string_view bytes);
std::string sha256_label(const Sha256Digest& digest);

/// Base32 with the alphabet a-z2-7, without padding. Source: RFC 4648 §6, in lower case.
std::string base32_lower(std::span<const std::uint8_t> bytes);

/// FNV-1a with a final mix: 64 bits, stable over builds and machines. Not for identity (SHA-256 is),
/// only for tables and sketches.
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

/// SplitMix64's next number from the state `x`: a number whose bits are well mixed, the same on every
/// machine. Source: Steele et al. 2014; the finalizer is Stafford's variant 13 of MurmurHash3's.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

}  // namespace peil
