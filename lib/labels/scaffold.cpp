// labels/scaffold.cpp -- `classify init`: the tables of a new taxonomy, ready to be filled.
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "base/exit.hpp"
#include "base/output.hpp"
#include "base/words.hpp"
#include "labels/tools.hpp"

namespace peil::labels {

namespace {

/// The built-in branch that `name` means: itself, or without its plural s.
std::string branch_of(std::string_view name, const taxonomy::Taxonomy& t) {
  for (const std::string_view slug : {name, name.substr(0, name.size() - (name.ends_with('s') ? 1 : 0))}) {
    if (t.find_label(taxonomy::Scheme::kGoods, slug)) return std::string(slug);
  }
  return "";
}

void write_table(const std::string& path, const std::string& text, bool force) {
  Output out = Output::file(path, force);
  out.write(text);
  out.close();
}

std::string label_rows(std::string_view branch, std::string_view name, const taxonomy::Taxonomy& t) {
  std::string out =
      "# The labels. A row with # before it is a comment. A slug is lower-case letters, digits and _; a dot "
      "makes a branch below another.\n"
      "scheme\tslug\tdefinition_en\tname_nl\tnl_basis\n";
  if (branch.empty()) return out + fmt::format("goods\t{}\tSay here what it is\t\t\n", name);
  for (const auto& label : t.labels()) {
    if (label.scheme != taxonomy::Scheme::kGoods || !taxonomy::Taxonomy::below(label.slug, branch)) continue;
    out +=
        fmt::format("# goods\t{}\t{}\t{}\t{}\n", label.slug, label.definition, label.name_nl, label.nl_basis);
  }
  return out;
}

std::string term_rows(std::string_view label) {
  return fmt::format(
      "# The terms, one a line. strong: means it wherever it stands (weight 4). medium: usually means it "
      "(2).\n"
      "# weak: only with a word or class of context_for near. A label needs 2 in a title, 4 in a text.\n"
      "term\tlang\tlabel\tweight\tambiguity\tcontext_for\tcontext_against\tvariants\tsubstance\tsource\n"
      "# example phrase\ten\tgoods:{0}\tstrong\n"
      "# ambiguous word\ten\tgoods:{0}\tmedium\talso something else\tsale,#price\tbook\n",
      label);
}

}  // namespace

std::string init_taxonomy(std::string_view name, const std::string& folder, bool force,
                          const taxonomy::Taxonomy& t) {
  if (!taxonomy::is_slug(name)) {
    throw Fatal(Exit::kUsage, fmt::format("\"{}\" is no slug: lower-case letters, digits, _ and dots",
                                          printable(name, 60)));
  }
  if (mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST)
    throw Fatal(Exit::kUsage, fmt::format("{}: {}", folder, std::generic_category().message(errno)));
  const std::string branch = branch_of(name, t);
  write_table(folder + "/taxonomy.tsv", label_rows(branch, name, t), force);
  write_table(folder + "/lexicon.tsv", term_rows(branch.empty() ? name : std::string_view(branch)), force);
  write_table(
      folder + "/cases.tsv",
      "# Texts with what must be found in them. - in expect_goods: nothing; - in expect_act: anything.\n"
      "# Write first what people write, then the terms; as many texts that must not be found as must.\n"
      "text\texpect_goods\texpect_act\tlang\tnote\n",
      force);
  std::string said = fmt::format(
      "{0}/taxonomy.tsv  the labels{1}\n"
      "{0}/lexicon.tsv   their terms\n"
      "{0}/cases.tsv     texts that prove them\n\n",
      folder,
      branch.empty() ? ""
                     : fmt::format(" ({} is built in: its labels are listed as comments, your "
                                   "rows add to its terms, see classify terms {})",
                                   branch, branch));
  said += fmt::format(
      "1. write texts into cases.tsv\n"
      "2. classify suggest --match WORD CORPUS.jsonl    finds terms beside one that you know\n"
      "3. classify lint {0}\n"
      "4. classify test --taxonomy={0} {0}/cases.tsv\n"
      "5. classify --taxonomy={0} FILE…\n",
      folder);
  return said;
}

}  // namespace peil::labels
