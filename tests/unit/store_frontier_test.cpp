// tests/unit/store_frontier_test.cpp -- what a collection remembers.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "base/exit.hpp"
#include "store/frontier.hpp"

using peil::Exit;
using peil::Fatal;
using peil::store::Answer;
using peil::store::Due;
using peil::store::Frontier;

namespace {

struct TemporaryFile {
  std::string path;
  TemporaryFile() {
    char name[] = "/tmp/frontier.XXXXXX";
    int fd = mkstemp(name);
    close(fd);
    unlink(name);
    path = name;
  }
  ~TemporaryFile() {
    for (const char* end : {"", "-wal", "-journal"}) std::remove((path + end).c_str());
  }
};

Frontier::Added add(Frontier& frontier, const std::string& url, const Due& due = {}) {
  peil::store::Address address;
  address.url = address.key = url;
  address.site = url.substr(0, 1);
  return frontier.add(address, due);
}

Answer answered(std::int64_t at, const char* digest = "") {
  Answer answer;
  answer.at = at;
  answer.status = 200;
  answer.digest = digest;
  answer.etag = "\"1\"";
  answer.capture = "c:1";
  return answer;
}

}  // namespace

TEST(Frontier, TakesAnAddressOnce) {
  Frontier frontier("", false);
  auto first = add(frontier, "a1"), again = add(frontier, "a1");
  EXPECT_TRUE(first.wanted);
  EXPECT_FALSE(again.wanted);
  EXPECT_EQ(first.id, again.id);
}

TEST(Frontier, GivesEachSitesAddressesInOrder) {
  Frontier frontier("", false);
  for (const char* url : {"a1", "b1", "a2", "a3"}) add(frontier, url);
  std::int64_t site = *frontier.next_site(0);
  EXPECT_EQ(frontier.site_name(site), "a");
  auto entries = frontier.load(site, 0, 2);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].url + entries[1].url, "a1a2");
  EXPECT_EQ(frontier.load(site, entries[1].id, 2).at(0).url, "a3");
  EXPECT_EQ(frontier.site_name(*frontier.next_site(site)), "b");
  frontier.done(entries[0].id, answered(1), 0);
  EXPECT_EQ(frontier.load(site, 0, 9).at(0).url, "a2");
  EXPECT_EQ(frontier.wanted(), 3);
}

TEST(Frontier, ForgetsWhatWasNotCommitted) {
  TemporaryFile file;
  {
    Frontier frontier(file.path, true);
    add(frontier, "a1");
    frontier.commit();
    add(frontier, "a2");
    frontier.done(1, answered(1), 0);
  }
  Frontier frontier(file.path, true);
  EXPECT_EQ(frontier.total(), 1);
  EXPECT_EQ(frontier.wanted(), 1);
}

TEST(Frontier, ExcludesASecondOne) {
  TemporaryFile file;
  Frontier frontier(file.path, false);
  pid_t pid = fork();  // locks are of processes
  if (pid == 0) {
    try {
      Frontier second(file.path, false);
    } catch (const Fatal& failure) {
      _exit(static_cast<int>(failure.status));
    }
    _exit(0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), static_cast<int>(Exit::kRetry));
}

TEST(Frontier, RefusesAFileThatIsNoState) {
  TemporaryFile file;
  std::FILE* out = std::fopen(file.path.c_str(), "w");
  std::fputs("this is a letter to my mother, and long enough to be no empty database at all", out);
  std::fclose(out);
  EXPECT_THROW(Frontier(file.path, false), Fatal);
}

TEST(Frontier, AsksAgainForWhatIsDue) {
  Frontier frontier("", false);
  auto added = add(frontier, "a1");
  frontier.done(added.id, answered(1'000, "sha256:x"), 7);
  EXPECT_FALSE(add(frontier, "a1").wanted);
  EXPECT_FALSE(add(frontier, "a1", {1'000, 0}).wanted) << "asked at that very time";
  EXPECT_FALSE(add(frontier, "a1", {0, 7}).wanted) << "asked in this round";
  EXPECT_TRUE(add(frontier, "a1", {0, 8}).wanted);
  frontier.done(added.id, answered(2'000), 8);
  EXPECT_TRUE(add(frontier, "a1", {2'001, 0}).wanted);
  auto entry = frontier.find(added.id);
  EXPECT_EQ(entry->etag + entry->capture, "\"1\"c:1") << "an answer without a body keeps what was known";
}

TEST(Frontier, RenewsAllThatIsDue) {
  Frontier frontier("", false);
  for (std::int64_t i : {1, 2, 3})
    frontier.done(add(frontier, "a" + std::to_string(i)).id, answered(i * 1'000), 0);
  EXPECT_EQ(frontier.renew({2'500, 0}), 2);
  EXPECT_EQ(frontier.wanted(), 2);
}

TEST(Frontier, KeepsFactsClocksAndCounts) {
  TemporaryFile file;
  {
    Frontier frontier(file.path, false);
    std::int64_t site = frontier.site_id("a");
    frontier.set_clock(site, {123, 45});
    frontier.set_fact("name", "value");
    frontier.set_fact("gone", "x");
    frontier.set_fact("gone", "");
    EXPECT_EQ(frontier.count_site(site, 1, 2), 2);
    EXPECT_EQ(frontier.count_site(site, 2, 0), 0) << "another run counts from nothing";
    frontier.commit();
  }
  Frontier frontier(file.path, false);
  auto clock = frontier.clock(frontier.site_id("a"));
  EXPECT_EQ(clock.next_at, 123);
  EXPECT_EQ(clock.delay_ms, 45);
  EXPECT_EQ(frontier.fact("name") + frontier.fact("gone"), "value");
}

TEST(Frontier, ThrowsOnNothingThatAPageMayName) {
  Frontier frontier("", false);
  std::string odd("a'; DROP TABLE urls; --\xFF\0x", 26);
  auto added = add(frontier, odd);
  EXPECT_EQ(frontier.find(added.id)->url, odd);
}
