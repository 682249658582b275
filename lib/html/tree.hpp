// html/tree.hpp -- a page as a tree in a few vectors that are kept from page to page.
//
// Nodes stand in document order, so the subtree of node n is the range [n, end(n)): children need no
// pointers, sums run from the last node to the first, what is inherited from the first to the last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/tags.hpp"

namespace peil::html {

using NodeId = std::uint32_t;
inline constexpr NodeId kNone = 0xFFFFFFFF;

struct Node {
  NodeId parent = kNone;
  NodeId end = 0;                ///< one past the last node of its subtree
  std::uint32_t data = 0;        ///< where its text, or the name of an element not listed, stands
  std::uint32_t size = 0;        ///< length of these bytes
  std::uint32_t attributes = 0;  ///< first one
  std::uint16_t attribute_count = 0;
  Tag tag = Tag::kOther;
};

struct Attribute {
  std::uint32_t name = 0;  ///< where its name stands, when `attr` is kOther
  std::uint32_t value = 0;
  std::uint32_t value_size = 0;
  std::uint16_t name_size = 0;
  Attr attr = Attr::kOther;
};

/// Read only for all but the Parser. Views live until the Parser reads the next page.
class Tree {
 public:
  /// Number of nodes. Node 0 is a root above everything (tag kOther, no name), always there.
  NodeId size() const { return static_cast<NodeId>(nodes_.size()); }
  const Node& operator[](NodeId id) const { return nodes_[id]; }
  Tag tag(NodeId id) const { return nodes_[id].tag; }
  NodeId parent(NodeId id) const { return nodes_[id].parent; }
  NodeId end(NodeId id) const { return nodes_[id].end; }
  bool is_element(NodeId id) const { return nodes_[id].tag > Tag::kRaw; }

  NodeId first_child(NodeId id) const { return id + 1 < nodes_[id].end ? id + 1 : kNone; }
  NodeId next_sibling(NodeId id) const {
    const NodeId up = nodes_[id].parent;
    return up != kNone && nodes_[id].end < nodes_[up].end ? nodes_[id].end : kNone;
  }

  /// Name of an element, in lower case; "" of text.
  std::string_view name(NodeId id) const {
    const Node& node = nodes_[id];
    return node.tag == Tag::kOther ? bytes(node.data, node.size) : name_of_tag(node.tag);
  }
  /// Bytes of a text or raw node; "" of an element.
  std::string_view text(NodeId id) const {
    const Node& node = nodes_[id];
    return node.tag <= Tag::kRaw ? bytes(node.data, node.size) : std::string_view();
  }

  /// Value of an attribute; nullopt when absent. (A first one of the name counts.)
  std::optional<std::string_view> attribute(NodeId id, Attr attr) const;
  std::optional<std::string_view> attribute(NodeId id, std::string_view name) const;
  /// "" when absent.
  std::string_view value(NodeId id, Attr attr) const {
    return attribute(id, attr).value_or(std::string_view());
  }
  bool has(NodeId id, Attr attr) const { return attribute(id, attr).has_value(); }

  /// First element with the tag in the subtree of `under`, or kNone.
  NodeId find(Tag tag, NodeId under = 0) const;
  /// Nearest ancestor (or itself) with the tag, of kNearLevels levels, or kNone: so a climb costs little
  /// however deep a hostile page nests.
  NodeId closest(Tag tag, NodeId id) const;
  static constexpr int kNearLevels = 64;

  bool cut_nodes() const { return cut_nodes_; }            ///< more than kPageNodes: the rest is missing
  bool cut_attributes() const { return cut_attributes_; }  ///< some tag had more than kTagAttributes

 private:
  friend struct Builder;
  friend class Wrapper;
  std::string_view bytes(std::uint32_t at, std::uint32_t size) const { return {bytes_.data() + at, size}; }

  std::vector<Node> nodes_;
  std::vector<Attribute> attributes_;
  std::string bytes_;
  bool cut_nodes_ = false;
  bool cut_attributes_ = false;
};

class Parser {
 public:
  Parser();
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// Reads a page. REQUIRES: valid UTF-8 without NUL. Never fails: any bytes are some page. Linear,
  /// whatever the depth (there is no recursion) and the number of attributes (cut before reading).
  const Tree& parse(std::string_view utf8);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::html
