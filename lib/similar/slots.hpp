// similar/slots.hpp -- a table from 4-byte keys to 4-byte values, repeats allowed, 9 to 11 bytes each.
//
// Open addressing, linear probing; full at nine tenths, then a quarter larger. The key may be a hash
// of which the caller verifies the rest: nothing else is held in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "similar/mix.hpp"

namespace peil::similar {

class SlotTable {
 public:
  SlotTable() : slots_(64) {}

  /// REQUIRES: value != 0.
  void insert(std::uint32_t key, std::uint32_t value);

  /// Calls visit(value) for each value of `key`, oldest first, until it returns true. Returns whether
  /// it did.
  template <class Visit>
  bool find(std::uint32_t key, Visit&& visit) const {
    for (std::size_t at = home(key); slots_[at].value != 0; at = at + 1 == slots_.size() ? 0 : at + 1)
      if (slots_[at].key == key && visit(slots_[at].value)) return true;
    return false;
  }

  /// Fetches the place of `key` into the processor's cache: lookups that follow wait less.
  void prefetch(std::uint32_t key) const { __builtin_prefetch(&slots_[home(key)]); }

  std::size_t size() const { return used_; }
  std::size_t bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  struct Slot {
    std::uint32_t key;
    std::uint32_t value;  // 0: empty
  };
  std::size_t home(std::uint32_t key) const {
    return static_cast<std::size_t>(((mix(key) >> 32) * slots_.size()) >> 32);
  }
  void put(Slot slot);
  void grow();

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace peil::similar
