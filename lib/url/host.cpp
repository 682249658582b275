// url/host.cpp -- hosts: mapping of names with ICU, registrable domains with libpsl.
#include "url/host.hpp"

#include <libpsl.h>
#include <unicode/uidna.h>

#include <algorithm>

#include "url/address.hpp"
#include "url/encode.hpp"
#include "url/opaque.hpp"
#include "url/url.hpp"

namespace peil::url {
namespace {

// CheckHyphens, VerifyDnsLength and UseSTD3ASCIIRules are off in the URL standard; ICU has no
// switches for the first two, so their findings are ignored.
constexpr uint32_t kIgnored = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                              UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                              UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
constexpr std::size_t kMaxName = 8192;  // punycode is quadratic in a label; no real name is longer than 253

const UIDNA* idna() {
  static const UIDNA* const handle = [] {
    UErrorCode status = U_ZERO_ERROR;
    return uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
                               UIDNA_NONTRANSITIONAL_TO_UNICODE,
                           &status);
  }();
  return handle;
}

using Conversion = int32_t (*)(const UIDNA*, const char*, int32_t, char*, int32_t, UIDNAInfo*, UErrorCode*);

struct Converted {
  std::string name;
  uint32_t errors = 0;
};

Converted convert(Conversion function, std::string_view name) {
  Converted result;
  result.name.resize(std::max<std::size_t>(256, name.size() * 4));
  for (int attempt = 0; attempt < 2; ++attempt) {
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    int32_t length = function(idna(), name.data(), static_cast<int32_t>(name.size()), result.name.data(),
                              static_cast<int32_t>(result.name.size()), &info, &status);
    result.errors = info.errors & ~kIgnored;
    if (status == U_BUFFER_OVERFLOW_ERROR) {
      result.name.resize(static_cast<std::size_t>(length));
      continue;
    }
    if (U_FAILURE(status)) result.errors |= UIDNA_ERROR_PUNYCODE;
    result.name.resize(U_FAILURE(status) ? 0 : static_cast<std::size_t>(length));
    break;
  }
  return result;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

bool is_forbidden_in_host(char c) {
  constexpr std::string_view kForbidden = " #/:<>?@[\\]^|";
  return c == '\0' || c == '\t' || c == '\n' || c == '\r' || kForbidden.find(c) != kForbidden.npos;
}
bool is_forbidden_in_domain(char c) {
  return is_forbidden_in_host(c) || static_cast<unsigned char>(c) < 0x20 || c == '%' || c == 0x7F;
}

Result<std::string> bracketed(std::string_view host) {
  if (!host.ends_with(']')) return Error{"bracket of an IPv6 address not closed"};
  auto address = parse_ipv6(host.substr(1, host.size() - 2));
  if (!address) return Error{"no IPv6 address in the brackets"};
  return '[' + format_address(*address) + ']';
}

std::string_view without_last_dot(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

bool last_label_is(std::string_view host, std::string_view label) {
  host = without_last_dot(host);
  if (host.size() < label.size()) return false;
  std::string_view end = host.substr(host.size() - label.size());
  bool same =
      std::equal(end.begin(), end.end(), label.begin(), [](char a, char b) { return to_lower(a) == b; });
  return same && (host.size() == label.size() || host[host.size() - label.size() - 1] == '.');
}

}  // namespace

Result<std::string> domain_to_ascii(std::string_view domain) {
  if (domain.size() > kMaxName) return Error{"host name too long"};
  bool ascii = is_ascii(domain);
  std::string lowered = ascii ? lower(domain) : std::string();
  if (ascii && lowered.find("xn--") == lowered.npos) return lowered;
  Converted converted = convert(uidna_nameToASCII_UTF8, domain);
  // An ASCII name is what it is: a label that is no good punycode still names a host.
  if (converted.errors != 0 && ascii) return lowered;
  if (converted.errors != 0) return Error{"host name with characters that no domain may have"};
  if (converted.name.empty()) return Error{"host name of ignored characters only"};
  return std::move(converted.name);
}

std::string domain_to_unicode(std::string_view domain) {
  if (domain.size() > kMaxName || lower(domain).find("xn--") == std::string::npos) return std::string(domain);
  Converted converted = convert(uidna_nameToUnicodeUTF8, domain);
  return converted.errors ? std::string(domain) : std::move(converted.name);
}

Result<std::string> parse_host(std::string_view host) {
  if (host.starts_with('[')) return bracketed(host);
  std::string decoded;
  if (host.find('%') != host.npos) {
    decoded = percent_decode(host);
    host = decoded;
  }
  auto name = domain_to_ascii(host);
  if (!name) return name;
  if (name->empty()) return Error{"no host"};
  if (std::any_of(name->begin(), name->end(), is_forbidden_in_domain))
    return Error{"forbidden character in the host"};
  if (!ends_in_number(*name)) return name;
  auto address = parse_ipv4(*name);
  if (!address) return address.error();
  return format_address(*address);
}

Result<std::string> parse_opaque_host(std::string_view host) {
  if (host.starts_with('[')) return bracketed(host);
  if (std::any_of(host.begin(), host.end(), is_forbidden_in_host))
    return Error{"forbidden character in the host"};
  std::string out;
  append_encoded(host, kC0, out);
  return out;
}

std::string_view registrable_domain(std::string_view host) {
  if (address_of(host)) return host;
  std::string name = lower(without_last_dot(host));  // libpsl wants a C string, and no last dot
  if (name.find('.') == name.npos) return host;
  const char* domain = psl_registrable_domain(psl_builtin(), name.c_str());
  if (!domain) return host;
  return host.substr(static_cast<std::size_t>(domain - name.c_str()));
}

std::string_view network_of(std::string_view host) {
  if (last_label_is(host, "onion")) return "tor";
  if (last_label_is(host, "i2p")) return "i2p";
  return "clear";
}

void preload() {
  (void)domain_to_ascii(
      "b\xC3\xBC"
      "cher.example");
  (void)registrable_domain("www.example.org");
}

}  // namespace peil::url
