// taxonomy/taxonomy.hpp -- the taxonomy as loaded: labels, terms, and the tables that rules read.
//
// All of it is data (lib/taxonomy/data/, peil-taxonomy(5)): the labels of eight schemes, the lexicon
// with contexts and variants, hosts, level cuts, audience weights, compound parts, gates and the
// numbers of the rules. An investigator adds or replaces rows in a folder of the same files.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "taxonomy/table.hpp"

namespace peil::taxonomy {

enum class Scheme : std::uint8_t { kGoods, kAct, kChannel, kAudience, kRisk, kLevel, kMo, kGrow };
inline constexpr std::size_t kSchemes = 8;
/// "goods", "act", …; also the order in which labels are written.
std::string_view scheme_name(Scheme scheme);
std::optional<Scheme> scheme_from_name(std::string_view name);

/// Weights are whole thousandths: sums are exact and the same in every build.
using Weight = std::int32_t;
inline constexpr Weight kUnit = 1000;
/// 4000 -> 4, 625 -> 0.625.
Decimal to_decimal(Weight weight);

using LabelId = std::uint16_t;
using TermId = std::uint32_t;

struct Label {
  Scheme scheme;
  std::string slug;
  std::string definition;
  std::string name_nl;
  std::string substance;  ///< canonical name where the label is one substance
  std::string euda, misp, nl_basis, eu_basis;
};

enum class Strength : std::uint8_t { kWeak, kMedium, kStrong };
std::string_view strength_name(Strength strength);

/// A word or phrase of context_for or context_against, or a class of shapes such as #mass.
struct ContextWord {
  std::string text;                   ///< as written
  std::vector<std::uint64_t> tokens;  ///< hashes of its folded tokens
  std::uint8_t shape = 0;             ///< Shape bit, when it is a class
};

struct Term {
  std::string text;       ///< as written in the lexicon
  std::string languages;  ///< comma-separated, or xx
  LabelId label;
  Strength strength;
  bool ambiguous;  ///< has an ambiguity other than dict:xx
  std::string ambiguity;
  std::vector<ContextWord> context_for, context_against;
  std::vector<std::string> variants;
  std::string substance;  ///< canonical name, or ""
  std::string source;
  std::string file;  ///< where it was defined
  std::uint32_t line;
  std::uint8_t words;     ///< of its own spelling, as a reader counts them
  bool activity = false;  ///< about goods, no name of them: hennepteelt, drugslab
  bool speaks(std::string_view language) const;
};

struct Cut {
  LabelId label;
  std::string unit;  ///< g, ml, units, or a currency (label is ignored)
  Decimal user, retail;
  std::optional<Decimal> middle;
};

/// A label that numbers beside it make another: mdma with a count and no mass is pills.
struct Refinement {
  LabelId label, becomes;
  std::uint8_t with, without;  ///< Shape bits: one of these is there, none of those
};

/// What the law says of a label, or of one substance below it, between two days.
struct Law {
  LabelId label;
  std::string substance;             ///< canonical name, or "": all of the label
  std::string valid_from, valid_to;  ///< YYYY-MM-DD, both included; "" is open
  std::string status, basis;
};

struct CompoundPart {
  std::string value;
  bool activity = false;           ///< about goods, no offer of them
  LabelId under = 0, becomes = 0;  ///< a head at or below `under` gives `becomes` (both 0: keeps its own)
};

/// Numbers of settings.tsv.
struct Settings {
  Weight strong, medium, medium_without_context, weak, extra_word;
  std::uint32_t window;
  Weight title_threshold, post_other_threshold, body_threshold, long_threshold, risk_threshold, directed,
      possible;
  std::uint32_t long_tokens, report_words;
  Weight report_share;
};

class Index;

/// Read-only once loaded; shared by all workers.
class Taxonomy {
 public:
  /// The files under lib/taxonomy/data, embedded, in loading order.
  static std::vector<SourceFile> builtin_files();
  /// Loads `files`: those of the same base name add up, a later row with the same key replaces the
  /// earlier one, and a term of weight `none` removes it. nullptr when a problem is fatal. `problems`
  /// gets what is wrong, and with `lint` also what is only odd.
  static std::unique_ptr<Taxonomy> load(std::span<const SourceFile> files, std::vector<Problem>& problems,
                                        bool lint = false);
  ~Taxonomy();

