// net/redirect.hpp -- where an answer sends us, decided here and not by libcurl.
#pragma once

#include <optional>
#include <string>

#include "net/exchange.hpp"
#include "net/policy.hpp"

namespace peil::net {

struct Hop {
  std::optional<url::Url> target;  ///< where to go, or
  std::optional<Refusal> refusal;  ///< why not
};

/// Of an answer to `from`: neither when it is no redirect (status 301, 302, 303, 307, 308 with a
/// Location). A Location with control characters or no URL, or to a scheme that is not fetched, is
/// class `redirect`; onion and private ones keep their own. Bytes that are no UTF-8 are escaped.
Hop hop_of(const Answer& answer, const url::Url& from, const Policy& policy);

}  // namespace peil::net
