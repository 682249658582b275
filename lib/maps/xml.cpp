// maps/xml.cpp -- tags, text and entities.
#include "maps/xml.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/utf8.hpp"
#include "base/words.hpp"

namespace peil::maps {

namespace {

constexpr std::size_t kAttributes = 64;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct Entity {
  std::string_view name, text;
};
constexpr std::array kEntities = {
    Entity{"amp", "&"},    Entity{"lt", "<"},    Entity{"gt", ">"},     Entity{"quot", "\""},
    Entity{"apos", "'"},   Entity{"nbsp", " "},  Entity{"euro", "€"},   Entity{"pound", "£"},
    Entity{"ndash", "–"},  Entity{"mdash", "—"}, Entity{"hellip", "…"}, Entity{"rsquo", "’"},
    Entity{"lsquo", "‘"},  Entity{"ldquo", "“"}, Entity{"rdquo", "”"},  Entity{"eacute", "é"},
    Entity{"euml", "ë"},   Entity{"iuml", "ï"},  Entity{"uuml", "ü"},   Entity{"ouml", "ö"},
    Entity{"auml", "ä"},   Entity{"szlig", "ß"}, Entity{"egrave", "è"}, Entity{"agrave", "à"},
    Entity{"ccedil", "ç"}, Entity{"ecirc", "ê"}, Entity{"copy", "©"},   Entity{"reg", "®"},
    Entity{"deg", "°"},    Entity{"bull", "•"},  Entity{"middot", "·"}, Entity{"times", "×"},
    Entity{"frac12", "½"}, Entity{"laquo", "«"}, Entity{"raquo", "»"},  Entity{"trade", "™"},
};

/// Resolves the entity at `at` (an ampersand); returns one past it, or `at` when it is none.
std::size_t entity(std::string_view text, std::size_t at, std::string& out) {
  const std::size_t end = text.substr(0, std::min(text.size(), at + 12)).find(';', at);
  if (end == std::string_view::npos || end == at + 1) return at;
  const std::string_view name = text.substr(at + 1, end - at - 1);
  if (name[0] != '#') {
    const auto found = std::find_if(kEntities.begin(), kEntities.end(),
                                    [&](const Entity& known) { return known.name == name; });
    if (found == kEntities.end()) return at;
    out += found->text;
    return end + 1;
  }
  const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
  std::uint32_t point = 0;
  const std::string_view digits = name.substr(hex ? 2 : 1);
  if (digits.empty()) return at;
  for (char c : digits) {
    const char low = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    const bool digit = low >= '0' && low <= '9';
    if (!digit && !(hex && low >= 'a' && low <= 'f')) return at;
    point = point * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit ? low - '0' : low - 'a' + 10);
    if (point > 0x10FFFF) point = 0x110000;
  }
  append_utf8(point == 0 ? 0xFFFD : point, out);
  return end + 1;
}

}  // namespace

void append_unescaped(std::string_view text, std::string& out) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t sign = std::min(text.find('&', at), text.size());
    out.append(text.substr(at, sign - at));
    if (sign == text.size()) return;
    const std::size_t end = entity(text, sign, out);
    if (end == sign) out.push_back('&');
    at = std::max(end, sign + 1);
  }
}

void XmlReader::set_name(std::string_view qualified) {
  const std::size_t colon = qualified.find(':');
  prefix_ = colon == std::string_view::npos ? std::string_view() : qualified.substr(0, colon);
  name_ = colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

std::string_view XmlReader::attribute(std::string_view name) const {
  for (const auto& [key, value] : attributes_) {
    if (key == name) return value;
  }
  return {};
}

/// The tag at at_ (a `<` that begins one). Passes over what shows nothing.
XmlReader::Event XmlReader::tag() {
  const bool closes = text_.substr(at_, 2) == "</";
  std::size_t at = at_ + (closes ? 2 : 1);
  const std::size_t begin = at;
  while (at < text_.size() && !is_blank(text_[at]) && text_[at] != '>' && text_[at] != '/') ++at;
  set_name(text_.substr(begin, at - begin));
  attributes_.clear();
  bool empty = false;
  while (at < text_.size() && text_[at] != '>') {
    if (is_blank(text_[at]) || text_[at] == '/') {
      empty = text_[at] == '/';
      ++at;
      continue;
    }
    empty = false;
    const std::size_t key = at;
    while (at < text_.size() && text_[at] != '=' && text_[at] != '>' && !is_blank(text_[at])) ++at;
    std::string_view name = text_.substr(key, at - key);
    if (const std::size_t colon = name.find(':'); colon != std::string_view::npos)
      name = name.substr(colon + 1);
    while (at < text_.size() && is_blank(text_[at])) ++at;
    if (at >= text_.size() || text_[at] != '=') continue;
    ++at;
    while (at < text_.size() && is_blank(text_[at])) ++at;
    if (at >= text_.size()) break;
    const char quote = text_[at];
    const bool quoted = quote == '"' || quote == '\'';
    const std::size_t from = at + (quoted ? 1 : 0);
    std::size_t to = quoted ? text_.find(quote, from) : text_.find_first_of(" \t\r\n>", from);
    if (to == std::string_view::npos) to = text_.size();
    if (attributes_.size() < kAttributes) {
      attributes_.emplace_back(name, std::string());
      append_unescaped(text_.substr(from, to - from), attributes_.back().second);
    }
    at = std::min(text_.size(), to + (quoted ? 1 : 0));
  }
  at_ = std::min(text_.size(), at + 1);
  if (closes) return Event::kClose;
  close_next_ = empty;
  return Event::kOpen;
}

XmlReader::Event XmlReader::next() {
  if (close_next_) {
    close_next_ = false;
    return Event::kClose;
  }
  value_.clear();
  while (at_ < text_.size()) {
    const std::string_view rest = text_.substr(at_);
    if (rest[0] != '<') {
      const std::size_t end = std::min(text_.find('<', at_), text_.size());
      append_unescaped(text_.substr(at_, end - at_), value_);
      at_ = end;
    } else if (rest.starts_with("<![CDATA[")) {
      const std::size_t end = text_.find("]]>", at_);
      value_.append(text_.substr(at_ + 9, (end == std::string_view::npos ? text_.size() : end) - at_ - 9));
      at_ = end == std::string_view::npos ? text_.size() : end + 3;
    } else if (rest.starts_with("<!--")) {
      const std::size_t end = text_.find("-->", at_ + 4);
      at_ = end == std::string_view::npos ? text_.size() : end + 3;
    } else if (rest.starts_with("<?") || rest.starts_with("<!")) {
      // A document type may hold declarations in brackets.
      std::size_t end = text_.find('>', at_);
      const std::size_t bracket = text_.substr(0, std::min(end, text_.size())).find('[', at_);
      if (rest[1] == '!' && bracket != std::string_view::npos) {
        end = text_.find(']', bracket);
        if (end != std::string_view::npos) end = text_.find('>', end);
      }
      at_ = end == std::string_view::npos ? text_.size() : end + 1;
    } else if (rest.size() > 1 && (rest[1] == '/' || rest[1] == '_' || rest[1] >= 'A')) {
      if (!value_.empty()) return Event::kText;
      return tag();
    } else {
      value_.push_back('<');
      ++at_;
    }
  }
  return value_.empty() ? Event::kEnd : Event::kText;
}

}  // namespace peil::maps
