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

/// What a key is worth. A name joins no two records that both have an address or number of their own
/// (they would have been found by it); a number joins no two that both have an address.
enum class Role : std::uint8_t {
  kPlain,    ///< equal keys are one cluster
  kAddress,  ///< the offer's own URL
  kNumber,   ///< the seller's number of it
  kName,     ///< seller and title, or seller and words of a post
};

struct Key {
  std::uint8_t level = 0;  ///< index into the levels
  KeyBytes bytes{};
  bool near = false;  ///< a text: also has shingles and bands
  Role role = Role::kPlain;
};

/// What an item shows of itself beside its keys. All-zero bytes: not known.
struct Looks {
  KeyBytes page{};            ///< the capture that it stands on
  bool page_located = false;  ///< that page is known by id or URL, not by its time only
  KeyBytes payload{};         ///< that page's digest
  std::uint64_t content = 0;  ///< hash of form, span, title and text
  std::uint64_t name = 0;     ///< hash of the title (of a post: the text)
  KeyBytes seller{};          ///< zero also where a change of title is not looked for
  /// Words of the title, bit 0 set in those that have a digit; words of the text, numbers left out, at
  /// most kTextWords; amounts of mass and volume. Ascending, without repeats.
  std::vector<std::uint64_t> title, words, amounts;
};
inline constexpr std::size_t kTitleWords = 64;
inline constexpr std::size_t kTextWords = 64;

/// Keys of one record: one a level, up to three of `offer`.
inline constexpr std::size_t kKeys = 3 * kLevels;

struct Keys {
  std::vector<Key> keys;  ///< in the order of the levels; none: the record stands alone
  std::optional<UnixMillis> time;
  std::string of;        ///< id of the record, "" when it has none
  std::string occasion;  ///< on which it was seen; "" when not known, or no state asks for it
  // Of the near key, if there is one.
  std::vector<std::uint64_t> shingles;
  similar::BandKeys bands{};
  Looks looks;  ///< of an item under the level `offer`
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
