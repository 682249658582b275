// items/entries.hpp -- documents that are lists by their form: rows of a table, entries of a feed, messages
// of a chat, mails, objects of an API. Each reader fills entries; here they become the page's text and its
// items.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "facts/reader.hpp"
#include "items/extractor.hpp"
#include "items/facts_of.hpp"
#include "maps/map.hpp"
#include "record/value.hpp"
#include "url/url.hpp"

namespace peil::items {

/// A value as it stands in the source, and where: `row.Prijs`, `row/priceInfo/priceCents`.
struct Given {
  std::string value;
  std::string field;
  std::string raw;  ///< as written, where `value` was scaled
  bool empty() const { return value.empty(); }
};

/// One step of a price ladder.
struct GivenPrice {
  Given price;
  std::string currency;
  std::string what;  ///< the size that it is for, in words: `10 ml`
};

struct Entry {
  Form form = Form::kPost;
  std::string title, text, url, key, reply_to;
  bool title_is_text = true;  ///< facts are read from the title too (a mail's subject is a header)
  bool menu = false;          ///< the text may hold a price list: listings within this post
  Vendor vendor;
  std::string listed_at;  ///< as a record holds it
  Given date;             ///< else as written
  Given price, currency, quantity, unit, place, ships_from, ships_to, payment, delivery, sku, ean, email;
  std::vector<GivenPrice> ladder;
  std::vector<std::string> category_path;
  std::string rating, about_url, about_title;
  std::optional<std::int64_t> feedback_count, sold_count, stock;
  std::uint64_t row = 0;  ///< in the source, from 1; 0: it has none
};

struct EntryContext {
  facts::Reader& reader;
  const Money& money;
  const url::Url* base = nullptr;  ///< for relative addresses
  std::optional<UnixMillis> reference;
};

/// Lays the entries out as the page's text, one after the other, and appends an item for each. Text beyond
/// 16 MiB is not read; how many entries that are is returned.
std::size_t read_entries(std::vector<Entry>& entries, const EntryContext& context, Reading& reading);

/// The rows of a document by a map. What was odd is told in `warnings`.
struct Mapped {
  std::vector<Entry> entries;
  std::vector<std::string> warnings;
  std::uint64_t rows = 0;  ///< that were seen
};
/// Of a table's text (UTF-8) or a workbook's bytes. `first_row`: what the rows before it were.
Mapped map_table(const maps::Map& map, std::string_view text, bool workbook, std::int64_t rows_before);
/// Of a JSON document.
Mapped map_json(const maps::Map& map, Value root, std::int64_t rows_before);
/// Of a chat export.
Mapped map_chat(std::string_view text, std::int64_t lines_before);

/// Entries of RSS 1.0 and 2.0 and Atom; `title` of the whole.
std::vector<Entry> read_feed(std::string_view xml, std::string& title);
/// Messages in the answer of an API: statuses of Mastodon, topics of Discourse, threads of Reddit, chats of
/// Telegram, and any array of objects with a text and an author or date.
std::vector<Entry> read_messages(Value root);

/// A thing of structured data as an entry; `number` is its place in `structured`.
Entry entry_of_thing(const Thing& thing, std::size_t number);

/// HTML of a message as text; what has no tags stays as it is.
std::string plain_of_html(std::string_view html);

}  // namespace peil::items
