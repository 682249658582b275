// Estimators against the vectors of the literature and of independent computations.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "stats/bootstrap.hpp"
#include "stats/estimators.hpp"

namespace peil::stats {
namespace {

TEST(Wilson, GivesThePublishedIntervals) {
  auto all = wilson(168.0 / 2812, 2812);
  EXPECT_NEAR(all->low, .0516, .00005);
  EXPECT_NEAR(all->high, .0691, .00005);
  auto named = wilson(168.0 / 1581, 1581);
  EXPECT_NEAR(named->low, .0920, .00005);
  EXPECT_NEAR(named->high, .1224, .00005);
}

TEST(Wilson, StaysWithinZeroAndOneAndRefusesNonsense) {
  EXPECT_EQ(wilson(0, 5)->low, 0);
  EXPECT_GT(wilson(0, 5)->high, .3);
  EXPECT_EQ(wilson(1, 5)->high, 1);
  EXPECT_FALSE(wilson(.5, 0));
  EXPECT_FALSE(wilson(1.1, 5));
  EXPECT_FALSE(wilson(std::nan(""), 5));
}

TEST(Kish, IsTheNumberOfSellersWhenAllAreEqual) {
  std::vector<std::uint64_t> equal(12, 7), one = {1000, 1, 1};
  EXPECT_DOUBLE_EQ(kish_effective(equal), 12);
  EXPECT_LT(kish_effective(one), 1.01);
  EXPECT_EQ(kish_effective({}), 0);
}

TEST(ShareBySeller, SaysWhyThereIsNoInterval) {
  std::vector<std::uint64_t> few(9, 10), enough(10, 10);
  EXPECT_EQ(share_by_seller(9, 90, few, true).why, NoInterval::kTooFewSellers);
  EXPECT_EQ(share_by_seller(10, 100, enough, false).why, NoInterval::kChosenList);
  EXPECT_EQ(share_by_seller(0, 0, {}, true).why, NoInterval::kNothing);
  auto good = share_by_seller(10, 100, enough, true);
  EXPECT_EQ(good.why, NoInterval::kNone);
  EXPECT_NEAR(good.interval->low, wilson(.1, 10)->low, 1e-12);
}

TEST(ShareBySeller, NeverClaimsMoreThanThereAreOffers) {
  std::vector<std::uint64_t> sizes(40, 1);
  EXPECT_NEAR(share_by_seller(5, 20, sizes, true).interval->high, wilson(.25, 20)->high, 1e-12);
}

// Populations with sellers of heavy-tailed size; the trait is the seller's: 95 % intervals on the
// effective number cover the truth, plain Wilson over offers does not.
TEST(ShareBySeller, CoversTheTruthWhereOffersComeInHandfuls) {
  std::mt19937_64 random(20261124);
  std::lognormal_distribution<double> size(0, 1);
  std::bernoulli_distribution trait(.2);
  int covered = 0, plain = 0;
  const int runs = 1500;
  for (int run = 0; run < runs; ++run) {
    std::vector<std::uint64_t> sizes;
    std::uint64_t part = 0, whole = 0;
    for (int seller = 0; seller < 80; ++seller) {
      auto offers = static_cast<std::uint64_t>(std::ceil(4 * size(random)));
      sizes.push_back(offers);
      whole += offers;
      if (trait(random)) part += offers;
    }
    auto share = share_by_seller(part, whole, sizes, true);
    covered += share.interval->low <= .2 && .2 <= share.interval->high;
    auto naive = wilson(static_cast<double>(part) / static_cast<double>(whole), static_cast<double>(whole));
    plain += naive->low <= .2 && .2 <= naive->high;
  }
  EXPECT_GE(covered, runs * 93 / 100);
  EXPECT_LE(covered, runs * 97 / 100);
  EXPECT_LT(plain, runs * 70 / 100);
}

TEST(Chapman, GivesThePublishedEstimate) {
  auto n = chapman(200, 180, 60);
  EXPECT_NEAR(n->value, 595.41, .005);
  EXPECT_NEAR(*n->variance, 2649.31, .005);
  EXPECT_NEAR(n->interval->low, 494.5, .05);
  EXPECT_NEAR(n->interval->high, 696.3, .05);
  EXPECT_DOUBLE_EQ(lincoln_petersen(200, 180, 60)->value, 600);
  EXPECT_FALSE(lincoln_petersen(200, 180, 0));
  EXPECT_FALSE(chapman(10, 10, 11));
}

TEST(Chao1, IsALowerBoundWithItsInterval) {
  auto bound = chao1(217, 31, 22);
  EXPECT_NEAR(bound->value, 237.22, .005);
  EXPECT_NEAR(bound->interval->low, 224.92, .005);
  EXPECT_NEAR(bound->interval->high, 268.63, .005);
  EXPECT_NEAR(chao1_classic(217, 31, 22)->value, 217 + 31.0 * 31 / 44, 1e-9);
  EXPECT_FALSE(chao1(217, 31, 0)->interval);
  EXPECT_DOUBLE_EQ(chao1(5, 0, 0)->value, 5);
  EXPECT_FALSE(chao1(5, 4, 2));
}

TEST(Schnabel, AgreesWithGerkingsSunfish) {
  // Gerking 1953, as in Krebs 1999, chapter 2, without the deaths that he allows for.
  double caught[] = {10, 27, 17, 7, 1, 5, 6, 15, 9, 18, 16, 5, 7, 19};
  double again[] = {0, 0, 0, 0, 0, 0, 2, 1, 5, 5, 4, 2, 2, 3};
  std::vector<Occasion> occasions;
  for (int i = 0; i < 14; ++i) occasions.push_back({caught[i], again[i]});
  EXPECT_NEAR(schnabel(occasions, true)->value, 432.84, .005);
  EXPECT_NEAR(schnabel(occasions)->value, 450.875, .0005);
  EXPECT_NEAR(schumacher_eschmeyer(occasions)->value, 428.19, .005);
  auto interval = schnabel(occasions)->interval;
  // Exact Poisson limits of 24 are 15.377 and 35.710.
  EXPECT_NEAR(interval->low, 10821 / 35.710, .3);
  EXPECT_NEAR(interval->high, 10821 / 15.377, .7);
  EXPECT_FALSE(schnabel({}));
}

TEST(RoganGladen, RefusesWhatCannotBeEstimated) {
  EXPECT_NEAR(*rogan_gladen(.08, .85, .97), .0610, .00005);
  EXPECT_FALSE(rogan_gladen(.02, .85, .97));
  EXPECT_FALSE(rogan_gladen(.5, .5, .5));
}

TEST(Coverage, IsGoodTuringInTheFormOfChaoAndJost) {
  EXPECT_NEAR(*coverage(2812, 31, 22), 1 - 31.0 / 2812 * (2811 * 31 / (2811.0 * 31 + 44)), 1e-12);
  EXPECT_EQ(coverage(10, 0, 3), 1.0);
  EXPECT_FALSE(coverage(0, 0, 0));
}

TEST(Concentration, MeasuresFromEqualToOne) {
  std::vector<std::uint64_t> equal(4, 1), one = {0, 0, 0, 10};
  EXPECT_DOUBLE_EQ(*gini(equal), 0);
  EXPECT_DOUBLE_EQ(*gini(one), .75);
  EXPECT_DOUBLE_EQ(*hhi(equal), .25);
  EXPECT_DOUBLE_EQ(*hhi(one), 1);
  EXPECT_DOUBLE_EQ(*top_share(one, 1), 1);
  EXPECT_DOUBLE_EQ(*shannon_number(equal), 4);
  EXPECT_DOUBLE_EQ(*inverse_simpson(equal), 4);
  EXPECT_FALSE(gini({}));
}

TEST(Kappa, IsZeroByChanceAndOneInAgreement) {
  std::vector<std::uint64_t> agree = {20, 0, 0, 30}, chance = {25, 25, 25, 25}, mixed = {20, 5, 10, 15};
  EXPECT_DOUBLE_EQ(*cohen_kappa(agree, 2), 1);
  EXPECT_DOUBLE_EQ(*cohen_kappa(chance, 2), 0);
  EXPECT_NEAR(*cohen_kappa(mixed, 2), .4, 1e-12);
}

TEST(KaplanMeier, KeepsTheCensoredAtRisk) {
  // 6 of 21 leave at 6 with one censored there: Freireich's leukaemia patients, first steps.
  std::vector<Lifetime> lives = {{6, true}, {6, true},  {6, true}, {6, false},
                                 {7, true}, {9, false}, {10, true}};
  for (int i = 0; i < 14; ++i) lives.push_back({20, false});
  auto curve = kaplan_meier(lives);
  ASSERT_EQ(curve.size(), 3u);
  EXPECT_NEAR(curve[0].survival, 18.0 / 21, 1e-12);
  EXPECT_NEAR(curve[1].survival, 18.0 / 21 * 16 / 17, 1e-12);
  EXPECT_EQ(curve[2].at_risk, 15u);
  EXPECT_FALSE(median_survival(curve));
}

TEST(Bootstrap, GivesEachSellerAWeightOfPoissonOne) {
  double sum = 0, squares = 0, n = 200'000;
  for (std::uint32_t i = 0; i < 200'000; ++i) {
    double weight = poisson_weight(1, i % 2000, i / 2000 * 7919 + 3);
    sum += weight, squares += weight * weight;
  }
  EXPECT_NEAR(sum / n, 1, .01);
  EXPECT_NEAR(squares / n - sum / n * sum / n, 1, .02);
  EXPECT_EQ(poisson_weight(1, 5, 42), poisson_weight(1, 5, 42));
}

TEST(Bootstrap, DoesNotDependOnTheOrderAndNeedsTenSellers) {
  std::vector<Owned> values;
  for (std::uint64_t i = 0; i < 60; ++i) values.push_back({static_cast<double>(i * i % 61), i % 12 + 1});
  auto one = bootstrap_median(values);
  std::reverse(values.begin(), values.end());
  auto two = bootstrap_median(values);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->low, two->low);
  EXPECT_EQ(one->high, two->high);
  for (Owned& each : values) each.seller %= 9;
  EXPECT_FALSE(bootstrap_median(values));
  EXPECT_FALSE(bootstrap_sum({}));
}

TEST(Discount, IsTheSlopeWithinSellers) {
  // Each seller has a level of its own and a true slope of -0.15; without levels the slope is another.
  std::vector<Point> points;
  for (std::uint64_t seller = 1; seller <= 12; ++seller)
    for (double grams : {1.0, 5.0, 28.0})
      points.push_back(
          {std::log(grams * static_cast<double>(seller)),
           static_cast<double>(seller) * .3 - .15 * std::log(grams * static_cast<double>(seller)), seller});
  auto within = regress(points, true);
  ASSERT_TRUE(within);
  EXPECT_NEAR(within->slope, -.15, 1e-9);
  EXPECT_GT(std::fabs(regress(points, false)->slope + .15), .1);
  EXPECT_FALSE(regress({}, true));
  std::vector<Point> flat = {{1, 2, 1}, {1, 3, 1}};
  EXPECT_FALSE(regress(flat, false));
  EXPECT_NEAR(student_t(60), 2.0003, .001);
}

TEST(Survival, HasGreenwoodsInterval) {
  std::vector<Lifetime> lives;
  for (int i = 0; i < 20; ++i) lives.push_back({i < 10 ? 5.0 : 30.0, i < 10});
  auto at = survival_at(lives, 7);
  ASSERT_TRUE(at && at->interval);
  EXPECT_NEAR(at->value, .5, 1e-12);
  EXPECT_NEAR(at->interval->low, .2713, .0005);  // log-log, by hand
  EXPECT_NEAR(at->interval->high, .6918, .0005);
  EXPECT_FALSE(survival_at(lives, 31));
}

TEST(Share, IsWiderWhereLargeSellersHaveTheTrait) {
  std::vector<SellerShare> sellers;
  for (std::uint64_t i = 0; i < 40; ++i) sellers.push_back({i < 4 ? 50u : 5u, i < 4 ? 50u : 0u});
  std::vector<std::uint64_t> sizes;
  for (const auto& one : sellers) sizes.push_back(one.size);
  auto kish = share_by_seller(200, 380, sizes, true), both = share_by_seller(sellers, true);
  ASSERT_TRUE(kish.interval && both.interval);
  EXPECT_LE(both.interval->low, kish.interval->low);
  EXPECT_EQ(share_by_seller(std::span(sellers).first(9), true).why, NoInterval::kTooFewSellers);
}

}  // namespace
}  // namespace peil::stats
