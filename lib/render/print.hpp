// render/print.hpp -- the printers: one Document in every format. All are pure and give the same
// bytes for the same document on any machine; nothing from outside can leave its cell.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/buffer.hpp"
#include "render/table.hpp"

namespace peil::render {

/// How a document is shown as text.
struct Page {
  std::size_t width = 0;  ///< columns; 0: as wide as it needs, nothing cut
  bool cut = false;       ///< a terminal: cells may be cut with `…`, wide tables are folded
  bool color = false;
  bool utf8 = true;  ///< false: rules and bars of ASCII (a terminal that shows no UTF-8)
};

/// Aligned tables for people. Control characters are shown as \x1b; width is counted as wcwidth does.
void print_text(const Document& document, const Page& page, Buffer& out);

/// GitHub-flavoured pipe tables; no character from outside keeps a meaning in Markdown or HTML.
void print_markdown(const Document& document, Buffer& out);

/// RFC 4180 with CRLF. One table: its heading line and rows, the total last. Several: one long table
/// `table,row,column,value,low,high`. A text cell that a spreadsheet would take for a formula gets a
/// leading ' (OWASP ASVS 1.2.10), unless it is a number or a telephone number.
void print_csv(const Document& document, Buffer& out);

/// Tab-separated, one table after the other, with a line `# name` before each where there are
/// several; TAB, line ends and backslash are written \t \n \r \\.
void print_tsv(const Document& document, Buffer& out);

/// JSON Lines: for each table one line {"table":…,"row":"about",…} and one for each row with the
/// columns as members; "row" is 1, 2, … or "total". Shares are in per cent: x_percent, x_low, x_high.
void print_json(const Document& document, Buffer& out);

/// One self-contained page: no script, no outside reference, a policy that forbids both; charts in
/// SVG; dark and light, narrow and printed.
void print_html(const Document& document, Buffer& out);

/// The printer of "table", "markdown", "csv", "tsv", "json", "html". REQUIRES: one of format_names().
void print(std::string_view format, const Document& document, const Page& page, Buffer& out);
std::span<const std::string_view> format_names();

}  // namespace peil::render
