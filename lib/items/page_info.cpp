// items/page_info.cpp -- title, date, links and breadcrumb of a page.
#include "items/page_info.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/hash.hpp"
#include "base/words.hpp"
#include "items/fields.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

using html::Attr;
using html::Hint;
using html::kNone;
using html::NodeId;
using html::Tag;

constexpr std::size_t kLinks = 5000;

/// For comparing titles: letters and digits only, ASCII in lower case.
std::string key_of(std::string_view text) {
  std::string key;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') key.push_back(static_cast<char>(c + 32));
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0) key.push_back(c);
  }
  return key;
}

struct Divider {
  std::size_t at;
  std::size_t length;
};

/// Dividers that sites put before their name: " | ", " - ", " – ", " :: ", " » ".
std::vector<Divider> dividers(std::string_view text) {
  std::vector<Divider> found;
  for (std::string_view sign : {" | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " :: ", " \xC2\xBB ",
                                " \xE2\x80\xA2 ", " \xC2\xB7 ", " / ", " \xE2\x80\xB9 ", " < "}) {
    for (std::size_t at = 0; (at = text.find(sign, at)) != std::string_view::npos; at += sign.size())
      found.push_back({at, sign.size()});
  }
  std::sort(found.begin(), found.end(), [](const Divider& a, const Divider& b) { return a.at < b.at; });
  return found;
}

/// Without the site's name behind (or before) a divider. What is cut is the shorter part, or the one
/// that `site` names.
std::string without_suffix(std::string_view text, std::string_view site) {
  const std::string site_key = key_of(site);
  const std::vector<Divider> signs = dividers(text);
  if (signs.empty()) return std::string(text);
  // A part that is the site's name goes, with all behind it.
  for (const Divider& sign : signs) {
    const std::string tail = key_of(text.substr(sign.at + sign.length));
    if (!site_key.empty() && !tail.empty() &&
        (tail == site_key || (tail.size() >= 4 && site_key.find(tail) != std::string::npos) ||
         (site_key.size() >= 4 && tail.find(site_key) != std::string::npos &&
          tail.size() < site_key.size() + 30))) {
      return std::string(trim(text.substr(0, sign.at)));
    }
  }
  const std::string head = key_of(text.substr(0, signs.front().at));
  if (!site_key.empty() && head.size() >= 3 &&
      (head == site_key || site_key.find(head) != std::string::npos)) {
    return std::string(trim(text.substr(signs.front().at + signs.front().length)));
  }
  const Divider last = signs.back();
  const std::size_t tail_words =
      static_cast<std::size_t>(
          std::count(text.begin() + static_cast<std::ptrdiff_t>(last.at + last.length), text.end(), ' ')) +
      1;
  if (tail_words <= 4 && last.at > text.size() / 3) return std::string(trim(text.substr(0, last.at)));
  return std::string(text);
}

class TitleVote {
 public:
  TitleVote(const html::View& view, const std::vector<Thing>& things)
      : view_(view), tree_(*view.tree), things_(things) {}

  void run(PageInfo& info) {
    gather();
    if (votes_.empty()) return;
    std::size_t best = 0;
    int best_count = 0;
    for (std::size_t i = 0; i < votes_.size(); ++i) {
      int count = 0;
      for (const Vote& other : votes_) count += other.key == votes_[i].key ? 1 : 0;
      if (count > best_count) {
        best_count = count;
        best = i;
      }
    }
    info.title = votes_[best].text;
    for (const auto& [node, key] : headings_) {
      if (key == votes_[best].key) {
        info.headline = node;
        break;
      }
    }
    if (info.headline == kNone && !headings_.empty() && h1_ != kNone) info.headline = h1_;
  }

 private:
  struct Vote {
    std::string text, key;
  };

  void vote(std::string_view text) {
    std::string line = one_line(text, 400);
    std::string key = key_of(line);
    if (!key.empty()) votes_.push_back({std::move(line), std::move(key)});
  }

