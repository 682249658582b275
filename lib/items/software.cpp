// items/software.cpp -- which shop, forum or market software made a page, by data/software.tsv.
#include <array>
#include <string>
#include <vector>

#include "base/embedded.hpp"
#include "base/words.hpp"
#include "items/page_info.hpp"

PEIL_EMBEDDED(software_file, peil_data_items_software_tsv)

namespace peil::items {

namespace {

using html::Attr;
using html::NodeId;
using html::Tag;

enum Where : std::size_t { kGenerator, kAsset, kClass, kCookie, kText, kWheres };

struct Rule {
  std::string_view slug;
  Where where;
  std::vector<std::string_view> words;
};

std::vector<Rule> read_rules() {
  constexpr std::array<std::string_view, kWheres> kNames = {"generator", "asset", "class", "cookie", "text"};
  std::vector<Rule> rules;
  for (std::string_view line : split(software_file(), '\n')) {
    const std::vector<std::string_view> cells = split(line, '\t');
    if (line.empty() || line[0] == '#' || cells.size() != 3) continue;
    for (std::size_t i = 0; i < kWheres; ++i) {
      if (cells[1] == kNames[i]) rules.push_back({cells[0], static_cast<Where>(i), split(cells[2], '|')});
    }
  }
  return rules;
}

}  // namespace

std::string software_of(const html::View& view, std::string_view cookies) {
  static const std::vector<Rule> kRules = read_rules();
  constexpr std::size_t kMost = 16'000;  // of each haystack
  const html::Tree& tree = *view.tree;
  std::array<std::string, kWheres> hay;
  for (NodeId id = 1; id < tree.size(); ++id) {
    const Tag tag = tree.tag(id);
    if (tag == Tag::kMeta && to_lower_ascii(tree.value(id, Attr::kName)) == "generator")
      hay[kGenerator] += tree.value(id, Attr::kContent);
    const bool asset = tag == Tag::kScript || tag == Tag::kLink;
    if (asset && hay[kAsset].size() < kMost) {
      hay[kAsset] += tree.value(id, tag == Tag::kScript ? Attr::kSrc : Attr::kHref).substr(0, 200);
      hay[kAsset] += '\n';
    }
    if ((tag == Tag::kBody || tag == Tag::kHtml || id < 200) && hay[kClass].size() < kMost) {
      hay[kClass] += tree.value(id, Attr::kClass);
      hay[kClass] += ' ';
      hay[kClass] += tree.value(id, Attr::kId);
      hay[kClass] += '\n';
    }
  }
  hay[kCookie] = std::string(cookies.substr(0, kMost));
  const std::string_view text = view.page->text;
  hay[kText] = std::string(text.size() > 1000 ? text.substr(text.size() - 1000) : text);
  for (std::string& words : hay) words = to_lower_ascii(words);
  for (const Rule& rule : kRules) {
    for (std::string_view word : rule.words) {
      if (hay[rule.where].find(word) != std::string::npos) return std::string(rule.slug);
    }
  }
  return {};
}

}  // namespace peil::items
