// labels/goods.cpp -- which goods, by the words of the title first.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "labels/rules.hpp"

namespace peil::labels {

namespace {

using taxonomy::kUnit;
using taxonomy::Strength;

constexpr std::uint8_t kAmountShapes =
    taxonomy::kMass | taxonomy::kMg | taxonomy::kUg | taxonomy::kMl | taxonomy::kCount;
constexpr std::string_view kThingWhy = "a thing of that name";
constexpr std::string_view kThing = "taken away: a thing of that name";
constexpr std::uint32_t kPurposeTokens = 4;   // before a drug in which a word of purpose stands
constexpr std::uint32_t kThingTokens = 4;     // behind a name in which the thing stands
constexpr Weight kContextWeight = 2 * kUnit;  // a shelf speaks as a medium term does

bool is_drug(const Taxonomy& t, LabelId label) { return Taxonomy::below(t.label(label).slug, "drug"); }
bool is_cannabis(const Taxonomy& t, LabelId label) {
  return Taxonomy::below(t.label(label).slug, "drug.cannabis");
}

/// Whether it may be sold as a drink: a drink of that name is then no brand.
bool is_drunk(const Taxonomy& t, LabelId label) {
  const std::string_view slug = t.label(label).slug;
  return slug == "drug" || is_cannabis(t, label) || Taxonomy::below(slug, "drug.ghb") ||
         Taxonomy::below(slug, "drug.opioid.rx") || Taxonomy::below(slug, "drug.nps") ||
         Taxonomy::below(slug, "drug.hallucinogen") || Taxonomy::below(slug, "drug.medicine");
}

/// One unit being judged: its sums, less what the gates take away.
class UnitJudge {
 public:
  UnitJudge(const Analysis& analysis, const Unit& unit)
      : analysis_(analysis),
        taxonomy_(analysis.taxonomy()),
        unit_(unit),
        sums_(analysis.sums(Scheme::kGoods, {unit})),
        gates_(analysis.gates(unit)) {
    // A name of a strain that is too ambiguous to count by itself still fits a shelf.
    for (const Hit& hit : unit.field->hits) {
      if (hit.first >= unit.first && hit.first < unit.end && hit.context != taxonomy::ContextState::kSilenced)
        strain_ |= is_cannabis(taxonomy_, hit.label);
    }
  }

  std::vector<LabelSum>& sums() { return sums_; }
  const std::vector<std::pair<LabelSum, std::string>>& removed() const { return removed_; }
  const std::vector<std::pair<LabelId, Evidence>>& added() const { return added_; }

