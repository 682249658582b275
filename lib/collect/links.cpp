// collect/links.cpp -- links from a tree of HTML, and from the few tags that matter in XML.
#include "collect/links.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "base/limits.hpp"
#include "base/words.hpp"
#include "charset/charset.hpp"
#include "codec/decoder.hpp"
#include "html/tree.hpp"

namespace peil::collect {
namespace {

constexpr std::size_t kSniffed = 1'024;

class Links {
 public:
  explicit Links(std::string_view base) {
    if (auto parsed = url::parse(base)) base_ = *parsed;
    else broken_ = true;
  }
  void set_base(std::string_view href) {
    if (auto parsed = url::parse(href, &base_); parsed && parsed->is_http()) base_ = *parsed;
  }
  void add(Link::Kind kind, std::string_view href) {
    if (broken_ || href.empty() || href.size() > limits::kUrlBytes) return;
    auto parsed = url::parse(href, &base_);
    if (!parsed || !parsed->is_http() || parsed->has_credentials()) return;
    if (parsed->without_fragment().size() > limits::kUrlBytes) return;
    if (out.links.size() == kMaxLinks) {
      out.cut = true;
      return;
    }
    std::string key(1, static_cast<char>(kind));
    key.append(parsed->without_fragment());
    if (seen_.insert(std::move(key)).second)
      out.links.push_back({kind, std::string(parsed->without_fragment())});
  }
  DocumentLinks out;

