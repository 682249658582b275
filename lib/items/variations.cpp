// items/variations.cpp -- WooCommerce's variations of a product.
#include "items/variations.hpp"

#include <algorithm>
#include <string>

#include "items/values.hpp"

namespace peil::items {

namespace {

constexpr std::size_t kOffers = 50;

/// The heading in the nearest element around the form that holds one, before the form.
std::string name_above(const html::Tree& tree, const html::PageText& page, html::NodeId form,
                       const std::vector<html::NodeId>& headings) {
  html::NodeId up = tree.parent(form);
  for (int level = 0; level < 8 && up != html::kNone && up != 0; ++level, up = tree.parent(up)) {
    const auto found = std::upper_bound(headings.begin(), headings.end(), up);
    if (found != headings.end() && *found < form) return one_line(page.of(*found), 200);
  }
  return {};
}

}  // namespace

std::vector<html::NodeId> headings_of(const html::Tree& tree, const html::PageText& page) {
  std::vector<html::NodeId> headings;
  for (html::NodeId id = 1; id < tree.size(); ++id) {
    if (html::is_heading(tree.tag(id)) && !page.spans[id].empty()) headings.push_back(id);
  }
  return headings;
}

std::optional<Thing> thing_of_variations(Value list, const html::Tree& tree, const html::PageText& page,
                                         html::NodeId form, const std::vector<html::NodeId>& headings) {
  Thing product;
  product.source = "state";
  product.type = "Product";
  product.add("name", name_above(tree, page, form, headings));
  std::size_t count = 0;
  list.each([&](Value entry) {
    const auto price = entry["display_price"].decimal();
    if (!price || price->is_zero() || ++count > kOffers) return;
    std::string name;
    entry["attributes"].each_member([&](std::string_view, Value value) {
      if (const std::string_view text = value.text_or_empty(); !text.empty() && name.size() < 120)
        name += (name.empty() ? "" : " ") + one_line(text, 60);
    });
    std::replace(name.begin(), name.end(), '-', ' ');  // the slug of "10 gram"
    Thing offer;
    offer.type = "Offer";
    if (!name.empty()) offer.add("name", name);
    offer.add("price", price->str());
    if (const auto there = entry["is_in_stock"].boolean())
      offer.add("availability", *there ? "InStock" : "OutOfStock");
    product.add("offers", std::move(offer));
  });
  if (count == 0 || product.text("name").empty()) return std::nullopt;
  return product;
}

}  // namespace peil::items
