// items/columns.hpp -- the leaves of the records of a list, by their place in the record.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "items/fields.hpp"

namespace peil::items {

/// A leaf (run) of a record.
struct Leaf {
  std::uint32_t run;
  std::uint32_t column;  ///< number of its column
  std::uint16_t nth;     ///< how many leaves of that column stand before it in the record
};

/// What the leaves of one column have in common, over all records. Counts of records unless said.
struct Column {
  double records = 0, linked = 0, heading = 0, priced = 0, dated = 0, labelled = 0, button = 0, place = 0,
         vendor = 0, title = 0, words = 0, distinct = 0, price_class = 0, old_class = 0, leading = 0,
         emphasised = 0, sentences = 0;
};

struct Columns {
  std::vector<Column> columns;
  std::vector<std::vector<Leaf>> leaves;  ///< of each record, in order

  /// First leaf of a record in that column, or nullptr.
  const Leaf* first(std::size_t record, std::uint32_t column) const;
};

/// Lays the records out in columns. Linear in their nodes.
Columns lay_out(const PageContext& page, const std::vector<html::NodeId>& members);

/// The column that is the title, by what its leaves are; -1 when none will do.
int title_column(const Columns& columns);

/// Whether names or the address of a link say that it leads to a seller.
bool is_vendor_link(const html::View& view, html::NodeId link);

/// For each member of a list the heading above it, where several headings part the list ("Wiet", "Hasj" on a
/// menu); all empty where one heading, the list's name, stands over all. Linear.
std::vector<std::string> section_headings(const html::View& view, const std::vector<html::NodeId>& members);

}  // namespace peil::items
