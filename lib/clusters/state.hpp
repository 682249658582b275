// clusters/state.hpp -- what dedupe remembers from run to run, in one file.
//
// A state is a log of operations on the table (journal.hpp) in a checksummed append log (store/log.hpp).
// One run at a time writes it; it holds what the lines already written said, and nothing more.
#pragma once

#include <optional>
#include <string>

#include "base/output.hpp"
#include "base/time.hpp"
#include "clusters/options.hpp"
#include "frame/step.hpp"
#include "store/log.hpp"

namespace peil::clusters {

class ClusterTable;

class State : public frame::Journal {
 public:
  /// Opens, or makes, the state for writing. Throws Fatal: kRetry when another run has it, kFailed when it
  /// is damaged or none.
  State(const std::string& path, const Options& options);

  /// Restores the table. Throws Fatal: kFailed when the state is damaged, kUsage when it was made with
  /// other levels or another similarity. Call once, before the first append.
  void load(ClusterTable& table);

  void append(std::string_view bytes, bool final) override { log_.append(bytes, final); }
  void commit() override { log_.commit(); }

 private:
  store::Log log_;
  std::string settings_;
};

/// `dedupe observations`: one line for each cluster and occasion, in the order of the clusters' first
/// sightings and the occasions' names:
/// {"cluster":"k:…","of":"i:…","occasion":"2026-W48","first_seen_at":…,"last_seen_at":…,"records":2}.
/// Holds 40 bytes for each sighting. Throws Fatal as above.
void write_observations(const std::string& path, Output& out);

/// `dedupe forget`: rewrites the state without the clusters last seen before that time (clusters without
/// a time stay), and without anything that knew them; one line for each on `out`:
/// {"forgotten":"k:…","first_seen_at":…,"last_seen_at":…}. The old state stays until the new one is whole.
void forget_before(const std::string& path, UnixMillis before, Output& out);

}  // namespace peil::clusters
