// taxonomy/matcher.cpp -- one walk over the tokens.
#include "taxonomy/matcher.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_set>

namespace peil::taxonomy {

namespace {

using text::TokenKind;

/// The digit that stands for a letter in disguise; 0 when none. `one` is what 1 stands for.
char undisguise(char c, char one) {
  switch (c) {
    case '0': return 'o';
    case '1': return one;
    case '3': return 'e';
    case '4': return 'a';
    case '5': return 's';
    case '7': return 't';
    case '8': return 'b';
    default: return c >= '0' && c <= '9' ? '\0' : c;
  }
}

/// Slot in the gate for a word's first letters, at most five.
std::size_t gate_slot(std::string_view word, std::size_t letters) {
  std::uint64_t first = 0;
  std::memcpy(&first, word.data(), std::min(letters, word.size()));
  return static_cast<std::size_t>((first * 0x9E3779B97F4A7C15u) >> 48);
}

}  // namespace

std::string_view rule_name(Rule rule) {
  return rule == Rule::kTerm ? "lexicon" : rule == Rule::kCompound ? "lexicon.compound" : "lexicon.disguise";
}

struct Matcher::State {
  explicit State(const Taxonomy& t) : taxonomy(t), index(t.index()), settings(t.settings()) {
    const auto& compounds = t.compounds();
    extra_heads.insert(compounds.heads.begin(), compounds.heads.end());
    links.assign(1, "");
    links.insert(links.end(), compounds.links.begin(), compounds.links.end());
    for (const auto& head : compounds.heads) allow(head);
    for (TermId id = 0; id < t.terms().size(); ++id) {
      const Term& term = t.term(id);
      if (term.words == 1 && t.label(term.label).scheme == Scheme::kGoods && is_head(id)) {
        auto try_head = [&](const std::string& spelling) {
          tokenizer.tokenize(spelling, scratch);
          if (scratch.size() == 1 && scratch.folded(0).size() >= 4) allow(scratch.folded(0));
        };
        try_head(term.text);
        for (const auto& variant : term.variants) try_head(variant);
      }
    }
    for (const auto& tail : compounds.tails)
      tails[static_cast<unsigned char>(tail.value.back())].push_back(&tail);
    for (auto& list : tails) {
      std::stable_sort(list.begin(), list.end(), [](const CompoundPart* a, const CompoundPart* b) {
        return a->value.size() > b->value.size();
      });
    }
    compounding = !compounds.tails.empty() || !compounds.endings.empty();
  }

  bool is_head(TermId id) const {
    const Term& term = taxonomy.term(id);
    return term.text.size() >= 4 && term.strength != Strength::kWeak &&
           (term.strength == Strength::kStrong || !term.ambiguous);
  }
  /// Lets words that begin like `head` be tried as compounds.
  void allow(std::string_view head) {
    auto set = [this](std::string_view word, std::size_t letters) {
      const auto slot = gate_slot(word, letters);
      gate[slot >> 6] |= std::uint64_t{1} << (slot & 63);
    };
    if (head.size() >= 5) return set(head, 5);
    if (head.size() == 4) return set(head, 4);
    for (char next = 'a'; next <= 'z'; ++next) set(std::string(head) + next, 4);
  }
  bool may_compound(std::string_view word) const {
    const auto four = gate_slot(word, 4), five = gate_slot(word, 5);
    return ((gate[four >> 6] >> (four & 63)) | (gate[five >> 6] >> (five & 63))) & 1;
  }

  /// The goods term that `head` is in a compound, if any.
  std::optional<TermId> head_term(std::string_view head, bool inflected) const {
    if (head.size() < (inflected ? 5u : 3u)) return std::nullopt;
    const bool extra = !inflected && extra_heads.contains(std::string(head));
    for (TermId id : index.find_word(head)) {
      if (taxonomy.label(taxonomy.term(id).label).scheme != Scheme::kGoods) continue;
      if (extra || (head.size() >= 4 && is_head(id))) return id;
    }
    return std::nullopt;
  }

  Weight base(const Term& term) const {
    return term.strength == Strength::kStrong ? settings.strong : settings.medium;
  }

