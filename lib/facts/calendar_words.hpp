// facts/calendar_words.hpp -- private to lib/facts: the words of dates in nl, en, de, fr.
#pragma once

#include <cstdint>

#include "facts/lex.hpp"

namespace peil::facts {

/// 1 to 12 for the name or abbreviation of a month in nl, en, de, fr; 20 for a weekday; 30 for a word that
/// may begin a date counted from the reference.
inline constexpr WordMap kDateWords({
    {"januari"_w, 1},    {"january"_w, 1},    {"januar"_w, 1},       {"janner"_w, 1},
    {"janvier"_w, 1},    {"jan"_w, 1},        {"janv"_w, 1},         {"februari"_w, 2},
    {"february"_w, 2},   {"februar"_w, 2},    {"fevrier"_w, 2},      {"feb"_w, 2},
    {"fev"_w, 2},        {"fevr"_w, 2},       {"maart"_w, 3},        {"march"_w, 3},
    {"marz"_w, 3},       {"maerz"_w, 3},      {"mars"_w, 3},         {"mrt"_w, 3},
    {"mar"_w, 3},        {"april"_w, 4},      {"avril"_w, 4},        {"apr"_w, 4},
    {"avr"_w, 4},        {"mei"_w, 5},        {"may"_w, 5},          {"mai"_w, 5},
    {"juni"_w, 6},       {"june"_w, 6},       {"juin"_w, 6},         {"jun"_w, 6},
    {"juli"_w, 7},       {"july"_w, 7},       {"juillet"_w, 7},      {"jul"_w, 7},
    {"juil"_w, 7},       {"augustus"_w, 8},   {"august"_w, 8},       {"aout"_w, 8},
    {"aug"_w, 8},        {"september"_w, 9},  {"septembre"_w, 9},    {"sep"_w, 9},
    {"sept"_w, 9},       {"oktober"_w, 10},   {"october"_w, 10},     {"octobre"_w, 10},
    {"okt"_w, 10},       {"oct"_w, 10},       {"november"_w, 11},    {"novembre"_w, 11},
    {"nov"_w, 11},       {"december"_w, 12},  {"dezember"_w, 12},    {"decembre"_w, 12},
    {"dec"_w, 12},       {"dez"_w, 12},       {"maandag"_w, 20},     {"dinsdag"_w, 20},
    {"woensdag"_w, 20},  {"donderdag"_w, 20}, {"vrijdag"_w, 20},     {"zaterdag"_w, 20},
    {"zondag"_w, 20},    {"monday"_w, 20},    {"tuesday"_w, 20},     {"wednesday"_w, 20},
    {"thursday"_w, 20},  {"friday"_w, 20},    {"saturday"_w, 20},    {"sunday"_w, 20},
    {"montag"_w, 20},    {"dienstag"_w, 20},  {"mittwoch"_w, 20},    {"donnerstag"_w, 20},
    {"freitag"_w, 20},   {"samstag"_w, 20},   {"sonntag"_w, 20},     {"lundi"_w, 20},
    {"mardi"_w, 20},     {"mercredi"_w, 20},  {"jeudi"_w, 20},       {"vendredi"_w, 20},
    {"samedi"_w, 20},    {"dimanche"_w, 20},  {"ma"_w, 20},          {"di"_w, 20},
    {"wo"_w, 20},        {"do"_w, 20},        {"vr"_w, 20},          {"za"_w, 20},
    {"zo"_w, 20},        {"mon"_w, 20},       {"tue"_w, 20},         {"wed"_w, 20},
    {"thu"_w, 20},       {"fri"_w, 20},       {"sat"_w, 20},         {"sun"_w, 20},
    {"woens"_w, 20},     {"vor"_w, 30},       {"il"_w, 30},          {"gisteren"_w, 30},
    {"yesterday"_w, 30}, {"gestern"_w, 30},   {"eergisteren"_w, 30}, {"vorgestern"_w, 30},
    {"avant"_w, 30},     {"vandaag"_w, 30},   {"today"_w, 30},       {"heute"_w, 30},
    {"aujourd"_w, 30},   {"hier"_w, 30},      {"een"_w, 30},         {"a"_w, 30},
    {"an"_w, 30},        {"one"_w, 30},       {"ein"_w, 30},         {"eine"_w, 30},
    {"einem"_w, 30},     {"einer"_w, 30},     {"un"_w, 30},          {"une"_w, 30},
    {"twee"_w, 30},      {"two"_w, 30},       {"zwei"_w, 30},        {"deux"_w, 30},
    {"drie"_w, 30},      {"three"_w, 30},     {"drei"_w, 30},        {"trois"_w, 30},
});

inline int month_of(std::uint64_t word) {
  const int value = kDateWords[word];
  return value <= 12 ? value : 0;
}

inline bool is_weekday(std::uint64_t word) { return kDateWords[word] == 20; }

inline bool is_ordinal(std::uint64_t word) {
  return is_one_of(word, {"st"_w, "nd"_w, "rd"_w, "th"_w, "e"_w, "de"_w, "ste"_w, "er"_w});
}

enum class Unit { kNone, kSecond, kMinute, kHour, kDay, kWeek, kMonth, kYear };

inline Unit unit_of(std::uint64_t word) {
  if (is_one_of(word, {"sec"_w, "secs"_w, "second"_w, "seconds"_w, "seconde"_w, "secondes"_w, "seconden"_w,
                       "sekunde"_w, "sekunden"_w, "s"_w}))
    return Unit::kSecond;
  if (is_one_of(word, {"min"_w, "mins"_w, "minute"_w, "minutes"_w, "minuut"_w, "minuten"_w}))
    return Unit::kMinute;
  if (is_one_of(word, {"uur"_w, "uren"_w, "hour"_w, "hours"_w, "hr"_w, "hrs"_w, "stunde"_w, "stunden"_w,
                       "heure"_w, "heures"_w, "h"_w, "u"_w}))
    return Unit::kHour;
  if (is_one_of(word, {"dag"_w, "dagen"_w, "day"_w, "days"_w, "tag"_w, "tage"_w, "tagen"_w, "jour"_w,
                       "jours"_w, "d"_w}))
    return Unit::kDay;
  if (is_one_of(word, {"week"_w, "weken"_w, "weeks"_w, "woche"_w, "wochen"_w, "semaine"_w, "semaines"_w,
                       "wk"_w, "wks"_w, "w"_w}))
    return Unit::kWeek;
  if (is_one_of(word, {"maand"_w, "maanden"_w, "month"_w, "months"_w, "monat"_w, "monate"_w, "monaten"_w,
                       "mois"_w, "mnd"_w, "mo"_w}))
    return Unit::kMonth;
  if (is_one_of(word, {"jaar"_w, "jaren"_w, "year"_w, "years"_w, "yr"_w, "yrs"_w, "jahr"_w, "jahre"_w,
                       "jahren"_w, "an"_w, "ans"_w, "annee"_w, "annees"_w}))
    return Unit::kYear;
  return Unit::kNone;
}

}  // namespace peil::facts
