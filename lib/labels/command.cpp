// labels/command.cpp -- the filter and the verbs, from settings to exit status.
#include "labels/command.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/output.hpp"
#include "frame/filter.hpp"
#include "labels/step.hpp"
#include "labels/tools.hpp"
#include "url/host.hpp"

namespace peil::labels {

namespace {

std::size_t width_of(const Settings& settings) {
  if (settings.width > 0) return static_cast<std::size_t>(settings.width);
  winsize size{};
  if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) {
    return std::min<std::size_t>(size.ws_col, 100);
  }
  return 80;
}

Exit print(const std::string& text, const cli::Shared& shared, Exit status) {
  Output out = shared.output ? Output::file(*shared.output, shared.force) : Output::standard();
  out.write(text);
  out.close();
  return status;
}

/// The taxonomy, or all its mistakes, a line each, before any input is read.
std::shared_ptr<const taxonomy::Taxonomy> taxonomy_of(const Settings& settings, const cli::Shared& shared) {
  LoadedTaxonomy loaded = load_taxonomy(settings.taxonomy);
  if (loaded.taxonomy) return loaded.taxonomy;
  const auto& problems = loaded.problems;
  for (std::size_t i = 0; i + 1 < problems.size(); ++i) cli::say(shared.program, problems[i].str());
  throw Fatal(Exit::kUsage, problems.back().str());
}

void need_operands(const cli::Shared& shared, std::size_t least, std::string_view what) {
  if (shared.operands.size() < least) {
    throw Fatal(Exit::kUsage, fmt::format("{} needs {}", shared.verb, what));
  }
}

Exit lint(const Settings& settings, const cli::Shared& shared) {
  std::vector<std::string> folders = settings.taxonomy;
  folders.insert(folders.end(), shared.operands.begin(), shared.operands.end());
  const LoadedTaxonomy loaded = load_taxonomy(folders, true);
  std::string text;
  for (const auto& problem : loaded.problems) {
    text += fmt::format("{}{}\n", problem.str(), problem.fatal ? "" : " (note)");
  }
  if (!loaded.taxonomy) return print(text, shared, Exit::kUsage);
  const auto& t = *loaded.taxonomy;
  text += fmt::format("{} labels, {} terms, {} notes; {}\n", t.labels().size(), t.terms().size(),
                      loaded.problems.size(), t.digest());
  return print(text, shared, Exit::kOk);
}

Exit test(const Settings& settings, const cli::Shared& shared) {
  need_operands(shared, 1, "a table of cases");
  const auto taxonomy = taxonomy_of(settings, shared);
  std::string text;
  std::size_t failed = 0;
  for (const std::string& file : shared.operands) {
    const TestResult result = test_cases(file, *taxonomy, shared.verbose > 0);
    text += result.report;
    failed += result.failed;
  }
  return print(text, shared, failed == 0 ? Exit::kOk : Exit::kPartial);
}

Exit why(const Settings& settings, const cli::Shared& shared) {
  need_operands(shared, 1, "a term");
  const auto taxonomy = taxonomy_of(settings, shared);
  std::string term;
  for (const std::string& word : shared.operands) term += (term.empty() ? "" : " ") + word;
  bool found = false;
  const std::string text = why_term(term, *taxonomy, found);
  return print(text, shared, found ? Exit::kOk : Exit::kPartial);
}

Exit terms(const Settings& settings, const cli::Shared& shared) {
  need_operands(shared, 1, "a label");
  const auto taxonomy = taxonomy_of(settings, shared);
  std::string text;
  for (const std::string& label : shared.operands) {
    text += terms_of(label, settings.language, settings.weak, *taxonomy);
  }
  return print(text, shared, Exit::kOk);
}

Exit init(const cli::Shared& shared) {
  need_operands(shared, 1, "a name, and perhaps a folder");
  const std::string& name = shared.operands[0];
  const std::string folder = shared.operands.size() > 1 ? shared.operands[1] : name;
  const auto builtin = need_taxonomy({});
  return print(init_taxonomy(name, folder, shared.force, *builtin), shared, Exit::kOk);
}

Exit suggest(const Settings& settings, const cli::Shared& shared) {
  if (settings.lines && !settings.text_input) throw Fatal(Exit::kUsage, "--lines goes with --text-input");
  const auto taxonomy = taxonomy_of(settings, shared);
  const SuggestInput input{settings.pointers, settings.text_input};
  return print(labels::suggest(settings.suggest, input, *taxonomy, shared), shared, Exit::kOk);
}

Exit filter(const Settings& settings, const cli::Shared& shared) {
  if (settings.lines && !settings.text_input) throw Fatal(Exit::kUsage, "--lines goes with --text-input");
  const auto taxonomy = taxonomy_of(settings, shared);
  const auto model = need_model(settings.model, settings.no_model);
  const bool speaks = Learned(model, *taxonomy).speaks();
  if (!speaks && !settings.model.empty()) {
    throw Fatal(Exit::kUsage, fmt::format("{}: a label of its card is not in the taxonomy", settings.model));
  }
  StepOptions options{settings.pointers,        settings.explain, cli::wants_color(shared), width_of(settings),
                      shared.now.value_or(""), settings.lines,   speaks ? model : nullptr};
  frame::Filter filter;
  filter.command = "classify";
  filter.framing = !settings.text_input ? frame::Framing::kJsonLines
                   : settings.lines     ? frame::Framing::kTextLines
                                        : frame::Framing::kTextWhole;
  filter.needs_page = true;
  filter.writes_run_record = !settings.explain;
  filter.data = {{"taxonomy", taxonomy->digest()}};
  if (speaks) filter.data.emplace_back("model", model->digest());
  filter.make_step = [&] {
    url::preload();
    return std::make_unique<ClassifyStep>(taxonomy, options);
  };
  return frame::run(filter, shared);
}

}  // namespace

Exit run(const Settings& settings, const cli::Shared& shared) {
  if (!settings.export_to.empty()) {
    export_taxonomy(settings.export_to, shared.force);
    return Exit::kOk;
  }
  if (shared.verb == "lint") return lint(settings, shared);
  if (shared.verb == "test") return test(settings, shared);
  if (shared.verb == "why") return why(settings, shared);
  if (shared.verb == "init") return init(shared);
  if (shared.verb == "suggest") return suggest(settings, shared);
  if (shared.verb == "terms") return terms(settings, shared);
  if (shared.verb == "train") return train(settings.train, *taxonomy_of(settings, shared), shared);
  if (shared.verb == "sample") return sample(settings.eval, shared);
  if (shared.verb == "eval") {
    return evaluate(settings.eval, settings.train, need_model(settings.model, settings.no_model),
                    *taxonomy_of(settings, shared), shared);
  }
  if (shared.verb == "card") return print(print_card(*need_model(settings.model, false)), shared, Exit::kOk);
  return filter(settings, shared);
}

}  // namespace peil::labels
