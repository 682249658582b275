// facts/money.cpp -- numbers beside currencies, and what around them says that they are no price.
#include "facts/money.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/embedded.hpp"
#include "facts/units.hpp"

PEIL_EMBEDDED(currencies_table, peil_data_facts_currencies_tsv)

namespace peil::facts {
namespace {

constexpr std::size_t kNone = SIZE_MAX;
constexpr int kMaxGap = 2;            // blanks between sign and number
constexpr std::size_t kLookback = 4;  // words before a price that say what it is

/// Written like money: 12,50 or 1.234 or 12,-
bool like_money(const Token& number) {
  return number.dash || number.grouped || (number.shape == Shape::kDecimal && number.decimals == 2);
}

}  // namespace

bool is_coin(std::string_view code) {
  constexpr std::array<std::string_view, 17> kCoins = {"BTC",  "XMR", "ETH", "LTC", "DOGE", "BCH",
                                                       "DASH", "ZEC", "SOL", "BNB", "TRX",  "XRP",
                                                       "TON",  "ADA", "DOT", "DAI", "USDC"};
  return std::find(kCoins.begin(), kCoins.end(), code) != kCoins.end();
}

Money::Money() {
  each_row(currencies_table(), 5, [&](const std::vector<std::string_view>& column) {
    const std::string_view match = column[3];
    const bool ascii_letters =
        std::all_of(column[0].begin(), column[0].end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    rows_.push_back({.code = column[1],
                     .side = column[2].empty() ? 'b' : column[2][0],
                     .match = match == "d"   ? Match::kMoneyLike
                              : match == "s" ? Match::kMoneyGlued
                              : match == "w" ? Match::kMoneyBehind
                                             : Match::kAny,
                     .factor = Decimal::parse(column[4]).value_or(Decimal(1)),
                     .coin = is_coin(column[1]),
                     .sign = !(ascii_letters && column[0] == column[1])});
    phrases_.add(column[0], static_cast<std::uint32_t>(rows_.size() - 1), match != "i");
  });
  phrases_.seal();
}

/// A currency beside a number.
struct Money::Side {
  const Row* row = nullptr;
  std::size_t begin = 0;  // tokens [begin, end)
  std::size_t end = 0;
  bool glued = false;
  explicit operator bool() const { return row != nullptr; }
};

struct Money::Scan {
  const Money& money;
  const Lexed& text;
  const PriceContext& context;
  const Units& units;
  std::vector<PriceAt>& out;
  std::size_t used = 0;  // tokens before this one belong to a price already

  Side left_of(std::size_t number) const;
  Side right_of(std::size_t number) const;
  std::size_t behind_multiplier(std::size_t number, Decimal& factor) const;
  bool is_bare_amount(std::size_t number) const;
  bool goes_right(std::size_t number, const Side& right, bool has_left) const;
  std::string_view code_of(const Row& row, const Side& beside, std::size_t number) const;
  std::size_t cents_behind(std::size_t number, const Side& left, const Side& right) const;
  bool ends_segment(std::size_t token) const;
  bool is_rate_side(const Side& left, std::size_t number) const;

  void number_at(std::size_t number);
  void add(std::size_t number, const Side& left, const Side& right);
  void add_bare(std::size_t number, std::string_view currency, std::string_view rule);
  void range_behind(std::size_t number);
  void range_before(std::size_t number);
  std::size_t joined_before(std::size_t token) const;
  void drop_rates();
  void mark(PriceAt& price) const;
  bool abbreviates_bid(std::size_t at) const;
  bool says_how(std::size_t at) const;
  bool says_order(const PriceAt& price) const;
  void word_at(std::size_t word);
};

Money::Side Money::Scan::left_of(std::size_t number) const {
  if (number == 0 || text[number].gap > kMaxGap) return {};
  std::size_t at = number - 1;
  bool glued = text[number].gap == 0;
  if ((text.is_sign(at, ':') || text.is_sign(at, '.')) && at > 0 && at >= used) {
    if (text.is_sign(at, '.') && !(glued && text[at].gap == 0 && text.raw(number)[0] == '.')) {
      // the dot of `Fr.` and `Rp.` is part of the phrase: fall through
    } else {
      --at;
      glued = false;
    }
  }
  if (at + 1 <= used) return {};
  const Token& last = text[at];
  if (last.kind != Lex::kWord && last.kind != Lex::kSign) return {};
  const PhraseMatch match = money.phrases_.match_back(text, at);
  if (!match || match.begin < used) return {};
  const Token& token = text[number];
  if (money.rows_[match.row].sign && match.begin > used && text[match.begin].gap == 0) {  // MXN$ 1,299
    const PhraseMatch code = money.phrases_.match_back(text, match.begin - 1);
    if (code && code.begin >= used && !money.rows_[code.row].sign)
      return {&money.rows_[code.row], code.begin, match.end, glued};
  }
  const Row& row = money.rows_[match.row];
  if (row.side == 'r' && row.factor != Decimal(1)) return {};
  switch (row.match) {
    case Match::kMoneyGlued:
      if (!glued || !like_money(token)) return {};
      break;
    case Match::kMoneyLike:
    case Match::kMoneyBehind:
      if (!like_money(token)) return {};
      break;
    case Match::kAny: break;
  }
  // A word that stands behind its number (`zloty`, `dollars`) counts before one only in `zloty: 5`.
  if (row.side == 'r' && text[match.begin].kind == Lex::kWord && row.sign && !like_money(token) && !glued)
    return {};
  return {&row, match.begin, match.end, glued};
}

std::size_t Money::Scan::behind_multiplier(std::size_t number, Decimal& factor) const {
  const std::size_t next = number + 1;
  factor = Decimal(1);
  if (!text.is_word(next) || text[next].gap > 1) return next;
  if (text[next].hash == "k"_w && text[next].gap == 0) return factor = Decimal(1000), next + 1;
  if (is_one_of(text[next].hash, {"mln"_w, "mio"_w, "million"_w, "miljoen"_w, "millionen"_w, "millions"_w}))
    return factor = Decimal(1000000), next + 1;
  if (text[next].gap == 0 && text.raw(next) == "M" && !text.is_number(next + 1) && left_of(number))
    return factor = Decimal(1000000), next + 1;  // $1.2M
  return next;
}

Money::Side Money::Scan::right_of(std::size_t number) const {
  Decimal factor;
  const std::size_t at = behind_multiplier(number, factor);
  if (at >= text.size() || text[at].gap > kMaxGap) return {};
  if (text[at].kind != Lex::kWord && text[at].kind != Lex::kSign) return {};
  const PhraseMatch match = money.phrases_.match(text, at);
  if (!match) return {};
  const Row& row = money.rows_[match.row];
  if (row.match == Match::kMoneyGlued) return {};
  if (row.match == Match::kMoneyLike && !like_money(text[number])) return {};
  if (row.side == 'l' && text[at].kind == Lex::kWord && row.sign && text[match.end - 1].kind == Lex::kWord &&
      text[at].gap > 0)
    return {};
  return {&row, match.begin, match.end, text[at].gap == 0};
}

bool Money::Scan::is_bare_amount(std::size_t number) const {
  const Token& token = text[number];
  if (token.shape == Shape::kOdd || token.shape == Shape::kFraction || text.is_part_of_other(number))
    return false;
  if (number > 0 && token.gap == 0 && text[number - 1].kind == Lex::kWord) return false;
  if (token.digits > 1 && token.shape == Shape::kWhole && text.raw(number)[0] == '0') return false;
  const std::size_t next = number + 1;
  if (next < text.size() && text[next].gap == 0 && text[next].kind == Lex::kWord && text[next].hash != "k"_w)
    return false;
  if (text.is_sign(next, '%') || text.is_word(next, "x"_w)) return false;
  return !units.match(text, next, true);
}

/// Whether the currency right of `number` belongs to the number behind it.
bool Money::Scan::goes_right(std::size_t number, const Side& right, bool has_left) const {
  const std::size_t next = right.end;
  if (!text.is_number(next) || text[next].gap > kMaxGap || text[next].shape == Shape::kOdd ||
      text[next].shape == Shape::kFraction)
    return false;
  const bool glued_next = text[next].gap == 0;
  if (right.glued && !glued_next) return false;
  if (glued_next && !right.glued) return true;
  if (text.is_part_of_other(number)) return true;
  if (text.is_part_of_other(next) || units.match(text, next + 1, true) || text.is_word(next + 1, "x"_w))
    return false;
  if (right_of(next)) return false;
  if (right.row->match == Match::kMoneyBehind || right.row->match == Match::kMoneyGlued) return false;
  if (has_left) return true;
  const bool money_here = like_money(text[number]), money_next = like_money(text[next]);
  if (money_here != money_next) return money_next;
  return right.row->side == 'l';
}

std::string_view Money::Scan::code_of(const Row& row, const Side& beside, std::size_t number) const {
  // `$10 AUD`, `£94.50 GBP`: the code says which.
  if (beside && row.sign && !beside.row->sign && beside.row->coin == row.coin) return beside.row->code;
  if (row.sign && row.code == "USD") return context.dollar;
  if (row.code == "SEK" && row.sign && row.side == 'b') return context.krone;
  if (row.code == "THB" && row.sign && text[number].shape == Shape::kDecimal &&
      (text[number].decimals > 4 || (text[number].decimals > 2 && text.raw(number)[0] == '0'))) {
    return "BTC";  // ฿ on markets of 2011 to 2016
  }
  return row.code;
}

bool Money::Scan::ends_segment(std::size_t token) const {
  if (token >= text.size() || text[token].kind == Lex::kBreak || text[token].kind == Lex::kTab) return true;
  if (text[token].kind != Lex::kSign) return false;
  if ((text.is_sign(token, '.') || text.is_sign(token, ',')) && token + 1 < text.size() &&
      text[token + 1].gap == 0 && text[token + 1].kind != Lex::kBreak)
    return false;
  return !text.is_sign(token, '%') && !text.is_sign(token, '-') && !text.is_sign(token, '+') &&
         !text.is_sign(token, ':') && !text.is_sign(token, '/') && !money.phrases_.match(text, token);
}

/// `35€ 99`, `$119. 95`, `€ 12 95`: the token with the cents, or kNone.
std::size_t Money::Scan::cents_behind(std::size_t number, const Side& left, const Side& right) const {
  const Token& token = text[number];
  if (token.shape != Shape::kWhole || token.dash || (left && left.row->coin) || (right && right.row->coin))
    return kNone;
  std::size_t at = right ? right.end : number + 1;
  if (!right && (text.is_sign(at, '.') || text.is_sign(at, ',')) && text[at].gap == 0) ++at;
  if (!text.is_number(at) || text[at].gap > 1 || text[at].digits != 2 || text.whole(at) < 0) return kNone;
  if (!right && text[at].gap == 0) return kNone;
  if (at + 1 < text.size() && text[at].gap == 0 && right && right.glued && !text.is_word(at + 1) &&
      !text.is_sign(at + 1, ','))
    return at;
  return ends_segment(at + 1) ? at : kNone;
}

bool Money::Scan::is_rate_side(const Side& left, std::size_t number) const {
  (void)number;
  if (left.begin == 0) return false;
  const std::size_t at = left.begin - 1;
  if (!text.is_sign(at, '/') || at == 0) return false;
  return static_cast<bool>(money.phrases_.match_back(text, at - 1));
}

void Money::Scan::number_at(std::size_t number) {
  const Token& token = text[number];
  if (token.shape == Shape::kOdd || token.shape == Shape::kFraction) return;
  Side left = left_of(number);
  Side right = right_of(number);
  if (!left && !right && !token.dash && !context.field) return;
  if (text.is_part_of_other(number)) return;
  if (right && goes_right(number, right, static_cast<bool>(left))) right = {};
  const bool glued_word = number > 0 && token.gap == 0 && text[number - 1].kind == Lex::kWord;
  if (glued_word && !left && !(right && right.glued)) return;
  if (left || right) return add(number, left, right);
  if (token.dash) return add_bare(number, context.currency.empty() ? "EUR" : context.currency, "price.dash");
  if (context.field && is_bare_amount(number)) add_bare(number, context.currency, "price.field");
}

void Money::Scan::add(std::size_t number, const Side& left, const Side& right) {
  const Side& side = left ? left : right;
  if (left && is_rate_side(left, number)) {
    used = std::max(number + 1, right ? right.end : 0);
    return;
  }
  PriceAt price;
  price.currency = code_of(*side.row, left ? right : Side{}, number);
  Decimal factor;
  const std::size_t behind = behind_multiplier(number, factor);
  // Three digits behind one separator are decimals of coins and of dinars that have a thousand parts.
  const bool coin = is_coin(price.currency) || price.currency == "KWD" || price.currency == "BHD" ||
                    price.currency == "OMR" || price.currency == "JOD" ||
                    price.currency == "TND" || price.currency == "LYD";
  std::optional<Decimal> amount = text.value(number, coin && side.row->factor == Decimal(1));
  if (!amount) return;
  const std::size_t cents = factor == Decimal(1) ? cents_behind(number, left, right) : kNone;
  if (cents != kNone) amount = amount->plus(Decimal(text.whole(cents), 2));
  if (amount) amount = amount->times(side.row->factor);
  if (amount) amount = amount->times(factor);
  if (!amount) return;
  price.amount = *amount;
  price.number = static_cast<std::uint32_t>(number);
  price.first = static_cast<std::uint32_t>(left ? left.begin : number);
  std::size_t end = behind;
  if (right) end = std::max(end, right.end);
  if (cents != kNone) end = std::max(end, cents + 1);
  price.last = static_cast<std::uint32_t>(end - 1);
  price.rule = cents != kNone ? "price.cents" : left ? "price.sign_left" : "price.sign_right";
  used = end;
  if (right && !left) range_before(number);
  out.push_back(price);
  if (left && !right) range_behind(end - 1);
}

void Money::Scan::add_bare(std::size_t number, std::string_view currency, std::string_view rule) {
  const std::optional<Decimal> amount = text.value(number, is_coin(currency));
  if (!amount) return;
  PriceAt price;
  price.amount = *amount;
  price.currency = currency;
  price.rule = rule;
  price.number = price.first = price.last = static_cast<std::uint32_t>(number);
  used = std::max(used, number + 1);
  out.push_back(price);
}

/// `een tientje`, `vijftig euro`: an amount in words. One of a currency proper is a way of speaking.
void Money::Scan::word_at(std::size_t word) {
  const std::optional<Decimal> count = units.number_word_at(text, word);
  if (!count || !text.is_word(word + 1) || text[word + 1].gap > 1) return;
  const PhraseMatch match = money.phrases_.match(text, word + 1);
  if (!match) return;
  const Row& row = money.rows_[match.row];
  const bool slang = Decimal(1) < row.factor && (row.code == "EUR" || row.code == "GBP");
  if (!slang && (!(Decimal(1) < *count) || row.match != Match::kAny || row.side == 'l' || text.is_number(match.end)))
    return;
  // a rug is a back, a kop a cup
  if (is_one_of(text[word + 1].hash, {"rug"_w, "kop"_w, "ruggen"_w})) return;
  const std::optional<Decimal> amount = count->times(row.factor);
  if (!amount) return;
  PriceAt price;
  price.amount = *amount;
  price.currency = row.sign && row.code == "USD" ? context.dollar : row.code;
  price.rule = slang ? "price.slang" : "price.words";
  price.number = price.first = static_cast<std::uint32_t>(word);
  price.last = match.end - 1;
  used = match.end;
  out.push_back(price);
}

/// If tokens before `token` are a connector of a range with a number before it: that number, else kNone.
std::size_t Money::Scan::joined_before(std::size_t token) const {
  if (token < 2) return kNone;
  const std::size_t join = token - 1, other = token - 2;
  if (!text.is_number(other) || text[join].gap > 1 || text[token].gap > 1) return kNone;
  if (text.is_sign(join, '-')) return text[join].gap == text[token].gap ? other : kNone;
  if (!text.is_word(join)) return kNone;
  if (is_one_of(text[join].hash, {"tot"_w, "to"_w, "bis"_w, "a"_w})) return other;
  if (is_one_of(text[join].hash, {"en"_w, "and"_w, "und"_w, "et"_w, "y"_w}) && other > 0 &&
      text.is_word(other - 1) &&
      is_one_of(text[other - 1].hash, {"tussen"_w, "between"_w, "zwischen"_w, "entre"_w}))
    return other;
  return kNone;
}

/// `10 - 20 €`: the first number of a range whose last one has just been read.
void Money::Scan::range_before(std::size_t number) {
  const std::size_t other = joined_before(number);
  if (other == kNone || (!out.empty() && out.back().last >= other) || !is_bare_amount(other)) return;
  const std::optional<Decimal> low = text.value(other), high = text.value(number);
  if (!low || !high || !(*low < *high)) return;
  const bool spaced = text.is_sign(number - 1, '-') && text[number].gap > 0;
  if (spaced && low->times(Decimal(10)).value_or(*high) < *high) return;
  const Side right = right_of(number);
  if (!right || text.is_part_of_other(other)) return;
  add_bare(other, code_of(*right.row, {}, number), "price.range");
  if (out.back().currency == "" || right.row->factor != Decimal(1)) out.pop_back();
}

/// `€10 - 20`: the last number of a range whose first one, ending at token `last`, has just been read.
void Money::Scan::range_behind(std::size_t last) {
  std::size_t number = last + 2;
  if (!text.is_number(number) || joined_before(number) != out.back().number) return;
  if (!is_bare_amount(number) || right_of(number)) return;
  const std::optional<Decimal> high = text.value(number);
  if (!high || !(out.back().amount < *high)) return;
  add_bare(number, out.back().currency, "price.range");
}

/// Prices on both sides of `=`, and `/BTC` behind one, are exchange rates.
void Money::Scan::drop_rates() {
  std::vector<bool> drop(out.size(), false);
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::size_t next = out[i].last + 1;
    const bool equals = text.is_sign(next, '=') || (next < text.size() && text.raw(next) == "≈");
    if (equals && i + 1 < out.size() && (out[i + 1].first == next + 1 || out[i + 1].first == next + 2)) {
      if (out[i].amount == Decimal(1) || is_coin(out[i].currency) == is_coin(out[i + 1].currency))
        drop[i] = drop[i + 1] = true;
    }
    if (text.is_sign(next, '/') ||
        (text.is_word(next) && is_one_of(text[next].hash, {"per"_w, "pro"_w, "par"_w}))) {
      ++next;
      if (text.whole(next) == 1) ++next;
      if (next < text.size()) {
        const PhraseMatch match = money.phrases_.match(text, next);
        if (match && money.rows_[match.row].code != out[i].currency && text[match.begin].gap <= 1 &&
            !text.is_number(match.end))
          drop[i] = true;
      }
    }
    for (std::size_t k = out[i].first, steps = 0; k > 0 && steps < kLookback; ++steps) {
      --k;
      if (text.is_break(k) || text[k].kind == Lex::kTab) break;
      if (text.is_word(k) && is_one_of(text[k].hash, {"koers"_w, "wisselkoers"_w, "kurs"_w, "wechselkurs"_w,
                                                      "rate"_w, "cours"_w, "bitcoinkoers"_w}))
        drop[i] = true;
    }
    // BTC $43,000: a coin named without a number of its own, then much money
    if (!is_coin(out[i].currency) && out[i].first > 0 && out[i].rule == "price.sign_left" &&
        Decimal(2000) < out[i].amount) {
      const std::size_t before = text.is_sign(out[i].first - 1, ':') ? out[i].first - 2 : out[i].first - 1;
      if (before < text.size()) {
        const PhraseMatch match = money.phrases_.match_back(text, before);
        if (match && money.rows_[match.row].code == "BTC" &&
            (match.begin == 0 || !text.is_number(match.begin - 1)))
          drop[i] = true;
      }
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!drop[i]) out[kept++] = out[i];
  }
  out.resize(kept);
}

namespace {

bool repeats(std::string_view digits) {
  return std::all_of(digits.begin(), digits.end(), [&](char c) { return c == digits[0]; });
}

/// 0, 0.01, 99999, 11111, 12345678: no amount that anybody asks.
bool is_holding(const Decimal& amount) {
  if (amount.is_zero() || amount == Decimal(1, 2)) return true;
  const std::string digits = amount.str();
  std::string_view whole = digits;
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    whole = whole.substr(0, point);
    if (digits.substr(point + 1) != "99" || whole[0] != '9') return false;
  }
  if (whole.size() >= 5 && repeats(whole)) return true;
  if (whole.size() == 4 && repeats(whole)) return digits.size() == 4;
  constexpr std::string_view kRun = "123456789";
  return whole.size() >= 4 && whole.size() <= 9 && whole == kRun.substr(0, whole.size()) &&
         digits.size() == whole.size();
}

}  // namespace

