// render/inert.hpp -- text from outside made inert, for each format; and numbers for people.
#pragma once

#include <string>
#include <string_view>

#include "render/table.hpp"

namespace peil::render {

/// The next code point of `text` (U+FFFD for a byte that is no UTF-8), which is taken off it.
/// REQUIRES: not empty.
char32_t take_code_point(std::string_view& text);

/// HTML or XML text and attribute value: & < > " ' as references, characters that XML forbids and
/// invalid bytes as U+FFFD, controls and bidi overrides as U+FFFD. Line ends stay.
std::string html_escape(std::string_view text);

/// One cell or line of Markdown: ASCII punctuation behind a backslash where it could mean something,
/// line ends as blanks, `&`, `<` and `|` as references, @ and :// broken so that nothing becomes a link.
std::string markdown_escape(std::string_view text);

/// A CSV or TSV field, quoted or escaped as print.hpp says, with ' before what could start a formula
/// (CSV); controls but TAB and line ends are U+FFFD.
std::string csv_field(std::string_view text);
std::string tsv_field(std::string_view text);

/// A URL or text with URLs that nobody can follow by accident: hxxp://shop[.]example/a.
/// Text without a scheme is unchanged.
std::string defang(std::string_view text);

/// One line without control characters, invalid bytes or floods of combining marks (at most four on
/// a letter), for a terminal.
std::string terminal_line(std::string_view text);

// --- numbers ------------------------------------------------------------------------------------------

/// How numbers are written: 1,234.5 or 1.234,5.
struct NumberStyle {
  std::string_view thousands = ",";
  std::string_view point = ".";
};
NumberStyle number_style(std::string_view language);

std::string show_count(std::int64_t count, const NumberStyle& style);
/// With at least `decimals` decimals: 0.30.
std::string show_number(const Decimal& number, const NumberStyle& style, int decimals = 0);
/// Per cent without its sign: 5.97, 12.3, 0.04: three digits that matter, at most two decimals.
std::string show_percent(double share, const NumberStyle& style);
/// A cell as people read it; `dash` for unknown: "40.5 [35.2–46.0]".
std::string show(const Cell& cell, const NumberStyle& style, std::string_view range_dash = "–",
                 std::string_view unknown_dash = "–");

/// A cell as machines read it: 1234, 0.5; a share in per cent with four decimals; "" for unknown.
std::string exact(const Cell& cell);
std::string exact_percent(double share);

/// "offers after dedupe, n = 1,234; 2026-10-01 to 2026-10-31".
std::string subtitle(const Table& table, std::string_view language);
/// Heading with its unit: "share, %".
std::string heading(const Column& column);

/// The few words that printers add themselves, in the document's language; English when unknown.
std::string_view word(std::string_view english, std::string_view language);

}  // namespace peil::render
