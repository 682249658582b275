#include "record/write.hpp"

#include <array>
#include <cassert>
#include <cstdio>

#include "base/hash.hpp"
#include "record/scan.hpp"

namespace peil {
namespace {

// What a byte needs inside a JSON string: 0 nothing, 1 an escape, 2 a look at the bytes behind it
// (lead bytes of U+0080-009F, U+200E-200F, U+2028-202E, U+2066-2069, U+061C).
constexpr std::array<std::uint8_t, 256> kEscape = [] {
  std::array<std::uint8_t, 256> table{};
  for (int c = 0; c < 0x20; ++c) table[static_cast<std::size_t>(c)] = 1;
  table['"'] = table['\\'] = table[0x7F] = 1;
  table[0xC2] = table[0xD8] = table[0xE2] = 2;
  return table;
}();

void append_unicode_escape(unsigned code, Buffer& out) {
  static const char kDigits[] = "0123456789abcdef";
  char escape[6] = {'\\',
                    'u',
                    kDigits[code >> 12 & 15],
                    kDigits[code >> 8 & 15],
                    kDigits[code >> 4 & 15],
                    kDigits[code & 15]};
  out.append({escape, 6});
}

void append_escape(unsigned char byte, Buffer& out) {
  switch (byte) {
    case '"': out.append("\\\""); break;
    case '\\': out.append("\\\\"); break;
    case '\n': out.append("\\n"); break;
    case '\r': out.append("\\r"); break;
    case '\t': out.append("\\t"); break;
    default: append_unicode_escape(byte, out);
  }
}

// The code point at `at` if it must be escaped and how many bytes it takes; {0, 0} if it need not.
std::pair<unsigned, std::size_t> inert_form(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  unsigned lead = byte(at), second = byte(at + 1), third = byte(at + 2);
  if (lead == 0xC2 && second < 0xA0) return {second, 2};
  if (lead == 0xD8 && second == 0x9C) return {0x061C, 2};
  if (lead == 0xE2 && second == 0x80 && (third == 0x8E || third == 0x8F || (third >= 0xA8 && third <= 0xAE)))
    return {0x2000u + (third & 0x3Fu), 3};
  if (lead == 0xE2 && second == 0x81 && third >= 0xA6 && third <= 0xA9) return {0x2040u + (third & 0x3Fu), 3};
  return {0, 0};
}

}  // namespace

namespace {

std::string with_replacements(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t good = invalid_utf8_at(text);
    out += text.substr(0, good);
    text.remove_prefix(good);
    if (text.empty()) break;
    out += "\xEF\xBF\xBD";
    text.remove_prefix(1);
  }
  return out;
}

}  // namespace

void append_json_string(std::string_view text, Buffer& out) {
  std::string repaired;
  if (invalid_utf8_at(text) < text.size()) text = repaired = with_replacements(text);
  out.push('"');
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::uint8_t need = kEscape[static_cast<unsigned char>(text[i])];
    if (need == 0) {
      ++i;
      continue;
    }
    std::size_t length = 1;
    unsigned code = 0;
    if (need == 2) {
      std::tie(code, length) = inert_form(text, i);
      if (length == 0) {
        ++i;
        continue;
      }
    }
    out.append(text.substr(start, i - start));
    if (need == 2) append_unicode_escape(code, out);
    else append_escape(static_cast<unsigned char>(text[i]), out);
    i += length;
    start = i;
  }
  out.append(text.substr(start));
  out.push('"');
}

JsonWriter& JsonWriter::key(std::string_view name) {
  comma();
  out_.push('"');
  out_.append(name);
  out_.append("\":");
  fresh_ = true;
  return *this;
}

JsonWriter& JsonWriter::foreign_key(std::string_view name) {
  comma();
  append_json_string(name, out_);
  out_.push(':');
  fresh_ = true;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  comma();
  append_json_string(text, out_);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
  comma();
  char digits[24];
  int length = std::snprintf(digits, sizeof digits, "%lld", static_cast<long long>(number));
  out_.append({digits, static_cast<std::size_t>(length)});
  return *this;
}

JsonWriter& JsonWriter::decimal(const Decimal& number) {
  comma();
  out_.append(number.str());
  return *this;
}

JsonWriter& JsonWriter::boolean(bool truth) { return raw(truth ? "true" : "false"); }
JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  comma();
  out_.append(json);
  return *this;
}

void write_evidence(std::span<const Evidence> evidence, JsonWriter& json) {
  assert(!evidence.empty());
  json.key("evidence").begin_array();
  for (const Evidence& one : evidence) {
    json.begin_object().member("field", one.field).member("raw", one.raw);
    if (one.start) json.member("start", static_cast<std::int64_t>(*one.start));
    if (one.end) json.member("end", static_cast<std::int64_t>(*one.end));
    json.member("rule", one.rule);
    if (one.weight) json.member("weight", *one.weight);
    json.end_object();
  }
  json.end_array();
}

std::string make_id(char prefix, std::span<const std::string_view> fields) {
  std::string joined;
  for (std::string_view field : fields) {
    joined += field;
    joined += '\0';
  }
  Sha256Digest digest = sha256(joined);
  return std::string{prefix, ':'} + base32_lower(std::span(digest).first(16));
}

std::string opening(Kind kind, std::string_view id) {
  std::string text = "{\"v\":1,\"kind\":\"";
  text += kind_name(kind);
  text += "\",\"id\":\"";
  text += id;
  text += '"';
  return text;
}

}  // namespace peil
