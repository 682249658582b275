// items/show.cpp -- the layout of --show.
#include "items/show.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/words.hpp"

namespace peil::items {

namespace {

using html::Span;

constexpr std::size_t kLineBytes = 1 << 20;  // of a line of the page; what is longer is cut with a sign
constexpr std::size_t kRawBytes = 60;

struct Mark {
  std::size_t start, end;
  std::string name;
  std::string_view color;
};

constexpr std::string_view kTitle = "1", kPrice = "1;32", kQuantity = "36", kPlace = "34", kTerm = "33",
                           kSeller = "35", kIdentifier = "1;31", kFaint = "2", kItem = "1;7";

class Shower {
 public:
  Shower(const Reading& reading, bool color, Buffer& out)
      : reading_(reading), text_(reading.page.text), color_(color), out_(out) {}

  void show(std::string_view url, std::string_view page_id) {
    head(url, page_id);
    collect();
    order_items();
    lines();
    for (std::size_t i = 0; i < reading_.items.size(); ++i) {
      if (!reading_.items[i].span) facts_of(i);
    }
    identifiers_of_page();
    out_.push('\n');
  }

 private:
  std::string paint(std::string_view text, std::string_view code) const {
    return color_ && !text.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
  void line(const std::string& text) {
    out_.append(text);
    out_.push('\n');
  }

  void head(std::string_view url, std::string_view page_id) {
    line(paint(fmt::format("=== {}", printable(url.empty() ? page_id : url)), kTitle));
    const PageInfo& info = reading_.info;
    std::string said = fmt::format("page {}", page_id);
    if (!info.title.empty()) said += fmt::format(" · \"{}\"", printable(info.title));
    if (!reading_.lang.empty()) said += fmt::format(" · {}", reading_.lang);
    if (!info.published_at.empty()) said += fmt::format(" · {}", info.published_at);
    if (!info.software.empty()) said += fmt::format(" · {}", info.software);
    said += fmt::format(" · {} item{}", reading_.items.size(), reading_.items.size() == 1 ? "" : "s");
    line("    " + said);
    for (const std::string& warning : reading_.warnings)
      line(paint("    warning: " + printable(warning), kTerm));
    line("");
  }

  // --- marks ----------------------------------------------------------------------------------------

  void mark(const Evidence& why, std::size_t shift, std::string_view name, std::string_view color) {
    if (why.field != "text" || !why.start || !why.end || *why.start >= *why.end) return;
    marks_.push_back({shift + *why.start, shift + *why.end, std::string(name), color});
  }
  /// A member without evidence of its own: where its words first stand in the item.
  void mark_words(const Item& item, std::string_view words, std::string_view name, std::string_view color) {
    if (words.empty() || !item.span) return;
    const std::size_t at = reading_.page.of(*item.span).find(words);
    if (at == std::string_view::npos) return;
    marks_.push_back({item.span->begin + at, item.span->begin + at + words.size(), std::string(name), color});
  }

  void collect() {
    for (const Identifier& found : reading_.identifiers) mark(found.evidence, 0, found.type, kIdentifier);
    for (const Item& item : reading_.items) {
      if (!item.span) continue;
      const std::size_t shift = item.span->begin;
      for (const Price& price : item.prices) {
        mark(price.evidence, shift, price.holding ? "holding price" : "price", kPrice);
        if (price.quantity) mark(price.quantity->evidence, shift, "quantity", kQuantity);
      }
      for (const Quantity& quantity : item.quantities) {
        const bool amount = quantity.grams || quantity.units || quantity.ml;
        mark(quantity.evidence, shift, amount ? "quantity" : "strength", kQuantity);
      }
      for (const Coded& place : item.ships_from) mark(place.evidence, shift, "ships-from", kPlace);
      for (const Coded& place : item.ships_to) mark(place.evidence, shift, "ships-to", kPlace);
      for (const Coded& place : item.ships_except) mark(place.evidence, shift, "not-to", kPlace);
      for (const Coded& place : item.places) mark(place.evidence, shift, "place", kPlace);
      for (const Coded& term : item.payment) mark(term.evidence, shift, "payment", kTerm);
      for (const Coded& term : item.delivery) mark(term.evidence, shift, "delivery", kTerm);
      for (const Identifier& found : item.identifiers) mark(found.evidence, shift, found.type, kIdentifier);
      mark_words(item, item.vendor.name, "vendor", kSeller);
      if (item.title != reading_.info.title || reading_.items.size() == 1)
        mark_words(item, item.title, "title", kTitle);
    }
    std::sort(marks_.begin(), marks_.end(), [](const Mark& a, const Mark& b) {
      return a.start != b.start ? a.start < b.start : a.end != b.end ? a.end < b.end : a.name < b.name;
    });
    std::size_t kept = 0;
    for (Mark& each : marks_) {
      Mark* last = kept > 0 ? &marks_[kept - 1] : nullptr;
      if (last && last->start == each.start && last->end == each.end) {
        const bool said = last->name == each.name || last->name.ends_with("+" + each.name);
        if (!said) last->name += "+" + each.name;
      } else if (last && each.start < last->end) {
        continue;  // inside another: it stands in the list below
      } else {
        if (&marks_[kept] != &each) marks_[kept] = std::move(each);
        ++kept;
      }
    }
    marks_.resize(kept);
  }

  // --- the text -------------------------------------------------------------------------------------

  void order_items() {
    for (std::size_t i = 0; i < reading_.items.size(); ++i) {
      if (reading_.items[i].span) order_.push_back(i);
    }
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
      const Span x = *reading_.items[a].span, y = *reading_.items[b].span;
      return x.begin != y.begin ? x.begin < y.begin : x.end > y.end;
    });
  }

