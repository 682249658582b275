// taxonomy/load.cpp -- from tables to a Taxonomy: checking, spelling out, indexing.
#include <algorithm>
#include <charconv>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/words.hpp"
#include "taxonomy/index.hpp"
#include "taxonomy/shapes.hpp"
#include "taxonomy/taxonomy.hpp"
#include "text/tokens.hpp"

PEIL_EMBEDDED(lexicon_tsv, peil_data_taxonomy_lexicon_tsv)
PEIL_EMBEDDED(taxonomy_tsv, peil_data_taxonomy_taxonomy_tsv)
PEIL_EMBEDDED(channels_tsv, peil_data_taxonomy_channels_tsv)
PEIL_EMBEDDED(levels_tsv, peil_data_taxonomy_levels_tsv)
PEIL_EMBEDDED(audience_tsv, peil_data_taxonomy_audience_tsv)
PEIL_EMBEDDED(compounds_tsv, peil_data_taxonomy_compounds_tsv)
PEIL_EMBEDDED(gates_tsv, peil_data_taxonomy_gates_tsv)
PEIL_EMBEDDED(settings_tsv, peil_data_taxonomy_settings_tsv)

namespace peil::taxonomy {

namespace {

constexpr std::size_t kTermBytes = 200;    // of a term as written
constexpr std::size_t kTerms = 2'000'000;  // of one taxonomy
constexpr std::size_t kLabels = 60'000;    // LabelId is 16 bits
constexpr std::size_t kUnits = 6;          // pieces of a code that are spelt in every way

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

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

std::optional<Weight> parse_weight(std::string_view text) {
  const auto value = Decimal::parse(text);
  if (!value) return std::nullopt;
  const auto scaled = value->times(Decimal(1000));
  if (!scaled || scaled->scale() != 0) return std::nullopt;
  const Int128 whole = scaled->coefficient();
  if (whole > 1'000'000'000 || whole < -1'000'000'000) return std::nullopt;
  return static_cast<Weight>(whole);
}

}  // namespace

/// Holds what is only needed while loading. One method a table.
class Loader {
 public:
  Loader(std::vector<Problem>& problems, bool lint) : problems_(problems), lint_(lint), made_(new Taxonomy) {}

  std::unique_ptr<Taxonomy> run(std::span<const SourceFile> files) {
    using Method = void (Loader::*)(const SourceFile&);
    static constexpr std::pair<std::string_view, Method> kFiles[] = {
        {"taxonomy.tsv", &Loader::labels},     {"settings.tsv", &Loader::settings},
        {"lexicon.tsv", &Loader::lexicon},     {"channels.tsv", &Loader::channels},
        {"levels.tsv", &Loader::levels},       {"audience.tsv", &Loader::audience},
        {"compounds.tsv", &Loader::compounds}, {"gates.tsv", &Loader::gates}};
    std::vector<std::string_view> names;
    for (const auto& [name, method] : kFiles) names.push_back(name);
    Sha256 digest;
    for (const SourceFile& file : files) {
      const auto name = base_name(file.name);
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        problem(file, 0, fmt::format("no such table{}", suggestion(name, names)));
      }
      digest.update(name);
      digest.update(std::string_view("\0", 1));
      digest.update(file.text);
      digest.update(std::string_view("\0", 1));
    }
    for (const auto& [name, method] : kFiles) {
      for (const SourceFile& file : files) {
        if (base_name(file.name) == name) (this->*method)(file);
      }
    }
    for (const Problem& each : problems_) {
      if (each.fatal) return nullptr;
    }
    mark_activities();
    sort_gates();
    name_shops();
    index();
    made_->digest_ = sha256_label(digest.finish());
    return std::move(made_);
  }

 private:
  void problem(const SourceFile& file, std::size_t line, std::string what) {
    add_problem(problems_, file.name, line, std::move(what));
  }
  void odd(const SourceFile& file, std::size_t line, std::string what) {
    if (lint_) add_problem(problems_, file.name, line, std::move(what), false);
  }

  std::vector<std::string> fold(std::string_view text) {
    tokenizer_.tokenize(text, tokens_);
    std::vector<std::string> words;
    for (const auto& token : tokens_.list()) words.emplace_back(tokens_.folded(token));
    return words;
  }
  std::vector<std::uint64_t> hashes(std::string_view text) {
    std::vector<std::uint64_t> list;
    tokenizer_.tokenize(text, tokens_);
    for (const auto& token : tokens_.list()) list.push_back(token.hash);
    return list;
  }

