// facts/route.cpp -- shipping phrases: templates before and behind a list of places, arrows between two.
#include <algorithm>
#include <array>

#include "base/embedded.hpp"
#include "facts/gazetteer.hpp"

PEIL_EMBEDDED(places_table, peil_data_facts_places_tsv)
PEIL_EMBEDDED(routes_table, peil_data_facts_routes_tsv)

namespace peil::facts {
namespace {

bool is_upper(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '.'; });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == ':')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == ':')) text.remove_suffix(1);
  return text;
}

bool is_joint(std::uint64_t word) {
  return is_one_of(word, {"and"_w, "en"_w, "und"_w, "et"_w, "or"_w, "of"_w, "oder"_w, "ou"_w, "n"_w, "ni"_w,
                          "noch"_w, "nor"_w});
}

bool is_article(std::uint64_t word) {
  return is_one_of(word, {"the"_w,  "de"_w,   "het"_w,   "la"_w,   "le"_w,   "les"_w,   "l"_w,
                          "die"_w,  "der"_w,  "den"_w,   "all"_w,  "heel"_w, "whole"_w, "ganz"_w,
                          "alle"_w, "rest"_w, "toute"_w, "hele"_w, "also"_w, "ook"_w,   "only"_w});
}

bool is_not(std::uint64_t word) {
  return is_one_of(word, {"not"_w,    "nicht"_w,  "niet"_w,  "pas"_w,   "kein"_w,   "keine"_w, "keinen"_w,
                          "keiner"_w, "geen"_w,   "no"_w,    "never"_w, "nooit"_w,  "nie"_w,   "niemals"_w,
                          "jamais"_w, "aucune"_w, "aucun"_w, "ni"_w,    "cannot"_w, "noch"_w,  "nor"_w});
}

/// Whether what begins at token `at` is denied by what stands before it: `Geen bezorging in`, `niet meer
/// naar`, `can't deliver to`.
bool is_denied_before(const Lexed& text, std::size_t at) {
  std::size_t i = at;
  const auto word = [&](std::initializer_list<std::uint64_t> words) {
    return i > 0 && text.is_word(i - 1) && is_one_of(text[i - 1].hash, words);
  };
  while (at - i < 2 && word({"mehr"_w, "meer"_w, "longer"_w, "plus"_w, "de"_w, "d"_w, "currently"_w, "able"_w,
                             "to"_w, "direct"_w, "directe"_w, "direkte"_w, "direkter"_w}))
    --i;
  if (i == 0 || !text.is_word(i - 1)) return false;
  if (text[i - 1].hash == "t"_w) {  // can't, won't, doesn't
    const std::size_t verb = i >= 3 && text[i - 2].kind == Lex::kSign ? i - 3 : i - 2;
    return i >= 2 && text.is_word(verb) &&
           is_one_of(text[verb].hash, {"can"_w, "don"_w, "won"_w, "doesn"_w, "isn"_w, "couldn"_w});
  }
  if (is_one_of(text[i - 1].hash, {"can't"_w, "don't"_w, "won't"_w, "doesn't"_w, "unable"_w})) return true;
  // NO is Norway; noch denies only behind weder
  if (text[i - 1].hash == "no"_w && text.raw(i - 1) == "NO" && !is_upper(text.raw(at))) return false;
  if (is_one_of(text[i - 1].hash, {"noch"_w, "nor"_w, "ni"_w})) {
    for (std::size_t k = i - 1, steps = 0; k > 0 && steps < 12 && !text.is_break(k - 1); --k, ++steps) {
      if (text.is_word(k - 1) && (is_not(text[k - 1].hash) || text[k - 1].hash == "weder"_w)) return true;
    }
    return false;
  }
  return is_not(text[i - 1].hash);
}

