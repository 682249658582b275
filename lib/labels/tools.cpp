// labels/tools.cpp -- loading folders of tables, and the verbs about them.
#include "labels/tools.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/exit.hpp"
#include "base/output.hpp"
#include "base/words.hpp"
#include "labels/step.hpp"
#include "record/write.hpp"
#include "taxonomy/index.hpp"
#include "text/tokens.hpp"

namespace peil::labels {

using taxonomy::Problem;
using taxonomy::SourceFile;

namespace {

constexpr std::size_t kTableBytes = 256u << 20;
namespace fs = std::filesystem;

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// Names of the tables in a folder, sorted.
std::vector<std::string> tables_in(const std::string& folder) {
  std::vector<std::string> list;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".tsv") list.push_back(at->path().string());
  }
  if (error) throw Fatal(Exit::kUsage, fmt::format("{}: {}", folder, error.message()));
  if (list.empty()) throw Fatal(Exit::kUsage, fmt::format("{}: no table (*.tsv) in it", folder));
  std::sort(list.begin(), list.end());
  return list;
}

std::string join_problems(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& each : problems) text += (text.empty() ? "" : "\n") + each.str();
  return text;
}

}  // namespace

LoadedTaxonomy load_taxonomy(const std::vector<std::string>& folders, bool lint) {
  std::vector<SourceFile> files = taxonomy::Taxonomy::builtin_files();
  std::vector<std::unique_ptr<std::string>> texts;  // what the views below point into
  for (const std::string& folder : folders) {
    for (const std::string& path : tables_in(folder)) {
      // A folder also holds cases for `classify test`; they are no table of the taxonomy.
      if (base_name(path) == "cases.tsv") continue;
      texts.push_back(std::make_unique<std::string>(read_file(path, kTableBytes)));
      if (texts.back()->starts_with("# replace\n") || texts.back()->starts_with("# replace\r\n")) {
        std::erase_if(files, [&](const SourceFile& file) { return base_name(file.name) == base_name(path); });
      }
      files.push_back({path, *texts.back()});
    }
  }
  LoadedTaxonomy loaded;
  loaded.taxonomy = taxonomy::Taxonomy::load(files, loaded.problems, lint);
  return loaded;
}

std::shared_ptr<const taxonomy::Taxonomy> need_taxonomy(const std::vector<std::string>& folders) {
  LoadedTaxonomy loaded = load_taxonomy(folders);
  if (!loaded.taxonomy) throw Fatal(Exit::kUsage, join_problems(loaded.problems));
  return loaded.taxonomy;
}

void export_taxonomy(const std::string& folder, bool force) {
  if (mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
    throw Fatal(Exit::kUsage, fmt::format("{}: {}", folder, std::generic_category().message(errno)));
  }
  for (const SourceFile& file : taxonomy::Taxonomy::builtin_files()) {
    Output out = Output::file(folder + "/" + file.name, force);
    out.write(file.text);
    out.close();
  }
}

namespace {

struct Case {
  std::string_view text, lang, goods, act, note, known;
  std::size_t line;
};

std::string post_line(const Case& one) {
  Buffer line;
  line.append(opening(Kind::kItem, make_id('i', {one.text})) + ",");
  JsonWriter json(line);
  json.member("form", "post").member("text", one.text);
  if (!one.lang.empty()) json.key("lang").begin_object().member("code", one.lang).end_object();
  line.push('}');
  return line.str();
}

/// What is wrong with a case's verdicts; "" when nothing is.
std::string complaint(const Case& one, const Verdicts& verdicts) {
  std::vector<std::string> goods;
  for (const Verdict& each : verdicts.labels) {
    if (each.scheme == Scheme::kGoods) goods.push_back(each.label);
  }
  std::vector<std::string> wrong;
  if (one.goods == "-") {
    if (!goods.empty()) wrong.push_back(fmt::format("goods {}, expected none", fmt::join(goods, ", ")));
  } else if (!one.goods.empty()) {
    for (std::string_view expected : split(one.goods, ',')) {
      expected = trim(expected);
      const bool there = std::any_of(goods.begin(), goods.end(), [&](const std::string& slug) {
        return Taxonomy::below(slug, expected);
      });
      if (!there)
        wrong.push_back(fmt::format("goods {}, expected {}",
                                    goods.empty() ? "none" : fmt::format("{}", fmt::join(goods, ", ")),
                                    expected));
    }
  }
  if (one.act != "-" && !one.act.empty() && verdicts.act.slug != one.act) {
    wrong.push_back(fmt::format("act {}, expected {}", verdicts.act.slug, one.act));
  }
  return fmt::format("{}", fmt::join(wrong, "; "));
}

}  // namespace

