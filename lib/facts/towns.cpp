// facts/towns.cpp -- towns behind a word that says that goods are there.
#include <algorithm>
#include <array>

#include "base/embedded.hpp"
#include "facts/gazetteer.hpp"

PEIL_EMBEDDED(towns_table, peil_data_facts_towns_tsv)

namespace peil::facts {
namespace {

constexpr std::size_t kReach = 4;  // tokens between the word and the first town

/// Words of other meaning: they need a capital.
bool is_word_too(std::string_view name) {
  constexpr std::array<std::string_view, 17> kWords = {
      "Best", "Goes", "Houten", "Huizen", "Hoorn", "Velp", "Epe", "Urk",  "Soest",
      "Gooi", "Tiel", "Deurne", "Elburg", "Uden",  "Ede",  "Oss", "Weert"};
  return std::find(kWords.begin(), kWords.end(), name) != kWords.end();
}

bool is_capital(char c) { return !(c >= 'a' && c <= 'z'); }

}  // namespace

void Gazetteer::load_towns() {
  each_row(towns_table(), 2, [&](const std::vector<std::string_view>& column) {
    towns_.push_back({column[0], is_word_too(column[0])});
    const auto row = static_cast<std::uint32_t>(towns_.size() - 1);
    town_phrases_.add(column[0], row);
    std::string_view rest = column[1];
    while (!rest.empty()) {
      const std::size_t bar = std::min(rest.find('|'), rest.size());
      town_phrases_.add(rest.substr(0, bar), row);
      rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
  });
  town_phrases_.seal();
  for (std::string_view phrase : {"ophalen",
                                  "op te halen",
                                  "afhalen",
                                  "af te halen",
                                  "regio",
                                  "omgeving",
                                  "in de buurt van",
                                  "nabij",
                                  "rondom",
                                  "pick up",
                                  "pickup",
                                  "pick-up",
                                  "collect in",
                                  "collection",
                                  "meet in",
                                  "meetup",
                                  "meet up",
                                  "bezorgen in",
                                  "bezorging in",
                                  "levering in",
                                  "leveren in",
                                  "bezorgd in",
                                  "locatie",
                                  "te koop in",
                                  "beschikbaar in",
                                  "standort",
                                  "abholung",
                                  "abholen",
                                  "à retirer",
                                  "woonplaats",
                                  "plaats",
                                  "afspreken in",
                                  "location",
                                  "available in",
                                  "delivery in",
                                  "deliver in",
                                  "city",
                                  "stad",
                                  "area",
                                  "region",
                                  "région",
                                  "umgebung",
                                  "in person in",
                                  "based in",
                                  "located in",
                                  "gevestigd in",
                                  "vanuit",
                                  "ville"}) {
    town_words_.add(phrase, 0);
  }
  town_words_.seal();
}

PhraseMatch Gazetteer::town(const Lexed& text, std::size_t at) const {
  if (at >= text.size() || (text[at].kind != Lex::kWord && text[at].kind != Lex::kSign)) return {};
  const PhraseMatch match = town_phrases_.match(text, at);
  if (!match) return {};
  return towns_[match.row].word && !is_capital(text.raw(match.begin)[0]) ? PhraseMatch{} : match;
}

void Gazetteer::towns(const Lexed& text, std::vector<Town>& out) const {
  const auto add = [&](const PhraseMatch& match, std::string_view rule) {
    const std::string_view name = towns_[match.row].name;
    if (std::any_of(out.begin(), out.end(), [&](const Town& town) { return town.value == name; })) return;
    Town town;
    town.start = text[match.begin].start;
    town.end = text[match.end - 1].end;
    town.rule = rule;
    town.value = name;
    out.push_back(town);
  };
  std::size_t reach = 0;  // tokens up to which a town is in the shadow of a word
  for (std::size_t i = 0; i < text.size();) {
    if (text[i].kind == Lex::kBreak && reach > 0) reach = std::min(reach, i + 1);
    if (const PhraseMatch place = town(text, i)) {
      const std::size_t next = place.end;
      // Utrecht en omgeving, Breda e.o.
      std::size_t around = next;
      if (text.is_word(around, "en"_w) || text.is_word(around, "and"_w)) ++around;
      const bool said =
          text.is_word(around) &&
          is_one_of(text[around].hash, {"omgeving"_w, "omstreken"_w, "surroundings"_w, "eo"_w, "area"_w});
      const bool eo =
          text.is_word(next, "e"_w) && text.is_sign(next + 1, '.') && text.is_word(next + 2, "o"_w);
      if (i < reach || said || eo) {
        add(place, "place.town");
        reach = next + kReach;  // Amsterdam, Utrecht en Den Haag
      }
      i = next;
      continue;
    }
    if (text.is_word(i)) {
      if (const PhraseMatch word = town_words_.match(text, i)) {
        reach = word.end + kReach;
        i = word.end;
        continue;
      }
    }
    ++i;
  }
}

std::optional<Town> Gazetteer::town_field(const Lexed& text) const {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const PhraseMatch match = town(text, i)) {
      Town town;
      town.start = text[match.begin].start;
      town.end = text[match.end - 1].end;
      town.rule = "place.field";
      town.value = towns_[match.row].name;
      return town;
    }
  }
  return std::nullopt;
}

}  // namespace peil::facts
