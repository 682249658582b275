// items/draft_profile.hpp -- a first site profile, drafted from what was found on a page without one.
//
// For each field the elements that hold what record mining found are described by short selectors (an
// attribute that names things, a class, a tag, its place); the one that finds the right element in the most
// records wins. What is drafted is then read back, and a field that reads otherwise than before is left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/reader.hpp"
#include "items/fields.hpp"
#include "items/item.hpp"

namespace peil::items {

/// A profile as a text, with comments that say how often each line is right on this page. `items` are those
/// found on it; `address` is the page's, its host and path become the patterns ("" or a file: any page).
/// Where nothing was found the text says so and has no page statement that reads items.
std::string draft_profile(const PageContext& page, facts::Reader& reader, const std::vector<Item>& items,
                          std::string_view title, std::string_view address);

/// Patterns of the pages that are like the one with this path and query: what looks like a number or name of
/// its own becomes `*`. `single`: the page is of one item.
std::string pattern_of(std::string_view path, bool single);

}  // namespace peil::items
