// The small values of lib/base: decimals, times, names, masking.
#include <gtest/gtest.h>

#include "base/decimal.hpp"
#include "base/hash.hpp"
#include "base/time.hpp"
#include "base/words.hpp"

namespace peil {
namespace {

std::string read(std::string_view text) {
  auto number = Decimal::parse(text);
  return number ? number->str() : "none";
}

TEST(Decimal, ReadsJsonNumbersExactly) {
  EXPECT_EQ(read("12.50"), "12.5");
  EXPECT_EQ(read("-0"), "0");
  EXPECT_EQ(read("1e2"), "100");
  EXPECT_EQ(read("1.2e-08"), "0.000000012");
  EXPECT_EQ(read("0.000000000000000000000000000000000001"), "0.000000000000000000000000000000000001");
  EXPECT_EQ(read("123456789012345678901234567890.123456"), "123456789012345678901234567890.123456");
  EXPECT_EQ(read("100000"), "100000");
}

TEST(Decimal, RefusesWhatIsNoNumberOrTooLong) {
  for (const char* text : {"", "-", "01", ".5", "5.", "1e", "+1", "1e400", "NaN", "1 ", "0x1",
                           "1234567890123456789012345678901234567"})
    EXPECT_EQ(read(text), "none") << text;
}

TEST(Decimal, DividesHalfEvenToSixDigits) {
  auto quotient = [](const char* a, const char* b) {
    return Decimal::parse(a)->divided_by(*Decimal::parse(b))->str();
  };
  EXPECT_EQ(quotient("50", "5"), "10");
  EXPECT_EQ(quotient("1", "3"), "0.333333");
  EXPECT_EQ(quotient("2", "3"), "0.666667");
  EXPECT_EQ(quotient("-2", "3"), "-0.666667");
  EXPECT_EQ(quotient("1234565", "10"), "123456");
  EXPECT_EQ(quotient("1234575", "10"), "123458");
  EXPECT_EQ(quotient("1", "1000000"), "0.000001");
  EXPECT_EQ(quotient("90000000", "7"), "12857100");
  EXPECT_FALSE(Decimal(1).divided_by(Decimal(0)));
}

TEST(Decimal, ComparesAcrossScales) {
  EXPECT_LT(*Decimal::parse("0.1"), *Decimal::parse("0.11"));
  EXPECT_EQ(*Decimal::parse("1.10"), *Decimal::parse("1.1"));
  EXPECT_GT(*Decimal::parse("1e30"), *Decimal::parse("0.000000000001"));
  EXPECT_EQ(Decimal(2).times(*Decimal::parse("0.5"))->str(), "1");
  EXPECT_EQ(Decimal(2).plus(*Decimal::parse("-0.05"))->str(), "1.95");
}

TEST(Time, ReadsAndWritesRfc3339) {
  EXPECT_EQ(format_time(*parse_time("2012-11-21T09:00:00+01:00")), "2012-11-21T08:00:00Z");
  EXPECT_EQ(format_time(*parse_time("2024-02-29T23:59:59.1239Z"), true), "2024-02-29T23:59:59.123Z");
  EXPECT_EQ(format_time(*parse_time("1969-12-31T23:59:59Z")), "1969-12-31T23:59:59Z");
  EXPECT_EQ(format_date(*parse_time("0001-01-01")), "0001-01-01");
  EXPECT_EQ(format_date(*parse_time("9999-12-31")), "9999-12-31");
  for (const char* text :
       {"2023-02-29", "2012-13-01", "2012-11-21T25:00:00Z", "2012-11-21T09:00:00", "12-11-21", "x"})
    EXPECT_FALSE(parse_time(text)) << text;
}

TEST(Time, KnowsTheWeekOfADayByItsThursday) {
  EXPECT_EQ(format_week(*parse_time("2026-10-05")), "2026-W41");
  EXPECT_EQ(format_week(*parse_time("2027-01-03")), "2026-W53");
  EXPECT_EQ(format_week(*parse_time("2024-12-30")), "2025-W01");
  EXPECT_EQ(format_week(*parse_time("1969-12-28T23:59:59.999Z")), "1969-W52");
  EXPECT_EQ(format_week(*parse_time("0001-01-01T00:00:00+01:00")), "0000-W01");  // a year that none can read
  EXPECT_EQ(iso_weekday(*parse_time("1970-01-01")), 4);
  EXPECT_EQ(iso_weekday(*parse_time("1969-12-29")), 1);
}

TEST(Words, NamesTheNearest) {
  std::vector<std::string_view> names = {"hidden", "heading", "threshold", "explain", "json"};
  EXPECT_EQ(nearest("hiden", names), "hidden");
  EXPECT_EQ(nearest("thre", names), "threshold");
  EXPECT_EQ(nearest("josn", names), "json");
  EXPECT_EQ(nearest("xyz", names), std::nullopt);
  EXPECT_EQ(nearest("h", names), std::nullopt);
}

TEST(Words, MasksWhatCouldDriveATerminal) {
  EXPECT_EQ(printable("a\x1b[31m\n\xC2\x9B\xE2\x80\xAE\xff caf\xC3\xA9"),
            "a\\x1b[31m\\n\\x9b\\u202e\\xff caf\xC3\xA9");
  EXPECT_EQ(printable(std::string(2000, 'x'), 10), "xxxxxxxxxx…");
}

TEST(Hash, WritesBase32) {
  EXPECT_EQ(base32_lower(std::vector<std::uint8_t>{'f', 'o', 'o', 'b', 'a', 'r'}), "mzxw6ytboi");
  EXPECT_EQ(sha256_label("abc"), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace peil
