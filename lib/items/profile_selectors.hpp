// items/profile_selectors.hpp -- short selectors that an element could be known by on other pages of its
// site.
#pragma once

#include <string>
#include <vector>

#include "html/tree.hpp"

namespace peil::items {

/// Selectors of the element among those below `under` (0: of the whole page), the sturdiest first: an
/// attribute that names things (itemprop, data-…), its classes, its tag, the same below an element with a
/// name, its place among its siblings. Names with numbers in them belong to one page and are not used.
std::vector<std::string> selectors_of(const html::Tree& tree, html::NodeId element, html::NodeId under);

}  // namespace peil::items
