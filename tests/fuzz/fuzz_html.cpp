// Any bytes are a page: spans lie in the text, in order, and the text is valid UTF-8 without script.
// links: charset html
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "charset/charset.hpp"
#include "html/content.hpp"
#include "html/view.hpp"

using namespace peil;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static charset::Decoder decoder;
  static html::Parser parser;
  static html::HintReader hints;
  static html::ContentFinder finder;
  static html::PageText text;
  static html::View view;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const charset::Decoded page = decoder.decode(bytes, {.declared = {}, .html = true});
  if (!charset::is_valid_utf8(page.text)) std::abort();
  const html::Tree& tree = parser.parse(page.text);
  html::render(tree, text);
  if (!charset::is_valid_utf8(text.text)) std::abort();
  for (html::NodeId id = 0; id < tree.size(); ++id) {
    if (text.spans[id].end > text.text.size() || tree.end(id) > tree.size()) std::abort();
  }
  html::look(tree, text, hints, view);
  std::vector<html::Span> spans;
  finder.find(view, html::title_of(view), spans);
  std::uint32_t last = 0;
  for (html::Span span : spans) {
    if (span.begin < last || span.empty() || span.end > text.text.size()) std::abort();
    last = span.end;
  }
  return 0;
}
