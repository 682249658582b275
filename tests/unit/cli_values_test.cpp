// Durations, sizes and numbers as people write them.
#include "cli_fixture.hpp"

namespace peil::cli {
namespace {

TEST(CliValues, ReadsDurationsExactly) {
  EXPECT_EQ(read_duration("500ms")->millis, 500);
  EXPECT_EQ(read_duration("2s")->millis, 2'000);
  EXPECT_EQ(read_duration("7")->millis, 7'000);
  EXPECT_EQ(read_duration("1.5s")->millis, 1'500);
  EXPECT_EQ(read_duration("0.1")->millis, 100);
  EXPECT_EQ(read_duration("1m")->millis, 60'000);
  EXPECT_EQ(read_duration("1h")->millis, 3'600'000);
  EXPECT_EQ(read_duration("1d")->millis, 86'400'000);
  EXPECT_EQ(read_duration("0")->millis, 0);
}

TEST(CliValues, RefusesWhatIsNoDuration) {
  for (const char* word :
       {"", "s", "5x", "5 s", "-1s", "+1s", "1.s", ".5s", "1.2.3s", "1e3", "0x10", "5S", "1m30s", "0.0001s",
        "99999999999999999999s", "9223372036854775807h", "1.0000001s", "٣s"})
    EXPECT_FALSE(read_duration(word)) << word;
}

TEST(CliValues, ReadsSizesAsPowersOf1024) {
  EXPECT_EQ(read_size("65536")->bytes, 65536u);
  EXPECT_EQ(read_size("64K")->bytes, 65536u);
  EXPECT_EQ(read_size("64k")->bytes, 65536u);
  EXPECT_EQ(read_size("16M")->bytes, 16u << 20);
  EXPECT_EQ(read_size("16MiB")->bytes, 16u << 20);
  EXPECT_EQ(read_size("1.5G")->bytes, 3ull << 29);
  EXPECT_EQ(read_size("0")->bytes, 0u);
}

TEST(CliValues, RefusesWhatIsNoSize) {
  for (const char* word :
       {"", "M", "16MB", "16iB", "-1", "1.5", "0.3K", "1P", "16 M", "99999999999T", "1,000"})
    EXPECT_FALSE(read_size(word)) << word;
}

TEST(CliValues, WritesTheShortestExactWord) {
  for (const char* word : {"0s", "500ms", "90s", "2m", "1h", "36h", "2d"})
    EXPECT_EQ(to_word(*read_duration(word)), word);
  for (const char* word : {"0", "1000", "64K", "16M", "3G", "1T"}) EXPECT_EQ(to_word(*read_size(word)), word);
}

TEST_F(Cli, SaysWhatIsWrongWithAValue) {
  EXPECT_EQ(usage_error({"-j", "many"}), "classify: --jobs: 'many' is not a whole number");
  EXPECT_EQ(usage_error({"-j", "0"}), "classify: --jobs: '0' is not at least 1");
  EXPECT_EQ(usage_error({"--seed", "99999999999999999999"}),
            "classify: --seed: '99999999999999999999' is too large");
  EXPECT_EQ(usage_error({"--threshold", "nan"}), "classify: --threshold: 'nan' is not a number");
  EXPECT_EQ(usage_error({"--threshold", "4,5"}), "classify: --threshold: '4,5' is not a number");
  EXPECT_EQ(usage_error({"--now", "yesterday"}),
            "classify: --now: 'yesterday' is not a time such as 2026-11-24T08:00:00Z or 2026-11-24");
  EXPECT_EQ(usage_error({"--timeout", "5x"}),
            "classify: --timeout: '5x' is not a duration such as 500ms, 2s, 1m, 1h or 1d");
  EXPECT_EQ(usage_error({"--sandbox=requir"}),
            "classify: --sandbox: 'requir' is none of try, require, off; did you mean require?");
}

TEST_F(Cli, MasksControlCharactersInWhatItQuotes) {
  std::string line = usage_error({"-j", "\x1b]0;x\x07\xff"});
  EXPECT_EQ(line, "classify: --jobs: '\\x1b]0;x\\x07\\xff' is not a whole number");
}

}  // namespace
}  // namespace peil::cli