TestResult test_cases(const std::string& file, const taxonomy::Taxonomy& taxonomy, bool verbose) {
  static constexpr std::string_view kColumns[] = {"text",       "lang", "expect_goods",
                                                  "expect_act", "note", "known_miss"};
  const std::string bytes = read_file(file, kTableBytes);
  std::vector<Problem> problems;
  const auto table = taxonomy::read_table({file, bytes}, kColumns, 1, problems);
  for (const auto& row : table.rows) {
    for (std::string_view slug : split(row.cells[2], ',')) {
      slug = trim(slug);
      if (slug.empty() || slug == "-" || taxonomy.find_label(Scheme::kGoods, slug)) continue;
      taxonomy::add_problem(problems, file, row.line,
                            fmt::format("unknown goods label \"{}\"", printable(slug, 60)));
    }
  }
  if (!problems.empty()) throw Fatal(Exit::kUsage, join_problems(problems));

  TestResult result;
  std::size_t passed = 0, known = 0;
  Classifier classifier(taxonomy, {});
  RecordParser parser;
  for (const auto& row : table.rows) {
    const Case one{row.cells[0], row.cells[1], row.cells[2], row.cells[3],
                   row.cells[4], row.cells[5], row.line};
    const std::string line = post_line(one);
    const auto record = parser.parse_copy(line);
    if (!record) throw Fatal(Exit::kUsage, fmt::format("{}:{}: {}", file, row.line, record.error().message));
    const auto verdicts = classifier.classify(**record, nullptr);
    const std::string wrong = complaint(one, *verdicts);
    const std::string where = fmt::format("{}:{}: ", file, row.line);
    if (wrong.empty()) {
      ++passed;
      if (!one.known.empty()) result.report += where + "passes, though it is listed as a known miss\n";
      else if (verbose) result.report += where + "passes: " + printable(one.text, 60) + "\n";
    } else if (!one.known.empty()) {
      ++known;
      result.report += fmt::format("{}known miss ({}): {}\n", where, printable(one.known, 100), wrong);
    } else {
      ++result.failed;
      result.report += fmt::format("{}{}: {}\n", where, wrong, printable(one.text, 100));
    }
  }
  result.report += fmt::format("{} of {} cases pass, {} fail, {} known misses\n", passed, table.rows.size(),
                               result.failed, known);
  return result;
}

namespace {

void describe(const taxonomy::Term& term, const taxonomy::Taxonomy& t, std::string& out) {
  const auto& label = t.label(term.label);
  out += fmt::format("{}\n  label      {}  {}\n  weight     {}, language {}\n", term.text,
                     t.label_name(term.label), label.definition, taxonomy::strength_name(term.strength),
                     term.languages);
  auto list = [&](std::string_view name, const std::vector<taxonomy::ContextWord>& words) {
    std::vector<std::string> texts;
    for (const auto& word : words) texts.push_back(word.text);
    if (!texts.empty()) out += fmt::format("  {:<10} {}\n", name, fmt::join(texts, ", "));
  };
  if (!term.ambiguity.empty()) out += fmt::format("  ambiguous  {}\n", term.ambiguity);
  list("needs", term.context_for);
  list("not near", term.context_against);
  if (!term.variants.empty()) out += fmt::format("  variants   {}\n", fmt::join(term.variants, ", "));
  if (!term.substance.empty()) out += fmt::format("  substance  {}\n", term.substance);
  if (!label.nl_basis.empty()) out += fmt::format("  law (NL)   {}\n", label.nl_basis);
  if (!term.source.empty()) out += fmt::format("  source     {}\n", term.source);
  out += fmt::format("  defined    {}:{}\n", term.file, term.line);
}

}  // namespace

