// inventory/rates.hpp -- --rates: what a currency was worth in euro on a day.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "base/result.hpp"

namespace peil::inventory {

/// Lines `day,currency,EUR` (or tab-separated): 2026-10-05,USD,0.91 is what one dollar was worth in euro.
/// A first line of words and lines that begin with # are left out.
class Rates {
 public:
  static Result<Rates> parse(std::string_view text, std::string_view where);

  bool empty() const { return by_currency_.empty(); }
  /// Euro for one unit of the currency on that day (since 1970-01-01), or on the last of the seven days
  /// before it that has a rate: the prior business day at weekends. EUR is 1.
  std::optional<Decimal> euro(std::string_view currency, std::int64_t day) const;

 private:
  std::map<std::string, std::map<std::int64_t, Decimal>, std::less<>> by_currency_;
};

}  // namespace peil::inventory
