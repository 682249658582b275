// items/variations.hpp -- the sizes of one product, as shop software keeps them in an attribute of its form.
#pragma once

#include <optional>
#include <vector>

#include "html/text.hpp"
#include "items/thing.hpp"
#include "record/value.hpp"

namespace peil::items {

/// The headings of a page that have text, in its order.
std::vector<html::NodeId> headings_of(const html::Tree& tree, const html::PageText& page);

/// The product of a WooCommerce `data-product_variations` array: an offer for each size (its attributes'
/// values are the offer's name), under the name of the nearest of the page's headings above `form`. nullopt
/// without prices or name.
std::optional<Thing> thing_of_variations(Value list, const html::Tree& tree, const html::PageText& page,
                                         html::NodeId form, const std::vector<html::NodeId>& headings);

}  // namespace peil::items
