// collect/vault.hpp -- the evidence of a run of fetch: its folder, when it is made safe, and what its verbs
// do.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "archive/evidence.hpp"
#include "base/exit.hpp"
#include "base/output.hpp"
#include "cli/flags.hpp"
#include "collect/settings.hpp"
#include "net/engine.hpp"

namespace peil::collect {

class Vault {
 public:
  /// Throws Fatal as archive::EvidenceFolder does. `now`: Unix milliseconds. `say`: gets what was mended.
  Vault(const Settings& settings, std::int64_t now, const std::function<void(const std::string&)>& say);

  /// Keeps what went over the wire for this outcome; capture.warc says where. REQUIRES: complete() was
  /// called.
  void add(net::Outcome& outcome, const std::string& run_id);
  /// Once a second: what power could take away is at most that.
  void sync();
  void close();

 private:
  std::string now() const;

  const Settings& settings_;
  archive::EvidenceFolder folder_;
  std::int64_t synced_at_ = 0;
};

/// `fetch verify DIR…`: what is not as it was logged, a line each, and a line for each folder. kPartial when
/// anything is wrong.
Exit verify_evidence(const std::vector<std::string>& folders, Output& out);
/// `fetch attach FILE… --to ID --warc DIR`: takes files into the chain.
Exit attach_evidence(const cli::Shared& shared, const std::string& folder, const std::string& id,
                     const std::string& note, Output& out);

}  // namespace peil::collect
