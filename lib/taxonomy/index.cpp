// taxonomy/index.cpp -- building and walking the token trie.
#include "taxonomy/index.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/hash.hpp"
#include "base/words.hpp"

namespace peil::taxonomy {

Index::Index(std::vector<std::pair<std::string, TermId>> list) {
  // Sorted by hash, which is quicker to compare than the spelling; equal spellings come together.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
  order.reserve(list.size());
  for (std::uint32_t i = 0; i < list.size(); ++i) order.emplace_back(hash64(list[i].first), i);
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return list[a.second] < list[b.second];
  });

  std::size_t prefixes = 0;
  for (const auto& [folded, term] : list) {
    prefixes += 1 + static_cast<std::size_t>(std::count(folded.begin(), folded.end(), ' '));
  }
  nodes_.resize(std::bit_ceil(2 * prefixes + 16));
  mask_ = nodes_.size() - 1;
  // 16 bits a spelling keep false alarms at a few percent; the sets stay in the nearest caches.
  words_.resize(std::max<std::size_t>(std::bit_ceil(list.size() * 8), std::size_t{1} << 17) / 64);
  pairs_.resize(std::max<std::size_t>(std::bit_ceil(list.size() * 16), std::size_t{1} << 18) / 64);
  words_mask_ = words_.size() * 64 - 1;
  pairs_mask_ = pairs_.size() * 64 - 1;
  auto set = [](std::vector<std::uint64_t>& bits, std::uint64_t mask, std::uint64_t hash) {
    bits[(hash & mask) >> 6] |= std::uint64_t{1} << (hash & 63);
  };

  std::vector<std::string_view> words;
  spellings_.reserve(order.size());
  term_lists_.reserve(order.size());
  for (std::size_t i = 0; i < order.size();) {
    const std::string& folded = list[order[i].second].first;
    split(folded, ' ', words);
    Spelling spelling{static_cast<std::uint32_t>(folded_.size()), static_cast<std::uint16_t>(folded.size()),
                      static_cast<std::uint16_t>(words.size()),
                      static_cast<std::uint32_t>(term_lists_.size()), 0};
    folded_ += folded;
    for (; i < order.size() && list[order[i].second].first == folded; ++i) {
      const TermId term = list[order[i].second].second;
      if (spelling.term_count > 0 && term_lists_.back() == term) continue;
      term_lists_.push_back(term);
      ++spelling.term_count;
    }
    const auto id = static_cast<std::uint32_t>(spellings_.size());
    spellings_.push_back(spelling);
    std::uint64_t hash = 0;
    for (std::size_t w = 0; w < words.size(); ++w) {
      const std::uint64_t token = text::token_hash(words[w]);
      hash = w == 0 ? token : combine(hash, token);
      if (w == 0 && words.size() == 1) set(words_, words_mask_, hash);
      if (w == 1) set(pairs_, pairs_mask_, hash);
      Node& at = make_node(hash);
      if (w + 1 < words.size()) at.flags |= kLonger;
      else at.spelling = id;
    }
  }
  folded_.append(8, '\0');  // equal() reads whole words
}

Index::Node& Index::make_node(std::uint64_t hash) {
  for (std::uint64_t slot = hash >> 20;; ++slot) {
    Node& at = nodes_[slot & mask_];
    if (!(at.flags & kUsed)) {
      at.hash = hash;
      at.flags = kUsed;
      return at;
    }
    if (at.hash == hash) return at;
  }
}

const Index::Node* Index::node(std::uint64_t hash) const {
  for (std::uint64_t slot = hash >> 20;; ++slot) {
    const Node& at = nodes_[slot & mask_];
    if (!(at.flags & kUsed)) return nullptr;
    if (at.hash == hash) return &at;
  }
}

std::size_t Index::longest_probe() const {
  std::size_t longest = 0, run = 0;
  for (const Node& at : nodes_) {
    run = at.flags & kUsed ? run + 1 : 0;
    longest = std::max(longest, run + 1);
  }
  return longest;
}

namespace {

std::uint64_t load(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, 8);
  return word;
}

/// Whether `size` bytes are equal. REQUIRES: 8 readable bytes behind both.
bool equal(const char* a, const char* b, std::size_t size) {
  for (; size > 8; size -= 8, a += 8, b += 8) {
    if (load(a) != load(b)) return false;
  }
  if (size == 0) return true;
  if constexpr (std::endian::native == std::endian::big) return std::memcmp(a, b, size) == 0;
  return ((load(a) ^ load(b)) & (~std::uint64_t{0} >> (64 - 8 * size))) == 0;
}

}  // namespace

bool Index::same(const Spelling& spelling, const text::Tokens& tokens, std::size_t at) const {
  const char* want = folded_.data() + spelling.folded;
  const char* const end = want + spelling.folded_size;
  for (std::size_t i = 0; i < spelling.tokens; ++i) {
    const std::string_view token = tokens.folded(at + i);
    if (i > 0) {
      if (want == end || *want != ' ') return false;
      ++want;
    }
    if (static_cast<std::size_t>(end - want) < token.size() || !equal(want, token.data(), token.size())) {
      return false;
    }
    want += token.size();
  }
  return want == end;
}

std::size_t Index::find(const text::Tokens& tokens, std::size_t at, std::span<Found> found) const {
  std::size_t count = 0;
  std::uint64_t hash = tokens[at].hash;
  for (std::size_t length = 1;; ++length) {
    const Node* here = node(hash);
    if (here == nullptr) break;
    if (here->spelling != kNone && count < found.size() && same(spellings_[here->spelling], tokens, at)) {
      found[count++] = {static_cast<std::uint16_t>(length), here->spelling};
    }
    if (!(here->flags & kLonger) || at + length >= tokens.size()) break;
    hash = combine(hash, tokens[at + length].hash);
  }
  return count;
}

std::span<const TermId> Index::find_word(std::string_view word) const {
  const Node* here = node(text::token_hash(word));
  if (here == nullptr || here->spelling == kNone || folded(here->spelling) != word) return {};
  return terms_of(here->spelling);
}

}  // namespace peil::taxonomy
