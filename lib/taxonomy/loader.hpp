// taxonomy/loader.hpp -- what is only needed while a taxonomy is loaded; one method a table.
//
// For the sources of this module alone: load.cpp runs it, load_lexicon.cpp reads and spells out the
// terms, load_tables.cpp the small tables.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "taxonomy/taxonomy.hpp"
#include "text/tokens.hpp"

namespace peil::taxonomy {

/// A weight as written: at most three decimals, up to a million; nullopt when it is none.
std::optional<Weight> parse_weight(std::string_view text);

class Loader {
 public:
  Loader(std::vector<Problem>& problems, bool lint) : problems_(problems), lint_(lint), made_(new Taxonomy) {}

  /// Reads all tables; nullptr when a problem is fatal.
  std::unique_ptr<Taxonomy> run(std::span<const SourceFile> files);

 private:
  void problem(const SourceFile& file, std::size_t line, std::string what);
  void odd(const SourceFile& file, std::size_t line, std::string what);
  std::vector<std::string> fold(std::string_view text);
  std::vector<std::uint64_t> hashes(std::string_view text);
  /// The label of this name (scheme:slug), or a problem with the nearest.
  std::optional<LabelId> label_of(const SourceFile& file, std::size_t line, std::string_view name);

  void labels(const SourceFile& file);
  void settings(const SourceFile& file);
  void lexicon(const SourceFile& file);
  std::optional<Term> read_term(const SourceFile& file, const Row& row, LabelId label, Strength strength);
  void context(const SourceFile& file, std::size_t line, std::string_view cell,
               std::vector<ContextWord>& out);
  void channels(const SourceFile& file);
  void levels(const SourceFile& file);
  void audience(const SourceFile& file);
  void compounds(const SourceFile& file);
  void gates(const SourceFile& file);
  void refine(const SourceFile& file);
  void law(const SourceFile& file);

  void mark_activities();
  void sort_gates();
  void name_shops();
  void index();

  std::vector<Problem>& problems_;
  bool lint_;
  bool lint_builtin_ = true;  // false when a folder is checked: then only its own tables are odd
  std::unique_ptr<Taxonomy> made_;
  text::Tokenizer tokenizer_;
  text::Tokens tokens_;
  std::unordered_map<std::string, TermId> keys_;  // folded term, blank, label
  std::vector<std::vector<std::string>> folded_;  // words of each term
  std::set<TermId> removed_;
  std::pair<std::string, LabelId> last_label_;  // what label_of() found last
};

}  // namespace peil::taxonomy
