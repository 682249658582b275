// Tables in time: trend by period, how long offers stand, how many there are in a thousand pages; and hosts'
// health for cron.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/time.hpp"
#include "inventory/tables.hpp"
#include "stats/bootstrap.hpp"
#include "stats/estimators.hpp"

namespace peil::inventory {
namespace {

using render::ColumnType;

constexpr std::int64_t kDay = 86'400'000;

render::Cell real(std::optional<double> value, int decimals) {
  return value ? render::real(*value, decimals) : render::unknown();
}

// Every period from the first to the last that was seen, gaps included.
std::vector<std::string> periods_between(const Ledger& ledger, Period period) {
  std::vector<std::string> all;
  if (!ledger.first_seen) return all;
  for (std::int64_t at = *ledger.first_seen; all.size() < 400; at += kDay) {
    std::string one = period_of(std::min(at, *ledger.last_seen), period);
    if (all.empty() || all.back() != one) all.push_back(one);
    if (at >= *ledger.last_seen) break;
  }
  return all;
}

// What was seen in each period, by the number of the period.
class Trend {
 public:
  explicit Trend(const Making& making) : making_(making) {
    Period period = making.settings.period == Period::kAll ? Period::kMonth : making.settings.period;
    names_ = periods_between(making.ledger, period);
    for (std::size_t i = 0; i < names_.size(); ++i) number_[names_[i]] = i;
    seen_.resize(names_.size());
    tally();
  }
  render::Table table();

 private:
  struct Seen {
    std::uint64_t offers = 0, fresh = 0, gone = 0, hidden = 0, panel = 0;
    std::set<std::uint32_t> sellers, hosts;
    std::set<std::string> taxonomies;
    bool observed = false;
  };
  void tally();
  void notes(render::Table& table);

  const Making& making_;
  std::vector<std::string> names_;
  std::map<std::string, std::size_t, std::less<>> number_;
  std::vector<Seen> seen_;
};

void Trend::tally() {
  const Ledger& ledger = making_.ledger;
  Column taxonomy = catalogue_of(making_.settings).extra_named("/classified/taxonomy");
  Views views(ledger);
  for (const auto& [name, pages] : ledger.pages_by_period)
    if (auto at = number_.find(name); at != number_.end()) seen_[at->second].observed = true;
  std::map<std::uint32_t, std::set<std::size_t>> periods_of_host;
  std::vector<std::pair<std::set<std::size_t>, std::set<std::uint32_t>>> offers;
  ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    std::set<std::size_t> in, on_hidden;
    std::set<std::uint32_t> hosts;
    for (const Sighting* one : sightings) {
      const View& view = views.of(*one);
      if (one->host) hosts.insert(one->host);
      for (auto period : view.of(Column::kPeriod)) {
        auto at = number_.find(period);
        if (at == number_.end()) continue;
        Seen& seen = seen_[at->second];
        seen.observed = true;
        in.insert(at->second);
        if (one->seller) seen.sellers.insert(one->seller);
        if (one->host) seen.hosts.insert(one->host), periods_of_host[one->host].insert(at->second);
        for (auto digest : view.of(taxonomy)) seen.taxonomies.emplace(digest);
        for (auto route : view.of(Column::kRoute))
          if (route == "tor" || route == "i2p") on_hidden.insert(at->second);
      }
    }
    for (std::size_t at : in) ++seen_[at].offers;
    for (std::size_t at : on_hidden) ++seen_[at].hidden;
    if (!in.empty()) ++seen_[*in.begin()].fresh, ++seen_[*in.rbegin()].gone, offers.emplace_back(in, hosts);
  });
  std::size_t observed = static_cast<std::size_t>(
      std::count_if(seen_.begin(), seen_.end(), [](const Seen& one) { return one.observed; }));
  // The panel: offers on hosts that were seen with offers in every period that was looked at.
  for (const auto& [in, hosts] : offers) {
    bool panel = std::any_of(hosts.begin(), hosts.end(),
                             [&](std::uint32_t host) { return periods_of_host[host].size() == observed; });
    if (panel)
      for (std::size_t at : in) ++seen_[at].panel;
  }
}

