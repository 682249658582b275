// items/extractor.hpp -- from the bytes of a document to a page and its items.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "html/text.hpp"
#include "items/item.hpp"
#include "items/page_info.hpp"
#include "items/site_profile.hpp"
#include "items/thing.hpp"

namespace peil::maps {
struct Map;
}

namespace peil::items {

/// A document, from whatever record it came.
struct Document {
  std::string_view bytes;
  std::string_view media_type;  ///< as declared, lower case, "" when unknown
  std::string_view charset;     ///< as declared
  std::string_view url;         ///< "" when unknown
  std::string_view cookies;     ///< of Set-Cookie, for telling software
  std::string_view title;       ///< given beside the text (foreign records), "" otherwise
  std::optional<UnixMillis> fetched_at;
  bool identifiers_only = false;   ///< text, links and identifiers; no items, language or main text
  const maps::Map* map = nullptr;  ///< what its columns or members mean, if the user said so
  std::int64_t rows_before = 0;    ///< of a part of a file: rows that stand before it
  bool is_message = false;         ///< the document is itself one message: one item of form post
};

/// What a document says. Reused: vectors keep their memory.
struct Reading {
  PageInfo info;
  html::PageText page;  ///< page.text is the page's text
  std::vector<html::Span> main;
  std::string lang;
  double lang_confidence = 0;
  std::string host, domain, network;
  std::vector<Thing> things;
  std::vector<Identifier> identifiers;
  std::vector<Item> items;
  std::vector<std::string> warnings;
  bool has_text = true;  ///< false for what is no text at all
};

/// One a worker: keeps its tables and memory from document to document.
class Extractor {
 public:
  /// `profiles`: of sites that are known, or nullptr.
  explicit Extractor(std::shared_ptr<const SiteProfiles> profiles = nullptr);
  ~Extractor();
  Extractor(const Extractor&) = delete;
  Extractor& operator=(const Extractor&) = delete;

  /// Reads any bytes. Never fails: what cannot be read is said in `warnings`. Linear in the bytes. The
  /// reading is good until the next call.
  Reading& read(const Document& document);

  /// A site profile drafted from what the last reading found; see draft_profile(). "" when it was no page of HTML.
  std::string draft(std::optional<UnixMillis> fetched_at, std::string_view address);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::items
