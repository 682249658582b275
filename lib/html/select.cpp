// html/select.cpp -- a reader of selectors, and the matching, from the element upwards.
#include "html/select.hpp"

#include <fmt/format.h>

#include "base/words.hpp"

namespace peil::html {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         (c & 0x80) != 0;
}

/// The element is the nth of its parent's. At most n children are looked at, 999.
bool is_nth(const Tree& tree, NodeId id, unsigned nth) {
  if (tree.parent(id) == kNone) return false;
  unsigned count = 0;
  for (NodeId child = tree.first_child(tree.parent(id)); child != kNone && child <= id && count < nth;
       child = tree.next_sibling(child)) {
    if (tree.is_element(child)) ++count;
    if (child == id) return count == nth;
  }
  return false;
}

}  // namespace

bool has_word(std::string_view list, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = 0; (at = list.find(word, at)) != std::string_view::npos; at += word.size()) {
    const bool starts = at == 0 || is_blank(list[at - 1]);
    const bool ends = at + word.size() == list.size() || is_blank(list[at + word.size()]);
    if (starts && ends) return true;
  }
  return false;
}

class SelectorReader {
 public:
  explicit SelectorReader(std::string_view text) : text_(text) {}

  Result<Selector> run() {
    Selector selector;
    do {
      blanks();
      Selector::Chain chain;
      bool child = false;
      while (at_ < text_.size() && text_[at_] != ',') {
        Selector::Compound compound;
        compound.child = child;
        if (!read(compound))
          return Error{fmt::format("selector `{}`: cannot read `{}`", text_, text_.substr(at_))};
        chain.push_back(std::move(compound));
        blanks();
        child = at_ < text_.size() && text_[at_] == '>';
        if (child) ++at_, blanks();
      }
      if (chain.empty() || child) return Error{fmt::format("selector `{}` is not complete", text_)};
      selector.chains_.push_back(std::move(chain));
    } while (at_++ < text_.size());
    return selector;
  }

 private:
  void blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  std::string name() {
    const std::size_t start = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  bool read(Selector::Compound& compound) {
    const std::size_t start = at_;
    if (at_ < text_.size() && text_[at_] == '*') {
      ++at_;
    } else {
      compound.tag = to_lower_ascii(name());
    }
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '.' || c == '#') {
        ++at_;
        std::string value = name();
        if (value.empty()) return false;
        compound.conditions.push_back({c == '.' ? "class" : "id",
                                       c == '.' ? Selector::Test::kWord : Selector::Test::kEquals,
                                       std::move(value)});
      } else if (c == '[') {
        if (!condition(compound)) return false;
      } else if (c == ':') {
        if (!place(compound)) return false;
      } else {
        break;
      }
    }
    return at_ > start;
  }

  /// :first-child, :nth-child(3)
  bool place(Selector::Compound& compound) {
    ++at_;
    const std::string word = to_lower_ascii(name());
    compound.nth = 1;
    if (word == "first-child") return true;
    if (word != "nth-child" || at_ >= text_.size() || text_[at_] != '(') return false;
    const std::size_t close = text_.find(')', at_);
    if (close == std::string_view::npos || close == at_ + 1 || close > at_ + 4) return false;
    compound.nth = 0;
    for (++at_; at_ < close; ++at_) {
      if (text_[at_] < '0' || text_[at_] > '9') return false;
      compound.nth = compound.nth * 10 + static_cast<unsigned>(text_[at_] - '0');
    }
    ++at_;
    return compound.nth > 0;
  }

  bool condition(Selector::Compound& compound) {
    ++at_;
    Selector::Condition read = {to_lower_ascii(name()), Selector::Test::kPresent, {}};
    if (read.attribute.empty() || at_ >= text_.size()) return false;
    if (text_[at_] != ']') {
      switch (text_[at_]) {
        case '~': read.test = Selector::Test::kWord, ++at_; break;
        case '^': read.test = Selector::Test::kBegins, ++at_; break;
        case '$': read.test = Selector::Test::kEnds, ++at_; break;
        case '*': read.test = Selector::Test::kHolds, ++at_; break;
        default: read.test = Selector::Test::kEquals;
      }
      if (at_ >= text_.size() || text_[at_] != '=') return false;
      ++at_;
      const char quote = at_ < text_.size() ? text_[at_] : '\0';
      const bool quoted = quote == '"' || quote == '\'';
      const std::size_t start = quoted ? at_ + 1 : at_;
      const std::size_t end = text_.find(quoted ? quote : ']', start);
      if (end == std::string_view::npos) return false;
      read.value = text_.substr(start, end - start);
      at_ = quoted ? end + 1 : end;
    }
    if (at_ >= text_.size() || text_[at_] != ']') return false;
    ++at_;
    compound.conditions.push_back(std::move(read));
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Result<Selector> Selector::parse(std::string_view text) { return SelectorReader(text).run(); }

bool Selector::fits(const Compound& compound, const Tree& tree, NodeId id) {
  if (!tree.is_element(id) || id == 0) return false;
  if (!compound.tag.empty() && tree.name(id) != compound.tag) return false;
  for (const Condition& condition : compound.conditions) {
    const auto value = tree.attribute(id, condition.attribute);
    if (!value) return false;
    bool fits = true;
    switch (condition.test) {
      case Test::kPresent: break;
      case Test::kEquals: fits = *value == condition.value; break;
      case Test::kWord: fits = has_word(*value, condition.value); break;
      case Test::kBegins: fits = !condition.value.empty() && value->starts_with(condition.value); break;
      case Test::kEnds: fits = !condition.value.empty() && value->ends_with(condition.value); break;
      case Test::kHolds:
        fits = !condition.value.empty() && value->find(condition.value) != std::string_view::npos;
        break;
    }
    if (!fits) return false;
  }
  return compound.nth == 0 || is_nth(tree, id, compound.nth);
}

bool Selector::fits_chain(const Chain& chain, const Tree& tree, NodeId id) {
  std::size_t left = chain.size() - 1;
  if (!fits(chain[left], tree, id)) return false;
  while (left > 0) {
    const bool child = chain[left].child;
    id = tree.parent(id);
    if (!child) {
      while (id != kNone && !fits(chain[left - 1], tree, id)) id = tree.parent(id);
    }
    if (id == kNone || !fits(chain[left - 1], tree, id)) return false;
    --left;
  }
  return true;
}

bool Selector::matches(const Tree& tree, NodeId id) const {
  for (const Chain& chain : chains_) {
    if (fits_chain(chain, tree, id)) return true;
  }
  return false;
}

std::vector<NodeId> Selector::all(const Tree& tree, NodeId under) const {
  std::vector<NodeId> found;
  for (NodeId id = under; id < tree.end(under); ++id) {
    if (matches(tree, id)) found.push_back(id);
  }
  return found;
}

NodeId Selector::first(const Tree& tree, NodeId under) const {
  for (NodeId id = under; id < tree.end(under); ++id) {
    if (matches(tree, id)) return id;
  }
  return kNone;
}

}  // namespace peil::html
