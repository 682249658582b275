// JSONTestSuite (nst/JSONTestSuite), where it is at hand: PEIL_SHARED names the folder that holds data/json.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "record/record.hpp"

namespace peil {
namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Record, AgreesWithJsonTestSuite) {
  const char* shared = std::getenv("PEIL_SHARED");
  std::string folder = std::string(shared ? shared : "../shared") + "/data/json/";
  std::ifstream cases(folder + "cases.jsonl");
  if (!cases) GTEST_SKIP() << folder << " is not at hand";
  RecordParser cases_parser, parser;
  int tried = 0;
  for (std::string line; std::getline(cases, line); ++tried) {
    auto one = cases_parser.parse_copy(line);
    ASSERT_TRUE(one);
    std::string file((**one)["file"].text_or_empty());
    std::string_view expected = (**one)["expected"].text_or_empty();
    bool object = (**one)["object"].boolean() == true && (**one)["one_line"].boolean() == true &&
                  (**one)["utf8"].boolean() == true;
    std::string bytes = content(folder + "files/" + file);
    bool repeats =
        file.find("duplicated_key") != std::string::npos;  // a repeated top-level key is a bad line
    auto read = parser.parse_copy(bytes);
    if (expected == "reject" || (expected == "accept" && !object) || repeats) {
      EXPECT_FALSE(read) << file;
    } else if (expected == "accept") {
      EXPECT_TRUE(read) << file << ": " << (read ? "" : read.error().message);
    }
  }
  EXPECT_GT(tried, 100);
}

}  // namespace
}  // namespace peil
