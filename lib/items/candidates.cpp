// items/candidates.cpp -- scoring the prices of a page.
#include "items/candidates.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "items/offer_words.hpp"

namespace peil::items {

namespace {

using html::Hint;
using html::kNone;
using html::NodeId;
using html::Tag;

constexpr std::size_t kLooked = 256;
constexpr std::size_t kKept = 64;
constexpr std::size_t kAround = 60;  // bytes of a line that are read on each side of a price

/// The line of a price, as far as kAround.
std::string_view line_of(std::string_view text, const facts::Price& price) {
  std::size_t begin = price.start > kAround ? price.start - kAround : 0;
  const std::string_view before = text.substr(begin, price.start - begin);
  if (const std::size_t line = before.rfind('\n'); line != std::string_view::npos) begin += line + 1;
  const std::string_view behind = text.substr(price.end, kAround);
  const std::size_t end = price.end + std::min(behind.find('\n'), behind.size());
  return text.substr(begin, end - begin);
}

bool is_coin(std::string_view currency) {
  for (std::string_view coin : {"BTC", "XMR", "LTC", "ETH", "BCH", "DOGE", "USDT"}) {
    if (currency == coin) return true;
  }
  return false;
}

class Scorer {
 public:
  Scorer(const PageContext& page, NodeId headline, const RunRanges& listed)
      : page_(page), view_(page.view), tree_(*page.view.tree), headline_(headline), listed_(listed) {}

  std::vector<PriceCandidate> run() {
    std::unordered_map<std::uint64_t, int> on_path;
    std::vector<std::uint32_t> runs;
    std::uint32_t run = 0;
    for (const facts::Price& price : page_.marks.prices) {
      while (run + 1 < view_.page->runs.size() && view_.page->runs[run + 1].span.begin <= price.start) ++run;
      runs.push_back(run);
      ++on_path[path_of(run)];
    }
    for (std::size_t i = 0; i < runs.size() && found_.size() < kLooked; ++i) {
      const facts::Price& price = page_.marks.prices[i];
      if (price.amount.is_zero()) continue;
      const unsigned words = offer_words(line_of(view_.page->text, price));
      found_.push_back({&price, runs[i], words, 0, false});
      found_.back().score = by_names(found_.back()) + by_place(found_.back(), on_path[path_of(runs[i])]) +
                            by_words(found_.back());
    }
    penalise_old();
    penalise_untaxed();
    std::stable_sort(found_.begin(), found_.end(),
                     [](const PriceCandidate& a, const PriceCandidate& b) { return a.score > b.score; });
    if (found_.size() > kKept) found_.resize(kKept);
    return std::move(found_);
  }

 private:
  NodeId holder(std::uint32_t run) const { return tree_.parent(view_.page->runs[run].node); }
  std::uint64_t path_of(std::uint32_t run) const { return view_.path[holder(run)]; }

  double by_names(const PriceCandidate& candidate) const {
    html::HintMask near = 0;
    NodeId id = holder(candidate.run);
    for (int level = 0; level < 3 && id != kNone; ++level, id = tree_.parent(id)) near |= view_.hints[id];
    html::HintMask far = near;
    for (int level = 0; level < 8 && id != kNone && tree_.tag(id) != Tag::kBody;
         ++level, id = tree_.parent(id))
      far |= view_.hints[id];
    double s = 0;
    if (html::has(near, Hint::kPrice)) s += html::has(near, Hint::kSale) ? 2 : 1.5;
    if (html::has(far, Hint::kRelated)) s -= 1.2;
    if (html::has(far, Hint::kCart) || view_.is(holder(candidate.run), html::kInNavigation)) s -= 1.5;
    return s;
  }

  double by_place(const PriceCandidate& candidate, int on_path) const {
    double s = -.5 * std::log(on_path);
    if (listed_.has(candidate.run)) s -= 1.5;
    if (headline_ == kNone) return s;
    const auto at = static_cast<double>(candidate.run);
    const auto head = static_cast<double>(view_.first_run[headline_]);
    s += 2 * std::exp(-std::abs(at - head) / 40) * (at >= head ? 1 : .6);
    const NodeId common = html::common_ancestor(tree_, headline_, holder(candidate.run));
    return s - .25 * std::log(1 + view_.chars_in(common) / 200.0);
  }

