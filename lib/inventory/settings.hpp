// inventory/settings.hpp -- what was asked of report.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "inventory/catalogue.hpp"
#include "inventory/error_rates.hpp"
#include "inventory/privacy.hpp"
#include "inventory/rates.hpp"
#include "inventory/verdict.hpp"
#include "inventory/view.hpp"
#include "inventory/where.hpp"

namespace peil::inventory {

struct Settings {
  std::string verb;                            ///< summary, all, a table's name, count, explain
  int depth = 2;                               ///< parts of a goods slug that tables show, 1–6
  Where where;                                 ///< which records count
  std::vector<std::string> by;                 ///< columns or JSON Pointers
  std::optional<Column> by_extra;              ///< the extra column of --by, when it is an expression
  std::shared_ptr<const Catalogue> catalogue;  ///< with the user's own tables; null: the shipped ones
  struct Before {
    std::uint64_t pages = 0, items = 0;
  };
  std::map<std::string, Before> baseline;         ///< of health: by host, what the last good run had
  std::shared_ptr<Verdict> verdict;               ///< of health: the hosts that went silent
  std::shared_ptr<const Rates> rates;             ///< of --rates; null: nothing is converted
  std::shared_ptr<const ErrorRates> error_rates;  ///< of --error-rates; null: nothing is corrected
  std::string error_rates_file;
  std::string baseline_file, rates_file;  ///< of --baseline and --rates
  bool names = false;                     ///< --names: sellers by their keys, not S1, S2, …
  std::vector<std::string> table_files;   ///< of --table
  std::optional<Unit> unit;               ///< --unit; else the table's own
  Clock clock = Clock::kFetched;
  Period period = Period::kAll;
  std::string language = "en";
  std::string format = "table";  ///< of render::format_names(); explain: text or json
  std::string title;
  std::uint64_t limit = 0;  ///< of count: rows shown; 0 is all
  std::size_t width = 0;    ///< 0: as wide as it needs
  bool terminal = false;    ///< stdout is one: cells may be cut, wide tables fold
  bool color = false;
  bool utf8 = true;
  bool partial = false;                          ///< --partial: what can be added up, instead of a report
  bool merge = false;                            ///< --merge: only partials are read
  std::string rates_digest, tables_digest;       ///< of the files given, or ""
  std::shared_ptr<const Pseudonyms> pseudonyms;  ///< of --pseudonym-key; null: S1, S2, …
  std::string pseudonym_file;
  std::uint64_t suppress = 0;  ///< counts below it are hidden; 0: none
  bool redact = false;         ///< of explain: no words, names or addresses of the page
  std::string cell;            ///< of explain: ROW,COLUMN
  std::string table;           ///< of explain
};

}  // namespace peil::inventory
