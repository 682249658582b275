// html/tree.cpp -- looking things up in a tree.
#include "html/tree.hpp"

namespace peil::html {

std::optional<std::string_view> Tree::attribute(NodeId id, Attr attr) const {
  const Node& node = nodes_[id];
  for (std::uint32_t i = node.attributes; i < node.attributes + node.attribute_count; ++i) {
    if (attributes_[i].attr == attr) return bytes(attributes_[i].value, attributes_[i].value_size);
  }
  return std::nullopt;
}

std::optional<std::string_view> Tree::attribute(NodeId id, std::string_view name) const {
  if (const Attr known = attr_of_name(name); known != Attr::kOther) return attribute(id, known);
  const Node& node = nodes_[id];
  for (std::uint32_t i = node.attributes; i < node.attributes + node.attribute_count; ++i) {
    const Attribute& held = attributes_[i];
    if (held.attr == Attr::kOther && bytes(held.name, held.name_size) == name)
      return bytes(held.value, held.value_size);
  }
  return std::nullopt;
}

NodeId Tree::find(Tag tag, NodeId under) const {
  for (NodeId id = under; id < nodes_[under].end; ++id) {
    if (nodes_[id].tag == tag) return id;
  }
  return kNone;
}

NodeId Tree::closest(Tag tag, NodeId id) const {
  for (int level = 0; id != kNone && nodes_[id].tag != tag; ++level) {
    id = level < kNearLevels ? nodes_[id].parent : kNone;
  }
  return id;
}

}  // namespace peil::html
