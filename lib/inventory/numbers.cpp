// Tables of amounts, prices, variety and sellers: distributions and concentrations for each class.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/hash.hpp"
#include "base/words.hpp"
#include "inventory/tables.hpp"
#include "stats/bootstrap.hpp"
#include "stats/estimators.hpp"
#include "stats/tally.hpp"

namespace peil::inventory {
namespace {

using render::ColumnType;

// The classes of a packed view, worked out once for each.
class ClassesOfViews {
 public:
  ClassesOfViews(const Making& making, bool ancestors)
      : making_(making), ancestors_(ancestors), known_(making.ledger.views.size()) {}
  const std::vector<std::string>& of(std::uint32_t view) {
    auto& slot = known_[view];
    if (slot) return *slot;
    View unpacked = View::unpack(making_.ledger.views.text(view));
    auto all = ancestors_ ? classes(unpacked, making_.settings.depth)
                          : leaf_classes(unpacked, making_.settings.depth);
    slot.emplace(all.begin(), all.end());
    if (slot->empty()) slot->emplace_back(info(Column::kGoods).absent);
    return *slot;
  }

 private:
  const Making& making_;
  bool ancestors_;
  std::vector<std::optional<std::vector<std::string>>> known_;
};

render::Cell number_or_unknown(const std::optional<Decimal>& value) {
  return value ? render::number(*value) : render::unknown();
}

std::uint64_t count_offers(const Ledger& ledger) {
  std::uint64_t offers = 0;
  ledger.each_cluster(false, [&](const auto&) { ++offers; });
  return offers;
}

// Six significant digits are what records hold; people read three or four.
std::optional<Decimal> rounded(const std::optional<Decimal>& value) {
  return value ? value->divided_by(Decimal(1), 4) : std::nullopt;
}

// A seller's hash, the same in every run and every part of it; the host's where the seller is not known.
class SellerHashes {
 public:
  explicit SellerHashes(const Ledger& ledger) {
    ledger.each_cluster(true, [&](const std::vector<const Sighting*>& sightings) {
      const Sighting& one = *sightings.front();
      std::string key = one.seller ? "s" + std::string(ledger.sellers.text(one.seller))
                                   : "h" + std::string(ledger.hosts.text(one.host));
      if (of_.size() <= one.cluster) of_.resize(one.cluster + 1);
      of_[one.cluster] = hash64(key);
    });
  }
  std::uint64_t of(std::uint32_t cluster) const { return cluster < of_.size() ? of_[cluster] : 0; }

