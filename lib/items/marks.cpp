// items/marks.cpp -- facts of a page, laid on its runs.
#include "items/marks.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "base/words.hpp"

namespace peil::items {

namespace {

constexpr std::array<std::string_view, 76> kButtons = {"buy",
                                                       "buy now",
                                                       "buy it now",
                                                       "add to cart",
                                                       "add to basket",
                                                       "add",
                                                       "cart",
                                                       "more",
                                                       "read more",
                                                       "more info",
                                                       "details",
                                                       "view",
                                                       "view item",
                                                       "view listing",
                                                       "view details",
                                                       "view full description",
                                                       "view more",
                                                       "show more",
                                                       "show",
                                                       "next",
                                                       "previous",
                                                       "prev",
                                                       "back",
                                                       "edit",
                                                       "delete",
                                                       "reply",
                                                       "quote",
                                                       "report",
                                                       "share",
                                                       "like",
                                                       "login",
                                                       "log in",
                                                       "register",
                                                       "contact",
                                                       "contact seller",
                                                       "message",
                                                       "order",
                                                       "order now",
                                                       "place order",
                                                       "select options",
                                                       "quick view",
                                                       "compare",
                                                       "wishlist",
                                                       "add to wishlist",
                                                       "favorite",
                                                       "home",
                                                       "bestel",
                                                       "bestellen",
                                                       "bestel nu",
                                                       "kopen",
                                                       "koop nu",
                                                       "koop",
                                                       "in winkelwagen",
                                                       "in winkelmand",
                                                       "toevoegen",
                                                       "lees meer",
                                                       "meer",
                                                       "meer info",
                                                       "bekijk",
                                                       "bekijken",
                                                       "bekijk product",
                                                       "volgende",
                                                       "vorige",
                                                       "opties selecteren",
                                                       "in den warenkorb",
                                                       "mehr",
                                                       "weiterlesen",
                                                       "kaufen",
                                                       "jetzt kaufen",
                                                       "weiter",
                                                       "zurück",
                                                       "ajouter au panier",
                                                       "acheter",
                                                       "lire la suite",
                                                       "suivant",
                                                       "voir"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0; }

bool can_be_title(const html::View& view, std::uint32_t run) {
  if (!view.is(view.page->runs[run].node, html::kInLink)) return false;
  const std::string_view text = view.run_text(run);
  const auto letters = std::count_if(text.begin(), text.end(), is_letter);
  return letters >= 2 && !is_button_text(text);
}

/// A link with text of the same line before and behind it: part of a sentence.
bool in_prose(const html::View& view, const html::Block& block, std::uint32_t run) {
  if (!view.is(view.page->runs[run].node, html::kInLink) || run == block.first_run ||
      run + 1 >= block.last_run)
    return false;
  const auto plain = [&](std::uint32_t r) {
    return !view.is(view.page->runs[r].node, html::kInLink) && view.page->runs[r].span.size() >= 12 &&
           view.run_text(r).find(' ') != std::string_view::npos;
  };
  const auto broken = [&](std::uint32_t a) {
    const html::Span gap = {view.page->runs[a].span.end, view.page->runs[a + 1].span.begin};
    return view.page->of(gap).find('\n') != std::string_view::npos;
  };
  return plain(run - 1) && plain(run + 1) && !broken(run - 1) && !broken(run);
}

void sum(const html::View& view, Marks& marks) {
  const html::PageText& page = *view.page;
  const std::size_t size = page.runs.size();
  for (auto* sums :
       {&marks.price_sum, &marks.date_sum, &marks.title_sum, &marks.nav_sum, &marks.prose_link_sum}) {
    sums->assign(size + 1, 0);
  }
  std::size_t price = 0;
  std::size_t date = 0;
  for (std::uint32_t run = 0; run < size; ++run) {
    const html::Span span = page.runs[run].span;
    std::uint32_t prices = 0;
    std::uint32_t dates = 0;
    for (; price < marks.prices.size() && marks.prices[price].start < span.end; ++price) ++prices;
    for (; date < marks.dates.size() && marks.dates[date].start < span.end; ++date) ++dates;
    marks.price_sum[run + 1] = marks.price_sum[run] + prices;
    marks.date_sum[run + 1] = marks.date_sum[run] + dates;
    marks.title_sum[run + 1] = marks.title_sum[run] + (can_be_title(view, run) ? 1 : 0);
    marks.nav_sum[run + 1] =
        marks.nav_sum[run] + (view.is(page.runs[run].node, html::kInNavigation) ? span.size() : 0);
  }
  for (const html::Block& block : page.blocks) {
    for (std::uint32_t run = block.first_run; run < block.last_run; ++run) {
      marks.prose_link_sum[run + 1] = in_prose(view, block, run) ? 1 : 0;
    }
  }
  for (std::size_t run = 0; run < size; ++run) marks.prose_link_sum[run + 1] += marks.prose_link_sum[run];
  marks.next_title.assign(size + 1, static_cast<std::uint32_t>(size));
  for (std::size_t run = size; run-- > 0;) {
    marks.next_title[run] = marks.title_sum[run + 1] > marks.title_sum[run] ? static_cast<std::uint32_t>(run)
                                                                            : marks.next_title[run + 1];
  }
}

}  // namespace

bool is_button_text(std::string_view text) {
  text = trim(text);
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  if (text.size() > 24) return false;
  const std::string lower = to_lower_ascii(text);
  return lower.size() < 2 || std::find(kButtons.begin(), kButtons.end(), lower) != kButtons.end();
}

template <class Fact>
static std::span<const Fact> facts_in(const std::vector<Fact>& facts, html::Span span) {
  const auto less = [](const Fact& fact, std::uint32_t at) { return fact.start < at; };
  const auto begin = std::lower_bound(facts.begin(), facts.end(), span.begin, less);
  return {begin, std::lower_bound(begin, facts.end(), span.end, less)};
}

/// Of elements that show a time without a day ("19:02"), the date that they bear: in `datetime`, or in the
/// title of one whose name says date.
static void add_machine_dates(const html::View& view, facts::Reader& reader,
                              std::optional<UnixMillis> reference, std::vector<facts::Date>& dates) {
  const html::Tree& tree = *view.tree;
  std::vector<facts::Date> more;
  for (html::NodeId id = 1; id < tree.size(); ++id) {
    const bool time = tree.tag(id) == html::Tag::kTime;
    if (!time && !html::has(view.hints[id], html::Hint::kDate)) continue;
    const html::Span span = view.page->spans[id];
    const std::string_view value = trim(tree.value(id, time ? html::Attr::kDatetime : html::Attr::kTitle));
    if (span.empty() || value.size() < 8 || value.size() > 40 || !facts_in(dates, span).empty()) continue;
    if (!more.empty() && span.begin < more.back().end) continue;
    std::optional<facts::Date> date = reader.date_field(value, {.reference = reference});
    if (!date) continue;
    date->start = span.begin;
    date->end = span.end;
    more.push_back(*date);
  }
  const auto middle = static_cast<std::ptrdiff_t>(dates.size());
  dates.insert(dates.end(), more.begin(), more.end());
  std::inplace_merge(dates.begin(), dates.begin() + middle, dates.end(),
                     [](const facts::Date& a, const facts::Date& b) { return a.start < b.start; });
}

void mark(const html::View& view, facts::Reader& reader, std::optional<UnixMillis> reference, Marks& marks) {
  const std::string_view text = view.page->text;
  marks.prices = reader.prices(text, {.limit = facts::kMaxMarks});
  marks.read_to = marks.prices.size() < facts::kMaxMarks ? text.size() : marks.prices.back().start;
  marks.dates = reader.dates(text, {.reference = reference});
  add_machine_dates(view, reader, reference, marks.dates);
  marks.pairs = find_pairs(view);
  sum(view, marks);
}

std::span<const Pair> pairs_in(const Marks& marks, std::uint32_t first, std::uint32_t last) {
  const auto less = [](const Pair& pair, std::uint32_t run) { return pair.label_run < run; };
  const auto begin = std::lower_bound(marks.pairs.begin(), marks.pairs.end(), first, less);
  return {begin, std::lower_bound(begin, marks.pairs.end(), last, less)};
}

std::span<const facts::Price> prices_in(const Marks& marks, html::Span span) {
  return facts_in(marks.prices, span);
}
std::span<const facts::Date> dates_in(const Marks& marks, html::Span span) {
  return facts_in(marks.dates, span);
}

}  // namespace peil::items
