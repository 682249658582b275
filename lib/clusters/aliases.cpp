#include "clusters/aliases.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

namespace peil::clusters {
namespace {

// Spool entries; three lists of words follow a TitleEntry.
struct SellerEntry {
  KeyBytes seller;
  std::uint64_t newest;
};
struct TitleEntry {
  std::uint64_t cluster;
  std::uint64_t older;  // 0: none
  std::uint32_t title, words, amounts, unused;
};

constexpr double kTitles = 0.8;  // alike by the title alone
constexpr double kTitlesAndTexts[] = {0.5, 0.75};
constexpr std::size_t kWordsThatSay = 8;  // a text of fewer words says nothing
constexpr double kTextAlone = 0.9;        // where the titles are alike by half
constexpr std::size_t kWordsThatSayMuch = 16;

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
std::string_view bytes_of(const std::vector<std::uint64_t>& list) {
  return {reinterpret_cast<const char*>(list.data()), list.size() * sizeof list[0]};
}

std::uint32_t short_key(const KeyBytes& key) {
  std::uint32_t word;
  std::memcpy(&word, key.data(), sizeof word);
  return word;
}

// log2(1 + all/some) in steps of 1/1024, in whole numbers: the same on every machine.
std::uint32_t weight(std::uint64_t all, std::uint64_t some) {
  std::uint64_t x = (std::uint64_t{1} << 16) + (all << 16) / some;
  std::uint32_t whole = static_cast<std::uint32_t>(std::bit_width(x)) - 17;
  x >>= whole;  // in [1, 2), 16 bits behind the point
  std::uint32_t log = whole;
  for (int i = 0; i < 10; ++i) {
    x = x * x >> 16;
    log = log << 1 | (x >> 17 ? 1 : 0);
    if (x >> 17) x >>= 1;
  }
  return log;
}

// Calls visit(word, in_a, in_b) for each word of two ascending lists.
template <class Visit>
void both(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b, Visit&& visit) {
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    bool in_a = j == b.size() || (i < a.size() && a[i] <= b[j]);
    bool in_b = i == a.size() || (j < b.size() && b[j] <= a[i]);
    visit(in_a ? a[i] : b[j], in_a, in_b);
    i += in_a;
    j += in_b;
  }
}

bool meet(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  bool found = a.empty() || b.empty();
  both(a, b, [&](std::uint64_t, bool in_a, bool in_b) { found = found || (in_a && in_b); });
  return found;
}

// Whether one of the lists holds the other, of the words that `mask` is set in.
bool within(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b, std::uint64_t mask) {
  bool a_more = false, b_more = false;
  both(a, b, [&](std::uint64_t word, bool in_a, bool in_b) {
    if (mask != 0 && (word & mask) == 0) return;
    a_more = a_more || !in_b;
    b_more = b_more || !in_a;
  });
  return !a_more || !b_more;
}

// Of long texts the words with the smallest hashes are kept: beyond the end of one sample nothing is
// known of it.
similar::Overlap texts(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  similar::Overlap overlap;
  std::uint64_t end = UINT64_MAX;
  for (const auto* words : {&a, &b})
    if (words->size() == kTextWords) end = std::min(end, words->back());
  both(a, b, [&](std::uint64_t word, bool in_a, bool in_b) {
    if (word > end) return;
    ++overlap.united;
    overlap.common += in_a && in_b;
  });
  return overlap;
}

}  // namespace

std::uint64_t AliasIndex::find_seller(const KeyBytes& seller) const {
  std::uint64_t found = 0;
  sellers_.find(short_key(seller), [&](std::uint32_t value) {
    std::uint64_t offset = Spool::unpacked(value);
    if (read<SellerEntry>(spool_, offset).seller != seller) return false;
    found = offset;
    return true;
  });
  return found;
}

