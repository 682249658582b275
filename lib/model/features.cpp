// model/features.cpp -- the rows of a title, and the hints of the lexicon.
#include "model/features.hpp"

#include <algorithm>
#include <cstring>

#include "base/hash.hpp"
#include "taxonomy/taxonomy.hpp"

namespace peil::model {

namespace {

using taxonomy::Amount;
using text::TokenKind;

/// Kinds of features: equal words as a pair and alone are two features.
enum Tag : std::uint64_t {
  kChars = 1,
  kWord,
  kPair,
  kSkip,
  kFirst,
  kLast,
  kShape,
  kShapeSize,
  kNumberWord,
  kLook,
};

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = (a ^ (b + 0x9E3779B97F4A7C15u + (a << 6) + (a >> 2))) * 0xFF51AFD7ED558CCDu;
  return x ^ (x >> 32);
}
constexpr Row row_of(Tag tag, std::uint64_t value) {
  return static_cast<Row>((mix(value, tag) * 0xC4CEB9FE1A85EC53u) >> 48);
}

/// Half decades: 1, 3, 10, 30, 100 … (whole part only).
int size_class(const Decimal& number) {
  int digits = 0, lead = 0;
  Int128 whole = number.coefficient();
  for (int i = 0; i < number.scale(); ++i) whole /= 10;
  for (; whole > 0; whole /= 10) {
    lead = static_cast<int>(whole % 10);
    ++digits;
  }
  return digits * 2 + (lead >= 3 ? 1 : 0);
}

class Collector {
 public:
  explicit Collector(std::vector<Row>& rows) : rows_(rows) {}
  void add(Tag tag, std::uint64_t value) {
    if (rows_.size() < kMaxRows * 2) rows_.push_back(row_of(tag, value));
  }
  /// 4-grams of <word>; shorter words whole.
  void chars(std::string_view word) {
    char padded[text::kTokenBytes + 8];
    const std::size_t size = std::min<std::size_t>(word.size(), 40);
    padded[0] = '<';
    std::memcpy(padded + 1, word.data(), size);
    padded[size + 1] = '>';
    padded[size + 2] = padded[size + 3] = 0;
    const std::size_t last = size + 2 > 4 ? size + 2 - 4 : 0;
    for (std::size_t i = 0; i <= last; ++i) {
      std::uint32_t four;
      std::memcpy(&four, padded + i, 4);
      if constexpr (std::endian::native == std::endian::big) four = __builtin_bswap32(four);
      add(kChars, four);
    }
  }

 private:
  std::vector<Row>& rows_;
};

/// How the unit looks: capitals, length, emoji, script.
void looks(std::string_view text, const text::Tokens& tokens, std::uint32_t first, std::uint32_t end,
           Collector& out) {
  std::size_t letters = 0, capitals = 0, emoji = 0, beyond = 0, numbers = 0;
  for (std::uint32_t i = first; i < end; ++i) {
    emoji += tokens[i].kind == TokenKind::kEmoji;
    numbers += tokens[i].kind == TokenKind::kNumber || tokens[i].kind == TokenKind::kMixed;
    for (std::uint32_t at = tokens[i].start; at < tokens[i].end; ++at) {
      const char c = text[at];
      letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      capitals += c >= 'A' && c <= 'Z';
      beyond += static_cast<unsigned char>(c) >= 0x80;
    }
  }
  out.add(kLook, letters == 0 ? 0 : 1 + capitals * 4 / letters);
  out.add(kLook, 10 + std::min<std::uint32_t>(end - first, 23) / 3);
  out.add(kLook, 20 + std::min<std::size_t>(numbers, 4));
  if (emoji > 0) out.add(kLook, 30);
  if (beyond * 2 > letters) out.add(kLook, 31);
}

void amounts(const taxonomy::Shapes& shapes, std::uint32_t first, std::uint32_t end, Collector& out) {
  bool any = false;
  for (const Amount& each : shapes.amounts()) {
    if (each.first < first || each.first >= end) continue;
    any = true;
    out.add(kShape, each.shape);
    out.add(kShapeSize, each.shape * 64u + static_cast<unsigned>(size_class(each.number)));
  }
  if (!any) out.add(kShape, 0);
}

constexpr std::uint64_t kEdge = 7;

}  // namespace

