#include <gtest/gtest.h>

#include <string>

#include "text/language.hpp"
#include "text/tokens.hpp"
#include "text/utf8.hpp"

namespace peil::text {
namespace {

std::string fold(std::string_view text) { return Tokenizer().fold(text); }

TEST(Utf8, FindsTheFirstIllFormedByte) {
  EXPECT_TRUE(is_utf8("caf\xC3\xA9 \xF0\x9F\x92\x8A \xEF\xBF\xBD"));
  EXPECT_EQ(find_invalid("ab\xC0\x80"), 2u);                // overlong
  EXPECT_EQ(find_invalid("a\xED\xA0\x80"), 1u);             // surrogate
  EXPECT_EQ(find_invalid("abcdefgh\xF4\x90\x80\x80"), 8u);  // beyond U+10FFFF
  EXPECT_EQ(find_invalid("ab\xE2\x82"), 2u);                // cut
}

TEST(Utf8, RepairsByMaximalSubparts) {
  // The example of Unicode §3.9, table 3-11.
  EXPECT_EQ(repair("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"),
            "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
            "b\xEF\xBF\xBD"
            "c\xEF\xBF\xBD\xEF\xBF\xBD"
            "d");
}

TEST(Utf8, CutsBetweenCodePoints) {
  EXPECT_EQ(prefix("a\xE2\x82\xAC"
                   "b",
                   3),
            "a");
  EXPECT_EQ(prefix("a\xE2\x82\xAC"
                   "b",
                   4),
            "a\xE2\x82\xAC");
  EXPECT_EQ(count("a\xE2\x82\xAC"
                  "b"),
            3u);
}

TEST(Tokens, FoldWhatReadsAlikeToTheSameBytes) {
  EXPECT_EQ(fold("Cocaïne, COCAÏNE; cocai\xCC\x88ne"), "cocaine cocaine cocaine");
  EXPECT_EQ(fold("ｘｔｃ １００ｍｇ"), "xtc 100mg");                    // full width
  EXPECT_EQ(fold("\U0001D4EC\U0001D4F8\U0001D4F4\U0001D4EE"), "coke");  // mathematical script
  EXPECT_EQ(fold("Straße Œuvre ø Łódź ĳs"), "strasse oeuvre o lodz ijs");
  EXPECT_EQ(fold("İSTANBUL"), "istanbul");
  EXPECT_EQ(fold("150µg 150\u03BCg"), "150ug 150ug");  // micro sign, Greek mu
  EXPECT_EQ(fold("٣-MMC"), "3 mmc");                   // Arabic-Indic digit
}

TEST(Tokens, DropWhatCannotBeSeenInsideAWord) {
  EXPECT_EQ(fold("c\u200Boca\u00ADi\u2060ne"), "cocaine");
  EXPECT_EQ(fold("\u202Ecoke\u202C xtc\uFE0F"), "coke xtc");
  EXPECT_EQ(fold("z\u0335\u0336a\u0489lgo"), "zalgo");
}

TEST(Tokens, MakeLookAlikesLatinOnlyInMixedWords) {
  EXPECT_EQ(fold("с\u043Ecаine"), "cocaine");  // Cyrillic es, o, a among Latin
  EXPECT_EQ(fold("кокаин"), "кокаин");         // Russian stays Russian
  EXPECT_EQ(fold("κοκαΐνη"), "κοκαινη");       // Greek loses its marks only
}

TEST(Tokens, KnowTheirPlaceInTheOriginal) {
  const std::string text = "Té koop: 5g c\u200Boke\u2009❄️🇳🇱!";
  Tokenizer tokenizer;
  Tokens tokens;
  tokenizer.tokenize(text, tokens);
  ASSERT_EQ(tokens.size(), 6u);
  auto original = [&](std::size_t i) {
    return text.substr(tokens[i].start, tokens[i].end - tokens[i].start);
  };
  EXPECT_EQ(original(0), "Té");
  EXPECT_EQ(original(2), "5g");
  EXPECT_EQ(tokens[2].kind, TokenKind::kMixed);
  EXPECT_EQ(original(3), "c\u200Boke");
  EXPECT_EQ(tokens.folded(3), "coke");
  EXPECT_EQ(original(4), "❄");
  EXPECT_EQ(original(5), "🇳🇱");
  EXPECT_EQ(tokens[5].kind, TokenKind::kEmoji);
}

TEST(Tokens, RememberWhatStoodBefore) {
  Tokenizer tokenizer;
  Tokens tokens;
  tokenizer.tokenize("voor €20 per-stuk\n@jan", tokens);
  ASSERT_EQ(tokens.size(), 5u);
  EXPECT_EQ(tokens[1].gap, kGapSpace | kGapCurrency);
  EXPECT_EQ(tokens[3].gap, kGapHyphen);
  EXPECT_TRUE(tokens[4].gap & kGapLine);
  EXPECT_TRUE(tokens[4].gap & kGapAt);
}

TEST(Tokens, HashAsTheirFoldedBytesDo) {
  Tokenizer tokenizer;
  Tokens tokens;
  tokenizer.tokenize("a Zzz methylenedioxymethamphetamine 12345678 123456789 paddo\u2019s", tokens);
  for (std::size_t i = 0; i < tokens.size(); ++i) EXPECT_EQ(tokens[i].hash, token_hash(tokens.folded(i)));
}

TEST(Tokens, SurviveBytesOfAnyKind) {
  Tokenizer tokenizer;
  Tokens tokens;
  std::string bytes;
  for (unsigned i = 0; i < 70000; ++i) bytes.push_back(static_cast<char>((i * 2654435761u) >> 13));
  tokenizer.tokenize(bytes, tokens);
  for (const Token& token : tokens.list()) {
    ASSERT_LT(token.start, token.end);
    ASSERT_LE(token.end, bytes.size());
  }
  tokenizer.tokenize(std::string(1u << 20, 'a'), tokens);
  ASSERT_EQ(tokens.size(), 1u);
  EXPECT_EQ(tokens[0].folded_size, kTokenBytes);
  EXPECT_EQ(tokens[0].end, 1u << 20);
  std::string cyrillic;
  for (int i = 0; i < 300000; ++i) cyrillic += "я";
  tokenizer.tokenize(cyrillic, tokens);
  EXPECT_EQ(tokens.size(), 1u);
}

TEST(Language, TellsShortSentences) {
  EXPECT_EQ(detect_language("Te koop: twee fietsen, ophalen in Utrecht graag").code, "nl");
  EXPECT_EQ(detect_language("We ship to all countries, please read our terms before you order").code, "en");
  EXPECT_EQ(detect_language("Wir verschicken nur innerhalb von Deutschland und Österreich").code, "de");
  EXPECT_EQ(detect_language("Livraison discrète dans toute la France, prix sur demande").code, "fr");
  EXPECT_EQ(detect_language("Ik wit net wat wy hjoed dwaan moatte mei ús âlde hûs").code, "fy");
}

TEST(Language, SaysUnknownRatherThanGuess) {
  for (const char* text : {"", "XTC", "3-MMC 5g", "12345 67890", "💊💊💊"}) {
    EXPECT_FALSE(detect_language(text).known()) << text;
  }
}

TEST(Language, TellsDutchFromItsNeighbours) {
  const auto code = [](std::string_view text) { return detect_language(text).code; };
  EXPECT_EQ(code("Dat ha'k ok nich wus, maor hie zee dat 't met de peerde goed gung."), "nds");
  EXPECT_EQ(code("Wi hebbt dor en lütt Huus an de Straat, un dat is good so."), "nds");
  EXPECT_EQ(code("Hja hat my ferteld dat se moarn nei Ljouwert ta giet."), "fy");
  EXPECT_EQ(code("Ons het gister nie geweet dat hulle die huis verkoop het nie."), "af");
  EXPECT_EQ(code("Wij hebben daar gisteren een huis verkocht en dat ging goed."), "nl");
  EXPECT_EQ(code("Goedemorgen, ik zoek nog iemand die vandaag kan leveren in Emmen."), "nl");
}

TEST(Language, ReadsALongTextBySamples) {
  std::string text;
  while (text.size() < (1u << 20)) text += "Wij verzenden vandaag nog naar alle adressen in het land. ";
  const Language language = detect_language(text);
  EXPECT_EQ(language.code, "nl");
  EXPECT_GT(language.confidence, 0.7);
  EXPECT_LE(language.confidence, 1);
}

}  // namespace
}  // namespace peil::text
