// model_file_test.cpp -- models from strangers: cut, changed, of other versions; and training that repeats
// itself.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "model/model.hpp"
#include "model/train.hpp"
#include "text/tokens.hpp"

namespace peil::model {
namespace {

Example example(std::string_view title, std::string goods, std::string seller) {
  static text::Tokenizer tokenizer;
  text::Tokens tokens;
  taxonomy::Shapes shapes;
  Example made;
  tokenizer.tokenize(title, tokens);
  shapes.read(title, tokens);
  read_rows(title, tokens, shapes, 0, static_cast<std::uint32_t>(tokens.size()), made.rows);
  made.hints = read_hints({}, {});
  made.goods = {std::move(goods)};
  made.seller = std::move(seller);
  return made;
}

std::vector<Example> fruit_and_tools() {
  std::vector<Example> list;
  for (int seller = 0; seller < 12; ++seller) {
    const std::string name = fmt::format("seller {}", seller);
    list.push_back(example(fmt::format("{} kg red apples from the orchard", seller), "fruit.apple", name));
    list.push_back(example(fmt::format("ripe pears, box of {}", seller), "fruit.pear", name));
    list.push_back(example(fmt::format("hammer with wooden handle {} mm", seller), "tool.hammer", name));
  }
  return list;
}

TrainOptions options() {
  TrainOptions made;
  made.hint_names = {"top:none"};
  made.card = R"("name":"fruit")";
  return made;
}

std::string trained() { return *train(fruit_and_tools(), options()); }

/// A model file with another payload and a digest that fits it.
std::string sealed(std::string_view card, std::string_view payload) {
  const std::string rest = std::string(card) + std::string(payload);
  return fmt::format("peil-model 1 {} {} {}\n", sha256_label(rest), card.size(), payload.size()) + rest;
}

TEST(Model, LearnsAndTellsApart) {
  const auto model = Model::parse(trained());
  ASSERT_TRUE(model) << model.error().message;
  const Example apples = example("3 kg green apples", "", "");
  Opinion opinion;
  model->judge(apples.rows, apples.hints, opinion);
  const Choice top = best_child(*model, opinion, -1);
  ASSERT_GE(top.lane, 0);
  EXPECT_EQ(model->lanes()[static_cast<std::size_t>(top.lane)].name, "fruit");
  EXPECT_GT(top.probability, 5000);
  const Choice leaf = best_child(*model, opinion, top.lane);
  ASSERT_GE(leaf.lane, 0);
  EXPECT_EQ(model->lanes()[static_cast<std::size_t>(leaf.lane)].name, "fruit.apple");
}

TEST(Model, TheSameExamplesGiveTheSameBytes) { EXPECT_EQ(trained(), trained()); }

TEST(Model, TheBuiltInOneIsWhole) {
  EXPECT_FALSE(Model::builtin().lanes().empty());
  EXPECT_EQ(Model::builtin().lanes()[0].name, "drug");
}

TEST(Model, EveryCutIsRefused) {
  const std::string whole = trained();
  for (std::size_t size = 0; size < whole.size(); size += 1 + size / 7) {
    EXPECT_FALSE(Model::parse(whole.substr(0, size))) << size;
  }
  EXPECT_FALSE(Model::parse(whole + "x"));
}

TEST(Model, AChangedByteIsRefused) {
  std::string bytes = trained();
  bytes[bytes.size() - 3] ^= 1;
  const auto model = Model::parse(bytes);
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message.find("digest"), std::string::npos);
}

TEST(Model, OtherVersionsAndMagicAreNamed) {
  EXPECT_NE(Model::parse("peil-model 2 sha256:0 0 0\n").error().message.find("version 2"), std::string::npos);
  EXPECT_NE(Model::parse("PK\3\4").error().message.find("does not begin"), std::string::npos);
  EXPECT_NE(Model::parse("peil-model 1 sha256:0 99999999999999999999 0\n").error().message.find("damaged"),
            std::string::npos);
}

TEST(Model, OtherFeaturesAreRefused) {
  EXPECT_NE(Model::parse(sealed("{\"features\":\"c9\",\"lanes\":[],\"hints\":[]}\n", ""))
                .error()
                .message.find("train it anew"),
            std::string::npos);
}

TEST(Model, NumbersOutOfRangeAndForwardParentsAreRefused) {
  const std::string head = fmt::format("{{\"features\":\"{}\",\"hints\":[],\"lanes\":[", kFeatures);
  auto lane = [](std::string_view parent, std::string_view weight) {
    return fmt::format(
        R"({{"name":"a","parent":{},"labels":["a"],"rows":1,"sellers":1,"weights":[{},0,0,0],"mix":[1,1,0]}}]}})",
        parent, weight);
  };
  EXPECT_TRUE(Model::parse(sealed(head + lane("-1", "5") + "\n", "")));
  EXPECT_FALSE(Model::parse(sealed(head + lane("0", "5") + "\n", "")));       // its own parent
  EXPECT_FALSE(Model::parse(sealed(head + lane("7", "5") + "\n", "")));       // none there
  EXPECT_FALSE(Model::parse(sealed(head + lane("-1", "1e300") + "\n", "")));  // no whole number
  EXPECT_FALSE(Model::parse(sealed(head + lane("-1", "\"NaN\"") + "\n", "")));
  EXPECT_FALSE(Model::parse(sealed(head + lane("-1", "9000000000000000000") + "\n", "")));
}

TEST(Model, RowsOutOfOrderAreRefused) {
  const std::string card = fmt::format(
      R"({{"features":"{}","hints":[],"lanes":[{{"name":"a","parent":-1,"labels":["a"],)"
      R"("rows":1,"sellers":1,"weights":[0,0,0,0],"mix":[1,1,0]}}]}})"
      "\n",
      kFeatures);
  EXPECT_TRUE(Model::parse(sealed(card, std::string("\1\0\5\2\0\5", 6))));
  EXPECT_FALSE(Model::parse(sealed(card, std::string("\2\0\5\1\0\5", 6))));
  EXPECT_FALSE(Model::parse(sealed(card, std::string("\1\0\5\1\0\5", 6))));
  EXPECT_FALSE(Model::parse(sealed(card, std::string("\1\0", 2))));
}

TEST(Model, ProbabilitiesStayBetweenZeroAndOneAndRise) {
  int last = 0;
  for (std::int64_t odds = -70000; odds <= 70000; odds += 50) {
    const int now = probability(odds);
    EXPECT_GE(now, std::max(last, 1));
    EXPECT_LE(now, 9999);
    last = now;
  }
  EXPECT_EQ(probability(0), 5000);
  EXPECT_EQ(probability(INT64_MAX), 9999);
}

TEST(Features, ATitleOfAMillionWordsHasABoundedNumberOfRows) {
  std::string title;
  for (int i = 0; i < 200000; ++i) title += fmt::format("w{}x ", i);
  EXPECT_LE(example(title, "", "").rows.size(), kMaxRows);
  EXPECT_LE(example(std::string(100000, 'a'), "", "").rows.size(), kMaxRows);
}

TEST(Train, SaysWhyNothingCanBeLearnt) {
  EXPECT_FALSE(train({}, options()));
  EXPECT_FALSE(train({example("one", "a.b", "x")}, options()));
}

}  // namespace
}  // namespace peil::model
