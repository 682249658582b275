// tests/unit/url_parse_test.cpp -- our own cases for the parser: what an investigator's lists hold.
#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <vector>

#include "url/url.hpp"

using peil::url::parse;
using peil::url::Url;

namespace {

std::string href(std::string_view input, std::string_view base = {}) {
  if (base.empty()) {
    auto url = parse(input);
    return url ? url->href() : "error: " + url.error().message;
  }
  auto parsed_base = parse(base);
  auto url = parse(input, &*parsed_base);
  return url ? url->href() : "error: " + url.error().message;
}

}  // namespace

TEST(Url, MendsWhatBrowsersMend) {
  EXPECT_EQ(href("  HTTP:\\\\Example.ORG:80\\a\\..\\b\t\n?x y#z "), "http://example.org/b?x%20y#z");
  EXPECT_EQ(href("https:example.org"), "https://example.org/");
  EXPECT_EQ(href("http:////example.org//a//b"), "http://example.org//a//b");
  EXPECT_EQ(href("http://b\xC3\xBC"
                 "cher.example/\xC3\xBC?q=\xC3\xBC"),
            "http://xn--bcher-kva.example/%C3%BC?q=%C3%BC");
  EXPECT_EQ(href("http://a.example/%2e%2E/%2e/x/.."), "http://a.example/");
}

