// expr/expr.hpp -- one small language over the columns of a view and the members of a record.
//
//   channel within shop and goods == drug.nps or not has(ships_from)
//   max(quantities[].grams) >= 1kg          month(page.fetched_at) in (2026-09, 2026-10)
//   "payment: " + payment                   part(goods, 1)
//
// It is what --where, --by and the tables of report share. A name is a column of the view, a member of
// the field table (`prices[].amount`, `hosting.cc`) or a JSON Pointer (/host). Everything is a *list* of
// values, often of one: a comparison holds when it holds for any of them, `!=` when for none. Behind a
// comparison a bare word is text (`route == tor`); a column there stands in brackets.
// Numbers are exact decimals; a unit behind one (5g, 1kg, 250mg, 2l, 20ml) makes it grams or millilitres.
// An expression is read once and evaluated for many records without allocating, but for texts it makes.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "base/result.hpp"
#include "record/record.hpp"

namespace peil::expr {

/// A column that expressions may name.
struct Column {
  std::string_view name;
  std::string_view absent;  ///< what `==` sees where it has no value: "undeclared"
  bool path = false;        ///< labels with dots: == means this label or any below it
};

/// What an expression is evaluated on. Views live as long as the evaluation.
class Source {
 public:
  virtual ~Source() = default;
  /// The values of the column with this number.
  virtual const std::vector<std::string_view>& column(std::size_t number) const = 0;
  virtual const Record& record() const = 0;
};

/// One value.
struct Scalar {
  enum class Kind : std::uint8_t { kText, kNumber, kBool };
  Kind kind = Kind::kText;
  bool truth = false;
  std::string_view text;
  Decimal number;
};

class Expr {
 public:
  Expr() = default;
  /// Errors begin with the place (`at 9: `, in bytes from 1) and name the nearest name where one is meant.
  /// At most 4,096 bytes and 64 brackets deep.
  static Result<Expr> parse(std::string_view text, std::span<const Column> columns);

  bool empty() const { return nodes_.empty(); }
  /// As it was written.
  const std::string& text() const { return text_; }
  /// As a condition: whether it has a value that is neither false nor empty.
  bool holds(const Source& source) const;
  /// As a list: appends its values as text, each once, in the order met, at most 64.
  void values(const Source& source, std::vector<std::string>& out) const;
  /// Numbers of the columns that it reads.
  const std::vector<std::size_t>& columns() const { return columns_used_; }
  /// Members and pointers that it reads, as written.
  const std::vector<std::string>& members() const { return members_used_; }
  /// The column, if it is nothing but one; -1 otherwise.
  int only_column() const;

 private:
  friend class Parser;
  enum class Op : std::uint8_t {
    kColumn,    // index
    kMember,    // index into paths_
    kConstant,  // index into constants_
    kList,      // children: union
    kOr,
    kAnd,
    kNot,
    kEqual,
    kDiffers,
    kLess,
    kLessEqual,
    kGreater,
    kGreaterEqual,
    kStarts,
    kEnds,
    kContains,
    kWithin,
    kLike,
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kNegate,
    kFunction,  // index: number of the function
  };
  struct Node {
    Op op = Op::kConstant;
    std::uint32_t index = 0;
    std::vector<std::uint32_t> children;
  };
  /// `prices[].amount` or a pointer, cut at its separators; "[]" means each element.
  struct Path {
    bool pointer = false;
    std::string text;
    std::vector<std::string> parts;
  };
  struct Constant {
    std::string text;
    bool number = false;
    Decimal value;
  };

  void evaluate(std::uint32_t at, const Source& source) const;  // appends to stack_
  void evaluate_member(const Path& path, const Source& source) const;
  void walk(Value value, const Path& path, std::size_t part) const;
  void push(Value value) const;
  void push_bool(bool truth) const;
  void push_own(std::string text) const;
  bool truth(std::uint32_t at, const Source& source) const;
  bool compare(const Node& node, const Source& source) const;
  bool meets(Op op, const Scalar& left, const Scalar& right, bool path) const;
  void arithmetic(const Node& node, const Source& source) const;
  void call(const Node& node, const Source& source) const;

  std::string text_;
  std::uint32_t root_ = 0;
  std::vector<Node> nodes_;
  std::vector<Path> paths_;
  std::vector<Constant> constants_;
  std::vector<std::string> absent_;  // by column used, for ==
  std::vector<bool> is_path_;
  std::vector<std::size_t> columns_used_;
  std::vector<std::string> members_used_;
  mutable std::vector<Scalar> stack_;
  mutable std::deque<std::string> own_;
  mutable std::size_t limit_ = 0;  // of stack_, while a member is read
};

/// `name TAB arguments: meaning` of each function and operator, for --list expressions.
std::string language_list();

/// 2026-10 of a time or date as records hold them; "" when it is none. `part`: year, quarter, month, week
/// (ISO 8601), date, weekday (1 is Monday), hour.
std::string date_part(std::string_view part, std::string_view time);

}  // namespace peil::expr
