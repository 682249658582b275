#include "stats/tally.hpp"

#include <algorithm>

namespace peil::stats {

void Counts::add(std::string_view key, std::uint64_t times) {
  auto found = counts_.find(key);
  if (found == counts_.end()) found = counts_.emplace(std::string(key), 0).first;
  found->second += times;
  total_ += times;
}

void Counts::merge(const Counts& other) {
  for (const auto& [key, count] : other.counts_) add(key, count);
}

std::uint64_t Counts::of(std::string_view key) const {
  auto found = counts_.find(key);
  return found == counts_.end() ? 0 : found->second;
}

std::vector<std::pair<std::string_view, std::uint64_t>> Counts::sorted() const {
  std::vector<std::pair<std::string_view, std::uint64_t>> all(counts_.begin(), counts_.end());
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::pair<std::string_view, std::uint64_t>> Counts::ranked() const {
  auto all = sorted();
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return all;
}

void DecimalSum::Wide::add(const Wide& other) {
  Uint128 before = low;
  low += other.low;
  high += other.high + (low < before ? 1 : 0);
}

void DecimalSum::add(const Decimal& number, std::uint64_t times) {
  // |coefficient| < 10^36 < 2^120 and times < 2^64: the product fits 192 bits in two halves.
  Int128 value = number.coefficient();
  bool negative = value < 0;
  auto magnitude = static_cast<Uint128>(negative ? -value : value);
  Uint128 low_part = (magnitude & UINT64_MAX) * times;
  Uint128 high_part = (magnitude >> 64) * times + (low_part >> 64);
  Wide wide;
  wide.low = (high_part << 64) | (low_part & UINT64_MAX);
  wide.high = static_cast<std::int64_t>(high_part >> 64);
  if (negative) {
    wide.low = ~wide.low + 1;
    wide.high = ~wide.high + (wide.low == 0 ? 1 : 0);
  }
  by_scale_[number.scale()].add(wide);
  count_ += times;
}

void DecimalSum::merge(const DecimalSum& other) {
  for (const auto& [scale, wide] : other.by_scale_) by_scale_[scale].add(wide);
  count_ += other.count_;
}

std::optional<Decimal> DecimalSum::total() const {
  Decimal total;
  for (const auto& [scale, wide] : by_scale_) {
    auto low = static_cast<Int128>(wide.low);
    bool fits = wide.high == (low < 0 ? -1 : 0);
    static const Int128 kBound = Decimal::parse("1e35")->coefficient() * 10;  // 10^36
    if (!fits || low >= kBound || low <= -kBound) return std::nullopt;
    auto next = total.plus(Decimal(low, scale));
    if (!next) return std::nullopt;
    total = *next;
  }
  return total;
}

std::optional<Decimal> DecimalSum::mean() const {
  auto sum = total();
  if (!sum || count_ == 0) return std::nullopt;
  return sum->divided_by(Decimal(static_cast<Int128>(count_), 0));
}

void Distribution::add(const Decimal& value, std::uint64_t times) {
  values_[value] += times;
  count_ += times;
}

void Distribution::merge(const Distribution& other) {
  for (const auto& [value, times] : other.values_) add(value, times);
}

std::optional<Decimal> Distribution::quantile(std::uint64_t numerator, std::uint64_t denominator) const {
  if (count_ == 0 || denominator == 0) return std::nullopt;
  auto product = static_cast<Uint128>(count_) * numerator;
  auto rank = static_cast<std::uint64_t>((product + denominator - 1) / denominator);  // 1-based
  bool whole = product % denominator == 0 && rank < count_ && rank > 0;
  rank = std::clamp<std::uint64_t>(rank, 1, count_);
  std::uint64_t seen = 0;
  for (auto it = values_.begin(); it != values_.end(); ++it) {
    seen += it->second;
    if (seen < rank) continue;
    if (!whole || seen > rank) return it->first;
    auto both = it->first.plus(std::next(it)->first);
    auto half = both ? both->times(Decimal(5, 1)) : std::nullopt;
    return half ? half : it->first;  // 36 digits are used up: the lower of the two
  }
  return std::nullopt;
}

std::optional<Decimal> Distribution::min() const {
  return values_.empty() ? std::nullopt : std::optional(values_.begin()->first);
}

std::optional<Decimal> Distribution::max() const {
  return values_.empty() ? std::nullopt : std::optional(values_.rbegin()->first);
}

std::optional<Decimal> Distribution::sum() const {
  DecimalSum sum;
  for (const auto& [value, times] : values_) sum.add(value, times);
  return sum.total();
}

}  // namespace peil::stats
