// tests/unit/facts_hostile_test.cpp -- every reader is linear, whatever it is given.
//
// Four times the text may take four times as long; sixteen times is a reader that looks back over what it
// has read. Times are of the processor, the best of a few, and only their ratio is judged.
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <string>

#include "facts/reader.hpp"

namespace {

using namespace peil;
using namespace peil::facts;

#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kSmall = 10'000;  // twenty times slower
#else
constexpr std::size_t kSmall = 60'000;
#endif
constexpr double kNoise = 0.015;  // seconds under which a ratio says nothing

double seconds(const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < 2; ++i) {
    const std::clock_t begin = std::clock();
    work();
    best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return best;
}

std::string repeated(std::string_view unit, std::size_t size) {
  std::string text;
  text.reserve(size + unit.size());
  while (text.size() < size) text += unit;
  return text;
}

class Hostile : public testing::TestWithParam<const char*> {};

TEST_P(Hostile, TakesLinearTime) {
  Reader reader;
  DateContext dates;
  dates.reference = 1'700'000'000'000;
  const std::string small = repeated(GetParam(), kSmall), large = repeated(GetParam(), 4 * kSmall);
  const std::pair<const char*, std::function<void(const std::string&)>> readers[] = {
      {"item", [&](const std::string& text) { (void)reader.item(text); }},
      {"identifiers", [&](const std::string& text) { (void)reader.identifiers(text); }},
      {"dates", [&](const std::string& text) { (void)reader.dates(text, dates); }},
      {"route_field", [&](const std::string& text) { (void)reader.route_field(text, RouteField::kTo); }},
  };
  for (const auto& [name, read] : readers) {
    const double four = seconds([&] { read(large); });
    if (four < kNoise) continue;
    const double one = seconds([&] { read(small); });
    EXPECT_LT(four / one, 11) << name << ": " << one << " s, then " << four << " s";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Facts, Hostile,
    testing::Values("1", "@", "a@", "a@b.c ", " ", "€", "€5 ", "1 ", "123 ", "5g ", "1.", "1,", "1-", "1/",
                    "1:", "ab12:", "(", "[.]", "a[.]", "NL, ", "except NL, ", "Worldwide except ",
                    "http://a.b/", "http://a.b/(((", "hxxp://", "-----BEGIN PGP ",
                    "-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "a", "jan ", "3 dagen ", "+31", "06-", "NL91",
                    "telegram ", "10x", "1 x ", "per gram ", "5g €1 ", "5g 1, ", "€1 - ", "van 1 voor 1 ",
                    "5\xE2\x80\x8B", "🇳🇱", "half ", "een ", "3 strips van ", "4Abcd", ":", "\n", "5g\n",
                    "€5\n", "5g|", "3511 AB U", "www.", "-", ".a", "1/2 ", "a\t1\n", "1 BTC = ", "ophalen "));

TEST(HostileText, FactsAreBoundedInNumber) {
  Reader reader;
  EXPECT_LE(reader.prices(repeated("€5 ", 1'000'000)).size(), kMaxFacts + 1);
  EXPECT_LE(reader.quantities(repeated("5g ", 1'000'000)).size(), kMaxFacts + 1);
  EXPECT_LE(reader.identifiers(repeated("a@b.nl ", 4'000'000)).size(), kMaxMarks + 2);
}

TEST(HostileText, AnyBytesAreSurvived) {
  Reader reader;
  std::string text;
  std::uint32_t state = 1;
  for (int round = 0; round < 2000; ++round) {
    text.clear();
    for (int i = 0; i < 64; ++i) {
      state = state * 1664525 + 1013904223;
      constexpr std::string_view kBytes =
          "0123456789.,-/:@€$gx ()[]\n\t'\xE2\x80\x8B\xF0\x9F\x87\xB3\xC2\xBD\xFF";
      text.push_back(kBytes[(state >> 16) % kBytes.size()]);
    }
    const ItemFacts facts = reader.item(text);
    for (const PricedQuantity& priced : facts.offer.prices) {
      ASSERT_LE(priced.price.end, text.size());
      ASSERT_LT(priced.price.start, priced.price.end);
    }
    for (const Identifier& identifier : reader.identifiers(text)) ASSERT_LE(identifier.end, text.size());
    DateContext context;
    context.reference = 0;
    for (const Date& date : reader.dates(text, context)) ASSERT_LE(date.end, text.size());
  }
}

}  // namespace
