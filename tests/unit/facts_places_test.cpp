// tests/unit/facts_places_test.cpp -- shipping phrases, towns, payment and delivery, dates.
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

std::string codes(const std::vector<Place>& places) {
  std::string all;
  for (const Place& place : places) all += (all.empty() ? "" : " ") + std::string(place.code);
  return all;
}

/// "from|to|except".
std::string text_of(const Route& route) {
  return codes(route.from) + "|" + codes(route.to) + "|" + codes(route.except);
}
std::string route(std::string_view text) { return text_of(reader().route(text)); }

std::string towns(std::string_view text) {
  std::string all;
  for (const Town& town : reader().towns(text)) all += (all.empty() ? "" : " ") + std::string(town.value);
  return all;
}

std::string terms(const std::vector<Term>& list) {
  std::string all;
  for (const Term& term : list) all += (all.empty() ? "" : " ") + std::string(term.value);
  return all;
}

std::string dates(std::string_view text) {
  DateContext context;
  context.reference = parse_time("2024-06-15T12:00:00Z");
  std::string all;
  for (const Date& date : reader().dates(text, context)) all += (all.empty() ? "" : " ") + date.str();
  return all;
}

TEST(Route, WhatIsDeniedIsExcepted) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"Kein Versand in die Schweiz", "||CH"},
      {"Keine Lieferung nach Österreich und in die Schweiz", "||AT CH"},
      {"Versand in die Schweiz ist nicht möglich", "||CH"},
      {"Nach Österreich versenden wir nicht", "||AT"},
      {"Geen bezorging in Duitsland", "||DE"},
      {"Wij verzenden niet meer naar Duitsland", "||DE"},
      {"Wij leveren niet in België", "||BE"},
      {"Naar Duitsland verzenden wij niet.", "||DE"},
      {"Pas d'envoi en Suisse ni en Belgique", "||CH BE"},
      {"Nous n'expédions pas en Suisse", "||CH"},
      {"Aucune livraison en Belgique", "||BE"},
      {"We can't deliver to Finland", "||FI"},
      {"We no longer ship to Australia", "||AU"},
      {"Shipping to USA is not available", "||US"},
      {"Niet alleen naar Nederland maar ook naar België", "|NL BE|"},
      {"Nicht nur nach Deutschland, auch nach Österreich", "|DE AT|"},
      {"Versand nach Deutschland nicht per DHL", "|DE|"},
      {"Geen probleem, verzending naar België", "|BE|"},
      {"Ships to Germany, not to Austria", "|DE|AT"},
  };
  for (const auto& [text, want] : kCases) EXPECT_EQ(route(text), want) << text;
}

TEST(Route, ReadsPhrasesInFourLanguages) {
  EXPECT_EQ(route("Ships from: Netherlands"), "NL||");
  EXPECT_EQ(route("Ships to: Worldwide except AU, NZ and USA"), "|WW|AU NZ US");
  EXPECT_EQ(route("Verzending naar België en Duitsland, niet naar Frankrijk"), "|BE DE|FR");
  EXPECT_EQ(route("Versand nach Österreich und in die Schweiz"), "|AT CH|");
  EXPECT_EQ(route("Expédié depuis la France, livraison en Belgique"), "FR|BE|");
  EXPECT_EQ(route("alleen binnen Nederland"), "|NL|");
  EXPECT_EQ(route("Anywhere but Australia"), "|WW|AU");
  EXPECT_EQ(route("Dutch stock"), "NL||");
}

TEST(Route, ReadsArrows) {
  for (const char* text : {"NL2WW", "NL > WW", "NL->WW", "nl>ww", "Netherlands → Worldwide", "from NL to WW"})
    EXPECT_EQ(route(text), "NL|WW|") << text;
  EXPECT_EQ(route("usa to usa"), "US|US|");
  EXPECT_EQ(route("Shipping: NL -> EU/UK, no US/CA."), "NL|EU GB|US CA");
  EXPECT_EQ(route("Ships from: NL > EU"), "NL|EU|");
  EXPECT_EQ(route("🇳🇱 → 🇪🇺"), "NL|EU|");
}

TEST(Route, ReadsALabelAndTheLineBelowIt) {
  EXPECT_EQ(route("Ships From:\nGermany\nShips To:\nEU"), "DE|EU|");
}

TEST(Route, InfersNothingWithoutAPhrase) {
  for (const char* text : {"sent it to us", "this is in it", "no it is", "I am from the moon", "MDMA 84% NL",
                           "German shepherd", "to me and be"}) {
    EXPECT_EQ(route(text), "||") << text;
  }
}

TEST(Route, KeepsExclusionsApart) {
  EXPECT_EQ(route("NL -> EU/UK, no US/CA"), "NL|EU GB|US CA");
  EXPECT_EQ(route("niet naar Duitsland"), "||DE");
  EXPECT_EQ(route("Livraison partout en Europe sauf Suisse"), "|X-EUROPE|CH");
  EXPECT_EQ(route("Shipping everywhere but Japan"), "|WW|JP");
  EXPECT_EQ(route("Pas de livraison aux États-Unis"), "||US");
  EXPECT_EQ(route("we won't ship to sweden"), "||SE");
  EXPECT_EQ(route("Alle landen behalve Duitsland en Frankrijk"), "|WW|DE FR");
}

