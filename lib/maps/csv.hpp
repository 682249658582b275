// maps/csv.hpp -- tables as text: comma, semicolon, tab or pipe between the cells.
//
// RFC 4180 as spreadsheets really write it: `sep=;` as first line, quotes doubled, line ends inside quotes,
// CR alone, quotes in the middle of a cell taken as they stand. A quote that never closes costs one row,
// not the rest of the file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace peil::maps {

/// One row: `number` counts rows from 1 as a spreadsheet shows them, the row of names among them.
struct Row {
  std::uint64_t number = 0;
  std::vector<std::string> cells;
};

/// Whether a cell holds more than blanks.
bool has_value(const Row& row);

/// What was odd in a table; each counted, none lost silently.
struct Oddities {
  std::uint64_t ragged = 0;      ///< rows with another number of cells than the row of names
  std::uint64_t open_quote = 0;  ///< rows whose quote never closed
  std::uint64_t too_long = 0;    ///< rows left out: longer than kRowBytes or with more than kCells cells
  std::uint64_t empty = 0;       ///< rows without a value
};

inline constexpr std::size_t kRowBytes = 1u << 20;
inline constexpr std::size_t kCells = 4096;

/// The separator of the text, from a `sep=` line or from its first rows: one of , ; tab |. 0 when it is no
/// table: no separator stands equally often in most of its first rows.
char separator_of(std::string_view text);

/// Calls `visit` for each row that has a value, in order; false ends. Linear in the text. REQUIRES: UTF-8.
void read_csv(std::string_view text, char separator, Oddities& oddities,
              const std::function<bool(const Row&)>& visit);

/// One past the last whole row in `bytes` (quotes minded), or 0: where a stream of rows may be cut. Cells
/// may hold line ends, so a cut at any newline would be wrong.
std::size_t last_row_end(std::string_view bytes, char separator, std::uint64_t* rows = nullptr);
/// One past the first `count` rows (a `sep=` line is none).
std::size_t first_rows_end(std::string_view text, char separator, int count);

/// Appends a row as a line of comma-separated values, each in quotes.
void append_csv(const Row& row, std::string& out);

}  // namespace peil::maps
