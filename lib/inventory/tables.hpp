// inventory/tables.hpp -- the tables that report can make, as data, and the axes they are counted on.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/ledger.hpp"
#include "inventory/settings.hpp"
#include "inventory/words.hpp"
#include "render/table.hpp"

namespace peil::inventory {

/// What the rows or columns of a table are: values of a column of the view, in some form.
struct Axis {
  enum class Kind : std::uint8_t {
    kNone,     ///< no such axis
    kClasses,  ///< goods, ancestors included, to --depth
    kValues,   ///< all values of `column`
    kTop,      ///< values of `column` cut to their first part
    kFixed,    ///< the values named in `fixed`, in that order; others make `rest`, if it has a name
    kPrefix,   ///< values of `column` but those in `fixed`
  };
  Kind kind = Kind::kNone;
  Column column = Column::kGoods;
  std::span<const std::string_view> fixed = {};
  std::string_view rest = {};

  /// The values of a record on this axis, each once; never empty: the column's word for absent
  /// stands for none (kPrefix: nothing).
  std::vector<std::string_view> of(const View& view, int depth) const;
};

/// A table of counts by rows and columns.
struct Spec {
  std::string_view name;
  std::string_view title;  ///< English; a question
  Axis rows;
  Axis columns = {};
  bool all_acts = false;  ///< counts listings and posts of any act, not offers alone
  enum class Share : std::uint8_t {
    kNone,
    kOfAll,       ///< row / all
    kOfDeclared,  ///< row / all, and row / all that declare any
    kOfRow,       ///< columns in `part` / row
    kRatio,       ///< column 2 : column 1
  } share = Share::kNone;
  std::span<const std::string_view> part = {};
  std::string_view share_heading = {};
  render::Chart chart = render::Chart::kNone;
  std::string_view note = {};            ///< English; a caveat of its own
  std::string_view title_by_other = {};  ///< the title where --by or --period chose other columns
};
std::span<const Spec> specs();
const Spec* find_spec(std::string_view name);

/// A table of either sort.
struct TableName {
  std::string_view name;
  std::string_view title;
  bool in_summary = false;
};
/// All tables, in the order in which `report all` prints them.
std::span<const TableName> table_names();
bool is_table(std::string_view name);

/// What all builders need.
struct Making {
  const Ledger& ledger;
  const Settings& settings;
  const Words& words;
};

/// The named table. REQUIRES: is_table(name), and a closed ledger.
render::Table make_table(std::string_view name, const Making& making);

// --- builders, one .cpp each ---------------------------------------------------------------------------
render::Table make_counts(const Spec& spec, const Making& making);
render::Table make_quantity(const Making& making);
render::Table make_price(const Making& making);
render::Table make_variety(const Making& making);
render::Table make_seller(const Making& making);
render::Table make_coverage(const Making& making);
render::Table make_quality(const Making& making);
render::Table make_runs(const Making& making);

/// The document that `report VERB` prints: its tables, the answering sentence, what is incomplete.
render::Document make_document(const Making& making);

// --- shared by builders ----------------------------------------------------------------------------------

/// Title, unit, window of a table of offers.
render::Table begin_table(std::string_view name, const Making& making, bool all_acts = false);
/// "2026-10-01 to 2026-10-31", or "".
std::string window_of(const Making& making);
/// Whether every offer comes from a frame declared random; otherwise the note that says why there is
/// no interval, in `why`.
bool random_frame(const Making& making, std::string& why);
/// What is one seller's for intervals: the seller, or the host where the seller is not known.
std::uint64_t seller_key(const Sighting& sighting);
inline bool is_known_seller(std::uint64_t key) { return !(key >> 32); }
/// The column `class`, `offers`, … with its heading translated.
render::Column column(std::string_view key, std::string_view heading, render::ColumnType type,
                      const Making& making, std::string_view unit = {});
render::Column row_column(std::string_view key, std::string_view heading, const Making& making);

/// The bracket of an amount: "<1", "1–<5", … and its place in order.
std::pair<int, std::string_view> bracket_of(Measure measure, const Decimal& amount);

/// Whether a record belongs in the cell that explain asks for. `row` has the texts of the columns
/// that name a row; an empty or "total" one asks for all.
bool in_cell(std::string_view table, const Facts& facts, const std::vector<std::string>& row,
             std::string_view column_key, const Settings& settings);

/// What is wrong with the column of a cell, or "": known for tables with fixed columns only.
std::string cell_column_error(const Settings& settings, std::string_view key);

}  // namespace peil::inventory
