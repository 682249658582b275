// maps/sniff.cpp -- shapes of first bytes.
#include "maps/sniff.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/words.hpp"
#include "maps/chat.hpp"
#include "maps/csv.hpp"
#include "maps/draft.hpp"
#include "maps/lines.hpp"

namespace peil::maps {

namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string extension_of(std::string_view name) {
  name = name.substr(0, name.find_first_of("?#"));
  name = name.substr(name.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : to_lower_ascii(name.substr(dot + 1));
}

/// Brackets of a line close, strings minded: it is a JSON value of its own.
bool closes(std::string_view line) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted) {
      if (c == '\\') ++i;
      else quoted = c != '"';
    } else if (c == '"') quoted = true;
    else if (c == '{' || c == '[') ++depth;
    else if (c == '}' || c == ']') --depth;
  }
  return depth == 0 && !quoted;
}

bool is_header_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// At least three header fields in its first lines, two of them of mail.
bool looks_like_mail(std::string_view text) {
  int fields = 0, known = 0;
  for (int line = 0; line < 30 && !text.empty(); ++line) {
    const bool folded = text[0] == ' ' || text[0] == '\t';
    const std::string_view head = trim(take_line(text));
    if (head.empty()) break;
    if (folded) continue;
    const std::size_t colon = head.find(':');
    if (colon == std::string_view::npos || !is_header_name(head.substr(0, colon))) return false;
    ++fields;
    const std::string name = to_lower_ascii(head.substr(0, colon));
    for (std::string_view one : {"from", "to", "subject", "date", "message-id", "received", "mime-version",
                                 "return-path", "delivered-to", "reply-to"})
      known += name == one ? 1 : 0;
  }
  return fields >= 3 && known >= 2;
}

Format xml_kind(std::string_view head) {
  if (has(head, "<rss") || has(head, "<rdf:RDF") || has(head, "<feed")) return Format::kFeed;
  if (has(head, "<urlset") || has(head, "<sitemapindex")) return Format::kSitemap;
  return Format::kHtml;
}

/// Whether the object has, at its top, a member in which other tools keep a page or a text.
bool holds_text(std::string_view object) {
  int depth = 0;
  for (std::size_t i = 0; i < object.size(); ++i) {
    const char c = object[i];
    if (c == '{' || c == '[') ++depth;
    else if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const std::size_t begin = ++i;
    while (i < object.size() && object[i] != '"') i += object[i] == '\\' ? 2 : 1;
    if (depth != 1 || i >= object.size()) continue;
    const std::string_view key = object.substr(begin, i - begin);
    std::size_t next = i + 1;
    while (next < object.size() && object[next] == ' ') ++next;
    if (next >= object.size() || object[next] != ':') continue;
    for (std::string_view one : {"html", "body", "response", "content", "text", "raw_text", "message"}) {
      if (key == one) return true;
    }
  }
  return false;
}

/// One object a line is records; an object over several lines is a document, and so is one alone in a file
/// called .json, unless it holds a text as the records of other tools do.
Format json_kind(std::string_view head, bool named_json, bool all) {
  std::string_view rest = head;
  const std::string_view first = trim(take_line(rest));
  const bool one_line = trim(rest).empty();
  if (!closes(first)) {
    if (!one_line) return Format::kJson;  // it goes on in the next line
    return named_json && !all ? Format::kJson : Format::kRecords;
  }
  return named_json && one_line && !holds_text(first) ? Format::kJson : Format::kRecords;
}

/// A table by its looks: three rows and columns, and names of columns that say what it is.
bool looks_like_table(std::string_view text) {
  text = text.substr(0, 32u << 10);
  if (text.find_first_of(",;\t|") == std::string_view::npos) return false;
  const char separator = separator_of(text);
  if (separator == 0) return false;
  std::vector<Row> rows;
  Oddities odd;
  read_csv(text, separator, odd, [&](const Row& row) {
    rows.push_back(row);
    return rows.size() < 20;
  });
  if (rows.size() < 2 || rows[0].cells.size() < 3 || odd.ragged * 3 > rows.size()) return false;
  return draft_table(rows, separator, "csv").sure;
}

}  // namespace

