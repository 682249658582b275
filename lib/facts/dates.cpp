// facts/dates.cpp -- dates by shape: numbers, month names, and words that count back from the reference.
#include <algorithm>
#include <array>
#include <limits>

#include "facts/calendar.hpp"
#include "facts/calendar_words.hpp"

namespace peil::facts {
namespace {

constexpr std::int64_t kDayMillis = 86'400'000;
constexpr std::int64_t kNoDay = std::numeric_limits<std::int64_t>::min();

/// Year and month of a day: the inverse of days_from_civil.
void civil(std::int64_t day, int& year, int& month, int& day_of_month) {
  const std::string text = format_date(day * kDayMillis);  // YYYY-MM-DD
  year = std::stoi(text.substr(0, 4));
  month = std::stoi(text.substr(5, 2));
  day_of_month = std::stoi(text.substr(8, 2));
}

struct Clock {
  std::int32_t second = -1;
  std::optional<std::int32_t> offset;
  std::size_t end = 0;
};

class Calendar {
 public:
  Calendar(const Lexed& text, const DateContext& context, bool field)
      : text_(text), context_(context), field_(field) {
    if (context.reference)
      today_ = *context.reference >= 0 ? *context.reference / kDayMillis
                                       : -((-*context.reference + kDayMillis - 1) / kDayMillis);
  }

  /// The date that begins at token `at`; sets next_ behind it.
  std::optional<Date> at(std::size_t at) {
    if (text_.is_word(at) && kDateWords[text_[at].hash] == 0) return std::nullopt;
    std::size_t begin = at;
    if (text_.is_word(at) && is_weekday(text_[at].hash)) {
      ++at;
      if (text_.is_sign(at, '.')) ++at;
      if (text_.is_sign(at, ',')) ++at;
      if (text_.is_word(at) && is_one_of(text_[at].hash, {"de"_w, "the"_w, "den"_w, "le"_w})) ++at;
    }
    std::optional<Date> date;
    if (text_.is_number(at)) date = numeric(at);
    if (!date && text_.is_number(at)) date = day_month(at);
    if (!date && text_.is_word(at)) date = month_day(at);
    if (!date && begin == at) date = relative(at);
    if (!date) return std::nullopt;
    if (!date->second) clock_behind(*date);
    date->start = text_[begin].start;
    date->end = text_[next_ - 1].end;
    return date;
  }
  std::size_t next() const { return next_; }

 private:
  std::optional<Date> made(int year, int month, int day, std::size_t end, std::string_view rule,
                           bool inferred = false) {
    const std::optional<std::int64_t> days = days_from_civil(year, month, day);
    if (!days) return std::nullopt;
    Date date;
    date.day = *days;
    date.rule = rule;
    date.year_inferred = inferred;
    next_ = end;
    return date;
  }
  std::optional<Date> without_year(int month, int day, std::size_t end, std::string_view rule);
  std::optional<Date> numeric(std::size_t at);
  std::optional<Date> ordered(std::int64_t a, std::int64_t b, std::int64_t year, std::size_t year_digits,
                              std::size_t end);
  std::optional<Date> dotted(std::size_t at);
  std::optional<Date> day_month(std::size_t at);
  std::optional<Date> month_day(std::size_t at);
  std::optional<Date> relative(std::size_t at);
  std::optional<Date> counted(std::size_t at, bool behind_word, std::string_view rule);
  std::optional<Date> back(std::int64_t count, Unit unit, std::size_t end, std::string_view rule);
  std::optional<Clock> clock(std::size_t at) const;
  void clock_behind(Date& date);
  int year_at(std::size_t at, std::size_t& end) const;
  bool stands_alone(std::size_t begin, std::size_t end) const;

