// Tables of counts: rows by columns, each cluster once in every cell it belongs to.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/time.hpp"
#include "inventory/tables.hpp"
#include "stats/share.hpp"

namespace peil::inventory {
namespace {

using render::ColumnType;

constexpr std::size_t kMostColumns = 9;  // shown to people; the rest is "other"
constexpr std::size_t kMostRows = 40;

struct RowTally {
  std::uint64_t offers = 0;
  std::uint64_t raw = 0;
};

class Counting {
 public:
  Counting(const Spec& spec, const Making& making)
      : spec_(spec), making_(making), columns_axis_(spec.columns) {
    if (making.settings.period != Period::kAll) columns_axis_ = Axis{Axis::Kind::kValues, Column::kPeriod};
    else if (auto chosen = by_column(making.settings)) columns_axis_ = Axis{Axis::Kind::kValues, *chosen};
    unit_ = making.settings.unit.value_or(spec.unit);
    own_columns_ = columns_axis_.kind == spec.columns.kind && columns_axis_.column == spec.columns.column;
    tally();
  }

  render::Table table();

 private:
  // The share of a class corrected for wrong labels, where error rates were given and hold.
  render::Cell corrected_cell(std::string_view label, std::uint64_t offers);
  // What a packed view means on the two axes, worked out once.
  struct Places {
    std::vector<std::uint32_t> rows, columns;
    bool part = false;
    bool declared = true;
    bool counts = true;
  };
  Places places_of(const View& view) {
    Places places;
    for (auto value : spec_.rows.of(view, making_.settings.depth)) places.rows.push_back(rows_.of(value));
    if (columns_axis_.kind != Axis::Kind::kNone)
      for (auto value : columns_axis_.of(view, making_.settings.depth))
        places.columns.push_back(columns_.of(value));
    for (auto value : spec_.columns.kind == Axis::Kind::kNone
                          ? std::vector<std::string_view>()
                          : spec_.columns.of(view, making_.settings.depth))
      places.part = places.part || std::find(spec_.part.begin(), spec_.part.end(), value) != spec_.part.end();
    places.counts = spec_.filter < 0 || !view.of(static_cast<Column>(spec_.filter)).empty();
    places.declared = spec_.rows.kind != Axis::Kind::kValues || !view.of(spec_.rows.column).empty();
    return places;
  }

  const Places& places_of(const Sighting& sighting) {
    if (auto column = columns_axis_.column;
        columns_axis_.kind == Axis::Kind::kValues &&
        (column == Column::kHost || column == Column::kDomain || column == Column::kSeller)) {
      // Not in the packed view: made for this sighting alone.
      View view = View::unpack(making_.ledger.views.text(sighting.view));
      view.add(Column::kHost, making_.ledger.hosts.text(sighting.host));
      if (names_.empty()) names_ = seller_names(making_);
      view.add(Column::kSeller, names_[sighting.seller]);
      own_ = places_of(view);
      return own_;
    }
    if (places_.size() <= sighting.view) places_.resize(making_.ledger.views.size());
    auto& slot = places_[sighting.view];
    if (!slot) slot = places_of(View::unpack(making_.ledger.views.text(sighting.view)));
    return *slot;
  }

  static std::uint64_t pair(std::uint32_t a, std::uint32_t b) { return std::uint64_t{a} << 32 | b; }

