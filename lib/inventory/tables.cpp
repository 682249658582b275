#include "inventory/tables.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.hpp"
#include "base/words.hpp"

namespace peil::inventory {

using render::Chart;
using AxisKind = Axis::Kind;
using Share = Spec::Share;

namespace {

constexpr std::string_view kActs[] = {"offer", "request"};
constexpr std::string_view kRoutes[] = {"clear", "tor", "i2p"};
constexpr std::string_view kHidden[] = {"tor", "i2p"};
constexpr std::string_view kAudiences[] = {"nl.directed", "nl.possible", "be"};
constexpr std::string_view kDirected[] = {"nl.directed"};
constexpr std::string_view kLevels[] = {"user", "retail", "middle", "wholesale"};
constexpr std::string_view kWholesale[] = {"wholesale"};

constexpr Axis kClassAxis{AxisKind::kClasses};
constexpr Axis values(Column column) { return Axis{AxisKind::kValues, column}; }

constexpr Spec kSpecs[] = {
    {.name = "volume",
     .title = "How many offers are there, by class and channel?",
     .rows = kClassAxis,
     .columns = {AxisKind::kTop, Column::kChannel},
     .share = Share::kOfAll,
     .chart = Chart::kBars,
     .title_by_other = "How many offers are there, by class?"},
    {.name = "act",
     .title = "Supply and demand: how many offer, how many ask?",
     .rows = kClassAxis,
     .columns = {AxisKind::kFixed, Column::kAct, kActs, "other"},
     .all_acts = true,
     .share = Share::kRatio,
     .share_heading = "requests per offer",
     .chart = Chart::kMatrix,
     .note = "other: reviews, discussion, news, help, law, warnings, and what could not be decided."},
    {.name = "route",
     .title = "Over which route: the open web or hidden services?",
     .rows = kClassAxis,
     .columns = {AxisKind::kFixed, Column::kRoute, kRoutes, "unknown"},
     .share = Share::kOfRow,
     .part = kHidden,
     .share_heading = "on tor or i2p",
     .chart = Chart::kDots,
     .note = "Routes are not seen equally well: compare with the table coverage before comparing them with "
             "each other."},
    {.name = "audience",
     .title = "How much is aimed at the Netherlands?",
     .rows = kClassAxis,
     .columns = {AxisKind::kFixed, Column::kAudience, kAudiences, "none"},
     .share = Share::kOfRow,
     .part = kDirected,
     .share_heading = "nl.directed",
     .chart = Chart::kDots,
     .note =
         "nl.directed: signs of at least two kinds that add up to 4 (language, payment, delivery, address); "
         "prices in euro never suffice."},
    {.name = "signals",
     .title = "Which signs point at a Dutch audience?",
     .rows = {AxisKind::kPrefix, Column::kAudience, kAudiences},
     .share = Share::kOfAll,
     .chart = Chart::kBars,
     .note = "An offer with several signs counts at each of them."},
    {.name = "origin",
     .title = "Where do the goods ship from?",
     .rows = values(Column::kOrigin),
     .columns = {AxisKind::kNone},
     .share = Share::kOfDeclared,
     .chart = Chart::kBars,
     .note = "Origins are as stated by sellers; undeclared is shown apart, not dropped."},
    {.name = "destination",
     .title = "Where do the goods ship to?",
     .rows = values(Column::kDestination),
     .columns = {AxisKind::kValues, Column::kOrigin},
     .share = Share::kOfDeclared,
     .chart = Chart::kMatrix,
     .note =
         "Rows are destinations, columns origins, as stated. WW (worldwide) and EU hold other destinations: "
         "they are not spread over them."},
    {.name = "excluded",
     .title = "Where do sellers refuse to ship to?",
     .rows = {AxisKind::kPrefix, Column::kExcept},
     .columns = {AxisKind::kValues, Column::kOrigin},
     .share = Share::kOfAll,
     .chart = Chart::kMatrix,
     .note = "Columns are origins."},
    {.name = "level",
     .title = "Retail or wholesale?",
     .rows = kClassAxis,
     .columns = {AxisKind::kFixed, Column::kLevel, kLevels, "unknown"},
     .share = Share::kOfRow,
     .part = kWholesale,
     .share_heading = "wholesale",
     .chart = Chart::kDots,
     .note = "The higher of the level by amount and the level by price; cuts stand in the data of classify."},
    {.name = "mo",
     .title = "How do they work: payment, post, contact, hosting?",
     .rows = {AxisKind::kPrefix, Column::kMo},
     .share = Share::kOfAll,
     .chart = Chart::kBars,
     .note = "An offer with several ways counts at each of them."},
    {.name = "risk",
     .title = "How many offers bear signs of fraud or phishing?",
     .rows = {AxisKind::kPrefix, Column::kRisk},
     .share = Share::kOfAll,
     .chart = Chart::kBars,
     .note = "A sign is an indicator: it does not say that an offer is a scam."},
};

constexpr TableName kTables[] = {
    {"volume", "How many offers are there, by class and channel?", true},
    {"act", "Supply and demand: how many offer, how many ask?", true},
    {"route", "Over which route: the open web or hidden services?", true},
    {"coverage", "What was collected, and what was lost?", true},
    {"audience", "How much is aimed at the Netherlands?"},
    {"signals", "Which signs point at a Dutch audience?"},
    {"origin", "Where do the goods ship from?"},
    {"destination", "Where do the goods ship to?"},
    {"excluded", "Where do sellers refuse to ship to?"},
    {"level", "Retail or wholesale?"},
    {"quantity", "Which amounts are offered?"},
    {"price", "What does a gram or a unit cost, by amount?"},
    {"variety", "How many different goods are there?"},
    {"seller", "How many sellers are there, and how large are they?"},
    {"mo", "How do they work: payment, post, contact, hosting?"},
    {"risk", "How many offers bear signs of fraud or phishing?"},
    {"quality", "How far can these figures be trusted?"},
    {"runs", "Which runs made this?"},
};

}  // namespace

std::span<const Spec> specs() { return kSpecs; }

const Spec* find_spec(std::string_view name) {
  auto found =
      std::find_if(std::begin(kSpecs), std::end(kSpecs), [&](const Spec& one) { return one.name == name; });
  return found == std::end(kSpecs) ? nullptr : found;
}

std::span<const TableName> table_names() { return kTables; }

bool is_table(std::string_view name) {
  return std::any_of(std::begin(kTables), std::end(kTables),
                     [&](const TableName& one) { return one.name == name; });
}

std::vector<std::string_view> Axis::of(const View& view, int depth) const {
  std::vector<std::string_view> all;
  auto add = [&](std::string_view value) {
    if (std::find(all.begin(), all.end(), value) == all.end()) all.push_back(value);
  };
  bool listed = false;
  switch (kind) {
    case AxisKind::kNone: return all;
    case AxisKind::kClasses: all = classes(view, depth); break;
    case AxisKind::kValues: all = view.of(column); break;
    case AxisKind::kTop:
      for (std::string_view value : view.of(column)) add(cut_slug(value, 1));
      break;
    case AxisKind::kFixed:
    case AxisKind::kPrefix:
      for (std::string_view value : view.of(column)) {
        bool in_list = std::find(fixed.begin(), fixed.end(), value) != fixed.end();
        listed = listed || in_list;
        if (in_list == (kind == AxisKind::kFixed)) add(value);
      }
      if (kind == AxisKind::kPrefix) return all;
      if (!listed) add(rest);
      return all;
  }
  if (all.empty()) add(info(kind == AxisKind::kClasses ? Column::kGoods : column).absent);
  return all;
}

render::Table make_table(std::string_view name, const Making& making) {
  if (const Spec* spec = find_spec(name)) return make_counts(*spec, making);
  if (name == "quantity") return make_quantity(making);
  if (name == "price") return make_price(making);
  if (name == "variety") return make_variety(making);
  if (name == "seller") return make_seller(making);
  if (name == "coverage") return make_coverage(making);
  if (name == "quality") return make_quality(making);
  return make_runs(making);
}

// --- shared by builders ---------------------------------------------------------------------------------

std::string window_of(const Making& making) {
  const auto& ledger = making.ledger;
  if (!ledger.first_seen) return "";
  std::string first = format_date(*ledger.first_seen), last = format_date(*ledger.last_seen);
  if (first == last) return making.words.format("fetched on {}", first);
  return making.words.format("fetched from {} to {}", first, last);
}

render::Table begin_table(std::string_view name, const Making& making, bool all_acts) {
  render::Table table;
  table.name = name;
  for (const TableName& one : kTables)
    if (one.name == name) table.title = making.words(one.title);
  bool deduped = making.ledger.clustered > 0;
  table.unit = making.words(all_acts  ? deduped ? "listings and posts after dedupe"
                                                : "listings and posts, duplicates included"
                            : deduped ? "offers after dedupe"
                                      : "offers, duplicates included");
  table.window = window_of(making);
  table.empty = making.words("No offers were read.");
  return table;
}

bool random_frame(const Making& making, std::string& why) {
  std::set<std::string, std::less<>> frames;
  for (std::uint32_t i = 0; i < making.ledger.views.size(); ++i) {
    View view = View::unpack(making.ledger.views.text(i));
    const auto& frame = view.of(Column::kFrame);
    frames.emplace(frame.empty() ? info(Column::kFrame).absent : frame.front());
  }
  if (frames.size() == 1 && *frames.begin() == "random") return true;
  if (frames.size() == 1 && *frames.begin() == "census")
    why = making.words("No sampling interval: the frame is a census.");
  else if (frames.count("random"))
    why = making.words("No sampling interval: only a part of the sources is a random sample.");
  else why = making.words("No sampling interval: chosen list (no frame declared random in seed.frame).");
  return false;
}

std::uint64_t seller_key(const Sighting& sighting) {
  return sighting.seller ? sighting.seller : (std::uint64_t{1} << 32) + sighting.host;
}

render::Column column(std::string_view key, std::string_view heading, render::ColumnType type,
                      const Making& making, std::string_view unit) {
  render::Column column;
  column.key = key;
  column.heading = making.words(heading);
  column.type = type;
  column.unit = unit;
  return column;
}

render::Column row_column(std::string_view key, std::string_view heading, const Making& making) {
  render::Column made = column(key, heading, render::ColumnType::kText, making);
  made.names_row = true;
  return made;
}

std::pair<int, std::string_view> bracket_of(Measure measure, const Decimal& amount) {
  struct Bracket {
    std::int64_t below;
    std::string_view name;
  };
  static constexpr Bracket kGrams[] = {{1, "<1"},        {5, "1-<5"},         {28, "5-<28"},
                                       {100, "28-<100"}, {1000, "100-<1000"}, {INT64_MAX, "1000+"}};
  static constexpr Bracket kUnits[] = {
      {10, "<10"}, {100, "10-<100"}, {1000, "100-<1000"}, {INT64_MAX, "1000+"}};
  auto all = measure == Measure::kGrams ? std::span<const Bracket>(kGrams) : std::span<const Bracket>(kUnits);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i + 1 == all.size() || amount < Decimal(all[i].below)) return {static_cast<int>(i), all[i].name};
  return {0, ""};
}

