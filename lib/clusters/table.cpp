#include "clusters/table.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "base/exit.hpp"

namespace peil::clusters {
namespace {

constexpr UnixMillis kNever = INT64_MIN;

// Spool entries. All are read and written as bytes, on the machine that made them.
struct ClusterEntry {
  KeyBytes id;
  UnixMillis first;
  UnixMillis last;
  std::uint64_t of_size;  // bytes of `of` follow
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

// Tables hold 32 bits of a spool offset: 64 GiB.
std::uint32_t packed(std::uint64_t offset) {
  if (offset / Spool::kAlign > UINT32_MAX)
    throw Fatal(Exit::kFailed, "more clusters than the table can hold (64 GiB of spool); split the input");
  return static_cast<std::uint32_t>(offset / Spool::kAlign);
}
std::uint64_t unpacked(std::uint32_t value) { return std::uint64_t{value} * Spool::kAlign; }

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
    KeyEntry entry = read<KeyEntry>(spool_, unpacked(value));
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
    std::uint64_t offset = unpacked(candidate);
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
  exact_.insert(short_key(key), packed(spool_.append(bytes_of(KeyEntry{key, cluster}))));
}

void ClusterTable::add_near(const Keys& keys, std::uint64_t cluster) {
  scratch_ = bytes_of(LeaderEntry{cluster, keys.shingles.size()});
  scratch_.append(reinterpret_cast<const char*>(keys.shingles.data()),
                  keys.shingles.size() * sizeof keys.shingles[0]);
  near_.insert(keys.bands, packed(spool_.append(scratch_)));
}

std::uint64_t ClusterTable::add_cluster(const Keys& keys) {
  UnixMillis time = keys.time.value_or(kNever);
  scratch_ = bytes_of(ClusterEntry{keys.keys.front().bytes, time, time, keys.of.size()});
  scratch_ += keys.of;
  return spool_.append(scratch_);
}

// Times grow apart only: the earliest sighting never becomes later, the latest never earlier.
void ClusterTable::see(std::uint64_t cluster, std::optional<UnixMillis> time, Placement& placement) {
  auto entry = read<ClusterEntry>(spool_, cluster);
  placement.cluster = entry.id;
  placement.of.resize(entry.of_size);
  spool_.read(cluster + sizeof entry, placement.of.data(), entry.of_size);
  if (time) {
    UnixMillis first = entry.first == kNever ? *time : std::min(entry.first, *time);
    UnixMillis last = entry.last == kNever ? *time : std::max(entry.last, *time);
    if (first != entry.first || last != entry.last) {
      entry.first = first;
      entry.last = last;
      spool_.write(cluster, bytes_of(entry));
    }
  }
  if (entry.first == kNever) return;
  placement.first = entry.first;
  placement.last = entry.last;
}

Placement ClusterTable::place(const Keys& keys) {
  assert(!keys.keys.empty());
  Placement placement;
  std::uint64_t cluster = 0;
  std::array<bool, kLevels> known{};
  std::size_t number = 0;
  for (; number < keys.keys.size() && cluster == 0; ++number) {
    const Key& key = keys.keys[number];
    cluster = find_exact(key.bytes);
    known[number] = cluster != 0;
    if (cluster == 0 && key.near) cluster = find_near(keys, placement.overlap);
    if (cluster != 0) placement.level = key.level;
  }
  if (cluster == 0) {
    cluster = add_cluster(keys);
    placement.is_first = true;
    placement.level = keys.keys.front().level;
    for (const Key& key : keys.keys)
      if (key.near) add_near(keys, cluster);
  }
  // From now on each exact key leads here, unless it already leads elsewhere.
  for (std::size_t i = 0; i < keys.keys.size(); ++i) {
    bool searched = i < number;
    if (known[i] || (!searched && find_exact(keys.keys[i].bytes) != 0)) continue;
    if (keys.keys[i].near && !placement.is_first) continue;  // only a cluster's first text stands for it
    add_exact(keys.keys[i].bytes, cluster);
  }
  see(cluster, keys.time, placement);
  return placement;
}

}  // namespace peil::clusters
