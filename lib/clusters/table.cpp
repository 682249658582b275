#include "clusters/table.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace peil::clusters {
namespace {

constexpr UnixMillis kNever = INT64_MIN;

// Spool entries. All are read and written as bytes, on the machine that made them.
struct ClusterEntry {
  KeyBytes id;
  UnixMillis first;
  UnixMillis last;
  std::uint32_t of_size;  // bytes of `of` follow
  std::uint32_t marks;    // of all its records
};
struct PageEntry {
  KeyBytes payload;
  std::uint64_t count;  // PageItems follow
};
struct KeyEntry {
  KeyBytes key;
  std::uint64_t cluster;
};
struct LeaderEntry {
  std::uint64_t cluster;
  std::uint64_t count;  // shingles follow
};

template <class T>
std::string_view bytes_of(const T& entry) {
  return {reinterpret_cast<const char*>(&entry), sizeof entry};
}
template <class T>
T read(const Spool& spool, std::uint64_t offset) {
  T entry;
  spool.read(offset, reinterpret_cast<char*>(&entry), sizeof entry);
  return entry;
}

// By which of its own marks an offer is told from the seller's others.
enum Mark : std::uint32_t { kHasAddress = 1, kHasNumber = 2 };
std::uint32_t marks_of(const Keys& keys) {
  std::uint32_t marks = 0;
  for (const Key& key : keys.keys) {
    if (key.role == Role::kAddress) marks |= kHasAddress;
    if (key.role == Role::kNumber) marks |= kHasNumber;
  }
  return marks;
}

std::uint32_t short_key(const KeyBytes& key) {
  std::uint32_t word;
  std::memcpy(&word, key.data(), sizeof word);
  return word;
}

}  // namespace

ClusterTable::ClusterTable(double threshold, int spool_file) : threshold_(threshold), spool_(spool_file) {}

std::uint64_t ClusterTable::find_exact(const KeyBytes& key) const {
  std::uint64_t cluster = 0;
  exact_.find(short_key(key), [&](std::uint32_t value) {
    KeyEntry entry = read<KeyEntry>(spool_, Spool::unpacked(value));
    if (entry.key != key) return false;
    cluster = entry.cluster;
    return true;
  });
  return cluster;
}

std::uint64_t ClusterTable::find_near(const Keys& keys, similar::Overlap& best) {
  std::uint64_t cluster = 0;
  near_.candidates(keys.bands, candidates_);
  for (std::uint32_t candidate : candidates_) {  // oldest first: of equals the first cluster wins
    std::uint64_t offset = Spool::unpacked(candidate);
    auto entry = read<LeaderEntry>(spool_, offset);
    // A set that is much smaller or larger cannot be similar: not worth the reading.
    std::size_t less = std::min<std::size_t>(entry.count, keys.shingles.size());
    std::size_t more = std::max<std::size_t>(entry.count, keys.shingles.size());
    if (more < similar::kShingles && static_cast<double>(less) < threshold_ * static_cast<double>(more))
      continue;
    leader_.resize(entry.count);
    spool_.read(offset + sizeof entry, reinterpret_cast<char*>(leader_.data()),
                entry.count * sizeof leader_[0]);
    similar::Overlap overlap = similar::overlap(keys.shingles, leader_);
    if (overlap.jaccard() < threshold_) continue;
    if (cluster != 0 && overlap.jaccard() <= best.jaccard()) continue;
    best = overlap;
    cluster = entry.cluster;
  }
  return cluster;
}

void ClusterTable::add_exact(const KeyBytes& key, std::uint64_t cluster) {
  exact_.insert(short_key(key), Spool::packed(spool_.append(bytes_of(KeyEntry{key, cluster}))));
}

void ClusterTable::add_near(const Keys& keys, std::uint64_t cluster) {
  scratch_ = bytes_of(LeaderEntry{cluster, keys.shingles.size()});
  scratch_.append(reinterpret_cast<const char*>(keys.shingles.data()),
                  keys.shingles.size() * sizeof keys.shingles[0]);
  near_.insert(keys.bands, Spool::packed(spool_.append(scratch_)));
}

std::uint64_t ClusterTable::add_cluster(const Keys& keys) {
  UnixMillis time = keys.time.value_or(kNever);
  scratch_ = bytes_of(ClusterEntry{keys.keys.front().bytes, time, time,
                                   static_cast<std::uint32_t>(keys.of.size()), marks_of(keys)});
  scratch_ += keys.of;
  return spool_.append(scratch_);
}

// Times grow apart only: the earliest sighting never becomes later, the latest never earlier.
void ClusterTable::see(std::uint64_t cluster, const Keys& keys, Placement& placement) {
  const auto before = read<ClusterEntry>(spool_, cluster);
  ClusterEntry entry = before;
  placement.cluster = entry.id;
  placement.of.resize(entry.of_size);
  spool_.read(cluster + sizeof entry, placement.of.data(), entry.of_size);
  if (keys.time) {
    entry.first = entry.first == kNever ? *keys.time : std::min(entry.first, *keys.time);
    entry.last = entry.last == kNever ? *keys.time : std::max(entry.last, *keys.time);
  }
  entry.marks |= marks_of(keys);
  if (bytes_of(entry) != bytes_of(before)) spool_.write(cluster, bytes_of(entry));
  if (entry.first == kNever) return;
  placement.first = entry.first;
  placement.last = entry.last;
}

