// labels/learned.hpp -- the learned model beside the rules: who speaks when, and how sure both are.
//
// In a listing the model may label alone: a title on a shelf is goods. In free text it may not (its
// false alarms there were measured at 1 in 20 court reports); there it only says how sure a rule is. Where
// the gates of the rules have decided (seeds, CBD, tools, books) they keep the word. Each label shows in its
// evidence who spoke: rules with their terms, the model with rule `model`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "labels/rules.hpp"
#include "model/model.hpp"

namespace peil::labels {

/// Candidate::why of a label that the model alone gives.
inline constexpr std::string_view kModelWhy = "the learned model";

/// Names of all hints that this taxonomy can give (for training).
std::vector<std::string> hint_names(const Taxonomy& taxonomy);
/// What the model reads of a unit: rows of n-grams, and what the lexicon says.
void read_features(const Analysis& analysis, const Unit& unit, std::vector<model::Row>& rows,
                   std::vector<model::LexiconValue>& hints);

class Learned {
 public:
  /// `model` may be null: then nothing is said.
  Learned(std::shared_ptr<const model::Model> model, const Taxonomy& taxonomy);

  /// Whether it speaks at all: it has a model, and every label on its card is in the taxonomy.
  bool speaks() const { return speaks_; }
  const model::Model* model() const { return speaks_ ? model_.get() : nullptr; }

  /// Changes the verdict of the rules where the model knows better, and gives chosen labels their score.
  /// For listings and posts; other forms are left alone. `channel`: the page's, "" when unknown.
  void judge(const Subject& subject, const Analysis& analysis, std::string_view channel, Goods& goods);

 private:
  struct Pick {
    int lane = -1;
    LabelId label = 0;
    int probability = 0;  ///< ten-thousandths
  };
  Pick descend(int lane) const;
  /// Of a lane, its parent given: at the top by itself, below among its sisters.
  int share(int lane) const;
  std::optional<int> probability_of(LabelId label) const;
  /// The probability of a label, its strong terms counted in.
  int supported(int probability, const Candidate& each) const;
  /// Whether the model has met most words of the head.
  bool reads(const Analysis& analysis) const;
  void add_shelf(const Analysis& analysis);
  /// Whether gates or labels beyond the card have decided already.
  bool rules_decide(const Goods& goods) const;
  struct Top {
    int lane = -1;
    bool sure = false;
  };
  /// The class at the top, the rules' strong words weighed in.
  Top top(const Goods& goods) const;
  void note(Goods& goods) const;
  void listing(const Analysis& analysis, Goods& goods);
  bool in_lane(LabelId label, std::size_t lane) const;
  /// The child of `parent` whose labels come nearest to the label; -1 for none.
  int lane_of(LabelId label, int parent) const;
  void add(const Pick& pick, const Analysis& analysis, Goods& goods);

  std::shared_ptr<const model::Model> model_;
  const Taxonomy& taxonomy_;
  bool speaks_ = false;
  std::vector<std::vector<LabelId>> lane_labels_;
  model::Opinion opinion_;
  std::vector<model::Row> rows_;
  std::vector<model::LexiconValue> hints_;
};

}  // namespace peil::labels
