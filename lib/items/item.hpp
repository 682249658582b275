// items/item.hpp -- one listing, post, feedback or profile while it is put together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "html/text.hpp"
#include "record/write.hpp"

namespace peil::items {

enum class Form : std::uint8_t { kListing, kPost, kFeedback, kProfile };
std::string_view form_name(Form form);

struct Quantity {
  Decimal amount;
  std::string_view unit;
  std::optional<Decimal> grams, units, ml, strength_mg;
  Evidence evidence;
};

struct Price {
  Decimal amount;
  std::string currency;
  std::optional<Quantity> quantity;
  std::optional<Decimal> per_gram;
  bool holding = false;
  Evidence evidence;
};

/// A place code, or a slug: the value and where it was read.
struct Coded {
  std::string value;
  Evidence evidence;
};

struct Identifier {
  std::string type;
  std::string value;
  std::optional<bool> valid;
  Evidence evidence;
};

struct Vendor {
  std::string name, url, rating, since;
  std::optional<std::int64_t> sold_count;
  bool empty() const { return name.empty() && url.empty() && rating.empty() && since.empty() && !sold_count; }
};

/// Empty strings and vectors are unknown and not written. Offsets in evidence of field `text` count
/// from the item's own text.
struct Item {
  Form form = Form::kListing;
  std::optional<html::Span> span;  ///< in the page's text; its text is exactly these bytes
  std::vector<html::Span> quotes;  ///< of the page's text: what a post repeats of others, no fact of its own
  std::string text;                ///< only where there is no span (it stands in a script)
  std::string title;
  std::string url;
  std::vector<Price> prices;
  std::vector<Quantity> quantities;
  std::vector<Coded> ships_from, ships_to, ships_except, places, payment, delivery;
  std::vector<Identifier> identifiers;
  Vendor vendor;
  std::vector<std::string> category_path;
  std::string rating;
  std::optional<std::int64_t> feedback_count, sold_count, stock;
  std::string listed_at;
  std::string about_url, about_title;
  std::string rated_at;
  std::string lang;
  double lang_confidence = 0;
  int within = -1;  ///< index, among the page's items, of the post that holds this listing
  std::string key, reply_to;  ///< its own number in the source, and of what it answers
  std::uint64_t row = 0;      ///< where it stands in the file, from 1
  std::string id;   ///< set when written
};

}  // namespace peil::items
