// similar/mix.hpp -- private to lib/similar: a 64-bit finalizer, the same on every machine.
#pragma once

#include <cstdint>

namespace peil::similar {

/// Source: Stafford's variant 13 of MurmurHash3's finalizer (as in SplitMix64, Steele et al. 2014).
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

}  // namespace peil::similar
