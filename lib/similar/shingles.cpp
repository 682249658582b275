#include "similar/shingles.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace peil::similar {

// A sum of products tells the order of the words; one mixing is enough.
constexpr std::uint64_t kOdd[kShingleWords] = {0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9};

std::span<const std::uint64_t> Shingler::of(std::string_view text) {
  tokenizer_.tokenize(text, tokens_);
  shingles_.clear();
  const std::size_t count = tokens_.size();
  const std::size_t words = std::min(kShingleWords, count);
  for (std::size_t i = 0; words > 0 && i + words <= count; ++i) {
    std::uint64_t shingle = 0;
    for (std::size_t j = 0; j < words; ++j) shingle += tokens_[i + j].hash * kOdd[j];
    shingles_.push_back(mix64(shingle));
  }
  // The shingles are well mixed, so the smallest are a uniform sample, and the same one in each text.
  std::sort(shingles_.begin(), shingles_.end());
  shingles_.erase(std::unique(shingles_.begin(), shingles_.end()), shingles_.end());
  if (shingles_.size() > kShingles) shingles_.resize(kShingles);
  return shingles_;
}

Overlap overlap(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
  // A set that was cut knows nothing beyond its last element: neither may the comparison.
  bool cut = a.size() >= kShingles || b.size() >= kShingles;
  Overlap result;
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (cut && result.united >= kShingles) break;
    ++result.united;
    if (j == b.size() || (i < a.size() && a[i] < b[j])) {
      ++i;
    } else if (i == a.size() || b[j] < a[i]) {
      ++j;
    } else {
      ++result.common;
      ++i;
      ++j;
    }
  }
  return result;
}

}  // namespace peil::similar
