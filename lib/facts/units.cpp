// facts/units.cpp -- numbers beside units: one pass that reads, one that joins strength to pieces.
#include "facts/units.hpp"

#include <algorithm>
#include <optional>

#include "base/embedded.hpp"

PEIL_EMBEDDED(units_table, peil_data_facts_units_tsv)

namespace peil::facts {
namespace {

constexpr std::size_t kNone = SIZE_MAX;

/// What one of a unit is in grams, millilitres or pieces, for `half ounce` (0.5 oz).
Decimal base_of(std::string_view unit) {
  if (unit == "oz") return Decimal(28349523125, 9);
  if (unit == "lb") return Decimal(45359237, 5);
  if (unit == "kg") return Decimal(1000);
  return Decimal(1);
}

/// Hundredths that a number word stands for.
constexpr WordEntry kNumberEntries[] = {
    {"half"_w, 50},        {"halve"_w, 50},        {"halbes"_w, 50},      {"halbe"_w, 50},
    {"halber"_w, 50},      {"demi"_w, 50},         {"kwart"_w, 25},       {"quarter"_w, 25},
    {"viertel"_w, 25},     {"quart"_w, 25},        {"anderhalf"_w, 150},  {"anderhalve"_w, 150},
    {"anderthalb"_w, 150}, {"een"_w, 100},         {"one"_w, 100},        {"ein"_w, 100},
    {"eine"_w, 100},       {"einen"_w, 100},       {"un"_w, 100},         {"une"_w, 100},
    {"a"_w, 100},          {"twee"_w, 200},        {"two"_w, 200},        {"zwei"_w, 200},
    {"deux"_w, 200},       {"drie"_w, 300},        {"three"_w, 300},      {"drei"_w, 300},
    {"trois"_w, 300},      {"vier"_w, 400},        {"four"_w, 400},       {"quatre"_w, 400},
    {"vijf"_w, 500},       {"five"_w, 500},        {"funf"_w, 500},       {"cinq"_w, 500},
    {"tien"_w, 1000},      {"ten"_w, 1000},        {"zehn"_w, 1000},      {"dix"_w, 1000},
    {"twintig"_w, 2000},   {"twenty"_w, 2000},     {"zwanzig"_w, 2000},   {"vingt"_w, 2000},
    {"vijftig"_w, 5000},   {"fifty"_w, 5000},      {"funfzig"_w, 5000},   {"cinquante"_w, 5000},
    {"honderd"_w, 10000},  {"hundred"_w, 10000},   {"hundert"_w, 10000},  {"cent"_w, 10000},
    {"duizend"_w, 100000}, {"thousand"_w, 100000}, {"tausend"_w, 100000}, {"mille"_w, 100000},
};
constexpr WordMap kNumberWords(kNumberEntries);

/// Half, a, two, … as a word; nullopt when it is none. `one` also reads `a` and `een`.
std::optional<Decimal> number_word(std::uint64_t hash, bool one) {
  const int hundredths = kNumberWords[hash];
  if (hundredths == 0 || (hundredths == 100 && !one)) return std::nullopt;
  return Decimal(hundredths, 2);
}

/// Words behind a number that make it no count of what follows: 24 uur, 2 jaar, 18 plus.
bool is_other_measure(std::uint64_t hash) {
  return is_one_of(
      hash, {"uur"_w,     "uren"_w,    "hours"_w,   "hour"_w,  "hrs"_w,   "h"_w,       "jaar"_w,    "years"_w,
             "year"_w,    "dagen"_w,   "dag"_w,     "days"_w,  "day"_w,   "weken"_w,   "week"_w,    "weeks"_w,
             "maanden"_w, "maand"_w,   "months"_w,  "month"_w, "min"_w,   "minuten"_w, "minutes"_w, "tage"_w,
             "wochen"_w,  "stunden"_w, "jahre"_w,   "ans"_w,   "jours"_w, "heures"_w,  "plus"_w,    "cm"_w,
             "mm"_w,      "m"_w,       "km"_w,      "meter"_w, "en"_w,    "and"_w,     "und"_w,     "et"_w,
             "of"_w,      "or"_w,      "oder"_w,    "ou"_w,    "van"_w,   "voor"_w,    "for"_w,     "fur"_w,
             "pour"_w,    "met"_w,     "with"_w,    "mit"_w,   "avec"_w,  "per"_w,     "tot"_w,     "to"_w,
             "bis"_w,     "in"_w,      "is"_w,      "op"_w,    "on"_w,    "star"_w,    "sterren"_w, "keer"_w,
             "times"_w,   "x"_w,       "e"_w,       "de"_w,    "ste"_w,   "th"_w,      "nd"_w,      "rd"_w,
             "graden"_w,  "procent"_w, "percent"_w, "watt"_w,  "w"_w,     "k"_w,       "the"_w});
}

/// Words between a count and what is in one: 3 strips van 10, 100 zegels à 110 µg.
bool is_of(std::uint64_t hash) {
  return is_one_of(hash, {"of"_w, "van"_w, "a"_w, "met"_w, "with"_w, "mit"_w, "de"_w, "x"_w, "avec"_w, "zu"_w,
                          "elk"_w, "each"_w, "ieder"_w, "containing"_w});
}

}  // namespace

Units::Units() {
  each_row(units_table(), 5, [&](const std::vector<std::string_view>& column) {
    const auto flag = [&](char c) { return column[4].find(c) != std::string_view::npos; };
    rows_.push_back({.unit = column[1],
                     .measure = column[2] == "mass"     ? Measure::kMass
                                : column[2] == "volume" ? Measure::kVolume
                                                        : Measure::kCount,
                     .factor = Decimal::parse(column[3]).value_or(Decimal(1)),
                     .alone = flag('a'),
                     .glued = flag('g'),
                     .slang = flag('s'),
                     .container = flag('c')});
    phrases_.add(column[0], static_cast<std::uint32_t>(rows_.size() - 1));
  });
  phrases_.seal();
}

void Units::interest(std::uint8_t bit, std::uint8_t number_words, Interests& interests) {
  phrases_.interest(bit, interests);
  number_words_ = number_words;
  for (const WordEntry& entry : kNumberEntries) interests.add(entry.word, number_words);
}

std::optional<Decimal> Units::number_word_at(const Lexed& text, std::size_t at) const {
  if (!text.is_word(at) || (text.marked() && !(text[at].interests & number_words_))) return std::nullopt;
  return number_word(text[at].hash, true);
}

PhraseMatch Units::match(const Lexed& text, std::size_t at, bool behind_number) const {
  if (at >= text.size()) return {};
  std::size_t begin = at;
  if (behind_number && text[at].gap == 0 && text.is_sign(at, '-') && at + 1 < text.size() &&
      text[at + 1].gap == 0)
    begin = at + 1;
  if (text[begin].kind != Lex::kWord && !(text[begin].kind == Lex::kNumber && !behind_number)) return {};
  if (behind_number && text[begin].gap > 1) return {};
  PhraseMatch match = phrases_.match(text, begin);
  if (!match) return {};
  const Row& row = rows_[match.row];
  if (row.glued && (!behind_number || begin != at)) return {};
  // 1st, 21st are ordinals, and `st` behind a blank may be a street
  if (behind_number && text[begin].hash == "st"_w && match.end == begin + 1 && at > 0 &&
      text.is_number(at - 1) && text.raw(at - 1).back() == '1' && text[begin].gap == 0)
    return {};
  return match;
}

struct Units::Scan {
  const Units& units;
  const Lexed& text;
  const std::vector<bool>& taken;
  std::vector<QuantityAt>& out;
  std::size_t used = 0;

