// items/records.hpp -- finds the repeated blocks of a page that are listings, feedback or posts.
//
// Elements are grouped by their path from the root (tag and first class); a group whose members bear
// prices and links is a list of offers, one whose members bear dates a list of messages. One hash an
// element; no subtrees are compared. After "mining data records" (Liu 2003), without its quadratic part.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "html/view.hpp"
#include "items/marks.hpp"

namespace peil::items {

enum class ListKind : std::uint8_t { kNone, kListing, kFeedback, kPost };

struct RecordList {
  ListKind kind = ListKind::kNone;
  std::vector<html::NodeId> members;
  double score = 0;
  bool related = false;  ///< words around it say "related", "see also": not what the page is about
  double distinct = 1;   ///< share of titles that differ
};

struct Lists {
  RecordList offers;    ///< kind kListing or kNone
  RecordList messages;  ///< kind kFeedback, kPost or kNone
};

/// Finds the best list of each sort. Linear in nodes.
Lists find_lists(const html::View& view, const Marks& marks);

}  // namespace peil::items