namespace {

/// What is given back, or only says from which sum on an order is taken.
bool is_deposit(std::uint64_t word) {
  return is_one_of(word, {"borg"_w, "waarborg"_w, "waarborgsom"_w, "borgsom"_w, "statiegeld"_w, "pfand"_w,
                          "kaution"_w, "deposit"_w, "caution"_w, "consigne"_w, "mindestbestellwert"_w,
                          "mindestbestellung"_w, "mindestbestellmenge"_w, "bestelminimum"_w,
                          "minimumbestelling"_w, "minimumorder"_w, "mbw"_w, "moq"_w});
}

}  // namespace

/// Behind a word of shipping: the words tell how it is sent or what that costs, so the price before it is of
/// the goods ("180€ Versand per DHL", "80€ Versand 5€").
bool Money::Scan::says_how(std::size_t at) const {
  if (at >= text.size() || text.is_break(at)) return false;
  if (text.is_sign(at, ':')) ++at;
  if (text.is_number(at)) return true;
  return text.is_word(at) &&
         is_one_of(text[at].hash, {"per"_w, "via"_w, "mit"_w, "met"_w, "with"_w, "gratis"_w, "free"_w,
                                   "kostenlos"_w, "kostenfrei"_w, "frei"_w, "inklusive"_w, "inkl"_w, "incl"_w,
                                   "included"_w, "inbegrepen"_w, "innerhalb"_w, "nach"_w});
}

