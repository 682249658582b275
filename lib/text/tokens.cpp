// text/tokens.cpp -- one pass: fold, cut, hash. The speed of classify is made here.
#include "text/tokens.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>

#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace peil::text {

namespace {

constexpr std::size_t kPadding = 2 * kTokenBytes;  // behind the folded bytes: one token and a hash's read
constexpr unsigned kLetterBit = 1, kDigitBit = 2;

/// ASCII: `byte` is the folded byte of a letter or digit, 0 of a separator, 0x80 of a lead byte.
struct AsciiTable {
  std::array<unsigned char, 256> byte{};
  std::array<std::uint8_t, 256> bits{};  // kLetterBit | kDigitBit, or the Gap bits of a separator
  std::array<bool, 256> plain{};         // an ASCII letter or digit
  constexpr AsciiTable() {
    for (unsigned c = 0; c < 128; ++c) {
      plain[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
    for (unsigned c = 0; c < 256; ++c) {
      if (c >= 0x80) byte[c] = 0x80;
      else if (c >= 'a' && c <= 'z') byte[c] = static_cast<unsigned char>(c), bits[c] = kLetterBit;
      else if (c >= 'A' && c <= 'Z') byte[c] = static_cast<unsigned char>(c + 32), bits[c] = kLetterBit;
      else if (c >= '0' && c <= '9') byte[c] = static_cast<unsigned char>(c), bits[c] = kDigitBit;
      else bits[c] = gap(c);
    }
  }
  static constexpr std::uint8_t gap(unsigned c) {
    switch (c) {
      case '\n':
      case '\r':
      case '\v':
      case '\f': return kGapSpace | kGapLine;
      case ' ':
      case '\t': return kGapSpace;
      case '.': return kGapStop | kGapComma;
      case '!':
      case '?': return kGapStop;
      case ',': return kGapComma;
      case '$': return kGapCurrency;
      case '-': return kGapHyphen;
      case '@':
      case '#': return kGapAt;
      default: return kGapOther;
    }
  }
};
constexpr AsciiTable kAscii;

/// Two-byte Latin, U+0080 to U+036F: what ICU's folding gives, in at most two ASCII bytes.
struct LatinEntry {
  enum Kind : std::uint8_t { kGap, kFolded, kIgnored, kRare };
  Kind kind = kRare;
  std::uint8_t size = 0;
  std::uint8_t bits = 0;  // as in AsciiTable
  char bytes[2] = {};
};
constexpr char32_t kLatinFirst = 0x80, kLatinEnd = 0x370;

std::uint8_t gap_of(Role role) {
  switch (role) {
    case Role::kSpace: return kGapSpace;
    case Role::kStop: return kGapStop;
    case Role::kCurrency: return kGapCurrency;
    case Role::kHyphen: return kGapHyphen;
    default: return kGapOther;
  }
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t load(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, 8);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

void store(char* at, std::uint64_t word) {
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  std::memcpy(at, &word, 8);
}

/// REQUIRES: 8 readable bytes behind the token. Whole words are read, the tail is masked.
inline std::uint64_t hash_padded(const char* at, std::size_t size) {
  std::uint64_t state = 0x9E3779B97F4A7C15u ^ size;
  for (; size > 8; size -= 8, at += 8) state = mix(state ^ load(at), 0xD6E8FEB86659FD93u);
  const std::uint64_t tail = load(at) & (size == 0 ? 0 : ~std::uint64_t{0} >> (64 - 8 * size));
  return mix(state ^ tail, 0xA0761D6478BD642Fu);
}

/// End of the run of ASCII letters and digits that begins at `at`. Sixteen bytes at a time where the
/// machine can: a loop over bytes mispredicts once a word, which costs more than the word itself.
std::size_t plain_end(std::string_view text, std::size_t at) {
#if defined(__SSE2__)
  while (at + 16 <= text.size()) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    auto within = [](__m128i values, char first, char span) {
      const __m128i offset = _mm_sub_epi8(values, _mm_set1_epi8(first));
      return _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8(span)), offset);
    };
    const __m128i letters = within(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 25);
    const __m128i digits = within(bytes, '0', 9);
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(letters, digits)));
    if (mask != 0xFFFF) return at + static_cast<std::size_t>(std::countr_one(mask));
    at += 16;
  }
