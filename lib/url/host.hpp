// url/host.hpp -- what can be said of a host by its name or address alone: its network, its
// registrable domain, whether an onion name is well formed, whether an address is private.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace peil::url {

/// The host of a special URL as the standard reads it: percent-decoded, mapped (UTS 46,
/// non-transitional), lower case; an IPv4 address in any of its spellings becomes dotted decimal, an
/// IPv6 address is compressed and in brackets. Errors in a few words.
/// Source: https://url.spec.whatwg.org/#host-parsing
Result<std::string> parse_host(std::string_view host);

/// Domain to ASCII, without the address forms and the check for forbidden characters.
Result<std::string> domain_to_ascii(std::string_view domain);
/// Punycode labels shown in Unicode, for people; the name itself where one is invalid.
std::string domain_to_unicode(std::string_view domain);

/// The domain that someone can register and below which all is his (`example.co.uk` of
/// `a.b.example.co.uk`), by the public suffix list in libpsl, private suffixes (github.io) included.
/// The host itself when it is an address or a public suffix. A view into `host`.
std::string_view registrable_domain(std::string_view host);

/// `clear`, `tor` (.onion) or `i2p` (.i2p), from the host's last label. For `network`.
std::string_view network_of(std::string_view host);

/// What an .onion name is.
enum class Onion : std::uint8_t {
  kNot,          ///< no .onion name
  kV3,           ///< 56 characters, checksum and version right
  kV2,           ///< 16 characters: such services ended in 2021
  kBadChecksum,  ///< 56 characters, mistyped
  kMalformed,    ///< neither length, or characters outside base32
};
/// Of a host, subdomains allowed, any case. Source: Tor rend-spec-v3 §6 [ONIONADDRESS].
Onion onion_kind(std::string_view host);

/// An address: 4 or 16 bytes in network order.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  std::uint8_t size = 0;
  std::span<const std::uint8_t> view() const { return {bytes.data(), size}; }
};
/// Of a serialised host: `127.0.0.1` or `[::1]` (brackets optional). nullopt for a name.
std::optional<IpAddress> address_of(std::string_view host);

/// True unless the address is one of the public internet: loopback, private, link-local, shared
/// (100.64/10), multicast, reserved, documentation and benchmark ranges, and IPv6 forms that carry an
/// IPv4 address (mapped, compatible, NAT64, 6to4, Teredo, ISATAP) whatever that is, unless it is a
/// mapped or NAT64 public one. Size 4 or 16; true for any other.
/// Source: IANA special-purpose address registries (RFC 6890), RFC 6052, RFC 3056, RFC 4380.
bool is_private_address(std::span<const std::uint8_t> address);

/// Why `is_private_address` says so: "loopback", "private", "link-local", … or "" when public.
std::string_view private_reason(std::span<const std::uint8_t> address);

/// Loads the tables of ICU and libpsl now. Call before a lock-down, after which no file can be opened.
void preload();

}  // namespace peil::url
