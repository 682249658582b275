// The table and its spool: what stays in memory, what goes to disk, and titles as keys.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/exit.hpp"
#include "base/hash.hpp"
#include "clusters/table.hpp"

namespace peil::clusters {
namespace {

Keys keys_of(std::uint64_t number) {
  Sha256Digest digest = sha256(std::to_string(number));
  Keys keys;
  Key key;
  std::copy_n(digest.begin(), key.bytes.size(), key.bytes.begin());
  keys.keys = {key};
  keys.of = "p:" + std::to_string(number);
  keys.time = static_cast<UnixMillis>(number);
  return keys;
}

TEST(Spool, ReadsBackWhatWasWrittenInMemoryAndOnDisk) {
  for (int file : {-1, open_spool_file()}) {
    Spool spool(file, 1u << 20);
    std::vector<std::pair<std::uint64_t, std::string>> written;
    for (int i = 0; i < 500; ++i) {
      std::string bytes(static_cast<std::size_t>(i) * 37 % 20'000 + 1, static_cast<char>(i));
      written.emplace_back(spool.append(bytes), bytes);
      EXPECT_EQ(written.back().first % Spool::kAlign, 0u);
      EXPECT_NE(written.back().first, 0u);
    }
    EXPECT_GT(spool.size(), 3u << 20);
    for (auto& [offset, bytes] : written) {
      bytes[0] = '!';
      spool.write(offset, "!");
    }
    for (const auto& [offset, bytes] : written) {
      std::string read(bytes.size(), '\0');
      spool.read(offset, read.data(), read.size());
      EXPECT_EQ(read, bytes);
    }
  }
}

TEST(Spool, SaysWhenTheDiskIsFull) {
  int full = ::open("/dev/full", O_RDWR);
  if (full < 0) GTEST_SKIP() << "no /dev/full";
  Spool spool(full, 1u << 20);
  auto fill = [&] {
    for (int i = 0; i < 40; ++i) spool.append(std::string(100'000, 'x'));
  };
  EXPECT_THROW(fill(), Fatal);
}

TEST(ClusterTable, HoldsElevenBytesAKeyAndForgetsNone) {
  ClusterTable table(0.8, open_spool_file());
  constexpr std::uint64_t kCount = 300'000;
  for (std::uint64_t i = 0; i < kCount; ++i) EXPECT_TRUE(table.place(keys_of(i)).is_first);
  // Nine bands of 64 empty slots come on top.
  EXPECT_LE(table.bytes(), kCount * 12);
  for (std::uint64_t i = 0; i < kCount; i += 997) {
    Keys again = keys_of(i);
    again.of = "p:other";
    again.time = static_cast<UnixMillis>(i + 5);
    Placement placement = table.place(again);
    EXPECT_FALSE(placement.is_first);
    EXPECT_EQ(placement.of, "p:" + std::to_string(i));
    EXPECT_EQ(placement.first, static_cast<UnixMillis>(i));
    EXPECT_EQ(placement.last, static_cast<UnixMillis>(i + 5));
  }
}

TEST(ClusterTable, TellsKeysApartThatShareTheirFirstBytes) {
  ClusterTable table(0.8);
  Keys a = keys_of(1), b = keys_of(1);
  b.keys[0].bytes[15] ^= 1;
  b.of = "p:b";
  EXPECT_TRUE(table.place(a).is_first);
  EXPECT_TRUE(table.place(b).is_first);
  EXPECT_EQ(table.place(b).of, "p:b");
  EXPECT_EQ(table.place(a).of, "p:1");
}

TEST(Titles, SayTheSameThingInTheSameWords) {
  KeyMaker maker{Options{}};
  struct Case {
    const char* title;
    const char* folded;
  };
  for (const Case& one : {Case{"0,5 kg Speed", "#500g speed"},
                          {"500g SPEED", "#500g speed"},
                          {"500 gram speed!!", "#500g speed"},
                          {"1.5 KG", "#1500g"},
                          {"100 \xC2\xB5g LSD", "#0.0001g lsd"},
                          {"100ug lsd", "#0.0001g lsd"},
                          {"1.000 g", "#1000g"},
                          {"0.250 g", "#0.25g"},
                          {"5 x 10", "5 x 10"},
                          {"XTC 200mg pillen", "xtc #0.2g pillen"},
                          {"1 liter GBL", "#1000ml gbl"},
                          {"", ""},
                          {"4-MMC", "4 mmc"},
                          {"2,5", "2 5"},
                          {"999999999999999999999999 kg", "999999999999999999999999 kg"},
                          {"007 g", "#7g"},
                          {"0 g", "#0g"}})
    EXPECT_EQ(maker.fold_title(one.title), one.folded) << one.title;
}

}  // namespace
}  // namespace peil::clusters
