// facts/identify.hpp -- private to lib/facts: the scan for identifiers, and the readers it calls.
//
// The scan stands at the beginning of a run of letters and digits, or at a telling sign, and asks the
// readers in turn. A reader that takes something returns where it ended, else 0. Each looks at a bounded
// window, so the whole is linear.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "facts/identifier.hpp"

namespace peil::facts {

/// What the readers share.
struct Window {
  std::string_view text;
  const IdentifierContext& context;
  std::vector<Identifier>& out;
  std::size_t line_start = 0;  ///< of the line the scan stands in
  std::size_t taken = 0;       ///< nothing before this byte may begin an identifier

  char at(std::size_t i) const { return i < text.size() ? text[i] : '\0'; }
  void add(std::string_view type, std::size_t start, std::size_t end, std::string value,
           std::string_view rule, std::optional<bool> valid = std::nullopt) {
    Identifier found;
    found.start = start;
    found.end = end;
    found.rule = rule;
    found.type = type;
    found.value = std::move(value);
    found.valid = valid;
    out.push_back(std::move(found));
  }
  /// Text of the same line before `at`, at most `reach` bytes.
  std::string_view before(std::size_t at, std::size_t reach) const {
    const std::size_t from = at > reach ? at - reach : 0;
    const std::size_t start = from > line_start ? from : line_start;
    return start < at ? text.substr(start, at - start) : std::string_view();
  }
  /// Text behind `at` to the end of its line, at most `reach` bytes.
  std::string_view behind(std::size_t at, std::size_t reach) const {
    std::string_view rest = text.substr(at < text.size() ? at : text.size(), reach);
    return rest.substr(0, rest.find('\n'));
  }
};

// --- characters --------------------------------------------------------------------------------------
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || is_upper(c); }
inline constexpr auto kAlnum = [] {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c)
    table[static_cast<std::size_t>(c)] = table[static_cast<std::size_t>(c - 32)] = true;
  return table;
}();
inline bool is_alnum(char c) { return kAlnum[static_cast<unsigned char>(c)]; }
inline bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
inline char to_lower(char c) { return is_upper(c) ? static_cast<char>(c | 0x20) : c; }
inline char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c; }
std::string lower(std::string_view text);
std::string upper(std::string_view text);
bool equals_folded(std::string_view text, std::string_view lower_case);
/// Whether `word` (lower case) stands in `text` as a word of its own.
bool has_word(std::string_view text, std::string_view word);
bool has_any_word(std::string_view text, std::initializer_list<std::string_view> words);

// --- readers: [at, …) begins a run of ASCII letters and digits that ends at `end` ---------------------
/// A URL in any of its spellings, and the accounts that its path names.
std::size_t read_url(Window& window, std::size_t at, std::size_t end);
/// A host name: onion, i2p, or a domain without scheme. `at` begins its first label.
std::size_t read_host(Window& window, std::size_t at, std::size_t end);
std::size_t read_ipv4(Window& window, std::size_t at, std::size_t end);
std::size_t read_ipv6(Window& window, std::size_t at);
/// An e-mail address around its `@`, or what stands for one, at `at`.
std::size_t read_email(Window& window, std::size_t at);

std::size_t read_coin(Window& window, std::size_t at, std::size_t end);
/// Long hexadecimal runs: Ethereum, fingerprints, Session, Tox.
std::size_t read_hex(Window& window, std::size_t at, std::size_t end);
std::size_t read_grouped_fingerprint(Window& window, std::size_t at, std::size_t end);
/// An armoured block at `-----BEGIN PGP `; takes messages and signatures without a word.
std::size_t read_pgp_block(Window& window, std::size_t at);

std::size_t read_phone(Window& window, std::size_t at);
/// `nul zes 12 34 56 78`: a Dutch mobile number whose digits are partly words.
std::size_t read_spoken_phone(Window& window, std::size_t at, std::size_t end);
std::size_t read_iban(Window& window, std::size_t at, std::size_t end);
std::size_t read_vat(Window& window, std::size_t at, std::size_t end);
/// Digits: KvK number, EAN, postcode with its address.
std::size_t read_number(Window& window, std::size_t at, std::size_t end);

/// A name of a messenger, or a label, and what follows it.
std::size_t read_labelled(Window& window, std::size_t at, std::size_t end);
/// A handle `@name` where the line says of what.
std::size_t read_handle(Window& window, std::size_t at);
/// UA-1234-5, GTM-ABC, ca-pub-…
std::size_t read_tracker(Window& window, std::size_t at, std::size_t end);
/// Accounts that a URL's host and path name: t.me/x, wa.me/31…, paypal.me/x.
void read_link_account(Window& window, std::size_t start, std::size_t end, std::string_view url);

/// A separator that stands for a dot at `at`: `.`, `[.]`, ` (dot) `. Its length, 0 when none.
std::size_t dot_at(std::string_view text, std::size_t at);

class Identify {
 public:
  void read(std::string_view text, const IdentifierContext& context, std::vector<Identifier>& out) const;
};

}  // namespace peil::facts