  void gather() {
    std::string_view site;
    std::string_view og;
    std::string_view headline;
    for (const Thing& thing : things_) {
      if (thing.source == "meta") {
        site = thing.text("site_name");
        og = thing.text("headline");
      } else if (headline.empty() && !thing.text("headline").empty()) {
        headline = thing.text("headline");
      }
    }
    headings();
    const std::string logo_key = logo_ == kNone ? std::string() : key_of(one_line(view_.text_of(logo_), 400));
    if (!headline.empty()) vote(headline);
    if (!og.empty()) {
      vote(og);
      if (const std::string plain = without_suffix(og, site); plain != og) vote(plain);
    }
    if (h1_ != kNone) vote(view_.text_of(h1_));
    const NodeId title = tree_.find(Tag::kTitle);
    if (title != kNone && title + 1 < tree_.end(title)) {
      const std::string whole = one_line(tree_.text(title + 1), 400);
      // A title that only repeats the logo names the site, not the page.
      const bool only_site = !logo_key.empty() && key_of(whole) == logo_key && h2_ != kNone;
      if (!only_site) vote(without_suffix(whole, site));
      if (votes_.empty() && !only_site) vote(whole);
      nearest_heading(whole);
      heading_of_part(whole);
    }
    if (h1_ == kNone && h2_ != kNone) vote(view_.text_of(h2_));
    if (votes_.empty() && logo_ != kNone) vote(view_.text_of(logo_));
  }

  void headings() {
    for (NodeId id = 1; id < tree_.size(); ++id) {
      if (!html::is_heading(tree_.tag(id)) || view_.page->spans[id].empty()) continue;
      headings_.emplace_back(id, key_of(one_line(view_.text_of(id), 400)));
      const bool logo = is_logo(id);
      if (logo && logo_ == kNone) logo_ = id;
      const bool plain = !logo && !view_.is(id, html::kInNavigation);
      if (plain && tree_.tag(id) == Tag::kH1 && h1_ == kNone) h1_ = id;
      if (plain && tree_.tag(id) == Tag::kH2 && h2_ == kNone) h2_ = id;
      if (headings_.size() > 500) break;
    }
  }

  /// Of a title in parts ("Page - Site", "Site \xE2\x80\xA2 Page") a part that a heading repeats is the
  /// page's, and weighs more than an h1 that repeats the other part.
  void heading_of_part(std::string_view title) {
    const std::vector<Divider> signs = dividers(title);
    if (signs.empty()) return;
    const std::string first = key_of(title.substr(0, signs.front().at));
    const std::string last = key_of(title.substr(signs.back().at + signs.back().length));
    const std::string behind = key_of(title.substr(signs.front().at + signs.front().length));
    const std::string h1 = h1_ == kNone ? std::string() : key_of(one_line(view_.text_of(h1_), 400));
    for (const auto& [node, heading] : headings_) {
      if (heading.size() < 3 || view_.is(node, html::kInNavigation) || heading == h1) continue;
      const bool front = heading == first && (h1.empty() || h1 == last || h1 == behind);
      const bool back = (heading == last || heading == behind) && (h1 == first || h1.empty()) && !front;
      // A site's name in front is rare: then the h1 must repeat it.
      if (!front && !(back && h1 == first)) continue;
      for (int i = 0; i < 5; ++i) vote(view_.text_of(node));
      return;
    }
  }

  /// A heading that leads to the site's front page.
  bool is_logo(NodeId id) const {
    for (NodeId at = id; at < std::min(tree_.end(id), id + 8); ++at) {
      const NodeId link = view_.link[at];
      if (link == kNone) continue;
      const std::string_view href = trim(tree_.value(link, Attr::kHref));
      if (href == "/" || href == "./" || href == "index.php" || href == "/index.php" || href == "/home" ||
          href == "home.php")
        return true;
      if (href.starts_with("http")) {
        const std::size_t path = href.find('/', href.find("//") + 2);
        if (path == std::string_view::npos || path + 1 == href.size()) return true;
      }
    }
    return false;
  }

