// facts/price.hpp -- amounts of money in running text and in price fields.
//
//   1.234,56 €   $1,234.56   1 234,56 zł   €68,50   12,-   35€ 99   tussen 10 en 20 euro   0.005 BTC
//
// An amount is a number beside a currency (sign, code or name). A number beside a unit, a letter, `%`,
// or in an exchange rate (`1 BTC = 43.000 EUR`) is none. A dot or comma before exactly three digits
// groups thousands, unless a 0 leads, it is the second kind of separator, or the currency is a coin.
#pragma once

#include <optional>
#include <string_view>

#include "base/decimal.hpp"
#include "facts/found.hpp"

namespace peil::facts {

struct Price : Found {
  Decimal amount;
  std::string_view currency = {};  ///< ISO 4217, or BTC, XMR, …; "" when only a number stood there
  /// Set out of reach to pause the offer, or to make people ask: 0, 1 cent, 99999, 12345678, 1111111.
  bool holding = false;
  bool from = false;        ///< "vanaf €10", "from $5", "ab 3 €": the lowest of several
  bool negotiable = false;  ///< "t.e.a.b.", "bieden vanaf", "VB", "o.b.o." beside it
  bool instead = false;  ///< a word says that it is not what is asked: "was €20", "van 20 voor", "UVP", "RRP"
  /// A word says that it is what sending costs, a deposit, or the least sum of an order: "verzendkosten
  /// €6,95", "borg €100", "min. €50 bestellen".
  bool shipping = false;
};

/// What the surroundings of a text say about its prices.
struct PriceContext {
  /// What `$` means here (USD unless the site or place says AUD, CAD, …), and `kr`.
  std::string_view dollar = "USD";
  std::string_view krone = "SEK";
  /// The text is a price field (a cell under "Price", an itemprop): numbers without a currency are
  /// amounts too, with this currency, which may be "".
  bool field = false;
  std::string_view currency = {};
  /// What stands behind so many prices is left.
  std::size_t limit = kMaxFacts;
};

/// The number that `text` is, by the rules above: `1.234,56`, `1 234,56`, `12,-`, `.75`, `1'000`.
/// nullopt when it is none or something else stands there. `coin`: three digits behind one separator
/// are decimals.
std::optional<Decimal> read_number(std::string_view text, bool coin = false);

}  // namespace peil::facts
