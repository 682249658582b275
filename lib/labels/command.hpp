// labels/command.hpp -- the whole of classify behind its flag table.
#pragma once

#include <string>
#include <vector>

#include "base/exit.hpp"
#include "cli/flags.hpp"
#include "labels/evaluate.hpp"
#include "labels/subject.hpp"
#include "labels/training.hpp"
#include "labels/suggest.hpp"

namespace peil::labels {

struct Settings {
  std::vector<std::string> taxonomy;  ///< folders
  Pointers pointers;
  bool text_input = false, lines = false, explain = false;
  std::int64_t width = 0;  ///< columns of --explain; 0: the terminal's, or 80
  std::string export_to;   ///< --export-taxonomy
  std::string language;    ///< of `terms`
  bool weak = false;       ///< of `terms`: weak ones too
  std::string model;       ///< --model FILE; "": the built-in one
  bool no_model = false;   ///< rules alone
  TrainSettings train;     ///< of `train` and `eval`
  EvalSettings eval;       ///< of `eval` and `sample`
  SuggestSettings suggest;
};

/// Runs classify or the verb in `shared.verb`. Throws Fatal(kUsage) on mistakes in tables, before any
/// input is read.
Exit run(const Settings& settings, const cli::Shared& shared);

}  // namespace peil::labels