  void lines() {
    std::size_t next_item = 0, next_main = 0;
    std::vector<std::size_t> open;  // numbers of items, innermost last
    for (std::size_t at = 0; at <= text_.size() && !text_.empty();) {
      const std::size_t end = std::min(text_.find('\n', at), text_.size());
      while (next_item < order_.size() && reading_.items[order_[next_item]].span->begin <= end) {
        if (reading_.items[order_[next_item]].span->begin == end && end > at) break;
        header_of(order_[next_item]);
        open.push_back(order_[next_item++]);
      }
      while (next_main < reading_.main.size() && reading_.main[next_main].end <= at) ++next_main;
      const bool main = next_main < reading_.main.size() && reading_.main[next_main].begin < end;
      text_line(at, end, open.empty() ? 0 : open.back() + 1, main);
      at = end + 1;
      while (!open.empty() && reading_.items[open.back()].span->end <= at) {
        facts_of(open.back());
        open.pop_back();
      }
    }
    for (; !open.empty(); open.pop_back()) facts_of(open.back());
  }

  static std::string gutter(std::size_t item, std::string_view sign) {
    return item == 0 ? fmt::format("    {} ", sign) : fmt::format("{:3} {} ", item, sign);
  }

  void text_line(std::size_t at, std::size_t end, std::size_t item, bool main) {
    if (at == end && item == 0) return;
    std::string body;
    while (next_mark_ < marks_.size() && marks_[next_mark_].end <= at) ++next_mark_;
    std::size_t from = at;
    const std::size_t limit = std::min(end, at + kLineBytes);
    while (next_mark_ < marks_.size() && marks_[next_mark_].start < limit) {
      const Mark& mark = marks_[next_mark_];
      const std::size_t start = std::max(mark.start, at), stop = std::min(mark.end, limit);
      body += plain(from, start, main || item);
      body += paint(fmt::format("[{}: {}]", mark.name, cells(text_.substr(start, stop - start))), mark.color);
      from = stop;
      if (mark.end > limit) break;  // it goes on in the next line
      ++next_mark_;
    }
    if (from < limit) body += plain(from, limit, main || item);
    if (limit < end) body += " …";
    line(paint(gutter(item, main || item ? "|" : "."), kFaint) + body);
  }

  std::string plain(std::size_t from, std::size_t to, bool main) const {
    const std::string shown = cells(text_.substr(from, to - from));
    return main ? shown : paint(shown, kFaint);
  }
  /// Printable, cells of a table parted by a bar.
  static std::string cells(std::string_view text) {
    std::string out;
    for (std::size_t at = 0;;) {
      const std::size_t tab = std::min(text.find('\t', at), text.size());
      out += printable(text.substr(at, tab - at), kLineBytes * 4);
      if (tab == text.size()) return out;
      out += " | ";
      at = tab + 1;
    }
  }

  void header_of(std::size_t number) {
    const Item& item = reading_.items[number];
    std::string said(form_name(item.form));
    if (!item.title.empty()) said += fmt::format(" \"{}\"", printable(item.title));
    if (!item.url.empty()) said += fmt::format(" {}", printable(item.url));
    line(gutter(number + 1, "+") + paint(said, kItem));
  }

  // --- the facts ------------------------------------------------------------------------------------

