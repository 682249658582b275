// items/records.cpp -- groups of elements with the same path, and what speaks for each.
#include "items/records.hpp"
#include "items/fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/hash.hpp"
#include "base/words.hpp"
#include "items/columns.hpp"
#include "items/offer_words.hpp"
#include "items/record_words.hpp"

namespace peil::items {

namespace {

using html::Hint;
using html::kNone;
using html::NodeId;
using html::Tag;

constexpr std::uint32_t kLeavesOfRecord = 400;  // more is no record but a page
constexpr NodeId kNodesOfRecord = 2000;         // looked at for names
constexpr double kAlike = .4;                   // see alike()
constexpr double kMeanChars = 2500;

/// Elements of one path. Members are chained through `next`, in document order.
struct Group {
  NodeId first = kNone;
  NodeId last = kNone;
  std::uint32_t count = 0;
};

class Miner {
 public:
  Miner(const html::View& view, const Marks& marks)
      : view_(view), marks_(marks), tree_(*view.tree), page_(*view.page) {}

  Lists run() {
    group();
    Lists lists;
    for (const std::uint64_t path : order_) {
      const Group& group = groups_.at(path);
      if (group.count < 2) continue;
      price_cell_ = kNoCell;
      std::vector<NodeId> members = members_of(group);
      headed_ = drop_header(members);
      if (members.size() < 2 && !(headed_ && members.size() == 1)) continue;
      offer(members, lists.offers);
      message(without_frame(members), lists.messages);
    }
    if (!tables_.empty() && !lists.offers.members.empty()) join_tables(lists.offers);
    return lists;
  }

 private:
  void group() {
    next_.assign(tree_.size(), kNone);
    for (NodeId id = 1; id < tree_.size(); ++id) {
      if (!tree_.is_element(id) || page_.spans[id].empty()) continue;
      // A record has two leaves at least.
      if (view_.last_run[id] - view_.first_run[id] < 2 && tree_.tag(id) != Tag::kTable) continue;
      const Tag tag = tree_.tag(id);
      // Inline elements are parts of records, but for links that hold blocks or several leaves.
      const bool inline_element = html::layout_of(tag) == html::Layout::kInline && tag != Tag::kRecord &&
                                  !(tag == Tag::kOther && tree_.name(id).find('-') != std::string_view::npos);
      if (inline_element &&
          (view_.last_run[id] - view_.first_run[id] < 3 || tag == Tag::kB || tag == Tag::kFont))
        continue;
      if (tag == Tag::kHtml || tag == Tag::kBody || tag == Tag::kTd || tag == Tag::kTh || tag == Tag::kTbody)
        continue;
      // Rows belong to their table: tables side by side look alike.
      if (tag == Tag::kTable) table_ = id;
      const std::uint64_t path = tag == Tag::kTr && table_ != kNone && id < tree_.end(table_)
                                     ? html::join_path(view_.path[id], table_)
                                     : view_.path[id];
      const auto [entry, fresh] = groups_.try_emplace(path);
      Group& group = entry->second;
      if (fresh) {
        order_.push_back(path);
        group.first = id;
      } else if (id < tree_.end(group.last)) {
        continue;  // inside a member
      } else {
        next_[group.last] = id;
      }
      group.last = id;
      ++group.count;
    }
  }

  std::uint32_t leaves(NodeId id) const { return view_.last_run[id] - view_.first_run[id]; }
  /// Bare numbers count where a header row says that they are prices.
  std::uint32_t prices(NodeId id) const {
    const std::uint32_t found = marks_.prices_in(view_.first_run[id], view_.last_run[id]);
    return found == 0 && price_cell_ != kNoCell && has_bare_price(id) ? 1 : found;
  }
  bool has_bare_price(NodeId id) const {
    const std::vector<NodeId> cells = cells_of(view_, id);
    if (price_cell_ >= cells.size()) return false;
    const std::string_view text = view_.text_of(cells[price_cell_]);
    const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits > 0 && text.size() <= 16 && static_cast<std::size_t>(digits) * 2 >= text.size();
  }
  std::uint32_t dates(NodeId id) const { return marks_.dates_in(view_.first_run[id], view_.last_run[id]); }
  /// First run that can be a linked title, or kNone.
  std::uint32_t title(NodeId id) const {
    const std::uint32_t run = marks_.next_title[view_.first_run[id]];
    if (run < view_.last_run[id]) return run;
    // The whole record may stand inside a link.
    if (view_.link[id] != kNone && leaves(id) > 0) return view_.first_run[id];
    return kNone;
  }