  /// The gates, in order (peil-taxonomy(5), GATES). `seed_shelf`: evidence that what stands here is
  /// seeds (its shelf or the page's title says so), or nullptr.
  void gates(const Evidence* seed_shelf) {
    std::uint32_t at = 0;
    remove(kThingWhy, [&](LabelId id) { return is_drug(taxonomy_, id) && names_thing(id); });
    remove("named as what a tool or a test is for",
           [&](LabelId id) { return is_drug(taxonomy_, id) && is_purpose(id); });
    if (!strong_drug() && gate("clothing_book", &at)) {
      remove("a clothing or book word and no strong drug term", [&](LabelId id) {
        return is_drug(taxonomy_, id) || Taxonomy::below(taxonomy_.label(id).slug, "cultivation");
      });
    }
    if (gate("guide", &at) && !Analysis::has_shape(unit_, kAmountShapes)) {
      const bool trade =
          std::any_of(sums_.begin(), sums_.end(), [&](const LabelSum& sum) { return traded(sum.label); });
      if (trade) only("other.guides", at, "a guide about them, without an amount");
    }
    // "Paddo growkit Golden Teacher": mushrooms that are yet to grow, unless dried ones are weighed out.
    const bool kit = std::any_of(sums_.begin(), sums_.end(), [&](const LabelSum& sum) {
      return taxonomy_.label(sum.label).slug == "cultivation.mushroom" &&
             sum.weight >= taxonomy_.settings().strong;
    });
    if (kit && !Analysis::has_shape(unit_, taxonomy::kMass | taxonomy::kMg)) {
      remove("a kit or spores for growing them, without a mass", [&](LabelId id) {
        const std::string& slug = taxonomy_.label(id).slug;
        return slug == "drug.hallucinogen.psilocybin" || slug == "drug.hallucinogen.truffle";
      });
    }
    bool cannabis = std::any_of(sums_.begin(), sums_.end(), [&](const LabelSum& sum) {
      return is_cannabis(taxonomy_, sum.label) || taxonomy_.label(sum.label).slug == "cultivation.seeds";
    });
    // "Gorillaz Automatic Seeds": the title says seeds, the text says of what.
    const bool seeds = gate("seed", &at);
    std::uint32_t tool_at = 0;
    const bool tool = gate("tool", &tool_at) && !Analysis::has_shape(unit_, taxonomy::kMass | taxonomy::kMg);
    if (!cannabis && (seeds || tool) && sums_.empty()) cannabis = cannabis_in_text();
    // "Northern Lights" on the shelf of seeds, if nobody weighs it out.
    if (seed_shelf != nullptr && (cannabis || seeds || strain_) &&
        !Analysis::has_shape(unit_, taxonomy::kMass | taxonomy::kMg)) {
      only("cultivation.seeds", at, "its shelf is one of seeds", "", seed_shelf);
      return;
    }
    if (cannabis && seeds) {
      only("cultivation.seeds", at, "a seed word beside cannabis");
      return;
    }
    // "stekken white widow 3,50 p.st.": a plant of that name, yet to grow.
    if ((cannabis || (strain_ && seed_shelf == nullptr)) && gate("cutting", &at) &&
        !Analysis::has_shape(unit_, taxonomy::kMass | taxonomy::kMg)) {
      only("cultivation.cuttings", at, "a word for cuttings beside cannabis", "drug.cannabis");
    }
    if (cannabis && gate("cbd", &at) && !offers_thc()) {
      only("drug.cannabis.cbd", at, "CBD without THC", "drug.cannabis");
    }
    if (tool) {
      const bool named = std::any_of(sums_.begin(), sums_.end(), [&](const LabelSum& sum) {
        return Taxonomy::below(taxonomy_.label(sum.label).slug, "paraphernalia");
      });
      if (cannabis || named) {
        remove("a tool word without an amount", [&](LabelId id) { return is_drug(taxonomy_, id); });
        if (!named) add("paraphernalia.smoking", tool_at);
      }
    }
  }

  /// What numbers make of a label (refine.tsv): 10 xtc are pills.
  void refine() {
    for (const auto& rule : taxonomy_.refinements()) {
      const auto at = std::find_if(sums_.begin(), sums_.end(),
                                   [&](const LabelSum& sum) { return sum.label == rule.label; });
      if (at == sums_.end() || !Analysis::has_shape(unit_, rule.with) ||
          Analysis::has_shape(unit_, rule.without))
        continue;
      const auto there = std::find_if(sums_.begin(), sums_.end(),
                                      [&](const LabelSum& sum) { return sum.label == rule.becomes; });
      if (there == sums_.end()) {
        at->label = rule.becomes;
        continue;
      }
      there->weight += at->weight;
      there->places.insert(there->places.end(), at->places.begin(), at->places.end());
      sums_.erase(at);
    }
  }

  /// Own sum and that of its ancestors: "cannabis" supports "amnesia haze".
  Weight support(const LabelSum& sum) const {
    Weight total = 0;
    for (const LabelSum& other : sums_) {
      if (taxonomy_.below(sum.label, other.label)) total += other.weight;
    }
    return total;
  }

