// items/detail.cpp -- is this page about one offer, and what does it cost?
#include "items/detail.hpp"
#include "items/candidates.hpp"
#include "items/columns.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "base/words.hpp"
#include "items/offer_words.hpp"
#include "items/record_words.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

using html::Attr;
using html::Hint;
using html::kNone;
using html::NodeId;
using html::Span;
using html::Tag;

class Detail {
 public:
  explicit Detail(const DetailInput& input)
      : in_(input), view_(input.page.view), tree_(*input.page.view.tree), text_(input.page.view.page->text) {
    headline_ = input.info.headline;
    if (headline_ == kNone) headline_ = leaf_of_title();
    find_product();
    mark_lists();
    candidates_ = price_candidates(in_.page, headline_, listed_);
  }

  DetailEvidence evidence() const {
    DetailEvidence e;
    const bool product = product_ != kNoThing;
    const bool sure = product && product_overlap_ >= .6;
    if (product) e.structured = 2 * std::min(1.0, .4 + product_overlap_);
    const double best = best_score();
    e.price = best >= 2.2 ? 1.5 : best >= .8 ? .7 : 0;
    if (best >= .8 && around_is_product()) e.price += .4;
    if (best >= .8 && price_beside_headline()) e.price += .8;
    e.buy = has_buy() ? 1 : 0;
    int offer_labels = 0;
    int profile_labels = 0;
    for (const Pair& pair : in_.page.marks.pairs) {
      if (in_list(page_run(pair)) || view_.is(view_.page->runs[pair.label_run].node, html::kInNavigation))
        continue;
      switch (pair.field) {
        case Field::kShipsFrom:
        case Field::kShipsTo:
        case Field::kPrice:
        case Field::kVendor:
        case Field::kStock:
        case Field::kSold:
        case Field::kCategory:
        case Field::kQuantity:
        case Field::kSku:
        case Field::kBrand: ++offer_labels; break;
        case Field::kSince:
        case Field::kLastSeen:
        case Field::kProfile: ++profile_labels; break;
        default: break;
      }
    }
    e.labels = offer_labels >= 2 ? 1 : 0;
    e.profile = profile_labels >= 2 && !product && !e.buy ? 1.5 : 0;
    const RecordList& list = in_.lists.offers;
    if (list.kind != ListKind::kNone && !list.related && !listed_.empty()) {
      double leaves = 0;
      for (NodeId id : list.members) leaves += view_.last_run[id] - view_.first_run[id];
      const bool most = leaves > .35 * static_cast<double>(view_.page->runs.size());
      const bool table = has_price_header(list.members.front());
      e.list = (most || table) && !product ? 2.5 : sure ? .4 : list.members.size() >= 4 ? 1 : 0;
    }
    const bool priced = best >= 0 || (product && has_structured_price());
    const bool offered = product && in_.things[product_].thing("offers") != nullptr;
    e.no_price = priced || offered ? 0 : e.buy > 0 && product ? .5 : 2;
    return e;
  }

  Item read() {
    Item item;
    item.form = Form::kListing;
    item.title = title();
    const Span span = stretch();
    item.span = span;
    in_.page.facts.read_all(item);
    std::vector<Price> read = std::move(item.prices);
    item.prices.clear();
    choose_price(item, read);
    for (const Pair& pair : in_.page.marks.pairs) labelled(pair, item);
    if (product_ != kNoThing) complete_from_thing(item, in_.things[product_], product_, in_.page, in_.reader);
    number(item);
    vendor(item);
    if (item.listed_at.empty()) item.listed_at = date_beside_headline();
    if (item.category_path.empty() && in_.info.breadcrumb.size() >= 2) {
      item.category_path = in_.info.breadcrumb;
      const std::string first = to_lower_ascii(item.category_path.front());
      if (first == "home" || first == "homepage" || first == "start" || first == "startseite" ||
          first == "accueil")
        item.category_path.erase(item.category_path.begin());
    }
    if (product_ != kNoThing && item.stock == 0 && another_in_stock()) item.stock.reset();
    if (!item.stock && !says_in_stock() && sold_out_near_price()) item.stock = 0;
    return item;
  }

