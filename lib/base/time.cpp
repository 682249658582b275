#include "base/time.hpp"

#include <time.h>

#include <cstdio>

namespace peil {
namespace {

constexpr std::int64_t kDay = 86'400'000;

// Reads exactly `count` digits at `at`; -1 when they are not there.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

struct Civil {
  int year, month, day;
};

// Source: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
Civil civil_from_days(std::int64_t days) {
  days += 719468;
  std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  auto day_of_era = static_cast<unsigned>(days - era * 146097);
  unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  unsigned shifted = (5 * day_of_year + 2) / 153;
  int day = static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1);
  int month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
  return {static_cast<int>(year_of_era + era * 400) + (month <= 2), month, day};
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

}  // namespace

std::optional<std::int64_t> days_from_civil(int year, int month, int day) {
  static const int kLength[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return std::nullopt;
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (day > kLength[month - 1] + (month == 2 && leap)) return std::nullopt;
  int y = year - (month <= 2);
  std::int64_t era = y / 400;
  auto year_of_era = static_cast<unsigned>(y - era * 400);
  auto day_of_year = static_cast<unsigned>((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1);
  unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + static_cast<std::int64_t>(day_of_era) - 719468;
}

std::optional<UnixMillis> parse_time(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto days = days_from_civil(digits_at(text, 0, 4), digits_at(text, 5, 2), digits_at(text, 8, 2));
  if (!days) return std::nullopt;
  if (text.size() == 10) return *days * kDay;
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return std::nullopt;
  int hour = digits_at(text, 11, 2);
  int minute = digits_at(text, 14, 2);
  int second = digits_at(text, 17, 2);
  if (text[13] != ':' || text[16] != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second < 0 || second > 60)
    return std::nullopt;
  if (second == 60) second = 59;  // a leap second has no place in Unix time
  std::size_t i = 19;
  int millis = 0;
  if (text[i] == '.') {
    std::size_t start = ++i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    if (i == start || i - start > 9) return std::nullopt;
    for (std::size_t k = 0; k < 3; ++k) millis = millis * 10 + (start + k < i ? text[start + k] - '0' : 0);
  }
  if (i >= text.size()) return std::nullopt;
  int offset = 0;
  if (text[i] == 'Z' || text[i] == 'z') {
    ++i;
  } else if (text[i] == '+' || text[i] == '-') {
    int hours = digits_at(text, i + 1, 2);
    int minutes = digits_at(text, i + 4, 2);
    if (i + 6 != text.size() || text[i + 3] != ':' || hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
      return std::nullopt;
    offset = (hours * 60 + minutes) * (text[i] == '-' ? -1 : 1);
    i += 6;
  } else {
    return std::nullopt;
  }
  if (i != text.size()) return std::nullopt;
  return ((*days * 24 + hour) * 60 + minute - offset) * 60000 + second * 1000 + millis;
}

std::string format_date(UnixMillis instant) {
  Civil civil = civil_from_days(floor_div(instant, kDay));
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
  return text;
}

int iso_weekday(UnixMillis instant) {
  std::int64_t day = floor_div(instant, kDay) + 3;  // 1970-01-01 was a Thursday
  return static_cast<int>(day - floor_div(day, 7) * 7) + 1;
}

std::string format_week(UnixMillis instant) {
  std::int64_t thursday = floor_div(instant, kDay) + 4 - iso_weekday(instant);
  std::string year = format_date(thursday * kDay).substr(0, 4);
  auto first = parse_time(year + "-01-01");
  std::int64_t week = first ? (thursday - *first / kDay) / 7 + 1 : 1;
  return year + "-W" + (week < 10 ? "0" : "") + std::to_string(week);
}

std::string format_time(UnixMillis instant, bool millis) {
  auto of_day = static_cast<int>(instant - floor_div(instant, kDay) * kDay);
  char text[48];
  if (millis)
    std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%03dZ", of_day / 3600000, of_day / 60000 % 60,
                  of_day / 1000 % 60, of_day % 1000);
  else
    std::snprintf(text, sizeof text, "T%02d:%02d:%02dZ", of_day / 3600000, of_day / 60000 % 60,
                  of_day / 1000 % 60);
  return format_date(instant) + text;
}

UnixMillis now_millis() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<UnixMillis>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

}  // namespace peil
