// labels/unit_judge.hpp -- one unit (a title, a line, a text) weighed: its goods, less what gates take away.
//
// For the sources of this module alone: goods.cpp collects what units give.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "labels/analysis.hpp"

namespace peil::labels {

/// The gate of names of things, as it is told of what it removed.
inline constexpr std::string_view kThingWhy = "a thing of that name";

/// Masses, volumes and counts.
inline constexpr std::uint8_t kAmountShapes =
    taxonomy::kMass | taxonomy::kMg | taxonomy::kUg | taxonomy::kMl | taxonomy::kCount;

bool is_cannabis(const Taxonomy& taxonomy, LabelId label);

/// One unit being judged: its sums, less what the gates take away.
class UnitJudge {
 public:
  UnitJudge(const Analysis& analysis, const Unit& unit);

  std::vector<LabelSum>& sums() { return sums_; }
  /// What a gate took away, and which.
  const std::vector<std::pair<LabelSum, std::string>>& removed() const { return removed_; }
  const std::vector<std::pair<LabelId, Evidence>>& added() const { return added_; }

  /// The gates, in order (peil-taxonomy(5), GATES). `seed_shelf`: evidence that what stands here is
  /// seeds (its shelf or the page's title says so), or nullptr.
  void gates(const Evidence* seed_shelf);
  /// What numbers make of a label (refine.tsv): 10 xtc are pills.
  void refine();
  /// Own sum and that of its ancestors: "cannabis" supports "amnesia haze".
  Weight support(const LabelSum& sum) const;

 private:
  void judge_names();
  void judge_mushrooms();
  void judge_cannabis(const Evidence* seed_shelf);
  void judge_tool(std::uint32_t at, bool cannabis);

  /// The first token of a gate's word; nullopt when none stands here.
  std::optional<std::uint32_t> gate(std::string_view name) const;
  bool weighed_out() const { return Analysis::has_shape(unit_, taxonomy::kMass | taxonomy::kMg); }
  bool traded(LabelId id) const;
  /// Whether a tool, a test or a cutting agent is named first, and each place of the label stands behind a
  /// word of purpose ("testkit voor xtc", "versnijdingsmiddel voor coke"), and nothing of it is weighed out.
  bool is_purpose(LabelId label) const;
  /// Whether THC is there, and not said to be absent ("zonder THC", "<0,2% THC").
  bool offers_thc() const;
  bool cannabis_in_text() const;
  bool strong_drug() const;
  /// Whether each place of the label is the name of a thing: "XTC Advanced mountainbike", "Cocaine energy
  /// drink". The thing stands close behind, in the same clause and without a word such as "on" between;
  /// an amount by mass says that it is no name.
  bool names_thing(LabelId label) const;

  template <class Test>
  void remove(std::string_view why, Test&& test);
  void add(std::string_view slug, std::uint32_t token);
  /// Keeps `slug` alone among the labels of `scope` ("" for drug, precursor and cultivation).
  void only(std::string_view slug, std::uint32_t token, std::string_view why, std::string_view scope = "",
            const Evidence* from = nullptr);

  const Analysis& analysis_;
  const Taxonomy& taxonomy_;
  Unit unit_;
  std::vector<LabelSum> sums_;
  Analysis::Gates gates_;
  bool strain_ = false;  ///< a term of cannabis stands here, counted or not
  std::vector<std::pair<LabelSum, std::string>> removed_;
  std::vector<std::pair<LabelId, Evidence>> added_;
};

}  // namespace peil::labels
