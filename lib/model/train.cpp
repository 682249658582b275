// model/train.cpp -- planning the tree of classes, training it, calibrating it, writing the file.
#include "model/train.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/buffer.hpp"
#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/words.hpp"
#include "model/lane.hpp"
#include "model/model.hpp"
#include "record/write.hpp"
#include "taxonomy/taxonomy.hpp"

PEIL_EMBEDDED(classes_table, peil_data_model_classes_tsv)

namespace peil::model {

namespace {

bool below(std::string_view slug, std::string_view ancestor) {
  return taxonomy::Taxonomy::below(slug, ancestor);
}
bool below_any(std::string_view slug, const std::vector<std::string>& labels) {
  return std::any_of(labels.begin(), labels.end(), [&](const auto& each) { return below(slug, each); });
}
bool above_any(std::string_view slug, const std::vector<std::string>& labels) {
  return std::any_of(labels.begin(), labels.end(), [&](const auto& each) { return below(each, slug); });
}

/// Length of the longest of `labels` at or below which the slug stands; 0 for none.
std::size_t nearness(std::string_view slug, const std::vector<std::string>& labels) {
  std::size_t most = 0;
  for (const std::string& each : labels) {
    if (below(slug, each)) most = std::max(most, each.size());
  }
  return most;
}

/// A slug is of the class whose labels come nearest: heroin is not "other opioids".
bool belongs(std::string_view slug, const Lane& lane, const std::vector<const ClassRow*>& sisters) {
  const std::size_t own = nearness(slug, lane.labels);
  return own > 0 && std::none_of(sisters.begin(), sisters.end(), [&](const ClassRow* sister) {
           return nearness(slug, sister->labels) > own;
         });
}

/// Whether the example is of the class: 1 yes, -1 no, 0 not known.
int target(const Example& example, const Lane& lane, const std::vector<const ClassRow*>& sisters) {
  if (!example.family.empty()) {
    if (example.family == lane.name) return 1;
    for (const ClassRow* sister : sisters) {
      if (example.family == sister->name) return -1;
    }
  }
  if (!example.goods.empty()) {
    std::size_t in = 0, maybe = 0;
    for (const std::string& slug : example.goods) {
      const bool belonging = belongs(slug, lane, sisters);
      in += belonging;
      maybe += !belonging && above_any(slug, lane.labels);
    }
    if (in == example.goods.size()) return 1;
    if (in == 0 && maybe == 0) return -1;
  }
  const bool never = !example.not_goods.empty() &&
                     std::all_of(lane.labels.begin(), lane.labels.end(),
                                 [&](const auto& label) { return below(label, example.not_goods); });
  return never ? -1 : 0;
}

/// The tree with the targets of each example in each class.
struct Plan {
  std::vector<Lane> lanes;
  std::vector<std::vector<std::int8_t>> targets;  // by lane, by example
};

class Planner {
 public:
  Planner(const std::vector<Example>& examples, const TrainOptions& options)
      : examples_(examples), options_(options) {}

  Plan plan() {
    for (const ClassRow& row : options_.classes) {
      if (row.parent.empty()) add({row.name, row.labels}, -1);
    }
    if (options_.classes.empty()) {
      std::set<std::string> tops;
      for (const Example& each : examples_) {
        for (const std::string& slug : each.goods) tops.insert(slug.substr(0, slug.find('.')));
      }
      for (const std::string& top : tops) add({top, {top}}, -1);
    }
    return std::move(plan_);
  }

