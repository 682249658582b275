// items/feed.cpp -- RSS 0.9x, 1.0 and 2.0, and Atom: each entry a listing where it has a price, else a post.
#include <algorithm>

#include "base/words.hpp"
#include "html/text.hpp"
#include "html/tree.hpp"
#include "items/entries.hpp"
#include "items/values.hpp"
#include "maps/mail.hpp"
#include "maps/map.hpp"
#include "maps/xml.hpp"

namespace peil::items {

namespace {

using Event = maps::XmlReader::Event;

constexpr std::size_t kEntries = 20'000;

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// `Tue, 12 Mar 2024 14:05:00 +0100` as mail has it, or RFC 3339.
std::string date_of(std::string_view value) {
  if (auto iso = maps::read_date(value, "iso")) return *iso;
  return maps::read_mail_date(value);
}

/// One element's value put where it belongs.
void put(Entry& entry, std::string_view prefix, std::string_view name, std::string_view parent,
         const std::string& value, bool& full) {
  if (trim(value).empty()) return;
  if (name == "title" && prefix != "media" && entry.title.empty())
    entry.title = one_line(plain_of_html(value));
  else if (name == "link" && entry.url.empty()) entry.url = std::string(trim(value));
  else if (one_of(name, {"guid", "id"}) && parent != "author") entry.key = std::string(trim(value));
  else if (name == "encoded" || name == "content") {
    entry.text = plain_of_html(value);
    full = true;
  } else if (one_of(name, {"description", "summary"}) && !full && prefix != "media") {
    entry.text = plain_of_html(value);
  } else if (one_of(name, {"pubDate", "published", "date", "issued"}) ||
             (name == "updated" && entry.listed_at.empty())) {
    if (const std::string date = date_of(value); !date.empty()) entry.listed_at = date;
  } else if (name == "creator" || (name == "name" && parent == "author") ||
             (name == "author" && entry.vendor.name.empty())) {
    entry.vendor.name = one_line(value, 120);
  } else if (name == "uri" && parent == "author") {
    entry.vendor.url = std::string(trim(value));
  } else if (name == "category" || name == "product_type") {
    if (entry.category_path.empty()) entry.category_path.push_back(one_line(value, 120));
  } else if (one_of(name, {"price", "sale_price"}) && (entry.price.empty() || name == "price")) {
    // A shop's feed: `25.00 EUR`.
    const std::string_view text = trim(value);
    const std::size_t blank = text.find(' ');
    entry.price = {std::string(text.substr(0, blank)), "entry." + std::string(name), std::string(text)};
    if (blank != std::string_view::npos) entry.currency.value = std::string(trim(text.substr(blank)));
  } else if (name == "currency") {
    entry.currency = {std::string(trim(value)), "entry.currency", {}};
  } else if (name == "gtin") {
    entry.ean = {std::string(trim(value)), "entry.gtin", {}};
  } else if (name == "availability" && says_sold_out(value)) {
    entry.stock = 0;
  } else if (name == "comments" || name == "in-reply-to") {
    return;
  }
}

}  // namespace

std::string plain_of_html(std::string_view html) {
  const std::size_t open = html.find('<');
  const bool tags =
      open != std::string_view::npos && open + 1 < html.size() &&
      (html.find('>', open) != std::string_view::npos) &&
      (html[open + 1] == '/' || html[open + 1] == '!' || (html[open + 1] >= 'a' && html[open + 1] <= 'z') ||
       (html[open + 1] >= 'A' && html[open + 1] <= 'Z'));
  const bool entities = html.find('&') != std::string_view::npos && html.find(';') != std::string_view::npos;
  if (!tags && !entities) return std::string(html);
  if (!tags) {
    std::string out;
    maps::append_unescaped(html, out);
    return out;
  }
  html::Parser parser;
  html::PageText page;
  html::render(parser.parse(html), page);
  return page.text;
}

std::vector<Entry> read_feed(std::string_view xml, std::string& title) {
  std::vector<Entry> entries;
  maps::XmlReader reader(xml);
  std::vector<std::string> path;  // local names of what is open
  std::size_t entry_depth = 0;    // 0: outside
  std::string value;
  bool full = false;
  for (Event event = reader.next(); event != Event::kEnd; event = reader.next()) {
    if (event == Event::kText) {
      if (value.size() < (4u << 20)) value += reader.text();
      continue;
    }
    if (event == Event::kOpen) {
      if (path.size() > 100) break;
      // XHTML inside an Atom entry keeps its text; blocks stand on lines of their own.
      const bool markup =
          entry_depth > 0 && path.size() > entry_depth &&
          one_of(path.back(), {"content", "summary", "div", "p", "ul", "li"}) &&
          one_of(reader.name(), {"div", "p", "br", "ul", "li", "b", "i", "em", "strong", "a", "span"});
      path.emplace_back(markup ? "~" + std::string(reader.name()) : std::string(reader.name()));
      if (markup) {
        path.back() = one_of(reader.name(), {"div", "p", "br", "ul", "li"}) ? "div" : "span";
        if (path.back() == "div" && !value.empty()) value += '\n';
        continue;
      }
      value.clear();
      if (entry_depth == 0 && one_of(reader.name(), {"item", "entry"}) && entries.size() < kEntries) {
        entry_depth = path.size();
        full = false;
        Entry& entry = entries.emplace_back();
        entry.row = entries.size();
        entry.menu = true;
      } else if (entry_depth > 0 && reader.name() == "link" && !reader.attribute("href").empty() &&
                 one_of(reader.attribute("rel"), {"", "alternate"}) && entries.back().url.empty()) {
        entries.back().url = std::string(reader.attribute("href"));
      } else if (entry_depth > 0 && reader.name() == "category" && !reader.attribute("term").empty() &&
                 entries.back().category_path.empty()) {
        entries.back().category_path.push_back(one_line(reader.attribute("term"), 120));
      }
      continue;
    }
    if (path.empty()) continue;
    const bool markup = one_of(path.back(), {"div", "span"});
    const std::string parent = path.size() >= 2 ? path[path.size() - 2] : "";
    if (entry_depth > 0 && path.size() == entry_depth + 1 && !markup)
      put(entries.back(), reader.prefix(), reader.name(), parent, value, full);
    else if (entry_depth > 0 && path.size() == entry_depth + 2 && parent == "author")
      put(entries.back(), reader.prefix(), reader.name(), parent, value, full);
    else if (entry_depth == 0 && reader.name() == "title" && title.empty()) title = one_line(value, 400);
    if (path.size() == entry_depth) entry_depth = 0;
    path.pop_back();
    if (!markup) value.clear();
  }
  for (Entry& entry : entries) {
    if (entry.price.empty()) continue;
    entry.form = Form::kListing;
    entry.menu = false;
  }
  return entries;
}

}  // namespace peil::items
