// items/columns.cpp -- columns of leaves, and the choice of the title among them.
#include "items/columns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <unordered_set>

#include "base/hash.hpp"
#include "base/words.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

using html::Hint;
using html::kNone;
using html::NodeId;

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  bool in_word = false;
  for (char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t';
    words += !blank && !in_word ? 1 : 0;
    in_word = !blank;
  }
  return words;
}

class LayOut {
 public:
  LayOut(const PageContext& page, const std::vector<NodeId>& members)
      : page_(page), view_(page.view), tree_(*page.view.tree), members_(members) {}

  Columns run() {
    for (NodeId member : members_) record(member);
    for (std::size_t c = 0; c < out_.columns.size(); ++c) {
      Column& column = out_.columns[c];
      column.distinct = static_cast<double>(texts_[c].size()) / std::max(1.0, column.records);
    }
    return std::move(out_);
  }

 private:
  void record(NodeId member) {
    const NodeId end = tree_.end(member);
    path_.assign(end - member, 1);
    mask_.assign(end - member, 0);
    for (NodeId id = member + 1; id < end; ++id) {
      const NodeId up = tree_.parent(id) - member;
      path_[id - member] = tree_.is_element(id) ? html::join_path(path_[up], view_.name[id]) : path_[up];
      mask_[id - member] = mask_[up] | view_.hints[id];
    }
    std::vector<Leaf>& leaves = out_.leaves.emplace_back();
    std::unordered_map<std::uint32_t, std::uint16_t> seen;
    for (std::uint32_t run = view_.first_run[member]; run < view_.last_run[member]; ++run) {
      const NodeId node = view_.page->runs[run].node;
      const auto [entry, fresh] =
          numbers_.try_emplace(path_[node - member], static_cast<std::uint32_t>(out_.columns.size()));
      if (fresh) {
        out_.columns.emplace_back();
        texts_.emplace_back();
      }
      const std::uint16_t nth = seen[entry->second]++;
      leaves.push_back({run, entry->second, nth});
      if (nth == 0) describe(run, node, member, entry->second);
    }
  }

  void describe(std::uint32_t run, NodeId node, NodeId member, std::uint32_t number) {
    Column& column = out_.columns[number];
    const std::string_view text = view_.run_text(run);
    const html::HintMask mask = mask_[node - member];
    column.records += 1;
    const bool linked = view_.is(node, html::kInLink);
    column.linked += linked ? 1 : 0;
    column.heading += view_.is(node, html::kInHeading) ? 1 : 0;
    column.priced += page_.marks.price_sum[run + 1] > page_.marks.price_sum[run] ? 1 : 0;
    column.dated += page_.marks.date_sum[run + 1] > page_.marks.date_sum[run] ? 1 : 0;
    column.button += is_button_text(text) || html::has(mask, Hint::kButton) ? 1 : 0;
    column.place += html::has(mask, Hint::kPlace) ? 1 : 0;
    column.title += html::has(mask, Hint::kTitle) ? 1 : 0;
    column.price_class += html::has(mask, Hint::kPrice) ? 1 : 0;
    column.old_class += html::has(mask, Hint::kOld) || view_.is(node, html::kStruck) ? 1 : 0;
    column.vendor += linked && is_vendor_link(view_, view_.link[node]) ? 1 : 0;
    const bool colon = text.substr(0, 40).find(':') != std::string_view::npos;
    column.labelled += field_of_label(text) != Field::kNone ||
                               (colon && field_of_label(text.substr(0, text.find(':'))) != Field::kNone)
                           ? 1
                           : 0;
    column.leading += run == view_.first_run[member] ? 1 : 0;
    column.emphasised += view_.is(node, html::kEmphasised) ? 1 : 0;
    column.sentences +=
        text.size() > 20 && (text.back() == '.' || text.back() == '!' || text.back() == '?') ? 1 : 0;
    column.words += static_cast<double>(std::min<std::size_t>(count_words(text), 12));
    texts_[number].insert(hash64(text));
  }

  const PageContext& page_;
  const html::View& view_;
  const html::Tree& tree_;
  const std::vector<NodeId>& members_;
  Columns out_;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
  std::vector<std::unordered_set<std::uint64_t>> texts_;
  std::vector<std::uint64_t> path_;
  std::vector<html::HintMask> mask_;
};

}  // namespace

const Leaf* Columns::first(std::size_t record, std::uint32_t column) const {
  for (const Leaf& leaf : leaves[record]) {
    if (leaf.column == column) return &leaf;
  }
  return nullptr;
}

Columns lay_out(const PageContext& page, const std::vector<NodeId>& members) {
  return LayOut(page, members).run();
}

int title_column(const Columns& columns) {
  int best = -1;
  double best_score = 0.4;
  const auto records = static_cast<double>(columns.leaves.size());
  // Where nothing is linked the name comes first, or is bold, and is no sentence.
  const bool links = std::any_of(columns.columns.begin(), columns.columns.end(),
                                 [&](const Column& column) { return column.linked > .5 * records; });
  for (std::size_t c = 0; c < columns.columns.size(); ++c) {
    const Column& column = columns.columns[c];
    if (column.records < .5 * records) continue;
    const double n = column.records;
    const double words = column.words / n;
    double score = 2 * column.linked / n + column.heading / n + .25 * std::min(words, 8.0) + column.distinct +
                   .8 * column.title / n - 2 * column.priced / n - 1.5 * column.labelled / n -
                   1.5 * column.dated / n - 3 * column.button / n - 1.2 * column.vendor / n -
                   .08 * column.place / n;
    if (!links) score += .8 * column.leading / n + .5 * column.emphasised / n - 1.2 * column.sentences / n;
    score *= .5 + .5 * n / records;
    if (score > best_score + 1e-9) {
      best_score = score;
      best = static_cast<int>(c);
    }
  }
  return best;
}

bool is_vendor_link(const html::View& view, NodeId link) {
  if (link == kNone) return false;
  if (html::has(view.hints[link], Hint::kVendor) && !html::has(view.hints[link], Hint::kTitle)) return true;
  const std::string href = to_lower_ascii(view.tree->value(link, html::Attr::kHref).substr(0, 200));
  for (std::string_view word :
       {"/user", "user.php", "vendor", "seller", "/u/", "profile", "/member", "member.php", "/shop/",
        "/store/", "verkoper", "u_id=", "/verkaeufer", "/anbieter", "/vendeur", "/author/", "/@"}) {
    if (href.find(word) != std::string::npos) return true;
  }
  return false;
}

std::vector<std::string> section_headings(const html::View& view, const std::vector<html::NodeId>& members) {
  constexpr std::uint32_t kBefore = 40;
  std::vector<std::string> sections(members.size());
  std::string section;
  std::set<std::string> names;
  std::uint32_t run = view.first_run[members.front()];
  run = run > kBefore ? run - kBefore : 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (; run < view.first_run[members[i]]; ++run) {
      html::NodeId id = view.page->runs[run].node;
      if (!view.is(id, html::kInHeading) || view.is(id, html::kInNavigation)) continue;
      for (int level = 0; level < 6 && id != html::kNone && !html::is_heading(view.tree->tag(id)); ++level)
        id = view.tree->parent(id);
      if (id == html::kNone || !html::is_heading(view.tree->tag(id)) || view.tree->tag(id) == html::Tag::kH1)
        continue;
      section = clean_name(view.text_of(id));
    }
    run = std::max(run, view.last_run[members[i]]);
    sections[i] = section;
    if (!section.empty()) names.insert(section);
  }
  if (names.size() < 2) sections.assign(members.size(), std::string());
  return sections;
}

}  // namespace peil::items