std::string why_term(std::string_view written, const taxonomy::Taxonomy& t, bool& found) {
  text::Tokenizer tokenizer;
  text::Tokens tokens;
  tokenizer.tokenize(written, tokens);
  taxonomy::Shapes shapes;
  shapes.read(written, tokens);
  taxonomy::Matcher matcher(t);
  std::vector<taxonomy::Hit> hits;
  matcher.find(tokens, shapes, "unknown", hits);

  std::string out;
  std::set<taxonomy::TermId> shown;
  for (const auto& hit : hits) {
    if (!shown.insert(hit.term).second) continue;
    if (!out.empty()) out += "\n";
    describe(t.term(hit.term), t, out);
    if (hit.rule != taxonomy::Rule::kTerm)
      out += fmt::format("  found by   {} as {}\n", taxonomy::rule_name(hit.rule), t.label(hit.label).slug);
  }
  found = !hits.empty();
  std::string folded;
  for (const auto& token : tokens.list())
    folded += (folded.empty() ? "" : " ") + std::string(tokens.folded(token));
  if (found) return out;
  std::vector<std::string> spellings;
  for (const auto& term : t.terms()) spellings.push_back(tokenizer.fold(term.text));
  std::sort(spellings.begin(), spellings.end());
  spellings.erase(std::unique(spellings.begin(), spellings.end()), spellings.end());
  const std::vector<std::string_view> names(spellings.begin(), spellings.end());
  return fmt::format("no term matches \"{}\" (folded: {}){}\n", printable(written, 80), printable(folded, 80),
                     taxonomy::suggestion(folded, names));
}

std::string terms_of(std::string_view label, std::string_view language, bool weak,
                     const taxonomy::Taxonomy& t) {
  const bool full = label.find(':') != std::string_view::npos;
  const std::string wanted = full ? std::string(label) : fmt::format("goods:{}", label);
  std::set<std::string> list;
  bool known = false;
  for (taxonomy::LabelId id = 0; id < t.labels().size(); ++id) {
    known |= Taxonomy::below(t.label_name(id), wanted);
  }
  if (!known) {
    std::vector<std::string> owned;
    for (taxonomy::LabelId id = 0; id < t.labels().size(); ++id) {
      owned.push_back(full ? t.label_name(id) : t.label(id).slug);
    }
    const std::vector<std::string_view> names(owned.begin(), owned.end());
    throw Fatal(Exit::kUsage, fmt::format("unknown label \"{}\"{}; see --list labels", printable(label, 60),
                                          taxonomy::suggestion(label, names)));
  }
  for (const auto& term : t.terms()) {
    if (!Taxonomy::below(t.label_name(term.label), wanted)) continue;
    if (!weak && term.strength == taxonomy::Strength::kWeak) continue;
    if (!language.empty() && !term.speaks(language)) continue;
    list.insert(term.text);
  }
  std::string out;
  for (const auto& each : list) out += each + "\n";
  return out;
}

std::string list_labels(const taxonomy::Taxonomy& t) {
  std::vector<std::pair<std::string, std::string>> list;
  for (taxonomy::LabelId id = 0; id < t.labels().size(); ++id)
    list.emplace_back(t.label_name(id), t.label(id).definition);
  std::sort(list.begin(), list.end());
  std::string out;
  for (const auto& [name, what] : list) out += fmt::format("{}\t{}\n", name, what);
  return out;
}

std::string list_terms(const taxonomy::Taxonomy& t) {
  std::string out;
  for (const auto& term : t.terms()) {
    out += fmt::format("{}\t{} {} {}\n", term.text, t.label_name(term.label),
                       taxonomy::strength_name(term.strength), term.languages);
  }
  return out;
}

std::string list_schemes(const taxonomy::Taxonomy& t) {
  static constexpr std::string_view kWhat[] = {
      "what it is: drugs, precursors, growing supplies, medicines, weapons, gambling, others",
      "what is done: offer, request, review, discussion, news, help, law, scam_report, unknown",
      "where it stands: shop, classifieds, forum, darknet.market and others",
      "whether it is aimed at Dutch buyers, and by which signals",
      "signs of fraud, phishing and counterfeits",
      "user, retail, middle or wholesale, by amount and by price",
      "how: hosting, payment, post and contact",
      "signs of growing on a scale"};
  std::string out;
  for (std::size_t i = 0; i < taxonomy::kSchemes; ++i) {
    const auto scheme = static_cast<Scheme>(i);
    const auto count = std::count_if(t.labels().begin(), t.labels().end(),
                                     [&](const auto& each) { return each.scheme == scheme; });
    out += fmt::format("{}\t{} ({} labels)\n", taxonomy::scheme_name(scheme), kWhat[i], count);
  }
  return out;
}

}  // namespace peil::labels
