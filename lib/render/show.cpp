// Numbers and headings as people and as machines read them.
#include <fmt/format.h>

#include <array>

#include "render/inert.hpp"

namespace peil::render {

NumberStyle number_style(std::string_view language) {
  return language == "nl" ? NumberStyle{".", ","} : NumberStyle{",", "."};
}

namespace {

// Digits with a separator between thousands, from 10,000 on or always.
std::string grouped(std::string_view digits, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += separator;
    out += digits[i];
  }
  return out;
}

std::string styled(std::string_view plain, const NumberStyle& style) {
  std::string out;
  if (plain.starts_with('-')) {
    out = "−";
    plain.remove_prefix(1);
  }
  std::size_t point = plain.find('.');
  out += grouped(plain.substr(0, point), style.thousands);
  if (point != std::string_view::npos) out.append(style.point).append(plain.substr(point + 1));
  return out;
}

}  // namespace

std::string show_count(std::int64_t count, const NumberStyle& style) {
  return styled(fmt::format("{}", count), style);
}

std::string show_number(const Decimal& number, const NumberStyle& style, int decimals) {
  std::string plain = number.str();
  if (decimals > number.scale()) {
    if (number.scale() == 0) plain += '.';
    plain.append(static_cast<std::size_t>(decimals - number.scale()), '0');
  }
  return styled(plain, style);
}

std::string show_percent(double share, const NumberStyle& style) {
  double percent = share * 100;
  if (percent == 0 || percent == 100) return fmt::format("{:.0f}", percent);
  // What is not all must not read as all, nor something as nothing.
  if (percent > 99.9) return styled(fmt::format("{:.2f}", percent < 99.99 ? percent : 99.99), style);
  if (percent < .995)
    return percent < .005 ? fmt::format("<0{}01", style.point)
                          : styled(fmt::format("{:.2f}", percent), style);
  return styled(fmt::format("{:.1f}", percent), style);
}

std::string show(const Cell& cell, const NumberStyle& style, std::string_view range_dash,
                 std::string_view unknown_dash) {
  switch (cell.kind) {
    case Cell::Kind::kUnknown:
      return std::string(cell.text.empty() ? unknown_dash : std::string_view(cell.text));
    case Cell::Kind::kText: return cell.text;
    case Cell::Kind::kCount: return show_count(cell.count, style);
    case Cell::Kind::kNumber: return show_number(cell.number, style, cell.decimals);
    case Cell::Kind::kShare: break;
  }
  std::string out = show_percent(cell.share, style);
  if (cell.interval)
    out += fmt::format(" [{}{}{}]", show_percent(cell.interval->first, style), range_dash,
                       show_percent(cell.interval->second, style));
  return out;
}

std::string exact_percent(double share) {
  auto number = Decimal::parse(fmt::format("{:.4f}", share * 100));
  return number ? number->str() : "";
}

std::string exact(const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::kUnknown: return "";
    case Cell::Kind::kText: return cell.text;
    case Cell::Kind::kCount: return fmt::format("{}", cell.count);
    case Cell::Kind::kNumber: return cell.number.str();
    case Cell::Kind::kShare: return exact_percent(cell.share);
  }
  return "";
}

std::string heading(const Column& column) {
  std::string_view unit = column.type == ColumnType::kShare ? "%" : std::string_view(column.unit);
  return unit.empty() ? column.heading : column.heading + ", " + std::string(unit);
}

std::string subtitle(const Table& table, std::string_view language) {
  std::string out = table.unit;
  if (table.n) {
    if (!out.empty()) out += ", ";
    out += "n = " + show_count(static_cast<std::int64_t>(*table.n), number_style(language));
  }
  if (!table.window.empty()) out += (out.empty() ? "" : "; ") + table.window;
  return out;
}

std::string_view word(std::string_view english, std::string_view language) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kDutch = {{
      {"Contents", "Inhoud"},
      {"Incomplete", "Onvolledig"},
      {"Shares are of", "Aandelen zijn van"},
      {"Nothing to show.", "Niets te tonen."},
      {"unknown", "onbekend"},
      {"and %d more rows in the table", "en nog %d rijen in de tabel"},
      {"Line: 95 % interval.", "Streep: interval van 95 %."},
      {"Blue: what went on. Orange: what was lost.", "Blauw: wat doorging. Oranje: wat verloren ging."},
      {"not observed", "niet waargenomen"},
      {"About this report", "Over dit rapport"},
  }};
  if (language == "nl")
    for (const auto& [from, to] : kDutch)
      if (from == english) return to;
  return english;
}

}  // namespace peil::render
