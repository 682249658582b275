// collect/rehearsal.hpp -- --dry-run: what would be asked, when at the earliest, and what refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "net/policy.hpp"
#include "url/url.hpp"

namespace peil::collect {

/// Lines of four columns with tabs between: `fetch`, `read` or `refuse`; seconds until it can begin,
/// if every answer before it came at once; the address; why.
class Rehearsal {
 public:
  explicit Rehearsal(const net::Policy& policy) : policy_(policy) {}
  std::string address(const url::Url& url);
  static std::string line(std::string_view decision, std::int64_t millis, std::string_view address,
                          std::string_view reason);

 private:
  const net::Policy& policy_;
  std::unordered_map<std::string, std::int64_t> asked_;  // times, by site
  std::int64_t total_ = 0;
};

}  // namespace peil::collect
