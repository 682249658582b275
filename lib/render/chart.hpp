// render/chart.hpp -- charts of a Table as inline SVG (and a little HTML round it).
//
// No script and no style attribute: horizontal places are per cents of the drawing, so that a chart
// is as wide as its page while its letters keep their size.
#pragma once

#include <string>

#include "render/table.hpp"

namespace peil::render {

/// The figure of `table`, or "" when there is nothing to draw. `id` makes its ids unique in the page.
std::string chart(const Table& table, std::string_view id, std::string_view language);

/// 0 (none) to 5: how strongly a count of a shaded column is shaded, by square root of the greatest.
int shade(std::int64_t count, std::int64_t most);
/// The greatest count of the shaded columns in rows that are no total.
std::int64_t greatest_shaded(const Table& table);

}  // namespace peil::render
