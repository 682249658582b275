// facts/lex.cpp -- one pass over the clean text.
#include "facts/lex.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace peil::facts {
namespace {

constexpr std::size_t kMaxDigits = 30;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

struct Point {
  std::uint32_t value;
  std::uint32_t length;
};

Point point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t lead = byte(at);
  const std::uint32_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || at + length > text.size()) return {lead, 1};
  std::uint32_t value = lead & (0xFFu >> (length + 1));
  for (std::uint32_t i = 1; i < length; ++i) value = value << 6 | (byte(at + i) & 0x3F);
  return {value, length};
}

/// Everything beyond ASCII is a letter but these.
bool is_letter(std::uint32_t c) {
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c == 0xD7 || c == 0xF7) return false;
  if (c < 0x058D) return true;
  if (c == 0x058F || c == 0x060B || c == 0x060C || c == 0x061B || c == 0x061F || c == 0x066A) return false;
  if (c == 0x09F2 || c == 0x09F3 || c == 0x0AF1 || c == 0x0BF9 || c == 0x0E3F || c == 0x17DB) return false;
  if (c >= 0x2000 && c < 0x2C00) return false;
  if ((c >= 0x2E00 && c < 0x2E80) || (c >= 0x3000 && c < 0x3005) || (c >= 0x3008 && c < 0x3021)) return false;
  if (c >= 0xFDFC && c <= 0xFDFF) return false;
  if (c >= 0xFE10 && c < 0xFE70) return false;
  if (c >= 0xFFE0 && c <= 0xFFFF) return false;
  return c < 0x1F000 || c > 0x1FBFF;
}

/// ½ and its like, in eighths; 0 when it is none.
int eighths(std::uint32_t c) {
  switch (c) {
    case 0xBC: return 2;
    case 0xBD: return 4;
    case 0xBE: return 6;
    case 0x215B: return 1;
    case 0x215C: return 3;
    case 0x215D: return 5;
    case 0x215E: return 7;
    default: return 0;
  }
}

std::uint32_t fold_point(std::uint32_t c, std::uint32_t& second) {
  second = 0;
  if (c == 0xB5 || c == 0x3BC) return 'u';
  if (c == 0xAA) return 'a';
  if (c == 0xBA) return 'o';
  switch (c) {
    case 0xC6:
    case 0xE6: second = 'e'; return 'a';
    case 0xDF:
    case 0x1E9E: second = 's'; return 's';
    case 0xDE:
    case 0xFE: second = 'h'; return 't';
    case 0x152:
    case 0x153: second = 'e'; return 'o';
    case 0x132:
    case 0x133: second = 'j'; return 'i';
    case 0xD8:
    case 0xF8: return 'o';
    default: break;
  }
  if (c >= 0xC0 && c <= 0x17F) {
    static constexpr auto table = [] {
      std::array<char, 0xC0> base{};
      constexpr std::string_view upper = "aaaaaa.ceeeeiiiidnooooo.ouuuuy..";
      for (std::size_t i = 0; i < 32; ++i) base[i] = base[i + 32] = upper[i];
      base[0x3F] = 'y';
      constexpr std::string_view extended =
          "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkkllllllllll"
          "nnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
      static_assert(extended.size() == 0x80);
      for (std::size_t i = 0; i < 0x80; ++i) base[0x40 + i] = extended[i];
      return base;
    }();
    const char base = table[c - 0xC0];
    return base == '.' ? c : static_cast<std::uint32_t>(base);
  }
  if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  if (c == 0x0218 || c == 0x0219) return 's';
  if (c == 0x021A || c == 0x021B) return 't';
  if (c >= 0x1E00 && c <= 0x1EFF) {  // Vietnamese and others: pairs of capital and small letter
    if ((c >= 0x1EA0 && c <= 0x1EB7)) return 'a';
    if ((c >= 0x1EB8 && c <= 0x1EC7)) return 'e';
    if ((c >= 0x1EC8 && c <= 0x1ECB)) return 'i';
    if ((c >= 0x1ECC && c <= 0x1EE3)) return 'o';
    if ((c >= 0x1EE4 && c <= 0x1EF1)) return 'u';
    if ((c >= 0x1EF2 && c <= 0x1EF9)) return 'y';
    return c | 1;
  }
  return c;
}

void append_point(std::uint32_t c, std::string& out) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) return put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
  if (c < 0x10000) return put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
}

std::uint64_t hash_point(std::uint64_t hash, std::uint32_t c) {
  if (c < 0x80) return (hash ^ c) * kHashPrime;
  for (; c != 0; c >>= 8) hash = (hash ^ (c & 0xFF) ^ 0x100) * kHashPrime;
  return hash;
}

