// taxonomy/matcher.hpp -- the terms of a text, each with its place, its weight and why it weighs so.
//
// Matching is on whole folded tokens, longest first within each scheme, left to right. A term's
// weight follows TAXONOMY §9: strong 4, medium 2 (0.5 when it is ambiguous and nothing of its
// context_for is within eight tokens), weak 1 with context and else nothing, times 1.25 for two
// words, 1.5 for three; a word of context_against in the window silences it. All numbers are data.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "taxonomy/index.hpp"
#include "taxonomy/shapes.hpp"
#include "taxonomy/taxonomy.hpp"
#include "text/tokens.hpp"

namespace peil::taxonomy {

/// How a hit was found; its name is the `rule` of the evidence.
enum class Rule : std::uint8_t {
  kTerm,      ///< lexicon: the term or a variant as it stands
  kCompound,  ///< lexicon.compound: a Dutch compound or inflection of it
  kDisguise,  ///< lexicon.disguise: k3tamine, c.o.c.a.i.n.e
};
std::string_view rule_name(Rule rule);

/// What the context did to a hit.
/// kNeighbour: no word of context_for, but a strong term of the same branch stands near. kTrade: none,
/// but the word is disguised and an offer or request stands near.
enum class ContextState : std::uint8_t { kNone, kSupported, kNeighbour, kTrade, kMissing, kSilenced };

struct Hit {
  TermId term;
  std::uint32_t first;  ///< its first token
  std::uint16_t count;  ///< its tokens
  LabelId label;        ///< of the term, or what a compound makes of it
  Rule rule;
  ContextState context;
  bool activity;       ///< compound about the goods, not of them: drugshandel
  std::uint16_t word;  ///< which ContextWord spoke, in context_for or context_against
  Weight weight;       ///< 0 when silenced or weak without context
};

/// Finds the hits of texts; keeps its memory between them. Not for use by two threads at once.
class Matcher {
 public:
  explicit Matcher(const Taxonomy& taxonomy);
  ~Matcher();

  /// Replaces `hits`, in order of place; those of weight 0 are among them (they explain). `language`
  /// is the text's (ISO 639-1) or "unknown": weak terms of other languages are not looked at, and
  /// Dutch compounds only in Dutch or unknown texts. `shapes` must be read from the same tokens. `stated`:
  /// classes of amounts that the record states beside this text (a listing's price, its quantities).
  /// Linear in the text for a given taxonomy.
  void find(const text::Tokens& tokens, const Shapes& shapes, std::string_view language,
            std::vector<Hit>& hits, std::uint8_t stated = 0);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::taxonomy
