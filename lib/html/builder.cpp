// html/builder.cpp -- nodes and their places, the stack of open elements, the order at the end.
#include "html/builder.hpp"

#include <algorithm>
#include <cstring>

#include "base/limits.hpp"

namespace peil::html {

void Builder::begin(std::string_view page) {
  tree.nodes_.clear();
  tree.attributes_.clear();
  tree.bytes_.clear();
  tree.cut_nodes_ = tree.cut_attributes_ = false;
  open.clear();
  open_count_.fill(0);
  formatting.clear();
  links_.clear();
  foster = false;
  page = page.substr(0, limits::kBodyBytes * 4);  // offsets are 32 bits
  std::string& bytes = tree.bytes_;
  bytes.reserve(page.size() + page.size() / 8);
  while (!page.empty()) {  // "\r\n" and "\r" are line ends too (§13.2.3.5)
    const std::size_t line = std::min(page.find('\r'), page.size());
    bytes += page.substr(0, line);
    page.remove_prefix(line);
    if (page.empty()) break;
    bytes += '\n';
    page.remove_prefix(page.starts_with("\r\n") ? 2 : 1);
  }
  tree.nodes_.emplace_back();
  tree.nodes_.back().end = 1;
}

void Builder::finish() {
  if (!links_.empty()) {
    write_in_order();
    return;
  }
  std::vector<Node>& nodes = tree.nodes_;
  for (NodeId id = tree.size() - 1; id > 0; --id) {
    nodes[nodes[id].parent].end = std::max(nodes[nodes[id].parent].end, nodes[id].end);
  }
}

/// kNone when there is no room for more.
NodeId Builder::make(Tag tag, Place place) {
  if (tree.nodes_.size() >= limits::kPageNodes) {
    tree.cut_nodes_ = true;
    return kNone;
  }
  const NodeId id = tree.size();
  Node& node = tree.nodes_.emplace_back();
  node.tag = tag;
  node.end = id + 1;
  node.parent = place.parent;
  if (!links_.empty()) {
    links_.emplace_back();
    attach(id, place);
  }
  return id;
}

void Builder::take_attributes(Node& node, const Token& start) {
  node.attributes = static_cast<std::uint32_t>(tree.attributes_.size());
  node.attribute_count = static_cast<std::uint16_t>(start.attributes.size());
  tree.cut_attributes_ |= start.cut_attributes;
  for (const TagAttribute& given : start.attributes) {
    Attribute& held = tree.attributes_.emplace_back();
    held.attr = attr_of_name(tree.bytes(given.name.at, given.name.size));
    held.name = given.name.at;
    held.name_size = static_cast<std::uint16_t>(std::min<std::uint32_t>(given.name.size, 0xFFFF));
    held.value = given.value.at;
    held.value_size = given.value.size;
    if (given.value.size == 0 || tree.bytes(held.value, held.value_size).find('&') == std::string_view::npos)
      continue;
    std::string decoded;
    references_.append_decoded(tree.bytes(held.value, held.value_size), true, decoded);
    held.value = static_cast<std::uint32_t>(tree.bytes_.size());
    held.value_size = static_cast<std::uint32_t>(decoded.size());
    tree.bytes_ += decoded;
  }
}

void Builder::adopt_attributes(NodeId node, const Token& start) {
  if (tree.nodes_[node].attribute_count == 0) take_attributes(tree.nodes_[node], start);
}

bool Builder::push(NodeId node, Tag tag, Space space) {
  if (open.size() >= kOpen) return false;
  open.push_back({node, tag, space});
  ++open_count_[static_cast<std::size_t>(tag)];
  return true;
}

bool Builder::insert(const Token& start, Space space) {
  const NodeId parent = open.empty() ? 0 : current().node;
  const NodeId id = make(start.tag, place_at(parent, open.empty() ? Tag::kOther : current().tag));
  if (id == kNone) return false;
  Node& node = tree.nodes_[id];
  node.data = start.slice.at;
  node.size = start.slice.size;
  take_attributes(node, start);
  return push(id, start.tag, space);
}

bool Builder::insert(Tag tag) {
  Token start;
  start.tag = tag;
  return insert(start);
}

void Builder::insert_empty(const Token& start, Space space) {
  if (insert(start, space)) pop();
}

void Builder::insert_text(Slice text, bool decode, Tag kind) {
  if (text.size == 0) return;
  if (decode && std::memchr(tree.bytes_.data() + text.at, '&', text.size) != nullptr) {
    std::string decoded;
    references_.append_decoded(tree.bytes(text.at, text.size), false, decoded);
    text = {static_cast<std::uint32_t>(tree.bytes_.size()), static_cast<std::uint32_t>(decoded.size())};
    tree.bytes_ += decoded;
  }
  const Place place = place_at(current().node, current().tag);
  NodeId before = tree.size() - 1;  // the node that the text follows
  if (!links_.empty())
    before = place.before == kNone ? links_[place.parent].last : links_[place.before].previous;
  // Texts that touch in the page, such as the two sides of "a < b", are one node.
  if (before != kNone && tree.nodes_[before].tag == kind && tree.nodes_[before].parent == place.parent &&
      tree.nodes_[before].data + tree.nodes_[before].size == text.at) {
    tree.nodes_[before].size += text.size;
    return;
  }
  const NodeId id = make(kind, place);
  if (id == kNone) return;
  tree.nodes_[id].data = text.at;
  tree.nodes_[id].size = text.size;
}

/// The appropriate place for a node that belongs into `target` (§13.2.6.1): before the table when text or
/// elements that do not belong there come inside one.
Builder::Place Builder::place_at(NodeId target, Tag tag) {
  if (!foster || !rules::is(tag, rules::kFosters)) return {target, kNone};
  for (std::size_t i = open.size(); i-- > 1;) {
    if (open[i].tag == Tag::kTemplate) return {open[i].node, kNone};
    if (open[i].tag != Tag::kTable) continue;
    link_all();
    const NodeId parent = tree.nodes_[open[i].node].parent;
    if (parent == kNone) return {open[i - 1].node, kNone};
    return {parent, open[i].node};
  }
  return {target, kNone};
}

void Builder::link_all() {
  if (!links_.empty()) return;
  links_.resize(tree.size());
  for (NodeId id = 1; id < tree.size(); ++id) attach(id, {tree.nodes_[id].parent, kNone});
}

void Builder::attach(NodeId node, Place place) {
  tree.nodes_[node].parent = place.parent;
  Links& own = links_[node];
  Links& up = links_[place.parent];
  own.next = place.before;
  own.previous = place.before == kNone ? up.last : links_[place.before].previous;
  (own.previous == kNone ? up.first : links_[own.previous].next) = node;
  (own.next == kNone ? up.last : links_[own.next].previous) = node;
}

void Builder::detach(NodeId node) {
  const NodeId parent = tree.nodes_[node].parent;
  if (parent == kNone) return;
  Links& own = links_[node];
  (own.previous == kNone ? links_[parent].first : links_[own.previous].next) = own.next;
  (own.next == kNone ? links_[parent].last : links_[own.next].previous) = own.previous;
  own.previous = own.next = kNone;
  tree.nodes_[node].parent = kNone;
}

/// Walks the links once and writes each node where its place in the document is.
void Builder::write_in_order() {
  ordered_.clear();
  ordered_.reserve(tree.size());
  NodeId at = 0;
  NodeId parent = kNone;
  while (true) {
    const NodeId id = static_cast<NodeId>(ordered_.size());
    ordered_.push_back(tree.nodes_[at]);
    ordered_.back().parent = parent;
    ordered_.back().end = id + 1;
    if (links_[at].first != kNone) {
      parent = id;
      at = links_[at].first;
      continue;
    }
    while (at != 0 && links_[at].next == kNone) {
      at = tree.nodes_[at].parent;
      if (at != 0) parent = ordered_[parent].parent;
    }
    if (at == 0) break;
    at = links_[at].next;
  }
  for (NodeId id = static_cast<NodeId>(ordered_.size()); id-- > 1;) {
    Node& up = ordered_[ordered_[id].parent];
    up.end = std::max(up.end, ordered_[id].end);
  }
  tree.nodes_.swap(ordered_);
}

bool Builder::is_html_annotation() const {
  const auto encoding = tree.attribute(current().node, "encoding");
  return encoding && (*encoding == "text/html" || *encoding == "application/xhtml+xml");
}

void Builder::pop() {
  --open_count_[static_cast<std::size_t>(open.back().tag)];
  open.pop_back();
}

void Builder::pop_until(Tag tag) {
  while (open.size() > 1) {
    const bool last = current().tag == tag && current().space == Space::kHtml;
    pop();
    if (last) return;
  }
}

void Builder::pop_until(NodeId node) {
  while (open.size() > 1) {
    const bool last = current().node == node;
    pop();
    if (last) return;
  }
}

int Builder::index_in_open(NodeId node) const {
  for (std::size_t i = open.size(); i-- > 0;) {
    if (open[i].node == node) return static_cast<int>(i);
  }
  return -1;
}

bool Builder::is_open(NodeId node) const { return index_in_open(node) >= 0; }

void Builder::remove_open(NodeId node) {
  const int index = index_in_open(node);
  if (index < 0) return;
  --open_count_[static_cast<std::size_t>(open[static_cast<std::size_t>(index)].tag)];
  open.erase(open.begin() + index);
}

bool Builder::in_scope(Tag tag, std::uint32_t scope) const {
  if (!is_open(tag)) return false;
  for (std::size_t i = open.size(); i-- > 0;) {
    if (open[i].tag == tag && open[i].space == Space::kHtml) return true;
    if (open[i].space == Space::kHtml && rules::is(open[i].tag, scope)) return false;
  }
  return false;
}

bool Builder::heading_in_scope() const {
  for (std::size_t i = open.size(); i-- > 0;) {
    if (is_heading(open[i].tag)) return true;
    if (rules::is(open[i].tag, rules::kScope)) return false;
  }
  return false;
}

void Builder::close_implied(Tag but) {
  while (current().tag != but && current().space == Space::kHtml && rules::is(current().tag, rules::kImplied))
    pop();
}

void Builder::clear_back_to(std::initializer_list<Tag> tags) {
  const auto stops = [&](Tag tag) {
    return tag == Tag::kHtml || tag == Tag::kTemplate ||
           std::find(tags.begin(), tags.end(), tag) != tags.end();
  };
  while (open.size() > 1 && !stops(current().tag)) pop();
}

}  // namespace peil::html
