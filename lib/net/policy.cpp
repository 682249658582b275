// net/policy.cpp -- what may be asked for, and through which way out.
#include "net/policy.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>

#include "net/block_list.hpp"
#include "url/host.hpp"

namespace peil::net {
namespace {

constexpr std::size_t kMaxHost = 253;  // RFC 1035 §3.1; a SOCKS request has room for 255

// Where web servers are found. An address at another port may make us speak to what is no web server.
constexpr std::array<std::uint16_t, 16> kWebPorts = {80,   81,   443,  591,  3000, 5000, 8000, 8008,
                                                     8080, 8081, 8088, 8090, 8443, 8888, 9443, 10443};

struct CurlFree {
  void operator()(char* text) const { curl_free(text); }
};

/// A part of the URL as libcurl reads it, "" when it reads none.
std::string part_of(CURLU* handle, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(handle, part, &text, flags) != CURLUE_OK) return {};
  std::unique_ptr<char, CurlFree> owned(text);
  return text;
}

/// libcurl's parser mends and splits in other ways than browsers do; a URL of which it reads another
/// host, port or user would lead elsewhere than what was checked.
bool curl_agrees(const url::Url& url) {
  std::unique_ptr<CURLU, void (*)(CURLU*)> handle(curl_url(), curl_url_cleanup);
  std::string text(url.without_fragment());
  if (curl_url_set(handle.get(), CURLUPART_URL, text.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK) return false;
  return part_of(handle.get(), CURLUPART_HOST) == url.host() &&
         part_of(handle.get(), CURLUPART_SCHEME) == url.scheme() &&
         part_of(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT) == std::to_string(url.effective_port()) &&
         part_of(handle.get(), CURLUPART_USER).empty() && part_of(handle.get(), CURLUPART_PASSWORD).empty();
}

std::optional<Refusal> onion_refusal(std::string_view host, const Proxy& proxy) {
  switch (url::onion_kind(host)) {
    case url::Onion::kNot: return std::nullopt;
    case url::Onion::kV2: return Refusal{"onion_v2", "onion services of version 2 ended in October 2021"};
    case url::Onion::kBadChecksum:
      return Refusal{"onion_checksum", "the onion name is mistyped: its checksum is wrong"};
    case url::Onion::kMalformed:
      return Refusal{"onion_checksum", "no onion name: 56 characters of base32 are needed"};
    case url::Onion::kV3: break;
  }
  if (proxy.kind == Proxy::Kind::kSocksRemote) return std::nullopt;
  return Refusal{"onion_needs_proxy",
                 "an onion service is reached through Tor only: --tor, --onion-proxy or --proxy socks5h://…"};
}

}  // namespace

Result<Proxy> parse_proxy(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Proxy::Kind>, 6> kSchemes = {{
      {"socks5h", Proxy::Kind::kSocksRemote},
      {"socks4a", Proxy::Kind::kSocksRemote},
      {"socks5", Proxy::Kind::kSocksLocal},
      {"socks4", Proxy::Kind::kSocksLocal},
      {"http", Proxy::Kind::kHttp},
      {"https", Proxy::Kind::kHttp},
  }};
  auto separator = text.find("://");
  if (separator == text.npos) return Error{"a proxy needs a scheme, such as socks5h://127.0.0.1:9050"};
  auto scheme = std::find_if(kSchemes.begin(), kSchemes.end(),
                             [&](const auto& known) { return known.first == text.substr(0, separator); });
  if (scheme == kSchemes.end())
    return Error{"unknown proxy scheme; known are socks5h, socks4a, socks5, socks4, http, https"};
  // Read as http, so that host and port follow the same rules as everywhere.
  auto parsed = url::parse("http" + std::string(text.substr(separator)));
  if (!parsed) return Error{"proxy: " + parsed.error().message};
  if (parsed->target() != "/") return Error{"a proxy has no path"};
  if (scheme->second != Proxy::Kind::kHttp && !parsed->port())
    return Error{"a SOCKS proxy needs its port, such as :9050"};
  Proxy proxy;
  proxy.kind = scheme->second;
  proxy.url = std::string(scheme->first) + parsed->href().substr(4, parsed->without_fragment().size() - 5);
  return proxy;
}

const Proxy& proxy_for(const Policy& policy, std::string_view host) {
  return policy.onion_proxy && url::network_of(host) == "tor" ? policy.onion_proxy : policy.proxy;
}

std::optional<Refusal> refusal_of(const url::Url& url, const Policy& policy) {
  if (!url.is_http())
    return Refusal{"url", "scheme " + std::string(url.scheme().substr(0, 40)) + " is not fetched"};
  if (url.has_credentials()) return Refusal{"url", "user or password in a URL are refused"};
  if (url.without_fragment().size() > limits::kUrlBytes)
    return Refusal{"url", "URL longer than " + std::to_string(limits::kUrlBytes) + " bytes"};
  std::string_view host = url.host();
  if (host.size() > kMaxHost) return Refusal{"url", "host name longer than 253 bytes"};
  if (url.port() == 0) return Refusal{"url", "port 0"};
  if (policy.blocked && policy.blocked->blocks_host(host))
    return Refusal{"blocked", "the host is on the block-list"};
  const Proxy& proxy = proxy_for(policy, host);
  if (auto refusal = onion_refusal(host, proxy)) return refusal;
  if (url::network_of(host) == "i2p" && !proxy)
    return Refusal{"scope",
                   "an I2P site is reached through an I2P proxy only: --proxy http://127.0.0.1:4444"};
  if (!policy.allow_private) {
    // With a proxy this is the only place where an address is seen.
    if (auto address = url::address_of(host))
      if (auto reason = url::private_reason(address->view()); !reason.empty())
        return Refusal{"private_address",
                       std::string(host) + " is not a public address (" + std::string(reason) + ")"};
    std::string_view name = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
    if (name == "localhost" || name.ends_with(".localhost"))  // RFC 6761 §6.3: never beyond this machine
      return Refusal{"private_address", "localhost is this machine"};
  }
  if (!policy.any_port && !policy.allow_private && url::network_of(host) == "clear" &&
      std::find(kWebPorts.begin(), kWebPorts.end(), url.effective_port()) == kWebPorts.end())
    return Refusal{"scope", "port " + std::to_string(url.effective_port()) +
                                " is none of the web's; --any-port asks it all the same"};
  if (!curl_agrees(url)) return Refusal{"url", "URL that programs read differently"};
  return std::nullopt;
}

bool is_refusal_class(std::string_view error_class) {
  constexpr std::array<std::string_view, 6> kRefusals = {"scope",    "private_address", "robots",
                                                         "onion_v2", "onion_checksum",  "onion_needs_proxy"};
  return std::find(kRefusals.begin(), kRefusals.end(), error_class) != kRefusals.end();
}

std::string shown(const url::Url& url) {
  std::string_view text = url.without_fragment();
  if (!url.has_credentials()) return std::string(text);
  std::string masked(url.scheme());
  masked.append("://***@").append(url.host_and_port()).append(url.target());
  return masked;
}

bool is_wanted_media(std::string_view type) {
  if (type.empty() || type.starts_with("text/") || type.starts_with("message/") || type.ends_with("+xml") ||
      type.ends_with("+json"))
    return !type.starts_with("image/");
  constexpr std::array<std::string_view, 14> kWanted = {"application/json",
                                                        "application/xml",
                                                        "application/pdf",
                                                        "application/javascript",
                                                        "application/x-javascript",
                                                        "application/ecmascript",
                                                        "application/ndjson",
                                                        "application/x-ndjson",
                                                        "application/jsonl",
                                                        "application/rtf",
                                                        "application/x-www-form-urlencoded",
                                                        "application/warc",
                                                        "multipart/related",
                                                        "application/x-mimearchive"};
  return std::find(kWanted.begin(), kWanted.end(), type) != kWanted.end();
}

}  // namespace peil::net
