#include "entities/entities.hpp"

#include <algorithm>
#include <tuple>

#include "base/hash.hpp"

namespace peil::entities {
namespace {

constexpr std::string_view kVendor = "vendor:", kSite = "site:";
constexpr std::size_t kAccountsOfOneSite = 3;
constexpr std::size_t kNames = 5;
constexpr std::size_t kOthersOfOneKind = 5;
constexpr std::size_t kKeysOfOneKind = 3;  // in one record: a list
constexpr std::size_t kReasons = 16;

bool is_anchor(std::string_view key) { return key.starts_with(kVendor) || key.starts_with(kSite); }

// `handle:telegram/x` is of the kind handle:telegram, `pgp:x` of pgp.
std::string_view kind_of(std::string_view key) {
  const std::size_t colon = key.find(':');
  if (key.starts_with("handle:"))
    if (std::size_t slash = key.find('/'); slash != std::string_view::npos) return key.substr(0, slash);
  return key.substr(0, colon);
}
std::string_view domain_of(std::string_view anchor) {
  anchor.remove_prefix(anchor.find(':') + 1);
  return anchor.substr(0, anchor.find('/'));
}
std::string_view name_of(std::string_view anchor) {
  const std::size_t slash = anchor.find('/');
  return anchor.starts_with(kVendor) && slash != std::string_view::npos ? anchor.substr(slash + 1)
                                                                        : domain_of(anchor);
}

// Whether one kind occurs `most` times or more.
template <class Names>
bool crowded(const Names& names, std::size_t most) {
  std::map<std::string_view, std::size_t> count;
  for (std::string_view name : names)
    if (++count[name] >= most) return true;
  return false;
}

template <class T>
void insert_sorted(std::vector<T>& list, T value) {
  auto at = std::lower_bound(list.begin(), list.end(), value);
  if (at == list.end() || *at != value) list.insert(at, value);
}

}  // namespace

Entities::Node Entities::node(std::string_view key) {
  auto [found, fresh] = nodes_.emplace(key, static_cast<Node>(keys_.size()));
  if (fresh) {
    keys_.emplace_back();
    names_.push_back(&found->first);
  }
  return found->second;
}

void Entities::add(std::span<const std::string_view> keys, bool links) {
  std::vector<Node> anchors, others;
  std::vector<std::string_view> kinds;
  for (std::string_view key : keys) {
    const Node at = node(key);
    (is_anchor(key) ? anchors : others).push_back(at);
    if (!is_anchor(key)) kinds.push_back(kind_of(key));
  }
  if (!links || keys.size() > kMostKeys || crowded(kinds, kKeysOfOneKind)) return;
  // A shop that also names a seller: both are one, unless the shop turns out to have several.
  for (std::size_t i = 1; i < anchors.size(); ++i)
    pairs_.insert({std::min(anchors[0], anchors[i]), std::max(anchors[0], anchors[i])});
  for (Node key : others) {
    for (Node anchor : anchors)
      if (keys_[key].anchors.size() <= kMostAnchors) insert_sorted(keys_[key].anchors, anchor);
    if (!anchors.empty()) continue;
    for (Node other : others)
      if (key < other) pairs_.insert({key, other});
  }
}

void Entities::find_hubs() {
  std::vector<std::vector<std::string_view>> others(keys_.size());  // kinds of the partners
  std::vector<std::vector<std::string_view>> vendors(keys_.size());
  for (auto [a, b] : pairs_) {
    others[a].push_back(kind_of(*names_[b]));
    others[b].push_back(kind_of(*names_[a]));
  }
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    Key& key = keys_[i];
    if (is_anchor(*names_[i])) {  // a site where several sell is a market, and no seller
      key.hub = names_[i]->starts_with(kSite) && others[i].size() > 1;
      continue;
    }
    std::vector<std::string_view> domains;
    std::set<std::string_view> names;
    for (Node anchor : key.anchors) {
      if (names_[anchor]->starts_with(kVendor)) domains.push_back(domain_of(*names_[anchor]));
      names.insert(name_of(*names_[anchor]));
    }
    key.hub = key.anchors.size() > kMostAnchors || crowded(domains, kAccountsOfOneSite) ||
              names.size() >= kNames || crowded(others[i], kOthersOfOneKind);
  }
}

Entities::Node Entities::root(Node at) const {
  while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
  return at;
}

// Whether two anchors share enough: on one site two keys of different kinds, else one.
bool Entities::joined_directly(Node a, Node b) const {
  auto found = links_.find({std::min(a, b), std::max(a, b)});
  if (found == links_.end()) return false;
  if (domain_of(*names_[a]) != domain_of(*names_[b])) return true;
  const bool shop = names_[a]->starts_with(kSite) || names_[b]->starts_with(kSite);
  if (shop) return true;
  const std::vector<Node>& keys = found->second;
  return std::any_of(keys.begin(), keys.end(),
                     [&](Node key) { return kind_of(*names_[key]) != kind_of(*names_[keys.front()]); });
}

