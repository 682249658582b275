// net/robots_cache.cpp -- robots.txt by origin.
#include "net/robots_cache.hpp"

#include <utility>

namespace peil::net {
namespace {

constexpr std::int64_t kDayMillis = 86'400'000;
constexpr std::size_t kOriginsKept = 4'096;  // each may hold half a megabyte; one forgotten is asked again
constexpr std::size_t kSitemapsTaken = 100;

}  // namespace

RobotsCache::Entry& RobotsCache::of(const std::string& origin, std::int64_t now) {
  auto found = entries_.find(origin);
  if (found != entries_.end()) {
    Entry& entry = found->second;
    if (entry.known && now >= entry.expires_at) entry = Entry();
    return entry;
  }
  if (entries_.size() >= kOriginsKept)
    std::erase_if(entries_, [](const auto& pair) { return pair.second.known; });
  return entries_[origin];
}

std::vector<std::uint64_t> RobotsCache::settle(Entry& entry, const Answer& answer, std::int64_t now) {
  entry.known = true;
  entry.expires_at = now + kDayMillis;
  if (answer.status >= 200 && answer.status < 300 && answer.body) {
    entry.kind = Entry::Kind::kRules;
    entry.rules = Robots::parse(*answer.body);
  } else if (answer.status == 0 || answer.status == 429 || answer.status >= 500) {
    entry.kind = Entry::Kind::kUnreachable;
  } else {
    entry.kind = Entry::Kind::kUnavailable;
  }
  return std::exchange(entry.waiting, {});
}

std::vector<std::uint64_t> RobotsCache::forget(const std::string& origin) {
  auto found = entries_.find(origin);
  if (found == entries_.end()) return {};
  auto waiting = std::move(found->second.waiting);
  entries_.erase(found);
  return waiting;
}

std::vector<std::string> RobotsCache::sitemaps(const std::string& origin) const {
  auto found = entries_.find(origin);
  if (found == entries_.end() || !found->second.known) return {};
  std::vector<std::string> named = found->second.rules.sitemaps();
  if (named.size() > kSitemapsTaken) named.resize(kSitemapsTaken);
  return named;
}

RobotsVerdict RobotsCache::verdict(const Entry& entry, std::string_view agent, std::string_view target) {
  if (entry.kind == Entry::Kind::kUnavailable) return {"unavailable", true};
  if (entry.kind == Entry::Kind::kUnreachable) return {"unreachable", false};
  bool may = entry.rules.allowed(agent, target);
  return {may ? "allowed" : "disallowed", may};
}

}  // namespace peil::net
