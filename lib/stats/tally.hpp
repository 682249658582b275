// stats/tally.hpp -- exact tallies that merge: counts by key, decimal sums, distributions.
//
// What is tallied in two halves and merged is the same, to the bit, as what is tallied in one run,
// whatever the order: counts are integers, sums are kept for each decimal scale in 192 bits (so that
// no order of additions can overflow where another would not), distributions keep every value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/decimal.hpp"
#include "stats/share.hpp"

namespace peil::stats {

/// How often each key was met. Memory by distinct keys.
class Counts {
 public:
  void add(std::string_view key, std::uint64_t times = 1);
  void merge(const Counts& other);

  std::uint64_t of(std::string_view key) const;
  std::uint64_t total() const { return total_; }
  std::size_t size() const { return counts_.size(); }
  bool empty() const { return counts_.empty(); }

  /// By count, greatest first; equal counts by key in byte order.
  std::vector<std::pair<std::string_view, std::uint64_t>> ranked() const;
  /// By key in byte order.
  std::vector<std::pair<std::string_view, std::uint64_t>> sorted() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>> counts_;
  std::uint64_t total_ = 0;
};

/// Exact sum of up to 2^63 decimals.
class DecimalSum {
 public:
  void add(const Decimal& number, std::uint64_t times = 1);
  void merge(const DecimalSum& other);
  std::uint64_t count() const { return count_; }
  /// The sum; nullopt when it has more than 36 digits.
  std::optional<Decimal> total() const;
  /// total() / count(), half-even to six significant digits; nullopt for no numbers.
  std::optional<Decimal> mean() const;

 private:
  struct Wide {  // 192-bit two's complement: high × 2^128 + low
    std::int64_t high = 0;
    Uint128 low = 0;
    void add(const Wide& other);
  };
  std::map<int, Wide> by_scale_;
  std::uint64_t count_ = 0;
};

/// Every value of a quantity, with how often it occurred: exact quantiles.
class Distribution {
 public:
  void add(const Decimal& value, std::uint64_t times = 1);
  void merge(const Distribution& other);
  std::uint64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }

  /// The value below which `numerator`/`denominator` of the values lie: the ⌈np⌉-th smallest, or the
  /// mean of it and the next where np is whole (Hyndman & Fan 1996, definition 2), so that a median
  /// of an even number is the middle of two. nullopt when empty. REQUIRES: 0 <= p <= 1.
  std::optional<Decimal> quantile(std::uint64_t numerator, std::uint64_t denominator) const;
  std::optional<Decimal> median() const { return quantile(1, 2); }
  std::optional<Decimal> min() const;
  std::optional<Decimal> max() const;
  std::optional<Decimal> sum() const;

 private:
  std::map<Decimal, std::uint64_t> values_;
  std::uint64_t count_ = 0;
};

}  // namespace peil::stats