  /// Without those that are much smaller than the largest and have neither price nor date.
  std::vector<NodeId> members_of(const Group& group) const {
    std::uint32_t most = 0;
    for (NodeId id = group.first; id != kNone; id = next_[id]) {
      if (leaves(id) <= kLeavesOfRecord) most = std::max(most, leaves(id));
    }
    std::vector<NodeId> members;
    for (NodeId id = group.first; id != kNone; id = next_[id]) {
      const bool small = leaves(id) * 5 < most * 2 && prices(id) == 0 && dates(id) == 0;
      if (!small && leaves(id) <= kLeavesOfRecord && page_.spans[id].begin < marks_.read_to)
        members.push_back(id);
    }
    return members;
  }

  /// A menu before dated records and a foot behind them may look like one more of them.
  std::vector<NodeId> without_frame(std::vector<NodeId> members) const {
    const auto bears = [&](NodeId id) { return dates(id) > 0; };
    const auto bearing = std::count_if(members.begin(), members.end(), bears);
    if (bearing >= 3 && static_cast<std::size_t>(bearing) * 2 >= members.size()) {
      while (!bears(members.back())) members.pop_back();
      members.erase(members.begin(), std::find_if(members.begin(), members.end(), bears));
    }
    return members;
  }

  struct Shares {
    double n = 0, priced = 0, linked = 0, dated = 0, prices = 0, chars = 0, leaves = 0, link_density = 0,
           navigation = 0, prose_links = 0, distinct = 0, sentences = 0, late_titles = 0;
  };

  Shares measure(const std::vector<NodeId>& members) const {
    Shares s;
    s.n = static_cast<double>(members.size());
    std::unordered_set<std::uint64_t> titles;
    double link_chars = 0;
    double navigation = 0;
    for (NodeId id : members) {
      const std::uint32_t first = view_.first_run[id];
      const std::uint32_t last = view_.last_run[id];
      s.prices += prices(id);
      s.priced += prices(id) > 0 ? 1 : 0;
      s.dated += dates(id) > 0 ? 1 : 0;
      s.chars += view_.chars_in(id);
      s.leaves += last - first;
      link_chars += view_.link_chars_in(id);
      navigation += marks_.nav_sum[last] - marks_.nav_sum[first];
      s.prose_links += marks_.prose_link_sum[last] > marks_.prose_link_sum[first] ? 1 : 0;
      const std::string_view text = view_.text_of(id);
      const bool ends = text.back() == '.' || text.back() == '!' || text.back() == '?';
      const bool sentence = (ends && text.size() > 60) || price_in_prose(id);
      s.sentences += sentence ? 1 : 0;
      if (const std::uint32_t run = title(id); run != kNone) {
        s.linked += 1;
        s.late_titles += (view_.chars[run] - view_.chars[first]) * 2 > view_.chars_in(id) ? 1 : 0;
        titles.insert(hash64(view_.run_text(run)));
      }
    }
    const double chars = std::max(1.0, s.chars);
    s.link_density = link_chars / chars;
    s.navigation = navigation / chars;
    for (double* share :
         {&s.prices, &s.priced, &s.dated, &s.chars, &s.leaves, &s.prose_links, &s.sentences, &s.late_titles})
      *share /= s.n;
    s.distinct = s.linked > 0 ? static_cast<double>(titles.size()) / s.linked : 0;
    s.linked /= s.n;
    return s;
  }

