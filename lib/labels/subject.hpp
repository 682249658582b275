// labels/subject.hpp -- what is classified: the members of one record that the rules read.
//
// Pages, items, records of other tools and plain text all become a Subject; the rules know no other
// source. Views point into the record and live as long as it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "record/record.hpp"

namespace peil::labels {

enum class Form { kPage, kListing, kPost, kFeedback, kProfile };

/// A price or an amount that the record itself states (extract read it).
struct StatedAmount {
  std::string_view unit;  ///< g, ml, units, or a currency
  Decimal number;
  std::string field;  ///< for evidence: prices.0, quantities.2
  std::string raw;    ///< as written, when the record's evidence says so
};

struct StatedCode {
  std::string_view code;
  std::string field;
};

/// What a page declares itself or a part of it to be (schema.org types, OpenGraph types).
struct StructuredType {
  std::string_view type;
  std::string field;
  bool seller = false;  ///< it names a seller: a site on which others sell
};

struct Identifier {
  std::string_view type, value;
  std::size_t index;  ///< in the record's identifiers
};

struct Subject {
  Form form = Form::kPost;
  bool alone = true;  ///< no governing page is known
  std::string_view title, text, url, software, network, page_id;
  std::string_view day;  ///< YYYY-MM-DD on which it was listed, published or else seen; "" when unknown
  std::string host, domain;                                       ///< of the site, else of the url
  std::string language;                                           ///< code, or "unknown"
  std::vector<std::pair<std::size_t, std::size_t>> main;          ///< content spans of text; empty: all of it
  std::vector<std::pair<std::string, std::string_view>> context;  ///< category_path.0, breadcrumb.1, …
  std::vector<StatedAmount> quantities, prices;
  std::vector<StatedCode> ships_to, ships_except;
  std::vector<Identifier> identifiers;
  std::vector<StructuredType> structured;  ///< of pages
  bool holding_price = false;
  std::string holding_field;
  std::string_view hosting_name;
  std::int64_t item_count = 0;
  std::size_t link_hosts = 0;             ///< different hosts of others that a page links to
  std::vector<std::string_view> sellers;  ///< different names behind /vendor/, /seller/ … in its links
};

/// Where the fields of a foreign record stand (JSON Pointers). "" is no wish: then its shape says where
/// (record/shapes.hpp), and of a record of no known shape they are /text, /title and /url.
struct Pointers {
  std::string text, title, url;
};
/// The places that hold for this record; "" where its shape has no such member.
Pointers places_of(const Record& record, const Pointers& wished);
/// The place of the first of them that is there but cannot be read: a string with a lone surrogate,
/// which has no UTF-8 form (THREATS T017). "" when all can.
std::string unreadable_place(const Record& record, const Pointers& wished);

/// The subject of a page, an item or a foreign record. The language is the record's own, its
/// context's, or detected from title and text. A foreign record without any of the three fields
/// gives nullopt.
std::optional<Subject> read_subject(const Record& record, const Pointers& pointers);

}  // namespace peil::labels
