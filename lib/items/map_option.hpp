// items/map_option.hpp -- --map and --suggest-map, and the reader of files that are no records.
#pragma once

#include <memory>
#include <string>

#include "base/exit.hpp"
#include "cli/flags.hpp"
#include "frame/filter.hpp"
#include "items/extract.hpp"
#include "maps/map.hpp"

namespace peil::items {

/// The map that `word` names: a file, else a shipped map; nullptr when it is "". Throws Fatal(kUsage) with
/// each mistake as `FILE:LINE: what`, and when there is no such map.
std::shared_ptr<const maps::Map> load_map(const std::string& word);

/// Prints a map drafted for the first operand (or standard input) to standard output or -o.
Exit print_suggested_map(const cli::Shared& shared);

/// What reads the operands that are no records.
frame::FileReader file_reader(const ExtractOptions& options);

}  // namespace peil::items
