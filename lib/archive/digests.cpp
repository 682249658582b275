#include "archive/digests.hpp"

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
  if (sha1_wanted_) matches_ = same_digest(value, sha1_.finish());
  else if (std::string name = to_lower_ascii(declared_.substr(0, colon));
           name == "sha256" || name == "sha-256")
    matches_ = same_digest(value, digest);
}

}  // namespace peil::archive
