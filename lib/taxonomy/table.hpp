// taxonomy/table.hpp -- a tab-separated table with a header row, and what is wrong with it.
//
// UTF-8, one row a line, LF or CRLF, a byte order mark is skipped. Empty lines and lines that begin
// with `# ` are comments. The first other line names the columns, in any order; a row may leave out
// columns at its end. There is no quoting: a cell holds no tab and no newline.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peil::taxonomy {

/// A data file, as given: its name is what errors call it.
struct SourceFile {
  std::string name;
  std::string_view text;
};

/// Something wrong in a data file. Prints as `file:line: what`.
struct Problem {
  std::string file;
  std::size_t line = 0;  ///< 1-based; 0: the file as a whole
  std::string what;
  bool fatal = true;  ///< false: lint mentions it, loading goes on
  std::string str() const;
};

struct Row {
  std::size_t line = 0;
  std::vector<std::string_view> cells;  ///< one for each wanted column, trimmed; "" when left out
};

struct Table {
  std::string file;
  std::vector<Row> rows;
};

/// Most problems kept of one load: a hostile file of a million bad lines is told about twenty times.
inline constexpr std::size_t kProblems = 20;

/// Reads the columns `wanted` (those before `required` must be in the header). Problems are appended:
/// invalid UTF-8, NUL, no header, unknown or repeated column (with the nearest name), too many cells.
Table read_table(const SourceFile& file, std::span<const std::string_view> wanted, std::size_t required,
                 std::vector<Problem>& problems);

/// Appends a problem unless there are kProblems already.
void add_problem(std::vector<Problem>& problems, std::string_view file, std::size_t line, std::string what,
                 bool fatal = true);

/// Whether it may name a label: at most 80 lower-case letters, digits, _ and dots, no dot at an end.
bool is_slug(std::string_view text);

/// ` (drug.cocaine?)`, or "" when nothing is near.
std::string suggestion(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace peil::taxonomy
