// text/fold.hpp -- private to lib/text: classes of code points, and the folding of one token by ICU.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace peil::text {

/// What a code point does to a token.
enum class Role : std::uint8_t {
  kUnknown,  ///< table not filled yet
  kSeparator,
  kSpace,  ///< blanks, line separators
  kStop,   ///< … and the like
  kCurrency,
  kHyphen,
  kLetter,
  kDigit,
  kIgnored,  ///< dropped inside a token: marks, zero-width, soft hyphen, bidi controls
  kEmoji,
  kFlag,  ///< regional indicator: two make one token
};

/// Roles of all code points, filled page by page on first use.
class Roles {
 public:
  Role of(char32_t point) {
    auto& page = pages_[point >> 8];
    if (!page) fill(point >> 8);
    return (*page)[point & 0xFF];
  }

 private:
  void fill(std::size_t page);
  std::array<std::unique_ptr<std::array<Role, 256>>, 0x1100> pages_;
};

/// Folds one token (tokens.hpp says how); `has_letter`, `has_digit` say what is in it.
/// REQUIRES: valid UTF-8.
void fold_token(std::string_view token, std::string& out);

}  // namespace peil::text
