// html/text.cpp -- the tree laid out as text.
#include "html/text.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/words.hpp"

namespace peil::html {

namespace {

constexpr std::array<bool, 256> kBlank = [] {
  std::array<bool, 256> table = {};
  for (unsigned char c : {' ', '\t', '\n', '\f', '\r', '\v'}) table[c] = true;
  return table;
}();

/// Length of the white space at `at`: 1, 2 for U+00A0, or 0.
std::size_t blank_at(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (kBlank[byte]) return 1;
  return byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) == 0xA0 ? 2 : 0;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0; }

/// A sign of money and a digit behind it.
bool begins_with_money(std::string_view text) {
  for (std::string_view sign : {"$", "\xC2\xA3", "\xE2\x82\xAC"}) {
    if (text.starts_with(sign)) return text.size() == sign.size() || is_digit(text[sign.size()]);
  }
  return false;
}

class Renderer {
 public:
  Renderer(const Tree& tree, PageText& out) : tree_(tree), out_(out) {}

  void run() {
    out_.text.clear();
    out_.runs.clear();
    out_.blocks.clear();
    out_.cut = false;
    out_.spans.assign(tree_.size(), Span());
    for (NodeId id = 0; id < tree_.size();) {
      while (!open_.empty() && tree_.end(open_.back().node) <= id) leave();
      if (out_.cut) break;
      if (tree_.tag(id) == Tag::kText) {
        text(id++);
      } else {
        id = enter(id);
      }
    }
    close_block();
    sum_spans();
  }

 private:
  /// What stands between the last text and the next, weakest first. kBreak: a line end within a block.
  enum Gap : std::uint8_t { kNothing, kSpace, kTab, kBreak, kLine };

  struct Open {
    NodeId node;
    NodeId block;  ///< nearest block-level element, itself included
    bool pre;
    std::uint32_t text_before;  ///< length of the text when it was entered
  };

  void gap(Gap wanted) { gap_ = std::max(gap_, wanted); }

  NodeId enter(NodeId id) {
    const Tag tag = tree_.tag(id);
    Layout layout = layout_of(tag);
    // A text area that cannot be written in is there to be read: PGP keys stand in such.
    if (tag == Tag::kTextarea && tree_.attribute(id, "readonly")) layout = Layout::kPre;
    if (layout == Layout::kHidden) return tree_.end(id);
    if (tree_[id].attribute_count > 0 && is_hidden(tree_, id)) return tree_.end(id);
    if (layout == Layout::kBreak) {
      gap(gap_ == kBreak ? kLine : kBreak);  // two part blocks
      return id + 1;
    }
    Open open = {id, open_.empty() ? id : open_.back().block, !open_.empty() && open_.back().pre,
                 static_cast<std::uint32_t>(out_.text.size())};
    if (layout == Layout::kInline) {
      part_inline(id, tag);
    } else {
      open.block = id;
      open.pre = open.pre || layout == Layout::kPre;
      if (layout == Layout::kCell) {
        cell_gap(id);
      } else {
        gap(kLine);
      }
      kept_blanks_.clear();
    }
    open_.push_back(open);
    return id + 1;
  }

  /// Styled elements that touch in the source are set apart on the screen: a price and its button, the
  /// whole and the small cents. A word is not parted by what is only bold.
  void part_inline(NodeId id, Tag tag) {
    if (left_styled_ != id && !(tag == Tag::kSup && is_cents(id))) return;
    if (tag != Tag::kSup && !is_styled(id, tag)) return;
    soft_ = gap_ == kNothing;
    gap(kSpace);
  }

  bool is_styled(NodeId id, Tag tag) const {
    return tag == Tag::kA || tag == Tag::kButton || tag == Tag::kLabel || tag == Tag::kSpan ||
           tag == Tag::kTime || tag == Tag::kSmall || is_component(id, tag) || tree_.has(id, Attr::kClass);
  }

  /// An element of the author's own making: laid out by itself.
  bool is_component(NodeId id, Tag tag) const {
    return tag == Tag::kOther && tree_.name(id).find('-') != std::string_view::npos;
  }

