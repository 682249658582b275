// maps/csv.cpp -- the state machine of rows, and what separates cells.
#include "maps/csv.hpp"

#include <algorithm>
#include <array>

#include "base/words.hpp"

namespace peil::maps {

namespace {

constexpr int kMisread = 64;  // quotes that never close, before all quotes are taken as they stand
constexpr std::string_view kSeparators = ",;\t|";

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

/// Reads the row at `at`. Returns one past it, its line end included; npos when a quote never closes within
/// kRowBytes.
std::size_t read_row(std::string_view text, std::size_t at, char separator, bool quotes,
                     std::vector<std::string>& cells) {
  cells.clear();
  cells.emplace_back();
  const std::size_t limit = std::min(text.size(), at + kRowBytes);
  bool fresh = true;  // nothing of this cell was read yet
  for (std::size_t i = at; i < text.size(); ++i) {
    const char c = text[i];
    if (quotes && fresh && c == '"') {
      for (++i;; ++i) {
        const std::size_t quote = text.substr(0, limit).find('"', i);
        if (quote == std::string_view::npos) return std::string_view::npos;
        cells.back().append(text.substr(i, quote - i));
        i = quote;
        if (i + 1 >= text.size() || text[i + 1] != '"') break;
        cells.back().push_back('"');
        ++i;
      }
      fresh = false;
    } else if (c == separator) {
      if (cells.size() <= kCells) cells.emplace_back();
      fresh = true;
    } else if (is_line_end(c)) {
      return i + (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n' ? 2 : 1);
    } else {
      fresh = fresh && c == ' ';
      if (cells.back().size() <= kRowBytes) cells.back().push_back(c);
    }
  }
  return text.size();
}

/// The end of a first line `sep=;`, which names the separator; 0 when there is none.
std::size_t sep_line(std::string_view text, char& separator) {
  if (text.size() < 5 || to_lower_ascii(text.substr(0, 4)) != "sep=" ||
      kSeparators.find(text[4]) == std::string_view::npos)
    return 0;
  std::size_t end = 5;
  if (end < text.size() && !is_line_end(text[end])) return 0;
  while (end < text.size() && is_line_end(text[end]) && end < 7) ++end;
  separator = text[4];
  return end;
}

}  // namespace

char separator_of(std::string_view text) {
  char named = 0;
  if (sep_line(text, named) > 0) return named;
  text = text.substr(0, 256u << 10);
  char best = 0;
  double best_score = 0;
  std::vector<std::string> cells;
  for (char separator : kSeparators) {
    std::array<int, 64> sizes{};
    int rows = 0;
    std::size_t at = 0;
    while (rows < 50 && at < text.size()) {
      const std::size_t end = read_row(text, at, separator, true, cells);
      if (end == std::string_view::npos) break;
      at = end;
      if (cells.size() == 1 && trim(cells[0]).empty()) continue;
      ++rows;
      ++sizes[std::min(cells.size(), sizes.size() - 1)];
    }
    if (rows == 0) continue;
    const auto most = std::max_element(sizes.begin() + 2, sizes.end());
    if (*most == 0) continue;
    const auto columns = static_cast<double>(most - sizes.begin());
    const double share = static_cast<double>(*most) / rows;
    // A comma in prose stands equally often in few rows; two rows alone must agree.
    if (share < .7) continue;
    const double score = share * (1 + std::min(columns, 12.0) / 24);
    if (score > best_score) {
      best = separator;
      best_score = score;
    }
  }
  return best;
}

void read_csv(std::string_view text, char separator, Oddities& oddities,
              const std::function<bool(const Row&)>& visit) {
  char named = 0;
  std::size_t at = sep_line(text, named);
  if (named != 0 && separator == 0) separator = named;
  Row row;
  std::size_t columns = 0;
  int misread = 0;
  while (at < text.size()) {
    std::size_t end = read_row(text, at, separator, misread < kMisread, row.cells);
    if (end == std::string_view::npos) {
      ++misread;
      ++oddities.open_quote;
      end = read_row(text, at, separator, false, row.cells);
    }
    ++row.number;
    const std::size_t length = end - at;
    at = end;
    if (length > kRowBytes || row.cells.size() > kCells) {
      ++oddities.too_long;
      continue;
    }
    if (!has_value(row)) {
      ++oddities.empty;
      continue;
    }
    if (columns == 0) columns = row.cells.size();
    // Spreadsheets leave out empty cells at the end, and some tools write one separator too many.
    std::size_t used = row.cells.size();
    while (used > 0 && trim(row.cells[used - 1]).empty()) --used;
    if (used > columns) ++oddities.ragged;
    else if (row.cells.size() < columns && row.cells.size() == 1) ++oddities.ragged;
    if (!visit(row)) return;
  }
}

std::size_t first_rows_end(std::string_view text, char separator, int count) {
  std::vector<std::string> cells;
  char named = 0;
  std::size_t at = sep_line(text, named);
  for (int row = 0; row < count && at < text.size(); ++row) {
    const std::size_t end = read_row(text, at, separator, true, cells);
    at = end == std::string_view::npos ? read_row(text, at, separator, false, cells) : end;
  }
  return at;
}

std::size_t last_row_end(std::string_view bytes, char separator, std::uint64_t* rows) {
  std::vector<std::string> cells;
  char named = 0;
  std::size_t at = sep_line(bytes, named);
  std::size_t last = 0;
  while (at < bytes.size()) {
    std::size_t end = read_row(bytes, at, separator, true, cells);
    if (end == std::string_view::npos) {
      // Perhaps it closes in what is still to come.
      if (bytes.size() - at < kRowBytes) break;
      end = read_row(bytes, at, separator, false, cells);
    }
    if (end >= bytes.size() && !is_line_end(bytes.back())) break;
    at = last = end;
    if (rows != nullptr) ++*rows;
  }
  return last;
}

bool has_value(const Row& row) {
  return !std::all_of(row.cells.begin(), row.cells.end(),
                      [](const std::string& cell) { return trim(cell).empty(); });
}

void append_csv(const Row& row, std::string& out) {
  bool first = true;
  for (const std::string& cell : row.cells) {
    if (!first) out.push_back(',');
    first = false;
    out.push_back('"');
    for (char c : cell) {
      if (c == '"') out.push_back('"');
      out.push_back(c);
    }
    out.push_back('"');
  }
  out.push_back('\n');
}

}  // namespace peil::maps
