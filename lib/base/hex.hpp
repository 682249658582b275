// base/hex.hpp -- hexadecimal digits.
#pragma once

namespace peil {

/// Value of a hexadecimal digit in either case, -1 when it is none.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace peil
