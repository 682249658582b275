// collect/settings.hpp -- what fetch was asked to do, after its flags were read and checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/exit.hpp"
#include "cli/flags.hpp"
#include "net/policy.hpp"

namespace peil::collect {

struct Settings {
  net::Policy policy;
  std::int64_t max_time_ms = 0;     ///< of the whole run; 0: no limit
  bool fail = false;                ///< a URL that cannot be fetched is status 1
  bool ordered = false;             ///< outcomes in the order of the input
  bool offline = false;             ///< files only
  bool live = false;                ///< index lines of archives are addresses to ask for
  bool dry_run = false;             ///< say what would be done, send nothing
  std::string tags_json;            ///< an object, or ""
  std::string url_at = "/url";      ///< of JSON seed lines
  std::optional<std::int64_t> now;  ///< --now, Unix milliseconds
};

/// The whole life of fetch: reads seeds, fetches, writes captures. Returns the exit status; throws
/// Fatal like frame::run. Ends the process by the signal when interrupted.
Exit run(const Settings& settings, const cli::Shared& shared);

}  // namespace peil::collect
