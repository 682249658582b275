// facts/identify_numbers.cpp -- telephone numbers, bank accounts, tax and trade numbers, addresses.
//
// A BSN (nine digits, the Dutch personal number) is never read: no reader takes nine digits that do not
// begin with 0 and have no label of their own, and none takes what stands behind the word BSN.
#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/embedded.hpp"
#include "facts/checks.hpp"
#include "facts/identify.hpp"
#include "facts/phrases.hpp"

PEIL_EMBEDDED(towns_table, peil_data_facts_towns_tsv)

namespace peil::facts {
namespace {

bool is_personal_number(const Window& window, std::size_t at) {
  return has_any_word(window.before(at, 32), {"bsn", "burgerservicenummer", "sofinummer", "sofi",
                                              "sofi-nummer", "rijksregisternummer"});
}

bool behind_word(const Window& window, std::size_t at) {
  const char before = at > 0 ? window.text[at - 1] : ' ';
  return is_alnum(before) || before == '_' || static_cast<signed char>(before) < 0;
}

// --- telephone ---------------------------------------------------------------------------------------

/// Country codes whose numbers are offered here, with the digits that may follow. Others: 6 to 12.
struct Plan {
  std::string_view code;
  std::size_t least, most;
};
constexpr Plan kPlans[] = {{"31", 9, 9},  {"32", 8, 9},   {"33", 9, 9},  {"34", 9, 9},   {"44", 9, 10},
                           {"45", 8, 8},  {"46", 7, 10},  {"47", 8, 8},  {"48", 9, 9},   {"49", 6, 11},
                           {"351", 9, 9}, {"352", 5, 11}, {"353", 7, 9}, {"358", 5, 11}, {"39", 6, 11},
                           {"40", 9, 9},  {"41", 9, 9},   {"420", 9, 9}, {"421", 9, 9},  {"43", 6, 12},
                           {"36", 8, 9},  {"90", 10, 10}, {"1", 10, 10}, {"7", 10, 10},  {"212", 9, 9},
                           {"597", 6, 7}, {"599", 7, 8},  {"86", 9, 11}, {"91", 10, 10}, {"55", 10, 11}};

const Plan* plan_of(std::string_view digits) {
  for (const Plan& plan : kPlans) {
    if (digits.starts_with(plan.code)) return &plan;
  }
  return nullptr;
}

/// Whether national digits (without the leading 0) are a Dutch number: 9 of them, or the short service ones.
bool is_dutch(std::string_view digits) {
  // The first two digits of the numbering plan: area codes 1 to 5 and 7, mobile 6, 8 and 97 without a place.
  constexpr std::string_view kOpen =
      "10 11 13 15 16 17 18 20 22 23 24 25 26 29 30 31 32 33 34 35 36 38 40 41 43 45 46 47 48 49 50 51 52 53 "
      "54 55 56 57 58 59 61 62 63 64 65 66 68 70 71 72 73 74 75 76 77 78 79 82 84 85 87 88 97";
  if (digits.size() == 9) return kOpen.find(digits.substr(0, 2)) % 3 == 0;
  return (digits.starts_with("800") || digits.starts_with("90")) &&
         (digits.size() == 7 || digits.size() == 10);
}

struct Digits {
  std::string value;  ///< digits only
  std::string shape;  ///< digits as d, others as they are
  std::size_t end = 0;
  bool zero_in_brackets = false;
};

/// Digits and what may part them, at most 18 digits, from `at` on.
Digits phone_digits(const Window& window, std::size_t at) {
  Digits found;
  std::size_t i = at;
  std::size_t parting = 0;
  while (i < window.text.size() && found.value.size() < 19) {
    const char c = window.text[i];
    if (is_digit(c)) {
      found.value.push_back(c);
      found.shape.push_back('d');
      found.end = ++i;
      parting = 0;
      continue;
    }
    if (window.text.substr(i, 3) == "(0)" && !found.value.empty()) {
      found.zero_in_brackets = true;
      i += 3;
      continue;
    }
    const bool part =
        c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')' || c == '*' || c == '_';
    if (!part || ++parting > 3 || found.value.empty()) break;
    if (c == '.' && parting > 1) break;
    found.shape.push_back(c);
    ++i;
  }
  while (!found.shape.empty() && found.shape.back() != 'd') found.shape.pop_back();
  return found;
}

/// 01-02-2024, 2024-01-02, 01 02 2024: dates are written like telephone numbers.
bool is_date_shape(std::string_view shape) {
  for (std::string_view date : {std::string_view("dd-dd-dddd"), std::string_view("dd/dd/dddd"),
                                std::string_view("dd.dd.dddd"), std::string_view("dddd-dd-dd")}) {
    if (shape.starts_with(date)) return true;
  }
  return false;
}

/// Groups of a national number: the first has two to five digits, no later one but the last only one.
bool is_phone_shape(std::string_view shape) {
  std::size_t group = 0, groups = 0;
  for (std::size_t i = 0; i <= shape.size(); ++i) {
    if (i < shape.size() && shape[i] == 'd') {
      ++group;
      continue;
    }
    if (group == 0) continue;
    if (groups == 0 && (group < 2 || (group > 5 && group < 9))) return false;
    if (groups > 0 && group == 1) return false;
    ++groups;
    group = 0;
  }
  return groups <= 6;
}

void add_phone(Window& window, std::size_t start, std::size_t end, std::string value,
               std::optional<bool> valid, std::string_view rule) {
  const std::string_view said = window.before(start, 32);
  std::string_view next = window.behind(end, 24);
  // "010 123 45 67 of app 06 …": the app is that of the number behind it
  if (next.find_first_of("+0123456789") != std::string_view::npos) next = {};
  const bool by_app = has_any_word(said, {"whatsapp", "wapp", "app", "whats", "appen", "wa"}) ||
                      has_any_word(next, {"whatsapp", "app", "wapp", "appen"});
  const bool by_signal = has_any_word(said, {"signal"}) || has_any_word(next, {"signal"});
  window.add("phone", start, end, value, rule, valid);
  if (by_app) window.add("whatsapp", start, end, value, "whatsapp.phone", valid);
  if (by_signal) window.add("signal", start, end, value, "signal.phone", valid);
}

std::string_view code_of(std::string_view country) {
  if (country == "NL") return "31";
  if (country == "BE") return "32";
  if (country == "DE") return "49";
  if (country == "GB") return "44";
  if (country == "FR") return "33";
  return {};
}

}  // namespace

std::size_t read_phone(Window& window, std::size_t at) {
  const std::string_view text = window.text;
  const char first = text[at];
  const bool plus = first == '+';
  if (!plus && first != '0') return 0;
  if (behind_word(window, at)) return 0;
  const char before = at > 0 ? text[at - 1] : ' ';
  if (before == '#' || before == '-' || before == '.' || before == ',' || before == '/' || before == '$' ||
      before == '@' || before == '=' || before == ':') {
    if (before != ':' && before != '.' && before != '/') return 0;
    if (at > 1 && is_digit(text[at - 2])) return 0;
    if (before == '/') return 0;
  }
  if (!plus && before == ' ' && at > 1 && is_digit(text[at - 2]))
    return 0;  // a later group of a longer number
  std::size_t from = plus ? at + 1 : at;
  if (plus && window.at(from) == ' ') ++from;
  if (plus && !is_digit(window.at(from))) return 0;
  Digits found = phone_digits(window, from);
  if (found.value.size() < 7 || is_alnum(window.at(found.end)) || is_date_shape(found.shape)) return 0;
  if (window.at(found.end) == '%' || window.at(found.end) == ':' || window.at(found.end) == '@') return 0;
  const std::string_view said = window.before(at, 24);
  if (has_any_word(
          said, {"isbn",          "ean",          "gtin",        "issn",     "upc",           "kvk",
                 "iban",          "btw",          "vat",         "sku",      "artikelnummer", "order",
                 "ordernummer",   "track",        "tracking",    "art",      "bestelnummer",  "factuurnummer",
                 "klantnr",       "klantnummer",  "serienummer", "lot",      "bestelling",    "factuur",
                 "bestellnummer", "kundennummer", "rechnung",    "commande", "invoice",       "serial"}) ||
      is_personal_number(window, at))
    return 0;
  std::string digits = found.value;
  bool international = plus;
  if (!plus && digits.starts_with("00") && digits.size() >= 9 && digits[2] != '0') {
    digits.erase(0, 2);
    international = true;
    if (!plan_of(digits)) return 0;
  }
  if (international) {
    const Plan* plan = plan_of(digits);
    std::string national =
        plan ? digits.substr(plan->code.size()) : digits.substr(std::min<std::size_t>(2, digits.size()));
    // +31 06…: the trunk 0 written by mistake
    if (plan && national.starts_with("0") && plan->code != "39" && national.size() == plan->most + 1)
      national.erase(0, 1);
    const std::size_t size = national.size();
    if (!plan && (size < 6 || size > 12)) return 0;
    bool valid = plan ? size >= plan->least && size <= plan->most : true;
    if (plan && plan->code == "31" && (national.starts_with("800") || national.starts_with("90")))
      valid = size == 7 || size == 10 || size == 9;
    if (plan && plan->code == "31" && valid && size == 9) valid = is_dutch(national);
    if (plan && (size + 3 < plan->least || size > plan->most + 6)) return 0;
    const std::string value = "+" + (plan ? std::string(plan->code) + national : digits);
    add_phone(window, at, found.end, value, valid, "phone.international");
    return found.end;
  }
  const std::string_view code = code_of(window.context.country);
  const bool service = code == "31" && (digits.starts_with("0800") || digits.starts_with("090"));
  if (code.empty() || (digits.size() < 9 && !service) || digits[1] == '0') return 0;
  const std::string national = digits.substr(1);
  bool valid = false;
  if (code == "31") {
    valid = is_dutch(national);
    // Nine digits and none of a service: as often a BSN as a Belgian number
    if (!valid) return 0;
  } else if (const Plan* plan = plan_of(code)) {
    valid = national.size() >= plan->least && national.size() <= plan->most;
  }
  // a mobile number spaced out, to be read by people only
  const bool spaced = found.shape == "d d d d d d d d d d" && code == "31" && national[0] == '6';
  if (!valid || !(spaced || is_phone_shape(found.shape))) return 0;
  const bool bracketed = before == '(' && found.shape.find(')') != std::string::npos;
  add_phone(window, bracketed ? at - 1 : at, found.end, "+" + std::string(code) + national, true,
            "phone.national");
  return found.end;
}

// --- spelled out ------------------------------------------------------------------------------------

std::size_t read_spoken_phone(Window& window, std::size_t at, std::size_t end) {
  constexpr std::array<std::string_view, 10> kWords = {"nul",  "een", "twee",  "drie", "vier",
                                                       "vijf", "zes", "zeven", "acht", "negen"};
  const std::string_view text = window.text;
  if (window.context.country != "NL" || end - at != 3 || !equals_folded(text.substr(at, 3), "nul") ||
      behind_word(window, at))
    return 0;
  std::string digits;
  std::size_t i = at, stop = at;
  while (i < text.size() && digits.size() < 11 && i - at < 80) {
    if (text[i] == ' ' || text[i] == '-' || text[i] == ',' || text[i] == '.') {
      ++i;
      continue;
    }
    std::size_t to = i;
    while (to < text.size() && is_alnum(text[to]) && to - i < 12) ++to;
    const std::string_view word = text.substr(i, to - i);
    const auto named = std::find_if(kWords.begin(), kWords.end(),
                                    [&](std::string_view name) { return equals_folded(word, name); });
    if (named != kWords.end()) digits.push_back(static_cast<char>('0' + (named - kWords.begin())));
    else if (!word.empty() && std::all_of(word.begin(), word.end(), is_digit)) digits += word;
    else break;
    i = stop = to;
  }
  if (digits.size() != 10 || !digits.starts_with("06") || !is_dutch(std::string_view(digits).substr(1)))
    return 0;
  add_phone(window, at, stop, "+31" + digits.substr(1), true, "phone.spelled");
  return stop;
}

// --- bank and tax ------------------------------------------------------------------------------------

std::size_t read_iban(Window& window, std::size_t at, std::size_t end) {
  const std::string_view text = window.text;
  if (!is_letter(text[at]) || !is_letter(window.at(at + 1)) || behind_word(window, at)) return 0;
  std::size_t i = at + 2;
  if (i == end && (window.at(i) == ' ' || window.at(i) == '-')) ++i;  // ES 58 0049
  if (!is_digit(window.at(i)) || !is_digit(window.at(i + 1))) return 0;
  const std::string country = upper(text.substr(at, 2));
  const std::size_t length = static_cast<std::size_t>(iban_length(country));
  if (length == 0) return 0;
  std::string compact = country;
  bool small = false;
  std::size_t parting = 0;
  while (compact.size() < length && i < text.size()) {
    const char c = text[i];
    if (is_alnum(c)) {
      small = small || (c >= 'a' && c <= 'z');
      compact.push_back(to_upper(c));
      parting = 0;
    } else if ((c == ' ' || c == '-' || c == '.') && ++parting == 1) {
      // groups
    } else {
      return 0;
    }
    ++i;
  }
  if (compact.size() != length || is_alnum(window.at(i))) return 0;
  const bool right = is_iban_checksum(compact) && is_iban_shape(compact);
  // Words joined by chance have the checksum of one in 97, and few digits.
  const auto digits = std::count_if(compact.begin(), compact.end(), is_digit);
  if (!right && (digits * 2 < static_cast<long>(length) || small || !is_upper(text[at]))) return 0;
  if (right && digits * 3 < static_cast<long>(length)) return 0;
  window.add("iban", at, i, compact, "iban.mod97", right);
  return i;
}

std::size_t read_vat(Window& window, std::size_t at, std::size_t end) {
  const std::string_view text = window.text;
  const char after = window.at(at + 2);  // all but these are words
  if (!is_upper(text[at]) || !is_letter(text[at + 1]) ||
      !(is_digit(after) || after == '.' || after == ' ' || after == '-' || after == 'U'))
    return 0;
  if (behind_word(window, at)) return 0;
  const std::string country = upper(text.substr(at, 2));
  const bool dutch = country == "NL";
  if (!dutch && country != "BE" && country != "DE" && country != "AT" && country != "FR") return 0;
  if (!is_upper(text[at])) return 0;
  std::string compact = country;
  std::size_t i = at + 2;
  const std::size_t want = dutch             ? 14
                           : country == "BE" ? 12
                           : country == "DE" ? 11
                           : country == "AT" ? 11
                                             : 13;
  std::size_t parting = 0;
  while (i < text.size() && compact.size() < want) {
    const char c = text[i];
    if (is_digit(c) || (dutch && (c == 'B' || c == 'b') && compact.size() >= 10) ||
        (country == "AT" && c == 'U' && compact.size() == 2)) {
      compact.push_back(to_upper(c));
      parting = 0;
      // eight digits: the leading zero was left out
      if (dutch && to_upper(c) == 'B' && compact.size() == 11) compact.insert(2, "0");
    } else if ((c == '.' || c == ' ' || c == '-') && ++parting == 1) {
      // parted
    } else {
      return 0;
    }
    ++i;
  }
  (void)end;
  if (compact.size() != want || is_alnum(window.at(i))) return 0;
  if (dutch) {
    if (compact[11] != 'B') return 0;
    window.add("vat", at, i, compact, "vat.nl", is_dutch_vat(compact));
    return i;
  }
  // Others only where the line says what it is.
  if (!has_any_word(window.before(at, 32),
                    {"btw", "vat", "ust", "ustid", "tva", "idnr", "umsatzsteuer", "ust-idnr"}))
    return 0;
  std::optional<bool> valid;
  if (country == "BE") valid = is_belgian_vat(std::string_view(compact).substr(2));
  if (country == "DE") valid = is_german_vat(std::string_view(compact).substr(2));
  window.add("vat", at, i, compact, "vat.labelled", valid);
  return i;
}

// --- trade register, EAN, postcode -------------------------------------------------------------------

namespace {

bool is_street(std::string_view word) {
  const std::string name = lower(word);
  for (std::string_view suffix :
       {"straat", "str",       "laan",  "weg", "plein", "gracht", "kade",      "dijk", "singel",
        "steeg",  "dreef",     "hof",   "pad", "park",  "markt",  "plantsoen", "ring", "baan",
        "lei",    "boulevard", "allee", "wal", "haven", "kamp",   "veld",      "berg", "poort",
        "hoek",   "horst",     "donk",  "erf", "burg",  "zijde",  "vest",      "bos"}) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) return true;
  }
  return false;
}

