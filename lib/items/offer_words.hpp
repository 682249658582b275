// items/offer_words.hpp -- words that say what a price, a button or a line of a shop is.
#pragma once

#include <cstdint>
#include <string_view>

namespace peil::items {

/// Groups of data/offer_words.tsv, in its order.
enum class OfferWord : std::uint8_t {
  kBuy,
  kOld,
  kSale,
  kWithoutTax,
  kTaxWord,
  kInstalment,
  kPoints,
  kSaving,
  kShipping,
  kProtection
};

/// Bits (1 << group) of all groups that a line has words of. The line is looked at in lower case, its
/// first 200 bytes.
unsigned offer_words(std::string_view line);
constexpr bool has(unsigned groups, OfferWord word) {
  return ((groups >> static_cast<unsigned>(word)) & 1) != 0;
}

/// Whether a button says that it buys: a buy word in at most 60 bytes.
bool is_buy_text(std::string_view text);

}  // namespace peil::items
