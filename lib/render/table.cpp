#include "render/table.hpp"

#include <fmt/format.h>

#include <cmath>

namespace peil::render {

Cell text(std::string_view text) {
  Cell cell;
  cell.kind = Cell::Kind::kText;
  cell.text = text;
  return cell;
}

Cell count(std::uint64_t count) {
  Cell cell;
  cell.kind = Cell::Kind::kCount;
  cell.count = static_cast<std::int64_t>(count);
  return cell;
}

Cell number(const Decimal& number) {
  Cell cell;
  cell.kind = Cell::Kind::kNumber;
  cell.number = number;
  return cell;
}

Cell real(double value, int decimals) {
  if (!std::isfinite(value) || std::fabs(value) > 1e15) return unknown();
  auto exact = Decimal::parse(fmt::format("{:.{}f}", value, decimals));
  if (!exact) return unknown();
  Cell cell = number(*exact);
  cell.decimals = decimals;
  return cell;
}

Cell share(double share, std::optional<std::pair<double, double>> interval) {
  if (!std::isfinite(share)) return unknown();
  Cell cell;
  cell.kind = Cell::Kind::kShare;
  cell.share = share;
  cell.interval = interval;
  return cell;
}

Cell unknown(std::string_view why) {
  Cell cell;
  cell.text = why;
  return cell;
}

}  // namespace peil::render
