// labels/tools.hpp -- what classify can be asked about its taxonomy: the verbs lint, test, why, terms.
//
// Each returns text; the command prints it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "taxonomy/taxonomy.hpp"

namespace peil::labels {

/// A taxonomy made of the built-in tables and those of folders.
struct LoadedTaxonomy {
  std::shared_ptr<const taxonomy::Taxonomy> taxonomy;  ///< null when a problem is fatal
  std::vector<taxonomy::Problem> problems;
};

/// Reads the tables (*.tsv) of each folder, in order, after the built-in ones: rows add up, a row with
/// the same key replaces the earlier one, and a table that begins with the line `# replace` stands
/// alone. Throws Fatal(kUsage) when a folder cannot be read or holds no table.
LoadedTaxonomy load_taxonomy(const std::vector<std::string>& folders, bool lint = false);
/// The same, or Fatal(kUsage) with the first problems, a line each.
std::shared_ptr<const taxonomy::Taxonomy> need_taxonomy(const std::vector<std::string>& folders);

/// Writes the built-in tables into `folder`, made if absent. Throws Fatal(kUsage) if one is there
/// already and `force` is false.
void export_taxonomy(const std::string& folder, bool force);

/// Writes the tables of a taxonomy about `name` into `folder`, ready to be filled: labels, terms, cases. The
/// labels of a branch of that name (or its singular) that is built in are listed as comments. Returns what
/// to do next, for people. Throws Fatal(kUsage) if `name` is no slug, or a table is there already and `force` is false.
std::string init_taxonomy(std::string_view name, const std::string& folder, bool force,
                          const taxonomy::Taxonomy& builtin);

struct TestResult {
  std::string report;  ///< a line for each case that fails, and the sum
  std::size_t failed = 0;
};
/// Runs a table of cases: columns `text`, and any of `lang`, `expect_goods`, `expect_act`, `note`,
/// `known_miss`. `-` in expect_goods means none, in expect_act anything; several goods are separated
/// by commas, and a finer slug than the expected one is right. A case with a reason in `known_miss`
/// may fail; that it passes is mentioned. Throws Fatal(kUsage) when the table is wrong.
TestResult test_cases(const std::string& file, const taxonomy::Taxonomy& taxonomy, bool verbose);

/// What the lexicon knows of a word or phrase: its terms with labels, weights, contexts and origin,
/// how it is folded, and what would be found in it. "" never; `found` says whether it has any term.
std::string why_term(std::string_view term, const taxonomy::Taxonomy& taxonomy, bool& found);

/// The strong and medium terms of a label and those below it (all terms with `weak`), one a line,
/// sorted; of one language (and of none) if `language` is given. For use as search queries.
/// Throws Fatal(kUsage) on an unknown label, with the nearest.
std::string terms_of(std::string_view label, std::string_view language, bool weak,
                     const taxonomy::Taxonomy& taxonomy);

/// `name TAB description` lines for --list.
std::string list_labels(const taxonomy::Taxonomy& taxonomy);
std::string list_terms(const taxonomy::Taxonomy& taxonomy);
std::string list_schemes(const taxonomy::Taxonomy& taxonomy);

}  // namespace peil::labels
