// tests/unit/net_robots_test.cpp -- robots.txt, named after the clauses of RFC 9309.
#include <gtest/gtest.h>

#include <ctime>
#include <cstdlib>
#include <fstream>
#include <string>

#include "net/robots.hpp"
#include "record/record.hpp"
#include "url/url.hpp"

using peil::net::Robots;
using peil::net::robots_pattern_matches;

TEST(Robots, AgreesWithTheCollectedCases) {
  const char* shared = std::getenv("PEIL_SHARED");
  std::ifstream file(std::string(shared ? shared : "../shared") + "/data/robots-tests/cases.jsonl");
  if (!file) GTEST_SKIP() << "no robots-tests data; PEIL_SHARED names the folder that has it";
  peil::RecordParser parser;
  std::string line, wrong;
  int cases = 0, wrong_rfc = 0, wrong_other = 0;
  while (std::getline(file, line)) {
    auto parsed = parser.parse_copy(line);
    ASSERT_TRUE(parsed) << line;
    const peil::Record& record = **parsed;
    Robots robots = Robots::parse(record["robots"].text_or_empty());
    std::string_view agent = record["agent"].text_or_empty(), kind = record["kind"].text_or_empty();
    ++cases;
    bool right = true;
    if (kind == "allowed") {
      static const auto kBase = peil::url::parse("http://base.example/");
      auto url = peil::url::parse(record["url"].text_or_empty(), &*kBase);
      ASSERT_TRUE(url) << line;
      right = robots.allowed(agent, url->target()) == record["expected"].boolean();
    } else if (kind == "crawl_delay") {
      auto wanted = record["expected"].decimal();
      auto got = robots.crawl_delay_ms(agent);
      right = wanted ? got && *got == static_cast<std::int64_t>(wanted->to_double() * 1000) : !got;
    } else if (kind == "sitemaps") {
      right = robots.sitemaps().size() == record["expected"].size();
      for (std::size_t i = 0; right && i < robots.sitemaps().size(); ++i)
        right = record["expected"].at(i).text_or_empty() == robots.sitemaps()[i];
    }
    if (right || record["disputed"].boolean() == true) continue;
    bool rfc = record["basis"].text_or_empty() == "rfc9309";
    ++(rfc ? wrong_rfc : wrong_other);
    wrong.append(record["test"].text_or_empty()).append(": ").append(line.substr(0, 300)).push_back('\n');
  }
  EXPECT_GT(cases, 100);
  EXPECT_EQ(wrong_rfc, 0) << wrong;
  // Readings of one library that no other shares: a token that begins another one matches it, a name
  // with blanks or `*` is a token, `$` is both the end and itself, unknown lines end a group.
  EXPECT_LE(wrong_other, 14) << "of " << cases << '\n' << wrong;
}

TEST(Robots, Clause221GroupsOfOneAgentAreOne) {
  Robots robots = Robots::parse(
      "User-agent: peil\nDisallow: /a\n\nUser-agent: other\nDisallow: /\n\nUser-Agent: PEIL/2.0\nDisallow: "
      "/b\n");
  EXPECT_FALSE(robots.allowed("peil", "/a"));
  EXPECT_FALSE(robots.allowed("Peil/0.1", "/b"));
  EXPECT_TRUE(robots.allowed("peil", "/c"));
}

TEST(Robots, Clause222LongestMatchDecides) {
  Robots robots =
      Robots::parse("User-agent: *\nAllow: /shop/\nDisallow: /shop/private\nDisallow: /x\nAllow: /x\n");
  EXPECT_TRUE(robots.allowed("peil", "/shop/open"));
  EXPECT_FALSE(robots.allowed("peil", "/shop/private/1"));
  EXPECT_TRUE(robots.allowed("peil", "/x"));
  EXPECT_TRUE(robots.allowed("peil", "/robots.txt"));
  EXPECT_TRUE(Robots::parse("User-agent: *\nDisallow: /\n").allowed("peil", "/robots.txt"));
  EXPECT_FALSE(Robots::parse("User-agent: *\nDisallow: /\n").allowed("peil", ""));
}

TEST(Robots, Clause222ComparesOctetsInOneSpelling) {
  Robots robots =
      Robots::parse("User-agent: *\nDisallow: /%7euser\nDisallow: /a%2fb\nDisallow: /caf\xC3\xA9\n");
  EXPECT_FALSE(robots.allowed("peil", "/~user/x"));
  EXPECT_FALSE(robots.allowed("peil", "/a%2Fb"));
  EXPECT_TRUE(robots.allowed("peil", "/a/b"));
  EXPECT_FALSE(robots.allowed("peil", "/caf%c3%a9"));
}