/// Whether what ends before token `at` is denied by what stands behind it: `… ist nicht möglich`, `…
/// versenden wir nicht`.
bool is_denied_behind(const Lexed& text, std::size_t at) {
  std::size_t i = at;
  for (int steps = 0; steps < 4 && text.is_word(i); ++steps, ++i) {
    const std::uint64_t word = text[i].hash;
    if (is_one_of(word, {"unmoglich"_w, "impossible"_w, "onmogelijk"_w, "ausgeschlossen"_w, "uitgesloten"_w,
                         "unavailable"_w}))
      return true;
    if (is_one_of(word, {"nicht"_w, "niet"_w, "not"_w, "pas"_w})) {
      std::size_t next = i + 1;
      if (text.is_word(next) && is_one_of(text[next].hash, {"mehr"_w, "meer"_w, "anymore"_w, "longer"_w}))
        ++next;
      return next >= text.size() || text.is_break(next) || text.is_sign(next, '.') ||
             text.is_sign(next, '!') || text.is_sign(next, ';') || text.is_sign(next, ',') ||
             text.is_sign(next, ')') ||
             (text.is_word(next) &&
              is_one_of(text[next].hash,
                        {"moglich"_w, "mogelijk"_w, "possible"_w, "available"_w, "angeboten"_w, "verfugbar"_w,
                         "beschikbaar"_w, "aangeboden"_w, "offered"_w, "allowed"_w, "supported"_w,
                         "toegestaan"_w, "erlaubt"_w, "disponible"_w, "proposee"_w}));
    }
    if (!is_one_of(word,
                   {"ist"_w,         "is"_w,        "sind"_w,     "are"_w,       "wird"_w,      "wordt"_w,
                    "n"_w,           "est"_w,       "wir"_w,      "ich"_w,       "we"_w,        "wij"_w,
                    "ik"_w,          "versenden"_w, "liefern"_w,  "schicken"_w,  "versende"_w,  "liefere"_w,
                    "verschicken"_w, "verzenden"_w, "leveren"_w,  "sturen"_w,    "versturen"_w, "stuur"_w,
                    "verzend"_w,     "lever"_w,     "bezorgen"_w, "leider"_w,    "helaas"_w,    "derzeit"_w,
                    "currently"_w,   "momenteel"_w, "aktuell"_w,  "geliefert"_w, "verzonden"_w}))
      return false;
  }
  return false;
}

}  // namespace

Gazetteer::Gazetteer() {
  // What is a country and a people too (Suisse, Italien) is the country: those stand first.
  std::vector<std::pair<std::string_view, std::uint32_t>> peoples;
  each_row(places_table(), 3, [&](const std::vector<std::string_view>& column) {
    const std::string_view kind = column[1];
    places_.push_back({kind == "code2"     ? Kind::kCode2
                       : kind == "code3"   ? Kind::kCode3
                       : kind == "flag"    ? Kind::kFlag
                       : kind == "demonym" ? Kind::kDemonym
                                           : Kind::kName,
                       column[2]});
    const auto row = static_cast<std::uint32_t>(places_.size() - 1);
    if (kind == "demonym") peoples.emplace_back(column[0], row);
    else place_phrases_.add(column[0], row);
  });
  for (const auto& [phrase, row] : peoples) place_phrases_.add(phrase, row);
  place_phrases_.seal();
  each_row(routes_table(), 2, [&](const std::vector<std::string_view>& column) {
    const std::string_view role = column[0], phrase = column[1];
    const std::size_t open = phrase.find('{');
    if (open == std::string_view::npos || phrase.find('{', open + 1) != std::string_view::npos)
      return;  // two places: arrows
    const std::string_view before = trimmed(phrase.substr(0, open)),
                           behind = trimmed(phrase.substr(open + 3));
    routes_.push_back({role == "from"     ? Role::kFrom
                       : role == "to"     ? Role::kTo
                       : role == "except" ? Role::kExcept
                                          : Role::kOnly,
                       before.find(' ') == std::string_view::npos && behind.empty()});
    const auto row = static_cast<std::uint32_t>(routes_.size() - 1);
    if (!before.empty() && behind.empty()) prefixes_.add(before, row);
    else if (before.empty() && !behind.empty()) suffixes_.add(behind, row);
  });
  prefixes_.seal();
  suffixes_.seal();
  load_towns();
}

