// facts/ladder_columns.cpp -- amounts that only the header of a table makes one.
#include <optional>

#include "facts/ladder.hpp"

namespace peil::facts {

bool is_bare_number(const Lexed& text, std::size_t number, const std::vector<bool>& busy) {
  const Token& token = text[number];
  if (!text.is_number(number) || busy[number] || token.shape == Shape::kOdd ||
      token.shape == Shape::kFraction)
    return false;
  if (text.is_part_of_other(number)) return false;
  if (number > 0 && token.gap == 0 && text[number - 1].kind == Lex::kWord) return false;
  if (token.digits > 1 && token.shape == Shape::kWhole && text.raw(number)[0] == '0') return false;
  const std::size_t next = number + 1;
  if (text[next].gap == 0 && text.is_word(next)) return false;
  return !text.is_sign(next, '%') && !text.is_word(next, "x"_w);
}

QuantityAt pieces(const Decimal& count, std::size_t first, std::size_t last, std::string_view rule) {
  QuantityAt quantity;
  quantity.amount = count;
  quantity.unit = "piece";
  quantity.units = count;
  quantity.first = static_cast<std::uint32_t>(first);
  quantity.last = static_cast<std::uint32_t>(last);
  quantity.rule = rule;
  return quantity;
}

/// Numbers under a header that names a count or a unit: Aantal | Prijs, then 10 | €25.
std::vector<QuantityAt> column_quantities(const Lexed& text, const Units& units, std::vector<bool>& busy) {
  struct Column {
    std::string_view unit;
    Decimal grams, ml;  // of one; zero when it is none
  };
  std::vector<std::optional<Column>> columns;
  std::vector<QuantityAt> found;
  for (std::size_t line = 0; line < text.size();) {
    std::size_t end = line, tabs = 0, numbers = 0;
    for (; end < text.size() && !text.is_break(end); ++end)
      tabs += text[end].kind == Lex::kTab, numbers += text.is_number(end);
    if (tabs == 0) {
      columns.clear();
    } else if (numbers == 0) {
      columns.assign(tabs + 1, std::nullopt);
      std::size_t cell = 0;
      for (std::size_t i = line; i < end; ++i) {
        if (text[i].kind == Lex::kTab) ++cell;
        if (columns[cell] || !text.is_word(i)) continue;
        if (is_one_of(text[i].hash, {"aantal"_w, "qty"_w, "quantity"_w, "menge"_w, "anzahl"_w, "quantite"_w,
                                      "hoeveelheid"_w, "number"_w, "nombre"_w})) {
          columns[cell] = Column{"piece", {}, {}};
        } else if (const PhraseMatch unit = units.match(text, i, false)) {
          const Units::Row& row = units.row(unit);
          columns[cell] = Column{row.unit, row.measure == Measure::kMass ? row.factor : Decimal(),
                                 row.measure == Measure::kVolume ? row.factor : Decimal()};
        }
      }
    } else if (columns.size() == tabs + 1) {
      std::size_t cell = 0;
      for (std::size_t i = line; i < end && found.size() < kMaxFacts; ++i) {
        if (text[i].kind == Lex::kTab) ++cell;
        const bool alone =
            (i == line || text[i - 1].kind == Lex::kTab) && (i + 1 == end || text[i + 1].kind == Lex::kTab);
        if (!alone || !columns[cell] || !is_bare_number(text, i, busy)) continue;
        const std::optional<Decimal> amount = text.value(i);
        if (!amount || amount->is_zero()) continue;
        QuantityAt quantity = pieces(*amount, i, i, "quantity.column");
        quantity.unit = columns[cell]->unit;
        quantity.start = text[i].start;
        quantity.end = text[i].end;
        if (!columns[cell]->grams.is_zero())
          quantity.grams = amount->times(columns[cell]->grams), quantity.units.reset();
        else if (!columns[cell]->ml.is_zero())
          quantity.ml = amount->times(columns[cell]->ml), quantity.units.reset();
        busy[i] = true;
        found.push_back(quantity);
      }
    }
    line = end + 1;
  }
  return found;
}

}  // namespace peil::facts
