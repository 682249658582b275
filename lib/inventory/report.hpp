// inventory/report.hpp -- report as the frame runs it: steps that read records, folders that tally and print.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/exit.hpp"
#include "base/result.hpp"
#include "cli/flags.hpp"
#include "expr/expr.hpp"
#include "frame/step.hpp"
#include "inventory/settings.hpp"
#include "render/table.hpp"

namespace peil::inventory {

/// Reads a record and sends what the folder of the same settings needs.
std::unique_ptr<frame::Step> make_step(const Settings& settings);
/// Tallies and, at the end, prints: a report, counts by pointer, or the records behind a cell.
std::unique_ptr<frame::Folder> make_folder(const Settings& settings);

/// Whole run: `settings` as the flags left them; verb and operands from `shared`. Throws
/// Fatal(kUsage) for what does not fit together. Returns the exit status.
Exit run(Settings settings, cli::Shared& shared);

/// The verbs of report with a line on each: tables, then count, top, explain, …
std::vector<cli::Verb> verbs();
/// `name TAB title` of each table, for `report tables` and --list tables.
std::string table_list();
/// `name TAB meaning` of each column of the view, for --list columns.
std::string column_list();

/// The figure of an estimator by its name, from words such as k=168; an Error names what is missing.
Result<render::Table> estimate(std::string_view name, const std::vector<std::string>& arguments);
/// `name TAB arguments: meaning` of each estimator.
std::string estimator_list();

// --- the parts, one .cpp each ----------------------------------------------------------------------------

std::unique_ptr<frame::Step> make_count_step(const Settings& settings);
std::unique_ptr<frame::Folder> make_count_folder(const Settings& settings);
std::unique_ptr<frame::Step> make_explain_step(const Settings& settings);
std::unique_ptr<frame::Folder> make_explain_folder(const Settings& settings);

/// One tidy table of the records as CSV or TSV.
std::unique_ptr<frame::Step> make_tidy_step(const Settings& settings);
std::unique_ptr<frame::Folder> make_tidy_folder(const Settings& settings);
bool is_tidy_table(std::string_view name);
/// `table TAB column TAB meaning` of all tidy tables.
std::string codebook();

/// What `count` counts a record by: columns of the view, members, JSON Pointers or expressions.
class Keys {
 public:
  /// Takes --by of count and top, and of explain when it explains them; else there are none. Throws
  /// Fatal(kUsage) for an expression that cannot be read.
  explicit Keys(const Settings& settings);

  /// One list of texts for each combination of values, kAbsentKey for none.
  std::vector<std::vector<std::string>> of(const Record& record, const View& view) const;
  /// The columns of the view that are asked for; with none the view need not be made.
  Columns columns() const;
  /// The value of the only key of a record, where it is one text as it stands in the record; else nullopt.
  std::optional<std::string_view> simple(const Record& record) const;

 private:
  struct Key {
    std::optional<Column> column;
    std::string member;   // of the top level
    std::string pointer;  // deeper
    expr::Expr expr;
  };
  void values(const Key& key, const Record& record, const View& view, std::vector<std::string>& all) const;
  std::vector<Key> keys_;
};
inline constexpr std::string_view kAbsentKey = "\x01";
/// Stands before a seller's key, which is shown by its rank.
inline constexpr std::string_view kSellerMark = "\x02";

/// Cuts "drug.cocaine,shop" as a line of CSV; an Error when a quote is not closed.
Result<std::vector<std::string>> cut_cell(std::string_view cell);

/// How many columns name a row of the table that explain asks for.
std::size_t cell_row_columns(const Settings& settings);

/// Sends the lines of `text` to `out`, each as one line.
void emit_lines(std::string_view text, frame::Emitter& out);
/// Prints `document` in the format of the settings.
void emit_document(const render::Document& document, const Settings& settings, frame::Emitter& out);

}  // namespace peil::inventory
