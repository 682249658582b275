// html/content.hpp -- which stretches of a page's text are content, and which are menus and the like.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "html/view.hpp"

namespace peil::html {

class ContentFinder {
 public:
  ContentFinder();
  ~ContentFinder();
  ContentFinder(const ContentFinder&) = delete;
  ContentFinder& operator=(const ContentFinder&) = delete;

  /// Spans of the text that are content, in order, apart, without empty ones. Adjacent blocks that are
  /// kept make one span. Linear in blocks.
  void find(const View& view, std::string_view title, std::vector<Span>& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::html
