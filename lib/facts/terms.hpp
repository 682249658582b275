// facts/terms.hpp -- means of payment and ways of delivery that a text names.
#pragma once

#include <string_view>
#include <vector>

#include "facts/found.hpp"

namespace peil::facts {

struct Term : Found {
  std::string_view value;  ///< slug: ideal, tikkie, cash, btc, xmr, paypal; postnl, pickup, letterbox, …
};

/// Each value once for each kind, where it stands first.
struct Terms {
  std::vector<Term> payment;
  std::vector<Term> delivery;
};

}  // namespace peil::facts