 private:
  static constexpr std::size_t kNoThing = static_cast<std::size_t>(-1);

  std::uint32_t page_run(const Pair& pair) const { return pair.label_run; }

  /// A table with a header row that names the price is a list of offers, however short.
  bool has_price_header(NodeId member) const {
    const std::vector<Field> fields = header_fields(view_, member);
    return std::find(fields.begin(), fields.end(), Field::kPrice) != fields.end();
  }

  /// Where no heading shows the title: a leaf with just these words.
  NodeId leaf_of_title() const {
    if (in_.info.title.size() < 4) return kNone;
    for (std::uint32_t run = 0; run < view_.page->runs.size(); ++run) {
      if (view_.run_text(run) == in_.info.title) return tree_.parent(view_.page->runs[run].node);
    }
    return kNone;
  }

  /// The structured product that is most like the title; of equals the first, JSON-LD before others.
  void find_product() {
    double best = -1;
    const auto rank = [](const Thing& thing) {
      return thing.source == "json-ld"     ? .3
             : thing.source == "microdata" ? .2
             : thing.source == "meta"      ? .1
                                           : 0.0;
    };
    for (std::size_t number : products_of(in_.things)) {
      const Thing& thing = in_.things[number];
      const std::string_view name = thing.text("name").empty() ? thing.text("headline") : thing.text("name");
      const double overlap = name.empty() ? .3 : title_overlap(name, in_.info.title);
      if (thing.source == "state" && overlap < .6) continue;
      const double score = overlap + rank(thing) + (thing.thing("offers") != nullptr ? .3 : 0);
      if (score > best) {
        best = score;
        product_ = number;
        product_overlap_ = overlap;
      }
    }
    // Many products of one source are a list, none of them the page's unless it bears its name.
    if (product_ != kNoThing && product_overlap_ < .7 && products_of(in_.things).size() > 3)
      product_ = kNoThing;
  }

  bool has_structured_price() const {
    const Thing& thing = in_.things[product_];
    if (!thing.text("price").empty()) return true;
    for (const Thing* offer : thing.all("offers")) {
      if (!offer->text("price").empty() || !offer->text("lowPrice").empty() ||
          offer->thing("priceSpecification") != nullptr)
        return true;
    }
    return false;
  }

  /// Members of lists, but for one that holds the headline: it is the offer itself, not one of a list.
  void mark_lists() {
    for (const RecordList* list : {&in_.lists.offers, &in_.lists.messages}) {
      // Rows that all bear one name are the packages of one product.
      const bool ladder = list->kind == ListKind::kListing && list->distinct < .5;
      if (list->kind != ListKind::kNone && !ladder) listed_.add(view_, list->members, headline_);
    }
  }

  bool in_list(std::uint32_t run) const { return listed_.has(run); }
  std::uint32_t run_at(std::size_t offset) const { return items::run_at(*view_.page, offset); }

  /// The element that holds headline and price is small, or names say that it is a product.
  bool around_is_product() const {
    if (headline_ == kNone) return false;
    const NodeId up = tree_.parent(view_.page->runs[candidates_.front().run].node);
    NodeId common = html::common_ancestor(tree_, headline_, up);
    if (!html::is_heading(tree_.tag(headline_)) || view_.is(headline_, html::kInNavigation)) return false;
    for (int level = 0; level < 3 && common != kNone && tree_.tag(common) != Tag::kBody;
         ++level, common = tree_.parent(common)) {
      if (html::has(view_.hints[common], Hint::kProduct)) return true;
    }
    const NodeId price = candidates_.front().run < view_.page->runs.size() ? up : kNone;
    return price != kNone && (html::has(view_.hints[price], Hint::kPrice) ||
                              html::has(view_.hints[tree_.parent(price)], Hint::kPrice));
  }