  void tally() {
    std::vector<std::uint64_t> cells;
    std::vector<std::uint32_t> rows, columns;
    making_.ledger.each_unit(unit_, spec_.all_acts, [&](const std::vector<const Sighting*>& sightings) {
      cells.clear(), rows.clear(), columns.clear();
      bool counts = false;
      bool part = false, declared = false;
      std::vector<std::uint32_t> part_rows;
      std::uint64_t seller = seller_key(*sightings.front());
      for (const Sighting* one : sightings) {
        const Places& places = places_of(*one);
        if (!places.counts) continue;
        counts = true;
        part = part || places.part;
        declared = declared || places.declared;
        all_.raw += one->times;
        columns.insert(columns.end(), places.columns.begin(), places.columns.end());
        for (std::uint32_t row : places.rows) {
          rows.push_back(row);
          if (places.part) part_rows.push_back(row);
          grow(row);
          by_row_[row].raw += one->times;
          if (one->host) hosts_.insert(pair(row, one->host));
          if (!spec_.cross)
            for (std::uint32_t column : places.columns) cells.push_back(pair(row, column));
        }
        if (one->host) all_hosts_.insert(one->host);
      }
      if (!counts) return;
      for (auto* some : {&rows, &columns, &part_rows}) {
        std::sort(some->begin(), some->end());
        some->erase(std::unique(some->begin(), some->end()), some->end());
      }
      if (spec_.cross)
        for (std::uint32_t row : rows)
          for (std::uint32_t column : columns) cells.push_back(pair(row, column));
      std::sort(cells.begin(), cells.end());
      cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
      ++all_.offers;
      declared_ += declared;
      ++all_sellers_[seller];
      if (declared) ++declared_sellers_[seller];
      for (std::uint32_t row : rows) {
        ++by_row_[row].offers;
        ++sellers_[row][seller];
      }
      for (std::uint32_t row : part_rows) ++part_sellers_[row][seller];
      if (part) ++all_part_sellers_[seller];
      for (std::uint64_t cell : cells) ++cells_[cell];
      for (std::uint32_t column : columns) ++by_column_[column];
    });
    while (by_row_.size() < rows_.size()) grow(static_cast<std::uint32_t>(by_row_.size()));
  }

  void grow(std::uint32_t row) {
    if (by_row_.size() <= row) {
      by_row_.resize(row + 1);
      sellers_.resize(row + 1);
      part_sellers_.resize(row + 1);
    }
  }

  using Sellers = std::unordered_map<std::uint64_t, std::uint64_t>;
  static std::uint64_t known(const Sellers& sellers) {
    return static_cast<std::uint64_t>(std::count_if(
        sellers.begin(), sellers.end(), [](const auto& one) { return is_known_seller(one.first); }));
  }

  // The part that `of_part` has of the offers of `sellers`.
  render::Cell share_cell(const Sellers& of_part, const Sellers& sellers) {
    std::vector<stats::SellerShare> all;
    for (const auto& [seller, offers] : sellers) {
      auto found = of_part.find(seller);
      all.push_back({offers, found == of_part.end() ? 0 : std::min(found->second, offers)});
    }
    auto share = stats::share_by_seller(all, random_);
    if (!share.value) return render::unknown();
    if (share.why == stats::NoInterval::kTooFewSellers) few_sellers_ = true;
    if (share.interval)
      return render::share(*share.value, std::make_pair(share.interval->low, share.interval->high));
    return render::share(*share.value);
  }

  std::vector<std::uint32_t> column_order();
  std::vector<std::pair<std::uint32_t, int>> row_order();
  render::Row row_of(std::string_view name, const RowTally& tally, const Sellers& sellers,
                     const Sellers& part_sellers, std::uint64_t hosts,
                     const std::function<std::uint64_t(std::uint32_t)>& cell, bool total);
  void head(render::Table& table);
  void notes(render::Table& table);
  std::vector<std::string> periods() const;