void AliasIndex::add(const Looks& looks, std::uint64_t cluster) {
  std::uint64_t seller = find_seller(looks.seller);
  TitleEntry entry{cluster,
                   seller == 0 ? 0 : read<SellerEntry>(spool_, seller).newest,
                   static_cast<std::uint32_t>(looks.title.size()),
                   static_cast<std::uint32_t>(looks.words.size()),
                   static_cast<std::uint32_t>(looks.amounts.size()),
                   0};
  std::string bytes(bytes_of(entry));
  for (const auto* list : {&looks.title, &looks.words, &looks.amounts}) bytes += bytes_of(*list);
  SellerEntry head{looks.seller, spool_.append(bytes)};
  if (seller == 0) {
    sellers_.insert(short_key(looks.seller), spool_.packed(spool_.append(bytes_of(head))));
  } else {
    spool_.write(seller, bytes_of(head));
  }
}

void AliasIndex::load(const Looks& looks) {
  window_.clear();
  frequent_ = looks.title;
  std::uint64_t seller = find_seller(looks.seller);
  std::uint64_t at = seller == 0 ? 0 : read<SellerEntry>(spool_, seller).newest;
  while (at != 0 && window_.size() < kWindow) {
    auto head = read<TitleEntry>(spool_, at);
    Entry& entry = window_.emplace_back();
    entry.cluster = head.cluster;
    std::uint64_t from = at + sizeof head;
    auto list = [&](std::vector<std::uint64_t>& to, std::uint32_t count) {
      to.resize(count);
      spool_.read(from, reinterpret_cast<char*>(to.data()), count * sizeof to[0]);
      from += count * sizeof to[0];
    };
    list(entry.title, head.title);
    list(entry.words, head.words);
    list(entry.amounts, head.amounts);
    frequent_.insert(frequent_.end(), entry.title.begin(), entry.title.end());
    at = head.older;
  }
  std::sort(frequent_.begin(), frequent_.end());
}

similar::Overlap AliasIndex::weighed(const std::vector<std::uint64_t>& a,
                                     const std::vector<std::uint64_t>& b) const {
  similar::Overlap overlap;
  both(a, b, [&](std::uint64_t word, bool in_a, bool in_b) {
    auto [from, to] = std::equal_range(frequent_.begin(), frequent_.end(), word);
    std::uint32_t weighs = weight(window_.size() + 1, static_cast<std::uint64_t>(to - from));
    overlap.united += weighs;
    if (in_a && in_b) overlap.common += weighs;
  });
  return overlap;
}

bool AliasIndex::alike(const Looks& looks, const Entry& entry, similar::Overlap& overlap,
                       bool& by_title) const {
  if (!meet(looks.amounts, entry.amounts) || !within(looks.title, entry.title, 1)) return false;
  overlap = weighed(looks.title, entry.title);
  by_title = overlap.jaccard() >= kTitles;
  if (by_title) return true;
  if (overlap.jaccard() < kTitlesAndTexts[0] || !within(looks.title, entry.title, 0)) return false;
  if (std::min(looks.words.size(), entry.words.size()) < kWordsThatSay) return false;
  overlap = texts(looks.words, entry.words);
  return overlap.jaccard() >= kTitlesAndTexts[1];
}

AliasIndex::Match AliasIndex::by_text(const Looks& looks) const {
  Match best;
  if (looks.words.size() < kWordsThatSayMuch) return best;
  for (const Entry& entry : window_) {
    const similar::Overlap overlap = texts(looks.words, entry.words);
    if (overlap.jaccard() < kTitlesAndTexts[1]) continue;
    if (best.cluster != 0 && best.cluster != entry.cluster) return {};  // several have it
    const bool much = entry.words.size() >= kWordsThatSayMuch && overlap.jaccard() >= kTextAlone;
    if (!much || !meet(looks.amounts, entry.amounts) || !within(looks.title, entry.title, 1) ||
        weighed(looks.title, entry.title).jaccard() < kTitlesAndTexts[0]) {
      if (best.cluster == entry.cluster) continue;  // an older title of the same offer
      best = {entry.cluster, {}, false};            // in the way of any other
      continue;
    }
    if (!best.by_text) best = {entry.cluster, overlap, true};
  }
  return best.by_text ? best : Match{};
}

}  // namespace peil::clusters
