// clusters/aliases.hpp -- offers that their seller put up again under another title, address or price.
//
// A seller who renews an advert changes a word of it. Such a title is looked for among the last ones of
// the same seller, on another occasion only: two titles seen side by side are two offers. A word weighs
// log2(1 + N/df) over the seller's titles, so that what all of them share says little.
// Source: measured on repeated observations of market listings, where token sets alone reach precision
// .96 and with "never on one day" .99 and more.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "clusters/keys.hpp"
#include "clusters/spool.hpp"
#include "similar/shingles.hpp"
#include "similar/slots.hpp"

namespace peil::clusters {

class AliasIndex {
 public:
  /// Titles of one seller that are looked at: the newest.
  static constexpr std::size_t kWindow = 128;
  /// Sightings that lie closer together are one occasion.
  static constexpr UnixMillis kOccasion = 12 * 3'600'000LL;

  /// `spool` must outlive the index.
  explicit AliasIndex(Spool& spool) : spool_(spool) {}

  /// One title of one cluster, as it was first seen.
  struct Entry {
    std::uint64_t cluster = 0;
    std::vector<std::uint64_t> title, words, amounts;
  };
  struct Match {
    std::uint64_t cluster = 0;  ///< 0: none
    similar::Overlap overlap;   ///< weights of the words in common and of all
    bool by_text = false;
  };

  /// The cluster of the title most like this one, of those for which other_occasion(cluster) holds:
  ///  - titles alike by .8, numbers in neither that the other lacks unless it has none of its own; or
  ///  - one title within the other and alike by .5, and the words of the texts alike by .75; or
  ///  - titles alike by .5 and the words of texts of 16 words or more by .9, when no other offer of the
  ///    seller has a text alike by .75: what is boilerplate says nothing;
  /// and amounts of mass or volume, where both have some, in common. REQUIRES: looks.seller known.
  template <class OtherOccasion>
  Match find(const Looks& looks, OtherOccasion&& other_occasion) {
    load(looks);
    Match best;
    bool best_by_title = false;
    for (const Entry& entry : window_) {  // newest first: of equals the oldest wins
      bool by_title = false;
      similar::Overlap overlap;
      if (!alike(looks, entry, overlap, by_title) || (best_by_title && !by_title)) continue;
      if (best.cluster != 0 && best_by_title == by_title && overlap.jaccard() < best.overlap.jaccard())
        continue;
      if (!other_occasion(entry.cluster)) continue;
      best = {entry.cluster, overlap, false};
      best_by_title = by_title;
    }
    if (best.cluster == 0) best = by_text(looks);
    if (best.cluster != 0 && best.by_text && !other_occasion(best.cluster)) best = {};
    return best;
  }

  void add(const Looks& looks, std::uint64_t cluster);

  std::size_t bytes() const { return sellers_.bytes(); }

 private:
  std::uint64_t find_seller(const KeyBytes& seller) const;
  // Fills window_ with the seller's newest titles and frequent_ with all their words.
  void load(const Looks& looks);
  Match by_text(const Looks& looks) const;
  bool alike(const Looks& looks, const Entry& entry, similar::Overlap& overlap, bool& by_title) const;
  similar::Overlap weighed(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) const;

  Spool& spool_;
  similar::SlotTable sellers_;
  std::vector<Entry> window_;
  std::vector<std::uint64_t> frequent_;
};

}  // namespace peil::clusters
