// taxonomy/load.cpp -- from tables to a Taxonomy: checking, spelling out, indexing.
#include <algorithm>

#include <fmt/format.h>

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/words.hpp"
#include "taxonomy/index.hpp"
#include "taxonomy/loader.hpp"

PEIL_EMBEDDED(lexicon_tsv, peil_data_taxonomy_lexicon_tsv)
PEIL_EMBEDDED(taxonomy_tsv, peil_data_taxonomy_taxonomy_tsv)
PEIL_EMBEDDED(channels_tsv, peil_data_taxonomy_channels_tsv)
PEIL_EMBEDDED(levels_tsv, peil_data_taxonomy_levels_tsv)
PEIL_EMBEDDED(audience_tsv, peil_data_taxonomy_audience_tsv)
PEIL_EMBEDDED(compounds_tsv, peil_data_taxonomy_compounds_tsv)
PEIL_EMBEDDED(gates_tsv, peil_data_taxonomy_gates_tsv)
PEIL_EMBEDDED(settings_tsv, peil_data_taxonomy_settings_tsv)
PEIL_EMBEDDED(refine_tsv, peil_data_taxonomy_refine_tsv)
PEIL_EMBEDDED(law_tsv, peil_data_taxonomy_law_tsv)

namespace peil::taxonomy {

namespace {

constexpr std::size_t kLabels = 60'000;  // LabelId is 16 bits

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

std::optional<Weight> parse_weight(std::string_view text) {
  const auto value = Decimal::parse(text);
  if (!value) return std::nullopt;
  const auto scaled = value->times(Decimal(1000));
  if (!scaled || scaled->scale() != 0) return std::nullopt;
  const Int128 whole = scaled->coefficient();
  if (whole > 1'000'000'000 || whole < -1'000'000'000) return std::nullopt;
  return static_cast<Weight>(whole);
}

std::unique_ptr<Taxonomy> Loader::run(std::span<const SourceFile> files) {
  using Method = void (Loader::*)(const SourceFile&);
  static constexpr std::pair<std::string_view, Method> kFiles[] = {
      {"taxonomy.tsv", &Loader::labels},     {"settings.tsv", &Loader::settings},
      {"lexicon.tsv", &Loader::lexicon},     {"channels.tsv", &Loader::channels},
      {"levels.tsv", &Loader::levels},       {"audience.tsv", &Loader::audience},
      {"compounds.tsv", &Loader::compounds}, {"gates.tsv", &Loader::gates},
      {"refine.tsv", &Loader::refine},       {"law.tsv", &Loader::law}};
  std::vector<std::string_view> names;
  for (const auto& [name, method] : kFiles) names.push_back(name);
  lint_builtin_ = std::none_of(files.begin(), files.end(), [](const SourceFile& file) {
    return file.name.find('/') != std::string::npos;
  });
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

void Loader::problem(const SourceFile& file, std::size_t line, std::string what) {
  add_problem(problems_, file.name, line, std::move(what));
}

void Loader::odd(const SourceFile& file, std::size_t line, std::string what) {
  if (lint_ && (lint_builtin_ || file.name.find('/') != std::string::npos))
    add_problem(problems_, file.name, line, std::move(what), false);
}

std::vector<std::string> Loader::fold(std::string_view text) {
  tokenizer_.tokenize(text, tokens_);
  std::vector<std::string> words;
  for (const auto& token : tokens_.list()) words.emplace_back(tokens_.folded(token));
  return words;
}

std::vector<std::uint64_t> Loader::hashes(std::string_view text) {
  std::vector<std::uint64_t> list;
  tokenizer_.tokenize(text, tokens_);
  for (const auto& token : tokens_.list()) list.push_back(token.hash);
  return list;
}

std::optional<LabelId> Loader::label_of(const SourceFile& file, std::size_t line, std::string_view name) {
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

void Loader::labels(const SourceFile& file) {
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
    if (!is_slug(slug) || made_->labels_.size() >= kLabels) {
      problem(file, row.line,
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
    const auto [at, fresh] = made_->label_ids_.try_emplace(key, static_cast<LabelId>(made_->labels_.size()));
    if (fresh) made_->labels_.push_back(std::move(label));
    else made_->labels_[at->second] = std::move(label);
  }
}

void Loader::settings(const SourceFile& file) {
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
    const auto named = [&](const auto& each) { return each.first == row.cells[0]; };
    const auto weight = std::find_if(std::begin(weights), std::end(weights), named);
    const auto count = std::find_if(std::begin(counts), std::end(counts), named);
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

std::vector<SourceFile> Taxonomy::builtin_files() {
  return {{"taxonomy.tsv", taxonomy_tsv()},   {"settings.tsv", settings_tsv()},
          {"lexicon.tsv", lexicon_tsv()},     {"channels.tsv", channels_tsv()},
          {"levels.tsv", levels_tsv()},       {"audience.tsv", audience_tsv()},
          {"compounds.tsv", compounds_tsv()}, {"gates.tsv", gates_tsv()},
          {"refine.tsv", refine_tsv()},       {"law.tsv", law_tsv()}};
}

std::unique_ptr<Taxonomy> Taxonomy::load(std::span<const SourceFile> files, std::vector<Problem>& problems,
                                         bool lint) {
  return Loader(problems, lint).run(files);
}

}  // namespace peil::taxonomy
