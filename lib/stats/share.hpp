// stats/share.hpp -- a share and how sure it is.
//
// Offers come in sellers' handfuls: 2,812 listings of 217 sellers are not 2,812 independent draws, and
// an interval that takes them for such covers the truth in 27 % of runs instead of 95 %. So the
// interval of a share of offers is Wilson's on Kish's effective number of sellers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace peil::stats {

__extension__ using Uint128 = unsigned __int128;

/// 97.5th percentile of the normal distribution, as the sources print it: 95 % intervals.
inline constexpr double kZ95 = 1.96;
/// Below this number of sellers no interval is printed: too few sellers.
inline constexpr std::uint64_t kFewSellers = 10;

struct Interval {
  double low = 0;
  double high = 0;
};

/// Wilson's score interval of the proportion `p` of `n` independent units; n need not be whole.
/// nullopt unless n > 0 and 0 <= p <= 1. Source: Wilson 1927; 168 of 2,812 gives 5.16–6.91 %.
std::optional<Interval> wilson(double p, double n, double z = kZ95);

/// (Σs)²/Σs²: how many sellers of equal size are worth as much as these; 0 for none.
/// Sizes are numbers of offers. Source: Kish 1965.
double kish_effective(std::span<const std::uint64_t> sizes);

/// Why a figure bears no interval.
enum class NoInterval { kNone, kChosenList, kTooFewSellers, kNothing };

struct Share {
  std::uint64_t part = 0;
  std::uint64_t whole = 0;
  std::optional<double> value;            ///< part / whole, 0 to 1; absent when whole is 0
  std::optional<Interval> interval;       ///< 95 %
  NoInterval why = NoInterval::kNothing;  ///< kNone when there is one
};

/// The share `part` of `whole` units, independent of each other (hosts, pages of a random frame).
Share share(std::uint64_t part, std::uint64_t whole, bool random_frame);

/// The share `part` of `whole` offers that come from sellers of these sizes (which add up to at least
/// `whole`). Under kFewSellers sellers there is no interval; nor for a frame that was chosen.
Share share_by_seller(std::uint64_t part, std::uint64_t whole, std::span<const std::uint64_t> sizes,
                      bool random_frame);

/// A seller's offers, and how many of them are in the part.
struct SellerShare {
  std::uint64_t size = 0;
  std::uint64_t part = 0;
};
/// The same where it is known whose the part is. The effective number is Kish's, or that of the
/// linearised ratio, (Σs)² p(1−p) / Σ(part − p·s)² × (sellers − 1)/sellers, whichever is smaller: the
/// first alone covers too little where large sellers have the trait more often (92 % with 217 sellers), the
/// second where sellers are few. Measured by tests/eval/interval_sim. Source: Cochran 1977, §6.
Share share_by_seller(std::span<const SellerShare> sellers, bool random_frame);

}  // namespace peil::stats
