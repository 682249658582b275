// taxonomy/index.hpp -- the token trie: from a run of token hashes to the terms that are spelt so.
//
// Each prefix of a spelling has an entry in one hash table, under the combined hash of its tokens; bit
// sets over first words and first pairs skip most of a text without a look-up. A hash alone is no evidence: a
// spelling found is compared byte by byte with the folded text.
#pragma once

#include <bit>
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
    std::uint32_t folded;  // where its folded tokens, blank-joined, stand in folded_
    std::uint16_t folded_size;
    std::uint16_t tokens;
    std::uint32_t first_term;  // in term_lists_
    std::uint32_t term_count;
  };
  struct Found {
    std::uint16_t tokens;
    std::uint32_t spelling;
  };

  /// `spellings`: blank-joined folded tokens, each with a term. Repeats are allowed.
  explicit Index(std::vector<std::pair<std::string, TermId>> spellings);

  /// Whether a spelling may begin at token `at`: no false negatives, few false alarms. One bit set
  /// knows the words that are a term by themselves, another the pairs that begin longer ones: most
  /// words that begin a term (te, in, for) do not go on as one.
  bool may_begin(const text::Tokens& tokens, std::size_t at) const {
    const std::uint64_t hash = tokens[at].hash;
    const std::uint64_t pair = at + 1 < tokens.size() ? combine(hash, tokens[at + 1].hash) : hash;
    return ((words_[(hash & words_mask_) >> 6] >> (hash & 63)) |
            (pairs_[(pair & pairs_mask_) >> 6] >> (pair & 63))) &
           1;
  }
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
  /// Slots that the dearest look-up reads: small and the same for few terms and many.
  std::size_t longest_probe() const;

 private:
  /// Hash of a prefix one token longer. Order matters: "a b" and "b a" differ.
  static std::uint64_t combine(std::uint64_t prefix, std::uint64_t token) {
    const std::uint64_t mixed = (prefix ^ std::rotl(token, 23)) * 0x9E3779B97F4A7C15u;
    return mixed ^ (mixed >> 29);
  }

  struct Node {
    std::uint64_t hash = 0;
    std::uint32_t spelling = kNone;
    std::uint32_t flags = 0;  // kUsed, kLonger
  };
  static constexpr std::uint32_t kNone = 0xFFFFFFFFu, kUsed = 1, kLonger = 2;

  const Node* node(std::uint64_t hash) const;
  Node& make_node(std::uint64_t hash);
  bool same(const Spelling& spelling, const text::Tokens& tokens, std::size_t at) const;

  std::vector<std::uint64_t> words_, pairs_;
  std::uint64_t words_mask_ = 0, pairs_mask_ = 0;
  std::vector<Node> nodes_;
  std::uint64_t mask_ = 0;
  std::vector<Spelling> spellings_;
  std::vector<TermId> term_lists_;
  std::string folded_;
};

}  // namespace peil::taxonomy
