// labels_law_test.cpp -- what the law says depends on the day.
#include <gtest/gtest.h>

#include "labels/tools.hpp"

namespace peil::labels {
namespace {

std::string status(const taxonomy::Taxonomy& t, std::string_view label, std::string_view substance,
                   std::string_view day) {
  const auto id = t.find_label(taxonomy::Scheme::kGoods, label);
  const auto* law = id ? t.law_on(*id, substance, day) : nullptr;
  return law == nullptr ? "" : law->status;
}

TEST(Law, HoldsFromItsFirstDayToItsLast) {
  const auto t = need_taxonomy({});
  EXPECT_EQ(status(*t, "drug.inhalant.nitrous", "", "2022-12-31"), "not listed");
  EXPECT_EQ(status(*t, "drug.inhalant.nitrous", "", "2023-01-01"), "list II");
  EXPECT_EQ(status(*t, "drug.nps.cathinone", "3-MMC", "2021-10-27"), "per substance");
  EXPECT_EQ(status(*t, "drug.nps.cathinone", "3-MMC", "2021-10-28"), "list II");
  EXPECT_EQ(status(*t, "drug.nps.cathinone", "3-MMC", "2025-07-01"), "list IA (class)");
  EXPECT_EQ(status(*t, "drug.nps.cathinone", "", "2026-01-01"), "list IA (class)");
}

TEST(Law, OfABranchHoldsForWhatStandsBelowUnlessItHasItsOwn) {
  const auto t = need_taxonomy({});
  EXPECT_EQ(status(*t, "drug.cocaine.crack", "", "2026-01-01"), "list I");
  EXPECT_EQ(status(*t, "cultivation.lighting", "", "2026-01-01"), "preparation");
  EXPECT_EQ(status(*t, "cultivation.seeds", "", "2026-01-01"), "not listed");
  EXPECT_EQ(status(*t, "other.guides", "", "2026-01-01"), "");
}

TEST(Law, RowsWithImpossibleDaysAreRefused) {
  const std::string table =
      "label\tstatus\tbasis\tvalid_from\tvalid_to\ndrug.mdma\tlist I\tOw\t2020-13-01\t\n"
      "drug.mdma\tlist I\tOw\t2021-01-01\t2020-01-01\ndrug.nosuch\tlist I\tOw\t\t\n";
  auto files = taxonomy::Taxonomy::builtin_files();
  files.push_back({"mine/law.tsv", table});
  std::vector<taxonomy::Problem> problems;
  EXPECT_EQ(taxonomy::Taxonomy::load(files, problems), nullptr);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[0].str(), "mine/law.tsv:2: \"2020-13-01\" is no day: YYYY-MM-DD");
}

}  // namespace
}  // namespace peil::labels
