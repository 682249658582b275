// items/fields.cpp -- records read as listings, feedback and posts.
#include "items/fields.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/hash.hpp"
#include "base/words.hpp"
#include "items/columns.hpp"
#include "items/messages.hpp"
#include "items/quotes.hpp"
#include "items/record_words.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

using html::Hint;
using html::kNone;
using html::NodeId;
using html::Span;
using html::Tag;

constexpr std::size_t kTitleBytes = 300;

/// The element whose text is the whole of what the leaf begins: its link, heading, or the element that
/// holds the text itself.
NodeId whole_of(const html::View& view, NodeId node, NodeId record) {
  const NodeId link = view.link[node];
  if (link != kNone && link >= record && view.page->spans[link].size() <= kTitleBytes &&
      view.last_run[link] - view.first_run[link] <= 6 &&
      view.text_of(link).find('\n') == std::string_view::npos) {
    return link;
  }
  return view.tree->parent(node);
}

/// Link texts of the page's menus, for telling categories: hashes of text.
std::unordered_set<std::uint64_t> menu_words(const PageContext& page) {
  std::unordered_set<std::uint64_t> words;
  const html::View& view = page.view;
  for (std::uint32_t run = 0; run < view.page->runs.size(); ++run) {
    const NodeId node = view.page->runs[run].node;
    if (!view.is(node, html::kInLink) || !view.is(node, html::kInNavigation)) continue;
    const std::string_view text = trim(view.run_text(run));
    if (text.size() >= 2 && text.size() <= 60) words.insert(hash64(to_lower_ascii(clean_name(text))));
  }
  return words;
}

class RecordReader {
 public:
  RecordReader(const PageContext& page, const RecordList& list)
      : page_(page),
        view_(page.view),
        tree_(*page.view.tree),
        list_(list),
        columns_(lay_out(page, list.members)) {}

  std::vector<Item> listings() {
    title_ = title_column(columns_);
    menu_ = menu_words(page_);
    header_ = header_fields(view_, list_.members.back());
    units_ = header_texts(view_, list_.members.back());
    sections_ = section_headings(view_, list_.members);
    std::vector<Item> items;
    for (std::size_t i = 0; i < list_.members.size(); ++i) {
      if (is_header_row(list_.members[i])) continue;
      Item item = listing(i);
      if (item.category_path.empty() && !sections_[i].empty()) item.category_path.push_back(sections_[i]);
      if (!item.title.empty() || !item.prices.empty()) items.push_back(std::move(item));
    }
    return items;
  }

  std::vector<Item> messages() {
    header_ = header_fields(view_, list_.members.back());
    settle_header();
    holders_.emplace(page_, list_, header_);
    std::vector<Item> items;
    for (NodeId member : list_.members) {
      if (is_header_row(member)) continue;
      std::optional<Item> item = list_.kind == ListKind::kFeedback ? feedback(member) : post(member);
      if (!item) continue;
      if (item->form == Form::kPost && item->vendor.empty() && !items.empty() && goes_on(tree_, member))
        item->vendor = items.back().vendor;
      items.push_back(std::move(*item));
    }
    return items;
  }