// --- explain --------------------------------------------------------------------------------------------

namespace {

bool all_rows(const std::vector<std::string>& row) {
  return row.empty() || row[0].empty() || row[0] == "total";
}

template <class Texts>
bool contains(const Texts& texts, std::string_view text) {
  return std::find(std::begin(texts), std::end(texts), text) != std::end(texts);
}

// Columns of a count table that say "this row" rather than name a value of the column axis.
bool is_measure(std::string_view key) {
  static constexpr std::string_view kMeasures[] = {"",
                                                   "total",
                                                   "all",
                                                   "offers",
                                                   "n",
                                                   "raw",
                                                   "sellers",
                                                   "hosts",
                                                   "share",
                                                   "share_declared",
                                                   "share_percent",
                                                   "share_declared_percent",
                                                   "ratio"};
  return contains(kMeasures, key);
}

bool is_measure_of_row(std::string_view key) { return key.empty() || key == "all" || key == "total"; }

bool in_count_cell(const Spec& spec, const View& view, const std::vector<std::string>& row,
                   std::string_view key, const Settings& settings) {
  if (!all_rows(row) && !contains(spec.rows.of(view, settings.depth), row[0])) return false;
  if (all_rows(row) && spec.rows.kind == AxisKind::kPrefix && row.size() == 1 && row[0] != "total")
    return false;
  if (spec.share == Share::kOfRow && (key == "share" || key == "share_percent")) {
    auto values = spec.columns.of(view, settings.depth);
    return std::any_of(values.begin(), values.end(),
                       [&](std::string_view value) { return contains(spec.part, value); });
  }
  if (is_measure(key)) return true;
  Axis axis = spec.columns;
  if (settings.period != Period::kAll) axis = values(Column::kPeriod);
  else if (!settings.by.empty())
    if (auto chosen = column_from_name(settings.by.front())) axis = values(*chosen);
  return contains(axis.of(view, settings.depth), key);
}

bool in_price_cell(const Facts& facts, const std::vector<std::string>& row, const Settings& settings) {
  if (all_rows(row)) return !facts.prices.empty();
  if (!contains(leaf_classes(facts.view, settings.depth), row[0]) && row[0] != "none") return false;
  return std::any_of(facts.prices.begin(), facts.prices.end(), [&](const PricePoint& price) {
    return (row.size() < 2 || row[1] == price.currency) &&
           (row.size() < 3 || row[2] == measure_name(price.measure)) &&
           (row.size() < 4 || row[3] == bracket_of(price.measure, price.amount).second);
  });
}

bool in_quantity_cell(const Facts& facts, const std::vector<std::string>& row, const Settings& settings) {
  if (!all_rows(row) && !contains(leaf_classes(facts.view, settings.depth), row[0]) && row[0] != "none")
    return false;
  if (row.size() < 2) return true;
  return std::any_of(facts.quantities.begin(), facts.quantities.end(),
                     [&](const Quantity& one) { return row[1] == measure_name(one.measure); });
}

// Rows of the loss table: a step of pages, or a sort of items.
bool in_coverage_cell(const Facts& facts, const std::vector<std::string>& row, std::string_view key,
                      const Settings& settings) {
  bool page = facts.kind == Kind::kPage || facts.kind == Kind::kCapture;
  Column over = Column::kRoute;
  if (!settings.by.empty()) over = column_from_name(settings.by.front()).value_or(over);
  const auto& values = facts.view.of(over);
  std::string_view value = values.empty() ? info(over).absent : values.front();
  if (!key.empty() && key != "all" && value != key) return false;
  std::string_view step = row.empty() ? "" : std::string_view(row[0]);
  if (step.empty() || step == "total" || step == "asked for") return page;
  if (page) {
    const auto& steps = facts.view.of(Column::kStep);
    std::string_view own = steps.empty() ? "" : steps.front();
    if (step == "answered") return !own.starts_with("error: ") && !own.starts_with("refused: ");
    if (step == "read in part") return facts.truncated;
    return own == step;
  }
  if (step == "items") return facts.kind == Kind::kItem;
  if (step == "offers, raw" || step == "offers after dedupe") return facts.is_offer();
  return contains(facts.view.of(Column::kForm), step);
}

}  // namespace