 private:
  std::vector<std::uint64_t> of_;
};

// The bounds of a median, where the frame is random and there are sellers enough.
void add_interval(render::Row& row, const std::vector<stats::Owned>& values, bool random, bool& few) {
  auto interval = random ? stats::bootstrap_median(values) : std::nullopt;
  if (random && !interval) few = true;
  auto bound = [&](double value) { return number_or_unknown(rounded(render::real(value, 6).number)); };
  row.cells.push_back(interval ? bound(interval->low) : render::unknown());
  row.cells.push_back(interval ? bound(interval->high) : render::unknown());
}

void interval_notes(render::Table& table, const Making& making, bool random, bool few,
                    const std::string& why) {
  if (!random) table.notes.push_back(why);
  else
    table.notes.push_back(
        making.words.format("low and high: 95 % interval of the median, {} bootstraps by seller (by host "
                            "where the seller is not known).",
                            making.words.count(stats::kReplicates)));
  if (few)
    table.notes.push_back(making.words.format(
        "No interval where there are fewer than {} sellers: too few sellers.", stats::kFewSellers));
}

void bad_numbers_note(render::Table& table, const Making& making) {
  if (making.ledger.bad_numbers)
    table.notes.push_back(making.words.format("Numbers too long to be exact, left out: {}.",
                                              making.words.count(making.ledger.bad_numbers)));
}

}  // namespace

render::Table make_quantity(const Making& making) {
  render::Table table = begin_table("quantity", making);
  struct Tally {
    std::uint64_t offers = 0;
    stats::Distribution smallest, largest;
    std::vector<stats::Owned> owned;
  };
  std::map<std::pair<std::string, Measure>, Tally> rows;
  std::string why;
  bool random = random_frame(making, why), few = false;
  SellerHashes hashes(making.ledger);
  ClassesOfViews classes_of(making, false);
  // The amounts of one offer stand together: its smallest and its largest for each measure.
  const auto& amounts = making.ledger.amounts;
  std::uint64_t known = 0;
  for (std::size_t i = 0; i < amounts.size();) {
    std::map<Measure, std::pair<Decimal, Decimal>> range;
    std::size_t end = i;
    for (; end < amounts.size() && amounts[end].cluster == amounts[i].cluster; ++end) {
      Decimal amount = amounts[end].amount();
      auto [at, fresh] = range.emplace(amounts[end].measure, std::make_pair(amount, amount));
      at->second = {std::min(at->second.first, amount), std::max(at->second.second, amount)};
    }
    ++known;
    for (const auto& [measure, least_most] : range) {
      for (const auto& one : classes_of.of(amounts[i].view)) {
        Tally& tally = rows[{one, measure}];
        ++tally.offers;
        tally.smallest.add(least_most.first);
        tally.largest.add(least_most.second);
        if (random) tally.owned.push_back({least_most.second.to_double(), hashes.of(amounts[i].cluster)});
      }
    }
    i = end;
  }
  std::uint64_t offers = count_offers(making.ledger);
  table.n = known;
  table.unit = making.words("offers that name an amount");
  table.columns = {row_column("class", "class", making),
                   row_column("measure", "measure", making),
                   column("offers", "offers", ColumnType::kCount, making),
                   column("smallest", "median of smallest", ColumnType::kNumber, making),
                   column("min", "min", ColumnType::kNumber, making),
                   column("p25", "p25", ColumnType::kNumber, making),
                   column("median", "median", ColumnType::kNumber, making),
                   column("p75", "p75", ColumnType::kNumber, making),
                   column("p95", "p95", ColumnType::kNumber, making),
                   column("max", "max", ColumnType::kNumber, making),
                   column("median_low", "low", ColumnType::kNumber, making),
                   column("median_high", "high", ColumnType::kNumber, making)};
  for (const auto* one : largest_first(rows, [](const auto& row) { return row.second.offers; })) {
    const auto& [key, tally] = *one;
    render::Row row;
    row.cells = {render::text(key.first),
                 render::text(measure_name(key.second)),
                 render::count(tally.offers),
                 number_or_unknown(rounded(tally.smallest.median())),
                 number_or_unknown(tally.largest.min()),
                 number_or_unknown(rounded(tally.largest.quantile(1, 4))),
                 number_or_unknown(rounded(tally.largest.median())),
                 number_or_unknown(rounded(tally.largest.quantile(3, 4))),
                 number_or_unknown(rounded(tally.largest.quantile(19, 20))),
                 number_or_unknown(tally.largest.max())};
    add_interval(row, tally.owned, random, few);
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty()) return table;
  table.notes = {
      making.words("Of the largest amount that an offer names; smallest: median of the smallest one."),
      making.words.format("Offers that name no amount: {} of {}.",
                          making.words.count(offers - std::min(offers, known)), making.words.count(offers)),
      making.words("Advertised amounts are neither stock nor sales, and are not added up.")};
  interval_notes(table, making, random, few, why);
  bad_numbers_note(table, making);
  return table;
}

namespace {

// Prices for each class, currency, measure and bracket of amounts.
class Prices {
 public:
  explicit Prices(const Making& making) : making_(making) {
    random_ = random_frame(making, why_);
    tally();
  }
  render::Table table();

