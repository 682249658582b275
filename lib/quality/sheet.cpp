// quality/sheet.cpp -- cells out and in.
#include "quality/sheet.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/words.hpp"

namespace peil::quality {

namespace {

/// Line ends inside quoted cells do not end a row.
std::vector<std::string> cells_of(std::string_view bytes, std::size_t& at) {
  std::vector<std::string> cells(1);
  bool quoted = false, start = true;
  for (; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (quoted) {
      if (c == '"' && at + 1 < bytes.size() && bytes[at + 1] == '"') {
        cells.back().push_back('"');
        ++at;
      } else if (c == '"') {
        quoted = false;
      } else {
        cells.back().push_back(c);
      }
    } else if (c == '"' && start) {
      quoted = true;
    } else if (c == '\t') {
      cells.emplace_back();
      start = true;
      continue;
    } else if (c == '\n') {
      ++at;
      break;
    } else if (c != '\r') {
      cells.back().push_back(c);
    }
    start = false;
  }
  return cells;
}

}  // namespace

std::string cell(std::string_view text) {
  std::string made;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    made.push_back(byte < 0x20 || byte == 0x7F ? ' ' : c);
  }
  const std::string_view trimmed = trim(made);
  // A quote at the beginning would be taken for that of a cell.
  const bool formula =
      !trimmed.empty() && std::string_view("=+-@\"'").find(trimmed.front()) != std::string_view::npos;
  return (formula ? "'" : "") + std::string(trimmed);
}

std::string head_line() {
  std::string line;
  for (std::string_view each : kColumns) line += (line.empty() ? "" : "\t") + std::string(each);
  return line + "\n";
}

bool is_sheet(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string_view line = bytes.substr(0, std::min(bytes.find('\n'), bytes.size()));
  return line.find('\t') != std::string_view::npos && line.find("stratum") != std::string_view::npos &&
         !line.starts_with('{');
}

Result<std::vector<SheetRow>> read_sheet(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::size_t at = 0;
  const std::vector<std::string> head = cells_of(bytes, at);
  for (std::string_view needed : {"id", "stratum", "in_stratum", "labels", "truth"}) {
    if (std::find(head.begin(), head.end(), needed) == head.end()) {
      return Error{fmt::format("line 1: no column {}", needed)};
    }
  }
  std::vector<SheetRow> rows;
  while (at < bytes.size()) {
    const auto cells = cells_of(bytes, at);
    if (cells.size() == 1 && cells[0].empty()) continue;
    if (cells.size() > head.size())
      return Error{fmt::format("row {}: more cells than columns", rows.size() + 1)};
    SheetRow row;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::string_view text = trim(cells[i]);
      if (text.starts_with('\'')) text.remove_prefix(1);
      row[head[i]] = std::string(text);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace peil::quality
