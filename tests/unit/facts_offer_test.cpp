// tests/unit/facts_offer_test.cpp -- quantities, and prices joined to them.
#include <gtest/gtest.h>

#include <string>

#include "facts/reader.hpp"

namespace {

using namespace peil;
using namespace peil::facts;

Reader& reader() {
  static Reader instance;
  return instance;
}

std::string text_of(const Quantity& quantity) {
  std::string text = quantity.amount.str() + " " + std::string(quantity.unit);
  if (quantity.grams) text += " g=" + quantity.grams->str();
  if (quantity.units) text += " n=" + quantity.units->str();
  if (quantity.ml) text += " ml=" + quantity.ml->str();
  if (quantity.strength_mg) text += " mg=" + quantity.strength_mg->str();
  return text;
}

std::string quantities(std::string_view text) {
  std::string all;
  for (const Quantity& quantity : reader().quantities(text))
    all += (all.empty() ? "" : "; ") + text_of(quantity);
  return all;
}

/// "50 EUR for 5 g g=5 = 10": each rung with its quantity and price per gram.
std::string ladder(std::string_view text, const PriceContext& context = {}) {
  std::string all;
  for (const PricedQuantity& rung : reader().offer(text, context).prices) {
    if (!all.empty()) all += "; ";
    all += rung.price.amount.str() + " " + std::string(rung.price.currency);
    if (rung.quantity) all += " for " + text_of(*rung.quantity);
    if (rung.per_gram) all += " = " + rung.per_gram->str();
    if (rung.minimum) all += " min";
  }
  return all;
}

TEST(Quantity, NormalisesMassVolumeAndCountExactly) {
  EXPECT_EQ(quantities("0,5 kg"), "0.5 kg g=500");
  EXPECT_EQ(quantities("3.5g"), "3.5 g g=3.5");
  EXPECT_EQ(quantities("1 ounce"), "1 oz g=28.349523125");
  EXPECT_EQ(quantities("half an ounce"), "0.5 oz g=14.1747615625");
  EXPECT_EQ(quantities("1/8 oz"), "0.125 oz g=3.543690390625");
  EXPECT_EQ(quantities("½ kilo"), "0.5 kg g=500");
  EXPECT_EQ(quantities("een halve gram"), "0.5 g g=0.5");
  EXPECT_EQ(quantities("1,5 liter"), "1.5 l ml=1500");
  EXPECT_EQ(quantities("25 plantjes"), "25 plant n=25");
  EXPECT_EQ(quantities("1k pills"), "1000 pill n=1000");
  EXPECT_EQ(quantities("1.000 stuks"), "1000 piece n=1000");
}

TEST(Quantity, MultipliesAndTellsStrengthApart) {
  EXPECT_EQ(quantities("10x1g"), "10 g g=10 n=10");
  EXPECT_EQ(quantities("1g x 10"), "10 g g=10 n=10");
  EXPECT_EQ(quantities("50 x 30 mg pills"), "50 pill n=50 mg=30");
  EXPECT_EQ(quantities("100 zegels à 110 µg"), "100 blotter n=100 mg=0.11");
  EXPECT_EQ(quantities("30 tabletten 50mg"), "30 tablet n=30 mg=50");
  EXPECT_EQ(quantities("3 strips van 10 tabletten"), "30 tablet n=30");
  EXPECT_EQ(quantities("2 flesjes van 10 ml"), "2 bottle n=2 ml=20");
  EXPECT_EQ(quantities("Diazepam 10mg"), "10 mg mg=10");
  EXPECT_EQ(quantities("300 mg/ml"), "");
}

TEST(Quantity, IsNotReadFromNamesDatesAndTimes) {
  for (const char* text : {"3-MMC", "4-HO-MET", "2C-B", "24 uur bezorging", "7 dagen per week", "12-03-2024",
                           "1st class", "18 plus", "10%", "4x4x4"}) {
    EXPECT_EQ(quantities(text), "") << text;
  }
}

TEST(Offer, PairsRungsOfALine) {
  EXPECT_EQ(ladder("5g €50 / 10g €90"), "50 EUR for 5 g g=5 = 10; 90 EUR for 10 g g=10 = 9");
  EXPECT_EQ(ladder("€50 1g, €95 2g"), "50 EUR for 1 g g=1 = 50; 95 EUR for 2 g g=2 = 47.5");
  EXPECT_EQ(ladder("7g $65 14g $120"), "65 USD for 7 g g=7 = 9.28571; 120 USD for 14 g g=14 = 8.57143");
  EXPECT_EQ(ladder("1 gram = €50 , 2 gram = €95"), "50 EUR for 1 g g=1 = 50; 95 EUR for 2 g g=2 = 47.5");
}

TEST(Offer, ReadsDutchLadders) {
  EXPECT_EQ(ladder("1 stuk 12,50, vanaf 10 stuks 10,-"),
            "12.5 EUR for 1 piece n=1; 10 EUR for 1 piece n=1");
  EXPECT_EQ(ladder("2 stuks voor €15"), "15 EUR for 2 piece n=2");
  EXPECT_EQ(ladder("2 voor €15, 5 voor €30"), "15 EUR for 2 piece n=2; 30 EUR for 5 piece n=5");
  EXPECT_EQ(ladder("10 stuks à €2,50"), "2.5 EUR for 1 piece n=1");
}

TEST(Offer, ReadsWhatOneCosts) {
  EXPECT_EQ(ladder("per gram €10"), "10 EUR for 1 g g=1 = 10");
  EXPECT_EQ(ladder("€10/g"), "10 EUR for 1 g g=1 = 10");
  EXPECT_EQ(ladder("€ 35,- per 100 gram"), "35 EUR for 100 g g=100 = 0.35");
  EXPECT_EQ(ladder("25€ le gramme"), "25 EUR for 1 g g=1 = 25");
  EXPECT_EQ(ladder("€2,50 per stuk, minimaal 10 stuks"), "2.5 EUR for 1 piece n=1");
  EXPECT_EQ(ladder("5 gram €50 (€10 per gram)"), "50 EUR for 5 g g=5 = 10; 10 EUR for 1 g g=1 = 10");
}

TEST(Offer, ReadsTablesByRowAndByColumn) {
  EXPECT_EQ(ladder("5 g\t€50\n10 g\t€90"), "50 EUR for 5 g g=5 = 10; 90 EUR for 10 g g=10 = 9");
  EXPECT_EQ(ladder("Gewicht\tPrijs (€)\n5 gram\t50\n10 gram\t90"),
            "50 EUR for 5 g g=5 = 10; 90 EUR for 10 g g=10 = 9");
  EXPECT_EQ(ladder("1g\t5g\n€10\t€45"), "10 EUR for 1 g g=1 = 10; 45 EUR for 5 g g=5 = 9");
  EXPECT_EQ(ladder("Aantal\tPrijs\n10\t€25\n50\t€100"),
            "25 EUR for 10 piece n=10; 100 EUR for 50 piece n=50");
}

TEST(Offer, BareAmountsNeedACompanyOrACurrency) {
  EXPECT_EQ(ladder("1g 30 3g 80"), "30  for 1 g g=1 = 30; 80  for 3 g g=3 = 26.6667");
  EXPECT_EQ(ladder("1g 30"), "");
  EXPECT_EQ(ladder("1g 30", {.currency = "EUR"}), "30 EUR for 1 g g=1 = 30");
}

TEST(Offer, AHoldingPriceHasNoPricePerGram) { EXPECT_EQ(ladder("5g €99999"), "99999 EUR for 5 g g=5"); }

TEST(Offer, ShippingCostsAreForNoQuantity) {
  EXPECT_EQ(ladder("5g €50, verzendkosten €6,95"), "50 EUR for 5 g g=5 = 10; 6.95 EUR");
}

/// `amount currency/quantity unit`, one price after another, those that are no item's left out.
std::string rungs(std::string_view text) {
  static facts::Reader reader;
  std::string said;
  for (const facts::PricedQuantity& priced : reader.offer(text).prices) {
    if (priced.price.instead || priced.price.shipping) continue;
    if (!said.empty()) said += " ";
    said += priced.price.amount.str() + std::string(priced.price.currency);
    if (priced.quantity) said += "/" + priced.quantity->amount.str() + std::string(priced.quantity->unit);
  }
  return said;
}

TEST(Offer, ReadsWhatPeopleWriteInMessages) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"10 g speed à 5 euro", "5EUR/1g"},
      {"Verkaufe 20 XTC Pillen a 4 Euro", "4EUR/1pill"},
      {"5 zegels lsd 8 euro p/s", "8EUR/1piece"},
      {"10g 60e 50g 200e", "60EUR/10g 200EUR/50g"},
      {"5g=60e", "60EUR/5g"},
      {"dit is 5 gram 2e keus", ""},
      {"3.5g/35 7g/60", "35/3.5g 60/7g"},
      {"wiet 5 gram voor 50, per gram 11", "50/5g 11/1g"},
      {"3-MMC 10 gram 100,00", "100/10g"},
      {"Koolhydraten per 100 g 12,50", ""},
      {"Ket 1g 20 eur, 3 voor 50", "20EUR/1g 50EUR/3g"},
      {"oz $200, kilo: €4000", "200USD/1oz 4000EUR/1kg"},
      {"9€/g, ab 50g 7,50€", "9EUR/1g 7.5EUR/1g"},
      {"10 euro per gram, vanaf 10 gram 8 euro, vanaf 50 gram 7 euro", "10EUR/1g 8EUR/1g 7EUR/1g"},
      {"€ 9,50 per stuk, from 10 pcs € 8,50", "9.5EUR/1piece 8.5EUR/1piece"},
      {"9€/g, ab 50g 350€", "9EUR/1g 350EUR/50g"},
      {"min. 50 euro bestellen, speed 5g 25 euro", "25EUR/5g"},
      {"borg 100 euro, lachgas tank 45 euro", "45EUR"},
      {"Mindestbestellwert 50€, Pfand 100 Euro", ""},
      {"minimum order £100", ""},
      {"Amphetamin 100g 180€ Versand per DHL", "180EUR/100g"},
      {"vijftig euro per gram", "50EUR/1g"},
      {"speed 10g 30 eu 50g 100 eu", "30EUR/10g 100EUR/50g"},
      {"$1.2M, TND 12.900", "1200000USD 12.9TND"},
  };
  for (const auto& [text, want] : kCases) EXPECT_EQ(rungs(text), want) << text;
}

TEST(Offer, KeepsStrengthApartFromAmount) {
  facts::Reader reader;
  const facts::Offer offer = reader.offer("XTC 240mg 10x €30");
  ASSERT_EQ(offer.prices.size(), 1u);
  ASSERT_TRUE(offer.prices[0].quantity);
  EXPECT_EQ(offer.prices[0].quantity->units->str(), "10");
  EXPECT_EQ(offer.prices[0].quantity->strength_mg->str(), "240");
  EXPECT_FALSE(offer.prices[0].per_gram);
}

}  // namespace
