// taxonomy/load_lexicon.cpp -- the terms: read, spelt in all their ways, indexed.
#include <algorithm>

#include <fmt/format.h>

#include "base/words.hpp"
#include "taxonomy/index.hpp"
#include "taxonomy/loader.hpp"
#include "taxonomy/shapes.hpp"

namespace peil::taxonomy {

namespace {

constexpr std::size_t kTermBytes = 200;    // of a term as written
constexpr std::size_t kTerms = 2'000'000;  // of one taxonomy
constexpr std::size_t kUnits = 6;          // pieces of a code that are spelt in every way

bool has(std::string_view text, bool (*test)(char)) { return std::any_of(text.begin(), text.end(), test); }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool not_digit(char c) { return !digit(c) && c != ' '; }

/// All ways to write a code: 3-mmc gives `3 mmc` and `3mmc`, 5-meo-dmt also `5meo dmt` and `5 meodmt`.
/// Two numbers are never joined. `words`: folded tokens of the spelling.
std::vector<std::string> spell(const std::vector<std::string>& words) {
  if (words.size() == 1 && !has(words[0], digit)) return words;  // most terms
  std::string joined;
  for (const auto& word : words) joined += (joined.empty() ? "" : " ") + word;
  std::vector<std::string> spellings{joined};
  std::vector<std::string> units;
  std::size_t letters = 0;
  for (const auto& word : words) {
    letters += word.size();
    text::each_piece(word, [&](std::string_view piece, bool) { units.emplace_back(piece); });
  }
  if (letters < 4 || has(joined, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    return spellings;
  const bool code = has(joined, digit) && has(joined, not_digit);
  if (!code || units.size() < 2 || units.size() > kUnits) {
    if (words.size() == 2 && !has(joined, digit)) spellings.push_back(words[0] + words[1]);
    return spellings;
  }
  for (unsigned cuts = 0; cuts < 1u << (units.size() - 1); ++cuts) {
    std::string spelling = units[0];
    bool good = true;
    for (std::size_t i = 1; i < units.size(); ++i) {
      if (cuts >> (i - 1) & 1) spelling += ' ';
      else if (digit(units[i - 1].back()) && digit(units[i][0])) good = false;
      spelling += units[i];
    }
    if (good && spelling != joined) spellings.push_back(spelling);
  }
  return spellings;
}

/// Why a spelling would match what nobody means; "" when it is fine.
std::string_view too_common(const std::vector<std::string>& words, std::string_view written) {
  if (words.empty()) return "nothing is left of it after folding";
  const bool emoji = static_cast<unsigned char>(words[0][0]) >= 0xE2;
  if (words.size() == 1 && words[0].size() < 2 && !emoji) return "a single letter or digit is left of it";
  if (words.size() == 2 && words[0].size() == 1 && words[1].size() == 1)
    return "two single letters are left of it";
  const bool numbers =
      std::all_of(words.begin(), words.end(), [](const auto& word) { return !has(word, not_digit); });
  if (numbers && words.size() < 3 && !(words.size() == 1 && words[0].size() >= 4)) {
    return written.empty() ? "" : "only a number is left of it";
  }
  return "";
}

/// Words of a term, as a reader counts them: 3-mmc is one.
std::uint8_t count_words(std::string_view written) {
  std::size_t words = 0;
  for (std::string_view word : split(written, ' ')) {
    words += std::any_of(word.begin(), word.end(), [](char c) {
      return digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    });
  }
  return static_cast<std::uint8_t>(std::min(words, kTermTokens));
}

}  // namespace

void Loader::context(const SourceFile& file, std::size_t line, std::string_view cell,
                     std::vector<ContextWord>& out) {
  if (cell.empty()) return;
  for (std::string_view each : split(cell, ',')) {
    each = trim(each);
    if (each.empty()) continue;
    ContextWord word{std::string(each), {}, 0};
    if (each.starts_with('#')) {
      word.shape = shape_from_name(each);
      if (word.shape == 0) {
        problem(file, line,
                fmt::format("unknown context class \"{}\"{}", printable(each, 40),
                            suggestion(each, shape_names())));
        continue;
      }
    } else {
      word.tokens = hashes(each);
      if (word.tokens.empty())
        odd(file, line, fmt::format("context \"{}\" matches nothing", printable(each, 40)));
      if (word.tokens.empty()) continue;
    }
    out.push_back(std::move(word));
  }
}

/// One row as a term; nullopt (with a problem) when its cells are wrong.
std::optional<Term> Loader::read_term(const SourceFile& file, const Row& row, LabelId label,
                                      Strength strength) {
  const auto& cell = row.cells;
  Term term{std::string(cell[0]),
            std::string(cell[3].empty() ? "xx" : cell[3]),
            label,
            strength,
            false,
            std::string(cell[4]),
            {},
            {},
            {},
            std::string(cell[8]),
            std::string(cell[9]),
            file.name,
            static_cast<std::uint32_t>(row.line),
            count_words(cell[0]),
            false};
  if (!cell[4].empty()) {
    for (std::string_view note : split(cell[4], ';')) {
      note = trim(note);
      if (!note.empty() && !note.starts_with("dict:")) term.ambiguous = true;
    }
  }
  context(file, row.line, cell[5], term.context_for);
  context(file, row.line, cell[6], term.context_against);
  if (!cell[7].empty()) {
    for (std::string_view variant : split(cell[7], '|')) {
      if (!trim(variant).empty()) term.variants.emplace_back(trim(variant));
    }
  }
  if (term.substance.empty()) term.substance = made_->labels_[label].substance;
  return term;
}

void Loader::lexicon(const SourceFile& file) {
  static constexpr std::string_view kColumns[] = {"term",      "label",       "weight",          "lang",
                                                  "ambiguity", "context_for", "context_against", "variants",
                                                  "substance", "source"};
  static constexpr std::string_view kWeights[] = {"strong", "medium", "weak", "none"};
  const Table table = read_table(file, kColumns, 3, problems_);
  const std::size_t room = made_->terms_.size() + table.rows.size();
  made_->terms_.reserve(room);
  folded_.reserve(room);
  keys_.reserve(room);
  for (const Row& row : table.rows) {
    const auto& cell = row.cells;
    if (cell[0].empty() || cell[0].size() > kTermBytes) {
      problem(
          file, row.line,
          cell[0].empty() ? std::string("empty term") : fmt::format("term longer than {} bytes", kTermBytes));
      continue;
    }
    const auto label = label_of(file, row.line, cell[1]);
    const auto weight = static_cast<std::size_t>(
        std::find(std::begin(kWeights), std::end(kWeights), cell[2]) - std::begin(kWeights));
    if (weight == std::size(kWeights)) {
      problem(file, row.line,
              fmt::format("unknown weight \"{}\"{}: strong, medium, weak or none", printable(cell[2], 40),
                          suggestion(cell[2], kWeights)));
    }
    if (!label || weight == std::size(kWeights)) continue;
    auto words = fold(cell[0]);
    std::string key;
    key.reserve(cell[0].size() + 16);
    for (const auto& word : words) key.append(word).push_back(' ');
    key += std::to_string(*label);
    const auto known = keys_.find(key);
    if (weight == 3) {
      if (known == keys_.end()) odd(file, row.line, fmt::format("no term \"{}\" to remove", cell[0]));
      else removed_.insert(known->second);
      continue;
    }
    auto term = read_term(file, row, *label, static_cast<Strength>(2 - weight));
    if (!term) continue;
    if (known != keys_.end()) {
      odd(file, row.line,
          fmt::format("\"{}\" replaces {}:{}", cell[0], made_->terms_[known->second].file,
                      made_->terms_[known->second].line));
      removed_.erase(known->second);
      made_->terms_[known->second] = std::move(*term);
      folded_[known->second] = std::move(words);
      continue;
    }
    if (made_->terms_.size() >= kTerms) {
      problem(file, row.line, fmt::format("more than {} terms", kTerms));
      return;
    }
    keys_.emplace(std::move(key), static_cast<TermId>(made_->terms_.size()));
    made_->terms_.push_back(std::move(*term));
    folded_.push_back(std::move(words));
  }
}

/// One-word terms that end like hennepteelt are about goods and offer none.
void Loader::mark_activities() {
  for (Term& term : made_->terms_) {
    if (term.words != 1) continue;
    for (const CompoundPart& tail : made_->compounds_.tails) {
      if (tail.activity && tail.value.size() >= 5 && term.text.size() > tail.value.size() &&
          term.text.ends_with(tail.value)) {
        term.activity = true;
      }
    }
  }
}

/// Spells out every term and builds the trie.
void Loader::index() {
  std::vector<std::pair<std::string, TermId>> spellings;
  spellings.reserve(made_->terms_.size() * 2);
  for (TermId id = 0; id < made_->terms_.size(); ++id) {
    if (removed_.contains(id)) continue;
    const Term& term = made_->terms_[id];
    const SourceFile file{term.file, {}};
    auto add = [&](std::string_view written, const std::vector<std::string>& words) {
      if (const auto why = too_common(words, written); !why.empty()) {
        odd(file, term.line, fmt::format("\"{}\" is not matched: {}", printable(written, 80), why));
        return;
      }
      if (words.size() > kTermTokens) {
        odd(file, term.line,
            fmt::format("\"{}\" has more than {} words", printable(written, 80), kTermTokens));
        return;
      }
      for (auto& spelling : spell(words)) spellings.emplace_back(std::move(spelling), id);
    };
    add(term.text, folded_[id]);
    for (const auto& variant : term.variants) add(variant, fold(variant));
  }
  made_->index_ = std::make_unique<Index>(std::move(spellings));
}

}  // namespace peil::taxonomy
