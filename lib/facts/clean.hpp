// facts/clean.hpp -- private to lib/facts: a text freed of what only hides or varies its letters.
//
// Zero-width and bidi characters, soft hyphens and variation selectors are dropped; blanks of every
// width become one-byte spaces, dashes `-`, curly quotes straight, full-width forms and digits of other
// scripts ASCII. The readers see this text; places are mapped back to the bytes it came from. A text
// without any of these is used as it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peil::facts {

class Clean {
 public:
  /// Replaces what was held. The view given must outlive the use of text() when nothing was changed.
  void set(std::string_view original);
  std::string_view text() const { return text_; }

  /// Byte of the original at which the clean byte `at` came from.
  std::size_t start(std::size_t at) const { return pieces_.empty() ? at : original_of(at); }
  /// One past the original character that gave the clean byte before `end`. REQUIRES: end > 0.
  std::size_t end(std::size_t end) const;

 private:
  /// From clean byte `clean` on, bytes come from `original` on, up to the next piece.
  struct Piece {
    std::uint32_t clean;
    std::uint32_t original;
  };
  void copy_from(std::size_t first);
  std::size_t original_of(std::size_t at) const;

  std::string_view original_;
  std::string_view text_;
  std::string changed_;
  std::vector<Piece> pieces_;  // empty when nothing was changed
};

}  // namespace peil::facts
