// labels/analysis.hpp -- the fields of a subject, read once: tokens, shapes, hits, and sums by label.
//
// Every rule works on this: it never goes back to the text. Sums count each distinct term once, at
// its greatest weight.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "labels/subject.hpp"
#include "record/write.hpp"
#include "taxonomy/matcher.hpp"
#include "text/tokens.hpp"

namespace peil::labels {

using taxonomy::Hit;
using taxonomy::LabelId;
using taxonomy::Scheme;
using taxonomy::Taxonomy;
using taxonomy::Weight;

/// One text of the subject. `name` is what evidence calls it: title, text, category_path.0 …
struct Field {
  std::string name;
  std::string_view text;
  text::Tokens tokens;
  taxonomy::Shapes shapes;
  std::vector<Hit> hits;
};

/// A hit with the field it stands in.
struct Place {
  const Field* field;
  const Hit* hit;
};

/// What a label's terms add up to.
struct LabelSum {
  LabelId label;
  Weight weight = 0;
  std::vector<Place> places;  ///< best place of each distinct term, heaviest first
};

/// Range of tokens of a field: a title, a line, a whole text.
struct Unit {
  const Field* field;
  std::uint32_t first, end;  ///< tokens
};

class Analysis {
 public:
  explicit Analysis(const Taxonomy& taxonomy);

  /// Reads the subject's fields; what stood here before is gone.
  void read(const Subject& subject);

  /// Whether the title is that of the thread and not of this message ("Re: …"): then it heads nothing.
  bool reply() const { return reply_; }
  const Field& title() const { return title_; }
  const Field& text() const { return text_; }
  const std::vector<Field>& context() const { return context_; }
  /// The title, or the first line of the text where there is none (or it is a thread's).
  Unit head() const { return head_; }
  /// What of the text is behind the head.
  Unit body() const { return body_; }
  /// Lines of the text (token ranges), not more than kLines; for menus.
  std::vector<Unit> lines() const;
  std::size_t tokens() const { return title_.tokens.size() + text_.tokens.size(); }

  /// Sums of one scheme over units, heaviest first; labels of sum 0 are left out.
  std::vector<LabelSum> sums(Scheme scheme, const std::vector<Unit>& units) const;
  /// Sums of one scheme over title and text.
  std::vector<LabelSum> sums(Scheme scheme) const { return sums(scheme, all()); }
  std::vector<Unit> all() const;

  /// The gates of which a word stands in the unit's first kGateTokens tokens: their bits, and for each
  /// the first token of the first such word.
  struct Gates {
    std::uint32_t bits = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> first;  // gate bit, token
  };
  Gates gates(const Unit& unit) const;
  /// Whether some token of the unit has one of the shape bits.
  static bool has_shape(const Unit& unit, std::uint8_t bits);

  const Taxonomy& taxonomy() const { return taxonomy_; }

 private:
  void fill(Field& field, std::string_view name, std::string_view text, std::string_view language,
            std::uint8_t stated = 0);

  struct Ordered {
    const Field* field;
    const Hit* hit;
    std::uint32_t order;
  };

  const Taxonomy& taxonomy_;
  mutable std::vector<Ordered> places_;  // room for sums()
  text::Tokenizer tokenizer_;
  taxonomy::Matcher matcher_;
  Field title_, text_;
  std::vector<Field> context_;
  Unit head_{}, body_{};
  bool reply_ = false;
};

inline constexpr std::size_t kLines = 2000;
inline constexpr std::uint32_t kGateTokens = 200;

/// Evidence of a hit: the bytes as they stand, its place, rule and weight.
Evidence evidence_of(const Place& place);
/// Evidence of tokens [first, last] of a field.
Evidence evidence_of(const Field& field, std::uint32_t first, std::uint32_t last, std::string_view rule);

/// Evidence of an amount or a price, with its currency sign.
Evidence evidence_of(const Field& field, const taxonomy::Amount& amount, std::string_view rule);

/// What the law says of a goods label on the day of the observation.
struct LawNote {
  std::string status, basis, since, substance;  ///< "" where not known or not of one substance
};

/// One verdict.
struct Verdict {
  Scheme scheme;
  std::string label;
  Weight weight = 0;
  std::vector<Evidence> evidence;
  /// A calibrated probability; absent where no model speaks.
  std::optional<Decimal> score = {};
  std::vector<LawNote> law = {};  ///< of goods, where the day is known
};

/// Most evidence written for one label: the heaviest.
inline constexpr std::size_t kEvidence = 8;

}  // namespace peil::labels