void read_rows(std::string_view text, const text::Tokens& tokens, const taxonomy::Shapes& shapes,
               std::uint32_t first, std::uint32_t end, std::vector<Row>& rows) {
  rows.clear();
  end = std::min(end, first + kMaxTokens);
  Collector out(rows);
  std::uint64_t before = kEdge, before_that = 0;
  std::uint64_t number = 0;  // the piece before, when it was one
  for (std::uint32_t i = first; i < end; ++i) {
    text::each_piece(tokens.folded(i), [&](std::string_view piece, bool digits) {
      const std::uint64_t exact = text::token_hash(piece);
      const std::uint64_t value = digits ? 0xD161u + std::min<std::size_t>(piece.size(), 6) : exact;
      if (!digits) out.chars(piece);
      out.add(kWord, value);
      if (before == kEdge) out.add(kFirst, value);
      out.add(kPair, mix(before, value));
      if (before_that != 0) out.add(kSkip, mix(before_that, value));
      if (number != 0 || digits) out.add(kNumberWord, mix(number != 0 ? number : before, exact));
      number = digits ? exact : 0;
      before_that = before;
      before = value;
    });
  }
  out.add(kLast, before);
  out.add(kPair, mix(before, kEdge));
  amounts(shapes, first, end, out);
  looks(text, tokens, first, end, out);
  if (rows.size() > kMaxRows) rows.resize(kMaxRows);
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

void read_word_rows(const text::Tokens& tokens, std::uint32_t token, std::vector<Row>& rows) {
  rows.clear();
  Collector out(rows);
  text::each_piece(tokens.folded(token), [&](std::string_view piece, bool digits) {
    if (digits) return;
    out.chars(piece);
    out.add(kWord, text::token_hash(piece));
  });
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

std::string_view hint_name(Hint hint) {
  static constexpr std::string_view kNames[] = {"sum", "under", "best", "gate", "top"};
  return kNames[static_cast<std::size_t>(hint)];
}

std::uint64_t lexicon_key(Hint hint, std::string_view name) {
  return hash64(name, static_cast<std::uint64_t>(hint) + 1);
}

std::optional<std::uint64_t> lexicon_key(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos || colon + 1 == name.size()) return std::nullopt;
  for (Hint hint : {Hint::kSum, Hint::kUnder, Hint::kBest, Hint::kGate, Hint::kTop}) {
    if (name.substr(0, colon) == hint_name(hint)) return lexicon_key(hint, name.substr(colon + 1));
  }
  return std::nullopt;
}

std::vector<LexiconValue> read_hints(std::span<const std::pair<std::string_view, std::int32_t>> sums,
                                     std::span<const std::string_view> gates) {
  constexpr std::int32_t kMost = 12000, kOne = 4000;
  std::vector<LexiconValue> list;
  std::int32_t best = 0, drug = 0, other = 0;
  std::string_view best_slug;
  auto add = [&](Hint hint, std::string_view name, std::int32_t value) {
    const std::uint64_t key = lexicon_key(hint, name);
    for (auto& [have, sum] : list) {
      if (have != key) continue;
      sum = std::min(kMost, sum + value);
      return;
    }
    list.emplace_back(key, std::min(kMost, value));
  };
  for (const auto& [slug, weight] : sums) {
    if (weight <= 0) continue;
    add(Hint::kSum, slug, weight);
    for (std::size_t dot = slug.find('.');; dot = slug.find('.', dot + 1)) {
      add(Hint::kUnder, slug.substr(0, dot), weight);
      if (dot == std::string_view::npos) break;
    }
    if (weight > best) {
      best = weight;
      best_slug = slug;
    }
    std::int32_t& top = taxonomy::Taxonomy::below(slug, "drug") ? drug : other;
    top = std::max(top, weight);
  }
  if (best > 0) add(Hint::kBest, best_slug, kOne);
  if (drug > 0) add(Hint::kTop, "drug", drug);
  if (other > 0) add(Hint::kTop, "other", other);
  if (best == 0) add(Hint::kTop, "none", kOne);
  for (std::string_view gate : gates) add(Hint::kGate, gate, kOne);
  std::sort(list.begin(), list.end());
  return list;
}

}  // namespace peil::model
