// maps/xlsx.hpp -- a workbook (Office Open XML) as rows of text, as its user saw them.
//
// Numbers stand as written, dates (cells whose style shows a date) as 2024-03-12 or 2024-03-12 14:05:00,
// formulas by the value that was last computed. Source: ECMA-376 part 1, §18.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "maps/csv.hpp"

namespace peil::maps {

inline constexpr std::uint64_t kSheetBytes = 256u << 20;    ///< of one sheet's XML, unpacked
inline constexpr std::uint64_t kStringsBytes = 128u << 20;  ///< of its shared strings

struct Workbook {
  std::vector<std::string> sheets;  ///< names, in order
  std::string read;                 ///< the one that was read
};

/// Calls `visit` for each row with a value; `number` is the row's own. `sheet`: "" is the first that has
/// rows. Errors: it is no workbook, it is damaged, a part is larger than may be, no such sheet.
Result<Workbook> read_xlsx(std::string_view bytes, std::string_view sheet, Oddities& oddities,
                           const std::function<bool(const Row&)>& visit);

}  // namespace peil::maps
