#include "inventory/tables.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.hpp"
#include "base/words.hpp"

namespace peil::inventory {

using AxisKind = Axis::Kind;
using Share = Spec::Share;

namespace {

// Tables that are more than counts, and where they stand: behind the table of counts named last.
struct Made {
  std::string_view name, title, title_nl, behind;
  bool in_summary;
  render::Table (*make)(const Making&);
};
constexpr Made kMade[] = {
    {"coverage", "What was collected, and what was lost?", "Wat is verzameld, en wat ging verloren?",
     "access", true, make_coverage},
    {"flow", "From where to where do the goods go?", "Waarvandaan naar waarheen gaan de goederen?",
     "destination", false, make_flow},
    {"quantity", "Which amounts are offered?", "Welke hoeveelheden worden aangeboden?", "level", false,
     make_quantity},
    {"price", "What does a gram or a unit cost, by amount?",
     "Wat kost een gram of een stuk, naar hoeveelheid?", "level", false, make_price},
    {"variety", "How many different goods are there?", "Hoeveel verschillende goederen zijn er?", "level",
     false, make_variety},
    {"seller", "How many sellers are there, and how large are they?",
     "Hoeveel aanbieders zijn er, en hoe groot zijn zij?", "seeds", false, make_seller},
    {"sellers", "Which sellers are the largest, and what points at trade on a larger scale?",
     "Welke aanbieders zijn het grootst, en wat wijst op handel op grotere schaal?", "seeds", false,
     make_sellers},
    {"prevalence", "How many offers are there in a thousand pages?",
     "Hoeveel aanbod is er op duizend pagina's?", "sources", false, make_prevalence},
    {"trend", "How does it change in time?", "Hoe verandert het in de tijd?", "sources", false, make_trend},
    {"survival", "How long do offers stand?", "Hoe lang blijft aanbod staan?", "sources", false,
     make_survival},
    {"unseen", "How many are there, unseen ones included?", "Hoeveel zijn er, ook die niet gezien zijn?",
     "sources", false, make_unseen},
    {"quality", "How far can these figures be trusted?", "Hoe ver zijn deze cijfers te vertrouwen?",
     "sources", false, make_quality},
    {"runs", "Which runs made this?", "Welke runs hebben dit gemaakt?", "sources", false, make_runs},
};

// Not one of the inventory: printed by its own verb alone.
constexpr Made kHealth = {
    "health",   "Do all hosts still give what they gave?", "Geven alle hosts nog wat ze gaven?", "", false,
    make_health};

const Made* find_made(std::string_view name) {
  if (name == kHealth.name) return &kHealth;
  for (const Made& one : kMade)
    if (one.name == name) return &one;
  return nullptr;
}

}  // namespace

const Catalogue& catalogue_of(const Settings& settings) {
  return settings.catalogue ? *settings.catalogue : Catalogue::shipped();
}

std::vector<TableName> table_names(const Settings& settings) {
  std::vector<TableName> all;
  for (const Spec& spec : catalogue_of(settings).specs()) {
    all.push_back({spec.name, spec.title, spec.summary});
    for (const Made& one : kMade)
      if (one.behind == spec.name)
        all.push_back(
            {std::string(one.name), {std::string(one.title), std::string(one.title_nl)}, one.in_summary});
  }
  return all;
}

bool is_table(std::string_view name, const Settings& settings) {
  return find_made(name) != nullptr || catalogue_of(settings).find(name) != nullptr;
}

std::vector<std::string> wanted_tables(const Settings& settings) {
  const std::string& verb = settings.verb;
  if (verb == "explain") return {settings.table};
  if (verb == "health" || verb == "letter") return {verb};
  std::vector<std::string> all;
  for (const TableName& one : table_names(settings))
    if (verb == "all" || (verb == "summary" ? one.in_summary : verb == one.name)) all.push_back(one.name);
  return all;
}

std::optional<Column> by_column(const Settings& settings) {
  if (settings.by_extra) return settings.by_extra;
  return settings.by.empty() ? std::nullopt : column_from_name(settings.by.front());
}

std::string_view Axis::absent_word() const {
  if (!absent.empty()) return absent;
  if (kind == Kind::kClasses) return info(Column::kGoods).absent;
  return static_cast<std::size_t>(column) < kColumns ? info(column).absent : std::string_view("none");
}

std::vector<std::string_view> Axis::of(const View& view, int depth) const {
  std::vector<std::string_view> all;
  auto add = [&](std::string_view value) {
    if (std::find(all.begin(), all.end(), value) == all.end()) all.push_back(value);
  };
  bool listed = false;
  switch (kind) {
    case AxisKind::kNone: return all;
    case AxisKind::kClasses:
      if (under.empty()) {
        all = classes(view, depth);
        break;
      }
      for (std::string_view one : classes(view, std::max(depth, 3)))
        if (is_below(one, under)) all.push_back(one);
      return all;
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
      if (!listed && !rest.empty()) add(rest);
      return all;
  }
  if (all.empty()) add(absent_word());
  return all;
}

render::Table make_table(std::string_view name, const Making& making) {
  if (const Spec* spec = catalogue_of(making.settings).find(name)) return make_counts(*spec, making);
  return find_made(name)->make(making);
}

// --- shared by builders ---------------------------------------------------------------------------------

bool is_for_people(const Settings& settings) {
  return settings.format == "table" || settings.format == "markdown" || settings.format == "html";
}

void add_left_out_note(render::Table& table, std::size_t rows, const Making& making) {
  if (rows > 0)
    table.notes.push_back(making.words.format(
        "Smaller rows not shown here: {}; -O csv and json have them all.", making.words.count(rows)));
}

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
  for (const TableName& one : table_names(making.settings))
    if (one.name == name) table.title = making.say(one.title);
  if (name == kHealth.name)
    table.title = making.say({std::string(kHealth.title), std::string(kHealth.title_nl)});
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

std::string rates_refusal(const Making& making) {
  const Ledger& ledger = making.ledger;
  const Catalogue& catalogue = catalogue_of(making.settings);
  Column taxonomy = catalogue.extra_named("/classified/taxonomy"),
         model = catalogue.extra_named("/classified/model");
  ErrorRates::Corpus corpus;
  for (std::uint32_t i = 0; i < ledger.views.size(); ++i) {
    View view = View::unpack(ledger.views.text(i));
    auto take = [&](Column column, std::set<std::string, std::less<>>& into) {
      for (auto value : view.of(column)) into.emplace(value);
    };
    take(taxonomy, corpus.taxonomies), take(model, corpus.models);
    take(Column::kLang, corpus.languages), take(Column::kChannel, corpus.channels);
  }
  if (ledger.first_seen) corpus.first_day = format_date(*ledger.first_seen);
  if (ledger.last_seen) corpus.last_day = format_date(*ledger.last_seen);
  return making.settings.error_rates->refusal(corpus);
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
  if (spec.filter >= 0 && view.of(static_cast<Column>(spec.filter)).empty()) return false;
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
  if (settings.period != Period::kAll) axis = Axis{AxisKind::kValues, Column::kPeriod};
  else if (auto chosen = by_column(settings)) axis = Axis{AxisKind::kValues, *chosen};
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
  over = by_column(settings).value_or(over);
  const auto& values = facts.view.of(over);
  std::string_view absent = static_cast<std::size_t>(over) < kColumns ? info(over).absent : "none";
  std::string_view value = values.empty() ? absent : values.front();
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
  const Spec* spec = catalogue_of(settings).find(settings.table);
  if (spec == nullptr || is_measure(key) || settings.period != Period::kAll || !settings.by.empty())
    return "";
  if (spec->columns.kind == AxisKind::kNone)
    return fmt::format("{} has no column {}", settings.table, printable(key));
  const auto& fixed = spec->columns.fixed;
  if (spec->columns.kind != AxisKind::kFixed || contains(fixed, key) || key == spec->columns.rest) return "";
  std::vector<std::string_view> keys(fixed.begin(), fixed.end());
  auto near = nearest(key, keys);
  return fmt::format(
      "{} has no column {}; {}", settings.table, printable(key),
      near ? fmt::format("{} is meant?", *near) : fmt::format("it has {}", fmt::join(fixed, ", ")));
}

bool in_cell(std::string_view table, const Facts& facts, const std::vector<std::string>& row,
             std::string_view key, const Settings& settings) {
  if (table == "coverage") return in_coverage_cell(facts, row, key, settings);
  const Spec* spec = catalogue_of(settings).find(table);
  bool all_acts = spec != nullptr && spec->all_acts;
  if (!facts.counted || (!all_acts && !facts.is_offer())) return false;
  if (spec != nullptr) return in_count_cell(*spec, facts.view, row, key, settings);
  if (table == "price") return in_price_cell(facts, row, settings);
  if (table == "quantity") return in_quantity_cell(facts, row, settings);
  if (table == "flow") {
    const auto &from = facts.view.of(Column::kOrigin), &to = facts.view.of(Column::kDestination);
    if (all_rows(row)) return !from.empty() && !to.empty();
    return contains(from, row[0]) && (row.size() < 2 ? !to.empty() : contains(to, row[1]));
  }
  // variety, seller: rows are classes; the columns of seller are of offers with a known seller, but one.
  if (table == "seller" && !is_measure_of_row(key)) {
    bool known = !facts.view.of(Column::kSeller).empty();
    if (known == (key == "unknown")) return false;
  }
  return all_rows(row) || contains(classes(facts.view, settings.depth), row[0]) ||
         (row[0] == "none" && facts.view.of(Column::kGoods).empty());
}

}  // namespace peil::inventory
