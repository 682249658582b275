// facts/date.hpp -- dates in nl, en, de, fr: absolute, and relative to when the page was fetched.
//
//   12 maart 2024 · 12-03-2024 · 2024-03-12T09:30+01:00 · March 12th, 2024 · 12. März 2024 · 3 dagen geleden
//   · gisteren om 14:05 · Vandaag · il y a 2 heures · Posted 2 weeks ago
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "facts/found.hpp"

namespace peil::facts {

struct Date : Found {
  std::int64_t day = 0;                ///< days since 1970-01-01, as written (its own zone)
  std::optional<std::int32_t> second;  ///< second of that day, when a time was written
  std::optional<std::int32_t> offset;  ///< zone in seconds east of UTC, when written
  bool relative = false;               ///< counted from the reference
  bool year_inferred = false;          ///< no year was written: the last such day before the reference

  /// 2024-03-12, or 2024-03-12T08:30:00Z when the instant is known (a time with its zone).
  std::string str() const;
  /// For order: the instant, or midnight of the day.
  UnixMillis millis() const;
};

struct DateContext {
  /// When the page was fetched; without it no relative date and no date without a year is read.
  std::optional<UnixMillis> reference;
  /// True where 03/12/2024 is March 12th (US sites). Days beyond 12 decide by themselves.
  bool month_first = false;
};

}  // namespace peil::facts