  /// Two digits, set small behind a digit.
  bool is_cents(NodeId id) const {
    const NodeId child = tree_.first_child(id);
    if (child == kNone || out_.text.empty() || gap_ != kNothing) return false;
    const std::string_view digits = tree_.text(child);
    return digits.size() == 2 && is_digit(digits[0]) && is_digit(digits[1]) && is_digit(out_.text.back());
  }

  /// Between cells a tab, unless this is the row's first, or the last one holds several lines.
  void cell_gap(NodeId id) {
    const bool first = open_.empty() || tree_.tag(open_.back().node) != Tag::kTr || last_cell_ == kNone ||
                       tree_.parent(last_cell_) != tree_.parent(id) ||
                       out_.text.size() <= open_.back().text_before;
    if (first || (last_line_ != 0 && last_line_ > last_cell_start_)) {
      gap(kLine);
    } else {
      gap_ = kTab;
    }
    last_cell_ = id;
    cell_begins_ = true;
  }

  void leave() {
    const Open open = open_.back();
    open_.pop_back();
    const Layout layout = layout_of(tree_.tag(open.node));
    if (layout == Layout::kInline) {
      if (is_styled(open.node, tree_.tag(open.node))) left_styled_ = tree_.end(open.node);
      return;
    }
    if (layout == Layout::kCell) {
      if (out_.text.size() > open.text_before) last_cell_ = open.node;
      gap(kTab);
    } else {
      gap(kLine);
    }
    kept_blanks_.clear();
  }

  void text(NodeId id) {
    const std::string_view source = tree_.text(id);
    const bool pre = !open_.empty() && open_.back().pre;
    std::size_t at = 0;
    run_begin_ = kNone;
    std::uint32_t first = kNone;
    while (at < source.size()) {
      const std::size_t word = skip_blanks(source, at, pre);
      if (word >= source.size()) break;
      std::size_t end = word;
      while (end < source.size() && blank_at(source, end) == 0) ++end;
      if (out_.text.size() + (end - word) + 2 > limits::kTextBytes) {
        out_.cut = true;
        break;
      }
      if (gap_ == kNothing && first == kNone) part_numbers(id, source.substr(word));
      fill_gap(id, source[word]);
      if (run_begin_ == kNone) run_begin_ = static_cast<std::uint32_t>(out_.text.size());
      if (first == kNone) first = run_begin_;
      out_.text.append(source.substr(word, end - word));
      at = end;
    }
    if (first == kNone) return;
    end_run(id);
    out_.spans[id] = {first, static_cast<std::uint32_t>(out_.text.size())};
  }

  /// Two elements side by side never make one number: "€ 60,00" and "3 seeds" touch in the source only. What
  /// is bold within a number is no element beside it. Nor do a word and an amount of money touch.
  void part_numbers(NodeId id, std::string_view next) {
    if (!block_open_ || !kept_blanks_.empty() || out_.runs.empty()) return;
    const char before_it = out_.text.back();
    const bool numbers = is_digit(next[0]) && is_digit(before_it);
    const bool money = begins_with_money(next) && (is_letter(before_it) || is_digit(before_it));
    if (!numbers && !money) return;
    const NodeId before = tree_.parent(out_.runs.back().node);
    const NodeId after = tree_.parent(id);
    if (tree_.end(before) <= id && out_.runs.back().node < after) gap(kSpace);
  }

  void end_run(NodeId id) {
    if (run_begin_ != kNone)
      out_.runs.push_back({id, {run_begin_, static_cast<std::uint32_t>(out_.text.size())}});
    run_begin_ = kNone;
  }

  /// Returns where the next word begins. What blanks mean is noted in gap_ and kept_blanks_.
  std::size_t skip_blanks(std::string_view source, std::size_t at, bool pre) {
    const std::size_t start = at;
    while (at < source.size()) {
      const std::size_t length = blank_at(source, at);
      if (length == 0) break;
      at += length;
    }
    if (at == start) return at;
    soft_ = false;
    if (pre) {
      kept_blanks_.append(source.substr(start, at - start));
    } else {
      gap(kSpace);
    }
    return at;
  }

