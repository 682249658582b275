// What was collected, what was lost on the way, and how far the rest can be trusted.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/words.hpp"
#include "inventory/letter.hpp"
#include "inventory/tables.hpp"

namespace peil::inventory {
namespace {

using render::ColumnType;
using ByColumn = std::map<std::string, std::uint64_t>;

// The spread of the loss table: one column for each route (or what --by says), and all.
class Loss {
 public:
  explicit Loss(const Making& making) : making_(making), table_(begin_table("coverage", making)) {
    over_ = Column::kRoute;
    over_ = by_column(making.settings).value_or(over_);
    if (static_cast<std::size_t>(over_) < kColumns) absent_ = info(over_).absent;
  }
  render::Table table();

 private:
  // `all` is the sum, unless one thing may stand in several columns.
  void row(std::string_view name, const ByColumn& counts, int indent,
           std::optional<std::uint64_t> distinct = {}) {
    std::uint64_t all = 0;
    for (const auto& [column, n] : counts) all += n;
    if (distinct) all = *distinct;
    render::Row row;
    row.indent = indent;
    row.cells.push_back(render::text(name));
    for (const auto& column : spread_) {
      auto found = counts.find(column);
      row.cells.push_back(render::count(found == counts.end() ? 0 : found->second));
    }
    if (rest_) row.cells.push_back(render::unknown());
    row.cells.push_back(render::count(all));
    row.charted = pages_;
    table_.rows.push_back(std::move(row));
  }
  ByColumn of_steps(std::string_view prefix) const {
    ByColumn counts;
    for (const auto& [key, n] : making_.ledger.steps)
      if (key.first.starts_with(prefix)) counts[key.second] += n;
    return counts;
  }
  ByColumn offers(bool raw) const;
  void find_columns();

  const Making& making_;
  render::Table table_;
  Column over_ = Column::kRoute;
  std::string_view absent_ = "none";
  std::vector<std::string> spread_;
  bool rest_ = false;
  bool pages_ = true;  // rows are of pages; those after are of items
};

ByColumn Loss::offers(bool raw) const {
  ByColumn counts;
  std::vector<std::string> names;
  if (over_ == Column::kSeller) names = seller_names(making_);
  std::vector<std::optional<std::string>> of_view(making_.ledger.views.size());
  making_.ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    std::set<std::string_view> in;
    for (const Sighting* one : sightings) {
      auto& slot = of_view[one->view];
      if (!slot) {
        View view = View::unpack(making_.ledger.views.text(one->view));
        const auto& values = view.of(over_);
        slot = std::string(values.empty() ? absent_ : values.front());
      }
      std::string_view value = *slot;
      if (over_ == Column::kHost) value = one->host ? making_.ledger.hosts.text(one->host) : absent_;
      if (over_ == Column::kSeller) value = one->seller ? std::string_view(names[one->seller]) : absent_;
      in.insert(value);
      if (raw) counts[std::string(value)] += one->times;
    }
    if (!raw)
      for (auto value : in) ++counts[std::string(value)];
  });
  return counts;
}

void Loss::find_columns() {
  ByColumn weight;
  for (const auto& [key, n] : making_.ledger.steps) weight[key.second] += n;
  for (const auto& [key, n] : making_.ledger.forms) weight[key.second] += n;
  for (const auto* one : largest_first(weight, [](const auto& of) { return of.second; }))
    spread_.push_back(one->first);
  if (spread_.size() > 8) {
    spread_.resize(8);
    rest_ = true;
  }
}

