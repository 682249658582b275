// items/write.hpp -- items as JSON: members in the order of the field table.
#pragma once

#include <string_view>

#include "items/item.hpp"
#include "record/value.hpp"
#include "record/write.hpp"

namespace peil::items {

/// What every item of a page bears of it (DESIGN §2 rule 3), as JSON text made once a page.
struct PageBearings {
  std::string before;   ///< `"network":"clear",…` up to `tags`: members that stand before `title`, or ""
  std::string site;     ///< `{"host":…}` or ""
  std::string page;     ///< `{"id":…}`
  std::string context;  ///< `{"page_title":…}` or ""
  std::string_view page_id;
};

/// Appends the line of one item, without newline, and sets its id. `within_id`: of the post that holds
/// it, or "".
void write_item(Item& item, std::string_view page_text, const PageBearings& bearings, std::size_t position,
                std::string_view within_id, Buffer& out);

/// A value of a record, as it is.
void append_value(Value value, JsonWriter& json);

/// Writes `"identifiers":[…]` when there are any.
void write_identifiers(const std::vector<Identifier>& identifiers, JsonWriter& json);
void write_lang(std::string_view code, double confidence, JsonWriter& json);

}  // namespace peil::items
