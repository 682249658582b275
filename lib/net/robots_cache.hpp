// net/robots_cache.hpp -- what the robots.txt of each origin said, for a day at most (RFC 9309 §2.4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "net/exchange.hpp"
#include "net/robots.hpp"

namespace peil::net {

/// The word for the record's `robots`, and whether the page may be asked for.
struct RobotsVerdict {
  std::string_view word;  ///< allowed, disallowed, unavailable, unreachable
  bool may = true;
};

class RobotsCache {
 public:
  /// One origin's rules, known or being asked for.
  struct Entry {
    bool known = false;
    enum class Kind : std::uint8_t { kRules, kUnavailable, kUnreachable } kind = Kind::kRules;
    Robots rules;
    std::int64_t expires_at = 0;
    std::vector<std::uint64_t> waiting;  ///< tickets that wait for it
  };

  /// The entry, made if absent; forgotten ones and those older than a day count as absent.
  Entry& of(const std::string& origin, std::int64_t now);
  /// Settles an entry from the answer to GET /robots.txt (§2.3.1): success is parsed, 400-499 and
  /// more than five redirects are "unavailable": all is allowed; 429, 500-599 and no answer are
  /// "unreachable": nothing is. Returns the tickets that waited.
  static std::vector<std::uint64_t> settle(Entry& entry, const Answer& answer, std::int64_t now);
  /// No answer that may be kept: the next job asks again. Returns the tickets that waited.
  std::vector<std::uint64_t> forget(const std::string& origin);

  /// Sitemaps named there, at most 100; none when the origin's file was not read.
  std::vector<std::string> sitemaps(const std::string& origin) const;

  static RobotsVerdict verdict(const Entry& entry, std::string_view agent, std::string_view target);

 private:
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace peil::net
