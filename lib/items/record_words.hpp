// items/record_words.hpp -- what a short text of a record is: an amount, a name, a mark.
#pragma once

#include <initializer_list>
#include <string_view>

namespace peil::items {

/// Whether one of the words stands anywhere in the text.
bool has_any(std::string_view text, std::initializer_list<std::string_view> words);
/// A number and a unit in which goods are sold.
bool has_amount(std::string_view text);
/// "5 gram", "10 x": digits that are no part of a name ("3-MMC", "2C-B").
bool begins_with_amount(std::string_view text);
/// Letters first, no label, no cost of sending.
bool is_name(std::string_view text);
/// A run that is a rating and nothing else: "4.5", "5/5", "98%", stars, "Positive".
bool is_rating(std::string_view text);
/// Whether a heading says that what follows is of other goods ("You may also like").
bool is_related_heading(std::string_view text);

}  // namespace peil::items
