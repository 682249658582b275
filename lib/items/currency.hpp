// items/currency.hpp -- in which money a page counts.
#pragma once

#include <string_view>

#include "html/view.hpp"
#include "items/facts_of.hpp"
#include "items/marks.hpp"

namespace peil::items {

/// What `$` and `kr` mean on a site, by the last label of its domain.
Money money_of(std::string_view domain);

/// The same, and the page's own currency: that of labelled prices, else of what its frame shows (a balance),
/// else the most used one. Users' texts may name any.
Money money_of(const html::View& view, const Marks& marks, std::string_view domain);

}  // namespace peil::items
