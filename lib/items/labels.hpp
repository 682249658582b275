// items/labels.hpp -- label and value pairs: "Ships from: NL", a cell "Preis" with its neighbour.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "html/view.hpp"

namespace peil::items {

/// What a label names, in the order of data/labels.tsv. kOther: a label that we know but do not read.
enum class Field : std::uint8_t {
  kShipsFrom,
  kShipsTo,
  kShipsExcept,
  kPrice,
  kVendor,
  kStock,
  kSold,
  kSales,
  kCategory,
  kRating,
  kFeedbackCount,
  kSince,
  kLastSeen,
  kPayment,
  kDelivery,
  kDate,
  kQuantity,
  kStrength,
  kTitle,
  kSku,
  kEan,
  kBrand,
  kPlace,
  kAbout,
  kFeedback,
  kProfile,
  kOther,
  kNone
};

/// The field that a word or two names ("Ships from", "PRIJS (€):"), kNone when none does. Case, a
/// final colon, and what stands in brackets do not matter.
Field field_of_label(std::string_view label);

struct Pair {
  Field field;
  std::uint32_t label_run;  ///< run of the page's text in which the label stands
  std::uint32_t first_run;  ///< runs [first_run, last_run) hold the value
  std::uint32_t last_run;
  html::Span value;  ///< trimmed; may be empty
};

/// The value as far as its first run goes: a name, without the price that stands in the same line.
std::string_view first_of(const html::View& view, const Pair& pair);

/// "Seller: x" without its label.
std::string_view without_label(std::string_view text);

/// All pairs of a page, in order. A value never crosses a table row. Linear.
std::vector<Pair> find_pairs(const html::View& view);

}  // namespace peil::items
