// url/opaque.hpp -- hosts of schemes that are not special: kept as they are, escaped.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace peil::url {

/// Source: https://url.spec.whatwg.org/#concept-opaque-host-parser, IPv6 in brackets included.
Result<std::string> parse_opaque_host(std::string_view host);

}  // namespace peil::url
