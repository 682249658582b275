// html/text.hpp -- what a reader sees of a page, and where in it each element stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "html/tree.hpp"

namespace peil::html {

/// Bytes [begin, end) of the page's text.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool empty() const { return begin >= end; }
  std::uint32_t size() const { return end > begin ? end - begin : 0; }
  bool operator==(const Span&) const = default;
};

/// A stretch of text that comes from one text node.
struct Run {
  NodeId node;
  Span span;
};

/// A maximal stretch of text under one nearest block-level element, without the line ends around it.
struct Block {
  NodeId node;  ///< that element
  Span span;
  std::uint32_t first_run;
  std::uint32_t last_run;  ///< one past
};

/// Reused from page to page.
struct PageText {
  std::string text;
  std::vector<Span> spans;  ///< of each node; empty where nothing of it is shown
  std::vector<Run> runs;    ///< in order
  std::vector<Block> blocks;
  bool cut = false;  ///< longer than kTextBytes: the rest is missing

  std::string_view of(Span span) const { return std::string_view(text).substr(span.begin, span.size()); }
  std::string_view of(NodeId node) const { return of(spans[node]); }
};

/// Lays the page out as plain text, in reading order. Blocks stand on lines of their own; cells of a
/// row are divided by a tab (by a newline where the cell before holds several lines: a layout table);
/// white space is one blank, that of `pre` is kept; U+00A0 counts as white space. Not shown: script,
/// style, noscript, template, svg, select, textarea, head and what is hidden by attribute or inline
/// style. Only tabs and newlines of the layout and of `pre` occur. Linear.
void render(const Tree& tree, PageText& out);

/// Whether the element is hidden by `hidden` or by `display:none` or `visibility:hidden` in its style.
bool is_hidden(const Tree& tree, NodeId id);

}  // namespace peil::html
