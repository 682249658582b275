// Shingles, sketches and the index: exact on small sets, right on large ones, bounded on hostile ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "base/hash.hpp"
#include "similar/lsh.hpp"
#include "similar/shingles.hpp"
#include "similar/slots.hpp"

namespace peil::similar {
namespace {

std::vector<std::uint64_t> set_of(Shingler& shingler, std::string_view text) {
  auto shingles = shingler.of(text);
  return {shingles.begin(), shingles.end()};
}

// Two sets of `size` elements with the given Jaccard, from a stream of numbers.
std::pair<std::vector<std::uint64_t>, std::vector<std::uint64_t>> pair_of(std::size_t size, double jaccard,
                                                                          std::uint64_t seed) {
  auto common =
      static_cast<std::size_t>(std::lround(2 * jaccard / (1 + jaccard) * static_cast<double>(size)));
  std::vector<std::uint64_t> a, b;
  for (std::size_t i = 0; i < size; ++i) {
    std::uint64_t x = mix64(seed * 1'000'003 + i);
    a.push_back(x);
    b.push_back(i < common ? x : mix64(x));
  }
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return {a, b};
}

TEST(Shingles, IgnoreCaseMarksAndPunctuation) {
  Shingler shingler;
  EXPECT_EQ(set_of(shingler, "Vijf GRAM, coca\xC3\xAFne!"), set_of(shingler, "vijf gram cocaine"));
  EXPECT_NE(set_of(shingler, "vijf gram speed"), set_of(shingler, "gram vijf speed"));
}

TEST(Shingles, AreOneForOneOrTwoWordsAndNoneForNone) {
  Shingler shingler;
  EXPECT_EQ(set_of(shingler, "").size(), 0u);
  EXPECT_EQ(set_of(shingler, " ... ").size(), 0u);
  EXPECT_EQ(set_of(shingler, "hasj").size(), 1u);
  EXPECT_EQ(set_of(shingler, "hasj wiet").size(), 1u);
  EXPECT_EQ(set_of(shingler, "a b c d a b c d").size(), 4u);
}

TEST(Overlap, CountsSmallSetsExactly) {
  std::vector<std::uint64_t> a = {1, 2, 3, 4}, b = {3, 4, 5}, none;
  EXPECT_EQ(overlap(a, b).common, 2u);
  EXPECT_EQ(overlap(a, b).united, 5u);
  EXPECT_EQ(overlap(a, a).jaccard(), 1.0);
  EXPECT_EQ(overlap(a, none).jaccard(), 0.0);
  EXPECT_EQ(overlap(none, none).jaccard(), 0.0);
}

TEST(Overlap, EstimatesLongTextsWellFromTheirSamples) {
  auto [a, b] = pair_of(50'000, 0.8, 1);
  double exact = overlap(a, b).jaccard();  // both longer than the sample: already an estimate
  a.resize(kShingles);
  b.resize(kShingles);
  EXPECT_NEAR(overlap(a, b).jaccard(), 0.8, 0.03);
  EXPECT_NEAR(exact, 0.8, 0.03);
}

TEST(MinHash, FindsSimilarSetsAsOftenAsTheoryAndMeasurementSay) {
  for (auto [jaccard, low, high] :
       {std::tuple{0.9, 0.998, 1.0}, {0.8, 0.975, 1.0}, {0.6, 0.62, 0.80}, {0.3, 0.0, 0.15}}) {
    for (std::size_t size : {12u, 40u, 400u}) {  // titles, which leave most bins empty, and texts
      int found = 0;
      for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        auto [a, b] = pair_of(size, jaccard, seed + size * 10'000);
        BandKeys x = band_keys(a), y = band_keys(b);
        bool any = false;
        for (std::size_t i = 0; i < kBands; ++i) any = any || x[i] == y[i];
        found += any;
      }
      EXPECT_GE(found / 2000.0, low - (size == 12 ? 0.05 : 0)) << jaccard << " " << size;
      EXPECT_LE(found / 2000.0, high + (size == 12 ? 0.1 : 0)) << jaccard << " " << size;
    }
  }
}

TEST(MinHash, GivesTheSameKeysOnAnyMachine) {
  std::vector<std::uint64_t> set = {1, 2, 3, 1000, 1ull << 60};
  BandKeys keys = band_keys(set);
  EXPECT_EQ(keys, band_keys(set));
  EXPECT_EQ(keys[0], 838186043u);
  EXPECT_EQ(keys[8], 3564845395u);
}

TEST(Lsh, GivesBackWhatSharesAKeyAndNothingElse) {
  LshIndex index;
  std::vector<std::vector<std::uint64_t>> sets;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    sets.push_back(pair_of(30, 0.5, i).first);
    index.insert(band_keys(sets.back()), static_cast<std::uint32_t>(i + 1));
  }
  std::vector<std::uint32_t> found;
  std::size_t all = 0;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    index.candidates(band_keys(sets[i]), found);
    EXPECT_TRUE(std::binary_search(found.begin(), found.end(), i + 1));
    all += found.size();
  }
  EXPECT_LT(all, 5100u);
}

TEST(Lsh, HoldsWhatItSaysAndNoMore) {
  LshIndex index;
  for (std::uint32_t i = 1; i <= 200'000; ++i) {
    BandKeys keys;
    for (std::size_t band = 0; band < kBands; ++band)
      keys[band] = static_cast<std::uint32_t>(mix64(i * 16 + band));
    index.insert(keys, i);
  }
  EXPECT_LE(index.bytes(), 200'000u * 101);
  EXPECT_GE(index.bytes(), 200'000u * 79);
}

TEST(Lsh, StaysFastWhenAllTextsShareABand) {
  LshIndex index;
  auto start = std::chrono::steady_clock::now();
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 1; i <= 100'000; ++i) {
    BandKeys keys{};
    keys[8] = static_cast<std::uint32_t>(mix64(i));
    index.candidates(keys, found);
    EXPECT_LE(found.size(), LshIndex::kCandidates);
    index.insert(keys, i);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  BandKeys last{};
  last[8] = static_cast<std::uint32_t>(mix64(100'000));
  index.candidates(last, found);
  EXPECT_TRUE(std::binary_search(found.begin(), found.end(), 100'000u)) << "reached through its own band";
}

// What dedupe(1) says of its memory: at most 24 bytes a key, 96 a near-duplicate (its exact key included).
TEST(Tables, StayWithinTheirBytes) {
  SlotTable keys;
  LshIndex near;
  std::uint64_t state = 5;
  double worst_key = 0, worst_text = 0;
  for (std::uint32_t n = 1; n <= 300000; ++n) {
    keys.insert(static_cast<std::uint32_t>(mix64(state++) >> 32), n);
    BandKeys bands;
    for (std::uint32_t& band : bands) band = static_cast<std::uint32_t>(mix64(state++) >> 32);
    near.insert(bands, n);
    if (n < 100000) continue;
    worst_key = std::max(worst_key, static_cast<double>(keys.bytes()) / n);
    worst_text = std::max(worst_text, static_cast<double>(keys.bytes() + near.bytes()) / n);
  }
  EXPECT_LE(worst_key, 24);
  EXPECT_LE(worst_text, 96);
}

TEST(Tables, FindEveryValueOfAKeyInTheOrderOfItsComing) {
  SlotTable table;
  std::map<std::uint32_t, std::vector<std::uint32_t>> truth;
  std::uint64_t state = 9;
  for (std::uint32_t n = 1; n <= 50000; ++n) {
    // Keys at both ends, and many equal ones.
    const auto random = static_cast<std::uint32_t>(mix64(state++) >> 32);
    const std::uint32_t key = n % 5 == 0 ? 0xFFFFFFFF - random % 40 : n % 7 == 0 ? random % 3000 : random;
    if (truth[key].size() > 300) continue;
    table.insert(key, n);
    truth[key].push_back(n);
  }
  for (const auto& [key, values] : truth) {
    std::vector<std::uint32_t> found;
    table.find(key, [&](std::uint32_t value) { return found.push_back(value), false; });
    ASSERT_EQ(found, values) << key;
  }
  EXPECT_EQ(table.first(0x12345678), truth.contains(0x12345678) ? truth[0x12345678].front() : 0u);
}

}  // namespace
}  // namespace peil::similar
