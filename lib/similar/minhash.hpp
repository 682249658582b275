// similar/minhash.hpp -- a shingle set as nine short keys; similar sets share one, others hardly ever.
//
// One-permutation MinHash: every shingle falls into one of 36 bins, each bin keeps its smallest value,
// an empty bin borrows from another one. Four bins make a key. Sets of Jaccard J share at least one of
// nine keys with probability 1 - (1 - J^4)^9: .991 at .8, .71 at .6, .08 at .3.
// Source: Li, Owen, Zhang 2012 (one permutation); Shrivastava 2017 (optimal densification);
// measured for listings: 9 x 4 finds .995 of the pairs at J >= .8 with 1.5 candidates a title.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace peil::similar {

inline constexpr std::size_t kBands = 9;
inline constexpr std::size_t kBandRows = 4;
inline constexpr std::size_t kBins = kBands * kBandRows;

using BandKeys = std::array<std::uint32_t, kBands>;

/// How many bins make a key, so that pairs of that Jaccard are found: the most, since longer keys bring
/// fewer strangers, with which at least .97 of them share a key; 4 from .77 on, 3 from .69 on, else 2.
std::size_t rows_for(double similarity);
/// The share of pairs of that Jaccard that share a key: 1 - (1 - J^rows)^9.
double expected_recall(double similarity, std::size_t rows);

/// The keys of a set. REQUIRES: not empty, rows at most kBandRows. Fixed seeds: equal sets give equal keys
/// anywhere.
BandKeys band_keys(std::span<const std::uint64_t> shingles, std::size_t rows = kBandRows);

}  // namespace peil::similar
