// tests/unit/charset_decode_test.cpp -- charsets: labels, declarations, wrong declarations, damage.
#include <gtest/gtest.h>

#include <string>

#include "charset/charset.hpp"

namespace peil::charset {
namespace {

using namespace std::string_literals;

std::string read(std::string_view bytes, const Hint& hint = {}) {
  Decoder decoder;
  return std::string(decoder.decode(bytes, hint).text);
}

TEST(Charset, LabelsMeanWhatBrowsersTakeThemFor) {
  EXPECT_EQ(encoding_of_label("ISO-8859-1"), "windows-1252");
  EXPECT_EQ(encoding_of_label(" Latin1\n"), "windows-1252");
  EXPECT_EQ(encoding_of_label("\"utf8\""), "UTF-8");
  EXPECT_EQ(encoding_of_label("utf-7"), "");
  EXPECT_EQ(encoding_of_label(""), "");
}

TEST(Charset, ValidUtf8IsNotCopied) {
  const std::string text = "caf\xC3\xA9";
  Decoder decoder;
  EXPECT_EQ(decoder.decode(text).text.data(), text.data());
}

TEST(Charset, ValidUtf8BeatsAWrongDeclaration) {
  Decoder decoder;
  const Decoded page = decoder.decode("caf\xC3\xA9", {.declared = "iso-8859-1"});
  EXPECT_EQ(page.text, "caf\xC3\xA9");
  EXPECT_TRUE(page.overruled);
}

TEST(Charset, WesternBytesDeclaredAsUtf8AreReadAsWestern) {
  EXPECT_EQ(read("\x80 12 caf\xE9", {.declared = "utf-8"}), "\xE2\x82\xAC 12 caf\xC3\xA9");
}

TEST(Charset, DamagedUtf8StaysUtf8) {
  Decoder decoder;
  const Decoded page = decoder.decode("\xC3\xA9\xC3\xA8\xC3\xAB\xE2\x82 \xC3\xAF\xC3\xAF", {});
  EXPECT_EQ(page.text, "\xC3\xA9\xC3\xA8\xC3\xAB\xEF\xBF\xBD \xC3\xAF\xC3\xAF");
  EXPECT_TRUE(page.repaired);
}

TEST(Charset, EachMaximalInvalidPartBecomesOneReplacement) {
  std::string out;
  append_repaired("\xF0\x9F\x98 a\xC0\xAF \xED\xA0\x80"s + '\0' + "z", out);
  EXPECT_EQ(out, "\uFFFD a\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD\uFFFDz");
}

TEST(Charset, MetaIsReadInTheFirstKilobyteOnly) {
  EXPECT_EQ(prescan("<!-- <meta charset=koi8-r> --><META CHARSET='iso8859-2'>"), "ISO-8859-2");
  EXPECT_EQ(prescan("<meta http-equiv=content-type content='text/html; charset=gb2312'>"), "GBK");
  EXPECT_EQ(prescan("<meta content='text/html; charset=gb2312'>"), "");
  EXPECT_EQ(prescan("<meta charset=utf-16>"), "UTF-8");
  EXPECT_EQ(prescan("<meta charset=utf-7>"), "");
  EXPECT_EQ(prescan(std::string(1024, ' ') + "<meta charset=koi8-r>"), "");
}

TEST(Charset, Utf7IsReadAsWestern) {
  EXPECT_EQ(read("+ADw-script+AD4- \xE9", {.declared = "utf-7"}), "+ADw-script+AD4- \xC3\xA9");
}

TEST(Charset, ByteOrderMarksBeatEverything) {
  EXPECT_EQ(read("\xEF\xBB\xBFx", {.declared = "koi8-r"}), "x");
  EXPECT_EQ(read("\xFF\xFEx\0\xAC\x20"s), "x\u20AC");
  EXPECT_EQ(read("\xFE\xFF\0x\x20\xAC"s), "x\u20AC");
}

TEST(Charset, Utf16WithoutMarkIsSeenByItsZeros) {
  std::string wide;
  for (char c : "<p>vijf gram</p>"s) wide += {c, '\0'};
  EXPECT_EQ(read(wide), "<p>vijf gram</p>");
}

TEST(Charset, AsianCharsetsAreDecoded) {
  EXPECT_EQ(read("\xC6\xFC\xCB\xDC", {.declared = "euc-jp"}), "日本");
  EXPECT_EQ(read("\x93\xFA\x96\x7B", {.declared = "shift_jis"}), "日本");
  EXPECT_EQ(read("\xC8\xD5\xB1\xBE", {.declared = "gb2312"}), "日本");
  EXPECT_EQ(read("\x1B$BF|K\\\x1B(B", {.declared = "iso-2022-jp"}), "日本");
}

TEST(Charset, NulsBecomeReplacementsInLinearTime) {
  const std::string page = std::string(5u << 20, '\0') + "after";
  const std::string text = read(page);
  EXPECT_EQ(text.size(), (5u << 20) * 3 + 5);
  EXPECT_TRUE(text.ends_with("after"));
}

TEST(Charset, FiveMegabytesOfOneBadByteAreReadAtOnce) {
  EXPECT_EQ(read(std::string(5u << 20, '\xFF'), {.declared = "utf-8"}).size(), (5u << 20) * 2);
}

TEST(Charset, DetectsCyrillicWithoutADeclaration) {
  // "Продается недорого, доставка по всей стране" in windows-1251.
  EXPECT_EQ(read("\xCF\xF0\xEE\xE4\xE0\xE5\xF2\xF1\xFF \xED\xE5\xE4\xEE\xF0\xEE\xE3\xEE, "
                 "\xE4\xEE\xF1\xF2\xE0\xE2\xEA\xE0 \xEF\xEE \xE2\xF1\xE5\xE9 \xF1\xF2\xF0\xE0\xED\xE5"),
            "Продается недорого, доставка по всей стране");
}

}  // namespace
}  // namespace peil::charset
