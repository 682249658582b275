// items/show.hpp -- a page with its facts marked, for the eye.
//
//   === https://shop.example/speed · listing page …
//   1 | [title: Speed] [quantity: 5 g] [price: €50]
//     . a line that is not content (a menu)
//   1 = price       50 EUR for 5 g, 10 per gram      "€50" text 12-17 price.sign_left
//
// The marks are brackets, so that a pipe and a colour-blind reader have them too, and `less` finds them
// (/price:). Nothing of the page reaches the terminal with control characters in it.
#pragma once

#include <string_view>

#include "base/buffer.hpp"
#include "items/extractor.hpp"

namespace peil::items {

/// Appends the page, its items and, below the text of each item, its facts with their evidence. Linear.
void show(const Reading& reading, std::string_view url, std::string_view page_id, bool color, Buffer& out);

}  // namespace peil::items
