// items/extract.hpp -- extract's step: captures to pages and items, foreign records and plain text too.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "frame/step.hpp"
#include "items/site_profile.hpp"
#include "maps/map.hpp"

namespace peil::items {

/// What is written of a document.
enum class Output {
  kRecords,      ///< a page and its items
  kIdentifiers,  ///< a page with nothing but its identifiers
  kFlat,         ///< one JSON line an identifier
  kTsv,          ///< one row an identifier
  kShow,         ///< the text with its facts marked, for people
  kProfile,      ///< a site profile drafted from it
};

struct ExtractOptions {
  Output output = Output::kRecords;
  bool color = false;                              ///< of kShow
  bool text_input = false;                         ///< a document is itself a message
  bool lines = false;                              ///< … and a line of its input
  std::string text_at, title_at, url_at, time_at;  ///< JSON Pointers, "" for the defaults
  std::optional<UnixMillis> now;                   ///< for documents without a time of their own
  std::shared_ptr<const SiteProfiles> profiles;    ///< nullptr: none
  bool verbose = false;
  std::shared_ptr<const maps::Map> map;  ///< --map
};

/// The step. A capture gives one page and its items; pages and items that come pass unchanged, other
/// records of ours too.
std::unique_ptr<frame::Step> make_extract_step(const ExtractOptions& options);

}  // namespace peil::items