bool ClusterTable::joins(const Keys& keys, Role role, std::uint64_t cluster) const {
  if (role != Role::kName && role != Role::kNumber) return true;
  const std::uint32_t ours = marks_of(keys), theirs = read<ClusterEntry>(spool_, cluster).marks;
  if (role == Role::kNumber) return (ours & theirs & kHasAddress) == 0;
  return ours == 0 || theirs == 0;
}

bool ClusterTable::other_occasion(std::uint64_t cluster, std::optional<UnixMillis> time) const {
  const auto entry = read<ClusterEntry>(spool_, cluster);
  if (!time || entry.first == kNever) return false;
  return *time - AliasIndex::kOccasion >= entry.last || *time + AliasIndex::kOccasion <= entry.first;
}

ClusterTable::Search ClusterTable::search(const Keys& keys, std::uint64_t given, bool near) {
  assert(!keys.keys.empty() && keys.keys.size() <= kKeys);
  Search found;
  found.cluster = given;
  found.level = keys.keys.front().level;
  for (; found.tried < keys.keys.size() && found.cluster == 0; ++found.tried) {
    const Key& key = keys.keys[found.tried];
    std::uint64_t cluster = find_exact(key.bytes);
    found.taken[found.tried] = cluster != 0;
    if (cluster != 0 && !joins(keys, key.role, cluster)) continue;
    if (cluster == 0 && key.near && near) cluster = find_near(keys, found.overlap);
    found.cluster = cluster;
    if (cluster != 0) found.level = key.level;
  }
  return found;
}

// Puts the record where the search found its place, or in a cluster of its own.
Placement ClusterTable::settle(const Keys& keys, Search& found) {
  Placement placement;
  placement.overlap = found.overlap;
  if (found.cluster == 0) {
    found.cluster = add_cluster(keys);
    found.level = keys.keys.front().level;
    placement.is_first = true;
    for (const Key& key : keys.keys)
      if (key.near) add_near(keys, found.cluster);
  }
  placement.at = found.cluster;
  placement.level = found.level;
  bool new_name = placement.is_first;
  // From now on each exact key leads here, unless it already leads elsewhere.
  for (std::size_t i = 0; i < keys.keys.size(); ++i) {
    const Key& key = keys.keys[i];
    if (found.taken[i] || (i >= found.tried && find_exact(key.bytes) != 0)) continue;
    if (key.near && !placement.is_first) continue;  // only a cluster's first text stands for it
    add_exact(key.bytes, found.cluster);
    new_name = new_name || key.role == Role::kName;
  }
  if (new_name && keys.looks.seller != KeyBytes{}) aliases_.add(keys.looks, found.cluster);
  see(found.cluster, keys, placement);
  return placement;
}

Placement ClusterTable::place(const Keys& keys, std::uint64_t given) {
  Search found = search(keys, given, true);
  if (found.cluster == 0 && keys.looks.seller != KeyBytes{} && keys.time) {
    auto match =
        aliases_.find(keys.looks, [&](std::uint64_t cluster) { return other_occasion(cluster, keys.time); });
    if (match.cluster != 0) {
      found.cluster = match.cluster;
      found.overlap = match.overlap;
      found.level = keys.keys.back().level;
      for (const Key& key : keys.keys)
        if (key.role == Role::kName) found.level = key.level;
    }
  }
  return settle(keys, found);
}

std::optional<Placement> ClusterTable::place_known(const Keys& keys, std::uint64_t given) {
  Search found = search(keys, given, false);
  if (found.cluster == 0) return std::nullopt;
  return settle(keys, found);
}

void ClusterTable::recall_page(const KeyBytes& payload, std::vector<PageItem>& items) const {
  items.clear();
  pages_.find(short_key(payload), [&](std::uint32_t value) {
    std::uint64_t offset = Spool::unpacked(value);
    auto entry = read<PageEntry>(spool_, offset);
    if (entry.payload != payload) return false;
    items.resize(entry.count);
    spool_.read(offset + sizeof entry, reinterpret_cast<char*>(items.data()), entry.count * sizeof items[0]);
    return true;
  });
}

void ClusterTable::remember_page(const KeyBytes& payload, const std::vector<PageItem>& items) {
  scratch_ = bytes_of(PageEntry{payload, items.size()});
  scratch_.append(reinterpret_cast<const char*>(items.data()), items.size() * sizeof items[0]);
  pages_.insert(short_key(payload), Spool::packed(spool_.append(scratch_)));
}

}  // namespace peil::clusters