 private:
  bool gate(std::string_view name, std::uint32_t* at) const {
    const std::uint32_t bit = taxonomy_.gate_bit(name);
    if (!(gates_.bits & bit)) return false;
    for (const auto& [gate, token] : gates_.first) {
      if (gate == bit && at != nullptr) *at = token;
    }
    return true;
  }
  bool traded(LabelId id) const {
    const std::string& name = taxonomy_.label(id).slug;
    return Taxonomy::below(name, "drug") || Taxonomy::below(name, "cultivation") ||
           Taxonomy::below(name, "precursor") || Taxonomy::below(name, "weapon");
  }
  /// Whether a tool, a test or a cutting agent is named first, and each place of the label stands behind a
  /// word of purpose ("testkit voor xtc", "versnijdingsmiddel voor coke"), and nothing of it is weighed out.
  bool is_purpose(LabelId label) const {
    std::uint32_t tool = unit_.end;
    for (const Hit& hit : unit_.field->hits) {
      if (hit.first < unit_.first || hit.first >= unit_.end || hit.weight < taxonomy_.settings().medium)
        continue;
      const std::string_view slug = taxonomy_.label(hit.label).slug;
      if (taxonomy_.label(hit.label).scheme == Scheme::kGoods &&
          (Taxonomy::below(slug, "paraphernalia") || Taxonomy::below(slug, "precursor") ||
           slug == "cultivation.processing"))
        tool = std::min(tool, hit.first);
    }
    if (tool == unit_.end) return false;
    const std::uint32_t bit = taxonomy_.gate_bit("purpose");
    bool any = false;
    for (const Hit& hit : unit_.field->hits) {
      if (hit.first < unit_.first || hit.first >= unit_.end || hit.label != label || hit.weight == 0)
        continue;
      any = true;
      const std::uint32_t from =
          std::max(tool, hit.first - std::min<std::uint32_t>(hit.first, kPurposeTokens));
      if (hit.first <= tool || !(analysis_.gates({unit_.field, from, hit.first}).bits & bit)) return false;
    }
    return any;
  }
  /// Whether THC is there, and not said to be absent ("zonder THC", "<0,2% THC").
  bool offers_thc() const {
    std::uint32_t at = 0;
    if (!gate("thc", &at)) return false;
    const std::uint32_t from = at - std::min<std::uint32_t>(at - unit_.first, kPurposeTokens);
    return !(analysis_.gates({unit_.field, from, at}).bits & taxonomy_.gate_bit("free_of"));
  }
  bool cannabis_in_text() const {
    for (const Hit& hit : analysis_.text().hits) {
      const std::string& slug = taxonomy_.label(hit.label).slug;
      if (taxonomy_.label(hit.label).scheme == Scheme::kGoods && hit.weight >= taxonomy_.settings().medium &&
          (Taxonomy::below(slug, "drug.cannabis") || slug == "cultivation.seeds")) {
        return true;
      }
    }
    return false;
  }
  bool strong_drug() const {
    for (const LabelSum& sum : sums_) {
      if (!is_drug(taxonomy_, sum.label)) continue;
      for (const Place& place : sum.places) {
        if (taxonomy_.term(place.hit->term).strength == Strength::kStrong) return true;
      }
    }
    return false;
  }
  template <class Test>
  void remove(std::string_view why, Test&& test) {
    for (auto at = sums_.begin(); at != sums_.end();) {
      if (!test(at->label)) {
        ++at;
        continue;
      }
      removed_.emplace_back(std::move(*at), std::string(why));
      at = sums_.erase(at);
    }
  }
  void add(std::string_view slug, std::uint32_t token) {
    const auto id = taxonomy_.find_label(Scheme::kGoods, slug);
    if (!id) return;
    Evidence evidence = evidence_of(*unit_.field, token, token, "gate");
    evidence.weight = taxonomy::to_decimal(taxonomy_.settings().title_threshold);
    added_.emplace_back(*id, std::move(evidence));
  }
  /// Keeps `slug` alone among the labels of `scope` ("" for drug, precursor and cultivation).
  void only(std::string_view slug, std::uint32_t token, std::string_view why, std::string_view scope = "",
            const Evidence* from = nullptr) {
    const bool there = std::any_of(sums_.begin(), sums_.end(), [&](const LabelSum& sum) {
      return taxonomy_.label(sum.label).slug == slug && sum.weight >= taxonomy_.settings().title_threshold;
    });
    remove(why, [&](LabelId id) {
      const std::string& name = taxonomy_.label(id).slug;
      if (name == slug) return false;
      if (!scope.empty()) return Taxonomy::below(name, scope);
      return traded(id);
    });
    if (there) return;
    if (from == nullptr) return add(slug, token);
    if (const auto id = taxonomy_.find_label(Scheme::kGoods, slug)) added_.emplace_back(*id, *from);
  }
  /// Whether each place of the label is the name of a thing: "XTC Advanced mountainbike", "Cocaine energy
  /// drink". The thing stands close behind, in the same clause and without a word such as "on" between;
  /// an amount by mass says that it is no name.
  bool names_thing(LabelId label) const {
    if (Analysis::has_shape(unit_, taxonomy::kMass | taxonomy::kMg | taxonomy::kUg)) return false;
    const std::uint32_t bit = taxonomy_.gate_bit("thing");
    const std::uint32_t drink = taxonomy_.gate_bit("drink");
    const std::uint32_t link = taxonomy_.gate_bit("not_a_name");
    if (!((gates_.bits & bit) || ((gates_.bits & drink) && !is_drunk(taxonomy_, label)))) return false;
    const std::uint32_t things = is_drunk(taxonomy_, label) ? bit : bit | drink;
    bool any = false;
    for (const Hit& hit : unit_.field->hits) {
      if (hit.first < unit_.first || hit.first >= unit_.end || hit.label != label || hit.weight == 0)
        continue;
      any = true;
      const std::uint32_t end = std::min(unit_.end, hit.first + hit.count + kThingTokens);
      bool thing = false;
      for (std::uint32_t i = hit.first + hit.count; i < end && !thing; ++i) {
        if (unit_.field->tokens[i].gap & (text::kGapStop | text::kGapLine)) break;
        const std::uint32_t bits = analysis_.gates({unit_.field, i, std::min(unit_.end, i + 2)}).bits;
        if (analysis_.gates({unit_.field, i, i + 1}).bits & link) break;
        thing = (bits & things) != 0;
      }
      if (!thing) return false;
    }
    return any;
  }

