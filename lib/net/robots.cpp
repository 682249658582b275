// net/robots.cpp -- robots.txt: lines into groups, and the match.
#include "net/robots.hpp"

#include <string.h>

#include <algorithm>
#include <array>

#include "base/decimal.hpp"
#include "base/hex.hpp"
#include "base/limits.hpp"

namespace peil::net {
namespace {

constexpr std::size_t kLineBytes = 2083 * 8;  // as Google reads them: eight URLs of the old limit

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\0'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

/// The product token at the front of `text`: letters, `_` and `-` (§2.2.1). A word that begins or goes
/// on with what no token may have ("1bot", "Jävla-bot") is taken whole, else its first letters would
/// stand for every name that begins so.
std::string_view token_of(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() &&
         ((lower(text[end]) >= 'a' && lower(text[end]) <= 'z') || text[end] == '_' || text[end] == '-'))
    ++end;
  auto next = end < text.size() ? static_cast<unsigned char>(text[end]) : 0u;
  bool is_token = end > 0 && next < 0x80 && !(next >= '0' && next <= '9');
  return text.substr(0, is_token ? end : text.find_first_of(" \t/"));
}

/// One spelling for each octet (§2.2.2): unreserved characters plain, other escapes kept, in capitals;
/// what no URL may hold unescaped is escaped. `*` and `$` where they mean themselves are escaped
/// (§2.2.3): everywhere in a target, in a pattern a `$` that is not its end.
std::string normalised(std::string_view text, bool is_pattern) {
  constexpr char kHex[] = "0123456789ABCDEF";
  constexpr std::string_view kUnreserved = "-._~";
  constexpr std::string_view kReserved = ":/?#[]@!&'()+,;=%";
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    int high = byte == '%' && text.size() - i > 2 ? hex_value(text[i + 1]) : -1;
    int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    bool escaped = low >= 0;
    if (escaped) {
      byte = static_cast<unsigned char>(high * 16 + low);
      i += 2;
    }
    char c = static_cast<char>(byte);
    bool special = is_pattern && !escaped && (c == '*' || (c == '$' && i + 1 == text.size()));
    bool unreserved = (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
                      kUnreserved.find(c) != kUnreserved.npos;
    if (special || unreserved || (!escaped && kReserved.find(c) != kReserved.npos)) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
  }
  return out;
}

enum class Key { kOther, kAgent, kAllow, kDisallow, kSitemap, kCrawlDelay };

Key key_of(std::string_view word) {
  std::string name = lowered(word);
  constexpr std::array kAgents = {"user-agent", "useragent", "user agent"};
  constexpr std::array kDisallows = {"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"};
  auto is_one_of = [&](const auto& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (is_one_of(kAgents)) return Key::kAgent;
  if (is_one_of(kDisallows)) return Key::kDisallow;
  if (name == "allow") return Key::kAllow;
  if (name == "sitemap" || name == "site-map") return Key::kSitemap;
  if (name == "crawl-delay" || name == "crawldelay") return Key::kCrawlDelay;
  return Key::kOther;
}

struct Line {
  Key key = Key::kOther;
  std::string_view value;
};

Line read_line(std::string_view text) {
  text = text.substr(0, kLineBytes);
  text = trimmed(text.substr(0, text.find('#')));
  Line line;
  if (auto colon = text.find(':'); colon != text.npos) {
    line.key = key_of(trimmed(text.substr(0, colon)));
    line.value = trimmed(text.substr(colon + 1));
    if (line.key != Key::kOther) return line;
  }
  // Without the colon: a key, blanks, and one word ("disallow /"). With "user agent" two words.
  for (std::size_t blank = 0; (blank = text.find_first_of(" \t", blank + 1)) != text.npos;) {
    Key key = key_of(text.substr(0, blank));
    std::string_view value = trimmed(text.substr(blank));
    if (key != Key::kOther && value.find_first_of(" \t") == value.npos) return {key, value};
    if (blank > 16) break;
  }
  return {};
}

}  // namespace

class Robots::Reader {
 public:
  explicit Reader(Robots& robots) : robots_(robots) {}

  void take(std::string_view text) {
    Line line = read_line(text);
    switch (line.key) {
      case Key::kAgent: return agent(line.value);
      case Key::kAllow: return rule(line.value, true);
      case Key::kDisallow: return rule(line.value, false);
      case Key::kSitemap:
        if (!line.value.empty()) robots_.sitemaps_.emplace_back(line.value);
        return;
      case Key::kCrawlDelay: return crawl_delay(line.value);
      case Key::kOther: return;
    }
  }