Format format_of(std::string_view bytes, std::string_view media_type, std::string_view name) {
  const std::string extension = extension_of(name);
  const std::string_view type = media_type == "application/octet-stream"
                                    ? std::string_view()
                                    : media_type.substr(0, media_type.find(';'));
  if (bytes.starts_with("PK\x03\x04")) {
    return has(type, "spreadsheetml") || extension == "xlsx" || extension == "xlsm" ||
                   has(bytes.substr(0, 4096), "xl/") || has(bytes.substr(0, 4096), "[Content_Types].xml")
               ? Format::kWorkbook
               : Format::kBinary;
  }
  std::string_view head = bytes.substr(0, 64u << 10);
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const bool wide = head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
  std::string narrow;
  if (wide || (head.size() > 8 && head[1] == '\0' && head[3] == '\0')) {
    for (char c : head.substr(wide ? 2 : 0)) {
      if (c != '\0') narrow.push_back(c);
    }
    head = narrow;
  }
  head = trim(head);
  if (head.empty()) return Format::kUnknown;
  if (type == "multipart/related" || has(type, "mhtml") || extension == "mht" || extension == "mhtml")
    return looks_like_mail(head) || has(head, "MIME-Version") ? Format::kMhtml : Format::kHtml;
  if (head.starts_with("From ") && has(head.substr(0, 8192), "\nFrom:")) return Format::kMbox;
  if (type == "message/rfc822" || extension == "eml" || (type.empty() && looks_like_mail(head)) ||
      (type == "text/plain" && looks_like_mail(head))) {
    if (has(head.substr(0, 16u << 10), "multipart/related") && has(head.substr(0, 16u << 10), "Snapshot"))
      return Format::kMhtml;
    return Format::kMail;
  }
  if (type == "application/mbox" || extension == "mbox") return Format::kMbox;
  if (head[0] == '<') {
    const Format kind = xml_kind(head.substr(0, 2048));
    if (kind != Format::kHtml || has(type, "html") || has(type, "xml") || type.empty()) return kind;
    return type == "text/plain" ? Format::kText : kind;
  }
  if (has(type, "ndjson") || has(type, "jsonl") || extension == "jsonl" || extension == "ndjson")
    return Format::kRecords;
  if (has(type, "json")) return Format::kJson;
  if (has(type, "html")) return Format::kHtml;
  if (head[0] == '{' || (head[0] == '[' && head.size() > 1 && !chat_line(head.substr(0, head.find('\n'))))) {
    if (head[0] == '{') return json_kind(head, extension == "json", bytes.size() < (60u << 10));
    const std::string_view inner = trim(head.substr(1));
    if (!inner.empty() && (inner[0] == '{' || inner[0] == '[' || inner[0] == '"' || inner[0] == ']'))
      return Format::kJson;
  }
  if (looks_like_chat(head)) return Format::kChat;
  const bool table_type =
      has(type, "csv") || has(type, "tab-separated") || type == "application/vnd.ms-excel";
  if (table_type || extension == "csv" || extension == "tsv" || extension == "tab") return Format::kTable;
  if ((type.empty() || type == "text/plain") && looks_like_table(head)) return Format::kTable;
  return Format::kText;
}

std::string_view media_type_of(Format format, std::string_view name) {
  switch (format) {
    case Format::kHtml: return extension_of(name) == "xml" ? "application/xml" : "text/html";
    case Format::kFeed: return "application/rss+xml";
    case Format::kSitemap: return "application/xml";
    case Format::kJson: return "application/json";
    case Format::kRecords: return "application/x-ndjson";
    case Format::kTable: return extension_of(name) == "tsv" ? "text/tab-separated-values" : "text/csv";
    case Format::kWorkbook: return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case Format::kMail: return "message/rfc822";
    case Format::kMbox: return "application/mbox";
    case Format::kMhtml: return "multipart/related";
    case Format::kBinary: return "application/octet-stream";
    default: return "text/plain";
  }
}

}  // namespace peil::maps