  /// The best price stands by itself, right behind a heading that is the page's headline, in no list.
  bool price_beside_headline() const {
    if (headline_ == kNone || !html::is_heading(tree_.tag(headline_))) return false;
    const PriceCandidate& best = candidates_.front();
    const std::uint32_t head = view_.last_run[headline_];
    const std::uint32_t size = view_.page->runs[best.run].span.size();
    return best.run >= head && best.run < head + 8 && size <= best.price->end - best.price->start + 12 &&
           !in_list(best.run) && !best.past && !best.price->currency.empty() && is_alone(best);
  }

  /// A date by itself, within some runs behind the headline: when it was placed.
  std::string date_beside_headline() const {
    if (headline_ == kNone) return {};
    const std::uint32_t first = view_.last_run[headline_];
    const auto size = static_cast<std::uint32_t>(view_.page->runs.size());
    for (std::uint32_t run = first; run < std::min(first + 6, size); ++run) {
      const Span span = view_.page->runs[run].span;
      for (const facts::Date& date : dates_in(in_.page.marks, span)) {
        if (span.size() <= date.end - date.start + 8 && !in_list(run)) return date_text(date);
      }
    }
    return {};
  }

  /// No other price stands at a place like it.
  bool is_alone(const PriceCandidate& best) const {
    const std::uint64_t path = path_at(best.price->start);
    return std::count_if(candidates_.begin(), candidates_.end(), [&](const PriceCandidate& other) {
             return path_at(other.price->start) == path;
           }) == 1;
  }

  double best_score() const { return candidates_.empty() ? -9 : candidates_.front().score; }

  /// A button that buys, by its words, or by a name with `cart` or `buy` in it.
  bool has_buy() const {
    for (NodeId id = 1; id < tree_.size(); ++id) {
      const Tag tag = tree_.tag(id);
      const html::HintMask hints = view_.hints[id];
      const bool button = tag == Tag::kButton || tag == Tag::kInput;
      const bool like_button =
          tag == Tag::kA ||
          ((tag == Tag::kLabel || tag == Tag::kSpan || tag == Tag::kDiv) && html::has(hints, Hint::kButton));
      if (!button && !like_button) continue;
      if (view_.is(id, html::kInNavigation) ||
          view_.page->spans[id].size() > (html::has(hints, Hint::kButton) || button ? 60u : 30u) ||
          html::is_hidden(tree_, id))
        continue;
      if (!view_.page->spans[id].empty() && in_list(view_.first_run[id])) continue;
      if (tag == Tag::kInput) {
        const std::string type = to_lower_ascii(tree_.value(id, Attr::kType));
        if (type != "submit" && type != "button" && type != "image") continue;
        if (is_buy_text(tree_.value(id, Attr::kValue)) || html::has(hints, Hint::kCart)) return true;
      } else if (is_buy_text(view_.text_of(id)) || (tag == Tag::kButton && html::has(hints, Hint::kCart)) ||
                 is_buy_text(tree_.value(id, Attr::kTitle)) ||
                 is_buy_text(tree_.value(id, Attr::kAriaLabel))) {
        return true;
      }
    }
    return false;
  }

  std::string title() const {
    if (product_ != kNoThing && product_overlap_ >= .6) {
      if (headline_ != kNone && tree_.is_element(headline_) && html::is_heading(tree_.tag(headline_)))
        return one_line(view_.text_of(headline_));
      if (const std::string_view name = in_.things[product_].text("name"); !name.empty())
        return one_line(name);
    }
    return in_.info.title;
  }

  /// The largest element around the headline that is no page: little of it is navigation.
  NodeId container() const {
    NodeId best = kNone;
    if (headline_ == kNone) return best;
    NodeId id = tree_.parent(headline_);
    for (int level = 0; level < 10 && id != kNone && tree_.tag(id) != Tag::kBody;
         ++level, id = tree_.parent(id)) {
      const auto& sums = in_.page.marks.nav_sum;
      const std::uint32_t navigation = sums[view_.last_run[id]] - sums[view_.first_run[id]];
      if (view_.chars_in(id) > 6000 || navigation * 6 > view_.chars_in(id)) break;
      best = id;
    }
    return best;
  }

