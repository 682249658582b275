#include "inventory/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "base/embedded.hpp"
#include "base/exit.hpp"
#include "base/words.hpp"
#include "inventory/letter.hpp"
#include "inventory/where.hpp"

PEIL_EMBEDDED(shipped_tables, peil_data_inventory_tables_txt)

namespace peil::inventory {
namespace {

// What tables made in C++ ask of a record beside the view.
constexpr std::pair<std::string_view, std::string_view> kOfMadeTables[] = {
    {"sellers", "identifiers[].type"},
    {"trend", "/classified/taxonomy"},
    {"", "/classified/model"},
    {"prevalence", "/context/lang/code"},
    {"unseen", "/tags/occasion"},
    {"letter", "letter"}};

}  // namespace

// Reads one table: lines `key value`, blank lines and # left out.
class TableReader {
 public:
  TableReader(Catalogue& catalogue, std::string_view where) : catalogue_(catalogue), where_(where) {}

  Result<std::string> read(std::string_view text, std::size_t first_line) {
    std::size_t number = first_line;
    for (std::string_view line : split(text, '\n')) {
      ++number;
      line = trim(line);
      if (line.empty() || line.front() == '#') continue;
      std::size_t blank = std::min(line.find_first_of(" \t"), line.size());
      std::string wrong = take(line.substr(0, blank), trim(line.substr(blank)));
      if (!wrong.empty()) return Error{fmt::format("{}:{}: {}", where_, number, wrong)};
    }
    if (spec_.name.empty()) return Error{fmt::format("{}: a table needs a name", where_)};
    if (spec_.title.en.empty()) return Error{fmt::format("{}: {} needs a title", where_, spec_.name)};
    if (spec_.rows.kind == Axis::Kind::kNone)
      return Error{fmt::format("{}: {} needs rows", where_, spec_.name)};
    if (std::string wrong = finish(); !wrong.empty()) return Error{fmt::format("{}: {}", where_, wrong)};
    auto& all = catalogue_.specs_;
    auto old = std::find_if(all.begin(), all.end(), [&](const Spec& one) { return one.name == spec_.name; });
    std::string name = spec_.name;
    if (old != all.end()) *old = std::move(spec_);
    else all.push_back(std::move(spec_));
    return name;
  }

 private:
  std::string take(std::string_view key, std::string_view value) {
    std::string text(value);
    if (key == "name") return take_name(value);
    if (key == "title") return spec_.title.en = text, "";
    if (key == "title.nl") return spec_.title.nl = text, "";
    if (key == "title.other") return spec_.title_by_other.en = text, "";
    if (key == "title.other.nl") return spec_.title_by_other.nl = text, "";
    if (key == "note") return spec_.notes.push_back({text, {}}), "";
    if (key == "note.nl") {
      if (spec_.notes.empty()) return "note.nl without a note before it";
      return spec_.notes.back().nl = text, "";
    }
    if (key == "where") return take_where(value);
    if (key == "count") {
      if (value != "offers" && value != "posts") return "count takes offers or posts";
      return spec_.all_acts = value == "posts", "";
    }
    if (key == "unit") {
      auto unit = unit_from_name(value);
      if (!unit) return "unit takes offer, seller, host or page";
      return spec_.unit = *unit, "";
    }
    if (key == "cross") return spec_.cross = value == "yes", "";
    if (key == "summary") return spec_.summary = value == "yes", "";
    if (key == "chart") return take_chart(value);
    if (key == "share") return take_share(value);
    if (key == "column") return take_condition(value);
    for (bool rows : {true, false}) {
      std::string_view name = rows ? "rows" : "columns";
      if (key == name) return take_axis(rows ? spec_.rows : spec_.columns, value);
      if (key.starts_with(name) && key.size() > name.size() && key[name.size()] == '.')
        return take_detail(rows ? spec_.rows : spec_.columns, key.substr(name.size() + 1), value);
    }
    static constexpr std::string_view kKeys[] = {
        "name",        "title",      "title.nl",     "note",        "note.nl",     "where",
        "count",       "unit",       "cross",        "summary",     "chart",       "share",
        "column",      "rows",       "columns",      "rows.are",    "rows.not",    "rows.rest",
        "rows.absent", "rows.under", "rows.heading", "columns.are", "columns.rest"};
    auto near = nearest(key, kKeys);
    return fmt::format("no key {}{}", printable(key, 40), near ? fmt::format("; {} is meant?", *near) : "");
  }

