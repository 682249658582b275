// clusters/keys.hpp -- by what a record can be recognised: a key for each level, and the seller's keys.
//
// Pure functions of one record; they run in the workers.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "clusters/options.hpp"
#include "record/record.hpp"
#include "similar/minhash.hpp"

namespace peil::clusters {

/// The 16 bytes behind `k:` of make_id('k', {level, key}): what a key is in tables.
using KeyBytes = std::array<std::uint8_t, 16>;

struct Key {
  std::uint8_t level = 0;  ///< index into the levels
  KeyBytes bytes{};
  bool near = false;  ///< a text: also has shingles and bands
};

struct Keys {
  std::vector<Key> keys;  ///< in the order of the levels; none: the record stands alone
  std::optional<UnixMillis> time;
  std::string of;  ///< id of the record, "" when it has none
  // Of the near key, if there is one.
  std::vector<std::uint64_t> shingles;
  similar::BandKeys bands{};
};

class KeyMaker {
 public:
  explicit KeyMaker(const Options& options);
  ~KeyMaker();

  const std::vector<Level>& levels() const;
  /// Replaces `keys` by those of the record.
  void make(const Record& record, Keys& keys);

  /// A title as the `offer` key has it: folded words with one blank between them, amounts of mass and
  /// volume in one unit (`0,5 kg` and `500 g` are `#500g`).
  std::string fold_title(std::string_view title);
  /// By what the seller of an item, or the owner of a page, can be known: `vendor:DOMAIN/NAME`,
  /// `pgp:…`, `btc:…`, `phone:…`, `mail:…`, `handle:telegram/…`; ascending, without repeats.
  std::vector<std::string> entity_keys(const Record& record);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::clusters
