// items/detail.hpp -- a page that is about one offer, or about one seller.
#pragma once

#include <optional>
#include <vector>

#include "items/fields.hpp"
#include "items/page_info.hpp"
#include "items/records.hpp"
#include "items/thing.hpp"

namespace peil::items {

/// What speaks for and against a page being about one offer; it is one at kDetailWeight.
struct DetailEvidence {
  double structured = 0, price = 0, buy = 0, labels = 0, profile = 0, list = 0, no_price = 0;
  double weight() const { return structured + price + buy + labels - profile - list - no_price; }
};
inline constexpr double kDetailWeight = 1.5;

struct DetailInput {
  const PageContext& page;
  const PageInfo& info;
  const std::vector<Thing>& things;  ///< their places are their numbers in `structured`
  const Lists& lists;
  const std::vector<html::Span>& main;
  facts::Reader& reader;
};

/// The offer that the page is about, or nothing. Its price is voted for by structured data and by what
/// stands beside the headline.
std::optional<Item> read_detail(const DetailInput& input, DetailEvidence* why = nullptr);

/// The seller that the page is about (form profile), when it has the words of such pages and no offer.
std::optional<Item> read_profile(const DetailInput& input);

/// A thing as an item without span: its text is its name, price and description. `number`: of the thing.
/// nullopt when it is no offer.
std::optional<Item> item_of_thing(const Thing& thing, std::size_t number, const PageContext& page,
                                  facts::Reader& reader);

/// Fills what `item` lacks from a thing: prices, seller, sku, rating, stock, url.
void complete_from_thing(Item& item, const Thing& thing, std::size_t number, const PageContext& page,
                         facts::Reader& reader);

/// Products among the things, in order: numbers into `things`.
std::vector<std::size_t> products_of(const std::vector<Thing>& things);

/// How much two titles have in common, 0 to 1: the share of the shorter's words, less where the longer
/// one has many others.
double title_overlap(std::string_view a, std::string_view b);

}  // namespace peil::items
