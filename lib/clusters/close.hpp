// clusters/close.hpp -- dedupe close: which accounts are one seller, said of every record at the end.
#pragma once

#include <memory>

#include "clusters/options.hpp"
#include "frame/step.hpp"

namespace peil::clusters {

/// Sends each record with its entity keys: those that stand in it, else those that dedupe would give it.
std::unique_ptr<frame::Step> make_close_step(const Options& options);

/// Holds the lines in the spool until all are there, unites the keys (entities/entities.hpp), and writes
/// the lines again with `entity` {`keys`, `id`, `why`}. `spool_file`: see Spool.
std::unique_ptr<frame::Folder> make_close_folder(int spool_file);

}  // namespace peil::clusters