  void fill_gap(NodeId id, char next) {
    // A blank that only styles speak for never stands before a stop or behind a bracket.
    if (soft_ && gap_ == kSpace && std::string_view(".,:;!?)]%'").find(next) != std::string_view::npos)
      gap_ = kNothing;
    if (soft_ && gap_ == kSpace && !out_.text.empty() &&
        std::string_view("([#@'").find(out_.text.back()) != std::string_view::npos)
      gap_ = kNothing;
    soft_ = false;
    if (!kept_blanks_.empty() && !out_.text.empty() && gap_ < kTab) {
      keep_blanks(id);
    } else if (out_.text.empty() || gap_ >= kTab) {
      new_line();
    } else if (gap_ == kSpace) {
      out_.text.push_back(' ');
    } else if (!block_open_) {
      open_block();
    }
    kept_blanks_.clear();
    gap_ = kNothing;
  }

  void new_line() {
    const bool same_block = block_open_ && gap_ == kBreak;
    if (!same_block) close_block();
    if (!out_.text.empty()) {
      if (gap_ >= kBreak) last_line_ = static_cast<std::uint32_t>(out_.text.size());
      out_.text.push_back(gap_ == kTab ? '\t' : '\n');
    }
    if (cell_begins_) last_cell_start_ = static_cast<std::uint32_t>(out_.text.size());
    cell_begins_ = false;
    if (!same_block) open_block();
  }

  /// White space of pre as it is, with plain line ends; an empty line parts blocks.
  void keep_blanks(NodeId id) {
    std::size_t lines = 0;
    std::string kept;
    for (std::size_t i = 0; i < kept_blanks_.size(); ++i) {
      const char c = kept_blanks_[i];
      if (c == '\r') {
        if (i + 1 < kept_blanks_.size() && kept_blanks_[i + 1] == '\n') continue;
        kept.push_back('\n');
      } else if (c == '\xC2') {
        kept.push_back(' ');
      } else if (c != '\xA0') {
        kept.push_back(c == '\f' || c == '\v' ? ' ' : c);
      }
      lines += !kept.empty() && kept.back() == '\n' && c != '\xA0' ? 1 : 0;
    }
    if (lines >= 2) {
      end_run(id);
      close_block();
    }
    if (lines > 0) last_line_ = static_cast<std::uint32_t>(out_.text.size());
    out_.text.append(kept);
    if (!block_open_) open_block();
  }

  void open_block() {
    block_open_ = true;
    const auto begin = static_cast<std::uint32_t>(out_.text.size());
    out_.blocks.push_back({open_.empty() ? 0 : open_.back().block,
                           {begin, begin},
                           static_cast<std::uint32_t>(out_.runs.size()),
                           0});
  }

  void close_block() {
    if (!block_open_) return;
    out_.blocks.back().span.end = static_cast<std::uint32_t>(out_.text.size());
    out_.blocks.back().last_run = static_cast<std::uint32_t>(out_.runs.size());
    block_open_ = false;
  }

  /// Of elements, from those of their children: one pass from the last node to the first.
  void sum_spans() {
    for (NodeId id = tree_.size(); id-- > 1;) {
      const Span span = out_.spans[id];
      if (span.empty()) continue;
      Span& up = out_.spans[tree_.parent(id)];
      up = up.empty() ? span : Span{std::min(up.begin, span.begin), std::max(up.end, span.end)};
    }
  }

  const Tree& tree_;
  PageText& out_;
  std::vector<Open> open_;
  Gap gap_ = kNothing;
  bool block_open_ = false;
  bool cell_begins_ = false;
  std::uint32_t run_begin_ = kNone;
  NodeId last_cell_ = kNone;
  bool soft_ = false;           // the space before the next text was not written in the source
  NodeId left_styled_ = kNone;  // what stands directly behind a styled inline element
  std::uint32_t last_cell_start_ = 0;
  std::uint32_t last_line_ = 0;
  std::string kept_blanks_;
};

}  // namespace

bool is_hidden(const Tree& tree, NodeId id) {
  if (tree.has(id, Attr::kHidden)) return true;
  const std::string_view style = tree.value(id, Attr::kStyle);
  if (style.size() < 11) return false;
  std::string plain;
  for (char c : style) {
    if (!kBlank[static_cast<unsigned char>(c)])
      plain.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  }
  return plain.find("display:none") != std::string::npos ||
         plain.find("visibility:hidden") != std::string::npos;
}

void render(const Tree& tree, PageText& out) { Renderer(tree, out).run(); }

}  // namespace peil::html