render::Table Trend::table() {
  render::Table table = begin_table("trend", making_);
  table.columns = {row_column("period", "period", making_),
                   column("pages", "pages read", ColumnType::kCount, making_),
                   column("offers", "offers", ColumnType::kCount, making_),
                   column("new", "first seen", ColumnType::kCount, making_),
                   column("gone", "last seen", ColumnType::kCount, making_),
                   column("tor", "on tor or i2p", ColumnType::kCount, making_),
                   column("sellers", "sellers", ColumnType::kCount, making_),
                   column("hosts", "hosts", ColumnType::kCount, making_),
                   column("panel", "on hosts of every period", ColumnType::kCount, making_),
                   column("break", "break", ColumnType::kText, making_)};
  std::uint64_t all = 0;
  const Seen* before = nullptr;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const Seen& seen = seen_[i];
    render::Row row;
    row.cells.push_back(render::text(names_[i]));
    if (!seen.observed) {
      for (int k = 0; k < 8; ++k) row.cells.push_back(render::unknown(k == 1 ? making_.words("gap") : ""));
      row.cells.push_back(render::text(making_.words("gap")));
      table.rows.push_back(std::move(row));
      continue;
    }
    auto pages = making_.ledger.pages_by_period.find(names_[i]);
    row.cells.push_back(pages == making_.ledger.pages_by_period.end() ? render::unknown()
                                                                      : render::count(pages->second));
    for (std::uint64_t n :
         {seen.offers, seen.fresh, seen.gone, seen.hidden, static_cast<std::uint64_t>(seen.sellers.size()),
          static_cast<std::uint64_t>(seen.hosts.size()), seen.panel})
      row.cells.push_back(render::count(n));
    if (before == nullptr) row.cells[3] = render::unknown();  // all are new at the beginning
    bool changed = before && !before->taxonomies.empty() && before->taxonomies != seen.taxonomies;
    row.cells.push_back(render::text(changed ? making_.words("taxonomy") : ""));
    all += seen.fresh;
    before = &seen;
    table.rows.push_back(std::move(row));
  }
  if (before) {
    for (std::size_t i = names_.size(); i-- > 0;)
      if (seen_[i].observed) {
        table.rows[i].cells[4] = render::unknown();  // what ends with the last look is not known
        break;
      }
  }
  table.n = all;
  if (all == 0) table.rows.clear();
  if (!table.rows.empty()) notes(table);
  return table;
}

void Trend::notes(render::Table& table) {
  const Words& words = making_.words;
  std::vector<stats::Point> points;
  for (std::size_t i = 0; i < names_.size(); ++i)
    if (seen_[i].observed) points.push_back({static_cast<double>(i), static_cast<double>(seen_[i].panel), i});
  auto line = stats::trend_line(points);
  if (line && line->interval)
    table.notes.push_back(
        words.format("Slope on the hosts of every period: {} offers a period (95 %: {} to {}), if periods "
                     "are independent.",
                     fmt::format("{:.1f}", line->slope), fmt::format("{:.1f}", line->interval->low),
                     fmt::format("{:.1f}", line->interval->high)));
  else table.notes.push_back(words("No slope: it needs three periods that were looked at."));
  table.notes.push_back(words(
      "A gap is a period in which nothing was looked at: it is not zero. Compare periods on the hosts of "
      "every period; all offers together also measure how much was looked at."));
  std::map<std::string, std::set<std::string>> ways;
  for (const Run& run : making_.ledger.runs) {
    std::string way = run.version;
    for (const auto& [name, value] : run.options) way += " " + name + "=" + value;
    for (const auto& [name, digest] : run.data) way += " " + name + "=" + digest;
    ways[run.command].insert(way);
  }
  for (const auto& [command, all] : ways)
    if (all.size() > 1)
      table.notes.push_back(
          words.format("Break: {} ran in {} different ways (version, options or data; see runs).", command,
                       words.count(all.size())));
}

}  // namespace

render::Table make_trend(const Making& making) { return Trend(making).table(); }

