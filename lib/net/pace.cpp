// net/pace.cpp -- the queue of hosts, ordered by when each may be asked again.
#include "net/pace.hpp"

#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "base/time.hpp"

namespace peil::net {
namespace {

constexpr Millis kLongestRetryAfter = 300'000;
}  // namespace

void Pace::enqueue(const std::string& name, Host& host) {
  if (host.queued || host.tickets.empty() || host.active >= rules_.per_host) return;
  host.queued = true;
  order_.push({host.next_at, turns_++, name});
}

void Pace::push(const std::string& name, std::uint64_t ticket, bool in_front) {
  Host& host = hosts_[name];
  if (in_front) host.tickets.push_front(ticket);
  else host.tickets.push_back(ticket);
  ++waiting_;
  enqueue(name, host);
}

std::optional<std::uint64_t> Pace::next(Millis now) {
  if (now < rate_next_at_) return std::nullopt;
  while (!order_.empty() && order_.top().at <= now) {
    Turn turn = order_.top();
    order_.pop();
    Host& host = hosts_.find(turn.host)->second;
    host.queued = false;
    if (host.next_at > now) {  // held since it was queued
      enqueue(turn.host, host);
      continue;
    }
    if (host.tickets.empty() || host.active >= rules_.per_host) continue;
    if (!host.address.empty()) {
      auto free_at = address_free_at(host);
      if (!free_at) {
        host.queued = true;  // wake_neighbours() queues it again
        blocked_[host.address].push_back(turn.host);
        continue;
      }
      if (*free_at > now) {
        host.queued = true;
        order_.push({*free_at, turns_++, turn.host});
        continue;
      }
      ++addresses_[host.address].active;
    }
    std::uint64_t ticket = host.tickets.front();
    host.tickets.pop_front();
    --waiting_;
    ++host.active;
    enqueue(turn.host, host);
    rate_next_at_ = now + rules_.rate_interval_ms;
    if (hosts_.size() > sweep_at_) forget_idle(now);
    return ticket;
  }
  return std::nullopt;
}

std::optional<Millis> Pace::wake_at() const {
  if (order_.empty()) return std::nullopt;
  return std::max(order_.top().at, rate_next_at_);
}

std::optional<Millis> Pace::address_free_at(const Host& host) const {
  auto found = addresses_.find(host.address);
  if (found == addresses_.end()) return 0;
  if (found->second.active >= rules_.per_host) return std::nullopt;
  return found->second.next_at;
}

void Pace::wake_neighbours(const std::string& address) {
  auto waiting = blocked_.find(address);
  if (waiting == blocked_.end()) return;
  std::vector<std::string> names = std::move(waiting->second);
  blocked_.erase(waiting);
  for (const std::string& name : names) {
    Host& host = hosts_[name];
    host.queued = false;
    enqueue(name, host);
  }
}

void Pace::release(const std::string& name, Millis now, bool asked, std::string_view address, bool busy) {
  auto found = hosts_.find(name);
  if (found == hosts_.end()) return;
  Host& host = found->second;
  host.active = std::max(0, host.active - 1);
  std::string before = host.address;
  if (auto old = addresses_.find(before); !before.empty() && old != addresses_.end())
    old->second.active = std::max(0, old->second.active - 1);
  if (asked) {
    Millis delay = host.delay_ms >= 0 ? std::max(host.delay_ms, rules_.delay_ms) : rules_.delay_ms;
    std::uint64_t random = hash64(name, static_cast<std::uint64_t>(rules_.seed) ^ ++host.requests);
    Millis jitter = static_cast<Millis>(random % static_cast<std::uint64_t>(delay / 2 + 1));
    host.next_at = std::max(host.next_at, now + delay + jitter);
    if (!address.empty()) {
      host.address = address;
      Address& shared = addresses_[host.address];
      shared.next_at = std::max(shared.next_at, now + rules_.delay_ms);
      if (busy) shared.next_at = std::max(shared.next_at, host.next_at);
    }
  }
  if (!before.empty()) wake_neighbours(before);
  enqueue(name, host);
}

Pace::Clock Pace::clock(const std::string& name) const {
  auto found = hosts_.find(name);
  if (found == hosts_.end()) return {};
  return {found->second.next_at, std::max<Millis>(found->second.delay_ms, 0)};
}

void Pace::hold(const std::string& name, Millis until) {
  Host& host = hosts_[name];
  host.next_at = std::max(host.next_at, until);
}

void Pace::set_delay(const std::string& name, Millis delay_ms) { hosts_[name].delay_ms = delay_ms; }

void Pace::forget_idle(Millis now) {
  std::erase_if(hosts_, [&](const auto& entry) {
    const Host& host = entry.second;
    return host.tickets.empty() && host.active == 0 && !host.queued && host.next_at <= now;
  });
  std::erase_if(addresses_, [&](const auto& entry) {
    return entry.second.active == 0 && entry.second.next_at <= now && !blocked_.count(entry.first);
  });
  sweep_at_ = std::max(kHostsKept, 2 * hosts_.size());  // doubling keeps the cost of sweeps linear
}

std::vector<std::uint64_t> Pace::drain() {
  std::vector<std::uint64_t> tickets;
  for (auto& [name, host] : hosts_) {
    tickets.insert(tickets.end(), host.tickets.begin(), host.tickets.end());
    host.tickets.clear();
    host.queued = false;
  }
  order_ = {};
  blocked_.clear();
  waiting_ = 0;
  std::sort(tickets.begin(), tickets.end());
  return tickets;
}

std::string Pace::slowest_host() const {
  const std::string* slowest = nullptr;
  Millis latest = -1;
  for (const auto& [name, host] : hosts_) {
    if (host.tickets.empty() || host.next_at <= latest) continue;
    latest = host.next_at;
    slowest = &name;
  }
  return slowest ? *slowest : std::string();
}

namespace {

std::optional<int> number(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  int value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// 1-12 of Jan-Dec, 0 of any other word.
int month_index(std::string_view word) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  auto at = word.size() == 3 ? kMonths.find(word) : kMonths.npos;
  return at == kMonths.npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3 + 1);
}

/// The words of an HTTP-date, whatever stands between them.
std::array<std::string_view, 8> words_of(std::string_view text) {
  std::array<std::string_view, 8> words;
  std::size_t count = 0;
  while (!text.empty() && count < words.size()) {
    std::size_t start = text.find_first_not_of(" ,-:");
    if (start == text.npos) break;
    text.remove_prefix(start);
    std::size_t end = std::min(text.find_first_of(" ,-:"), text.size());
    words[count++] = text.substr(0, end);
    text.remove_prefix(end);
  }
  return words;
}

}  // namespace

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  auto words = words_of(text);
  // A certificate's date is asctime's without the day of the week, and the year at the same distance.
  if (month_index(words[0])) return parse_http_date("Mon " + std::string(text));
  // Sun, 06 Nov 1994 08:49:37 GMT | Sunday, 06-Nov-94 08:49:37 GMT | Sun Nov  6 08:49:37 1994
  bool asctime = month_index(words[1]) != 0;
  int month = month_index(words[asctime ? 1 : 2]);
  auto day = number(words[asctime ? 2 : 1]);
  auto year = number(words[asctime ? 6 : 3]);
  std::size_t clock = asctime ? 3 : 4;
  auto hour = number(words[clock]), minute = number(words[clock + 1]), second = number(words[clock + 2]);
  if (month == 0 || !day || !year || !hour || !minute || !second) return std::nullopt;
  if (words[3].size() == 2 && !asctime) *year += *year < 70 ? 2000 : 1900;
  auto days = days_from_civil(*year, month, *day);
  if (!days || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return ((*days * 24 + *hour) * 60 + *minute) * 60'000 + *second * 1000;
}

std::optional<Millis> parse_retry_after(std::string_view value, std::int64_t wall_now) {
  while (value.starts_with(' ')) value.remove_prefix(1);
  while (value.ends_with(' ')) value.remove_suffix(1);
  if (value.empty()) return std::nullopt;
  if (std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    auto seconds = value.size() > 4 ? std::optional(9999) : number(value);
    return std::min<Millis>(*seconds * Millis{1000}, kLongestRetryAfter);
  }
  auto date = parse_http_date(value);
  if (!date) return std::nullopt;
  return std::clamp<Millis>(*date - wall_now, 0, kLongestRetryAfter);
}

}  // namespace peil::net
