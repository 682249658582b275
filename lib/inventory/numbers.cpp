// Tables of amounts, prices, variety and sellers: distributions and concentrations for each class.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/hash.hpp"
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
  std::vector<std::pair<std::pair<std::string, Measure>, const Tally*>> order;
  for (const auto& [key, tally] : rows) order.emplace_back(key, &tally);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second->offers > b.second->offers; });
  for (const auto& [key, tally] : order) {
    render::Row row;
    row.cells = {render::text(key.first),
                 render::text(measure_name(key.second)),
                 render::count(tally->offers),
                 number_or_unknown(rounded(tally->smallest.median())),
                 number_or_unknown(tally->largest.min()),
                 number_or_unknown(rounded(tally->largest.quantile(1, 4))),
                 number_or_unknown(rounded(tally->largest.median())),
                 number_or_unknown(rounded(tally->largest.quantile(3, 4))),
                 number_or_unknown(rounded(tally->largest.quantile(19, 20))),
                 number_or_unknown(tally->largest.max())};
    add_interval(row, tally->owned, random, few);
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

render::Table make_price(const Making& making) {
  render::Table table = begin_table("price", making);
  struct Tally {
    std::uint64_t offers = 0;
    std::uint32_t last_cluster = UINT32_MAX;
    stats::Distribution each;
    std::vector<stats::Owned> owned;
  };
  using Key = std::tuple<std::string, std::string, Measure, int>;  // class, currency, measure, bracket
  std::map<Key, Tally> rows;
  std::map<Key, std::string_view> brackets;
  std::map<std::pair<std::string, std::string>, std::uint64_t> weight;
  ClassesOfViews classes_of(making, false);
  std::uint64_t points = 0, holding = 0;
  std::string why;
  bool random = random_frame(making, why), few = false;
  SellerHashes hashes(making.ledger);
  std::map<std::pair<std::string, std::string>, std::vector<stats::Point>> ladders;  // class, currency: grams
  for (const Amount& one : making.ledger.amounts) {
    if (!one.priced) continue;
    if (one.holding || one.each().is_zero()) {
      ++holding;
      continue;
    }
    ++points;
    std::string currency(making.ledger.currencies.text(one.currency));
    auto [place, name] = bracket_of(one.measure, one.amount());
    for (const auto& label : classes_of.of(one.view)) {
      Key key{label, currency, one.measure, place};
      Tally& tally = rows[key];
      brackets[key] = name;
      ++weight[{label, currency}];
      tally.each.add(one.each());
      if (random) tally.owned.push_back({one.each().to_double(), hashes.of(one.cluster)});
      if (one.measure == Measure::kGrams && one.each() > Decimal(0))
        ladders[{label, currency}].push_back(
            {std::log(one.amount().to_double()), std::log(one.each().to_double()), hashes.of(one.cluster)});
      if (tally.last_cluster != one.cluster) ++tally.offers;
      tally.last_cluster = one.cluster;
    }
  }
  table.n = points;
  table.unit = making.words("prices of offers, each rung of a ladder one");
  table.columns = {row_column("class", "class", making),
                   row_column("currency", "currency", making),
                   row_column("measure", "per", making),
                   row_column("amount", "amount", making),
                   column("n", "prices", ColumnType::kCount, making),
                   column("offers", "offers", ColumnType::kCount, making),
                   column("p25", "p25", ColumnType::kNumber, making),
                   column("median", "median", ColumnType::kNumber, making),
                   column("p75", "p75", ColumnType::kNumber, making),
                   column("median_low", "low", ColumnType::kNumber, making),
                   column("median_high", "high", ColumnType::kNumber, making)};
  std::vector<const std::pair<const Key, Tally>*> order;
  for (const auto& one : rows) order.push_back(&one);
  auto weight_of = [&](const Key& key) { return weight[{std::get<0>(key), std::get<1>(key)}]; };
  std::stable_sort(order.begin(), order.end(),
                   [&](const auto* a, const auto* b) { return weight_of(a->first) > weight_of(b->first); });
  for (const auto* one : order) {
    const auto& [label, currency, measure, place] = one->first;
    render::Row row;
    row.cells = {render::text(label),
                 render::text(currency),
                 render::text(measure_name(measure)),
                 render::text(brackets[one->first]),
                 render::count(one->second.each.count()),
                 render::count(one->second.offers),
                 number_or_unknown(rounded(one->second.each.quantile(1, 4))),
                 number_or_unknown(rounded(one->second.each.median())),
                 number_or_unknown(rounded(one->second.each.quantile(3, 4)))};
    add_interval(row, one->second.owned, random, few);
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty()) return table;
  table.notes = {making.words(
      making.settings.rates
          ? "Prices are in euro at the day of observation, by the rates given; those of a currency or day "
            "without a rate stay as they are. An offer seen more than once gives the prices of its first "
            "sighting."
          : "Prices are in their own currency: nothing is converted. An offer seen more than once gives "
            "the prices of its first sighting.")};
  interval_notes(table, making, random, few, why);
  for (const auto& [of, ladder] : ladders) {
    auto line = stats::regress(ladder, true);
    if (!line || line->n < 10 || line->sellers < 3) continue;
    table.notes.push_back(making.words.format(
        "Quantity discount of {} in {}: slope {} of ln(price per gram) over ln(grams), a level for each of "
        "{} sellers{}.",
        of.first, of.second, fmt::format("{:.2f}", line->slope), line->sellers,
        line->interval && random
            ? fmt::format(" (95 %: {:.2f} – {:.2f})", line->interval->low, line->interval->high)
            : ""));
  }
  if (holding)
    table.notes.insert(table.notes.begin() + 1, making.words.format("Holding or zero prices, left out: {}.",
                                                                    making.words.count(holding)));
  bad_numbers_note(table, making);
  return table;
}

render::Table make_variety(const Making& making) {
  render::Table table = begin_table("variety", making);
  struct Tally {
    std::uint64_t offers = 0;
    std::map<std::string, std::uint64_t> labels, substances;
  };
  std::map<std::string, Tally> rows;
  ClassesOfViews classes_of(making, true);
  std::vector<std::optional<View>> known(making.ledger.views.size());
  std::uint64_t offers = 0;
  making.ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    ++offers;
    // One offer: the union over its sightings.
    std::set<std::string_view> tops, labels, substances;
    for (const Sighting* one : sightings) {
      const auto& of = classes_of.of(one->view);
      tops.insert(of.begin(), of.end());
      auto& view = known[one->view];
      if (!view) view = View::unpack(making.ledger.views.text(one->view));
      for (auto label : view->of(Column::kGoods)) labels.insert(label);
      for (auto name : view->of(Column::kSubstanceIn)) substances.insert(name);
    }
    for (auto top : tops) {
      Tally& tally = rows[std::string(top)];
      ++tally.offers;
      auto inside = [&](std::string_view label) {
        return label.starts_with(top) && (label.size() == top.size() || label[top.size()] == '.');
      };
      for (auto label : labels)
        if (inside(label)) ++tally.labels[std::string(label)];
      for (auto name : substances) {
        std::size_t colon = name.find(':');
        if (inside(name.substr(0, colon))) ++tally.substances[std::string(name.substr(colon + 1))];
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
  std::vector<std::pair<std::string, const Tally*>> order;
  for (const auto& [name, tally] : rows) order.emplace_back(name, &tally);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second->offers > b.second->offers; });
  for (const auto& [name, tally] : order) {
    std::vector<std::uint64_t> sizes;
    for (const auto& [label, n] : tally->labels) sizes.push_back(n);
    double once = 0, twice = 0;
    for (const auto& [substance, n] : tally->substances) once += n == 1, twice += n == 2;
    auto least = stats::chao1(static_cast<double>(tally->substances.size()), once, twice);
    render::Row row;
    row.cells = {render::text(name),
                 render::count(tally->offers),
                 render::count(tally->labels.size()),
                 render::real(stats::shannon_number(sizes).value_or(0), 1),
                 render::real(stats::inverse_simpson(sizes).value_or(0), 1),
                 render::count(tally->substances.size()),
                 render::count(static_cast<std::uint64_t>(once)),
                 tally->substances.empty() || !least ? render::unknown() : render::real(least->value, 0)};
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
  std::vector<std::pair<std::string, const Tally*>> order;
  for (const auto& [name, tally] : rows) order.emplace_back(name, &tally);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.second->sellers.size() > b.second->sellers.size();
  });
  for (const auto& [name, tally] : order) table.rows.push_back(row_of(name, *tally));
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
