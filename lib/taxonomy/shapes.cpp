// taxonomy/shapes.cpp -- numbers with units, on tokens.
#include "taxonomy/shapes.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "taxonomy/deals.hpp"

namespace peil::taxonomy {

namespace {

struct Unit {
  std::string_view word;  // folded
  std::uint8_t shape;
  std::string_view unit;  // what the amount is in, after the factor
  std::string_view factor;
};

constexpr Unit kUnits[] = {{"acp", kCal, "cal", "1"},
                           {"ampoule", kCount, "units", "1"},
                           {"ampoules", kCount, "units", "1"},
                           {"ampules", kCount, "units", "1"},
                           {"ampullen", kCount, "units", "1"},
                           {"aud", kPrice, "AUD", "1"},
                           {"balles", kCount, "units", "1"},
                           {"ballonnen", kCount, "units", "1"},
                           {"bar", kCount, "units", "1"},
                           {"bars", kCount, "units", "1"},
                           {"blister", kCount, "units", "1"},
                           {"blisters", kCount, "units", "1"},
                           {"blotter", kCount, "units", "1"},
                           {"blotters", kCount, "units", "1"},
                           {"bolletjes", kCount, "units", "1"},
                           {"btc", kPrice, "BTC", "1"},
                           {"bullets", kCount, "units", "1"},
                           {"buvards", kCount, "units", "1"},
                           {"cachets", kCount, "units", "1"},
                           {"cad", kPrice, "CAD", "1"},
                           {"cal", kCal, "cal", "1"},
                           {"caliber", kCal, "cal", "1"},
                           {"caps", kCount, "units", "1"},
                           {"capsule", kCount, "units", "1"},
                           {"capsules", kCount, "units", "1"},
                           {"cart", kCount, "units", "1"},
                           {"cartouches", kCount, "units", "1"},
                           {"cartridges", kCount, "units", "1"},
                           {"carts", kCount, "units", "1"},
                           {"chf", kPrice, "CHF", "1"},
                           {"cilinder", kCount, "units", "1"},
                           {"cilinders", kCount, "units", "1"},
                           {"cl", kMl, "ml", "10"},
                           {"comprimes", kCount, "units", "1"},
                           {"dollar", kPrice, "USD", "1"},
                           {"dollars", kPrice, "USD", "1"},
                           {"doosjes", kCount, "units", "1"},
                           {"dose", kCount, "units", "1"},
                           {"dosen", kCount, "units", "1"},
                           {"doses", kCount, "units", "1"},
                           {"eu", kPrice, "EUR", "1"},
                           {"eur", kPrice, "EUR", "1"},
                           {"euries", kPrice, "EUR", "1"},
                           {"euro", kPrice, "EUR", "1"},
                           {"eurootjes", kPrice, "EUR", "1"},
                           {"euros", kPrice, "EUR", "1"},
                           {"flacons", kCount, "units", "1"},
                           {"flaschen", kCount, "units", "1"},
                           {"flesjes", kCount, "units", "1"},
                           {"flessen", kCount, "units", "1"},
                           {"g", kMass, "g", "1"},
                           {"gauge", kCal, "cal", "1"},
                           {"gbp", kPrice, "GBP", "1"},
                           {"gelules", kCount, "units", "1"},
                           {"gm", kMass, "g", "1"},
                           {"gms", kMass, "g", "1"},
                           {"gr", kMass, "g", "1"},
                           {"gram", kMass, "g", "1"},
                           {"gramm", kMass, "g", "1"},
                           {"gramme", kMass, "g", "1"},
                           {"grammes", kMass, "g", "1"},
                           {"grammetje", kMass, "g", "1"},
                           {"grams", kMass, "g", "1"},
                           {"grm", kMass, "g", "1"},
                           {"gs", kMass, "g", "1"},
                           {"hit", kCount, "units", "1"},
                           {"hits", kCount, "units", "1"},
                           {"joints", kCount, "units", "1"},
                           {"kaliber", kCal, "cal", "1"},
                           {"kapsel", kCount, "units", "1"},
                           {"kapseln", kCount, "units", "1"},
                           {"kg", kMass, "g", "1000"},
                           {"kgs", kMass, "g", "1000"},
                           {"kilo", kMass, "g", "1000"},
                           {"kilogram", kMass, "g", "1000"},
                           {"kilograms", kMass, "g", "1000"},
                           {"kilos", kMass, "g", "1000"},
                           {"kogels", kCount, "units", "1"},
                           {"koppen", kCount, "units", "1"},
                           {"l", kMl, "ml", "1000"},
                           {"lb", kMass, "g", "453.592"},
                           {"lbs", kMass, "g", "453.592"},
                           {"liter", kMl, "ml", "1000"},
                           {"liters", kMl, "ml", "1000"},
                           {"litre", kMl, "ml", "1000"},
                           {"litres", kMl, "ml", "1000"},
                           {"ltc", kPrice, "LTC", "1"},
                           {"ltr", kMl, "ml", "1000"},
                           {"mcg", kUg, "ug", "1"},
                           {"mg", kMg, "mg", "1"},
                           {"mics", kUg, "ug", "1"},
                           {"milligram", kMg, "mg", "1"},
                           {"ml", kMl, "ml", "1"},
                           {"mm", kCal, "cal", "1"},
                           {"ons", kMass, "g", "100"},
                           {"onsje", kMass, "g", "100"},
                           {"ounce", kMass, "g", "28.3495"},
                           {"ounces", kMass, "g", "28.3495"},
                           {"oz", kMass, "g", "28.3495"},
                           {"ozs", kMass, "g", "28.3495"},
                           {"pack", kCount, "units", "1"},
                           {"packs", kCount, "units", "1"},
                           {"pakjes", kCount, "units", "1"},
                           {"pakken", kCount, "units", "1"},
                           {"papertrips", kCount, "units", "1"},
                           {"pappen", kCount, "units", "1"},
                           {"pastillas", kCount, "units", "1"},
                           {"patronen", kCount, "units", "1"},
                           {"pcs", kCount, "units", "1"},
                           {"pennen", kCount, "units", "1"},
                           {"pens", kCount, "units", "1"},
                           {"piece", kCount, "units", "1"},
                           {"pieces", kCount, "units", "1"},
                           {"pil", kCount, "units", "1"},
                           {"pill", kCount, "units", "1"},
                           {"pillekes", kCount, "units", "1"},
                           {"pillen", kCount, "units", "1"},
                           {"pilletjes", kCount, "units", "1"},
                           {"pillies", kCount, "units", "1"},
                           {"pills", kCount, "units", "1"},
                           {"pilules", kCount, "units", "1"},
                           {"pingers", kCount, "units", "1"},
                           {"pk", kCount, "units", "1"},
                           {"planten", kCount, "units", "1"},
                           {"plants", kCount, "units", "1"},
                           {"plugs", kCount, "units", "1"},
                           {"pochons", kCount, "units", "1"},
                           {"pond", kMass, "g", "500"},
                           {"pound", kMass, "g", "453.592"},
                           {"pounds", kMass, "g", "453.592"},
                           {"rondjes", kCount, "units", "1"},
                           {"rounds", kCount, "units", "1"},
                           {"sachets", kCount, "units", "1"},
                           {"schuss", kCount, "units", "1"},
                           {"seeds", kCount, "units", "1"},
                           {"st", kCount, "units", "1"},
                           {"stck", kCount, "units", "1"},
                           {"stek", kCount, "units", "1"},
                           {"stekjes", kCount, "units", "1"},
                           {"stekken", kCount, "units", "1"},
                           {"stk", kCount, "units", "1"},
                           {"strip", kCount, "units", "1"},
                           {"strips", kCount, "units", "1"},
                           {"stuck", kCount, "units", "1"},
                           {"stuk", kCount, "units", "1"},
                           {"stuks", kCount, "units", "1"},
                           {"tab", kCount, "units", "1"},
                           {"tabl", kCount, "units", "1"},
                           {"tablet", kCount, "units", "1"},
                           {"tabletjes", kCount, "units", "1"},
                           {"tablets", kCount, "units", "1"},
                           {"tabletten", kCount, "units", "1"},
                           {"tabs", kCount, "units", "1"},
                           {"tank", kCount, "units", "1"},
                           {"tanks", kCount, "units", "1"},
                           {"trips", kCount, "units", "1"},
                           {"ug", kUg, "ug", "1"},
                           {"unidades", kCount, "units", "1"},
                           {"units", kCount, "units", "1"},
                           {"usd", kPrice, "USD", "1"},
                           {"vials", kCount, "units", "1"},
                           {"x", kCount, "units", "1"},
                           {"xmr", kPrice, "XMR", "1"},
                           {"zaadjes", kCount, "units", "1"},
                           {"zaden", kCount, "units", "1"},
                           {"zakjes", kCount, "units", "1"},
                           {"zakken", kCount, "units", "1"},
                           {"zegel", kCount, "units", "1"},
                           {"zegels", kCount, "units", "1"},
                           {"zegeltjes", kCount, "units", "1"}};

constexpr bool word_before(const Unit& a, const Unit& b) { return a.word < b.word; }
static_assert(std::is_sorted(std::begin(kUnits), std::end(kUnits), word_before));

/// The first two letters of all units: most words are told by them.
constexpr auto kUnitPairs = [] {
  std::array<std::uint32_t, 32> seconds = {};
  for (const Unit& unit : kUnits) {
    const char second = unit.word.size() > 1 ? unit.word[1] : '\0';
    seconds[static_cast<unsigned char>(unit.word[0]) & 31] |= std::uint32_t{1}
                                                              << (static_cast<unsigned char>(second) & 31);
  }
  return seconds;
}();

const Unit* find_unit(std::string_view word) {
  if (word.empty()) return nullptr;
  const char second = word.size() > 1 ? word[1] : '\0';
  if (!(kUnitPairs[static_cast<unsigned char>(word[0]) & 31] >> (static_cast<unsigned char>(second) & 31) &
        1))
    return nullptr;
  const auto at = std::lower_bound(std::begin(kUnits), std::end(kUnits), Unit{word, 0, "", ""}, word_before);
  return at != std::end(kUnits) && at->word == word ? at : nullptr;
}

struct Class {
  std::string_view name;
  Shape shape;
};
constexpr Class kClasses[] = {{"#mass", kMass}, {"#mg", kMg},       {"#ug", kUg},       {"#ml", kMl},
                              {"#cal", kCal},   {"#price", kPrice}, {"#count", kCount}, {"#street", kStreet}};

bool is_digits(std::string_view word) { return !word.empty() && word[0] >= '0' && word[0] <= '9'; }

/// Currency of the sign in `gap`; "" when there is none that we know.
std::string_view currency_in(std::string_view gap) {
  if (gap.find("€") != std::string_view::npos) return "EUR";
  if (gap.find("£") != std::string_view::npos) return "GBP";
  if (gap.find('$') != std::string_view::npos) return "USD";
  return "";
}

/// Bytes at the end of `gap` from its last currency sign on, 0 when blanks alone do not follow it.
std::size_t sign_before(std::string_view gap) {
  std::size_t at = gap.size();
  while (at > 0 && gap[at - 1] == ' ') --at;
  for (std::string_view sign : {"€", "£", "$"}) {
    if (gap.substr(0, at).ends_with(sign)) return gap.size() - at + sign.size();
  }
  return 0;
}
std::size_t sign_behind(std::string_view gap) {
  const std::size_t at = std::min(gap.find_first_not_of(' '), gap.size());
  for (std::string_view sign : {"€", "£", "$"}) {
    if (gap.substr(at).starts_with(sign)) return at + sign.size();
  }
  return 0;
}

constexpr std::uint8_t kBetween = text::kGapSpace | text::kGapHyphen;  // what may stand before a unit

/// One read() call.
class Reader {
 public:
  Reader(std::string_view text, const text::Tokens& tokens, std::vector<std::uint8_t>& bits,
         std::vector<Amount>& amounts)
      : text_(text), tokens_(tokens), bits_(bits), amounts_(amounts) {}

