// items/marks.hpp -- where on a page prices and dates stand, by run: what record mining counts.
#pragma once

#include <cstdint>
#include <vector>

#include "facts/reader.hpp"
#include "html/view.hpp"
#include "items/labels.hpp"

namespace peil::items {

/// Reused from page to page.
struct Marks {
  std::vector<facts::Price> prices;  ///< of the whole text, in order; rates and instead-prices included
  std::vector<facts::Date> dates;
  std::size_t read_to =
      0;  ///< where reading ended: behind it there may be prices and dates that are not here
  std::vector<Pair> pairs;
  // Sums over runs: entry i is of the runs before i; one more at the end.
  std::vector<std::uint32_t> price_sum;
  std::vector<std::uint32_t> date_sum;        ///< dates that are not "member since"
  std::vector<std::uint32_t> title_sum;       ///< runs in a link that can be a title
  std::vector<std::uint32_t> nav_sum;         ///< characters in navigation
  std::vector<std::uint32_t> prose_link_sum;  ///< links inside sentences
  std::vector<std::uint32_t> next_title;      ///< first run at or behind i that can be a linked title

  std::uint32_t prices_in(std::uint32_t first, std::uint32_t last) const {
    return price_sum[last] - price_sum[first];
  }
  std::uint32_t dates_in(std::uint32_t first, std::uint32_t last) const {
    return date_sum[last] - date_sum[first];
  }
};

/// Reads the facts of a page and fills `marks`. `reference`: when it was fetched.
void mark(const html::View& view, facts::Reader& reader, std::optional<UnixMillis> reference, Marks& marks);

/// The pairs whose label stands in runs [first, last).
std::span<const Pair> pairs_in(const Marks& marks, std::uint32_t first, std::uint32_t last);
/// The prices and dates that begin in a span.
std::span<const facts::Price> prices_in(const Marks& marks, html::Span span);
std::span<const facts::Date> dates_in(const Marks& marks, html::Span span);

/// Words of buttons and paging, which are no titles: "buy", "more", "next", a number.
bool is_button_text(std::string_view text);

}  // namespace peil::items
