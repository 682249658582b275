// facts/identify.cpp -- the scan: at each run and each telling sign, the readers in turn.
#include "facts/identify.hpp"

#include <algorithm>

namespace peil::facts {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), to_lower);
  return result;
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), to_upper);
  return result;
}

bool equals_folded(std::string_view text, std::string_view lower_case) {
  return text.size() == lower_case.size() && std::equal(text.begin(), text.end(), lower_case.begin(),
                                                        [](char a, char b) { return to_lower(a) == b; });
}

bool has_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i + word.size() <= text.size(); ++i) {
    if (to_lower(text[i]) != word[0] || !equals_folded(text.substr(i, word.size()), word)) continue;
    if (i > 0 && is_alnum(text[i - 1])) continue;
    if (i + word.size() < text.size() && is_letter(text[i + word.size()])) continue;
    return true;
  }
  return false;
}

bool has_any_word(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return has_word(text, word); });
}

namespace {

/// The readers for a run of letters and digits [at, end); where the first that takes something ended.
std::size_t read_run(Window& window, std::size_t at, std::size_t end) {
  const std::size_t size = end - at;
  std::size_t stop = 0;
  if (size <= 8 && (stop = read_url(window, at, end))) return stop;
  if (size >= 25) {
    if ((stop = read_hex(window, at, end))) return stop;
    if ((stop = read_coin(window, at, end))) return stop;
  }
  if (size >= 3 && size <= 14 && (stop = read_labelled(window, at, end))) return stop;
  if (is_digit(window.text[at])) {
    if ((stop = read_ipv4(window, at, end))) return stop;
    if ((stop = read_phone(window, at))) return stop;
    if ((stop = read_number(window, at, end))) return stop;
  } else if (size >= 2) {
    if ((stop = read_spoken_phone(window, at, end))) return stop;
    if ((stop = read_vat(window, at, end))) return stop;
    if ((stop = read_iban(window, at, end))) return stop;
  }
  if (size == 4 && (stop = read_grouped_fingerprint(window, at, end))) return stop;
  if (size <= 4 && is_hex(window.text[at]) && window.at(end) == ':' && (stop = read_ipv6(window, at)))
    return stop;
  if (size <= 5 && window.at(end) == '-' && (stop = read_tracker(window, at, end))) return stop;
  return 0;
}

/// A run may begin a host only where nothing of a host stands before it.
bool begins_host(const Window& window, std::size_t at) {
  const char before = at > 0 ? window.text[at - 1] : ' ';
  if (before == ']' || before == ')' || before == '}') return at < 2 || window.text[at - 2] != '.';  // a[.]b
  return !is_alnum(before) && before != '@' && before != '-' && before != '_' && before != '.' &&
         before != '/' && before != '=' && static_cast<signed char>(before) >= 0;
}

}  // namespace

void Identify::read(std::string_view text, const IdentifierContext& context,
                    std::vector<Identifier>& out) const {
  Window window{.text = text, .context = context, .out = out};
  bool block_ahead = true;  // false once no armoured block ends behind here
  for (std::size_t i = 0; i < text.size() && out.size() < kMaxMarks;) {
    const char c = text[i];
    std::size_t stop = 0;
    if (is_alnum(c)) {
      std::size_t end = i + 1;
      while (end < text.size() && is_alnum(text[end])) ++end;
      stop = read_run(window, i, end);
      if (!stop && begins_host(window, i)) stop = read_host(window, i, end);
      if (!stop) stop = end;
      window.taken = std::max(window.taken, stop > end ? stop : window.taken);
    } else if (c == '@') {
      stop = read_email(window, i);
      if (!stop) stop = read_handle(window, i);
      window.taken = std::max(window.taken, stop);
    } else if (c == '[' || c == '(' || c == '{' || c == '<') {
      stop = read_email(window, i);
      window.taken = std::max(window.taken, stop);
    } else if (c == '+') {
      stop = read_phone(window, i);
    } else if (c == '-' && block_ahead && text.substr(i, 15) == "-----BEGIN PGP ") {
      stop = read_pgp_block(window, i);
      block_ahead = stop != 0;
      window.taken = std::max(window.taken, stop);
    } else if (c == ':' && window.at(i + 1) == ':' && (i == 0 || text[i - 1] == ' ') &&
               is_hex(window.at(i + 2))) {
      stop = read_ipv6(window, i);
    } else if (c == '\n') {
      window.line_start = i + 1;
    }
    i = std::max(stop, i + 1);
  }
  std::stable_sort(out.begin(), out.end(), [](const Identifier& a, const Identifier& b) {
    return a.start != b.start ? a.start < b.start : a.end > b.end;
  });
}

}  // namespace peil::facts
