// facts/route.hpp -- from where and to where goods are sent, and where they can be had: only as stated.
//
//   "Ships from: Netherlands" · "Worldwide except AU" · "NL > EU" · "NL2WW" · "alleen binnen Nederland" ·
//   "ophalen in Rotterdam". A two-letter code counts only in such a phrase or in a shipping field.
#pragma once

#include <string_view>
#include <vector>

#include "facts/found.hpp"

namespace peil::facts {

/// A country (ISO 3166-1 alpha-2) or region. Regions that are a few countries are given as these
/// (Benelux: BE, NL, LU, each with the same place in the text); `EU` (Europe too), `WW` (the world);
/// continents as X-ASIA, X-AFRICA, …
struct Place : Found {
  std::string_view code;
};

struct Route {
  std::vector<Place> from;
  std::vector<Place> to;
  std::vector<Place> except;
  bool empty() const { return from.empty() && to.empty() && except.empty(); }
};

/// What a field is known to hold (its label said so).
enum class RouteField { kFrom, kTo, kExcept };

/// A town, region or province where goods can be had or seen ("ophalen Rotterdam", "regio Utrecht").
struct Town : Found {
  std::string_view value;  ///< the name as usually written: Rotterdam, 's-Hertogenbosch
};

}  // namespace peil::facts
