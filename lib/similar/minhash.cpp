#include "similar/minhash.hpp"

#include <cassert>

#include "base/hash.hpp"

namespace peil::similar {
namespace {

constexpr std::uint32_t kEmpty = 0xFFFFFFFF;
constexpr std::uint64_t kSeed = 0x7065696C2D6D6831;  // "peil-mh1"

std::array<std::uint32_t, kBins> minima(std::span<const std::uint64_t> shingles) {
  std::array<std::uint32_t, kBins> bins;
  bins.fill(kEmpty);
  for (std::uint64_t shingle : shingles) {
    std::uint64_t hash = mix64(shingle ^ kSeed);
    auto bin = static_cast<std::size_t>(((hash >> 32) * kBins) >> 32);
    auto value = static_cast<std::uint32_t>(hash);
    if (value == kEmpty) --value;
    if (value < bins[bin]) bins[bin] = value;
  }
  return bins;
}

// Each empty bin takes the value of the first full one on a walk of its own, the same for all sets.
void densify(std::array<std::uint32_t, kBins>& bins) {
  const std::array<std::uint32_t, kBins> full = bins;
  for (std::size_t i = 0; i < kBins; ++i)
    for (std::uint64_t step = 1; bins[i] == kEmpty; ++step)
      bins[i] = full[static_cast<std::size_t>(((mix64(i * 0x10000 + step) >> 32) * kBins) >> 32)];
}

}  // namespace

double expected_recall(double similarity, std::size_t rows) {
  double one = 1, none = 1;
  for (std::size_t i = 0; i < rows; ++i) one *= similarity;
  for (std::size_t i = 0; i < kBands; ++i) none *= 1 - one;
  return 1 - none;
}

std::size_t rows_for(double similarity) {
  std::size_t rows = kBandRows;
  while (rows > 2 && expected_recall(similarity, rows) < .97) --rows;
  return rows;
}

BandKeys band_keys(std::span<const std::uint64_t> shingles, std::size_t rows) {
  assert(!shingles.empty());
  auto bins = minima(shingles);
  densify(bins);
  BandKeys keys;
  for (std::size_t band = 0; band < kBands; ++band) {
    std::uint64_t hash = band;
    for (std::size_t row = 0; row < rows; ++row) hash = mix64(hash ^ bins[band * kBandRows + row]);
    keys[band] = static_cast<std::uint32_t>(hash >> 32);
  }
  return keys;
}

}  // namespace peil::similar
