// labels/unit_judge.cpp -- the sums of one unit, and the gates.
#include "labels/unit_judge.hpp"

#include <algorithm>

namespace peil::labels {

namespace {

constexpr std::uint32_t kPurposeTokens = 4;  // before a drug in which a word of purpose stands
constexpr std::uint32_t kThingTokens = 4;    // behind a name in which the thing stands

bool is_drug(const Taxonomy& t, LabelId label) { return Taxonomy::below(t.label(label).slug, "drug"); }

/// Whether it may be sold as a drink: a drink of that name is then no brand.
bool is_drunk(const Taxonomy& t, LabelId label) {
  const std::string_view slug = t.label(label).slug;
  return slug == "drug" || is_cannabis(t, label) || Taxonomy::below(slug, "drug.ghb") ||
         Taxonomy::below(slug, "drug.opioid.rx") || Taxonomy::below(slug, "drug.nps") ||
         Taxonomy::below(slug, "drug.hallucinogen") || Taxonomy::below(slug, "drug.medicine");
}

}  // namespace

bool is_cannabis(const Taxonomy& t, LabelId label) {
  return Taxonomy::below(t.label(label).slug, "drug.cannabis");
}

UnitJudge::UnitJudge(const Analysis& analysis, const Unit& unit)
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

template <class Test>
void UnitJudge::remove(std::string_view why, Test&& test) {
  for (auto at = sums_.begin(); at != sums_.end();) {
    if (!test(at->label)) {
      ++at;
      continue;
    }
    removed_.emplace_back(std::move(*at), std::string(why));
    at = sums_.erase(at);
  }
}

void UnitJudge::gates(const Evidence* seed_shelf) {
  judge_names();
  judge_mushrooms();
  judge_cannabis(seed_shelf);
}

/// Things, purposes, clothes, books and guides that bear the name of a drug.
void UnitJudge::judge_names() {
  remove(kThingWhy, [&](LabelId id) { return is_drug(taxonomy_, id) && names_thing(id); });
  remove("named as what a tool or a test is for",
         [&](LabelId id) { return is_drug(taxonomy_, id) && is_purpose(id); });
  if (!strong_drug() && gate("clothing_book")) {
    remove("a clothing or book word and no strong drug term", [&](LabelId id) {
      return is_drug(taxonomy_, id) || Taxonomy::below(taxonomy_.label(id).slug, "cultivation");
    });
  }
  const auto guide = gate("guide");
  if (guide && !Analysis::has_shape(unit_, kAmountShapes)) {
    const bool trade =
        std::any_of(sums_.begin(), sums_.end(), [&](const LabelSum& sum) { return traded(sum.label); });
    if (trade) only("other.guides", *guide, "a guide about them, without an amount");
  }
}

/// "Paddo growkit Golden Teacher": mushrooms that are yet to grow, unless dried ones are weighed out.
void UnitJudge::judge_mushrooms() {
  const bool kit = std::any_of(sums_.begin(), sums_.end(), [&](const LabelSum& sum) {
    return taxonomy_.label(sum.label).slug == "cultivation.mushroom" &&
           sum.weight >= taxonomy_.settings().strong;
  });
  if (!kit || weighed_out()) return;
  remove("a kit or spores for growing them, without a mass", [&](LabelId id) {
    const std::string& slug = taxonomy_.label(id).slug;
    return slug == "drug.hallucinogen.psilocybin" || slug == "drug.hallucinogen.truffle";
  });
}

/// Its seeds, its cuttings, CBD and what it is smoked with are not cannabis.
void UnitJudge::judge_cannabis(const Evidence* seed_shelf) {
  bool cannabis = std::any_of(sums_.begin(), sums_.end(), [&](const LabelSum& sum) {
    return is_cannabis(taxonomy_, sum.label) || taxonomy_.label(sum.label).slug == "cultivation.seeds";
  });
  // "Gorillaz Automatic Seeds": the title says seeds, the text says of what.
  const auto seeds = gate("seed");
  auto tools = gate("tool");
  if (tools && weighed_out()) tools.reset();
  if (!cannabis && (seeds || tools) && sums_.empty()) cannabis = cannabis_in_text();
  // "Northern Lights" on the shelf of seeds, if nobody weighs it out.
  if (seed_shelf != nullptr && (cannabis || seeds || strain_) && !weighed_out()) {
    only("cultivation.seeds", unit_.first, "its shelf is one of seeds", "", seed_shelf);
    return;
  }
  if (cannabis && seeds) {
    only("cultivation.seeds", *seeds, "a seed word beside cannabis");
    return;
  }
  // "stekken white widow 3,50 p.st.": a plant of that name, yet to grow.
  const auto cutting = gate("cutting"), cbd = gate("cbd");
  if ((cannabis || (strain_ && seed_shelf == nullptr)) && cutting && !weighed_out()) {
    only("cultivation.cuttings", *cutting, "a word for cuttings beside cannabis", "drug.cannabis");
  }
  if (cannabis && cbd && !offers_thc()) {
    only("drug.cannabis.cbd", *cbd, "CBD without THC", "drug.cannabis");
  }
  if (tools) judge_tool(*tools, cannabis);
}

void UnitJudge::judge_tool(std::uint32_t at, bool cannabis) {
  const bool named = std::any_of(sums_.begin(), sums_.end(), [&](const LabelSum& sum) {
    return Taxonomy::below(taxonomy_.label(sum.label).slug, "paraphernalia");
  });
  if (!cannabis && !named) return;
  remove("a tool word without an amount", [&](LabelId id) { return is_drug(taxonomy_, id); });
  if (!named) add("paraphernalia.smoking", at);
}

void UnitJudge::refine() {
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

Weight UnitJudge::support(const LabelSum& sum) const {
  Weight total = 0;
  for (const LabelSum& other : sums_) {
    if (taxonomy_.below(sum.label, other.label)) total += other.weight;
  }
  return total;
}

std::optional<std::uint32_t> UnitJudge::gate(std::string_view name) const {
  const std::uint32_t bit = taxonomy_.gate_bit(name);
  for (const auto& [gate, token] : gates_.first) {
    if (gate == bit) return token;
  }
  return std::nullopt;
}

bool UnitJudge::traded(LabelId id) const {
  const std::string& name = taxonomy_.label(id).slug;
  return Taxonomy::below(name, "drug") || Taxonomy::below(name, "cultivation") ||
         Taxonomy::below(name, "precursor") || Taxonomy::below(name, "weapon");
}

bool UnitJudge::is_purpose(LabelId label) const {
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
    if (hit.first < unit_.first || hit.first >= unit_.end || hit.label != label || hit.weight == 0) continue;
    any = true;
    const std::uint32_t from = std::max(tool, hit.first - std::min<std::uint32_t>(hit.first, kPurposeTokens));
    if (hit.first <= tool || !(analysis_.gates({unit_.field, from, hit.first}).bits & bit)) return false;
  }
  return any;
}

bool UnitJudge::offers_thc() const {
  const auto at = gate("thc");
  if (!at) return false;
  const std::uint32_t from = *at - std::min<std::uint32_t>(*at - unit_.first, kPurposeTokens);
  return !(analysis_.gates({unit_.field, from, *at}).bits & taxonomy_.gate_bit("free_of"));
}

bool UnitJudge::cannabis_in_text() const {
  for (const Hit& hit : analysis_.text().hits) {
    const std::string& slug = taxonomy_.label(hit.label).slug;
    if (taxonomy_.label(hit.label).scheme == Scheme::kGoods && hit.weight >= taxonomy_.settings().medium &&
        (Taxonomy::below(slug, "drug.cannabis") || slug == "cultivation.seeds")) {
      return true;
    }
  }
  return false;
}

bool UnitJudge::strong_drug() const {
  for (const LabelSum& sum : sums_) {
    if (!is_drug(taxonomy_, sum.label)) continue;
    for (const Place& place : sum.places) {
      if (taxonomy_.term(place.hit->term).strength == taxonomy::Strength::kStrong) return true;
    }
  }
  return false;
}

bool UnitJudge::names_thing(LabelId label) const {
  if (Analysis::has_shape(unit_, taxonomy::kMass | taxonomy::kMg | taxonomy::kUg)) return false;
  const std::uint32_t bit = taxonomy_.gate_bit("thing");
  const std::uint32_t drink = taxonomy_.gate_bit("drink");
  const std::uint32_t link = taxonomy_.gate_bit("not_a_name");
  if (!((gates_.bits & bit) || ((gates_.bits & drink) && !is_drunk(taxonomy_, label)))) return false;
  const std::uint32_t things = is_drunk(taxonomy_, label) ? bit : bit | drink;
  bool any = false;
  for (const Hit& hit : unit_.field->hits) {
    if (hit.first < unit_.first || hit.first >= unit_.end || hit.label != label || hit.weight == 0) continue;
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

void UnitJudge::add(std::string_view slug, std::uint32_t token) {
  const auto id = taxonomy_.find_label(Scheme::kGoods, slug);
  if (!id) return;
  Evidence evidence = evidence_of(*unit_.field, token, token, "gate");
  evidence.weight = taxonomy::to_decimal(taxonomy_.settings().title_threshold);
  added_.emplace_back(*id, std::move(evidence));
}

void UnitJudge::only(std::string_view slug, std::uint32_t token, std::string_view why, std::string_view scope,
                     const Evidence* from) {
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

}  // namespace peil::labels
