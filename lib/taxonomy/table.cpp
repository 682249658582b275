// taxonomy/table.cpp -- reading the tables, with an eye to people who edit them by hand.
#include "taxonomy/table.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/words.hpp"
#include "text/utf8.hpp"

namespace peil::taxonomy {

std::string Problem::str() const {
  if (line == 0) return fmt::format("{}: {}", file, what);
  return fmt::format("{}:{}: {}", file, line, what);
}

void add_problem(std::vector<Problem>& problems, std::string_view file, std::size_t line, std::string what,
                 bool fatal) {
  if (problems.size() < kProblems) problems.push_back({std::string(file), line, std::move(what), fatal});
}

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= 80 && text.front() != '.' && text.back() != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
         });
}

std::string suggestion(std::string_view word, std::span<const std::string_view> candidates) {
  const auto near = nearest(word, candidates);
  return near ? fmt::format(" ({}?)", *near) : std::string();
}

namespace {

constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

/// For each wanted column its place in the header.
std::vector<std::size_t> read_header(const SourceFile& file, std::size_t line, std::string_view header,
                                     std::span<const std::string_view> wanted, std::size_t required,
                                     std::vector<Problem>& problems) {
  std::vector<std::size_t> places(wanted.size(), kAbsent);
  const auto names = split(header, '\t');
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string_view name = trim(names[i]);
    const auto at = std::find(wanted.begin(), wanted.end(), name);
    if (at == wanted.end()) {
      add_problem(problems, file.name, line,
                  fmt::format("unknown column \"{}\"{}", printable(name, 60), suggestion(name, wanted)));
      continue;
    }
    std::size_t& place = places[static_cast<std::size_t>(at - wanted.begin())];
    if (place != kAbsent)
      add_problem(problems, file.name, line, fmt::format("column \"{}\" stands twice", name));
    place = i;
  }
  for (std::size_t i = 0; i < required; ++i) {
    if (places[i] == kAbsent) {
      add_problem(problems, file.name, line, fmt::format("no column \"{}\" in the header row", wanted[i]));
    }
  }
  return places;
}

}  // namespace

Table read_table(const SourceFile& file, std::span<const std::string_view> wanted, std::size_t required,
                 std::vector<Problem>& problems) {
  Table table{file.name, {}};
  std::string_view rest = file.text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  if (const auto bad = text::find_invalid(rest); bad != std::string_view::npos) {
    const auto line =
        static_cast<std::size_t>(std::count(rest.begin(), rest.begin() + static_cast<long>(bad), '\n'));
    add_problem(problems, file.name, line + 1, "invalid UTF-8");
    return table;
  }
  std::vector<std::size_t> places;
  std::vector<std::string_view> cells;
  std::size_t columns = 0;
  table.rows.reserve(static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '\n')) + 1);
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trim(line).empty() || line.starts_with("# ") || line == "#") continue;
    if (line.find('\0') != std::string_view::npos) {
      add_problem(problems, file.name, number, "NUL byte");
      continue;
    }
    if (places.empty()) {
      const std::size_t before = problems.size();
      places = read_header(file, number, line, wanted, required, problems);
      columns = static_cast<std::size_t>(std::count(line.begin(), line.end(), '\t')) + 1;
      if (problems.size() != before) return table;
      continue;
    }
    split(line, '\t', cells);
    if (cells.size() > columns) {
      add_problem(problems, file.name, number,
                  fmt::format("{} cells, but the header has {} columns", cells.size(), columns));
      continue;
    }
    Row row{number, std::vector<std::string_view>(wanted.size())};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (places[i] < cells.size()) row.cells[i] = trim(cells[places[i]]);
    }
    table.rows.push_back(std::move(row));
  }
  if (places.empty()) add_problem(problems, file.name, 0, "no header row");
  return table;
}

}  // namespace peil::taxonomy
