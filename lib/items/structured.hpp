// items/structured.hpp -- structured data of a page: JSON-LD, microdata, RDFa Lite, OpenGraph and
// product meta tags, and application state embedded in scripts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "html/text.hpp"
#include "html/tree.hpp"
#include "items/thing.hpp"
#include "record/record.hpp"

namespace peil::items {

struct StructuredData {
  std::vector<Thing> things;          ///< outermost ones, each with its source
  std::vector<std::string> warnings;  ///< blocks that could not be read, one each
};

/// Reads all of it. A block that is no JSON costs a warning and nothing else. Linear in the page: a
/// script is passed over once, and a brace that led nowhere is not tried again.
class StructuredReader {
 public:
  StructuredData read(const html::Tree& tree, const html::PageText& page);

  /// Offers in a JSON document (an API's answer): arrays of things with names and prices.
  std::vector<Thing> offers_in_json(std::string_view json, std::string& error);

 private:
  void json_ld(std::string_view script, StructuredData& out);
  void state(std::string_view script, bool whole, StructuredData& out);
  void variations(const html::Tree& tree, const html::PageText& page, html::NodeId form, StructuredData& out);

  RecordParser parser_;
  std::string scratch_;
  std::size_t state_bytes_ = 0;
  std::optional<std::vector<html::NodeId>> headings_;  ///< of the page, once a form asks for them
};

}  // namespace peil::items
