#include "similar/slots.hpp"

#include <algorithm>
#include <cstring>

namespace peil::similar {

void SlotTable::insert(std::uint32_t key, std::uint32_t value) {
  if ((used_ + 1) * 100 > homes_ * 93) grow();
  for (;;) {
    std::size_t at = home(key);
    while (slots_[at].value != 0 && slots_[at].key <= key) ++at;
    std::size_t gap = at;
    while (slots_[gap].value != 0) ++gap;
    if (gap + 1 == slots_.size()) {  // the last slot ends every search
      grow();
      continue;
    }
    std::memmove(&slots_[at + 1], &slots_[at], (gap - at) * sizeof(Slot));
    slots_[at] = {key, value};
    ++used_;
    return;
  }
}

// In order, so that both tables are walked from front to back.
void SlotTable::grow() {
  homes_ += homes_ / 10 + 1;
  for (std::size_t behind = kBehind;; behind *= 2) {
    std::vector<Slot, HugeAllocator<Slot>> larger(homes_ + behind);
    std::size_t next = 0;
    for (const Slot& slot : slots_) {
      if (slot.value == 0) continue;
      next = std::max(next, home(slot.key));
      if (next + 1 >= larger.size()) break;
      larger[next++] = slot;
    }
    if (next + 1 >= larger.size()) continue;
    slots_.swap(larger);
    return;
  }
}

}  // namespace peil::similar