/// Where an address begins that ends, before `postcode`, in a house number: `Lange Kerkstraat 12a, `.
std::size_t street_before(const Window& window, std::size_t postcode) {
  const std::string_view text = window.text;
  const std::size_t low = std::max(window.taken, postcode > 64 ? postcode - 64 : 0);
  std::size_t i = postcode;
  std::size_t breaks = 0;
  while (i > low && (text[i - 1] == ' ' || text[i - 1] == ',' || (text[i - 1] == '\n' && ++breaks < 2))) --i;
  std::size_t number_end = i;
  if (i > low && is_letter(text[i - 1]) && i - 1 > low && is_digit(text[i - 2])) --i;  // 12a
  std::size_t number = i;
  while (number > low && is_digit(text[number - 1])) --number;
  if (number == i || i - number > 5 || number <= low || text[number - 1] != ' ') return postcode;
  (void)number_end;
  std::size_t word_end = number - 1;
  std::size_t word = word_end;
  const auto is_name = [](char c) {
    return is_letter(c) || static_cast<signed char>(c) < 0 || c == '.' || c == '\'' || c == '-';
  };
  while (word > low && is_name(text[word - 1])) --word;
  if (word == word_end || !is_street(text.substr(word, word_end - word))) return postcode;
  // names of several words, in capitals or with a preposition
  for (int more = 0; more < 3 && word > low + 1 && text[word - 1] == ' '; ++more) {
    std::size_t start = word - 1;
    while (start > low && is_name(text[start - 1])) --start;
    const std::string_view part = text.substr(start, word - 1 - start);
    if (part.empty() || !(is_upper(part[0]) || part == "van" || part == "de" || part == "den" ||
                          part == "der" || part == "het"))
      break;
    if (part.back() == '.' && part.size() > 3) break;
    word = start;
  }
  return word;
}

