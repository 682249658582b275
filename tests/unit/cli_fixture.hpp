// tests/unit/cli_fixture.hpp -- a command that has one of everything, called in this process.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "base/output.hpp"
#include "cli/flags.hpp"

namespace peil::cli {

struct Options {
  Shared shared;
  bool explain = false;
  double threshold = 4;
  std::optional<std::string> tor;
  Duration timeout{30'000};
  Size max_size{16u << 20};
  std::vector<std::string> tags;
  std::string label;
  std::string proxy;
  std::optional<std::int64_t> depth;
  std::int64_t folds = 3;
};

inline Command sample_command(Options& o) {
  Command command;
  command.name = "classify";
  command.summary = "label pages and items, with the evidence for each label";
  command.operands = "[FILE…]";
  command.flags = with_shared(
      o.shared,
      {
          {0,
           "explain",
           "",
           "print text with marked terms, for people",
           "Output",
           &o.explain,
           {},
           "",
           false,
           true},
          {0,
           "threshold",
           "N",
           "least weight of a label",
           "Labels",
           &o.threshold,
           {},
           "--min-score",
           true,
           true},
          {0, "label", "LABEL", "only this label", "Labels", &o.label},
          {0,
           "tor",
           "HOST:PORT",
           "send everything through Tor",
           "Network",
           &o.tor,
           {},
           "",
           false,
           true,
           true},
          {0, "timeout", "DUR", "limit of one transfer", "Network", &o.timeout, {}, "--max-time,-T"},
          {0, "max-size", "SIZE", "limit of one body", "Network", &o.max_size},
          {0, "depth", "N", "links followed", "Network", &o.depth, {}, "-d,--level"},
          {0, "tag", "KEY=VALUE", "mark each record", "Output", &o.tags},
          {'x',
           "proxy",
           "URL",
           "go through this proxy",
           "Network",
           &o.proxy,
           {},
           "-http-proxy",
           false,
           false,
           false,
           true},
      },
      {"table", "csv"});
  command.verbs = {{"train",
                    "fit a model",
                    "FILE",
                    {{0, "folds", "N", "folds of the cross-validation", "Training", &o.folds}}},
                   {"explain-label", "say why", "", {}}};
  command.examples = {{"What is offered?", "extract pages.jsonl | classify"},
                      {"How sure?", "classify --explain items.jsonl"},
                      {"A third?", "classify third.jsonl"}};
  command.lists = {{"labels", [] { return std::string("goods.cannabis\tcannabis, all forms\n"); }}};
  command.schema = [](std::string_view kind) {
    return kind.empty() || kind == "page" ? "{\"schema\":\"" + std::string(kind) + "\"}\n" : std::string();
  };
  return command;
}

/// What a call did: the status of parse(), or nothing when the command would go on.
struct Outcome {
  std::optional<Exit> status;
  std::string out;
  std::string err;
};

/// Standard output and error of this process, kept in files while it lives.
class Redirection {
 public:
  Redirection() {
    for (int fd : {1, 2}) {
      saved_[fd] = dup(fd);
      files_[fd] = std::tmpfile();
      dup2(fileno(files_[fd]), fd);
    }
  }
  ~Redirection() {
    for (int fd : {1, 2}) {
      dup2(saved_[fd], fd);
      close(saved_[fd]);
      std::fclose(files_[fd]);
    }
  }
  std::string text(int fd) {
    std::string content;
    char chunk[4096];
    lseek(fileno(files_[fd]), 0, SEEK_SET);
    for (ssize_t n; (n = read(fileno(files_[fd]), chunk, sizeof chunk)) > 0;)
      content.append(chunk, static_cast<std::size_t>(n));
    return content;
  }

 private:
  int saved_[3] = {-1, -1, -1};
  std::FILE* files_[3] = {};
};

class Cli : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/peil-cli-XXXXXX";
    folder_ = mkdtemp(path);
    for (const char* name :
         {"PEIL_JOBS", "PEIL_THRESHOLD", "PEIL_CONFIG", "PEIL_COLOR", "PEIL_LOG", "NO_COLOR"})
      unsetenv(name);
    setenv("XDG_CONFIG_HOME", (folder_ + "/user").c_str(), 1);
    setenv("XDG_CONFIG_DIRS", (folder_ + "/system").c_str(), 1);
  }
  void TearDown() override {
    std::string command = "rm -rf '" + folder_ + "'";
    ASSERT_EQ(system(command.c_str()), 0);
  }

  Outcome call(std::vector<std::string> words, std::string program = "/usr/bin/classify") {
    options_ = Options();
    words.insert(words.begin(), std::move(program));
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    Redirection redirection;
    Outcome outcome;
    outcome.status = parse(sample_command(options_), static_cast<int>(words.size()), argv.data());
    outcome.out = redirection.text(1);
    outcome.err = redirection.text(2);
    return outcome;
  }

  /// The first line on stderr of a call that must be a usage error of two lines.
  std::string usage_error(std::vector<std::string> words) {
    Outcome outcome = call(std::move(words));
    EXPECT_EQ(outcome.status, Exit::kUsage);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 2) << outcome.err;
    return outcome.err.substr(0, outcome.err.find('\n'));
  }

  std::string write_file(const std::string& name, const std::string& text, mode_t mode = 0644) {
    std::string path = folder_ + "/" + name;
    for (std::size_t slash = path.find('/', folder_.size() + 1); slash != std::string::npos;
         slash = path.find('/', slash + 1))
      mkdir(path.substr(0, slash).c_str(), 0755);
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
    return path;
  }

  Options options_;
  std::string folder_;
};

using Words = std::vector<std::string>;

}  // namespace peil::cli
