// tests/unit/collect_seeds_test.cpp -- lines of lists, and media types nobody declared.
#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "collect/feed.hpp"
#include "collect/media.hpp"
#include "collect/seeds.hpp"

using namespace peil::collect;

namespace {

Seed seed(std::string_view line, std::string_view url_at = "/url") {
  peil::RecordParser parser;
  return read_seed(line, url_at, parser);
}

}  // namespace

TEST(Seeds, ReadPlainLines) {
  EXPECT_EQ(seed("").kind, Seed::Kind::kNothing);
  EXPECT_EQ(seed("   \r").kind, Seed::Kind::kNothing);
  EXPECT_EQ(seed("# https://example.org/").kind, Seed::Kind::kNothing);
  EXPECT_EQ(seed("\xEF\xBB\xBFhttps://example.org/ \r").text, "https://example.org/");
  EXPECT_EQ(seed("FILE:///tmp/x").kind, Seed::Kind::kFile);
  EXPECT_EQ(seed("example.org").kind, Seed::Kind::kUrl);
}

TEST(Seeds, ReadJsonLinesAndKeepTheirOtherMembers) {
  Seed one = seed(R"({"query":"wiet","url":"https://example.org/","rank":3,"deep":{"a":[1,null]}})");
  EXPECT_EQ(one.kind, Seed::Kind::kUrl);
  EXPECT_EQ(one.text, "https://example.org/");
  EXPECT_EQ(one.seed_json, R"({"query":"wiet","rank":3,"deep":{"a":[1,null]}})");
  EXPECT_EQ(seed(R"({"url":"https://example.org/"})").seed_json, "");
  EXPECT_EQ(seed(R"({"a":{"b":"file:x"}})", "/a/b").kind, Seed::Kind::kFile);
  EXPECT_EQ(seed(R"({"request":{"endpoint":"https://k.example/"}})").text, "https://k.example/");
}

TEST(Seeds, TellBadLines) {
  EXPECT_EQ(seed(R"({"a":1})").kind, Seed::Kind::kBad);
  EXPECT_EQ(seed(R"({"url":7})").kind, Seed::Kind::kBad);
  EXPECT_EQ(seed("{broken").kind, Seed::Kind::kBad);
  EXPECT_EQ(seed(R"({"url":"x","url":"y"})").kind, Seed::Kind::kBad);
}

TEST(Seeds, PassOurOwnRecordsButNotOurOwnRun) {
  std::string capture = R"({"v":1,"kind":"capture","id":"c:x","url":"https://example.org/"})";
  EXPECT_EQ(seed(capture).kind, Seed::Kind::kPass);
  EXPECT_EQ(seed(capture).text, capture);
  EXPECT_EQ(seed(R"({"v":1,"kind":"run","id":"r:x","command":"fetch"})").kind, Seed::Kind::kNothing);
  EXPECT_EQ(seed(R"({"v":1,"kind":"run","id":"r:x","command":"extract"})").kind, Seed::Kind::kPass);
}

TEST(Seeds, TakeLinearTimeOnManyMembers) {
  std::string line = R"({"url":"https://example.org/")";
  for (int i = 0; i < 100'000; ++i) line += ",\"k" + std::to_string(i) + "\":" + std::to_string(i);
  std::clock_t start = std::clock();  // processor time: the machine may be busy
  EXPECT_EQ(seed(line + "}").kind, Seed::Kind::kUrl);
  EXPECT_LT((std::clock() - start) * 1000 / CLOCKS_PER_SEC, 1500);
}

TEST(Media, IsGuessedFromBytesThenFromTheName) {
  EXPECT_EQ(guess_media_type("<p>x", "page.html"), "text/html");
  EXPECT_EQ(guess_media_type("%PDF-1.4", "page.html"), "application/pdf");
  EXPECT_EQ(guess_media_type("plain words", "view.php?id=3"), "text/html");
  EXPECT_EQ(guess_media_type("  <!DOCTYPE html>", "12345"), "text/html");
  EXPECT_EQ(guess_media_type("\xEF\xBB\xBF<HTML>", "x"), "text/html");
  EXPECT_EQ(guess_media_type("<?xml version='1.0'?><rss>", "x"), "application/rss+xml");
  EXPECT_EQ(guess_media_type("{\"a\":1}", "x"), "application/json");
  EXPECT_EQ(guess_media_type("just text", "README"), "text/plain");
  EXPECT_EQ(guess_media_type("", "x"), "text/plain");
  EXPECT_EQ(guess_media_type("a", "dir.html/x"), "text/plain");
  EXPECT_EQ(guess_media_type(std::string_view("\0\1\2", 3), "x"), "application/octet-stream");
  EXPECT_EQ(guess_media_type("<pre", "x"), "text/plain");
}

TEST(FileUrls, NamePaths) {
  EXPECT_EQ(path_of_file_url("file:///nowhere/a%20b"), "/nowhere/a b");
  EXPECT_EQ(path_of_file_url("file://localhost/nowhere"), "/nowhere");
  EXPECT_EQ(path_of_file_url("file:nowhere/x"), "nowhere/x");
  EXPECT_EQ(path_of_file_url("file:"), "");
}
