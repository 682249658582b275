// base/time.hpp -- instants and dates as records hold them: RFC 3339, UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace peil {

/// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
using UnixMillis = std::int64_t;

/// Reads RFC 3339 date-times with any offset and up to nine decimals (2012-11-21T09:00:00+01:00), or
/// a date YYYY-MM-DD (midnight UTC). Years 0001-9999. nullopt when it is neither.
std::optional<UnixMillis> parse_time(std::string_view text);

/// 2012-11-21T08:00:00Z, or with `millis` 2012-11-21T08:00:00.123Z.
std::string format_time(UnixMillis instant, bool millis = false);

/// 2012-11-21.
std::string format_date(UnixMillis instant);

/// 1 for Monday to 7 for Sunday, UTC. Source: ISO 8601.
int iso_weekday(UnixMillis instant);
/// 2012-W47: the week of a day is that of its Thursday. Source: ISO 8601.
std::string format_week(UnixMillis instant);

/// Days since 1970-01-01 of a proleptic Gregorian date; nullopt when there is no such day.
std::optional<std::int64_t> days_from_civil(int year, int month, int day);

/// The wall clock. Only fetch's own clock and the default of --now may call it (DESIGN §2 rule 6).
UnixMillis now_millis();

}  // namespace peil
