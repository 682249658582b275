// tests/unit/collect_seeds_test.cpp -- lines of lists, and media types nobody declared.
#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "collect/feed.hpp"
#include "collect/local.hpp"
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

TEST(Seeds, KeepOtherMembersByteForByte) {
  EXPECT_EQ(
      seed(R"({"x":[1e2, -0,1e-07],"url":"https://e.org/","y":"\u00e9\ud800","z":{"b":1,"b":2}})").seed_json,
      R"({"x":[1e2, -0,1e-07],"y":"\u00e9\ud800","z":{"b":1,"b":2}})");
}

TEST(Seeds, KnowTheRecordsOfCrawlersAndLeaveTheirDocumentsOut) {
  Seed katana = seed(R"({"request":{"method":"GET","endpoint":"https://k.example/"},)"
                     R"("response":{"status_code":200,"body":"<p>","raw":"HTTP/1.1 200"}})");
  EXPECT_EQ(katana.text, "https://k.example/");
  EXPECT_EQ(katana.shape, "katana");
  EXPECT_EQ(katana.seed_json, R"({"request":{"method":"GET"},"response":{"status_code":200}})");
  Seed text = seed(
      R"({"text":"long","raw_text":"long","fingerprint":"f","source":"https://t.example/","title":"T"})");
  EXPECT_EQ(text.text, "https://t.example/");
  EXPECT_EQ(text.seed_json, R"({"fingerprint":"f","title":"T"})");
  // Of nobody in particular: a member called body may be anything.
  EXPECT_EQ(seed(R"({"url":"https://x.example/","body":"b"})").seed_json, R"({"body":"b"})");
}

TEST(Seeds, ReadIndexLinesAsPlacesInArchives) {
  Seed one = seed(R"({"url":"https://c.example/","filename":"a/b.warc.gz","offset":"83437","length":7065})");
  EXPECT_EQ(one.kind, Seed::Kind::kArchived);
  EXPECT_EQ(one.place.file, "a/b.warc.gz");
  EXPECT_EQ(one.place.offset, 83437u);
  EXPECT_EQ(one.place.length, 7065u);
  for (std::string_view offset :
       {"-1", "\"-1\"", "\"0x10\"", "\"\"", "1.5", "null", "99999999999999999999"}) {
    Seed bad = seed(R"({"url":"https://c.example/","length":7,"filename":"f","offset":)" +
                    std::string(offset) + "}");
    EXPECT_EQ(bad.kind, Seed::Kind::kArchived) << offset;  // still nothing to ask the site for
    EXPECT_EQ(bad.place.file, "") << offset;
  }
}

TEST(Seeds, ReadCdxjLines) {
  Seed one = seed(
      R"(example,c)/a 20261005091244 {"url":"https://c.example/a","filename":"f.warc.gz","offset":"3","length":"7"})");
  EXPECT_EQ(one.kind, Seed::Kind::kArchived);
  EXPECT_EQ(one.text, "https://c.example/a");
  EXPECT_EQ(one.place.offset, 3u);
  EXPECT_EQ(seed(R"(!meta {"format":"cdxj"})").kind, Seed::Kind::kNothing);
  EXPECT_EQ(seed("https://c.example/a 2026 {x").kind, Seed::Kind::kUrl);
  EXPECT_EQ(seed("https://c.example/{a}").text, "https://c.example/{a}");
}

TEST(Seeds, LeaveOutWhatWouldNestTooDeepInARecord) {
  auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  Seed fits = seed(R"({"url":"https://e.org/","q":"]]\"[","a":)" + nested(510) + "}");
  EXPECT_EQ(fits.note, "");
  EXPECT_NE(fits.seed_json.find("[[["), std::string::npos);
  Seed deep = seed(R"({"url":"https://e.org/","q":7,"a":)" + nested(511) + "}");
  EXPECT_NE(deep.note, "");
  EXPECT_EQ(deep.seed_json, R"({"q":7})");
}

TEST(ArchivesOfAnIndex, AreLookedForBelowTheFolderOnly) {
  EXPECT_EQ(path_of_archive("/etc/passwd"), "");
  EXPECT_EQ(path_of_archive("a/../../etc/passwd"), "");
  EXPECT_EQ(path_of_archive(".."), "");
  EXPECT_EQ(path_of_archive(""), "");
  EXPECT_EQ(path_of_archive("lib/"), "");
}

TEST(Seeds, TellBadLines) {
  EXPECT_EQ(seed(std::string(9'000, 'a')).kind, Seed::Kind::kBad);
  EXPECT_EQ(seed("https://e.org/" + std::string(9'000, 'a')).kind,
            Seed::Kind::kUrl);  // an error record later
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
