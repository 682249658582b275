// html/attribute_flood.cpp -- counts attributes as libxml2 2.9 reads them, and drops those beyond a limit.
#include "html/attribute_flood.hpp"

#include <algorithm>
#include <cstring>

namespace peil::html {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class Scanner {
 public:
  Scanner(std::string_view page, std::size_t limit) : page_(page), limit_(limit) {}

  bool run(std::string& out) {
    std::size_t at = 0;
    while (at < page_.size()) {
      const void* found = std::memchr(page_.data() + at, '<', page_.size() - at);
      if (found == nullptr) break;
      at = static_cast<std::size_t>(static_cast<const char*>(found) - page_.data()) + 1;
      if (page_.substr(at, 3) == "!--") {
        at = std::min(page_.find("-->", at), page_.size());
      } else if (at < page_.size() && is_letter(page_[at])) {
        at = tag(at, out);
      }
    }
    if (kept_ == 0) return false;
    out.append(page_.substr(kept_));
    return true;
  }

 private:
  /// `at`: first letter of the name. Returns the offset of the tag's end.
  std::size_t tag(std::size_t at, std::string& out) {
    // A tag with more attributes than the limit has at least two bytes for each.
    const std::size_t last = std::min(page_.size(), at + 2 * limit_);
    for (std::size_t quick = at; quick < last; ++quick) {
      const char c = page_[quick];
      if (c == '>') return quick;
      if (c == '"' || c == '\'' || c == '<') break;
    }
    while (at < page_.size() && !is_blank(page_[at]) && page_[at] != '>' && page_[at] != '/') ++at;
    std::size_t count = 0;
    std::size_t cut_from = 0;
    while (true) {
      at = blanks(at);
      if (at >= page_.size() || page_[at] == '>') break;
      if (page_[at] == '/' && at + 1 < page_.size() && page_[at + 1] == '>') break;
      if (count++ == limit_) cut_from = at;
      at = attribute(at);
    }
    if (cut_from != 0) {
      out.append(page_.substr(kept_, cut_from - kept_));
      kept_ = at;
    }
    return at;
  }

  /// A name and perhaps a value, or junk up to the next blank: always moves on.
  std::size_t attribute(std::size_t at) const {
    const std::size_t start = at;
    while (at < page_.size() && !is_blank(page_[at]) && page_[at] != '=' && page_[at] != '>' &&
           !(page_[at] == '/' && at + 1 < page_.size() && page_[at + 1] == '>')) {
      ++at;
    }
    const std::size_t after = blanks(at);
    if (after >= page_.size() || page_[after] != '=' || at == start) return at == start ? at + 1 : at;
    at = blanks(after + 1);
    if (at >= page_.size()) return at;
    if (const char quote = page_[at]; quote == '"' || quote == '\'') {
      const std::size_t end = page_.find(quote, at + 1);
      return end == std::string_view::npos ? page_.size() : end + 1;
    }
    while (at < page_.size() && !is_blank(page_[at]) && page_[at] != '>') ++at;
    return at;
  }

  std::size_t blanks(std::size_t at) const {
    while (at < page_.size() && is_blank(page_[at])) ++at;
    return at;
  }

  std::string_view page_;
  std::size_t limit_;
  std::size_t kept_ = 0;
};

}  // namespace

bool cut_attribute_floods(std::string_view page, std::size_t limit, std::string& out) {
  return Scanner(page, limit).run(out);
}

}  // namespace peil::html
