// items/labels.cpp -- reading label-value pairs off the runs of a page's text.
#include "items/labels.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "base/embedded.hpp"
#include "base/words.hpp"

PEIL_EMBEDDED(labels_file, peil_data_items_labels_tsv)

namespace peil::items {

namespace {

constexpr std::size_t kLabelBytes = 40;
constexpr std::uint32_t kValueRuns = 60;

struct Table {
  std::unordered_map<std::string, Field> fields;
  std::array<std::uint64_t, 256> lengths = {};  ///< of the labels that begin with a byte, as bits
  bool may_have(std::string_view label) const {
    return !label.empty() && label.size() < 64 &&
           ((lengths[static_cast<unsigned char>(label[0])] >> label.size()) & 1) != 0;
  }
};

Table read_table() {
  Table table;
  unsigned field = 0;
  for (std::string_view line : split(labels_file(), '\n')) {
    const std::size_t tab = line.find('\t');
    if (line.empty() || line[0] == '#' || tab == std::string_view::npos) continue;
    for (std::string_view word : split(line.substr(tab + 1), '|')) {
      if (word.empty()) continue;
      table.fields.try_emplace(std::string(word), static_cast<Field>(field));
      table.lengths[static_cast<unsigned char>(word[0])] |= std::uint64_t{1} << (word.size() & 63);
    }
    ++field;
  }
  return table;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Lower case (ASCII and the accents of Latin-1), without brackets, colon, star and blanks around.
std::string normal(std::string_view label) {
  if (const std::size_t bracket = label.find('('); bracket != std::string_view::npos && bracket > 0)
    label = label.substr(0, bracket);
  while (!label.empty() && (is_blank(label.front()) || label.front() == '-' || label.front() == '*'))
    label.remove_prefix(1);
  while (!label.empty() &&
         (is_blank(label.back()) || label.back() == ':' || label.back() == '*' || label.back() == '-'))
    label.remove_suffix(1);
  std::string out = to_lower_ascii(label);
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    const auto byte = static_cast<unsigned char>(out[i + 1]);
    if (out[i] == '\xC3' && byte >= 0x80 && byte <= 0x9E) out[i + 1] = static_cast<char>(byte + 0x20);
  }
  return out;
}

class Finder {
 public:
  explicit Finder(const html::View& view) : view_(view), page_(*view.page), tree_(*view.tree) {}

  std::vector<Pair> run() {
    blocks_of_runs();
    find_header_rows();
    std::size_t header = 0;
    for (std::uint32_t run = 0; run < page_.runs.size(); ++run) {
      if (header < headers_.size() && view_.first_run[headers_[header]] == run) {
        columns(headers_[header]);
        run = view_.last_run[headers_[header++]] - 1;
        continue;
      }
      at(run);
    }
    return std::move(pairs_);
  }

 private:
  void blocks_of_runs() {
    block_.assign(page_.runs.size(), 0);
    for (std::uint32_t b = 0; b < page_.blocks.size(); ++b) {
      for (std::uint32_t r = page_.blocks[b].first_run; r < page_.blocks[b].last_run; ++r) block_[r] = b;
    }
  }

  std::vector<html::NodeId> shown_cells(html::NodeId row) const {
    std::vector<html::NodeId> cells;
    for (html::NodeId cell = tree_.first_child(row); cell != html::kNone; cell = tree_.next_sibling(cell)) {
      if ((tree_.tag(cell) == html::Tag::kTd || tree_.tag(cell) == html::Tag::kTh) &&
          !page_.spans[cell].empty())
        cells.push_back(cell);
    }
    return cells;
  }

  html::NodeId row_after(html::NodeId row) const {
    html::NodeId next = tree_.next_sibling(row);
    while (next != html::kNone && (tree_.tag(next) != html::Tag::kTr || page_.spans[next].empty()))
      next = tree_.next_sibling(next);
    return next;
  }

  /// Rows of which each cell is a label head columns: what stands beside a label there is no value. Only a
  /// row that is followed by one of values counts ("Category | Other" alone is a label and its value).
  void find_header_rows() {
    for (html::NodeId id = 1; id < tree_.size(); ++id) {
      if (tree_.tag(id) != html::Tag::kTr || page_.spans[id].empty() || page_.spans[id].size() > 400)
        continue;
      const std::vector<html::NodeId> cells = shown_cells(id);
      if (cells.size() < 2) continue;
      const bool labels = std::all_of(cells.begin(), cells.end(), [&](html::NodeId cell) {
        return field_of_label(view_.text_of(cell)) != Field::kNone;
      });
      if (!labels) continue;
      const html::NodeId next = row_after(id);
      if (next == html::kNone) continue;
      const std::vector<html::NodeId> values = shown_cells(next);
      const bool valued = !values.empty() && field_of_label(view_.text_of(values.front())) == Field::kNone;
      if (valued && (cells.size() > 2 || values.size() == 2)) headers_.push_back(id);
    }
  }

