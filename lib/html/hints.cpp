// html/hints.cpp -- words in class names, by a table indexed on their first letter.
#include "html/hints.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/words.hpp"

PEIL_EMBEDDED(hints_file, peil_data_html_hints_tsv)

namespace peil::html {

namespace {

constexpr std::size_t kRemembered = 1u << 13;
constexpr std::size_t kNameBytes = 200;  // of a longer value the rest is not read

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

struct Word {
  std::string text;
  bool from_start;  // begins at a token's start
  bool to_end;      // ends at a token's end
  HintMask mask;
};

}  // namespace

struct HintReader::State {
  /// By the first two letters (a word has two or more).
  std::vector<std::vector<Word>> words = std::vector<std::vector<Word>>(32 * 32);
  /// What was computed: open addressing by the hash of the value, 0 is free.
  std::vector<std::pair<std::uint64_t, HintMask>> seen =
      std::vector<std::pair<std::uint64_t, HintMask>>(4 * kRemembered);
  std::size_t remembered = 0;
  std::string lower;
  std::vector<char> starts;

  static std::size_t pair_of(char first, char second) {
    return (static_cast<std::size_t>(first) & 31) * 32 + (static_cast<std::size_t>(second) & 31);
  }

  State() {
    unsigned group = 0;
    for (std::string_view line : split(hints_file(), '\n')) {
      const std::size_t tab = line.find('\t');
      if (line.empty() || line[0] == '#' || tab == std::string_view::npos) continue;
      for (std::string_view word : split(line.substr(tab + 1), ' ')) {
        const bool open_start = word.starts_with('*');
        const bool open_end = word.ends_with('*');
        if (open_start) word.remove_prefix(1);
        if (open_end) word.remove_suffix(1);
        if (word.size() < 2) continue;
        words[pair_of(word[0], word[1])].push_back(
            {std::string(word), !open_start, !open_end, HintMask{1} << group});
      }
      ++group;
    }
  }

  /// Lower case; a token starts behind what is no letter, and at a capital behind a small letter.
  void lay_out(std::string_view value) {
    lower.clear();
    starts.clear();
    for (std::size_t i = 0; i < value.size(); ++i) {
      const char c = value[i];
      const bool capital = c >= 'A' && c <= 'Z';
      const char small = capital ? static_cast<char>(c + 32) : c;
      starts.push_back(i == 0 || !is_letter(lower.back()) || (capital && is_letter(value[i - 1])));
      lower.push_back(small);
    }
  }

  HintMask compute(std::string_view value) {
    lay_out(value.substr(0, kNameBytes));
    HintMask mask = 0;
    for (std::size_t at = 0; at + 1 < lower.size(); ++at) {
      for (const Word& word : words[pair_of(lower[at], lower[at + 1])]) {
        if ((mask & word.mask) != 0 || (word.from_start && !starts[at])) continue;
        if (lower.compare(at, word.text.size(), word.text) != 0) continue;
        const std::size_t end = at + word.text.size();
        if (word.to_end && end < lower.size() && is_letter(lower[end]) && !starts[end]) continue;
        mask |= word.mask;
      }
    }
    return mask;
  }
};

HintReader::HintReader() : state_(std::make_unique<State>()) {}
HintReader::~HintReader() = default;

HintMask HintReader::of(std::string_view value) {
  if (value.empty()) return 0;
  auto& seen = state_->seen;
  if (state_->remembered > kRemembered) {
    std::fill(seen.begin(), seen.end(), std::pair<std::uint64_t, HintMask>());
    state_->remembered = 0;
  }
  const std::uint64_t key = hash64(value) | 1;
  std::size_t slot = (key >> 1) % seen.size();
  while (seen[slot].first != 0 && seen[slot].first != key) slot = (slot + 1) % seen.size();
  if (seen[slot].first == 0) {
    seen[slot] = {key, state_->compute(value)};
    ++state_->remembered;
  }
  return seen[slot].second;
}

void HintReader::read(const Tree& tree, std::vector<HintMask>& out) {
  out.assign(tree.size(), 0);
  for (NodeId id = 1; id < tree.size(); ++id) {
    const Node& node = tree[id];
    // Elements of the author's own making say what they are by their name: product-price.
    if (node.tag == Tag::kOther && tree.name(id).find('-') != std::string_view::npos)
      out[id] = of(tree.name(id));
    if (node.attribute_count == 0) continue;
    out[id] |= of(tree.value(id, Attr::kClass)) | of(tree.value(id, Attr::kId)) |
               of(tree.value(id, Attr::kItemprop)) | of(tree.value(id, Attr::kRole));
  }
}

}  // namespace peil::html
