#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "taxonomy/index.hpp"
#include "taxonomy/taxonomy.hpp"

namespace peil::taxonomy {
namespace {

/// The built-in tables and one more; what is wrong, a problem a line.
std::string problems_of(const std::string& name, const std::string& text, bool lint = false) {
  auto files = Taxonomy::builtin_files();
  files.push_back({name, text});
  std::vector<Problem> problems;
  const auto loaded = Taxonomy::load(files, problems, lint);
  std::string all;
  bool fatal = false;
  for (const Problem& each : problems) {
    if (each.file == name) all += each.str() + "\n";
    fatal |= each.fatal;
  }
  EXPECT_EQ(loaded == nullptr, fatal);
  return all;
}

TEST(TaxonomyLoad, BuiltInTablesAreFlawless) {
  std::vector<Problem> problems;
  const auto t = Taxonomy::load(Taxonomy::builtin_files(), problems);
  ASSERT_NE(t, nullptr);
  EXPECT_TRUE(problems.empty()) << problems[0].str();
  EXPECT_GT(t->terms().size(), 7000u);
  EXPECT_TRUE(t->find_label(Scheme::kGoods, "drug.nps.cathinone"));
  EXPECT_TRUE(t->digest().starts_with("sha256:"));
}

TEST(TaxonomyLoad, NamesFileLineAndTheNearestRightThing) {
  EXPECT_EQ(problems_of("mine/lexicon.tsv", "term\tlabel\tweight\nfoo\tgoods:drug.cocane\tstrong\n"),
            "mine/lexicon.tsv:2: unknown label \"goods:drug.cocane\" (goods:drug.cocaine?)\n");
  EXPECT_EQ(problems_of("mine/lexicon.tsv", "term\tlabel\tweight\nfoo\tgoods:drug\tstrnog\n"),
            "mine/lexicon.tsv:2: unknown weight \"strnog\" (strong?): strong, medium, weak or none\n");
  EXPECT_EQ(problems_of("mine/lexicon.tsv", "term\tlable\tweight\n"),
            "mine/lexicon.tsv:1: unknown column \"lable\" (label?)\n"
            "mine/lexicon.tsv:1: no column \"label\" in the header row\n");
  EXPECT_EQ(
      problems_of("mine/lexicon.tsv", "term\tlabel\tweight\tcontext_for\nfoo\tgoods:drug\tstrong\t#mas\n"),
      "mine/lexicon.tsv:2: unknown context class \"#mas\" (#mass?)\n");
  EXPECT_EQ(problems_of("mine/lexikon.tsv", "term\n"), "mine/lexikon.tsv: no such table (lexicon.tsv?)\n");
  EXPECT_EQ(problems_of("mine/settings.tsv", "name\tvalue\nstrong\tmany\n"),
            "mine/settings.tsv:2: \"many\" is no number from 0 to 1000 with at most three decimals\n");
  EXPECT_EQ(
      problems_of("mine/levels.tsv", "label\tunit\tuser_max\tretail_max\tmiddle_max\ndrug\tg\t9\t5\t10\n"),
      "mine/levels.tsv:2: the cuts must be numbers that do not fall\n");
}

TEST(TaxonomyLoad, TakesByteOrderMarkCarriageReturnsAndComments) {
  EXPECT_EQ(problems_of(
                "mine/lexicon.tsv",
                "\xEF\xBB\xBF# a comment\r\nterm\tlabel\tweight\r\n\r\nzorgloos\tgoods:drug.ghb\tstrong\r\n"),
            "");
}

TEST(TaxonomyLoad, RefusesHostileTablesWithinLimits) {
  EXPECT_EQ(problems_of("mine/lexicon.tsv", "term\tlabel\tweight\nfo\xFFo\tgoods:drug\tstrong\n"),
            "mine/lexicon.tsv:2: invalid UTF-8\n");
  EXPECT_EQ(
      problems_of("mine/lexicon.tsv", std::string("term\tlabel\tweight\nfo\0o\tgoods:drug\tstrong\n", 41)),
      "mine/lexicon.tsv:2: NUL byte\n");
  EXPECT_EQ(problems_of("mine/lexicon.tsv", ""), "mine/lexicon.tsv: no header row\n");
  EXPECT_EQ(problems_of("mine/lexicon.tsv", "term\tlabel\tweight\na\tb\tc\td\te\n"),
            "mine/lexicon.tsv:2: 5 cells, but the header has 3 columns\n");
  const std::string pattern(100000, '(');
  EXPECT_EQ(problems_of("mine/lexicon.tsv", "term\tlabel\tweight\n" + pattern + "\tgoods:drug\tstrong\n"),
            "mine/lexicon.tsv:2: term longer than 200 bytes\n");
  std::string many = "term\tlabel\tweight\n";
  for (int i = 0; i < 200000; ++i) many += "x\tno:such\tstrong\n";
  const std::string told = problems_of("mine/lexicon.tsv", many);
  EXPECT_LE(static_cast<std::size_t>(std::count(told.begin(), told.end(), '\n')), kProblems);
}

TEST(TaxonomyLoad, TreatsATermThatLooksLikeAPatternAsWords) {
  // (a+)+$ is the word a, which is too short to be matched; no pattern is compiled anywhere.
  std::vector<Problem> problems;
  EXPECT_NE(Taxonomy::load(
                std::vector<SourceFile>{{"taxonomy.tsv", "scheme\tslug\ngoods\tx\n"},
                                        {"lexicon.tsv", "term\tlabel\tweight\n(a+)+$\tgoods:x\tstrong\n"}},
                problems, true),
            nullptr);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].str(),
            "lexicon.tsv:2: \"(a+)+$\" is not matched: a single letter or digit is left of it");
  EXPECT_FALSE(problems[0].fatal);
}

