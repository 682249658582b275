// tests/unit/url_wpt_test.cpp -- the URL parser against the web platform tests, where they lie at hand.
//
// The cases are not part of the project: they are read from $PEIL_SHARED/data/wpt-url.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <string>

#include "url/host.hpp"
#include "url/url.hpp"

namespace {

void append_utf8(unsigned code, std::string& out) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0 | code >> 6));
    out.push_back(static_cast<char>(0x80 | (code & 63)));
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | code >> 12));
    out.push_back(static_cast<char>(0x80 | (code >> 6 & 63)));
    out.push_back(static_cast<char>(0x80 | (code & 63)));
  } else {
    out.push_back(static_cast<char>(0xF0 | code >> 18));
    out.push_back(static_cast<char>(0x80 | (code >> 12 & 63)));
    out.push_back(static_cast<char>(0x80 | (code >> 6 & 63)));
    out.push_back(static_cast<char>(0x80 | (code & 63)));
  }
}

/// One flat JSON object: strings by key; null and false are absent, true is "true".
class FlatObject {
 public:
  explicit FlatObject(const std::string& line) : line_(line) {
    at_ = line_.find('{') + 1;
    while (at_ < line_.size() && line_[at_] != '}') {
      skip();
      std::string key = string();
      skip();
      present_[key] = true;
      if (line_[at_] == '"') {
        values_[key] = string();
      } else {
        std::size_t end = line_.find_first_of(",}", at_);
        if (line_.compare(at_, 4, "true") == 0) values_[key] = "true";
        at_ = end;
      }
      skip();
    }
  }
  bool has(const std::string& key) const { return present_.contains(key); }
  std::optional<std::string> get(const std::string& key) const {
    auto found = values_.find(key);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  void skip() {
    while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == ',' || line_[at_] == ':')) ++at_;
  }
  unsigned hex4() {
    at_ += 4;
    return static_cast<unsigned>(std::stoul(line_.substr(at_ - 4, 4), nullptr, 16));
  }
  std::string string() {
    std::string out;
    for (++at_; line_[at_] != '"';) {
      char c = line_[at_++];
      if (c != '\\') {
        out.push_back(c);
        continue;
      }
      char escape = line_[at_++];
      constexpr std::string_view kFrom = "bfnrt", kTo = "\b\f\n\r\t";
      if (escape == 'u') {
        unsigned code = hex4();
        if (code >= 0xD800 && code < 0xDC00 && line_.compare(at_, 2, "\\u") == 0) {
          at_ += 2;
          code = 0x10000 + ((code - 0xD800) << 10) + (hex4() - 0xDC00);
        }
        append_utf8(code, out);
      } else if (auto which = kFrom.find(escape); which != kFrom.npos) {
        out.push_back(kTo[which]);
      } else {
        out.push_back(escape);
      }
    }
    ++at_;
    return out;
  }
  const std::string& line_;
  std::size_t at_ = 0;
  std::map<std::string, std::string> values_;
  std::map<std::string, bool> present_;
};

std::string shared_file(const std::string& name) {
  const char* shared = std::getenv("PEIL_SHARED");
  return std::string(shared ? shared : "../shared") + "/data/wpt-url/" + name;
}

}  // namespace

TEST(UrlWpt, ParsesWhatTheWebPlatformTestsParse) {
  std::ifstream file(shared_file("cases.jsonl"));
  if (!file) GTEST_SKIP() << "no wpt-url data; PEIL_SHARED names the folder that has it";
  std::string line;
  int cases = 0;
  while (std::getline(file, line)) {
    FlatObject wanted(line);
    ++cases;
    std::optional<peil::url::Url> base;
    if (auto text = wanted.get("base")) {
      auto parsed = peil::url::parse(*text);
      if (parsed) base = *parsed;
      else {
        EXPECT_TRUE(wanted.get("failure")) << line;
        continue;
      }
    }
    auto url = peil::url::parse(*wanted.get("input"), base ? &*base : nullptr);
    // `failure` also stands for URLs of schemes that nobody fetches.
    if (wanted.get("failure")) {
      EXPECT_FALSE(url && url->is_http()) << line << "\n  got " << url->href();
      continue;
    }
    ASSERT_TRUE(url) << line << "\n  " << url.error().message;
    EXPECT_EQ(url->href(), *wanted.get("href")) << line;
    EXPECT_EQ(url->host(), *wanted.get("host")) << line;
    EXPECT_EQ(url->port() ? std::to_string(*url->port()) : "", *wanted.get("port")) << line;
    EXPECT_EQ(url->path(), *wanted.get("path")) << line;
    std::string query(url->query()), fragment(url->fragment());
    EXPECT_EQ(query == "?" ? "" : query, *wanted.get("query")) << line;
    EXPECT_EQ(fragment == "#" ? "" : fragment, *wanted.get("hash")) << line;
    auto again = peil::url::parse(url->href());
    EXPECT_TRUE(again && again->href() == url->href()) << "not stable: " << url->href();
  }
  EXPECT_GT(cases, 100);
}

TEST(UrlWpt, MapsHostsAsTheWebPlatformTestsDo) {
  std::ifstream file(shared_file("idna.jsonl"));
  if (!file) GTEST_SKIP() << "no wpt-url data; PEIL_SHARED names the folder that has it";
  std::string line;
  int cases = 0, wrong = 0;
  while (std::getline(file, line)) {
    FlatObject wanted(line);
    ++cases;
    auto host = peil::url::parse_host(*wanted.get("input"));
    std::optional<std::string> got = host ? std::optional(*host) : std::nullopt;
    if (got == wanted.get("ascii")) continue;
    if (wanted.has("older") && got == wanted.get("older")) continue;
    if (++wrong <= 20)
      std::cerr << line << "\n  got " << got.value_or("(failure: " + (host ? "" : host.error().message) + ")")
                << '\n';
  }
  EXPECT_GT(cases, 100);
  EXPECT_EQ(wrong, 0) << "of " << cases;
}
