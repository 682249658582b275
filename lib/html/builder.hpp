// html/builder.hpp -- where a parsed page is built: open elements, formatting, and where nodes go.
//
// Nodes are made in document order as long as a page nests as it should; then the tree is finished as it
// stands. Text beside a table's cells and misnested formatting put nodes elsewhere: from the first of these
// on, siblings are linked, and the tree is written anew in document order at the end.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "html/references.hpp"
#include "html/rules.hpp"
#include "html/tokens.hpp"
#include "html/tree.hpp"

namespace peil::html {

enum class Space : std::uint8_t { kHtml, kSvg, kMath };

/// An element on the stack of open elements (§13.2.4.2), or in the list of active formatting (§13.2.4.3).
struct OpenElement {
  NodeId node = kNone;  ///< kNone in the list: a marker
  Tag tag = Tag::kOther;
  Space space = Space::kHtml;
};

struct Builder {
  /// Elements open at once; a deeper one becomes a child of the deepest, as in browsers (Blink: 512). It
  /// bounds every walk over the stack.
  static constexpr std::size_t kOpen = 512;
  /// Formatting elements kept for reopening: what a page leaves unclosed is opened again in each block.
  static constexpr std::size_t kFormatting = 64;

  Tree tree;
  std::vector<OpenElement> open;
  std::vector<OpenElement> formatting;
  bool foster = false;  ///< nodes for a table go before it (§13.2.6.1)

  /// Starts a page: its bytes stand at the beginning of tree.bytes_, line ends as "\n".
  void begin(std::string_view page);
  /// Closes all, and brings the nodes into document order.
  void finish();

  std::string& bytes() { return tree.bytes_; }
  const OpenElement& current() const { return open.back(); }
  bool full() const { return tree.cut_nodes_; }
  std::string_view name(NodeId node) const { return tree.name(node); }
  std::string_view bytes_of(Slice slice) const { return tree.bytes(slice.at, slice.size); }
  /// Whether the current element is MathML's annotation-xml that says it holds HTML.
  bool is_html_annotation() const;

  /// Makes the element of a start tag at the appropriate place. False when it was not opened: no room, or
  /// too deep (then it stands there without content).
  bool insert(const Token& start, Space space = Space::kHtml);
  /// As insert, for an element that the page left out, such as tbody.
  bool insert(Tag tag);
  /// As insert, of an element without content.
  void insert_empty(const Token& start, Space space = Space::kHtml);
  /// Text as it stands in the page; `decode`: with references.
  void insert_text(Slice text, bool decode, Tag kind = Tag::kText);
  /// Attributes of a second <html> or <body>, when the first had none.
  void adopt_attributes(NodeId node, const Token& start);

  /// Opens a node (again). False when too many are open.
  bool push(NodeId node, Tag tag, Space space);
  void pop();
  /// Pops up to the last element with the tag, and that. REQUIRES: it is open.
  void pop_until(Tag tag);
  void pop_until(NodeId node);
  bool is_open(Tag tag) const { return open_count_[static_cast<std::size_t>(tag)] > 0; }
  bool is_open(NodeId node) const;
  void remove_open(NodeId node);
  /// "has an element in … scope" (§13.2.4.2): `scope` is the set whose elements end the search.
  bool in_scope(Tag tag, std::uint32_t scope = rules::kScope) const;
  bool heading_in_scope() const;
  void close_implied(Tag but = Tag::kOther);
  /// Pops html elements until one of the tags, or html or template, is the current one.
  void clear_back_to(std::initializer_list<Tag> tags);

  void push_formatting(NodeId node, Tag tag);
  void push_marker() { formatting.push_back({}); }
  void clear_to_marker();
  void reconstruct();
  /// Index in `formatting`, behind the last marker, of the last element with the tag; -1 when none.
  int formatting_of(Tag tag) const;
  void remove_formatting(NodeId node);
  /// The adoption agency (§13.2.6.4.7). False when the end tag is to be read as any other.
  bool adopt(Tag subject);

 private:
  struct Links {
    NodeId first = kNone, last = kNone, next = kNone, previous = kNone;
  };
  struct Place {
    NodeId parent = kNone;
    NodeId before = kNone;  ///< kNone: the last child
  };

  NodeId make(Tag tag, Place place);
  NodeId copy_of(NodeId node, Place place);
  NodeId loose_copy_of(NodeId node);
  Place place_at(NodeId target, Tag tag);
  void attach(NodeId node, Place place);
  void detach(NodeId node);
  void link_all();
  void write_in_order();
  void take_attributes(Node& node, const Token& start);
  bool adopt_once(Tag subject, bool& again);
  NodeId rebuild_between(std::size_t element, std::size_t furthest, std::size_t& bookmark);
  bool same_element(NodeId a, NodeId b) const;
  int index_in_formatting(NodeId node) const;
  int index_in_open(NodeId node) const;

  References references_;
  std::array<std::uint32_t, static_cast<std::size_t>(Tag::kCount)> open_count_ = {};
  std::vector<Links> links_;  ///< empty while nodes come in document order
  std::vector<Node> ordered_;
};

}  // namespace peil::html