render::Table Loss::table() {
  const Ledger& ledger = making_.ledger;
  const Words& words = making_.words;
  find_columns();
  table_.unit = words("pages, then items");
  table_.n = ledger.pages + ledger.captures;
  table_.empty = words("Nothing was read.");
  table_.columns = {row_column("step", "step", making_)};
  for (const auto& one : spread_) table_.columns.push_back(column(one, one, ColumnType::kCount, making_));
  if (rest_) table_.columns.push_back(column("other", "other", ColumnType::kCount, making_));
  table_.columns.push_back(column("all", "all", ColumnType::kCount, making_));
  table_.chart = render::Chart::kFunnel;
  table_.chart_column = "all";
  if (ledger.pages + ledger.captures + ledger.items + ledger.foreign == 0) return table_;

  std::set<std::string> steps;
  for (const auto& [key, n] : ledger.steps) steps.insert(key.first);
  row("asked for", of_steps(""), 0);
  ByColumn answered = of_steps("");
  auto losses = [&](std::string_view prefix, bool before_answer) {
    for (const auto& step : steps) {
      if (!step.starts_with(prefix)) continue;
      ByColumn counts;
      for (const auto& [key, n] : ledger.steps)
        if (key.first == step) counts[key.second] += n;
      row(step, counts, 1);
      if (before_answer)
        for (const auto& [column, n] : counts) answered[column] -= n;
    }
  };
  losses("error: ", true);
  losses("refused: ", true);
  row("answered", answered, 0);
  losses("HTTP ", false);
  losses("redirect", false);
  losses("wall: ", false);
  losses("duplicate", false);
  losses("offer without items", false);  // not silently lost: the page offers, but no item was found
  losses("nothing offered", false);
  row("read", of_steps("read"), 0);
  pages_ = false;
  std::map<std::string, ByColumn> forms;
  ByColumn items;
  for (const auto& [key, n] : ledger.forms) {
    forms[key.first][key.second] += n;
    items[key.second] += n;
  }
  row("items", items, 0);
  for (const auto& [form, counts] : forms) row(form, counts, 1);
  row("offers, raw", offers(true), 0);
  std::uint64_t distinct = 0;
  ledger.each_cluster(false, [&](const auto&) { ++distinct; });
  if (ledger.clustered) row("offers after dedupe", offers(false), 0, distinct);

  if (ledger.pages + ledger.captures == 0)
    table_.notes.push_back(words("No page lines in the stream: what was lost in collecting cannot be told."));
  if (ledger.truncated)
    table_.notes.push_back(
        words.format("Pages read in part, cut at a limit: {}.", words.count(ledger.truncated)));
  if (ledger.held())
    table_.notes.push_back(
        words.format("Posts that hold listings, not counted beside them: {}.", words.count(ledger.held())));
  if (std::uint64_t bad = ledger.bad_lines() + ledger.lines_failed)
    table_.notes.push_back(words.format("Lines that report could not read: {}.", words.count(bad)));
  std::map<std::string, std::uint64_t> failed;
  for (const Run& run : ledger.runs)
    for (const auto& [what, n] : run.failed) failed[run.command + ": " + what] += n;
  for (const auto& [what, n] : failed)
    table_.notes.push_back(words.format("Records that failed in {}: {}.", what, words.count(n)));
  table_.notes.push_back(
      words("Each page stands in one row: the first that applies. Sources and routes differ in coverage: "
            "compare shares within a column only."));
  return table_;
}

std::string short_digest(std::string_view digest) {
  return std::string(digest.substr(0, digest.starts_with("sha256:") ? 19 : 12));
}

std::string counts_text(const std::map<std::string, std::uint64_t>& counts, const Words& words) {
  std::string text;
  for (const auto& [what, n] : counts) text += (text.empty() ? "" : ", ") + what + " " + words.count(n);
  return text;
}

}  // namespace

render::Table make_coverage(const Making& making) { return Loss(making).table(); }