void Gazetteer::interest(std::uint8_t bit, Interests& interests) {
  for (Phrases* phrases : {&place_phrases_, &prefixes_, &suffixes_, &town_phrases_, &town_words_}) {
    phrases->interest(bit, interests);
    bit = static_cast<std::uint8_t>(bit << 1);
  }
}

PhraseMatch Gazetteer::place(const Lexed& text, std::size_t at, Trust trust, bool demonyms) const {
  if (at >= text.size() || (text[at].kind != Lex::kWord && text[at].kind != Lex::kSign)) return {};
  const PhraseMatch match = place_phrases_.match(text, at);
  if (!match) return {};
  const Kind kind = places_[match.row].kind;
  if (kind == Kind::kDemonym && !demonyms) return {};
  if (kind == Kind::kName || kind == Kind::kFlag || kind == Kind::kDemonym || trust == Trust::kCodes)
    return match;
  if (trust == Trust::kNames) return {};
  return is_upper(text.raw(match.begin)) ? match : PhraseMatch{};
}

/// What a list of shipping rates has behind a place, `: 10 EUR` or ` €6,95`: the token behind it, when a
/// comma and another place can follow; else `at`.
std::size_t Gazetteer::behind_rate(const Lexed& text, std::size_t at) const {
  std::size_t i = at;
  bool number = false;
  if (text.is_sign(i, ':') || text.is_sign(i, '=') || text.is_sign(i, '(')) ++i;
  for (const std::size_t stop = i + 4; i < text.size() && i < stop; ++i) {
    if (text[i].kind == Lex::kNumber) number = true;
    else if (text.is_sign(i, ',') || text.is_sign(i, '/') || text.is_sign(i, ';') || text.is_sign(i, '|'))
      break;
    else if (text.is_break(i) || (text[i].kind == Lex::kWord && text.raw(i).size() > 5)) return at;
  }
  if (!number ||
      !(text.is_sign(i, ',') || text.is_sign(i, '/') || text.is_sign(i, ';') || text.is_sign(i, '|')))
    return at;
  std::size_t next = i + 1;
  if (text.is_word(next, "rest"_w)) next += text.is_word(next + 1) ? 2u : 1u;
  return place(text, next, Trust::kCapitals) || place(text, i + 1, Trust::kCapitals) ? i : at;
}

/// Reads at most `limit` places from token `at` on; returns the token behind the last.
std::size_t Gazetteer::read_list(const Lexed& text, std::size_t at, Trust trust,
                                 std::vector<PhraseMatch>& out, std::size_t limit) const {
  std::size_t end = at;
  std::size_t i = at;
  while (i < text.size() && out.size() < limit) {
    if (text.is_word(i) && is_article(text[i].hash) && !place(text, i, trust)) {
      const bool rest = text.is_word(i, "rest"_w);
      ++i;
      if (rest && text.is_word(i) &&
          is_one_of(text[i].hash, {"of"_w, "van"_w, "von"_w, "der"_w, "du"_w, "de"_w}))
        ++i;
    }
    if (text.is_sign(i, '\'')) ++i;  // l'Allemagne
    const PhraseMatch match = place(text, i, trust);
    if (!match) break;
    // "EU/UK, no US/CA": no is Norway only where no other place follows it
    if (text.is_word(i, "no"_w) && !is_upper(text.raw(i)) && i + 1 < text.size() && place(text, i + 1, trust))
      break;
    out.push_back(match);
    end = i = match.end;
    i = behind_rate(text, i);
    std::size_t joints = 0;
    while (joints < 2 && i < text.size() &&
           (text.is_sign(i, ',') || text.is_sign(i, '/') || text.is_sign(i, '&') || text.is_sign(i, '+') ||
            text.is_sign(i, '|') || text.is_sign(i, ';') || (text.is_word(i) && is_joint(text[i].hash))))
      ++i, ++joints;
    if (joints == 0) break;
    if (text.is_word(i) &&
        is_one_of(text[i].hash, {"in"_w, "nach"_w, "naar"_w, "to"_w, "en"_w, "vers"_w, "au"_w, "aux"_w}) &&
        !place(text, i, trust))
      ++i;
  }
  return end;
}