  /// Where, behind an offset, the first element begins that names or words call related.
  std::uint32_t related_after(std::uint32_t offset) const {
    for (std::uint32_t run = run_at(offset); run < view_.page->runs.size(); ++run) {
      const Span span = view_.page->runs[run].span;
      if (span.begin < offset) continue;
      const NodeId up = tree_.parent(view_.page->runs[run].node);
      NodeId id = up;
      for (int level = 0; level < 4 && id != kNone; ++level, id = tree_.parent(id)) {
        if (html::has(view_.hints[id], Hint::kRelated) &&
            (headline_ == kNone || id > headline_ || tree_.end(id) <= headline_))
          return span.begin;
      }
      if (view_.is(up, html::kInHeading) && is_related_heading(view_.run_text(run))) return span.begin;
    }
    return static_cast<std::uint32_t>(text_.size());
  }

  /// From the headline (or what stands before it) to the end of the content about it.
  Span stretch() const {
    std::uint32_t begin = headline_ == kNone ? kNone : view_.page->spans[headline_].begin;
    std::uint32_t end = headline_ == kNone ? 0 : view_.page->spans[headline_].end;
    const auto grow = [&](Span span) {
      if (span.empty()) return;
      begin = std::min(begin, span.begin);
      end = std::max(end, span.end);
    };
    if (!candidates_.empty() && candidates_.front().score > 0) {
      const facts::Price& price = *candidates_.front().price;
      grow({static_cast<std::uint32_t>(price.start), static_cast<std::uint32_t>(price.end)});
    }
    std::uint32_t limit = static_cast<std::uint32_t>(text_.size());
    for (const auto& [first, last] : listed_.ranges()) {
      const std::uint32_t at = view_.page->runs[first].span.begin;
      if (at >= end && at < limit) limit = at;
    }
    for (const Pair& pair : in_.page.marks.pairs) {
      if (pair.field >= Field::kAbout || in_list(pair.label_run) ||
          view_.is(view_.page->runs[pair.label_run].node, html::kInNavigation))
        continue;
      if (begin != kNone && pair.value.begin >= begin && pair.value.end <= limit &&
          pair.value.begin < end + 3000)
        grow(pair.value);
    }
    limit = std::min(limit, related_after(end));
    const std::uint32_t core = end;
    if (const NodeId around = container(); around != kNone)
      grow({begin, std::min(view_.page->spans[around].end, limit)});
    for (Span span : in_.main) {
      if (begin != kNone && span.begin >= begin && span.begin < limit && span.begin < core + 20000)
        grow({span.begin, std::min(span.end, limit)});
    }
    if (begin == kNone) return {0, limit};
    while (end > begin && (text_[end - 1] == '\n' || text_[end - 1] == ' ' || text_[end - 1] == '\t')) --end;
    return {begin, end};
  }

  /// Structured prices and seen ones vote by amount; the winner comes first, then what belongs to it.
  void choose_price(Item& item, std::vector<Price>& read) {
    std::map<Decimal, double> votes;
    Item structured;
    for (std::size_t number : products_of(in_.things)) {
      const Thing& thing = in_.things[number];
      const std::string_view name = thing.text("name").empty() ? thing.text("headline") : thing.text("name");
      const double overlap = number == product_ ? 1 : name.empty() ? .3 : title_overlap(name, in_.info.title);
      double weight = thing.source == "json-ld"                               ? 3
                      : thing.source == "microdata" || thing.source == "rdfa" ? 2.5
                      : thing.source == "meta"                                ? 2
                                                                              : 1.4 * overlap;
      if (overlap < .34) continue;
      if (overlap < .5) weight *= .3;
      Item one;
      complete_from_thing(one, thing, number, in_.page, in_.reader);
      for (std::size_t i = 0; i < one.prices.size(); ++i)
        votes[one.prices[i].amount] += weight / (i == 0 ? 1 : 3);
      if (overlap >= .5)
        structured.prices.insert(structured.prices.end(), one.prices.begin(), one.prices.end());
    }
    bool first = true;
    for (const PriceCandidate& candidate : candidates_) {
      if (candidate.score <= 0) break;
      double& vote = votes[candidate.price->amount];
      vote += std::min(2.2, .55 * candidate.score) + (first ? .6 : 0);
      first = false;
    }
    // "$229" with a small "99" behind it reads as 22999: it speaks for 229.99 where another does.
    for (auto& [amount, vote] : votes) {
      if (amount.scale() != 0 || vote <= 0) continue;
      const auto cents = amount.divided_by(Decimal(100), 18);
      if (!cents || cents->scale() != 2) continue;
      if (const auto other = votes.find(*cents); other != votes.end() && other->second > 0) {
        other->second += vote;
        vote = 0;
      }
    }
    const Decimal* best = nullptr;
    double most = 0;
    for (const auto& [amount, vote] : votes) {
      if (vote > most && !amount.is_zero()) {
        most = vote;
        best = &amount;
      }
    }
    if (best == nullptr) return;
    place_price(item, *best, read, structured.prices);
  }