  bool compound(std::string_view word, std::uint32_t at, std::vector<Hit>& hits) const {
    for (const CompoundPart* tail : tails[static_cast<unsigned char>(word.back())]) {
      if (!word.ends_with(tail->value)) continue;
      const std::string_view rest = word.substr(0, word.size() - tail->value.size());
      for (const auto& link : links) {
        if (!rest.ends_with(link)) continue;
        const auto id = head_term(rest.substr(0, rest.size() - link.size()), false);
        if (!id) continue;
        LabelId label = taxonomy.term(*id).label;
        if (tail->becomes != tail->under && taxonomy.below(label, tail->under)) label = tail->becomes;
        hits.push_back({*id, at, 1, label, Rule::kCompound, ContextState::kNone, tail->activity, 0,
                        base(taxonomy.term(*id))});
        return true;
      }
    }
    for (const auto& ending : taxonomy.compounds().endings) {
      if (!word.ends_with(ending)) continue;
      if (const auto id = head_term(word.substr(0, word.size() - ending.size()), true)) {
        hits.push_back({*id, at, 1, taxonomy.term(*id).label, Rule::kCompound, ContextState::kNone, false, 0,
                        base(taxonomy.term(*id))});
        return true;
      }
    }
    return false;
  }

  /// Goods terms that are spelt so once they are taken out of their disguise: a strong one as it is, else
  /// the medium ones, which need their context as when written plainly ("c0ke 1 g"; "sp33d" is a nickname).
  bool disguised(std::string_view word, std::uint32_t at, std::uint16_t count, std::vector<Hit>& hits) const {
    const std::size_t before = hits.size();
    for (const Strength wanted : {Strength::kStrong, Strength::kMedium}) {
      for (TermId id : index.find_word(word)) {
        const Term& term = taxonomy.term(id);
        if (term.strength != wanted || taxonomy.label(term.label).scheme != Scheme::kGoods) continue;
        hits.push_back(
            {id, at, count, term.label, Rule::kDisguise, ContextState::kNone, false, 0, settings.strong});
        if (wanted == Strength::kStrong) return true;
      }
      if (hits.size() != before) return true;
    }
    return false;
  }

  bool leet(std::string_view word, std::uint32_t at, std::vector<Hit>& hits) const {
    if (word.size() < 4 || word.size() > 24 || word[0] < 'a') return false;
    for (char one : {'i', 'l'}) {
      std::string plain;
      std::size_t digits = 0;
      for (char c : word) {
        const char letter = undisguise(c, one);
        if (letter == '\0') return false;
        digits += letter != c;
        plain.push_back(letter);
      }
      if (2 * digits > word.size()) return false;
      if (disguised(plain, at, 1, hits)) return true;
    }
    return false;
  }

  /// Letters set apart: returns how many tokens from `at` were read (0: no such run).
  std::size_t spaced(const text::Tokens& tokens, std::size_t at, std::vector<Hit>& hits) const {
    std::string word;
    bool blank = false;
    std::size_t end = at;
    while (end < tokens.size() && tokens[end].folded_size == 1 && tokens[end].kind == TokenKind::kWord) {
      if (end > at) blank |= (tokens[end].gap & text::kGapSpace) != 0;
      if (word.size() < 24) word += tokens.folded(end);
      ++end;
    }
    const std::size_t count = end - at;
    // Initials and columns stand so too: four with blanks between them at least.
    if (count >= (blank ? 4u : 3u) && count <= 24 &&
        disguised(word, static_cast<std::uint32_t>(at), static_cast<std::uint16_t>(count), hits)) {
      return count;
    }
    return count > 1 ? count : 0;
  }

  /// First word of `list` that stands in the window, or list.size().
  std::size_t search(const std::vector<ContextWord>& list, const text::Tokens& tokens, const Shapes& shapes,
                     std::size_t first, std::size_t end, std::uint8_t stated = 0) const {
    const std::size_t from = first > settings.window ? first - settings.window : 0;
    const std::size_t to = std::min<std::size_t>(tokens.size(), end + settings.window);
    for (std::size_t w = 0; w < list.size(); ++w) {
      const ContextWord& word = list[w];
      if (word.shape & stated) return w;
      for (std::size_t i = from; i < to; ++i) {
        if (i == first) {
          i = end;
          if (i >= to) break;
        }
        if (word.shape != 0) {
          if (shapes.at(i) & word.shape) return w;
          continue;
        }
        if (tokens[i].hash != word.tokens[0]) continue;
        std::size_t k = 1;
        while (k < word.tokens.size() && i + k < tokens.size() && tokens[i + k].hash == word.tokens[k]) ++k;
        if (k == word.tokens.size()) return w;
      }
    }
    return list.size();
  }

