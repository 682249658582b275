#include "stats/share.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace peil::stats {

std::optional<Interval> wilson(double p, double n, double z) {
  if (!(n > 0) || !(p >= 0 && p <= 1)) return std::nullopt;
  double square = z * z;
  double divisor = 1 + square / n;
  double centre = p + square / (2 * n);
  double half = z * std::sqrt(p * (1 - p) / n + square / (4 * n * n));
  // At p = 0 and p = 1 rounding may leave a bound a hair outside.
  return Interval{std::max(0.0, (centre - half) / divisor), std::min(1.0, (centre + half) / divisor)};
}

double kish_effective(std::span<const std::uint64_t> sizes) {
  // Integers, so that the order of sellers cannot matter; 2^32 sellers of 2^32 offers fit.
  Uint128 sum = 0, squares = 0;
  for (std::uint64_t size : sizes) {
    sum += size;
    squares += static_cast<Uint128>(size) * size;
  }
  if (squares == 0) return 0;
  double total = static_cast<double>(sum);
  return total * total / static_cast<double>(squares);
}

namespace {

Share counted(std::uint64_t part, std::uint64_t whole, bool random_frame) {
  Share share{part, whole, std::nullopt, std::nullopt, NoInterval::kNothing};
  if (whole == 0) return share;
  share.value = static_cast<double>(std::min(part, whole)) / static_cast<double>(whole);
  if (!random_frame) share.why = NoInterval::kChosenList;
  return share;
}

void give(Share& share, double n) {
  share.interval = wilson(*share.value, n);
  share.why = share.interval ? NoInterval::kNone : NoInterval::kNothing;
}

}  // namespace

Share share(std::uint64_t part, std::uint64_t whole, bool random_frame) {
  Share result = counted(part, whole, random_frame);
  if (result.value && random_frame) give(result, static_cast<double>(whole));
  return result;
}

Share share_by_seller(std::uint64_t part, std::uint64_t whole, std::span<const std::uint64_t> sizes,
                      bool random_frame) {
  Share result = counted(part, whole, random_frame);
  if (!result.value || !random_frame) return result;
  if (sizes.size() < kFewSellers) result.why = NoInterval::kTooFewSellers;
  else give(result, std::min(kish_effective(sizes), static_cast<double>(whole)));
  return result;
}

Share share_by_seller(std::span<const SellerShare> sellers, bool random_frame) {
  std::vector<std::uint64_t> sizes;
  std::uint64_t part = 0, whole = 0;
  for (const SellerShare& one : sellers) {
    sizes.push_back(one.size);
    part += one.part, whole += one.size;
  }
  Share result = share_by_seller(part, whole, sizes, random_frame);
  if (!result.interval) return result;
  // Added up in order of size, so that the order of the sellers changes nothing.
  double p = *result.value, squares = 0, total = static_cast<double>(whole);
  std::vector<double> terms;
  for (const SellerShare& one : sellers) {
    double off = static_cast<double>(one.part) - p * static_cast<double>(one.size);
    terms.push_back(off * off);
  }
  std::sort(terms.begin(), terms.end());
  for (double term : terms) squares += term;
  double count = static_cast<double>(sellers.size());
  double n = std::min(kish_effective(sizes), total);
  if (squares > 0) n = std::min(n, total * total * p * (1 - p) / squares * (count - 1) / count);
  give(result, n);
  return result;
}

}  // namespace peil::stats