 private:
  void agent(std::string_view value) {
    // Agents that follow each other share the rules behind them; any rule ends the list.
    if (group_closed_ || robots_.groups_.empty()) robots_.groups_.emplace_back();
    group_closed_ = false;
    bool all = value.starts_with('*') && (value.size() == 1 || is_space(value[1]));
    robots_.groups_.back().agents.push_back(all ? "*" : lowered(token_of(value)));
  }

  void rule(std::string_view value, bool allow) {
    if (robots_.groups_.empty()) return;  // a rule before any agent binds nobody
    group_closed_ = true;
    if (value.empty()) return;
    std::string pattern = normalised(value, true);
    if (pattern.front() != '/' && pattern.front() != '*') pattern.insert(pattern.begin(), '/');
    auto& rules = robots_.groups_.back().rules;
    for (std::string_view index : {"/index.html", "/index.htm"})
      if (allow && pattern.ends_with(index))
        rules.push_back({pattern.substr(0, pattern.size() - index.size() + 1) + '$', true});
    rules.push_back({std::move(pattern), allow});
  }

  void crawl_delay(std::string_view value) {
    if (robots_.groups_.empty()) return;
    group_closed_ = true;
    constexpr std::int64_t kDayMillis = 86'400'000;
    auto seconds = Decimal::parse(value);
    if (!seconds || seconds->is_negative()) return;
    double millis = std::min(seconds->to_double() * 1000, double(kDayMillis));
    robots_.groups_.back().crawl_delay_ms = static_cast<std::int64_t>(millis);
  }

  Robots& robots_;
  bool group_closed_ = false;
};

Robots Robots::parse(std::string_view text) {
  Robots robots;
  Reader reader(robots);
  bool cut = text.size() > limits::kRobotsBytes;
  text = text.substr(0, limits::kRobotsBytes);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  // A rule cut in its middle would forbid or allow more than was written: the last, partial line goes.
  if (cut) text = text.substr(0, text.find_last_of("\r\n") + 1);
  while (!text.empty()) {
    std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    reader.take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return robots;
}

std::vector<const Robots::Group*> Robots::groups_for(std::string_view agent) const {
  agent = agent.substr(0, agent.find('/'));
  std::string_view token = token_of(agent);
  // A name with blanks is no product token: it has no group of its own.
  std::string name = agent.find(' ') == agent.npos ? lowered(token) : std::string();
  auto with = [&](std::string_view wanted) {
    std::vector<const Group*> found;
    for (const Group& group : groups_)
      if (std::find(group.agents.begin(), group.agents.end(), wanted) != group.agents.end())
        found.push_back(&group);
    return found;
  };
  if (!name.empty())
    if (auto own = with(name); !own.empty()) return own;
  return with("*");
}

bool Robots::allowed(std::string_view agent, std::string_view target) const {
  std::string path = normalised(target.empty() ? "/" : target, false);
  if (path == "/robots.txt") return true;
  std::size_t longest = 0;
  bool allow = true;
  for (const Group* group : groups_for(agent)) {
    for (const Rule& rule : group->rules) {
      if (rule.pattern.size() < longest || (rule.pattern.size() == longest && allow)) continue;
      if (!robots_pattern_matches(rule.pattern, path)) continue;
      longest = rule.pattern.size();
      allow = rule.allow;
    }
  }
  return allow;
}

std::optional<std::int64_t> Robots::crawl_delay_ms(std::string_view agent) const {
  for (const Group* group : groups_for(agent))
    if (group->crawl_delay_ms) return group->crawl_delay_ms;
  return std::nullopt;
}

bool robots_pattern_matches(std::string_view pattern, std::string_view target) {
  bool anchored = pattern.ends_with('$');
  if (anchored) pattern.remove_suffix(1);
  // Between stars stand pieces; the leftmost place for each is as good as any other, so there is
  // nothing to go back to.
  std::size_t at = 0;
  for (bool first = true;; first = false) {
    std::size_t star = pattern.find('*');
    std::string_view piece = pattern.substr(0, star);
    bool last = star == pattern.npos;
    if (first) {
      if (!target.starts_with(piece)) return false;
      at = piece.size();
      if (last) return !anchored || at == target.size();
    } else if (last && anchored) {
      return target.size() - at >= piece.size() && target.ends_with(piece);
    } else if (!piece.empty()) {
      const void* found = memmem(target.data() + at, target.size() - at, piece.data(), piece.size());
      if (!found) return false;
      at = static_cast<std::size_t>(static_cast<const char*>(found) - target.data()) + piece.size();
    }
    if (last) return true;
    pattern.remove_prefix(star + 1);
  }
}

}  // namespace peil::net
