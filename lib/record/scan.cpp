#include "record/scan.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "base/decimal.hpp"
#include "base/hex.hpp"
#include "base/limits.hpp"
#include "base/words.hpp"

namespace peil {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// One past the string whose opening quote stands at `at`. REQUIRES: valid JSON.
std::size_t skip_string(std::string_view text, std::size_t at) {
  for (++at;;) {
    const void* quote = std::memchr(text.data() + at, '"', text.size() - at);
    std::size_t end = static_cast<std::size_t>(static_cast<const char*>(quote) - text.data());
    std::size_t slashes = 0;
    while (text[end - 1 - slashes] == '\\') ++slashes;
    at = end + 1;
    if (slashes % 2 == 0) return at;
  }
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

// One past the value at `at`. REQUIRES: valid JSON.
std::size_t skip_value(std::string_view text, std::size_t at) {
  if (text[at] == '"') return skip_string(text, at);
  if (text[at] != '{' && text[at] != '[') {
    while (at < text.size() && text[at] != ',' && text[at] != '}' && text[at] != ']' && !is_blank(text[at]))
      ++at;
    return at;
  }
  int depth = 0;
  for (;;) {
    switch (text[at]) {
      case '"': at = skip_string(text, at); continue;
      case '{':
      case '[': ++depth; break;
      case '}':
      case ']':
        if (--depth == 0) return at + 1;
        break;
      default: break;
    }
    ++at;
  }
}

// Four hexadecimal digits at `at`, or -1.
int hex4(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    int digit = hex_value(text[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

void append_utf8(unsigned code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// Recursive-descent over an explicit stack: depth costs a byte of heap, never stack.
class Validator {
 public:
  Validator(std::string_view text, std::string& shadow) : text_(text), shadow_(shadow) {}

  Result<void> run() {
    shadow_.clear();
    shadow_.reserve(text_.size() + 64);
    blanks();
    if (!value_then_rest()) return Error{error_};
    blanks();
    if (at_ != text_.size()) return fail("something stands behind the value"), Error{error_};
    return {};
  }

 private:
  bool fail(const char* what) {
    if (error_.empty()) error_ = std::string(what) + ", byte " + std::to_string(at_ + 1);
    return false;
  }
  bool more() const { return at_ < text_.size(); }
  char here() const { return text_[at_]; }
  void blanks() { at_ = skip_blanks(text_, at_); }
  void copy(char c) { shadow_ += c, ++at_; }

  // Iterates instead of recursing: `open_` holds '{' or '[' for each container entered.
  bool value_then_rest() {
    for (;;) {
      if (!more()) return fail("the line ends in the middle");
      if (here() == '{' || here() == '[') {
        if (open_.size() == static_cast<std::size_t>(limits::kJsonDepth))
          return fail("nested deeper than 512");
        open_ += here();
        copy(here());
        blanks();
        if (!more()) return fail("the line ends in the middle");
        if (here() == (open_.back() == '{' ? '}' : ']')) {
          if (!close_containers()) return false;
          if (open_.empty()) return true;
          continue;
        }
        if (open_.back() == '{' && !member_key()) return false;
        continue;
      }
      if (!scalar()) return false;
      if (open_.empty()) return true;
      if (!close_containers()) return false;
      if (open_.empty()) return true;
    }
  }

  // After a value: closes what closes, and stops before the next value.
  bool close_containers() {
    for (;;) {
      blanks();
      if (!more()) return fail("the line ends in the middle");
      char end = open_.back() == '{' ? '}' : ']';
      if (here() == end) {
        copy(end);
        open_.pop_back();
        if (open_.empty()) return true;
        continue;
      }
      if (here() != ',') return fail("a comma or a closing bracket is missing");
      copy(',');
      blanks();
      return open_.back() != '{' || member_key();
    }
  }

  bool member_key() {
    if (!more() || here() != '"') return fail("a key in quotes is missing");
    if (!string()) return false;
    blanks();
    if (!more() || here() != ':') return fail("a colon is missing");
    copy(':');
    blanks();
    return true;
  }

  bool scalar() {
    char c = here();
    if (c == '"') return string();
    if (c == '-' || is_digit(c)) return number();
    for (std::string_view word : {"true", "false", "null"}) {
      if (text_.substr(at_, word.size()) != word) continue;
      shadow_ += word;
      at_ += word.size();
      return true;
    }
    return fail(c == 'N' || c == 'I' ? "NaN and Infinity are no JSON" : "no JSON value");
  }

  bool string() {
    std::size_t start = at_++;
    bool lone = false;
    for (;;) {
      if (!more()) return at_ = start, fail("unterminated string");
      unsigned char c = static_cast<unsigned char>(here());
      if (c == '"') break;
      if (c < 0x20) return fail(c == 0 ? "NUL byte in a string" : "control character in a string");
      if (c == '\\') {
        if (!escape(lone)) return false;
      } else {
        std::size_t length = utf8_length(text_, at_);
        if (length == 0) return fail("invalid UTF-8");
        at_ += length;
      }
    }
    ++at_;
    std::string_view raw = text_.substr(start, at_ - start);
    if (lone) shadow_ += "\"\\u0001X\"";
    else if (raw.substr(1).starts_with("\\u0001")) (shadow_ += "\"\\u0001S") += raw.substr(1);
    else shadow_ += raw;
    return true;
  }

  bool escape(bool& lone) {
    ++at_;
    if (!more()) return fail("unterminated string");
    char c = here();
    if (c != 'u') {
      if (!std::strchr("\"\\/bfnrt", c) || c == 0) return fail("unknown escape");
      ++at_;
      return true;
    }
    int unit = hex4(text_, at_ + 1);
    if (unit < 0) return fail("\\u without four hexadecimal digits");
    at_ += 5;
    if (unit >= 0xD800 && unit <= 0xDBFF) {
      int low = text_.substr(at_, 2) == "\\u" ? hex4(text_, at_ + 2) : -1;
      if (low >= 0xDC00 && low <= 0xDFFF) at_ += 6;
      else lone = true;
    } else if (unit >= 0xDC00 && unit <= 0xDFFF) {
      lone = true;
    }
    return true;
  }

  bool number() {
    std::size_t start = at_;
    if (here() == '-') ++at_;
    if (!more() || !is_digit(here())) return fail("no JSON number");
    if (here() == '0' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))
      return fail("number with a leading zero");
    std::size_t digits = at_;
    while (more() && is_digit(here())) ++at_;
    std::size_t count = at_ - digits;
    bool whole = true;
    if (more() && here() == '.') {
      whole = false;
      std::size_t fraction = ++at_;
      while (more() && is_digit(here())) ++at_;
      if (at_ == fraction) return fail("no digit behind the point");
      count += at_ - fraction;
    }
    if (more() && (here() == 'e' || here() == 'E')) {
      whole = false;
      ++at_;
      if (more() && (here() == '+' || here() == '-')) ++at_;
      std::size_t exponent = at_;
      while (more() && is_digit(here())) ++at_;
      if (at_ == exponent) return fail("no digit in the exponent");
    }
    std::string_view raw = text_.substr(start, at_ - start);
    // Anything beyond 15 digits or with an exponent travels as text: a double would not keep it, and
    // simdjson refuses integers beyond 64 bits and doubles beyond 1e308.
    if (count > 15 || !whole) ((shadow_ += "\"\\u0001N") += raw) += '"';
    else shadow_ += raw;
    return true;
  }

  std::string_view text_;
  std::string& shadow_;
  std::size_t at_ = 0;
  std::string open_;
  std::string error_;
};

}  // namespace

void scan_members(std::string_view text, std::vector<RawMember>& members) {
  members.clear();
  std::size_t at = skip_blanks(text, text.find('{') + 1);
  while (text[at] != '}') {
    RawMember member;
    member.start = at;
    std::size_t key_end = skip_string(text, at);
    member.key = text.substr(at + 1, key_end - at - 2);
    at = skip_blanks(text, skip_blanks(text, key_end) + 1);
    member.value_start = at;
    at = member.end = skip_value(text, at);
    members.push_back(member);
    at = skip_blanks(text, at);
    if (text[at] == ',') at = skip_blanks(text, at + 1);
  }
}

bool raw_key_equals(std::string_view raw, std::string_view key) {
  if (raw.find('\\') == std::string_view::npos) return raw == key;
  std::string plain;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\') {
      plain += raw[i];
      continue;
    }
    char c = raw[++i];
    if (c != 'u') {
      static const char kFrom[] = "bfnrt", kTo[] = "\b\f\n\r\t";
      const char* named = std::strchr(kFrom, c);
      plain += named ? kTo[named - kFrom] : c;
      continue;
    }
    unsigned code = static_cast<unsigned>(hex4(raw, i + 1));
    i += 4;
    if (code >= 0xD800 && code <= 0xDBFF && raw.substr(i + 1, 2) == "\\u") {
      code = 0x10000 + ((code - 0xD800) << 10) + (static_cast<unsigned>(hex4(raw, i + 3)) - 0xDC00);
      i += 6;
    }
    append_utf8(code, plain);
  }
  return plain == key;
}

Result<void> validate(std::string_view line, std::string& shadow) { return Validator(line, shadow).run(); }

bool has_long_number(std::string_view line) {
  for (std::size_t i = 0; i < line.size();) {
    char c = line[i];
    if (c == '"') {
      i = skip_string(line, i);
    } else if (is_digit(c)) {
      int digits = 0;
      for (; i < line.size() && (is_digit(line[i]) || line[i] == '.'); ++i) digits += is_digit(line[i]);
      if (digits > 15) return true;
    } else {
      ++i;
    }
  }
  return false;
}

std::size_t utf8_length(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  unsigned lead = byte(at), second = byte(at + 1);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return (second & 0xC0) == 0x80 ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    unsigned low = lead == 0xE0 ? 0xA0 : 0x80, high = lead == 0xED ? 0x9F : 0xBF;
    return second >= low && second <= high && (byte(at + 2) & 0xC0) == 0x80 ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    unsigned low = lead == 0xF0 ? 0x90 : 0x80, high = lead == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high && (byte(at + 2) & 0xC0) == 0x80 && (byte(at + 3) & 0xC0) == 0x80
               ? 4
               : 0;
  }
  return 0;
}

std::size_t invalid_utf8_at(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t eight = 0;
    if (at + 8 <= text.size() &&
        (std::memcpy(&eight, text.data() + at, 8), (eight & 0x8080808080808080u) == 0)) {
      at += 8;
      continue;
    }
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return at;
}

}  // namespace peil
