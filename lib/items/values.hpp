// items/values.hpp -- what stands behind a label, read as a number, a stock, a rating, a name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "facts/date.hpp"

namespace peil::items {

/// The first whole number ("97 items available", "1.335 sales", "(265)"), separators of thousands read.
std::optional<std::int64_t> first_integer(std::string_view text);

/// Stock: 0 for "sold out", "uitverkocht", …; a number; nullopt for "in stock", "unlimited".
std::optional<std::int64_t> read_stock(std::string_view text);
/// Whether the words say that it cannot be had now.
bool says_sold_out(std::string_view text);

/// The first number of a rating ("99.31%" gives "99.31", "4,9 / 5" gives "4.9"), or "".
std::string read_rating(std::string_view text);

/// A seller's name: without what stands in brackets behind it, without labels. "" when it is no name.
std::string clean_name(std::string_view text);

/// One line: white space collapsed, at most `limit` bytes.
std::string one_line(std::string_view text, std::size_t limit = 300);

/// A date for a record: an instant in UTC where a time stands with it (one without a zone counts as
/// UTC, which is what markets and forums show), else the day.
std::string date_text(const facts::Date& date);

/// Whether an address is one where something is done with an offer (buy, ask, keep) and not the offer
/// itself: a part of its path says so.
bool leads_to_action(std::string_view address);

/// Text that hides its letters: bidi overrides, or zero-width characters inside a word.
bool hides_letters(std::string_view text);

/// The number of an article in its address, "" when there is none: six digits and more, with at most a letter
/// before them, that end the last part of the path ("/lamp-1609583.html") or are the value of a parameter
/// that is called so ("?pid=260591").
std::string number_in_address(std::string_view address);

}  // namespace peil::items
