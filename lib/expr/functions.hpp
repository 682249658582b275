// expr/functions.hpp -- the functions of the language, known to the parser and the evaluator.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace peil::expr {

enum class Function : std::uint8_t {
  kHas,
  kCount,
  kLower,
  kPart,
  kYear,
  kQuarter,
  kMonth,
  kWeek,
  kDate,
  kWeekday,
  kHour,
  kMin,
  kMax,
  kSum,
  kLength,
  kNumber,
  kFirst,
  kIf,
};
struct FunctionInfo {
  Function function;
  std::string_view name;
  std::uint8_t least, most;  // arguments
  std::string_view meaning;
};
inline constexpr std::array<FunctionInfo, 18> kFunctions = {{
    {Function::kHas, "has", 1, 1, "(x): whether x has any value"},
    {Function::kCount, "count", 1, 1, "(x): how many values x has"},
    {Function::kLower, "lower", 1, 1, "(x): in lower case (ASCII)"},
    {Function::kPart, "part", 2, 2, "(x, n): the first n parts of a label with dots"},
    {Function::kYear, "year", 1, 1, "(time): 2026"},
    {Function::kQuarter, "quarter", 1, 1, "(time): 2026-Q4"},
    {Function::kMonth, "month", 1, 1, "(time): 2026-10"},
    {Function::kWeek, "week", 1, 1, "(time): 2026-W41 (ISO 8601)"},
    {Function::kDate, "date", 1, 1, "(time): 2026-10-05"},
    {Function::kWeekday, "weekday", 1, 1, "(time): 1 (Monday) to 7"},
    {Function::kHour, "hour", 1, 1, "(time): 00 to 23, UTC"},
    {Function::kMin, "min", 1, 1, "(x): the smallest number"},
    {Function::kMax, "max", 1, 1, "(x): the largest number"},
    {Function::kSum, "sum", 1, 1, "(x): all numbers together"},
    {Function::kLength, "length", 1, 1, "(x): bytes of each text"},
    {Function::kNumber, "number", 1, 1, "(x): those values that are numbers"},
    {Function::kFirst, "first", 1, 1, "(x): its first value"},
    {Function::kIf, "if", 2, 3, "(condition, x, y): x where it holds, else y"},
}};

}  // namespace peil::expr
