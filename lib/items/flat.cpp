// items/flat.cpp -- children of one parent, cut into records.
#include "items/flat.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace peil::items {

namespace {

using html::kNone;
using html::NodeId;
using html::Stretch;
using html::Tag;

constexpr std::size_t kFewest = 3;      // records
constexpr std::size_t kMostCells = 12;  // of a grid
constexpr std::size_t kMostParts = 60;  // of a record

struct Child {
  NodeId id;
  std::uint64_t key;
  bool shown, priced, titled, line;  // line: br or hr
};

/// One way to cut: the records, and how good they are.
struct Cut {
  std::vector<Stretch> records;
  double score = 0;
};

class Cutter {
 public:
  Cutter(const html::View& view, const Marks& marks) : view_(view), marks_(marks), tree_(*view.tree) {}

  std::vector<Stretch> run() {
    if (marks_.prices.size() < kFewest) return {};
    Cut best;
    std::uint64_t path = 0;
    std::vector<std::pair<std::uint64_t, Cut>> all;
    for (NodeId id = 1; id < tree_.size(); ++id) {
      if (!tree_.is_element(id) || view_.is(id, html::kInLink) || view_.is(id, html::kInNavigation)) continue;
      if (marks_.prices_in(view_.first_run[id], view_.last_run[id]) < kFewest) continue;
      children_of(id);
      Cut cut = cut_children();
      if (cut.records.empty()) continue;
      if (cut.score > best.score) {
        best = cut;
        path = view_.path[id];
      }
      all.emplace_back(view_.path[id], std::move(cut));
    }
    // Lists alike that stand one behind the other are one list.
    std::vector<Stretch> records;
    for (const auto& [where, cut] : all) {
      if (where != path || (!records.empty() && cut.records.front().first < records.back().last)) continue;
      records.insert(records.end(), cut.records.begin(), cut.records.end());
    }
    return records;
  }

 private:
  void children_of(NodeId parent) {
    children_.clear();
    for (NodeId id = tree_.first_child(parent); id != kNone; id = tree_.next_sibling(id)) {
      const bool element = tree_.is_element(id);
      const Tag tag = tree_.tag(id);
      const bool shown = !view_.page->spans[id].empty();
      const bool line = tag == Tag::kBr || tag == Tag::kHr;
      if (!shown && !line) continue;
      const std::uint32_t first = view_.first_run[id];
      const std::uint32_t last = view_.last_run[id];
      const bool priced = shown && marks_.prices_in(first, last) > 0;
      bool titled = html::is_heading(tag) || tag == Tag::kDt;
      titled = titled || (shown && !priced &&
                          (view_.is(view_.page->runs[first].node, html::kInLink) ||
                           view_.is(view_.page->runs[first].node, html::kEmphasised) ||
                           view_.is(view_.page->runs[first].node, html::kInHeading)));
      children_.push_back({id, element ? view_.name[id] : 1, shown, priced, titled, line});
    }
  }

  Cut cut_children() {
    std::size_t priced = 0;
    for (const Child& child : children_) priced += child.priced ? 1 : 0;
    if (children_.size() < 2 * kFewest || priced < kFewest) return {};
    Cut best = by_opener(priced);
    if (best.records.empty()) best = by_number(priced);
    return best;
  }

  /// Records that begin with an element of one name.
  Cut by_opener(std::size_t priced) const {
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> places;
    std::vector<std::uint64_t> order;
    for (std::size_t i = 0; i < children_.size(); ++i) {
      if (children_[i].key == 1 || !children_[i].shown) continue;
      auto& at = places[children_[i].key];
      if (at.empty()) order.push_back(children_[i].key);
      at.push_back(i);
    }
    Cut best;
    for (std::uint64_t key : order) {
      if (places[key].size() < kFewest) continue;
      Cut cut = cut_at(places[key], priced);
      if (cut.score > best.score * 1.05) best = std::move(cut);
    }
    return best;
  }

  /// Cuts at `starts`; the last record is no longer than the longest before it, and ends at a line.
  Cut cut_at(const std::vector<std::size_t>& starts, std::size_t all_priced) const {
    std::vector<std::pair<std::size_t, std::size_t>> parts;
    std::size_t longest = 0;
    for (std::size_t i = 0; i < starts.size(); ++i) {
      std::size_t end = i + 1 < starts.size() ? starts[i + 1] : children_.size();
      if (i + 1 < starts.size()) longest = std::max(longest, end - starts[i]);
      else end = std::min(end, starts[i] + longest);
      parts.emplace_back(starts[i], end);
    }
    return judged(parts, all_priced);
  }

