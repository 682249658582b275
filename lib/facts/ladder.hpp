// facts/ladder.hpp -- private to lib/facts: joins the prices of a text to its quantities.
#pragma once

#include <vector>

#include "facts/lex.hpp"
#include "facts/money.hpp"
#include "facts/offer.hpp"
#include "facts/units.hpp"

namespace peil::facts {

/// A rung in clean text.
struct Rung {
  PriceAt price;
  std::optional<QuantityAt> quantity;
  bool minimum = false;
};

/// Joins `prices` and `quantities` of `text`, both in order, and finds bare amounts beside quantities.
/// Shares no token between a price and a quantity: REQUIRES that the caller saw to it.
std::vector<Rung> join_rungs(const Lexed& text, const PriceContext& context, const Money& money,
                             const Units& units, const std::vector<PriceAt>& prices,
                             const std::vector<QuantityAt>& quantities);

/// Whether token `number` is a number that is part of nothing else and not `busy`.
bool is_bare_number(const Lexed& text, std::size_t number, const std::vector<bool>& busy);
/// A count of pieces at tokens [first, last].
QuantityAt pieces(const Decimal& count, std::size_t first, std::size_t last, std::string_view rule);
/// Numbers under a header that names a count or a unit (Aantal | Prijs, then 10 | €25), in order; their
/// tokens become busy.
std::vector<QuantityAt> column_quantities(const Lexed& text, const Units& units, std::vector<bool>& busy);

}  // namespace peil::facts
