// inventory/tables.hpp -- the tables that report can make, as data, and the axes they are counted on.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/catalogue.hpp"
#include "inventory/ledger.hpp"
#include "inventory/settings.hpp"
#include "inventory/words.hpp"
#include "render/table.hpp"

namespace peil::inventory {

/// A table of either sort.
struct TableName {
  std::string name;
  Phrase title;
  bool in_summary = false;
};
/// All tables of `settings`, in the order in which `report all` prints them; a user's own come last.
std::vector<TableName> table_names(const Settings& settings = {});
bool is_table(std::string_view name, const Settings& settings = {});
/// The tables of counts: the shipped ones, or with the user's own.
const Catalogue& catalogue_of(const Settings& settings);
/// The tables that a call prints, or explains.
std::vector<std::string> wanted_tables(const Settings& settings);
/// What --by names: a column of the view, or an extra one.
std::optional<Column> by_column(const Settings& settings);

/// What all builders need.
struct Making {
  const Ledger& ledger;
  const Settings& settings;
  const Words& words;
  std::string say(const Phrase& phrase) const {
    return words.language() == "nl" && !phrase.nl.empty() ? phrase.nl : words(phrase.en);
  }
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
render::Table make_trend(const Making& making);
render::Table make_survival(const Making& making);
render::Table make_flow(const Making& making);
render::Table make_unseen(const Making& making);
render::Table make_prevalence(const Making& making);
render::Table make_sellers(const Making& making);
render::Table make_health(const Making& making);
/// All sellers, those with the most offers first: the order in which they are S1, S2, ….
std::vector<std::uint32_t> sellers_by_size(const Ledger& ledger);
/// What each seller is called, by its number in the ledger: S1, S2, …, or with --names its key.
std::vector<std::string> seller_names(const Making& making);

/// The document that `report VERB` prints: its tables, the answering sentence, what is incomplete.
render::Document make_document(const Making& making);

// --- shared by builders ----------------------------------------------------------------------------------

/// The views of a ledger, each unpacked once. The ledger must outlive it.
class Views {
 public:
  explicit Views(const Ledger& ledger) : ledger_(ledger), known_(ledger.views.size()) {}
  const View& of(const Sighting& one) {
    auto& slot = known_[one.view];
    if (!slot) slot = View::unpack(ledger_.views.text(one.view));
    return *slot;
  }

 private:
  const Ledger& ledger_;
  std::vector<std::optional<View>> known_;
};

/// The entries of a map, those of the largest `size(entry)` first, equal ones in the order of the map.
template <class Map, class Size>
std::vector<const typename Map::value_type*> largest_first(const Map& map, Size size) {
  std::vector<const typename Map::value_type*> order;
  for (const auto& one : map) order.push_back(&one);
  std::stable_sort(order.begin(), order.end(),
                   [&](const auto* a, const auto* b) { return size(*a) > size(*b); });
  return order;
}

/// Whether the format is one that people read, which leaves out small rows.
bool is_for_people(const Settings& settings);
/// The note that says how many rows were left out, if any were.
void add_left_out_note(render::Table& table, std::size_t rows, const Making& making);

/// Title, unit, window of a table of offers.
render::Table begin_table(std::string_view name, const Making& making, bool all_acts = false);
/// "2026-10-01 to 2026-10-31", or "".
std::string window_of(const Making& making);
/// Whether every offer comes from a frame declared random; otherwise the note that says why there is
/// no interval, in `why`.
bool random_frame(const Making& making, std::string& why);
/// Why the error rates given do not hold for these records, or "". REQUIRES: they were given.
std::string rates_refusal(const Making& making);
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
