// tests/bench/html_loops.cpp -- what libxml2 alone costs: the peers of extract.
// links: record html
//
//   html_loops sax|dom FILE      parses the bodies of the captures in FILE, from memory, and prints
//                                seconds<TAB>bytes of the best of three rounds
//
// sax: its HTML parser with handlers that do nothing; dom: its tree, made and freed.
#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.hpp"

namespace {

constexpr int kOptions =
    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | XML_PARSE_HUGE;

void on_start(void*, const xmlChar*, const xmlChar**) {}
void on_end(void*, const xmlChar*) {}
void on_characters(void*, const xmlChar*, int) {}

void parse_sax(std::string_view body) {
  xmlSAXHandler handler{};
  handler.startElement = on_start;
  handler.endElement = on_end;
  handler.characters = handler.cdataBlock = handler.ignorableWhitespace = on_characters;
  htmlParserCtxtPtr parser =
      htmlCreatePushParserCtxt(&handler, nullptr, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8);
  htmlCtxtUseOptions(parser, kOptions);
  htmlParseChunk(parser, body.data(), static_cast<int>(body.size()), 1);
  if (parser->myDoc) xmlFreeDoc(parser->myDoc);
  htmlFreeParserCtxt(parser);
}

void parse_dom(std::string_view body) {
  htmlDocPtr document =
      htmlReadMemory(body.data(), static_cast<int>(body.size()), nullptr, "UTF-8", kOptions);
  xmlFreeDoc(document);
}

std::vector<std::string> bodies_of(const char* path) {
  std::vector<std::string> bodies;
  std::ifstream file(path);
  peil::RecordParser parser;
  for (std::string line; std::getline(file, line);) {
    const auto record = parser.parse_copy(line);
    if (!record) continue;
    if (const auto body = (**record)["body"].text()) bodies.emplace_back(*body);
  }
  return bodies;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc == 3 ? argv[1] : "";
  if (mode != "sax" && mode != "dom") {
    std::fputs("usage: html_loops sax|dom FILE\n", stderr);
    return 2;
  }
  const std::vector<std::string> bodies = bodies_of(argv[2]);
  std::size_t bytes = 0;
  double best = 1e9;
  for (int round = 0; round < 3; ++round) {
    bytes = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (const std::string& body : bodies) {
      bytes += body.size();
      if (mode == "sax") parse_sax(body);
      else parse_dom(body);
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (seconds < best) best = seconds;
  }
  std::printf("%.6f\t%zu\n", best, bytes);
  return bytes > 0 ? 0 : 1;
}
