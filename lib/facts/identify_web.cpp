// facts/identify_web.cpp -- URLs, hosts, addresses of the net, e-mail; defanged forms of each.
#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/embedded.hpp"
#include "facts/identify.hpp"
#include "url/address.hpp"
#include "url/host.hpp"

PEIL_EMBEDDED(tlds_table, peil_data_facts_tlds_txt)

namespace peil::facts {
namespace {

constexpr std::size_t kMaxUrl = 8192;
constexpr std::size_t kMaxHost = 253;
constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxLocal = 64;
constexpr std::size_t kMaxDot = 24;  // bytes that may stand for a dot

bool is_open(char c) { return c == '[' || c == '(' || c == '{' || c == '<'; }
bool is_close(char c) { return c == ']' || c == ')' || c == '}' || c == '>'; }
bool is_label_char(char c) { return is_alnum(c) || c == '-' || c == '_'; }

bool is_tld(std::string_view label) {
  // Sorted file, one name a line: a handful of comparisons, no table to build.
  static const std::unordered_set<std::string_view> known = [] {
    std::unordered_set<std::string_view> names;
    std::string_view table = tlds_table();
    while (!table.empty()) {
      const std::size_t end = std::min(table.find('\n'), table.size());
      if (end > 0 && table[0] != '#') names.insert(table.substr(0, end));
      table.remove_prefix(std::min(end + 1, table.size()));
    }
    return names;
  }();
  return known.contains(label);
}

/// Top-level domains that are words: a bare name under one may be a slip of the keyboard ("leuk.is").
bool is_word_tld(std::string_view tld) {
  constexpr std::array<std::string_view, 25> kWords = {"is", "it", "no", "in", "my",  "am",  "as", "do", "je",
                                                       "pm", "st", "ma", "ne", "al",  "an",  "un", "il", "re",
                                                       "pa", "md", "py", "rs", "zip", "mov", "so"};
  return std::find(kWords.begin(), kWords.end(), tld) != kWords.end();
}

struct Host {
  std::string name;  ///< lower case, dots restored
  std::size_t end = 0;
  bool defanged = false;
  std::string_view tld() const {
    const std::size_t dot = name.rfind('.');
    return dot == std::string::npos ? std::string_view() : std::string_view(name).substr(dot + 1);
  }
  std::size_t labels() const {
    return 1 + static_cast<std::size_t>(std::count(name.begin(), name.end(), '.'));
  }
};

/// Labels and dots from `at` on. `tight`: only a plain dot with no blanks, or a bracketed one.
Host read_labels(std::string_view text, std::size_t at) {
  Host host;
  std::size_t i = at;
  while (i < text.size() && host.name.size() <= kMaxHost) {
    std::size_t label = i;
    while (label < text.size() && is_label_char(text[label]) && label - i <= kMaxLabel) ++label;
    if (label == i || label - i > kMaxLabel || text[label - 1] == '-') break;
    if (!host.name.empty()) host.name.push_back('.');
    for (std::size_t k = i; k < label; ++k) host.name.push_back(to_lower(text[k]));
    host.end = label;
    const std::size_t dot = dot_at(text, label);
    if (dot == 0 || label + dot >= text.size() || !is_alnum(text[label + dot])) break;
    if (dot > 1) host.defanged = true;
    i = label + dot;
  }
  return host;
}

std::size_t skip_blanks(std::string_view text, std::size_t at, std::size_t limit) {
  while (at < text.size() && at < limit && text[at] == ' ') ++at;
  return at;
}

}  // namespace

std::size_t dot_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  if (text[at] == '.') return is_close(at + 1 < text.size() ? text[at + 1] : ' ') ? 2 : 1;
  const std::size_t limit = std::min(text.size(), at + kMaxDot);
  std::size_t i = skip_blanks(text, at, limit);
  if (i >= limit || !is_open(text[i])) return 0;
  while (i < limit && (is_open(text[i]) || text[i] == ' ')) ++i;
  if (i < limit && text[i] == '.') {
    ++i;
  } else {
    std::size_t word = 0;
    for (std::string_view name : {std::string_view("dot"), std::string_view("punt"),
                                  std::string_view("punkt"), std::string_view("point")}) {
      if (equals_folded(text.substr(i, name.size()), name)) word = std::max(word, name.size());
    }
    if (word == 0) return 0;
    i += word;
    if (i >= limit || !(is_close(text[i]) || text[i] == ' ')) return 0;
  }
  const std::size_t dot_end = i;
  while (i < limit && (is_close(text[i]) || text[i] == ' ')) ++i;
  if (i < limit && !is_alnum(text[i])) return dot_end - at;
  return i - at;
}

