// collect/rules.cpp -- scope, the never-follow list, traps.
#include "collect/rules.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/embedded.hpp"
#include "base/glob.hpp"
#include "base/hash.hpp"
#include "base/words.hpp"
#include "url/host.hpp"

PEIL_EMBEDDED(never_follow_data, peil_data_collect_never_follow_tsv)

namespace peil::collect {
namespace {

constexpr std::size_t kDeepest = 20;
constexpr std::uint32_t kDatedPages = 400;   // of one form at one site: a year and some of a calendar
constexpr std::uint32_t kHostsOfSite = 200;  // below one registrable domain
constexpr std::size_t kForms = 1'000'000;    // counted; beyond, nothing new is

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_www(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host.starts_with("www.") && std::count(host.begin(), host.end(), '.') > 1 ? host.substr(4) : host;
}

/// The path up to its last slash.
std::string_view folder(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

struct NeverFollow {
  std::unordered_map<std::string_view, std::string_view> hosts, words, values;
  NeverFollow() {
    for (std::string_view line : split(never_follow_data(), '\n')) {
      if (line.empty() || line.front() == '#') continue;
      auto cells = split(line, '\t');
      if (cells.size() != 3) continue;
      auto& table = cells[0] == "host" ? hosts : cells[0] == "word" ? words : values;
      table.emplace(cells[1], cells[2]);
    }
  }
};

const NeverFollow& list() {
  static const NeverFollow kList;
  return kList;
}

std::string_view find(const std::unordered_map<std::string_view, std::string_view>& table,
                      std::string_view word) {
  auto found = table.find(word);
  return found == table.end() ? std::string_view() : found->second;
}

/// A part of a path or the name of a parameter: whole, and without its marks ("add-to-cart" has the word
/// `cart`, "addtocart" is one itself, "cartoon" has none).
std::string_view words_forbid(std::string_view part) {
  std::string lower = to_lower_ascii(url::percent_decode(part));
  for (std::string_view ending : {".php", ".html", ".htm", ".aspx", ".asp", ".jsp"})
    if (lower.ends_with(ending)) lower.resize(lower.size() - ending.size());
  std::string joined, word;
  std::string_view why;
  std::size_t count = 0;
  for (std::size_t i = 0; i <= lower.size(); ++i) {
    bool inside = i < lower.size() && (is_letter(lower[i]) || static_cast<unsigned char>(lower[i]) >= 0x80);
    if (inside) {
      word.push_back(lower[i]);
      continue;
    }
    if (!word.empty() && ++count <= 4) {
      if (why.empty()) why = find(list().words, word);
      joined.append(word);
    }
    word.clear();
  }
  // A slug of many words is a title ("order-of-the-leaf-t-shirt"), not a command.
  if (count > 3) return {};
  return why.empty() ? find(list().words, joined) : why;
}

}  // namespace

bool in_scope(const url::Url& link, const url::Url& seed, Scope scope) {
  switch (scope) {
    case Scope::kAny: return true;
    case Scope::kDomain: return url::registrable_domain(link.host()) == url::registrable_domain(seed.host());
    case Scope::kPrefix:
      if (!link.path().starts_with(folder(seed.path()))) return false;
      [[fallthrough]];
    case Scope::kHost: break;
  }
  auto port = [](const url::Url& u) { return u.port().value_or(0); };
  return without_www(link.host()) == without_www(seed.host()) && port(link) == port(seed);
}

bool passes(std::string_view address, const CrawlRules& rules) {
  auto matches = [&](const std::string& pattern) { return matches_glob(pattern, address); };
  if (std::any_of(rules.exclude.begin(), rules.exclude.end(), matches)) return false;
  return rules.include.empty() || std::any_of(rules.include.begin(), rules.include.end(), matches);
}

std::string_view never_follow(const url::Url& link) {
  std::string_view host = link.host();
  for (std::string_view below = host; !below.empty();) {
    if (std::string_view why = find(list().hosts, below); !why.empty()) {
      // A public channel of Telegram is a page (/s/name); all else there opens the program.
      bool channel = why == "message" && (below == "t.me" || below == "telegram.me") &&
                     link.path().starts_with("/s/") && link.query().find("start") == std::string_view::npos;
      if (!channel) return why;
    }
    auto dot = below.find('.');
    if (dot == below.npos) break;
    below.remove_prefix(dot + 1);
  }
  std::vector<std::string_view> parts = split(link.path(), '/');
  std::size_t first =
      parts.size() > 3 ? parts.size() - 3 : 0;  // the last two, and an empty one behind a slash
  for (std::size_t i = first; i < parts.size(); ++i)
    if (std::string_view why = words_forbid(parts[i]); !why.empty()) return why;
  std::string_view query = link.query();
  if (query.empty()) return {};
  for (std::string_view pair : split(query.substr(1), '&')) {
    if (std::string_view why = find(list().values, to_lower_ascii(pair)); !why.empty()) return why;
    if (std::string_view why = words_forbid(pair.substr(0, pair.find('='))); !why.empty() && why != "act")
      return why;
  }
  return {};
}

url::Url without_session(const url::Url& link) {
  static const std::unordered_set<std::string_view> kVisit = {
      "phpsessid",  "jsessionid",   "sessionid", "session_id",  "sid",    "oscsid",
      "zenid",      "aspsessionid", "cfid",      "cftoken",     "s",      "utm_source",
      "utm_medium", "utm_campaign", "utm_term",  "utm_content", "utm_id", "fbclid",
      "gclid",      "msclkid",      "mc_cid",    "mc_eid",      "_ga"};
  std::string_view path = link.path(), query = link.query();
  std::string lower = to_lower_ascii(path);
  std::size_t cut = lower.find(";jsessionid=");
  std::string kept;
  bool changed = cut != lower.npos;
  if (!query.empty()) {
    for (std::string_view pair : split(query.substr(1), '&')) {
      std::string name = to_lower_ascii(pair.substr(0, pair.find('=')));
      std::string_view value = pair.substr(std::min(pair.size(), pair.find('=') + 1));
      // `sid` and `s` are also sections and searches: a session is long and of hexadecimal or so.
      bool short_name = name == "sid" || name == "s";
      bool long_value =
          value.size() >= 16 &&
          std::all_of(value.begin(), value.end(), [](char c) { return is_digit(c) || is_letter(c); }) &&
          std::any_of(value.begin(), value.end(), is_digit);
      if (kVisit.count(name) && (!short_name || long_value)) {
        changed = true;
        continue;
      }
      kept.append(kept.empty() ? "?" : "&").append(pair);
    }
  }
  if (!changed) return link;
  std::string rebuilt(
      link.without_fragment().substr(0, link.without_fragment().size() - link.target().size()));
  rebuilt.append(path.substr(0, cut)).append(kept);
  auto parsed = url::parse(rebuilt);
  return parsed ? *parsed : link;
}

std::string_view trap_of(const url::Url& link) {
  std::vector<std::string_view> parts = split(link.path(), '/');
  if (parts.size() > kDeepest + 1) return "deep path";
  if (link.target().size() > 2'000) return "long address";
  std::unordered_map<std::string_view, int> count;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].empty()) continue;
    if (++count[parts[i]] > 2) return "repeated path";
    if (i >= 4 && parts[i] == parts[i - 2] && parts[i - 1] == parts[i - 3]) return "repeated path";
  }
  if (std::count(link.query().begin(), link.query().end(), '&') > 20) return "many parameters";
  return {};
}

