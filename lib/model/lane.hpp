// model/lane.hpp -- one class trained: two logistic regressions by LIBLINEAR, made whole numbers.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "model/train.hpp"

namespace peil::model {

/// What training reads of all examples: which rows count, and where a hint stands.
struct LaneData {
  LaneData(const std::vector<Example>& all, const std::vector<bool>& keep,
           const std::map<std::uint64_t, int>& hints)
      : examples(all), rows(keep), hint_index(hints) {}
  const std::vector<Example>& examples;
  const std::vector<bool>& rows;
  const std::map<std::uint64_t, int>& hint_index;
};

/// Weights as the file holds them: whole numbers of a unit that each expert has.
class TrainedLane {
 public:
  TrainedLane(std::vector<float> words, double words_bias, std::vector<float> lexicon, double lexicon_bias);

  std::int8_t words_weight(std::size_t row) const { return words_[row]; }
  std::int8_t lexicon_weight(std::size_t hint) const { return lexicon_[hint]; }
  /// Bias and unit of the words, of the lexicon: as Lane has them.
  std::array<std::int64_t, 4> numbers() const;
  /// Log-odds of an example.
  double words_score(const Example& example) const;
  double lexicon_score(const Example& example, const std::map<std::uint64_t, int>& hints) const;

 private:
  std::vector<std::int8_t> words_, lexicon_;
  double words_bias_, words_unit_, lexicon_bias_, lexicon_unit_;
};

/// Trains one class on the examples `which`; `targets` are 1 and -1 there.
TrainedLane train_lane(const LaneData& data, const std::vector<std::size_t>& which,
                       const std::vector<std::int8_t>& targets, double cost);

/// Scores of one example that was held back, and the truth.
struct Scored {
  double words, lexicon;
  bool truth;
};
/// The weights of both experts and the constant under which they give the best probabilities: logistic
/// regression with a light pull towards 1, 1, 0. In thousandths.
std::array<std::int64_t, 3> fit_mix(const std::vector<Scored>& scores);

}  // namespace peil::model