  Cut judged(const std::vector<std::pair<std::size_t, std::size_t>>& parts, std::size_t all_priced) const {
    Cut cut;
    std::size_t priced = 0;
    std::size_t children_priced = 0;
    std::size_t titled = 0;
    std::map<std::size_t, std::size_t> sizes;
    for (const auto& [begin, end] : parts) {
      if (end - begin > kMostParts) continue;  // not even counted: each name's parts may cover all children
      std::size_t shown = 0;
      std::size_t here = 0;
      for (std::size_t i = begin; i < end; ++i) {
        shown += children_[i].shown ? 1 : 0;
        here += children_[i].priced ? 1 : 0;
      }
      if (shown < 2 || here == 0) continue;
      ++priced;
      children_priced += here;
      titled += children_[begin].titled ? 1 : 0;
      ++sizes[shown];
      cut.records.push_back({children_[begin].id, tree_.end(children_[end - 1].id)});
    }
    const bool sound = priced >= kFewest && priced * 5 >= parts.size() * 4 &&
                       children_priced * 5 >= all_priced * 4 && children_priced <= priced * 6;
    if (!sound) return {};
    std::size_t common = 0;
    for (const auto& [size, count] : sizes) common = std::max(common, count);
    const auto n = static_cast<double>(priced);
    cut.score = n * (1 + static_cast<double>(titled) / n + static_cast<double>(common) / n);
    return cut;
  }

  /// Children of one name in which each second, third, … has the price: rows in pairs, cells of a grid.
  Cut by_number(std::size_t priced) const {
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < children_.size(); ++i) {
      if (children_[i].shown && children_[i].key != 1) shown.push_back(i);
    }
    std::vector<std::size_t> at;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (children_[shown[i]].priced) at.push_back(i);
    }
    if (at.size() < kFewest) return {};
    const std::size_t step = at[1] - at[0];
    if (step < 2 || step > kMostCells) return {};
    for (std::size_t i = 1; i < at.size(); ++i) {
      if (at[i] - at[i - 1] != step) return {};
    }
    // Records begin where most of their first cells look like titles; of equals, as if the first child began
    // one.
    std::size_t best_offset = at[0] % step;
    std::size_t most = 0;
    for (std::size_t before = 0; before < step; ++before) {
      const std::size_t offset = (at[0] % step + step - before) % step;
      std::size_t titled = offset == 0 ? 1 : 0;
      for (std::size_t i : at) titled += i >= before && children_[shown[i - before]].titled ? 2 : 0;
      if (titled > most) {
        most = titled;
        best_offset = before;
      }
    }
    std::vector<std::pair<std::size_t, std::size_t>> parts;
    for (std::size_t i : at) {
      if (i < best_offset || i - best_offset + step > shown.size()) continue;
      parts.emplace_back(shown[i - best_offset], shown[i - best_offset + step - 1] + 1);
    }
    return judged(parts, priced);
  }

  const html::View& view_;
  const Marks& marks_;
  const html::Tree& tree_;
  std::vector<Child> children_;
};

}  // namespace

std::vector<Stretch> find_flat_records(const html::View& view, const Marks& marks) {
  return Cutter(view, marks).run();
}

std::vector<Stretch> find_tails(const html::View& view, const std::vector<NodeId>& members) {
  const html::Tree& tree = *view.tree;
  constexpr std::size_t kMostTail = 3;
  if (members.size() < kFewest) return {};
  std::vector<Stretch> records;
  std::map<std::size_t, std::size_t> sizes;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (tree.parent(members[i]) != tree.parent(members.front())) return {};
    const NodeId next = i + 1 < members.size() ? members[i + 1] : kNone;
    NodeId end = tree.end(members[i]);
    std::size_t tail = 0;
    for (NodeId id = tree.next_sibling(members[i]); id != kNone && id != next && tail <= kMostTail;
         id = tree.next_sibling(id)) {
      if (view.page->spans[id].empty()) continue;
      if (next == kNone && (sizes.empty() || tail >= sizes.begin()->first)) break;
      ++tail;
      end = tree.end(id);
    }
    ++sizes[tail];
    records.push_back({members[i], end});
  }
  if (sizes.size() > 2 || sizes.rbegin()->first == 0 || sizes.rbegin()->first > kMostTail) return {};
  for (const auto& [size, count] : sizes) {
    if (size > 0 && count * 5 >= members.size() * 4) return records;
  }
  return {};
}

}  // namespace peil::items
