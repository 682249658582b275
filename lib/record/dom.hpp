// record/dom.hpp -- private to lib/record: how a Value is a simdjson element.
#pragma once

#include <simdjson.h>

#include <cstring>

#include "record/value.hpp"

namespace peil {

/// A simdjson element is a document and an index into its tape; a Value keeps the same two words
/// without naming the type. The index's top bit says that the document is a shadow (scan.hpp).
struct ValueAccess {
  static constexpr std::size_t kShadow = std::size_t{1} << 63;
  struct Words {
    const void* document;
    std::size_t index;
  };
  static_assert(sizeof(simdjson::dom::element) == sizeof(Words));
  static_assert(std::is_trivially_copyable_v<simdjson::dom::element>);

  static simdjson::dom::element element(const Value& value) {
    Words words{value.document_, value.index_ & ~kShadow};
    simdjson::dom::element element;
    std::memcpy(static_cast<void*>(&element), &words, sizeof words);
    return element;
  }
  /// The value of `element`, a shadow if `parent_index` is one.
  static Value value(const simdjson::dom::element& element, std::size_t parent_index) {
    Words words;
    std::memcpy(&words, static_cast<const void*>(&element), sizeof words);
    Value value;
    value.document_ = words.document;
    value.index_ = words.index | (parent_index & kShadow);
    return value;
  }
  static char shadow_mark(const Value& value, std::string_view text);
};

}  // namespace peil
