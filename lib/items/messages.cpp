// items/messages.cpp -- the message among what stands around it.
#include "items/messages.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/words.hpp"
#include "items/candidates.hpp"
#include "items/values.hpp"

namespace peil::items {

using html::Hint;
using html::kNone;
using html::NodeId;
using html::Tag;

/// Cell under a header that says feedback, or the element that names say is the message, or the
/// block with most text.
NodeId MessageHolders::of(NodeId member) const {
  std::size_t number = 0;
  for (NodeId cell : cells_of(view_, member)) {
    if (number < header_.size() && header_[number] == Field::kFeedback && !view_.page->spans[cell].empty())
      return cell;
    ++number;
  }
  // The best of the places that most records have their message in; of all, where it has none of them.
  NodeId best = kNone;
  double best_score = 0;
  bool voted = false;
  for (NodeId id = member + 1; id < tree_.end(member); ++id) {
    const double score = holder_score(id);
    const bool chosen = score > 0 && holder_ != 0 && view_.path[id] == holder_;
    if (score <= 0 || (voted && !chosen)) continue;
    if (score > best_score || (chosen && !voted)) {
      best_score = score;
      best = id;
    }
    voted = voted || chosen;
  }
  return best == kNone ? member : best;
}

/// The path of the element that holds the message, by the sum over all records: in short messages
/// what stands around them would win.
void MessageHolders::vote_holder() {
  std::unordered_map<std::uint64_t, double> votes;
  for (NodeId member : list_.members) {
    for (NodeId id = member + 1; id < tree_.end(member); ++id) {
      if (const double score = holder_score(id); score > 0) votes[view_.path[id]] += score;
    }
  }
  double most = 0;
  for (const auto& [path, score] : votes) {
    if (score > most || (score == most && path < holder_)) {
      most = score;
      holder_ = path;
    }
  }
}

/// How much an element is like the body of a message; 0 when it cannot be one.
double MessageHolders::holder_score(NodeId id) const {
  if (!tree_.is_element(id) || view_.page->spans[id].empty() || view_.is(id, html::kInLink)) return 0;
  const html::HintMask hints = view_.hints[id];
  double score = view_.chars_in(id) * (1 - view_.link_density(id));
  if (html::has(hints, Hint::kBody) || html::has(hints, Hint::kLead)) score *= 2.5;
  else if (html::has(hints, Hint::kContent) || html::has(hints, Hint::kMessage)) score *= 2;
  else if (tree_.tag(id) == Tag::kP || tree_.tag(id) == Tag::kBlockquote) score *= 1.5;
  if (marks_between(id)) score *= .45;
  if (has_heading(id)) score *= .6;
  return score;
}

bool MessageHolders::has_heading(NodeId id) const {
  for (std::uint32_t run = first(id); run < last(id); ++run) {
    if (view_.is(view_.page->runs[run].node, html::kInHeading)) return true;
  }
  return false;
}

bool MessageHolders::marks_between(NodeId id) const {
  return page_.marks.dates_in(first(id), last(id)) > 0 || page_.marks.prices_in(first(id), last(id)) > 0;
}

bool goes_on(const html::Tree& tree, NodeId member) {
  for (std::string_view word : split(tree.value(member, html::Attr::kClass), ' ')) {
    const std::string lower = to_lower_ascii(word.substr(0, 60));
    if (lower == "joined" || lower == "grouped" || lower == "consecutive" || lower == "same-sender" ||
        lower.find("continuation") != std::string::npos)
      return true;
  }
  return false;
}

std::vector<html::Span> parts_of(std::string_view whole, html::Span span) {
  std::vector<html::Span> parts;
  std::uint32_t begin = span.begin;
  const std::string_view text = whole.substr(span.begin, span.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != ' ') continue;
    for (std::string_view sign :
         {" - ", " | ", " \xC2\xB7 ", " \xE2\x80\xA2 ", " \xE2\x80\x93 ", " \xE2\x80\x94 "}) {
      if (!text.substr(at).starts_with(sign)) continue;
      parts.push_back({begin, span.begin + static_cast<std::uint32_t>(at)});
      begin = span.begin + static_cast<std::uint32_t>(at + sign.size());
      at += sign.size() - 1;
      break;
    }
  }
  parts.push_back({begin, span.end});
  return parts;
}

bool is_of_the_author(const PageContext& page, NodeId member, const facts::Date& date) {
  const auto pairs = pairs_in(page.marks, page.view.first_run[member], page.view.last_run[member]);
  return std::any_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
    return (pair.field == Field::kSince || pair.field == Field::kLastSeen) &&
           date.start >= pair.value.begin && date.start < pair.value.end;
  });
}

std::string date_of_post(const PageContext& page, NodeId member, html::Span said) {
  std::string found;
  for (const facts::Date& date : dates_in(page.marks, page.view.page->spans[member])) {
    if ((date.start >= said.begin && date.start < said.end) || is_of_the_author(page, member, date)) continue;
    const std::uint32_t run = run_at(*page.view.page, date.start);
    if (page.view.tree->closest(Tag::kTime, page.view.page->runs[run].node) != kNone) return date_text(date);
    if (found.empty()) found = date_text(date);
  }
  return found;
}

}  // namespace peil::items
