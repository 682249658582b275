// cli/flags.hpp -- the flag table: one row a flag, the single source of parser, --help, completions,
// configuration keys and the check of the man page.
//
// A command says what it takes as data:
//
//   struct Options { cli::Shared shared; double threshold = 4; bool explain = false; };
//   cli::Command command(Options& o) {
//     return {.name = "classify",
//             .summary = "label pages and items, with the evidence for each label",
//             .operands = "[FILE…]",
//             .flags = cli::with_shared(o.shared, {
//                 {0, "explain", "", "print text with marked terms, for people", "Output", &o.explain},
//             })};
//   }
//   int main(int argc, char** argv) {
//     return cli::guard(argv[0], [&] {
//       Options o;
//       if (auto status = cli::parse(command(o), argc, argv)) return *status;
//       return run(o);
//     });
//   }
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/exit.hpp"
#include "base/result.hpp"

namespace peil::cli {

/// A duration flag: 500ms, 2s, 1m, 1h, 1d; a bare number is seconds.
struct Duration {
  std::int64_t millis = 0;
};
/// A size flag: 16M is 16 MiB; K, M, G; a bare number is bytes.
struct Size {
  std::uint64_t bytes = 0;
};

/// 2.5s, 16M: the exact values that people write, and how --help shows them. Error says what is read.
Result<Duration> read_duration(std::string_view word);
Result<Size> read_size(std::string_view word);
std::string to_word(Duration duration);
std::string to_word(Size size);

struct Shared;

/// Where a flag's value goes; its type decides how the word is read and what an error says:
/// bool: a switch; std::int64_t with value "": how often it was given; list: one element each time it
/// is given; all others: the last one wins. Shared*: no flag, but where parse() leaves the operands.
using Target =
    std::variant<bool*, std::string*, std::vector<std::string>*, std::int64_t*, double*,
                 std::optional<std::string>*, std::optional<std::int64_t>*, Duration*, Size*, Shared*>;

struct Flag {
  char letter = 0;    ///< 0 when it has none
  std::string name;   ///< long name, kebab-case, without dashes
  std::string value;  ///< name of the value in help ("FILE"), "" for a switch
  std::string help;   ///< one line, lower case, with the unit; the default is added by --help
  std::string group;  ///< heading in --help
  Target target;
  std::vector<std::string> choices = {};  ///< closed list of values, if any
  std::string also = {};        ///< peers' names for it, as "-silent,--no-messages"; answered, never obeyed
  bool env = false;             ///< may be set by PEIL_<NAME>
  bool in_short_help = false;   ///< one of the ten of -h
  bool value_optional = false;  ///< --tor and --tor=HOST:PORT; without value: "yes" (optional: "")
  bool secret = false;          ///< masked in `run` records and logs
  bool shapes_output = true;    ///< stands in the `run` record when given
  /// Says what is wrong with a value ("not a date"), or "" when nothing is.
  std::function<std::string(std::string_view)> check = {};
};

/// A verb of a command (`classify train`), chosen by the first operand. It takes the flags of the
/// command too; `classify ./train` reads a file of that name.
struct Verb {
  std::string name;
  std::string summary;
  std::string operands;
  std::vector<Flag> flags;
};

struct Example {
  std::string question;  ///< what it answers
  std::string line;      ///< what to type
};

struct Command {
  std::string name;
  std::string summary;   ///< lower case, no full stop
  std::string operands;  ///< "[FILE…]"; "" takes none; one that begins with "VERB" needs a verb
  std::vector<Flag> flags;
  std::vector<Verb> verbs = {};
  std::vector<Example> examples = {};
  /// For --list NAME: prints `name TAB description` lines, after all options have been read. It makes
  /// completions: a flag with value LABEL is completed from a list named labels. `flags`, `limits` and
  /// `verbs` are built in.
  struct List {
    std::string name;
    std::function<std::string()> lines;
  };
  std::vector<List> lists = {};
  /// For --schema[=KIND]; kind "" is all; returns "" for a kind that is unknown. Left empty when the
  /// command writes no records.
  std::function<std::string(std::string_view kind)> schema = {};
  /// Second and later lines of --version: libraries, data dates.
  std::function<std::string()> version_details = {};
};

/// The flags that mean the same everywhere (DESIGN §3, UX §1).
struct Shared {
  std::string program;  ///< basename of argv[0]: the name in messages
  std::string verb;     ///< the verb given, or ""
  std::vector<std::string> operands;
  bool quiet = false;
  std::int64_t verbose = 0;           ///< -v, -vv
  std::optional<std::string> output;  ///< -o
  bool force = false;
  std::optional<std::int64_t> jobs;  ///< -j
  bool dry_run = false;              ///< -n
  bool expect_output = false;        ///< -e: nothing written is status 1
  std::string format;                ///< -O; "" is the default
  std::optional<std::string> rejects;
  std::optional<std::string> now;  ///< RFC 3339
  std::int64_t seed = 0;
  std::optional<std::string> config;
  bool no_config = false;
  std::string fields;  ///< --fields a,b or --fields=-body
  std::string color = "auto";
  std::optional<std::string> log;
  std::string progress;  ///< "", "yes" or an interval (read_duration)
  bool no_progress = false;
  std::string sandbox = "try";  ///< try, require, off
  /// Flags given whose value shapes the output, as written, secrets masked: for the `run` record.
  std::vector<std::pair<std::string, std::string>> given;
};

/// The command's own flags followed by the shared ones (with -O only if `formats` is not empty).
std::vector<Flag> with_shared(Shared& shared, std::vector<Flag> own, std::vector<std::string> formats = {});

/// Reads the command line, environment and configuration files into the targets (flags over
/// environment over --config over user over system file). Returns the status to exit with when there
/// is nothing left to do (--help, --version, --list, --schema, --completion, --print-config, or a
/// usage error, which has been printed as two lines on stderr). Throws Fatal when stdout cannot be
/// written.
std::optional<Exit> parse(Command command, int argc, char** argv);

/// Runs `body` as main's whole life: secures descriptors 0-2, ignores SIGPIPE and SIGXFSZ, sets
/// RLIMIT_CORE to 0, catches Fatal (one line on stderr, its status), std::bad_alloc (3, "out of
/// memory") and anything else (3). The only catch-all.
int guard(const char* argv0, const std::function<Exit()>& body);

/// Whether what is printed for people is coloured: --color, else a terminal as stdout, no -o, no NO_COLOR
/// and no TERM=dumb.
bool wants_color(const Shared& shared);

/// One line on stderr: `program: message`, made printable, at most 1 kB.
void say(std::string_view program, std::string_view message);

}  // namespace peil::cli
