#include "inventory/rates.hpp"

#include <fmt/format.h>

#include "base/time.hpp"
#include "base/words.hpp"

namespace peil::inventory {

Result<Rates> Rates::parse(std::string_view text, std::string_view where) {
  Rates rates;
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    line = trim(line);
    if (line.empty() || line.front() == '#') continue;
    auto cells = split(line, line.find('\t') != std::string_view::npos ? '\t' : ',');
    auto day = cells.size() == 3 ? parse_time(trim(cells[0])) : std::nullopt;
    auto rate = cells.size() == 3 ? Decimal::parse(trim(cells[2])) : std::nullopt;
    if (number == 1 && cells.size() == 3 && !day) continue;  // a heading
    if (!day || !rate || !(*rate > Decimal(0)) || trim(cells[1]).empty())
      return Error{fmt::format("{}:{}: not day,currency,EUR as in 2026-10-05,USD,0.91", where, number)};
    rates.by_currency_[std::string(trim(cells[1]))][*day / 86'400'000] = *rate;
  }
  if (rates.empty()) return Error{fmt::format("{}: no rates in it", where)};
  return rates;
}

std::optional<Decimal> Rates::euro(std::string_view currency, std::int64_t day) const {
  if (currency == "EUR") return Decimal(1);
  auto days = by_currency_.find(currency);
  if (days == by_currency_.end()) return std::nullopt;
  auto at = days->second.upper_bound(day);
  if (at == days->second.begin()) return std::nullopt;
  --at;
  return day - at->first <= 7 ? std::optional(at->second) : std::nullopt;
}

}  // namespace peil::inventory
