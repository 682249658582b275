// facts/ladder.cpp -- which quantity a price is for.
//
// A line is cut into segments; in a segment prices and quantities alternate or stand in equal runs. What
// is said outright goes first: "per gram", "2 voor".
#include "facts/ladder.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>

namespace peil::facts {
namespace {

constexpr std::uint32_t kNoQuantity = UINT32_MAX;
constexpr std::size_t kShortLine = 24;  // tokens of a line that may name what the next line prices

enum class Kind : std::uint8_t { kPrice, kQuantity };

struct Event {
  Kind kind;
  std::uint32_t index;  // in prices or quantities
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t segment;  // within its line
};

class Joiner {
 public:
  Joiner(const Lexed& text, const PriceContext& context, const Money& money, const Units& units,
         const std::vector<PriceAt>& prices, const std::vector<QuantityAt>& quantities)
      : text_(text),
        context_(context),
        money_(money),
        units_(units),
        quantities_(quantities),
        busy_(text.size() + 1, false) {
    for (const PriceAt& price : prices) {
      rungs_.push_back({price, std::nullopt, false});
      mark(price.first, price.last);
    }
    for (const QuantityAt& quantity : quantities) mark(quantity.first, quantity.last);
  }

  std::vector<Rung> join() {
    find_columns();
    find_counts_for();
    find_bare();
    for (Rung& rung : rungs_) bind_per(rung);
    collect();
    for (std::size_t begin = 0; begin < events_.size();) {
      std::size_t end = begin;
      while (end < events_.size() && line_[end] == line_[begin]) ++end;
      join_line(begin, end);
      begin = end;
    }
    join_lines();
    inherit_units();
    for (Rung& rung : rungs_) rung.minimum = rung.quantity && is_minimum(*rung.quantity);
    price_thresholds();
    return std::move(rungs_);
  }

 private:
  void mark(std::size_t first, std::size_t last) {
    for (std::size_t i = first; i <= last; ++i) busy_[i] = true;
  }
  bool is_bare(std::size_t number) const { return is_bare_number(text_, number, busy_); }
  void find_columns();
  void find_counts_for();
  void find_bare();
  struct Bare {
    std::size_t number;
    std::optional<std::uint32_t> quantity;  // beside it
    std::size_t last;                       // its last token: the `e` of `60e`
    bool certain = false;                   // an amount though it is the only one and no currency is said
  };
  bool ends(std::size_t token) const;
  bool is_short_euro(std::size_t number) const;
  void find_bare_per(std::vector<Bare>& found);
  void add_bare_rungs(const std::vector<Bare>& found);
  void inherit_units();
  void price_thresholds();
  void bind_per(Rung& rung);
  bool bind_behind(Rung& rung);
  bool bind_counted(Rung& rung);
  void bind_before(Rung& rung, std::size_t before);
  std::size_t announced_unit(std::size_t at) const;
  std::optional<QuantityAt> one_of(std::size_t at, std::size_t first) const;
  void collect();
  bool parts(std::size_t from, std::size_t to) const;
  void join_line(std::size_t begin, std::size_t end);
  void join_segment(std::size_t begin, std::size_t end);
  void pair_runs(std::span<const std::size_t> quantities, std::span<const std::size_t> prices);
  void give(std::size_t price_event, std::size_t quantity_event);
  void join_lines();
  bool is_minimum(const QuantityAt& quantity) const;

