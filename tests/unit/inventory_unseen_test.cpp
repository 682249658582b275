// Tables of what was not seen, and of flows: from records to what is printed.
#include <gtest/gtest.h>

#include "inventory/report.hpp"

namespace peil::inventory {
namespace {

std::string report(const Settings& settings, const std::vector<std::string>& lines) {
  auto step = make_step(settings);
  auto folder = make_folder(settings);
  RecordParser parser;
  Buffer sent, out;
  frame::Emitter to_folder(sent), printed(out);
  for (const auto& line : lines) {
    auto record = parser.parse_copy(line);
    if (!record) {
      folder->bad_line(record.error().message);
      continue;
    }
    step->record(**record, {}, to_folder);
  }
  for (std::string_view message : frame::Emitter::messages(sent.view())) folder->take(message, printed);
  folder->finish(printed);
  return out.str();
}

Settings table(std::string verb, std::string format = "csv") {
  Settings settings;
  settings.verb = std::move(verb);
  settings.format = std::move(format);
  return settings;
}

std::string item(std::string_view id, std::string_view goods, std::string_view more = "",
                 std::string_view act = "offer", std::string_view form = "listing") {
  std::string line = R"({"v":1,"kind":"item","id":"i:)" + std::string(id) + R"(","form":")" +
                     std::string(form) +
                     R"(","page":{"id":"p:1","fetched_at":"2026-10-05T10:00:00Z"},"network":"clear",)"
                     R"("labels":[{"scheme":"act","label":")" +
                     std::string(act) + R"("},{"scheme":"channel","label":"shop.growshop"})";
  for (std::size_t at = 0; at < goods.size();) {
    std::size_t end = std::min(goods.find(',', at), goods.size());
    line += R"(,{"scheme":"goods","label":")" + std::string(goods.substr(at, end - at)) + "\"}";
    at = end + 1;
  }
  return line + "]" + std::string(more) + "}";
}

std::string row(const std::string& csv, const std::string& name) {
  std::size_t at = csv.find("\r\n" + name + ",");
  return at == std::string::npos ? "" : csv.substr(at + 2, csv.find("\r\n", at + 2) - at - 2);
}

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
