// clusters/table.hpp -- the table of clusters: which one a record belongs to, and when it was seen.
//
// Held in memory for each distinct key: 9 to 11 bytes; for each cluster with a text 80 to 100 more.
// All else (whole keys, shingles, ids, times) stands in the spool and is verified there: a cluster is
// never joined on the word of a hash.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "clusters/keys.hpp"
#include "clusters/spool.hpp"
#include "similar/lsh.hpp"
#include "similar/shingles.hpp"
#include "similar/slots.hpp"

namespace peil::clusters {

struct Placement {
  KeyBytes cluster{};              ///< the bytes behind `k:`
  std::uint8_t level = 0;          ///< by which it was found (or made)
  std::string of;                  ///< id of the cluster's first record, "" when it had none
  similar::Overlap overlap{1, 1};  ///< with that record: 1/1 where keys are equal
  std::optional<UnixMillis> first, last;
  bool is_first = false;  ///< it made the cluster
};

class ClusterTable {
 public:
  /// `threshold`: least Jaccard at which two texts are one. `spool_file`: see Spool.
  explicit ClusterTable(double threshold, int spool_file = -1);

  /// Finds the cluster of a record or makes it. The first level that matches decides; the record's
  /// other exact keys lead to the same cluster from now on. A text is compared with the first text of
  /// each candidate cluster only, so that clusters do not chain. REQUIRES: keys.keys is not empty.
  Placement place(const Keys& keys);

  /// Memory held by the indexes, in bytes (the spool's resident part not counted).
  std::size_t bytes() const { return exact_.bytes() + near_.bytes(); }

 private:
  struct Cluster;
  std::uint64_t find_exact(const KeyBytes& key) const;
  std::uint64_t find_near(const Keys& keys, similar::Overlap& best);
  void add_exact(const KeyBytes& key, std::uint64_t cluster);
  void add_near(const Keys& keys, std::uint64_t cluster);
  std::uint64_t add_cluster(const Keys& keys);
  void see(std::uint64_t cluster, std::optional<UnixMillis> time, Placement& placement);

  double threshold_;
  Spool spool_;
  similar::SlotTable exact_;
  similar::LshIndex near_;
  std::vector<std::uint32_t> candidates_;
  std::vector<std::uint64_t> leader_;
  std::string scratch_;
};

}  // namespace peil::clusters