  static std::optional<Unit> unit_from_name(std::string_view name) {
    static constexpr std::pair<std::string_view, Unit> kUnits[] = {
        {"offer", Unit::kOffer}, {"seller", Unit::kSeller}, {"host", Unit::kHost}, {"page", Unit::kPage}};
    for (const auto& [word, unit] : kUnits)
      if (word == name) return unit;
    return std::nullopt;
  }
  std::string take_name(std::string_view value) {
    bool good = !value.empty() && value.size() <= 40 && value.front() >= 'a' && value.front() <= 'z';
    for (char c : value) good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    if (!good) return "a name is a-z, 0-9 and _, and begins with a letter";
    spec_.name = value;
    return "";
  }
  std::string take_where(std::string_view value) {
    auto parsed = expr::Expr::parse(value, expression_columns());
    if (!parsed) return "where: " + parsed.error().message;
    Extra extra;
    extra.key = "where " + std::string(value);
    extra.conditions.emplace_back("1", std::move(*parsed));
    spec_.filter = static_cast<int>(catalogue_.extra_column(std::move(extra)));
    return "";
  }
  std::string take_chart(std::string_view value) {
    static constexpr std::pair<std::string_view, render::Chart> kCharts[] = {
        {"none", render::Chart::kNone},
        {"bars", render::Chart::kBars},
        {"dots", render::Chart::kDots},
        {"matrix", render::Chart::kMatrix}};
    for (const auto& [word, chart] : kCharts)
      if (word == value) return spec_.chart = chart, "";
    return "chart takes none, bars, dots or matrix";
  }
  // all | declared | row KEY… | heading | heading in Dutch; ratio A B | …
  std::string take_share(std::string_view value) {
    auto pieces = split(value, '|');
    if (pieces.size() > 1) spec_.share_heading.en = trim(pieces[1]);
    if (pieces.size() > 2) spec_.share_heading.nl = trim(pieces[2]);
    auto words = words_of(pieces[0]);
    std::string kind = words.empty() ? "" : words[0];
    if (!words.empty()) words.erase(words.begin());
    spec_.part = words;
    using Share = Spec::Share;
    if (kind == "none") return spec_.share = Share::kNone, "";
    if (kind == "all") return spec_.share = Share::kOfAll, "";
    if (kind == "declared") return spec_.share = Share::kOfDeclared, "";
    if (kind == "row" && !words.empty()) return spec_.share = Share::kOfRow, "";
    if (kind == "ratio" && words.size() == 2) return spec_.share = Share::kRatio, "";
    return "share takes all, declared, row KEY…, ratio KEY KEY or none";
  }
  static std::vector<std::string> words_of(std::string_view value) {
    std::vector<std::string> all;
    for (std::string_view word : split(value, ' '))
      if (!trim(word).empty()) all.emplace_back(trim(word));
    return all;
  }
  // KEY | heading | heading in Dutch | condition
  std::string take_condition(std::string_view value) {
    auto pieces = split(value, '|');
    if (pieces.size() < 4) return "column takes KEY | heading | heading in Dutch | condition";
    std::string_view condition = value.substr(static_cast<std::size_t>(pieces[3].data() - value.data()));
    auto parsed = expr::Expr::parse(condition, expression_columns());
    if (!parsed) return "column: " + parsed.error().message;
    std::string key(trim(pieces[0]));
    conditions_.conditions.emplace_back(key, std::move(*parsed));
    conditions_.key += "column " + key + std::string(condition) + "\n";
    spec_.headings.push_back({key, {std::string(trim(pieces[1])), std::string(trim(pieces[2]))}});
    spec_.columns.fixed.push_back(key);
    return "";
  }
  std::string take_axis(Axis& axis, std::string_view value) {
    if (value == "classes") return axis.kind = Axis::Kind::kClasses, "";
    axis.kind = Axis::Kind::kValues;
    if (value.starts_with("part(") && value.ends_with(", 1)")) {
      if (auto column = column_from_name(value.substr(5, value.size() - 9))) {
        axis.kind = Axis::Kind::kTop;
        axis.column = *column;
        return "";
      }
    }
    auto column = catalogue_.column_of(value);
    if (!column) return column.error().message;
    axis.column = *column;
    return "";
  }
  std::string take_detail(Axis& axis, std::string_view key, std::string_view value) {
    if (key == "heading") return axis.heading = value, "";
    if (key == "heading.nl") return axis.heading_nl = value, "";
    if (key == "under") return axis.under = value, "";
    if (key == "rest") return axis.rest = value, "";
    if (key == "absent") {
      if (value == "skip") axis.kind = Axis::Kind::kPrefix;
      else axis.absent = value;
      return "";
    }
    if (key != "are" && key != "not") return fmt::format("no key .{}", printable(key, 40));
    axis.kind = key == "are" ? Axis::Kind::kFixed : Axis::Kind::kPrefix;
    axis.fixed = words_of(value);
    return "";
  }
  std::string finish() {
    if (conditions_.conditions.empty()) return "";
    if (spec_.columns.kind != Axis::Kind::kNone) return "columns and column both say what the columns are";
    spec_.columns.kind = Axis::Kind::kFixed;
    spec_.columns.column = catalogue_.extra_column(std::move(conditions_));
    return "";
  }