 private:
  /// "Beoordeling", "Bewertung": the word means a mark or what is said; the cells under it tell which.
  void settle_header() {
    std::vector<double> words(header_.size(), 0);
    for (NodeId member : list_.members) {
      const std::vector<NodeId> cells = cells_of(view_, member);
      for (std::size_t i = 0; i < std::min(cells.size(), header_.size()); ++i) {
        const std::string_view text = view_.text_of(cells[i]).substr(0, 200);
        words[i] += 1 + static_cast<double>(std::count(text.begin(), text.end(), ' '));
      }
    }
    const double most = 2.5 * static_cast<double>(list_.members.size());
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (header_[i] == Field::kRating && words[i] > most) header_[i] = Field::kFeedback;
      if (header_[i] == Field::kFeedbackCount)
        header_[i] = words[i] > most ? Field::kFeedback : Field::kRating;
      if (header_[i] == Field::kFeedback && words[i] < most / 2) header_[i] = Field::kRating;
    }
  }

  /// What the header row says of the cells of a feedback: its mark, and what was bought.
  void feedback_cells(NodeId member, Item& item) {
    const std::vector<NodeId> cells = cells_of(view_, member);
    for (std::size_t i = 0; i < std::min(cells.size(), header_.size()); ++i) {
      const Span span = view_.page->spans[cells[i]];
      if (span.empty()) continue;
      if (header_[i] == Field::kRating) page_.facts.read_field(item, Field::kRating, span);
      if (header_[i] != Field::kTitle && header_[i] != Field::kAbout) continue;
      item.about_title = one_line(view_.page->of(span), kTitleBytes);
      const NodeId link = view_.link[view_.page->runs[first(cells[i])].node];
      item.about_url = href(link);
    }
  }

  /// Without labels: what stands outside of what is said, cut at dashes and dots. A part that is a mark is
  /// the mark; a part with a name and nothing else, beside a date or a mark in the same run, is what was
  /// bought.
  void unlabelled_parts(NodeId member, Item& item) {
    for (std::uint32_t run = first(member); run < last(member); ++run) {
      const Span span = view_.page->runs[run].span;
      if (span.size() > 160 || (span.begin >= item.span->begin && span.end <= item.span->end)) continue;
      const std::vector<Span> parts = parts_of(view_.page->text, span);
      bool known = page_.marks.dates_in(run, run + 1) > 0;
      for (Span part : parts) {
        if (!is_rating(view_.page->of(part))) continue;
        known = true;
        if (item.rating.empty()) page_.facts.read_field(item, Field::kRating, part);
      }
      for (Span part : parts) {
        const std::string_view text = view_.page->of(part);
        const bool plain = known && parts.size() > 1 && is_name(text) && !is_rating(text) &&
                           dates_in(page_.marks, part).empty() && prices_in(page_.marks, part).empty();
        if (plain && item.about_title.empty() && view_.link[view_.page->runs[run].node] == kNone)
          item.about_title = one_line(text, kTitleBytes);
      }
    }
  }

  /// A row of th, or of words that are all labels.
  bool is_header_row(NodeId row) const {
    std::size_t cells = 0;
    std::size_t labels = 0;
    for (NodeId cell : cells_of(view_, row)) {
      if (view_.page->spans[cell].empty()) continue;
      ++cells;
      labels += tree_.tag(cell) == Tag::kTh || field_of_label(view_.text_of(cell)) != Field::kNone ? 1 : 0;
    }
    return cells >= 2 && labels == cells;
  }

  std::uint32_t first(NodeId member) const { return view_.first_run[member]; }
  std::uint32_t last(NodeId member) const { return view_.last_run[member]; }
  std::string href(NodeId link) const {
    if (link == kNone || trim(tree_.value(link, html::Attr::kHref)).starts_with('#')) return {};
    return absolute(tree_.value(link, html::Attr::kHref), page_.base);
  }

  Item listing(std::size_t number) {
    const NodeId member = list_.members[number];
    Item item;
    item.span = view_.page->spans[member];
    title_of(number, member, item);
    page_.facts.read_all(item);
    for (const Pair& pair : pairs_in(page_.marks, first(member), last(member))) labelled(pair, item);
    by_header(member, item);
    price_column(number, item);
    vendor_of(member, item);
    category_of(member, item);
    date_of(member, item);
    if (!item.stock && says_sold_out(view_.text_of(member))) item.stock = 0;
    return item;
  }

  void title_of(std::size_t number, NodeId member, Item& item) {
    const Leaf* leaf = title_ >= 0 ? columns_.first(number, static_cast<std::uint32_t>(title_)) : nullptr;
    std::uint32_t run = leaf != nullptr ? leaf->run : kNone;
    if (run == kNone) {  // this record is built in another way: its longest linked text
      for (const Leaf& other : columns_.leaves[number]) {
        const bool titled = page_.marks.title_sum[other.run + 1] > page_.marks.title_sum[other.run];
        if (titled &&
            (run == kNone || view_.page->runs[other.run].span.size() > view_.page->runs[run].span.size()))
          run = other.run;
      }
    }
    if (run == kNone) return;
    const NodeId node = view_.page->runs[run].node;
    const NodeId whole = whole_of(view_, node, member);
    // A label before the title in the same element is no part of it.
    const bool labelled = field_of_label(view_.text_of(whole).substr(0, 40)) != Field::kNone;
    item.title = one_line(labelled ? view_.run_text(run) : view_.text_of(whole), kTitleBytes);
    item.url = href(view_.link[node]);
    if (leads_to_action(item.url)) item.url.clear();
    title_run_ = run;
    if (item.url.empty()) item.url = first_link(member, item.title);
  }

  /// A link of the record that is no seller's, no category's and no button: or a picture's.
  std::string first_link(NodeId member, std::string_view) const {
    for (NodeId id = member; id < tree_.end(member); ++id) {
      if (tree_.tag(id) != Tag::kA || !tree_.has(id, html::Attr::kHref) || is_vendor_link(view_, id))
        continue;
      std::string found = href(id);
      if (!found.empty() && !leads_to_action(found)) return found;
    }
    return view_.link[member] != kNone ? href(view_.link[member]) : std::string();
  }

  void labelled(const Pair& pair, Item& item) {
    switch (pair.field) {
      case Field::kDate: set_date(pair.value, item.listed_at); break;
      case Field::kSince: set_date(pair.value, item.vendor.since); break;
      case Field::kCategory: set_categories(pair, item); break;
      case Field::kVendor: set_vendor(pair, item); break;
      case Field::kTitle:
        if (item.title.empty()) item.title = one_line(view_.page->of(pair.value), kTitleBytes);
        break;
      default: page_.facts.read_field(item, pair.field, pair.value);
    }
  }

  void set_date(Span value, std::string& target) const {
    if (!target.empty()) return;
    for (const facts::Date& date : dates_in(page_.marks, value)) {
      target = date_text(date);
      return;
    }
  }

  void set_vendor(const Pair& pair, Item& item) const {
    for (std::uint32_t run = pair.first_run; run < pair.last_run; ++run) {
      const NodeId node = view_.page->runs[run].node;
      if (view_.link[node] == kNone || view_.page->spans[view_.link[node]].begin < pair.value.begin) continue;
      item.vendor.name = clean_name(view_.run_text(run));
      item.vendor.url = href(view_.link[node]);
      if (!item.vendor.name.empty()) return;
    }
    if (item.vendor.name.empty()) item.vendor.name = clean_name(first_of(view_, pair));
  }

  void set_categories(const Pair& pair, Item& item) const {
    if (!item.category_path.empty()) return;
    for (std::uint32_t run = pair.first_run; run < pair.last_run; ++run) {
      std::string_view rest = view_.run_text(run);
      while (!rest.empty()) {
        std::size_t end = rest.find_first_of("/>");
        if (const std::size_t sign = rest.find("\xC2\xBB"); sign < end) end = sign;
        std::string name = clean_name(rest.substr(0, end));
        if (!name.empty() && name != "\xC2\xBB") item.category_path.push_back(std::move(name));
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + (rest[end] == '\xC2' ? 2 : 1));
      }
    }
  }

  /// Cells under the words of a header row.
  void by_header(NodeId member, Item& item) {
    if (header_.empty() && units_.empty()) return;
    std::size_t number = 0;
    for (NodeId cell : cells_of(view_, member)) {
      const Field field = number < header_.size() ? header_[number] : Field::kNone;
      ++number;
      const Span span = view_.page->spans[cell];
      if (field == Field::kNone && number - 1 < units_.size() && !span.empty() &&
          begins_with_amount(units_[number - 1]) && page_.marks.prices_in(first(cell), last(cell)) > 0)
        page_.facts.read_unit(item, span, units_[number - 1]);
      if (field == Field::kNone || span.empty()) continue;
      if (field == Field::kPrice && number - 1 < units_.size()) {
        page_.facts.read_price_field(item, span, units_[number - 1]);
        page_.facts.read_unit(item, span, units_[number - 1]);
        continue;
      }
      labelled({field, first(cell), first(cell), last(cell), span}, item);
    }
  }

  /// The prices that stand where the list has its prices come first; struck ones go.
  void price_column(std::size_t number, Item& item) {
    drop_struck(item);
    if (item.prices.size() < 2) return;
    int best = -1;
    double best_score = 0;
    const auto records = static_cast<double>(list_.members.size());
    for (std::size_t c = 0; c < columns_.columns.size(); ++c) {
      const Column& column = columns_.columns[c];
      const double score =
          column.priced / records +
          .5 * (column.price_class - 1.5 * column.old_class) / std::max(1.0, column.records) -
          .3 * column.linked / std::max(1.0, column.records) -
          .03 * column.words / std::max(1.0, column.records);
      if (column.priced > 0 && score > best_score) {
        best_score = score;
        best = static_cast<int>(c);
      }
    }
    if (best < 0) return;
    std::vector<Span> spans;
    for (const Leaf& leaf : columns_.leaves[number]) {
      if (leaf.column == static_cast<std::uint32_t>(best)) spans.push_back(view_.page->runs[leaf.run].span);
    }
    const std::uint32_t shift = item.span->begin;
    std::stable_partition(item.prices.begin(), item.prices.end(), [&](const Price& price) {
      if (!price.evidence.start) return false;
      const std::size_t at = *price.evidence.start + shift;
      return std::any_of(spans.begin(), spans.end(),
                         [&](Span span) { return at >= span.begin && at < span.end; });
    });
  }

  /// A price that is struck out, or named old, is not asked any more.
  void drop_struck(Item& item) const {
    const auto struck = [&](const Price& price) {
      if (!price.evidence.start) return false;
      const std::size_t at = *price.evidence.start + item.span->begin;
      const auto& runs = view_.page->runs;
      const auto after =
          std::upper_bound(runs.begin(), runs.end(), at,
                           [](std::size_t offset, const html::Run& run) { return offset < run.span.begin; });
      if (after == runs.begin()) return false;
      const NodeId up = tree_.parent(std::prev(after)->node);
      return view_.is(up, html::kStruck) ||
             (html::has(view_.hints[up], Hint::kOld) && !html::has(view_.hints[up], Hint::kSale));
    };
    const auto kept = std::count_if(item.prices.begin(), item.prices.end(),
                                    [&](const Price& price) { return !struck(price); });
    if (kept > 0) std::erase_if(item.prices, struck);
  }

  void vendor_of(NodeId member, Item& item) const {
    if (!item.vendor.name.empty()) return;
    for (std::uint32_t run = first(member); run < last(member); ++run) {
      const NodeId link = view_.link[view_.page->runs[run].node];
      if (run == title_run_ || link == kNone || link < member || !is_vendor_link(view_, link)) continue;
      if (list_.kind != ListKind::kListing && page_.marks.dates_in(run, run + 1) > 0)
        continue;  // its own address
      const std::string name = clean_name(view_.run_text(run));
      if (name.empty() || is_button_text(name) || name == item.title) continue;
      item.vendor.name = name;
      item.vendor.url = href(link);
      return;
    }
    for (std::uint32_t run = first(member); run < last(member); ++run) {
      const NodeId up = tree_.parent(view_.page->runs[run].node);
      if (run == title_run_ || !html::has(view_.hints[up], Hint::kVendor) ||
          (list_.kind == ListKind::kListing && html::has(view_.hints[up], Hint::kTitle)))
        continue;
      const std::string name = clean_name(without_label(view_.run_text(run)));
      if (!name.empty() && name.size() <= 40 && field_of_label(name) == Field::kNone) {
        item.vendor.name = name;
        return;
      }
    }
  }

  /// Links in a row, parted by / > » only, that all stand in the page's menu.
  void category_of(NodeId member, Item& item) const {
    if (!item.category_path.empty()) return;
    std::vector<std::string> path;
    for (std::uint32_t run = first(member); run <= last(member); ++run) {
      const bool end = run == last(member);
      const NodeId node = end ? kNone : view_.page->runs[run].node;
      const bool linked = !end && view_.link[node] != kNone && run != title_run_;
      const std::string_view text = end ? std::string_view() : trim(view_.run_text(run));
      if (linked && menu_.contains(hash64(to_lower_ascii(clean_name(text))))) {
        path.push_back(clean_name(text));
        continue;
      }
      const bool divider =
          text == "/" || text == ">" || text == "\xC2\xBB" || text == "\xE2\x80\xBA" || text == "|";
      if (!path.empty() && divider) continue;
      if (path.size() >= 2) break;
      path.clear();
    }
    if (path.size() >= 2) item.category_path = std::move(path);
  }

  void date_of(NodeId member, Item& item) const {
    if (!item.listed_at.empty()) return;
    for (const facts::Date& date : dates_in(page_.marks, view_.page->spans[member])) {
      // Not the date of a title, nor one that a label has given another meaning.
      const bool taken = is_of_the_author(page_, member, date);
      const Span title = title_run_ == kNone ? Span() : view_.page->runs[title_run_].span;
      if (taken || (date.start >= title.begin && date.start < title.end)) continue;
      item.listed_at = date_text(date);
      return;
    }
  }

  // ---- feedback and posts

  std::optional<Item> feedback(NodeId member) {
    Item item;
    item.form = Form::kFeedback;
    const NodeId holder = holders_->of(member);
    const Span span = message_span(member, holder, item);
    if (span.empty()) return std::nullopt;
    item.span = span;
    const Span whole = view_.page->spans[member];
    for (const facts::Date& date : dates_in(page_.marks, whole)) {
      if (date.start >= span.begin && date.start < span.end && span.size() > 30) continue;
      item.rated_at = item.listed_at = date_text(date);
      break;
    }
    if (item.rated_at.empty() && mostly_dated()) return std::nullopt;  // a row of paging, not of the list
    feedback_prices(member, holder, whole, item);
    feedback_cells(member, item);
    title_run_ = kNone;
    for (const Pair& pair : pairs_in(page_.marks, first(member), last(member))) {
      if (pair.field == Field::kRating) page_.facts.read_field(item, pair.field, pair.value);
    }
    unlabelled_parts(member, item);
    return item;
  }

  bool mostly_dated() const {
    std::size_t dated = 0;
    for (NodeId member : list_.members)
      dated += page_.marks.dates_in(first(member), last(member)) > 0 ? 1 : 0;
    return dated * 5 >= list_.members.size() * 3;
  }

  void feedback_prices(NodeId member, NodeId holder, Span whole, Item& item) {
    std::size_t number = 0;
    for (NodeId cell : cells_of(view_, member)) {
      if (number < header_.size() && header_[number] == Field::kPrice)
        page_.facts.read_price_field(item, view_.page->spans[cell]);
      ++number;
    }
    if (!item.prices.empty()) return;
    for (const facts::Price& price : prices_in(page_.marks, whole)) {
      const Span said = view_.page->spans[holder];
      if (holder != member && price.start >= said.begin && price.start < said.end) continue;
      if (price.start >= item.span->begin && price.start < item.span->end) continue;
      page_.facts.read_price_field(
          item, {static_cast<std::uint32_t>(price.start), static_cast<std::uint32_t>(price.end)});
    }
  }

  /// Leaves of the element that names call the product are what the feedback is about.
  Span message_span(NodeId member, NodeId holder, Item& item) const {
    for (std::uint32_t run = first(member); run < last(member); ++run) {
      const NodeId node = view_.page->runs[run].node;
      const html::HintMask hints =
          view_.hints[tree_.parent(node)] | view_.hints[tree_.parent(tree_.parent(node))];
      const NodeId link = view_.link[node];
      const bool goods_link = link != kNone && link > member && !href(link).empty() &&
                              !is_vendor_link(view_, link) && !is_button_text(view_.run_text(run));
      const bool named = html::has(hints, Hint::kProduct) && !html::has(hints, Hint::kMessage) &&
                         !html::has(hints, Hint::kPrice);
      if (!item.about_title.empty() || !(goods_link || (named && node > holder && node < tree_.end(holder))))
        continue;
      item.about_title = one_line(view_.run_text(run), kTitleBytes);
      item.about_url = href(link);
    }
    // A paragraph in it is the message; else what is left without the product's name.
    Span rest = view_.page->spans[holder];
    for (NodeId id = holder + 1; id < tree_.end(holder); ++id) {
      if (tree_.tag(id) == Tag::kP && !view_.page->spans[id].empty()) {
        const Span last_paragraph = last_span(Tag::kP, holder);
        return {view_.page->spans[id].begin, std::max(view_.page->spans[id].end, last_paragraph.end)};
      }
    }
    return first_words(holder, rest, item);
  }

  /// The first element of the holder that is not named product, title or user; what stands in other
  /// elements behind it is the product's name or the like.
  Span first_words(NodeId holder, Span rest, Item& item) const {
    NodeId said = kNone;
    for (std::uint32_t run = first(holder); run < last(holder); ++run) {
      const NodeId up = tree_.parent(view_.page->runs[run].node);
      const html::HintMask hints = view_.hints[up];
      const bool named = html::has(hints, Hint::kProduct) || html::has(hints, Hint::kVendor) ||
                         html::has(hints, Hint::kTitle);
      if (said == kNone) {
        if (named ||
            (!item.about_title.empty() && one_line(view_.run_text(run), kTitleBytes) == item.about_title))
          continue;
        said = up;
        rest = view_.page->runs[run].span;
      } else if (up == said || (tree_.parent(up) == said && said != holder)) {
        rest.end = view_.page->runs[run].span.end;
      } else if (item.about_title.empty() && !named && !is_button_text(view_.run_text(run))) {
        item.about_title = one_line(view_.run_text(run), kTitleBytes);
        break;
      }
    }
    return rest;
  }

  Span last_span(Tag tag, NodeId under) const {
    Span found;
    for (NodeId id = under; id < tree_.end(under); ++id) {
      if (tree_.tag(id) == tag && !view_.page->spans[id].empty()) found = view_.page->spans[id];
    }
    return found;
  }

  std::optional<Item> post(NodeId member) {
    Item item;
    item.form = Form::kPost;
    const NodeId holder = holders_->of(member);
    if (view_.page->spans[holder].empty()) return std::nullopt;
    item.quotes = quotes_under(view_, holder);
    const Span whole = view_.page->spans[holder], said = without_quotes(view_, whole, item.quotes);
    item.span = said;
    title_run_ = kNone;
    page_.facts.read_all(item);
    item.span = whole;  // who is quoted is no author
    vendor_of(member, item);
    if (item.vendor.name.empty()) item.vendor.name = named_author(member, *item.span);
    item.listed_at = date_of_post(page_, member, *item.span);
    permalink_of(member, item);
    for (std::uint32_t run = first(member); run < last(member) && item.title.empty(); ++run) {
      if (view_.is(view_.page->runs[run].node, html::kInHeading))
        item.title = one_line(view_.run_text(run), kTitleBytes);
    }
    item.span = said;
    return item;
  }

  /// A short leaf before what is said, in an element that is called author or name.
  std::string named_author(NodeId member, Span said) const {
    for (std::uint32_t run = first(member); run < last(member); ++run) {
      const Span span = view_.page->runs[run].span;
      if (span.begin >= said.begin) break;
      const NodeId up = tree_.parent(view_.page->runs[run].node);
      const html::HintMask hints = view_.hints[up];
      if (!(html::has(hints, Hint::kAuthor) || html::has(hints, Hint::kTitle)) || span.size() > 40 ||
          html::has(hints, Hint::kDate) || view_.is(view_.page->runs[run].node, html::kInHeading) ||
          page_.marks.dates_in(run, run + 1) > 0)
        continue;
      const std::string name = clean_name(view_.run_text(run));
      if (name.size() >= 2 && field_of_label(name) == Field::kNone && !is_button_text(name)) return name;
    }
    return {};
  }

  /// The link on a post's date is its address, before its body or behind; the first other link before its
  /// body is its author.
  void permalink_of(NodeId member, Item& item) const {
    for (std::uint32_t run = first(member); run < last(member); ++run) {
      const NodeId link = view_.link[view_.page->runs[run].node];
      const std::uint32_t at = view_.page->runs[run].span.begin;
      if (link == kNone || link < member || (at >= item.span->begin && at < item.span->end)) continue;
      const bool dated = page_.marks.date_sum[run + 1] > page_.marks.date_sum[run];
      const std::string text = clean_name(view_.run_text(run));
      if (dated) {
        if (item.url.empty()) item.url = href(link);
      } else if (at < item.span->begin && item.vendor.name.empty() && text.size() >= 2 && text.size() <= 60 &&
                 text.back() != '.' && text[0] != '#' && !is_button_text(text) &&
                 !view_.is(view_.page->runs[run].node, html::kInHeading)) {
        item.vendor.name = text;
        item.vendor.url = href(link);
      }
    }
  }

  const PageContext& page_;
  const html::View& view_;
  const html::Tree& tree_;
  const RecordList& list_;
  Columns columns_;
  int title_ = -1;
  std::uint32_t title_run_ = kNone;
  std::unordered_set<std::uint64_t> menu_;
  std::vector<Field> header_;
  std::vector<std::string> sections_;    // of each member: the heading above it, where headings part the list
  std::vector<std::string_view> units_;  // words of the header's cells: "Price per gram"
  std::optional<MessageHolders> holders_;
};

}  // namespace

std::vector<Item> read_listings(const PageContext& page, const RecordList& list) {
  return RecordReader(page, list).listings();
}
std::vector<Item> read_messages(const PageContext& page, const RecordList& list) {
  return RecordReader(page, list).messages();
}

}  // namespace peil::items