render::Table make_runs(const Making& making) {
  render::Table table = begin_table("runs", making);
  table.unit = making.words("run records in the stream");
  table.n = making.ledger.runs.size();
  table.window.clear();
  table.empty = making.words("No run record: the stream was cut, or made by other tools.");
  table.columns = {row_column("command", "command", making),
                   column("version", "version", ColumnType::kText, making),
                   column("in", "in", ColumnType::kText, making),
                   column("out", "out", ColumnType::kText, making),
                   column("failed", "failed", ColumnType::kText, making),
                   column("data", "data", ColumnType::kText, making),
                   column("id", "run", ColumnType::kText, making)};
  std::size_t shown = 0;
  for (const Run& run : making.ledger.runs) {
    if (++shown > 100) break;
    std::string data;
    for (const auto& [name, digest] : run.data)
      data += (data.empty() ? "" : ", ") + name + " " + short_digest(digest);
    render::Row row;
    row.cells = {render::text(run.command),
                 render::text(run.version),
                 render::text(counts_text(run.in, making.words)),
                 render::text(counts_text(run.out, making.words)),
                 render::text(counts_text(run.failed, making.words)),
                 render::text(data),
                 render::text(run.id)};
    table.rows.push_back(std::move(row));
  }
  return table;
}

render::Table make_quality(const Making& making) {
  const Ledger& ledger = making.ledger;
  const Words& words = making.words;
  render::Table table = begin_table("quality", making);
  std::uint64_t offers = 0, posts = 0, no_class = 0, no_seller = 0, no_origin = 0, no_lang = 0, no_price = 0,
                no_amount = 0, no_act = 0;
  Views views(ledger);
  auto none_has = [&](const std::vector<const Sighting*>& sightings, Column column) {
    return std::all_of(sightings.begin(), sightings.end(),
                       [&](const Sighting* one) { return views.of(*one).of(column).empty(); });
  };
  auto none_bears = [&](const std::vector<const Sighting*>& sightings, std::string_view what) {
    return std::none_of(sightings.begin(), sightings.end(), [&](const Sighting* one) {
      const auto& has = views.of(*one).of(Column::kHas);
      return std::find(has.begin(), has.end(), what) != has.end();
    });
  };
  ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    ++offers;
    no_class += none_has(sightings, Column::kGoods);
    no_origin += none_has(sightings, Column::kOrigin);
    no_lang += none_has(sightings, Column::kLang);
    no_price += none_bears(sightings, "price");
    no_amount += none_bears(sightings, "quantity");
    no_seller +=
        std::all_of(sightings.begin(), sightings.end(), [](const Sighting* one) { return one->seller == 0; });
  });
  ledger.each_cluster(true, [&](const std::vector<const Sighting*>& sightings) {
    ++posts;
    no_act += std::all_of(sightings.begin(), sightings.end(), [&](const Sighting* one) {
      const auto& acts = views.of(*one).of(Column::kAct);
      return acts.empty() || acts.front() == "unknown";
    });
  });
  table.n = offers;
  table.columns = {
      row_column("what", "what is not known", making), column("n", "n", ColumnType::kCount, making),
      column("of", "of", ColumnType::kCount, making), column("share", "share", ColumnType::kShare, making)};
  auto row = [&](std::string_view what, std::uint64_t n, std::uint64_t of) {
    render::Row made;
    made.cells = {render::text(words(what)), render::count(n), render::count(of),
                  of ? render::share(static_cast<double>(n) / static_cast<double>(of)) : render::unknown()};
    table.rows.push_back(std::move(made));
  };
  if (posts > 0) {
    row("listings and posts whose act is not decided", no_act, posts);
    row("offers without a class of goods", no_class, offers);
    row("offers without a price", no_price, offers);
    row("offers without an amount", no_amount, offers);
    row("offers without a seller", no_seller, offers);
    row("offers that declare no origin", no_origin, offers);
    row("offers in a language not recognised", no_lang, offers);
  }
  table.chart = render::Chart::kDots;
  table.chart_column = "share";
  table.notes = {words("Precision and recall of the labels are not measured in this stream: it holds no "
                       "hand-checked sample. Figures are not corrected for false labels."),
                 words("At a true rate of 1 in 10,000, most labels of a good classifier are false: check "
                       "rare classes by hand (report explain).")};
  if (ledger.clustered == 0)
    table.notes.push_back(words("dedupe has not run: an offer seen twice counts twice."));
  if (ledger.items + ledger.foreign > ledger.labelled)
    table.notes.push_back(words.format("Items without labels, on which classify has not run: {}.",
                                       words.count(ledger.items + ledger.foreign - ledger.labelled)));
  return table;
}

