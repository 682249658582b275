// items/quotes.cpp -- quotations by element, by class and by the line above them.
#include "items/quotes.hpp"

#include <algorithm>
#include <string>

#include "base/words.hpp"

namespace peil::items {

using html::Attr;
using html::Hint;
using html::kNone;
using html::NodeId;
using html::Span;
using html::Tag;

namespace {

/// "quote", "bbCodeBlock--quote", "quote_body", "ipsQuote", "bbc_standard_quote": a name of what is quoted,
/// not of a button or a request ("quote-button", "get-quote").
bool names_quotation(std::string_view word) {
  const std::string lower = to_lower_ascii(word);
  const std::size_t at = lower.find("quot");
  if (at == std::string::npos || !lower.substr(at).starts_with("quote"))
    return lower == "zitat" || lower == "citaat";
  for (std::string_view other : {"button", "btn", "request", "get", "link", "multi", "reply", "free", "form",
                                 "allow", "icon", "expand", "toggle", "action"}) {
    if (lower.find(other) != std::string::npos) return false;
  }
  return true;
}

bool is_block_like(Tag tag) {
  return tag == Tag::kDiv || tag == Tag::kBlockquote || tag == Tag::kAside || tag == Tag::kTable ||
         tag == Tag::kTd || tag == Tag::kDl || tag == Tag::kFieldset || tag == Tag::kSection ||
         tag == Tag::kP;
}

/// "Quote:", "Zitat:" by itself: what stands below it in the same element is the quotation.
bool heads_quotation(std::string_view text) {
  text = trim(text);
  if (text.size() > 12) return false;
  const std::string lower = to_lower_ascii(text);
  return lower == "quote:" || lower == "zitat:" || lower == "citaat:" || lower == "citation:" ||
         lower == "citation :";
}

class Finder {
 public:
  Finder(const html::View& view, NodeId holder) : view_(view), tree_(*view.tree), holder_(holder) {}

  std::vector<Span> find() {
    const NodeId end = tree_.end(holder_);
    for (NodeId id = holder_ + 1; id < end;) {
      if (is_quotation(id)) {
        add(view_.page->spans[id]);
        id = tree_.end(id);
      } else {
        ++id;
      }
    }
    return std::move(found_);
  }

 private:
  bool is_quotation(NodeId id) const {
    if (!tree_.is_element(id) || !is_block_like(tree_.tag(id)) || is_all(id)) return false;
    for (std::string_view word : split(tree_.value(id, Attr::kClass), ' ')) {
      if (word.size() < 60 && names_quotation(word)) return true;
    }
    // Some software keeps the message itself in a blockquote.
    const bool message =
        html::has(view_.hints[id], Hint::kBody) || html::has(view_.hints[id], Hint::kMessage) ||
        html::has(view_.hints[id], Hint::kContent) || html::has(view_.hints[id], Hint::kArticle);
    if (tree_.tag(id) == Tag::kBlockquote) return !message;
    const std::uint32_t first = view_.first_run[id];
    return (tree_.tag(id) == Tag::kDiv || tree_.tag(id) == Tag::kFieldset) &&
           view_.last_run[id] > first + 1 && heads_quotation(view_.run_text(first));
  }

  /// Nothing of the message stands outside of it.
  bool is_all(NodeId id) const {
    const Span all = view_.page->spans[holder_], own = view_.page->spans[id];
    if (own.empty()) return true;
    const std::string_view text = view_.page->text;
    const auto blank = [&](std::uint32_t begin, std::uint32_t end) {
      return begin >= end || trim(text.substr(begin, end - begin)).empty();
    };
    return blank(all.begin, own.begin) && blank(own.end, all.end);
  }

  void add(Span span) {
    if (found_.empty() || span.begin >= found_.back().end) found_.push_back(span);
  }

  const html::View& view_;
  const html::Tree& tree_;
  NodeId holder_;
  std::vector<Span> found_;
};

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t'; }

}  // namespace

std::vector<Span> quotes_under(const html::View& view, NodeId holder) {
  std::vector<Span> found = Finder(view, holder).find();
  if (!found.empty() && without_quotes(view, view.page->spans[holder], found).empty()) found.clear();
  return found;
}

Span without_quotes(const html::View& view, Span said, const std::vector<Span>& quotes) {
  const std::string_view text = view.page->text;
  const auto narrow = [&] {
    while (!said.empty() && is_blank(text[said.begin])) ++said.begin;
    while (!said.empty() && is_blank(text[said.end - 1])) --said.end;
  };
  for (const Span& quote : quotes) {
    narrow();
    if (quote.begin > said.begin) break;
    said.begin = std::max(said.begin, std::min(quote.end, said.end));
  }
  for (auto quote = quotes.rbegin(); quote != quotes.rend(); ++quote) {
    narrow();
    if (quote->end < said.end || said.empty()) break;
    said.end = std::max(said.begin, quote->begin);
  }
  narrow();
  return said;
}

}  // namespace peil::items
