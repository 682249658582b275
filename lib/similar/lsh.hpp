// similar/lsh.hpp -- which sets seen before may be similar to this one.
//
// Nine tables, one a band: 78 to 86 bytes a set in all. Growth copies one band at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "similar/minhash.hpp"
#include "similar/slots.hpp"

namespace peil::similar {

class LshIndex {
 public:
  /// Values that one key of one band may have, and candidates that one lookup gives. Boilerplate
  /// that thousands of texts share would else make every lookup a walk over all of them; what goes
  /// beyond is reached through the other bands.
  static constexpr std::size_t kPerKey = 32;
  static constexpr std::size_t kCandidates = 128;

  /// Adds `value` under the keys. REQUIRES: value != 0.
  void insert(const BandKeys& keys, std::uint32_t value);
  /// Replaces `values` by those that share a key, without repeats, ascending; when there are more
  /// than kCandidates, those that share most.
  void candidates(const BandKeys& keys, std::vector<std::uint32_t>& values) const;

  /// Fetches the places of the keys into the processor's cache.
  void prefetch(const BandKeys& keys) const {
    for (std::size_t i = 0; i < kBands; ++i) bands_[i].prefetch(keys[i]);
  }

  /// Memory held, in bytes.
  std::size_t bytes() const;

 private:
  std::array<SlotTable, kBands> bands_;
};

}  // namespace peil::similar
