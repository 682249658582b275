// facts/reader.hpp -- the one door: reads the facts of a text. Each is found where it stands.
//
//   facts::Reader reader;                                  // once a worker: builds its tables
//   auto offer = reader.offer("Speed 5g €50 / 10g €90");   // two prices with quantity and per_gram
//
// Texts are valid UTF-8. Every method is linear in the text, whatever stands in it, and gives facts in
// the order of the text, at most kMaxFacts or kMaxMarks of a kind. Same text, same facts. Methods reuse the
// reader's scratch memory: one reader a thread. Views in facts (codes, units, values, rules) live as long as
// the program; nothing points into the text.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "facts/date.hpp"
#include "facts/identifier.hpp"
#include "facts/offer.hpp"
#include "facts/price.hpp"
#include "facts/quantity.hpp"
#include "facts/route.hpp"
#include "facts/terms.hpp"

namespace peil::facts {

/// All that stands in the text of one item, for the price of one pass.
struct ItemFacts {
  Offer offer;
  Route route;
  Terms terms;
  std::vector<Town> towns;
};

class Reader {
 public:
  Reader();
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  /// Amounts of money, `a – b` as two.
  std::vector<Price> prices(std::string_view text, const PriceContext& context = {});
  /// Amounts of goods.
  std::vector<Quantity> quantities(std::string_view text);
  /// Both, joined. Lines are rows and tabs part cells: of a table too, with its header line (`Prijs (€)`
  /// gives bare numbers below it a currency; a line of quantities above a line of as many prices pairs
  /// them by column).
  Offer offer(std::string_view text, const PriceContext& context = {});

  /// Shipping phrases of running text.
  Route route(std::string_view text);
  /// The value of a shipping field ("NL, BE and DE", "Worldwide except Australia", "EU/US"): codes count.
  Route route_field(std::string_view value, RouteField field);
  /// The country or region that `value` is as a whole (a name, demonym excluded, or a code), or "".
  std::string_view country(std::string_view value);
  /// Towns of NL and Flanders after a word that says that goods are there.
  std::vector<Town> towns(std::string_view text);
  /// The town or province that `value` names (the value of a place field: "Rotterdam-Zuid, ZH"), if any.
  std::optional<Town> town_field(std::string_view value);

  Terms terms(std::string_view text);
  ItemFacts item(std::string_view text, const PriceContext& context = {});

  std::vector<Identifier> identifiers(std::string_view text, const IdentifierContext& context = {});

  std::vector<Date> dates(std::string_view text, const DateContext& context = {});
  /// The date that `value` is or begins with (the value of a date field), if any.
  std::optional<Date> date_field(std::string_view value, const DateContext& context = {});

  /// EUR of `€`, `eur`, `Euro`; BTC of `bitcoin`; "" when it is no currency: for structured data.
  std::string_view currency(std::string_view word);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::facts