  double by_words(const PriceCandidate& candidate) const {
    const facts::Price& price = *candidate.price;
    const auto says = [&](OfferWord word) { return has(candidate.words, word); };
    const bool sale = says(OfferWord::kSale) && !says(OfferWord::kOld);
    double s = sale ? .4 : 0;
    if (says(OfferWord::kInstalment) || says(OfferWord::kPoints)) s -= 1.5;
    if (says(OfferWord::kWithoutTax) || (says(OfferWord::kSaving) && !sale) || says(OfferWord::kProtection))
      s -= 1.2;
    if (price.shipping || says(OfferWord::kShipping)) s -= .9;
    if (price.holding) s -= 1.5;
    if (price.currency.empty()) s -= .8;
    if (is_coin(price.currency)) s -= .3;  // of one price in two currencies the fiat one comes first
    if (is_labelled(price)) s += 1.5;
    const auto other = static_cast<double>(view_.page->runs[candidate.run].span.size()) -
                       static_cast<double>(price.end - price.start);
    return s - .02 * std::clamp(other, 0.0, 60.0);
  }

  bool is_labelled(const facts::Price& price) const {
    const auto& pairs = page_.marks.pairs;
    auto after = std::upper_bound(pairs.begin(), pairs.end(), price.start,
                                  [](std::size_t at, const Pair& pair) { return at < pair.value.begin; });
    if (after == pairs.begin()) return false;
    --after;
    return after->field == Field::kPrice && price.start < after->value.end;
  }

  static std::uint32_t apart(const PriceCandidate& a, const PriceCandidate& b) {
    return a.run > b.run ? a.run - b.run : b.run - a.run;
  }

  /// Struck or "old" prices count against themselves only beside another, lower one that is not net.
  void penalise_old() {
    for (PriceCandidate& candidate : found_) {
      const NodeId up = holder(candidate.run);
      html::HintMask near = view_.hints[up];
      if (tree_.parent(up) != kNone) near |= view_.hints[tree_.parent(up)];
      const bool old = view_.is(up, html::kStruck) || html::has(near, Hint::kOld) ||
                       candidate.price->instead || has(candidate.words, OfferWord::kOld);
      if (!old) continue;
      const double own = candidate.price->amount.to_double();
      const bool lower = std::any_of(found_.begin(), found_.end(), [&](const PriceCandidate& other) {
        const double ratio = other.price->amount.to_double() / own;
        return apart(candidate, other) < 12 && ratio > .2 && ratio < 1 &&
               !has(other.words, OfferWord::kWithoutTax) && !has(other.words, OfferWord::kInstalment);
      });
      if (!lower) continue;
      candidate.score -= 2;
      candidate.past = true;
    }
  }

  /// Of two prices side by side that differ by a tax, the lower, whose line speaks of tax, is net.
  void penalise_untaxed() {
    for (PriceCandidate& candidate : found_) {
      if (!has(candidate.words, OfferWord::kTaxWord)) continue;
      const double own = candidate.price->amount.to_double();
      const bool gross = std::any_of(found_.begin(), found_.end(), [&](const PriceCandidate& other) {
        const double ratio = other.price->amount.to_double() / own;
        return apart(candidate, other) < 8 && ratio > 1.04 && ratio < 1.28;
      });
      if (!gross) continue;
      candidate.score -= 1.5;
      candidate.past = true;
    }
  }

  const PageContext& page_;
  const html::View& view_;
  const html::Tree& tree_;
  NodeId headline_;
  const RunRanges& listed_;
  std::vector<PriceCandidate> found_;
};

}  // namespace

void RunRanges::add(const html::View& view, const std::vector<NodeId>& members, NodeId except) {
  for (NodeId id : members) {
    if (except != kNone && except >= id && except < view.tree->end(id)) continue;
    ranges_.push_back({view.first_run[id], view.last_run[id]});
  }
  std::sort(ranges_.begin(), ranges_.end());
}

bool RunRanges::has(std::uint32_t run) const {
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), std::pair(run, 0xFFFFFFFFu));
  return after != ranges_.begin() && run < std::prev(after)->second;
}

std::vector<PriceCandidate> price_candidates(const PageContext& page, NodeId headline,
                                             const RunRanges& listed) {
  return Scorer(page, headline, listed).run();
}

std::uint32_t run_at(const html::PageText& page, std::size_t offset) {
  const auto after =
      std::upper_bound(page.runs.begin(), page.runs.end(), offset,
                       [](std::size_t at, const html::Run& run) { return at < run.span.begin; });
  return static_cast<std::uint32_t>(after - page.runs.begin()) - (after == page.runs.begin() ? 0 : 1);
}

}  // namespace peil::items
