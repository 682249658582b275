// quality_measure_test.cpp -- error rates, and the sheet that people fill in.
#include <gtest/gtest.h>

#include "quality/measure.hpp"
#include "quality/sheet.hpp"

namespace peil::quality {
namespace {

Judged judged(std::vector<std::string> truth, std::vector<std::string> said, std::string seller = "",
              double weight = 1) {
  Judged made;
  made.truth = std::move(truth);
  made.said = std::move(said);
  made.seller = std::move(seller);
  made.weight = weight;
  return made;
}

const LabelRates& rates(const Report& report, std::string_view label) {
  for (const LabelRates& each : report.labels) {
    if (each.label == label) return each;
  }
  throw std::out_of_range(std::string(label));
}

TEST(Measure, AFinerLabelIsRightAndACoarserTruthSaysNothingOfIt) {
  const auto report =
      measure({judged({"drug"}, {"drug.cocaine"}), judged({"drug.cocaine"}, {"drug"}), judged({}, {})}, 0);
  EXPECT_EQ(rates(report, "drug").tp, 2);
  EXPECT_EQ(rates(report, "drug.cocaine").fn, 1);
  EXPECT_EQ(rates(report, "drug.cocaine").fp, 0);  // of the first it is not known
  EXPECT_EQ(rates(report, "drug").tn, 1);
}

TEST(Measure, WeightsOfStrataGiveRatesOfTheWhole) {
  // 10 of 1,000 unlabelled are checked, one of them is a drug: it stands for 100.
  std::vector<Judged> list;
  for (int i = 0; i < 10; ++i) list.push_back(judged({"drug"}, {"drug"}, "", 10));
  list.push_back(judged({"drug"}, {}, "", 100));
  for (int i = 0; i < 9; ++i) list.push_back(judged({}, {}, "", 100));
  const auto& drug = rates(measure(list, 0, 0), "drug");
  EXPECT_DOUBLE_EQ(*drug.sensitivity.value, 0.5);
  EXPECT_DOUBLE_EQ(*drug.specificity.value, 1);
  EXPECT_EQ(drug.checked, 10u);
  EXPECT_EQ(drug.right, 10u);
  EXPECT_DOUBLE_EQ(drug.labelled, 100);
}

TEST(Measure, IntervalsAreWiderWhenOneSellerWroteAll) {
  std::vector<Judged> one, many;
  for (int i = 0; i < 200; ++i) {
    const bool right = i % 4 != 0;
    many.push_back(judged({"a"}, {right ? "a" : "b"}, "s" + std::to_string(i)));
    one.push_back(judged({"a"}, {right ? "a" : "b"}, right ? "x" + std::to_string(i % 3) : "y"));
  }
  const auto wide = measure(one, 1).accuracy, narrow = measure(many, 1).accuracy;
  EXPECT_DOUBLE_EQ(*wide.value, *narrow.value);
  EXPECT_GT(*wide.high - *wide.low, 2 * (*narrow.high - *narrow.low));
  EXPECT_LT(*narrow.low, 0.75);
  EXPECT_GT(*narrow.high, 0.75);
}

TEST(Measure, OnlyNotThatLabelCountsAgainstItAlone) {
  Judged wrong = judged({}, {"drug.cocaine"});
  wrong.open = true;
  wrong.not_under = "drug.cocaine";
  const auto report = measure({wrong, judged({"drug.lsd"}, {"drug.lsd"})}, 0);
  EXPECT_EQ(rates(report, "drug.cocaine").fp, 1);
  EXPECT_EQ(rates(report, "drug").fp, 0);
  EXPECT_EQ(rates(report, "drug").tp, 1);
}

TEST(Measure, CalibrationIsTheMeanGap) {
  std::vector<Judged> list;
  for (int i = 0; i < 10; ++i) {
    list.push_back(judged({i < 8 ? "a" : "b"}, {"a"}));
    list.back().score = 0.9;
  }
  const auto report = measure(list, 0, 0);
  EXPECT_NEAR(*report.ece, 0.1, 1e-9);
}

TEST(Measure, NoneOfAThousandStillHasAnUpperBound) {
  std::vector<Judged> list;
  for (int i = 0; i < 1182; ++i) list.push_back(judged({}, {}));
  list.push_back(judged({"drug"}, {"drug"}));
  const auto& specificity = rates(measure(list, 0), "drug").specificity;
  EXPECT_DOUBLE_EQ(*specificity.value, 1);
  EXPECT_NEAR(*specificity.low, 0.9968, 0.0002);
}

TEST(Measure, NothingGivesNothing) {
  const auto report = measure({}, 0);
  EXPECT_FALSE(report.accuracy.value);
  EXPECT_FALSE(report.ece);
}

TEST(Sheet, FormulasAreDisarmedAndComeBack) {
  EXPECT_EQ(cell("=HYPERLINK(\"x\")\ty"), "'=HYPERLINK(\"x\") y");
  EXPECT_EQ(cell(" -5g\nnow"), "'-5g now");
  const auto rows = read_sheet("id\tstratum\tin_stratum\tlabels\ttruth\ni:1\tdrug\t5\t'=x\tnone\n");
  ASSERT_TRUE(rows);
  EXPECT_EQ((*rows)[0].at("labels"), "=x");
}

TEST(Sheet, ReadsWhatASpreadsheetMadeOfIt) {
  const auto rows = read_sheet(
      "\xEF\xBB\xBFid\ttruth\tmine\tstratum\tin_stratum\tlabels\r\n\"i:1\"\t\"a "
      "\"\"b\"\"\"\t\t\"s\"\t5\t\"x\ty\nz\"\r\n\r\n");
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ((*rows)[0].at("truth"), "a \"b\"");
  EXPECT_EQ((*rows)[0].at("labels"), "x\ty\nz");
  EXPECT_FALSE(read_sheet("id\tlabels\n1\t2\n"));
  EXPECT_TRUE(is_sheet("id\tstratum\n"));
  EXPECT_FALSE(is_sheet("{\"stratum\":\t1}"));
}

TEST(Agreement, IsKappa) {
  EXPECT_NEAR(*agreement({{"a", "a"}, {"a", "b"}, {"b", "b"}, {"b", "b"}}), 0.5, 1e-9);
  EXPECT_FALSE(agreement({{"a", "a"}}));
}

}  // namespace
}  // namespace peil::quality
