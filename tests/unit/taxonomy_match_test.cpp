#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "taxonomy/matcher.hpp"

namespace peil::taxonomy {
namespace {

class Match : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::vector<Problem> problems;
    taxonomy_ = Taxonomy::load(Taxonomy::builtin_files(), problems).release();
  }
  static void TearDownTestSuite() { delete taxonomy_; }

  /// `label weight` of the goods hits, joined by `; `; a weight of 0 is shown as `silent`.
  std::string goods(const std::string& text, std::string_view language = "unknown") {
    tokenizer_.tokenize(text, tokens_);
    shapes_.read(text, tokens_);
    matcher_.find(tokens_, shapes_, language, hits_);
    std::string out;
    for (const Hit& hit : hits_) {
      if (taxonomy_->label(hit.label).scheme != Scheme::kGoods) continue;
      out += (out.empty() ? "" : "; ") + taxonomy_->label(hit.label).slug + " " +
             (hit.weight == 0 ? "silent" : to_decimal(hit.weight).str());
    }
    return out;
  }
  std::string amounts(const std::string& text) {
    tokenizer_.tokenize(text, tokens_);
    shapes_.read(text, tokens_);
    std::string out;
    for (const Amount& each : shapes_.amounts()) {
      out += (out.empty() ? "" : "; ") + each.number.str() + " " + each.unit + " [" +
             text.substr(each.start, each.end - each.start) + "]";
    }
    return out;
  }

  static Taxonomy* taxonomy_;
  Matcher matcher_{*taxonomy_};
  text::Tokenizer tokenizer_;
  text::Tokens tokens_;
  Shapes shapes_;
  std::vector<Hit> hits_;
};
Taxonomy* Match::taxonomy_ = nullptr;

TEST_F(Match, FindsCodesHoweverTheyAreSpelt) {
  for (const char* text : {"3-MMC", "3mmc", "3 mmc", "3 - MMC", "３ＭＭＣ", "3\u2011mmc", "3-m\u200Bmc"}) {
    EXPECT_EQ(goods(text), "drug.nps.cathinone 4") << text;
  }
  for (const char* text : {"5-MeO-DMT", "5meodmt", "5 meo dmt", "5-meodmt"}) {
    EXPECT_EQ(goods(text).substr(0, 22), "drug.hallucinogen.dmt ") << text;
  }
  EXPECT_EQ(goods("33 mmc"), "");
  EXPECT_EQ(goods("13-mmc"), "");
}

TEST_F(Match, WeighsByStrengthContextAndWords) {
  EXPECT_EQ(goods("coke"), "drug.cocaine 0.5");
  EXPECT_EQ(goods("coke 5 gram"), "drug.cocaine 2");
  EXPECT_EQ(goods("diet coke"), "drug.cocaine silent");
  EXPECT_EQ(goods("witte amnesia haze wiet"), "drug.cannabis.herbal 5; drug.cannabis.herbal 4");
  EXPECT_EQ(goods("poes"), "drug.nps.cathinone silent");
  EXPECT_EQ(goods("poes snuiven", "nl"), "drug.nps.cathinone 1");
  EXPECT_EQ(goods("poes snuiven", "en"), "");  // weak words of another language are not looked at
}

TEST_F(Match, LooksForContextInEightTokensEachWay) {
  EXPECT_EQ(goods("coke a b c d e f g gram"), "drug.cocaine 2");
  EXPECT_EQ(goods("coke a b c d e f g h gram"), "drug.cocaine 0.5");
  EXPECT_EQ(goods("zero a b c d e f g coke 5 gram"), "drug.cocaine silent");
}

TEST_F(Match, LetsGoodsInARowExplainEachOther) {
  EXPECT_EQ(goods("keta speed"), "drug.dissociative.ketamine 4; drug.amphetamine 2");
  EXPECT_EQ(goods("speed"), "drug.amphetamine 0.5");
}

TEST_F(Match, PrefersTheLongestTermOfAScheme) {
  EXPECT_EQ(goods("cannabis seeds"), "cultivation.seeds 5");
  EXPECT_EQ(goods("lsd zegels 150ug").substr(0, 23), "drug.hallucinogen.lsd 4");
}