 private:
  /// Adds a class if it has examples for and against, then those below it.
  void add(Lane lane, int parent) {
    if (plan_.lanes.size() == kLanes) return;
    std::vector<const ClassRow*> sisters;
    for (const ClassRow& row : options_.classes) {
      const std::string_view above =
          parent < 0 ? "" : std::string_view(plan_.lanes[static_cast<std::size_t>(parent)].name);
      if (row.parent == above && row.name != lane.name) sisters.push_back(&row);
    }
    std::vector<std::int8_t> targets(examples_.size());
    std::set<std::string_view> sellers;
    std::int64_t against = 0;
    for (std::size_t i = 0; i < examples_.size(); ++i) {
      if (parent >= 0 && plan_.targets[static_cast<std::size_t>(parent)][i] != 1) continue;
      targets[i] = static_cast<std::int8_t>(target(examples_[i], lane, sisters));
      if (targets[i] < 0) ++against;
      if (targets[i] <= 0) continue;
      ++lane.rows;
      sellers.insert(examples_[i].seller);
    }
    lane.sellers = static_cast<std::int64_t>(sellers.size());
    const auto least = static_cast<std::int64_t>(options_.least_rows);
    if (lane.rows < least || against < least || sellers.size() < options_.least_sellers) return;
    lane.parent = parent;
    const int here = static_cast<int>(plan_.lanes.size());
    plan_.lanes.push_back(lane);
    plan_.targets.push_back(std::move(targets));
    std::size_t tabled = 0;
    for (const ClassRow& row : options_.classes) {
      if (row.parent != lane.name) continue;
      ++tabled;
      add({row.name, row.labels}, here);
    }
    if (tabled == 0) add_leaves(lane, here);
  }

  /// The labels that examples of a class bear, each a class of its own. One with three and more finer ones
  /// below it says nothing ("cannabis, other"): it is not known which.
  void add_leaves(const Lane& lane, int here) {
    std::set<std::string> slugs;
    const auto& of = plan_.targets[static_cast<std::size_t>(here)];
    for (std::size_t i = 0; i < examples_.size(); ++i) {
      if (of[i] == 1 && examples_[i].goods.size() == 1) slugs.insert(examples_[i].goods[0]);
    }
    std::vector<std::string> leaves;
    for (const std::string& slug : slugs) {
      if (finer_than(slug, slugs) == 0 && below_any(slug, lane.labels)) leaves.push_back(slug);
    }
    if (leaves.size() == 1 && leaves[0] == lane.labels[0]) return;
    for (const std::string& slug : leaves) add_leaf(slug, here, slugs);
  }

  void add_leaf(const std::string& slug, int here, const std::set<std::string>& slugs) {
    if (plan_.lanes.size() == kLanes) return;
    Lane lane{slug, {slug}};
    const auto& of = plan_.targets[static_cast<std::size_t>(here)];
    std::vector<std::int8_t> targets(examples_.size());
    std::set<std::string_view> sellers;
    std::int64_t against = 0;
    for (std::size_t i = 0; i < examples_.size(); ++i) {
      if (of[i] != 1 || examples_[i].goods.size() != 1) continue;
      const std::string& goods = examples_[i].goods[0];
      const bool vague = goods != slug && below(slug, goods) && finer_than(goods, slugs) >= 3;
      if (vague || goods.find('.') == std::string::npos) continue;
      targets[i] = goods == slug ? 1 : -1;
      against += goods != slug;
      lane.rows += goods == slug;
      if (goods == slug) sellers.insert(examples_[i].seller);
    }
    lane.sellers = static_cast<std::int64_t>(sellers.size());
    if (lane.rows < static_cast<std::int64_t>(options_.least_rows) ||
        sellers.size() < options_.least_sellers) {
      return;
    }
    if (against == 0) return;
    lane.parent = here;
    plan_.lanes.push_back(std::move(lane));
    plan_.targets.push_back(std::move(targets));
  }

  static std::size_t finer_than(const std::string& slug, const std::set<std::string>& slugs) {
    return static_cast<std::size_t>(std::count_if(
        slugs.begin(), slugs.end(), [&](const auto& each) { return each != slug && below(each, slug); }));
  }

