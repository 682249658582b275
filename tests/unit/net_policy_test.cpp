// tests/unit/net_policy_test.cpp -- what is refused before anything is sent, and where redirects lead.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/policy.hpp"
#include "net/redirect.hpp"
#include "net/robots_cache.hpp"

using namespace peil::net;

namespace {

constexpr const char* kOnion = "http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion/";

std::string refusal(const std::string& text, const Policy& policy = {}) {
  auto url = peil::url::parse(text);
  if (!url) return "no URL";
  auto refused = refusal_of(*url, policy);
  return refused ? refused->error_class : "";
}

std::string hop(const std::string& location, int status = 302, const Policy& policy = {}) {
  Answer answer;
  answer.status = status;
  answer.headers = {{"Location", location}};
  auto from = peil::url::parse("https://a.example/dir/page?x#y");
  Hop result = hop_of(answer, *from, policy);
  if (result.refusal) return result.refusal->error_class;
  return result.target ? result.target->href() : "";
}

}  // namespace

TEST(Policy, RefusesWhatMayNotBeAsked) {
  EXPECT_EQ(refusal("http://example.org/"), "");
  EXPECT_EQ(refusal("https://example.org:8443/?q=%20"), "");
  EXPECT_EQ(refusal("ftp://example.org/"), "url");
  EXPECT_EQ(refusal("file:///etc/passwd"), "url");
  EXPECT_EQ(refusal("javascript:alert(1)"), "url");
  EXPECT_EQ(refusal("http://user@example.org/"), "url");
  EXPECT_EQ(refusal("http://example.org:0/"), "url");
  EXPECT_EQ(refusal("http://example.org/" + std::string(9000, 'a')), "url");
  EXPECT_EQ(refusal("http://" + std::string(250, 'a') + ".org/"), "url");
  EXPECT_EQ(refusal("http://localhost/"), "private_address");
  EXPECT_EQ(refusal("http://x.localhost./"), "private_address");
  EXPECT_EQ(refusal("http://0x7f.1/"), "private_address");
  EXPECT_EQ(refusal("http://[::ffff:192.168.0.1]/"), "private_address");
  EXPECT_EQ(refusal("http://site.i2p/"), "scope");
  EXPECT_EQ(refusal(kOnion), "onion_needs_proxy");
  EXPECT_EQ(refusal("http://expyuzz4wqqyqhjn.onion/"), "onion_v2");
  EXPECT_EQ(refusal("http://abc.onion/"), "onion_checksum");
}

TEST(Policy, LetsOnionsThroughOnlyWhereTheProxyResolves) {
  Policy policy;
  policy.proxy = *parse_proxy("socks5h://127.0.0.1:9050");
  EXPECT_EQ(refusal(kOnion, policy), "");
  EXPECT_EQ(refusal("http://10.0.0.1/", policy), "private_address");
  policy.proxy = *parse_proxy("socks5://127.0.0.1:9050");
  EXPECT_EQ(refusal(kOnion, policy), "onion_needs_proxy");
  policy.proxy = *parse_proxy("http://127.0.0.1:3128");
  EXPECT_EQ(refusal(kOnion, policy), "onion_needs_proxy");
  policy.onion_proxy = *parse_proxy("socks5h://127.0.0.1:9050");
  EXPECT_EQ(refusal(kOnion, policy), "");
  EXPECT_EQ(proxy_for(policy, "example.org").kind, Proxy::Kind::kHttp);
}

TEST(Policy, ReadsProxiesWithTheirScheme) {
  EXPECT_EQ(parse_proxy("socks5h://u:p@127.0.0.1:9050")->url, "socks5h://u:p@127.0.0.1:9050");
  EXPECT_EQ(parse_proxy("http://proxy.example:3128")->url, "http://proxy.example:3128");
  for (const char* bad : {"127.0.0.1:9050", "socks5h://127.0.0.1", "ftp://x:1", "socks5h://:9050",
                          "http://x/path", "", "socks5h://x:99999"})
    EXPECT_FALSE(parse_proxy(bad)) << bad;
}

TEST(Policy, KeepsPagesAndNoPictures) {
  for (const char* type :
       {"", "text/html", "application/xhtml+xml", "application/pdf", "application/ld+json", "text/plain"})
    EXPECT_TRUE(is_wanted_media(type)) << type;
  for (const char* type : {"image/png", "image/svg+xml", "video/mp4", "application/zip",
                           "application/octet-stream", "font/woff2"})
    EXPECT_FALSE(is_wanted_media(type)) << type;
}

TEST(Redirect, FollowsWhatBrowsersFollow) {
  EXPECT_EQ(hop("/next"), "https://a.example/next");
  EXPECT_EQ(hop("next"), "https://a.example/dir/next");
  EXPECT_EQ(hop("?q"), "https://a.example/dir/page?q");
  EXPECT_EQ(hop("//b.example"), "https://b.example/");
  EXPECT_EQ(hop("http:\\\\b.example\\x", 308), "http://b.example/x");
  EXPECT_EQ(hop("/a b"), "https://a.example/a%20b");
  EXPECT_EQ(hop("/caf\xE9"), "https://a.example/caf%E9");
  EXPECT_EQ(hop("/caf\xC3\xA9"), "https://a.example/caf%C3%A9");
  EXPECT_EQ(hop("", 302), "");
  EXPECT_EQ(hop("/next", 304), "");
  EXPECT_EQ(hop("/next", 300), "");
}

TEST(Redirect, RefusesWhatIsNoPlaceToGo) {
  for (const char* location :
       {"file:///etc/passwd", "ftp://x.example/", "gopher://x.example/", "javascript:1", "data:,x",
        "http://u:p@x.example/", "http://", "/a\x1b[31m", "/a\rb", "http://[::1", "about:blank"})
    EXPECT_EQ(hop(location), "redirect") << location;
  EXPECT_EQ(hop("/" + std::string(60'000, 'a')), "redirect");
  EXPECT_EQ(hop("http://127.1/"), "private_address");
  EXPECT_EQ(hop(kOnion), "onion_needs_proxy");
}

TEST(RobotsCache, SettlesAsTheClausesSay) {
  auto verdict = [](int status, const char* body) {
    RobotsCache::Entry entry;
    Answer answer;
    answer.status = status;
    answer.body = std::make_unique<std::string>(body);
    (void)RobotsCache::settle(entry, answer, 0);
    RobotsVerdict said = RobotsCache::verdict(entry, "peil", "/x");
    return std::string(said.word) + (said.may ? " may" : " may not");
  };
  EXPECT_EQ(verdict(200, "User-agent: *\nDisallow: /\n"), "disallowed may not");
  EXPECT_EQ(verdict(200, ""), "allowed may");
  EXPECT_EQ(verdict(404, "User-agent: *\nDisallow: /\n"), "unavailable may");
  EXPECT_EQ(verdict(403, ""), "unavailable may");
  EXPECT_EQ(verdict(302, ""), "unavailable may");
  EXPECT_EQ(verdict(429, ""), "unreachable may not");
  EXPECT_EQ(verdict(503, ""), "unreachable may not");
}

TEST(RobotsCache, ForgetsAfterADay) {
  RobotsCache cache;
  Answer answer;
  answer.status = 404;
  auto& entry = cache.of("https://a.example", 0);
  entry.waiting = {1, 2};
  EXPECT_EQ(RobotsCache::settle(entry, answer, 0).size(), 2u);
  EXPECT_TRUE(cache.of("https://a.example", 86'399'999).known);
  EXPECT_FALSE(cache.of("https://a.example", 86'400'000).known);
}
