// html/hints.hpp -- what the names that authors give to elements (class, id, itemprop, role) hint at.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "html/tree.hpp"

namespace peil::html {

/// A bit for each group of data/hints.tsv, in its order.
enum class Hint : std::uint8_t {
  kComment,
  kFoot,
  kNav,
  kSide,
  kRelated,
  kShare,
  kAd,
  kCookie,
  kTag,
  kAuthor,
  kDate,
  kCaption,
  kHead,
  kHidden,
  kBody,
  kArticle,
  kContent,
  kRecipe,
  kLead,
  kProduct,
  kPrice,
  kOld,
  kTitle,
  kVendor,
  kCart,
  kReview,
  kBreadcrumb,
  kMessage,
  kButton,
  kSale,
  kShipping,
  kPlace,
  kQuantity,
  kCount
};

using HintMask = std::uint64_t;
constexpr HintMask bit(Hint hint) { return HintMask{1} << static_cast<unsigned>(hint); }
constexpr bool has(HintMask mask, Hint hint) { return (mask & bit(hint)) != 0; }
/// The first fourteen speak against content, the next six for it.
inline constexpr int kNegativeHints = 14;
inline constexpr int kContentHints = 20;

/// Reads names. Each distinct value is looked at once and remembered (up to a bound).
class HintReader {
 public:
  HintReader();
  ~HintReader();
  HintReader(const HintReader&) = delete;
  HintReader& operator=(const HintReader&) = delete;

  HintMask of(std::string_view value);

  /// For each node, of its own attributes (0 for text). `out` is resized to the tree.
  void read(const Tree& tree, std::vector<HintMask>& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::html