bool Money::Scan::abbreviates_bid(std::size_t at) const {
  std::string letters;
  for (std::size_t k = at; k < at + 9 && k < text.size(); ++k) {
    if (text.is_sign(k, '.') || text.is_sign(k, '(')) continue;
    if (!text.is_word(k) || text[k].end - text[k].start > 1) break;
    fold_word(text.raw(k), letters);
  }
  return letters == "teab" || letters == "obo" || letters == "ono" || letters == "vb" || letters == "vhb" ||
         letters == "notk";
}

/// Of a price behind "min.": whether an order is what must be so large.
bool Money::Scan::says_order(const PriceAt& price) const {
  const auto order = [&](std::size_t k) {
    return text.is_word(k) &&
           is_one_of(text[k].hash, {"order"_w, "orders"_w, "bestellen"_w, "bestelling"_w, "bestelbedrag"_w,
                                    "bestellung"_w, "besteding"_w, "afname"_w, "commande"_w, "purchase"_w,
                                    "spend"_w, "deposit"_w, "storting"_w, "einzahlung"_w});
  };
  for (std::size_t k = price.first, steps = 0; k > 0 && steps < 3 && !text.is_break(k - 1); ++steps) {
    if (order(--k)) return true;
  }
  return order(price.last + 1) || (text.is_word(price.last + 1) && order(price.last + 2));
}

