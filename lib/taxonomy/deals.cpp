// taxonomy/deals.cpp -- numbers that are amounts and prices by what stands beside them.
#include "taxonomy/deals.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

namespace peil::taxonomy {

namespace {

using text::TokenKind;

struct Counted {
  std::string_view word, value;
};

/// A few words, of which most words are told at a glance: by their length and first letter.
template <std::size_t N>
class Few {
 public:
  consteval explicit Few(const Counted (&words)[N]) {
    for (std::size_t i = 0; i < N; ++i) {
      words_[i] = words[i];
      letters_[words[i].word.size()] |= bit(words[i].word);
    }
  }
  /// The value of a word; "" when it is none of these.
  std::string_view value(std::string_view word) const {
    if (word.size() >= letters_.size() || (letters_[word.size()] & bit(word)) == 0) return "";
    for (const Counted& each : words_) {
      if (each.word == word) return each.value;
    }
    return "";
  }
  bool has(std::string_view word) const { return !value(word).empty(); }

 private:
  static constexpr std::uint32_t bit(std::string_view word) {
    return word.empty() ? 0 : std::uint32_t{1} << (static_cast<unsigned char>(word[0]) & 31);
  }
  std::array<Counted, N> words_{};
  std::array<std::uint32_t, 16> letters_{};
};

constexpr Few kFor({{"voor", "for"}, {"for", "for"}, {"fur", "for"}, {"pour", "for"}});
constexpr Few kPer({{"per", "named"},
                    {"p", "of"},
                    {"pro", "named"},
                    {"de", "of"},
                    {"le", "of"},
                    {"la", "of"},
                    {"the", "of"},
                    {"het", "of"},
                    {"t", "of"},
                    {"das", "of"}});
constexpr std::string_view kCurrencies[] = {"EUR", "USD", "GBP", ""};
constexpr Few kNumberWords({{"een", "1"},
                            {"1", "1"},
                            {"twee", "2"},
                            {"drie", "3"},
                            {"half", "0.5"},
                            {"halve", "0.5"},
                            {"anderhalve", "1.5"},
                            {"one", "1"},
                            {"ein", "1"},
                            {"une", "1"},
                            {"halber", "0.5"},
                            {"halben", "0.5"}});
constexpr Few kBareWords(
    {{"half", "0.5"}, {"halve", "0.5"}, {"halfje", "0.5"}, {"heel", "1"}, {"hele", "1"}});

/// Least and greatest price of a gram that is one of the street, in any of the great currencies: food
/// costs less, nothing that is sold by the gram costs more.
constexpr std::int64_t kLeast = 2, kMost = 400;
/// Tokens between an amount and its price.
constexpr std::uint32_t kBeside = 3;

/// A number that may be an amount or a price.
struct Pair {
  std::uint32_t amount_first, amount_last;
  std::uint32_t price_first, price_last;
  std::uint8_t shape;  ///< of the amount; 0 when it is one already
  Decimal amount, price;
  std::string unit;
  bool sure = false;    ///< needs no second pair
  bool priced = false;  ///< the price was read with its sign
};

class Deals {
 public:
  Deals(std::string_view text, const text::Tokens& tokens, std::vector<std::uint8_t>& bits,
        std::vector<Amount>& amounts)
      : text_(text), tokens_(tokens), bits_(bits), amounts_(amounts) {}

  void run() {
    words();
    rates();
    ladders();
    bargains();
    take_pairs();
    street();
  }

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(tokens_.size()); }
  std::string_view folded(std::uint32_t i) const { return tokens_.folded(i); }
  bool percent(std::uint32_t i) const {  // behind token i
    const std::size_t at = tokens_[i].end;
    return at < text_.size() &&
           (text_[at] == '%' || (text_[at] == ' ' && at + 1 < text_.size() && text_[at + 1] == '%'));
  }
  bool close(std::uint32_t i) const {  // token i goes on from the one before
    return i < size() && !(tokens_[i].gap & (text::kGapLine | text::kGapStop));
  }