TEST(Url, PutsTheHostWhereBrowsersPutIt) {
  auto url = parse("http://127.0.0.1:8099\\@evil.example/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host(), "127.0.0.1");
  EXPECT_EQ(url->port(), 8099);
  EXPECT_FALSE(url->has_credentials());
  url = parse("http://good.example@evil.example/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host(), "evil.example");
  EXPECT_EQ(url->username(), "good.example");
  EXPECT_TRUE(url->has_credentials());
  url = parse("http://a:b:c@d@host.example:81/p?q#f");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->username(), "a");
  EXPECT_EQ(url->password(), "b%3Ac%40d");
  EXPECT_EQ(url->host_and_port(), "host.example:81");
  EXPECT_EQ(url->target(), "/p?q");
  EXPECT_EQ(url->origin(), "http://host.example:81");
}

TEST(Url, RefusesWhatNamesNoHost) {
  for (const char* bad :
       {"http://", "http://?x", "http://@/", "http://a b/", "http://a:99999/", "http://a:-1/", "http://a:x/",
        "http://[::1%25lo]/", "http://[::1/", "http://%00/", "http://1.2.3.256/", "http://a%/", "example.org",
        "", "//x", "http://\xEF\xBF\xBE/"})
    EXPECT_TRUE(href(bad).starts_with("error: ")) << bad << " gave " << href(bad);
  EXPECT_EQ(href("http://a:0/"), "http://a:0/");
}

TEST(Url, NamesSchemesThatNobodyFetches) {
  for (auto [text, scheme] :
       std::vector<std::pair<const char*, const char*>>{{"javascript:alert(1)", "javascript"},
                                                        {"data:text/html,<p>", "data"},
                                                        {"mailto:a@b.example", "mailto"},
                                                        {"ftp://x.example/", "ftp"},
                                                        {"gopher://x.example/1", "gopher"},
                                                        {"tel:+31", "tel"}}) {
    auto url = parse(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(url->scheme(), scheme);
    EXPECT_FALSE(url->is_http());
  }
}

TEST(Url, ReadsFileUrls) {
  EXPECT_EQ(href("file:///tmp/a b.html"), "file:///tmp/a%20b.html");
  EXPECT_EQ(href("file:page.html"), "file:///page.html");
  EXPECT_EQ(href("file://localhost/tmp/x"), "file:///tmp/x");
  EXPECT_EQ(href("file:///C|/x/../../y"), "file:///C:/y");
  EXPECT_EQ(href("../y", "file:///a/b/c"), "file:///a/y");
  EXPECT_EQ(href("/y", "file:///C:/b"), "file:///C:/y");
}

TEST(Url, ResolvesReferences) {
  constexpr const char* kBase = "http://a.example/b/c/d;p?q#f";
  // RFC 3986 §5.4, where the URL standard agrees with it.
  for (auto [reference, wanted] : std::vector<std::pair<const char*, const char*>>{{"g", "/b/c/g"},
                                                                                   {"./g", "/b/c/g"},
                                                                                   {"g/", "/b/c/g/"},
                                                                                   {"/g", "/g"},
                                                                                   {"?y", "/b/c/d;p?y"},
                                                                                   {"g?y", "/b/c/g?y"},
                                                                                   {"#s", "/b/c/d;p?q#s"},
                                                                                   {"", "/b/c/d;p?q"},
                                                                                   {".", "/b/c/"},
                                                                                   {"..", "/b/"},
                                                                                   {"../g", "/b/g"},
                                                                                   {"../../..", "/"},
                                                                                   {"../../../g", "/g"},
                                                                                   {"g;x=1/../y", "/b/c/y"}})
    EXPECT_EQ(href(reference, kBase), std::string("http://a.example") + wanted) << reference;
  EXPECT_EQ(href("//g.example", kBase), "http://g.example/");
  EXPECT_EQ(href("https:x", kBase), "https://x/");
  EXPECT_EQ(href("http:x", kBase), "http://a.example/b/c/x");
  EXPECT_EQ(href("x", "mailto:a@b.example"), "error: relative to a URL without a path");
  EXPECT_EQ(href("x", "foo://host"), "foo://host/x");
}

TEST(Url, ReplacesInvalidUtf8) {
  EXPECT_EQ(href("http://a.example/\xFF\xC3"), "http://a.example/%EF%BF%BD%EF%BF%BD");
  EXPECT_EQ(href("http://a.example/\xED\xA0\x80"), "http://a.example/%EF%BF%BD%EF%BF%BD%EF%BF%BD");
}

TEST(Url, GivesOneKeyToWhatIsOneUrl) {
  auto key = [](const char* text) { return peil::url::same_key(*parse(text)); };
  EXPECT_EQ(key("HTTP://Example.org:80/%7euser/%c3%bc#top"), key("http://example.org./~user/%C3%BC"));
  EXPECT_NE(key("http://example.org/a%2Fb"), key("http://example.org/a/b"));
  EXPECT_NE(key("http://example.org/"), key("https://example.org/"));
  EXPECT_NE(key("http://example.org/?"), key("http://example.org/"));
  EXPECT_NE(key("http://example.org/?a=1&b=2"), key("http://example.org/?b=2&a=1"));
}

TEST(Url, EncodesAndDecodesPaths) {
  EXPECT_EQ(peil::url::percent_encode_path("/a b/50%?#\\\xFF"), "/a%20b/50%25%3F%23%5C%FF");
  EXPECT_EQ(peil::url::percent_decode("%41%zz%4"), "A%zz%4");
  EXPECT_EQ(peil::url::percent_decode("/a%20b/50%25%3F%23%5C%FF"), "/a b/50%?#\\\xFF");
}

TEST(Url, TakesLinearTimeOnHostileInput) {
  std::clock_t start = std::clock();  // processor time: the machine may be busy
  for (const std::string& piece :
       {std::string("/.."), std::string("/a/.."), std::string("@"), std::string("%2e/"), std::string(":"),
        std::string("\\"), std::string("["), std::string("\xFF"), std::string("\t")}) {
    std::string text = "http://a.example/";
    while (text.size() < 1'000'000) text += piece;
    (void)parse(text);
    std::string host = "http://";
    while (host.size() < 1'000'000) host += piece;
    (void)parse(host);
  }
  std::string labels = "http://";
  while (labels.size() < 8000) labels += "\xC3\xBC\xE2\x80\xA0";
  (void)parse(labels + "/");
  EXPECT_LT((std::clock() - start) * 1000 / CLOCKS_PER_SEC, 3000);
}
