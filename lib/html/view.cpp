// html/view.cpp -- sums from the last node to the first, what is inherited from the first to the last.
#include "html/view.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace peil::html {

namespace {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t h = (a ^ (b + 0x9E3779B97F4A7C15u + (a << 6) + (a >> 2))) * 0xFF51AFD7ED558CCDu;
  return h ^ (h >> 32);
}

/// Classes that tell rows apart without meaning anything.
bool is_stripe(std::string_view word) {
  for (std::string_view stripe : {"odd", "even", "alt", "first", "last", "active", "row1", "row2", "new",
                                  "hot", "featured", "windowbg", "windowbg2", "trow1", "trow2"}) {
    if (word == stripe) return true;
  }
  return false;
}

/// Hash of the first class that means something, digits as #.
std::uint64_t class_hash(std::string_view classes) {
  std::size_t at = 0;
  while (at < classes.size()) {
    while (at < classes.size() && (classes[at] == ' ' || classes[at] == '\n' || classes[at] == '\t')) ++at;
    std::size_t end = at;
    while (end < classes.size() && classes[end] != ' ' && classes[end] != '\n' && classes[end] != '\t') ++end;
    if (end > at && !is_stripe(classes.substr(at, end - at))) break;
    at = end;
  }
  std::uint64_t hash = 0xCBF29CE484222325u;
  bool any = false;
  bool digit = false;
  for (; at < classes.size() && classes[at] != ' ' && classes[at] != '\n' && classes[at] != '\t'; ++at) {
    const bool is_digit = classes[at] >= '0' && classes[at] <= '9';
    if (!is_digit || !digit)
      hash = (hash ^ static_cast<unsigned char>(is_digit ? '#' : classes[at])) * 0x100000001B3u;
    digit = is_digit;
    any = true;
  }
  return any ? hash : 0;
}

/// Elements known by their tag alone: their classes say how they look.
bool ignores_class(Tag tag) {
  return tag == Tag::kTr || tag == Tag::kTd || tag == Tag::kTh || tag == Tag::kLi || tag == Tag::kP ||
         tag == Tag::kB || tag == Tag::kI || tag == Tag::kStrong || tag == Tag::kEm || tag == Tag::kTbody;
}

bool is_cell(Tag tag) { return tag == Tag::kTd || tag == Tag::kTh; }

std::uint8_t own_bits(const View& view, NodeId id, std::uint32_t all) {
  const Tree& tree = *view.tree;
  const Tag tag = tree.tag(id);
  const HintMask hints = view.hints[id];
  std::uint8_t bits = 0;
  if (tag == Tag::kA && tree.has(id, Attr::kHref)) bits |= kInLink;
  if (is_heading(tag)) bits |= kInHeading;
  if (tag == Tag::kB || tag == Tag::kStrong || tag == Tag::kEm || tag == Tag::kI || tag == Tag::kU)
    bits |= kEmphasised;
  if (tag == Tag::kS || tag == Tag::kDel || tag == Tag::kStrike) bits |= kStruck;
  if (tag == Tag::kButton) bits |= kInButton;
  const bool landmark = tag == Tag::kNav || tag == Tag::kFooter || tag == Tag::kAside || tag == Tag::kHeader;
  constexpr HintMask kNavigation =
      bit(Hint::kNav) | bit(Hint::kFoot) | bit(Hint::kSide) | bit(Hint::kCookie) | bit(Hint::kCart);
  constexpr HintMask kGoods =
      bit(Hint::kProduct) | bit(Hint::kArticle) | bit(Hint::kMessage) | bit(Hint::kBody);
  const bool frame = tag == Tag::kHtml || tag == Tag::kBody || tag == Tag::kTable || tag == Tag::kTr;
  if (!frame && (landmark || (hints & kNavigation) != 0) && (hints & kGoods) == 0 &&
      view.chars_in(id) * 2 < all) {
    bits |= kInNavigation;
  }
  return bits;
}

void number_runs(View& view) {
  const Tree& tree = *view.tree;
  const PageText& page = *view.page;
  view.first_run.assign(tree.size(), 0);
  view.last_run.assign(tree.size(), 0);
  view.chars.assign(page.runs.size() + 1, 0);
  for (std::uint32_t run = 0; run < page.runs.size(); ++run) {
    const NodeId node = page.runs[run].node;
    if (view.last_run[node] == 0) view.first_run[node] = run;
    view.last_run[node] = run + 1;
    view.chars[run + 1] = view.chars[run] + page.runs[run].span.size();
  }
  for (NodeId id = tree.size(); id-- > 1;) {
    if (view.last_run[id] == 0) continue;
    const NodeId up = tree.parent(id);
    view.first_run[up] =
        view.last_run[up] == 0 ? view.first_run[id] : std::min(view.first_run[up], view.first_run[id]);
    view.last_run[up] = std::max(view.last_run[up], view.last_run[id]);
  }
}

}  // namespace

void look(const Tree& tree, const PageText& page, HintReader& reader, View& view) {
  view.tree = &tree;
  view.page = &page;
  reader.read(tree, view.hints);
  number_runs(view);
  const NodeId size = tree.size();
  view.inherited.assign(size, 0);
  view.link.assign(size, kNone);
  view.block.assign(size, 0);
  view.path.assign(size, 1);
  view.tag_path.assign(size, 1);
  view.name.assign(size, 0);
  std::vector<std::uint16_t> cells(size, 0);  // cells seen in each row
  const std::uint32_t all = view.chars.back();
  for (NodeId id = 1; id < size; ++id) {
    const NodeId up = tree.parent(id);
    const Tag tag = tree.tag(id);
    view.inherited[id] = view.inherited[up];
    view.link[id] = view.link[up];
    view.block[id] = view.block[up];
    view.path[id] = view.path[up];
    view.tag_path[id] = view.tag_path[up];
    if (!tree.is_element(id)) continue;
    view.inherited[id] |= own_bits(view, id, all);
    if (tag == Tag::kA && tree.has(id, Attr::kHref)) view.link[id] = id;
    if (layout_of(tag) != Layout::kInline && layout_of(tag) != Layout::kBreak) view.block[id] = id;
    const std::uint64_t name =
        tag == Tag::kOther ? hash64(tree.name(id)) : static_cast<std::uint64_t>(tag) + 1;
    view.tag_path[id] = mix(view.tag_path[id], name);
    const std::uint64_t named =
        ignores_class(tag) ? name : mix(name, class_hash(tree.value(id, Attr::kClass)));
    view.path[id] = mix(view.path[id], named);
    view.name[id] = is_cell(tag) ? mix(name, cells[up]++) : named;
  }
  view.link_chars.assign(page.runs.size() + 1, 0);
  for (std::uint32_t run = 0; run < page.runs.size(); ++run) {
    const bool linked = view.is(page.runs[run].node, kInLink);
    view.link_chars[run + 1] = view.link_chars[run] + (linked ? page.runs[run].span.size() : 0);
  }
}

std::uint64_t join_path(std::uint64_t path, std::uint64_t name) { return mix(path, name); }

NodeId common_ancestor(const Tree& tree, NodeId a, NodeId b) {
  if (a > b) std::swap(a, b);
  while (a != kNone && tree.end(a) <= b) a = tree.parent(a);
  return a == kNone ? 0 : a;
}

}  // namespace peil::html