// --- the document -----------------------------------------------------------------------------------------

namespace {

std::string lead_of(const Making& making) {
  const Words& words = making.words;
  std::uint64_t offers = 0, hidden = 0;
  std::map<std::string, std::uint64_t> groups;
  std::set<std::uint64_t> sellers;
  std::set<std::uint32_t> hosts;
  Views views(making.ledger);
  making.ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    ++offers;
    std::set<std::string_view> own;
    bool on_hidden = false;
    for (const Sighting* one : sightings) {
      const View& view = views.of(*one);
      for (auto label : view.of(Column::kGoods)) own.insert(cut_slug(label, 1));
      for (auto route : view.of(Column::kRoute)) on_hidden = on_hidden || route == "tor" || route == "i2p";
      if (one->host) hosts.insert(one->host);
    }
    for (auto group : own) ++groups[std::string(group)];
    hidden += on_hidden;
    if (auto seller = seller_key(*sightings.front()); is_known_seller(seller)) sellers.insert(seller);
  });
  if (offers == 0) return words("No offers were read.");
  std::string text = words.format(
      making.ledger.clustered ? "{} different offers were seen" : "{} offers were seen, duplicates included",
      words.count(offers));
  if (!sellers.empty()) text += words.format(", of {} known sellers", words.count(sellers.size()));
  if (!hosts.empty())
    text += words.format(hosts.size() == 1 ? ", on {} host" : ", on {} hosts", words.count(hosts.size()));
  text += words.format(": {} of drugs, {} of precursors and {} of cultivation supplies.",
                       words.count(groups["drug"]), words.count(groups["precursor"]),
                       words.count(groups["cultivation"]));
  if (hidden) text += " " + words.format("{} stood on Tor or I2P.", words.count(hidden));
  return text;
}

std::vector<std::string> warnings_of(const Making& making) {
  const Ledger& ledger = making.ledger;
  const Words& words = making.words;
  std::vector<std::string> warnings;
  if (ledger.pages + ledger.captures + ledger.items == 0) return warnings;  // nothing of ours
  std::set<std::string_view> ran;
  std::set<std::string_view> ids;
  for (const Run& run : ledger.runs) ran.insert(run.command), ids.insert(run.id);
  if (ran.empty()) {
    warnings.push_back(words("no run record: the stream was cut, or part of it taken out."));
    return warnings;
  }
  std::pair<std::string_view, bool> needed[] = {{"extract", ledger.pages + ledger.items > 0},
                                                {"classify", ledger.labelled > 0},
                                                {"dedupe", ledger.clustered > 0}};
  for (const auto& [command, needs] : needed)
    if (needs && !ran.count(command))
      warnings.push_back(
          words.format("no run record of {}: the stream was cut, or part of it taken out.", command));
  std::size_t missing = 0;
  for (const auto& id : ledger.run_ids_named) missing += !ids.count(id);
  if (missing)
    warnings.push_back(
        words.format("collecting runs without their run record, whose end was not seen: {}.", missing));
  return warnings;
}

