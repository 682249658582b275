#include "render/inert.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "base/words.hpp"
#include "render/width.hpp"

namespace peil::render {

char32_t take_code_point(std::string_view& text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char lead = byte(0);
  std::size_t length = lead < 0x80                   ? 1
                       : lead >= 0xF0 && lead < 0xF5 ? 4
                       : lead >= 0xE0 && lead < 0xF0 ? 3
                       : lead >= 0xC2 && lead < 0xE0 ? 2
                                                     : 0;
  bool good = length > 0 && length <= text.size();
  for (std::size_t i = 1; good && i < length; ++i) good = (byte(i) & 0xC0) == 0x80;
  char32_t point = 0xFFFD;
  if (good && length == 1) {
    point = lead;
  } else if (good) {
    point = lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) point = (point << 6) | (byte(i) & 0x3Fu);
    bool overlong = (length == 3 && point < 0x800) || (length == 4 && (point < 0x10000 || point > 0x10FFFF));
    if (overlong || (point >= 0xD800 && point < 0xE000)) good = false, point = 0xFFFD;
  }
  text.remove_prefix(good ? length : 1);
  return point;
}

namespace {

// Characters that no XML 1.0 document may hold, plus the C1 controls.
bool is_forbidden(char32_t point) {
  return (point < 0x20 && point != '\t' && point != '\n' && point != '\r') ||
         (point >= 0x7F && point < 0xA0) || point == 0xFFFE || point == 0xFFFF;
}

// Bidi controls that turn what follows them: never needed in data, always a disguise.
bool is_override(char32_t point) {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

bool is_line_end(char32_t point) {
  return point == '\n' || point == '\r' || point == 0x2028 || point == 0x2029 || point == 0x0B ||
         point == 0x0C;
}

bool starts_formula(char32_t point) {
  return point == '=' || point == '+' || point == '-' || point == '@' || point == 0xFF1D || point == 0xFF0B ||
         point == 0xFF0D || point == 0xFF20;
}

bool is_plain_number(std::string_view text) {
  return Decimal::parse(text).has_value() && text.find_first_of("eE") == std::string_view::npos;
}

}  // namespace

std::string html_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  while (!text.empty()) {
    char32_t point = take_code_point(text);
    switch (point) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\r': out += "&#13;"; break;
      // Overrides would turn the text that follows them, too, where a reader copies it.
      default: append_utf8(is_forbidden(point) || is_override(point) ? 0xFFFD : point, out);
    }
  }
  return out;
}

std::string markdown_escape(std::string_view text) {
  std::string out;
  bool digits_only = true;  // so far: "1." would begin a list
  char32_t before = 0;
  while (!text.empty()) {
    char32_t point = take_code_point(text);
    bool first = before == 0;
    bool list_mark = (point == '.' || point == ')') && digits_only && !first;
    bool www_dot = point == '.' && before == 'w';
    if (point == '&') out += "&amp;";
    else if (point == '<') out += "&lt;";
    else if (point == '>') out += "&gt;";
    else if (point == '|') out += "&#124;";
    else if (point == '@') out += "&#64;";
    else if (point == ':' && text.starts_with("//")) out += "&#58;";
    else if (www_dot) out += "&#46;";
    else if (is_line_end(point)) out += ' ';
    else if (point < 0x80 &&
             std::string_view("\\`*_{}[]#~$^!").find(static_cast<char>(point)) != std::string_view::npos)
      out += {'\\', static_cast<char>(point)};
    else if (list_mark ||
             ((point == '-' || point == '+' || point == '=' || point == ':') && (first || before == point)))
      out += {'\\', static_cast<char>(point)};
    else if (point == '\t') out += ' ';
    else append_utf8(is_forbidden(point) || is_override(point) ? 0xFFFD : point, out);
    digits_only = digits_only && point >= '0' && point <= '9';
    before = point;
  }
  return out;
}

std::string csv_field(std::string_view text) {
  std::string safe;
  if (is_plain_number(text)) return std::string(text);
  bool at_start = true;  // of the cell, or of what another separator would make a cell of
  bool quote = text.empty() ? false : text.front() == ' ' || text.back() == ' ';
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view here = rest;
    char32_t point = take_code_point(rest);
    bool invisible = code_point_width(point) == 0 || point == ' ' || point == '\t' || point < 0x20;
    if (at_start &&
        (starts_formula(point) || (here.data() == text.data() && (point == '\t' || point == '\r'))))
      safe += '\'';
    at_start = (at_start && invisible) || point == ';' || point == '\t' || point == '\n' || point == '\r' ||
               point == ',';
    quote = quote || point == ',' || point == ';' || point == '"' || point == '\n' || point == '\r' ||
            point == '\t';
    if (point == '"') safe += '"';
    append_utf8(is_forbidden(point) || is_override(point) ? 0xFFFD : point, safe);
  }
  return quote ? '"' + safe + '"' : safe;
}

std::string tsv_field(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    char32_t point = take_code_point(text);
    if (point == '\t') out += "\\t";
    else if (point == '\n') out += "\\n";
    else if (point == '\r') out += "\\r";
    else if (point == '\\') out += "\\\\";
    else append_utf8(is_forbidden(point) || is_override(point) ? 0xFFFD : point, out);
  }
  return out;
}

std::string defang(std::string_view text) {
  std::string out;
  for (std::size_t at; (at = text.find("://")) != std::string_view::npos;) {
    std::string_view before = text.substr(0, at);
    if (before.ends_with("https")) out.append(before.substr(0, at - 5)).append("hxxps");
    else if (before.ends_with("http")) out.append(before.substr(0, at - 4)).append("hxxp");
    else if (before.ends_with("ftp")) out.append(before.substr(0, at - 3)).append("fxp");
    else out.append(before);
    out += "://";
    text.remove_prefix(at + 3);
    std::size_t host = std::min(text.find_first_of("/?# \t\n\"'<>"), text.size());
    for (char c : text.substr(0, host)) c == '.' ? out += "[.]" : out += c;
    text.remove_prefix(host);
  }
  return out.append(text);
}

std::string terminal_line(std::string_view text) {
  std::string whole = printable(text, SIZE_MAX / 2), out;
  int marks = 0;
  for (std::string_view rest = whole; !rest.empty();) {
    std::string_view here = rest;
    char32_t point = take_code_point(rest);
    marks = code_point_width(point) == 0 ? marks + 1 : 0;
    if (marks <= 4) out.append(here.substr(0, here.size() - rest.size()));
  }
  return out;
}

}  // namespace peil::render