  std::span<const Label> labels() const { return labels_; }
  const Label& label(LabelId id) const { return labels_[id]; }
  std::optional<LabelId> find_label(Scheme scheme, std::string_view slug) const;
  /// `scheme:slug`.
  std::string label_name(LabelId id) const;
  /// Whether `id` is `ancestor` or stands below it.
  bool below(LabelId id, LabelId ancestor) const;
  /// Whether a slug is `ancestor` or stands below it.
  static bool below(std::string_view slug, std::string_view ancestor);

  std::span<const Term> terms() const { return terms_; }
  const Term& term(TermId id) const { return terms_[id]; }
  const Index& index() const { return *index_; }

  const Settings& settings() const { return settings_; }
  /// Channel of a host, then of its registrable domain; nullopt when unknown.
  std::optional<LabelId> channel_of_host(std::string_view host, std::string_view domain) const;
  /// A trade that a host bears in its name (growshop-zwolle.example): the channel below shop of which a
  /// term stands in it, the longest first, and the term. Terms of fewer than eight letters are not
  /// looked for.
  std::optional<std::pair<LabelId, std::string_view>> shop_in_host(std::string_view host) const;
  /// Channel of a site's software (any case).
  std::optional<LabelId> channel_of_software(std::string_view software) const;
  /// Weight of an audience signal; 0 when the table has none.
  Weight audience_weight(std::string_view signal) const;
  /// The cut for amounts of a goods label in `unit` (g, ml, units), of the nearest label at or above.
  const Cut* amount_cut(LabelId label, std::string_view unit) const;
  const Cut* price_cut(std::string_view currency) const;

  std::span<const Refinement> refinements() const { return refinements_; }
  /// The law on goods of `label` on a day (YYYY-MM-DD): the row of the substance where one is given and
  /// known, else of the nearest label at or above; the one that began last. nullptr when no row holds.
  const Law* law_on(LabelId label, std::string_view substance, std::string_view day) const;

  struct Compounds {
    std::vector<std::string> heads, links, endings;
    std::vector<CompoundPart> tails;
  };
  const Compounds& compounds() const { return compounds_; }
  /// A word or phrase of a gate: the hashes of its folded tokens.
  struct GateWord {
    std::uint32_t gate;  ///< bit of the gate
    std::vector<std::uint64_t> tokens;
  };
  /// Bit of a gate; 0 when the tables have none of that name.
  std::uint32_t gate_bit(std::string_view name) const;
  /// The words of gates that begin with this token; usually none.
  std::span<const GateWord> gate_words(std::uint64_t first) const {
    if (!(gate_filter_[(first >> 6) % gate_filter_.size()] >> (first & 63) & 1)) return {};
    return find_gate_words(first);
  }

  /// `sha256:…` over the files as loaded, names and bytes: names the taxonomy in records.
  const std::string& digest() const { return digest_; }

 private:
  friend class Loader;
  Taxonomy();

  std::vector<Label> labels_;
  std::map<std::string, LabelId, std::less<>> label_ids_;  // scheme:slug
  std::vector<Term> terms_;
  std::unique_ptr<Index> index_;
  Settings settings_{};
  std::map<std::string, LabelId, std::less<>> hosts_, software_;
  std::vector<std::pair<std::string, LabelId>> shop_names_;  // longest first
  std::map<std::string, Weight, std::less<>> audience_;
  std::vector<Cut> cuts_;
  std::vector<Refinement> refinements_;
  std::vector<Law> laws_;
  Compounds compounds_;
  std::span<const GateWord> find_gate_words(std::uint64_t first) const;
  std::map<std::string, std::uint32_t, std::less<>> gates_;
  std::vector<GateWord> gate_words_;               // sorted by first token
  std::array<std::uint64_t, 1024> gate_filter_{};  // first tokens, by their low bits
  std::string digest_;
};

}  // namespace peil::taxonomy
