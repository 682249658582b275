// The chain of a folder of evidence: each line holds those before it.
#include "archive/chain.hpp"

#include <gtest/gtest.h>

#include "archive/cdxj.hpp"
#include "archive/ledger.hpp"

namespace peil::archive {
namespace {

std::string three_lines() {
  Buffer out;
  ChainHead head;
  append_chain_line(head, "2026-11-24T09:00:00.000Z", "failure", R"("id":"c:a")", out);
  append_chain_line(head, "2026-11-24T09:00:01.000Z", "failure", R"("id":"c:b")", out);
  append_chain_line(head, "2026-11-24T09:00:02.000Z", "failure", "", out);
  return out.str();
}

// How many lines follow, and whether all do.
std::pair<std::uint64_t, bool> follow(std::string_view text) {
  ChainHead head;
  bool good = true;
  while (good && !text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    good = follow_chain(head, text.substr(0, end)).ok();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {head.lines, good};
}

TEST(Chain, FollowsWhatItWrote) { EXPECT_EQ(follow(three_lines()), std::pair(std::uint64_t{3}, true)); }

TEST(Chain, FindsEveryByteThatChanged) {
  std::string text = three_lines();
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 4);
    EXPECT_FALSE(follow(changed).second) << i;
  }
}

TEST(Chain, FindsALineThatIsGoneOrMoved) {
  std::string text = three_lines();
  std::size_t first = text.find('\n') + 1, second = text.find('\n', first) + 1;
  EXPECT_FALSE(follow(text.substr(first)).second);
  EXPECT_FALSE(follow(text.substr(0, first) + text.substr(second)).second);
  EXPECT_FALSE(follow(text.substr(0, second) + text.substr(first)).second);
}

TEST(Cdxj, SortsAddressesByHostTurnedRound) {
  EXPECT_EQ(surt_of("https://www.Example.com/Path/?b=2&a=1#x"), "com,example)/path?a=1&b=2");
  EXPECT_EQ(surt_of("http://shop.example.nl:8080/"), "nl,example,shop:8080)/");
  EXPECT_EQ(surt_of("http://127.0.0.1/a"), "127.0.0.1)/a");
  EXPECT_EQ(surt_of("http://www2.example.com"), "com,example)/");
  EXPECT_EQ(surt_of("http://www.nl/"), "nl,www)/");
}

TEST(Ledger, DigestsHaveOneForm) {
  Sha256Digest digest;
  EXPECT_TRUE(parse_sha256(std::string(64, 'a'), digest));
  EXPECT_FALSE(parse_sha256(std::string(64, 'A'), digest));
  EXPECT_FALSE(parse_sha256(std::string(63, 'a'), digest));
}

}  // namespace
}  // namespace peil::archive
