// inventory/privacy.hpp -- what a report must not give away: who a seller is, and cells of a few.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "inventory/words.hpp"
#include "render/table.hpp"

namespace peil::inventory {

/// Names for sellers that only the holder of the key can lead back, by trying: the same seller has the same
/// name in every report made with that key. Source: HMAC-SHA-256 (RFC 2104), of which 50 bits are shown.
class Pseudonyms {
 public:
  static constexpr std::size_t kLeastKeyBytes = 16;
  /// `text` is the content of the key file, without its last line end. An Error when it is too short.
  static Result<Pseudonyms> parse(std::string_view text);
  /// "P-" and ten characters of base32.
  std::string of(std::string_view seller) const;

 private:
  std::string inner_, outer_;  // the key, padded and mixed as RFC 2104 says
};

/// Hides counts of 1 to `least` - 1, and then as many others as it takes that no hidden one follows from the
/// row's or the column's total; shares and other numbers of a row with a hidden count go too. Tables about
/// the collecting itself (pages, hosts, runs) stay. `least` 0 or 1: nothing is hidden.
void suppress_small(render::Document& document, std::uint64_t least, const Words& words);

}  // namespace peil::inventory