void Gazetteer::add(const Lexed& text, std::span<const PhraseMatch> places, std::string_view rule,
                    std::vector<Place>& out) const {
  for (const PhraseMatch& match : places) {
    std::string_view codes = places_[match.row].codes;
    while (!codes.empty()) {
      const std::size_t blank = std::min(codes.find(' '), codes.size());
      const std::string_view code = codes.substr(0, blank);
      codes.remove_prefix(std::min(blank + 1, codes.size()));
      if (std::any_of(out.begin(), out.end(), [&](const Place& place) { return place.code == code; }))
        continue;
      Place place;
      place.start = text[match.begin].start;
      place.end = text[match.end - 1].end;
      place.rule = rule;
      place.code = code;
      out.push_back(place);
    }
  }
}

void Gazetteer::add_role(const Lexed& text, Role role, std::span<const PhraseMatch> places,
                         Route& out) const {
  // The whole world is no origin ("Versand: weltweit"), and "no international" excludes nothing by name.
  const bool world = places.size() == 1 && places_[places[0].row].codes == "WW";
  if (world && role == Role::kExcept) return;
  if (world && role == Role::kFrom) role = Role::kTo;
  switch (role) {
    case Role::kFrom: return add(text, places, "route.from", out.from);
    case Role::kTo: return add(text, places, "route.to", out.to);
    case Role::kOnly: return add(text, places, "route.only", out.to);
    case Role::kExcept: return add(text, places, "route.except", out.except);
  }
}

/// `… except AU and NZ` at token `at`: reads it, returns the token behind, `at` when there is none.
std::size_t Gazetteer::exceptions(const Lexed& text, std::size_t at, Route& out) const {
  std::size_t i = at;
  if (text.is_sign(i, ',') || text.is_sign(i, '(') || text.is_sign(i, '-') || text.is_sign(i, '.')) ++i;
  if (!text.is_word(i)) return at;
  const PhraseMatch match = prefixes_.match(text, i);
  const bool but = text.is_word(i, "but"_w);  // anywhere but Australia
  if (!but && (!match || routes_[match.row].role != Role::kExcept)) return at;
  std::size_t k = match ? match.end : i + 1;
  if (text.is_sign(k, ':')) ++k;
  if (text.is_word(k) && is_one_of(text[k].hash, {"to"_w, "naar"_w, "nach"_w, "for"_w, "vers"_w, "from"_w}))
    ++k;
  std::vector<PhraseMatch> places;
  const std::size_t end = read_list(text, k, Trust::kCapitals, places);
  add_role(text, Role::kExcept, places, out);
  return places.empty() ? at : end;
}

