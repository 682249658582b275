// items/currency.cpp -- votes for a page's currency.
#include "items/currency.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace peil::items {

/// The page's own currency: that of labelled prices, else of what its frame shows (a balance), else
/// the most used one. Users' texts may name any.
static std::string fiat_of(const html::View& view, const Marks& marks) {
  const auto coin = [](std::string_view c) {
    return c.size() != 3 || c == "BTC" || c == "XMR" || c == "LTC" || c == "ETH" || c == "BCH" || c == "XBT";
  };
  std::array<std::map<std::string_view, int>, 3> uses;
  std::size_t pair = 0;
  std::uint32_t run = 0;
  for (const facts::Price& price : marks.prices) {
    if (coin(price.currency)) continue;
    while (pair < marks.pairs.size() && marks.pairs[pair].value.end <= price.start) ++pair;
    while (run + 1 < view.page->runs.size() && view.page->runs[run].span.end <= price.start) ++run;
    const bool labelled = pair < marks.pairs.size() && marks.pairs[pair].field == Field::kPrice &&
                          price.start >= marks.pairs[pair].value.begin;
    const html::NodeId up = view.tree->parent(view.page->runs[run].node);
    if (labelled || html::has(view.hints[up], html::Hint::kPrice)) ++uses[0][price.currency];
    if (view.is(up, html::kInNavigation)) ++uses[1][price.currency];
    ++uses[2][price.currency];
  }
  for (const auto& level : uses) {
    const auto most = std::max_element(level.begin(), level.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most != level.end()) return std::string(most->first);
  }
  return {};
}

/// What `$` means on a site, by the last label of its host.
static std::string_view dollar_of(std::string_view domain) {
  if (domain.ends_with(".au")) return "AUD";
  if (domain.ends_with(".ca")) return "CAD";
  if (domain.ends_with(".nz")) return "NZD";
  if (domain.ends_with(".hk")) return "HKD";
  if (domain.ends_with(".sg")) return "SGD";
  if (domain.ends_with(".mx")) return "MXN";
  return "USD";
}

static std::string_view krone_of(std::string_view domain) {
  if (domain.ends_with(".dk")) return "DKK";
  if (domain.ends_with(".no")) return "NOK";
  return "SEK";
}

Money money_of(std::string_view domain) {
  Money money;
  money.dollar = dollar_of(domain);
  money.krone = krone_of(domain);
  return money;
}

Money money_of(const html::View& view, const Marks& marks, std::string_view domain) {
  Money money = money_of(domain);
  money.fiat = fiat_of(view, marks);
  return money;
}

}  // namespace peil::items
