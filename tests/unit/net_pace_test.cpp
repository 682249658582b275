// tests/unit/net_pace_test.cpp -- politeness, with a clock that the test holds.
#include <gtest/gtest.h>

#include <ctime>
#include <map>
#include <string>
#include <vector>

#include "net/pace.hpp"

using peil::net::Millis;
using peil::net::Pace;
using peil::net::parse_http_date;
using peil::net::parse_retry_after;

TEST(Pace, GivesOneAtATimeToAHostAndWaitsBetween) {
  Pace pace({.per_host = 1, .delay_ms = 2000, .rate_interval_ms = 0, .seed = 0});
  pace.push("a", 1);
  pace.push("a", 2);
  pace.push("b", 3);
  EXPECT_EQ(pace.next(0), 1u);
  EXPECT_EQ(pace.next(0), 3u);
  EXPECT_EQ(pace.next(0), std::nullopt);
  EXPECT_EQ(pace.next(100'000), std::nullopt) << "the host is busy, however long";
  pace.release("a", 100'000, true);
  EXPECT_EQ(pace.next(101'999), std::nullopt);
  ASSERT_TRUE(pace.wake_at());
  EXPECT_GE(*pace.wake_at(), 102'000);
  EXPECT_LE(*pace.wake_at(), 103'001) << "the jitter adds up to a half";
  EXPECT_EQ(pace.next(*pace.wake_at()), 2u);
}

TEST(Pace, CountsNoPauseWhereNothingWasAsked) {
  Pace pace({.per_host = 1, .delay_ms = 2000, .rate_interval_ms = 0, .seed = 0});
  pace.push("a", 1);
  pace.push("a", 2);
  EXPECT_EQ(pace.next(0), 1u);
  pace.release("a", 5, false);
  EXPECT_EQ(pace.next(5), 2u);
}

TEST(Pace, HoldsAHostThatAsksForIt) {
  Pace pace({.per_host = 1, .delay_ms = 0, .rate_interval_ms = 0, .seed = 0});
  pace.push("a", 1);
  pace.hold("a", 9000);
  EXPECT_EQ(pace.next(8999), std::nullopt);
  EXPECT_EQ(pace.next(9000), 1u);
}

TEST(Pace, ObeysALongerDelayOfTheHostAndNoShorterOne) {
  for (auto [wanted, least] : {std::pair<Millis, Millis>{10'000, 10'000}, {1, 2'000}}) {
    Pace pace({.per_host = 1, .delay_ms = 2000, .rate_interval_ms = 0, .seed = 0});
    pace.set_delay("a", wanted);
    pace.push("a", 1);
    pace.push("a", 2);
    EXPECT_EQ(pace.next(0), 1u);
    pace.release("a", 0, true);
    EXPECT_GE(*pace.wake_at(), least);
  }
}

TEST(Pace, BoundsTheRateOfAll) {
  Pace pace({.per_host = 1, .delay_ms = 0, .rate_interval_ms = 500, .seed = 0});
  for (std::uint64_t i = 0; i < 4; ++i) pace.push("h" + std::to_string(i), i);
  std::vector<Millis> starts;
  for (Millis now = 0; now < 3000; now += 10)
    if (pace.next(now)) starts.push_back(now);
  EXPECT_EQ(starts, (std::vector<Millis>{0, 500, 1000, 1500}));
}

TEST(Pace, JittersAlikeForTheSameSeed) {
  auto wake = [](std::int64_t seed) {
    Pace pace({.per_host = 1, .delay_ms = 10'000, .rate_interval_ms = 0, .seed = seed});
    pace.push("a", 1);
    pace.push("a", 2);
    (void)pace.next(0);
    pace.release("a", 0, true);
    return *pace.wake_at();
  };
  EXPECT_EQ(wake(1), wake(1));
  EXPECT_NE(wake(1), wake(2));
}

TEST(Pace, NeverBreaksItsRulesInALongRun) {
  Pace pace({.per_host = 2, .delay_ms = 50, .rate_interval_ms = 0, .seed = 7});
  std::map<std::uint64_t, std::string> host_of;
  for (std::uint64_t i = 0; i < 500; ++i) {
    host_of[i] = "h" + std::to_string(i % 7);
    pace.push(host_of[i], i, i % 5 == 0);
  }
  std::map<std::string, int> active;
  std::multimap<Millis, std::uint64_t> ends;
  int done = 0;
  for (Millis now = 0; done < 500 && now < 100'000; ++now) {
    while (!ends.empty() && ends.begin()->first <= now) {
      const std::string& host = host_of[ends.begin()->second];
      --active[host];
      pace.release(host, now, true);
      ends.erase(ends.begin());
      ++done;
    }
    while (auto ticket = pace.next(now)) {
      EXPECT_LE(++active[host_of[*ticket]], 2);
      ends.emplace(now + static_cast<Millis>(*ticket % 13), *ticket);
    }
  }
  EXPECT_EQ(done, 500);
  EXPECT_EQ(pace.waiting(), 0u);
}

TEST(Pace, TakesLinearTimeWithManyHosts) {
  std::clock_t start = std::clock();  // processor time: the machine may be busy
  Pace pace({.per_host = 1, .delay_ms = 1, .rate_interval_ms = 0, .seed = 0});
  for (std::uint64_t i = 0; i < 200'000; ++i) pace.push("host-" + std::to_string(i), i);
  int given = 0;
  while (auto ticket = pace.next(0)) {
    ++given;
    pace.release("host-" + std::to_string(*ticket), 0, true);
  }
  EXPECT_EQ(given, 200'000);
  EXPECT_LT((std::clock() - start) * 1000 / CLOCKS_PER_SEC, 4000);
}

TEST(RetryAfter, ReadsSecondsAndDatesAndIsCapped) {
  constexpr std::int64_t kNow = 784'111'777'000;  // Sun, 06 Nov 1994 08:49:37 GMT
  EXPECT_EQ(parse_retry_after("120", kNow), 120'000);
  EXPECT_EQ(parse_retry_after("0", kNow), 0);
  EXPECT_EQ(parse_retry_after("1000000000", kNow), 300'000);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:47 GMT", kNow), 10'000);
  EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:49:47 GMT", kNow), 10'000);
  EXPECT_EQ(parse_retry_after("Sun Nov  6 08:49:47 1994", kNow), 10'000);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1984 08:49:47 GMT", kNow), 0);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 2094 08:49:47 GMT", kNow), 300'000);
  for (const char* bad : {"", "-1", "soon", "1.5", "Sun, 31 Feb 1994 08:49:47 GMT",
                          "Sun, 06 Nov 1994 25:00:00 GMT", ",,,,,,,,,,"})
    EXPECT_EQ(parse_retry_after(bad, kNow), std::nullopt) << bad;
}

TEST(HttpDate, ReadsCertificateDatesToo) {
  EXPECT_EQ(parse_http_date("Nov  6 08:49:37 1994 GMT"), 784'111'777'000);
}