TEST(Route, TheWorldIsNoOriginAndNoExclusion) {
  EXPECT_EQ(route("Versand weltweit außer USA"), "|WW|US");
  EXPECT_EQ(route("USA only, no international"), "|US|");
  EXPECT_EQ(route("Lagerbestand in Polen, Versand EU-weit"), "PL|EU|");
}

TEST(Route, ReadsAListOfRates) {
  EXPECT_EQ(route("verzendkosten Nederland €6,95, België €9,95"), "|NL BE|");
  EXPECT_EQ(route("Shipping to Germany: 10 EUR, rest of EU: 15 EUR"), "|DE EU|");
  EXPECT_EQ(route("Shipping to Germany: 10 EUR, 5 pills"), "|DE|");
}

TEST(Route, RegionsOfAFewCountriesAreThese) { EXPECT_EQ(route("ships to Benelux"), "|BE NL LU|"); }

TEST(Route, AFieldTakesCodes) {
  EXPECT_EQ(text_of(reader().route_field("NL, BE and DE", RouteField::kTo)), "|NL BE DE|");
  EXPECT_EQ(text_of(reader().route_field("Worldwide, except USA", RouteField::kTo)), "|WW|US");
  EXPECT_EQ(text_of(reader().route_field("United Kingdom", RouteField::kFrom)), "GB||");
  EXPECT_EQ(reader().country("The Netherlands"), "NL");
  EXPECT_EQ(reader().country("nl"), "NL");
  EXPECT_EQ(reader().country("nothing"), "");
}

TEST(Towns, StandBehindAWordThatSaysSo) {
  EXPECT_EQ(towns("Ophalen in Rotterdam of Utrecht"), "Rotterdam Utrecht");
  EXPECT_EQ(towns("regio Den Haag e.o."), "Den Haag");
  EXPECT_EQ(towns("omgeving den bosch"), "'s-Hertogenbosch");
  EXPECT_EQ(towns("Rotterdam is mooi"), "");
  EXPECT_EQ(towns("ophalen is het best"), "");
  EXPECT_EQ(reader().town_field("Amsterdam-Zuidoost, NH")->value, "Amsterdam");
}

TEST(Terms, NameEachValueOnce) {
  const Terms found = reader().terms(
      "Tikkie of iDEAL, contant bij ophalen. PostNL brievenbuspakket, ook tikkie. BTC/XMR, Western Union");
  EXPECT_EQ(terms(found.payment), "tikkie ideal cash btc xmr western_union");
  EXPECT_EQ(terms(found.delivery), "pickup postnl letterbox");
}

TEST(Dates, ReadsAbsoluteOnes) {
  EXPECT_EQ(dates("Geplaatst op 12 maart 2024 om 14:05"), "2024-03-12");
  EXPECT_EQ(dates("12-03-2024, 12/03/24 en 12.03.2024"), "2024-03-12 2024-03-12 2024-03-12");
  EXPECT_EQ(dates("2024-03-12T09:30:15+01:00"), "2024-03-12T08:30:15Z");
  EXPECT_EQ(dates("March 12th, 2024"), "2024-03-12");
  EXPECT_EQ(dates("12. März 2024, 09:15 Uhr"), "2024-03-12");
  EXPECT_EQ(dates("lundi 5 février 2024 à 9h30"), "2024-02-05");
  EXPECT_EQ(dates("01/sep/2019"), "2019-09-01");
  EXPECT_EQ(dates("Wed Oct 26 15:50:06 2016"), "2016-10-26");
  EXPECT_EQ(dates("Fri, 15 Mar 2024 10:00:00 GMT"), "2024-03-15T10:00:00Z");
}

TEST(Dates, CountsBackFromTheReference) {
  EXPECT_EQ(dates("3 dagen geleden"), "2024-06-12");
  EXPECT_EQ(dates("gisteren 14:05"), "2024-06-14");
  EXPECT_EQ(dates("Posted 2 weeks ago"), "2024-06-01");
  EXPECT_EQ(dates("vor 3 Tagen"), "2024-06-12");
  EXPECT_EQ(dates("il y a un mois"), "2024-05-15");
  EXPECT_EQ(dates("een jaar geleden"), "2023-06-15");
  EXPECT_EQ(dates("Vandaag"), "2024-06-15");
  EXPECT_EQ(dates("5 mei"), "2024-05-05");
  EXPECT_EQ(dates("24 december"), "2023-12-24");
  EXPECT_TRUE(reader().dates("3 dagen geleden").empty());  // without a reference
}

TEST(Dates, FindsNoneThatIsNone) {
  for (const char* text : {"24/7 bereikbaar", "06-12-34-56-78", "Vandaag besteld, morgen in huis", "1.2.3",
                           "v1.2.34", "10 may be enough", "hier vandaan", "12 mars 5 stuks", "31-02-2024",
                           "192.168.1.24", "1/2 oz", "€10 - 20", "45-12-2024"}) {
    EXPECT_EQ(dates(text), "") << text;
  }
}

TEST(Dates, AMonthFirstIsReadWhereTheSiteDoes) {
  DateContext context;
  context.month_first = true;
  EXPECT_EQ(reader().dates("03/12/2024", context).at(0).str(), "2024-03-12");
  EXPECT_EQ(reader().dates("25/12/2024", context).at(0).str(), "2024-12-25");
}

}  // namespace
