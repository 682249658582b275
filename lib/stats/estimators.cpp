#include "stats/estimators.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace peil::stats {
namespace {

// 95 % limits of a Poisson mean, by the Wilson–Hilferty approximation to chi-square (within .3 % from 1 on).
Interval poisson_limits(double count) {
  auto bound = [](double degrees, double z) {
    double part = 2 / (9 * degrees);
    double root = 1 - part + z * std::sqrt(part);
    return degrees * root * root * root / 2;
  };
  return {count > 0 ? bound(2 * count, -kZ95) : 0, bound(2 * (count + 1), kZ95)};
}

Estimate with_normal(double value, double variance) {
  double half = kZ95 * std::sqrt(variance);
  return {value, Interval{value - half, value + half}, variance};
}

// Chao's interval for an estimate of the unseen: log-normal, so that it never falls below what was seen.
Estimate with_lognormal(double seen, double unseen, double f1, double f2) {
  Estimate estimate{seen + unseen, std::nullopt, std::nullopt};
  if (!(f1 > 0 && f2 > 0 && unseen > 0)) return estimate;
  double ratio = f1 / f2;
  double variance = f2 * (.5 * ratio * ratio + ratio * ratio * ratio + .25 * ratio * ratio * ratio * ratio);
  double factor = std::exp(kZ95 * std::sqrt(std::log(1 + variance / (unseen * unseen))));
  estimate.variance = variance;
  estimate.interval = Interval{seen + unseen / factor, seen + unseen * factor};
  return estimate;
}

bool counts_make_sense(double marked, double caught, double again) {
  return marked >= again && caught >= again && again >= 0 && std::isfinite(marked) && std::isfinite(caught);
}

}  // namespace

std::optional<Estimate> lincoln_petersen(double marked, double caught, double again) {
  if (!counts_make_sense(marked, caught, again) || again == 0) return std::nullopt;
  return Estimate{marked * caught / again, std::nullopt, std::nullopt};
}

std::optional<Estimate> chapman(double marked, double caught, double again) {
  if (!counts_make_sense(marked, caught, again)) return std::nullopt;
  double value = (marked + 1) * (caught + 1) / (again + 1) - 1;
  double variance = (marked + 1) * (caught + 1) * (marked - again) * (caught - again) /
                    ((again + 1) * (again + 1) * (again + 2));
  return with_normal(value, variance);
}

std::optional<Estimate> schnabel(std::span<const Occasion> occasions, bool adjusted) {
  double marked = 0, weighted = 0, again = 0;
  for (const Occasion& one : occasions) {
    if (one.again > one.caught || one.again > marked || one.again < 0) return std::nullopt;
    weighted += one.caught * marked;
    again += one.again;
    marked += one.caught - one.again;
  }
  double divisor = again + (adjusted ? 1 : 0);
  if (!(divisor > 0)) return std::nullopt;
  Estimate estimate{weighted / divisor, std::nullopt, std::nullopt};
  if (again > 0 && again < 50) {
    Interval limits = poisson_limits(again);
    estimate.interval = Interval{weighted / limits.high, weighted / limits.low};
  } else if (again >= 50) {
    double inverse = again / weighted, half = kZ95 * std::sqrt(again) / weighted;
    estimate.interval = Interval{1 / (inverse + half), 1 / (inverse - half)};
  }
  return estimate;
}

std::optional<Estimate> schumacher_eschmeyer(std::span<const Occasion> occasions) {
  double marked = 0, above = 0, below = 0;
  for (const Occasion& one : occasions) {
    if (one.again > one.caught || one.again > marked || one.again < 0) return std::nullopt;
    above += one.caught * marked * marked;
    below += one.again * marked;
    marked += one.caught - one.again;
  }
  if (!(below > 0)) return std::nullopt;
  return Estimate{above / below, std::nullopt, std::nullopt};
}

std::optional<Estimate> chao1(double seen, double f1, double f2) {
  if (f1 < 0 || f2 < 0 || f1 + f2 > seen) return std::nullopt;
  return with_lognormal(seen, f1 * (f1 - 1) / (2 * (f2 + 1)), f1, f2);
}

std::optional<Estimate> chao1_classic(double seen, double f1, double f2) {
  if (f1 < 0 || f2 <= 0 || f1 + f2 > seen) return std::nullopt;
  return with_lognormal(seen, f1 * f1 / (2 * f2), f1, f2);
}

std::optional<Estimate> chao2(double seen, double q1, double q2, double occasions) {
  if (q1 < 0 || q2 < 0 || q1 + q2 > seen || occasions < 2) return std::nullopt;
  return with_lognormal(seen, (occasions - 1) / occasions * q1 * (q1 - 1) / (2 * (q2 + 1)), q1, q2);
}

std::optional<double> coverage(double n, double f1, double f2) {
  if (!(n > 0) || f1 < 0 || f2 < 0 || f1 + 2 * f2 > n) return std::nullopt;
  if (f1 == 0) return 1.0;
  double divisor = (n - 1) * f1 + 2 * f2;
  return divisor > 0 ? 1 - f1 / n * ((n - 1) * f1 / divisor) : 0.0;
}

