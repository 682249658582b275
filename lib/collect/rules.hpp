// collect/rules.hpp -- which links a crawl follows: its scope, what it never touches, and what is a trap.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "url/url.hpp"

namespace peil::collect {

enum class Scope : std::uint8_t {
  kHost,    ///< the seed's host, with and without `www.`
  kDomain,  ///< its registrable domain
  kPrefix,  ///< its host, at or below the seed's folder
  kAny,
};

struct CrawlRules {
  std::int64_t depth = 0;  ///< links followed from a seed
  Scope scope = Scope::kHost;
  std::vector<std::string> include, exclude;  ///< `*` stands for anything; over the whole address
  std::int64_t pages_per_site = 0;            ///< found ones, in a run; 0: no limit
  std::int64_t time_per_site_ms = 0;
  bool sitemaps = false;
};

/// Whether `link` lies in the scope that `seed` opens.
bool in_scope(const url::Url& link, const url::Url& seed, Scope scope);

/// Whether the patterns let an address pass: any of `include` (if there are any) and none of `exclude`.
bool passes(std::string_view address, const CrawlRules& rules);

/// Why this link is never followed ("order", "account", "act", "message", "pay"), or "" when it may be.
/// The list is data: lib/collect/data/never_follow.tsv.
std::string_view never_follow(const url::Url& link);

/// The same address without what only names a visit: session ids, click ids, campaign tags. Unchanged
/// when it has none, or when the rest is no URL.
url::Url without_session(const url::Url& link);

/// Why the form of an address says that there is no end to its like ("deep path", "repeated path", …), or "".
/// After Heritrix: at most 20 folders, no folder three times, nor two in turn.
std::string_view trap_of(const url::Url& link);

/// Counts what looks endless though each one is well formed: days of a calendar, hosts made at will.
class TrapCounts {
 public:
  /// Why one more of this kind is too many, or "".
  std::string_view note(const url::Url& link, std::string_view site);

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> dated_;
  std::unordered_map<std::uint64_t, std::uint32_t> hosts_of_;
  std::unordered_map<std::uint64_t, bool> host_seen_;
};

}  // namespace peil::collect