  /// A header row with one row under it: labels over their values.
  void columns(html::NodeId row) {
    const html::NodeId next = row_after(row);
    const std::vector<html::NodeId> labels = shown_cells(row);
    const std::vector<html::NodeId> values = shown_cells(next);
    const html::NodeId third = row_after(next);
    if (values.size() != labels.size() ||
        (third != html::kNone && shown_cells(third).size() == labels.size()))
      return;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const Field field = field_of_label(view_.text_of(labels[i]));
      add(field, view_.first_run[labels[i]], view_.first_run[values[i]], view_.last_run[values[i]],
          page_.spans[values[i]]);
    }
  }

  void at(std::uint32_t run) {
    const html::Span span = page_.runs[run].span;
    const std::string_view text = page_.of(span);
    if (text.size() > 8 && several(run, span, text)) return;
    const std::size_t colon = text.substr(0, kLabelBytes + 2).find(':');
    const bool closed = colon != std::string_view::npos && colon + 1 < text.size() && text[colon + 1] != '/';
    if (closed && colon > 0) {  // "Label: value" in one run
      if (const Field field = field_of_label(text.substr(0, colon)); field != Field::kNone) {
        inline_value(run, span.begin + static_cast<std::uint32_t>(colon) + 1, field);
        return;
      }
    }
    if (text.size() > kLabelBytes) return dashed(run, text);
    const Field field = field_of_label(text);
    if (field != Field::kNone && (colon == text.size() - 1 || colon_follows(run) || alone(run)))
      next_value(run, field);
    if (field == Field::kNone) dashed(run, text);
  }

  /// "Seller: x | Sold: 12" in one run: each part with a label is a pair.
  bool several(std::uint32_t run, html::Span span, std::string_view text) {
    const auto divider = [&](std::size_t at) -> std::size_t {
      for (std::string_view sign : {" | ", " \xC2\xB7 ", " \xE2\x80\xA2 "}) {
        if (text.substr(at).starts_with(sign)) return sign.size();
      }
      return 0;
    };
    if (text.find(" | ") == std::string_view::npos && text.find("\xC2\xB7") == std::string_view::npos &&
        text.find("\xE2\x80\xA2") == std::string_view::npos)
      return false;
    bool found = false;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.size(); ++at) {
      const std::size_t size = at == text.size() ? 1 : text[at] == ' ' ? divider(at) : 0;
      if (size == 0) continue;
      const std::string_view part = text.substr(begin, at - begin);
      const std::size_t colon = part.substr(0, kLabelBytes + 2).find(':');
      const Field field =
          colon == std::string_view::npos ? Field::kNone : field_of_label(part.substr(0, colon));
      if (field != Field::kNone) {
        const auto from = span.begin + static_cast<std::uint32_t>(begin + colon + 1);
        add(field, run, run, run + 1, {from, span.begin + static_cast<std::uint32_t>(at)});
        found = true;
      }
      begin = at + size;
      at = begin - 1;
    }
    return found;
  }

  /// "Vendor since - 2016-01-05".
  void dashed(std::uint32_t run, std::string_view text) {
    const std::size_t dash = text.substr(0, kLabelBytes).find(" - ");
    if (dash == std::string_view::npos) return;
    const Field field = field_of_label(text.substr(0, dash));
    if (field == Field::kSince || field == Field::kLastSeen || field == Field::kShipsFrom ||
        field == Field::kShipsTo) {
      inline_value(run, page_.runs[run].span.begin + static_cast<std::uint32_t>(dash) + 3, field);
    }
  }

  bool colon_follows(std::uint32_t run) const {
    if (run + 1 >= page_.runs.size() || block_[run + 1] != block_[run]) return false;
    return view_.run_text(run + 1).starts_with(':');
  }

  /// The run is all that its element and its block (or an emphasised, label or first element) shows,
  /// so that a word without a colon can be a label.
  bool alone(std::uint32_t run) const {
    const html::NodeId up = tree_.parent(page_.runs[run].node);
    if (page_.spans[up] != page_.runs[run].span) return false;
    const html::Tag tag = tree_.tag(up);
    const html::Block& block = page_.blocks[block_[run]];
    if (block.first_run == run && block.last_run == run + 1)
      return !view_.is(page_.runs[run].node, html::kInLink);
    return block.first_run == run &&
           (tag == html::Tag::kB || tag == html::Tag::kStrong || tag == html::Tag::kLabel ||
            tag == html::Tag::kSpan || tag == html::Tag::kI || tag == html::Tag::kTh);
  }

  void inline_value(std::uint32_t run, std::uint32_t begin, Field field) {
    // What follows in the same line belongs to the value too, up to the next label.
    const html::Block& block = page_.blocks[block_[run]];
    std::uint32_t last = run + 1;
    std::uint32_t end = page_.runs[run].span.end;
    if (begin >= end || view_.run_text(run).find('\n') == std::string_view::npos)
      extend(last, end, block.last_run);
    add(field, run, run, last, {begin, end});
  }