render::Table make_survival(const Making& making) {
  const Ledger& ledger = making.ledger;
  render::Table table = begin_table("survival", making);
  std::map<std::string, std::vector<stats::Lifetime>> rows;
  std::vector<stats::Lifetime> all;
  std::vector<std::optional<std::vector<std::string>>> classes_of(ledger.views.size());
  ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    const Life& life = ledger.lives()[sightings.front()->cluster];
    if (!life.dated()) return;
    // Ended: a host that bore it was read again later, without it.
    bool ended = true;
    std::set<std::string> in;
    for (const Sighting* one : sightings) {
      ended = ended && one->host && ledger.host_tally(one->host).read_on.last > life.last;
      auto& slot = classes_of[one->view];
      if (!slot) {
        View view = View::unpack(ledger.views.text(one->view));
        auto names = classes(view, making.settings.depth);
        slot.emplace(names.begin(), names.end());
      }
      in.insert(slot->begin(), slot->end());
    }
    stats::Lifetime one{static_cast<double>(life.last - life.first), ended};
    for (const auto& name : in) rows[name].push_back(one);
    all.push_back(one);
  });
  table.n = all.size();
  table.unit = making.words("offers that are dated");
  table.columns = {row_column("class", "class", making),
                   column("offers", "offers", ColumnType::kCount, making),
                   column("ended", "gone", ColumnType::kCount, making),
                   column("there", "still there when last looked", ColumnType::kCount, making),
                   column("median_days", "median days", ColumnType::kNumber, making),
                   column("after_7", "there after 7 days", ColumnType::kShare, making),
                   column("after_30", "after 30 days", ColumnType::kShare, making),
                   column("after_90", "after 90 days", ColumnType::kShare, making)};
  auto row_of = [&](std::string_view name, const std::vector<stats::Lifetime>& lives) {
    auto curve = stats::kaplan_meier(lives);
    auto ended = static_cast<std::uint64_t>(
        std::count_if(lives.begin(), lives.end(), [](const stats::Lifetime& one) { return one.ended; }));
    render::Row row;
    row.cells = {render::text(name), render::count(lives.size()), render::count(ended),
                 render::count(lives.size() - ended), real(stats::median_survival(curve), 0)};
    for (double days : {7.0, 30.0, 90.0}) {
      auto at = stats::survival_at(lives, days);
      row.cells.push_back(at ? render::share(at->value) : render::unknown());
    }
    return row;
  };
  for (const auto* one : largest_first(rows, [](const auto& row) { return row.second.size(); }))
    table.rows.push_back(row_of(one->first, one->second));
  if (all.empty()) return table;
  table.rows.push_back(row_of("total", all));
  table.rows.back().role = render::Row::Role::kTotal;
  table.notes = {
      making.words(
          "Kaplan–Meier, from first to last sighting; gone: its host was read later without it. Offers "
          "were there before they were first seen and after they were last seen: durations are too "
          "short, by up to the time between looks."),
      making.words("No interval: offers of one host often go together.")};
  return table;
}

render::Table make_prevalence(const Making& making) {
  const Ledger& ledger = making.ledger;
  render::Table table = begin_table("prevalence", making);
  bool by_lang = making.settings.by.empty() || by_column(making.settings) == Column::kLang;
  Column over = by_column(making.settings).value_or(Column::kLang);
  std::map<std::string, std::uint64_t> pages, offers;
  if (by_lang) pages = ledger.pages_by_lang;
  else
    for (const auto& [key, n] : ledger.steps)
      if (key.first == "read" || key.first == "duplicate" || key.first == "nothing offered" ||
          key.first == "offer without items")
        pages[key.second] += n;
  std::string absent(static_cast<std::size_t>(over) < kColumns ? info(over).absent
                                                               : std::string_view("none"));
  Column page_lang = catalogue_of(making.settings).extra_named("/context/lang/code");
  std::uint64_t all_offers = 0, all_pages = 0;
  Views views(ledger);
  ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    std::set<std::string> in;
    for (const Sighting* one : sightings) {
      const View& view = views.of(*one);
      if (over == Column::kHost)
        in.emplace(one->host ? ledger.hosts.text(one->host) : std::string_view(absent));
      else if (over == Column::kLang && view.of(over).empty() && !view.of(page_lang).empty())
        in.emplace(view.of(page_lang).front());
      else if (view.of(over).empty()) in.insert(absent);
      else in.insert(view.of(over).begin(), view.of(over).end());
    }
    for (const auto& value : in) ++offers[value];
    ++all_offers;
  });
  for (const auto& [value, n] : offers) pages.emplace(value, 0);
  table.columns = {row_column("value", by_lang ? "lang" : making.settings.by.front(), making),
                   column("pages", "pages read", ColumnType::kCount, making),
                   column("offers", "offers", ColumnType::kCount, making),
                   column("per_1000", "offers per 1,000 pages", ColumnType::kNumber, making)};
  auto row_of = [&](std::string_view name, std::uint64_t of, std::uint64_t n) {
    render::Row row;
    row.cells = {
        render::text(name), render::count(of), render::count(n),
        of ? render::real(1000 * static_cast<double>(n) / static_cast<double>(of), 1) : render::unknown()};
    return row;
  };
  for (const auto& [value, n] : pages) all_pages += n;
  for (const auto* one : largest_first(pages, [](const auto& row) { return row.second; }))
    table.rows.push_back(row_of(one->first, one->second, offers[one->first]));
  table.n = all_pages;
  table.unit = making.words("pages read");
  if (all_pages + all_offers == 0) {
    table.rows.clear();
    return table;
  }
  table.rows.push_back(row_of("total", all_pages, all_offers));
  table.rows.back().role = render::Row::Role::kTotal;
  std::string why;
  if (!random_frame(making, why)) table.notes.push_back(why);
  table.notes.push_back(making.words(
      "Pages that were answered and read, duplicates included; how they were chosen decides this figure. "
      "The language of a page is its own, that of an offer the offer's or else its page's."));
  return table;
}