  const Lexed& text_;
  const PriceContext& context_;
  const Money& money_;
  const Units& units_;
  std::vector<QuantityAt> quantities_;  // with those that only the header of a table makes one
  std::vector<bool> busy_;              // tokens of prices and quantities
  std::vector<Rung> rungs_;
  std::vector<Event> events_;
  std::vector<std::uint32_t> line_;  // of each event
  std::vector<std::uint32_t> line_begins_;
};

bool is_for(std::uint64_t word) { return is_one_of(word, {"voor"_w, "for"_w, "fur"_w, "pour"_w}); }

void Joiner::find_columns() {
  const std::vector<QuantityAt> found = column_quantities(text_, units_, busy_);
  if (found.empty()) return;
  quantities_.insert(quantities_.end(), found.begin(), found.end());
  std::stable_sort(quantities_.begin(), quantities_.end(),
                   [](const QuantityAt& a, const QuantityAt& b) { return a.first < b.first; });
}

/// `2 voor €15`, `3 for 25`: a count that only its preposition makes one.
void Joiner::find_counts_for() {
  for (Rung& rung : rungs_) {
    const std::size_t first = rung.price.first;
    if (first < 2 || !text_.is_word(first - 1) || !is_for(text_[first - 1].hash)) continue;
    const std::int64_t count = text_.whole(first - 2);
    if (count < 1 || count > 10000 || !is_bare(first - 2)) continue;
    if (first >= 3 && text_.is_word(first - 3) &&
        is_one_of(text_[first - 3].hash, {"van"_w, "from"_w, "was"_w, "von"_w}))
      continue;
    rung.quantity = pieces(Decimal(count), first - 2, first - 2, "quantity.for");
    busy_[first - 2] = true;
  }
}

/// The end of what is said of an amount.
bool Joiner::ends(std::size_t token) const {
  return token >= text_.size() || (text_[token].kind != Lex::kWord && text_[token].kind != Lex::kNumber);
}

/// `60e` in `10g 60e 50g 200e`: euros, and not `2e keus`.
bool Joiner::is_short_euro(std::size_t number) const {
  const std::size_t e = number + 1;
  return text_.is_number(number) && text_.whole(number) >= 5 && text_.is_word(e, "e"_w) &&
         text_[e].gap == 0 && !text_.is_word(e + 1) && !busy_[number] && !text_.is_part_of_other(number) &&
         !(text_[number].gap == 0 && text_.is_word(number - 1));
}

/// `per gram 11`, `kilo: 900`: a number behind the unit that it is for.
void Joiner::find_bare_per(std::vector<Bare>& found) {
  for (std::size_t i = 0; i + 2 < text_.size(); ++i) {
    if (!text_.is_word(i) || !is_one_of(text_[i].hash, {"per"_w, "pro"_w, "par"_w})) continue;
    const PhraseMatch unit = units_.match(text_, i + 1, false);
    std::size_t at = unit ? unit.end : text_.is_word(i + 1, "g"_w) ? i + 2 : text_.size();
    if (text_.is_sign(at, ':') || text_.is_sign(at, '=')) ++at;
    if (at < text_.size() && is_bare(at) && ends(at + 1)) found.push_back({at, std::nullopt, at});
  }
}

/// `5g 50 / 10g 90`: numbers right behind a quantity; without a currency anywhere only from two on.
void Joiner::find_bare() {
  std::vector<Bare> found;
  for (std::uint32_t q = 0; q < quantities_.size(); ++q) {
    if (!quantities_[q].is_amount()) continue;
    std::size_t at = quantities_[q].last + 1;
    bool joined = false, said = false;
    if (text_.is_sign(at, '/') && text_.glued(at) && text_.glued(at + 1)) ++at, joined = true;  // 3.5g/35
    for (int steps = 0; steps < 2; ++steps) {
      if (text_.is_sign(at, ':') || text_.is_sign(at, '=') || text_.is_sign(at, '-') ||
          text_.is_sign(at, '|') || text_.is_sign(at, '>') ||
          (at < text_.size() && text_[at].kind == Lex::kTab) ||
          (text_.is_word(at) && is_for(text_[at].hash))) {
        said = text_.is_word(at);
        ++at;
        joined = true;
      }
    }
    if (is_short_euro(at)) {
      found.push_back({at, q, at + 1, true});
      continue;
    }
    if (!is_bare(at) || (units_.match(text_, at + 1, true) && text_[at + 1].gap <= 1)) continue;
    // what follows must end the amount: 5 gram 2024 edition is none
    const std::size_t next = at + 1;
    const bool like_money = text_[at].shape == Shape::kDecimal && text_[at].decimals == 2;
    if (!joined && !like_money && text_.is_word(next) &&
        !is_one_of(text_[next].hash, {"en"_w, "and"_w, "und"_w, "et"_w, "vanaf"_w, "from"_w, "ab"_w}))
      continue;
    // The only amount, and no currency: `5 gram voor 50`, `10 gram 100,00`, but not of `per 100 g 12,50`.
    const std::size_t before = quantities_[q].first;
    const bool per = before > 0 && text_.is_word(before - 1) &&
                     is_one_of(text_[before - 1].hash, {"per"_w, "pro"_w, "par"_w});
    const bool certain = !per && !quantities_[q].strength_mg && ends(next) &&
                         ((said && text_.whole(at) >= 5) || (like_money && !joined));
    found.push_back({at, q, at, certain});
  }
  find_bare_per(found);
  for (std::size_t i = 0; i + 2 < text_.size(); ++i) {  // 2 voor 15
    if (!text_.is_number(i) || text_.whole(i) < 2 || text_.whole(i) > 10000 || !is_bare(i)) continue;
    if (!text_.is_word(i + 1) || !is_for(text_[i + 1].hash) || !is_bare(i + 2) ||
        units_.match(text_, i + 3, true))
      continue;
    if (i > 0 && text_.is_word(i - 1) && is_one_of(text_[i - 1].hash, {"van"_w, "from"_w, "was"_w, "von"_w}))
      continue;
    found.push_back({i + 2, std::nullopt, i + 2});
  }
  add_bare_rungs(found);
}

void Joiner::add_bare_rungs(const std::vector<Bare>& found) {
  std::string_view currency;
  bool several = false;
  for (const Rung& rung : rungs_) {
    if (!currency.empty() && rung.price.currency != currency) several = true;
    currency = rung.price.currency;
  }
  if (several) return;
  if (currency.empty()) currency = money_.named(text_, 0, text_.size(), context_);
  if (currency.empty()) currency = context_.currency;
  const bool euro =
      std::any_of(found.begin(), found.end(), [](const Bare& bare) { return bare.last > bare.number; });
  if (currency.empty() && euro) currency = "EUR";
  const bool certain = std::any_of(found.begin(), found.end(), [](const Bare& bare) { return bare.certain; });
  if (found.empty() || (!certain && rungs_.size() + found.size() < 2 && currency.empty())) return;
  for (const auto& [number, quantity, last, sure] : found) {
    if (busy_[number]) continue;
    const std::optional<Decimal> amount = text_.value(number, is_coin(currency));
    if (!amount) continue;
    Rung rung;
    rung.price.amount = *amount;
    rung.price.currency = currency;
    rung.price.first = rung.price.number = static_cast<std::uint32_t>(number);
    rung.price.last = static_cast<std::uint32_t>(last);
    rung.price.start = text_[number].start;
    rung.price.end = text_[last].end;
    rung.price.rule = "price.beside_quantity";
    if (quantity) {
      bind_per(rung);  // 100 gram 8,50 p/g
      if (!rung.quantity) rung.quantity = quantities_[*quantity];
    } else if (number >= 2 && text_.is_word(number - 1) && is_for(text_[number - 1].hash)) {
      rung.quantity = pieces(Decimal(text_.whole(number - 2)), number - 2, number - 2, "quantity.for");
    } else {
      bind_per(rung);
    }
    mark(number, last);
    rungs_.push_back(rung);
  }
  std::stable_sort(rungs_.begin(), rungs_.end(),
                   [](const Rung& a, const Rung& b) { return a.price.first < b.price.first; });
}

/// `Ket 1g €20, 3 voor 50`: of what the price before it in the line is for one.
void Joiner::inherit_units() {
  for (std::size_t i = 1; i < rungs_.size(); ++i) {
    const std::optional<QuantityAt>& one = rungs_[i - 1].quantity;
    std::optional<QuantityAt>& count = rungs_[i].quantity;
    if (!count || count->rule != "quantity.for" || !one || !one->grams || one->strength_mg ||
        !(one->amount == Decimal(1)))
      continue;
    bool broken = false;
    for (std::size_t k = rungs_[i - 1].price.last + 1; k < count->first; ++k)
      broken = broken || text_.is_break(k) || text_[k].kind == Lex::kTab;
    if (broken) continue;
    count->unit = one->unit;
    count->grams = one->grams->times(count->amount);
    count->units.reset();
  }
}

/// `9€/g, ab 50g 7,50€`: what costs less from 50 g on is still one gram. Behind a price for one, an amount
/// "from 50" that would buy all fifty for less than one cost is the new price for one.
void Joiner::price_thresholds() {
  const Rung* one = nullptr;  // the last price for one of something
  for (Rung& rung : rungs_) {
    if (!rung.quantity || rung.price.shipping || rung.quantity->strength_mg) continue;
    const QuantityAt& quantity = *rung.quantity;
    if (quantity.amount == Decimal(1)) {
      one = &rung;
      continue;
    }
    const auto more = [&](const std::optional<Decimal>& all, const std::optional<Decimal>& single) {
      return all && single && *single < *all;
    };
    if (!one || !rung.minimum || rung.price.currency != one->price.currency) continue;
    const QuantityAt& single = *one->quantity;
    const bool larger = more(quantity.grams, single.grams) || more(quantity.units, single.units) ||
                        more(quantity.ml, single.ml);
    if (!larger || one->price.amount < rung.price.amount) continue;
    rung.quantity = single;
    rung.minimum = false;
  }
}

/// One of the unit that begins at token `at`.
std::optional<QuantityAt> Joiner::one_of(std::size_t at, std::size_t first) const {
  const PhraseMatch unit = units_.match(text_, at, false);
  if (!unit) {
    if (!text_.is_word(at) || !(text_[at].hash == "g"_w || text_[at].hash == "l"_w)) return std::nullopt;
  }
  QuantityAt quantity = pieces(Decimal(1), first, unit ? unit.end - 1 : at, "quantity.per");
  if (!unit) {
    quantity.unit = text_[at].hash == "g"_w ? "g" : "l";
    quantity.units.reset();
    if (text_[at].hash == "g"_w) quantity.grams = Decimal(1);
    else quantity.ml = Decimal(1000);
    return quantity;
  }
  const Units::Row& row = units_.row(unit);
  quantity.unit = row.unit;
  quantity.slang = row.slang;
  quantity.units.reset();
  if (row.measure == Measure::kMass) quantity.grams = row.factor;
  else if (row.measure == Measure::kVolume) quantity.ml = row.factor;
  else quantity.units = Decimal(1);
  return quantity;
}

/// What a price says it is for, behind it or before it.
void Joiner::bind_per(Rung& rung) {
  if (rung.quantity || bind_behind(rung) || bind_counted(rung)) return;
  std::size_t before = rung.price.first;
  const auto leads_on = [&](std::size_t i) {
    return text_.is_sign(i, ':') || text_.is_sign(i, '=') || text_.is_sign(i, '-');
  };
  for (int steps = 0; before > 0 && steps < 2 && leads_on(before - 1); ++steps) --before;
  bind_before(rung, before);
}

/// `€10 per gram`, `€5/st`, `€5 each`, `10 euro het stuk`. True when that settles it.
bool Joiner::bind_behind(Rung& rung) {
  const std::size_t first = rung.price.last + 1;
  const std::size_t at = text_.is_sign(first, '(') ? first + 1 : first;
  if (text_.is_word(at, "p"_w) && text_.is_sign(at + 1, '/') && text_.is_word(at + 2) &&
      is_one_of(text_[at + 2].hash, {"s"_w, "st"_w, "stk"_w})) {  // 8 euro p/s
    rung.quantity = pieces(Decimal(1), at, at + 2, "quantity.per");
    return true;
  }
  if (text_.is_word(at) && is_one_of(text_[at].hash, {"gram"_w, "kilo"_w})) {
    rung.quantity = one_of(at, at);
    return true;
  }
  if (text_.is_word(at) &&
      is_one_of(text_[at].hash, {"each"_w, "ea"_w, "elk"_w, "pp"_w, "ps"_w, "pst"_w, "piece"_w, "stuk"_w})) {
    rung.quantity = pieces(Decimal(1), at, at, "quantity.per");
    return true;
  }
  const std::size_t unit = announced_unit(at);
  if (unit >= text_.size()) return false;
  if (busy_[unit]) {  // per 100 gram: the quantity that begins there
    const auto found =
        std::lower_bound(quantities_.begin(), quantities_.end(), unit,
                         [](const QuantityAt& q, std::size_t token) { return q.first < token; });
    if (found != quantities_.end() && found->first == unit) rung.quantity = *found;
    return true;
  }
  rung.quantity = one_of(unit, first);
  return rung.quantity.has_value();
}

/// Where the unit stands that token `at` announces (`/`, `per`, `het`); text_.size() when it announces none.
std::size_t Joiner::announced_unit(std::size_t at) const {
  // €10/g, €45 /5g, but not `€50 / 10g €90`: there the slash parts two rungs
  if (text_.is_sign(at, '/')) return text_.glued(at) || text_.glued(at + 1) ? at + 1 : text_.size();
  if (!text_.is_word(at)) return text_.size();
  const std::size_t next = at + 1;
  if (is_one_of(text_[at].hash, {"per"_w, "pro"_w, "par"_w, "je"_w, "p"_w}))
    return text_.is_sign(next, '/') || text_.is_sign(next, '.') ? next + 1 : next;
  const bool article = is_one_of(text_[at].hash, {"the"_w, "a"_w, "het"_w, "de"_w, "le"_w, "la"_w, "das"_w,
                                                  "die"_w, "voor"_w, "for"_w, "fur"_w, "pour"_w});
  return article && units_.match(text_, next, false) ? next : text_.size();
}

/// `10 stuks à €2,50`, `10 g speed à 5 euro`: the price of one. True when it is.
bool Joiner::bind_counted(Rung& rung) {
  const std::size_t price = rung.price.first;
  if (price < 2 || !(text_.is_sign(price - 1, '@') || text_.is_word(price - 1, "a"_w))) return false;
  std::size_t counted = price - 2;
  // In French, with its `de`, the words between say what all of it costs.
  for (int words = 0; words < 2 && counted > 0 && !busy_[counted] && text_.is_word(counted) &&
                      !text_.is_word(counted, "de"_w) && !text_.is_word(counted, "d"_w);
       ++words)
    --counted;
  if (!busy_[counted]) return false;
  const auto behind =
      std::upper_bound(quantities_.begin(), quantities_.end(), price,
                       [](std::size_t token, const QuantityAt& q) { return token < q.first; });
  if (behind == quantities_.begin()) return false;
  QuantityAt one = *(behind - 1);
  if (one.last != counted || one.strength_mg) return false;
  const auto share = [&](std::optional<Decimal>& part) {
    if (part) part = part->divided_by(one.amount);
  };
  share(one.grams), share(one.units), share(one.ml);
  one.amount = Decimal(1);
  one.rule = "quantity.per";
  rung.quantity = one;
  return true;
}

/// `per gram: €10`, `oz $200`, `kilo: €900`: a unit that ends at token `before`.
void Joiner::bind_before(Rung& rung, std::size_t before) {
  for (std::size_t back = 2; back <= 3 && before >= back; ++back) {
    const std::size_t per = before - back;
    if (!text_.is_word(per) || !is_one_of(text_[per].hash, {"per"_w, "pro"_w, "par"_w})) continue;
    const PhraseMatch unit = units_.match(text_, per + 1, false);
    if ((unit && unit.end == before) || (text_.is_word(per + 1, "g"_w) && per + 2 == before))
      rung.quantity = one_of(per + 1, per);
    return;
  }
  if (before == 0 || !text_.is_word(before - 1)) return;
  const PhraseMatch unit = units_.match(text_, before - 1, false);
  if (!unit || unit.end != before || (before >= 2 && (text_.is_number(before - 2) || busy_[before - 2])))
    return;
  const Units::Row& row = units_.row(unit);
  if (row.measure == Measure::kMass && (row.unit == "kg" || row.unit == "oz" || row.unit == "lb"))
    rung.quantity = one_of(before - 1, before - 1);
}

void Joiner::collect() {
  std::size_t p = 0, q = 0;
  std::uint32_t line = 0;
  std::size_t token = 0;
  line_begins_.push_back(0);
  std::uint32_t segment = 0;
  std::size_t last_end = 0;
  while (p < rungs_.size() || q < quantities_.size()) {
    const bool price =
        q >= quantities_.size() || (p < rungs_.size() && rungs_[p].price.first <= quantities_[q].first);
    Event event{};
    if (price)
      event = {Kind::kPrice, static_cast<std::uint32_t>(p), rungs_[p].price.first, rungs_[p].price.last, 0},
      ++p;
    else
      event = {Kind::kQuantity, static_cast<std::uint32_t>(q), quantities_[q].first, quantities_[q].last, 0},
      ++q;
    const std::uint32_t line_before = line;
    for (; token < event.first; ++token) {
      if (text_.is_break(token)) ++line, line_begins_.push_back(static_cast<std::uint32_t>(token + 1));
    }
    if (line != line_before) segment = 0;
    else if (!events_.empty() && parts(last_end, event.first)) ++segment;
    event.segment = segment;
    last_end = event.last + 1;
    events_.push_back(event);
    line_.push_back(line);
  }
}

/// Whether tokens [from, to) part two segments of a line.
bool Joiner::parts(std::size_t from, std::size_t to) const {
  for (std::size_t i = from; i < to; ++i) {
    if (text_[i].kind == Lex::kTab || text_.is_sign(i, ';') || text_.is_sign(i, '|')) return true;
    if (text_.is_sign(i, '/') && text_[i].gap > 0 && text_[i + 1].gap > 0) return true;
    if (text_.is_sign(i, ',') &&
        (i + 1 == to || text_.is_number(i + 1) ||
         (text_.is_word(i + 1) && is_one_of(text_[i + 1].hash, {"vanaf"_w, "from"_w, "ab"_w, "a"_w}))))
      return true;
    if (text_[i].kind == Lex::kSign &&
        is_one_of(text_[i].hash,
                  {word_hash("•"), word_hash("·"), word_hash("●"), word_hash("▪"), word_hash("‣")}))
      return true;
  }
  return false;
}

void Joiner::join_line(std::size_t begin, std::size_t end) {
  // Cells that hold only one kind each belong together: 5g | €50
  bool mixed = false;
  for (std::size_t i = begin + 1; i < end; ++i)
    mixed = mixed || (events_[i].segment == events_[i - 1].segment && events_[i].kind != events_[i - 1].kind);
  if (!mixed) return join_segment(begin, end);
  for (std::size_t i = begin; i < end;) {
    std::size_t stop = i;
    while (stop < end && events_[stop].segment == events_[i].segment) ++stop;
    join_segment(i, stop);
    i = stop;
  }
}

void Joiner::give(std::size_t price_event, std::size_t quantity_event) {
  Rung& rung = rungs_[events_[price_event].index];
  if (!rung.quantity && !rung.price.shipping) rung.quantity = quantities_[events_[quantity_event].index];
}

/// A run of quantities and a run of prices beside it (indices of events, neither is empty): one each when
/// there are as many, else each price is for the nearest quantity.
void Joiner::pair_runs(std::span<const std::size_t> quantities, std::span<const std::size_t> prices) {
  const std::size_t nearest = quantities.front() < prices.front() ? quantities.back() : quantities.front();
  for (std::size_t k = 0; k < prices.size(); ++k)
    give(prices[k], quantities.size() == prices.size() ? quantities[k] : nearest);
}

void Joiner::join_segment(std::size_t begin, std::size_t end) {
  // Quantities that a price took already (per 100 gram, bare amounts) and mere strengths stand aside.
  std::vector<std::size_t> events;
  for (std::size_t i = begin; i < end; ++i) {
    const Event& event = events_[i];
    if (event.kind == Kind::kPrice ? !rungs_[event.index].quantity : quantities_[event.index].is_amount())
      events.push_back(i);
  }
  const auto took = [&](std::size_t i) {
    for (std::size_t k = begin; k < end; ++k) {
      if (events_[k].kind == Kind::kPrice && rungs_[events_[k].index].quantity &&
          rungs_[events_[k].index].quantity->first == events_[i].first)
        return true;
    }
    return false;
  };
  const std::size_t priced = static_cast<std::size_t>(std::count_if(
      events.begin(), events.end(), [&](std::size_t i) { return events_[i].kind == Kind::kPrice; }));
  if (priced == 0) return;
  if (events.size() <= 64 && end - begin <= 64)
    std::erase_if(events, [&](std::size_t i) { return events_[i].kind == Kind::kQuantity && took(i); });
  std::vector<std::span<const std::size_t>> runs;  // of one kind each
  for (std::size_t i = 0; i < events.size();) {
    std::size_t stop = i;
    while (stop < events.size() && events_[events[stop]].kind == events_[events[i]].kind) ++stop;
    runs.push_back(std::span(events).subspan(i, stop - i));
    i = stop;
  }
  const auto priced_run = [&](std::size_t r) { return events_[runs[r].front()].kind == Kind::kPrice; };
  const auto pair = [&](std::size_t r) {
    if (priced_run(r)) pair_runs(runs[r + 1], runs[r]);
    else pair_runs(runs[r], runs[r + 1]);
  };
  // Q P Q P: each price belongs to what stands before it; P Q P Q: to what stands behind.
  for (std::size_t r = 0; r + 1 < runs.size(); r += 2) pair(r);
  if (runs.size() % 2 == 1 && runs.size() > 1 && priced_run(runs.size() - 1)) pair(runs.size() - 2);
}

/// A line of quantities and the line of prices under it.
void Joiner::join_lines() {
  std::size_t begin = 0;
  std::size_t before_begin = 0, before_end = 0;
  while (begin < events_.size()) {
    std::size_t end = begin;
    std::size_t prices = 0, open = 0, quantities = 0;
    for (; end < events_.size() && line_[end] == line_[begin]; ++end) {
      if (events_[end].kind == Kind::kPrice)
        ++prices, open += !rungs_[events_[end].index].quantity && !rungs_[events_[end].index].price.shipping;
      else quantities += quantities_[events_[end].index].is_amount();
    }
    if (prices > 0 && open == prices && quantities == 0 && before_end > before_begin &&
        line_[before_begin] + 1 == line_[begin]) {
      const std::size_t count = before_end - before_begin;
      const std::size_t tokens = line_begins_[line_[begin]] - line_begins_[line_[before_begin]];
      if (count == prices || (count == 1 && tokens <= kShortLine)) {
        std::vector<std::size_t> both(end - before_begin);
        std::iota(both.begin(), both.end(), before_begin);
        pair_runs(std::span(both).first(count), std::span(both).subspan(count));
      }
    }
    const bool only_quantities = prices == 0 && quantities == end - begin;
    before_begin = only_quantities ? begin : end;
    before_end = end;
    begin = end;
  }
}

bool Joiner::is_minimum(const QuantityAt& quantity) const {
  for (std::size_t k = quantity.first, steps = 0; k > 0 && steps < 2; ++steps) {
    --k;
    if (text_.is_word(k) && is_one_of(text_[k].hash, {"vanaf"_w, "from"_w, "ab"_w, "min"_w, "minimaal"_w,
                                                      "minimum"_w, "partir"_w, "mindestens"_w, "va"_w}))
      return true;
    if (!text_.is_sign(k, '.') && !text_.is_word(k, "de"_w) && !text_.is_word(k, "af"_w)) return false;
  }
  return false;
}

}  // namespace

std::vector<Rung> join_rungs(const Lexed& text, const PriceContext& context, const Money& money,
                             const Units& units, const std::vector<PriceAt>& prices,
                             const std::vector<QuantityAt>& quantities) {
  return Joiner(text, context, money, units, prices, quantities).join();
}

}  // namespace peil::facts