namespace {

struct Scheme {
  std::string_view name;  ///< http, https or ftp; "" when it is none
  std::size_t end = 0;    ///< behind the slashes
  bool plain = true;      ///< written as it should be
};

/// hxxp, htxps, fxp and the like, with `://`, `[://]`, `:\\`.
Scheme read_scheme(std::string_view text, std::size_t at, std::size_t end) {
  const char first = to_lower(text[at]);
  if ((first != 'h' && first != 'f') || end >= text.size() || (text[end] != ':' && text[end] != '['))
    return {};
  const std::string word = lower(text.substr(at, end - at));
  Scheme scheme;
  if (word == "http" || word == "hxxp" || word == "htxp" || word == "hxtp") scheme.name = "http";
  if (word == "https" || word == "hxxps" || word == "htxps") scheme.name = "https";
  if (word == "ftp" || word == "fxp") scheme.name = "ftp";
  if (scheme.name.empty()) return {};
  scheme.plain = scheme.name == word;
  const std::string_view rest = text.substr(end, 5);
  if (rest.starts_with(":// ") && !scheme.plain) scheme.end = end + 4;
  else if (rest.starts_with("://")) scheme.end = end + 3;
  else if (rest == "[://]" || rest == "[:]//") scheme.end = end + 5, scheme.plain = false;
  else if (rest.starts_with(":\\\\")) scheme.end = end + 3, scheme.plain = false;
  else return {};
  return scheme;
}

/// The host of a URL at `at`: labels, an IPv6 address in brackets, or a name in another script.
Host read_url_host(std::string_view text, std::size_t at) {
  Host host;
  if (at < text.size() && text[at] == '[') {
    const std::size_t close = text.substr(at, 50).find(']');
    if (close == std::string_view::npos || !(is_hex(text[at + 1]) || text[at + 1] == ':')) return host;
    host.name = lower(text.substr(at, close + 1));
    host.end = at + close + 1;
    return host;
  }
  host = read_labels(text, at);
  if (host.name.empty()) {
    std::size_t end = at;
    while (end < text.size() && end - at < kMaxHost &&
           (static_cast<signed char>(text[end]) < 0 || is_label_char(text[end]) || text[end] == '.')) {
      ++end;
    }
    host.name = std::string(text.substr(at, end - at));
    host.end = end;
    return host;
  }
  if (host.name.find('.') == std::string::npos && host.name != "localhost") host.name.clear();
  return host;
}

/// Where port, path, query and fragment end that begin at `at`. Signs at the end of a sentence are the
/// sentence's; a bracket is the URL's if it was opened in it.
std::size_t tail_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || std::string_view(":/?#").find(text[at]) == std::string_view::npos) return at;
  std::size_t stop = at;
  std::array<long, 3> open{};  // opened less closed, of ( [ {
  constexpr std::string_view kOpen = "([{", kClose = ")]}";
  for (; stop < text.size(); ++stop) {
    const unsigned char c = static_cast<unsigned char>(text[stop]);
    if (c <= ' ' || c == 0x7F || c == '"' || c == '<' || c == '>' || c == '|' || c == '`' || c == '\\') break;
    if (const std::size_t k = kOpen.find(text[stop]); k != std::string_view::npos) ++open[k];
    if (const std::size_t k = kClose.find(text[stop]); k != std::string_view::npos) --open[k];
  }
  while (stop > at) {
    const char last = text[stop - 1];
    const std::size_t bracket = kClose.find(last);
    if (bracket != std::string_view::npos && open[bracket] < 0) ++open[bracket];
    else if (std::string_view(".,;:!?'*").find(last) == std::string_view::npos) break;
    --stop;
  }
  return stop;
}

