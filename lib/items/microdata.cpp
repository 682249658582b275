// items/microdata.cpp -- microdata, RDFa Lite and meta tags.
#include "items/microdata.hpp"

#include <algorithm>

#include "base/words.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

using html::Attr;
using html::kNone;
using html::NodeId;
using html::Tag;
using html::Tree;

/// The value of a property element. Source: WHATWG HTML §5.2.4.
std::string value_of(const Tree& tree, const html::PageText& page, NodeId id) {
  if (auto content = tree.attribute(id, Attr::kContent)) return one_line(*content, kThingText);
  switch (tree.tag(id)) {
    case Tag::kA:
    case Tag::kLink: return std::string(tree.value(id, Attr::kHref));
    case Tag::kImg:
    case Tag::kIframe:
    case Tag::kSource:
    case Tag::kVideo:
    case Tag::kAudio:
    case Tag::kEmbed: return std::string(tree.value(id, Attr::kSrc));
    case Tag::kTime:
      if (auto when = tree.attribute(id, Attr::kDatetime)) return std::string(*when);
      break;
    case Tag::kMeta: return {};
    default: break;
  }
  if (auto value = tree.attribute(id, "data-value"); value && page.spans[id].empty())
    return std::string(*value);
  return one_line(page.of(id), kThingText);
}

/// Both syntaxes are a walk with a stack of open things.
class Walk {
 public:
  Walk(const Tree& tree, const html::PageText& page, bool rdfa, std::vector<Thing>& out)
      : tree_(tree), page_(page), rdfa_(rdfa), out_(out) {}

  void run() {
    for (NodeId id = 1; id < tree_.size() && count_ < kThings; ++id) {
      while (!open_.empty() && open_.back().end <= id) close();
      if (tree_[id].attribute_count > 0) element(id);
    }
    while (!open_.empty()) close();
  }

 private:
  struct Open {
    NodeId end;
    Thing thing;
    std::string property;  // "" of an outermost one
  };

  void element(NodeId id) {
    const std::string_view property = tree_.value(id, rdfa_ ? Attr::kProperty : Attr::kItemprop);
    const bool scope = rdfa_ ? tree_.has(id, Attr::kTypeof) : tree_.has(id, Attr::kItemscope);
    if (scope) {
      if (open_.size() >= static_cast<std::size_t>(kThingDepth)) return;
      Open open;
      open.end = tree_.end(id);
      open.thing.type =
          std::string(local_name(first_word(tree_.value(id, rdfa_ ? Attr::kTypeof : Attr::kItemtype))));
      open.property = std::string(local_name(first_word(property)));
      open_.push_back(std::move(open));
      ++count_;
      return;
    }
    if (property.empty() || open_.empty()) return;
    for (std::string_view name : split(property, ' ')) {
      name = local_name(name);
      if (!is_kept_key(name)) continue;
      if (std::string value = value_of(tree_, page_, id); !value.empty()) open_.back().thing.add(name, value);
      ++count_;
    }
  }

  static std::string_view first_word(std::string_view text) {
    text = trim(text);
    return text.substr(0, text.find(' '));
  }

  void close() {
    Open open = std::move(open_.back());
    open_.pop_back();
    if (!open.property.empty() && !open_.empty()) {
      if (is_kept_key(open.property)) open_.back().thing.add(open.property, std::move(open.thing));
    } else if (!open.thing.members.empty()) {
      open.thing.source = rdfa_ ? "rdfa" : "microdata";
      out_.push_back(std::move(open.thing));
    }
  }

  const Tree& tree_;
  const html::PageText& page_;
  bool rdfa_;
  std::vector<Thing>& out_;
  std::vector<Open> open_;
  std::size_t count_ = 0;
};

}  // namespace

void read_microdata(const Tree& tree, const html::PageText& page, std::vector<Thing>& out) {
  Walk(tree, page, false, out).run();
}
void read_rdfa(const Tree& tree, const html::PageText& page, std::vector<Thing>& out) {
  Walk(tree, page, true, out).run();
}

void read_meta(const Tree& tree, std::vector<Thing>& out) {
  Thing thing;
  Thing offer;
  thing.source = "meta";
  for (NodeId id = 1; id < tree.size(); ++id) {
    if (tree.tag(id) != Tag::kMeta) continue;
    std::string_view key = tree.value(id, Attr::kProperty);
    if (key.empty()) key = tree.value(id, Attr::kName);
    const std::string value = one_line(tree.value(id, Attr::kContent), kThingText);
    if (key.empty() || value.empty()) continue;
    if (key == "og:title") thing.add("headline", value);
    else if (key == "og:type") thing.type = value;
    else if (key == "og:description") thing.add("description", value);
    else if (key == "og:url") thing.add("url", value);
    else if (key == "og:site_name") thing.add("site_name", value);
    else if (key == "article:published_time" || key == "og:published_time") thing.add("datePublished", value);
    else if (key == "article:modified_time") thing.add("dateModified", value);
    else if (key == "product:price:amount" || key == "og:price:amount" || key == "product:sale_price:amount")
      offer.add("price", value);
    else if (key == "product:price:currency" || key == "og:price:currency") offer.add("priceCurrency", value);
    else if (key == "product:availability" || key == "og:availability") offer.add("availability", value);
    else if (key == "product:retailer_item_id" || key == "product:sku") thing.add("sku", value);
    else if (key == "product:brand" || key == "og:brand") thing.add("brand", value);
    if (thing.members.size() > 64) break;
  }
  thing.type = std::string(local_name(thing.type));
  const bool priced = !offer.text("price").empty();
  if (priced || thing.type.find("product") != std::string::npos) thing.type = "Product";
  if (priced && thing.text("name").empty()) thing.add("name", thing.text("headline"));
  if (!offer.members.empty()) {
    offer.type = "Offer";
    thing.add("offers", std::move(offer));
  }
  if (!thing.members.empty()) out.push_back(std::move(thing));
}

}  // namespace peil::items
