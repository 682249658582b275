// render/table.hpp -- the one Table, which every printer prints.
//
// Who makes a table says what it holds and what must be known beside it: unit of count, denominator,
// window, caveats. How it looks is the printers' (render/print.hpp). Text in cells and headings may
// come from outside and may be anything: every printer makes it inert for its format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.hpp"

namespace peil::render {

enum class ColumnType : std::uint8_t { kText, kCount, kNumber, kShare };

struct Column {
  std::string key;      ///< snake_case, for CSV and JSON; unique in its table
  std::string heading;  ///< for people
  ColumnType type = ColumnType::kCount;
  std::string unit;        ///< stands in the heading; of a share always %
  bool names_row = false;  ///< one of the first columns, which say what the row is
  bool bar = false;        ///< draw its numbers as bars too, where there is room
  bool shaded = false;     ///< one of the columns that kMatrix shades and kLines draws
};

/// What stands in one place of a table. Made by the functions below.
struct Cell {
  enum class Kind : std::uint8_t { kUnknown, kText, kCount, kNumber, kShare };
  Kind kind = Kind::kUnknown;
  std::string text;  ///< of kText; of kUnknown: why, in two or three words, or ""
  std::int64_t count = 0;
  Decimal number;
  int decimals = 0;                                   ///< of kNumber: at least so many are shown to people
  double share = 0;                                   ///< 0 to 1
  std::optional<std::pair<double, double>> interval;  ///< of the share, 95 %
};

Cell text(std::string_view text);
Cell count(std::uint64_t count);
Cell number(const Decimal& number);
/// A finite double with that many decimals; unknown when it is not finite or beyond ±1e15.
Cell real(double value, int decimals);
Cell share(double share, std::optional<std::pair<double, double>> interval = std::nullopt);
Cell unknown(std::string_view why = {});

struct Row {
  enum class Role : std::uint8_t { kData, kGroup, kTotal };
  std::vector<Cell> cells;  ///< one for each column
  Role role = Role::kData;  ///< kGroup: holds the rows that follow it with a deeper indent
  int indent = 0;
  bool charted = true;  ///< false: not in the chart, as of another unit
};

/// The chart that answers the question at a glance; the table stands beneath it.
enum class Chart : std::uint8_t {
  kNone,
  kBars,    ///< how many: bars from 0, value at the end
  kDots,    ///< which share: dots on 0–100 % with their interval
  kFunnel,  ///< what was lost on the way: bars in the order of the rows
  kMatrix,  ///< counts across columns: the cells of the table are shaded
  kLines,   ///< in time: one small line chart a row, the count columns are its points
};

struct Table {
  std::string name;                ///< "volume": what `report NAME` is called with
  std::string title;               ///< a question or a statement, for people
  std::string unit;                ///< unit of count: "offers after dedupe"
  std::optional<std::uint64_t> n;  ///< of these units, in all
  std::string window;              ///< "2026-10-01 to 2026-10-31", or "" when not dated
  std::string denominator;         ///< what shares are shares of, or ""
  std::vector<Column> columns;
  std::vector<Row> rows;  ///< sorted as they shall be shown, the total last
  std::vector<std::string> notes;
  Chart chart = Chart::kNone;
  std::string chart_column;  ///< key of the column drawn by kBars, kDots, kFunnel
  std::string empty;         ///< what to say when there are no rows
};

struct Document {
  std::string language = "en";  ///< en or nl: number style and the printers' few words
  std::string title;
  std::string lead;                   ///< one sentence that answers
  std::vector<std::string> warnings;  ///< what makes the whole incomplete; shown first
  std::vector<std::string> facts;     ///< corpus, window, versions: one line each
  std::vector<Table> tables;
};

}  // namespace peil::render
