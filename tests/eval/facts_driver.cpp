// tests/eval/facts_driver.cpp -- reads captures whose body is plain text and writes the page and item that
// hold their facts: what the scorers read, without the rest of extract.
//
//   facts_driver < captures.jsonl > records.jsonl
#include <cstdio>
#include <iostream>
#include <string>

#include "base/buffer.hpp"
#include "facts/reader.hpp"
#include "record/record.hpp"
#include "record/write.hpp"

namespace {

using namespace peil;

void write_facts(std::string_view id, std::string_view url, std::string_view text, facts::Reader& reader, Buffer& out) {
  JsonWriter page(out);
  page.begin_object().member("kind", "page").member("id", id).member("url", url).member("text", text);
  page.key("identifiers").begin_array();
  for (const facts::Identifier& found : reader.identifiers(text)) {
    page.begin_object().member("type", found.type).member("value", std::string_view(found.value));
    if (found.valid) page.member("valid", *found.valid);
    const Evidence evidence[] = {facts::evidence_of(found, text)};
    write_evidence(evidence, page);
    page.end_object();
  }
  page.end_array().end_object();
  out.push('\n');
  JsonWriter item(out);
  item.begin_object().member("kind", "item").member("url", url);
  item.key("page").begin_object().member("id", id).end_object();
  item.key("prices").begin_array();
  for (const facts::PricedQuantity& priced : reader.offer(text).prices) {
    item.begin_object().member("amount", priced.price.amount);
    if (!priced.price.currency.empty()) item.member("currency", priced.price.currency);
    item.member("rule", priced.price.rule).end_object();
  }
  item.end_array().end_object();
  out.push('\n');
}

}  // namespace

int main() {
  facts::Reader reader;
  RecordParser parser;
  std::string line;
  Buffer out;
  while (std::getline(std::cin, line)) {
    const auto record = parser.parse_copy(line);
    if (!record) continue;
    out.clear();
    write_facts((**record)["id"].text_or_empty(), (**record)["url"].text_or_empty(), (**record)["body"].text_or_empty(), reader, out);
    std::fwrite(out.data(), 1, out.size(), stdout);
  }
  return 0;
}