  /// A number that is nothing yet: its last token and its value. `e` may stand behind it (60e).
  struct Number {
    std::uint32_t last;
    Decimal value;
    bool sign = false;
  };
  std::optional<Number> bare(std::uint32_t i) const {
    if (i >= size() || bits_[i] != 0 || percent(i)) return std::nullopt;
    std::string digits(folded(i));
    bool sign = false;
    if (tokens_[i].kind == TokenKind::kMixed && digits.size() > 1 && digits.back() == 'e') {
      digits.pop_back();
      sign = true;
    } else if (tokens_[i].kind != TokenKind::kNumber) {
      return std::nullopt;
    }
    if (digits.size() > 6 || digits.find_first_not_of("0123456789") != std::string::npos || digits[0] == '0')
      return std::nullopt;
    std::uint32_t last = i;
    if (!sign && i + 1 < size() && tokens_[i + 1].gap == text::kGapComma &&
        tokens_[i + 1].kind == TokenKind::kNumber && tokens_[i + 1].start == tokens_[i].end + 1 &&
        bits_[i + 1] == 0 && folded(i + 1).size() <= 2) {
      digits.append(".").append(folded(i + 1));
      last = i + 1;
      if (percent(last)) return std::nullopt;
    }
    // A unit behind it makes it an amount of its own, and a word glued by a sign no price: 5-MeO.
    if (last + 1 < size() && (tokens_[last + 1].gap & text::kGapHyphen) &&
        !(tokens_[last + 1].gap & text::kGapSpace))
      return std::nullopt;
    const auto value = Decimal::parse(digits);
    if (!value) return std::nullopt;
    return Number{last, *value, sign};
  }

  void insert(std::uint32_t first, std::uint32_t last, std::uint8_t shape, const Decimal& value,
              std::string_view unit) {
    for (std::uint32_t i = first; i <= last; ++i) bits_[i] |= shape;
    made_.push_back({first, last, tokens_[first].start, tokens_[last].end, shape, value, std::string(unit)});
  }
  void merge() {
    if (made_.empty()) return;
    amounts_.insert(amounts_.end(), std::make_move_iterator(made_.begin()),
                    std::make_move_iterator(made_.end()));
    made_.clear();
    std::stable_sort(amounts_.begin(), amounts_.end(),
                     [](const Amount& a, const Amount& b) { return a.first < b.first; });
  }

  /// "een ons", "halve kilo": a number word before a unit of mass or volume.
  void words() {
    for (std::uint32_t i = 0; i + 1 < size(); ++i) {
      if (tokens_[i].kind != TokenKind::kWord || bits_[i] != 0 || bits_[i + 1] != 0) continue;
      const std::string_view number = kNumberWords.value(folded(i));
      if (number.empty() || tokens_[i + 1].gap != text::kGapSpace) continue;
      const UnitWord unit = unit_word(folded(i + 1));
      if (!(unit.shape & (kMass | kMl)) || folded(i + 1).size() < 2) continue;
      const auto value = Decimal::parse(number)->times(*Decimal::parse(unit.factor));
      if (value) insert(i, i + 1, unit.shape, *value, unit.unit);
    }
    merge();
  }

  /// "45 per g", "8 de gram", "€ 50 p/st": the unit is no amount, but shows what is priced.
  void rates() {
    for (std::uint32_t i = 1; i < size(); ++i) {
      if (bits_[i] != 0 || tokens_[i].kind != TokenKind::kWord) continue;
      const std::string_view per = kPer.value(folded(i - 1));
      const bool word = !per.empty() && close(i);
      const std::size_t from = tokens_[i - 1].end;
      const bool slash =
          (tokens_[i].gap & text::kGapOther) && text_.substr(from, tokens_[i].start - from) == "/";
      if (!word && !slash) continue;
      const UnitWord unit = unit_word(folded(i));
      if (!(unit.shape & (kMass | kMl | kCount)) || folded(i) == "x") continue;
      const bool named = word && per == "named";
      const std::uint32_t at = word ? i - 2 : i - 1;  // where a price would end
      if (word && i < 2) {
        if (named) bits_[i] |= unit.shape;
        continue;
      }
      const bool priced = (bits_[at] & kPrice) != 0;
      const auto number = priced ? std::nullopt : bare(at);
      const bool fits = number && number->last == at && (word ? close(i - 1) : true) && folded(i).size() < 9;
      if (!priced && !fits && !named) continue;
      bits_[i] |= unit.shape;
      if (fits && (unit.shape & kMass) && (named || slash || number->value <= Decimal(kMost))) {
        insert(at, at, kPrice, number->value, "");
      }
      if ((priced || fits) && unit.shape == kMass && unit.factor == "1") rate_ = {at, i};
      if (rate_.second == i) mark_rates_.push_back(rate_);
    }
    merge();
  }