  /// How much the records look alike: the share of their leaves' places that most of them have. The
  /// parts of a page (head, body, foot) share a path, but nothing else.
  double alike(const std::vector<NodeId>& members) const {
    constexpr std::size_t kLooked = 12;
    std::unordered_map<std::uint64_t, unsigned> places;
    std::vector<std::uint64_t> paths;
    std::unordered_set<std::uint64_t> own;
    const std::size_t looked = std::min(members.size(), kLooked);
    for (std::size_t i = 0; i < looked; ++i) {
      const NodeId member = members[i * members.size() / looked];
      const NodeId end = std::min(tree_.end(member), member + kNodesOfRecord);
      paths.assign(end - member, 1);
      own.clear();
      for (NodeId id = member + 1; id < end; ++id) {
        const std::uint64_t up = paths[tree_.parent(id) - member];
        paths[id - member] =
            tree_.is_element(id) ? html::join_path(up, static_cast<std::uint64_t>(tree_.tag(id)) + 1) : up;
        if (tree_.tag(id) == Tag::kText && !page_.spans[id].empty()) own.insert(up);
      }
      for (std::uint64_t place : own) ++places[place];
    }
    double shared = 0;
    double all = 0;
    for (const auto& [place, count] : places) {
      all += count;
      if (count * 2 > looked) shared += count;
    }
    return all == 0 ? 0 : shared / all;
  }

  /// Share of records that speak of instalments, points or warranties.
  double share_of_terms(const std::vector<NodeId>& members) const {
    std::size_t found = 0;
    for (NodeId id : members) {
      const unsigned words = offer_words(view_.text_of(id).substr(0, 120));
      found += has(words, OfferWord::kInstalment) || has(words, OfferWord::kPoints) ||
                       has(words, OfferWord::kProtection)
                   ? 1
                   : 0;
    }
    return static_cast<double>(found) / static_cast<double>(members.size());
  }

  /// The first price stands inside a long run of text: it is told, not asked.
  bool price_in_prose(NodeId id) const {
    const auto found = prices_in(marks_, page_.spans[id]);
    if (found.empty()) return false;
    for (std::uint32_t run = view_.first_run[id]; run < view_.last_run[id]; ++run) {
      if (found.front().start < page_.runs[run].span.end) return page_.runs[run].span.size() > 120;
    }
    return false;
  }

  /// Takes a header row off the rows of a table. Returns whether it names at least two known columns.
  bool drop_header(std::vector<NodeId>& members) {
    price_cell_ = kNoCell;
    if (members.size() < 2) return false;
    const std::vector<Field> fields = header_fields(view_, members.back());
    const auto known = std::count_if(fields.begin(), fields.end(),
                                     [](Field f) { return f != Field::kNone && f != Field::kOther; });
    const bool row = tree_.tag(members.front()) == Tag::kTr;
    const NodeId table = row ? tree_.closest(Tag::kTable, members.front()) : tree_.parent(members.front());
    const bool first_row = view_.first_run[members.front()] == view_.first_run[table];
    if (known > 0 && first_row && prices(members.front()) == 0 && dates(members.front()) == 0)
      members.erase(members.begin());
    if (known >= 2) {
      const auto price = std::find(fields.begin(), fields.end(), Field::kPrice);
      if (price != fields.end()) price_cell_ = static_cast<std::size_t>(price - fields.begin());
    }
    return known >= 2;
  }