  const Analysis& analysis_;
  const Taxonomy& taxonomy_;
  Unit unit_;
  std::vector<LabelSum> sums_;
  Analysis::Gates gates_;
  bool strain_ = false;  ///< a term of cannabis stands here, counted or not
  std::vector<std::pair<LabelSum, std::string>> removed_;
  std::vector<std::pair<LabelId, Evidence>> added_;
};

std::vector<Evidence> evidence_of(const LabelSum& sum) {
  std::vector<Evidence> list;
  for (const Place& place : sum.places) {
    if (list.size() == kEvidence) break;
    list.push_back(labels::evidence_of(place));
  }
  return list;
}

/// Collects candidates over units; a label is weighed once, by the unit that gives it most.
class Collector {
 public:
  Collector(const Taxonomy& taxonomy, Goods& goods, bool listing)
      : taxonomy_(taxonomy), goods_(goods), listing_(listing) {}

  /// Judges one unit; returns whether it gave a label.
  bool judge(const Analysis& analysis, const Unit& unit, Weight threshold, std::string_view why,
             const std::map<LabelId, Candidate>* shelf = nullptr, const Evidence* seed_shelf = nullptr) {
    if (unit.first >= unit.end) return false;
    UnitJudge judge(analysis, unit);
    if (shelf != nullptr) support_by_shelf(judge, *shelf);
    judge.gates(seed_shelf);
    judge.refine();
    bool any = false;
    for (const LabelSum& sum : judge.sums()) {
      std::vector<Evidence> evidence = evidence_of(sum);
      if (shelf != nullptr) {
        if (const auto at = shelf_of(*shelf, sum.label)) {
          evidence.insert(evidence.end(), at->evidence.begin(), at->evidence.end());
        }
      }
      const bool other = !listing_ && Taxonomy::below(taxonomy_.label(sum.label).slug, "other");
      const Weight needed =
          other ? std::max(threshold, taxonomy_.settings().post_other_threshold) : threshold;
      const Weight support = judge.support(sum);
      any |= put({sum.label, support, needed, support >= needed, std::move(evidence), std::string(why)});
    }
    for (const auto& [label, evidence] : judge.added()) {
      any |= put({label,
                  taxonomy_.settings().title_threshold,
                  threshold,
                  taxonomy_.settings().title_threshold >= threshold,
                  {evidence},
                  std::string(why)});
    }
    for (const auto& [sum, gate] : judge.removed()) {
      put({sum.label, sum.weight, threshold, false, evidence_of(sum), "taken away: " + gate});
    }
    return any;
  }