/// Whether `text` begins with the name of a town of the table.
bool is_town(std::string_view text) {
  static const std::unordered_set<std::string_view> first_words = [] {
    std::unordered_set<std::string_view> words;
    each_row(towns_table(), 1, [&](const std::vector<std::string_view>& column) {
      words.insert(column[0].substr(0, column[0].find(' ')));
    });
    return words;
  }();
  std::size_t end = 0;
  while (end < text.size() && (is_letter(text[end]) || text[end] == '-' || text[end] == '\'')) ++end;
  std::string word(text.substr(0, end));
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (word[i - 1] != '-' && word[i - 1] != '\'' && !(i == 1 && word[0] == 'I')) word[i] = to_lower(word[i]);
  }
  return first_words.contains(word);
}

/// 3511 AB Utrecht. A town in capitals must follow, or a word say that it is a postcode.
std::size_t read_postcode(Window& window, std::size_t at, std::size_t end) {
  const std::string_view text = window.text;
  std::size_t i = at + 4;
  if (end - at == 4) {
    if (window.at(i) != ' ') return 0;
    ++i;
  } else if (end - at != 6) {
    return 0;
  }
  if (!is_upper(window.at(i)) || !is_upper(window.at(i + 1)) || is_alnum(window.at(i + 2))) return 0;
  for (std::size_t k = 0; k < 4; ++k) {
    if (!is_digit(text[at + k])) return 0;
  }
  const std::string letters(text.substr(i, 2));
  if (text[at] == '0' || letters == "SA" || letters == "SD" || letters == "SS") return 0;
  const std::size_t stop = i + 2;
  std::size_t town = stop;
  while (window.at(town) == ' ' || window.at(town) == ',') ++town;
  const bool has_town = town > stop && is_upper(window.at(town)) &&
                        ((window.at(town + 1) >= 'a' && window.at(town + 1) <= 'z') ||
                         is_upper(window.at(town + 1)) || window.at(town) == '\'');
  const bool said =
      has_any_word(window.before(at, 20), {"postcode", "postcodegebied", "pc", "adres", "address"});
  if (!has_town && !said) return 0;
  const char before = at > 0 ? text[at - 1] : ' ';
  if (before == '#' || before == '.' || before == '/' || static_cast<signed char>(before) < 0) return 0;
  const std::size_t street = street_before(window, at);
  // 2024 XT Pro: without a street or a label it must be a town that is known
  if (!said && street == at && !is_town(window.behind(town, 40))) return 0;
  const std::string code = std::string(text.substr(at, 4)) + letters;
  if (street < at && has_town) {
    std::size_t town_end = town;
    for (int words = 0; words < 4; ++words) {
      while (town_end < text.size() &&
             (is_letter(text[town_end]) || static_cast<signed char>(text[town_end]) < 0 ||
              text[town_end] == '-' || text[town_end] == '\''))
        ++town_end;
      const std::string_view rest = window.behind(town_end, 5);
      if (!(rest.starts_with(" aan ") || rest.starts_with(" den ") || rest.starts_with(" den") ||
            rest.starts_with(" op ") ||
            (words == 0 && equals_folded(text.substr(town, town_end - town), "den"))))
        break;
      ++town_end;
    }
    std::string address(text.substr(street, town_end - street));
    std::replace(address.begin(), address.end(), '\n', ' ');
    window.add("address", street, town_end, address, "address.nl");
  }
  window.add("postcode", at, stop, code, "postcode.nl");
  return stop;
}

}  // namespace

