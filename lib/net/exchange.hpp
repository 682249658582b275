// net/exchange.hpp -- one HTTP request and its answer: no redirect, no second try, no trust.
//
// What libcurl 7.88 does not bound or decide as we need is done here: bytes are counted on the wire and
// decoded, content codings are undone by lib/codec, addresses are looked at when the socket is made,
// header blocks have a limit, the environment is not asked for proxies.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/capture.hpp"
#include "archive/evidence.hpp"
#include "net/policy.hpp"
#include "url/url.hpp"

namespace peil::net {

/// What came of it.
struct Answer {
  int status = 0;        ///< 0: there was no response
  std::string protocol;  ///< HTTP/1.1, HTTP/2
  std::vector<std::pair<std::string, std::string>> headers;
  std::unique_ptr<std::string> body;  ///< decoded; null when there was no response or no body was wanted
  std::string wire_digest;
  bool as_received = false;  ///< the body is what was received: their digests are the same
  std::uint64_t wire_bytes = 0;
  std::string truncated;  ///< length, time, disconnect, decode
  std::string ip;
  std::optional<archive::Tls> tls;
  std::vector<std::string> warnings;
  std::optional<archive::CaptureError> error;
  std::unique_ptr<archive::Transfer> transfer;  ///< with Policy::archive, when there was a response to keep

  /// Last header of that name, case ignored; "" when absent.
  std::string_view header(std::string_view name) const;
};

struct Request {
  url::Url url;
  bool with_headers = true;  ///< the user's own headers may go to this origin
  std::uint64_t max_bytes = 0;
  bool any_media = false;  ///< robots.txt, sitemaps and --media
  std::string etag;        ///< sent as If-None-Match, unless ""
  std::string modified;    ///< sent as If-Modified-Since, unless ""
};

/// A transfer under way: owns its libcurl handle. The engine adds it to its multi handle.
class Exchange {
 public:
  Exchange(const Policy& policy, Request request);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  const Request& request() const;
  /// The CURL*, for the multi handle.
  void* handle() const;
  /// The transfer is over with this CURLcode: says what it means.
  Answer finish(int code);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::net
