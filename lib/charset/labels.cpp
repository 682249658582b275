// charset/labels.cpp -- charset labels, and the <meta> that declares one.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/embedded.hpp"
#include "base/words.hpp"
#include "charset/charset.hpp"

PEIL_EMBEDDED(labels_file, peil_data_charset_labels_tsv)

namespace peil::charset {

namespace {

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;  // label, encoding; sorted

Labels read_labels() {
  Labels labels;
  for (std::string_view line : split(labels_file(), '\n')) {
    const std::size_t tab = line.find('\t');
    if (line.empty() || line[0] == '#' || tab == std::string_view::npos) continue;
    for (std::string_view label : split(line.substr(tab + 1), ' '))
      labels.emplace_back(label, line.substr(0, tab));
  }
  std::sort(labels.begin(), labels.end());
  return labels;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

/// The prescan algorithm of the HTML standard, step by step, on at most 1,024 bytes.
class Prescan {
 public:
  explicit Prescan(std::string_view bytes) : bytes_(bytes.substr(0, 1024)) {}

  std::string_view run() {
    for (at_ = 0; at_ < bytes_.size(); ++at_) {
      if (starts("<!--")) {
        const std::size_t end = bytes_.find("-->", at_ + 2);  // `<!-->` is a whole comment
        if (end == std::string_view::npos) return {};
        at_ = end + 2;
      } else if (starts_meta()) {
        at_ += 5;
        if (auto found = meta(); !found.empty()) return found;
      } else if (starts_tag()) {
        while (at_ < bytes_.size() && !is_space(bytes_[at_]) && bytes_[at_] != '>') ++at_;
        while (attribute()) {}
      } else if (bytes_[at_] == '<' && at_ + 1 < bytes_.size() &&
                 (bytes_[at_ + 1] == '!' || bytes_[at_ + 1] == '/' || bytes_[at_ + 1] == '?')) {
        at_ = std::min(bytes_.find('>', at_), bytes_.size());
      }
    }
    return {};
  }

 private:
  bool starts(std::string_view word) const { return bytes_.substr(at_, word.size()) == word; }
  bool starts_meta() const {
    const std::string_view head = bytes_.substr(at_, 6);
    return head.size() == 6 && to_lower_ascii(head.substr(0, 5)) == "<meta" &&
           (is_space(head[5]) || head[5] == '/');
  }
  bool starts_tag() const {
    if (bytes_[at_] != '<' || at_ + 1 >= bytes_.size()) return false;
    const std::size_t name = bytes_[at_ + 1] == '/' ? at_ + 2 : at_ + 1;
    return name < bytes_.size() && is_letter(bytes_[name]);
  }

  /// Reads one attribute into name_ and value_, lower case. False at the end of the tag.
  bool attribute() {
    name_.clear();
    value_.clear();
    while (at_ < bytes_.size() && (is_space(bytes_[at_]) || bytes_[at_] == '/')) ++at_;
    if (at_ >= bytes_.size() || bytes_[at_] == '>') return false;
    while (at_ < bytes_.size()) {
      const char c = bytes_[at_];
      if (c == '=' && !name_.empty()) break;
      if (is_space(c)) {
        while (at_ < bytes_.size() && is_space(bytes_[at_])) ++at_;
        if (at_ >= bytes_.size() || bytes_[at_] != '=') return true;
        break;
      }
      if (c == '/' || c == '>') return true;
      name_.push_back(lower(c));
      ++at_;
    }
    if (at_ >= bytes_.size()) return false;
    ++at_;  // the equals sign
    while (at_ < bytes_.size() && is_space(bytes_[at_])) ++at_;
    return at_ < bytes_.size() && value();
  }

  bool value() {
    if (const char quote = bytes_[at_]; quote == '"' || quote == '\'') {
      for (++at_; at_ < bytes_.size(); ++at_) {
        if (bytes_[at_] == quote) return ++at_, true;
        value_.push_back(lower(bytes_[at_]));
      }
      return false;
    }
    if (bytes_[at_] == '>') return true;
    for (; at_ < bytes_.size(); ++at_) {
      if (is_space(bytes_[at_]) || bytes_[at_] == '>') return true;
      value_.push_back(lower(bytes_[at_]));
    }
    return false;
  }

  std::string_view meta() {
    bool got_pragma = false;
    bool need_pragma = false;
    bool seen_http = false;
    bool seen_content = false;
    bool seen_charset = false;
    std::string_view found;
    bool has_charset = false;
    while (attribute()) {
      if (name_ == "http-equiv" && !seen_http) {
        seen_http = true;
        got_pragma = value_ == "content-type";
      } else if (name_ == "content" && !seen_content) {
        seen_content = true;
        if (const std::string label = from_content(value_); !label.empty() && !has_charset) {
          found = encoding_of_label(label);
          has_charset = !found.empty();
          need_pragma = true;
        }
      } else if (name_ == "charset" && !seen_charset) {
        seen_charset = true;
        found = encoding_of_label(value_);
        has_charset = true;
        need_pragma = false;
      }
    }
    if (!has_charset || found.empty() || (need_pragma && !got_pragma)) return {};
    if (found.starts_with("UTF-16")) return "UTF-8";
    return found == "x-user-defined" ? "windows-1252" : found;
  }

  /// The charset in the value of a content attribute. Source: WHATWG HTML §2.5.4.
  static std::string from_content(std::string_view content) {
    for (std::size_t at = 0; (at = content.find("charset", at)) != std::string_view::npos;) {
      at += 7;
      while (at < content.size() && is_space(content[at])) ++at;
      if (at >= content.size() || content[at] != '=') continue;
      ++at;
      while (at < content.size() && is_space(content[at])) ++at;
      if (at >= content.size()) return {};
      if (const char quote = content[at]; quote == '"' || quote == '\'') {
        const std::size_t end = content.find(quote, at + 1);
        return end == std::string_view::npos ? std::string()
                                             : std::string(content.substr(at + 1, end - at - 1));
      }
      std::size_t end = at;
      while (end < content.size() && !is_space(content[end]) && content[end] != ';') ++end;
      return std::string(content.substr(at, end - at));
    }
    return {};
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::string name_;
  std::string value_;
};

}  // namespace

std::string_view encoding_of_label(std::string_view label) {
  static const Labels kLabels = read_labels();
  while (!label.empty() && is_space(label.front())) label.remove_prefix(1);
  while (!label.empty() && is_space(label.back())) label.remove_suffix(1);
  if (label.size() >= 2 && (label[0] == '"' || label[0] == '\'') && label.back() == label[0]) {
    label = label.substr(1, label.size() - 2);
  }
  const std::string wanted = to_lower_ascii(label);
  const auto found = std::lower_bound(kLabels.begin(), kLabels.end(),
                                      std::pair(std::string_view(wanted), std::string_view()));
  return found != kLabels.end() && found->first == wanted ? found->second : std::string_view();
}

std::string_view prescan(std::string_view bytes) { return Prescan(bytes).run(); }

}  // namespace peil::charset
