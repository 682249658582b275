// labels/goods.cpp -- which goods, by the words of the title first.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "labels/rules.hpp"
#include "labels/unit_judge.hpp"

namespace peil::labels {

namespace {

using taxonomy::kUnit;

constexpr std::string_view kThing = "taken away: a thing of that name";
constexpr Weight kContextWeight = 2 * kUnit;  // a shelf speaks as a medium term does

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
