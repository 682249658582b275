// The largest sellers, without their names: S1, S2, … by size, with what points at trade on a larger scale.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/words.hpp"
#include "inventory/tables.hpp"

namespace peil::inventory {

using render::ColumnType;

std::vector<std::uint32_t> sellers_by_size(const Ledger& ledger) {
  std::map<std::uint32_t, std::uint64_t> sizes;
  ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    std::set<std::uint32_t> own;
    for (const Sighting* one : sightings)
      if (one->seller) own.insert(one->seller);
    for (std::uint32_t seller : own) ++sizes[seller];
  });
  std::vector<std::uint32_t> order;
  for (std::uint32_t seller = 1; seller < ledger.sellers.size(); ++seller) order.push_back(seller);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (sizes[a] != sizes[b]) return sizes[a] > sizes[b];
    return ledger.sellers.text(a) < ledger.sellers.text(b);
  });
  return order;
}

std::vector<std::string> seller_names(const Making& making) {
  std::vector<std::string> names(making.ledger.sellers.size());
  std::size_t rank = 0;
  for (std::uint32_t seller : sellers_by_size(making.ledger)) {
    std::string_view key = making.ledger.sellers.text(seller);
    names[seller] = making.settings.names        ? std::string(key)
                    : making.settings.pseudonyms ? making.settings.pseudonyms->of(key)
                                                 : fmt::format("S{}", ++rank);
  }
  return names;
}

namespace {

constexpr std::size_t kMostRows = 40;

struct Seller {
  std::set<std::uint32_t> offers, wholesale, hosts;
  std::set<std::string> groups;
  std::uint64_t raw = 0;
  bool worldwide = false, pgp = false;

  void take(const Sighting& one, const View& view, Column identifiers) {
    offers.insert(one.cluster);
    raw += one.times;
    if (one.host) hosts.insert(one.host);
    for (auto label : view.of(Column::kGoods)) groups.emplace(cut_slug(label, 2));
    for (auto level : view.of(Column::kLevel))
      if (level == "wholesale") wholesale.insert(one.cluster);
    for (auto to : view.of(Column::kDestination)) worldwide = worldwide || to == "WW";
    for (auto type : view.of(identifiers)) pgp = pgp || type.starts_with("pgp_");
    for (auto way : view.of(Column::kMo)) pgp = pgp || way == "contact.pgp";
  }
};

std::map<std::uint32_t, Seller> sellers_of(const Making& making) {
  std::map<std::uint32_t, Seller> sellers;
  Column identifiers = catalogue_of(making.settings).extra_named("identifiers[].type");
  Views views(making.ledger);
  making.ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    for (const Sighting* one : sightings)
      if (one->seller) sellers[one->seller].take(*one, views.of(*one), identifiers);
  });
  return sellers;
}

render::Row row_of(const std::string& name, const Seller& seller, const Words& words) {
  std::string reasons;
  std::uint64_t points = 0;
  auto point = [&](bool holds, std::string_view reason) {
    if (!holds) return;
    ++points;
    reasons += (reasons.empty() ? "" : ", ") + words(reason);
  };
  point(seller.groups.size() >= 3, "three classes or more");
  point(!seller.wholesale.empty(), "wholesale");
  point(seller.worldwide, "ships worldwide");
  point(seller.pgp, "PGP");
  point(seller.hosts.size() >= 2, "several hosts");
  render::Row row;
  row.cells = {render::text(name),
               render::count(seller.offers.size()),
               render::count(seller.raw),
               render::count(seller.groups.size()),
               render::count(seller.wholesale.size()),
               render::count(seller.hosts.size()),
               render::count(points),
               render::text(reasons)};
  return row;
}

}  // namespace

render::Table make_sellers(const Making& making) {
  render::Table table = begin_table("sellers", making);
  auto sellers = sellers_of(making);
  table.n = sellers.size();
  table.unit = making.words("sellers that are known");
  table.columns = {row_column("seller", "seller", making),
                   column("offers", "offers", ColumnType::kCount, making),
                   column("raw", "with duplicates", ColumnType::kCount, making),
                   column("classes", "classes", ColumnType::kCount, making),
                   column("wholesale", "wholesale", ColumnType::kCount, making),
                   column("hosts", "hosts", ColumnType::kCount, making),
                   column("points", "points of 5", ColumnType::kCount, making),
                   column("reasons", "reasons", ColumnType::kText, making)};
  std::size_t most = is_for_people(making.settings) ? kMostRows : sellers.size();
  auto names = seller_names(making);
  for (std::uint32_t number : sellers_by_size(making.ledger)) {
    auto seller = sellers.find(number);
    if (seller != sellers.end() && table.rows.size() < most)
      table.rows.push_back(row_of(names[number], seller->second, making.words));
  }
  if (table.rows.empty()) return table;
  table.notes = {
      making.settings.names || making.settings.pseudonyms
          ? making.words("points: signs of trade on a larger scale, no proof.")
          : making.words("S1, S2, … by number of offers in this report: the same number is another seller in "
                         "another report. points: signs of trade on a larger scale, no proof."),
      making.words("Sellers are those that dedupe knows by a key.")};
  add_left_out_note(table, sellers.size() - table.rows.size(), making);
  return table;
}

}  // namespace peil::inventory
