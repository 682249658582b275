// clusters/table.hpp -- the table of clusters: which one a record belongs to, and when it was seen.
//
// Held in memory for each distinct key, seller and page with items: 8.6 to 9.5 bytes; for each cluster
// with a text 78 to 86 more.
// All else (whole keys, shingles, ids, times) stands in the spool and is verified there: a cluster is
// never joined on the word of a hash.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "clusters/aliases.hpp"
#include "clusters/journal.hpp"
#include "clusters/keys.hpp"
#include "clusters/spool.hpp"
#include "similar/lsh.hpp"
#include "similar/shingles.hpp"
#include "similar/slots.hpp"

namespace peil::clusters {

/// By what a record came into its cluster.
enum class Reason : std::uint8_t {
  kNew,      ///< it is the first
  kSame,     ///< equal keys of a plain level: bytes, words, value of a field
  kAddress,  ///< the same address
  kNumber,   ///< the same seller and number
  kName,     ///< the same seller and title, or words of a post
  kRenamed,  ///< the same seller, put up again under another title
  kPage,     ///< it stands on a page with the same bytes, at the same place
  kSimilar,  ///< nearly the same words
};
std::string_view name(Reason reason);

struct Placement {
  KeyBytes cluster{};              ///< the bytes behind `k:`
  std::uint8_t level = 0;          ///< by which it was found (or made)
  std::string of;                  ///< id of the cluster's first record, "" when it had none
  similar::Overlap overlap{1, 1};  ///< with that record: 1/1 where keys are equal
  std::optional<UnixMillis> first, last;
  bool is_first = false;    ///< it made the cluster
  bool first_here = false;  ///< the first record of the cluster in this run
  Reason reason = Reason::kNew;
  std::uint64_t at = 0;  ///< the cluster in the table, for remember_page()
};

class ClusterTable : private JournalReader {
 public:
  /// `threshold`: least Jaccard at which two texts are one. `spool_file`: see Spool. `memory`: bytes that
  /// indexes and resident spool may take, 0: any; more is Fatal(kFailed).
  explicit ClusterTable(double threshold, int spool_file = -1, std::uint64_t memory = 0);

  /// Finds the cluster of a record or makes it. The first level that matches decides; the record's
  /// other exact keys lead to the same cluster from now on. A text is compared with the first text of
  /// each candidate cluster only, so that clusters do not chain. What no key finds may be an offer under
  /// a new title: see aliases.hpp. `given`: the cluster where that is known already, else 0.
  /// REQUIRES: keys.keys is not empty.
  Placement place(const Keys& keys, std::uint64_t given = 0);
  /// The same, but where neither `given` nor an exact key finds a cluster, nothing is done or made.
  std::optional<Placement> place_known(const Keys& keys, std::uint64_t given = 0);

  /// The items of a page: what each shows, and the cluster that it was placed in.
  using JournalReader::PageItem;
  /// Remembers them under the page's digest. REQUIRES: recall_page() gave none.
  void remember_page(const KeyBytes& payload, const std::vector<PageItem>& items);
  /// Replaces `items` by those of the first page with these bytes; empty: no such page.
  void recall_page(const KeyBytes& payload, std::vector<PageItem>& items) const;

  /// Replays one frame of a state; returns what is wrong with it, or "". What it holds is then known
  /// from before: not `first_here`.
  std::string restore(std::string_view frame) { return replay(frame); }
  /// The restored frames are all there are.
  void restored() { std::vector<std::uint64_t>().swap(numbers_); }
  /// From now on what is done is written to `journal`, as operations; nullptr: nowhere.
  void write_to(Buffer* journal) { journal_ = journal; }
  /// Notes that the record placed was seen on that occasion. REQUIRES: write_to() was called.
  void note_sighting(const Placement& placement, const Keys& keys, std::string_view occasion);

  /// Fetches into the processor's caches what place() will look at.
  void prefetch(const KeyBytes& key) const { exact_.prefetch(short_key(key)); }
  void prefetch_entry(const KeyBytes& key) const {
    spool_.prefetch(Spool::unpacked(exact_.first(short_key(key))));
  }
  void prefetch(const similar::BandKeys& bands) const { near_.prefetch(bands); }

  /// Memory held by the indexes, in bytes (the spool's resident part not counted).
  std::size_t bytes() const { return exact_.bytes() + near_.bytes() + pages_.bytes() + aliases_.bytes(); }

 private:
  struct Cluster;
  // What the search for a record's keys brought.
  struct Search {
    std::uint64_t cluster = 0;
    std::size_t tried = 0;            // keys looked up
    std::array<bool, kKeys> taken{};  // of those: the key leads somewhere
    std::uint8_t level = 0;
    Reason reason = Reason::kSame;
    similar::Overlap overlap{1, 1};
  };
  // Of JournalReader: what a state tells.
  void occasion(std::string_view name) override;
  void cluster(const KeyBytes& id, std::uint32_t marks, std::string_view of) override;
  void marks(std::uint64_t number, std::uint32_t marks) override;
  void key(const KeyBytes& key, std::uint64_t number) override;
  void text(std::uint64_t number, const std::vector<std::uint64_t>& shingles) override;
  void page(const KeyBytes& payload, const std::vector<PageItem>& items) override;
  void title(const KeyBytes& seller, std::uint64_t number, const Looks& lists) override;
  void seen(const Sighting& sighting) override;

  static std::uint32_t short_key(const KeyBytes& key) {
    std::uint32_t word;
    std::memcpy(&word, key.data(), sizeof word);
    return word;
  }
  std::uint64_t number_of(std::uint64_t cluster) const;
  Search search(const Keys& keys, std::uint64_t given, bool near);
  Placement settle(const Keys& keys, Search& found);
  bool joins(const Keys& keys, Role role, std::uint64_t cluster) const;
  bool other_occasion(std::uint64_t cluster, std::optional<UnixMillis> time) const;
  std::uint64_t find_exact(const KeyBytes& key) const;
  std::uint64_t find_near(const Keys& keys, similar::Overlap& best);
  void add_exact(const KeyBytes& key, std::uint64_t cluster);
  void add_near(const std::vector<std::uint64_t>& shingles, const similar::BandKeys& bands,
                std::uint64_t cluster);
  std::uint64_t add_cluster(const KeyBytes& id, std::string_view of, std::uint32_t marks);
  void add_page(const KeyBytes& payload, const std::vector<PageItem>& items);
  void see(std::uint64_t cluster, const Keys& keys, Placement& placement);

  void keep_to_memory() const;

  double threshold_;
  Spool spool_;
  std::uint64_t memory_;
  similar::SlotTable exact_;
  similar::LshIndex near_;
  similar::SlotTable pages_;
  AliasIndex aliases_{spool_};
  std::vector<std::uint32_t> candidates_;
  std::vector<std::uint64_t> leader_;
  std::string scratch_;
  std::uint64_t made_ = 0;              // clusters
  std::vector<std::uint64_t> numbers_;  // while restoring: where the cluster of each number is
  std::map<std::string, std::uint64_t, std::less<>> occasions_;  // their numbers
  Buffer* journal_ = nullptr;
};

}  // namespace peil::clusters
