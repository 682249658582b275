// html/formatting.cpp -- formatting elements that a page leaves open or closes in the wrong order: the list
// of active formatting elements (§13.2.4.3) and the adoption agency (§13.2.6.4.7).
#include <algorithm>

#include "html/builder.hpp"

namespace peil::html {

/// An element like another: kNone when there is no room for more.
NodeId Builder::copy_of(NodeId node, Place place) {
  const NodeId id = make(tree.nodes_[node].tag, place);
  if (id == kNone) return kNone;
  Node& copy = tree.nodes_[id];
  const Node& from = tree.nodes_[node];
  copy.data = from.data;
  copy.size = from.size;
  copy.attributes = from.attributes;  // the same ones: they never change
  copy.attribute_count = from.attribute_count;
  return id;
}

/// As copy_of, standing nowhere yet. REQUIRES: linked.
NodeId Builder::loose_copy_of(NodeId node) {
  const NodeId id = copy_of(node, {0, kNone});
  if (id != kNone) detach(id);
  return id;
}

bool Builder::same_element(NodeId a, NodeId b) const {
  const Node& one = tree.nodes_[a];
  const Node& two = tree.nodes_[b];
  if (one.tag != two.tag || one.attribute_count != two.attribute_count) return false;
  if (one.attributes == two.attributes) return true;
  for (std::uint32_t i = 0; i < one.attribute_count; ++i) {
    const Attribute& left = tree.attributes_[one.attributes + i];
    const Attribute& right = tree.attributes_[two.attributes + i];
    if (tree.bytes(left.name, left.name_size) != tree.bytes(right.name, right.name_size)) return false;
    if (tree.bytes(left.value, left.value_size) != tree.bytes(right.value, right.value_size)) return false;
  }
  return true;
}

/// "Noah's Ark": of equal elements behind the last marker three at most are kept.
void Builder::push_formatting(NodeId node, Tag tag) {
  int equal = 0;
  for (std::size_t i = formatting.size(); i-- > 0 && formatting[i].node != kNone;) {
    if (!same_element(formatting[i].node, node) || ++equal < 3) continue;
    formatting.erase(formatting.begin() + static_cast<std::ptrdiff_t>(i));
    break;
  }
  if (formatting.size() >= kFormatting) formatting.erase(formatting.begin());
  formatting.push_back({node, tag, Space::kHtml});
}

void Builder::clear_to_marker() {
  while (!formatting.empty()) {
    const bool marker = formatting.back().node == kNone;
    formatting.pop_back();
    if (marker) return;
  }
}

void Builder::reconstruct() {
  std::size_t from = formatting.size();
  while (from > 0 && formatting[from - 1].node != kNone && !is_open(formatting[from - 1].node)) --from;
  for (; from < formatting.size(); ++from) {
    if (open.size() >= kOpen) return;
    const NodeId id = copy_of(formatting[from].node, place_at(current().node, current().tag));
    if (id == kNone) return;
    push(id, formatting[from].tag, Space::kHtml);
    formatting[from].node = id;
  }
}

int Builder::formatting_of(Tag tag) const {
  for (std::size_t i = formatting.size(); i-- > 0 && formatting[i].node != kNone;) {
    if (formatting[i].tag == tag) return static_cast<int>(i);
  }
  return -1;
}

int Builder::index_in_formatting(NodeId node) const {
  for (std::size_t i = formatting.size(); i-- > 0;) {
    if (formatting[i].node == node) return static_cast<int>(i);
  }
  return -1;
}

void Builder::remove_formatting(NodeId node) {
  const int index = index_in_formatting(node);
  if (index >= 0) formatting.erase(formatting.begin() + index);
}

bool Builder::adopt(Tag subject) {
  if (current().tag == subject && index_in_formatting(current().node) < 0) {
    pop();
    return true;
  }
  for (int round = 0; round < 8; ++round) {
    bool again = false;
    if (!adopt_once(subject, again)) return false;
    if (!again) return true;
  }
  return true;
}

/// One round of the agency's outer loop. False when no such element is in the list.
bool Builder::adopt_once(Tag subject, bool& again) {
  const int listed = formatting_of(subject);
  if (listed < 0) return false;
  const NodeId element = formatting[static_cast<std::size_t>(listed)].node;
  const int at = index_in_open(element);
  if (at < 0) {
    remove_formatting(element);
    return true;
  }
  if (!in_scope(subject)) return true;
  std::size_t furthest = static_cast<std::size_t>(at) + 1;
  while (furthest < open.size() && !rules::is(open[furthest].tag, rules::kSpecial)) ++furthest;
  if (furthest == open.size()) {
    pop_until(element);
    remove_formatting(element);
    return true;
  }
  link_all();
  const NodeId block = open[furthest].node;
  const OpenElement ancestor = open[static_cast<std::size_t>(at) - 1];
  std::size_t bookmark = static_cast<std::size_t>(listed);
  const NodeId last = rebuild_between(static_cast<std::size_t>(at), furthest, bookmark);
  detach(last);
  const bool fostered = foster;
  foster = true;
  attach(last, place_at(ancestor.node, ancestor.tag));
  foster = fostered;
  // What the block holds goes into a copy of the element inside it.
  const NodeId copy = loose_copy_of(element);
  if (copy == kNone) return true;
  for (NodeId child = links_[block].first; child != kNone; child = links_[child].next) {
    tree.nodes_[child].parent = copy;
  }
  links_[copy].first = links_[block].first;
  links_[copy].last = links_[block].last;
  links_[block].first = links_[block].last = kNone;
  attach(copy, {block, kNone});
  const int old = index_in_formatting(element);
  if (old >= 0) {
    formatting.erase(formatting.begin() + old);
    if (static_cast<std::size_t>(old) < bookmark) --bookmark;
  }
  bookmark = std::min(bookmark, formatting.size());
  formatting.insert(formatting.begin() + static_cast<std::ptrdiff_t>(bookmark),
                    {copy, subject, Space::kHtml});
  remove_open(element);
  const int below = index_in_open(block);
  open.insert(open.begin() + below + 1, {copy, subject, Space::kHtml});
  ++open_count_[static_cast<std::size_t>(subject)];
  again = true;
  return true;
}

/// The inner loop: reopens the formatting elements between the element and the furthest block, one in the
/// other. Gives the topmost node of what it built.
NodeId Builder::rebuild_between(std::size_t element, std::size_t furthest, std::size_t& bookmark) {
  NodeId last = open[furthest].node;
  const NodeId block = last;
  std::size_t at = furthest;
  for (int step = 1; --at > element; ++step) {
    int listed = index_in_formatting(open[at].node);
    if (step > 3 && listed >= 0) {
      formatting.erase(formatting.begin() + listed);
      if (static_cast<std::size_t>(listed) < bookmark) --bookmark;
      listed = -1;
    }
    if (listed < 0) {
      --open_count_[static_cast<std::size_t>(open[at].tag)];
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
      continue;
    }
    const NodeId copy = loose_copy_of(open[at].node);
    if (copy == kNone) break;
    formatting[static_cast<std::size_t>(listed)].node = copy;
    open[at].node = copy;
    if (last == block) bookmark = static_cast<std::size_t>(listed) + 1;
    detach(last);
    attach(last, {copy, kNone});
    last = copy;
  }
  return last;
}

}  // namespace peil::html
