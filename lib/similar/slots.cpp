#include "similar/slots.hpp"

namespace peil::similar {

void SlotTable::put(Slot slot) {
  std::size_t at = home(slot.key);
  while (slots_[at].value != 0)
    if (++at == slots_.size()) at = 0;
  slots_[at] = slot;
}

void SlotTable::insert(std::uint32_t key, std::uint32_t value) {
  if ((used_ + 1) * 10 > slots_.size() * 9) grow();
  put({key, value});
  ++used_;
}

void SlotTable::grow() {
  std::vector<Slot> old(slots_.size() + slots_.size() / 4);
  old.swap(slots_);
  // From an empty slot onwards, so that the values of one key keep their order.
  std::size_t start = 0;
  while (old[start].value != 0) ++start;
  for (std::size_t i = 1; i <= old.size(); ++i) {
    std::size_t at = start + i < old.size() ? start + i : start + i - old.size();
    if (old[at].value != 0) put(old[at]);
  }
}

}  // namespace peil::similar
