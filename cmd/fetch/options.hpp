// cmd/fetch/options.hpp -- the flags of fetch, and what becomes of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/flags.hpp"
#include "collect/settings.hpp"

namespace peil {

struct Options {
  cli::Shared shared;
  std::int64_t per_host = 1;
  std::string rate;
  cli::Duration delay{2'000};
  std::vector<std::string> headers;
  std::string user_agent;
  std::string proxy;
  std::optional<std::string> tor;
  std::string onion_proxy;
  cli::Duration timeout{60'000};
  cli::Duration connect_timeout{10'000};
  cli::Duration max_time{0};
  std::int64_t retries = 2;
  cli::Size max_size{limits::kBodyBytes};
  std::int64_t max_redirs = limits::kRedirects;
  std::string robots = "obey";
  std::string reason;
  std::vector<std::string> tags;
  std::string url_at = "/url";
  std::int64_t depth = 0;
  std::string scope = "host";
  std::vector<std::string> include, exclude;
  std::int64_t max_pages = 10'000;
  cli::Duration max_host_time{0};
  bool sitemaps = false;
  std::string state, bodies, occasion, since, shard;
  cli::Duration every{0};
  std::string blocklist, asn, cacert;
  std::string basis, case_id, until;
  std::vector<std::string> require;
  bool any_port = false;
  std::string warc, sync = "batch", attach_to, note;
  cli::Size warc_size{1'000'000'000};
  bool warc_plain = false;
  bool allow_private = false;
  bool media = false;
  bool fail = false;
  bool ordered = false;
  bool offline = false;
  bool live = false;
};

/// The flag table: the one place where fetch's flags are described.
cli::Command command(Options& options);

/// The flags checked together and resolved. Throws Fatal(kUsage) naming what is wrong.
collect::Settings settings_of(const Options& options);

}  // namespace peil
