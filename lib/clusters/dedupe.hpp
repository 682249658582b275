// clusters/dedupe.hpp -- the dedupe command: a step that recognises, a folder that remembers.
//
// The step, in the workers, parses a record, computes its keys and sketch, and sends the finished line
// with a gap where its cluster belongs. The folder, one process, takes them in input order, asks the
// table, fills the gap and writes the line.
#pragma once

#include <memory>
#include <string>

#include "base/output.hpp"
#include "clusters/options.hpp"
#include "clusters/state.hpp"
#include "frame/step.hpp"

namespace peil::clusters {

/// REQUIRES: parse_levels(options.by) is ok.
std::unique_ptr<frame::Step> make_step(const Options& options);

/// What a folder writes to besides its lines and remembers from; all must outlive it.
struct Places {
  Output* dropped = nullptr;   ///< takes the lines that -u leaves out
  Output* clusters = nullptr;  ///< takes a line for each member of a cluster, with the reason
  int spool_file = -1;         ///< of open_spool_file(); opened before the processes are locked down
  State* state = nullptr;      ///< what earlier runs saw
};
std::unique_ptr<frame::Folder> make_folder(const Options& options, const Places& places);

/// dedupe map: `KEY TAB RECORD`, where KEY sorts as bytes into the order in which `dedupe reduce` is to see
/// the records, whatever their order was. The step sends lines, the folder passes them on.
std::unique_ptr<frame::Step> make_map_step(const Options& options);
std::unique_ptr<frame::Folder> make_map_folder();

}  // namespace peil::clusters