/// `[.]` and `(.)` made dots.
std::string without_fangs(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view three = text.substr(i, 3);
    if (three == "[.]" || three == "(.)") result.push_back('.'), i += 2;
    else result.push_back(text[i]);
  }
  return result;
}

}  // namespace

std::size_t read_url(Window& window, std::size_t at, std::size_t end) {
  const std::string_view text = window.text;
  const Scheme scheme = read_scheme(text, at, end);
  if (scheme.name.empty()) return 0;
  std::string url = std::string(scheme.name) + "://";
  std::size_t host_start = scheme.end;
  std::size_t user = host_start;  // user:password@
  while (user < text.size() && user - host_start < 128 &&
         (is_label_char(text[user]) || text[user] == ':' || text[user] == '.' || text[user] == '%')) {
    ++user;
  }
  if (user < text.size() && text[user] == '@' && user > host_start) {
    url += text.substr(host_start, user + 1 - host_start);
    host_start = user + 1;
  }
  const Host host = read_url_host(text, host_start);
  if (host.name.empty()) return 0;
  const std::size_t stop = tail_end(text, host.end);
  if (stop - at > kMaxUrl) return stop;  // no address that anyone would type
  url += host.name + without_fangs(text.substr(host.end, stop - host.end));
  window.add("url", at, stop, url, scheme.plain ? "url.scheme" : "url.defanged");
  read_link_account(window, at, stop, url);
  // The host of a hidden service is an identifier of its own.
  const url::Onion onion = url::onion_kind(host.name);
  if (onion != url::Onion::kNot && onion != url::Onion::kMalformed) {
    const bool v2 = onion == url::Onion::kV2;
    window.add(v2 ? "onion_v2" : "onion", host_start, host.end, host.name, "onion.url",
               v2 ? std::nullopt : std::optional(onion == url::Onion::kV3));
  } else if (host.name.ends_with(".i2p")) {
    window.taken = 0;
    read_host(window, host_start, host_start);
  }
  return stop;
}

namespace {

/// base32 of a SHA-256: 52 characters, the last four bits zero.
bool is_b32(std::string_view label) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  if (label.size() != 52) return false;
  for (char c : label) {
    if (kAlphabet.find(c) == std::string_view::npos) return false;
  }
  return (kAlphabet.find(label.back()) & 15) == 0;
}

bool add_hidden(Window& window, std::size_t at, const Host& host) {
  const std::string& name = host.name;
  if (name.ends_with(".onion")) {
    switch (url::onion_kind(name)) {
      case url::Onion::kV3: window.add("onion", at, host.end, name, "onion.v3", true); return true;
      case url::Onion::kBadChecksum: window.add("onion", at, host.end, name, "onion.v3", false); return true;
      case url::Onion::kV2: window.add("onion_v2", at, host.end, name, "onion.v2"); return true;
      default: return true;  // no such service: neither a domain
    }
  }
  if (name.ends_with(".i2p")) {
    if (name.ends_with(".b32.i2p")) {
      const std::string_view rest = std::string_view(name).substr(0, name.size() - 8);
      const std::string_view label = rest.substr(rest.rfind('.') + 1);
      // blinded destinations are longer than 52 and have a checksum of their own: no verdict
      std::optional<bool> valid;
      if (label.size() <= 52) valid = is_b32(label);
      window.add("i2p", at, host.end, name, "i2p.b32", valid);
    } else {
      window.add("i2p", at, host.end, name, "i2p.name");
    }
    return true;
  }
  return false;
}

}  // namespace