  /// Moves `end` over the runs of this line that are no labels themselves.
  void extend(std::uint32_t& last, std::uint32_t& end, std::uint32_t limit) const {
    while (last < limit) {
      const html::Span next = page_.runs[last].span;
      const std::string_view between = std::string_view(page_.text).substr(end, next.begin - end);
      if (between.find('\n') != std::string_view::npos || is_label(last)) break;
      end = next.end;
      ++last;
    }
  }

  bool is_label(std::uint32_t run) const {
    std::string_view text = view_.run_text(run);
    const std::size_t colon = text.substr(0, kLabelBytes).find(':');
    if (colon != std::string_view::npos && colon > 0)
      return field_of_label(text.substr(0, colon)) != Field::kNone;
    if (!colon_follows(run)) return false;
    const std::size_t slash = text.rfind('/');
    if (slash != std::string_view::npos) text.remove_prefix(slash + 1);
    return text.size() <= kLabelBytes && field_of_label(text) != Field::kNone;
  }

  void next_value(std::uint32_t run, Field field) {
    const html::Block& block = page_.blocks[block_[run]];
    std::uint32_t first = run + 1;
    if (first >= page_.runs.size()) return;
    if (first < block.last_run && !line_end_between(run, first)) {
      std::uint32_t last = first;
      std::uint32_t end = page_.runs[run].span.end;
      const std::uint32_t begin = page_.runs[first].span.begin;
      extend(last, end, block.last_run);
      if (last > first) add(field, run, first, last, {begin, end});
      return;
    }
    // The value is in the next block: of the same row, or under the same small element.
    const html::Block& next = page_.blocks[block_[first]];
    if (!belongs(run, first) || is_label(first)) return;
    std::uint32_t last = first;
    std::uint32_t end = next.span.begin;
    while (last < next.last_run && last - first < kValueRuns) end = page_.runs[last++].span.end;
    add(field, run, first, last, {page_.runs[first].span.begin, end});
  }

  bool line_end_between(std::uint32_t a, std::uint32_t b) const {
    const std::uint32_t end = page_.runs[a].span.end;
    return std::string_view(page_.text).substr(end, page_.runs[b].span.begin - end).find('\n') !=
           std::string_view::npos;
  }

  bool belongs(std::uint32_t label, std::uint32_t value) const {
    const html::NodeId a = page_.runs[label].node;
    const html::NodeId b = page_.runs[value].node;
    // Climb from the label only while the element is small: bounded work for any depth.
    html::NodeId up = tree_.parent(a);
    int steps = 0;
    while (up != html::kNone && tree_.end(up) <= b) {
      if (tree_.tag(up) == html::Tag::kTr || ++steps > 8) return false;
      up = tree_.parent(up);
    }
    if (up == html::kNone) return false;
    const html::Tag tag = tree_.tag(up);
    if (tag == html::Tag::kTr || tag == html::Tag::kDl) return true;
    const std::uint32_t around = page_.spans[up].size();
    const std::uint32_t own = page_.runs[label].span.size() + page_.blocks[block_[value]].span.size();
    return around <= own + 120 && tag != html::Tag::kTbody && tag != html::Tag::kTable;
  }

  void add(Field field, std::uint32_t label, std::uint32_t first, std::uint32_t last, html::Span value) {
    const std::string_view text = page_.text;
    while (!value.empty() &&
           (is_blank(text[value.begin]) || text[value.begin] == ':' || text[value.begin] == '-')) {
      if (text[value.begin] == '-' && value.begin + 1 < value.end && !is_blank(text[value.begin + 1])) break;
      ++value.begin;
    }
    while (!value.empty() && (is_blank(text[value.end - 1]) || text[value.end - 1] == '|')) --value.end;
    pairs_.push_back({field, label, first, last, value});
  }

  const html::View& view_;
  const html::PageText& page_;
  const html::Tree& tree_;
  std::vector<html::NodeId> headers_;  // rows that head columns
  std::vector<std::uint32_t> block_;   // of each run
  std::vector<Pair> pairs_;
};

}  // namespace

Field field_of_label(std::string_view label) {
  static const Table kTable = read_table();
  if (label.empty() || label.size() > kLabelBytes + 2) return Field::kNone;
  const std::string plain = normal(label);
  if (!kTable.may_have(plain)) return Field::kNone;
  const auto found = kTable.fields.find(plain);
  return found == kTable.fields.end() ? Field::kNone : found->second;
}

std::string_view first_of(const html::View& view, const Pair& pair) {
  for (std::uint32_t run = pair.first_run; run < pair.last_run; ++run) {
    const html::Span own = view.page->runs[run].span;
    const html::Span part = {std::max(own.begin, pair.value.begin), std::min(own.end, pair.value.end)};
    if (!part.empty()) return view.page->of(part);
  }
  return view.page->of(pair.value);
}

std::string_view without_label(std::string_view text) {
  const std::size_t colon = text.substr(0, 40).find(':');
  const bool label = colon != std::string_view::npos && field_of_label(text.substr(0, colon)) != Field::kNone;
  return label ? trim(text.substr(colon + 1)) : text;
}

std::vector<Pair> find_pairs(const html::View& view) { return Finder(view).run(); }

}  // namespace peil::items
