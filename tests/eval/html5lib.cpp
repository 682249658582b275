// tests/eval/html5lib.cpp -- how many pages of html5lib's tree tests our parser reads as a browser does.
// links: record html
//
//   html5lib [-v] text.jsonl     prints passed<TAB>all; with -v each that differs: html, wanted, read
//
// The text of the tree outside script, style and title, without white space, is compared.
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>

#include "html/tree.hpp"
#include "record/record.hpp"

namespace {

using namespace peil;

std::string without_blanks(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view two = text.substr(i, 2);
    if (two == "\xC2\xA0" || two == "\xC2\x85") {
      ++i;
    } else if (text.substr(i, 2) == "\xE2\x80" || text.substr(i, 2) == "\xE2\x81") {
      const auto last = static_cast<unsigned char>(i + 2 < text.size() ? text[i + 2] : 0);
      const bool space =
          text[i + 1] == '\x81' ? last == 0x9F : last <= 0x8A || last == 0xA8 || last == 0xA9 || last == 0xAF;
      if (!space) out += text.substr(i, 3);
      i += 2;
    } else if (const char c = text[i]; c != ' ' && (c < '\t' || c > '\r') && (c < '\x1C' || c > '\x1F')) {
      out += c;
    }
  }
  return out;
}

std::string shown(const html::Tree& tree) {
  std::string text;
  for (html::NodeId id = 1; id < tree.size(); ++id) {
    const html::Tag tag = tree.tag(id);
    if (tag == html::Tag::kScript || tag == html::Tag::kStyle || tag == html::Tag::kTitle)
      id = tree.end(id) - 1;
    else text += tree.text(id);
  }
  return without_blanks(text);
}

}  // namespace

int main(int argc, char** argv) {
  const bool verbose = argc == 3 && std::string_view(argv[1]) == "-v";
  if (argc != 2 && !verbose) {
    std::fputs("usage: html5lib [-v] text.jsonl\n", stderr);
    return 2;
  }
  std::ifstream file(argv[argc - 1]);
  RecordParser records;
  html::Parser parser;
  int passed = 0, all = 0;
  for (std::string line; std::getline(file, line);) {
    const auto record = records.parse_copy(line);
    if (!record) continue;
    const std::string page((**record)["html"].text().value_or(""));
    const std::string wanted = without_blanks((**record)["text"].text().value_or(""));
    const std::string read = shown(parser.parse(page));
    ++all;
    if (read == wanted) ++passed;
    else if (verbose)
      std::printf("%s\n  wanted %s\n  read   %s\n", page.c_str(), wanted.c_str(), read.c_str());
  }
  std::printf("%d\t%d\n", passed, all);
  return 0;
}
