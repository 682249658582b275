// archive/digests.hpp -- digests as archives write them: `sha1:` in base32, `sha256:` in hex, and kin.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"

namespace peil::archive {

/// SHA-1 (FIPS 180-4), for checking the digests of older archives; never for identity.
class Sha1 {
 public:
  void update(std::string_view bytes);
  std::array<std::uint8_t, 20> finish();

 private:
  void block(const unsigned char* bytes);

  std::array<std::uint32_t, 5> state_{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  std::array<unsigned char, 64> held_{};
  std::uint64_t size_ = 0;
};

/// SHA-256 of what passes, always, and SHA-1 too when `declared` is one: so that both a record's own
/// digest and ours are known after one reading.
class DigestCheck {
 public:
  /// `declared`: value of a WARC-*-Digest header, or "".
  explicit DigestCheck(std::string_view declared);
  void update(std::string_view bytes);
  /// Ends the computation. REQUIRES: called once.
  void finish();

  /// `sha256:` and hexadecimal.
  const std::string& label() const { return label_; }
  /// Whether the declared digest is that of the bytes; nullopt when there is none, or none we know.
  std::optional<bool> matches() const { return matches_; }

 private:
  std::string declared_;
  bool sha1_wanted_ = false;
  Sha256 sha256_;
  Sha1 sha1_;
  std::string label_;
  std::optional<bool> matches_;
};

}  // namespace peil::archive
