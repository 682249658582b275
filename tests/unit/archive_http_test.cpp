// HTTP messages as they lie in archives: odd heads, chunked bodies, and bodies that only say so.
#include <gtest/gtest.h>

#include "archive/http_message.hpp"

namespace peil::archive {
namespace {

TEST(HttpHead, ReadsAnOrdinaryResponse) {
  HttpHead head = parse_http_head(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: a\r\nset-cookie: b\r\n\r\nbody");
  EXPECT_EQ(head.protocol, "HTTP/1.1");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.size, 74u);
  EXPECT_EQ(head.header("content-type"), "text/html");
  EXPECT_EQ(head.joined("Set-Cookie"), "a, b");
  EXPECT_TRUE(head.warnings.empty());
}

TEST(HttpHead, ReadsWhatBrowsersRead) {
  HttpHead head = parse_http_head(
      std::string_view("http/1.0 404\nX: een\n  twee\nno colon here\nY : z\xFF\n: leeg\n\nbody", 54));
  EXPECT_EQ(head.status, 404);
  EXPECT_EQ(head.header("x"), "een twee");
  EXPECT_EQ(head.header("Y"), "z\xFF");
  EXPECT_EQ(head.warnings.size(), 1u);
}

TEST(HttpHead, TakesABlockWithoutStatusLineAsBody) {
  for (const char* block : {"<html>", "", "ICY 200 OK\r\n\r\n", "HTT"})
    EXPECT_EQ(parse_http_head(block).size, 0u) << block;
  EXPECT_EQ(parse_http_head("HTTP/1.1 99999 x\r\n\r\n").status, 0);
  EXPECT_EQ(parse_http_head("HTTP/1.1 -1 x\r\n\r\n").status, 0);
  EXPECT_EQ(parse_http_head("HTTP/1.1 200 OK\r\nX: 1\r\n").size, 23u) << "a head cut short";
}

struct Dechunked {
  std::string bytes;
  Dechunker::State state;
};
Dechunked dechunk(std::string_view input, std::size_t piece) {
  Dechunker dechunker;
  Buffer out;
  for (std::size_t at = 0; at < input.size(); at += piece) dechunker.feed(input.substr(at, piece), out);
  dechunker.finish(out);
  return {out.str(), dechunker.state()};
}

TEST(Dechunker, ReadsChunksInAnyPieces) {
  for (std::size_t piece = 1; piece < 40; ++piece) {
    Dechunked got = dechunk(
        "4\r\nWiki\r\n6;ext=\"x\"\r\npedia \r\nE\nin \r\n\r\nchunks.\r\n0\r\nTrailer: x\r\n\r\n", piece);
    EXPECT_EQ(got.bytes, "Wikipedia in \r\n\r\nchunks.") << piece;
    EXPECT_EQ(got.state, Dechunker::State::kFinished);
  }
  EXPECT_EQ(dechunk("0\r\n\r\n", 1).state, Dechunker::State::kFinished);
  EXPECT_EQ(dechunk("1\r\na\r\n0\r\n", 9).state, Dechunker::State::kFinished)
      << "without its last empty line";
}

TEST(Dechunker, PassesABodyThatWasNeverChunked) {
  for (const std::string& body : std::vector<std::string>{"<html>\r\n<p>4\r\n", "no line end at all",
                                                          "g\r\nx", std::string(20000, 'x')})
    for (std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
      Dechunked got = dechunk(body, piece);
      EXPECT_EQ(got.bytes, body);
      EXPECT_EQ(got.state, Dechunker::State::kNot);
    }
}

TEST(Dechunker, SaysWhereChunksGoWrong) {
  EXPECT_EQ(dechunk("4\r\nWiki\r\nzz\r\nrest", 3).bytes, "Wiki");
  EXPECT_EQ(dechunk("4\r\nWiki\r\nzz\r\nrest", 3).state, Dechunker::State::kDamaged);
  EXPECT_EQ(dechunk("4\r\nWikipedia\r\n0\r\n\r\n", 3).state, Dechunker::State::kDamaged);
  EXPECT_EQ(dechunk("ffffffffffffffff\r\nabc", 5).bytes, "abc");
  EXPECT_EQ(dechunk("ffffffffffffffff\r\nabc", 5).state, Dechunker::State::kRunning);
  EXPECT_EQ(dechunk("1ffffffffffffffff\r\nabc", 5).state, Dechunker::State::kNot);
  EXPECT_EQ(dechunk("4\r\nWi", 5).state, Dechunker::State::kRunning);
}

}  // namespace
}  // namespace peil::archive
