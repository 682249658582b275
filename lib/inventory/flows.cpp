// From where to where: each pair of a stated origin and a stated destination, beside what the margins would
// make expect.
#include <algorithm>
#include <map>
#include <set>

#include "inventory/tables.hpp"
#include "stats/estimators.hpp"

namespace peil::inventory {
namespace {

using render::ColumnType;

constexpr std::size_t kMostRows = 40;
// Below this many expected offers the quotient says more of chance than of the flow.
constexpr double kLeastExpected = 5;

struct Flow {
  std::uint64_t offers = 0;
  std::set<std::uint32_t> sellers, hosts;
};
using Pair = std::pair<std::string, std::string>;

struct Flows {
  std::map<Pair, Flow> pairs;
  std::map<std::string, std::uint64_t> from, to;
  std::uint64_t both = 0, all = 0, sum = 0;
};

Flows count_flows(const Ledger& ledger) {
  Flows flows;
  Views views(ledger);
  ledger.each_cluster(false, [&](const std::vector<const Sighting*>& sightings) {
    std::map<Pair, std::set<std::uint32_t>> in;
    for (const Sighting* one : sightings) {
      const View& view = views.of(*one);
      for (auto from : view.of(Column::kOrigin))
        for (auto to : view.of(Column::kDestination)) {
          Flow& flow = flows.pairs[{std::string(from), std::string(to)}];
          if (one->seller) flow.sellers.insert(one->seller);
          if (one->host) flow.hosts.insert(one->host);
          in[{std::string(from), std::string(to)}];
        }
    }
    ++flows.all;
    flows.both += !in.empty();
    for (const auto& [pair, nothing] : in) {
      ++flows.pairs[pair].offers, ++flows.sum;
      ++flows.from[pair.first], ++flows.to[pair.second];
    }
  });
  return flows;
}

}  // namespace

render::Table make_flow(const Making& making) {
  const Words& words = making.words;
  render::Table table = begin_table("flow", making);
  Flows flows = count_flows(making.ledger);
  table.n = flows.both;
  if (flows.all > 0) table.empty = words("No offer states both where it ships from and where it ships to.");
  table.columns = {row_column("from", "ships from", making),
                   row_column("to", "ships to", making),
                   column("offers", "offers", ColumnType::kCount, making),
                   column("share", "share of origin", ColumnType::kShare, making),
                   column("lq", "location quotient", ColumnType::kNumber, making),
                   column("sellers", "sellers", ColumnType::kCount, making),
                   column("hosts", "hosts", ColumnType::kCount, making)};
  auto order = largest_first(flows.pairs, [](const auto& one) { return one.second.offers; });
  std::size_t left_out =
      is_for_people(making.settings) && order.size() > kMostRows ? order.size() - kMostRows : 0;
  order.resize(order.size() - left_out);
  for (const auto* one : order) {
    const auto& [pair, flow] = *one;
    double n = static_cast<double>(flow.offers), from = static_cast<double>(flows.from[pair.first]);
    double to = static_cast<double>(flows.to[pair.second]), sum = static_cast<double>(flows.sum);
    auto quotient =
        from * to / sum < kLeastExpected ? std::nullopt : stats::location_quotient(n, from, to, sum);
    render::Row row;
    row.cells = {render::text(pair.first),
                 render::text(pair.second),
                 render::count(flow.offers),
                 render::share(n / from),
                 quotient ? render::real(*quotient, 2) : render::unknown(),
                 render::count(flow.sellers.size()),
                 render::count(flow.hosts.size())};
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty()) return table;
  table.denominator = words("the stated destinations of the origin's offers");
  table.notes = {
      words.format("Offers that state both: {} of {}.", words.count(flows.both), words.count(flows.all)),
      words("An offer with several origins or destinations counts at each pair."),
      words("location quotient: above 1, more offers than both margins would make expect; not given where "
            "fewer than 5 are expected. Countries as stated by sellers; WW and EU are not spread over "
            "others.")};
  add_left_out_note(table, left_out, making);
  return table;
}

}  // namespace peil::inventory
