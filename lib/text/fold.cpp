// text/fold.cpp -- the slow, complete folding of a token, through ICU.
#include "text/fold.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "text/utf8.hpp"

namespace peil::text {

namespace {

Role role_of(UChar32 point) {
  if (point >= 0x1F1E6 && point <= 0x1F1FF) return Role::kFlag;
  if (point >= 0x1F3FB && point <= 0x1F3FF) return Role::kIgnored;  // skin tones
  if (u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return Role::kIgnored;
  if (point >= 0x24B6 && point <= 0x24E9) return Role::kLetter;  // circled letters: category So
  switch (u_charType(point)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_COMBINING_SPACING_MARK: return Role::kLetter;
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR: return Role::kIgnored;
    case U_DECIMAL_DIGIT_NUMBER: return Role::kDigit;
    case U_OTHER_NUMBER:  // ², ⑤ are digits; ½ is two numbers and no digit
      return u_getNumericValue(point) >= 0 && u_getNumericValue(point) == int(u_getNumericValue(point))
                 ? Role::kDigit
                 : Role::kSeparator;
    case U_LETTER_NUMBER: return Role::kLetter;
    case U_CURRENCY_SYMBOL: return Role::kCurrency;
    case U_SPACE_SEPARATOR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_CONTROL_CHAR: return Role::kSpace;
    case U_DASH_PUNCTUATION: return Role::kHyphen;
    default: break;
  }
  if (point == 0x2026 || point == 0x2022 || point == 0x00B7) return Role::kStop;
  const bool sign = point == 0x2122 || point == 0xA9 || point == 0xAE;  // ™ © ® stand beside names
  if (!sign && (u_hasBinaryProperty(point, UCHAR_EXTENDED_PICTOGRAPHIC) ||
                u_hasBinaryProperty(point, UCHAR_EMOJI_PRESENTATION))) {
    return Role::kEmoji;
  }
  return Role::kSeparator;
}

/// Latin letters without a decomposition, as people write them without the special letter.
std::string_view spelt_out(UChar32 point) {
  switch (point) {
    case 0xDF:
    case 0x1E9E: return "ss";
    case 0xE6: return "ae";
    case 0xF8: return "o";
    case 0xFE: return "th";
    case 0xF0:
    case 0x111: return "d";
    case 0x127: return "h";
    case 0x131: return "i";
    case 0x138: return "k";
    case 0x142: return "l";
    case 0x153: return "oe";
    case 0x167: return "t";
    case 0x180: return "b";
    case 0x192: return "f";
    case 0x3BC: return "";  // µ: see look_alike, it must stay Greek in Greek words
    default: return "";
  }
}

/// The Latin letter that a Cyrillic or Greek (lower-case) letter is taken for; 0 when none.
/// Source: UTS #39 confusables, the single-letter rows that matter for Latin words.
char look_alike(UChar32 point) {
  struct Pair {
    UChar32 from;
    char to;
  };
  static constexpr Pair kPairs[] = {
      {0x3B1, 'a'}, {0x3B2, 'b'}, {0x3B5, 'e'}, {0x3B7, 'n'}, {0x3B9, 'i'}, {0x3BA, 'k'}, {0x3BC, 'u'},
      {0x3BD, 'v'}, {0x3BF, 'o'}, {0x3C1, 'p'}, {0x3C2, 'c'}, {0x3C3, 'o'}, {0x3C4, 't'}, {0x3C5, 'u'},
      {0x3C7, 'x'}, {0x3C9, 'w'}, {0x3F2, 'c'}, {0x3F3, 'j'}, {0x430, 'a'}, {0x432, 'b'}, {0x433, 'r'},
      {0x435, 'e'}, {0x437, '3'}, {0x43A, 'k'}, {0x43C, 'm'}, {0x43D, 'h'}, {0x43E, 'o'}, {0x43F, 'n'},
      {0x440, 'p'}, {0x441, 'c'}, {0x442, 't'}, {0x443, 'y'}, {0x445, 'x'}, {0x44C, 'b'}, {0x455, 's'},
      {0x456, 'i'}, {0x458, 'j'}, {0x475, 'v'}, {0x491, 'r'}, {0x4AF, 'y'}, {0x4BB, 'h'}, {0x4C0, 'l'},
      {0x4CF, 'l'}, {0x501, 'd'}, {0x51B, 'q'}, {0x51D, 'w'}, {0x561, 'w'}, {0x570, 'h'}, {0x578, 'n'},
      {0x57D, 'u'}, {0x581, 'g'}, {0x585, 'o'}};
  auto at = std::lower_bound(std::begin(kPairs), std::end(kPairs), point,
                             [](const Pair& pair, UChar32 value) { return pair.from < value; });
  return at != std::end(kPairs) && at->from == point ? at->to : 0;
}

}  // namespace

void Roles::fill(std::size_t page) {
  auto roles = std::make_unique<std::array<Role, 256>>();
  for (std::size_t i = 0; i < 256; ++i) (*roles)[i] = role_of(static_cast<UChar32>(page * 256 + i));
  pages_[page] = std::move(roles);
}

void fold_token(std::string_view token, std::string& out) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const auto* decompose = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status)) return;  // ICU without its data: built in, cannot happen
  const auto source =
      icu::UnicodeString::fromUTF8(icu::StringPiece(token.data(), static_cast<int>(token.size())));
  const icu::UnicodeString folded = decompose->normalize(casefold->normalize(source, status), status);
  if (U_FAILURE(status)) return;

  bool latin = false, other = false;
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 point = folded.char32At(i);
    UErrorCode ignored = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(point, &ignored);
    latin |= script == USCRIPT_LATIN;
    other |= look_alike(point) != 0;
  }
  const bool mixed = latin && other;
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 point = folded.char32At(i);
    const auto type = u_charType(point);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) continue;
    if (const auto digit = u_charDigitValue(point); digit >= 0) {
      out.push_back(static_cast<char>('0' + digit));
    } else if (const auto letters = spelt_out(point); !letters.empty()) {
      out.append(letters);
    } else if (const char letter = mixed ? look_alike(point) : 0; letter != 0) {
      out.push_back(letter);
    } else if (point < 0x80 && !u_isalnum(point)) {
      continue;  // brackets of ⑴, the full stop of ⒈
    } else {
      append(static_cast<char32_t>(point), out);
    }
  }
}

}  // namespace peil::text
