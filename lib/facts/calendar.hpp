// facts/calendar.hpp -- private to lib/facts: the reader of dates over lexed text.
#pragma once

#include <optional>
#include <vector>

#include "facts/date.hpp"
#include "facts/lex.hpp"

namespace peil::facts {

/// Appends the dates of `text`, in order; places are bytes of the clean text.
void read_dates(const Lexed& text, const DateContext& context, std::vector<Date>& out);

/// The date at the beginning of a field's value, where a day without a year and `today` count too.
std::optional<Date> read_date_field(const Lexed& text, const DateContext& context);

}  // namespace peil::facts
