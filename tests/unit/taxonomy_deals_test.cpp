// taxonomy_deals_test.cpp -- amounts and prices that carry no unit or sign.
#include <gtest/gtest.h>

#include <string>

#include "taxonomy/shapes.hpp"

namespace peil::taxonomy {
namespace {

std::string read(std::string_view text) {
  text::Tokenizer tokenizer;
  text::Tokens tokens;
  tokenizer.tokenize(text, tokens);
  Shapes shapes;
  shapes.read(text, tokens);
  std::string out;
  for (const Amount& each : shapes.amounts()) {
    out += (out.empty() ? "" : " ") + each.number.str() + (each.shape == kPrice ? "!" : "") + each.unit;
  }
  return out;
}
bool street(std::string_view text) {
  text::Tokenizer tokenizer;
  text::Tokens tokens;
  tokenizer.tokenize(text, tokens);
  Shapes shapes;
  shapes.read(text, tokens);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (shapes.at(i) & kStreet) return true;
  }
  return false;
}

TEST(Deals, ReadLaddersWithoutSigns) {
  EXPECT_EQ(read("1g 50 3g 130"), "1g 50! 3g 130!");
  EXPECT_EQ(read("5g=40 10g=75"), "5g 40! 10g 75!");
  EXPECT_EQ(read("10g 60e 50g 200e"), "10g 60! 50g 200!");
  EXPECT_EQ(read("halve 25 hele 45"), "0.5g 25! 1g 45!");
  EXPECT_EQ(read("10 voor 20, 100 voor 120"), "10units 20! 100units 120!");
  EXPECT_EQ(read("3 voor 25 euro"), "3units 25!EUR");
}

TEST(Deals, ReadWordsAndRates) {
  EXPECT_EQ(read("per ons 550"), "");
  EXPECT_EQ(read("een ons speed"), "100g");
  EXPECT_EQ(read("halve kilo"), "500g");
  EXPECT_EQ(read("haze 8 de gram"), "8!");
  EXPECT_EQ(read("coke 45 per g"), "45!");
}

TEST(Deals, LeaveOtherNumbersAlone) {
  EXPECT_EQ(read("3 voor 12 op de radio"), "");
  EXPECT_EQ(read("MDMA 5g 84% zuiver 2g 90%"), "5g 2g");
  EXPECT_EQ(read("10g 2024"), "10g");
  EXPECT_EQ(read("op 3 de straat in 2 de huizen"), "");
}

TEST(Deals, TellTheStreetFromTheShop) {
  EXPECT_TRUE(street("5g 40 10g 75"));
  EXPECT_TRUE(street("10 gram voor 80 euro"));
  EXPECT_FALSE(street("thee 100 gram € 4,95"));
  EXPECT_FALSE(street("espresso 1 kg € 16,50"));
}

}  // namespace
}  // namespace peil::taxonomy
