// html/content.hpp -- which stretches of a page's text are content, and which are menus and the like.
//
// Each block of text is judged by a logistic model over what is measured of it (block_features.hpp);
// rules then mend what a block alone cannot know. The model is a data file that
// tests/tools/train_content.cpp makes.
#pragma once

#include <memory>
#include <string>
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

  /// Spans of the text that are content, in order, apart, none empty. Adjacent kept blocks make one
  /// span. `title`: the page's headline, if known. Linear in blocks.
  void find(const View& view, std::string_view title, std::vector<Span>& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The best guess at a headline from the tree alone: the first h1 outside navigation, else <title>.
std::string title_of(const View& view);

}  // namespace peil::html
