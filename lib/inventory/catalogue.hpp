// inventory/catalogue.hpp -- tables as data: what peil-table(5) describes, read and bound to columns.
//
// A table says which records count (where), what its rows and its columns are (expressions over the view and
// the record), and what must be known beside it. Expressions that are no plain column are worked out by the
// workers, record by record, into *extra* columns of the view: so a table may ask for anything that a record
// bears, and the ledger counts it like every other column.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "expr/expr.hpp"
#include "inventory/view.hpp"
#include "render/table.hpp"

namespace peil::inventory {

/// What is counted: each offer (thing observed), or each seller, host or page that has one.
enum class Unit : std::uint8_t { kOffer, kSeller, kHost, kPage };

/// What the rows or columns of a table are: values of a column of the view, in some form.
struct Axis {
  enum class Kind : std::uint8_t {
    kNone,     ///< no such axis
    kClasses,  ///< goods, ancestors included, to --depth
    kValues,   ///< all values of `column`
    kTop,      ///< values of `column` cut to their first part
    kFixed,    ///< the values named in `fixed`, in that order; others make `rest`, if it has a name
    kPrefix,   ///< values of `column` but those in `fixed`; a record without any has no place
  };
  Kind kind = Kind::kNone;
  Column column = Column::kGoods;  ///< of the view, or beyond kColumns an extra one
  std::vector<std::string> fixed = {};
  std::string rest = {};
  std::string absent = {};  ///< the word for "has none"; "" is the column's own
  std::string under = {};   ///< kClasses: only this class and what is below it
  std::string heading = {}, heading_nl = {};

  /// The values of a record on this axis, each once; never empty but for kPrefix and `under`: the column's
  /// word for absent stands for none.
  std::vector<std::string_view> of(const View& view, int depth) const;
  std::string_view absent_word() const;
};

/// A phrase in both languages.
struct Phrase {
  std::string en, nl;
};

/// A table of counts by rows and columns.
struct Spec {
  std::string name;
  Phrase title;  ///< a question
  Axis rows;
  Axis columns = {};
  int filter = -1;        ///< extra column that says whether a record counts; -1: all do
  bool all_acts = false;  ///< counts listings and posts of any act, not offers alone
  Unit unit = Unit::kOffer;
  bool cross = false;  ///< a unit stands in each of its rows × each of its columns, over all its records
  bool summary = false;
  enum class Share : std::uint8_t {
    kNone,
    kOfAll,       ///< row / all
    kOfDeclared,  ///< row / all, and row / all that declare any
    kOfRow,       ///< columns in `part` / row
    kRatio,       ///< part[0] : part[1]
  } share = Share::kNone;
  std::vector<std::string> part = {};
  Phrase share_heading = {};
  render::Chart chart = render::Chart::kNone;
  std::vector<Phrase> notes = {};
  Phrase title_by_other = {};  ///< the title where --by or --period chose other columns
  std::vector<std::pair<std::string, Phrase>> headings = {};  ///< of columns that are conditions
};

/// An extra column of the view: the values of an expression, or the names of those conditions that hold.
struct Extra {
  std::string key;  ///< says the same: the same column
  expr::Expr expr;
  std::vector<std::pair<std::string, expr::Expr>> conditions;
};

class Catalogue {
 public:
  /// The tables that report brings.
  static const Catalogue& shipped();

  /// Reads a table's text (peil-table(5)). `where` names it in errors: a file. The table replaces one of its
  /// name. Errors name the line and what is wrong there.
  Result<std::string> add(std::string_view text, std::string_view where);
  /// The column of an expression: of the view, or an extra one. For --by.
  Result<Column> column_of(std::string_view expression);
  /// The extra column of that expression (or of the letter's conditions, "letter"). REQUIRES: it is one.
  Column extra_named(std::string_view key) const;

  const std::deque<Spec>& specs() const { return specs_; }
  const Spec* find(std::string_view name) const;
  std::size_t extras() const { return extras_.size(); }
  const Extra& extra(std::size_t number) const { return extras_[number]; }

 private:
  friend class TableReader;
  Column extra_column(Extra extra);
  std::deque<Spec> specs_;
  std::vector<Extra> extras_;
};

/// The extra columns that tables `names` need, as a list of their numbers.
std::vector<std::size_t> needed_extras(const Catalogue& catalogue, const std::vector<std::string>& names);

/// Works out the extra columns `which` of a record into its view.
void fill_extras(const Catalogue& catalogue, const std::vector<std::size_t>& which, const Record& record,
                 View& view);

}  // namespace peil::inventory