std::string_view TrapCounts::note(const url::Url& link, std::string_view site) {
  if (link.host() != site && host_seen_.size() < kForms &&
      host_seen_.emplace(hash64(link.host()), true).second && ++hosts_of_[hash64(site)] > kHostsOfSite)
    return "many hosts";
  // The form: digits as 0, values of parameters left out. It is one of dates when a year stands in it.
  std::string form(link.host());
  bool dated = false;
  std::string_view target = link.target();
  std::size_t digits = 0;
  std::size_t start = 0;
  auto end_number = [&] {
    if (digits >= 4 && (target.substr(start, 2) == "20" || target.substr(start, 2) == "19") &&
        (digits == 4 || digits == 6 || digits == 8))
      dated = true;
    if (digits) form.push_back('0');
    digits = 0;
  };
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (is_digit(target[i])) {
      if (digits++ == 0) start = i;
      continue;
    }
    end_number();
    form.push_back(target[i]);
  }
  end_number();
  std::string lower = to_lower_ascii(form);
  for (std::string_view word :
       {"calendar", "kalender", "agenda", "month=", "year=", "date=", "maand=", "jahr="})
    dated = dated || lower.find(word) != lower.npos;
  if (!dated) return {};
  if (dated_.size() >= kForms) return {};
  return ++dated_[hash64(lower)] > kDatedPages ? "calendar" : std::string_view();
}

}  // namespace peil::collect
