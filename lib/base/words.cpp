#include "base/words.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace peil {
namespace {

// Decodes one UTF-8 sequence at the start of `text`; length 0 when it is not well-formed (RFC 3629).
struct Decoded {
  char32_t code = 0;
  std::size_t length = 0;
};

Decoded decode(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t code = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  static const char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kLeast[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, length};
}

bool must_be_masked(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x2028 || code == 0x2029 ||
         code == 0x061C || (code >= 0x200E && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

// Edits between two words, a swap of neighbours counting as one (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  while (!text.empty()) {
    Decoded decoded = decode(text);
    char escaped[16] = "";
    std::size_t length = decoded.length;
    if (length == 0) {
      std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned char>(text[0]));
      length = 1;
    } else if (decoded.code == '\n' || decoded.code == '\t' || decoded.code == '\r') {
      std::snprintf(escaped, sizeof escaped, "%s",
                    decoded.code == '\n'   ? "\\n"
                    : decoded.code == '\t' ? "\\t"
                                           : "\\r");
    } else if (must_be_masked(decoded.code)) {
      std::snprintf(escaped, sizeof escaped, decoded.code < 0x100 ? "\\x%02x" : "\\u%04x",
                    static_cast<unsigned>(decoded.code));
    }
    std::string_view piece = *escaped ? std::string_view(escaped) : text.substr(0, length);
    if (out.size() + piece.size() > limit) return out + "…";
    out += piece;
    text.remove_prefix(length);
  }
  return out;
}

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::optional<std::string_view> best;
  std::size_t best_distance = std::min<std::size_t>(2, std::max<std::size_t>(1, word.size() / 3)) + 1;
  bool tied = false;
  for (std::string_view candidate : candidates) {
    std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
      tied = false;
    } else if (best && distance == best_distance && candidate != *best) {
      tied = true;
    }
  }
  if (best && !tied) return best;
  std::optional<std::string_view> begun;
  for (std::string_view candidate : candidates) {
    if (word.size() < 2 || !candidate.starts_with(word)) continue;
    if (begun && *begun != candidate) return std::nullopt;
    begun = candidate;
  }
  return begun;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  split(text, separator, pieces);
  return pieces;
}

void split(std::string_view text, char separator, std::vector<std::string_view>& pieces) {
  pieces.clear();
  for (;;) {
    std::size_t at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return;
    text.remove_prefix(at + 1);
  }
}

std::string_view trim(std::string_view text) {
  std::size_t start = text.find_first_not_of(" \t\r\n\f\v");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t\r\n\f\v") - start + 1);
}

std::string to_lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return lower;
}

bool is_below(std::string_view label, std::string_view top) {
  return label.starts_with(top) && (label.size() == top.size() || label[top.size()] == '.');
}

std::string_view cut_slug(std::string_view label, std::int64_t parts) {
  std::size_t end = 0;
  for (std::int64_t i = 0; i < parts && end < label.size(); ++i)
    end = std::min(label.find('.', end + (i > 0 ? 1 : 0)), label.size());
  return label.substr(0, end);
}

std::string with_thousands(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

}  // namespace peil