/// A dot or comma that begins a number: `.75`, not the one of `nr.5` or `12.5`.
bool begins_fraction(std::string_view text, std::size_t i) {
  if ((text[i] != '.' && text[i] != ',') || i + 1 >= text.size() || !is_digit(text[i + 1])) return false;
  if (i == 0) return true;
  const char before = text[i - 1];
  const bool currency = i > 2 && static_cast<unsigned char>(text[i - 3]) == 0xE2 &&
                        static_cast<unsigned char>(text[i - 2]) == 0x82;  // U+20A0 and on: € ₹ ₽
  return currency || !(is_digit(before) || is_ascii_letter(before) || before == ')' ||
                       static_cast<signed char>(before) < 0);
}

}  // namespace

std::uint64_t word_hash(std::string_view folded) {
  std::uint64_t hash = kHashBasis;
  for (std::size_t i = 0; i < folded.size();) {
    const Point point = point_at(folded, i);
    hash = hash_point(hash, point.value);
    i += point.length;
  }
  return hash;
}

void fold_word(std::string_view word, std::string& out) {
  for (std::size_t i = 0; i < word.size();) {
    const Point point = point_at(word, i);
    i += point.length;
    if (point.value < 0x80) {
      const char c = static_cast<char>(point.value);
      out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
      continue;
    }
    std::uint32_t second = 0;
    append_point(fold_point(point.value, second), out);
    if (second) append_point(second, out);
  }
}

void Interests::seal() {
  std::vector<Word> words = std::move(words_);
  const std::size_t size = std::bit_ceil(words.size() * 2 + 16);
  words_.assign(size, {0, 0});
  filter_.assign(size / 4, 0);
  for (const Word& word : words) {
    filter_[(word.word >> 6) & (filter_.size() - 1)] |= std::uint64_t{1} << (word.word & 63);
    std::size_t slot = word.word & (size - 1);
    while (words_[slot].bits && words_[slot].word != word.word) slot = (slot + 1) & (size - 1);
    words_[slot].word = word.word;
    words_[slot].bits |= word.bits;
  }
}

std::uint8_t Interests::find(std::uint64_t word) const {
  std::size_t slot = word & (words_.size() - 1);
  while (words_[slot].bits && words_[slot].word != word) slot = (slot + 1) & (words_.size() - 1);
  return words_[slot].bits;
}

void Lexed::push(std::size_t start, std::size_t end, Lex kind, std::uint64_t hash) {
  tokens_.push_back({.hash = hash,
                     .start = static_cast<std::uint32_t>(start),
                     .end = static_cast<std::uint32_t>(end),
                     .kind = kind,
                     .gap = gap_,
                     .shape = Shape::kWhole,
                     .decimals = 0,
                     .dash = false,
                     .grouped = false,
                     .digits = 0,
                     .interests = 0});
  gap_ = 0;
}

void Lexed::set(std::string_view text, const Interests* interests) {
  text_ = text;
  interests_ = interests;
  tokens_.clear();
  gap_ = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    if (c == ' ') {
      if (gap_ < 3) ++gap_;
      ++i;
    } else if (is_digit(c) || begins_fraction(text, i)) {
      push(i, i, Lex::kNumber, 0);
      i = number(i);
    } else if (is_ascii_letter(c)) {
      push(i, i, Lex::kWord, 0);
      i = word(i);
    } else if (c == '\n' || c == '\r' || c == '\f' || c == '\v') {
      std::size_t end = i + 1;
      while (end < text.size() && (text[end] == '\n' || text[end] == '\r' || text[end] == ' ')) ++end;
      push(i, end, Lex::kBreak, static_cast<unsigned char>('\n'));
      i = end;
    } else if (c == '\t') {
      push(i, i + 1, Lex::kTab, static_cast<unsigned char>('\t'));
      ++i;
    } else if (static_cast<unsigned char>(c) < 0x80) {
      push(i, i + 1, Lex::kSign, word_hash(text.substr(i, 1)));
      ++i;
    } else {
      i = beyond_ascii(i);
    }
  }
  push(i, i, Lex::kBreak, static_cast<unsigned char>('\n'));
  if (!interests) return;
  for (Token& token : tokens_) token.interests = interests->of(token.hash);
}

/// A letter, a fraction, `×`, a flag, or another sign.
std::size_t Lexed::beyond_ascii(std::size_t i) {
  const Point point = point_at(text_, i);
  std::size_t end = i + point.length;
  if (const int part = eighths(point.value)) {
    const bool mixed = gap_ == 0 && !tokens_.empty() && tokens_.back().kind == Lex::kNumber &&
                       tokens_.back().end == i && tokens_.back().shape == Shape::kWhole;
    if (mixed) tokens_.back().end = static_cast<std::uint32_t>(end);  // 1½
    else push(i, end, Lex::kNumber, word_hash(text_.substr(i, point.length)));
    tokens_.back().shape = Shape::kFraction;
    tokens_.back().decimals = static_cast<std::uint8_t>(part);
  } else if (is_letter(point.value)) {
    push(i, i, Lex::kWord, 0);
    end = word(i);
  } else if (point.value == 0xD7 || point.value == 0x2715 || point.value == 0x2716) {
    push(i, end, Lex::kWord, "x"_w);
  } else {
    const auto is_indicator = [](std::uint32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; };
    if (is_indicator(point.value) && end < text_.size()) {
      const Point next = point_at(text_, end);
      if (is_indicator(next.value)) end += next.length;
    }
    push(i, end, Lex::kSign, word_hash(text_.substr(i, end - i)));
  }
  return end;
}