 private:
  url::Url base_;
  bool broken_ = false;
  std::unordered_set<std::string> seen_;
};

bool has_word(std::string_view list, std::string_view word) {
  std::string lower = to_lower_ascii(list);
  for (std::size_t at = lower.find(word); at != lower.npos; at = lower.find(word, at + 1)) {
    auto is_edge = [&](std::size_t i) {
      return i >= lower.size() || lower[i] == ' ' || lower[i] == '\t' || lower[i] == ',' || lower[i] == '\n';
    };
    if ((at == 0 || is_edge(at - 1)) && is_edge(at + word.size())) return true;
  }
  return false;
}

void read_meta(const html::Tree& tree, html::NodeId id, DocumentLinks& out) {
  std::string name = to_lower_ascii(trim(tree.value(id, html::Attr::kName)));
  if (name != "robots" && name != "peil") return;
  std::string content = to_lower_ascii(trim(tree.value(id, html::Attr::kContent)));
  if (content.empty() || content.size() > 200 || out.robots.size() > 1'000) return;
  if (!out.robots.empty()) out.robots.append(", ");
  out.robots.append(content);
}

void read_html(std::string_view text, Links& links) {
  html::Parser parser;
  const html::Tree& tree = parser.parse(text);
  if (html::NodeId base = tree.find(html::Tag::kBase); base != html::kNone)
    links.set_base(tree.value(base, html::Attr::kHref));
  for (html::NodeId id = 1; id < tree.size(); ++id) {
    if (!tree.is_element(id)) continue;
    std::string_view name = tree.name(id);
    std::string_view rel = tree.value(id, html::Attr::kRel);
    if (name == "a" || name == "area") {
      bool follow = !has_word(rel, "nofollow") && !has_word(rel, "ugc") && !has_word(rel, "sponsored");
      Link::Kind kind = !follow                 ? Link::Kind::kNoFollow
                        : has_word(rel, "next") ? Link::Kind::kNext
                                                : Link::Kind::kPage;
      links.add(kind, tree.value(id, html::Attr::kHref));
    } else if (name == "iframe" || name == "frame") {
      links.add(Link::Kind::kPage, tree.attribute(id, "src").value_or(""));
    } else if (name == "link") {
      std::string_view href = tree.value(id, html::Attr::kHref);
      std::string type = to_lower_ascii(tree.attribute(id, "type").value_or(""));
      if (has_word(rel, "canonical")) links.add(Link::Kind::kCanonical, href);
      else if (has_word(rel, "next")) links.add(Link::Kind::kNext, href);
      else if (has_word(rel, "alternate") &&
               (type.find("rss+xml") != type.npos || type.find("atom+xml") != type.npos))
        links.add(Link::Kind::kFeed, href);
    } else if (name == "meta") {
      read_meta(tree, id, links.out);
    }
  }
}

// --- XML -------------------------------------------------------------------------------------------

/// Text of an element with the five entities, references to characters and CDATA undone.
std::string plain(std::string_view text) {
  constexpr std::string_view kOpen = "<![CDATA[", kClose = "]]>";
  text = trim(text);
  if (text.starts_with(kOpen) && text.ends_with(kClose))
    return std::string(trim(text.substr(kOpen.size(), text.size() - kOpen.size() - kClose.size())));
  constexpr std::pair<std::string_view, char> kNamed[] = {{"&amp;", '&'},  {"&lt;", '<'},    {"&gt;", '>'},
                                                          {"&quot;", '"'}, {"&apos;", '\''}, {"&#38;", '&'},
                                                          {"&#x26;", '&'}};
  std::string out;
  while (!text.empty()) {
    auto found = std::find_if(std::begin(kNamed), std::end(kNamed),
                              [&](const auto& entity) { return text.starts_with(entity.first); });
    if (text.front() == '&' && found != std::end(kNamed)) {
      out.push_back(found->second);
      text.remove_prefix(found->first.size());
    } else {
      out.push_back(text.front());
      text.remove_prefix(1);
    }
  }
  return out;
}

/// A tag: its local name in lower case and its attributes as written.
struct XmlTag {
  std::string name;
  std::string_view attributes;
  bool closing = false;
};

/// The next tag at or behind `at`, which is moved behind it; comments, declarations and CDATA are passed.
std::optional<XmlTag> next_tag(std::string_view text, std::size_t& at) {
  for (;;) {
    at = text.find('<', at);
    if (at == text.npos) return std::nullopt;
    std::string_view rest = text.substr(at);
    std::string_view end = rest.starts_with("<!--") ? "-->" : rest.starts_with("<![CDATA[") ? "]]>" : ">";
    std::size_t close = text.find(end, at + 1);
    if (close == text.npos) return std::nullopt;
    std::string_view inner = text.substr(at + 1, close - at - 1);
    at = close + end.size();
    if (inner.empty() || inner.front() == '!' || inner.front() == '?') continue;
    XmlTag tag;
    if (inner.front() == '/') {
      tag.closing = true;
      inner.remove_prefix(1);
    }
    std::string_view name = inner.substr(0, inner.find_first_of(" \t\r\n/"));
    tag.attributes = inner.substr(name.size());
    // Any prefix may stand for the sitemap's own names; those of pictures and films are no pages.
    bool beside = name.starts_with("image:") || name.starts_with("video:");
    if (auto colon = name.rfind(':'); colon != name.npos && !beside) name.remove_prefix(colon + 1);
    tag.name = to_lower_ascii(name.substr(0, 40));
    return tag;
  }
}

/// Value of an attribute, or "".
std::string attribute(std::string_view attributes, std::string_view name) {
  std::size_t at = 0;
  while ((at = attributes.find(name, at)) != attributes.npos) {
    std::size_t equals = at + name.size();
    bool begins = at > 0 && std::string_view(" \t\r\n").find(attributes[at - 1]) != std::string_view::npos;
    at = equals;
    if (!begins || equals + 1 >= attributes.size() || attributes[equals] != '=') continue;
    char quote = attributes[equals + 1];
    if (quote != '"' && quote != '\'') continue;
    std::size_t end = attributes.find(quote, equals + 2);
    if (end == attributes.npos) return {};
    return plain(attributes.substr(equals + 2, end - equals - 2));
  }
  return {};
}

/// Sitemaps (`loc` below `url` or `sitemap`), RSS (`link` below `item`), Atom (`link href` of an entry).
void read_xml(std::string_view text, Links& links) {
  std::size_t at = 0;
  bool in_entry = false, in_index = false, in_map = false;
  while (auto tag = next_tag(text, at)) {
    if (tag->name == "item" || tag->name == "entry") in_entry = !tag->closing;
    else if (tag->name == "sitemap") in_index = !tag->closing;
    else if (tag->name == "urlset") in_map = !tag->closing;
    if (tag->closing) continue;
    if (tag->name == "link" && in_entry) {
      std::string href = attribute(tag->attributes, "href");
      std::string rel = attribute(tag->attributes, "rel");
      if (!href.empty() && (rel.empty() || rel == "alternate")) links.add(Link::Kind::kPage, href);
      if (!href.empty()) continue;
    } else if (tag->name != "loc" || (!in_index && !in_map)) {
      continue;
    }
    std::size_t end = text.find("</", at);
    if (end == text.npos) return;
    std::string_view inner = text.substr(at, end - at);
    if (inner.size() > 2 * limits::kUrlBytes) continue;
    Link::Kind kind = tag->name == "link" ? Link::Kind::kPage
                      : in_index          ? Link::Kind::kSitemap
                                          : Link::Kind::kEntry;
    links.add(kind, plain(inner));
    at = end;
  }
}

bool looks_like_xml(std::string_view text) {
  std::string head = to_lower_ascii(trim(text.substr(0, kSniffed)));
  if (head.find("<html") != head.npos || head.find("<!doctype html") != head.npos) return false;
  for (std::string_view root : {"<urlset", "<sitemapindex", "<rss", "<feed", "<rdf"})
    if (head.find(root) != head.npos) return true;
  return false;
}

bool looks_like_html(std::string_view media_type, std::string_view text) {
  if (media_type.find("html") != media_type.npos) return true;
  if (!media_type.empty() && media_type != "text/plain" && media_type.find("xml") == media_type.npos)
    return false;
  std::string head = to_lower_ascii(trim(text.substr(0, kSniffed)));
  return head.find("<html") != head.npos || head.find("<!doctype html") != head.npos ||
         (media_type.empty() && head.starts_with("<"));
}

}  // namespace

DocumentLinks read_links(const Document& document) {
  Links links(document.url);
  std::string_view bytes = document.body;
  Buffer inflated;
  if (codec::detect(bytes) == codec::Coding::kGzip) {
    codec::DecoderLimits bounds;
    bounds.output_bytes = limits::kBodyBytes;
    codec::decode(bytes, {codec::Coding::kGzip}, bounds, inflated);
    bytes = inflated.view();
  }
  charset::Decoder decoder;
  charset::Decoded text = decoder.decode(bytes, {document.charset, true});
  if (looks_like_xml(text.text)) read_xml(text.text, links);
  else if (looks_like_html(document.media_type, text.text)) read_html(text.text, links);
  return std::move(links.out);
}

bool may_have_links(std::string_view type) {
  return type.empty() || type.find("html") != type.npos || type.find("xml") != type.npos ||
         type == "text/plain";
}

}  // namespace peil::collect