std::size_t read_host(Window& window, std::size_t at, std::size_t end) {
  const std::string_view text = window.text;
  if (at < window.taken) return 0;
  if (end > at && end - at > kMaxLabel) return 0;
  // Most words are no host: a dot, a hyphen or a bracket must follow the run.
  if (end > at) {
    const char next = window.at(end);
    if (next != '.' && next != '-' && next != '_' && next != '[' && next != '(' && next != '{' && next != ' ')
      return 0;
    if (next == ' ' && !is_open(window.at(end + 1))) return 0;
    if (next == '.' && !is_alnum(window.at(end + 1)) && !is_close(window.at(end + 1))) return 0;
  }
  const Host host = read_labels(text, at);
  if (host.labels() < 2) return 0;
  const std::string_view tld = host.tld();
  if (window.at(host.end) == '@') return 0;  // the name before an e-mail's sign
  if (add_hidden(window, at, host)) return host.end;
  if (!is_tld(tld) || !std::all_of(tld.begin(), tld.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
    return 0;
  const std::string_view written_tld = text.substr(host.end - tld.size(), tld.size());
  const bool lower_tld = std::none_of(written_tld.begin(), written_tld.end(), is_upper);
  const bool www = host.name.starts_with("www.");
  const bool path = window.at(host.end) == '/' && is_alnum(window.at(host.end + 1));
  // A sentence without a blank behind its full stop is no host, nor a file name, nor an abbreviation.
  const std::size_t first_dot = host.name.find('.');
  if (!host.defanged) {
    if (!lower_tld && std::any_of(host.name.begin(), host.name.end(), [](char c) { return c >= 'a'; }) &&
        upper(written_tld) != written_tld)
      return 0;
    if (is_word_tld(tld) && !www && !path && host.labels() == 2) return 0;
    if (host.labels() == 2 && first_dot < 2 && !path) return 0;
    if (is_digit(host.name[0]) &&
        std::all_of(host.name.begin(), host.name.begin() + static_cast<std::ptrdiff_t>(first_dot), is_digit))
      return 0;
    if (!lower_tld) return 0;
  }
  std::size_t stop = host.end;
  if (path) {
    while (stop < text.size() && stop - at < kMaxUrl) {
      const unsigned char c = static_cast<unsigned char>(text[stop]);
      if (c <= ' ' || c == '"' || c == '<' || c == '>' || c == '|' || c == ')' || c == ']' || c == ',') break;
      ++stop;
    }
    while (stop > host.end && std::string_view(".,;:!?'").find(text[stop - 1]) != std::string_view::npos)
      --stop;
  }
  const std::size_t before = window.out.size();
  read_link_account(window, at, stop, host.name + std::string(text.substr(host.end, stop - host.end)));
  if (window.out.size() > before) return stop;
  window.add("domain", at, host.end, host.name, host.defanged ? "domain.defanged" : "domain.name");
  return stop;
}

std::size_t read_ipv4(Window& window, std::size_t at, std::size_t end) {
  const std::string_view text = window.text;
  if (end - at > 3) return 0;
  const char before = at > 0 ? text[at - 1] : ' ';
  if (is_alnum(before) || before == '.' || before == '-' || before == '_' || before == '/' ||
      static_cast<signed char>(before) < 0)
    return 0;
  std::string address;
  std::size_t i = at;
  for (int part = 0; part < 4; ++part) {
    std::size_t digits = i;
    while (digits < text.size() && is_digit(text[digits]) && digits - i <= 3) ++digits;
    const std::size_t size = digits - i;
    if (size == 0 || size > 3 || (size > 1 && text[i] == '0')) return 0;
    int value = 0;
    for (std::size_t k = i; k < digits; ++k) value = value * 10 + (text[k] - '0');
    if (value > 255) return 0;
    if (part > 0) address.push_back('.');
    address += text.substr(i, size);
    i = digits;
    if (part == 3) break;
    std::size_t dot = dot_at(text, i);
    if (dot == 0) return 0;
    i += dot;
  }
  if (is_alnum(window.at(i)) || window.at(i) == '-' || window.at(i) == '_' ||
      (window.at(i) == '.' && is_digit(window.at(i + 1))))
    return 0;
  // Versions look the same.
  const std::string_view said = window.before(at, 12);
  if (has_any_word(said, {"version", "versie", "v", "firmware", "release", "build", "art"})) return 0;
  window.add("ip", at, i, address, "ip.v4");
  return i;
}

std::size_t read_ipv6(Window& window, std::size_t at) {
  const std::string_view text = window.text;
  const char before = at > 0 ? text[at - 1] : ' ';
  if (is_alnum(before) || before == ':' || before == '.' || before == '-') return 0;
  std::size_t i = at;
  std::size_t colons = 0;
  bool letters = false, twice = false;
  while (i < text.size() && i - at < 46 && (is_hex(text[i]) || text[i] == ':' || text[i] == '.')) {
    if (text[i] == ':') ++colons, twice = twice || (i > at && text[i - 1] == ':');
    letters = letters || is_letter(text[i]);
    ++i;
  }
  while (i > at && (text[i - 1] == '.' || (text[i - 1] == ':' && !(i > at + 1 && text[i - 2] == ':')))) {
    if (text[i - 1] == ':') --colons;
    --i;
  }
  if (colons < 2 || i - at < 3 || is_alnum(window.at(i)) || (!twice && colons != 7) ||
      (twice && !letters && i - at < 6))
    return 0;
  const std::optional<url::IpAddress> address = url::parse_ipv6(text.substr(at, i - at));
  if (!address) return 0;
  window.add("ip", at, i, url::format_address(*address), "ip.v6");
  return i;
}

namespace {

/// A separator that stands for `@` at `at`: its length, 0 when none. `blanks` are those around it.
std::size_t at_sign(std::string_view text, std::size_t at) {
  if (text[at] == '@') return 1;
  const std::size_t limit = std::min(text.size(), at + 16);
  std::size_t i = at;
  if (i >= limit || !is_open(text[i])) return 0;
  ++i;
  i = skip_blanks(text, i, limit);
  std::size_t word = 0;
  if (i < limit && text[i] == '@') word = 1;
  else if (equals_folded(text.substr(i, 2), "at")) word = 2;
  else if (equals_folded(text.substr(i, 12), "apenstaartje")) word = 12;
  else if (equals_folded(text.substr(i, 10), "apenstaart")) word = 10;
  else if (equals_folded(text.substr(i, 1), "a") && i + 1 < limit && is_close(text[i + 1])) word = 1;
  if (word == 0) return 0;
  i = skip_blanks(text, i + word, limit);
  if (i >= limit || !is_close(text[i])) return 0;
  return i + 1 - at;
}

}  // namespace

std::size_t read_email(Window& window, std::size_t at) {
  const std::string_view text = window.text;
  const std::size_t sign = at_sign(text, at);
  if (sign == 0) return 0;
  const bool plain = sign == 1;
  // the local part
  std::size_t local_end = at;
  if (!plain) {
    while (local_end > window.line_start && text[local_end - 1] == ' ' && at - local_end < 3) --local_end;
  }
  std::size_t start = local_end;
  const auto is_local = [](char c) {
    return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%';
  };
  while (start > window.taken && local_end - start <= kMaxLocal && is_local(text[start - 1])) --start;
  while (start < local_end && (text[start] == '.' || text[start] == '-' || text[start] == '+')) ++start;
  if (start == local_end || local_end - start > kMaxLocal || text[local_end - 1] == '.') return 0;
  // the domain
  std::size_t domain = at + sign;
  if (!plain) domain = skip_blanks(text, domain, domain + 3);
  if (domain >= text.size() || !is_alnum(text[domain])) return 0;
  const Host host = read_labels(text, domain);
  const std::string_view tld = host.tld();
  if (host.labels() < 2 || tld.size() < 2 || !std::all_of(tld.begin(), tld.end(), is_letter)) return 0;
  if (!plain && !is_tld(tld) && tld != "onion" && tld != "i2p") return 0;
  // An e-mail address of a messenger is its handle.
  const std::string_view said = window.before(start, 24);
  const bool jabber = has_any_word(said, {"jabber", "xmpp", "otr", "jid"}) ||
                      host.name.find("jabber") != std::string::npos ||
                      host.name.find("xmpp") != std::string::npos;
  std::string value = std::string(text.substr(start, local_end - start)) + "@" + host.name;
  const bool defanged = !plain || host.defanged;
  while (!window.out.empty() && window.out.back().end > start && window.out.back().type == "domain")
    window.out.pop_back();
  window.add(jabber ? "jabber" : "email", start, host.end, lower(value),
             defanged ? "email.defanged" : "email.plain");
  return host.end;
}

}  // namespace peil::facts
