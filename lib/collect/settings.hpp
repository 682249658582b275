// collect/settings.hpp -- what fetch was asked to do, after its flags were read and checked.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/exit.hpp"
#include "cli/flags.hpp"
#include "collect/rules.hpp"
#include "net/block_list.hpp"
#include "net/hosting.hpp"
#include "net/policy.hpp"

namespace peil::collect {

/// What a collection remembers from run to run.
struct StateSettings {
  std::string path;           ///< --state; "" forgets all at the end
  std::string bodies;         ///< --bodies; "" keeps none
  std::string occasion;       ///< each occasion asks once
  std::int64_t every_ms = 0;  ///< what is older is asked again; 0: never
  std::int64_t since_ms = 0;  ///< what was asked before this time is asked again
};

/// Where evidence is kept.
struct EvidenceSettings {
  std::string folder;                          ///< --warc; "" keeps none
  std::uint64_t rotate_bytes = 1'000'000'000;  ///< --warc-size
  bool plain = false;                          ///< --warc-plain
  bool sync_always = false;                    ///< --sync=always
};

struct Settings {
  net::Policy policy;
  EvidenceSettings evidence;
  bool keeps_evidence() const { return !evidence.folder.empty() && !dry_run; }
  CrawlRules crawl;
  StateSettings state;
  std::shared_ptr<const net::BlockList> blocked;  ///< also in policy
  std::shared_ptr<const net::HostingTable> hosting;
  std::vector<std::pair<std::string, std::string>> data;  ///< name and digest of the files read for it
  std::uint64_t shard = 0, shards = 1;                    ///< takes the registrable domains of its share
  bool takes_share(std::string_view site) const;
  /// Whether there is a frontier: a state, or links to follow.
  bool collects() const { return !state.path.empty() || crawl.depth > 0 || crawl.sitemaps; }
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