  /// "5g 40 10g 75", "5 gram voor 50", "halve 25 hele 45".
  void ladders() {
    for (const Amount& amount : amounts_) {
      if (!(amount.shape & (kMass | kMl | kCount))) continue;
      std::uint32_t at = amount.last + 1;
      // "50 gram pep voor 150": the goods may stand between.
      if (at + 1 < size() && tokens_[at].kind == TokenKind::kWord && !kFor.has(folded(at)) &&
          kFor.has(folded(at + 1)) && close(at))
        ++at;
      if (at < size() && tokens_[at].kind == TokenKind::kWord && kFor.has(folded(at)) && close(at)) ++at;
      const bool linked = kFor.has(folded(at - 1));
      if (!close(at)) continue;
      if (const auto price = bare(at); price && (linked || plain_gap(at)) && !unit_behind(price->last))
        pairs_.push_back({amount.first, amount.last, at, price->last, 0, amount.number, price->value,
                          amount.unit, price->sign || linked, false});
    }
    for (std::uint32_t i = 0; i + 1 < size(); ++i) {
      if (tokens_[i].kind != TokenKind::kWord || bits_[i] != 0 || !close(i + 1)) continue;
      const std::string_view value = kBareWords.value(folded(i));
      if (value.empty() || tokens_[i + 1].gap != text::kGapSpace) continue;
      const auto price = bare(i + 1);
      if (price && !unit_behind(price->last))
        pairs_.push_back({i, i, i + 1, price->last, kMass, *Decimal::parse(value), price->value, "g"});
    }
  }
  bool plain_gap(std::uint32_t i) const {
    const std::string_view gap = text_.substr(tokens_[i - 1].end, tokens_[i].start - tokens_[i - 1].end);
    return gap == " " || gap == "=" || gap == " = " || gap == ": " || gap == ":" || gap == " - " ||
           gap == " : ";
  }
  bool unit_behind(std::uint32_t last) const {
    return last + 1 < size() && !(tokens_[last + 1].gap & ~(text::kGapSpace | text::kGapHyphen)) &&
           unit_word(folded(last + 1)).shape != 0 && folded(last + 1) != "x";
  }

  /// "10 voor 20", "3 voor 25 euro": so many for so much.
  void bargains() {
    for (std::uint32_t i = 0; i + 2 < size(); ++i) {
      if (tokens_[i].kind != TokenKind::kNumber || tokens_[i + 1].kind != TokenKind::kWord) continue;
      if (!kFor.has(folded(i + 1)) || !close(i + 1) || !close(i + 2)) continue;
      const auto amount = bare(i);
      if (!amount || amount->last != i) continue;
      if (bits_[i + 2] & kPrice) {
        pairs_.push_back({i, i, i + 2, i + 2, kCount, amount->value, amount->value, "units", true, true});
        continue;
      }
      const auto price = bare(i + 2);
      // 3 voor 12 is a time of day (and a Dutch broadcaster).
      if (!price || unit_behind(price->last) || price->value <= amount->value) continue;
      pairs_.push_back({i, i, i + 2, price->last, kCount, amount->value, price->value, "units"});
    }
  }

  void take_pairs() {
    const bool priced = std::any_of(amounts_.begin(), amounts_.end(),
                                    [](const Amount& each) { return each.shape == kPrice; });
    for (const Pair& pair : pairs_) {
      if (!pair.sure && !priced && pairs_.size() < 2) continue;
      if (pair.shape != 0) insert(pair.amount_first, pair.amount_last, pair.shape, pair.amount, pair.unit);
      if (!pair.priced) insert(pair.price_first, pair.price_last, kPrice, pair.price, "");
    }
    merge();
  }

  /// Marks masses whose price stands beside them and is one of the street.
  void street() {
    for (const auto& [price, unit] : mark_rates_) {
      for (const Amount& each : amounts_) {
        if (each.shape != kPrice || each.last < price || each.first > price) continue;
        if (each.number >= Decimal(kLeast) && each.number <= Decimal(kMost)) bits_[unit] |= kStreet;
      }
    }
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      if (amounts_[i].shape != kMass) continue;
      if (i + 1 < amounts_.size() && amounts_[i + 1].shape == kPrice) judge(amounts_[i], amounts_[i + 1]);
      if (i > 0 && amounts_[i - 1].shape == kPrice) judge(amounts_[i], amounts_[i - 1]);
    }
  }
  void judge(const Amount& mass, const Amount& price) {
    const std::uint32_t between = price.first > mass.last ? price.first - mass.last : mass.first - price.last;
    if (between > kBeside ||
        std::find(std::begin(kCurrencies), std::end(kCurrencies), price.unit) == std::end(kCurrencies))
      return;
    const auto least = mass.number.times(Decimal(kLeast)), most = mass.number.times(Decimal(kMost));
    if (!least || !most || price.number < *least || price.number > *most) return;
    for (std::uint32_t i = mass.first; i <= mass.last; ++i) bits_[i] |= kStreet;
  }

  std::string_view text_;
  const text::Tokens& tokens_;
  std::vector<std::uint8_t>& bits_;
  std::vector<Amount>& amounts_;
  std::vector<Amount> made_;
  std::vector<Pair> pairs_;
  std::pair<std::uint32_t, std::uint32_t> rate_{0, 0};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> mark_rates_;  // price token, unit token
};

}  // namespace

void read_deals(std::string_view text, const text::Tokens& tokens, std::vector<std::uint8_t>& bits,
                std::vector<Amount>& amounts) {
  Deals(text, tokens, bits, amounts).run();
}

}  // namespace peil::taxonomy