/// Sets the flags that words before and behind a price give it.
void Money::Scan::mark(PriceAt& price) const {
  for (std::size_t k = price.first, steps = 0; k > 0 && steps < kLookback; ++steps) {
    --k;
    if (text.is_break(k) || text[k].kind == Lex::kTab || text.is_number(k) || text.is_sign(k, '/') ||
        text.is_sign(k, '|') || text.is_sign(k, ';') || text.is_sign(k, '!') || text.is_sign(k, '?'))
      break;
    if (!text.is_word(k)) continue;
    const std::uint64_t word = text[k].hash;
    if (steps < 3 &&
        is_one_of(word, {"vanaf"_w, "from"_w, "ab"_w, "des"_w, "partir"_w, "va"_w, "starting"_w}))
      price.from = true;
    if (word == "a"_w && k >= 2 && text.is_sign(k - 1, '.') && text.is_word(k - 2, "v"_w))
      price.from = true;  // v.a.
    if (is_one_of(word,
                  {"was"_w,       "adviesprijs"_w, "normaal"_w,    "statt"_w,   "uvp"_w,        "rrp"_w,
                   "msrp"_w,      "lieu"_w,        "instead"_w,    "ipv"_w,     "oude"_w,       "old"_w,
                   "bespaar"_w,   "save"_w,        "korting"_w,    "sparen"_w,  "nieuwprijs"_w, "eerst"_w,
                   "conseille"_w, "voorheen"_w,    "previously"_w, "regular"_w, "stattpreis"_w, "vorher"_w,
                   "avant"_w,     "waarde"_w,      "worth"_w}))
      price.instead = true;
    if (is_one_of(word,
                  {"verzendkosten"_w, "shipping"_w,   "postage"_w,        "delivery"_w, "versand"_w,
                   "versandkosten"_w, "livraison"_w,  "port"_w,           "porto"_w,    "portokosten"_w,
                   "bezorgkosten"_w,  "verzending"_w, "bezorging"_w,      "bezorgen"_w, "verzenden"_w,
                   "lieferung"_w,     "opsturen"_w,   "brievenbuspost"_w, "fdp"_w,      "brievenbuspakje"_w}))
      price.shipping = true;
    if (is_one_of(word, {"bieden"_w, "bod"_w})) price.negotiable = true;
    if (steps < 2 && is_deposit(word)) price.shipping = true;
    if (is_one_of(word, {"min"_w, "minimum"_w, "minimaal"_w, "minimale"_w, "mindestens"_w, "minimal"_w}) &&
        says_order(price))
      price.shipping = true;
  }
  // van €20 voor €15
  if (price.first > 0 && text.is_word(price.first - 1, "van"_w) && text.is_word(price.last + 1) &&
      is_one_of(text[price.last + 1].hash, {"voor"_w, "nu"_w, "now"_w, "for"_w}))
    price.instead = true;
  if (abbreviates_bid(price.last + 1)) price.negotiable = true;
  for (std::size_t k = price.last + 1, steps = 0; k < text.size() && steps < kLookback; ++k, ++steps) {
    if (text.is_break(k) || text[k].kind == Lex::kTab || text.is_number(k) || text.is_sign(k, '/') ||
        text.is_sign(k, '|') || text.is_sign(k, ',') || text.is_sign(k, ';'))
      break;
    if (!text.is_word(k)) continue;
    const std::uint64_t word = text[k].hash;
    if (is_one_of(word, {"gratis"_w, "free"_w})) break;
    if (is_one_of(word, {"teab"_w, "vb"_w, "vhb"_w, "obo"_w, "ono"_w, "ovhb"_w, "negotiable"_w, "bieden"_w}))
      price.negotiable = true;
    if (steps < 2 &&
        is_one_of(word, {"verzendkosten"_w, "shipping"_w, "postage"_w, "versandkosten"_w, "versand"_w,
                         "porto"_w, "portokosten"_w, "bezorgkosten"_w}) &&
        !says_how(k + 1))
      price.shipping = true;
    if (steps < 1 && is_one_of(word, {"korting"_w, "verstuurd"_w})) price.instead = word == "korting"_w;
  }
  price.holding = !is_coin(price.currency) && is_holding(price.amount);
}