  /// A table of names and prices without a link: a menu card, a price list. Its rows begin with a name;
  /// a ladder (5 g, 10 g) or a table of costs is none.
  bool is_price_table(const std::vector<NodeId>& members, const Shares& s) const {
    if (s.priced < .8 || s.leaves < 2 || s.chars > 400) return false;
    const bool table = tree_.tag(members.front()) == Tag::kTr;
    // Elsewhere the price must stand by itself, and names say that these are products or amounts stand there.
    if (!table && !price_apart(members)) return false;
    const bool sold = with_quantity(members) || (!table && is_product_by_name(members.front()));
    if (!table && !sold) return false;
    const std::vector<Field> fields = header_fields(view_, members.back());
    const bool headed = std::find(fields.begin(), fields.end(), Field::kPrice) != fields.end();
    std::size_t named = 0;
    std::size_t bought = 0;
    std::unordered_set<std::uint64_t> names;  // rows of one name are the packages of one product
    for (NodeId id : members) {
      const std::string_view first = view_.run_text(view_.first_run[id]);
      const auto letters = std::count_if(first.begin(), first.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
      });
      names.insert(hash64(first));
      const bool digit_first = begins_with_amount(first) || price_is_most(view_.first_run[id]);
      const unsigned words = offer_words(first);
      const bool costs = has(words, OfferWord::kShipping) || has(words, OfferWord::kTaxWord) ||
                         has(words, OfferWord::kSaving);
      named += letters >= 3 && !digit_first && !costs && field_of_label(first) == Field::kNone ? 1 : 0;
      const std::string_view last = view_.run_text(view_.last_run[id] - 1);
      bought +=
          view_.is(page_.runs[view_.last_run[id] - 1].node, html::kInLink) && is_button_text(last) ? 1 : 0;
    }
    const std::size_t most = (members.size() * 4 + 4) / 5;
    return named >= most && names.size() * 5 >= members.size() * 3 && (headed || sold || bought >= most);
  }

  /// Records that begin with a name and bear a price, without a link: a heading each, or labels of offers in
  /// most of them, or names that say product; or the list is most of a page without sentences.
  bool is_titled_list(const std::vector<NodeId>& members, const Shares& s) const {
    if (s.priced < .8 || s.leaves < 2 || s.chars > 600 || members.size() < 3) return false;
    const bool apart = price_apart(members);
    std::size_t named = 0;
    std::size_t labelled = 0;
    std::size_t titled = 0;
    std::size_t dear = 0;
    std::unordered_set<std::uint64_t> names;
    for (NodeId id : members) {
      const std::uint32_t run = view_.first_run[id];
      const std::string_view name = view_.run_text(run);
      const NodeId node = page_.runs[run].node;
      const bool priced = marks_.prices_in(run, run + 1) > 0 && price_is_most(run);
      if (!priced && is_name(name) && page_.runs[run].span.size() <= 120) {
        ++named;
        names.insert(hash64(name));
      }
      titled += view_.is(node, html::kInHeading) || view_.is(node, html::kEmphasised) ? 1 : 0;
      labelled += offer_labels(id) > 0 ? 1 : 0;
      const auto found = prices_in(marks_, page_.spans[id]);
      dear += !found.empty() && found.front().amount.to_double() > 20'000 ? 1 : 0;
    }
    const std::size_t most = (members.size() * 4 + 4) / 5;
    if (named < most || names.size() * 5 < members.size() * 4 || dear * 5 > members.size()) return false;
    if (labelled >= most) return true;
    const bool row = tree_.tag(members.front()) == Tag::kTr;
    if (!apart || row) return false;
    if (titled >= most || is_product_by_name(members.front())) return true;
    double chars = 0;
    for (NodeId id : members) chars += view_.chars_in(id);
    return members.size() >= 4 && chars * 2 > view_.chars.back() && view_.chars.back() < 20'000;
  }

  /// The first price of a run is most of it: it is no name with a price in it.
  bool price_is_most(std::uint32_t run) const {
    const auto found = prices_in(marks_, page_.runs[run].span);
    return !found.empty() && (found.front().end - found.front().start) * 2 >= page_.runs[run].span.size();
  }

