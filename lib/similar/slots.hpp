// similar/slots.hpp -- a table from 4-byte keys to 4-byte values, repeats allowed, 8.6 to 9.5 bytes each.
//
// Slots in ascending order of their keys, with gaps: a key's home is its share of 2^32, and what finds
// its home taken stands behind. A search ends at the first larger key, after seven slots on average even
// when all but 7 of 100 are taken; it then grows by a tenth, in order, from front to back.
// Keys must be uniform, as hashes are; the caller verifies the rest of them: nothing else is in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "similar/huge.hpp"

namespace peil::similar {

class SlotTable {
 public:
  SlotTable() : homes_(64), slots_(homes_ + kBehind) {}

  /// REQUIRES: value != 0.
  void insert(std::uint32_t key, std::uint32_t value);

  /// Calls visit(value) for each value of `key`, oldest first, until it returns true. Returns whether
  /// it did.
  template <class Visit>
  bool find(std::uint32_t key, Visit&& visit) const {
    for (const Slot* at = &slots_[home(key)]; at->value != 0 && at->key <= key; ++at)
      if (at->key == key && visit(at->value)) return true;
    return false;
  }

  /// Fetches the place of `key` into the processor's cache: lookups that follow wait less.
  void prefetch(std::uint32_t key) const { __builtin_prefetch(&slots_[home(key)]); }

  /// The first value of `key`, or 0.
  std::uint32_t first(std::uint32_t key) const {
    std::uint32_t found = 0;
    find(key, [&](std::uint32_t value) { return found = value, true; });
    return found;
  }

  std::size_t size() const { return used_; }
  std::size_t bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  struct Slot {
    std::uint32_t key;
    std::uint32_t value;  // 0: empty
  };
  static constexpr std::size_t kBehind = 256;  // slots behind the last home; the last one stays empty
  std::size_t home(std::uint32_t key) const {
    return static_cast<std::size_t>((std::uint64_t{key} * homes_) >> 32);
  }
  void grow();

  std::size_t homes_;
  std::vector<Slot, HugeAllocator<Slot>> slots_;
  std::size_t used_ = 0;
};

}  // namespace peil::similar