  bool put(Candidate candidate) {
    const bool chosen = candidate.chosen;
    for (Candidate& have : goods_.candidates) {
      if (have.label != candidate.label) continue;
      if (candidate.chosen > have.chosen ||
          (candidate.chosen == have.chosen && candidate.weight > have.weight)) {
        have = std::move(candidate);
      }
      return chosen;
    }
    goods_.candidates.push_back(std::move(candidate));
    return chosen;
  }

 private:
  const Candidate* shelf_of(const std::map<LabelId, Candidate>& shelf, LabelId label) const {
    for (const auto& [id, candidate] : shelf) {
      if (taxonomy_.below(label, id) || taxonomy_.below(id, label)) return &candidate;
    }
    return nullptr;
  }
  /// A shelf adds its weight to labels of its own branch that the words give.
  void support_by_shelf(UnitJudge& judge, const std::map<LabelId, Candidate>& shelf) const {
    for (LabelSum& sum : judge.sums()) {
      if (shelf_of(shelf, sum.label) != nullptr) sum.weight += kContextWeight;
    }
  }

  const Taxonomy& taxonomy_;
  Goods& goods_;
  bool listing_;
};

/// Goods that the shelf names (category path, breadcrumb), the most special last.
std::map<LabelId, Candidate> read_shelf(const Analysis& analysis) {
  std::map<LabelId, Candidate> shelf;
  const Taxonomy& t = analysis.taxonomy();
  for (const Field& field : analysis.context()) {
    if (field.name == "context.page_title" || field.tokens.empty()) continue;
    for (const Hit& hit : field.hits) {
      if (t.label(hit.label).scheme != Scheme::kGoods || hit.weight < t.settings().medium) continue;
      Evidence evidence = labels::evidence_of(Place{&field, &hit});
      evidence.rule = "context.category";
      evidence.weight = taxonomy::to_decimal(kContextWeight);
      shelf.try_emplace(hit.label, Candidate{hit.label,
                                             kContextWeight,
                                             t.settings().title_threshold,
                                             true,
                                             {std::move(evidence)},
                                             "its category"});
    }
  }
  return shelf;
}

/// That a listing stands among cannabis seeds: its shelf, or the title of its page, says so.
std::optional<Evidence> read_seed_shelf(const Analysis& analysis) {
  const Taxonomy& t = analysis.taxonomy();
  for (const Field& field : analysis.context()) {
    for (const Hit& hit : field.hits) {
      if (t.label(hit.label).slug != "cultivation.seeds" || hit.weight < t.settings().medium) continue;
      Evidence evidence = labels::evidence_of(Place{&field, &hit});
      evidence.rule = "context.seeds";
      evidence.weight = taxonomy::to_decimal(kContextWeight);
      return evidence;
    }
    const auto gates = analysis.gates({&field, 0, static_cast<std::uint32_t>(field.tokens.size())});
    for (const auto& [bit, token] : gates.first) {
      if (bit != t.gate_bit("seed") || field.name == "context.page_title") continue;
      Evidence evidence = labels::evidence_of(field, token, token, "context.seeds");
      evidence.weight = taxonomy::to_decimal(kContextWeight);
      return evidence;
    }
  }
  return std::nullopt;
}

/// Ancestors of chosen labels say nothing new; their evidence goes to the descendant.
void drop_ancestors(const Taxonomy& t, Goods& goods) {
  for (Candidate& upper : goods.candidates) {
    if (!upper.chosen) continue;
    for (Candidate& lower : goods.candidates) {
      if (!lower.chosen || lower.label == upper.label || !t.below(lower.label, upper.label)) continue;
      upper.chosen = false;
      upper.why = "said more exactly by " + t.label(lower.label).slug;
      for (const Evidence& each : upper.evidence) {
        const bool there =
            std::any_of(lower.evidence.begin(), lower.evidence.end(), [&](const Evidence& have) {
              return have.field == each.field && have.start == each.start && have.raw == each.raw;
            });
        if (!there && lower.evidence.size() < kEvidence) lower.evidence.push_back(each);
      }
    }
  }
}

/// A growshop as such (cultivation.shop) is what a page is about. An item on its shelves is that only
/// when nothing else is said of it and its own title says so ("growshop ter overname").
void drop_shop_class(const Taxonomy& t, Goods& goods) {
  const bool other = std::any_of(goods.candidates.begin(), goods.candidates.end(), [&](const auto& each) {
    return each.chosen && t.label(each.label).slug != "cultivation.shop";
  });
  for (Candidate& each : goods.candidates) {
    if (!each.chosen || t.label(each.label).slug != "cultivation.shop") continue;
    if (!other && (goods.unit == "title" || goods.unit == "first line")) continue;
    each.chosen = false;
    each.why = "taken away: the shop that sells it";
  }
}

/// A tent, its lamp and its filter for one price, or said to go together, are a place to grow as well: a
/// kit beside its parts, which are its evidence. A price list of a shop has a price for each.
void join_kit(const Subject& subject, const Analysis& analysis, Goods& goods) {
  static constexpr std::string_view kParts[] = {"cultivation.tent", "cultivation.lighting",
                                                "cultivation.climate"};
  const Taxonomy& t = analysis.taxonomy();
  const auto kit = t.find_label(Scheme::kGoods, "cultivation.kit");
  if (!kit || subject.form == Form::kPage) return;
  const Field& text = analysis.text();
  std::vector<Unit> units{analysis.head()};
  if (subject.form == Form::kPost && text.tokens.size() <= t.settings().long_tokens)
    units.push_back({&text, 0, static_cast<std::uint32_t>(text.tokens.size())});
  for (const Unit& unit : units) {
    const auto prices =
        std::count_if(unit.field->shapes.amounts().begin(), unit.field->shapes.amounts().end(),
                      [](const auto& each) { return each.shape == taxonomy::kPrice; });
    const bool together = (analysis.gates(unit).bits & t.gate_bit("together")) != 0;
    if (prices > 1 || (prices == 0 && !together)) continue;
    Candidate made{*kit, 0, t.settings().title_threshold, true, {}, "its parts sold together"};
    std::set<std::string_view> parts;
    for (const LabelSum& sum : analysis.sums(Scheme::kGoods, {unit})) {
      const auto part = std::find(std::begin(kParts), std::end(kParts), t.label(sum.label).slug);
      if (part == std::end(kParts)) continue;
      parts.insert(*part);
      made.weight += sum.weight;
      made.evidence.push_back(labels::evidence_of(sum.places[0]));
    }
    if (parts.size() < std::size(kParts) || made.weight < made.threshold) continue;
    if (goods.unit.empty()) goods.unit = "text";
    std::erase_if(goods.candidates,
                  [&](const Candidate& each) { return each.label == *kit && !each.chosen; });
    const bool there = std::any_of(goods.candidates.begin(), goods.candidates.end(),
                                   [&](const Candidate& each) { return each.label == *kit; });
    if (!there) goods.candidates.push_back(std::move(made));
    return;
  }
}

/// Whether the head names chosen trade goods with a strong term (not drugshandel: that is about them).
bool strong_in(const Analysis& analysis, const Goods& goods) {
  const Taxonomy& t = analysis.taxonomy();
  const Unit head = analysis.head();
  for (const Hit& hit : head.field->hits) {
    if (hit.first < head.first || hit.first >= head.end || hit.activity || t.term(hit.term).activity ||
        hit.weight < t.settings().strong)
      continue;
    for (const Candidate& each : goods.candidates) {
      const std::string& slug = t.label(each.label).slug;
      const bool grown = (slug == "cultivation.seeds" || slug == "cultivation.cuttings") &&
                         is_cannabis(t, hit.label);  // "stekken white widow"
      const bool named = grown || t.below(hit.label, each.label) || t.below(each.label, hit.label);
      if (each.chosen && named && !Taxonomy::below(slug, "other")) return true;
    }
  }
  return false;
}

}  // namespace

Goods judge_goods(const Subject& subject, const Analysis& analysis) {
  Goods goods;
  const Taxonomy& t = analysis.taxonomy();
  const auto& settings = t.settings();
  const bool listing = subject.form == Form::kListing;
  Collector collect(t, goods, listing);
  const auto shelf = read_shelf(analysis);
  const bool titled = !analysis.title().tokens.empty() && !analysis.reply();

  const auto seeds = listing ? read_seed_shelf(analysis) : std::nullopt;
  if (collect.judge(analysis, analysis.head(), settings.title_threshold, titled ? "title" : "first line",
                    &shelf, seeds ? &*seeds : nullptr)) {
    goods.unit = titled ? "title" : "first line";
  }
  if (!titled) {
    // A menu: each line with an amount or a price is a title of its own.
    bool menu = false;
    for (const Unit& line : analysis.lines()) {
      if (line.first < analysis.head().end || line.end - line.first > 40) continue;
      if (!Analysis::has_shape(line, kAmountShapes | taxonomy::kPrice)) continue;
      menu |= collect.judge(analysis, line, settings.title_threshold, "line of a menu");
    }
    if (menu && goods.unit.empty()) goods.unit = "menu";
  }
  const bool named = std::any_of(goods.candidates.begin(), goods.candidates.end(),
                                 [](const Candidate& each) { return !each.chosen && each.why == kThing; });
  if (goods.unit.empty() && !named) {
    const bool is_long = analysis.text().tokens.size() > settings.long_tokens;
    const Unit whole{&analysis.text(), 0, static_cast<std::uint32_t>(analysis.text().tokens.size())};
    if (collect.judge(analysis, whole, is_long ? settings.long_threshold : settings.body_threshold, "text",
                      &shelf)) {
      goods.unit = "text";
    }
  }
  if (goods.unit.empty() && listing) {
    // Its words say nothing: the shelf that the seller put it on does.
    for (const auto& [label, candidate] : shelf) {
      if (collect.put(candidate)) goods.unit = "context";
    }
  }
  join_kit(subject, analysis, goods);
  drop_shop_class(t, goods);
  drop_ancestors(t, goods);
  goods.strong_in_head = strong_in(analysis, goods);
  std::stable_sort(goods.candidates.begin(), goods.candidates.end(),
                   [](const Candidate& a, const Candidate& b) {
                     if (a.chosen != b.chosen) return a.chosen;
                     return a.weight > b.weight;
                   });
  return goods;
}

std::vector<Substance> judge_substances(const Analysis& analysis, const Goods& goods) {
  const Taxonomy& t = analysis.taxonomy();
  std::vector<Substance> list;
  for (const Field* field : {&analysis.title(), &analysis.text()}) {
    for (const Hit& hit : field->hits) {
      const std::string& name = t.term(hit.term).substance;
      if (name.empty() || hit.weight < t.settings().weak || t.label(hit.label).scheme != Scheme::kGoods)
        continue;
      const bool chosen =
          std::any_of(goods.candidates.begin(), goods.candidates.end(), [&](const Candidate& each) {
            return each.chosen && (t.below(hit.label, each.label) || t.below(each.label, hit.label));
          });
      if (!chosen) continue;
      auto at =
          std::find_if(list.begin(), list.end(), [&](const Substance& each) { return each.name == name; });
      if (at == list.end()) {
        if (list.size() == 64) continue;
        list.push_back({name, hit.label, {}});
        at = list.end() - 1;
      }
      if (at->evidence.size() < kEvidence) at->evidence.push_back(labels::evidence_of(Place{field, &hit}));
    }
  }
  return list;
}

}  // namespace peil::labels
