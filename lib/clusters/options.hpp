// clusters/options.hpp -- what dedupe was asked for, as data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "record/fields.hpp"

namespace peil::clusters {

struct Options {
  /// --by: digest, url, text, offer, field:POINTER; in the order in which they are tried. Empty: what
  /// default_levels() says.
  std::vector<std::string> by;
  bool unique = false;          ///< -u: only the first record of each cluster
  bool only_new = false;        ///< --new: only the first record of each cluster that the state has not
  bool state = false;           ///< --state: what is seen is remembered
  std::string period = "week";  ///< --period: the occasion of a record without tags.occasion
  double threshold = 0.8;       ///< --threshold: least Jaccard of `text`
  std::uint64_t memory = 0;     ///< --memory: bytes that the table may take; 0: as many as it needs
  // Where foreign records have things; "" is the default of keys.cpp.
  std::string text_at, title_at, url_at, time_at, key_at;
};

enum class LevelKind : std::uint8_t { kDigest, kUrl, kText, kOffer, kField };

struct Level {
  LevelKind kind;
  std::string name;     ///< as written: stands in cluster.level
  std::string pointer;  ///< of kField
};

/// The levels named by --by, or what is wrong with one of them. At most kLevels.
Result<std::vector<Level>> parse_levels(const std::vector<std::string>& by);
inline constexpr std::size_t kLevels = 8;

/// How texts are compared, in words, for -v: bands, rows, and how many pairs are found.
std::string similarity_words(double threshold);

/// The day, week, month or year of an instant: 2026-11-24, 2026-W48 (ISO 8601), 2026-11, 2026.
std::string period_of(UnixMillis time, std::string_view period);

/// Without --by: pages and captures by digest, items by offer, foreign records by URL, or by text
/// when they have none.
std::vector<Level> default_levels();

/// `name TAB description`, for --list levels.
std::string level_list();

}  // namespace peil::clusters
