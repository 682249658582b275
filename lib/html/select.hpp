// html/select.hpp -- finding elements by CSS selectors.
//
//   auto selector = Selector::parse("table.list > tr td a[href], #offer h1");
//   for (NodeId id : selector->all(tree)) …
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "html/tree.hpp"

namespace peil::html {

/// tag, *, .class, #id, [attr], [attr=value] (also ~= ^= $= *=, value quoted or not), descendant
/// (blank), child (>), alternatives (,), :nth-child(n), :first-child. Names are compared without case,
/// values with.
class Selector {
 public:
  /// Errors name what is not understood.
  static Result<Selector> parse(std::string_view text);

  /// Matching elements in document order, once each. Descendant chains are matched greedily from the
  /// element upwards, which is exact for chains without `>` behind a blank and linear in depth for all.
  std::vector<NodeId> all(const Tree& tree, NodeId under = 0) const;
  /// The first, or kNone.
  NodeId first(const Tree& tree, NodeId under = 0) const;
  bool matches(const Tree& tree, NodeId id) const;

 private:
  enum class Test : unsigned char { kPresent, kEquals, kWord, kBegins, kEnds, kHolds };
  struct Condition {
    std::string attribute;
    Test test;
    std::string value;
  };
  struct Compound {
    std::string tag;  // "" is any
    std::vector<Condition> conditions;
    unsigned nth = 0;    // which child of its parent it must be, from 1; 0 is any
    bool child = false;  // the one before it must be its parent
  };
  using Chain = std::vector<Compound>;

  static bool fits(const Compound& compound, const Tree& tree, NodeId id);
  static bool fits_chain(const Chain& chain, const Tree& tree, NodeId id);

  friend class SelectorReader;
  std::vector<Chain> chains_;
};

/// Whether the blank-separated words of `list` have `word`.
bool has_word(std::string_view list, std::string_view word);

}  // namespace peil::html