  void fact(std::size_t number, std::string_view name, const std::string& value, const Evidence* why,
            std::string_view color) {
    std::string said = paint(fmt::format("{:<11}", name), color) + fmt::format("{:<34}", printable(value));
    if (why != nullptr) {
      said += fmt::format(" \"{}\" {}", printable(why->raw, kRawBytes), printable(why->field, kRawBytes));
      if (why->start) said += fmt::format(" {}-{}", *why->start, *why->end);
      said += fmt::format(" {}", printable(why->rule, kRawBytes));
    }
    while (!said.empty() && said.back() == ' ') said.pop_back();
    line(gutter(number, "=") + said);
  }

  static std::string words(const Quantity& quantity) {
    std::string said = quantity.amount.str() + " " + std::string(quantity.unit);
    if (quantity.strength_mg) said += fmt::format(" of {} mg", quantity.strength_mg->str());
    if (quantity.grams && quantity.unit != "g") said += fmt::format(" ({} g)", quantity.grams->str());
    return said;
  }
  static std::string words(const Price& price) {
    std::string said = price.amount.str() + (price.currency.empty() ? "" : " " + price.currency);
    if (price.quantity) said += " for " + words(*price.quantity);
    if (price.per_gram) said += fmt::format(", {} per gram", price.per_gram->str());
    return said;
  }

  void facts_of(std::size_t index) {
    const Item& item = reading_.items[index];
    const std::size_t number = index + 1;
    if (!item.span) header_of(index);
    for (const Price& price : item.prices)
      fact(number, price.holding ? "holding" : "price", words(price), &price.evidence, kPrice);
    for (const Quantity& quantity : item.quantities)
      fact(number, "quantity", words(quantity), &quantity.evidence, kQuantity);
    const auto coded = [&](std::string_view name, const std::vector<Coded>& list, std::string_view color) {
      for (const Coded& entry : list) fact(number, name, entry.value, &entry.evidence, color);
    };
    coded("ships-from", item.ships_from, kPlace);
    coded("ships-to", item.ships_to, kPlace);
    coded("not-to", item.ships_except, kPlace);
    coded("place", item.places, kPlace);
    coded("payment", item.payment, kTerm);
    coded("delivery", item.delivery, kTerm);
    const auto said = [&](std::string_view name, const std::string& value) {
      if (!value.empty()) fact(number, name, value, nullptr, kSeller);
    };
    said("vendor", item.vendor.name);
    said("vendor-url", item.vendor.url);
    said("rating", item.rating);
    if (item.sold_count) said("sold", std::to_string(*item.sold_count));
    if (item.stock) said("stock", std::to_string(*item.stock));
    said("listed-at", item.listed_at);
    said("rated-at", item.rated_at);
    said("about", item.about_title);
    if (!item.category_path.empty()) said("category", fmt::format("{}", fmt::join(item.category_path, " > ")));
    for (const Identifier& found : item.identifiers) identifier(number, found);
    line("");
  }

  void identifier(std::size_t number, const Identifier& found) {
    std::string value = found.value;
    if (found.valid) value += *found.valid ? " (valid)" : " (invalid)";
    fact(number, found.type, value, &found.evidence, kIdentifier);
  }

  void identifiers_of_page() {
    bool any = false;
    std::vector<Span> spans;  // of items with identifiers: theirs have been listed
    for (const Item& item : reading_.items) {
      if (item.span && !item.identifiers.empty()) spans.push_back(*item.span);
    }
    std::sort(spans.begin(), spans.end(), [](Span a, Span b) { return a.begin < b.begin; });
    std::size_t next = 0, listed_to = 0;
    for (const Identifier& found : reading_.identifiers) {
      const std::size_t start = found.evidence.field == "text" ? found.evidence.start.value_or(0) : text_.size();
      for (; next < spans.size() && spans[next].begin <= start; ++next)
        listed_to = std::max<std::size_t>(listed_to, spans[next].end);
      if (start < listed_to) continue;
      if (!any) line(gutter(0, "+") + paint("identifiers of the page", kItem));
      any = true;
      identifier(0, found);
    }
  }

  const Reading& reading_;
  std::string_view text_;
  bool color_;
  Buffer& out_;
  std::vector<Mark> marks_;
  std::size_t next_mark_ = 0;
  std::vector<std::size_t> order_;
};

}  // namespace

void show(const Reading& reading, std::string_view url, std::string_view page_id, bool color, Buffer& out) {
  Shower(reading, color, out).show(url, page_id);
}

}  // namespace peil::items