  void place_price(Item& item, const Decimal& best, std::vector<Price>& read,
                   const std::vector<Price>& structured) {
    const facts::Price* seen = nullptr;
    for (const PriceCandidate& candidate : candidates_) {
      if (candidate.price->amount == best && candidate.score > -2) {
        seen = candidate.price;
        break;
      }
    }
    if (seen != nullptr) {
      const auto begin = static_cast<std::uint32_t>(seen->start);
      const auto end = static_cast<std::uint32_t>(seen->end);
      const bool inside = begin >= item.span->begin && end <= item.span->end;
      // What was read in the item's text knows the quantity too.
      for (const Price& price : read) {
        if (inside && price.evidence.start && *price.evidence.start + item.span->begin == begin)
          item.prices.push_back(price);
      }
      if (item.prices.empty()) in_.page.facts.read_price_field(item, {begin, end});
    }
    if (item.prices.empty()) {
      for (const Price& price : structured) {
        if (price.amount == best && item.prices.empty()) item.prices.push_back(price);
      }
    }
    if (item.prices.empty()) return;
    const std::uint64_t path = seen != nullptr ? path_at(seen->start) : 0;
    for (Price& price : read) {
      if (!price.evidence.start) continue;
      const std::size_t at = *price.evidence.start + item.span->begin;
      const bool near = seen != nullptr && (at > seen->start ? at - seen->start : seen->start - at) < 80;
      const bool alike = path != 0 && path_at(at) == path && !in_list(run_at(at));
      if (price.quantity || ((near || alike) && is_asked(at))) item.prices.push_back(std::move(price));
    }
    drop_equal_prices(item.prices);
  }

  /// Not struck, net, of an instalment, of shipping: it did not lose points for what is said of it.
  bool is_asked(std::size_t offset) const {
    return std::any_of(candidates_.begin(), candidates_.end(), [&](const PriceCandidate& candidate) {
      return candidate.price->start == offset && candidate.score > .2 && !candidate.past;
    });
  }

  std::uint64_t path_at(std::size_t offset) const {
    return view_.path[tree_.parent(view_.page->runs[run_at(offset)].node)];
  }

  void labelled(const Pair& pair, Item& item) const {
    if (in_list(pair.label_run) || view_.is(view_.page->runs[pair.label_run].node, html::kInNavigation))
      return;
    if (pair.field == Field::kPrice) return;  // they have voted
    if (pair.field == Field::kVendor) {
      if (!item.vendor.name.empty()) return;
      for (std::uint32_t run = pair.first_run; run < pair.last_run; ++run) {
        const NodeId link = view_.link[view_.page->runs[run].node];
        if (link == kNone || view_.page->spans[link].begin < pair.value.begin) continue;
        item.vendor.name = clean_name(view_.run_text(run));
        item.vendor.url = absolute(tree_.value(link, Attr::kHref), in_.page.base);
        break;
      }
      if (item.vendor.name.empty()) item.vendor.name = clean_name(first_of(view_, pair));
    } else if (pair.field == Field::kSales) {
      if (auto count = first_integer(view_.page->of(pair.value).substr(0, 60)))
        item.vendor.sold_count = count;
    } else if (pair.field == Field::kDate || pair.field == Field::kSince) {
      std::string& target = pair.field == Field::kDate ? item.listed_at : item.vendor.since;
      for (const facts::Date& date : dates_in(in_.page.marks, pair.value)) {
        if (target.empty()) target = date_text(date);
      }
    } else if (pair.field == Field::kCategory) {
      if (item.category_path.empty()) {
        for (std::string_view part : split(view_.page->of(pair.value), '/')) {
          if (std::string name = clean_name(part); !name.empty())
            item.category_path.push_back(std::move(name));
        }
      }
    } else {
      in_.page.facts.read_field(item, pair.field, pair.value);
    }
  }

