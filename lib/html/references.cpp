// html/references.cpp -- decoding, on a table that is sorted in its file (data/references.tsv).
#include "html/references.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/embedded.hpp"
#include "base/utf8.hpp"

PEIL_EMBEDDED(references_tsv, peil_data_html_references_tsv)

namespace peil::html {

namespace {

constexpr std::size_t kLongestOld = 6;    // "&Atilde", "&Aacute" without semicolon
constexpr std::size_t kLongestName = 32;  // "CounterClockwiseContourIntegral;"

// What 0x80 to 0x9F mean, since pages that write them mean windows-1252; 0 stays as it is.
constexpr std::array<std::uint16_t, 32> kUpperHalf = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool is_alnum(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

int digit_of(char c, int base) {
  if (c >= '0' && c <= '9') return c - '0';
  if (base == 16 && (c | 0x20) >= 'a' && (c | 0x20) <= 'f') return (c | 0x20) - 'a' + 10;
  return -1;
}

void append_code_point(std::uint32_t code, std::string& out) {
  if (code >= 0x80 && code < 0xA0 && kUpperHalf[code - 0x80] != 0) code = kUpperHalf[code - 0x80];
  append_utf8(code == 0 ? 0xFFFD : code, out);
}

}  // namespace

References::References() {
  std::string_view rest = references_tsv();
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t tab = line.find('\t');
    if (line.starts_with('#') || tab == line.npos) continue;
    names_.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
}

const References::Name* References::find(std::string_view name) const {
  const auto at =
      std::lower_bound(names_.begin(), names_.end(), name,
                       [](const Name& row, std::string_view wanted) { return row.name < wanted; });
  return at != names_.end() && at->name == name ? &*at : nullptr;
}

/// `coded` begins with "&#". Appends the character and gives the bytes read, 0 when it is no reference.
std::size_t References::append_number(std::string_view coded, std::string& out) const {
  const int base = coded.size() > 2 && (coded[2] | 0x20) == 'x' ? 16 : 10;
  const std::size_t start = base == 16 ? 3 : 2;
  std::size_t at = start;
  std::uint32_t code = 0;
  for (int digit; at < coded.size() && (digit = digit_of(coded[at], base)) >= 0; ++at) {
    if (code <= 0x10FFFF) code = code * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
  }
  if (at == start) return 0;
  append_code_point(code, out);
  return at + (at < coded.size() && coded[at] == ';' ? 1 : 0);
}

/// `coded` begins with "&". As append_number.
std::size_t References::append_named(std::string_view coded, bool in_attribute, std::string& out) const {
  std::size_t run = 1;
  while (run < coded.size() && run <= kLongestName && is_alnum(coded[run])) ++run;
  const std::string_view name = coded.substr(1, run - 1);
  if (run < coded.size() && coded[run] == ';') {
    if (const Name* known = find(coded.substr(1, run)); known != nullptr) {
      out += known->text;
      return run + 1;
    }
  }
  for (std::size_t size = std::min(name.size(), kLongestOld); size >= 2; --size) {
    const Name* known = find(name.substr(0, size));
    if (known == nullptr) continue;
    const char after = size + 1 < coded.size() ? coded[size + 1] : '\0';
    if (in_attribute && (after == '=' || is_alnum(after))) return 0;
    out += known->text;
    return size + 1;
  }
  return 0;
}

void References::append_decoded(std::string_view coded, bool in_attribute, std::string& out) const {
  while (!coded.empty()) {
    const std::size_t plain = std::min(coded.find('&'), coded.size());
    out += coded.substr(0, plain);
    coded.remove_prefix(plain);
    if (coded.empty()) return;
    const std::size_t read = coded.size() > 1 && coded[1] == '#' ? append_number(coded, out)
                                                                 : append_named(coded, in_attribute, out);
    if (read == 0) out += '&';
    coded.remove_prefix(std::max<std::size_t>(read, 1));
  }
}

}  // namespace peil::html
