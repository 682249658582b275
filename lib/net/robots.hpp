// net/robots.hpp -- what a robots.txt allows. Source: RFC 9309 (Robots Exclusion Protocol).
//
//   auto robots = net::Robots::parse(body);
//   if (!robots.allowed("peil", url.target())) …
//
// Beyond the RFC, as Google's parser does, since files say it so: common misspellings (dissallow,
// user agent), a blank for the colon, `Allow: /dir/index.html` for `/dir/`; a pattern without its
// first slash is given one. Each can only be read as its author meant it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peil::net {

class Robots {
 public:
  /// Reads the first 512 KiB of `text` (§2.5 asks for 500 KiB at least). Any bytes are legal; what
  /// is no rule is skipped. Lines end with LF, CR or both; each counts up to 16,664 bytes.
  static Robots parse(std::string_view text);

  /// Whether `agent` may ask for `target` (path and query; "" counts as "/"). `agent` is a product
  /// token, what stands behind a `/` is ignored; compared without case (§2.2.1). The longest pattern
  /// that matches decides, allow wins between equals, no match allows (§2.2.2). /robots.txt itself is
  /// always allowed. Time: pattern length + target length for each rule.
  bool allowed(std::string_view agent, std::string_view target) const;

  /// Crawl-delay of the agent's group in milliseconds: no part of the RFC, but asked for.
  std::optional<std::int64_t> crawl_delay_ms(std::string_view agent) const;

  /// Sitemap lines as written, in order; they belong to no group (§2.2.4).
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  struct Rule {
    std::string pattern;  // escapes normalised
    bool allow = false;
  };
  struct Group {
    std::vector<std::string> agents;  // lower case; "*" for all
    std::vector<Rule> rules;
    std::optional<std::int64_t> crawl_delay_ms;
  };
  class Reader;

  std::vector<const Group*> groups_for(std::string_view agent) const;

  std::vector<Group> groups_;
  std::vector<std::string> sitemaps_;
};

/// Whether `pattern` (`*`, and `$` at the end) matches `target` from its beginning.
bool robots_pattern_matches(std::string_view pattern, std::string_view target);

}  // namespace peil::net
