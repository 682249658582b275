// facts/phrases.hpp -- private to lib/facts: a table of phrases, found in lexed text, longest first.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/lex.hpp"

namespace peil::facts {

/// What a phrase stands for: index into the owner's own rows.
struct PhraseMatch {
  std::uint32_t row = 0;
  std::uint32_t begin = 0;  ///< first token
  std::uint32_t end = 0;    ///< one past the last; begin when there is none
  explicit operator bool() const { return end > begin; }
};

/// Phrases as sequences of token hashes. Between two tokens of a phrase at most one blank may stand in the
/// text, whatever stands in the phrase; a break or tab never.
class Phrases {
 public:
  /// Adds `phrase` for `row`. `exact`: letters must be as written too. The first of two equal ones stays.
  void add(std::string_view phrase, std::uint32_t row, bool exact = false);
  /// Call once, before matching.
  void seal();
  /// Registers its first words under `bit` of texts that are marked with `interests`.
  void interest(std::uint8_t bit, Interests& interests);

  /// The longest phrase that begins at token `at`.
  PhraseMatch match(const Lexed& text, std::size_t at) const {
    if (bit_ && text.marked() && !(text[at].interests & bit_)) return {};
    return search(text, at);
  }
  /// The longest one that ends with token `at`.
  PhraseMatch match_back(const Lexed& text, std::size_t at) const;

  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    std::uint64_t key = 0;   // hash of the first token (forward) or the last (backward)
    std::uint32_t pool = 0;  // where its token hashes begin
    std::uint16_t length = 0;
    bool exact = false;
    std::uint32_t row = 0;
    std::string written = {};  // of an exact one, without blanks
  };
  struct Index {
    std::vector<Entry> entries;         // by key, then longest first
    std::vector<std::uint32_t> slots;   // open addressing: entry + 1
    std::vector<std::uint64_t> filter;  // one bit a key: most words of a text end here
    void seal();
    std::size_t find(std::uint64_t key) const;  // entries.size() when absent
  };
  PhraseMatch search(const Lexed& text, std::size_t at) const;
  bool fits(const Entry& entry, const Lexed& text, std::size_t begin) const;

  std::vector<std::uint64_t> pool_;
  std::vector<Entry> entries_;
  Index forward_;
  Index backward_;
  std::uint8_t bit_ = 0;
};

/// Calls visit(columns) for each line of a table, comments left out. `columns` has `count` elements.
void each_row(std::string_view table, std::size_t count,
              const std::function<void(const std::vector<std::string_view>&)>& visit);

}  // namespace peil::facts
