// tests/tools/random.hpp -- random numbers of what tests make: the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tests {

/// SplitMix64: Steele, Lea, Flood 2014.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  /// 0 to `n` - 1; `n` is not 0.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  bool once_in(std::size_t n) { return below(n) == 0; }
  bool chance(unsigned percent) { return below(100) < percent; }

 private:
  std::uint64_t state_;
};

}  // namespace tests
