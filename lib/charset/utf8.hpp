// charset/utf8.hpp -- inner parts of the UTF-8 reader that detection uses too.
#pragma once

#include <cstddef>
#include <string_view>

namespace peil::charset {

/// A sequence that begins at some byte: its length, or that of the maximal invalid part.
struct Sequence {
  std::size_t length;
  bool valid;
};

/// REQUIRES: at < bytes.size().
Sequence next_sequence(std::string_view bytes, std::size_t at);

/// First byte at or behind `at` that is not ASCII, or bytes.size().
std::size_t skip_ascii(std::string_view bytes, std::size_t at);

/// Sequences of more than one byte, and invalid parts.
struct Utf8Count {
  std::size_t valid = 0;
  std::size_t invalid = 0;
};
Utf8Count count_utf8(std::string_view bytes);

}  // namespace peil::charset
