// items/record_words.cpp -- small texts of records: amounts, names, marks.
#include "items/record_words.hpp"

#include <algorithm>
#include <string>

#include "base/words.hpp"
#include "items/labels.hpp"
#include "items/offer_words.hpp"

namespace peil::items {

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  for (std::string_view word : words) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  return false;
}

/// A number and a unit in which goods are sold.
bool has_amount(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] < '0' || text[at] > '9') continue;
    std::size_t end = at;
    while (end < text.size() &&
           ((text[end] >= '0' && text[end] <= '9') || text[end] == '.' || text[end] == ','))
      ++end;
    while (end < text.size() && text[end] == ' ') ++end;
    std::string unit;
    while (end < text.size() && unit.size() < 9) {
      const char c = text[end++];
      const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      if (small < 'a' || small > 'z') break;
      unit.push_back(small);
    }
    for (std::string_view known :
         {"g",      "gr",  "gram",  "grams",     "gramm",   "kg",    "kilo",  "mg",     "ml",
          "cl",     "l",   "liter", "oz",        "stuks",   "stuk",  "st",    "pcs",    "pills",
          "pillen", "pil", "tabs",  "tabletten", "tablets", "zaden", "seeds", "stekken"}) {
      if (unit == known) return true;
    }
    at = std::max(at, end - 1);
  }
  return false;
}

/// "5 gram", "10 x": digits that are no part of a name ("3-MMC", "2C-B").
bool begins_with_amount(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && ((text[at] >= '0' && text[at] <= '9') || text[at] == '.' || text[at] == ','))
    ++at;
  if (at == 0) return false;
  if (at == text.size() || text[at] == ' ' || text[at] == '+') return true;
  return has_amount(text.substr(0, at + 6));
}

/// Letters first, no label, no cost of sending.
bool is_name(std::string_view text) {
  const auto letters = std::count_if(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
  });
  const unsigned words = offer_words(text);
  return letters >= 3 && !text.ends_with(':') && !begins_with_amount(text) &&
         field_of_label(text) == Field::kNone && !has(words, OfferWord::kShipping) &&
         !has(words, OfferWord::kTaxWord) && !has(words, OfferWord::kSaving);
}

/// A run that is a rating and nothing else: "4.5", "5/5", "98%", stars, "Positive".
bool is_rating(std::string_view text) {
  if (text.size() > 16) {  // "4.5/5 - 3 March"
    text = text.substr(0, text.find(' '));
    if (text.find('/') == std::string_view::npos && !text.ends_with('%')) return false;
  }
  if (text.empty() || text.size() > 16) return false;
  if (text.find("\xE2\x98\x85") != std::string_view::npos ||
      text.find("\xE2\xAD\x90") != std::string_view::npos)
    return true;
  std::size_t at = 0;
  while (at < text.size() && ((text[at] >= '0' && text[at] <= '9') || text[at] == '.' || text[at] == ','))
    ++at;
  if (at == 0) {
    const std::string word = to_lower_ascii(text);
    return word == "positive" || word == "negative" || word == "neutral" || word == "positief" ||
           word == "negatief" || word == "neutraal" || word == "positiv" || word == "negativ" ||
           word == "positif";
  }
  const std::string_view rest = trim(text.substr(at));
  const bool short_number = at == 1 || (at == 3 && text[1] != text[0] && (text[1] == '.' || text[1] == ','));
  return (rest.empty() && short_number && text[0] <= '5') || rest == "%" || rest.starts_with("/5") ||
         rest.starts_with("/ 5") || rest.starts_with("/10") || rest.starts_with("/ 10");
}

bool is_related_heading(std::string_view text) {
  return has_any(
      to_lower_ascii(text.substr(0, 300)),
      {"related",         "similar",         "you may also",      "also like",    "also bought",
       "recommend",       "recently viewed", "vergelijkbare",     "gerelateerde", "anderen bekeken",
       "ook interessant", "aanbevolen",      "bekijk ook",        "ähnliche",     "passend",
       "kunden kauften",  "das könnte",      "zuletzt angesehen", "similaires",   "vous aimerez",
       "recommand"});
}

}  // namespace peil::items
