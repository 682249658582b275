// options.hpp -- the flag table of report.
#pragma once

#include <string>
#include <vector>

#include "base/words.hpp"
#include "cli/flags.hpp"
#include "expr/expr.hpp"
#include "inventory/report.hpp"
#include "inventory/settings.hpp"

namespace peil {

struct Options {
  cli::Shared shared;
  inventory::Settings settings;
  std::int64_t depth = 2;
  std::int64_t limit = 0;
  std::int64_t width = 0;
  std::int64_t suppress = 0;
  std::string where;
  std::string period = "all";
  std::string clock = "fetched";
  std::string unit;
  std::vector<std::string> goods;
  std::vector<std::string> table_files;
  std::vector<std::string> by;
};

inline cli::Command command(Options& o) {
  auto from_to = [](std::int64_t low, std::int64_t high) {
    return [low, high](std::string_view word) -> std::string {
      std::int64_t value = 0;
      for (char c : word)
        if (c >= '0' && c <= '9' && value < 1'000'000'000'000) value = value * 10 + (c - '0');
        else return "not a whole number";
      return value < low || value > high ? "not from " + std::to_string(low) + " to " + std::to_string(high)
                                         : "";
    };
  };
  std::vector<cli::Flag> own = {
      {0,
       "by",
       "COLUMN",
       "columns of the table, or what count counts: a column, a member, a JSON Pointer",
       "Report",
       &o.by,
       {},
       "--group-by,-g,--groupby,--key",
       false,
       true},
      {0,
       "where",
       "CONDITION",
       "count only records that meet it: 'channel == shop and goods startswith drug.nps'",
       "Report",
       &o.where,
       {},
       "--filter,--query,--match,-f",
       false,
       true},
      {0,
       "depth",
       "N",
       "parts of a class of goods that tables show",
       "Report",
       &o.depth,
       {},
       "--level,-L",
       false,
       true},
      {0,
       "period",
       "WHAT",
       "one column a period of fetching: all, month, week or day",
       "Report",
       &o.period,
       {"all", "month", "week", "day"},
       "--interval,--bucket",
       false,
       true},
      {0,
       "limit",
       "N",
       "rows of count; 0 is all (top: 10)",
       "Report",
       &o.limit,
       {},
       "--top,--head,--max,--count",
       false,
       true},
      {0,
       "cell",
       "ROW,COLUMN",
       "of explain: the cell, as -O csv names its row and column; total is all",
       "Report",
       &o.settings.cell,
       {},
       "--row,--column",
       false,
       true},
      {0,
       "lang",
       "WHICH",
       "headings and number style: en or nl",
       "Report",
       &o.settings.language,
       {"en", "nl"},
       "--language,--locale",
       true,
       true},
      {0,
       "table",
       "FILE",
       "a table of one's own, peil-table(5); printed unless a verb says otherwise",
       "Report",
       &o.table_files,
       {},
       "--tables,--template,--spec",
       false,
       true},
      {0,
       "goods",
       "CLASS",
       "only this class of goods: weapon, drug.cocaine",
       "Report",
       &o.goods,
       {},
       "--class,--category",
       false,
       true},
      {0,
       "clock",
       "WHICH",
       "which date counts: fetched, listed or published",
       "Report",
       &o.clock,
       {"fetched", "listed", "published"},
       "--date,--time",
       false,
       true},
      {0,
       "unit",
       "WHAT",
       "what is counted: offer, seller, host or page (default: the table's own)",
       "Report",
       &o.unit,
       {"offer", "seller", "host", "page"},
       "--count-what,--per",
       false,
       true},
      {0,
       "rates",
       "FILE",
       "exchange rates, lines day,currency,EUR: prices in euro at the day of observation",
       "Report",
       &o.settings.rates_file,
       {},
       "--fx,--exchange,--currency",
       false,
       true},
      {0,
       "error-rates",
       "FILE",
       "what classify eval --rates wrote: shares of classes corrected for wrong labels",
       "Report",
       &o.settings.error_rates_file,
       {},
       "--errors,--correct,--eval",
       false,
       true},
      {0,
       "baseline",
       "FILE",
       "of health: what report health -O json printed at the last good run",
       "Report",
       &o.settings.baseline_file,
       {},
       "--last,--previous,--before"},
      {0,
       "names",
       "",
       "show sellers by their keys instead of S1, S2, …",
       "Report",
       &o.settings.names,
       {},
       "--show-names,--vendors",
       false,
       true},
      {0,
       "pseudonym-key",
       "FILE",
       "call sellers by names that only who has the key can lead back, the same in every report",
       "Report",
       &o.settings.pseudonym_file,
       {},
       "--pseudonyms,--anonymise,--anonymize,--salt"},
      {0,
       "suppress",
       "N",
       "hide counts below N, and those from which they would follow (default: 0, none)",
       "Report",
       &o.suppress,
       {},
       "--min-count,--small-cells,--threshold"},
      {0,
       "redact",
       "",
       "of explain: no words, names or addresses of the page; ids, digests and offsets stay",
       "Report",
       &o.settings.redact,
       {},
       "--mask,--hide"},
      {0,
       "partial",
       "",
       "write what can be added up instead of a report; any table is made of it by --merge",
       "Report",
       &o.settings.partial,
       {},
       "--aggregate,--map"},
      {0,
       "merge",
       "",
       "the input is what --partial wrote: figures as of one big run over all of it",
       "Report",
       &o.settings.merge,
       {},
       "--reduce,--combine,--add"},
      {0, "title", "TEXT", "title of the document", "Report", &o.settings.title, {}, "--heading,--name"},
      {0,
       "width",
       "COLUMNS",
       "fold tables to this width (default: of the terminal; a file is as wide as it needs)",
       "Report",
       &o.width,
       {},
       "--columns,--cols"},
  };
  for (auto& flag : own) {
    if (flag.name == "depth") flag.check = from_to(1, 6);
    if (flag.name == "limit") flag.check = from_to(0, 1'000'000'000);
    if (flag.name == "suppress") flag.check = from_to(0, 1'000'000);
    if (flag.name == "width") flag.check = from_to(0, 10'000);
  }
  return {.name = "report",
          .summary = "count offers by class, channel, route and more, with the way back to the evidence",
          .operands = "[VERB] [FILE…]",
          .flags = cli::with_shared(o.shared, std::move(own),
                                    {"table", "markdown", "csv", "tsv", "json", "html", "text"}),
          .verbs = inventory::verbs(),
          .examples = {{"How much is offered, where, and what was lost?", "report items.jsonl"},
                       {"As a page for colleagues", "report all -O html -o report.html items.jsonl"},
                       {"Which offers are behind a figure?",
                        "report explain volume --cell drug.cocaine,shop items.jsonl"},
                       {"How often does each host occur, in any JSON Lines?",
                        "katana -jsonl | report top --by /host"}},
          .lists = {{"tables", [] { return inventory::table_list(); }},
                    {"columns", [] { return inventory::column_list(); }},
                    {"estimators", [] { return inventory::estimator_list(); }},
                    {"expressions", [] { return expr::language_list(); }},
                    {"formats", [] {
                       return std::string(
                           "table\tfor people\nmarkdown\tpipe tables\ncsv\tRFC 4180, safe in a spreadsheet\n"
                           "tsv\ttab-separated\njson\tJSON Lines\nhtml\tone page, no script\ntext\tof "
                           "explain: a readable list\n");
                     }}}};
}

}  // namespace peil