std::size_t read_number(Window& window, std::size_t at, std::size_t end) {
  const std::string_view text = window.text;
  if (behind_word(window, at)) return 0;
  const std::size_t size = end - at;
  if (size == 4 || size == 6) {
    if (const std::size_t stop = read_postcode(window, at, end)) return stop;
  }
  const std::string_view run = text.substr(at, size);
  if (size < 8 || !std::all_of(run.begin(), run.end(), is_digit) || is_personal_number(window, at)) return 0;
  const std::string_view said = window.before(at, 28);
  if (size == 8 && has_any_word(said, {"kvk", "k.v.k", "koophandel", "handelsregister", "coc", "kvk-nummer",
                                       "kvknummer", "kvknr", "kvk-nr"})) {
    window.add("kvk", at, end, std::string(run), "kvk.labelled");
    return end;
  }
  // A label with its colon; in running text the digits after the word EAN say nothing to anyone.
  const bool labelled =
      said.find(':') != std::string_view::npos || has_any_word(said, {"ean-code", "eancode", "barcode"});
  if (labelled && (size == 8 || size >= 12) && size <= 14 &&
      has_any_word(said, {"ean", "ean-code", "eancode", "gtin", "barcode", "upc", "ean13"})) {
    window.add("ean", at, end, std::string(run), "ean.labelled", is_ean(run));
    return end;
  }
  return 0;
}

}  // namespace peil::facts