  const Spec& spec_;
  const Making& making_;
  Axis columns_axis_;
  Unit unit_ = Unit::kOffer;
  bool own_columns_ = true;
  std::vector<std::string> names_;  // of sellers, when they are columns
  bool corrects_ = false;
  std::string refusal_;
  std::vector<std::string> rare_;
  std::string offers_key_;
  bool random_ = false;
  bool few_sellers_ = false;
  std::string why_;
  Interner rows_, columns_;
  std::vector<std::optional<Places>> places_;
  Places own_;
  RowTally all_;
  std::vector<RowTally> by_row_;
  std::uint64_t declared_ = 0;
  std::unordered_map<std::uint64_t, std::uint64_t> cells_;
  std::unordered_map<std::uint32_t, std::uint64_t> by_column_;
  std::vector<Sellers> sellers_, part_sellers_;
  Sellers all_sellers_, all_part_sellers_, declared_sellers_;
  std::unordered_set<std::uint64_t> hosts_;
  std::unordered_set<std::uint32_t> all_hosts_;
  std::vector<std::uint32_t> shown_;      // columns that have one of their own
  std::vector<std::string> shown_names_;  // with periods: all of the window
  bool rest_column_ = false;
  std::size_t rows_left_out_ = 0;
};

// Every period between the first and the last, so that one without a sighting shows.
std::vector<std::string> Counting::periods() const {
  std::vector<std::string> all;
  const auto& ledger = making_.ledger;
  if (!ledger.first_seen) return all;
  constexpr std::int64_t kDay = 86'400'000;
  for (std::int64_t at = *ledger.first_seen; all.size() < 400; at += kDay) {
    std::string one = period_of(std::min(at, *ledger.last_seen), making_.settings.period);
    if (all.empty() || all.back() != one) all.push_back(one);
    if (at >= *ledger.last_seen) break;
  }
  return all;
}

render::Cell Counting::corrected_cell(std::string_view label, std::uint64_t offers) {
  const LabelRates* rates = making_.settings.error_rates->of(label);
  if (rates == nullptr || all_.offers == 0) return render::unknown();
  double observed = static_cast<double>(offers) / static_cast<double>(all_.offers), n = 0;
  if (random_) {
    std::vector<std::uint64_t> sizes;
    for (const auto& [seller, size] : all_sellers_) sizes.push_back(size);
    n = stats::kish_effective(sizes);
  }
  if (observed < .01)
    rare_.push_back(
        making_.words.format("error rates of {}: {} labelled, {} checked by hand, of which {} right", label,
                             making_.words.count(rates->labelled), making_.words.count(rates->checked),
                             making_.words.count(rates->right)) +
        ".");
  auto value = making_.settings.error_rates->corrected(*rates, observed, n);
  if (!value) return render::unknown(making_.words("not estimable"));
  if (!value->interval) return render::share(value->value);
  return render::share(value->value, std::pair(value->interval->low, value->interval->high));
}

std::vector<std::uint32_t> Counting::column_order() {
  std::vector<std::uint32_t> order;
  if (columns_axis_.kind == Axis::Kind::kNone) return order;
  if (columns_axis_.kind == Axis::Kind::kFixed) {
    for (const auto& value : columns_axis_.fixed) order.push_back(columns_.of(value));
    std::uint32_t rest = columns_.of(columns_axis_.rest);
    if (!columns_axis_.rest.empty() && by_column_.count(rest)) order.push_back(rest);
    return order;
  }
  if (columns_axis_.column == Column::kPeriod) {
    for (const auto& one : periods()) order.push_back(columns_.of(one));
    if (auto undated = by_column_.find(columns_.of(info(Column::kPeriod).absent));
        undated != by_column_.end())
      order.push_back(undated->first);
    return order;
  }
  for (const auto& [column, count] : by_column_) order.push_back(column);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    auto x = by_column_[a], y = by_column_[b];
    return x != y ? x > y : columns_.text(a) < columns_.text(b);
  });
  if (is_for_people(making_.settings) && order.size() > kMostColumns) {
    order.resize(kMostColumns - 1);
    rest_column_ = true;
  }
  return order;
}

