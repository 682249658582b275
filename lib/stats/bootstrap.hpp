// stats/bootstrap.hpp -- intervals of medians and sums of what comes in sellers' handfuls.
//
// A seller is drawn, not an offer: each replicate gives every seller a Poisson(1) weight, worked out from a
// hash of the seed, the replicate and the seller. So the weights need no order and no memory: two halves of
// a stream that were tallied apart give the same interval as the whole. Source: Chamandy et al. 2012
// (Poisson bootstrap); Field & Welsh 2007 (clusters). For shares it covers too little: see share.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "stats/share.hpp"

namespace peil::stats {

inline constexpr std::uint32_t kReplicates = 2000;
inline constexpr std::uint64_t kBootstrapSeed = 1;

/// The weight of a seller in one replicate: 0, 1, 2, … with the chances of Poisson(1). `seller` is a hash of
/// the seller's key that is the same in every run.
std::uint32_t poisson_weight(std::uint64_t seed, std::uint32_t replicate, std::uint64_t seller);

/// A value and whose it is.
struct Owned {
  double value = 0;
  std::uint64_t seller = 0;
};

/// 95 % percentile interval of the median; nullopt under kFewSellers sellers.
std::optional<Interval> bootstrap_median(std::span<const Owned> values, std::uint64_t seed = kBootstrapSeed,
                                         std::uint32_t replicates = kReplicates);
/// The same of the sum, or of the mean.
std::optional<Interval> bootstrap_sum(std::span<const Owned> values, std::uint64_t seed = kBootstrapSeed,
                                      std::uint32_t replicates = kReplicates);
std::optional<Interval> bootstrap_mean(std::span<const Owned> values, std::uint64_t seed = kBootstrapSeed,
                                       std::uint32_t replicates = kReplicates);
std::uint64_t sellers_among(std::span<const Owned> values);

/// A line y = a + b·x, its slope with a 95 % interval that takes observations of one seller for dependent.
struct Slope {
  double slope = 0;
  double intercept = 0;  ///< of the means, when within
  std::uint64_t n = 0;
  std::uint64_t sellers = 0;
  std::optional<Interval> interval;
};
/// One point of a regression, and whose it is.
struct Point {
  double x = 0, y = 0;
  std::uint64_t seller = 0;
};
/// Least squares; with `within`, each seller has a level of its own (fixed effects), as the quantity discount
/// ln(price/gram) = α_seller + β ln(grams) needs. Interval: sandwich by seller, t with sellers − 1 degrees;
/// nullopt under kFewSellers. nullopt when x does not vary. Source: Liang & Zeger 1986.
std::optional<Slope> regress(std::span<const Point> points, bool within);

/// Least squares over independent points (periods): t with n − 2 degrees; no interval under 3 points.
std::optional<Slope> trend_line(std::span<const Point> points);

/// 97.5th percentile of Student's t; 1.96 from 200 degrees on.
double student_t(double degrees);

}  // namespace peil::stats
