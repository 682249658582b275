// items/trackers.cpp -- the words behind which an account stands.
#include "items/trackers.hpp"

#include <algorithm>

namespace peil::items {

namespace {

constexpr std::size_t kMaxTrackers = 64;
/// Of one script: the snippets that set a counter are short, what is longer holds the page's state.
constexpr std::size_t kScriptBytes = 16 * 1024;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_id(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// A call or an address behind which the id stands, after quotes and blanks.
struct Mark {
  std::string_view words;
  std::string_view type, rule;
  std::size_t least, most;
  bool digits;
};
constexpr Mark kMarks[] = {
    {"fbq('init',", "ads", "ads.meta", 10, 18, true},
    {"fbq(\"init\",", "ads", "ads.meta", 10, 18, true},
    {"facebook.com/tr?id=", "ads", "ads.meta", 10, 18, true},
    {"ttq.load(", "ads", "ads.tiktok", 18, 24, false},
    {"setSiteId',", "analytics", "analytics.matomo", 1, 8, true},
    {"setSiteId\",", "analytics", "analytics.matomo", 1, 8, true},
    {"mc.yandex.ru/watch/", "analytics", "analytics.yandex", 5, 10, true},
    {"hm.baidu.com/hm.js?", "analytics", "analytics.baidu", 32, 32, false},
    {"clarity.ms/tag/", "analytics", "analytics.clarity", 8, 12, false},
    {"hjid:", "analytics", "analytics.hotjar", 5, 9, true},
    {"ym(", "analytics", "analytics.yandex", 7, 9, true},
};

class TrackerReader {
 public:
  TrackerReader(facts::Reader& reader, std::vector<Identifier>& out) : reader_(reader), out_(out) {}

  void read(std::string_view text) {
    text = text.substr(0, kScriptBytes);
    google(text);
    for (const Mark& mark : kMarks) {
      std::size_t at = 0;
      while (full() == false && (at = text.find(mark.words, at)) != std::string_view::npos) {
        const std::size_t begin = at;
        at += mark.words.size();
        if (is_id(mark.words[0]) && begin > 0 && is_id(text[begin - 1])) continue;
        std::size_t id = at;
        while (id < text.size() && id - at < 6 && (text[id] == ' ' || text[id] == '\'' || text[id] == '"'))
          ++id;
        std::size_t end = id;
        while (end < text.size() && end - id <= mark.most && (mark.digits ? is_digit(text[end]) : is_id(text[end])))
          ++end;
        if (end - id < mark.least || end - id > mark.most) continue;
        add(mark.type, text.substr(id, end - id), text.substr(begin, end - begin), mark.rule);
      }
    }
  }

  bool full() const { return added_ >= kMaxTrackers; }

 private:
  /// The ids that say themselves what they are: one short window each, read by the reader of texts.
  void google(std::string_view text) {
    for (std::string_view head : {"UA-", "GTM-", "G-", "AW-", "ca-pub-", "ca-mb-pub-"}) {
      std::size_t at = 0;
      while (!full() && (at = text.find(head, at)) != std::string_view::npos) {
        const std::size_t begin = at;
        at += head.size();
        if (begin > 0 && (is_id(text[begin - 1]) || text[begin - 1] == '-' || text[begin - 1] == '_')) continue;
        std::size_t end = at;
        while (end < text.size() && end - begin < 32 && (is_id(text[end]) || text[end] == '-')) ++end;
        const std::string_view window = text.substr(begin, end - begin);
        if (window.size() < head.size() + 4) continue;
        for (const facts::Identifier& found : reader_.identifiers(window)) {
          if (found.type == "analytics" || found.type == "ads")
            add(found.type, found.value, found.raw(window), found.rule);
        }
      }
    }
  }

  void add(std::string_view type, std::string_view value, std::string_view raw, std::string_view rule) {
    const bool known = std::any_of(out_.begin(), out_.end(), [&](const Identifier& held) {
      return held.type == type && held.value == value;
    });
    if (known) return;
    ++added_;
    Evidence why;
    why.field = "markup";
    why.raw = std::string(raw);
    why.rule = std::string(rule);
    out_.push_back({std::string(type), std::string(value), std::nullopt, std::move(why)});
  }

  facts::Reader& reader_;
  std::vector<Identifier>& out_;
  std::size_t added_ = 0;
};

}  // namespace

void read_trackers(const html::Tree& tree, facts::Reader& reader, std::vector<Identifier>& out) {
  TrackerReader trackers(reader, out);
  for (html::NodeId id = 0; id < tree.size() && !trackers.full(); ++id) {
    switch (tree.tag(id)) {
      case html::Tag::kRaw:
        if (tree.tag(tree.parent(id)) == html::Tag::kScript) trackers.read(tree.text(id));
        break;
      case html::Tag::kScript:
      case html::Tag::kIframe:
      case html::Tag::kImg: trackers.read(tree.value(id, html::Attr::kSrc)); break;
      case html::Tag::kIns:
        trackers.read(tree.attribute(id, "data-ad-client").value_or(std::string_view()));
        break;
      default: break;
    }
  }
}

}  // namespace peil::items