 private:
  struct Tally {
    std::uint64_t offers = 0;
    std::uint32_t last_cluster = UINT32_MAX;
    std::string_view bracket;
    stats::Distribution each;
    std::vector<stats::Owned> owned;
  };
  using Goods = std::pair<std::string, std::string>;               // class, currency
  using Key = std::tuple<std::string, std::string, Measure, int>;  // class, currency, measure, bracket

  void tally();
  void take(const Amount& one, std::uint64_t seller, const std::vector<std::string>& labels);
  render::Row row_of(const Key& key, const Tally& tally);
  void notes(render::Table& table) const;

  const Making& making_;
  std::map<Key, Tally> rows_;
  std::map<Goods, std::uint64_t> weight_;
  std::map<Goods, std::vector<stats::Point>> ladders_;  // of grams
  std::uint64_t points_ = 0, holding_ = 0;
  bool random_ = false, few_ = false;
  std::string why_;
};

void Prices::tally() {
  ClassesOfViews classes_of(making_, false);
  SellerHashes hashes(making_.ledger);
  for (const Amount& one : making_.ledger.amounts) {
    if (!one.priced) continue;
    if (one.holding || one.each().is_zero()) {
      ++holding_;
      continue;
    }
    ++points_;
    take(one, hashes.of(one.cluster), classes_of.of(one.view));
  }
}

void Prices::take(const Amount& one, std::uint64_t seller, const std::vector<std::string>& labels) {
  std::string currency(making_.ledger.currencies.text(one.currency));
  auto [place, bracket] = bracket_of(one.measure, one.amount());
  for (const auto& label : labels) {
    Tally& tally = rows_[{label, currency, one.measure, place}];
    tally.bracket = bracket;
    ++weight_[{label, currency}];
    tally.each.add(one.each());
    if (random_) tally.owned.push_back({one.each().to_double(), seller});
    if (one.measure == Measure::kGrams && one.each() > Decimal(0))
      ladders_[{label, currency}].push_back(
          {std::log(one.amount().to_double()), std::log(one.each().to_double()), seller});
    if (tally.last_cluster != one.cluster) ++tally.offers;
    tally.last_cluster = one.cluster;
  }
}

render::Row Prices::row_of(const Key& key, const Tally& tally) {
  const auto& [label, currency, measure, place] = key;
  render::Row row;
  row.cells = {render::text(label),
               render::text(currency),
               render::text(measure_name(measure)),
               render::text(tally.bracket),
               render::count(tally.each.count()),
               render::count(tally.offers),
               number_or_unknown(rounded(tally.each.quantile(1, 4))),
               number_or_unknown(rounded(tally.each.median())),
               number_or_unknown(rounded(tally.each.quantile(3, 4)))};
  add_interval(row, tally.owned, random_, few_);
  return row;
}

void Prices::notes(render::Table& table) const {
  const Words& words = making_.words;
  table.notes = {
      words(making_.settings.rates
                ? "Prices are in euro at the day of observation, by the rates given; those of a currency or "
                  "day without a rate stay as they are. An offer seen more than once gives the prices of "
                  "its first sighting."
                : "Prices are in their own currency: nothing is converted. An offer seen more than once "
                  "gives the prices of its first sighting.")};
  if (holding_)
    table.notes.push_back(words.format("Holding or zero prices, left out: {}.", words.count(holding_)));
  interval_notes(table, making_, random_, few_, why_);
  for (const auto& [of, ladder] : ladders_) {
    auto line = stats::regress(ladder, true);
    if (!line || line->n < 10 || line->sellers < 3) continue;
    table.notes.push_back(words.format(
        "Quantity discount of {} in {}: slope {} of ln(price per gram) over ln(grams), a level for each of "
        "{} sellers{}.",
        of.first, of.second, fmt::format("{:.2f}", line->slope), line->sellers,
        line->interval && random_
            ? fmt::format(" (95 %: {:.2f} – {:.2f})", line->interval->low, line->interval->high)
            : ""));
  }
  bad_numbers_note(table, making_);
}

render::Table Prices::table() {
  render::Table table = begin_table("price", making_);
  table.n = points_;
  table.unit = making_.words("prices of offers, each rung of a ladder one");
  table.columns = {row_column("class", "class", making_),
                   row_column("currency", "currency", making_),
                   row_column("measure", "per", making_),
                   row_column("amount", "amount", making_),
                   column("n", "prices", ColumnType::kCount, making_),
                   column("offers", "offers", ColumnType::kCount, making_),
                   column("p25", "p25", ColumnType::kNumber, making_),
                   column("median", "median", ColumnType::kNumber, making_),
                   column("p75", "p75", ColumnType::kNumber, making_),
                   column("median_low", "low", ColumnType::kNumber, making_),
                   column("median_high", "high", ColumnType::kNumber, making_)};
  auto weight = [&](const auto& row) { return weight_[{std::get<0>(row.first), std::get<1>(row.first)}]; };
  for (const auto* one : largest_first(rows_, weight)) table.rows.push_back(row_of(one->first, one->second));
  if (!table.rows.empty()) notes(table);
  return table;
}

}  // namespace

render::Table make_price(const Making& making) { return Prices(making).table(); }

render::Table make_variety(const Making& making) {
  render::Table table = begin_table("variety", making);
  struct Tally {
    std::uint64_t offers = 0;
    std::map<std::string, std::uint64_t> labels, substances;
  };
  std::map<std::string, Tally> rows;
  ClassesOfViews classes_of(making, true);
  Views views(making.ledger);
  std::uint64_t offers = 0;
  making.ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    ++offers;
    // One offer: the union over its sightings.
    std::set<std::string_view> tops, labels, substances;
    for (const Sighting* one : sightings) {
      const auto& of = classes_of.of(one->view);
      tops.insert(of.begin(), of.end());
      const View& view = views.of(*one);
      for (auto label : view.of(Column::kGoods)) labels.insert(label);
      for (auto name : view.of(Column::kSubstanceIn)) substances.insert(name);
    }
    for (auto top : tops) {
      Tally& tally = rows[std::string(top)];
      ++tally.offers;
      for (auto label : labels)
        if (is_below(label, top)) ++tally.labels[std::string(label)];
      for (auto name : substances) {
        std::size_t colon = name.find(':');
        if (is_below(name.substr(0, colon), top)) ++tally.substances[std::string(name.substr(colon + 1))];
      }
    }
  });
  rows.erase(std::string(info(Column::kGoods).absent));
  table.n = offers;
  table.columns = {row_column("class", "class", making),
                   column("offers", "offers", ColumnType::kCount, making),
                   column("labels", "kinds", ColumnType::kCount, making),
                   column("effective", "equally common kinds", ColumnType::kNumber, making),
                   column("simpson", "inverse Simpson", ColumnType::kNumber, making),
                   column("substances", "substances", ColumnType::kCount, making),
                   column("once", "seen once", ColumnType::kCount, making),
                   column("at_least", "at least", ColumnType::kNumber, making)};
  for (const auto* one : largest_first(rows, [](const auto& row) { return row.second.offers; })) {
    const auto& [name, tally] = *one;
    std::vector<std::uint64_t> sizes;
    for (const auto& [label, n] : tally.labels) sizes.push_back(n);
    double once = 0, twice = 0;
    for (const auto& [substance, n] : tally.substances) once += n == 1, twice += n == 2;
    auto least = stats::chao1(static_cast<double>(tally.substances.size()), once, twice);
    render::Row row;
    row.cells = {render::text(name),
                 render::count(tally.offers),
                 render::count(tally.labels.size()),
                 render::real(stats::shannon_number(sizes).value_or(0), 1),
                 render::real(stats::inverse_simpson(sizes).value_or(0), 1),
                 render::count(tally.substances.size()),
                 render::count(static_cast<std::uint64_t>(once)),
                 tally.substances.empty() || !least ? render::unknown() : render::real(least->value, 0)};
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty()) return table;
  table.notes = {
      making.words(
          "kinds: distinct labels in the class. equally common kinds: exp of Shannon's entropy over them."),
      making.words("at least: Chao1, a lower bound of the number of substances, unseen ones included; not an "
                   "estimate.")};
  return table;
}