TEST(Robots, Clause223SpecialCharacters) {
  EXPECT_TRUE(robots_pattern_matches("/*.php$", "/a/b.php"));
  EXPECT_FALSE(robots_pattern_matches("/*.php$", "/a/b.php5"));
  EXPECT_TRUE(robots_pattern_matches("/*.php$", "/a.php.php"));
  EXPECT_TRUE(robots_pattern_matches("*", "/"));
  EXPECT_TRUE(robots_pattern_matches("/a**b", "/axxb/c"));
  EXPECT_FALSE(robots_pattern_matches("/ab*b$", "/ab"));
  EXPECT_TRUE(robots_pattern_matches("/a$b", "/a$b"));
  EXPECT_TRUE(robots_pattern_matches("/$", "/"));
  EXPECT_FALSE(robots_pattern_matches("/$", "/a"));
  Robots literal =
      Robots::parse("User-agent: *\nDisallow: /file-with-a-%2A.html\nDisallow: /foo-%24\nDisallow: /x$y\n");
  EXPECT_FALSE(literal.allowed("peil", "/file-with-a-*.html"));
  EXPECT_TRUE(literal.allowed("peil", "/file-with-a-b.html"));
  EXPECT_FALSE(literal.allowed("peil", "/foo-$/a"));
  EXPECT_FALSE(literal.allowed("peil", "/x$y"));
  EXPECT_TRUE(robots_pattern_matches("*$", "/anything"));
}

TEST(Robots, Clause224OtherRecordsDoNotSplitAGroup) {
  Robots robots =
      Robots::parse("User-agent: a\nSitemap: https://x.example/s.xml\nUser-agent: peil\nDisallow: /\n");
  EXPECT_FALSE(robots.allowed("peil", "/"));
  EXPECT_FALSE(robots.allowed("a", "/"));
  EXPECT_EQ(robots.sitemaps().size(), 1u);
}

TEST(Robots, Clause25ReadsAtLeast500KiBAndNoHalfRule) {
  std::string text = "User-agent: *\n";
  std::string filler = "Disallow: /filler\n";
  while (text.size() < 500 * 1024) text += filler;
  text += "Disallow: /late\n";
  EXPECT_FALSE(Robots::parse(text).allowed("peil", "/late"));
  while (text.size() < 512 * 1024 - 14) text += '#';
  text += "\nDisallow: /beyond-the-limit\n";
  EXPECT_TRUE(Robots::parse(text).allowed("peil", "/other"));  // "Disallow: /" alone would forbid it
}

TEST(Robots, OwnReadsAnyBytes) {
  EXPECT_FALSE(Robots::parse("\xEF\xBB\xBFUser-agent: *\rDisallow: /a\r\n").allowed("peil", "/a"));
  EXPECT_TRUE(Robots::parse("<html><body>User-agent: *<br>Disallow: /</body></html>").allowed("peil", "/"));
  EXPECT_TRUE(Robots::parse(std::string("U\0s\0e\0r\0", 8)).allowed("peil", "/"));
  EXPECT_FALSE(Robots::parse("User-agent: *\nDisallow: admin\n").allowed("peil", "/admin"));
}

TEST(Robots, OwnCrawlDelayIsBounded) {
  EXPECT_EQ(Robots::parse("User-agent: *\nCrawl-delay: 1e30\n").crawl_delay_ms("peil"), 86'400'000);
  EXPECT_EQ(Robots::parse("User-agent: *\nCrawl-delay: 0.5\n").crawl_delay_ms("peil"), 500);
  EXPECT_EQ(Robots::parse("User-agent: *\nCrawl-delay: -1\n").crawl_delay_ms("peil"), std::nullopt);
}

TEST(Robots, TakesBoundedTimeOnHostilePatterns) {
  std::clock_t start = std::clock();  // processor time: the machine may be busy
  std::string text = "User-agent: *\n";
  std::string stars = "Disallow: /";
  while (stars.size() < 8000) stars += "*a";
  while (text.size() < 500 * 1024) text += stars + "b$\n";
  std::string target = "/" + std::string(8000, 'a');
  EXPECT_TRUE(Robots::parse(text).allowed("peil", target));
  std::string overlapping = "User-agent: *\n";
  while (overlapping.size() < 500 * 1024) overlapping += "Disallow: /*" + std::string(2000, 'a') + "b\n";
  EXPECT_TRUE(Robots::parse(overlapping).allowed("peil", target));
  EXPECT_LT((std::clock() - start) * 1000 / CLOCKS_PER_SEC, 1000);
}
