// items/documents.cpp -- forms of documents, and what is read by guess.
#include "items/documents.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/words.hpp"
#include "items/values.hpp"
#include "maps/csv.hpp"
#include "maps/draft.hpp"
#include "maps/xlsx.hpp"

namespace peil::items {

namespace {

using maps::Format;

/// The lines of JSON Lines that are JSON, as one array.
std::string array_of_lines(RecordParser& parser, std::string_view text, std::size_t most,
                           std::uint64_t& bad) {
  std::string out = "[";
  std::size_t taken = 0;
  for (std::string_view line : split(text, '\n')) {
    line = trim(line);
    if (line.empty() || taken >= most) continue;
    if (!parser.parse_copy(line)) {
      ++bad;
      continue;
    }
    if (taken++ > 0) out.push_back(',');
    out += line;
  }
  return out + "]";
}

std::vector<maps::Row> first_rows(std::string_view text, bool workbook, char separator, std::string& error) {
  std::vector<maps::Row> rows;
  maps::Oddities odd;
  const auto take = [&](const maps::Row& row) {
    rows.push_back(row);
    return rows.size() < maps::kDraftRows;
  };
  if (workbook) {
    if (auto book = maps::read_xlsx(text, "", odd, take); !book) error = book.error().message;
  } else {
    maps::read_csv(text, separator == 0 ? ',' : separator, odd, take);
  }
  return rows;
}

}  // namespace

DocumentReader::DocumentReader() : parser_(RecordParser::kExactNumbers) {}

Format DocumentReader::format_of(const Document& document) {
  return maps::format_of(document.bytes, document.media_type, document.url);
}

void DocumentReader::table(const Document& document, std::string_view text, bool workbook, Listed& listed) {
  std::optional<maps::Map> drafted;
  const maps::Map* map = document.map;
  const std::string_view what = workbook ? "workbook" : "csv";
  if (map == nullptr) {
    std::string error;
    const char separator = workbook ? '\0' : maps::separator_of(text);
    const maps::Draft draft =
        maps::draft_table(first_rows(text, workbook, separator, error), separator, workbook ? "xlsx" : "csv");
    if (!error.empty()) {
      listed.warnings.push_back(error);
      return;
    }
    if (auto parsed = draft.usable ? maps::parse_map(draft.text, "draft") : Error{""})
      drafted = *std::move(parsed);
    if (!drafted) {
      listed.warnings.push_back(fmt::format(
          "{}: no column is known as a title or text: name the columns with extract --map", what));
      if (!workbook) listed.text = std::string(text);
      return;
    }
    // Numbers of a table with ; between its cells have a comma before their decimals.
    if (separator == ';') drafted->decimal = 0;
    map = &*drafted;
    listed.warnings.push_back(
        fmt::format("{}: its columns were read by their names; extract --suggest-map shows how", what));
  }
  Mapped mapped = map_table(*map, text, workbook, document.rows_before);
  listed.entries = std::move(mapped.entries);
  for (std::string& warning : mapped.warnings) listed.warnings.push_back(std::move(warning));
}

void DocumentReader::json(const Document& document, std::string_view text, bool lines, Listed& listed) {
  std::string wrapped = "{\"@list\":";
  std::uint64_t bad = 0;
  if (lines) {
    wrapped += array_of_lines(parser_, text, SIZE_MAX, bad);
    if (bad > 0) listed.warnings.push_back(fmt::format("jsonl: {} lines are no JSON objects", bad));
  } else {
    wrapped += text;
  }
  wrapped += "}";
  const auto record = parser_.parse_copy(wrapped);
  if (!record) {
    listed.warnings.push_back("json: " + record.error().message);
    listed.text = std::string(text);
    return;
  }
  const Value root = (**record)["@list"];
  std::optional<maps::Map> drafted;
  const maps::Map* map = document.map;
  if (map == nullptr) {
    const maps::Draft draft = maps::draft_json(root, "jsonl");
    if (auto parsed = draft.sure ? maps::parse_map(draft.text, "draft") : Error{""})
      drafted = *std::move(parsed);
    if (!drafted) {
      listed.warnings.push_back("jsonl: no member is known as a title or text: name them with extract --map");
      listed.text = std::string(text);
      return;
    }
    map = &*drafted;
  }
  Mapped mapped = map_json(*map, root, document.rows_before);
  listed.entries = std::move(mapped.entries);
  for (std::string& warning : mapped.warnings) listed.warnings.push_back(std::move(warning));
}

void DocumentReader::mails(const std::vector<std::string_view>& messages, std::int64_t before,
                           charset::Decoder& decoder, Listed& listed) {
  for (std::string_view bytes : messages) {
    maps::Mail mail = mail_.read(bytes, false);
    Entry entry;
    entry.form = Form::kPost;
    entry.title = mail.subject;
    entry.title_is_text = false;
    entry.menu = true;
    entry.key = mail.message_id;
    entry.reply_to = mail.in_reply_to;
    entry.listed_at = mail.date;
    entry.vendor.name = mail.from_name.empty() ? mail.from_address : mail.from_name;
    entry.email = {mail.from_address, "headers.from", {}};
    if (messages.size() > 1 || before > 0)
      entry.row = static_cast<std::uint64_t>(before) + listed.entries.size() + 1;
    const charset::Decoded decoded =
        decoder.decode(mail.body, {.declared = mail.charset, .html = mail.media_type == "text/html"});
    entry.text = mail.media_type == "text/html" ? plain_of_html(decoded.text) : std::string(decoded.text);
    std::erase(entry.text, '\r');
    if (messages.size() == 1) listed.title = one_line(mail.subject, 400);
    for (const std::string& name : mail.not_read) {
      if (listed.warnings.size() < 50) listed.warnings.push_back("attachment: " + name + " was not read");
    }
    for (std::string& warning : mail.warnings) listed.warnings.push_back(std::move(warning));
    if (mail.media_type.empty()) listed.warnings.push_back("mail: no part of it is text");
    listed.entries.push_back(std::move(entry));
  }
}

std::optional<Listed> DocumentReader::read(const Document& document, charset::Decoder& decoder) {
  Format format = format_of(document);
  if (document.map != nullptr && !document.map->format.empty() && format != Format::kWorkbook) {
    const std::string& named = document.map->format;
    if (named == "csv" || named == "tsv") format = Format::kTable;
    else if (named == "json") format = Format::kJson;
    else if (named == "jsonl") format = Format::kRecords;
    else if (named == "whatsapp") format = Format::kChat;
  }
  Listed listed;
  const auto text = [&]() -> std::string_view {
    const std::string_view declared =
        document.map != nullptr && !document.map->charset.empty() ? document.map->charset : document.charset;
    const charset::Decoded decoded = decoder.decode(document.bytes, {.declared = declared});
    if (decoded.repaired)
      listed.warnings.push_back(fmt::format("charset: invalid bytes in {} were replaced", decoded.encoding));
    return decoded.text;
  };
  switch (format) {
    case Format::kTable: table(document, text(), false, listed); break;
    case Format::kWorkbook: table(document, document.bytes, true, listed); break;
    case Format::kRecords: json(document, text(), true, listed); break;
    case Format::kJson:
      if (document.map == nullptr) return std::nullopt;
      json(document, text(), false, listed);
      break;
    case Format::kFeed: listed.entries = read_feed(text(), listed.title); break;
    case Format::kSitemap: listed.warnings.push_back("sitemap: a list of addresses, no page"); break;
    case Format::kChat: {
      Mapped mapped = map_chat(text(), document.rows_before);
      listed.entries = std::move(mapped.entries);
      for (std::string& warning : mapped.warnings) listed.warnings.push_back(std::move(warning));
      break;
    }
    case Format::kMail: mails({document.bytes}, 0, decoder, listed); break;
    case Format::kMbox: mails(maps::split_mbox(document.bytes), document.rows_before, decoder, listed); break;
    case Format::kMhtml: {
      maps::Mail mail = mail_.read(document.bytes, true);
      listed.page_inside = mail.media_type.find("html") != std::string::npos;
      listed.html = std::move(mail.body);
      listed.charset = mail.charset;
      listed.url = mail.location;
      listed.title = mail.subject;
      if (!listed.page_inside) listed.text = decoder.decode(listed.html, {.declared = mail.charset}).text;
      break;
    }
    default: return std::nullopt;
  }
  return listed;
}

std::vector<Entry> DocumentReader::messages_in_json(std::string_view json) {
  std::string wrapped = "{\"@list\":";
  wrapped += json;
  wrapped += "}";
  const auto record = parser_.parse_copy(wrapped);
  if (!record) return {};
  return read_messages((**record)["@list"]);
}

std::string suggest_map(std::string_view bytes, std::string_view name) {
  const Format format = maps::format_of(bytes, "", name);
  charset::Decoder decoder;
  if (format == Format::kChat)
    return "format whatsapp\nform   post\n\nvendor.name from author\ntext        from text\n";
  if (format == Format::kWorkbook) {
    std::string error;
    const maps::Draft draft = maps::draft_table(first_rows(bytes, true, 0, error), 0, "xlsx");
    return draft.usable ? draft.text : "";
  }
  const std::string_view text = decoder.decode(bytes).text;
  if (format == Format::kTable || format == Format::kText) {
    const char separator = maps::separator_of(text);
    std::string error;
    const maps::Draft draft = maps::draft_table(first_rows(text, false, separator, error), separator, "csv");
    return draft.usable ? draft.text : "";
  }
  if (format != Format::kJson && format != Format::kRecords) return "";
  RecordParser parser(RecordParser::kExactNumbers);
  std::uint64_t bad = 0;
  const bool lines = format == Format::kRecords && trim(text).find('\n') != std::string_view::npos;
  const std::string wrapped =
      "{\"@list\":" + (lines ? array_of_lines(parser, text, maps::kDraftRows, bad) : std::string(text)) + "}";
  const auto record = parser.parse_copy(wrapped);
  if (!record) return "";
  const maps::Draft draft = maps::draft_json((**record)["@list"], lines ? "jsonl" : "json");
  return draft.usable ? draft.text : "";
}

}  // namespace peil::items
