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
  std::string_view shape;  ///< katana, httpx, trafilatura, or "" for the pointers given
  std::string rest_json;   ///< its other members, as an object
};

/// Finds body, text, title, address and time: by the pointers given ("" for the default), then by the
/// known shapes of katana, httpx and trafilatura, then by the members html, body, content, text.
ForeignDocument read_foreign(const Record& record, std::string_view text_at, std::string_view title_at,
                             std::string_view url_at, std::string_view time_at);

}  // namespace peil::items
