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

std::vector<Field> header_fields(const html::View& view, NodeId row) {
  const html::Tree& tree = *view.tree;
  if (tree.tag(row) != Tag::kTr) return {};
  const NodeId table = tree.closest(Tag::kTable, row);
  if (table == kNone) return {};
  // The first row of the table that shows anything, if it stands before the record.
  for (NodeId id = table; id < row; ++id) {
    if (tree.tag(id) != Tag::kTr || view.page->spans[id].empty()) continue;
    std::vector<Field> fields;
    std::size_t known = 0;
    for (NodeId cell = tree.first_child(id); cell != kNone; cell = tree.next_sibling(cell)) {
      if (tree.tag(cell) != Tag::kTd && tree.tag(cell) != Tag::kTh) continue;
      const std::string_view text = view.text_of(cell);
      Field field = field_of_label(text);
      if (field == Field::kNone && text.size() > 3 && text.size() < 40) {  // "Buyer / Price", "Feedback left"
        for (std::string_view word : split(text, ' ')) {
          if (field == Field::kNone) field = field_of_label(word);
        }
      }
      fields.push_back(field);
      known += field != Field::kNone ? 1 : 0;
    }
    return known > 0 ? fields : std::vector<Field>();
  }
  return {};
}

std::vector<std::string_view> header_texts(const html::View& view, NodeId row) {
  const html::Tree& tree = *view.tree;
  const NodeId table = tree.tag(row) == Tag::kTr ? tree.closest(Tag::kTable, row) : kNone;
  std::vector<std::string_view> texts;
  for (NodeId id = table == kNone ? row : table; id < row && texts.empty(); ++id) {
    if (tree.tag(id) != Tag::kTr || view.page->spans[id].empty()) continue;
    for (NodeId cell = tree.first_child(id); cell != kNone; cell = tree.next_sibling(cell)) {
      if (tree.tag(cell) == Tag::kTd || tree.tag(cell) == Tag::kTh) texts.push_back(view.text_of(cell));
    }
  }
  return texts;
}

}  // namespace peil::items
