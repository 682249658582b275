#include "clusters/table.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <string>

#include "base/exit.hpp"

namespace peil::clusters {
namespace {

constexpr UnixMillis kNever = INT64_MIN;

// Spool entries. All are read and written as bytes, on the machine that made them.
struct ClusterEntry {
  KeyBytes id;
  UnixMillis first;
  UnixMillis last;
  std::uint64_t number;   // in the state
  std::uint32_t of_size;  // bytes of `of` follow
  std::uint32_t marks;    // of all its records, and kHere
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
enum Mark : std::uint32_t { kHasAddress = 1, kHasNumber = 2, kHere = 4 };  // kHere: seen in this run
constexpr std::uint32_t kLasting = kHasAddress | kHasNumber;
std::uint32_t marks_of(const Keys& keys) {
  std::uint32_t marks = 0;
  for (const Key& key : keys.keys) {
    if (key.role == Role::kAddress) marks |= kHasAddress;
    if (key.role == Role::kNumber) marks |= kHasNumber;
  }
  return marks;
}

Reason reason_of(const Key& key) {
  switch (key.role) {
    case Role::kAddress: return Reason::kAddress;
    case Role::kNumber: return Reason::kNumber;
    case Role::kName: return Reason::kName;
    default: return Reason::kSame;
  }
}

}  // namespace

std::string_view name(Reason reason) {
  switch (reason) {
    case Reason::kNew: return "first";
    case Reason::kSame: return "same";
    case Reason::kAddress: return "address";
    case Reason::kNumber: return "number";
    case Reason::kName: return "seller_and_title";
    case Reason::kRenamed: return "renamed";
    case Reason::kPage: return "same_page";
    case Reason::kSimilar: return "similar";
  }
  return "";
}

ClusterTable::ClusterTable(double threshold, int spool_file, std::uint64_t memory)
    : threshold_(threshold),
      spool_(spool_file,
             memory == 0 ? Spool::kResident : std::min<std::uint64_t>(Spool::kResident, memory / 2)),
      memory_(memory) {}

// Half of it is the spool's at most; a look at the sum now and then is enough.
void ClusterTable::keep_to_memory() const {
  if (memory_ != 0 && made_ % 64 == 0 &&
      bytes() + std::min<std::uint64_t>(spool_.size(), memory_ / 2) > memory_)
    throw Fatal(Exit::kFailed, "--memory: " + std::to_string(made_) +
                                   " clusters do not fit in it; allow more, or split the input");
}

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
  if (journal_) JournalWriter(*journal_).key(key, number_of(cluster));
}

void ClusterTable::add_near(const std::vector<std::uint64_t>& shingles, const similar::BandKeys& bands,
                            std::uint64_t cluster) {
  scratch_ = bytes_of(LeaderEntry{cluster, shingles.size()});
  scratch_.append(reinterpret_cast<const char*>(shingles.data()), shingles.size() * sizeof shingles[0]);
  near_.insert(bands, Spool::packed(spool_.append(scratch_)));
  if (journal_) JournalWriter(*journal_).text(number_of(cluster), shingles);
}

std::uint64_t ClusterTable::add_cluster(const KeyBytes& id, std::string_view of, std::uint32_t marks) {
  scratch_ =
      bytes_of(ClusterEntry{id, kNever, kNever, made_++, static_cast<std::uint32_t>(of.size()), marks});
  scratch_ += of;
  if (journal_) JournalWriter(*journal_).cluster(id, marks & kLasting, of);
  return spool_.append(scratch_);
}

std::uint64_t ClusterTable::number_of(std::uint64_t cluster) const {
  return read<ClusterEntry>(spool_, cluster).number;
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
  entry.marks |= marks_of(keys) | kHere;
  placement.first_here = (before.marks & kHere) == 0;
  if (journal_ && ((entry.marks ^ before.marks) & kLasting) != 0)
    JournalWriter(*journal_).marks(entry.number, entry.marks & kLasting);
  if (bytes_of(entry) != bytes_of(before)) spool_.write(cluster, bytes_of(entry));
  if (entry.first == kNever) return;
  placement.first = entry.first;
  placement.last = entry.last;
}

bool ClusterTable::joins(const Keys& keys, Role role, std::uint64_t cluster) const {
  if (role != Role::kName && role != Role::kNumber) return true;
  const std::uint32_t ours = marks_of(keys), theirs = read<ClusterEntry>(spool_, cluster).marks & kLasting;
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
  if (given != 0) found.reason = Reason::kPage;
  found.level = keys.keys.front().level;
  for (; found.tried < keys.keys.size() && found.cluster == 0; ++found.tried) {
    const Key& key = keys.keys[found.tried];
    std::uint64_t cluster = find_exact(key.bytes);
    found.taken[found.tried] = cluster != 0;
    if (cluster != 0 && !joins(keys, key.role, cluster)) continue;
    found.reason = reason_of(key);
    if (cluster == 0 && key.near && near) {
      cluster = find_near(keys, found.overlap);
      found.reason = Reason::kSimilar;
    }
    found.cluster = cluster;
    if (cluster != 0) found.level = key.level;
  }
  return found;
}

// Puts the record where the search found its place, or in a cluster of its own.
Placement ClusterTable::settle(const Keys& keys, Search& found) {
  if (found.cluster == 0) keep_to_memory();
  Placement placement;
  placement.overlap = found.overlap;
  if (found.cluster == 0) {
    found.cluster = add_cluster(keys.keys.front().bytes, keys.of, marks_of(keys));
    found.level = keys.keys.front().level;
    found.reason = Reason::kNew;
    placement.is_first = true;
    for (const Key& key : keys.keys)
      if (key.near) add_near(keys.shingles, keys.bands, found.cluster);
  }
  placement.reason = found.reason;
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
  if (new_name && keys.looks.seller != KeyBytes{}) {
    aliases_.add(keys.looks, found.cluster);
    if (journal_) JournalWriter(*journal_).title(keys.looks.seller, number_of(found.cluster), keys.looks);
  }
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
      found.reason = Reason::kRenamed;
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

void ClusterTable::add_page(const KeyBytes& payload, const std::vector<PageItem>& items) {
  scratch_ = bytes_of(PageEntry{payload, items.size()});
  scratch_.append(reinterpret_cast<const char*>(items.data()), items.size() * sizeof items[0]);
  pages_.insert(short_key(payload), Spool::packed(spool_.append(scratch_)));
}

void ClusterTable::remember_page(const KeyBytes& payload, const std::vector<PageItem>& items) {
  add_page(payload, items);
  if (journal_ == nullptr) return;
  std::vector<PageItem> numbered = items;
  for (PageItem& item : numbered) item.cluster = number_of(item.cluster);
  JournalWriter(*journal_).page(payload, numbered);
}

void ClusterTable::note_sighting(const Placement& placement, const Keys& keys, std::string_view occasion) {
  JournalWriter journal(*journal_);
  Sighting sighting;
  sighting.cluster = number_of(placement.at);
  if (!occasion.empty()) {
    auto found = occasions_.find(occasion);
    if (found == occasions_.end()) {
      found = occasions_.emplace(occasion, occasions_.size()).first;
      journal.occasion(occasion);
    }
    sighting.occasion = found->second + 1;
  }
  sighting.timed = keys.time.has_value();
  sighting.first = sighting.last = keys.time.value_or(0);
  journal.seen(sighting);
}

void ClusterTable::occasion(std::string_view name) { occasions_.emplace(name, occasions_.size()); }
void ClusterTable::cluster(const KeyBytes& id, std::uint32_t marks, std::string_view of) {
  numbers_.push_back(add_cluster(id, of, marks & kLasting));
}
void ClusterTable::marks(std::uint64_t number, std::uint32_t marks) {
  auto entry = read<ClusterEntry>(spool_, numbers_[number]);
  entry.marks |= marks & kLasting;
  spool_.write(numbers_[number], bytes_of(entry));
}
void ClusterTable::key(const KeyBytes& key, std::uint64_t number) { add_exact(key, numbers_[number]); }
void ClusterTable::text(std::uint64_t number, const std::vector<std::uint64_t>& shingles) {
  add_near(shingles, similar::band_keys(shingles, similar::rows_for(threshold_)), numbers_[number]);
}
void ClusterTable::page(const KeyBytes& payload, const std::vector<PageItem>& items) {
  std::vector<PageItem> placed = items;
  for (PageItem& item : placed) item.cluster = numbers_[item.cluster];
  add_page(payload, placed);
}
void ClusterTable::title(const KeyBytes& seller, std::uint64_t number, const Looks& lists) {
  Looks looks = lists;
  looks.seller = seller;
  aliases_.add(looks, numbers_[number]);
}
void ClusterTable::seen(const Sighting& one) {
  if (!one.timed) return;
  auto entry = read<ClusterEntry>(spool_, numbers_[one.cluster]);
  entry.first = entry.first == kNever ? one.first : std::min(entry.first, one.first);
  entry.last = entry.last == kNever ? one.last : std::max(entry.last, one.last);
  spool_.write(numbers_[one.cluster], bytes_of(entry));
}

}  // namespace peil::clusters
