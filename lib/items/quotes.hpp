// items/quotes.hpp -- what a post repeats of another: its words are not those of who posts.
#pragma once

#include <vector>

#include "html/view.hpp"

namespace peil::items {

/// Stretches of the page's text under `holder` (the element of a message) that quote somebody else, in order,
/// none within another: `blockquote`, elements whose class names a quotation (XenForo, phpBB, SMF, vBulletin,
/// Discourse), and what stands under a line "Quote:". Empty when nothing else would be left of the message.
/// Linear in the nodes of the holder.
std::vector<html::Span> quotes_under(const html::View& view, html::NodeId holder);

/// `said` without the quotations that it begins and ends with, and the blanks beside them.
html::Span without_quotes(const html::View& view, html::Span said, const std::vector<html::Span>& quotes);

}  // namespace peil::items