  /// Without a number of its own: that in the page's address.
  void number(Item& item) const {
    const bool known = std::any_of(item.identifiers.begin(), item.identifiers.end(),
                                   [](const Identifier& held) { return held.type == "sku"; });
    if (known || in_.page.base == nullptr) return;
    const std::string value = number_in_address(in_.page.base->href());
    if (value.empty()) return;
    Evidence evidence;
    evidence.field = "url";
    evidence.raw = value;
    evidence.rule = "sku.address";
    item.identifiers.push_back({"sku", value, std::nullopt, std::move(evidence)});
  }

  /// Without a label: the first link to a seller near the headline.
  void vendor(Item& item) const {
    if (!item.vendor.name.empty()) return;
    const Span span = *item.span;
    for (std::uint32_t run = run_at(span.begin);
         run < view_.page->runs.size() && view_.page->runs[run].span.begin < span.end; ++run) {
      const NodeId link = view_.link[view_.page->runs[run].node];
      if (link == kNone || in_list(run)) continue;
      if (!is_vendor_link(view_, link)) continue;
      const std::string name = clean_name(view_.run_text(run));
      if (name.size() < 2 || is_button_text(name)) continue;
      item.vendor.name = name;
      item.vendor.url = absolute(tree_.value(link, Attr::kHref), in_.page.base);
      return;
    }
  }

  /// Variants (sizes, colours) are products of one name: one that can be had is enough.
  bool another_in_stock() const {
    const std::string_view name = in_.things[product_].text("name");
    for (std::size_t number : products_of(in_.things)) {
      const Thing& thing = in_.things[number];
      if (number == product_ || title_overlap(thing.text("name"), name) < .8) continue;
      Item other;
      complete_from_thing(other, thing, number, in_.page, in_.reader);
      if (!other.stock && !other.prices.empty()) return true;
    }
    return false;
  }

  bool says_in_stock() const {
    if (product_ == kNoThing) return false;
    for (const Thing* offer : in_.things[product_].all("offers")) {
      if (local_name(offer->text("availability")) == "InStock") return true;
    }
    return false;
  }

  bool sold_out_near_price() const {
    if (headline_ == kNone) return false;
    const std::uint32_t at = view_.page->spans[headline_].begin;
    const std::string_view near = std::string_view(text_).substr(at, 1500);
    for (std::string_view line : split(near, '\n')) {
      if (line.size() < 28 && says_sold_out(line)) return true;
    }
    return false;
  }

  const DetailInput& in_;
  const html::View& view_;
  const html::Tree& tree_;
  const std::string& text_;
  NodeId headline_ = kNone;
  std::size_t product_ = kNoThing;
  double product_overlap_ = 0;
  RunRanges listed_;
  std::vector<PriceCandidate> candidates_;
};

}  // namespace

std::optional<Item> read_detail(const DetailInput& input, DetailEvidence* why) {
  Detail detail(input);
  const DetailEvidence evidence = detail.evidence();
  if (why != nullptr) *why = evidence;
  if (evidence.weight() < kDetailWeight - 1e-9) return std::nullopt;
  Item item = detail.read();
  if (item.title.empty() || item.span->empty()) return std::nullopt;
  return item;
}

}  // namespace peil::items