  /// Whether the term is of goods that are sold by mass.
  bool weighed_out(const Term& term) const {
    return taxonomy.label(term.label).scheme == Scheme::kGoods &&
           std::any_of(term.context_for.begin(), term.context_for.end(),
                       [](const ContextWord& each) { return (each.shape & kMass) != 0; });
  }

  void weigh(const text::Tokens& tokens, const Shapes& shapes, std::uint8_t stated, Hit& hit) const {
    const Term& term = taxonomy.term(hit.term);
    const std::size_t end = hit.first + hit.count;
    if (!term.context_against.empty()) {
      const auto at = search(term.context_against, tokens, shapes, hit.first, end);
      if (at < term.context_against.size()) {
        hit.context = ContextState::kSilenced;
        hit.word = static_cast<std::uint16_t>(at);
        hit.weight = 0;
        return;
      }
    }
    Weight weight = settings.strong;
    if (term.strength != Strength::kStrong) {
      bool supported = term.context_for.empty() && term.strength == Strength::kMedium;
      if (!term.context_for.empty()) {
        const auto at = search(term.context_for, tokens, shapes, hit.first, end, stated);
        supported = at < term.context_for.size();
        hit.word = static_cast<std::uint16_t>(supported ? at : 0);
        hit.context = supported ? ContextState::kSupported : ContextState::kMissing;
      }
      if (term.strength == Strength::kWeak) {
        // A weak term without any context of its own (act words, risk phrases) counts as it stands.
        const bool bare = term.context_for.empty() && !term.ambiguous;
        weight = supported || bare ? settings.weak : 0;
        // "groen 10 g 80": what is weighed out at the price of the street is not the colour.
        if (supported && weighed_out(term) && search(street, tokens, shapes, hit.first, end, stated) == 0)
          weight = settings.medium;
      } else {
        weight = supported || term.ambiguity.empty() ? settings.medium : settings.medium_without_context;
      }
    }
    if (hit.count > 1 && term.words > 1) {
      weight = static_cast<Weight>(std::int64_t{weight} * (kUnit + settings.extra_word * (term.words - 1)) /
                                   kUnit);
    }
    hit.weight = weight;
  }

  /// Weighs the hits from `before` on, found in disguise, by their context where they are not strong.
  void unmask(const text::Tokens& tokens, const Shapes& shapes, std::uint8_t stated, std::size_t before,
              std::vector<Hit>& hits) const {
    for (; before < hits.size(); ++before) {
      if (taxonomy.term(hits[before].term).strength != Strength::kStrong)
        weigh(tokens, shapes, stated, hits[before]);
    }
  }

  /// A word for a form or for the trade at large (capsules), which anything beside it may have.
  static bool is_form(const Term& term) {
    return term.ambiguity == "form" || term.ambiguity.ends_with("; form");
  }

  /// Goods named in a row explain each other: "keta speed coke". An ambiguous medium term without its
  /// context counts whole when a strong term of its top branch stands within `kRow` tokens.
  void neighbours(std::vector<Hit>& hits) const {
    constexpr std::uint32_t kRow = 4;
    auto branch = [this](const Hit& hit) {
      const std::string& slug = taxonomy.label(hit.label).slug;
      return std::string_view(slug).substr(0, slug.find('.'));
    };
    auto goods = [this](const Hit& hit) { return taxonomy.label(hit.label).scheme == Scheme::kGoods; };
    for (std::size_t i = 0; i < hits.size(); ++i) {
      Hit& hit = hits[i];
      if (hit.context != ContextState::kMissing || hit.weight != settings.medium_without_context ||
          !goods(hit) || is_form(taxonomy.term(hit.term)))
        continue;
      auto supports = [&](const Hit& other) {
        return goods(other) && other.weight >= settings.strong && branch(other) == branch(hit) &&
               other.label != hit.label;
      };
      for (std::size_t k = i; k-- > 0 && hits[k].first + hits[k].count + kRow > hit.first;) {
        if (supports(hits[k])) hit.context = ContextState::kNeighbour;
      }
      for (std::size_t k = i + 1; k < hits.size() && hits[k].first < hit.first + hit.count + kRow; ++k) {
        if (supports(hits[k])) hit.context = ContextState::kNeighbour;
      }
      if (hit.context == ContextState::kNeighbour) hit.weight = settings.medium;
    }
  }

