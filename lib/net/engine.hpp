// net/engine.hpp -- many transfers at once, each polite, none trusted.
//
//   net::Engine engine(policy);
//   engine.add(url, 1);
//   while (engine.unfinished()) {
//     engine.step({}, 1000);
//     while (auto outcome = engine.take()) …
//   }
//
// One thread, one libcurl multi handle. A job goes: queue of its host → robots.txt of its origin, if
// not known → one HTTP exchange → perhaps a redirect (back into the queue of the next host) or a second
// try → an outcome: a capture, with `error` when there was no response or we did not want one.
#pragma once

#include <poll.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "archive/capture.hpp"
#include "archive/evidence.hpp"
#include "net/policy.hpp"
#include "url/url.hpp"

namespace peil::net {

struct Outcome {
  std::uint64_t ticket = 0;
  archive::Capture capture;           ///< complete() not yet called: tags, seed and run are the caller's
  std::unique_ptr<std::string> body;  ///< what capture.body views
  /// With Policy::archive: what led to it, redirects first, the answer that gave it last.
  std::vector<archive::Transfer> transfers;
};

/// What a request asks beyond its URL.
struct Ask {
  std::string etag, modified;  ///< of the earlier answer whose body is at hand: then 304 will do
  bool any_media = false;      ///< a sitemap may be gzip
};

class Engine {
 public:
  explicit Engine(const Policy& policy);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Queues `url`. Refused ones give their outcome at once.
  void add(const url::Url& url, std::uint64_t ticket, Ask ask = {});

  /// Starts what may start, moves what moves, and sleeps until something happens here, one of
  /// `others` is ready (as in poll), or `max_wait_ms` passed.
  void step(std::span<pollfd> others, int max_wait_ms);

  /// A finished job, in the order of finishing.
  std::optional<Outcome> take();

  /// Jobs that have no outcome yet; of these, transfers under way.
  std::size_t unfinished() const;
  std::size_t active() const;

  /// Off: starts nothing more, not even redirects and second tries; what is under way goes on.
  void set_starting(bool on);
  /// Ends every job that has no outcome with this error: take() gives them.
  void abandon(const std::string& error_class, const std::string& message);

  /// How a site (registrable domain) stands: before when it is not asked, as Unix milliseconds, and the
  /// delay it wants, 0 for none. A run that goes on later begins with it.
  struct Clock {
    std::int64_t next_at = 0;
    std::int64_t delay_ms = 0;
  };
  Clock clock(std::string_view site) const;
  void set_clock(std::string_view site, const Clock& clock);
  /// Sitemaps that the robots.txt of this URL's origin names, when it was read.
  std::vector<std::string> sitemaps(const url::Url& url) const;

  /// Of what waits, the host that must wait longest: for people.
  std::string slowest_host() const;
  /// `libcurl/7.88.1 OpenSSL/…`: for --version.
  static std::string library_version();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::net
