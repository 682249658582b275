// codec/base64.hpp -- bytes as text and back: how a body that is no UTF-8 stands in a record.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/buffer.hpp"

namespace peil::codec {

/// Characters that `count` bytes take in base64, padding included.
constexpr std::size_t base64_size(std::size_t count) { return (count + 2) / 3 * 4; }

/// Appends the standard alphabet with padding. Source: RFC 4648 §4.
void encode_base64(std::string_view bytes, Buffer& out);

enum class Base64 {
  kStrict,   ///< RFC 4648 §4 to the letter: padding needed, unused bits zero, nothing else in between
  kLenient,  ///< as found in mail and data: URLs: blanks skipped, `-_` too, padding optional
};

/// Appends the bytes that `text` stands for. False when it is no base64 of that kind; `out` is then
/// as it was before.
bool decode_base64(std::string_view text, Base64 kind, Buffer& out);

}  // namespace peil::codec