void Money::read(const Lexed& text, const PriceContext& context, const Units& units,
                 std::vector<PriceAt>& out) const {
  Scan scan{*this, text, context, units, out};
  for (std::size_t i = 0; i < text.size() && out.size() < context.limit; ++i) {
    if (i < scan.used) continue;
    if (text.is_number(i)) scan.number_at(i);
    else if (text.is_word(i)) scan.word_at(i);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const PriceAt& a, const PriceAt& b) { return a.first < b.first; });
  scan.drop_rates();
  for (PriceAt& price : out) {
    price.start = text[price.first].start;
    price.end = text[price.last].end;
    scan.mark(price);
  }
}

std::string_view Money::code(const Lexed& word) const {
  if (word.size() == 0) return {};
  const PhraseMatch match = phrases_.match(word, 0);
  if (!match) return {};
  std::size_t end = match.end;
  if (end < word.size() && word.is_sign(end, '.')) ++end;
  return end == word.size() && rows_[match.row].factor == Decimal(1) ? rows_[match.row].code
                                                                     : std::string_view();
}

std::string_view Money::named(const Lexed& text, std::size_t begin, std::size_t end,
                              const PriceContext& context) const {
  for (std::size_t i = begin; i < end; ++i) {
    if (text[i].kind != Lex::kWord && text[i].kind != Lex::kSign) continue;
    const PhraseMatch match = phrases_.match(text, i);
    if (!match || match.end > end) continue;
    const Row& row = rows_[match.row];
    if (row.match != Match::kAny || row.factor != Decimal(1)) continue;
    if (row.code == "USD" && row.sign) return context.dollar;
    return row.code;
  }
  return {};
}

}  // namespace peil::facts