  const Lexed& text_;
  const DateContext& context_;
  bool field_;
  std::int64_t today_ = kNoDay;
  std::size_t next_ = 0;
};

int full_year(std::int64_t year, std::size_t digits) {
  if (digits == 4) return static_cast<int>(year);
  return static_cast<int>(year <= 50 ? 2000 + year : 1900 + year);
}

std::optional<Date> Calendar::without_year(int month, int day, std::size_t end, std::string_view rule) {
  if (today_ == kNoDay) return std::nullopt;
  int year = 0, m = 0, d = 0;
  civil(today_, year, m, d);
  for (int back = 0; back < 5; ++back) {
    const std::optional<std::int64_t> days = days_from_civil(year - back, month, day);
    if (days && *days <= today_ + 1) return made(year - back, month, day, end, rule, true);
  }
  return std::nullopt;
}

std::optional<Date> Calendar::ordered(std::int64_t a, std::int64_t b, std::int64_t year,
                                      std::size_t year_digits, std::size_t end) {
  if (year_digits != 4 && year_digits != 2) return std::nullopt;
  if (year_digits == 4 && (year < 1900 || year > 2100)) return std::nullopt;
  std::int64_t day = a, month = b;
  if (month > 12 || (context_.month_first && a <= 12)) std::swap(day, month);
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  return made(full_year(year, year_digits), static_cast<int>(month), static_cast<int>(day), end,
              "date.numeric");
}

/// 12.03.2024 and 2024.03.12: one token to the lexer.
std::optional<Date> Calendar::dotted(std::size_t at) {
  if (text_[at].shape != Shape::kOdd || text_[at].digits > 8) return std::nullopt;
  std::array<std::int64_t, 3> parts{};
  std::array<std::size_t, 3> digits{};
  std::size_t part = 0;
  for (char c : text_.raw(at)) {
    if (c == '.') {
      if (++part > 2) return std::nullopt;
    } else if (c >= '0' && c <= '9') {
      parts[part] = parts[part] * 10 + (c - '0');
      ++digits[part];
    } else {
      return std::nullopt;
    }
  }
  if (part != 2) return std::nullopt;
  if (text_[at].gap == 0 && at > 0 && text_.is_word(at - 1)) return std::nullopt;  // v1.2.34
  if (text_.is_word(at + 1) && text_.glued(at + 1)) return std::nullopt;
  if (digits[0] == 4)
    return made(static_cast<int>(parts[0]), static_cast<int>(parts[1]), static_cast<int>(parts[2]), at + 1,
                "date.numeric");
  if (digits[2] == 2 && (digits[0] != 2 || digits[1] != 2)) return std::nullopt;
  return ordered(parts[0], parts[1], parts[2], digits[2], at + 1);
}

std::optional<Date> Calendar::numeric(std::size_t at) {
  if (auto date = dotted(at)) return date;
  const auto sign = [&](std::size_t i, char c) { return text_.is_sign(i, c) && text_.glued(i); };
  const bool before =
      at > 0 && text_[at].gap == 0 &&
      (text_.is_sign(at - 1, '-') || text_.is_sign(at - 1, '/') || text_.is_sign(at - 1, '+') ||
       text_.is_word(at - 1) || text_.is_sign(at - 1, '=') || text_.is_sign(at - 1, '.'));
  if (before) return std::nullopt;
  for (char c : {'-', '/'}) {
    if (!sign(at + 1, c) || !text_.glued(at + 2)) continue;
    const std::int64_t a = text_.whole(at), b = text_.whole(at + 2);
    if (a < 0) return std::nullopt;
    // 01/sep/2019, 12-mrt-24
    if (text_.is_word(at + 2)) {
      const int month = month_of(text_[at + 2].hash);
      if (!month || !sign(at + 3, c) || text_.whole(at + 4) < 0 || !text_.glued(at + 4)) return std::nullopt;
      const std::size_t digits = text_[at + 4].digits;
      if ((digits != 4 && digits != 2) || a < 1 || a > 31) return std::nullopt;
      return made(full_year(text_.whole(at + 4), digits), month, static_cast<int>(a), at + 5, "date.name");
    }
    if (b < 0) return std::nullopt;
    const bool third = sign(at + 3, c) && text_.glued(at + 4) && text_.whole(at + 4) >= 0;
    const std::size_t after = third ? at + 5 : at + 3;
    if (sign(after, c) && text_.is_number(after + 1) && text_.glued(after + 1)) return std::nullopt;
    if (third) {
      const std::int64_t y = text_.whole(at + 4);
      if (text_[at].digits == 4) {
        if (a < 1900 || a > 2100 || text_[at + 4].digits > 2) return std::nullopt;
        return made(static_cast<int>(a), static_cast<int>(b), static_cast<int>(y), after, "date.iso");
      }
      if (text_[at].digits > 2 || text_[at + 2].digits > 2) return std::nullopt;
      return ordered(a, b, y, text_[at + 4].digits, after);
    }
    // 12-08, 2015
    std::size_t end = 0;
    if (text_[at].digits <= 2 && text_[at + 2].digits <= 2 && text_.is_sign(at + 3, ',') &&
        text_[at + 4].digits == 4) {
      if (const int year = year_at(at + 4, end)) return ordered(a, b, year, 4, end);
    }
    if (field_ && text_[at].digits <= 2 && text_[at + 2].digits <= 2 && a >= 1 && b >= 1) {
      const bool swap = b > 12 || (context_.month_first && a <= 12);
      const auto month = swap ? a : b, day = swap ? b : a;
      if (month <= 12 && day <= 31)
        return without_year(static_cast<int>(month), static_cast<int>(day), at + 3, "date.numeric");
    }
  }
  return std::nullopt;
}

/// A year at token `at` (2024, '24 behind an apostrophe), 0 when there is none.
int Calendar::year_at(std::size_t at, std::size_t& end) const {
  if (text_.is_sign(at, '\'') && text_.whole(at + 1) >= 0 && text_[at + 1].digits == 2 &&
      text_.glued(at + 1)) {
    end = at + 2;
    return full_year(text_.whole(at + 1), 2);
  }
  const std::int64_t year = text_.whole(at);
  if (year < 1000 || year > 2100 || text_[at].digits != 4) return 0;
  if (text_.is_word(at + 1) && text_.glued(at + 1)) return 0;
  end = at + 1;
  return static_cast<int>(year);
}

/// 12 maart 2024, 12. März, 1er janvier, de 3e van mei.
std::optional<Date> Calendar::day_month(std::size_t at) {
  const std::int64_t day = text_.whole(at);
  if (day < 1 || day > 31 || text_[at].digits > 2) return std::nullopt;
  if (at > 0 && text_[at].gap == 0 &&
      (text_.is_word(at - 1) || text_.is_sign(at - 1, '-') || text_.is_sign(at - 1, '.') ||
       text_.is_sign(at - 1, '/') || text_.is_sign(at - 1, ':')))
    return std::nullopt;
  std::size_t i = at + 1;
  if (text_.is_word(i) && text_.glued(i) && is_ordinal(text_[i].hash)) ++i;
  else if (text_.is_sign(i, '.') && text_.glued(i)) ++i;
  else if (text_.is_sign(i, '-') && text_.glued(i) && text_.glued(i + 1)) ++i;
  if (text_.is_word(i) && is_one_of(text_[i].hash, {"of"_w, "van"_w, "de"_w})) ++i;
  if (!text_.is_word(i) || text_[i].gap > 1) return std::nullopt;
  const int month = month_of(text_[i].hash);
  if (!month) return std::nullopt;
  const std::size_t name = i++;
  if (text_.is_sign(i, '.') && text_.glued(i)) ++i;
  const std::size_t behind_name = i;
  if (text_.is_sign(i, ',') || text_.is_sign(i, '-')) ++i;
  if (text_.is_word(i, "de"_w) || text_.is_word(i, "van"_w)) ++i;
  std::size_t end = 0;
  if (const int year = year_at(i, end); year && text_[i].gap <= 1)
    return made(year, month, static_cast<int>(day), end, "date.name");
  // Wed 26 okt 15:50:06 2016
  if (const auto time = clock(behind_name)) {
    if (const int year = year_at(time->end, end)) {
      auto date = made(year, month, static_cast<int>(day), end, "date.name");
      if (date) date->second = time->second;
      return date;
    }
  }
  // Words that are something else too need a capital, or something before them, when there is no year.
  const bool doubtful =
      is_one_of(text_[name].hash, {"may"_w, "mars"_w, "mar"_w, "mai"_w, "mei"_w, "dec"_w, "sep"_w});
  if (doubtful && !field_) {
    const char first = text_.raw(name)[0];
    if (first >= 'a' && first <= 'z' && text_[name].hash != "mei"_w && text_[name].hash != "mai"_w)
      return std::nullopt;
  }
  return without_year(month, static_cast<int>(day), behind_name, "date.name");
}

/// March 12th, 2024.
std::optional<Date> Calendar::month_day(std::size_t at) {
  const int month = month_of(text_[at].hash);
  if (!month) return std::nullopt;
  std::size_t i = at + 1;
  if (text_.is_sign(i, '.') && text_.glued(i)) ++i;
  const std::int64_t day = text_.whole(i);
  if (day < 1 || day > 31 || text_[i].digits > 2 || text_[i].gap == 0) return std::nullopt;
  std::size_t behind = i + 1;
  if (text_.is_word(behind) && text_.glued(behind) && is_ordinal(text_[behind].hash)) ++behind;
  std::size_t k = behind;
  if (text_.is_sign(k, ',')) ++k;
  std::size_t end = 0;
  if (const int year = year_at(k, end)) return made(year, month, static_cast<int>(day), end, "date.name");
  if (const auto time = clock(k)) {
    if (const int year = year_at(time->end, end)) {
      auto date = made(year, month, static_cast<int>(day), end, "date.name");
      if (date) date->second = time->second;
      return date;
    }
  }
  const char first = text_.raw(at)[0];
  if (first >= 'a' && first <= 'z') return std::nullopt;
  if (text_.is_word(behind) && text_.glued(behind)) return std::nullopt;  // Dec 5g
  return without_year(month, static_cast<int>(day), behind, "date.name");
}

std::optional<Date> Calendar::back(std::int64_t count, Unit unit, std::size_t end, std::string_view rule) {
  if (today_ == kNoDay || count < 0 || count > 100000) return std::nullopt;
  Date date;
  date.rule = rule;
  date.relative = true;
  next_ = end;
  int year = 0, month = 0, day = 0;
  switch (unit) {
    case Unit::kNone: return std::nullopt;
    case Unit::kSecond:
    case Unit::kMinute:
    case Unit::kHour: {
      const std::int64_t millis = *context_.reference - count * (unit == Unit::kHour     ? 3'600'000
                                                                 : unit == Unit::kMinute ? 60'000
                                                                                         : 1'000);
      date.day = millis >= 0 ? millis / kDayMillis : -((-millis + kDayMillis - 1) / kDayMillis);
      return date;
    }
    case Unit::kDay: date.day = today_ - count; return date;
    case Unit::kWeek: date.day = today_ - 7 * count; return date;
    case Unit::kMonth:
    case Unit::kYear: {
      civil(today_, year, month, day);
      const std::int64_t months = year * 12 + (month - 1) - (unit == Unit::kYear ? 12 : 1) * count;
      if (months < 12000) return std::nullopt;
      std::optional<std::int64_t> days;
      for (int d = day; !days && d > 27; --d)
        days = days_from_civil(static_cast<int>(months / 12), static_cast<int>(months % 12) + 1, d);
      if (!days)
        days = days_from_civil(static_cast<int>(months / 12), static_cast<int>(months % 12) + 1,
                               std::min(day, 28));
      date.day = *days;
      return date;
    }
  }
  return std::nullopt;
}

/// `3 dagen` with `geleden` or `ago` behind it (unless `behind_word`: vor 3 Tagen, il y a 3 jours).
std::optional<Date> Calendar::counted(std::size_t at, bool behind_word, std::string_view rule) {
  std::int64_t count = -1;
  std::size_t i = at + 1;
  if (text_.is_number(at)) {
    count = text_.whole(at);
    if (text_.is_sign(i, '+')) ++i;
  } else if (text_.is_word(at) &&
             is_one_of(text_[at].hash, {"een"_w, "a"_w, "an"_w, "one"_w, "ein"_w, "eine"_w, "einem"_w,
                                        "einer"_w, "un"_w, "une"_w})) {
    count = 1;
  } else if (text_.is_word(at) && is_one_of(text_[at].hash, {"twee"_w, "two"_w, "zwei"_w, "deux"_w})) {
    count = 2;
  } else if (text_.is_word(at) && is_one_of(text_[at].hash, {"drie"_w, "three"_w, "drei"_w, "trois"_w})) {
    count = 3;
  }
  if (count < 0 || !text_.is_word(i)) return std::nullopt;
  const Unit unit = unit_of(text_[i].hash);
  if (unit == Unit::kNone) return std::nullopt;
  std::size_t end = i + 1;
  if (!behind_word) {
    // 1 maand en 21 dagen geleden, 2 days, 3 hours ago: the larger unit speaks
    std::size_t k = end;
    for (int more = 0; more < 2; ++more) {
      std::size_t m = k;
      if (text_.is_sign(m, ',')) ++m;
      if (text_.is_word(m) && is_one_of(text_[m].hash, {"en"_w, "and"_w, "und"_w, "et"_w})) ++m;
      if (text_.whole(m) >= 0 && text_.is_word(m + 1) && unit_of(text_[m + 1].hash) != Unit::kNone) k = m + 2;
    }
    if (!text_.is_word(k) || !is_one_of(text_[k].hash, {"ago"_w, "geleden"_w, "terug"_w, "back"_w}))
      return std::nullopt;
    end = k + 1;
  }
  return back(count, unit, end, rule);
}

bool Calendar::stands_alone(std::size_t begin, std::size_t end) const {
  if (field_) return true;
  const bool open = begin == 0 || text_[begin - 1].kind == Lex::kBreak ||
                    text_[begin - 1].kind == Lex::kTab || text_.is_sign(begin - 1, '|') ||
                    text_.is_sign(begin - 1, ':') ||
                    (text_.is_word(begin - 1) &&
                     is_one_of(text_[begin - 1].hash,
                               {"geplaatst"_w, "posted"_w, "added"_w, "toegevoegd"_w, "sinds"_w, "since"_w,
                                "op"_w, "seen"_w, "online"_w, "eingestellt"_w, "publie"_w, "updated"_w}));
  const bool closed = end >= text_.size() || text_[end].kind == Lex::kBreak || text_[end].kind == Lex::kTab ||
                      text_.is_sign(end, '|') || text_.is_sign(end, '.') || text_.is_sign(end, ')');
  return open && closed;
}

std::optional<Date> Calendar::relative(std::size_t at) {
  if (today_ == kNoDay) return std::nullopt;
  if (text_.is_number(at)) {
    if (at > 0 && text_[at].gap == 0 && !text_.is_sign(at - 1, '(')) return std::nullopt;
    return counted(at, false, "date.ago");
  }
  if (!text_.is_word(at)) return std::nullopt;
  const std::uint64_t word = text_[at].hash;
  if (word == "vor"_w) return counted(at + 1, true, "date.ago");
  if (word == "il"_w && text_.is_word(at + 1, "y"_w) && text_.is_word(at + 2, "a"_w))
    return counted(at + 3, true, "date.ago");
  if (is_one_of(word, {"gisteren"_w, "yesterday"_w, "gestern"_w}))
    return back(1, Unit::kDay, at + 1, "date.yesterday");
  if (is_one_of(word, {"eergisteren"_w, "vorgestern"_w}))
    return back(2, Unit::kDay, at + 1, "date.yesterday");
  if (word == "avant"_w && text_.is_sign(at + 1, '-') && text_.is_word(at + 2, "hier"_w))
    return back(2, Unit::kDay, at + 3, "date.yesterday");
  std::size_t end = 0;
  if (is_one_of(word, {"vandaag"_w, "today"_w, "heute"_w})) end = at + 1;
  if (word == "aujourd"_w && text_.is_sign(at + 1, '\'') && text_.is_word(at + 2, "hui"_w)) end = at + 3;
  if (word == "hier"_w) {  // French yesterday, Dutch and German here
    if (text_.is_word(at + 1, "a"_w) && clock(at + 2)) return back(1, Unit::kDay, at + 1, "date.yesterday");
    return std::nullopt;
  }
  if (end) {
    std::size_t k = end;
    if (text_.is_sign(k, ',') || text_.is_sign(k, '-')) ++k;
    if (text_.is_word(k) && is_one_of(text_[k].hash, {"om"_w, "at"_w, "um"_w, "a"_w})) ++k;
    if (clock(k) || stands_alone(at, end)) return back(0, Unit::kDay, end, "date.today");
    return std::nullopt;
  }
  return counted(at, false, "date.ago");
}

/// 14:05, 2:05:09 pm, 14.05 uur, 9h30, with a zone.
std::optional<Clock> Calendar::clock(std::size_t at) const {
  const std::int64_t hour = text_.whole(at);
  if (hour < 0 || hour > 23 || text_[at].digits > 2) return std::nullopt;
  if (!(text_.is_sign(at + 1, ':') || text_.is_word(at + 1, "h"_w)) || !text_.glued(at + 1) ||
      !text_.glued(at + 2))
    return std::nullopt;
  const std::int64_t minute = text_.whole(at + 2);
  if (minute < 0 || minute > 59) {
    // 09:30.123 has its seconds with it: not read
    return std::nullopt;
  }
  if (text_[at + 2].digits != 2) return std::nullopt;
  Clock clock;
  std::int64_t second = 0;
  std::size_t i = at + 3;
  if (text_.is_sign(i, ':') && text_.glued(i) && text_.is_number(i + 1) && text_.glued(i + 1)) {
    const std::string_view raw = text_.raw(i + 1);  // 09 or 09.123
    if (raw.size() >= 2 && (raw.size() == 2 || raw[2] == '.') && raw[0] <= '6')
      second = (raw[0] - '0') * 10 + (raw[1] - '0');
    if (second > 60) return std::nullopt;
    i += 2;
  }
  std::int64_t h = hour;
  if (text_.is_word(i) && is_one_of(text_[i].hash, {"am"_w, "pm"_w}) && hour <= 12) {
    h = hour % 12 + (text_[i].hash == "pm"_w ? 12 : 0);
    ++i;
  }
  if (text_.is_word(i) && is_one_of(text_[i].hash, {"uur"_w, "uhr"_w, "h"_w})) ++i;
  clock.second = static_cast<std::int32_t>(h * 3600 + minute * 60 + second);
  const auto zone = [&](std::int32_t hours, std::size_t tokens) {
    clock.offset = hours * 3600;
    i += tokens;
  };
  if (text_.is_word(i)) {
    switch (text_[i].hash) {
      case "z"_w:
        if (text_.glued(i)) zone(0, 1);
        break;
      case "utc"_w:
      case "gmt"_w: zone(0, 1); break;
      case "cet"_w:
      case "mez"_w: zone(1, 1); break;
      case "cest"_w:
      case "mesz"_w: zone(2, 1); break;
      case "est"_w: zone(-5, 1); break;
      case "edt"_w: zone(-4, 1); break;
      case "pst"_w: zone(-8, 1); break;
      case "pdt"_w: zone(-7, 1); break;
      default: break;
    }
  }
  if ((text_.is_sign(i, '+') || text_.is_sign(i, '-')) && text_.glued(i + 1) && text_.is_number(i + 1) &&
      (text_.glued(i) || clock.offset)) {
    const std::int64_t number = text_.whole(i + 1);
    const int sign = text_.is_sign(i, '+') ? 1 : -1;
    if (text_[i + 1].digits == 4 && number >= 0 && number <= 1400) {
      clock.offset = static_cast<std::int32_t>(sign * (number / 100 * 3600 + number % 100 * 60));
      i += 2;
    } else if (text_[i + 1].digits == 2 && number >= 0 && number <= 14) {
      std::int64_t seconds = number * 3600;
      i += 2;
      if (text_.is_sign(i, ':') && text_.whole(i + 1) >= 0) seconds += text_.whole(i + 1) * 60, i += 2;
      clock.offset = static_cast<std::int32_t>(sign * seconds);
    }
  }
  clock.end = i;
  return clock;
}

void Calendar::clock_behind(Date& date) {
  std::size_t i = next_;
  if (i >= text_.size() || text_[i].kind == Lex::kBreak) return;
  if (text_.is_word(i, "t"_w) && text_.glued(i)) ++i;
  else if (text_.is_sign(i, ',') || text_.is_sign(i, '-') || text_.is_sign(i, '|') || text_.is_sign(i, '('))
    ++i;
  if (text_.is_word(i) && is_one_of(text_[i].hash, {"om"_w, "at"_w, "um"_w, "a"_w, "op"_w})) ++i;
  const std::optional<Clock> time = clock(i);
  if (!time) return;
  date.second = time->second;
  date.offset = time->offset;
  next_ = time->end;
}

}  // namespace

std::string Date::str() const {
  if (second && offset) return format_time(millis());
  return format_date(day * kDayMillis);
}

UnixMillis Date::millis() const {
  UnixMillis at = day * kDayMillis;
  if (second) at += UnixMillis{*second} * 1000;
  if (second && offset) at -= UnixMillis{*offset} * 1000;
  return at;
}

void read_dates(const Lexed& text, const DateContext& context, std::vector<Date>& out) {
  Calendar calendar(text, context, false);
  for (std::size_t i = 0; i < text.size() && out.size() < kMaxMarks;) {
    if (text[i].kind == Lex::kNumber || text[i].kind == Lex::kWord) {
      if (const std::optional<Date> date = calendar.at(i)) {
        out.push_back(*date);
        i = std::max(calendar.next(), i + 1);
        continue;
      }
    }
    ++i;
  }
}

std::optional<Date> read_date_field(const Lexed& text, const DateContext& context) {
  Calendar calendar(text, context, true);
  for (std::size_t i = 0; i < text.size() && i < 12; ++i) {
    if (text[i].kind != Lex::kNumber && text[i].kind != Lex::kWord) continue;
    if (const std::optional<Date> date = calendar.at(i)) return date;
  }
  return std::nullopt;
}

}  // namespace peil::facts
