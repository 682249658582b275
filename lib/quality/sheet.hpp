// quality/sheet.hpp -- the table of a sample for hand coding: tab-separated, safe to open in a spreadsheet.
//
// Cells hold no tab, no line end and no control character; one that a spreadsheet would take for a formula
// begins with '. Coming back, quotes that a spreadsheet put around cells and that ' are taken off again.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace peil::quality {

/// The columns, in their order. A coder fills `truth` (a label, several separated by blanks, `none`; y or n
/// for the first label said), a second coder `truth2`.
inline constexpr std::string_view kColumns[] = {
    "id",     "stratum", "in_stratum", "form", "act",   "labels", "score", "lang",     "channel", "day",
    "seller", "url",     "title",      "text", "truth", "truth2", "note",  "taxonomy", "model"};

std::string cell(std::string_view text);
std::string head_line();

using SheetRow = std::map<std::string, std::string, std::less<>>;
/// Rows of a table by column name; columns may have been moved or added. Error with the line.
Result<std::vector<SheetRow>> read_sheet(std::string_view bytes);
/// Whether the bytes begin like such a table.
bool is_sheet(std::string_view bytes);

}  // namespace peil::quality