TEST_F(Match, ReadsDutchCompoundsInDutchAndUnknownTexts) {
  EXPECT_EQ(goods("ketaminepoeder", "nl"), "drug.dissociative.ketamine 4");
  EXPECT_EQ(goods("wietzaadjes", "nl"), "cultivation.seeds 4");
  EXPECT_EQ(goods("marihuanaplantjes", "nl"), "cultivation.cuttings 4");
  EXPECT_EQ(goods("oxazepamtabletten", "unknown"), "drug.medicine.benzodiazepine 4");
  EXPECT_EQ(goods("oxazepamtabletten", "de"), "");
  for (const char* word : {"speedboot", "cokeskolen", "methode", "wietske", "spinazie", "lsdx"}) {
    EXPECT_EQ(goods(word, "nl"), "") << word;
  }
}

TEST_F(Match, SeesThroughDisguise) {
  EXPECT_EQ(goods("k3tamine"), "drug.dissociative.ketamine 4");
  EXPECT_EQ(goods("c0ca1ne"), "drug.cocaine 4");
  EXPECT_EQ(goods("c.o.c.a.i.n.e"), "drug.cocaine 4");
  EXPECT_EQ(goods("c o c a i n e"), "drug.cocaine 4");
  EXPECT_EQ(goods("c\u200Bo\u00ADcaine"), "drug.cocaine 4");
  EXPECT_EQ(goods("сосаine"), "drug.cocaine 4");  // Cyrillic s, o, s, a
  EXPECT_EQ(goods("COCAÏNE İ ß K"), "drug.cocaine 4");
  EXPECT_EQ(goods("a b c d e f"), "");
}

TEST_F(Match, GivesPlacesInTheOriginalBytes) {
  const std::string text = "Té koop: 3-\u200Bmmc!";
  tokenizer_.tokenize(text, tokens_);
  shapes_.read(text, tokens_);
  matcher_.find(tokens_, shapes_, "nl", hits_);
  const Hit* goods_hit = nullptr;
  for (const Hit& hit : hits_) {
    if (taxonomy_->label(hit.label).scheme == Scheme::kGoods) goods_hit = &hit;
  }
  ASSERT_NE(goods_hit, nullptr);
  const auto start = tokens_[goods_hit->first].start,
             end = tokens_[goods_hit->first + goods_hit->count - 1].end;
  EXPECT_EQ(text.substr(start, end - start), "3-\u200Bmmc");
}

TEST_F(Match, ReadsAmountsAndPrices) {
  EXPECT_EQ(amounts("3.5g coke"), "3.5 g [3.5g]");
  EXPECT_EQ(amounts("1,5 liter GBL"), "1500 ml [1,5 liter]");
  EXPECT_EQ(amounts("100x110ug"), "100 units [100x110ug]; 110 ug [100x110ug]");
  EXPECT_EQ(amounts("€20 en 15 euro, $ 5"), "20 EUR [€20]; 15 EUR [15 euro]; 5 USD [$ 5]");
  EXPECT_EQ(amounts("20€ / 12,50 €"), "20 EUR [20€]; 12.5 EUR [12,50 €]");
  EXPECT_EQ(amounts("1.000 pillen"), "1000 units [1.000 pillen]");
  EXPECT_EQ(amounts("2 kilo"), "2000 g [2 kilo]");
  EXPECT_EQ(amounts("prijs 20,-"), "20  [20]");
  EXPECT_EQ(amounts("9mm"), "9 cal [9mm]");
  EXPECT_EQ(amounts("2024 06 12345678"), "");
  EXPECT_EQ(amounts("99999999999999999999999999999999 g 0 g"),
            "999999999999999 g [99999999999999999999999999999999 g]; 0 g [0 g]");
}

TEST_F(Match, StaysLinearOnHostileTexts) {
  // One ambiguous word, one term, one letter, distinct tokens: a quarter of a megabyte each, no quadratic
  // walk.
  for (const std::string& unit :
       {std::string("coke "), std::string("te koop "), std::string("a "), std::string("1 "),
        std::string("wietzaadjes "), std::string("k3tamine "), std::string("keta speed ")}) {
    std::string text;
    while (text.size() < (1u << 18)) text += unit;
    goods(text, "nl");
    EXPECT_EQ(tokens_.size(), text.size() / unit.size() *
                                  static_cast<std::size_t>(std::count(unit.begin(), unit.end(), ' ')));
  }
  std::string distinct;
  for (long i = 0; i < 1000000; ++i) distinct += "t" + std::to_string(i * 7919) + " ";
  goods(distinct);
  EXPECT_EQ(tokens_.size(), 1000000u);
  EXPECT_EQ(goods(""), "");
}

}  // namespace
}  // namespace peil::taxonomy
