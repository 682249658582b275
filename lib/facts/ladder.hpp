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

}  // namespace peil::facts