std::string cell_column_error(const Settings& settings, std::string_view key) {
  const Spec* spec = find_spec(settings.table);
  if (spec == nullptr || is_measure(key) || settings.period != Period::kAll || !settings.by.empty())
    return "";
  if (spec->columns.kind == AxisKind::kNone)
    return fmt::format("{} has no column {}", settings.table, printable(key));
  const auto& fixed = spec->columns.fixed;
  if (spec->columns.kind != AxisKind::kFixed || contains(fixed, key) || key == spec->columns.rest) return "";
  auto near = nearest(key, fixed);
  return fmt::format(
      "{} has no column {}; {}", settings.table, printable(key),
      near ? fmt::format("{} is meant?", *near) : fmt::format("it has {}", fmt::join(fixed, ", ")));
}

bool in_cell(std::string_view table, const Facts& facts, const std::vector<std::string>& row,
             std::string_view key, const Settings& settings) {
  if (table == "coverage") return in_coverage_cell(facts, row, key, settings);
  const Spec* spec = find_spec(table);
  bool all_acts = spec != nullptr && spec->all_acts;
  if (!facts.counted || (!all_acts && !facts.is_offer())) return false;
  if (spec != nullptr) return in_count_cell(*spec, facts.view, row, key, settings);
  if (table == "price") return in_price_cell(facts, row, settings);
  if (table == "quantity") return in_quantity_cell(facts, row, settings);
  // variety, seller: rows are classes; the columns of seller are of offers with a known seller, but one.
  if (table == "seller" && !is_measure_of_row(key)) {
    bool known = !facts.view.of(Column::kSeller).empty();
    if (known == (key == "unknown")) return false;
  }
  return all_rows(row) || contains(classes(facts.view, settings.depth), row[0]) ||
         (row[0] == "none" && facts.view.of(Column::kGoods).empty());
}

}  // namespace peil::inventory
