// model/model.hpp -- a learned model: a tree of classes, each with two linear experts, and its card.
//
// A model is one file: a line `peil-model 1 sha256:… CARD PAYLOAD`, the card (a JSON object and a
// newline; data, dates, classes, figures, known failures), then the weights: for each used row of n-grams
// its number (2 bytes, little-endian, ascending) and one int8 a class; for each feature of the lexicon one
// int8 a class. Weights are small whole numbers and sums are whole numbers, so that a score is the same
// in every build; nothing in it can be NaN. A file that is cut, changed, of another version or of other
// features is refused by name before input is read (THREATS T115).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/features.hpp"

namespace peil::model {

inline constexpr std::size_t kLanes = 64;
/// Names the features that a file was made from: changes with read_rows() and read_hints().
inline constexpr std::string_view kFeatures = "c4-w2-skip-shape-1";
/// Largest model file that is read.
inline constexpr std::size_t kModelBytes = std::size_t{32} << 20;

/// One class of the tree. A class at the top says yes or no; of those below one the best is taken.
struct Lane {
  std::string name;                    ///< of its card: a label, or that of a family of labels
  std::vector<std::string> labels;     ///< slugs at or below which it stands; the first is what it says
  int parent = -1;                     ///< lane, or -1 at the top
  std::int64_t rows = 0, sellers = 0;  ///< of examples for it
  std::int64_t words_bias = 0, words_scale = 0;      ///< thousandths of log-odds; a unit of weight, 2^-16
  std::int64_t lexicon_bias = 0, lexicon_scale = 0;  ///< the same for the second expert
  /// Calibrated log-odds = mix[0]·words + mix[1]·lexicon + mix[2], in thousandths.
  std::array<std::int64_t, 3> mix = {1000, 1000, 0};
};

/// What the two experts say of a unit, in thousandths of log-odds, by lane.
struct Opinion {
  std::array<std::int32_t, kLanes> words{}, lexicon{}, log_odds{};
};

class Model {
 public:
  /// Reads a model file; `bytes` need not live on. Errors say what is wrong: cut, changed, another version …
  static Result<Model> parse(std::string_view bytes, bool verify = true);
  /// The built-in one. Never fails: it is checked when it is built (unit test) and not each time.
  static const Model& builtin();

  const std::vector<Lane>& lanes() const { return lanes_; }
  /// Every slug that it may say.
  std::vector<std::string> labels() const;
  const std::string& digest() const { return digest_; }
  /// The card, a JSON object.
  const std::string& card() const { return card_; }

  /// Linear in rows and hints; no allocation.
  void judge(std::span<const Row> rows, std::span<const LexiconValue> hints, Opinion& opinion) const;
  /// Whether a row was learnt from.
  bool has(Row row) const { return !index_.empty() && index_[row] != 0; }
  /// What one row adds to a lane, in thousandths of log-odds, when the unit has `count` rows.
  std::int32_t weight(Row row, std::size_t lane, std::size_t count) const;

 private:
  using Weights = std::array<std::int8_t, kLanes>;
  Result<void> read_card();
  Result<void> read_weights(std::string_view payload);

  std::string card_, digest_;
  std::vector<Lane> lanes_;
  std::vector<std::string> hint_names_;
  std::map<std::uint64_t, std::uint32_t> hints_;  // key -> index of hint_weights_
  std::vector<std::uint16_t> index_;              // row -> 1 + index of row_weights_, 0: not used
  std::vector<Weights> row_weights_, hint_weights_;
};

/// The probability of log-odds in thousandths, in ten-thousandths: 1 … 9999. By table, not by exp().
int probability(std::int64_t log_odds);

/// A lane and its share of the whole, in ten-thousandths.
struct Choice {
  int lane = -1;
  int probability = 0;
};
/// The best child of `parent` (-1: of the top); at the top its own probability, below it its share among its
/// sisters. {-1, 0} when there is none.
Choice best_child(const Model& model, const Opinion& opinion, int parent);

}  // namespace peil::model