// Rows by count, a class under its group; "none" and "undeclared" last.
std::vector<std::pair<std::uint32_t, int>> Counting::row_order() {
  std::vector<std::uint32_t> all;
  for (std::uint32_t row = 0; row < rows_.size(); ++row)
    if (by_row_[row].offers > 0) all.push_back(row);
  bool tree = spec_.rows.kind == Axis::Kind::kClasses;
  std::string_view absent = spec_.rows.absent_word();
  auto before = [&](std::uint32_t a, std::uint32_t b) {
    bool a_last = rows_.text(a) == absent, b_last = rows_.text(b) == absent;
    if (a_last != b_last) return b_last;
    if (by_row_[a].offers != by_row_[b].offers) return by_row_[a].offers > by_row_[b].offers;
    return rows_.text(a) < rows_.text(b);
  };
  std::sort(all.begin(), all.end(), before);
  std::vector<std::pair<std::uint32_t, int>> order;
  if (!tree) {
    for (std::uint32_t row : all) order.emplace_back(row, 0);
    if (is_for_people(making_.settings) && order.size() > kMostRows) {
      rows_left_out_ = order.size() - kMostRows;
      order.resize(kMostRows);
    }
    return order;
  }
  // Children by parent, in the same order; then depth first.
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> children;
  for (std::uint32_t row : all) {
    std::string_view name = rows_.text(row);
    std::size_t dot = name.rfind('.');
    children[dot == std::string_view::npos ? std::string_view() : name.substr(0, dot)].push_back(row);
  }
  std::vector<std::pair<std::uint32_t, int>> stack;
  auto push = [&](std::string_view parent, int indent) {
    auto found = children.find(parent);
    if (found == children.end()) return;
    for (auto it = found->second.rbegin(); it != found->second.rend(); ++it) stack.emplace_back(*it, indent);
  };
  push({}, 0);
  while (!stack.empty()) {
    auto next = stack.back();
    stack.pop_back();
    order.push_back(next);
    push(rows_.text(next.first), next.second + 1);
  }
  return order;
}

void Counting::head(render::Table& table) {
  bool of_view = static_cast<std::size_t>(spec_.rows.column) < kColumns;
  std::string_view key = spec_.rows.kind == Axis::Kind::kClasses ? "class"
                         : of_view                               ? info(spec_.rows.column).name
                                                                 : "value";
  std::string heading = spec_.rows.heading.empty() ? making_.words(key)
                                                   : making_.say({spec_.rows.heading, spec_.rows.heading_nl});
  table.columns.push_back(row_column(key, heading, making_));
  bool lines = columns_axis_.kind == Axis::Kind::kValues && columns_axis_.column == Column::kPeriod;
  for (std::uint32_t one : shown_) {
    auto made = column(columns_.text(one), columns_.text(one), ColumnType::kCount, making_);
    if (own_columns_)
      for (const auto& [name, phrase] : spec_.headings)
        if (name == made.key) made.heading = making_.say(phrase);
    made.shaded = true;
    table.columns.push_back(std::move(made));
  }
  if (rest_column_) table.columns.push_back(column("other", "other", ColumnType::kCount, making_));
  static constexpr std::string_view kHeadings[] = {"offers", "sellers", "hosts", "pages"};
  bool of_offers = unit_ == Unit::kOffer && !spec_.all_acts;
  auto offers = column("offers", spec_.all_acts ? "all" : kHeadings[static_cast<std::size_t>(unit_)],
                       ColumnType::kCount, making_);
  if (!of_offers) offers.key = "n";
  offers_key_ = offers.key;
  table.columns.push_back(std::move(offers));
  switch (spec_.share) {
    case Spec::Share::kNone: break;
    case Spec::Share::kOfAll:
      table.columns.push_back(column("share", "share", ColumnType::kShare, making_));
      table.columns.back().bar = true;
      if (corrects_)
        table.columns.push_back(column("corrected", "corrected share", ColumnType::kShare, making_));
      break;
    case Spec::Share::kOfDeclared:
      table.columns.push_back(column("share", "share of all", ColumnType::kShare, making_));
      table.columns.back().bar = true;
      table.columns.push_back(column("share_declared", "share of declared", ColumnType::kShare, making_));
      break;
    case Spec::Share::kOfRow:
      table.columns.push_back(column("share", making_.say(spec_.share_heading), ColumnType::kShare, making_));
      break;
    case Spec::Share::kRatio:
      table.columns.push_back(
          column("ratio", making_.say(spec_.share_heading), ColumnType::kNumber, making_));
      break;
  }
  table.columns.push_back(column("raw", "with duplicates", ColumnType::kCount, making_));
  table.columns.push_back(column("sellers", "sellers", ColumnType::kCount, making_));
  table.columns.push_back(column("hosts", "hosts", ColumnType::kCount, making_));
  table.chart = lines ? render::Chart::kLines : spec_.chart;
  table.chart_column = spec_.chart == render::Chart::kDots ? "share" : offers_key_;
}

