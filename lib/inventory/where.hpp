// inventory/where.hpp -- which records count: a condition over the columns of the view, in the language of
// expr/expr.hpp.
//
//   channel == shop and goods within drug.nps or route != clear
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "expr/expr.hpp"
#include "inventory/facts.hpp"

namespace peil::inventory {

/// The columns of the view, as expressions name them.
std::span<const expr::Column> expression_columns();

/// A record and its view, for expressions. Both must outlive it.
class RecordSource : public expr::Source {
 public:
  RecordSource(const Record& record, const View& view) : record_(record), view_(view) {}
  const std::vector<std::string_view>& column(std::size_t number) const override {
    return view_.of(static_cast<Column>(number));
  }
  const Record& record() const override { return record_; }

 private:
  const Record& record_;
  const View& view_;
};

class Where {
 public:
  /// No condition: all records count.
  Where() = default;
  /// Errors name what was not understood, and the nearest column for a mistyped one.
  static Result<Where> parse(std::string_view text);

  bool empty() const { return expr_.empty(); }
  const std::string& text() const { return expr_.text(); }
  bool holds(const Record& record, const View& view) const {
    return expr_.empty() || expr_.holds(RecordSource(record, view));
  }
  /// Whether it asks only for what a page has as well (route, host, …): then it filters pages too.
  bool fits_pages() const;
  const expr::Expr& expression() const { return expr_; }

 private:
  expr::Expr expr_;
};

/// The text of a JSON value as --where and count compare and show it: strings as they are, others as
/// JSON; nullopt when absent.
std::optional<std::string> value_text(Value value);

}  // namespace peil::inventory
