// items/read_by_profile.cpp -- the items of a page whose site has a profile.
#include <algorithm>
#include <optional>

#include "base/words.hpp"
#include "items/quotes.hpp"
#include "items/fields.hpp"
#include "items/site_profile.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

using html::kNone;
using html::NodeId;
using html::Span;

/// What a line of the profile found: words, and where in the page's text they stand, if they do.
struct Value {
  std::string_view text;
  std::optional<std::uint32_t> begin;
};

class ProfiledItem {
 public:
  ProfiledItem(const PageContext& page, facts::Reader& reader, NodeId under)
      : page_(page), tree_(*page.view.tree), reader_(reader), under_(under) {}

  /// False when no element that the profile names is there: a row that heads a table, an advert.
  bool read(const ProfilePage& profile, Item& item) {
    bool any = profile.fields.empty();
    NodeId text_node = under_;
    for (const ProfileField& field : profile.fields) {
      const NodeId node = field.selector.first(tree_, under_);
      any = any || node != kNone;
      if (field.name == "text" && node != kNone && !page_.view.page->spans[node].empty()) {
        item.span = page_.view.page->spans[node];
        text_node = node;
      }
    }
    if (!any) return false;
    if (item.form == Form::kPost) {
      item.quotes = quotes_under(page_.view, text_node);
      item.span = without_quotes(page_.view, *item.span, item.quotes);
    }
    page_.facts.read_all(item);
    for (const ProfileField& field : profile.fields) {
      if (field.name == "text") continue;
      const std::optional<Value> value = value_of(field);
      forget(field.name, item);
      if (value && !value->text.empty()) fill(field, *value, item);
    }
    return true;
  }

 private:
  std::optional<Value> value_of(const ProfileField& field) const {
    const NodeId node = field.selector.first(tree_, under_);
    if (node == kNone) return std::nullopt;
    Value value;
    if (field.attribute.empty()) {
      const Span span = page_.view.page->spans[node];
      value = {page_.view.page->of(span), span.begin};
    } else {
      value.text = tree_.attribute(node, field.attribute).value_or(std::string_view());
    }
    const auto cut = [&](std::size_t from, std::size_t to) {
      value.text = value.text.substr(from, to - from);
      if (value.begin) *value.begin += static_cast<std::uint32_t>(from);
    };
    if (!field.after.empty()) {
      const std::size_t at = value.text.find(field.after);
      if (at == std::string_view::npos) return std::nullopt;
      cut(at + field.after.size(), value.text.size());
    }
    if (!field.before.empty()) cut(0, std::min(value.text.find(field.before), value.text.size()));
    const std::size_t blank = std::min(value.text.find_first_not_of(" \t\n"), value.text.size());
    cut(blank, value.text.size());
    value.text = trim(value.text);
    return value;
  }

  /// What the text said of a member that the profile names.
  static void forget(std::string_view name, Item& item) {
    if (name == "price") item.prices.clear();
    else if (name == "quantity") item.quantities.clear();
    else if (name == "ships_from") item.ships_from.clear();
    else if (name == "ships_to") item.ships_to.clear();
    else if (name == "ships_except") item.ships_except.clear();
    else if (name == "place") item.places.clear();
    else if (name == "payment") item.payment.clear();
    else if (name == "delivery") item.delivery.clear();
  }

  static Field label_of(std::string_view name) {
    if (name == "price") return Field::kPrice;
    if (name == "ships_from") return Field::kShipsFrom;
    if (name == "ships_to") return Field::kShipsTo;
    if (name == "ships_except") return Field::kShipsExcept;
    if (name == "place") return Field::kPlace;
    if (name == "rating") return Field::kRating;
    if (name == "stock") return Field::kStock;
    if (name == "sold_count") return Field::kSold;
    if (name == "feedback_count") return Field::kFeedbackCount;
    if (name == "sku") return Field::kSku;
    if (name == "ean") return Field::kEan;
    return Field::kNone;
  }

  void fill(const ProfileField& field, const Value& value, Item& item) {
    const std::string_view name = field.name;
    if (name == "title") item.title = one_line(value.text);
    else if (name == "url") item.url = absolute(value.text, page_.base);
    else if (name == "vendor") item.vendor.name = clean_name(value.text);
    else if (name == "vendor_url") item.vendor.url = absolute(value.text, page_.base);
    else if (name == "about") item.about_title = one_line(value.text);
    else if (name == "category") category(value.text, item);
    else if (name == "date") date(value.text, item);
    else facts_of(field, value, item);
  }

