// facts/gazetteer.hpp -- private to lib/facts: countries, regions, towns, shipping phrases, terms.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "facts/lex.hpp"
#include "facts/phrases.hpp"
#include "facts/route.hpp"
#include "facts/terms.hpp"

namespace peil::facts {

/// Facts of this module in clean text; places are bytes there.
class Gazetteer {
 public:
  Gazetteer();
  /// Takes five bits of interest from `bit` on.
  void interest(std::uint8_t bit, Interests& interests);

  void route(const Lexed& text, Route& out) const;
  void route_field(const Lexed& text, RouteField field, Route& out) const;
  std::string_view country(const Lexed& text) const;
  void towns(const Lexed& text, std::vector<Town>& out) const;
  std::optional<Town> town_field(const Lexed& text) const;

 private:
  enum class Kind : std::uint8_t { kName, kCode2, kCode3, kFlag, kDemonym };
  enum class Role : std::uint8_t { kFrom, kTo, kExcept, kOnly };
  /// How freely a place may be written to count here.
  enum class Trust : std::uint8_t { kNames, kCapitals, kCodes };

  struct PlaceRow {
    Kind kind;
    std::string_view codes;  ///< separated by blanks
  };
  struct RouteRow {
    Role role;
    bool weak;  ///< a single common word: from, uit, no
  };
  struct TownRow {
    std::string_view name;
    bool word;  ///< a word too: needs a capital
  };

  PhraseMatch place(const Lexed& text, std::size_t at, Trust trust, bool demonyms = false) const;
  std::size_t behind_rate(const Lexed& text, std::size_t at) const;
  std::size_t read_list(const Lexed& text, std::size_t at, Trust trust, std::vector<PhraseMatch>& out,
                        std::size_t limit = 300) const;
  void add(const Lexed& text, std::span<const PhraseMatch> places, std::string_view rule,
           std::vector<Place>& out) const;
  void add_role(const Lexed& text, Role role, std::span<const PhraseMatch> places, Route& out) const;
  std::size_t exceptions(const Lexed& text, std::size_t at, Route& out) const;
  std::size_t prefix_at(const Lexed& text, std::size_t at, Route& out) const;
  std::size_t place_at(const Lexed& text, std::size_t at, Route& out) const;
  PhraseMatch town(const Lexed& text, std::size_t at) const;
  void load_towns();

  std::vector<PlaceRow> places_;
  std::vector<RouteRow> routes_;
  std::vector<TownRow> towns_;
  Phrases place_phrases_;
  Phrases prefixes_;
  Phrases suffixes_;
  Phrases town_phrases_;
  Phrases town_words_;
};

/// Means of payment and ways of delivery.
class TermTable {
 public:
  TermTable();
  void interest(std::uint8_t bit, Interests& interests) { phrases_.interest(bit, interests); }
  void read(const Lexed& text, Terms& out) const;

 private:
  struct Row {
    bool payment;
    std::string_view value;
  };
  std::vector<Row> rows_;
  Phrases phrases_;
};

}  // namespace peil::facts
