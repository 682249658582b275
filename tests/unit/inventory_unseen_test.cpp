// Tables of what was not seen, and of flows: from records to what is printed.
#include <gtest/gtest.h>

#include "inventory_fixture.hpp"

namespace peil::inventory {
namespace {

// 200 offers seen on occasion 9, 180 on occasion 10, 60 of them on both.
std::vector<std::string> two_occasions(bool cluster = true) {
  std::vector<std::string> lines;
  auto add = [&](int thing, int occasion) {
    std::string k = std::to_string(thing),
                more = R"(,"tags":{"occasion":")" + std::to_string(occasion) + "\"}";
    if (cluster) more += R"(,"cluster":{"id":"k:)" + k + R"(","of":"i:x"})";
    lines.push_back(item(k + "." + std::to_string(occasion), "drug.mdma", more));
  };
  for (int i = 0; i < 200; ++i) add(i, 9);
  for (int i = 140; i < 320; ++i) add(i, 10);
  return lines;
}

TEST(Unseen, IsChapmanOverTwoOccasionsAndALowerBound) {
  std::string csv = report(table("unseen"), two_occasions());
  // Chapman 595 (494-696); Chao2 320 + 1/2 * 260*259/(2*61) = 596.
  EXPECT_EQ(row(csv, "offers").substr(0, 18), "offers,320,260,60,") << csv;
  EXPECT_NE(row(csv, "offers").find(",596,"), std::string::npos) << csv;
  EXPECT_NE(row(csv, "offers").find(",595,495,696"), std::string::npos) << csv;
  EXPECT_EQ(row(report(table("unseen"), two_occasions(false)), "offers"), "");  // a repeat is not known
}

TEST(Flow, IsBesideWhatTheMarginsWouldMakeExpect) {
  std::vector<std::string> lines;
  auto add = [&](int n, std::string_view from, std::string_view to) {
    for (int i = 0; i < n; ++i)
      lines.push_back(item(std::to_string(lines.size()), "drug.mdma",
                           R"(,"ships_from":[{"code":")" + std::string(from) +
                               R"("}],"ships_to":[{"code":")" + std::string(to) + R"("}])"));
  };
  // (20/40) / (50/200) = 2, the vector of `report estimate location-quotient`.
  add(20, "NL", "AU"), add(20, "NL", "DE"), add(30, "US", "AU"), add(129, "US", "DE"), add(1, "FR", "DE");
  lines.push_back(item("undeclared", "drug.mdma"));
  std::string csv = report(table("flow"), lines);
  EXPECT_NE(csv.find("\r\nNL,AU,20,50,,,2,0,0\r\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find("\r\nFR,DE,1,100,,,,0,0\r\n"), std::string::npos) << csv;  // one expected: no quotient
}

TEST(Unseen, RefusesAStreamThatLostItsRepeats) {
  auto lines = two_occasions();
  lines.push_back(
      R"({"v":1,"kind":"run","id":"r:1","command":"dedupe","version":"1","options":{"new":"true"}})");
  std::string said = report(table("unseen", "table"), lines);
  EXPECT_NE(said.find("dedupe --new left out what was seen again"), std::string::npos) << said;
  EXPECT_EQ(said.find("595"), std::string::npos);
  said = report(table("unseen", "table"), {item("a", "drug.mdma")});
  EXPECT_NE(said.find("two occasions or more"), std::string::npos) << said;
}

}  // namespace
}  // namespace peil::inventory