render::Row Counting::row_of(std::string_view name, const RowTally& tally, const Sellers& sellers,
                             const Sellers& part_sellers, std::uint64_t hosts,
                             const std::function<std::uint64_t(std::uint32_t)>& cell, bool total) {
  render::Row row;
  row.cells.push_back(render::text(name));
  bool periods = columns_axis_.kind == Axis::Kind::kValues && columns_axis_.column == Column::kPeriod;
  for (std::uint32_t column : shown_) {
    bool seen = !periods || by_column_.count(column) ||
                making_.ledger.periods_observed.count(std::string(columns_.text(column)));
    row.cells.push_back(seen ? render::count(cell(column)) : render::unknown());
  }
  if (rest_column_) row.cells.push_back(render::unknown());
  row.cells.push_back(render::count(tally.offers));
  bool absent = spec_.rows.kind == Axis::Kind::kValues && name == spec_.rows.absent_word();
  switch (spec_.share) {
    case Spec::Share::kNone: break;
    case Spec::Share::kOfAll:
      row.cells.push_back(total ? render::unknown() : share_cell(sellers, all_sellers_));
      if (corrects_) row.cells.push_back(total ? render::unknown() : corrected_cell(name, tally.offers));
      break;
    case Spec::Share::kOfDeclared:
      row.cells.push_back(total ? render::unknown() : share_cell(sellers, all_sellers_));
      row.cells.push_back(total || absent ? render::unknown() : share_cell(sellers, declared_sellers_));
      break;
    case Spec::Share::kOfRow: row.cells.push_back(share_cell(part_sellers, sellers)); break;
    case Spec::Share::kRatio: {
      std::uint64_t above = cell(columns_.of(spec_.part[0])), below = cell(columns_.of(spec_.part[1]));
      row.cells.push_back(below ? render::real(static_cast<double>(above) / static_cast<double>(below), 2)
                                : render::unknown());
    }
  }
  row.cells.push_back(render::count(tally.raw));
  row.cells.push_back(render::count(known(sellers)));
  row.cells.push_back(render::count(hosts));
  return row;
}

void Counting::notes(render::Table& table) {
  const Words& words = making_.words;
  switch (spec_.share) {
    case Spec::Share::kOfAll:
      table.denominator = words.format("all offers in this table's unit ({})", words.count(all_.offers));
      break;
    case Spec::Share::kOfDeclared:
      table.denominator = words.format("all offers ({}), and of those that declare it ({})",
                                       words.count(all_.offers), words.count(declared_));
      break;
    case Spec::Share::kOfRow: table.denominator = words("the offers of the row"); break;
    default: break;
  }
  bool shares = spec_.share == Spec::Share::kOfAll || spec_.share == Spec::Share::kOfDeclared ||
                spec_.share == Spec::Share::kOfRow;
  if (shares && random_)
    table.notes.push_back(
        words("Intervals: 95 %, Wilson, on the effective number of sellers (of hosts where the seller is not "
              "known)."));
  if (shares && !random_ && !why_.empty()) table.notes.push_back(why_);
  if (few_sellers_)
    table.notes.push_back(words.format("No interval where there are fewer than {} sellers: too few sellers.",
                                       stats::kFewSellers));
  if (spec_.rows.kind == Axis::Kind::kClasses)
    table.notes.push_back(
        words("An offer of two classes counts in each of them and once in the total; none: no class was "
              "recognised."));
  else if (spec_.rows.kind == Axis::Kind::kValues)
    table.notes.push_back(words("An offer that names several counts at each of them and once in the total."));
  if (corrects_)
    table.notes.push_back(words(
        "corrected share: for labels that are wrong, by Rogan and Gladen, with the error rates given; 95 % "
        "interval over the checked labels, and over the sellers where the frame is random."));
  if (!refusal_.empty())
    table.notes.push_back(words.format("Not corrected: the error rates do not hold for {}.", refusal_));
  table.notes.insert(table.notes.end(), rare_.begin(), rare_.end());
  for (const Phrase& note : spec_.notes) table.notes.push_back(making_.say(note));
  std::uint64_t nameless = 0;
  for (const auto& [seller, offers] : all_sellers_) nameless += is_known_seller(seller) ? 0 : offers;
  if (nameless) table.notes.push_back(words.format("Without a known seller: {}.", words.count(nameless)));
  if (rest_column_)
    table.notes.push_back(
        words("Columns beyond the largest are not shown here; -O csv and json have them all."));
  add_left_out_note(table, rows_left_out_, making_);
}

