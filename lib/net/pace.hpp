// net/pace.hpp -- politeness: who may be asked when. No clock of its own: the caller says what time
// it is, so that every rule can be tested.
//
// For each host: at most `per_host` transfers at once, and from the end of one to the begin of the
// next at least `delay`, stretched by a jitter of up to a half. Over all: a rate. A host that says
// 429 or 503 is left alone for as long as it asks, or for longer and longer. Hosts known to share an
// address share its pauses and its places too: a small server is not asked by the back door.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace peil::net {

using Millis = std::int64_t;

class Pace {
 public:
  struct Rules {
    int per_host = 1;
    Millis delay_ms = 2'000;
    Millis rate_interval_ms = 0;
    std::int64_t seed = 0;
  };
  explicit Pace(const Rules& rules) : rules_(rules) {}

  /// Queues `ticket` behind the others of its host (or before them: a redirect, a second try).
  void push(const std::string& host, std::uint64_t ticket, bool in_front = false);
  /// A ticket that may start now, the longest-waiting host first; its host counts as busy until
  /// release(). nullopt when none may.
  std::optional<std::uint64_t> next(Millis now);
  /// When next() will give something, if nothing is released before; nullopt when nothing waits.
  std::optional<Millis> wake_at() const;

  /// The transfer is over. `asked`: something was sent, so the delay counts from now.
  /// `address`: where the host was found to live, "" when that is not known. `busy`: it said 429 or 503,
  /// so that all hosts of the address wait.
  void release(const std::string& host, Millis now, bool asked, std::string_view address = {},
               bool busy = false);
  /// No request to this host before `until`.
  void hold(const std::string& host, Millis until);
  /// A longer delay that the host wants (Crawl-delay).
  void set_delay(const std::string& host, Millis delay_ms);
  /// When the host may be asked again, and the delay it wants (0: none).
  struct Clock {
    Millis next_at = 0;
    Millis delay_ms = 0;
  };
  Clock clock(const std::string& host) const;

  std::size_t waiting() const { return waiting_; }
  /// Takes all tickets that wait, in no order: for an end before time.
  std::vector<std::uint64_t> drain();
  /// The host whose next request is furthest away, for the progress line; "" when none waits.
  std::string slowest_host() const;

 private:
  struct Host {
    std::deque<std::uint64_t> tickets;
    int active = 0;
    Millis next_at = 0;
    Millis delay_ms = -1;        // -1: the rules' own
    std::uint64_t requests = 0;  // feeds the jitter
    bool queued = false;         // stands in order_
    std::string address;         // "" while unknown
  };
  struct Address {
    int active = 0;
    Millis next_at = 0;
  };
  /// When the host may be asked as far as its address is concerned; nullopt when all places are taken.
  std::optional<Millis> address_free_at(const Host& host) const;
  void wake_neighbours(const std::string& address);
  struct Turn {
    Millis at;
    std::uint64_t number;
    std::string host;
    bool operator<(const Turn& other) const { return at != other.at ? at > other.at : number > other.number; }
  };
  void enqueue(const std::string& name, Host& host);
  void forget_idle(Millis now);

  Rules rules_;
  std::unordered_map<std::string, Host> hosts_;
  std::unordered_map<std::string, Address> addresses_;
  std::unordered_map<std::string, std::vector<std::string>> blocked_;  // hosts by the address they wait for
  std::priority_queue<Turn> order_;  // hosts that have tickets and a free slot, soonest first
  std::size_t waiting_ = 0;
  std::uint64_t turns_ = 0;
  Millis rate_next_at_ = 0;
  static constexpr std::size_t kHostsKept = 65'536;  // before idle ones are swept out
  std::size_t sweep_at_ = kHostsKept;
};

/// Milliseconds that a Retry-After value asks for: seconds or an HTTP-date, relative to `wall_now`
/// (Unix milliseconds); at most five minutes, 0 for the past. nullopt when it is neither.
/// Source: RFC 9110 §10.2.3, §5.6.7 (all three date formats).
std::optional<Millis> parse_retry_after(std::string_view value, std::int64_t wall_now);

/// An HTTP-date in any of its three formats, or `Nov 24 12:00:00 2027 GMT` as certificates print it.
std::optional<std::int64_t> parse_http_date(std::string_view text);

}  // namespace peil::net