std::optional<double> coverage_of_occasions(double sightings, double q1, double q2, double occasions) {
  if (!(sightings > 0) || q1 < 0 || q2 < 0 || q1 + 2 * q2 > sightings || occasions < 2) return std::nullopt;
  if (q1 == 0) return 1.0;
  double divisor = (occasions - 1) * q1 + 2 * q2;
  return 1 - q1 / sightings * ((occasions - 1) * q1 / divisor);
}

std::optional<double> rogan_gladen(double observed, double sensitivity, double specificity) {
  auto proportion = [](double p) { return p >= 0 && p <= 1; };
  if (!proportion(observed) || !proportion(sensitivity) || !proportion(specificity)) return std::nullopt;
  double divisor = sensitivity + specificity - 1;
  if (divisor <= 0) return std::nullopt;
  double value = (observed + specificity - 1) / divisor;
  return proportion(value) ? std::optional(value) : std::nullopt;
}

std::optional<double> cohen_kappa(std::span<const std::uint64_t> table, std::size_t side) {
  if (side == 0 || table.size() != side * side) return std::nullopt;
  double total = 0, agreed = 0, chance = 0;
  for (std::size_t i = 0; i < side; ++i) {
    agreed += static_cast<double>(table[i * side + i]);
    for (std::size_t j = 0; j < side; ++j) total += static_cast<double>(table[i * side + j]);
  }
  if (total == 0) return std::nullopt;
  for (std::size_t i = 0; i < side; ++i) {
    double row = 0, column = 0;
    for (std::size_t j = 0; j < side; ++j) {
      row += static_cast<double>(table[i * side + j]);
      column += static_cast<double>(table[j * side + i]);
    }
    chance += row / total * (column / total);
  }
  if (chance >= 1) return std::nullopt;
  return (agreed / total - chance) / (1 - chance);
}

namespace {

std::vector<std::uint64_t> ascending(std::span<const std::uint64_t> sizes) {
  std::vector<std::uint64_t> sorted(sizes.begin(), sizes.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

double total_of(std::span<const std::uint64_t> sizes) {
  return static_cast<double>(std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0}));
}

}  // namespace

std::optional<double> gini(std::span<const std::uint64_t> sizes) {
  auto sorted = ascending(sizes);
  double total = total_of(sorted), n = static_cast<double>(sorted.size()), weighted = 0;
  if (!(total > 0)) return std::nullopt;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    weighted += (2 * static_cast<double>(i + 1) - n - 1) * static_cast<double>(sorted[i]);
  return weighted / (n * total);
}

std::optional<double> hhi(std::span<const std::uint64_t> sizes) {
  double effective = kish_effective(sizes);
  return effective > 0 ? std::optional(1 / effective) : std::nullopt;
}

std::optional<double> top_share(std::span<const std::uint64_t> sizes, std::size_t count) {
  auto sorted = ascending(sizes);
  double total = total_of(sorted);
  if (!(total > 0)) return std::nullopt;
  std::uint64_t top = 0;
  for (std::size_t i = 0; i < std::min(count, sorted.size()); ++i) top += sorted[sorted.size() - 1 - i];
  return static_cast<double>(top) / total;
}

std::optional<double> shannon_number(std::span<const std::uint64_t> sizes) {
  auto sorted = ascending(sizes);  // one order of additions, whatever the order of the kinds
  double total = total_of(sorted), entropy = 0;
  if (!(total > 0)) return std::nullopt;
  for (std::uint64_t size : sorted) {
    double p = static_cast<double>(size) / total;
    if (size > 0) entropy -= p * std::log(p);
  }
  return std::exp(entropy);
}

std::optional<double> inverse_simpson(std::span<const std::uint64_t> sizes) {
  double effective = kish_effective(sizes);
  return effective > 0 ? std::optional(effective) : std::nullopt;
}

std::optional<double> location_quotient(double part, double row, double column, double whole) {
  if (!(row > 0 && column > 0 && whole > 0)) return std::nullopt;
  return part / row / (column / whole);
}

std::vector<SurvivalStep> kaplan_meier(std::vector<Lifetime> lifetimes) {
  // What ends at a time is at risk until then, and so is what is censored at that very time.
  std::sort(lifetimes.begin(), lifetimes.end(), [](const Lifetime& a, const Lifetime& b) {
    return a.duration != b.duration ? a.duration < b.duration : a.ended > b.ended;
  });
  std::vector<SurvivalStep> curve;
  double survival = 1;
  for (std::size_t i = 0; i < lifetimes.size();) {
    double time = lifetimes[i].duration;
    std::uint64_t at_risk = lifetimes.size() - i, ended = 0;
    for (; i < lifetimes.size() && lifetimes[i].duration == time; ++i) ended += lifetimes[i].ended ? 1 : 0;
    if (ended == 0) continue;
    survival *= 1 - static_cast<double>(ended) / static_cast<double>(at_risk);
    curve.push_back({time, at_risk, ended, survival});
  }
  return curve;
}

std::optional<double> median_survival(std::span<const SurvivalStep> curve) {
  for (const SurvivalStep& step : curve)
    if (step.survival <= .5) return step.time;
  return std::nullopt;
}

}  // namespace peil::stats