// Refused where two accounts of one site would meet that are not joined themselves.
bool Entities::unite(Node a, Node b) {
  a = root(a), b = root(b);
  if (a == b) return true;
  if (accounts_[a].size() < accounts_[b].size()) std::swap(a, b);
  for (const auto& [domain, ours] : accounts_[b]) {
    auto theirs = accounts_[a].find(domain);
    if (theirs == accounts_[a].end()) continue;
    for (Node x : ours)
      for (Node y : theirs->second)
        if (!joined_directly(x, y)) return false;
  }
  for (auto& [domain, ours] : accounts_[b]) {
    auto& theirs = accounts_[a][domain];
    theirs.insert(theirs.end(), ours.begin(), ours.end());
  }
  accounts_[b].clear();
  parent_[b] = a;
  return true;
}

void Entities::join_anchors() {
  for (Node key = 0; key < keys_.size(); ++key) {
    const std::vector<Node>& anchors = keys_[key].anchors;
    if (keys_[key].hub) continue;
    for (std::size_t i = 0; i < anchors.size(); ++i)
      for (std::size_t j = i + 1; j < anchors.size(); ++j) links_[{anchors[i], anchors[j]}].push_back(key);
  }
  for (auto [a, b] : pairs_)
    if (is_anchor(*names_[a]) && is_anchor(*names_[b]) && !keys_[a].hub && !keys_[b].hub) links_[{a, b}];
  // By the number of keys, then by name: nodes are numbered in the order of the input.
  struct Link {
    std::size_t keys;
    std::string_view a, b;
    Node x, y;
  };
  std::vector<Link> order;
  for (const auto& [pair, keys] : links_) {
    auto [x, y] = pair;
    if (*names_[y] < *names_[x]) std::swap(x, y);
    if (joined_directly(x, y)) order.push_back({keys.size(), *names_[x], *names_[y], x, y});
  }
  std::sort(order.begin(), order.end(), [](const Link& a, const Link& b) {
    return std::tuple(b.keys, a.a, a.b) < std::tuple(a.keys, b.a, b.b);
  });
  for (const Link& link : order) unite(link.x, link.y);
}

// A key belongs to the seller of all its anchors, or to nobody; keys that no anchor has make sellers of
// their own.
void Entities::attach_keys() {
  for (Node key = 0; key < keys_.size(); ++key) {
    const std::vector<Node>& anchors = keys_[key].anchors;
    if (anchors.empty() || keys_[key].hub) continue;
    const bool one = std::all_of(anchors.begin(), anchors.end(),
                                 [&](Node anchor) { return root(anchor) == root(anchors[0]); });
    if (one) unite(anchors[0], key);
    else keys_[key].hub = true;
  }
  std::vector<std::pair<Node, Node>> order;
  for (auto [a, b] : pairs_)
    if (!is_anchor(*names_[a]) && !keys_[a].hub && !keys_[b].hub)
      order.push_back(*names_[a] < *names_[b] ? std::pair(a, b) : std::pair(b, a));
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    return std::tie(*names_[a.first], *names_[a.second]) < std::tie(*names_[b.first], *names_[b.second]);
  });
  for (auto [a, b] : order) unite(a, b);
}

void Entities::name_sellers() {
  std::unordered_map<Node, std::string_view> smallest;
  for (Node at = 0; at < keys_.size(); ++at) {
    if (keys_[at].hub) continue;
    std::string_view& name = smallest[root(at)];
    if (name.empty() || *names_[at] < name) name = *names_[at];
  }
  for (auto [at, name] : smallest) {
    std::string hashed(name);
    hashed.push_back('\0');
    const Sha256Digest digest = sha256(hashed);
    sellers_[at].id = "e:" + base32_lower(std::span(digest).first(16));
  }
  std::map<Node, std::set<std::string_view>> joint;
  for (const auto& [pair, keys] : links_)
    if (root(pair.first) == root(pair.second))
      for (Node key : keys) joint[root(pair.first)].insert(*names_[key]);
  for (auto& [at, names] : joint)
    for (std::string_view name : names)
      if (Seller& seller = sellers_[at]; seller.joint.size() < kReasons) seller.joint.push_back(name);
}

void Entities::settle() {
  parent_.resize(keys_.size());
  accounts_.resize(keys_.size());
  for (Node at = 0; at < keys_.size(); ++at) {
    parent_[at] = at;
    if (is_anchor(*names_[at])) accounts_[at][domain_of(*names_[at])].push_back(at);
  }
  find_hubs();
  join_anchors();
  attach_keys();
  name_sellers();
}

bool Entities::is_hub(std::string_view key) const {
  auto found = nodes_.find(std::string(key));
  return found != nodes_.end() && keys_[found->second].hub;
}

const Entities::Seller& Entities::seller_of(std::span<const std::string_view> keys) const {
  for (int turn = 0; turn < 3; ++turn)
    for (std::string_view key : keys) {
      const int kind = key.starts_with(kVendor) ? 0 : key.starts_with(kSite) ? 1 : 2;
      if (kind != turn) continue;
      auto found = nodes_.find(std::string(key));
      if (found == nodes_.end() || keys_[found->second].hub) continue;
      return sellers_.at(root(found->second));
    }
  return nobody_;
}

}  // namespace peil::entities