  /// A heading that the title begins with is the headline, where the first h1 is only a logo.
  void nearest_heading(std::string_view title) {
    const std::string key = key_of(title);
    for (const auto& [node, heading] : headings_) {
      if (heading.size() >= 8 && key.starts_with(heading)) {
        vote(view_.text_of(node));
        return;
      }
    }
  }

  const html::View& view_;
  const html::Tree& tree_;
  const std::vector<Thing>& things_;
  std::vector<Vote> votes_;
  std::vector<std::pair<NodeId, std::string>> headings_;
  NodeId h1_ = kNone;
  NodeId h2_ = kNone;
  NodeId logo_ = kNone;
};

/// RFC 3339 in UTC of a machine date, or a date; "" when it is none.
std::string machine_date(std::string_view text, facts::Reader& reader, std::optional<UnixMillis> reference) {
  text = trim(text);
  if (text.empty() || text.size() > 60) return {};
  const bool zoned = text.size() > 19 &&
                     (text.back() == 'Z' || text.substr(19).find_first_of("+-Z") != std::string_view::npos);
  if (zoned) {
    if (auto instant = parse_time(text)) return format_time(*instant);
  }
  if (auto date = reader.date_field(text, {.reference = reference})) return date->str();
  return {};
}

/// The words before a date say that it is not the page's: a clock, a login, a membership.
bool says_other_date(std::string_view text, std::size_t at) {
  const std::string before =
      to_lower_ascii(text.substr(at > 30 ? at - 30 : 0, std::min<std::size_t>(at, 30)));
  for (std::string_view word :
       {"server time", "current time", "time is", "last seen", "last login", "since", "joined", "sinds",
        "seit", "depuis", "copyright", "\xC2\xA9", "expires", "valid until"}) {
    if (before.find(word) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

std::optional<url::Url> base_of(const html::Tree& tree, const url::Url* page_url) {
  const NodeId base = tree.find(Tag::kBase);
  if (base != kNone) {
    if (const auto href = tree.attribute(base, Attr::kHref)) {
      auto parsed = url::parse(*href, page_url);
      if (parsed && parsed->is_http()) return *std::move(parsed);
    }
  }
  if (page_url == nullptr) return std::nullopt;
  return *page_url;
}

void read_title(const html::View& view, const std::vector<Thing>& things, PageInfo& info) {
  TitleVote(view, things).run(info);
}

void read_date(const html::View& view, const Marks& marks, const std::vector<Thing>& things,
               facts::Reader& reader, std::optional<UnixMillis> reference, PageInfo& info) {
  const html::Tree& tree = *view.tree;
  const auto take = [&](std::string_view text) {
    if (info.published_at.empty()) info.published_at = machine_date(text, reader, reference);
  };
  for (const Thing& thing : things) {
    if (thing.source == "json-ld") take(thing.text("datePublished"));
  }
  for (NodeId id = 1; id < tree.size() && info.published_at.empty(); ++id) {
    if (tree.tag(id) != Tag::kMeta) continue;
    std::string name =
        to_lower_ascii(tree.value(id, Attr::kProperty).empty() ? tree.value(id, Attr::kName)
                                                               : tree.value(id, Attr::kProperty));
    if (name.empty()) name = to_lower_ascii(tree.value(id, Attr::kItemprop));
    for (std::string_view known :
         {"article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
          "dcterms.date", "dcterms.created", "publishdate", "pubdate", "publish-date", "sailthru.date",
          "article.published", "parsely-pub-date", "publication_date", "cxenseparse:recs:publishtime",
          "last-modified-date", "datum"}) {
      if (name == known) take(tree.value(id, Attr::kContent));
    }
  }
  for (const Thing& thing : things) {
    if (thing.source != "json-ld" && thing.source != "state") take(thing.text("datePublished"));
  }
  for (NodeId id = 1; id < tree.size() && info.published_at.empty(); ++id) {
    if (tree.tag(id) == Tag::kTime && !view.is(id, html::kInNavigation)) {
      take(tree.value(id, Attr::kDatetime));
      if (info.published_at.empty()) take(view.text_of(id));
    }
  }
  if (!info.published_at.empty() || info.headline == kNone) return;
  const html::Span at = view.page->spans[info.headline];
  const std::uint32_t from = at.begin > 300 ? at.begin - 300 : 0;
  for (const facts::Date& date : dates_in(marks, {from, at.end + 700})) {
    if (date.start >= at.begin && date.start < at.end) continue;
    if (date.start < at.begin && at.begin - date.start > 300) continue;
    if (says_other_date(view.page->text, date.start)) continue;
    info.published_at = date.str();
    return;
  }
}

void read_links(const html::View& view, const url::Url* base, PageInfo& info) {
  const html::Tree& tree = *view.tree;
  std::unordered_set<std::uint64_t> seen;
  for (NodeId id = 1; id < tree.size() && info.links.size() < kLinks; ++id) {
    const Tag tag = tree.tag(id);
    const bool frame = tag == Tag::kIframe || tag == Tag::kFrame;
    if (tag != Tag::kA && !frame && !(tag == Tag::kLink && tree.value(id, Attr::kRel) == "canonical"))
      continue;
    const std::string_view href = trim(tree.value(id, frame ? Attr::kSrc : Attr::kHref));
    if (href.empty() || href[0] == '#' || href.size() > 4096) continue;
    const auto parsed = url::parse(href, base);
    if (!parsed || parsed->scheme() == "javascript" || parsed->scheme() == "data" ||
        parsed->scheme() == "blob" || parsed->scheme() == "about")
      continue;
    Link link;
    link.url = parsed->href();
    link.text = one_line(view.text_of(id), 200);
    if (link.text.empty() && tag == Tag::kA) link.text = one_line(tree.value(id, Attr::kTitle), 200);
    link.rel = frame ? "frame" : one_line(tree.value(id, Attr::kRel), 60);
    if (seen.insert(hash64(link.text, hash64(link.url))).second) info.links.push_back(std::move(link));
  }
}

void read_breadcrumb(const html::View& view, const std::vector<Thing>& things, PageInfo& info) {
  const html::Tree& tree = *view.tree;
  for (const Thing& thing : things) {
    if (!thing.is("BreadcrumbList") || !info.breadcrumb.empty()) continue;
    for (const Thing* entry : thing.all("itemListElement")) {
      std::string_view name = entry->text("name");
      if (name.empty()) name = entry->text("item");
      if (!name.empty() && !name.starts_with("http")) info.breadcrumb.push_back(one_line(name, 100));
    }
  }
  for (NodeId id = 1; id < tree.size() && info.breadcrumb.empty(); ++id) {
    if (!html::has(view.hints[id], Hint::kBreadcrumb) || view.page->spans[id].size() > 600 ||
        view.page->spans[id].empty())
      continue;
    for (std::uint32_t run = view.first_run[id]; run < view.last_run[id]; ++run) {
      std::string_view rest = view.run_text(run);
      while (!rest.empty()) {
        std::size_t end = std::string_view::npos;
        std::size_t length = 0;
        for (std::string_view sign : {">", "/", "\xC2\xBB", "\xE2\x80\xBA", "|", "\xE2\x86\x92"}) {
          if (const std::size_t at = rest.find(sign); at < end) end = at, length = sign.size();
        }
        std::string name = one_line(rest.substr(0, end), 100);
        if (name.size() > 1) info.breadcrumb.push_back(std::move(name));
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + length);
      }
      if (info.breadcrumb.size() > 12) break;
    }
    if (info.breadcrumb.size() < 2) info.breadcrumb.clear();
  }
  // The page itself stands last; it is its title, no category.
  if (!info.breadcrumb.empty() && !info.title.empty() && key_of(info.breadcrumb.back()) == key_of(info.title))
    info.breadcrumb.pop_back();
}

}  // namespace peil::items
