// maps/shipped.cpp -- the maps that come with the binary.
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/embedded.hpp"
#include "base/words.hpp"
#include "maps/map.hpp"

PEIL_EMBEDDED(marktplaats_map, peil_data_maps_marktplaats_map)
PEIL_EMBEDDED(police_map, peil_data_maps_police_csv_map)
PEIL_EMBEDDED(search_map, peil_data_maps_search_results_map)
PEIL_EMBEDDED(telegram_map, peil_data_maps_telegram_map)
PEIL_EMBEDDED(whatsapp_map, peil_data_maps_whatsapp_map)

namespace peil::maps {

namespace {

std::array<std::pair<std::string_view, std::string_view>, 5> all() {
  return {{{"marktplaats", marktplaats_map()},
           {"police-csv", police_map()},
           {"search-results", search_map()},
           {"telegram", telegram_map()},
           {"whatsapp", whatsapp_map()}}};
}

}  // namespace

std::string_view shipped_map(std::string_view name) {
  for (const auto& [known, text] : all()) {
    if (known == name) return text;
  }
  return {};
}

std::string list_maps() {
  std::string out;
  for (const auto& [name, text] : all()) {
    const std::string_view first = text.substr(0, text.find('\n'));
    out += fmt::format("{}\t{}\n", name, trim(first.substr(first.find_first_not_of("# "))));
  }
  return out;
}

}  // namespace peil::maps
