// What is printed on request: help, lists, schema, completions.
#include <algorithm>
#include <sstream>

#include "cli_fixture.hpp"

namespace peil::cli {
namespace {

std::size_t widest(const std::string& text) {
  std::istringstream lines(text);
  std::size_t most = 0;
  for (std::string line; std::getline(lines, line);) {
    auto width = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
    most = std::max(most, static_cast<std::size_t>(width));
  }
  return most;
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_F(Cli, ShortHelpFitsOneScreen) {
  Outcome outcome = call({"-h"});
  EXPECT_EQ(outcome.status, Exit::kOk);
  EXPECT_EQ(outcome.err, "");
  EXPECT_LE(lines_of(outcome.out), 40u);
  EXPECT_LE(widest(outcome.out), 80u);
  for (const char* words :
       {"usage: classify [flag…] [VERB] [FILE…]", "# How sure?", "-o, --output FILE", "-h, --help"})
    EXPECT_NE(outcome.out.find(words), std::string::npos) << words;
  EXPECT_EQ(outcome.out.find("A third?"), std::string::npos);
}

TEST_F(Cli, LongHelpHasEveryFlagWithUnitAndDefaultAndTheLimits) {
  Outcome outcome = call({"--help"});
  EXPECT_EQ(outcome.status, Exit::kOk);
  EXPECT_LE(widest(outcome.out), 80u);
  for (const char* words :
       {"--tor[=HOST:PORT]", "(default: 30s)", "(default: 16M)", "PEIL_THRESHOLD", "--completion",
        "require or off (default: try)", "--folds N", "64 MiB  one JSON line", "A third?", "(--max-size)"})
    EXPECT_NE(outcome.out.find(words), std::string::npos) << words;
  EXPECT_EQ(outcome.out.find("--max-redirs"), std::string::npos) << "names a flag that this command has not";
}

TEST_F(Cli, HelpAnswersBesideAnythingElse) {
  for (Words words : {Words{"--bogus", "-h"}, Words{"-o", "-h"}, Words{"-j", "many", "--help"}, Words{"-qh"},
                      Words{"train", "-h", "--config", "/none"}, Words{"trains", "--help"}}) {
    Outcome outcome = call(words);
    EXPECT_EQ(outcome.status, Exit::kOk) << words[0];
    EXPECT_EQ(outcome.err, "");
    EXPECT_NE(outcome.out.find("usage: classify"), std::string::npos);
  }
  EXPECT_FALSE(call({"--", "-h"}).status);
}

TEST_F(Cli, HelpOfAVerbIsItsOwn) {
  Outcome outcome = call({"train", "-h"});
  EXPECT_NE(outcome.out.find("usage: classify train [flag…] FILE\n"), std::string::npos);
}

TEST_F(Cli, TheProgramsPrefixReachesUsageAndExamples) {
  std::string out = call({"-h"}, "/opt/bin/peil-classify").out;
  EXPECT_NE(out.find("  peil-extract pages.jsonl | peil-classify\n"), std::string::npos) << out;
  EXPECT_EQ(call({"-V"}, "peil-classify").out, "peil-classify (peil) 0.1.0\n");
}

TEST_F(Cli, ListsNamesWithTheirMeaning) {
  EXPECT_EQ(call({"--list", "labels"}).out, "goods.cannabis\tcannabis, all forms\n");
  EXPECT_NE(call({"--list", "flags"}).out.find("\nmax-size\tlimit of one body (default: 16M)\n"),
            std::string::npos);
  EXPECT_NE(call({"--list", "flags"}).out.find("\nfolds\ttrain: folds of the cross-validation\n"),
            std::string::npos);
  EXPECT_EQ(call({"--list=verbs"}).out, "train\tfit a model\nexplain-label\tsay why\n");
  EXPECT_NE(call({"--list=limits"}).out.find("line\t64 MiB: "), std::string::npos);
  EXPECT_EQ(usage_error({"--list", "lables"}),
            "classify: --list: 'lables' is none of labels, flags, limits, verbs; did you mean labels?");
}

TEST_F(Cli, PrintsTheSchemaOfAllOrOfOneKind) {
  EXPECT_EQ(call({"--schema"}).out, "{\"schema\":\"\"}\n");
  EXPECT_EQ(call({"--schema=page"}).out, "{\"schema\":\"page\"}\n");
  EXPECT_EQ(usage_error({"--schema=pig"}), "classify: --schema: 'pig' is no kind of record");
}

TEST_F(Cli, CompletionsCarryTheProgramsName) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    Outcome outcome = call({"--completion", shell, "train"}, "peil-classify");
    EXPECT_EQ(outcome.status, Exit::kOk);
    for (const char* words :
         {"peil-classify", "folds", "max-size", "train", "require", "labels", ".jsonl.zst"})
      EXPECT_NE(outcome.out.find(words), std::string::npos) << shell << ": " << words;
    EXPECT_EQ(outcome.out, call({"--completion", shell}, "peil-classify").out);
  }
  EXPECT_EQ(usage_error({"--completion", "csh"}).substr(0, 52),
            "classify: --completion: 'csh' is none of bash, zsh, ");
}

}  // namespace
}  // namespace peil::cli
