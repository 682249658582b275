// items/thing.hpp -- structured data of any syntax in one form: a thing with a type and members.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/write.hpp"

namespace peil::items {

/// Types and keys are those of schema.org, without their address: Product, offers, priceCurrency.
struct Thing {
  struct Member {
    std::string key;
    std::string text;           ///< the value, when it is no thing
    std::vector<Thing> things;  ///< one, mostly
  };
  std::string source;           ///< json-ld, microdata, rdfa, meta or state; only of outermost things
  std::string type;             ///< "" when not said
  std::vector<Member> members;  ///< a key may stand more than once

  /// Text of the first member with the key; of a member that is a thing its `name`, `value` or `@id`.
  std::string_view text(std::string_view key) const;
  /// First thing under the key, or nullptr.
  const Thing* thing(std::string_view key) const;
  /// All things under the key.
  std::vector<const Thing*> all(std::string_view key) const;
  void add(std::string_view key, std::string_view value);
  void add(std::string_view key, Thing value);
  /// The type is, or ends in, the word (`IndividualProduct` is a Product).
  bool is(std::string_view type_word) const;
};

/// Bounds of what is read: beyond them data is left out.
inline constexpr int kThingDepth = 12;
inline constexpr std::size_t kThings = 3000;
inline constexpr std::size_t kThingText = 2000;  ///< bytes of one value that are kept

/// Whether a member of that name is worth keeping in the record.
bool is_kept_key(std::string_view key);

/// `{"source":"json-ld","type":"Product","name":…,"offers":{…}}`. A key that stands twice is an array.
void write_thing(const Thing& thing, JsonWriter& json);

/// The part of `http://schema.org/Product` or `schema:Product` behind the last / # or colon.
std::string_view local_name(std::string_view name);

}  // namespace peil::items