  std::optional<LabelId> label_of(const SourceFile& file, std::size_t line, std::string_view name) {
    if (name == last_label_.first) return last_label_.second;  // tables are sorted by label
    if (const auto at = made_->label_ids_.find(name); at != made_->label_ids_.end()) {
      last_label_ = *at;
      return at->second;
    }
    if (problems_.size() >= kProblems) return std::nullopt;  // a suggestion takes time
    std::vector<std::string_view> names;
    for (const auto& [each, id] : made_->label_ids_) names.push_back(each);
    problem(file, line, fmt::format("unknown label \"{}\"{}", printable(name, 80), suggestion(name, names)));
    return std::nullopt;
  }

  void labels(const SourceFile& file) {
    static constexpr std::string_view kColumns[] = {"scheme",   "slug",       "parent",     "definition_en",
                                                    "name_nl",  "substance",  "euda_unodc", "misp",
                                                    "nl_basis", "eu_un_basis"};
    const Table table = read_table(file, kColumns, 2, problems_);
    std::vector<std::string_view> schemes;
    for (std::size_t i = 0; i < kSchemes; ++i) schemes.push_back(scheme_name(static_cast<Scheme>(i)));
    for (const Row& row : table.rows) {
      const auto scheme = scheme_from_name(row.cells[0]);
      const std::string_view slug = row.cells[1];
      if (!scheme) {
        problem(file, row.line,
                fmt::format("unknown scheme \"{}\"{}", printable(row.cells[0], 60),
                            suggestion(row.cells[0], schemes)));
        continue;
      }
      const bool good = !slug.empty() && slug.size() <= 80 && slug.front() != '.' && slug.back() != '.' &&
                        std::all_of(slug.begin(), slug.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || digit(c) || c == '.' || c == '_';
                        });
      if (!good || made_->labels_.size() >= kLabels) {
        problem(
            file, row.line,
            fmt::format("\"{}\" is no slug: lower-case letters, digits, _ and dots", printable(slug, 80)));
        continue;
      }
      if (!row.cells[2].empty() && slug.substr(0, slug.rfind('.')) != row.cells[2] &&
          *scheme == Scheme::kGoods && !Taxonomy::below(slug, row.cells[2])) {
        odd(file, row.line, fmt::format("parent \"{}\" is no ancestor of \"{}\"", row.cells[2], slug));
      }
      Label label{*scheme,
                  std::string(slug),
                  std::string(row.cells[3]),
                  std::string(row.cells[4]),
                  std::string(row.cells[5]),
                  std::string(row.cells[6]),
                  std::string(row.cells[7]),
                  std::string(row.cells[8]),
                  std::string(row.cells[9])};
      const std::string key = fmt::format("{}:{}", row.cells[0], slug);
      const auto [at, fresh] =
          made_->label_ids_.try_emplace(key, static_cast<LabelId>(made_->labels_.size()));
      if (fresh) made_->labels_.push_back(std::move(label));
      else made_->labels_[at->second] = std::move(label);
    }
  }

  void settings(const SourceFile& file) {
    static constexpr std::string_view kColumns[] = {"name", "value", "meaning"};
    auto& s = made_->settings_;
    const std::pair<std::string_view, Weight*> weights[] = {
        {"strong", &s.strong},
        {"medium", &s.medium},
        {"medium_without_context", &s.medium_without_context},
        {"weak", &s.weak},
        {"extra_word", &s.extra_word},
        {"title_threshold", &s.title_threshold},
        {"post_other_threshold", &s.post_other_threshold},
        {"body_threshold", &s.body_threshold},
        {"long_threshold", &s.long_threshold},
        {"risk_threshold", &s.risk_threshold},
        {"directed", &s.directed},
        {"possible", &s.possible},
        {"report_share", &s.report_share}};
    const std::pair<std::string_view, std::uint32_t*> counts[] = {
        {"window", &s.window}, {"long_tokens", &s.long_tokens}, {"report_words", &s.report_words}};
    std::vector<std::string_view> names;
    for (const auto& [name, at] : weights) names.push_back(name);
    for (const auto& [name, at] : counts) names.push_back(name);
    const Table table = read_table(file, kColumns, 2, problems_);
    for (const Row& row : table.rows) {
      const auto value = parse_weight(row.cells[1]);
      const auto weight = std::find_if(std::begin(weights), std::end(weights),
                                       [&](const auto& each) { return each.first == row.cells[0]; });
      const auto count = std::find_if(std::begin(counts), std::end(counts),
                                      [&](const auto& each) { return each.first == row.cells[0]; });
      if (weight == std::end(weights) && count == std::end(counts)) {
        problem(file, row.line,
                fmt::format("unknown setting \"{}\"{}", printable(row.cells[0], 60),
                            suggestion(row.cells[0], names)));
      } else if (!value || *value < 0 || *value > 1'000'000) {
        problem(file, row.line,
                fmt::format("\"{}\" is no number from 0 to 1000 with at most three decimals",
                            printable(row.cells[1], 40)));
      } else if (weight != std::end(weights)) {
        *weight->second = *value;
      } else if (*value % kUnit != 0) {
        problem(file, row.line, fmt::format("{} must be whole", row.cells[0]));
      } else {
        *count->second = static_cast<std::uint32_t>(*value / kUnit);
      }
    }
  }

  void context(const SourceFile& file, std::size_t line, std::string_view cell,
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

  void lexicon(const SourceFile& file) {
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
        problem(file, row.line,
                cell[0].empty() ? std::string("empty term")
                                : fmt::format("term longer than {} bytes", kTermBytes));
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
      Term term{std::string(cell[0]),
                std::string(cell[3].empty() ? "xx" : cell[3]),
                *label,
                static_cast<Strength>(2 - weight),
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
      if (term.substance.empty()) term.substance = made_->labels_[*label].substance;
      if (known != keys_.end()) {
        odd(file, row.line,
            fmt::format("\"{}\" replaces {}:{}", cell[0], made_->terms_[known->second].file,
                        made_->terms_[known->second].line));
        removed_.erase(known->second);
        made_->terms_[known->second] = std::move(term);
        folded_[known->second] = std::move(words);
        continue;
      }
      if (made_->terms_.size() >= kTerms) {
        problem(file, row.line, fmt::format("more than {} terms", kTerms));
        return;
      }
      keys_.emplace(std::move(key), static_cast<TermId>(made_->terms_.size()));
      made_->terms_.push_back(std::move(term));
      folded_.push_back(std::move(words));
    }
  }

  void channels(const SourceFile& file) {
    static constexpr std::string_view kColumns[] = {"kind", "value", "channel", "note"};
    const Table table = read_table(file, kColumns, 3, problems_);
    for (const Row& row : table.rows) {
      const auto label = label_of(file, row.line, fmt::format("channel:{}", row.cells[2]));
      if (!label) continue;
      if (row.cells[0] == "domain") made_->hosts_[to_lower_ascii(row.cells[1])] = *label;
      else if (row.cells[0] == "software") made_->software_[to_lower_ascii(row.cells[1])] = *label;
      else
        problem(file, row.line,
                fmt::format("unknown kind \"{}\": domain or software", printable(row.cells[0], 40)));
    }
  }

  void levels(const SourceFile& file) {
    static constexpr std::string_view kColumns[] = {"label",      "unit",       "user_max",
                                                    "retail_max", "middle_max", "source"};
    const Table table = read_table(file, kColumns, 4, problems_);
    for (const Row& row : table.rows) {
      const auto& cell = row.cells;
      const bool price = cell[0] == "any";
      const auto label = price ? std::optional<LabelId>(LabelId{0})
                               : label_of(file, row.line, fmt::format("goods:{}", cell[0]));
      if (!label) continue;
      if (!price && cell[1] != "g" && cell[1] != "ml" && cell[1] != "units") {
        problem(file, row.line,
                fmt::format("unknown unit \"{}\": g, ml or units (a currency needs label any)",
                            printable(cell[1], 20)));
        continue;
      }
      Cut cut{*label, std::string(cell[1]), {}, {}, {}};
      const auto user = Decimal::parse(cell[2]), retail = Decimal::parse(cell[3]),
                 middle = Decimal::parse(cell[4]);
      if (!user || !retail || (!price && !middle) || *user > *retail || (!price && *retail > *middle)) {
        problem(file, row.line, "the cuts must be numbers that do not fall");
        continue;
      }
      cut.user = *user, cut.retail = *retail;
      if (!price) cut.middle = *middle;
      auto& cuts = made_->cuts_;
      const auto old = std::find_if(cuts.begin(), cuts.end(), [&](const Cut& each) {
        return each.unit == cut.unit && each.label == cut.label && each.middle.has_value() == !price;
      });
      if (old == cuts.end()) cuts.push_back(cut);
      else *old = cut;
    }
  }

  void audience(const SourceFile& file) {
    static constexpr std::string_view kColumns[] = {"signal", "weight", "note"};
    const Table table = read_table(file, kColumns, 2, problems_);
    for (const Row& row : table.rows) {
      const auto weight = parse_weight(row.cells[1]);
      if (!weight) problem(file, row.line, fmt::format("\"{}\" is no weight", printable(row.cells[1], 40)));
      else made_->audience_[std::string(row.cells[0])] = *weight;
    }
  }

  void compounds(const SourceFile& file) {
    static constexpr std::string_view kColumns[] = {"kind", "lang", "value", "group", "relabel"};
    static constexpr std::string_view kKinds[] = {"head", "link", "tail", "ending"};
    auto& made = made_->compounds_;
    const Table table = read_table(file, kColumns, 3, problems_);
    for (const Row& row : table.rows) {
      const auto& cell = row.cells;
      const auto words = fold(cell[2]);
      if (words.size() != 1) {
        problem(file, row.line, fmt::format("\"{}\" is not one word", printable(cell[2], 60)));
        continue;
      }
      if (cell[0] == "head") made.heads.push_back(words[0]);
      else if (cell[0] == "link") made.links.push_back(words[0]);
      else if (cell[0] == "ending") made.endings.push_back(words[0]);
      else if (cell[0] == "tail") {
        CompoundPart part{words[0], cell[3] == "activity", 0, 0};
        if (!cell[4].empty()) {
          const auto parts = split(cell[4], '>');
          if (parts.size() != 2) {
            problem(file, row.line, "relabel is written A>B");
            continue;
          }
          const auto under = label_of(file, row.line, fmt::format("goods:{}", trim(parts[0])));
          const auto becomes = label_of(file, row.line, fmt::format("goods:{}", trim(parts[1])));
          if (!under || !becomes) continue;
          part.under = *under, part.becomes = *becomes;
        }
        made.tails.push_back(part);
      } else {
        problem(file, row.line,
                fmt::format("unknown kind \"{}\"{}", printable(cell[0], 40), suggestion(cell[0], kKinds)));
      }
    }
  }

  void gates(const SourceFile& file) {
    static constexpr std::string_view kColumns[] = {"gate", "word"};
    const Table table = read_table(file, kColumns, 2, problems_);
    for (const Row& row : table.rows) {
      auto list = hashes(row.cells[1]);
      const auto known = made_->gates_.try_emplace(std::string(row.cells[0]),
                                                   std::uint32_t{1} << (made_->gates_.size() % 32));
      if (made_->gates_.size() > 32) problem(file, row.line, "more than 32 gates");
      else if (list.empty()) problem(file, row.line, "empty word");
      else made_->gate_words_.push_back({known.first->second, std::move(list)});
    }
  }

  void sort_gates() {
    auto& words = made_->gate_words_;
    std::stable_sort(words.begin(), words.end(),
                     [](const auto& a, const auto& b) { return a.tokens[0] < b.tokens[0]; });
    for (const auto& word : words) {
      made_->gate_filter_[(word.tokens[0] >> 6) & 63] |= std::uint64_t{1} << (word.tokens[0] & 63);
    }
  }

  /// Terms of the shop channels as a host would spell them: grow shop is growshop.
  void name_shops() {
    constexpr std::size_t kLetters = 8;
    for (const Term& term : made_->terms_) {
      const Label& label = made_->labels_[term.label];
      if (label.scheme != Scheme::kChannel || !label.slug.starts_with("shop.")) continue;
      std::string name;
      for (const std::string& word : fold(term.text)) name += word;
      const bool plain = std::all_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
      if (plain && name.size() >= kLetters) made_->shop_names_.emplace_back(std::move(name), term.label);
    }
    std::stable_sort(made_->shop_names_.begin(), made_->shop_names_.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  }

  /// One-word terms that end like hennepteelt are about goods and offer none.
  void mark_activities() {
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
  void index() {
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

  std::vector<Problem>& problems_;
  bool lint_;
  std::unique_ptr<Taxonomy> made_;
  text::Tokenizer tokenizer_;
  text::Tokens tokens_;
  std::unordered_map<std::string, TermId> keys_;  // folded term, tab, label
  std::vector<std::vector<std::string>> folded_;  // words of each term
  std::set<TermId> removed_;
  std::pair<std::string, LabelId> last_label_;  // what label_of() found last
};

std::vector<SourceFile> Taxonomy::builtin_files() {
  return {{"taxonomy.tsv", taxonomy_tsv()},   {"settings.tsv", settings_tsv()},
          {"lexicon.tsv", lexicon_tsv()},     {"channels.tsv", channels_tsv()},
          {"levels.tsv", levels_tsv()},       {"audience.tsv", audience_tsv()},
          {"compounds.tsv", compounds_tsv()}, {"gates.tsv", gates_tsv()}};
}

std::unique_ptr<Taxonomy> Taxonomy::load(std::span<const SourceFile> files, std::vector<Problem>& problems,
                                         bool lint) {
  return Loader(problems, lint).run(files);
}

}  // namespace peil::taxonomy
