// tests/eval/standard_cases.cpp -- how many cases of public test suites our readers of addresses and of
// robots.txt answer as expected.
//
// links: net record
//
//   standard_cases url|robots FILE : prints `right all`. URLs: cases whose scheme is http or https, or that
//   must fail in one; disputed robots cases are left out.
#include <fstream>
#include <iostream>
#include <string>

#include "net/robots.hpp"
#include "record/record.hpp"
#include "url/url.hpp"

namespace {

/// 1 right, 0 wrong, -1 not ours.
int url_case(const peil::Record& record) {
  std::string input(record["input"].text_or_empty()), base(record["base"].text_or_empty());
  bool fails = record["failure"].boolean().value_or(false);
  auto parsed_base = peil::url::parse(base);
  auto got = parsed_base ? peil::url::parse(input, &*parsed_base) : peil::url::parse(base.empty() ? input : base);
  if (fails) {
    bool http = input.starts_with("http:") || input.starts_with("https:");
    return !http ? -1 : got ? 0 : 1;
  }
  std::string wanted(record["href"].text_or_empty());
  if (!wanted.starts_with("http:") && !wanted.starts_with("https:")) return -1;
  return got && got->href() == wanted ? 1 : 0;
}

int robots_case(const peil::Record& record) {
  auto expected = record["expected"].boolean();
  if (record["kind"].text_or_empty() != "allowed" || !expected ||
      record["disputed"].boolean().value_or(false))
    return -1;
  std::string url(record["url"].text_or_empty());
  auto parsed = peil::url::parse(url);
  std::string target = parsed ? std::string(parsed->target()) : url;
  auto robots = peil::net::Robots::parse(record["robots"].text_or_empty());
  return robots.allowed(record["agent"].text_or_empty(), target) == *expected ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  bool urls = std::string(argv[1]) == "url";
  std::ifstream file(argv[2]);
  peil::RecordParser parser;
  long right = 0, all = 0;
  for (std::string line; std::getline(file, line);) {
    auto record = parser.parse_copy(line);
    if (!record) continue;
    int result = urls ? url_case(**record) : robots_case(**record);
    if (result < 0) continue;
    ++all;
    right += result;
    if (result == 0) std::cerr << line.substr(0, 300) << '\n';
  }
  std::cout << right << ' ' << all << '\n';
}
