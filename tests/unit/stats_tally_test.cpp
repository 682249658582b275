// Tallies: exact, and the same whether counted in one run or merged from parts.
#include <gtest/gtest.h>

#include "stats/tally.hpp"

namespace peil::stats {
namespace {

Decimal dec(std::string_view text) { return *Decimal::parse(text); }

TEST(Counts, RankByCountThenKey) {
  Counts counts;
  for (auto key : {"b", "a", "c", "c", ""}) counts.add(key);
  auto ranked = counts.ranked();
  ASSERT_EQ(ranked.size(), 4u);
  EXPECT_EQ(ranked[0].first, "c");
  EXPECT_EQ(ranked[1].first, "");
  EXPECT_EQ(ranked[2].first, "a");
  EXPECT_EQ(counts.total(), 5u);
  EXPECT_EQ(counts.of("nothing"), 0u);
}

TEST(DecimalSum, IsExactAcrossScales) {
  DecimalSum sum;
  for (int i = 0; i < 10; ++i) sum.add(dec("0.1"));
  sum.add(dec("1e-30"));
  sum.add(dec("-1e-30"));
  EXPECT_EQ(sum.total()->str(), "1");
  EXPECT_EQ(sum.count(), 12u);
}

TEST(DecimalSum, PassesThroughWhatOverflowsOnTheWay) {
  DecimalSum sum;
  Decimal huge = dec("900000000000000000000000000000000000");
  for (int i = 0; i < 1000; ++i) sum.add(huge);
  EXPECT_FALSE(sum.total());
  sum.add(dec("-900000000000000000000000000000000000"), 999);
  EXPECT_EQ(sum.total()->str(), "900000000000000000000000000000000000");
}

TEST(DecimalSum, MergesToTheSameInAnyOrder) {
  DecimalSum one, left, right;
  for (int i = 0; i < 100; ++i) {
    Decimal value(Int128{i * i - 3000}, i % 7);
    one.add(value);
    (i % 3 ? left : right).add(value);
  }
  right.merge(left);
  EXPECT_EQ(one.total(), right.total());
  EXPECT_EQ(one.mean(), right.mean());
}

TEST(DecimalSum, OfNothingHasNoMean) {
  EXPECT_EQ(DecimalSum().total()->str(), "0");
  EXPECT_FALSE(DecimalSum().mean());
}

TEST(Distribution, GivesExactQuantiles) {
  Distribution values;
  EXPECT_FALSE(values.median());
  for (auto text : {"10", "0.5", "7", "8.25"}) values.add(dec(text));
  EXPECT_EQ(values.median()->str(), "7.625");
  EXPECT_EQ(values.quantile(1, 4)->str(), "3.75");
  EXPECT_EQ(values.min()->str(), "0.5");
  EXPECT_EQ(values.max()->str(), "10");
  values.add(dec("100"), 3);
  EXPECT_EQ(values.median()->str(), "10");
  EXPECT_EQ(values.quantile(0, 1)->str(), "0.5");
  EXPECT_EQ(values.quantile(1, 1)->str(), "100");
  EXPECT_EQ(values.sum()->str(), "325.75");
}

TEST(Distribution, OfOneValueIsThatValue) {
  Distribution values;
  values.add(dec("3"));
  for (std::uint64_t p : {0u, 25u, 50u, 100u}) EXPECT_EQ(values.quantile(p, 100)->str(), "3");
}

}  // namespace
}  // namespace peil::stats
