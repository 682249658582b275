// items/candidates.hpp -- prices that a page shows, scored by how likely each is what the page's offer costs.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "items/fields.hpp"

namespace peil::items {

/// Stretches of runs, sorted: the members of lists. Answers in logarithmic time.
class RunRanges {
 public:
  /// Adds the members but for one that holds `except` (the headline): it is the offer itself.
  void add(const html::View& view, const std::vector<html::NodeId>& members, html::NodeId except);
  bool has(std::uint32_t run) const;
  bool empty() const { return ranges_.empty(); }
  const std::vector<std::pair<std::uint32_t, std::uint32_t>>& ranges() const { return ranges_; }

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges_;
};

struct PriceCandidate {
  const facts::Price* price;
  std::uint32_t run;
  unsigned words;     ///< offer_words() of its line
  double score;       ///< above 2 is good, below 0 hardly a price of this page
  bool past = false;  ///< struck or called old beside a lower one, or net of tax beside the gross one
};

/// The prices outside lists first, best first, at most 64. Names of elements, nearness to the headline,
/// what its line says (tax, instalments, shipping), struck neighbours, repetition of its path.
std::vector<PriceCandidate> price_candidates(const PageContext& page, html::NodeId headline,
                                             const RunRanges& listed);

/// Run of the page's text that holds the byte `offset`, or the one before it.
std::uint32_t run_at(const html::PageText& page, std::size_t offset);

}  // namespace peil::items
