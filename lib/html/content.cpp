// html/content.cpp -- main text. TEMPORARY first version: blocks outside navigation.
#include "html/content.hpp"

namespace peil::html {

struct ContentFinder::State {};

ContentFinder::ContentFinder() : state_(std::make_unique<State>()) {}
ContentFinder::~ContentFinder() = default;

void ContentFinder::find(const View& view, std::string_view, std::vector<Span>& out) {
  out.clear();
  for (const Block& block : view.page->blocks) {
    if (view.is(block.node, kInNavigation) || view.link_density(block.node) > .7) continue;
    if (!out.empty() && block.span.begin <= out.back().end + 1) out.back().end = block.span.end;
    else out.push_back(block.span);
  }
}

}  // namespace peil::html
