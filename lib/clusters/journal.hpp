// clusters/journal.hpp -- private to lib/clusters: what a state file says, operation by operation.
//
// A state is the list of what was done to a table of clusters. Replayed in order it gives the same table.
// Clusters are called by their number: the first one made is 0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.hpp"
#include "base/time.hpp"
#include "clusters/keys.hpp"

namespace peil::clusters {

inline constexpr std::string_view kStateMagic = "peil-dedupe-1";

/// One sighting, or several of one occasion.
struct Sighting {
  std::uint64_t cluster = 0;
  std::uint64_t occasion = 0;  ///< number of the occasion + 1; 0: none is known
  bool timed = false;
  UnixMillis first = 0, last = 0;
  std::uint64_t count = 1;
};

/// Takes the operations of a state, in order. All words live until the call returns.
class JournalReader {
 public:
  virtual ~JournalReader() = default;
  /// What the state was made for (levels and similarity): the first operation.
  virtual void settings(std::string_view) {}
  virtual void occasion(std::string_view name) { (void)name; }
  virtual void cluster(const KeyBytes& id, std::uint32_t marks, std::string_view of) = 0;
  virtual void marks(std::uint64_t cluster, std::uint32_t marks) { (void)cluster, (void)marks; }
  virtual void key(const KeyBytes& key, std::uint64_t cluster) { (void)key, (void)cluster; }
  virtual void text(std::uint64_t cluster, const std::vector<std::uint64_t>& shingles) {
    (void)cluster, (void)shingles;
  }
  struct PageItem {
    std::uint64_t content, cluster;
  };
  virtual void page(const KeyBytes& payload, const std::vector<PageItem>& items) {
    (void)payload, (void)items;
  }
  virtual void title(const KeyBytes& seller, std::uint64_t cluster, const Looks& lists) {
    (void)seller, (void)cluster, (void)lists;
  }
  virtual void seen(const Sighting&) {}

  /// Reads one frame. Returns what is wrong with it, "" when nothing is; then some may have been given.
  std::string replay(std::string_view frame);

  std::uint64_t clusters() const { return clusters_; }

 private:
  std::uint64_t clusters_ = 0, occasions_ = 0;
  std::vector<std::uint64_t> list_;
  std::vector<PageItem> items_;
  Looks looks_;
};

/// Writes operations into a buffer, which is one frame when the caller says so.
class JournalWriter {
 public:
  explicit JournalWriter(Buffer& out) : out_(out) {}
  void settings(std::string_view text);
  void occasion(std::string_view name);
  void cluster(const KeyBytes& id, std::uint32_t marks, std::string_view of);
  void marks(std::uint64_t cluster, std::uint32_t marks);
  void key(const KeyBytes& key, std::uint64_t cluster);
  void text(std::uint64_t cluster, const std::vector<std::uint64_t>& shingles);
  void page(const KeyBytes& payload, const std::vector<JournalReader::PageItem>& items);
  void title(const KeyBytes& seller, std::uint64_t cluster, const Looks& lists);
  void seen(const Sighting& sighting);

 private:
  Buffer& out_;
};

}  // namespace peil::clusters