render::Table Counting::table() {
  render::Table table = begin_table(spec_.name, making_, spec_.all_acts);
  if (!own_columns_) {
    if (!spec_.title_by_other.en.empty()) table.title = making_.say(spec_.title_by_other);
    static constexpr std::string_view kPeriods[] = {"period", "month", "week", "day"};
    std::string_view name = columns_axis_.column == Column::kPeriod
                                ? kPeriods[static_cast<std::size_t>(making_.settings.period)]
                            : making_.settings.by_extra ? std::string_view(making_.settings.by.front())
                                                        : info(columns_axis_.column).name;
    table.unit += making_.words.format(", by {}", making_.words(name));
  }
  if (unit_ != Unit::kOffer) {
    static constexpr std::string_view kUnits[] = {"offers", "sellers that are known", "hosts", "pages"};
    table.unit = making_.words(kUnits[static_cast<std::size_t>(unit_)]);
  }
  table.n = all_.offers;
  random_ = random_frame(making_, why_);
  if (making_.settings.error_rates && spec_.rows.kind == Axis::Kind::kClasses &&
      spec_.share == Spec::Share::kOfAll && unit_ == Unit::kOffer) {
    refusal_ = rates_refusal(making_);
    corrects_ = refusal_.empty();
  }
  shown_ = column_order();
  auto order = row_order();
  head(table);
  std::vector<std::uint64_t> hosts_of_row(rows_.size());
  for (std::uint64_t one : hosts_) ++hosts_of_row[one >> 32];
  for (std::size_t i = 0; i < order.size(); ++i) {
    auto [row, indent] = order[i];
    auto cell = [&, at = row](std::uint32_t column) {
      auto found = cells_.find(pair(at, column));
      return found == cells_.end() ? 0 : found->second;
    };
    render::Row made = row_of(rows_.text(row), by_row_[row], sellers_[row], part_sellers_[row],
                              hosts_of_row[row], cell, false);
    made.indent = indent;
    made.charted = spec_.rows.kind != Axis::Kind::kClasses || rows_.text(row) != spec_.rows.absent_word();
    if (i + 1 < order.size() && order[i + 1].second > indent) made.role = render::Row::Role::kGroup;
    table.rows.push_back(std::move(made));
  }
  if (!table.rows.empty()) {
    auto cell = [&](std::uint32_t column) {
      auto found = by_column_.find(column);
      return found == by_column_.end() ? 0 : found->second;
    };
    render::Row total = row_of("total", all_, all_sellers_, all_part_sellers_, all_hosts_.size(), cell, true);
    total.role = render::Row::Role::kTotal;
    table.rows.push_back(std::move(total));
    notes(table);
  } else if (all_.offers > 0) {
    table.empty = making_.words("None was found.");
  }
  return table;
}

}  // namespace

render::Table make_counts(const Spec& spec, const Making& making) { return Counting(spec, making).table(); }

}  // namespace peil::inventory
