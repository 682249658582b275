// items/fields.hpp -- from the members of a list to items: which leaf is the title, the seller, the text.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"

#include "html/view.hpp"
#include "items/facts_of.hpp"
#include "items/item.hpp"
#include "items/marks.hpp"
#include "items/records.hpp"
#include "url/url.hpp"

namespace peil::items {

/// What the readers of one page share.
struct PageContext {
  const html::View& view;
  const Marks& marks;
  const url::Url* base;  ///< for links; nullptr when the page has no usable URL
  Money money;
  FactReader& facts;
  std::optional<UnixMillis> reference;  ///< when it was fetched
};

/// Absolute form of a link, or "" (javascript:, data:, mailto: and what cannot be read).
std::string absolute(std::string_view href, const url::Url* base);

/// One item of form listing for each member: title by the best column (a leaf's place in the record),
/// its link as url, labelled values, table headers, prices of the price column first.
std::vector<Item> read_listings(const PageContext& page, const RecordList& list);

/// One item of form feedback or post for each member; its span is the message itself.
std::vector<Item> read_messages(const PageContext& page, const RecordList& list);

/// The cells of a row; of what is no row of a table, its child elements.
std::vector<html::NodeId> cells_of(const html::View& view, html::NodeId row);

/// Fields that the cells of a row have by the row that heads them (kNone where unknown); empty without one.
std::vector<Field> header_fields(const html::View& view, html::NodeId row);

/// The texts of these cells; empty without a header row.
std::vector<std::string_view> header_texts(const html::View& view, html::NodeId row);

}  // namespace peil::items
