// collect/rehearsal.cpp -- the schedule without the transfers.
#include "collect/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/words.hpp"
#include "url/host.hpp"

namespace peil::collect {

std::string Rehearsal::address(const url::Url& url) {
  std::string shown = net::shown(url);
  if (auto refusal = net::refusal_of(url, policy_))
    return line("refuse", 0, shown, refusal->error_class + ": " + refusal->message);
  std::int64_t& asked = asked_[std::string(url::registrable_domain(url.host()))];
  std::int64_t begin =
      std::max(asked / policy_.per_host * policy_.delay_ms, total_ * policy_.rate_interval_ms);
  ++asked;
  ++total_;
  return line(
      "fetch", begin, shown,
      policy_.robots == net::RobotsMode::kIgnore ? "robots.txt not asked" : "if robots.txt allows it");
}

std::string Rehearsal::line(std::string_view decision, std::int64_t millis, std::string_view address,
                            std::string_view reason) {
  return fmt::format("{}\t{}.{:03}\t{}\t{}", decision, millis / 1000, millis % 1000, printable(address, 8192),
                     printable(reason));
}

}  // namespace peil::collect