#endif
  while (at < text.size() && kAscii.plain[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

TokenKind kind_of(unsigned bits) {
  return bits == kLetterBit ? TokenKind::kWord : bits == kDigitBit ? TokenKind::kNumber : TokenKind::kMixed;
}

}  // namespace

std::uint64_t token_hash(std::string_view folded) {
  char padded[kTokenBytes + 8] = {};
  const std::size_t size = std::min(folded.size(), kTokenBytes);
  std::memcpy(padded, folded.data(), size);
  return hash_padded(padded, size);
}

struct Tokenizer::State {
  Roles roles;
  std::array<LatinEntry, kLatinEnd - kLatinFirst> latin;

  /// Folded forms of rare tokens. Direct-mapped: hostile tokens can only push each other out.
  struct Cached {
    std::string token, folded;
    unsigned bits = 0;
  };
  std::vector<Cached> cache{4096};
  std::string scratch;

  State() {
    for (char32_t point = kLatinFirst; point < kLatinEnd; ++point) latin[point - kLatinFirst] = make(point);
  }

  LatinEntry make(char32_t point) {
    LatinEntry entry;
    const Role role = roles.of(point);
    if (role == Role::kIgnored) {
      entry.kind = LatinEntry::kIgnored;
    } else if (role == Role::kLetter || role == Role::kDigit) {
      std::string source, folded;
      append(point, source);
      fold_token(source, folded);
      if (point == 0xB5) folded = "u";  // the micro sign; as a Greek letter it is left to the mixed rule
      const bool plain = std::all_of(folded.begin(), folded.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
      if (!plain || folded.empty() || folded.size() > 2) return entry;
      entry.kind = LatinEntry::kFolded;
      entry.size = static_cast<std::uint8_t>(folded.size());
      for (std::size_t i = 0; i < folded.size(); ++i) {
        entry.bytes[i] = folded[i];
        entry.bits |= kAscii.bits[static_cast<unsigned char>(folded[i])];
      }
    } else {
      entry.kind = LatinEntry::kGap;
      entry.bits = gap_of(role);
    }
    return entry;
  }

  const Cached& fold(std::string_view token) {
    const std::uint64_t hash = token_hash(token);
    Cached& slot = cache[hash % cache.size()];
    if (slot.token != token || slot.folded.empty()) {
      slot.token.assign(token);
      slot.folded.clear();
      // What is longer is cut; a token of half a megabyte must not be normalised whole.
      fold_token(prefix(token, 2 * kTokenBytes), slot.folded);
      slot.folded.resize(prefix(slot.folded, kTokenBytes).size());
      slot.bits = 0;
      for (unsigned char c : slot.folded) slot.bits |= c < 0x80 ? kAscii.bits[c] & 3u : kLetterBit;
    }
    return slot;
  }
};

Tokenizer::Tokenizer() : state_(std::make_unique<State>()) {}
Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

namespace {

/// One tokenize() call: cursors into the text and into the folded bytes.
class Pass {
 public:
  Pass(Roles& roles, std::span<const LatinEntry> latin, std::string_view text, std::string& folded,
       std::vector<Token>& tokens)
      : roles_(roles), latin_(latin), text_(text), folded_(folded), tokens_(tokens) {}

  template <class Fold>
  std::uint8_t run(Fold&& fold_rare) {
    const std::size_t size = text_.size();
    std::size_t at = 0;
    std::uint8_t gap = 0;
    while (at < size) {
      const auto lead = static_cast<unsigned char>(text_[at]);
      const unsigned char mapped = kAscii.byte[lead];
      if (mapped == 0) {
        gap |= kAscii.bits[lead];
        ++at;
        continue;
      }
      if (mapped == 0x80) {
        const std::size_t begun = begin_other(at, gap);
        if (begun != at) {
          at = begun;
          continue;
        }
      }
      at = word(at, gap, fold_rare);
      gap = 0;
    }
    return gap;
  }

 private:
  /// Handles a non-ASCII code point that begins no word; returns `at` when it begins one.
  std::size_t begin_other(std::size_t at, std::uint8_t& gap) {
    const CodePoint point = decode(text_, at);
    const std::size_t next = at + point.length;
    if (point.value == kReplacement) {
      gap |= kGapOther;
      return next;
    }
    switch (const Role role = roles_.of(point.value)) {
      case Role::kLetter:
      case Role::kDigit: return at;
      case Role::kIgnored: return next;
      case Role::kEmoji:
      case Role::kFlag: {
        std::size_t end = next;
        if (role == Role::kFlag && next < text_.size()) {
          const CodePoint second = decode(text_, next);
          if (roles_.of(second.value) == Role::kFlag) end = next + second.length;
        }
        room(8);
        std::memcpy(folded_.data() + used_, text_.data() + at, end - at);
        push(at, end, end - at, TokenKind::kEmoji, gap);
        gap = 0;
        return end;
      }
      default: gap |= gap_of(role); return next;
    }
  }

  /// Reads the word that begins at `at`, returns its end.
  template <class Fold>
  std::size_t word(std::size_t at, std::uint8_t gap, Fold&& fold_rare) {
    const std::size_t size = text_.size(), start = at;
    const std::size_t plain = plain_end(text_, at);
    const bool ends = plain == size || static_cast<unsigned char>(text_[plain]) < 0x80;
    if (ends && plain - start <= kTokenBytes) {
      ascii_word(start, plain, gap);
      return plain;
    }
    room(0);
    char* out = folded_.data() + used_;
    char* const limit = out + kTokenBytes;
    unsigned bits = 0;
    std::size_t end = at;  // ignored code points behind the last letter do not belong to the word
    while (at < size) {
      const auto lead = static_cast<unsigned char>(text_[at]);
      const unsigned char mapped = kAscii.byte[lead];
      if (mapped == 0) break;
      if (mapped != 0x80) {
        *out = static_cast<char>(mapped);
        out += out < limit;
        bits |= kAscii.bits[lead];
        end = ++at;
        continue;
      }
      const CodePoint point = decode(text_, at);
      if (point.value >= kLatinEnd || point.value < kLatinFirst) {
        const Role role = point.value == kReplacement ? Role::kSeparator : roles_.of(point.value);
        if (role == Role::kIgnored) {
          at += point.length;
          continue;
        }
        if (role == Role::kLetter || role == Role::kDigit) return rare(start, gap, fold_rare);
        break;
      }
      const LatinEntry& entry = latin_[point.value - kLatinFirst];
      if (entry.kind == LatinEntry::kGap) break;
      if (entry.kind == LatinEntry::kRare) return rare(start, gap, fold_rare);
      at += point.length;
      if (entry.kind == LatinEntry::kIgnored) continue;
      for (std::uint8_t i = 0; i < entry.size; ++i) {
        *out = entry.bytes[i];
        out += out < limit;
      }
      bits |= entry.bits;
      end = at;
    }
    const auto length = static_cast<std::size_t>(out - (folded_.data() + used_));
    push(start, end, length, kind_of(bits), gap);
    return at;
  }

  /// An ASCII word, folded and hashed eight bytes at a time: a letter or digit with bit 0x20 set is its
  /// lower case, and bit 0x40 tells letters from digits.
  void ascii_word(std::size_t start, std::size_t end, std::uint8_t gap) {
    constexpr std::uint64_t kLower = 0x2020202020202020u, kLetter = 0x4040404040404040u;
    const std::size_t length = end - start;
    room(0);
    char* out = folded_.data() + used_;
    const char* from = text_.data() + start;
    std::uint64_t state = 0x9E3779B97F4A7C15u ^ length, letters = 0, digits = 0;
    std::size_t left = length;
    for (; left > 8; left -= 8, from += 8, out += 8) {
      const std::uint64_t word = load(from) | kLower;
      store(out, word);
      letters |= word & kLetter;
      digits |= ~word & kLetter;
      state = mix(state ^ word, 0xD6E8FEB86659FD93u);
    }
    const std::uint64_t mask = left == 0 ? 0 : ~std::uint64_t{0} >> (64 - 8 * left);
    std::uint64_t tail;
    if (start + length - left + 8 <= text_.size()) {
      tail = load(from);
    } else {
      char last[8] = {};
      std::memcpy(last, from, left);
      tail = load(last);
    }
    tail = (tail | kLower) & mask;
    store(out, tail);
    letters |= tail & kLetter;
    digits |= ~tail & kLetter & mask;
    const unsigned bits = (letters != 0 ? kLetterBit : 0u) | (digits != 0 ? kDigitBit : 0u);
    put(mix(state ^ tail, 0xA0761D6478BD642Fu), start, end, length, kind_of(bits), gap);
  }

  /// The same for a word with letters beyond Latin: finds its end, folds it whole.
  template <class Fold>
  std::size_t rare(std::size_t start, std::uint8_t gap, Fold&& fold_rare) {
    std::size_t at = start, end = start;
    while (at < text_.size()) {
      const CodePoint point = decode(text_, at);
      const Role role = point.value == kReplacement ? Role::kSeparator : roles_.of(point.value);
      if (role != Role::kLetter && role != Role::kDigit && role != Role::kIgnored) break;
      at += point.length;
      if (role != Role::kIgnored) end = at;
    }
    const auto& cached = fold_rare(text_.substr(start, end - start));
    room(cached.folded.size());
    std::memcpy(folded_.data() + used_, cached.folded.data(), cached.folded.size());
    if (!cached.folded.empty()) push(start, end, cached.folded.size(), kind_of(cached.bits), gap);
    return at;
  }

  void room(std::size_t more) {
    if (folded_.size() - used_ < more + kPadding) folded_.resize(2 * folded_.size() + more + kPadding);
  }

  void push(std::size_t start, std::size_t end, std::size_t length, TokenKind kind, std::uint8_t gap) {
    put(hash_padded(folded_.data() + used_, length), start, end, length, kind, gap);
  }

  void put(std::uint64_t hash, std::size_t start, std::size_t end, std::size_t length, TokenKind kind,
           std::uint8_t gap) {
    if (count_ == tokens_.size()) tokens_.resize(2 * count_ + 64);
    tokens_[count_++] = {hash,
                         static_cast<std::uint32_t>(start),
                         static_cast<std::uint32_t>(end),
                         static_cast<std::uint32_t>(used_),
                         static_cast<std::uint16_t>(length),
                         kind,
                         gap};
    used_ += length;
  }

 public:
  std::size_t count() const { return count_; }

 private:
  Roles& roles_;
  std::span<const LatinEntry> latin_;
  std::string_view text_;
  std::string& folded_;
  std::vector<Token>& tokens_;
  std::size_t used_ = 0, count_ = 0;
};

}  // namespace

void Tokenizer::tokenize(std::string_view text, Tokens& tokens) {
  assert(text.size() < (std::size_t{1} << 32));
  if (tokens.folded_.size() < text.size() + kPadding) tokens.folded_.resize(text.size() + 2 * kPadding);
  Pass pass(state_->roles, state_->latin, text, tokens.folded_, tokens.tokens_);
  tokens.tail_gap_ =
      pass.run([this](std::string_view token) -> const State::Cached& { return state_->fold(token); });
  tokens.count_ = pass.count();
}

std::string Tokenizer::fold(std::string_view text) {
  Tokens tokens;
  tokenize(text, tokens);
  std::string out;
  for (const Token& token : tokens.list()) {
    if (!out.empty()) out.push_back(' ');
    out.append(tokens.folded(token));
  }
  return out;
}

}  // namespace peil::text
