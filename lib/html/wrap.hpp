// html/wrap.hpp -- puts an element around neighbours that belong together.
//
// Many pages write their records flat: a heading, two paragraphs, a heading, two paragraphs; a link, a price
// and a break; rows of a table in pairs. With an element around each of them they are read like all others.
#pragma once

#include <vector>

#include "html/tree.hpp"

namespace peil::html {

/// Nodes [first, last) : children of one parent that stand side by side, with all that is in them.
struct Stretch {
  NodeId first;
  NodeId last;
};

/// A copy of the tree in which each stretch has an element of tag kRecord around it; such an element is
/// inline and shows nothing, so that the page's text stays as it is. REQUIRES: stretches in order, apart.
/// Linear.
Tree wrap(const Tree& tree, const std::vector<Stretch>& stretches);

}  // namespace peil::html
