// Configuration files, environment, and which of them wins (THREATS T139-T141).
#include <filesystem>

#include "cli_fixture.hpp"

namespace peil::cli {
namespace {

TEST_F(Cli, FlagsWinOverEnvironmentOverFileOverUserOverSystem) {
  write_file("system/peil/classify.toml", "threshold = 1\nlabel = 'system'\nmax-size = '1M'\n");
  write_file("user/peil/classify.toml", "threshold = 2\nlabel = 'user'\n");
  std::string file = write_file("own.toml", "threshold = 3\n");
  EXPECT_FALSE(call({}).status);
  EXPECT_EQ(options_.threshold, 2);
  EXPECT_EQ(options_.max_size.bytes, 1u << 20);
  EXPECT_EQ(options_.label, "user");
  EXPECT_FALSE(call({"--config", file}).status);
  EXPECT_EQ(options_.threshold, 3);
  EXPECT_EQ(options_.label, "user");
  setenv("PEIL_THRESHOLD", "5", 1);
  EXPECT_FALSE(call({"--config", file}).status);
  EXPECT_EQ(options_.threshold, 5);
  EXPECT_FALSE(call({"--config", file, "--threshold=6"}).status);
  EXPECT_EQ(options_.threshold, 6);
  unsetenv("PEIL_THRESHOLD");
  EXPECT_FALSE(call({"--config", file, "--no-config"}).status);
  EXPECT_EQ(options_.threshold, 3);
  EXPECT_EQ(options_.label, "");
}

TEST_F(Cli, ReadsEveryTypeOfValue) {
  std::string file =
      write_file("c.toml",
                 "explain = true\nquiet = false\nthreshold = 0.1\ntimeout = 5\ndepth = 3\nverbose = 2\n"
                 "tor = true\ntag = ['a=1', 'b=2']\nnow = 2026-11-24T08:00:00Z\n[train]\nfolds = 9\n");
  EXPECT_FALSE(call({"--config", file}).status);
  EXPECT_TRUE(options_.explain);
  EXPECT_EQ(options_.threshold, 0.1);
  EXPECT_EQ(options_.timeout.millis, 5000);
  EXPECT_EQ(options_.depth, 3);
  EXPECT_EQ(options_.shared.verbose, 2);
  EXPECT_EQ(options_.tor, "");
  EXPECT_EQ(options_.tags, (Words{"a=1", "b=2"}));
  EXPECT_EQ(options_.shared.now, "2026-11-24T08:00:00Z");
  EXPECT_EQ(options_.folds, 3);
  EXPECT_FALSE(call({"train", "--config", file, "--tag=c", "x"}).status);
  EXPECT_EQ(options_.folds, 9);
  EXPECT_EQ(options_.tags, Words{"c"}) << "a higher source replaces a list";
}

TEST_F(Cli, NamesFileLineAndTheKeyThatWasMeant) {
  std::string file = write_file("c.toml", "# one\n\nthreshhold = 3\n");
  EXPECT_EQ(usage_error({"--config", file}),
            "classify: " + file + ":3: unknown key threshhold; did you mean threshold?");
  write_file("c.toml", "max_size = 3\n");
  EXPECT_EQ(usage_error({"--config", file}),
            "classify: " + file + ":1: unknown key max_size; did you mean max-size?");
  write_file("c.toml", "[trian]\nfolds = 3\n");
  EXPECT_EQ(usage_error({"--config", file}).substr(0, 10 + file.size() + 3), "classify: " + file + ":1:");
  write_file("c.toml", "[train]\nfodls = 3\n");
  EXPECT_EQ(usage_error({"--config", file}).substr(0, 10 + file.size() + 3), "classify: " + file + ":2:");
}

TEST_F(Cli, RefusesWrongValuesOfAKeyEvenWhenAFlagOverridesThem) {
  std::string file = write_file("c.toml", "\nthreshold = 'high'\n");
  EXPECT_EQ(usage_error({"--config", file, "--threshold=3"}),
            "classify: " + file + ":2: threshold: 'high' is not a number");
  write_file("c.toml", "explain = 1\n");
  EXPECT_EQ(usage_error({"--config", file}),
            "classify: " + file + ":1: explain: '1' is neither true nor false");
  write_file("c.toml", "label = ['a']\n");
  EXPECT_EQ(usage_error({"--config", file}), "classify: " + file + ":1: label takes one value, not a list");
  write_file("c.toml", "label = true\n");
  EXPECT_EQ(usage_error({"--config", file}),
            "classify: " + file + ":1: label needs LABEL, not true or false");
  write_file("c.toml", "[label]\na = 1\n");
  EXPECT_EQ(usage_error({"--config", file}), "classify: " + file + ":1: label takes a value, not a table");
  write_file("c.toml", "list = 'flags'\n");
  EXPECT_EQ(usage_error({"--config", file}), "classify: " + file + ":1: list: only on the command line");
}

TEST_F(Cli, RefusesMalformedTomlWithItsLine) {
  for (const char* text :
       {"a = 1\n[[x]] \"\"\"\n", "label = 'x'\nlabel 'y'\n", "label = 'x'\nlabel = 'y'\n"}) {
    std::string file = write_file("c.toml", text);
    std::string line = usage_error({"--config", file});
    EXPECT_EQ(line.substr(0, 10 + file.size() + 1), "classify: " + file + ":");
    EXPECT_NE(line.find(":2: "), std::string::npos) << line;
  }
}

TEST_F(Cli, AMissingFileIsWrongOnlyWhenItWasAskedFor) {
  EXPECT_FALSE(call({}).status);
  EXPECT_EQ(usage_error({"--config", folder_ + "/none"}),
            "classify: --config: " + folder_ + "/none: No such file or directory");
  setenv("PEIL_CONFIG", (folder_ + "/none").c_str(), 1);
  EXPECT_EQ(call({}).status, Exit::kUsage);
}

TEST_F(Cli, NeverReadsAFileOfTheCurrentFolder) {
  write_file("here/classify.toml", "threshold = 9\n");
  write_file("here/peil/classify.toml", "threshold = 9\n");
  write_file("here/.config/peil/classify.toml", "threshold = 9\n");
  std::string before = std::filesystem::current_path();
  ASSERT_EQ(chdir((folder_ + "/here").c_str()), 0);
  for (const char* relative : {"", ".", "here"}) {
    setenv("XDG_CONFIG_HOME", relative, 1);
    setenv("XDG_CONFIG_DIRS", *relative ? relative : "/nonexistent", 1);
    setenv("HOME", ".", 1);
    EXPECT_FALSE(call({}).status);
    EXPECT_EQ(options_.threshold, 4);
  }
  ASSERT_EQ(chdir(before.c_str()), 0);
}

TEST_F(Cli, DoesNotTrustFilesThatOthersCanWrite) {
  // The sample command has a secret flag, so a file that anybody may write to is refused.
  std::string file = write_file("c.toml", "threshold = 3\n", 0666);
  EXPECT_EQ(usage_error({"--config", file}),
            "classify: " + file + ": not read, since anyone can write to it");
  chmod(file.c_str(), 0600);
  EXPECT_FALSE(call({"--config", file}).status);
}

TEST_F(Cli, WarnsOfSuchFilesWhereThereIsNothingSecret) {
  std::string file = write_file("c.toml", "seed = 3\n", 0666);
  Options o;
  Command command;
  command.name = "dedupe";
  command.operands = "[FILE…]";
  command.flags = with_shared(o.shared, {});
  std::string config = "--config=" + file;
  std::string program = "dedupe";
  char* argv[] = {program.data(), config.data(), nullptr};
  Redirection redirection;
  EXPECT_FALSE(parse(command, 2, argv));
  EXPECT_EQ(o.shared.seed, 3);
  EXPECT_EQ(redirection.text(2), "dedupe: " + file + ": anyone can write to it\n");
}

TEST_F(Cli, PrintsTheConfigurationAsTomlWithOrigins) {
  write_file("user/peil/classify.toml", "threshold = 2\nlabel = \"a\\\"b\\nc\"\n");
  setenv("PEIL_JOBS", "7", 1);
  Outcome outcome = call({"--print-config", "--tag", "x", "-x", "http://u:secret@h", "--tor"});
  EXPECT_EQ(outcome.status, Exit::kOk);
  auto has = [&](const std::string& start, const std::string& origin) {
    std::size_t at = ("\n" + outcome.out).find("\n" + start);
    if (at == std::string::npos) return false;
    std::string line = outcome.out.substr(at, outcome.out.find('\n', at) - at);
    return line.ends_with(" # " + origin);
  };
  std::string user = folder_ + "/user/peil/classify.toml";
  EXPECT_TRUE(has("threshold = 2", user + ":1")) << outcome.out;
  EXPECT_TRUE(has("label = \"a\\\"b\\u000ac\"", user + ":2"));
  EXPECT_TRUE(has("jobs = 7", "PEIL_JOBS"));
  EXPECT_TRUE(has("tag = [\"x\"]", "command line"));
  EXPECT_TRUE(has("tor = true", "command line"));
  EXPECT_TRUE(has("timeout = \"30s\"", "default"));
  EXPECT_EQ(outcome.out.find("secret"), std::string::npos);
  // What it prints can be read again (the masked proxy aside).
  std::string again = write_file("again.toml", outcome.out);
  EXPECT_EQ(call({"--config", again}).err, "");
}

TEST_F(Cli, ColourIsOffWhenTheUserSaysNoColor) {
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(call({}).status);
  EXPECT_EQ(options_.shared.color, "never");
  EXPECT_FALSE(call({"--color=always"}).status);
  EXPECT_EQ(options_.shared.color, "always");
  setenv("NO_COLOR", "", 1);
  EXPECT_FALSE(call({}).status);
  EXPECT_EQ(options_.shared.color, "auto");
}

TEST_F(Cli, AWrongVariableIsNamed) {
  setenv("PEIL_JOBS", "all", 1);
  EXPECT_EQ(usage_error({}), "classify: PEIL_JOBS: 'all' is not a whole number");
}

}  // namespace
}  // namespace peil::cli