// What other studies of Tor markets found (RAND Europe 2016, NDARC 2021): far outside, the collection or the
// labels are the likelier reason.
void warn_of_implausible(const Making& making, std::vector<std::string>& warnings) {
  std::uint64_t offers = 0, drugs = 0, cannabis = 0, declared = 0, dutch = 0;
  Views views(making.ledger);
  making.ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    bool tor = false, drug = false, weed = false, origin = false, nl = false;
    for (const Sighting* one : sightings) {
      const View& view = views.of(*one);
      for (auto route : view.of(Column::kRoute)) tor = tor || route == "tor";
      for (auto label : view.of(Column::kGoods))
        drug = drug || is_below(label, "drug"), weed = weed || is_below(label, "drug.cannabis");
      for (auto from : view.of(Column::kOrigin)) origin = true, nl = nl || from == "NL";
    }
    if (!tor) return;
    ++offers;
    drugs += drug, cannabis += weed, declared += origin, dutch += nl;
  });
  auto band = [&](std::uint64_t part, std::uint64_t whole, double low, double high, std::string_view what) {
    if (whole < 100) return;
    double share = 100 * static_cast<double>(part) / static_cast<double>(whole);
    if (share >= low && share <= high) return;
    warnings.push_back(making.words.format("on Tor {} are {} % of {}; other studies found {} to {} %.",
                                           making.words(what), fmt::format("{:.0f}", share),
                                           making.words.count(whole), low, high));
  };
  band(drugs, offers, 50, 70, "offers of drugs");
  band(cannabis, drugs, 25, 40, "offers of cannabis, of those of drugs,");
  band(dutch, declared, 4, 12, "offers from the Netherlands, of those with an origin,");
}

std::vector<std::string> facts_of(const Making& making) {
  const Ledger& ledger = making.ledger;
  const Words& words = making.words;
  std::vector<std::string> facts;
  if (std::uint64_t pages = ledger.pages + ledger.captures)
    facts.push_back(words.format("Corpus: {} pages and {} items of {} hosts, {}.", words.count(pages),
                                 words.count(ledger.items), words.count(ledger.hosts.size() - 1),
                                 window_of(making)));
  std::map<std::string, std::set<std::string>> versions;
  std::map<std::string, std::string> data;
  for (const Run& run : ledger.runs) {
    versions[run.command].insert(run.version);
    for (const auto& [name, digest] : run.data) data[name] = digest;
  }
  std::string made;
  for (const auto& [command, all] : versions)
    for (const auto& version : all) made += (made.empty() ? "" : ", ") + command + " " + version;
  if (!made.empty()) facts.push_back(words.format("Made by: {}.", made));
  std::string sources;
  for (const auto& [name, digest] : data)
    sources += (sources.empty() ? "" : ", ") + name + " " + short_digest(digest);
  if (!sources.empty()) facts.push_back(words.format("Data: {}.", sources));
  if (!making.settings.where.empty())
    facts.push_back(words.format("Only records where {}.", making.settings.where.text()));
  return facts;
}

}  // namespace

render::Document make_document(const Making& making) {
  render::Document document;
  document.language = making.words.language();
  const std::string& verb = making.settings.verb;
  bool whole = verb == "summary" || verb == "all";
  if (verb == "letter") document.tables = make_letter(making);
  else
    for (const auto& name : wanted_tables(making.settings))
      document.tables.push_back(make_table(name, making));
  if (verb == "letter")
    document.title =
        making.words("The findings of the letter of 21 November 2012, and what can be said of them now");
  if (whole || verb == "letter") document.lead = lead_of(making);
  if (whole) document.title = making.words("What is offered, where, and by how many?");
  if (!making.settings.title.empty()) document.title = making.settings.title;
  document.warnings = warnings_of(making);
  document.facts = facts_of(making);
  static constexpr std::string_view kOfTor[] = {"summary", "all", "route", "origin", "letter"};
  std::vector<std::string> implausible;
  if (std::find(std::begin(kOfTor), std::end(kOfTor), verb) != std::end(kOfTor))
    warn_of_implausible(making, implausible);
  for (const auto& one : implausible) document.facts.push_back(making.words.format("Unlikely: {}", one));
  return document;
}

}  // namespace peil::inventory
