// The expression language: what it reads, what it means, where it says no.
#include <gtest/gtest.h>

#include "expr/expr.hpp"

namespace peil::expr {
namespace {

constexpr Column kColumns[] = {
    {"goods", "none", true}, {"route", "unknown", false}, {"origin", "undeclared", false}};

class Fixed : public Source {
 public:
  explicit Fixed(std::string_view json) {
    record_ = *parser_.parse_copy(json);
    columns_ = {{"drug.nps.cathinone", "precursor.ghb"}, {"tor"}, {}};
  }
  const std::vector<std::string_view>& column(std::size_t number) const override { return columns_[number]; }
  const Record& record() const override { return *record_; }

 private:
  RecordParser parser_;
  const Record* record_ = nullptr;
  std::vector<std::vector<std::string_view>> columns_;
};

constexpr std::string_view kItem =
    R"({"v":1,"kind":"item","id":"i:1","page":{"fetched_at":"2026-10-05T23:30:00Z"},"title":"Ten pills",)"
    R"("quantities":[{"amount":5,"unit":"g","grams":5},{"amount":1,"unit":"kg","grams":1000}],)"
    R"("prices":[{"amount":30,"currency":"EUR"},{"amount":4500.50,"currency":"EUR"}],"hosting":{"cc":"NL"},)"
    R"("sold_count":12,"odd key":{"a/b":"x"}})";

bool holds(std::string_view text) {
  Fixed source(kItem);
  auto expr = Expr::parse(text, kColumns);
  EXPECT_TRUE(expr.ok()) << text << ": " << (expr ? "" : expr.error().message);
  return expr && expr->holds(source);
}
std::string values(std::string_view text) {
  Fixed source(kItem);
  auto expr = Expr::parse(text, kColumns);
  EXPECT_TRUE(expr.ok()) << text << ": " << (expr ? "" : expr.error().message);
  std::vector<std::string> all;
  if (expr) expr->values(source, all);
  std::string out;
  for (const auto& one : all) out += (out.empty() ? "" : "|") + one;
  return out;
}
std::string error(std::string_view text) {
  auto expr = Expr::parse(text, kColumns);
  return expr ? "" : expr.error().message;
}

TEST(Expr, ComparesAnyValueOfAColumnAndTakesABareWordForText) {
  EXPECT_TRUE(holds("route == tor"));
  EXPECT_TRUE(holds("route==tor&&origin==undeclared"));
  EXPECT_TRUE(holds("route = \"tor\""));
  EXPECT_FALSE(holds("route != tor"));
  EXPECT_TRUE(holds("goods == precursor.ghb and goods != drug.mdma"));
  EXPECT_TRUE(holds("route in (clear, tor)"));
  EXPECT_TRUE(holds("route not in (clear, i2p)"));
}

TEST(Expr, LetsALabelStandForAllBelowIt) {
  EXPECT_TRUE(holds("goods == drug"));
  EXPECT_TRUE(holds("goods within drug.nps"));
  EXPECT_FALSE(holds("goods == drug.n"));
  EXPECT_TRUE(holds("goods startswith drug.n"));
  EXPECT_TRUE(holds("goods like \"*.ghb\""));
}

TEST(Expr, BindsNotBeforeAndBeforeOr) {
  EXPECT_TRUE(holds("route == clear and route == clear or route == tor"));
  EXPECT_FALSE(holds("route == clear and (route == clear or route == tor)"));
  EXPECT_TRUE(holds("not route == clear"));
  EXPECT_TRUE(holds("!(route == clear) && !!has(goods)"));
}

TEST(Expr, ReadsMembersOfTheFieldTableAndPointers) {
  EXPECT_TRUE(holds("hosting.cc == NL"));
  EXPECT_TRUE(holds("/sold_count >= 12"));
  EXPECT_TRUE(holds("/odd~0key == x or sold_count == 12"));
  EXPECT_TRUE(holds("title contains pills and lower(title) startswith ten"));
  EXPECT_EQ(values("prices[].currency"), "EUR");
}

TEST(Expr, CalculatesWithExactNumbersAndUnits) {
  EXPECT_TRUE(holds("max(quantities[].grams) >= 1kg"));
  EXPECT_FALSE(holds("max(quantities[].grams) > 1kg"));
  EXPECT_TRUE(holds("min(quantities[].grams) == 5000mg"));
  EXPECT_EQ(values("sum(prices[].amount) * 2 - 1"), "9060");
  EXPECT_EQ(values("sold_count / 5"), "2.4");
  EXPECT_EQ(values("-sold_count + 0.1 + 0.2"), "-11.7");
  EXPECT_EQ(values("sold_count / 0"), "");
}

TEST(Expr, CutsDatesIntoParts) {
  EXPECT_EQ(values("month(page.fetched_at), quarter(page.fetched_at), week(page.fetched_at)"),
            "2026-10|2026-Q4|2026-W41");
  EXPECT_EQ(values("weekday(page.fetched_at)"), "1");
  EXPECT_TRUE(holds("page.fetched_at >= 2026-10-01 and page.fetched_at < 2026-11"));
  EXPECT_EQ(date_part("week", "2027-01-01"), "2026-W53");
  EXPECT_EQ(date_part("month", "no date"), "");
}

TEST(Expr, MakesListsJoinsTextsAndChooses) {
  EXPECT_EQ(values("\"from: \" + route, part(goods, 1)"), "from: tor|drug|precursor");
  EXPECT_EQ(values("if(has(origin), origin, route)"), "tor");
  EXPECT_EQ(values("count(goods)"), "2");
}

TEST(Expr, SaysWhereAndWhatIsWrong) {
  EXPECT_EQ(error("roude == tor"), "at 1: no column roude; route is meant?");
  EXPECT_EQ(error("route == tor and lowr(title) == x"), "at 18: no function lowr; lower is meant?");
  EXPECT_EQ(error("route =="), "at 9: a value is missing at the end");
  EXPECT_EQ(error("route == \"x"), "at 10: no closing \"");
  EXPECT_EQ(error("(route == x"), "at 12: no closing bracket");
  EXPECT_EQ(error("route is tor"), "at 7: is is not and, or, or an operator");
  EXPECT_EQ(error(" "), "empty");
  EXPECT_NE(error(std::string(100, '(') + "route"), "");
  EXPECT_NE(error(std::string(5000, ' ') + "route"), "");
  EXPECT_NE(error(std::string(200, '-') + "1"), "");
}

TEST(Expr, StaysSmallOnHostileLists) {
  std::string json = R"({"a":[)";
  for (int i = 0; i < 5000; ++i) json += (i ? "," : "") + std::to_string(i);
  Fixed source(json + "]}");
  auto expr = Expr::parse("/a + /a + /a", kColumns);
  ASSERT_TRUE(expr.ok());
  std::vector<std::string> all;
  expr->values(source, all);
  EXPECT_EQ(all.size(), 64u);
}

}  // namespace
}  // namespace peil::expr
