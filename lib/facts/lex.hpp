// facts/lex.hpp -- private to lib/facts: a clean text as numbers, words and signs.
//
// Digits and letters are never one token: `10x1g` is 10 | x | 1 | g. A number is a maximal run of digits
// and what parts them (`1.234,56`, `1 234,56`, `1'000`), read by shape alone; what it is an amount of,
// others decide. Words are hashed as folded: lower case, without accents.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"

namespace peil::facts {

struct WordEntry {
  std::uint64_t word;
  int value;
};

/// A fixed map from word hashes to small numbers, made at compile time; 0 for words that are not in it.
template <std::size_t N>
class WordMap {
 public:
  consteval explicit WordMap(const WordEntry (&entries)[N]) {
    for (const WordEntry& entry : entries) {
      std::size_t slot = entry.word % kSize;
      while (keys_[slot] != 0 && keys_[slot] != entry.word) slot = (slot + 1) % kSize;
      keys_[slot] = entry.word;
      values_[slot] = entry.value;
    }
  }
  constexpr int operator[](std::uint64_t word) const {
    for (std::size_t slot = word % kSize; keys_[slot] != 0; slot = (slot + 1) % kSize) {
      if (keys_[slot] == word) return values_[slot];
    }
    return 0;
  }

 private:
  static constexpr std::size_t kSize = std::bit_ceil(N * 4);
  std::array<std::uint64_t, kSize> keys_{};
  std::array<int, kSize> values_{};
};

enum class Lex : std::uint8_t { kNumber, kWord, kSign, kTab, kBreak };

/// How the separators of a number are to be read.
enum class Shape : std::uint8_t {
  kWhole,      ///< 12, 1.234.567, 1 234
  kDecimal,    ///< 12,50, 1.234,56, .75
  kThousands,  ///< 1.234: one separator and three digits: whole, but of a coin decimal
  kFraction,   ///< ½, 1½: the value stands in `decimals` as eighths
  kOdd,        ///< no number: 12.03.2024, 1.2.3.4, over 30 digits
};

struct Token {
  std::uint64_t hash;   ///< of the folded word, the sign's bytes, the number's digits as written
  std::uint32_t start;  ///< bytes in the clean text
  std::uint32_t end;
  Lex kind;
  std::uint8_t gap;        ///< blanks before it, 3 for three and more
  Shape shape;             ///< of a number
  std::uint8_t decimals;   ///< of a number: digits behind the decimal separator
  bool dash;               ///< a number that ends `,-`
  bool grouped;            ///< a number with thousands separators
  std::uint8_t digits;     ///< digits of a number, 255 at most
  std::uint8_t interests;  ///< which tables have a phrase that begins with this word, when marked
};

std::uint64_t word_hash(std::string_view folded);

inline constexpr std::uint64_t kHashBasis = 0xCBF29CE484222325u;
inline constexpr std::uint64_t kHashPrime = 0x100000001B3u;

/// word_hash of an ASCII word: "vanaf"_w.
consteval std::uint64_t operator""_w(const char* word, std::size_t size) {
  std::uint64_t hash = kHashBasis;
  for (std::size_t i = 0; i < size; ++i) hash = (hash ^ static_cast<std::uint64_t>(word[i])) * kHashPrime;
  return hash;
}

inline bool is_one_of(std::uint64_t hash, std::initializer_list<std::uint64_t> words) {
  for (std::uint64_t word : words) {
    if (word == hash) return true;
  }
  return false;
}

/// Appends the folded form of a word.
void fold_word(std::string_view word, std::string& out);

/// Which of up to eight tables of phrases have one that begins with a word: asked once a word, so that most
/// words cost one probe however many tables there are.
class Interests {
 public:
  void add(std::uint64_t word, std::uint8_t bit) { words_.push_back({word, bit}); }
  /// Call once, before use.
  void seal();
  std::uint8_t of(std::uint64_t word) const {
    if (filter_.empty() || !(filter_[(word >> 6) & (filter_.size() - 1)] >> (word & 63) & 1)) return 0;
    return find(word);
  }

 private:
  struct Word {
    std::uint64_t word;
    std::uint8_t bits;
  };
  std::uint8_t find(std::uint64_t word) const;
  std::vector<Word> words_;  // open addressing once sealed; bits 0 is an empty slot
  std::vector<std::uint64_t> filter_;
};

/// Tokens of one text. Kept and refilled.
class Lexed {
 public:
  /// REQUIRES: valid UTF-8 that outlives the use.
  void set(std::string_view text, const Interests* interests = nullptr);
  /// Whether tokens know the tables that are interested in them.
  bool marked() const { return interests_ != nullptr; }

  std::string_view text() const { return text_; }
  std::size_t size() const { return tokens_.size() - 1; }
  /// Behind the last there is one more of kind kBreak.
  const Token& operator[](std::size_t i) const { return tokens_[i]; }
  std::string_view raw(std::size_t i) const {
    return text_.substr(tokens_[i].start, tokens_[i].end - tokens_[i].start);
  }

  bool is_number(std::size_t i) const { return i < size() && tokens_[i].kind == Lex::kNumber; }
  bool is_word(std::size_t i) const { return i < size() && tokens_[i].kind == Lex::kWord; }
  bool is_word(std::size_t i, std::uint64_t hash) const { return is_word(i) && tokens_[i].hash == hash; }
  /// A sign of one ASCII byte.
  bool is_sign(std::size_t i, char sign) const {
    return i < size() && tokens_[i].kind == Lex::kSign && tokens_[i].end == tokens_[i].start + 1 &&
           text_[tokens_[i].start] == sign;
  }
  bool is_break(std::size_t i) const { return tokens_[i].kind == Lex::kBreak; }
  /// No blank between token i and the one before, and neither is a tab or break.
  bool glued(std::size_t i) const { return i > 0 && i < size() && tokens_[i].start == tokens_[i - 1].end; }

  /// Number i is part of a date, a time, a range of three, or has # @ _ before it: no amount of anything.
  bool is_part_of_other(std::size_t i) const;

  /// The value of number i. nullopt when its shape is odd. `coin`: kThousands is read as a decimal.
  std::optional<Decimal> value(std::size_t i, bool coin = false) const;
  /// The value of a number of plain digits, at most nine of them; -1 otherwise.
  std::int64_t whole(std::size_t i) const;

 private:
  void push(std::size_t start, std::size_t end, Lex kind, std::uint64_t hash);
  std::size_t beyond_ascii(std::size_t at);
  std::size_t number(std::size_t at);
  std::size_t word(std::size_t at);

  std::string_view text_;
  const Interests* interests_ = nullptr;
  std::vector<Token> tokens_;
  std::uint8_t gap_ = 0;  // blanks since the last token
};

}  // namespace peil::facts