  /// Labels in a record that only offers have.
  std::size_t offer_labels(NodeId id) const {
    std::size_t found = 0;
    for (const Pair& pair : pairs_in(marks_, view_.first_run[id], view_.last_run[id])) {
      if (pair.label_run == view_.first_run[id]) continue;  // a row of a table of properties
      found += pair.field == Field::kShipsFrom || pair.field == Field::kShipsTo ||
                       pair.field == Field::kPrice || pair.field == Field::kVendor ||
                       pair.field == Field::kStock || pair.field == Field::kSold
                   ? 1
                   : 0;
    }
    return found;
  }

  /// In nearly all records the first price is most of its run, and another run stands before it.
  bool price_apart(const std::vector<NodeId>& members) const {
    std::size_t apart = 0;
    for (NodeId id : members) {
      const auto found = prices_in(marks_, page_.spans[id]);
      if (found.empty()) continue;
      std::uint32_t run = view_.first_run[id];
      while (run + 1 < view_.last_run[id] && page_.runs[run].span.end <= found.front().start) ++run;
      const std::size_t size = found.front().end - found.front().start;
      apart += run > view_.first_run[id] && size * 2 >= page_.runs[run].span.size() ? 1 : 0;
    }
    return apart * 10 >= members.size() * 9;
  }

  /// Most records name an amount of goods: "5 gram", "10 stuks".
  bool with_quantity(const std::vector<NodeId>& members) const {
    std::size_t found = 0;
    for (NodeId id : members) found += has_amount(view_.text_of(id).substr(0, 200)) ? 1 : 0;
    return found * 5 >= members.size() * 4;
  }

  /// Tables alike that stand one behind the other (a menu card in parts) are one list.
  void join_tables(RecordList& best) const {
    const NodeId front = best.members.front();
    if (tree_.tag(front) != Tag::kTr) return;
    std::vector<NodeId> all = best.members;
    for (const std::vector<NodeId>& rows : tables_) {
      if (rows.front() == front || view_.path[rows.front()] != view_.path[front]) continue;
      all.insert(all.end(), rows.begin(), rows.end());
    }
    std::sort(all.begin(), all.end());
    best.members = std::move(all);
  }

  /// Names of the record, of what it stands in and of what it begins with.
  bool is_product_by_name(NodeId id) const {
    html::HintMask mask = view_.hints[id] | view_.hints[tree_.parent(id)];
    for (NodeId child = id + 1; child < std::min(tree_.end(id), id + 4); ++child) mask |= view_.hints[child];
    return html::has(mask, Hint::kProduct);
  }

  /// The title of each record is a heading.
  bool all_headed(const std::vector<NodeId>& members) const {
    return std::all_of(members.begin(), members.end(), [&](NodeId id) {
      const std::uint32_t run = title(id);
      return run != kNone && view_.is(page_.runs[run].node, html::kInHeading);
    });
  }

  bool few_but_sure(const std::vector<NodeId>& members, const Shares& s) const {
    if (s.priced < 1 || s.linked < 1 || s.leaves < 3) return false;
    if (headed_ || is_product_by_name(members.front()) || all_headed(members)) return true;
    const Tag tag = tree_.tag(members.front());
    return (tag == Tag::kTr || tag == Tag::kLi || tag == Tag::kArticle) && s.priced == 1 && s.linked == 1 &&
           s.leaves >= 5;
  }

