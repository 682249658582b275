#include "inventory/words.hpp"

#include "base/embedded.hpp"
#include "base/words.hpp"
#include "render/inert.hpp"

PEIL_EMBEDDED(words_tsv, peil_data_inventory_words_tsv)

namespace peil::inventory {

Words::Words(std::string_view language) : language_(language == "nl" ? "nl" : "en") {
  for (std::string_view line : split(words_tsv(), '\n')) {
    std::size_t tab = line.find('\t');
    if (tab != std::string_view::npos && !line.starts_with('#'))
      dutch_.emplace(line.substr(0, tab), line.substr(tab + 1));
  }
}

std::string Words::operator()(std::string_view english) const {
  if (language_ != "nl") return std::string(english);
  auto found = dutch_.find(english);
  return std::string(found == dutch_.end() ? english : found->second);
}

std::string Words::count(std::uint64_t number) const {
  return render::show_count(static_cast<std::int64_t>(number), render::number_style(language_));
}

}  // namespace peil::inventory
