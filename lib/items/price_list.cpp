// items/price_list.cpp -- sections and rows of a price list.
#include "items/price_list.hpp"

#include <algorithm>
#include <string>

#include "base/words.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

using html::Span;

constexpr std::size_t kLineBytes = 200;
constexpr std::size_t kSectionBytes = 4000;
constexpr std::size_t kNameBytes = 80;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::size_t letters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
  }));
}

/// Without blanks, dots, dashes and the like around it.
std::string_view bare(std::string_view text) {
  const auto filler = [](char c) {
    return is_blank(c) || std::string_view(".-:;=|,*_>/").find(c) != std::string_view::npos;
  };
  while (!text.empty() && filler(text.front())) text.remove_prefix(1);
  while (!text.empty() && filler(text.back())) text.remove_suffix(1);
  return text;
}

class Lister {
 public:
  Lister(std::string_view text, FactReader& fact_reader, facts::Reader& reader)
      : text_(text), fact_reader_(fact_reader), reader_(reader) {}

  std::vector<Item> run(Span where) {
    std::uint32_t at = where.begin;
    while (at < where.end) {
      std::vector<Span> lines;
      at = next_section(at, where.end, lines);
      if (lines.size() < 2 || lines.back().end - lines.front().begin > kSectionBytes) continue;
      if (!rows(lines)) headed(lines);
    }
    if (found_.size() < 2) found_.clear();
    return std::move(found_);
  }

 private:
  std::string_view of(Span span) const { return text_.substr(span.begin, span.size()); }

  /// The lines up to an empty one, trimmed; returns where the next section begins.
  std::uint32_t next_section(std::uint32_t at, std::uint32_t end, std::vector<Span>& lines) const {
    while (at < end) {
      const std::size_t stop = std::min<std::size_t>(text_.find('\n', at), end);
      Span line = {at, static_cast<std::uint32_t>(stop)};
      at = std::min(end, line.end + 1);
      while (!line.empty() && is_blank(text_[line.begin])) ++line.begin;
      while (!line.empty() && is_blank(text_[line.end - 1])) --line.end;
      if (!line.empty()) lines.push_back(line);
      else if (!lines.empty()) break;
    }
    return at;
  }

  /// Each line a name and its prices; the first one may be a heading.
  bool rows(const std::vector<Span>& lines) {
    std::vector<Item> items;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].size() > kLineBytes) return false;
      Item item;
      item.span = lines[i];
      fact_reader_.read_all(item);
      const bool sure =
          !item.prices.empty() && std::all_of(item.prices.begin(), item.prices.end(), [](const Price& price) {
            return price.quantity && !price.currency.empty();
          });
      item.title = sure ? name_in(item) : std::string();
      if (!item.title.empty()) items.push_back(std::move(item));
      else if (i != 0 || sure) return false;
    }
    if (items.size() < 2) return false;
    for (Item& item : items) found_.push_back(std::move(item));
    return true;
  }

  /// What a line begins with, up to a price or quantity; else the longest words that are neither.
  std::string name_in(const Item& item) const {
    const std::string_view line = of(*item.span);
    std::vector<std::pair<std::size_t, std::size_t>> taken;
    const auto take = [&](const Evidence& evidence) {
      if (evidence.start && evidence.end) taken.push_back({*evidence.start, *evidence.end});
    };
    for (const Price& price : item.prices) {
      take(price.evidence);
      if (price.quantity) take(price.quantity->evidence);
    }
    for (const Quantity& quantity : item.quantities) take(quantity.evidence);
    std::sort(taken.begin(), taken.end());
    taken.push_back({line.size(), line.size()});
    std::string_view best;
    std::size_t at = 0;
    for (const auto& [begin, end] : taken) {
      if (begin > at) {
        const std::string_view words = bare(line.substr(at, begin - at));
        if (words.size() > best.size()) best = words;
        if (at == 0 && letters_in(words) >= 3) break;
      }
      at = std::max(at, end);
    }
    if (letters_in(best) < 3 || best.size() > kNameBytes) return {};
    return one_line(best);
  }

  /// A name without a price, lines with prices under it.
  void headed(const std::vector<Span>& lines) {
    const std::string_view head = of(lines.front());
    if (head.size() < 3 || head.size() > 120 || (head[0] >= '0' && head[0] <= '9') ||
        !reader_.prices(head).empty())
      return;
    Item item;
    item.title = one_line(head);
    item.span = Span{lines.front().begin, lines.back().end};
    fact_reader_.read_all(item);
    if (!item.prices.empty()) found_.push_back(std::move(item));
  }

  std::string_view text_;
  FactReader& fact_reader_;
  facts::Reader& reader_;
  std::vector<Item> found_;
};

}  // namespace

std::vector<Item> read_price_list(std::string_view page_text, Span where, FactReader& fact_reader,
                                  facts::Reader& reader) {
  return Lister(page_text, fact_reader, reader).run(where);
}

}  // namespace peil::items
