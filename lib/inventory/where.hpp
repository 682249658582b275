// inventory/where.hpp -- which records count: a simple condition over the columns of the view.
//
//   channel == "shop" and goods startswith "drug.nps" or route != clear
//
// `column` is a column of the view (view.hpp) or a JSON Pointer (/status); values need quotes only
// where they hold blanks or begin like a word of the language. `and` (&&) binds before `or` (||).
// A column with several values is == when one of them is, and != when none of them is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "inventory/facts.hpp"

namespace peil::inventory {

class Where {
 public:
  /// No condition: all records count.
  Where() = default;
  /// Errors name what was not understood, and the nearest column for a mistyped one.
  static Result<Where> parse(std::string_view text);

  bool empty() const { return any_of_.empty(); }
  const std::string& text() const { return text_; }
  bool holds(const Record& record, const View& view) const;
  /// Whether it asks only for what a page has as well (route, host, …): then it filters pages too.
  bool fits_pages() const;

 private:
  enum class Test { kEquals, kDiffers, kStarts };
  struct Term {
    std::optional<Column> column;
    std::string pointer;
    Test test = Test::kEquals;
    std::string value;
  };
  static bool holds(const Term& term, const Record& record, const View& view);

  std::string text_;
  std::vector<std::vector<Term>> any_of_;  // or of ands
};

/// The text of a JSON value as --where and count compare and show it: strings as they are, others as
/// JSON; nullopt when absent.
std::optional<std::string> value_text(Value value);

}  // namespace peil::inventory
