// labels/evaluate.hpp -- `classify sample` and `classify eval`: from hand coding to error rates.
#pragma once

#include "cli/flags.hpp"
#include "labels/training.hpp"
#include "taxonomy/taxonomy.hpp"

namespace peil::labels {

struct EvalSettings {
  std::int64_t size = 300;  ///< rows of a sample
  std::int64_t cross =
      0;              ///< parts of the sellers, each classified by a model that was trained on the others
  std::string rates;  ///< file for the error rates, "" for none
  std::string only;   ///< site whose records alone are measured (with cross 0), "" for all
};

/// Draws a sample of classified records, as a table for hand coding: rows of each goods label and of none,
/// chosen by hash of seed and id, so that the order of the input does not matter.
Exit sample(const EvalSettings& settings, const cli::Shared& shared);

/// Measures on labelled records, or on a table of `sample` that was filled in.
Exit evaluate(const EvalSettings& settings, const TrainSettings& training,
              std::shared_ptr<const model::Model> model, const taxonomy::Taxonomy& taxonomy,
              const cli::Shared& shared);

}  // namespace peil::labels
