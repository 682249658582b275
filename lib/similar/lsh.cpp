#include "similar/lsh.hpp"

#include <algorithm>
#include <utility>

namespace peil::similar {
namespace {

// Of the values, ascending with repeats: those repeated most often, that is with most bands in common.
void keep_likeliest(std::vector<std::uint32_t>& values) {
  std::vector<std::pair<std::size_t, std::uint32_t>> counted;
  for (std::size_t i = 0, next; i < values.size(); i = next) {
    next =
        static_cast<std::size_t>(std::upper_bound(values.begin(), values.end(), values[i]) - values.begin());
    counted.emplace_back(kBands - (next - i), values[i]);
  }
  std::sort(counted.begin(), counted.end());
  values.clear();
  for (std::size_t i = 0; i < std::min(counted.size(), LshIndex::kCandidates); ++i)
    values.push_back(counted[i].second);
  std::sort(values.begin(), values.end());
}

}  // namespace

void LshIndex::insert(const BandKeys& keys, std::uint32_t value) {
  for (std::size_t i = 0; i < kBands; ++i) {
    std::size_t same = 0;
    if (!bands_[i].find(keys[i], [&](std::uint32_t) { return ++same == kPerKey; }))
      bands_[i].insert(keys[i], value);
  }
}

void LshIndex::candidates(const BandKeys& keys, std::vector<std::uint32_t>& values) const {
  values.clear();
  for (std::size_t i = 0; i < kBands; ++i)
    bands_[i].find(keys[i], [&](std::uint32_t value) {
      values.push_back(value);
      return false;
    });
  std::sort(values.begin(), values.end());
  if (values.size() > kCandidates) keep_likeliest(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::size_t LshIndex::bytes() const {
  std::size_t total = 0;
  for (const SlotTable& band : bands_) total += band.bytes();
  return total;
}

}  // namespace peil::similar
