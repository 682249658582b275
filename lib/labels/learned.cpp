// labels/learned.cpp -- rules and model combined, in the open.
#include "labels/learned.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace peil::labels {

namespace {

constexpr int kHalf = 5000;
constexpr int kLeafLeast = 4000;   // below it the class itself is said, and no finer label
constexpr int kTipped = 3000;      // a class that strong words of the rules may tip to yes
constexpr int kOtherLeast = 3000;  // of a class without finer ones: it misleads less than silence
// Of a label with a strong term this share is right where the model thinks of another kind (measured on
// sellers held back: 106 of 140), given that the class at the top is.
constexpr int kStrongRight = 76;
constexpr std::size_t kWords = 3;             // of a title, shown as what the model went by
constexpr std::int32_t kShelfLogOdds = 2500;  // what a shelf adds to its own branch
constexpr std::string_view kTaken = "taken away: ";

Decimal as_score(int probability) { return Decimal(static_cast<Int128>(probability), 4); }

/// The gates about goods: their words stand in titles that look like drugs and are something else.
constexpr std::string_view kGoodsGates[] = {"clothing_book", "guide", "seed",  "tool",
                                            "cbd",           "thc",   "thing", "drink"};

}  // namespace

std::vector<std::string> hint_names(const Taxonomy& taxonomy) {
  std::vector<std::string> names;
  for (const auto& label : taxonomy.labels()) {
    if (label.scheme != Scheme::kGoods) continue;
    for (model::Hint hint : {model::Hint::kSum, model::Hint::kUnder, model::Hint::kBest}) {
      names.push_back(fmt::format("{}:{}", model::hint_name(hint), label.slug));
    }
  }
  for (std::string_view gate : kGoodsGates) names.push_back(fmt::format("gate:{}", gate));
  for (std::string_view top : {"drug", "other", "none"}) names.push_back(fmt::format("top:{}", top));
  std::sort(names.begin(), names.end());
  return names;
}

void read_features(const Analysis& analysis, const Unit& unit, std::vector<model::Row>& rows,
                   std::vector<model::LexiconValue>& hints) {
  model::read_rows(unit.field->text, unit.field->tokens, unit.field->shapes, unit.first, unit.end, rows);
  std::vector<std::pair<std::string_view, std::int32_t>> sums;
  for (const LabelSum& sum : analysis.sums(Scheme::kGoods, {unit})) {
    sums.emplace_back(analysis.taxonomy().label(sum.label).slug, sum.weight);
  }
  std::vector<std::string_view> gates;
  const std::uint32_t bits = analysis.gates(unit).bits;
  for (std::string_view gate : kGoodsGates) {
    if (bits & analysis.taxonomy().gate_bit(gate)) gates.push_back(gate);
  }
  hints = model::read_hints(sums, gates);
}

Learned::Learned(std::shared_ptr<const model::Model> model, const Taxonomy& taxonomy)
    : model_(std::move(model)), taxonomy_(taxonomy) {
  if (!model_ || model_->lanes().empty()) return;
  speaks_ = true;
  for (const model::Lane& lane : model_->lanes()) {
    std::vector<LabelId> ids;
    for (const std::string& slug : lane.labels) {
      const auto id = taxonomy_.find_label(Scheme::kGoods, slug);
      if (!id) {
        speaks_ = false;
        return;
      }
      ids.push_back(*id);
    }
    lane_labels_.push_back(std::move(ids));
  }
}

bool Learned::in_lane(LabelId label, std::size_t lane) const {
  return std::any_of(lane_labels_[lane].begin(), lane_labels_[lane].end(),
                     [&](LabelId each) { return taxonomy_.below(label, each); });
}

int Learned::lane_of(LabelId label, int parent) const {
  int best = -1;
  std::size_t nearest = 0;
  for (std::size_t lane = 0; lane < lane_labels_.size(); ++lane) {
    if (model_->lanes()[lane].parent != parent) continue;
    for (LabelId each : lane_labels_[lane]) {
      const std::size_t size = taxonomy_.label(each).slug.size();
      if (!taxonomy_.below(label, each) || size <= nearest) continue;
      nearest = size;
      best = static_cast<int>(lane);
    }
  }
  return best;
}