  /// Nobody hides the name of a drink: a disguised word that lacks its context counts whole where
  /// something is offered or asked for near it ("c0ke te koop").
  void trades(std::vector<Hit>& hits) const {
    for (std::size_t i = 0; i < hits.size(); ++i) {
      Hit& hit = hits[i];
      if (hit.rule != Rule::kDisguise || hit.context != ContextState::kMissing) continue;
      auto trade = [&](const Hit& other) {
        const auto& label = taxonomy.label(other.label);
        return label.scheme == Scheme::kAct && other.weight > 0 &&
               (label.slug == "offer" || label.slug == "request");
      };
      bool found = false;
      for (std::size_t k = i; k-- > 0 && hits[k].first + hits[k].count + settings.window > hit.first;)
        found |= trade(hits[k]);
      for (std::size_t k = i + 1; k < hits.size() && hits[k].first < hit.first + hit.count + settings.window;
           ++k)
        found |= trade(hits[k]);
      if (!found) continue;
      hit.context = ContextState::kTrade;
      hit.weight = settings.medium;
    }
  }

  const Taxonomy& taxonomy;
  const Index& index;
  const Settings& settings;
  text::Tokenizer tokenizer;
  text::Tokens scratch;
  std::unordered_set<std::string> extra_heads;
  std::vector<std::string> links;
  std::array<std::uint64_t, 1024> gate{};  // words that begin like a head
  std::array<std::vector<const CompoundPart*>, 256> tails;
  bool compounding = false;
  std::vector<ContextWord> street{{"#street", {}, kStreet}};
};

Matcher::Matcher(const Taxonomy& taxonomy) : state_(std::make_unique<State>(taxonomy)) {}
Matcher::~Matcher() = default;

void Matcher::find(const text::Tokens& tokens, const Shapes& shapes, std::string_view language,
                   std::vector<Hit>& hits, std::uint8_t stated) {
  const State& state = *state_;
  if (language == "af") language = "nl";  // a short Dutch text often passes for Afrikaans
  const Index& index = state.index;
  const bool unknown = language == "unknown" || language.empty();
  const bool compounds = state.compounding && (unknown || language == "nl");
  hits.clear();
  std::array<std::size_t, kSchemes> free{};  // first token that no hit of the scheme covers yet
  std::array<Index::Found, kTermTokens> found;
  std::size_t letters_read = 0;
  constexpr std::size_t kGoods = static_cast<std::size_t>(Scheme::kGoods);

  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const text::Token& token = tokens[at];
    bool goods_here = false;
    std::size_t n = index.may_begin(tokens, at) ? index.find(tokens, at, found) : 0;
    if (n > 0) {
      std::array<std::size_t, kSchemes> length{};
      while (n-- > 0) {
        for (TermId id : index.terms_of(found[n].spelling)) {
          const Term& term = state.taxonomy.term(id);
          const auto scheme = static_cast<std::size_t>(state.taxonomy.label(term.label).scheme);
          if (free[scheme] > at && length[scheme] == 0) continue;
          if (length[scheme] != 0 && length[scheme] != found[n].tokens) continue;
          if (term.strength == Strength::kWeak && !unknown && !term.speaks(language)) continue;
          length[scheme] = found[n].tokens;
          Hit hit{id,
                  static_cast<std::uint32_t>(at),
                  found[n].tokens,
                  term.label,
                  Rule::kTerm,
                  ContextState::kNone,
                  false,
                  0,
                  0};
          state.weigh(tokens, shapes, stated, hit);
          hits.push_back(hit);
        }
      }
      for (std::size_t s = 0; s < kSchemes; ++s) {
        if (length[s] != 0) free[s] = at + length[s];
      }
      goods_here = length[kGoods] != 0;
    }
    if (goods_here || free[kGoods] > at) continue;
    if (token.kind == TokenKind::kWord) {
      if (token.folded_size == 1) {
        if (at >= letters_read) {
          const std::size_t before = hits.size();
          const std::size_t read = state.spaced(tokens, at, hits);
          letters_read = at + read;
          if (hits.size() != before) free[kGoods] = at + read;
          state.unmask(tokens, shapes, stated, before, hits);
        }
      } else if (compounds && token.folded_size >= 6 && state.may_compound(tokens.folded(at))) {
        if (state.compound(tokens.folded(at), static_cast<std::uint32_t>(at), hits)) free[kGoods] = at + 1;
      }
    } else if (token.kind == TokenKind::kMixed) {
      const std::size_t before = hits.size();
      if (state.leet(tokens.folded(at), static_cast<std::uint32_t>(at), hits)) free[kGoods] = at + 1;
      state.unmask(tokens, shapes, stated, before, hits);
    }
  }
  state.neighbours(hits);
  state.trades(hits);
}

}  // namespace peil::taxonomy
