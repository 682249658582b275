// items/microdata.hpp -- structured data that stands in attributes of the page.
#pragma once

#include <vector>

#include "html/text.hpp"
#include "html/tree.hpp"
#include "items/thing.hpp"

namespace peil::items {

/// Items without an itemprop around them, with what they hold. Source: WHATWG HTML §5 (Microdata).
void read_microdata(const html::Tree& tree, const html::PageText& page, std::vector<Thing>& out);

/// vocab, typeof, property. Source: RDFa Lite 1.1.
void read_rdfa(const html::Tree& tree, const html::PageText& page, std::vector<Thing>& out);

/// og:, product:, article: and twitter: meta tags as one thing of type og:type (Product when it has a
/// price). Nothing when there are none.
void read_meta(const html::Tree& tree, std::vector<Thing>& out);

}  // namespace peil::items
