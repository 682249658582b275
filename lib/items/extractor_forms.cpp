// items/extractor_forms.cpp -- documents that are no pages: answers of APIs, tables, mails, plain texts.
#include "items/extractor_state.hpp"

#include "text/utf8.hpp"

namespace peil::items {

/// An answer of an API: its text is itself, its offers are the largest array of things with a price.
void Extractor::State::read_json(const Document& document) {
  reading.page.text.assign(text::prefix(decode(document, false), limits::kTextBytes));
  if (document.identifiers_only) return identifiers();
  std::string error;
  reading.things = structured.offers_in_json(reading.page.text, error);
  if (!error.empty()) warn("structured: JSON: " + error);
  std::vector<Entry> entries;
  for (std::size_t number = 0; number < reading.things.size(); ++number)
    entries.push_back(entry_of_thing(reading.things[number], number));
  if (entries.empty() && error.empty()) entries = documents.messages_in_json(reading.page.text);
  for (Entry& entry : entries) {
    if (entry.row > 0) entry.row += static_cast<std::uint64_t>(document.rows_before);
  }
  if (!entries.empty()) {
    reading.page.text.clear();
    read_entries_of(entries, document);
    language({});
  } else if (error.empty()) {
    warn("json: no offers or messages are known in it: name them with extract --map");
  }
  finish_items();
  identifiers();
}

void Extractor::State::read_entries_of(std::vector<Entry>& entries, const Document& document) {
  const Money money = money_of(reading.domain);
  const std::size_t left =
      read_entries(entries, {facts, money, page_url ? &*page_url : nullptr, document.fetched_at}, reading);
  if (left > 0) warn(fmt::format("text: longer than 16 MiB, {} entries were not read", left));
}

/// Tables, feeds, mails, chats. False when the document is none of them.
bool Extractor::State::read_listed(const Document& document) {
  std::optional<Listed> listed = documents.read(document, decoder);
  if (!listed) return false;
  for (std::string& warning : listed->warnings) warn(std::move(warning));
  if (listed->page_inside) {
    Document inside = document;
    inside.bytes = listed->html;
    inside.media_type = "text/html";
    inside.charset = listed->charset;
    inside.title = listed->title;
    if (!listed->url.empty()) {
      inside.url = listed->url;
      site(inside);
    }
    read_html(inside);
    return true;
  }
  reading.info.title = one_line(listed->title.empty() ? document.title : listed->title, 400);
  if (listed->entries.empty()) reading.page.text = text::prefix(listed->text, limits::kTextBytes);
  read_entries_of(listed->entries, document);
  if (document.identifiers_only) {
    reading.items.clear();
  } else {
    language({});
    finish_items();
  }
  identifiers();
  return true;
}

/// A text as it is: one message, or a document with offers in its lines.
void Extractor::State::read_text(const Document& document) {
  if (reading.page.text.empty()) {
    const std::string_view decoded = decode(document, false);
    reading.page.text = text::prefix(decoded, limits::kTextBytes);
    if (reading.page.text.size() < decoded.size()) warn("text: longer than 16 MiB, the rest was not read");
  }
  const std::string& text = reading.page.text;
  if (document.identifiers_only) return;
  if (reading.info.title.empty()) reading.info.title = one_line(document.title, 400);
  const auto size = static_cast<std::uint32_t>(text.size());
  if (reading.main.empty() && size > 0) reading.main.push_back({0, size});
  if (trim(text).empty()) return;
  const Money money = money_of(reading.domain);
  FactReader fact_reader(facts, text, money);
  if (!document.is_message) {
    reading.items = read_price_list(text, {0, size}, fact_reader, facts);
    fact_reader.read_page_route(reading.items, true);
    if (!reading.items.empty()) return;
  }
  Item item;
  item.form = Form::kPost;
  item.span = Span{0, size};
  item.title = reading.info.title;
  fact_reader.read_all(item);
  reading.items.push_back(std::move(item));
}

}  // namespace peil::items
