// collect/summary.hpp -- what people are told at the end.
#pragma once

#include <string>

#include "frame/slots.hpp"

namespace peil::collect {

/// `17 failed (dns 12, tls 5); see: jq 'select(.error)'`.
std::string failure_hint(const frame::Tally& tally);

}  // namespace peil::collect