  /// A number, `1/2`, `1 1/2`, `5k`: its value and the token behind it.
  struct Operand {
    Decimal value;
    std::size_t end = kNone;
    bool thousands = false;
    explicit operator bool() const { return end != kNone; }
  };
  Operand operand(std::size_t at) const;
  bool free(std::size_t number) const {
    return text.is_number(number) && !taken[number] && text[number].shape != Shape::kOdd &&
           !text.is_part_of_other(number) &&
           !(number > 0 && text[number].gap == 0 && text.is_word(number - 1) &&
             text[number - 1].hash != "x"_w);
  }
  bool is_times(std::size_t at) const { return text.is_word(at, "x"_w) || text.is_sign(at, '*'); }

  std::size_t number_at(std::size_t number);
  std::size_t word_at(std::size_t word);
  std::size_t after_times(std::size_t first, const Operand& count, std::size_t at);
  std::size_t after_unit(std::size_t first, const Operand& amount, const PhraseMatch& unit);
  std::size_t after_container(QuantityAt& outer, std::size_t at);
  std::size_t described(std::size_t first, const Operand& count);
  void push(std::size_t first, std::size_t end, QuantityAt quantity, std::string_view rule);
  QuantityAt simple(const Operand& amount, const Row& row) const;
  void join_strengths();
};

Units::Scan::Operand Units::Scan::operand(std::size_t at) const {
  if (!free(at)) return {};
  Operand result;
  std::optional<Decimal> value = text.value(at);
  if (!value) return {};
  result.thousands = text[at].shape == Shape::kThousands;
  std::size_t end = at + 1;
  // 1/2 and 1 1/2
  const auto fraction = [&](std::size_t i) -> std::optional<Decimal> {
    const std::int64_t top = text.whole(i),
                       bottom = text.is_sign(i + 1, '/') && text.glued(i + 1) && text.glued(i + 2)
                                    ? text.whole(i + 2)
                                    : -1;
    if (top <= 0 || bottom < 2 || bottom > 64 || top >= bottom) return std::nullopt;
    return Decimal(top).divided_by(Decimal(bottom));
  };
  if (const auto part = fraction(at)) {
    value = part;
    end = at + 3;
  } else if (text.whole(at) > 0 && text.is_number(end) && text[end].gap == 1) {
    if (const auto more = fraction(end)) value = value->plus(*more), end += 3;
  }
  if (text.is_word(end, "k"_w) && text[end].gap == 0 && text.whole(at) >= 0) {
    value = value->times(Decimal(1000));
    ++end;
  }
  if (!value || value->is_zero()) return {};
  result.value = *value;
  result.end = end;
  return result;
}

QuantityAt Units::Scan::simple(const Operand& amount, const Row& row) const {
  QuantityAt quantity;
  Decimal value = amount.value;
  // 1.250 kg is more often a kilo and a quarter than a ton and a quarter; 1.000 is left alone
  if (amount.thousands && (row.unit == "kg" || row.unit == "l") && value.coefficient() % 1000 != 0) {
    value = Decimal(value.coefficient(), value.scale() + 3);
  }
  const std::optional<Decimal> total = value.times(row.factor);
  if (!total) return quantity;
  quantity.unit = row.unit;
  quantity.slang = row.slang;
  quantity.container = row.container;
  quantity.amount = row.alone ? total->divided_by(base_of(row.unit), 12).value_or(value) : value;
  switch (row.measure) {
    case Measure::kMass: quantity.grams = total; break;
    case Measure::kVolume: quantity.ml = total; break;
    case Measure::kCount: quantity.units = total; break;
  }
  return quantity;
}

void Units::Scan::push(std::size_t first, std::size_t end, QuantityAt quantity, std::string_view rule) {
  used = end;
  if (!quantity.is_amount() && !quantity.strength_mg) return;
  quantity.first = static_cast<std::uint32_t>(first);
  quantity.last = static_cast<std::uint32_t>(end - 1);
  quantity.rule = rule;
  out.push_back(quantity);
}

std::size_t Units::Scan::number_at(std::size_t number) {
  const Operand amount = operand(number);
  if (!amount) return number + 1;
  const std::size_t next = amount.end;
  if (text.is_sign(next, '%')) return next + 1;
  if (is_times(next) && text[next].gap <= 1) return after_times(number, amount, next + 1);
  if (const PhraseMatch unit = units.match(text, next, true)) return after_unit(number, amount, unit);
  // Xanax x100
  if (number > 0 && text.is_word(number - 1, "x"_w) && text[number].gap == 0 && text.whole(number) > 0 &&
      !(number > 1 && text.is_number(number - 2) && text[number - 1].gap == 0)) {
    QuantityAt quantity;
    quantity.amount = amount.value;
    quantity.unit = "unit";
    quantity.units = amount.value;
    quantity.bare_times = true;
    push(number - 1, next, quantity, "quantity.times");
    return next;
  }
  return described(number, amount);
}

/// 100 blue tesla pills: a count, one or two words, and what is counted.
std::size_t Units::Scan::described(std::size_t first, const Operand& count) {
  if (text[first].shape != Shape::kWhole && text[first].shape != Shape::kThousands) return count.end;
  if (count.value == Decimal(1)) return count.end;
  for (std::size_t k = count.end, words = 0; words < 2 && text.is_word(k) && text[k].gap == 1; ++k, ++words) {
    if (is_other_measure(text[k].hash)) return count.end;
    const PhraseMatch unit = units.match(text, k + 1, false);
    if (!unit || text[k + 1].gap != 1) continue;
    const Row& row = units.row(unit);
    if (row.measure != Measure::kCount || row.unit == "piece" || row.unit == "unit" || row.alone)
      return count.end;
    QuantityAt quantity = simple(count, row);
    const std::size_t end = after_container(quantity, unit.end);
    push(first, end, quantity, "quantity.described");
    return end;
  }
  return count.end;
}

/// `10 x` has been read: what follows is one of ten.
std::size_t Units::Scan::after_times(std::size_t first, const Operand& count, std::size_t at) {
  const Operand inner = operand(at);
  const PhraseMatch unit = inner ? units.match(text, inner.end, true) : units.match(text, at, false);
  if (!inner) {
    QuantityAt quantity;
    if (unit && text[at].gap <= 1) {  // 10 x pill
      quantity = simple(count, units.row(unit));
      const std::size_t end = after_container(quantity, unit.end);
      push(first, end, quantity, "quantity.times");
      return end;
    }
    // 10x €30: what is counted stands before it, or is all that is sold
    const bool priced = at < taken.size() && taken[at] && !text.is_word(at);
    if (!priced && !text.is_word(at) && !text.is_break(at) && text[at].kind != Lex::kTab) return at;
    // 100x xtc pillen
    for (std::size_t k = at; k < at + 3 && text.is_word(k); ++k) {
      const PhraseMatch counted = units.match(text, k, false);
      if (!counted || units.row(counted).measure != Measure::kCount) continue;
      quantity = simple(count, units.row(counted));
      push(first, counted.end, quantity, "quantity.times");
      return counted.end;
    }
    if (text[first].shape == Shape::kDecimal || text[first].shape == Shape::kFraction) return at;
    quantity.amount = count.value;
    quantity.unit = "unit";
    quantity.units = count.value;
    quantity.bare_times = true;
    push(first, at, quantity, "quantity.times");
    return at;
  }
  if (!unit) return at;
  const Row& row = units.row(unit);
  QuantityAt quantity = simple(inner, row);
  std::size_t end = unit.end;
  if (row.measure == Measure::kMass && (row.unit == "mg" || row.unit == "ug")) {
    // 50 x 30 mg pills: pieces of that strength
    QuantityAt pieces;
    pieces.amount = count.value;
    pieces.unit = "unit";
    pieces.units = count.value;
    pieces.strength_mg = quantity.grams ? quantity.grams->times(Decimal(1000)) : std::nullopt;
    for (std::size_t k = end; k < end + 3 && text.is_word(k); ++k) {
      const PhraseMatch counted = units.match(text, k, false);
      if (!counted || units.row(counted).measure != Measure::kCount) continue;
      pieces.unit = units.row(counted).unit;
      end = counted.end;
      break;
    }
    push(first, end, pieces, "quantity.times_strength");
    return end;
  }
  const auto multiplied = [&](std::optional<Decimal>& part) {
    if (part) part = part->times(count.value);
  };
  multiplied(quantity.grams), multiplied(quantity.ml), multiplied(quantity.units);
  if (row.measure != Measure::kCount) quantity.units = count.value;
  quantity.amount = inner.value.times(count.value).value_or(inner.value);
  push(first, end, quantity, "quantity.times");
  return end;
}

std::size_t Units::Scan::after_unit(std::size_t first, const Operand& amount, const PhraseMatch& unit) {
  const Row& row = units.row(unit);
  QuantityAt quantity = simple(amount, row);
  std::size_t end = unit.end;
  // 100 mg/ml is a concentration, 30mg/pill a strength
  if (row.measure == Measure::kMass &&
      (text.is_sign(end, '/') || text.is_word(end, "per"_w) || text.is_word(end, "pro"_w))) {
    const bool slash = text.is_sign(end, '/');
    const PhraseMatch below = units.match(text, end + 1, false);
    const bool litre = slash && (text.is_word(end + 1, "l"_w));
    if (litre) return used = end + 2, end + 2;
    if (below && units.row(below).measure == Measure::kVolume) return used = below.end, below.end;
    if (below && units.row(below).measure == Measure::kCount && quantity.grams &&
        (row.unit == "mg" || row.unit == "ug")) {
      quantity.strength_mg = quantity.grams->times(Decimal(1000));
      quantity.grams.reset();
      push(first, below.end, quantity, "quantity.strength");
      return below.end;
    }
  }
  // 1g x 10
  if (is_times(end) && text[end].gap <= 1) {
    const Operand count = operand(end + 1);
    if (count && text.whole(end + 1) > 0 && count.end == end + 2) {
      const PhraseMatch counted = units.match(text, count.end, true);
      const bool pieces = counted && units.row(counted).measure == Measure::kCount;
      if (!counted || pieces) {
        end = pieces ? counted.end : count.end;
        if (row.measure == Measure::kMass && (row.unit == "mg" || row.unit == "ug")) {
          quantity.strength_mg = quantity.grams ? quantity.grams->times(Decimal(1000)) : std::nullopt;
          quantity.grams.reset();
          quantity.amount = count.value;
          quantity.unit = pieces ? units.row(counted).unit : "unit";
        } else {
          if (quantity.grams) quantity.grams = quantity.grams->times(count.value);
          if (quantity.ml) quantity.ml = quantity.ml->times(count.value);
          if (row.measure == Measure::kCount && quantity.units)
            quantity.units = quantity.units->times(count.value);
          quantity.amount = quantity.amount.times(count.value).value_or(quantity.amount);
          if (row.measure == Measure::kCount) {
            push(first, end, quantity, "quantity.times");
            return end;
          }
        }
        quantity.units = count.value;
        push(first, end, quantity, "quantity.times");
        return end;
      }
    }
  }
  end = after_container(quantity, end);
  push(first, end, quantity,
       row.measure == Measure::kCount  ? "quantity.count"
       : row.measure == Measure::kMass ? "quantity.mass"
                                       : "quantity.volume");
  return end;
}

/// 3 strips van 10 tabletten, 2 flesjes (10 ml): a container has been read, and what is in one may follow.
std::size_t Units::Scan::after_container(QuantityAt& outer, std::size_t at) {
  if (!outer.container || !outer.units) return at;
  std::size_t k = at;
  if (text.is_word(k) && is_of(text[k].hash)) ++k;
  else if (text.is_sign(k, '(') || text.is_sign(k, '@')) ++k;
  else return at;
  const Operand inner = operand(k);
  if (!inner) return at;
  const PhraseMatch unit = units.match(text, inner.end, true);
  if (!unit) return at;
  const Row& row = units.row(unit);
  const QuantityAt one = simple(inner, row);
  if (row.measure == Measure::kMass && (row.unit == "mg" || row.unit == "ug"))
    return at;  // a strength: join_strengths
  if (one.grams) outer.grams = one.grams->times(*outer.units);
  if (one.ml) outer.ml = one.ml->times(*outer.units);
  if (one.units) {
    outer.units = one.units->times(*outer.units);
    outer.unit = row.unit;
    outer.amount = outer.units.value_or(outer.amount);
  }
  return unit.end;
}

/// Half an ounce, twee gram, half oz, qp: amounts that begin with a word.
std::size_t Units::Scan::word_at(std::size_t word) {
  const auto plain = [&](std::size_t at, const Decimal& value) -> std::size_t {
    const PhraseMatch unit = units.match(text, at, true);
    if (!unit) return kNone;
    const Row& row = units.row(unit);
    if (row.alone || row.slang || row.glued || row.unit == "t") return kNone;
    if (value == Decimal(1) && row.measure == Measure::kCount) return kNone;
    Operand operand;
    operand.value = value;
    operand.end = at;
    QuantityAt quantity = simple(operand, row);
    const std::size_t end = after_container(quantity, unit.end);
    push(word, end, quantity, "quantity.word");
    return end;
  };
  const PhraseMatch alone = units.match(text, word, false);
  if (alone && units.row(alone).alone) {
    Operand operand;
    operand.value = Decimal(1);
    operand.end = word;
    push(word, alone.end, simple(operand, units.row(alone)), "quantity.word");
    return alone.end;
  }
  if (text.marked() && !(text[word].interests & units.number_words_)) return word + 1;
  const std::optional<Decimal> value = number_word(text[word].hash, true);
  if (!value) return word + 1;
  std::size_t next = word + 1;
  if (*value == Decimal(1) && text.is_word(next)) {  // een halve gram
    if (const auto part = number_word(text[next].hash, false); part && *part < Decimal(2)) {
      const std::size_t end = plain(next + 1, *part);
      if (end != kNone) return end;
    }
  }
  if (*value < Decimal(1) && text.is_word(next) &&
      is_one_of(text[next].hash, {"a"_w, "an"_w, "een"_w, "un"_w}))
    ++next;
  // `a` and `per` gram is what a price is for, not an amount
  if (text[word].hash == "a"_w ||
      (word > 0 && text.is_word(word - 1) && is_one_of(text[word - 1].hash, {"per"_w, "pro"_w, "par"_w})))
    return word + 1;
  const std::size_t end = plain(next, *value);
  return end == kNone ? word + 1 : end;
}

/// 100 zegels 110 µg, Xanax 2mg 100 pills: mg and µg beside a count are the strength of one piece.
void Units::Scan::join_strengths() {
  const auto is_small = [](const QuantityAt& q) {
    return (q.unit == "mg" || q.unit == "ug") && q.grams && !q.units;
  };
  const auto near = [&](const QuantityAt& a, const QuantityAt& b) {  // a before b
    std::size_t steps = 0;
    for (std::size_t k = a.last + 1; k < b.first; ++k) {
      if (text.is_break(k) || text[k].kind == Lex::kTab || text.is_number(k) || text.is_sign(k, ';') ||
          text.is_sign(k, '|') || ++steps > 3)
        return false;
    }
    return true;
  };
  std::vector<bool> drop(out.size(), false);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!is_small(out[i])) continue;
    const Decimal strength = out[i].grams->times(Decimal(1000)).value_or(Decimal());
    const auto give = [&](std::size_t to) {
      QuantityAt& count = out[to];
      if (!count.units || count.grams || count.strength_mg || drop[to]) return false;
      count.strength_mg = strength;
      count.first = std::min(count.first, out[i].first);
      count.last = std::max(count.last, out[i].last);
      drop[i] = true;
      return true;
    };
    if (i > 0 && near(out[i - 1], out[i]) && give(i - 1)) continue;
    if (i + 1 < out.size() && near(out[i], out[i + 1]) && give(i + 1)) continue;
    // alone: Diazepam 10mg says how strong, MDMA 500 mg how much
    const bool counted = units.match(text, out[i].last + 1, false) &&
                         units.row(units.match(text, out[i].last + 1, false)).measure == Measure::kCount;
    if (out[i].unit == "ug" || counted || !(Decimal(60) < strength)) {
      out[i].strength_mg = strength;
      out[i].grams.reset();
      out[i].rule = "quantity.strength";
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!drop[i]) out[kept++] = out[i];
  }
  out.resize(kept);
}

void Units::read(const Lexed& text, const std::vector<bool>& taken, std::vector<QuantityAt>& out) const {
  Scan scan{*this, text, taken, out};
  for (std::size_t i = 0; i < text.size() && out.size() < kMaxFacts;) {
    std::size_t next = i + 1;
    if (taken[i]) {
      // an amount of money
    } else if (text.is_number(i)) {
      // 8 ball: a phrase that begins with a number
      const PhraseMatch alone = match(text, i, false);
      next = alone && row(alone).alone ? scan.word_at(i) : scan.number_at(i);
    } else if (text.is_word(i)) {
      next = scan.word_at(i);
    }
    i = std::max(next, i + 1);
  }
  scan.join_strengths();
  for (QuantityAt& quantity : out) {
    quantity.start = text[quantity.first].start;
    quantity.end = text[quantity.last].end;
  }
}

}  // namespace peil::facts
