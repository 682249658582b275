// items/trackers.cpp -- the words behind which an account stands.
#include "items/trackers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

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

constexpr std::string_view kGoogle[] = {"UA-", "GTM-", "G-", "AW-", "ca-pub-", "ca-mb-pub-"};

/// The first two bytes of all these words: what stands elsewhere is passed at a glance.
struct Pairs {
  std::array<std::uint64_t, 256> seconds = {};  ///< by the first byte, bits of the second modulo 64
  constexpr Pairs() {
    for (const Mark& mark : kMarks) put(mark.words);
    for (const std::string_view head : kGoogle) put(head);
  }
  constexpr void put(std::string_view word) {
    seconds[static_cast<unsigned char>(word[0])] |= std::uint64_t{1}
                                                    << (static_cast<unsigned char>(word[1]) % 64);
  }
  constexpr bool may_begin(char first, char second) const {
    return (seconds[static_cast<unsigned char>(first)] >> (static_cast<unsigned char>(second) % 64) & 1) != 0;
  }
};
constexpr Pairs kPairs;

class TrackerReader {
 public:
  TrackerReader(facts::Reader& reader, std::vector<Identifier>& out) : reader_(reader), out_(out) {}

  void read(std::string_view text) {
    text = text.substr(0, kScriptBytes);
    for (std::size_t at = 0; at + 1 < text.size() && !full(); ++at) {
      if (!kPairs.may_begin(text[at], text[at + 1])) continue;
      for (const Mark& mark : kMarks) at = std::max(at, past_mark(text, at, mark));
      for (const std::string_view head : kGoogle) at = std::max(at, past_google(text, at, head));
    }
  }

  bool full() const { return added_ >= kMaxTrackers; }

 private:
  /// Where to read on when the mark stands at `at` and an id behind it was read; `at` otherwise.
  std::size_t past_mark(std::string_view text, std::size_t at, const Mark& mark) {
    if (!text.substr(at).starts_with(mark.words)) return at;
    if (is_id(mark.words[0]) && at > 0 && is_id(text[at - 1])) return at;
    const std::size_t behind = at + mark.words.size();
    std::size_t id = behind;
    while (id < text.size() && id - behind < 6 && (text[id] == ' ' || text[id] == '\'' || text[id] == '"'))
      ++id;
    std::size_t end = id;
    while (end < text.size() && end - id <= mark.most &&
           (mark.digits ? is_digit(text[end]) : is_id(text[end])))
      ++end;
    if (end - id < mark.least || end - id > mark.most) return at;
    add(mark.type, text.substr(id, end - id), text.substr(at, end - at), mark.rule);
    return end - 1;
  }

  /// The ids that say themselves what they are: one short window each, read by the reader of texts.
  std::size_t past_google(std::string_view text, std::size_t at, std::string_view head) {
    if (!text.substr(at).starts_with(head)) return at;
    if (at > 0 && (is_id(text[at - 1]) || text[at - 1] == '-' || text[at - 1] == '_')) return at;
    std::size_t end = at + head.size();
    while (end < text.size() && end - at < 32 && (is_id(text[end]) || text[end] == '-')) ++end;
    const std::string_view window = text.substr(at, end - at);
    if (window.size() < head.size() + 4) return at;
    for (const facts::Identifier& found : reader_.identifiers(window)) {
      if (found.type == "analytics" || found.type == "ads")
        add(found.type, found.value, found.raw(window), found.rule);
    }
    return at;
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
