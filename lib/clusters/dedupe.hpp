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
#include "frame/step.hpp"

namespace peil::clusters {

/// REQUIRES: parse_levels(options.by) is ok.
std::unique_ptr<frame::Step> make_step(const Options& options);

/// `dropped`: takes the lines that -u leaves out, or nullptr; must outlive the folder.
/// `spool_file`: of open_spool_file(); opened before the processes are locked down.
std::unique_ptr<frame::Folder> make_folder(const Options& options, Output* dropped, int spool_file);

}  // namespace peil::clusters
