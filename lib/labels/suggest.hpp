// labels/suggest.hpp -- `classify suggest`: which words and phrases set one part of a corpus apart.
//
// Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn, Fightin' Words, Political
// Analysis 16, 2008): the prior is what the whole corpus uses, so that rare words need more evidence, and
// each difference comes with its z. A word counts once a document, so that no single text decides.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/flags.hpp"
#include "labels/subject.hpp"
#include "taxonomy/taxonomy.hpp"

namespace peil::labels {

struct SuggestSettings {
  std::string label;                    ///< documents with this goods label (or below it) are the foreground
  std::vector<std::string> match;       ///< or those in which one of these words or phrases stands
  std::vector<std::string> background;  ///< files that are background as a whole
  std::int64_t least = 3;               ///< documents of the foreground that a term must be in
  std::int64_t limit = 50;              ///< terms printed
  bool known = false;                   ///< print also what the lexicon has under the label
  bool rows = false;                    ///< print rows of a lexicon.tsv
};

struct SuggestInput {
  Pointers pointers;
  bool lines = false;  ///< plain text, each line a document
};

/// Reads the operands (JSON Lines of ours or of anyone; gzip and zstd too) and returns a table: term,
/// documents in foreground and background, log-odds, z, what the lexicon says of it, an example. With neither
/// label nor match all operands are foreground, and a background is needed. Memory grows with the
/// different words, up to kSuggestTerms. Throws Fatal(kUsage) on contradictions, kFailed on unreadable files.
std::string suggest(const SuggestSettings& settings, const SuggestInput& input,
                    const taxonomy::Taxonomy& taxonomy, const cli::Shared& shared);

/// Words and pairs kept; what is new beyond is not counted.
inline constexpr std::size_t kSuggestTerms = 4'000'000;

}  // namespace peil::labels