render::Table make_seller(const Making& making) {
  render::Table table = begin_table("seller", making);
  struct Tally {
    std::uint64_t offers = 0;
    std::unordered_map<std::uint64_t, std::uint64_t> sellers;
  };
  std::map<std::string, Tally> rows;
  Tally all;
  ClassesOfViews classes_of(making, true);
  making.ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    std::set<std::string> tops;
    for (const Sighting* one : sightings) {
      const auto& of = classes_of.of(one->view);
      tops.insert(of.begin(), of.end());
    }
    std::uint64_t seller = seller_key(*sightings.front());
    auto count = [&](Tally& tally) {
      ++tally.offers;
      if (is_known_seller(seller)) ++tally.sellers[seller];
    };
    for (const auto& top : tops) count(rows[top]);
    count(all);
  });
  table.n = all.offers;
  table.columns = {row_column("class", "class", making),
                   column("sellers", "sellers", ColumnType::kCount, making),
                   column("offers", "their offers", ColumnType::kCount, making),
                   column("unknown", "offers without a seller", ColumnType::kCount, making),
                   column("median", "median offers", ColumnType::kNumber, making),
                   column("largest", "largest seller", ColumnType::kShare, making),
                   column("effective", "effective number", ColumnType::kNumber, making),
                   column("gini", "Gini", ColumnType::kNumber, making),
                   column("hhi", "HHI", ColumnType::kNumber, making),
                   column("at_least", "at least", ColumnType::kNumber, making)};
  auto row_of = [&](const std::string& name, const Tally& tally) {
    std::vector<std::uint64_t> sizes;
    stats::Distribution distribution;
    double once = 0, twice = 0;
    std::uint64_t theirs = 0;
    for (const auto& [seller, n] : tally.sellers) {
      sizes.push_back(n);
      distribution.add(Decimal(static_cast<std::int64_t>(n)));
      once += n == 1, twice += n == 2;
      theirs += n;
    }
    std::sort(sizes.begin(), sizes.end());
    auto least = stats::chao1(static_cast<double>(sizes.size()), once, twice);
    auto real = [](std::optional<double> value, int decimals) {
      return value ? render::real(*value, decimals) : render::unknown();
    };
    auto largest = stats::top_share(sizes, 1);
    render::Row row;
    row.cells = {render::text(name),
                 render::count(sizes.size()),
                 render::count(theirs),
                 render::count(tally.offers - theirs),
                 number_or_unknown(distribution.median()),
                 largest ? render::share(*largest) : render::unknown(),
                 sizes.empty() ? render::unknown() : render::real(stats::kish_effective(sizes), 1),
                 real(stats::gini(sizes), 2),
                 real(stats::hhi(sizes), 3),
                 sizes.empty() || !least ? render::unknown() : render::real(least->value, 0)};
    return row;
  };
  for (const auto* one : largest_first(rows, [](const auto& row) { return row.second.sellers.size(); }))
    table.rows.push_back(row_of(one->first, one->second));
  if (table.rows.empty()) return table;
  table.rows.push_back(row_of("total", all));
  table.rows.back().role = render::Row::Role::kTotal;
  table.denominator = making.words("the offers in the class whose seller is known");
  table.notes = {making.words("A seller is an entity of dedupe, or a name on one site. effective number: "
                              "(Σs)²/Σs², sellers of equal size that would be worth as much."),
                 making.words("at least: Chao1, a lower bound of the number of sellers, unseen ones "
                              "included; too low where sellers are not seen equally well.")};
  return table;
}

}  // namespace peil::inventory
