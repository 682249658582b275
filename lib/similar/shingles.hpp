// similar/shingles.hpp -- a text as a set of numbers: its runs of three folded words.
//
// Two texts are near-duplicates when their sets overlap (Jaccard). Source: Broder 1997, "On the
// resemblance and containment of documents".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "text/tokens.hpp"

namespace peil::similar {

inline constexpr std::size_t kShingleWords = 3;
/// Shingles kept of one text: the smallest ones. Up to that many a comparison is exact; of longer
/// texts it is an estimate from a uniform sample (standard error at most 1 / (2 * sqrt(4096)) = .008).
inline constexpr std::size_t kShingles = 4096;

class Shingler {
 public:
  /// The shingles of `text`, ascending, without repeats, at most kShingles. A text of one or two
  /// words has one shingle, an empty text none. Good until the next call.
  std::span<const std::uint64_t> of(std::string_view text);

 private:
  text::Tokenizer tokenizer_;
  text::Tokens tokens_;
  std::vector<std::uint64_t> shingles_;
};

/// Sizes of intersection and union of two shingle sets, or of the common sample of both when one of
/// them was cut to kShingles.
struct Overlap {
  std::uint32_t common = 0;
  std::uint32_t united = 0;
  double jaccard() const { return united == 0 ? 0 : static_cast<double>(common) / united; }
};
/// REQUIRES: both ascending without repeats, as Shingler makes them.
Overlap overlap(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

}  // namespace peil::similar
