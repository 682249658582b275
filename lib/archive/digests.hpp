// archive/digests.hpp -- digests as archives write them: `sha1:` in base32, `sha256:` in hex, and kin.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"

namespace peil::archive {

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
