// items/price_list.hpp -- offers in the lines of a text: a menu in a mail, in `pre`, in lines with breaks.
//
//   KETAMINE NEEDLES            MDMA crystals   1g 20 EUR   5g 85 EUR
//     5 g      EUR 90           Speed paste    10g 50 EUR  50g 200 EUR
//     25 g     EUR 380
#pragma once

#include <string_view>
#include <vector>

#include "facts/reader.hpp"
#include "html/text.hpp"
#include "items/facts_of.hpp"

namespace peil::items {

/// The listings in `where` of the page's text, each with its span and facts. Sections are parted by empty
/// lines. In one, a name without a price heads lines with prices, or each line is a name and its prices.
/// Nothing when there are fewer than two listings: one line with a price is what anybody may write.
/// Linear.
std::vector<Item> read_price_list(std::string_view page_text, html::Span where, FactReader& fact_reader,
                                  facts::Reader& reader);

}  // namespace peil::items