  void run() {
    for (std::size_t i = 0; i < tokens_.size();) {
      const auto kind = tokens_[i].kind;
      if (kind == text::TokenKind::kNumber) i = number(i);
      else if (kind == text::TokenKind::kMixed) i = mixed(i, i, "");
      else ++i;
    }
  }

 private:
  std::string_view gap_before(std::size_t i) const {
    const std::size_t from = i == 0 ? 0 : tokens_[i - 1].end;
    const std::size_t to = i < tokens_.size() ? tokens_[i].start : std::min(text_.size(), from + 16);
    return text_.substr(from, to - from);
  }
  std::uint8_t gap(std::size_t i) const { return i < tokens_.size() ? tokens_[i].gap : tokens_.tail_gap(); }

  /// Bytes of a currency sign that stands at a token, or behind the token before this one.
  std::size_t before(std::size_t i) const {
    return (gap(i) & text::kGapCurrency) ? sign_before(gap_before(i)) : 0;
  }
  std::size_t behind(std::size_t i) const {
    return (gap(i) & text::kGapCurrency) ? sign_behind(gap_before(i)) : 0;
  }

  void add(std::size_t first, std::size_t last, std::uint8_t shape, const std::string& digits,
           std::string_view unit, std::string_view factor) {
    for (std::size_t i = first; i <= last; ++i) bits_[i] |= shape;
    used_ = last + 1;
    const auto value = Decimal::parse(digits);
    const auto by = Decimal::parse(factor);
    if (!value || !by) return;
    const auto product = value->times(*by);
    if (!product) return;
    std::size_t start = tokens_[first].start, end = tokens_[last].end;
    if (shape == kPrice) {
      const std::size_t sign = before(first);
      start -= sign;
      if (sign == 0) end += behind(last + 1);
    }
    amounts_.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last),
                        static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end), shape, *product,
                        std::string(unit)});
  }

  /// A number token, perhaps with a decimal part or thousands in the next tokens, then a unit.
  std::size_t number(std::size_t first) {
    std::string digits(tokens_.folded(first).substr(0, 15));
    std::size_t last = first;
    bool fraction = false;
    while (last + 1 < tokens_.size() && !fraction) {
      const auto& next = tokens_[last + 1];
      const std::string_view folded = tokens_.folded(last + 1);
      if (!(next.gap & text::kGapComma) || (next.gap & ~(text::kGapComma | text::kGapStop)) ||
          !is_digits(folded) || next.start != tokens_[last].end + 1 || digits.size() > 15) {
        break;
      }
      const std::size_t run = std::min(folded.find_first_not_of("0123456789"), folded.size());
      const bool thousands = run == 3 && digits != "0";
      if (next.kind == text::TokenKind::kMixed) {
        return mixed(last + 1, first, thousands ? digits : digits + ".");
      }
      if (!thousands) digits.push_back('.'), fraction = true;
      digits.append(folded.substr(0, 15));
      ++last;
    }
    return unit_behind(first, last, digits);
  }

  std::size_t unit_behind(std::size_t first, std::size_t last, std::string& digits) {
    trim_zeros(digits);
    const std::uint8_t next_gap = gap(last + 1);
    if (before(first) > 0) {
      const std::string_view all = gap_before(first);
      add(first, last, kPrice, digits, currency_in(all.substr(all.size() - before(first))), "1");
      return last + 1;
    }
    if (behind(last + 1) > 0) {
      add(first, last, kPrice, digits, currency_in(gap_before(last + 1).substr(0, behind(last + 1))), "1");
      return last + 1;
    }
    if (gap_before(last + 1).starts_with(",-")) {
      add(first, last, kPrice, digits, "", "1");
      return last + 1;
    }
    if (digits.size() > 3 && digits[digits.size() - 3] == '.' && a_piece(last + 1)) {
      add(first, last, kPrice, digits, "", "1");
      return last + 1;
    }
    if (last + 1 < tokens_.size() && !(next_gap & ~kBetween)) {
      if (const Unit* unit = find_unit(tokens_.folded(last + 1))) {
        add(first, last + 1, unit->shape, digits, unit->unit, unit->factor);
        return last + 2;
      }
    }
    // "EUR 90": a code before the number, when it is not that of a number before it.
    if (first > used_ && gap(first) == text::kGapSpace && tokens_[first - 1].kind == text::TokenKind::kWord) {
      const Unit* unit = find_unit(tokens_.folded(first - 1));
      if (unit != nullptr && unit->shape == kPrice && unit->word.size() > 2) {
        add(first - 1, last, kPrice, digits, unit->unit, unit->factor);
        return last + 1;
      }
    }
    // "10 xtc pillen": one word may stand between a number and what is counted.
    if (last + 2 < tokens_.size() && next_gap == text::kGapSpace &&
        tokens_[last + 2].gap == text::kGapSpace && tokens_[last + 1].kind == text::TokenKind::kWord) {
      const Unit* unit = find_unit(tokens_.folded(last + 2));
      if (unit != nullptr && unit->shape == kCount && unit->word.size() > 2) {
        add(first, last + 2, unit->shape, digits, unit->unit, unit->factor);
        return last + 3;
      }
    }
    return last + 1;
  }

  /// "3,50 p.st.", "2,75 per stuk": a price without its currency.
  bool a_piece(std::size_t at) const {
    static constexpr std::string_view kPieces[] = {"st",   "stk",   "stuk",  "stuck", "piece",
                                                   "gram", "gramm", "gr",    "g",     "pil"};
    if (at + 1 >= tokens_.size() || (tokens_[at + 1].gap & text::kGapLine)) return false;
    const std::string_view word = tokens_.folded(at);
    if (word != "p" && word != "per" && word != "pro") return false;
    return std::find(std::begin(kPieces), std::end(kPieces), tokens_.folded(at + 1)) != std::end(kPieces);
  }

  /// A mixed token: 5g, 100x110ug, x5, eur20. `before`: digits of tokens from `first` that belong to it.
  std::size_t mixed(std::size_t at, std::size_t first, const std::string& before) {
    struct Piece {
      std::string_view text;
      bool digits;
    };
    std::array<Piece, 8> pieces;
    std::size_t count = 0;
    text::each_piece(tokens_.folded(at), [&](std::string_view piece, bool digits) {
      if (count < pieces.size()) pieces[count++] = {piece, digits};
    });
    for (std::size_t i = 0; i < count; ++i) {
      if (!pieces[i].digits) continue;
      std::string digits = (i == 0 ? before : std::string()) + std::string(pieces[i].text.substr(0, 15));
      trim_zeros(digits);
      const Unit* behind = i + 1 < count ? find_unit(pieces[i + 1].text) : nullptr;
      const Unit* ahead = i > 0 ? find_unit(pieces[i - 1].text) : nullptr;
      const std::size_t from = i == 0 ? first : at;
      if (behind != nullptr && (i + 2 >= count || behind->word == "x")) {
        add(from, at, behind->shape, digits, behind->unit, behind->factor);
      } else if (i + 1 == count && ahead != nullptr &&
                 (ahead->shape == kPrice || (ahead->word == "x" && i == 1))) {
        add(from, at, ahead->shape, digits, ahead->unit, ahead->factor);
      } else if (i + 1 == count && i > 0) {
        return unit_behind(at, at, digits);
      }
    }
    return at + 1;
  }

  /// Leading zeros are no JSON number.
  static void trim_zeros(std::string& digits) {
    const std::size_t keep = std::min(digits.find_first_not_of('0'), digits.size());
    digits.erase(0, keep);
    if (digits.empty() || digits[0] == '.') digits.insert(digits.begin(), '0');
    if (digits.back() == '.') digits.push_back('0');
  }

  std::string_view text_;
  const text::Tokens& tokens_;
  std::vector<std::uint8_t>& bits_;
  std::vector<Amount>& amounts_;
  std::size_t used_ = 0;  ///< tokens before this one belong to amounts
};

}  // namespace

std::uint8_t shape_from_name(std::string_view name) {
  for (const Class& entry : kClasses) {
    if (entry.name == name) return entry.shape;
  }
  return 0;
}

std::vector<std::string_view> shape_names() {
  std::vector<std::string_view> names;
  for (const Class& entry : kClasses) names.push_back(entry.name);
  return names;
}

void Shapes::read(std::string_view text, const text::Tokens& tokens) {
  bits_.assign(tokens.size(), 0);
  amounts_.clear();
  Reader(text, tokens, bits_, amounts_).run();
  read_deals(text, tokens, bits_, amounts_);
}

UnitWord unit_word(std::string_view folded) {
  const Unit* unit = find_unit(folded);
  if (unit == nullptr) return {};
  return {unit->shape, unit->unit, unit->factor};
}

}  // namespace peil::taxonomy
