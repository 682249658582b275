// items/profile_selectors.cpp -- how an element could be named.
#include "items/profile_selectors.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace peil::items {

namespace {

using html::kNone;
using html::NodeId;
using html::Tree;

constexpr std::size_t kClasses = 4;
constexpr int kAncestors = 5;

/// A name that a site's author gave: letters, - and _, at most two digits.
bool is_lasting(std::string_view name) {
  if (name.empty() || name.size() > 60) return false;
  std::size_t digits = 0;
  for (const char c : name) {
    const bool digit = c >= '0' && c <= '9';
    digits += digit ? 1 : 0;
    if (!digit && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '-' && c != '_') return false;
  }
  return digits <= 2;
}

std::vector<std::string_view> classes_of(const Tree& tree, NodeId id) {
  std::vector<std::string_view> classes;
  std::string_view rest = tree.value(id, html::Attr::kClass);
  while (!rest.empty() && classes.size() < kClasses) {
    const std::size_t end = std::min(rest.find_first_of(" \t\n\r\f"), rest.size());
    if (const std::string_view name = rest.substr(0, end); is_lasting(name)) classes.push_back(name);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return classes;
}

unsigned place_of(const Tree& tree, NodeId id) {
  unsigned place = 0;
  for (NodeId child = tree.first_child(tree.parent(id)); child != kNone && child <= id && place < 40;
       child = tree.next_sibling(child))
    place += tree.is_element(child) ? 1 : 0;
  return place;
}

/// Of the element alone, without what stands around it.
std::vector<std::string> own_selectors(const Tree& tree, NodeId id) {
  std::vector<std::string> all;
  const std::string tag(tree.name(id));
  for (std::string_view name : {"itemprop", "data-testid", "data-test", "data-role", "data-field"}) {
    const auto value = tree.attribute(id, name);
    if (value && is_lasting(*value)) all.push_back(fmt::format("[{}={}]", name, *value));
  }
  const std::vector<std::string_view> classes = classes_of(tree, id);
  for (std::string_view name : classes) all.push_back(fmt::format("{}.{}", tag, name));
  for (std::size_t i = 0; i < classes.size(); ++i) {
    for (std::size_t k = i + 1; k < classes.size(); ++k)
      all.push_back(fmt::format("{}.{}.{}", tag, classes[i], classes[k]));
  }
  if (tag == "a" && tree.has(id, html::Attr::kHref)) all.push_back("a[href]");
  all.push_back(tag);
  return all;
}

}  // namespace

std::vector<std::string> selectors_of(const Tree& tree, NodeId element, NodeId under) {
  std::vector<std::string> all;
  if (element == 0 || !tree.is_element(element)) return all;
  if (const auto id = tree.attribute(element, html::Attr::kId);
      id && is_lasting(*id) && (under == 0 || tree.tag(under) == html::Tag::kBody))
    all.push_back(fmt::format("#{}", *id));
  const std::vector<std::string> own = own_selectors(tree, element);
  all.insert(all.end(), own.begin(), own.end());
  const NodeId parent = tree.parent(element);
  if (parent == kNone || parent == 0 || parent == under) {
    if (under != 0)
      all.push_back(fmt::format("{}:nth-child({})", tree.name(element), place_of(tree, element)));
    return all;
  }
  NodeId up = parent;
  for (int level = 0; level < kAncestors && up != kNone && up != 0 && up != under;
       ++level, up = tree.parent(up)) {
    std::vector<std::string> above;
    if (const auto id = tree.attribute(up, html::Attr::kId); id && is_lasting(*id) && under == 0)
      above.push_back(fmt::format("#{}", *id));
    for (std::string_view name : classes_of(tree, up))
      above.push_back(fmt::format("{}.{}", tree.name(up), name));
    if (level == 0) above.emplace_back(tree.name(up));
    for (const std::string& name : above) {
      for (const std::string& last : own)
        all.push_back(fmt::format("{}{}{}", name, level == 0 ? " > " : " ", last));
    }
  }
  const std::string placed = fmt::format("{}:nth-child({})", tree.name(element), place_of(tree, element));
  all.push_back(placed);
  all.push_back(fmt::format("{}:nth-child({}) > {}", tree.name(parent), place_of(tree, parent), own.back()));
  return all;
}

}  // namespace peil::items
