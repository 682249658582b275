// items/foreign.hpp -- the document in a record of another tool.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "record/record.hpp"

namespace peil::items {

struct ForeignDocument {
  bool has_text = false;
  std::string_view bytes;       ///< good as long as the record
  std::string_view media_type;  ///< text/html or text/plain
  std::string url, title;
  std::optional<UnixMillis> time;
  std::string rest_json;               ///< its other members, as an object, each as it was written
  bool cut_members = false;            ///< some were nested too deep to stand in a page
  std::optional<std::int64_t> status;  ///< of the response, where the shape tells it
  std::string declared_type;           ///< likewise its media type, lower case, without parameters
  std::string missing;                 ///< without text: why, and what to do
};

/// Finds body, text, title, address and time: by the pointers given ("" for the default), then by the
/// known shapes of katana, httpx and trafilatura, then by the members html, body, content, text. An index
/// line of Common Crawl is known, but names archived bytes: it has no text.
ForeignDocument read_foreign(const Record& record, std::string_view text_at, std::string_view title_at,
                             std::string_view url_at, std::string_view time_at);

}  // namespace peil::items
