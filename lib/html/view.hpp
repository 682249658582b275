// html/view.hpp -- a page as the readers of content and records see it: tree, text, and for each
// element what it inherits from above and which stretch of the text is its own.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "html/hints.hpp"
#include "html/text.hpp"
#include "html/tree.hpp"

namespace peil::html {

/// What a node inherits.
enum Inherited : std::uint8_t {
  kInLink = 1,
  kInNavigation = 2,  ///< nav, footer, aside, header, or a class that says so (and not most of the page)
  kInHeading = 4,
  kEmphasised = 8,
  kStruck = 16,  ///< s, del, strike
  kInButton = 32,
};

/// Reused from page to page. All vectors have an entry for each node, unless said.
struct View {
  const Tree* tree = nullptr;
  const PageText* page = nullptr;
  std::vector<HintMask> hints;
  std::vector<std::uint8_t> inherited;   ///< bits of Inherited
  std::vector<NodeId> link;              ///< enclosing a[href], itself included, or kNone
  std::vector<NodeId> block;             ///< nearest block-level element, itself included
  std::vector<std::uint32_t> first_run;  ///< runs [first_run, last_run) are the element's
  std::vector<std::uint32_t> last_run;
  std::vector<std::uint64_t> path;      ///< hash of tag.class from the root; digits count as #
  std::vector<std::uint64_t> tag_path;  ///< the same without classes
  std::vector<std::uint64_t> name;      ///< of itself: tag and class, cells by their number in the row
  std::vector<std::uint32_t>
      link_chars;                    ///< of runs, summed: [i] is the sum before run i; one more at the end
  std::vector<std::uint32_t> chars;  ///< likewise, all text

  std::uint32_t chars_in(NodeId id) const { return chars[last_run[id]] - chars[first_run[id]]; }
  std::uint32_t link_chars_in(NodeId id) const {
    return link_chars[last_run[id]] - link_chars[first_run[id]];
  }
  double link_density(NodeId id) const {
    const std::uint32_t all = chars_in(id);
    return all == 0 ? 0.0 : static_cast<double>(link_chars_in(id)) / all;
  }
  std::string_view text_of(NodeId id) const { return page->of(id); }
  std::string_view run_text(std::uint32_t run) const { return page->of(page->runs[run].span); }
  bool is(NodeId id, Inherited bits) const { return (inherited[id] & bits) != 0; }
};

/// Fills `view`. Linear in nodes. `tree` and `page` must outlive it.
void look(const Tree& tree, const PageText& page, HintReader& reader, View& view);

/// Joins the name of a child to the hash of a path: order matters.
std::uint64_t join_path(std::uint64_t path, std::uint64_t name);

/// The lowest element that holds both.
NodeId common_ancestor(const Tree& tree, NodeId a, NodeId b);

}  // namespace peil::html
