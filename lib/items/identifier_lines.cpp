// items/identifier_lines.cpp -- identifiers as JSON Lines and TSV.
#include "items/identifier_lines.hpp"

#include <algorithm>

#include "base/words.hpp"
#include "items/values.hpp"
#include "record/write.hpp"

namespace peil::items {

namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// White space made one blank each.
std::string squeezed(std::string_view text) { return one_line(text, text.size()); }

/// A cell: printable, and never what a spreadsheet takes for a formula's tab or newline.
std::string cell(std::string_view text) { return printable(squeezed(text), 65536); }

void write_tsv(const Identifier& found, const IdentifierSource& source, const std::string& context,
               Buffer& out) {
  out.append(cell(source.url));
  out.push('\t');
  if (found.evidence.start && found.evidence.field == "text") out.append(std::to_string(*found.evidence.start));
  out.push('\t');
  out.append(found.type);
  out.push('\t');
  out.append(cell(found.value));
  out.push('\t');
  out.append(!found.valid ? "" : *found.valid ? "valid" : "invalid");
  out.push('\t');
  out.append(cell(found.evidence.raw));
  out.push('\t');
  out.append(cell(context));
}

}  // namespace

std::string context_of(std::string_view text, std::size_t start, std::size_t end, std::size_t reach) {
  if (start > end || end > text.size()) return {};
  std::size_t from = start > reach ? start - reach : 0;
  while (from < start && is_continuation(text[from])) ++from;
  std::size_t to = std::min(text.size(), end + reach);
  while (to > end && to < text.size() && is_continuation(text[to])) --to;
  return squeezed(text.substr(from, to - from));
}

void write_identifier_line(const Identifier& found, const IdentifierSource& source, bool tsv, Buffer& out) {
  const Evidence& why = found.evidence;
  const bool placed = why.start && why.end && why.field == "text";
  const std::string context = placed ? context_of(source.text, *why.start, *why.end) : std::string();
  if (tsv) return write_tsv(found, source, context, out);
  JsonWriter json(out);
  json.begin_object().member("type", found.type).member("value", found.value);
  if (found.valid) json.member("valid", *found.valid);
  json.member("raw", why.raw).member("field", why.field);
  if (why.start) json.member("start", static_cast<std::int64_t>(*why.start));
  if (why.end) json.member("end", static_cast<std::int64_t>(*why.end));
  json.member("rule", why.rule);
  if (!context.empty()) json.member("context", context);
  if (source.line) json.member("line", static_cast<std::int64_t>(*source.line));
  if (!source.url.empty()) json.member("url", source.url);
  if (!source.page_id.empty()) json.member("page_id", source.page_id);
  if (!source.fetched_at.empty()) json.member("fetched_at", source.fetched_at);
  json.end_object();
}

}  // namespace peil::items
