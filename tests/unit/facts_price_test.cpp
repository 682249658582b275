// tests/unit/facts_price_test.cpp -- numbers and prices: formats, currencies, what is no price.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "facts/reader.hpp"

namespace {

using namespace peil;
using namespace peil::facts;

Reader& reader() {
  static Reader instance;
  return instance;
}

/// "50 EUR, 90 EUR": amounts and currencies in order.
std::string prices(std::string_view text, const PriceContext& context = {}) {
  std::string all;
  for (const Price& price : reader().prices(text, context)) {
    if (!all.empty()) all += ", ";
    all += price.amount.str() + " " + std::string(price.currency);
  }
  return all;
}

TEST(Number, ReadsSeparatorsOfEveryCountry) {
  const std::pair<const char*, const char*> cases[] = {
      {"1.234,56", "1234.56"}, {"1,234.56", "1234.56"},  {"1 234,56", "1234.56"}, {"1'234.50", "1234.5"},
      {"12,5", "12.5"},        {"1.234", "1234"},        {"1,234", "1234"},       {"0,125", "0.125"},
      {"0.125", "0.125"},      {"1.234.567", "1234567"}, {"1,00,000", "100000"},  {"1,29,999.50", "129999.5"},
      {"12,-", "12"},          {".75", "0.75"},          {"68,50", "68.5"},       {"1234,567", "1234.567"},
      {"-3,5", "-3.5"}};
  for (const auto& [text, value] : cases) {
    const std::optional<Decimal> number = read_number(text);
    ASSERT_TRUE(number) << text;
    EXPECT_EQ(number->str(), value) << text;
  }
}

TEST(Number, ThreeDigitsOfACoinAreDecimals) {
  EXPECT_EQ(read_number("1.250", true)->str(), "1.25");
  EXPECT_EQ(read_number("1.250", false)->str(), "1250");
}

TEST(Number, IsNoneWhereSomethingElseStands) {
  for (const char* text : {"", "abc", "12 stuks", "12.03.2024", "1.2.3.4", "1,23,4", "--", "12-13"})
    EXPECT_FALSE(read_number(text)) << text;
}

TEST(Price, ReadsSignsCodesAndNamesOnBothSides) {
  EXPECT_EQ(prices("€68,50"), "68.5 EUR");
  EXPECT_EQ(prices("kost 68,50 euro per stuk"), "68.5 EUR");
  EXPECT_EQ(prices("US $1,299.00"), "1299 USD");
  EXPECT_EQ(prices("AUD 15"), "15 AUD");
  EXPECT_EQ(prices("4 999 Kč"), "4999 CZK");
  EXPECT_EQ(prices("1 200 рублей"), "1200 RUB");
  EXPECT_EQ(prices("£5.50 GBP"), "5.5 GBP");
  EXPECT_EQ(prices("$20 CAD"), "20 CAD");
  EXPECT_EQ(prices("25 zł"), "25 PLN");
  EXPECT_EQ(prices("MXN$ 1,299.00"), "1299 MXN");
  EXPECT_EQ(prices("KWD 3.500"), "3.5 KWD");
  EXPECT_EQ(prices("1.299.000đ"), "1299000 VND");
  EXPECT_EQ(prices("19zł99"), "19.99 PLN");
  EXPECT_EQ(prices("0.0231 BTC"), "0.0231 BTC");
  EXPECT_EQ(prices("1.250 XMR"), "1.25 XMR");
  EXPECT_EQ(prices("25.000 sats"), "0.00025 BTC");
  EXPECT_EQ(prices("3 mBTC"), "0.003 BTC");
}

TEST(Price, ReadsWholeAndSplitAmounts) {
  EXPECT_EQ(prices("voor 12,- mee te nemen"), "12 EUR");
  EXPECT_EQ(prices("nu 250,-- af te halen"), "250 EUR");
  EXPECT_EQ(prices("24€ 95"), "24.95 EUR");
  EXPECT_EQ(prices("24€95"), "24.95 EUR");
  EXPECT_EQ(prices("€1.2k"), "1200 EUR");
  EXPECT_EQ(prices("een tientje per stuk"), "10 EUR");
}

TEST(Price, TwoPricesInARowKeepTheirOwnSigns) {
  EXPECT_EQ(prices("€ 12.00 € 9.00"), "12 EUR, 9 EUR");
  EXPECT_EQ(prices("4,49 zł 2,25 zł"), "4.49 PLN, 2.25 PLN");
  EXPECT_EQ(prices("10 € 20 €"), "10 EUR, 20 EUR");
  EXPECT_EQ(prices("€50 5g €90 10g"), "50 EUR, 90 EUR");
}

TEST(Price, ARangeIsTwoPrices) {
  EXPECT_EQ(prices("tussen 10 en 20 euro"), "10 EUR, 20 EUR");
  EXPECT_EQ(prices("€10 - 20"), "10 EUR, 20 EUR");
  EXPECT_EQ(prices("15 tot 25 euro"), "15 EUR, 25 EUR");
  EXPECT_EQ(prices("between 30 and 45 dollars"), "30 USD, 45 USD");
  EXPECT_EQ(prices("€50 - 5 op voorraad"), "50 EUR");
}

TEST(Price, AnExchangeRateIsNone) {
  for (const char* text : {"1 BTC = 43.000 EUR", "BTC/USD 43,120.55", "1 XMR ≈ 160 USD", "BTC: $43,210.55",
                           "€43.000/BTC", "koers 43.000 euro"}) {
    EXPECT_EQ(prices(text), "") << text;
  }
  EXPECT_EQ(prices("0.005 BTC ($210.00)"), "0.005 BTC, 210 USD");
}

TEST(Price, ANumberOfSomethingElseIsNone) {
  for (const char* text : {"10 gram", "84%", "06-12345678", "12-03-2024", "14:30", "#4 heroine", "3-MMC",
                           "2024", "v1.2", "TOP 10", "SOL 5", "10x"}) {
    EXPECT_EQ(prices(text), "") << text;
  }
}

TEST(Price, AFieldMakesBareNumbersAmounts) {
  const PriceContext field{.field = true, .currency = "EUR"};
  EXPECT_EQ(prices("12,50", field), "12.5 EUR");
  EXPECT_EQ(prices("12,50 USD", field), "12.5 USD");
  EXPECT_EQ(prices("5 g", field), "");
  EXPECT_EQ(prices("12,50"), "");
}

TEST(Price, TheDollarIsThatOfThePlace) {
  EXPECT_EQ(prices("$10", {.dollar = "AUD"}), "10 AUD");
  EXPECT_EQ(prices("US$10", {.dollar = "AUD"}), "10 AUD");
  EXPECT_EQ(prices("100 kr", {.krone = "NOK"}), "100 NOK");
}

TEST(Price, SaysWhatIsHeldAsideOrNotAsked) {
  const auto one = [](std::string_view text) { return reader().prices(text).at(0); };
  EXPECT_TRUE(one("€ 0").holding);
  EXPECT_TRUE(one("€99999").holding);
  EXPECT_TRUE(one("€ 11.111").holding);
  EXPECT_TRUE(one("€12345").holding);
  EXPECT_TRUE(one("€9999").holding);
  EXPECT_FALSE(one("€1200").holding);
  EXPECT_TRUE(one("vanaf €10").from);
  EXPECT_TRUE(one("€10 t.e.a.b.").negotiable);
  EXPECT_TRUE(one("van €20 voor €15").instead);
  EXPECT_TRUE(one("verzendkosten €6,95").shipping);
  EXPECT_TRUE(one("€6,95 verzendkosten").shipping);
  EXPECT_FALSE(one("5g €50 gratis verzending").shipping);
}

TEST(Price, PlacesAreBytesOfTheTextGiven) {
  const std::string text =
      "caf\xC3\xA9 \xE2\x80\x8B\xE2\x82\xAC\xC2\xA0"
      "5\xE2\x80\x8B"
      "0,\xEF\xBC\x90"
      "0 x";  // zero width, NBSP, full width
  const std::vector<Price> found = reader().prices(text);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].amount.str(), "50");
  EXPECT_EQ(found[0].raw(text),
            "\xE2\x82\xAC\xC2\xA0"
            "5\xE2\x80\x8B"
            "0,\xEF\xBC\x90"
            "0");
}

TEST(Price, KnowsCurrenciesByWord) {
  EXPECT_EQ(reader().currency("€"), "EUR");
  EXPECT_EQ(reader().currency("eur"), "EUR");
  EXPECT_EQ(reader().currency("bitcoin"), "BTC");
  EXPECT_EQ(reader().currency("Kč"), "CZK");
  EXPECT_EQ(reader().currency("banaan"), "");
}

}  // namespace
