// tests/eval/facts_driver.cpp -- reads captures whose body is plain text and writes the page and item that
// hold their facts: what the scorers read, without the rest of extract.
//
//   facts_driver < captures.jsonl > records.jsonl
//   facts_driver --dates < recognizers/cases.jsonl     Dutch dates: `with_year SHARE`, `false COUNT`
// links: facts record
#include <cstdio>
#include <iostream>
#include <string>

#include "base/buffer.hpp"
#include "facts/reader.hpp"
#include "record/record.hpp"
#include "record/write.hpp"

namespace {

using namespace peil;

void write_facts(std::string_view id, std::string_view url, std::string_view text, facts::Reader& reader,
                 Buffer& out) {
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

/// Dates with a year that are found, and dates in inputs that have none at all.
void score_dates(facts::Reader& reader) {
  RecordParser parser;
  std::string line;
  std::size_t asked = 0, right = 0, wrong = 0;
  while (std::getline(std::cin, line)) {
    const auto record = parser.parse_copy(line);
    if (!record) continue;
    const Record& row = **record;
    const std::string model(row["model"].text_or_empty()), input(row["input"].text_or_empty());
    const std::string value(row["value"].text_or_empty());
    facts::DateContext context;
    context.reference = parse_time(std::string(row["reference"].text_or_empty()) + "Z");
    if (row["type"].is_null()) {  // a number, a share, an ordinal: no date
      const std::vector<facts::Date> found = reader.dates(input, context);
      wrong += found.size();
      for (const facts::Date& date : found)
        std::fprintf(stderr, "false: %s [%s]\n", input.c_str(), date.str().c_str());
    }
    const bool dated = model.ends_with("/DateParser") && value.size() == 10 && value[0] != 'X' &&
                       value.find('W') == std::string::npos;
    // a year is written: four digits of it stand in what was read
    if (!dated || row["raw"].text_or_empty().find(value.substr(0, 4)) == std::string_view::npos) continue;
    ++asked;
    bool good = false;
    for (const facts::Date& date : reader.dates(input, context)) good = good || date.str() == value;
    right += good;
    if (!good) std::fprintf(stderr, "missed: %s (%s)\n", input.c_str(), value.c_str());
  }
  std::printf("with_year %.4f (%zu/%zu)\nfalse %zu\n",
              asked ? static_cast<double>(right) / static_cast<double>(asked) : 0.0, right, asked, wrong);
}

}  // namespace

int main(int argc, char** argv) {
  facts::Reader reader;
  if (argc > 1 && std::string_view(argv[1]) == "--dates") {
    score_dates(reader);
    return 0;
  }
  RecordParser parser;
  std::string line;
  Buffer out;
  while (std::getline(std::cin, line)) {
    const auto record = parser.parse_copy(line);
    if (!record) continue;
    out.clear();
    write_facts((**record)["id"].text_or_empty(), (**record)["url"].text_or_empty(),
                (**record)["body"].text_or_empty(), reader, out);
    std::fwrite(out.data(), 1, out.size(), stdout);
  }
  return 0;
}