int Learned::share(int lane) const {
  const auto at = static_cast<std::size_t>(lane);
  const int parent = model_->lanes()[at].parent;
  const int own = model::probability(opinion_.log_odds[at]);
  if (parent < 0) return own;
  std::int64_t all = 0;
  for (std::size_t i = 0; i < model_->lanes().size(); ++i) {
    if (model_->lanes()[i].parent == parent) all += model::probability(opinion_.log_odds[i]);
  }
  // Leaves do not tell all apart: what is of none of them is left to the class itself.
  const bool family =
      model_->lanes()[at].parent >= 0 && model_->lanes()[static_cast<std::size_t>(parent)].parent < 0;
  return static_cast<int>(own * std::int64_t{10000} /
                          (family ? std::max<std::int64_t>(all, 1) : std::max<std::int64_t>(all, 10000)));
}

std::optional<int> Learned::probability_of(LabelId label) const {
  int lane = lane_of(label, -1);
  if (lane < 0) return std::nullopt;
  const bool on_top = lane_labels_[static_cast<std::size_t>(lane)][0] == label;
  std::int64_t product = share(lane);
  bool on_card = on_top;
  for (int next = lane_of(label, lane); next >= 0; next = lane_of(label, lane)) {
    product = product * share(next) / 10000;
    lane = next;
    on_card = true;
  }
  // Of a label that is neither on the card nor in a family there, only the branch is known.
  if (!on_card) return std::nullopt;
  return static_cast<int>(std::clamp<std::int64_t>(product, 1, 9999));
}

int Learned::supported(int probability, const Candidate& each) const {
  if (each.weight < taxonomy_.settings().strong) return probability;
  const int lane = lane_of(each.label, -1);
  return std::max(probability, lane < 0 ? 0 : share(lane) * kStrongRight / 100);
}

bool Learned::reads(const Analysis& analysis) const {
  const Unit unit = analysis.head();
  std::vector<model::Row> rows;
  std::size_t words = 0, known = 0;
  for (std::uint32_t i = unit.first; i < std::min(unit.end, unit.first + model::kMaxTokens); ++i) {
    model::read_word_rows(unit.field->tokens, i, rows);
    if (rows.empty()) continue;
    ++words;
    const auto met =
        std::count_if(rows.begin(), rows.end(), [&](model::Row row) { return model_->has(row); });
    known += static_cast<std::size_t>(met) * 10 >= rows.size() * 7;
  }
  return known * 10 >= words * 7;
}

Learned::Pick Learned::descend(int lane) const {
  Pick pick{lane, lane_labels_[static_cast<std::size_t>(lane)][0], share(lane)};
  for (;;) {
    const model::Choice next = model::best_child(*model_, opinion_, pick.lane);
    if (next.lane < 0) return pick;
    const bool family = model_->lanes()[static_cast<std::size_t>(pick.lane)].parent < 0 &&
                        model_->lanes()[static_cast<std::size_t>(next.lane)].name !=
                            model_->lanes()[static_cast<std::size_t>(next.lane)].labels[0];
    const int own = model::probability(opinion_.log_odds[static_cast<std::size_t>(next.lane)]);
    if (!family && own < kLeafLeast) return pick;
    pick.probability = static_cast<int>(std::int64_t{pick.probability} * share(next.lane) / 10000);
    pick.lane = next.lane;
    pick.label = lane_labels_[static_cast<std::size_t>(next.lane)][0];
  }
}

void Learned::add_shelf(const Analysis& analysis) {
  for (const Field& field : analysis.context()) {
    if (field.name == "context.page_title") continue;
    for (const Hit& hit : field.hits) {
      if (taxonomy_.label(hit.label).scheme != Scheme::kGoods || hit.weight < taxonomy_.settings().medium)
        continue;
      for (std::size_t lane = 0; lane < lane_labels_.size(); ++lane) {
        if (in_lane(hit.label, lane)) opinion_.log_odds[lane] += kShelfLogOdds;
      }
    }
  }
}

