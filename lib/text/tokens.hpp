// text/tokens.hpp -- text as folded whole tokens, each with its place in the original bytes.
//
// A token is a maximal run of letters and digits; everything else separates, except that each emoji
// is a token of its own (a flag: its two indicators). Folding makes what reads alike compare alike:
// compatibility forms and full-width characters decomposed (NFKD), case folded, marks removed,
// zero-width characters, soft hyphens, variation selectors and bidi controls dropped *inside* the
// token, ligatures and stroked letters spelt out (ß ss, ø o, µ u), digits of any script made ASCII,
// and in a token that mixes Latin with Cyrillic or Greek the look-alikes made Latin.
//
//   "Co<ZWSP>KAÏNE, 3-MMC ❄️ 150µg"  ->  cokaine | 3 | mmc | ❄ | 150ug
//
// ASCII goes by table, two-byte Latin by table, the rest through ICU once per distinct token.
// Source: UAX #15 (NFKD), UTS #39 (look-alikes), UTS #51 (emoji).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peil::text {

enum class TokenKind : std::uint8_t {
  kWord,    ///< letters only
  kNumber,  ///< digits only
  kMixed,   ///< letters and digits: 3mmc, 5g, 100x110ug
  kEmoji,
};

/// What stood between the token before (or the beginning of the text) and this one; bits.
enum Gap : std::uint8_t {
  kGapSpace = 1,     ///< blank of any kind, or newline
  kGapLine = 2,      ///< newline
  kGapStop = 4,      ///< . ! ? … or a bullet
  kGapCurrency = 8,  ///< € $ £ or another currency sign
  kGapHyphen = 16,   ///< a hyphen or dash
  kGapComma = 32,    ///< , or a decimal point between digits cannot be told apart here: also .
  kGapAt = 64,       ///< @ or #
  kGapOther = 128,   ///< any other sign
};

struct Token {
  std::uint64_t hash;         ///< of the folded bytes; stable over builds and machines
  std::uint32_t start;        ///< first byte in the text
  std::uint32_t end;          ///< one past the last
  std::uint32_t folded;       ///< where its folded form begins in Tokens::folded
  std::uint16_t folded_size;  ///< at most kTokenBytes
  TokenKind kind;
  std::uint8_t gap;  ///< Gap bits before it
};

/// Folded bytes kept of one token; what is longer is no word (its hash is of these bytes only).
inline constexpr std::size_t kTokenBytes = 256;

/// The tokens of one text. Kept and refilled, so that its memory is reused.
class Tokens {
 public:
  std::span<const Token> list() const { return {tokens_.data(), count_}; }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  const Token& operator[](std::size_t index) const { return tokens_[index]; }
  /// Folded form; good until the next tokenize() into this object; 8 more bytes may be read behind it.
  std::string_view folded(const Token& token) const {
    return {folded_.data() + token.folded, token.folded_size};
  }
  std::string_view folded(std::size_t index) const { return folded(tokens_[index]); }
  /// Gap bits behind the last token.
  std::uint8_t tail_gap() const { return tail_gap_; }

 private:
  friend class Tokenizer;
  std::vector<Token> tokens_;  // room; the first count_ are used
  std::size_t count_ = 0;
  std::string folded_;  // longer than what is used; padded
  std::uint8_t tail_gap_ = 0;
};

/// Holds the tables and a cache of folded rare tokens. Not for use by two threads at once.
class Tokenizer {
 public:
  Tokenizer();
  ~Tokenizer();
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;

  /// Replaces `tokens` by those of `text`. Any bytes are allowed: an ill-formed sequence separates.
  /// REQUIRES: text.size() < 4 GiB. Linear: 300 MB/s and more on ASCII.
  void tokenize(std::string_view text, Tokens& tokens);

  /// The tokens' folded forms with one blank between them: a key under which equal titles are equal.
  std::string fold(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Hash of a folded token, as in Token::hash.
std::uint64_t token_hash(std::string_view folded);

/// Splits a mixed token's folded form at letter/digit borders: `100x110ug` -> 100 x 110 ug.
/// Calls visit(piece, is_digits).
template <class Visit>
void each_piece(std::string_view folded, Visit&& visit) {
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < folded.size();) {
    std::size_t j = i + 1;
    while (j < folded.size() && digit(folded[j]) == digit(folded[i])) ++j;
    visit(folded.substr(i, j - i), digit(folded[i]));
    i = j;
  }
}

}  // namespace peil::text