std::size_t Gazetteer::prefix_at(const Lexed& text, std::size_t at, Route& out) const {
  const PhraseMatch match = prefixes_.match(text, at);
  if (!match) return at;
  const RouteRow& row = routes_[match.row];
  std::size_t i = match.end;
  bool labelled = false;
  if (text.is_sign(i, ':') || text.is_sign(i, '-')) labelled = text.is_sign(i, ':'), ++i;
  bool crossed = false;
  if (i < text.size() && (text[i].kind == Lex::kTab || text[i].kind == Lex::kBreak)) {
    if (row.weak && !labelled) return at;
    crossed = true;
    ++i;
  }
  if (text.is_word(i) &&
      is_one_of(text[i].hash, {"to"_w, "from"_w, "within"_w, "in"_w, "naar"_w, "nach"_w, "dans"_w, "vers"_w,
                               "en"_w, "au"_w, "aux"_w, "à"_w, "binnen"_w}) &&
      !place(text, i, Trust::kNames))
    ++i;
  // "Shipping: NL -> EU": the arrow says more than the word before it
  if (const PhraseMatch first = place(text, i, Trust::kCodes)) {
    const std::size_t sign = first.end;
    if (text.is_sign(sign, '>') || (text.is_sign(sign, '-') && text.is_sign(sign + 1, '>')) ||
        (sign < text.size() && text.raw(sign) == "→")) {
      if (const std::size_t stop = place_at(text, i, out); stop > i) return stop;
    }
  }
  std::vector<PhraseMatch> places;
  std::size_t end = read_list(text, i,
                              row.weak && !labelled ? Trust::kCapitals
                              : labelled            ? Trust::kCodes
                                                    : Trust::kCapitals,
                              places);
  if (places.empty()) return at;
  Role role = row.role;
  if (role == Role::kTo && (is_denied_before(text, at) || (!crossed && is_denied_behind(text, end))))
    role = Role::kExcept;
  if (crossed && end < text.size() && text[end].kind != Lex::kBreak && text[end].kind != Lex::kTab &&
      !text.is_sign(end, '(')) {
    const std::size_t after = exceptions(text, end, out);
    if (after == end) return at;
    add_role(text, role, places, out);
    return after;
  }
  add_role(text, role, places, out);
  if (row.role == Role::kFrom) {  // from NL to EU
    std::size_t k = end;
    if (text.is_sign(k, '-')) ++k;
    if (text.is_sign(k, '>') || (k < text.size() && text.raw(k) == "→") ||
        (text.is_word(k) && is_one_of(text[k].hash, {"to"_w, "naar"_w, "nach"_w, "vers"_w}))) {
      std::vector<PhraseMatch> to;
      const std::size_t stop = read_list(text, k + 1, Trust::kCapitals, to);
      add_role(text, Role::kTo, to, out);
      if (!to.empty()) end = stop;
    }
  }
  if (role != Role::kExcept) end = std::max(end, exceptions(text, end, out));
  return end;
}

/// A place that stands first: `NL > EU`, `Dutch stock`, `EU only`, `worldwide except AU`.
std::size_t Gazetteer::place_at(const Lexed& text, std::size_t at, Route& out) const {
  const PhraseMatch first = place(text, at, Trust::kCodes, true);
  if (!first) return at;
  const PlaceRow& row = places_[first.row];
  const bool code = row.kind == Kind::kCode2 || row.kind == Kind::kCode3;
  const bool upper = code && is_upper(text.raw(first.begin));
  std::size_t i = first.end;
  // arrows
  bool arrow = false, to = false, glued = text.glued(i);
  if (text.is_sign(i, '-') && text.is_sign(i + 1, '>')) arrow = true, i += 2;
  else if (text.is_sign(i, '>')) arrow = true, ++i;
  else if (text.is_sign(i, '=') && text.is_sign(i + 1, '>')) arrow = true, i += 2;
  else if (i < text.size() &&
           (text.raw(i) == "→" || text.raw(i) == "➡" || text.raw(i) == "⇒" || text.raw(i) == "»"))
    arrow = true, ++i;
  else if (text.whole(i) == 2 && text[i].digits == 1 && (glued || upper)) arrow = true, ++i;
  else if (text.is_word(i, "to"_w) || text.is_word(i, "naar"_w) || text.is_word(i, "nach"_w)) to = true, ++i;
  else if (text.is_sign(i, '-') && upper && glued && text.glued(i + 1)) arrow = true, ++i;
  if ((arrow || (to && (!code || upper || row.kind == Kind::kCode3))) && row.kind != Kind::kDemonym) {
    std::vector<PhraseMatch> list;
    const std::size_t end =
        read_list(text, i, arrow || row.kind == Kind::kCode3 ? Trust::kCodes : Trust::kCapitals, list);
    const bool fits = !list.empty() && (!to || !code || upper || places_[list[0].row].kind != Kind::kCode2);
    if (fits) {
      add(text, std::span(&first, 1), "route.arrow", out.from);
      add(text, list, "route.arrow", out.to);
      return std::max(end, exceptions(text, end, out));
    }
  }
  // a list, then what it is: NL and BE only, Dutch stock, worldwide except
  std::vector<PhraseMatch> list;
  std::size_t end = first.end;
  if (row.kind == Kind::kDemonym) list.push_back(first);
  else end = read_list(text, at, Trust::kCapitals, list);
  if (list.empty()) return at;
  if (text.is_word(end)) {
    if (const PhraseMatch suffix = suffixes_.match(text, end)) {
      const Role role = routes_[suffix.row].role;
      if (role == Role::kFrom || row.kind != Kind::kDemonym) {
        add_role(text, role, list, out);
        if (text[suffix.begin].hash == "domestic"_w) {  // sent from there, and there only
          add(text, list, "route.domestic", out.from);
          add(text, list, "route.domestic", out.to);
        }
        return std::max<std::size_t>(suffix.end, exceptions(text, suffix.end, out));
      }
    }
  }
  if (row.codes == "WW" || row.codes == "EU" || row.codes == "X-EUROPE") {
    const std::size_t after = exceptions(text, end, out);
    if (after > end) {
      add(text, list, "route.except", out.to);
      return after;
    }
  }
  // Nothing: its last place may still begin something, those between cannot.
  return list.size() > 1 ? list.back().begin : at;
}