  static void category(std::string_view text, Item& item) {
    item.category_path.clear();
    std::string part;
    for (std::size_t i = 0; i <= text.size(); ++i) {
      const bool arrow = text.substr(i, 2) == "\xC2\xBB" || text.substr(i, 3) == "\xE2\x80\xBA";
      if (i == text.size() || text[i] == '>' || text[i] == '/' || text[i] == '\n' || arrow) {
        if (!trim(part).empty()) item.category_path.emplace_back(trim(part));
        part.clear();
        if (arrow) i += text[i] == '\xC2' ? 1 : 2;
      } else {
        part.push_back(text[i]);
      }
    }
  }

  void date(std::string_view text, Item& item) {
    facts::DateContext context;
    context.reference = page_.reference;
    const std::optional<facts::Date> found = reader_.date_field(text, context);
    if (!found) return;
    item.listed_at = date_text(*found);
    if (item.form == Form::kFeedback) item.rated_at = item.listed_at;
  }

  /// Facts with evidence: read in the value alone, then moved to where the value stands.
  void facts_of(const ProfileField& field, const Value& value, Item& item) {
    FactReader facts(reader_, value.text, page_.money);
    Item found;
    const Span all = {0, static_cast<std::uint32_t>(value.text.size())};
    const bool whole = field.name == "quantity" || field.name == "payment" || field.name == "delivery";
    if (whole) {
      found.text = std::string(value.text);
      facts.read_all(found);
    } else {
      facts.read_field(found, label_of(field.name), all);
    }
    const auto moved = [&](Evidence& why) {
      why.rule = field.rule;
      if (why.field != "text") return;
      const bool inside = value.begin && item.span && why.start && why.end &&
                          *value.begin + *why.start >= item.span->begin && *value.begin + *why.end <= item.span->end;
      if (inside) {
        *why.start += *value.begin - item.span->begin;
        *why.end += *value.begin - item.span->begin;
      } else {
        why.field = value.begin ? "page.text" : "markup";
        why.start.reset(), why.end.reset();
      }
    };
    for (Price& price : found.prices) {
      moved(price.evidence);
      if (price.quantity) moved(price.quantity->evidence);
    }
    for (Quantity& quantity : found.quantities) moved(quantity.evidence);
    for (auto list : {&Item::ships_from, &Item::ships_to, &Item::ships_except, &Item::places, &Item::payment,
                      &Item::delivery}) {
      for (Coded& entry : found.*list) moved(entry.evidence);
    }
    for (Identifier& identifier : found.identifiers) moved(identifier.evidence);
    if (field.name == "price") item.prices = std::move(found.prices);
    else if (field.name == "quantity") give_quantities(found, item);
    else if (field.name == "payment") item.payment = std::move(found.payment);
    else if (field.name == "delivery") item.delivery = std::move(found.delivery);
    for (auto list : {&Item::ships_from, &Item::ships_to, &Item::ships_except, &Item::places}) {
      if (!whole && !(found.*list).empty()) item.*list = std::move(found.*list);
    }
    for (Identifier& identifier : found.identifiers) item.identifiers.push_back(std::move(identifier));
    if (!found.rating.empty()) item.rating = found.rating;
    if (found.stock) item.stock = found.stock;
    if (found.sold_count) item.sold_count = found.sold_count;
    if (found.feedback_count) item.feedback_count = found.feedback_count;
  }

  /// A price without an amount of its own is for the quantity that the profile names.
  static void give_quantities(Item& found, Item& item) {
    item.quantities = std::move(found.quantities);
    if (item.quantities.empty()) return;
    const Quantity& first = item.quantities.front();
    for (Price& price : item.prices) {
      if (price.quantity || !(first.grams || first.units || first.ml)) continue;
      price.quantity = first;
      if (first.grams && !price.holding) price.per_gram = price.amount.divided_by(*first.grams);
    }
  }

  const PageContext& page_;
  const html::Tree& tree_;
  facts::Reader& reader_;
  NodeId under_;
};

}  // namespace

std::vector<Item> read_by_profile(const ProfilePage& profile, const PageContext& page, facts::Reader& reader,
                                  std::string_view title, std::string_view url) {
  std::vector<Item> items;
  if (!profile.form) return items;
  const html::Tree& tree = *page.view.tree;
  const auto add = [&](NodeId node, bool whole) {
    Item item;
    item.form = *profile.form;
    item.span = page.view.page->spans[node];
    if (item.span->empty()) return;
    if (whole) item.title = std::string(title), item.url = std::string(url);
    if (ProfiledItem(page, reader, node).read(profile, item)) items.push_back(std::move(item));
  };
  if (!profile.item) {
    const NodeId body = tree.find(html::Tag::kBody);
    add(body == kNone ? 0 : body, true);
    return items;
  }
  NodeId done = 0;  // an item inside another is part of it
  for (const NodeId node : profile.item->all(tree)) {
    if (node < done) continue;
    done = tree.end(node);
    add(node, false);
  }
  return items;
}

}  // namespace peil::items
