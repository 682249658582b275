// items/profile.cpp -- a seller's page: name, figures, places.
#include <algorithm>

#include "base/words.hpp"
#include "items/candidates.hpp"
#include "items/columns.hpp"
#include "items/detail.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

using html::kNone;
using html::NodeId;
using html::Span;

bool is_generic(std::string_view name) {
  const std::string lower = to_lower_ascii(name);
  for (std::string_view word : {"profile", "profiel", "profil", "user", "vendor", "seller", "feedback",
                                "about", "market", "home", "account"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

/// The name that the page bears: in its headline, in its title before "profile", or in the first link
/// that leads to a seller.
std::string name_of(const DetailInput& input) {
  const html::View& view = input.page.view;
  const auto fits = [](const std::string& name) {
    return name.size() >= 2 && name.size() <= 40 && std::count(name.begin(), name.end(), ' ') < 3 &&
           !is_generic(name);
  };
  for (NodeId id = 1; id < view.tree->size(); ++id) {
    const html::Tag tag = view.tree->tag(id);
    if ((tag != html::Tag::kH1 && tag != html::Tag::kH2 && tag != html::Tag::kH3) ||
        view.page->spans[id].empty() || view.is(id, html::kInNavigation))
      continue;
    if (view.link[id] != kNone || view.link_density(id) > .9) continue;
    if (const std::string name = clean_name(view.run_text(view.first_run[id])); fits(name)) return name;
    break;
  }
  for (std::string_view sign : {" - ", " | ", " \xE2\x80\x93 ", "'s "}) {
    const std::string_view title = input.info.title;
    if (const std::size_t at = title.find(sign); at != std::string_view::npos) {
      for (const std::string& name :
           {clean_name(title.substr(0, at)), clean_name(title.substr(at + sign.size()))}) {
        if (fits(name)) return name;
      }
    }
  }
  for (std::uint32_t run = 0; run < view.page->runs.size(); ++run) {
    const NodeId node = view.page->runs[run].node;
    if (view.is(node, html::kInNavigation) || !is_vendor_link(view, view.link[node])) continue;
    if (const std::string name = clean_name(view.run_text(run)); fits(name) && !is_button_text(name))
      return name;
  }
  return {};
}

bool is_profile_field(Field field) {
  return field == Field::kSince || field == Field::kLastSeen || field == Field::kProfile ||
         field == Field::kRating || field == Field::kSales;
}

}  // namespace

std::optional<Item> read_profile(const DetailInput& input) {
  const html::View& view = input.page.view;
  RunRanges listed;
  for (const RecordList* list : {&input.lists.offers, &input.lists.messages})
    listed.add(view, list->members, kNone);
  const auto outside = [&](const Pair& pair) {
    return !listed.has(pair.label_run) && !view.is(view.page->runs[pair.label_run].node, html::kInNavigation);
  };
  std::vector<const Pair*> pairs;
  unsigned kinds = 0;
  bool seller = false;
  for (const Pair& pair : input.page.marks.pairs) {
    if (!outside(pair)) continue;
    pairs.push_back(&pair);
    if (is_profile_field(pair.field)) kinds |= 1u << static_cast<unsigned>(pair.field);
    seller = seller || pair.field == Field::kSince || pair.field == Field::kLastSeen ||
             pair.field == Field::kProfile;
  }
  if (!seller || __builtin_popcount(kinds) < 2) return std::nullopt;
  Item item;
  item.form = Form::kProfile;
  item.vendor.name = name_of(input);
  Span span;
  for (const Pair* pair : pairs) {
    const Span label = view.page->runs[pair->label_run].span;
    if (!is_profile_field(pair->field) && pair->field != Field::kShipsFrom && pair->field != Field::kShipsTo)
      continue;
    if (span.empty()) span = {label.begin, std::max(label.end, pair->value.end)};
    if (label.begin < span.end + 1500) span.end = std::max({span.end, label.end, pair->value.end});
  }
  if (const NodeId headline = input.info.headline; headline != kNone) {
    const Span head = view.page->spans[headline];
    if (head.begin < span.begin && span.begin - head.begin < 2000) span.begin = head.begin;
  }
  item.span = span;
  for (const Pair* pair : pairs) {
    if (pair->field == Field::kSales || pair->field == Field::kSold) {
      if (auto count = first_integer(view.page->of(pair->value).substr(0, 60));
          count && !item.vendor.sold_count)
        item.vendor.sold_count = count;
    } else if (pair->field == Field::kSince) {
      for (const facts::Date& date : dates_in(input.page.marks, pair->value)) {
        if (item.vendor.since.empty()) item.vendor.since = date_text(date);
      }
    } else if (pair->field == Field::kRating) {
      if (item.rating.empty()) input.page.facts.read_field(item, pair->field, pair->value);
    } else if (pair->field == Field::kShipsFrom || pair->field == Field::kShipsTo ||
               pair->field == Field::kShipsExcept || pair->field == Field::kFeedbackCount) {
      input.page.facts.read_field(item, pair->field, pair->value);
    } else if (pair->field == Field::kVendor && item.vendor.name.empty()) {
      item.vendor.name = clean_name(view.page->of(pair->value).substr(0, 80));
    }
  }
  item.vendor.rating = item.rating;
  item.sold_count = item.vendor.sold_count;
  item.title = item.vendor.name;
  return item;
}

}  // namespace peil::items