void Gazetteer::route(const Lexed& text, Route& out) const {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t next = i;
    if (text[i].kind == Lex::kWord) next = prefix_at(text, i, out);
    if (next == i && (text[i].kind == Lex::kWord || text[i].kind == Lex::kSign))
      next = place_at(text, i, out);
    i = std::max(next, i + 1);
  }
}

void Gazetteer::route_field(const Lexed& text, RouteField field, Route& out) const {
  Role role = field == RouteField::kFrom ? Role::kFrom : field == RouteField::kTo ? Role::kTo : Role::kExcept;
  for (std::size_t i = 0; i < text.size();) {
    if (text.is_word(i)) {
      const PhraseMatch prefix = prefixes_.match(text, i);
      if (prefix && routes_[prefix.row].role == Role::kExcept && prefix.end < text.size()) {
        role = Role::kExcept;
        i = prefix.end;
        continue;
      }
    }
    const PhraseMatch match = place(text, i, Trust::kCodes);
    const bool code =
        match && (places_[match.row].kind == Kind::kCode2 || places_[match.row].kind == Kind::kCode3);
    // small codes only where the field is nothing but codes: `nl, be`; `or` and `no` are words
    const bool small = code && !is_upper(text.raw(match.begin));
    if (!match || (small && (text.size() > 12 || is_joint(text[i].hash)))) {
      ++i;
      continue;
    }
    // Of a field that says so the whole world is an origin: some markets let sellers choose it.
    if (role == Role::kFrom) add(text, std::span(&match, 1), "route.from", out.from);
    else add_role(text, role, std::span(&match, 1), out);
    i = match.end;
  }
}

std::string_view Gazetteer::country(const Lexed& text) const {
  std::size_t begin = 0, end = text.size();
  while (begin < end && (text[begin].kind == Lex::kBreak || text.is_sign(begin, '('))) ++begin;
  while (end > begin && (text.is_break(end - 1) || text.is_sign(end - 1, '.') || text.is_sign(end - 1, ')')))
    --end;
  if (begin == end) return {};
  const PhraseMatch match = place(text, begin, Trust::kCodes);
  if (!match || match.end < end) return {};
  const std::string_view codes = places_[match.row].codes;
  return codes.find(' ') == std::string_view::npos ? codes : std::string_view();
}

}  // namespace peil::facts
