// entities/entities.hpp -- which keys are one seller: united at the end, when it is known which keys are
// hubs.
//
// A key says by what a seller can be known. `vendor:DOMAIN/NAME` and `site:DOMAIN` are anchors: an account,
// or a shop that is its own seller. All others (pgp, addresses of coins, telephone, mail, handles) join
// anchors. The result depends on the set of records alone, never on their order:
//
//  - a key is a hub, and joins nobody, when it stands with three accounts of one site (the market's escrow
//    address, its contact), with five different names, or with five others of one kind;
//  - accounts on different sites are one seller when they share one key that is no hub; two accounts of
//    one site need two, of different kinds: one may have been copied to deceive;
//  - a union that would make one seller of two accounts of a site that are not so joined is refused, so
//    that chains do not merge strangers;
//  - equal names on two sites join nobody.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace peil::entities {

class Entities {
 public:
  /// More anchors are not kept of one key: it is a hub by then.
  static constexpr std::size_t kMostAnchors = 64;
  /// Keys of one record that are looked at; a record with more is a list of sellers, not one of them.
  static constexpr std::size_t kMostKeys = 16;

  /// Notes the keys of one record. `links`: the record shows whose they are (an offer, a profile, a page of
  /// a shop); else they are only known to exist. Keys are copied; about 100 bytes for each distinct one.
  void add(std::span<const std::string_view> keys, bool links);

  /// Unites. Call once, after the last add().
  void settle();

  struct Reason {
    std::string key;
    const char* rule;  ///< entity.shared_key or entity.hub
  };
  struct Seller {
    std::string id;  ///< "e:…", of the smallest of the seller's keys; "" when no key says who
    std::vector<std::string_view> joint;  ///< keys that united accounts, ascending, at most 16
  };
  /// The seller of a record with these keys: that of its account, else its shop, else its first key that
  /// is no hub. REQUIRES: settle(). The reference lives as long as this.
  const Seller& seller_of(std::span<const std::string_view> keys) const;
  bool is_hub(std::string_view key) const;

 private:
  using Node = std::uint32_t;
  struct Key {
    bool hub = false;
    std::vector<Node> anchors;  // of a key that is none: ascending
  };
  Node node(std::string_view key);
  void find_hubs();
  void join_anchors();
  void attach_keys();
  Node root(Node at) const;
  bool unite(Node a, Node b);
  bool joined_directly(Node a, Node b) const;
  void name_sellers();

  std::unordered_map<std::string, Node> nodes_;
  std::vector<const std::string*> names_;
  std::vector<Key> keys_;
  std::set<std::pair<Node, Node>> pairs_;  // keys without an anchor that stood in one record; site and vendor
  // After settle():
  mutable std::vector<Node> parent_;
  std::map<std::pair<Node, Node>, std::vector<Node>> links_;             // anchors with the keys they share
  std::vector<std::map<std::string_view, std::vector<Node>>> accounts_;  // of a root: anchors by domain
  std::unordered_map<Node, Seller> sellers_;                             // by root
  Seller nobody_;
};

}  // namespace peil::entities
