#include "clusters/options.hpp"

#include "similar/minhash.hpp"

namespace peil::clusters {

namespace {

struct Named {
  std::string_view name;
  LevelKind kind;
  std::string_view description;
};
constexpr Named kNames[] = {
    {"digest", LevelKind::kDigest, "the same bytes; of an item the same title and text"},
    {"url", LevelKind::kUrl, "the same address"},
    {"text", LevelKind::kText, "nearly the same words (see --similarity)"},
    {"offer", LevelKind::kOffer, "the same seller and listing; of feedback the same words on the same thing"},
};
constexpr std::string_view kFieldPrefix = "field:";

}  // namespace

Result<std::vector<Level>> parse_levels(const std::vector<std::string>& by) {
  std::vector<Level> levels;
  for (const std::string& word : by) {
    const std::size_t before = levels.size();
    for (const Named& named : kNames)
      if (named.name == word) levels.push_back({named.kind, word, ""});
    if (word.starts_with(kFieldPrefix)) {
      std::string pointer = word.substr(kFieldPrefix.size());
      if (!pointer.starts_with('/')) return Error{"field: needs a JSON Pointer, such as field:/seller/id"};
      levels.push_back({LevelKind::kField, word, pointer});
    }
    if (levels.size() == before) return Error{"not a level: digest, url, text, offer or field:POINTER"};
    if (levels.size() > kLevels) return Error{"at most 8 levels"};
  }
  return levels;
}

std::string similarity_words(double threshold) {
  const std::size_t rows = similar::rows_for(threshold);
  const auto thousandths = static_cast<int>(similar::expected_recall(threshold, rows) * 1000);
  return "texts: " + std::to_string(similar::kBands) + " bands of " + std::to_string(rows) +
         " rows; of pairs alike by " + std::to_string(static_cast<int>(threshold * 100 + 0.5)) + " in 100, " +
         std::to_string(thousandths) + " in 1,000 are found, more of those alike by more";
}

std::string period_of(UnixMillis time, std::string_view period) {
  std::string date = format_date(time);
  if (period == "day") return date;
  if (period == "month") return date.substr(0, 7);
  if (period == "year") return date.substr(0, 4);
  return format_week(time);
}

std::vector<Level> default_levels() {
  std::vector<Level> levels;
  for (const Named& named : kNames) levels.push_back({named.kind, std::string(named.name), ""});
  return levels;
}

std::string level_list() {
  std::string lines;
  for (const Named& named : kNames)
    lines.append(named.name).append("\t").append(named.description).append("\n");
  return lines.append("field:POINTER\tthe same value at that JSON Pointer\n");
}

}  // namespace peil::clusters
