// labels/training.hpp -- `classify train`, `card`, and the model files that a command names.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/flags.hpp"
#include "labels/analysis.hpp"
#include "labels/gold.hpp"
#include "model/model.hpp"
#include "model/train.hpp"
#include "taxonomy/taxonomy.hpp"

namespace peil::labels {

/// The model to use: the file, or the built-in one for ""; null when `none`. Throws Fatal(kFailed) naming
/// what is wrong with the file, before any input is read (THREATS T115).
std::shared_ptr<const model::Model> need_model(const std::string& file, bool none);

struct TrainSettings {
  std::string classes;    ///< table of classes; "": from the labels; "builtin": those of the built-in model
  std::string name;       ///< of the card
  std::string notes;      ///< of the card: where the data come from, and what is known to fail
  std::string leave_out;  ///< K/N: sellers of that part are not learnt from (for measuring)
  std::int64_t folds = 5, least_rows = 8, least_sellers = 3;
};

/// Examples of labelled records. Not for use by two threads at once.
class ExampleReader {
 public:
  explicit ExampleReader(const taxonomy::Taxonomy& taxonomy) : analysis_(taxonomy) {}
  /// nullopt for a record without text, or whose words contradict a coarse truth.
  std::optional<model::Example> read(const Record& record, const Gold& gold);
  std::size_t contradicted() const { return contradicted_; }
  /// Language of the last one.
  const std::string& language() const { return language_; }

 private:
  Analysis analysis_;
  std::string language_;
  std::size_t contradicted_ = 0;
};

/// What settings say to the trainer (not the card). Throws Fatal(kUsage) when the table of classes is wrong.
model::TrainOptions train_options(const TrainSettings& settings, const taxonomy::Taxonomy& taxonomy);

/// Trains on the operands and writes the model to -o. Prints what it learnt to stderr when it is a terminal.
Exit train(const TrainSettings& settings, const taxonomy::Taxonomy& taxonomy, const cli::Shared& shared);

/// The card of a model, for people.
std::string print_card(const model::Model& model);

/// `2/5`: {2, 5}. Throws Fatal(kUsage).
std::pair<int, int> read_part(const std::string& part, std::string_view flag);

}  // namespace peil::labels
