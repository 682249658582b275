// net/policy.hpp -- how transfers behave: limits, manners, identity, the way out. All of it data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "url/url.hpp"

namespace peil::net {

enum class RobotsMode : std::uint8_t {
  kObey,    ///< what is disallowed is refused
  kRecord,  ///< asked and recorded, but fetched whatever it says (needs a reason)
  kIgnore,  ///< not asked (needs a reason)
};

/// A proxy that was looked at: its URL has a scheme, a host and a port that we understood.
struct Proxy {
  enum class Kind : std::uint8_t { kNone, kHttp, kSocksRemote, kSocksLocal };
  Kind kind = Kind::kNone;
  std::string url;  ///< for libcurl; may hold a password: never shown
  explicit operator bool() const { return kind != Kind::kNone; }
};

/// Reads `socks5h://host:port`, `socks5://`, `socks4a://`, `http://`, `https://`. A proxy without
/// scheme is an error: libcurl would speak HTTP to a SOCKS port. Names are resolved by the proxy only
/// with socks5h and socks4a (kSocksRemote) and HTTP proxies.
Result<Proxy> parse_proxy(std::string_view text);

class BlockList;
class Broker;

struct Policy {
  std::string agent_token = "peil";                          ///< what robots.txt is asked for
  std::string user_agent;                                    ///< the whole header
  std::vector<std::pair<std::string, std::string>> headers;  ///< sent to the seed's origin only

  Proxy proxy;                     ///< for everything
  Proxy onion_proxy;               ///< for .onion (else `proxy`)
  const Broker* broker = nullptr;  ///< gives the sockets, when everything goes through `proxy`
  bool isolate = true;             ///< a SOCKS user for each site, so that Tor takes another circuit

  std::int64_t connect_timeout_ms = 10'000;
  std::int64_t timeout_ms = 60'000;
  std::int64_t low_speed_bytes = 10;             ///< less than this a second …
  std::int64_t low_speed_seconds = 20;           ///< … for so long ends a transfer
  std::uint64_t max_bytes = limits::kBodyBytes;  ///< of body, on the wire and decoded
  int max_redirects = limits::kRedirects;
  int retries = 2;

  int jobs = 16;
  int per_host = 1;
  std::int64_t delay_ms = 2'000;      ///< between two requests to one host, at least
  std::int64_t rate_interval_ms = 0;  ///< between any two requests; 0: no limit
  std::int64_t seed = 0;              ///< of the jitter

  RobotsMode robots = RobotsMode::kObey;
  const BlockList* blocked = nullptr;  ///< hosts that are never asked
  bool any_port = false;               ///< beyond those of the web
  std::string ca_pem;                  ///< certificates to trust instead of the system's, unless ""
  bool allow_private = false;
  bool any_media = false;  ///< keep images, films and programs too
  bool archive = false;    ///< HTTP/1.1, and the bytes of the wire are kept (Outcome::transfers)
};

/// The proxy through which `host` is reached.
const Proxy& proxy_for(const Policy& policy, std::string_view host);

/// Why a URL may not be asked for, before anything is sent: class and message of the error record.
struct Refusal {
  std::string error_class;
  std::string message;
};
/// Scheme, userinfo, length, onion names, private addresses written as such, and whether libcurl
/// reads the same host, port and user as we do. Called for the seed and for every redirect.
std::optional<Refusal> refusal_of(const url::Url& url, const Policy& policy);

/// True for the classes that mean "we did not want to" (status 5): scope, private_address, robots and
/// those of onions.
bool is_refusal_class(std::string_view error_class);

/// The URL as records and people see it: without fragment, and `***` for a user and password.
std::string shown(const url::Url& url);

/// Whether a body of this media type is kept (text, markup, data, PDF; not images, films, programs).
bool is_wanted_media(std::string_view media_type);

}  // namespace peil::net
