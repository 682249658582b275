// items/tables.cpp -- header rows of tables, and links made absolute.
#include "base/words.hpp"
#include "items/fields.hpp"

namespace peil::items {

using html::kNone;
using html::NodeId;
using html::Tag;

std::string absolute(std::string_view href, const url::Url* base) {
  href = trim(href);
  if (href.empty() || href.size() > 8192) return {};
  const auto parsed = url::parse(href, base);
  if (!parsed || !(parsed->is_http() || parsed->scheme() == "file")) return {};
  return parsed->href();
}

std::vector<NodeId> cells_of(const html::View& view, NodeId row) {
  const html::Tree& tree = *view.tree;
  const bool table = tree.tag(row) == Tag::kTr;
  std::vector<NodeId> cells;
  for (NodeId cell = tree.first_child(row); cell != kNone; cell = tree.next_sibling(cell)) {
    const Tag tag = tree.tag(cell);
    const bool counts = table ? tag == Tag::kTd || tag == Tag::kTh
                              : tree.is_element(cell) && tag != Tag::kBr && tag != Tag::kHr;
    if (counts && cells.size() < 64) cells.push_back(cell);
  }
  return cells;
}

namespace {

/// The field that a cell of a header names, by all its words or by one of them: "Buyer / Price".
Field field_of_header(std::string_view text) {
  Field field = field_of_label(text);
  if (field == Field::kNone && text.size() > 3 && text.size() < 40) {
    for (std::string_view word : split(text, ' ')) {
      if (field == Field::kNone) field = field_of_label(word);
    }
  }
  return field;
}

/// The row that heads a list of rows: the first row of the table that shows anything, if it stands before the
/// record; of other elements the one before the list, if it has as many cells, all of them short.
NodeId header_row(const html::View& view, NodeId row) {
  const html::Tree& tree = *view.tree;
  if (tree.tag(row) == Tag::kTr) {
    const NodeId table = tree.closest(Tag::kTable, row);
    for (NodeId id = table == kNone ? row : table; id < row; ++id) {
      if (tree.tag(id) == Tag::kTr && !view.page->spans[id].empty()) return id;
    }
    return kNone;
  }
  const NodeId up = tree.parent(row);
  const std::size_t cells = cells_of(view, row).size();
  if (up == kNone || cells < 2) return kNone;
  const auto heads = [&](NodeId id) {
    if (id == kNone || id >= row || !tree.is_element(id) || view.page->spans[id].size() > 40 * cells)
      return false;
    return cells_of(view, id).size() == cells;
  };
  constexpr int kLooked = 64;  // neighbours, so that a hostile page costs no more than a plain one
  int looked = 0;
  NodeId first = tree.first_child(up);
  while (first != kNone && first < row && view.page->spans[first].empty() && ++looked < kLooked)
    first = tree.next_sibling(first);
  if (heads(first)) return first;
  // "head" and "body" side by side: the child before `up`, or what it holds.
  NodeId before = kNone;
  if (tree.parent(up) == kNone) return kNone;
  for (NodeId id = tree.first_child(tree.parent(up)); id != kNone && id < up; id = tree.next_sibling(id)) {
    if (++looked > kLooked) return kNone;
    if (tree.is_element(id) && !view.page->spans[id].empty()) before = id;
  }
  if (heads(before)) return before;
  if (before == kNone) return kNone;
  const std::vector<NodeId> inner = cells_of(view, before);
  return inner.size() == 1 && heads(inner[0]) ? inner[0] : kNone;
}

}  // namespace

std::vector<Field> header_fields(const html::View& view, NodeId row) {
  const NodeId header = header_row(view, row);
  if (header == kNone) return {};
  std::vector<Field> fields;
  std::size_t known = 0;
  for (NodeId cell : cells_of(view, header)) {
    fields.push_back(field_of_header(view.text_of(cell)));
    known += fields.back() != Field::kNone ? 1 : 0;
  }
  const bool table = view.tree->tag(row) == Tag::kTr;
  return known >= (table ? 1u : 2u) ? fields : std::vector<Field>();
}

std::vector<std::string_view> header_texts(const html::View& view, NodeId row) {
  const NodeId header = header_row(view, row);
  std::vector<std::string_view> texts;
  if (header == kNone) return texts;
  for (NodeId cell : cells_of(view, header)) texts.push_back(view.text_of(cell));
  return texts;
}

}  // namespace peil::items
