// html/tags.cpp -- tables of elements and attributes, found by a small perfect-enough hash.
#include "html/tags.hpp"

#include <array>
#include <cstddef>

namespace peil::html {

namespace {

struct Row {
  std::string_view name;
  Layout layout;
};

constexpr Layout kI = Layout::kInline;
constexpr Layout kB = Layout::kBlock;
constexpr Layout kX = Layout::kHidden;

// In the order of the enumeration.
constexpr std::array<Row, static_cast<std::size_t>(Tag::kCount)> kTags = {{
    {"", kI},
    {"", kX},
    {"", kI},
    {"a", kI},
    {"abbr", kI},
    {"address", kB},
    {"article", kB},
    {"aside", kB},
    {"b", kI},
    {"base", kX},
    {"blockquote", kB},
    {"body", kB},
    {"br", Layout::kBreak},
    {"button", kI},
    {"canvas", kX},
    {"caption", kB},
    {"center", kB},
    {"code", kI},
    {"dd", kB},
    {"del", kI},
    {"details", kB},
    {"dialog", kB},
    {"div", kB},
    {"dl", kB},
    {"dt", kB},
    {"em", kI},
    {"embed", kX},
    {"fieldset", kB},
    {"figcaption", kB},
    {"figure", kB},
    {"font", kI},
    {"footer", kB},
    {"form", kB},
    {"frame", kX},
    {"frameset", kB},
    {"h1", kB},
    {"h2", kB},
    {"h3", kB},
    {"h4", kB},
    {"h5", kB},
    {"h6", kB},
    {"head", kX},
    {"header", kB},
    {"hgroup", kB},
    {"hr", kB},
    {"html", kB},
    {"i", kI},
    {"iframe", kX},
    {"img", kI},
    {"input", kX},
    {"ins", kI},
    {"label", kI},
    {"legend", kB},
    {"li", kB},
    {"link", kX},
    {"main", kB},
    {"mark", kI},
    {"menu", kB},
    {"meta", kX},
    {"nav", kB},
    {"noframes", kB},
    {"noscript", kX},
    {"object", kX},
    {"ol", kB},
    {"optgroup", kX},
    {"option", kX},
    {"p", kB},
    {"param", kX},
    {"picture", kI},
    {"pre", Layout::kPre},
    {"s", kI},
    {"script", kX},
    {"section", kB},
    {"select", kX},
    {"small", kI},
    {"source", kX},
    {"span", kI},
    {"strike", kI},
    {"strong", kI},
    {"style", kX},
    {"sub", kI},
    {"summary", kB},
    {"sup", kI},
    {"svg", kX},
    {"table", kB},
    {"tbody", kB},
    {"td", Layout::kCell},
    {"template", kX},
    {"textarea", kX},
    {"tfoot", kB},
    {"th", Layout::kCell},
    {"thead", kB},
    {"time", kI},
    {"title", kX},
    {"tr", Layout::kRow},
    {"tt", kI},
    {"u", kI},
    {"ul", kB},
    {"video", kX},
    {"audio", kX},
    {"math", kI},
    {"", kI},
    {"applet", kI},
    {"area", kX},
    {"basefont", kX},
    {"bgsound", kX},
    {"big", kI},
    {"col", kX},
    {"colgroup", kX},
    {"dir", kB},
    {"keygen", kX},
    {"listing", Layout::kPre},
    {"marquee", kB},
    {"nobr", kI},
    {"noembed", kX},
    {"plaintext", Layout::kPre},
    {"rb", kI},
    {"rp", kI},
    {"rt", kI},
    {"rtc", kI},
    {"ruby", kI},
    {"search", kB},
    {"track", kX},
    {"wbr", kI},
    {"xmp", Layout::kPre},
}};

constexpr std::array<std::string_view, static_cast<std::size_t>(Attr::kCount)> kAttrs = {
    "",         "alt",       "aria-label", "charset",    "class",   "content",     "data-price",
    "datetime", "hidden",    "href",       "http-equiv", "id",      "itemid",      "itemprop",
    "itemref",  "itemscope", "itemtype",   "lang",       "name",    "placeholder", "prefix",
    "property", "rel",       "resource",   "role",       "src",     "style",       "title",
    "type",     "typeof",    "value",      "vocab",      "colspan", "about"};

constexpr std::size_t kSlots = 512;

constexpr std::size_t slot_of(std::string_view name) {
  std::uint32_t hash = 2166136261u;
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return (hash ^ (hash >> 15)) % kSlots;
}

/// Open addressing, filled at compile time: number of the row + 1, 0 when empty.
template <std::size_t N, class NameOf>
constexpr std::array<std::uint8_t, kSlots> make_table(NameOf name_of) {
  std::array<std::uint8_t, kSlots> table = {};
  for (std::size_t i = 0; i < N; ++i) {
    if (name_of(i).empty()) continue;
    std::size_t slot = slot_of(name_of(i));
    while (table[slot] != 0) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<std::uint8_t>(i + 1);
  }
  return table;
}

constexpr auto kTagTable = make_table<kTags.size()>([](std::size_t i) { return kTags[i].name; });
constexpr auto kAttrTable = make_table<kAttrs.size()>([](std::size_t i) { return kAttrs[i]; });

}  // namespace

Tag tag_of_name(std::string_view name) {
  for (std::size_t slot = slot_of(name); kTagTable[slot] != 0; slot = (slot + 1) % kSlots) {
    const std::size_t row = kTagTable[slot] - 1u;
    if (kTags[row].name == name) return static_cast<Tag>(row);
  }
  return Tag::kOther;
}

std::string_view name_of_tag(Tag tag) { return kTags[static_cast<std::size_t>(tag)].name; }
Layout layout_of(Tag tag) { return kTags[static_cast<std::size_t>(tag)].layout; }

Attr attr_of_name(std::string_view name) {
  for (std::size_t slot = slot_of(name); kAttrTable[slot] != 0; slot = (slot + 1) % kSlots) {
    const std::size_t row = kAttrTable[slot] - 1u;
    if (kAttrs[row] == name) return static_cast<Attr>(row);
  }
  return Attr::kOther;
}

std::string_view name_of_attr(Attr attr) { return kAttrs[static_cast<std::size_t>(attr)]; }

}  // namespace peil::html