std::size_t Lexed::word(std::size_t at) {
  std::uint64_t hash = kHashBasis;
  std::size_t i = at;
  while (i < text_.size()) {
    const char c = text_[i];
    if (is_ascii_letter(c)) {
      hash = (hash ^ static_cast<std::uint64_t>(c | 0x20)) * kHashPrime;
      ++i;
      continue;
    }
    if (static_cast<unsigned char>(c) < 0x80) break;
    const Point point = point_at(text_, i);
    if (!is_letter(point.value)) {
      if (point.value >= 0x300 && point.value <= 0x36F) {
        i += point.length;
        continue;
      }
      break;
    }
    i += point.length;
    if (point.value >= 0x300 && point.value <= 0x36F) continue;  // a mark apart: folded away
    std::uint32_t second = 0;
    hash = hash_point(hash, fold_point(point.value, second));
    if (second) hash = hash_point(hash, second);
  }
  tokens_.back().hash = hash;
  tokens_.back().end = static_cast<std::uint32_t>(i);
  return i;
}

namespace {

/// Groups of digits and what parted them.
struct Groups {
  std::size_t digits = 0;
  std::size_t dots = 0, commas = 0, blanks = 0, quotes = 0;
  std::size_t first = 0;  ///< length of the first group
  std::size_t last = 0;   ///< length of the last
  char separator = 0;     ///< the last one
  bool threes = true;     ///< all between the first and the last are three long
  bool lakh = true;       ///< … two long, but for the last before a point: 1,00,000 and 1,29,999.00
  bool closed = false;    ///< that last one has been read
  std::size_t count() const { return dots + commas + blanks + quotes; }

  void between(std::size_t length) {
    threes = threes && length == 3;
    lakh = lakh && !closed && (length == 2 || length == 3);
    closed = closed || length == 3;
  }
};

/// A blank groups digits only before exactly three, which no unit follows: 1 234, not 10 250g.
bool groups_by_blank(std::string_view text, std::size_t blank) {
  for (std::size_t k = 1; k <= 3; ++k) {
    if (blank + k >= text.size() || !is_digit(text[blank + k])) return false;
  }
  if (blank + 4 >= text.size()) return true;
  constexpr std::string_view kUnits = "gmklxcuGMKLXCU%\xC2\xCE";  // and the lead bytes of µ
  return !is_digit(text[blank + 4]) && kUnits.find(text[blank + 4]) == std::string_view::npos;
}

/// What the groups make: rule 4 of prices.
Shape shape_of(const Groups& groups, bool point_first, bool zero_first) {
  const std::size_t points = groups.dots + groups.commas, others = groups.blanks + groups.quotes;
  const bool led = groups.first >= 1 && groups.first <= 3;
  if (groups.digits > kMaxDigits) return Shape::kOdd;
  if (groups.count() == 0) return point_first ? Shape::kDecimal : Shape::kWhole;
  if (points == 0 || groups.separator == ' ' || groups.separator == '\'') {
    return groups.threes && groups.last == 3 && led && points == 0 ? Shape::kWhole : Shape::kOdd;
  }
  if ((groups.dots > 0 && groups.commas > 0) || others > 0) {
    const std::size_t of_last = groups.separator == '.' ? groups.dots : groups.commas;
    const bool grouped = groups.threes || (groups.lakh && groups.closed && groups.separator == '.');
    return of_last == 1 && grouped && led ? Shape::kDecimal : Shape::kOdd;
  }
  if (points == 1)
    return groups.last == 3 && led && (!zero_first || point_first) ? Shape::kThousands : Shape::kDecimal;
  if (groups.threes && groups.last == 3 && led) return Shape::kWhole;
  if (groups.threes && groups.last <= 2 && led) return Shape::kDecimal;
  const bool lakh =
      groups.lakh && !groups.closed && groups.commas > 1 && groups.last == 3 && groups.first <= 2;
  return lakh ? Shape::kWhole : Shape::kOdd;
}

}  // namespace

