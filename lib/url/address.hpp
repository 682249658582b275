// url/address.hpp -- IPv4 and IPv6 addresses in their URL spellings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "url/host.hpp"

namespace peil::url {

/// Whether the last label of a host is a number, which makes the host an IPv4 address or an error.
bool ends_in_number(std::string_view host);

/// Decimal, octal and hexadecimal parts, one to four of them. Source:
/// https://url.spec.whatwg.org/#concept-ipv4-parser
Result<IpAddress> parse_ipv4(std::string_view host);

/// Without brackets; no zone. nullopt when it is none. Source:
/// https://url.spec.whatwg.org/#concept-ipv6-parser
std::optional<IpAddress> parse_ipv6(std::string_view text);

/// Dotted decimal, or compressed hexadecimal (RFC 5952, an embedded IPv4 in hexadecimal too) without
/// brackets.
std::string format_address(const IpAddress& address);

}  // namespace peil::url
