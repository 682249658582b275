// cmd/extract/options.hpp -- the flags of extract.
#pragma once

#include <string>
#include <vector>

#include "cli/flags.hpp"

namespace peil {

struct Options {
  cli::Shared shared;
  bool text_input = false;
  bool lines = false;
  std::string only;
  bool flat = false;
  bool show = false;
  bool suggest_profile = false;
  std::vector<std::string> profiles;
  std::string text_at, title_at, url_at, time_at;
  std::string map;
  bool suggest_map = false;
};

/// The flag table: the one place where extract's flags are described.
cli::Command command(Options& options);

}  // namespace peil