std::size_t Lexed::number(std::size_t at) {
  Token& token = tokens_.back();
  const bool point_first = !is_digit(text_[at]);
  std::size_t i = at + (point_first ? 1 : 0);
  const bool zero_first = text_[i] == '0';
  Groups groups;
  const auto digit_at = [&](std::size_t k) { return k < text_.size() && is_digit(text_[k]); };
  for (;;) {
    std::size_t length = 0;
    while (digit_at(i)) ++i, ++length;
    groups.digits += length;
    groups.last = length;
    if (groups.separator == 0) groups.first = length;
    if (i >= text_.size()) break;
    const char c = text_[i];
    const bool later = groups.count() > 0;
    const bool point = (c == '.' || c == ',' || c == '\'') && digit_at(i + 1);
    const bool blank = !point && c == ' ' && groups.dots + groups.commas == 0 && !zero_first &&
                       (later ? length == 3 : length <= 3) && groups_by_blank(text_, i);
    if (!point && !blank) break;
    if (later) groups.between(length);
    (c == '.' ? groups.dots : c == ',' ? groups.commas : c == ' ' ? groups.blanks : groups.quotes) += 1;
    groups.separator = c;
    ++i;
  }
  token.digits = static_cast<std::uint8_t>(std::min<std::size_t>(groups.digits, 255));
  token.shape = shape_of(groups, point_first, zero_first);
  token.grouped = groups.count() > 1 || groups.blanks + groups.quotes > 0 || token.shape == Shape::kThousands;
  if (token.shape == Shape::kDecimal) {
    token.decimals = static_cast<std::uint8_t>(std::min<std::size_t>(groups.last, 255));
    token.grouped = groups.count() > 1;
  }
  token.hash = word_hash(text_.substr(at, std::min<std::size_t>(i - at, 64)));
  // 12,- and 12,-- and 12.- and 12,=: whole
  const bool whole = token.shape == Shape::kWhole || token.shape == Shape::kThousands;
  if (whole && i + 1 < text_.size() && (text_[i] == ',' || text_[i] == '.') &&
      (text_[i + 1] == '-' || text_[i + 1] == '=') && !digit_at(i + 2)) {
    token.dash = true;
    i += 2;
    if (i < text_.size() && text_[i] == '-') ++i;
  }
  token.end = static_cast<std::uint32_t>(i);
  return i;
}

bool Lexed::is_part_of_other(std::size_t number) const {
  // The first digit of an address or a key (1A1zP1eP5QG…): letters and digits without end behind it.
  if (is_word(number + 1) && tokens_[number + 1].start == tokens_[number].end) {
    constexpr std::size_t kKey = 20;
    const std::string_view behind = text_.substr(tokens_[number].end, kKey);
    const auto in_key = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    if (behind.size() == kKey && std::all_of(behind.begin(), behind.end(), in_key)) return true;
  }
  const auto joined = [&](std::size_t sign, char c) { return is_sign(sign, c) && tokens_[sign].gap == 0; };
  const auto glued_number = [&](std::size_t i) { return is_number(i) && tokens_[i].gap == 0; };
  for (char c : {'-', '/', ':'}) {
    const bool before = number >= 2 && joined(number - 1, c) && glued_number(number) && is_number(number - 2);
    const bool behind = joined(number + 1, c) && glued_number(number + 2);
    if (c == ':' && (before || behind)) return true;
    const bool before_twice =
        before && number >= 4 && joined(number - 3, c) && glued_number(number - 2) && is_number(number - 4);
    const bool behind_twice = behind && joined(number + 3, c) && glued_number(number + 4);
    if ((before && behind) || before_twice || behind_twice) return true;
  }
  return number > 0 && tokens_[number].gap == 0 &&
         (is_sign(number - 1, '#') || is_sign(number - 1, '@') || is_sign(number - 1, '_'));
}

std::optional<Decimal> Lexed::value(std::size_t i, bool coin) const {
  const Token& token = tokens_[i];
  if (token.shape == Shape::kOdd) return std::nullopt;
  Int128 coefficient = 0;
  int digits = 0;
  for (char c : raw(i)) {
    if (is_digit(c)) coefficient = coefficient * 10 + (c - '0'), ++digits;
  }
  if (token.shape == Shape::kFraction) {
    if (digits > 12) return std::nullopt;
    return Decimal(coefficient * 1000 + token.decimals * 125, 3);
  }
  int scale = token.shape == Shape::kDecimal ? token.decimals : 0;
  if (token.shape == Shape::kThousands && coin) scale = 3;
  return Decimal(coefficient, scale);
}

std::int64_t Lexed::whole(std::size_t i) const {
  const Token& token = tokens_[i];
  if (token.kind != Lex::kNumber || token.shape != Shape::kWhole || token.digits > 9 || token.grouped ||
      token.dash)
    return -1;
  std::int64_t value = 0;
  for (char c : raw(i)) value = value * 10 + (c - '0');
  return value;
}

}  // namespace peil::facts
