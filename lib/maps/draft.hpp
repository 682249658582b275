// maps/draft.hpp -- a first map for a file, guessed from the names of its columns and from its first rows.
//
// What a column is called decides (nl, en, de, fr), what stands in it must agree: a price has numbers, a
// date dates. A column without a known name is text when it reads like text. Nothing else is mapped, so
// that what is not needed (phones, names of third people) stays where it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "maps/csv.hpp"
#include "record/value.hpp"

namespace peil::maps {

inline constexpr std::size_t kDraftRows = 200;

struct Draft {
  std::string text;     ///< of the map, with a comment for each column that was not used
  bool usable = false;  ///< it has a title or a text
  bool sure = false;    ///< … and a column whose name or content says that these are offers or messages
};

/// Of the first rows of a table (kDraftRows are enough), the row of names among them.
Draft draft_table(const std::vector<Row>& rows, char separator, std::string_view format);

/// Of a JSON document: its largest array of objects, and their members two levels deep. Records of JSON
/// Lines: an array of them, with `format` jsonl.
Draft draft_json(Value root, std::string_view format);

}  // namespace peil::maps
