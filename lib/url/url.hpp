// url/url.hpp -- the one URL parser of the project, after the WHATWG standard.
//
//   auto base = url::parse("https://example.org/shop/list?page=2");
//   auto link = url::parse("../item/7#top", &*base);     // https://example.org/item/7#top
//   link->host(); link->path(); link->without_fragment();
//
// A URL is one string, its serialisation, and the offsets of its parts: one allocation, parts are views.
// Source: https://url.spec.whatwg.org/ (the state machine of §4.4, written as straight code).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace peil::url {

/// What stands between `//` and the path. kNone: no authority at all (mailto:, data:).
enum class HostKind : std::uint8_t { kNone, kEmpty, kDomain, kIpv4, kIpv6, kOpaque };

class Url {
 public:
  Url() = default;

  /// The serialisation, with fragment. ASCII.
  const std::string& href() const { return href_; }
  std::string_view without_fragment() const { return view().substr(0, fragment_); }

  /// `https`: lower case, without the colon.
  std::string_view scheme() const { return view().substr(0, scheme_end_); }
  /// http, https, ws, wss, ftp, file: the schemes whose URLs have a host and a path.
  bool is_special() const { return special_; }
  bool is_http() const { return scheme() == "http" || scheme() == "https"; }

  std::string_view username() const;
  std::string_view password() const;
  bool has_credentials() const { return host_start_ > user_start_; }

  HostKind host_kind() const { return host_kind_; }
  /// `example.org`, `127.0.0.1`, `[::1]`; a domain in its ASCII form (punycode), lower case.
  std::string_view host() const { return view().substr(host_start_, host_end_ - host_start_); }
  /// Absent when it is the scheme's own.
  std::optional<std::uint16_t> port() const {
    return port_ < 0 ? std::nullopt : std::optional(std::uint16_t(port_));
  }
  /// port(), or the scheme's own; 0 for schemes without one.
  std::uint16_t effective_port() const;
  /// `example.org:8080`, without the port when it is the scheme's own: what a Host header says.
  std::string_view host_and_port() const { return view().substr(host_start_, path_start_ - host_start_); }
  /// `https://example.org:8080`: what must be equal for two URLs to have the same origin.
  std::string origin() const;

  /// `/a/b`; never empty in a special URL.
  std::string_view path() const { return view().substr(path_start_, query_ - path_start_); }
  /// With its `?`; "" when there is none, "?" when it is empty.
  std::string_view query() const { return view().substr(query_, fragment_ - query_); }
  /// With its `#`.
  std::string_view fragment() const { return view().substr(fragment_); }
  /// What is asked of a server: path and query.
  std::string_view target() const { return view().substr(path_start_, fragment_ - path_start_); }
  /// True for `mailto:x`, `data:…`: the path is one opaque word and nothing can be relative to it.
  bool has_opaque_path() const { return opaque_path_; }

  bool operator==(const Url& other) const { return href_ == other.href_; }

 private:
  friend class Parser;
  std::string_view view() const { return href_; }

  std::string href_;
  std::uint32_t scheme_end_ = 0;
  std::uint32_t user_start_ = 0;  // behind the `//`
  std::uint32_t user_end_ = 0;    // end of the name: a password follows when href_[user_end_] is ':'
  std::uint32_t host_start_ = 0;
  std::uint32_t host_end_ = 0;
  std::uint32_t path_start_ = 0;
  std::uint32_t query_ = 0;
  std::uint32_t fragment_ = 0;
  std::int32_t port_ = -1;
  HostKind host_kind_ = HostKind::kNone;
  bool special_ = false;
  bool opaque_path_ = false;
};

/// Parses `input` (UTF-8; invalid bytes count as U+FFFD), relative to `base` if there is one. Mends
/// what browsers mend: blanks around, tabs and newlines within, backslashes, missing slashes, `127.1`.
/// Errors say what is wrong in a few words: "no scheme", "port out of range", "empty host".
Result<Url> parse(std::string_view input, const Url* base = nullptr);

/// The same URL for the purpose of asking once: without fragment, with escapes of unreserved
/// characters undone and the others in capitals, without the last dot of the host.
std::string same_key(const Url& url);

/// Bytes behind `%XX` undone; what is no escape stays.
std::string percent_decode(std::string_view text);
/// Bytes that may not stand in a path segment escaped: for making file: URLs.
std::string percent_encode_path(std::string_view text);

}  // namespace peil::url