render::Table make_health(const Making& making) {
  const Ledger& ledger = making.ledger;
  render::Table table = begin_table("health", making);
  table.unit = making.words("pages asked for, by host");
  table.columns = {row_column("host", "host", making),
                   column("state", "state", ColumnType::kText, making),
                   column("pages", "pages", ColumnType::kCount, making),
                   column("read", "read", ColumnType::kCount, making),
                   column("walled", "walls", ColumnType::kCount, making),
                   column("failed", "failed", ColumnType::kCount, making),
                   column("items", "items", ColumnType::kCount, making),
                   column("offers", "offers", ColumnType::kCount, making),
                   column("undecided", "act not decided", ColumnType::kCount, making),
                   column("per_page", "items a page", ColumnType::kNumber, making),
                   column("before", "items before", ColumnType::kCount, making)};
  std::map<std::string, HostTally> hosts;
  for (std::uint32_t i = 1; i < ledger.hosts.size(); ++i)
    hosts[std::string(ledger.hosts.text(i))] = ledger.host_tally(i);
  for (const auto& [host, items] : making.settings.baseline) hosts.try_emplace(host);
  std::uint64_t pages = 0;
  std::string silent;
  for (const auto& [host, now] : hosts) {
    auto old = making.settings.baseline.find(host);
    bool known = old != making.settings.baseline.end();
    bool is_silent = known && old->second.items > 0 && now.items == 0;
    std::string_view state = is_silent                                     ? "silent"
                             : known && 2 * now.items < old->second.items  ? "fewer"
                             : now.pages > 0 && 2 * now.walled > now.pages ? "walled"
                             : now.pages > 0 && 2 * now.failed > now.pages ? "failing"
                             : !known && !making.settings.baseline.empty() ? "new"
                                                                           : "ok";
    if (is_silent) silent += (silent.empty() ? "" : ", ") + host;
    render::Row row;
    row.cells = {render::text(host),
                 render::text(making.words(state)),
                 render::count(now.pages),
                 render::count(now.read),
                 render::count(now.walled),
                 render::count(now.failed),
                 render::count(now.items),
                 render::count(now.offers),
                 render::count(now.undecided),
                 now.read ? render::real(static_cast<double>(now.items) / static_cast<double>(now.read), 2)
                          : render::unknown(),
                 known ? render::count(old->second.items) : render::unknown()};
    table.rows.push_back(std::move(row));
    pages += now.pages;
  }
  table.n = pages;
  if (!table.rows.empty())
    table.notes = {
        making.words("silent: had items in the baseline and has none now. fewer: less than half of then. "
                     "walled, failing: more than half of its pages.")};
  if (making.settings.verdict) making.settings.verdict->say(silent);
  return table;
}

}  // namespace peil::inventory
