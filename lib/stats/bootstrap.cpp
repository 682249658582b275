#include "stats/bootstrap.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <unordered_map>

#include "base/hash.hpp"

namespace peil::stats {
namespace {

// P(Poisson(1) <= k) × 2^32, rounded: integers, so that no library's exp() decides.
constexpr std::array<std::uint64_t, 11> kCumulative = {1580030169u, 3160060337u, 3950075422u, 4213413783u,
                                                       4279248374u, 4292415292u, 4294609778u, 4294923276u,
                                                       4294962463u, 4294966817u, 4294967253u};

// Values in order, each with the number of its seller.
struct Sorted {
  std::vector<std::pair<double, std::uint32_t>> values;
  std::vector<std::uint64_t> sellers;
};
Sorted sorted(std::span<const Owned> values) {
  Sorted all;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers;
  for (const Owned& one : values) numbers.emplace(one.seller, 0);
  for (const auto& [seller, number] : numbers) all.sellers.push_back(seller);
  std::sort(all.sellers.begin(), all.sellers.end());
  for (std::uint32_t i = 0; i < all.sellers.size(); ++i) numbers[all.sellers[i]] = i;
  for (const Owned& one : values) all.values.emplace_back(one.value, numbers[one.seller]);
  std::sort(all.values.begin(), all.values.end());
  return all;
}

using Statistic = std::function<std::optional<double>(const Sorted&, const std::vector<std::uint32_t>&)>;

std::optional<Interval> percentile_interval(std::span<const Owned> values, std::uint64_t seed,
                                            std::uint32_t replicates, const Statistic& statistic) {
  Sorted all = sorted(values);
  if (all.sellers.size() < kFewSellers || replicates < 40) return std::nullopt;
  std::vector<std::uint32_t> weights(all.sellers.size());
  std::vector<double> figures;
  for (std::uint32_t b = 0; b < replicates; ++b) {
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = poisson_weight(seed, b, all.sellers[i]);
    if (auto figure = statistic(all, weights)) figures.push_back(*figure);
  }
  if (figures.size() < replicates / 2) return std::nullopt;
  std::sort(figures.begin(), figures.end());
  auto at = [&](double p) {
    return figures[std::min(figures.size() - 1,
                            static_cast<std::size_t>(p * static_cast<double>(figures.size())))];
  };
  return Interval{at(.025), at(.975)};
}

}  // namespace

std::uint32_t poisson_weight(std::uint64_t seed, std::uint32_t replicate, std::uint64_t seller) {
  std::uint64_t draw = mix64(seller ^ mix64(seed + (std::uint64_t{replicate} << 32))) >> 32;
  std::uint32_t weight = 0;
  while (weight < kCumulative.size() && draw >= kCumulative[weight]) ++weight;
  return weight;
}

std::optional<Interval> bootstrap_median(std::span<const Owned> values, std::uint64_t seed,
                                         std::uint32_t replicates) {
  return percentile_interval(values, seed, replicates,
                             [](const Sorted& all, const auto& weights) -> std::optional<double> {
                               std::uint64_t total = 0, seen = 0;
                               for (const auto& [value, seller] : all.values) total += weights[seller];
                               if (total == 0) return std::nullopt;
                               for (std::size_t i = 0; i < all.values.size(); ++i) {
                                 seen += weights[all.values[i].second];
                                 if (2 * seen > total) return all.values[i].first;
                                 if (2 * seen < total) continue;
                                 for (std::size_t k = i + 1; k < all.values.size(); ++k)  // the middle of two
                                   if (weights[all.values[k].second])
                                     return (all.values[i].first + all.values[k].first) / 2;
                               }
                               return std::nullopt;
                             });
}

namespace {

std::pair<double, double> sum_of(const Sorted& all, const std::vector<std::uint32_t>& weights) {
  double sum = 0, n = 0;
  for (const auto& [value, seller] : all.values) sum += value * weights[seller], n += weights[seller];
  return {sum, n};
}

}  // namespace

std::optional<Interval> bootstrap_sum(std::span<const Owned> values, std::uint64_t seed,
                                      std::uint32_t replicates) {
  return percentile_interval(values, seed, replicates, [](const Sorted& all, const auto& weights) {
    return std::optional(sum_of(all, weights).first);
  });
}

std::optional<Interval> bootstrap_mean(std::span<const Owned> values, std::uint64_t seed,
                                       std::uint32_t replicates) {
  return percentile_interval(values, seed, replicates,
                             [](const Sorted& all, const auto& weights) -> std::optional<double> {
                               auto [sum, n] = sum_of(all, weights);
                               return n > 0 ? std::optional(sum / n) : std::nullopt;
                             });
}

std::uint64_t sellers_among(std::span<const Owned> values) { return sorted(values).sellers.size(); }

double student_t(double degrees) {
  static constexpr std::array<double, 31> kTable = {0,     12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365,
                                                    2.306, 2.262,  2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
                                                    2.120, 2.110,  2.101, 2.093, 2.086, 2.080, 2.074, 2.069,
                                                    2.064, 2.060,  2.056, 2.052, 2.048, 2.045, 2.042};
  if (degrees < 1) return std::nan("");
  if (degrees <= 30) return kTable[static_cast<std::size_t>(degrees)];
  if (degrees >= 200) return kZ95;
  // Cornish–Fisher: within .001 from 30 degrees on.
  double z = 1.959964;
  return z + (z * z * z + z) / (4 * degrees) +
         (5 * std::pow(z, 5) + 16 * std::pow(z, 3) + 3 * z) / (96 * degrees * degrees);
}

std::optional<Slope> regress(std::span<const Point> points, bool within) {
  struct Group {
    double n = 0, x = 0, y = 0, score = 0;
  };
  std::vector<std::uint64_t> sellers;
  for (const Point& one : points) sellers.push_back(one.seller);
  std::sort(sellers.begin(), sellers.end());
  sellers.erase(std::unique(sellers.begin(), sellers.end()), sellers.end());
  auto number = [&](const Point& one) {
    return static_cast<std::size_t>(std::lower_bound(sellers.begin(), sellers.end(), one.seller) -
                                    sellers.begin());
  };
  std::vector<Group> groups(sellers.size());
  Group all;
  for (const Point& one : points) {
    for (Group* group : {&groups[number(one)], &all}) group->n += 1, group->x += one.x, group->y += one.y;
  }
  auto centre = [&](const Point& one) {
    const Group& group = within ? groups[number(one)] : all;
    return std::pair(one.x - group.x / group.n, one.y - group.y / group.n);
  };
  double xx = 0, xy = 0;
  for (const Point& one : points) {
    auto [x, y] = centre(one);
    xx += x * x, xy += x * y;
  }
  if (!(xx > 1e-12)) return std::nullopt;
  Slope line;
  line.slope = xy / xx;
  line.intercept = all.y / all.n - line.slope * all.x / all.n;
  line.n = points.size();
  line.sellers = sellers.size();
  if (line.sellers < kFewSellers) return line;
  for (const Point& one : points) {
    auto [x, y] = centre(one);
    groups[number(one)].score += x * (y - line.slope * x);
  }
  double meat = 0, count = static_cast<double>(sellers.size());
  for (const Group& group : groups) meat += group.score * group.score;
  double half = student_t(count - 1) * std::sqrt(meat * count / (count - 1)) / xx;
  line.interval = Interval{line.slope - half, line.slope + half};
  return line;
}

std::optional<Slope> trend_line(std::span<const Point> points) {
  auto line = regress(points, false);
  if (!line) return std::nullopt;
  line->interval.reset();
  double n = static_cast<double>(points.size()), mean = 0, xx = 0, residual = 0;
  if (points.size() < 3) return line;
  for (const Point& one : points) mean += one.x / n;
  for (const Point& one : points) {
    double off = one.y - line->intercept - line->slope * one.x;
    xx += (one.x - mean) * (one.x - mean), residual += off * off;
  }
  double half = student_t(n - 2) * std::sqrt(residual / (n - 2) / xx);
  line->interval = Interval{line->slope - half, line->slope + half};
  return line;
}

}  // namespace peil::stats