  void offer(const std::vector<NodeId>& members, RecordList& best) {
    const Shares s = measure(members);
    const bool table = s.linked < .6 && (is_price_table(members, s) || is_titled_list(members, s));
    if (s.n < 3 && !few_but_sure(members, s) && !(table && s.n >= 2)) return;
    const bool pairs = s.leaves >= 2 && s.linked >= .9 && s.priced >= .9 && price_apart(members);
    if (s.priced < .6 || (s.linked < .6 && !table) || s.leaves < (table || pairs ? 2 : 2.5) || s.chars < 12)
      return;
    // A menu is all links; so is a card that is a link as a whole, but that has a price.
    if (s.link_density >= .97 && s.priced < .9) return;
    if (s.navigation >= .5 || s.prose_links >= .4 || s.chars > kMeanChars) return;
    if (tree_.tag(members.front()) == Tag::kP && s.chars > 120) return;
    // A card may close with a sentence: its name stands first, with a price of its own beside it.
    const bool card = pairs && s.distinct >= .8 && s.late_titles < .3 && s.chars <= 400;
    if ((s.sentences >= .5 && !card) || share_of_terms(members) >= .5 ||
        (s.late_titles >= .6 && s.chars > 200))
      return;
    const bool related = says_related(members.front());
    if (table || headed_) tables_.push_back(members);
    double score = std::pow(s.n, .7) * s.priced * (table ? .5 : s.linked) *
                   std::log(5 + std::min(s.chars, 300.0)) * (.3 + .7 * (table ? 1 : s.distinct)) /
                   std::max(1.0, s.prices / 4);
    if (related) score *= .6;
    // Of nested elements with as many members the outer one says more; it comes first.
    if (score <= best.score * 1.0001) return;
    // Two or three cards differ in a badge or a struck price; names vouch for them.
    const bool vouched = s.n <= 3 && few_but_sure(members, s);
    if (alike(members) < (vouched ? kAlike / 2 : kAlike)) return;
    best = {ListKind::kListing, members, score, related, table ? 1 : s.distinct};
  }

  void message(const std::vector<NodeId>& members, RecordList& best) const {
    const Shares s = measure(members);
    if (s.dated < .6 || s.link_density >= .6 || s.leaves < 2 || s.chars < 12 || s.chars > 2 * kMeanChars)
      return;
    const bool said = says_feedback(members.front());
    const bool feedback = said || (says_comments(members.front()) && rated(members));
    const bool post = says_message(members.front()) || signed_texts(members, s);
    if (!feedback && !post) return;
    if (!headed_ && (s.n < 2 || (s.n < 3 && s.leaves < 3))) return;
    if (s.navigation >= .5) return;
    // Rows of titles with counts and dates are a table of contents, not what was said.
    const double plain = s.chars * (1 - s.link_density);
    if (!said && !(feedback && s.late_titles > .5) && s.linked >= .7 && s.distinct >= .7 && plain < 70 &&
        !says_body(members))
      return;
    const double score = std::pow(s.n, .8) * s.dated * std::log(5 + s.chars) * (feedback ? 2 : 1);
    if (score <= best.score * 1.0001 || alike(members) < kAlike) return;
    best = {feedback ? ListKind::kFeedback : ListKind::kPost, members, score, false, s.distinct};
  }

  /// Names from the record up, some levels.
  html::HintMask hints_above(NodeId id) const {
    html::HintMask mask = 0;
    for (int level = 0; id != kNone && level < 6; ++level, id = tree_.parent(id)) {
      if (tree_.tag(id) == Tag::kBody) break;
      mask |= view_.hints[id];
    }
    return mask;
  }

  /// The three runs before a record, in lower case.
  std::string words_before(NodeId id) const {
    std::string words;
    const std::uint32_t run = view_.first_run[id];
    for (std::uint32_t i = run < 3 ? 0 : run - 3; i < run; ++i) {
      words += to_lower_ascii(view_.run_text(i).substr(0, 60));
      words += '\n';
    }
    return words;
  }

  bool says_related(NodeId id) const {
    if (html::has(hints_above(id), Hint::kRelated)) return true;
    return is_related_heading(words_before(id));
  }

  /// Most records have a leaf that is a rating.
  bool rated(const std::vector<NodeId>& members) const {
    std::size_t found = 0;
    for (NodeId id : members) {
      const std::uint32_t last = std::min(view_.last_run[id], view_.first_run[id] + 40);
      for (std::uint32_t run = view_.first_run[id]; run < last; ++run) {
        if (!is_rating(view_.run_text(run))) continue;
        ++found;
        break;
      }
    }
    return found * 5 >= members.size() * 3;
  }

  /// Comments, which are reviews where they are rated.
  bool says_comments(NodeId id) const {
    return has_any(words_before(id),
                   {"comment", "reactie", "kommentar", "opinion", "ervaring", "erfahrung"}) ||
           html::has(hints_above(id), Hint::kComment);
  }

