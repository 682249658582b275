// Command lines: flags, operands, verbs, and what is said about wrong ones.
#include "cli_fixture.hpp"

namespace peil::cli {
namespace {

TEST_F(Cli, TakesFlagsBeforeAndAfterOperands) {
  EXPECT_FALSE(call({"a", "--label", "x", "b", "-vv", "c"}).status);
  EXPECT_EQ(options_.shared.operands, (Words{"a", "b", "c"}));
  EXPECT_EQ(options_.label, "x");
  EXPECT_EQ(options_.shared.verbose, 2);
}

TEST_F(Cli, EndsFlagsAtTwoDashes) {
  EXPECT_FALSE(call({"-q", "--", "-v", "--", "--help"}).status);
  EXPECT_EQ(options_.shared.operands, (Words{"-v", "--", "--help"}));
  EXPECT_EQ(options_.shared.verbose, 0);
}

TEST_F(Cli, KeepsOddOperandsAsTheyAre) {
  EXPECT_FALSE(call({"-", "", "++", "[a]", "[a,b]", "%%", "./-x", "a=b", "{x}"}).status);
  EXPECT_EQ(options_.shared.operands, (Words{"-", "", "++", "[a]", "[a,b]", "%%", "./-x", "a=b", "{x}"}));
}

TEST_F(Cli, ReadsEachWayToGiveAValue) {
  for (Words words :
       {Words{"-o", "f"}, Words{"-of"}, Words{"--output", "f"}, Words{"--output=f"}, Words{"-qof"}}) {
    EXPECT_FALSE(call(words).status);
    EXPECT_EQ(options_.shared.output, "f") << words[0];
    EXPECT_TRUE(options_.shared.operands.empty());
  }
}

TEST_F(Cli, AnEmptyAttachedValueDoesNotSwallowTheNextOperand) {
  EXPECT_FALSE(call({"--fields=", "file"}).status);
  EXPECT_EQ(options_.shared.fields, "");
  EXPECT_EQ(options_.shared.operands, Words{"file"});
}

TEST_F(Cli, AnOptionalValueIsOnlyTheAttachedOne) {
  EXPECT_FALSE(call({"--tor", "file"}).status);
  EXPECT_EQ(options_.tor, "");
  EXPECT_EQ(options_.shared.operands, Words{"file"});
  EXPECT_FALSE(call({"--tor=localhost:9150", "--progress"}).status);
  EXPECT_EQ(options_.tor, "localhost:9150");
  EXPECT_EQ(options_.shared.progress, "yes");
}

TEST_F(Cli, TakesValuesThatBeginWithADashUnlessTheyAreFlags) {
  EXPECT_FALSE(call({"--seed", "-5", "--fields", "-body", "--label=-q"}).status);
  EXPECT_EQ(options_.shared.seed, -5);
  EXPECT_EQ(options_.shared.fields, "-body");
  EXPECT_EQ(options_.label, "-q");
  EXPECT_EQ(usage_error({"-o", "--force"}), "classify: --output needs FILE");
  EXPECT_EQ(usage_error({"-qo", "-v"}), "classify: --output needs FILE");
  EXPECT_EQ(usage_error({"-o"}), "classify: --output needs FILE");
  EXPECT_EQ(usage_error({"--sandbox"}), "classify: --sandbox needs WHEN: try, require, off");
}

TEST_F(Cli, TheLastValueWinsAndListsKeepAll) {
  EXPECT_FALSE(call({"--label=a", "--tag", "x=1", "--label=b", "--tag=y=2", "--tag", "[z]"}).status);
  EXPECT_EQ(options_.label, "b");
  EXPECT_EQ(options_.tags, (Words{"x=1", "y=2", "[z]"}));
}

TEST_F(Cli, ASwitchHasNoValue) { EXPECT_EQ(usage_error({"--quiet=no"}), "classify: --quiet takes no value"); }

TEST_F(Cli, SuggestsTheNearestNameAndNeverObeysIt) {
  EXPECT_EQ(usage_error({"--explian"}), "classify: unknown option --explian; did you mean --explain?");
  EXPECT_EQ(usage_error({"--max_size=3"}), "classify: unknown option --max_size; did you mean --max-size?");
  EXPECT_EQ(usage_error({"--expect"}), "classify: unknown option --expect; did you mean --expect-output?");
  EXPECT_EQ(usage_error({"--wholly-else"}), "classify: unknown option --wholly-else");
  EXPECT_EQ(usage_error({"-qk"}), "classify: unknown option -k");
  EXPECT_FALSE(options_.explain);
}

TEST_F(Cli, AnswersThePeersNamesAndNeverObeysThem) {
  EXPECT_EQ(usage_error({"-silent"}), "classify: unknown option -silent; here it is -q, --quiet");
  EXPECT_EQ(usage_error({"-threads", "9"}), "classify: unknown option -threads; here it is -j, --jobs");
  EXPECT_EQ(usage_error({"--min-score=2"}), "classify: unknown option --min-score; here it is --threshold");
  EXPECT_EQ(usage_error({"-jsonl"}),
            "classify: unknown option -jsonl; records are always JSON Lines, no flag is needed");
  EXPECT_EQ(usage_error({"-list", "x"}),
            "classify: unknown option -list; files are operands; none, or -, is standard input");
  // Without the dash of ours it would write to a file named `utput`.
  EXPECT_EQ(usage_error({"-output", "x"}), "classify: unknown option -output; did you mean --output?");
}

TEST_F(Cli, AClusterOfOurSwitchesIsOursEvenIfAPeerHasIt) {
  EXPECT_FALSE(call({"-nv"}).status);  // wget's --no-verbose
  EXPECT_TRUE(options_.shared.dry_run);
  EXPECT_EQ(options_.shared.verbose, 1);
}

TEST_F(Cli, ChoosesAVerbByTheFirstOperand) {
  EXPECT_FALSE(call({"-q", "--label", "train", "train", "--folds", "5", "x"}).status);
  EXPECT_EQ(options_.shared.verb, "train");
  EXPECT_EQ(options_.label, "train");
  EXPECT_EQ(options_.folds, 5);
  EXPECT_EQ(options_.shared.operands, Words{"x"});
  EXPECT_FALSE(call({"--folds", "7", "-qo", "train", "train"}).status);
  EXPECT_EQ(options_.shared.verb, "train");
  EXPECT_EQ(options_.shared.output, "train");
  EXPECT_EQ(options_.folds, 7);
}

TEST_F(Cli, AFileOfAVerbsNameIsWrittenWithItsFolder) {
  for (Words words : {Words{"./train"}, Words{"--", "train"}, Words{"x", "train"}}) {
    EXPECT_FALSE(call(words).status);
    EXPECT_EQ(options_.shared.verb, "");
    EXPECT_EQ(options_.shared.operands.back().substr(options_.shared.operands.back().size() - 5), "train");
  }
}

TEST_F(Cli, SaysWhichVerbWasMeant) {
  EXPECT_EQ(usage_error({"trains"}), "classify: 'trains' is neither a file nor a verb; did you mean train?");
  EXPECT_EQ(usage_error({"--folds", "3"}), "classify: unknown option --folds; it belongs to classify train");
  EXPECT_EQ(usage_error({"explain-label", "x"}), "classify: no operand is taken: 'x'");
}

TEST_F(Cli, TheUsageLineIsTheSecond) {
  Outcome outcome = call({"train", "--bogus"}, "peil-classify");
  EXPECT_EQ(outcome.err,
            "peil-classify: unknown option --bogus\n"
            "peil-classify: usage: peil-classify train [flag…] FILE; see peil-classify -h\n");
}

TEST_F(Cli, KeepsWhatShapesTheOutputInTableOrderWithSecretsMasked) {
  EXPECT_FALSE(call({"-j4", "-q", "--tag=b=2", "-x", "http://u:secret@h/", "--tag=a=1", "--explain", "-O",
                     "csv", "--tor", "-v"})
                   .status);
  using Pair = std::pair<std::string, std::string>;
  EXPECT_EQ(options_.shared.given, (std::vector<Pair>{{"explain", "true"},
                                                      {"tor", "true"},
                                                      {"tag", "b=2"},
                                                      {"tag", "a=1"},
                                                      {"proxy", "***"},
                                                      {"format", "csv"}}));
}

TEST_F(Cli, SurvivesACallWithoutAnyWord) {
  options_ = Options();
  char* none[] = {nullptr};
  EXPECT_FALSE(parse(sample_command(options_), 0, none));
  EXPECT_EQ(options_.shared.program, "classify");
}

TEST_F(Cli, IsNotQuadraticInTheNumberOfOperands) {
  Words many(200'000, "file.jsonl");
  many.push_back("-q");
  EXPECT_FALSE(call(many).status);
  EXPECT_EQ(options_.shared.operands.size(), 200'000u);
}

TEST(CliGuard, TurnsWhatIsThrownIntoOneLineAndAStatus) {
  auto run = [](const std::function<Exit()>& body, std::string& err) {
    Redirection redirection;
    int status = guard("/usr/bin/extract", body);
    err = redirection.text(2);
    return status;
  };
  std::string err;
  EXPECT_EQ(run([] { return Exit::kPartial; }, err), 1);
  EXPECT_EQ(err, "");
  EXPECT_EQ(run([]() -> Exit { throw Fatal(Exit::kRetry, "state\nlocked"); }, err), 4);
  EXPECT_EQ(err, "extract: state\\nlocked\n");
  EXPECT_EQ(run([]() -> Exit { throw std::bad_alloc(); }, err), 3);
  EXPECT_EQ(err, "extract: out of memory\n");
  EXPECT_EQ(run([]() -> Exit { throw std::out_of_range("x"); }, err), 3);
  EXPECT_EQ(err, "extract: internal error: x\n");
  EXPECT_EQ(run([]() -> Exit { throw 7; }, err), 3);
  EXPECT_EQ(run([]() -> Exit { throw Fatal(Exit::kFailed, std::string(5000, 'x')); }, err), 3);
  EXPECT_LT(err.size(), 1000u);
}

}  // namespace
}  // namespace peil::cli