  Catalogue& catalogue_;
  std::string_view where_;
  Spec spec_;
  Extra conditions_;
};

Column Catalogue::extra_column(Extra extra) {
  std::size_t at = 0;
  while (at < extras_.size() && extras_[at].key != extra.key) ++at;
  if (at == extras_.size()) extras_.push_back(std::move(extra));
  return static_cast<Column>(kColumns + at);
}

Result<Column> Catalogue::column_of(std::string_view expression) {
  auto parsed = expr::Expr::parse(expression, expression_columns());
  if (!parsed) return parsed.error();
  if (parsed->only_column() >= 0) return static_cast<Column>(parsed->only_column());
  Extra extra;
  extra.key = trim(expression);
  extra.expr = std::move(*parsed);
  if (extras_.size() > 150) return Error{"too many expressions"};
  return extra_column(std::move(extra));
}

Result<std::string> Catalogue::add(std::string_view text, std::string_view where) {
  return TableReader(*this, where).read(text, 0);
}

const Catalogue& Catalogue::shipped() {
  static const Catalogue kShipped = [] {
    Catalogue all;
    std::string_view text = shipped_tables();
    std::size_t line = 0;
    for (std::size_t at = 0; at < text.size();) {  // tables are parted by lines of dashes
      std::size_t end = std::min(text.find("\n---", at), text.size());
      auto name = TableReader(all, "tables.txt").read(text.substr(at, end - at), line);
      if (!name) throw Fatal(Exit::kFailed, name.error().message);
      line += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                                  text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
      at = std::min(text.find('\n', std::min(end + 1, text.size())), text.size());
    }
    for (const auto& [table, expression] : kOfMadeTables) {
      if (expression != "letter" && !all.column_of(expression))
        throw Fatal(Exit::kFailed, "a table's own expression cannot be read");
    }
    Extra letter;
    letter.key = "letter";
    for (const auto& [key, condition] : letter_conditions()) {
      auto parsed = expr::Expr::parse(condition, expression_columns());
      if (!parsed) throw Fatal(Exit::kFailed, "letter.txt: " + condition + ": " + parsed.error().message);
      letter.conditions.emplace_back(key, std::move(*parsed));
    }
    all.extra_column(std::move(letter));
    return all;
  }();
  return kShipped;
}

Column Catalogue::extra_named(std::string_view key) const {
  std::size_t at = 0;
  while (at < extras_.size() && extras_[at].key != key) ++at;
  assert(at < extras_.size());
  return static_cast<Column>(kColumns + at);
}

const Spec* Catalogue::find(std::string_view name) const {
  for (const Spec& one : specs_)
    if (one.name == name) return &one;
  return nullptr;
}

std::vector<std::size_t> needed_extras(const Catalogue& catalogue, const std::vector<std::string>& names) {
  std::vector<std::size_t> all;
  auto need = [&](std::size_t column) {
    if (column >= kColumns && std::find(all.begin(), all.end(), column - kColumns) == all.end())
      all.push_back(column - kColumns);
  };
  for (const auto& name : names) {
    for (const auto& [table, expression] : kOfMadeTables)
      if (table == name) need(static_cast<std::size_t>(catalogue.extra_named(expression)));
    const Spec* spec = catalogue.find(name);
    if (spec == nullptr) continue;
    need(static_cast<std::size_t>(spec->rows.column));
    need(static_cast<std::size_t>(spec->columns.column));
    if (spec->filter >= 0) need(static_cast<std::size_t>(spec->filter));
  }
  std::sort(all.begin(), all.end());
  return all;
}

void fill_extras(const Catalogue& catalogue, const std::vector<std::size_t>& which, const Record& record,
                 View& view) {
  if (which.empty()) return;
  std::vector<std::string> values;
  for (std::size_t number : which) {
    const Extra& extra = catalogue.extra(number);
    RecordSource source(record, view);
    auto column = static_cast<Column>(kColumns + number);
    for (const auto& [key, condition] : extra.conditions)
      if (condition.holds(source)) view.add(column, key);
    values.clear();
    extra.expr.values(source, values);
    for (auto& one : values) view.add_owned(column, std::move(one));
  }
}

}  // namespace peil::inventory