  const std::vector<Example>& examples_;
  const TrainOptions& options_;
  Plan plan_;
};

/// Rows of n-grams that at least `least` sellers wrote.
std::vector<bool> common_rows(const std::vector<Example>& examples, std::size_t least) {
  std::vector<std::set<std::uint64_t>> sellers(kRows);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const std::uint64_t seller = examples[i].seller.empty() ? i : hash64(examples[i].seller);
    for (Row row : examples[i].rows) {
      if (sellers[row].size() < least) sellers[row].insert(seller);
    }
  }
  std::vector<bool> keep(kRows);
  for (std::size_t row = 0; row < kRows; ++row) keep[row] = sellers[row].size() >= least;
  return keep;
}

/// Index of each hint that occurs, and the names of those that do.
struct Hints {
  std::map<std::uint64_t, int> index;
  std::vector<std::string> names;
};
Hints used_hints(const std::vector<Example>& examples, const std::vector<std::string>& names) {
  std::set<std::uint64_t> seen;
  for (const Example& each : examples) {
    for (const auto& [key, value] : each.hints) seen.insert(key);
  }
  Hints hints;
  for (const std::string& name : names) {
    const auto key = lexicon_key(name);
    if (!key || !seen.contains(*key) || hints.index.contains(*key)) continue;
    hints.index.emplace(*key, static_cast<int>(hints.names.size()));
    hints.names.push_back(name);
  }
  return hints;
}

/// A class that is calibrated for itself.
bool large(const Lane& lane) { return lane.parent < 0 && lane.rows >= 1000; }

/// Scores of each example by a model that saw nothing of its seller.
std::vector<Scored> held_back(const std::vector<Example>& examples, const std::vector<std::int8_t>& targets,
                              const LaneData& data, const TrainOptions& options) {
  std::vector<Scored> scores;
  for (int fold = 0; fold < options.folds; ++fold) {
    std::vector<std::size_t> rest, held;
    for (std::size_t i = 0; i < examples.size(); ++i) {
      if (targets[i] == 0) continue;
      (fold_of(examples[i].seller, options.folds) == fold ? held : rest).push_back(i);
    }
    if (rest.empty() || held.empty()) continue;
    const TrainedLane trained = train_lane(data, rest, targets, options.cost);
    for (std::size_t i : held) {
      scores.push_back({trained.words_score(examples[i]), trained.lexicon_score(examples[i], data.hint_index),
                        targets[i] > 0});
    }
  }
  return scores;
}

/// Calibrates classes on scores of sellers held back: those of the top each for themselves where there are
/// many, the others together by level.
void calibrate(const std::vector<Example>& examples, Plan& plan, const LaneData& data,
               const TrainOptions& options) {
  std::map<int, std::vector<Scored>> pooled;  // by level: 0 top, 1 below …
  std::vector<int> level(plan.lanes.size());
  for (std::size_t lane = 0; lane < plan.lanes.size(); ++lane) {
    if (options.progress) options.progress(fmt::format("calibrating {}", plan.lanes[lane].name));
    const int parent = plan.lanes[lane].parent;
    level[lane] = parent < 0 ? 0 : level[static_cast<std::size_t>(parent)] + 1;
    const auto own = held_back(examples, plan.targets[lane], data, options);
    if (large(plan.lanes[lane])) {
      plan.lanes[lane].mix = fit_mix(own);
    } else {
      auto& pool = pooled[level[lane]];
      pool.insert(pool.end(), own.begin(), own.end());
    }
  }
  std::map<int, std::array<std::int64_t, 3>> mixes;
  for (const auto& [at, scores] : pooled) mixes[at] = fit_mix(scores);
  for (std::size_t lane = 0; lane < plan.lanes.size(); ++lane) {
    if (!large(plan.lanes[lane])) plan.lanes[lane].mix = mixes[level[lane]];
  }
}

std::string write_model(const Plan& plan, const std::vector<TrainedLane>& trained, const Hints& hints,
                        const std::vector<bool>& keep, const TrainOptions& options) {
  Buffer card;
  JsonWriter json(card);
  json.begin_object().member("features", kFeatures);
  if (!options.card.empty()) json.raw(options.card);
  json.key("lanes").begin_array();
  for (std::size_t i = 0; i < plan.lanes.size(); ++i) {
    const Lane& lane = plan.lanes[i];
    json.begin_object().member("name", lane.name).member("parent", std::int64_t{lane.parent});
    json.key("labels").begin_array();
    for (const std::string& label : lane.labels) json.string(label);
    json.end_array().member("rows", lane.rows).member("sellers", lane.sellers);
    json.key("weights").begin_array();
    for (std::int64_t each : trained[i].numbers()) json.integer(each);
    json.end_array().key("mix").begin_array();
    for (std::int64_t each : lane.mix) json.integer(each);
    json.end_array().end_object();
  }
  json.end_array().key("hints").begin_array();
  for (const std::string& name : hints.names) json.string(name);
  json.end_array().end_object();
  card.push('\n');

  std::string payload;
  for (std::size_t row = 0; row < kRows; ++row) {
    if (!keep[row]) continue;
    bool any = false;
    for (const TrainedLane& lane : trained) any |= lane.words_weight(row) != 0;
    if (!any) continue;
    payload.push_back(static_cast<char>(row & 255));
    payload.push_back(static_cast<char>(row >> 8));
    for (const TrainedLane& lane : trained) payload.push_back(static_cast<char>(lane.words_weight(row)));
  }
  for (std::size_t hint = 0; hint < hints.names.size(); ++hint) {
    for (const TrainedLane& lane : trained) payload.push_back(static_cast<char>(lane.lexicon_weight(hint)));
  }
  const std::string rest = card.str() + payload;
  return fmt::format("peil-model 1 {} {} {}\n", sha256_label(rest), card.size(), payload.size()) + rest;
}

}  // namespace