void Learned::add(const Pick& pick, const Analysis& analysis, Goods& goods) {
  Candidate made{pick.label, 0, 0, true, {}, std::string(kModelWhy)};
  const Unit unit = analysis.head();
  const Field& field = *unit.field;
  const auto lane = static_cast<std::size_t>(pick.lane);
  std::vector<std::pair<std::int32_t, std::uint32_t>> words;
  std::vector<model::Row> rows;
  for (std::uint32_t i = unit.first; i < std::min(unit.end, unit.first + model::kMaxTokens); ++i) {
    model::read_word_rows(field.tokens, i, rows);
    std::int32_t sum = 0;
    for (model::Row row : rows) sum += model_->weight(row, lane, rows_.size());
    if (sum > 0) words.emplace_back(-sum, i);
  }
  std::sort(words.begin(), words.end());
  if (words.size() > kWords) words.resize(kWords);
  for (const auto& [sum, token] : words) {
    made.evidence.push_back(labels::evidence_of(field, token, token, "model"));
    made.evidence.back().weight = taxonomy::to_decimal(-sum);
  }
  if (made.evidence.empty())
    made.evidence.push_back(labels::evidence_of(field, unit.first, unit.end - 1, "model"));
  // What the rules had for it, or for what it is finer than, stays beside it.
  for (Candidate& have : goods.candidates) {
    if (have.label == pick.label || !taxonomy_.below(pick.label, have.label)) continue;
    made.evidence.insert(made.evidence.begin(), have.evidence.begin(), have.evidence.end());
    made.weight = std::max(made.weight, have.weight);
    made.threshold = have.threshold;
  }
  if (made.evidence.size() > kEvidence) made.evidence.resize(kEvidence);
  for (Candidate& have : goods.candidates) {
    if (have.label != pick.label) continue;
    made.weight = have.weight;
    made.threshold = have.threshold;
    made.evidence.insert(made.evidence.end(), have.evidence.begin(), have.evidence.end());
    if (made.evidence.size() > kEvidence) made.evidence.resize(kEvidence);
    have = std::move(made);
    return;
  }
  goods.candidates.push_back(std::move(made));
}

bool Learned::rules_decide(const Goods& goods) const {
  const Weight strong = taxonomy_.settings().strong;
  for (const Candidate& each : goods.candidates) {
    // Gates: seeds, CBD, tools, things of that name. Only of a guide the model is the better judge: "make
    // your own order" is none.
    if (!each.chosen && std::string_view(each.why).starts_with(kTaken) &&
        std::string_view(each.why).find(" guide ") == std::string_view::npos) {
      return true;
    }
    // What the card does not know the rules decide alone, if they are sure.
    if (each.chosen && lane_of(each.label, -1) < 0 && each.weight >= strong) return true;
  }
  return false;
}

Learned::Top Learned::top(const Goods& goods) const {
  const model::Choice best = model::best_child(*model_, opinion_, -1);
  if (best.lane < 0) return {};
  if (best.probability >= kHalf) return {best.lane, true};
  // Not sure of any: strong words of the rules tip the scale of a class that is not improbable.
  for (const Candidate& each : goods.candidates) {
    if (!each.chosen || each.weight < taxonomy_.settings().strong) continue;
    const int lane = lane_of(each.label, -1);
    if (lane >= 0 && share(lane) >= kTipped) return {lane, true};
  }
  const bool branch = model::best_child(*model_, opinion_, best.lane).lane >= 0 && share(best.lane) < kHalf;
  return {best.lane, !branch && best.probability >= kOtherLeast};
}