  /// Dated texts, each with a link to who wrote it, and no title of their own: what people say to each other,
  /// whatever its elements are called.
  bool signed_texts(const std::vector<NodeId>& members, const Shares& s) const {
    if (s.n < 3 || s.dated < .9 || s.chars * (1 - s.link_density) < 40 || s.prices > .5) return false;
    std::size_t authors = 0;
    for (NodeId id : members) {
      bool author = false;
      const std::uint32_t last = std::min(view_.last_run[id], view_.first_run[id] + 40);
      for (std::uint32_t run = view_.first_run[id]; run < last; ++run) {
        const NodeId node = page_.runs[run].node;
        const NodeId link = view_.link[node];
        if (link == kNone || link < id) continue;
        if (view_.is(node, html::kInHeading) && !is_vendor_link(view_, link)) return false;  // a title
        author = author || (page_.runs[run].span.size() <= 40 && is_vendor_link(view_, link));
      }
      authors += author ? 1 : 0;
    }
    return authors * 10 >= members.size() * 9;
  }

  /// Header cells or names say that these are reviews.
  bool says_feedback(NodeId id) const {
    html::HintMask mask = hints_above(id);
    for (NodeId child = id; child < std::min(tree_.end(id), id + kNodesOfRecord); ++child)
      mask |= view_.hints[child] & html::bit(Hint::kReview);
    if (html::has(mask, Hint::kReview)) return true;
    return has_any(words_before(id), {"feedback", "review", "rating", "beoordeling", "recensie", "bewertung",
                                      "rezension", "avis", "testimonial"}) ||
           header_says(id);
  }

  bool header_says(NodeId id) const {
    const NodeId table = tree_.closest(Tag::kTable, id);
    if (table == kNone) return false;
    const std::uint32_t first = view_.first_run[table];
    for (std::uint32_t run = first; run < std::min(first + 8, view_.first_run[id]); ++run) {
      if (has_any(to_lower_ascii(view_.run_text(run).substr(0, 40)),
                  {"feedback", "review", "comment", "beoordeling", "recensie", "bewertung", "rezension",
                   "kommentar", "opmerking"}))
        return true;
    }
    return false;
  }

  /// Names or a paragraph say that there is a body of text.
  bool says_body(const std::vector<NodeId>& members) const {
    for (NodeId id = members.front();
         id < std::min(tree_.end(members.front()), members.front() + kNodesOfRecord); ++id) {
      if (html::has(view_.hints[id], Hint::kBody) || html::has(view_.hints[id], Hint::kContent)) return true;
      if (tree_.tag(id) == Tag::kP && view_.chars_in(id) > 20 && view_.link_density(id) < .5) return true;
    }
    return false;
  }

  bool says_message(NodeId id) const {
    html::HintMask mask = hints_above(id);
    for (NodeId child = id; child < std::min(tree_.end(id), id + kNodesOfRecord); ++child)
      mask |= view_.hints[child];
    return html::has(mask, Hint::kMessage) || html::has(mask, Hint::kComment);
  }

  const html::View& view_;
  const Marks& marks_;
  const html::Tree& tree_;
  const html::PageText& page_;
  std::unordered_map<std::uint64_t, Group> groups_;
  std::vector<std::uint64_t> order_;
  std::vector<NodeId> next_;
  NodeId table_ = kNone;  // the last one entered
  static constexpr std::size_t kNoCell = static_cast<std::size_t>(-1);
  std::size_t price_cell_ = kNoCell;         // of the group in hand: the column that its header calls price
  bool headed_ = false;                      // the group in hand has a header row that names its columns
  std::vector<std::vector<NodeId>> tables_;  // rows of tables that are lists of offers
};

}  // namespace

Lists find_lists(const html::View& view, const Marks& marks) { return Miner(view, marks).run(); }

}  // namespace peil::items