std::vector<ClassRow> builtin_classes() { return *read_classes(classes_table()); }

Result<std::vector<ClassRow>> read_classes(std::string_view table) {
  std::vector<ClassRow> list;
  std::size_t number = 0;
  bool head = true;
  for (std::string_view line : split(table, '\n')) {
    ++number;
    if (trim(line).empty() || line.starts_with('#')) continue;
    if (head) {
      head = false;
      continue;
    }
    const auto cells = split(line, '\t');
    if (cells.size() != 3 || trim(cells[0]).empty() || trim(cells[2]).empty()) {
      return Error{fmt::format("line {}: name, parent and labels are wanted", number)};
    }
    ClassRow row{std::string(trim(cells[0])), std::string(trim(cells[1])), {}};
    for (std::string_view label : split(trim(cells[2]), '|')) row.labels.emplace_back(label);
    list.push_back(std::move(row));
  }
  return list;
}

int fold_of(std::string_view seller, int folds) {
  return static_cast<int>(hash64(seller, 5) % static_cast<std::uint64_t>(folds));
}

Result<std::string> train(const std::vector<Example>& examples, const TrainOptions& options) {
  Plan plan = Planner(examples, options).plan();
  if (plan.lanes.empty()) {
    return Error{fmt::format("no class has {} examples of {} sellers for it, and as many against it",
                             options.least_rows, options.least_sellers)};
  }
  const std::vector<bool> keep = common_rows(examples, options.least_sellers);
  const Hints hints = used_hints(examples, options.hint_names);
  const LaneData data(examples, keep, hints.index);
  if (options.folds > 1) calibrate(examples, plan, data, options);
  std::vector<TrainedLane> trained;
  for (std::size_t lane = 0; lane < plan.lanes.size(); ++lane) {
    if (options.progress) options.progress(fmt::format("training {}", plan.lanes[lane].name));
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < examples.size(); ++i) {
      if (plan.targets[lane][i] != 0) all.push_back(i);
    }
    trained.push_back(train_lane(data, all, plan.targets[lane], options.cost));
  }
  return write_model(plan, trained, hints, keep, options);
}

}  // namespace peil::model