TEST(TaxonomyLoad, ReplacesAndRemovesRows) {
  auto files = Taxonomy::builtin_files();
  files.push_back(
      {"a/lexicon.tsv",
       "term\tlabel\tweight\nGBL\tgoods:precursor.ghb\tweak\nspeedpasta\tgoods:drug.amphetamine\tnone\n"});
  std::vector<Problem> problems;
  const auto t = Taxonomy::load(files, problems);
  ASSERT_NE(t, nullptr);
  EXPECT_TRUE(t->index().find_word("speedpasta").empty());
  ASSERT_EQ(t->index().find_word("gbl").size(), 1u);
  EXPECT_EQ(t->term(t->index().find_word("gbl")[0]).strength, Strength::kWeak);
  EXPECT_EQ(t->term(t->index().find_word("gbl")[0]).file, "a/lexicon.tsv");
  std::vector<Problem> none;
  EXPECT_NE(t->digest(), Taxonomy::load(Taxonomy::builtin_files(), none)->digest());
}

TEST(TaxonomyLoad, HoldsAHundredThousandTerms) {
  std::string table = "term\tlabel\tweight\n";
  for (int i = 0; i < 100000; ++i)
    table += "term" + std::to_string(i) + "x woord\tgoods:drug.generic\tmedium\n";
  auto files = Taxonomy::builtin_files();
  files.push_back({"big/lexicon.tsv", table});
  std::vector<Problem> problems;
  const auto t = Taxonomy::load(files, problems);
  ASSERT_NE(t, nullptr);
  EXPECT_GT(t->terms().size(), 107000u);
}

/// What matching costs a text, counted: tokens at which the trie is asked, and the slots it then looks at
/// at most.
struct Cost {
  std::size_t asked = 0, tokens = 0, probes = 0;
};
Cost cost_with(std::size_t more_terms, std::size_t words) {
  std::string table = "term\tlabel\tweight\n";
  for (std::size_t i = 0; i < more_terms; ++i) {
    table +=
        "zz" + std::to_string(i * 7919) + (i % 2 == 0 ? "q" : "q woord") + "\tgoods:drug.generic\tmedium\n";
  }
  auto files = Taxonomy::builtin_files();
  files.push_back({"big/lexicon.tsv", table});
  std::vector<Problem> problems;
  const auto t = Taxonomy::load(files, problems);
  EXPECT_NE(t, nullptr);
  std::string text;
  for (std::size_t i = 0; i < words; ++i)
    text += i % 50 == 0 ? "coke " : "w" + std::to_string(i % 9973) + "en ";
  text::Tokenizer tokenizer;
  text::Tokens tokens;
  tokenizer.tokenize(text, tokens);
  Cost cost;
  cost.tokens = tokens.size();
  for (std::size_t at = 0; at < tokens.size(); ++at) cost.asked += t->index().may_begin(tokens, at);
  cost.probes = t->index().longest_probe();
  return cost;
}

TEST(TaxonomyLoad, MatchingCostsTheSameForManyTermsAndGrowsWithTheText) {
  const Cost few = cost_with(0, 200000), many = cost_with(100000, 200000), twice = cost_with(0, 400000);
  ASSERT_EQ(few.tokens, 200000u);
  EXPECT_GE(few.asked, 4000u);                         // each coke
  EXPECT_LE(many.asked, few.asked + few.tokens / 10);  // false alarms of the bit sets
  EXPECT_LE(twice.asked, 2 * few.asked + few.tokens / 100);
  EXPECT_LE(few.probes, 64u);
  EXPECT_LE(many.probes, 64u);
}

TEST(TaxonomyLoad, ALabelGivenTwiceIsOneAndPatternsNestedDeeplyAreWords) {
  std::string nested;
  for (int i = 0; i < 60; ++i) nested += "(([";
  EXPECT_EQ(
      problems_of("mine/lexicon.tsv", "term\tlabel\tweight\n" + nested + "a|b)*c+$\tgoods:drug\tstrong\n"),
      "");
  EXPECT_EQ(problems_of("mine/taxonomy.tsv", "scheme\tslug\ngoods\tdrug.ghb\ngoods\tdrug.ghb\n"), "");
  EXPECT_EQ(problems_of("mine/taxonomy.tsv", "scheme\tslug\ngoods\t../../etc\n"),
            "mine/taxonomy.tsv:2: \"../../etc\" is no slug: lower-case letters, digits, _ and dots\n");
}

TEST(TaxonomyLoad, KnowsHostsByTheirDomains) {
  std::vector<Problem> problems;
  const auto t = Taxonomy::load(Taxonomy::builtin_files(), problems);
  auto channel = [&](std::string_view host) {
    const auto id = t->channel_of_host(host, "");
    return id ? t->label(*id).slug : std::string("none");
  };
  EXPECT_EQ(channel("www.marktplaats.nl"), "classifieds");
  EXPECT_EQ(channel("politie.nl"), "gov");
  EXPECT_EQ(channel("notpolitie.nl"), "none");
  EXPECT_EQ(t->label(*t->channel_of_software("WooCommerce 7.1")).slug, "shop");
}

}  // namespace
}  // namespace peil::taxonomy
