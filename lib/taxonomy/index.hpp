// taxonomy/index.hpp -- the token trie: from a run of token hashes to the terms that are spelt so.
//
// Each prefix of a spelling has an entry in one hash table, under the combined hash of its tokens; a
// bit set over first tokens skips most of a text without a look-up. A hash alone is no evidence: a
// spelling found is compared byte by byte with the folded text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taxonomy/taxonomy.hpp"
#include "text/tokens.hpp"

namespace peil::taxonomy {

/// Most tokens of one term.
inline constexpr std::size_t kTermTokens = 16;

class Index {
 public:
  struct Spelling {
    std::uint32_t folded;       // where its folded tokens, blank-joined, stand in folded_
    std::uint16_t folded_size;
    std::uint16_t tokens;
    std::uint32_t first_term;   // in term_lists_
    std::uint32_t term_count;
  };
  struct Found {
    std::uint16_t tokens;
    std::uint32_t spelling;
  };

  /// `spellings`: blank-joined folded tokens, each with a term. Repeats are allowed.
  explicit Index(std::vector<std::pair<std::string, TermId>> spellings);

  /// Whether a spelling may begin with this token: no false negatives.
  bool may_begin(std::uint64_t hash) const { return first_[(hash & mask_first_) >> 6] >> (hash & 63) & 1; }
  /// All spellings that begin at token `at`, shortest first, verified; at most kTermTokens.
  std::size_t find(const text::Tokens& tokens, std::size_t at, std::span<Found> found) const;
  /// Terms whose whole spelling is the one folded token; empty when none.
  std::span<const TermId> find_word(std::string_view folded) const;
  std::span<const TermId> terms_of(std::uint32_t spelling) const {
    return {term_lists_.data() + spellings_[spelling].first_term, spellings_[spelling].term_count};
  }
  std::string_view folded(std::uint32_t spelling) const {
    return {folded_.data() + spellings_[spelling].folded, spellings_[spelling].folded_size};
  }
  std::size_t spellings() const { return spellings_.size(); }

 private:
  struct Node {
    std::uint64_t hash = 0;
    std::uint32_t spelling = kNone;
    std::uint32_t flags = 0;  // kUsed, kLonger
  };
  static constexpr std::uint32_t kNone = 0xFFFFFFFFu, kUsed = 1, kLonger = 2;

  const Node* node(std::uint64_t hash) const;
  Node& make_node(std::uint64_t hash);
  bool same(const Spelling& spelling, const text::Tokens& tokens, std::size_t at) const;

  std::vector<std::uint64_t> first_;
  std::uint64_t mask_first_ = 0;
  std::vector<Node> nodes_;
  std::uint64_t mask_ = 0;
  std::vector<Spelling> spellings_;
  std::vector<TermId> term_lists_;
  std::string folded_;
};

}  // namespace peil::taxonomy