void Learned::listing(const Analysis& analysis, Goods& goods) {
  if (rules_decide(goods)) return;
  const Weight strong = taxonomy_.settings().strong;
  const Top best = top(goods);
  auto drop = [&](Candidate& each, std::string why) {
    each.chosen = false;
    each.why = std::move(why);
  };
  const bool certain = best.sure && share(best.lane) >= kHalf;
  for (Candidate& each : goods.candidates) {
    if (!each.chosen) continue;
    const int lane = lane_of(each.label, -1);
    const bool branch = lane >= 0 && model::best_child(*model_, opinion_, lane).lane >= 0;
    if (certain ? lane != best.lane : branch && lane != best.lane && share(lane) < kTipped) {
      drop(each,
           fmt::format("the model thinks it improbable (p {})", as_score(lane < 0 ? 0 : share(lane)).str()));
    }
  }
  const bool kept = std::any_of(goods.candidates.begin(), goods.candidates.end(), [&](const Candidate& each) {
    return each.chosen && lane_of(each.label, -1) != best.lane;
  });
  if (!best.sure || kept) return;
  const Pick pick = descend(best.lane);
  const int family = lane_of(pick.label, best.lane);
  const bool any_strong =
      std::any_of(goods.candidates.begin(), goods.candidates.end(),
                  [&](const Candidate& each) { return each.chosen && each.weight >= strong; });
  bool any = false;
  for (Candidate& each : goods.candidates) {
    if (!each.chosen) continue;
    if (!any_strong && lane_of(each.label, best.lane) != family && each.label != pick.label) {
      drop(each, "the model thinks of another kind");
    }
    any |= each.chosen;
  }
  // The rules know the kind, the model which of it.
  const bool finer =
      any && std::none_of(goods.candidates.begin(), goods.candidates.end(), [&](const Candidate& each) {
        return each.chosen && (each.label == pick.label || !taxonomy_.below(pick.label, each.label));
      });
  if (any && !finer) return;
  for (Candidate& each : goods.candidates) {
    if (each.chosen) drop(each, "said more exactly by the model");
  }
  add(pick, analysis, goods);
  if (goods.unit.empty()) goods.unit = "model";
}

void Learned::note(Goods& goods) const {
  for (int lane = model::best_child(*model_, opinion_, -1).lane; lane >= 0;
       lane = model::best_child(*model_, opinion_, lane).lane) {
    const auto at = static_cast<std::size_t>(lane);
    goods.said.push_back({model_->lanes()[at].name, model::probability(opinion_.log_odds[at]),
                          opinion_.words[at], opinion_.lexicon[at]});
  }
}

void Learned::judge(const Subject& subject, const Analysis& analysis, std::string_view channel,
                    Goods& goods) {
  if (!speaks_ || (subject.form != Form::kListing && subject.form != Form::kPost)) return;
  const Unit head = analysis.head();
  if (head.first >= head.end) return;
  const bool labelled = std::any_of(goods.candidates.begin(), goods.candidates.end(),
                                    [](const Candidate& each) { return each.chosen; });
  // It learnt from shelves of markets on overlay networks. Of a shop of the open web, of a saved page or a
  // table of somebody's it only says how sure the rules are; a bare listing without any page is its kind.
  const bool bare = subject.host.empty() && subject.url.empty() && subject.page_id.empty();
  const bool at_home = bare || subject.host.ends_with(".onion") || subject.host.ends_with(".i2p") ||
                       channel.starts_with("darknet");
  const bool own_title = subject.form == Form::kListing && head.field == &analysis.title() && at_home;
  if (!labelled && !own_title) return;
  read_features(analysis, head, rows_, hints_);
  model_->judge(rows_, hints_, opinion_);
  add_shelf(analysis);
  note(goods);
  if (own_title) listing(analysis, goods);
  // Elsewhere it says how sure the rules are only of words that it has met: it has read no Dutch.
  if (!own_title && ((goods.unit != "title" && goods.unit != "first line") || !reads(analysis))) return;
  // Where gates or labels beyond the card decided it has nothing to say.
  if (rules_decide(goods)) return;
  for (Candidate& each : goods.candidates) {
    if (!each.chosen) continue;
    if (const auto probability = probability_of(each.label))
      each.score = as_score(supported(*probability, each));
  }
  std::stable_sort(goods.candidates.begin(), goods.candidates.end(),
                   [](const Candidate& a, const Candidate& b) {
                     if (a.chosen != b.chosen) return a.chosen;
                     if (a.score != b.score) return a.score && (!b.score || *a.score > *b.score);
                     return a.weight > b.weight;
                   });
}

}  // namespace peil::labels
