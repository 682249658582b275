// cli/table.hpp -- inside cli: the flags that hold for one call, and what was found for them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "cli/flags.hpp"

namespace peil::cli {

/// What the flags that only print something leave behind.
struct Actions {
  bool help = false;        ///< --help
  bool short_help = false;  ///< -h
  bool version = false;
  bool print_config = false;
  std::optional<std::string> schema;
  std::string list;
  std::string completion;
};

/// One flag with its default and what was found for it.
struct Row {
  Flag flag;
  std::string default_word;             ///< as --help shows it; "" when there is none to show
  std::vector<std::string> words = {};  ///< as written, of the source that won
  std::string origin = {};              ///< "default" when empty; else "command line", PEIL_X or path:line
  bool action = false;                  ///< prints something and ends; neither configured nor printed
};

/// The flags of one call: the verb's, the command's, the shared and the built-in ones.
struct Table {
  const Command& command;
  const Verb* verb = nullptr;
  std::string program;  ///< basename of argv[0]
  Shared* shared = nullptr;
  std::vector<Row> rows = {};

  /// The row of a long name or a letter, or nullptr.
  Row* find(std::string_view name);
  const Row* find(std::string_view name) const;
  const Row* find(char letter) const;
  /// "[FILE…]" of the verb or the command.
  const std::string& operands() const { return verb ? verb->operands : command.operands; }
  /// The lists of --list, the built-in ones included.
  std::vector<std::string> list_names() const;
};

/// The table of `command` with `verb` chosen. The results of the built-in flags go to `actions`.
Table make_table(const Command& command, const Verb* verb, std::string program, Actions& actions);

bool is_switch(const Flag& flag);
bool takes_many(const Flag& flag);
/// "-o, --output FILE" (separator "=" or " "; optional values as --tor[=HOST:PORT]).
std::string spelled(const Flag& flag);
/// "--output", the name in messages.
std::string long_name(const Flag& flag);

/// The flag whose value is the next word, if `word` is --name, -x or a cluster -qx of which the last
/// needs a value; flags of verbs count while no verb is chosen. Else nullptr.
const Flag* flag_awaiting_value(const Table& table, std::string_view word);
/// "PEIL_MAX_SIZE".
std::string variable_name(const Flag& flag);

/// "a, b, c".
std::string joined(std::span<const std::string> words, std::string_view separator = ", ");

/// Writes `words` (a bare optional flag or a switch gives the word kBareWord) to the flag's target.
/// Error: what is wrong with which word, without the flag's name.
Result<void> assign(const Flag& flag, std::span<const std::string> words);
inline constexpr std::string_view kBareWord = "\x02";

/// The default of a flag as --help shows it; "" when there is none to show.
std::string default_of(const Flag& flag);

// --- one .cpp each ---------------------------------------------------------------------------------

/// A command line, cut up but not yet read.
struct Arguments {
  struct Given {
    std::size_t row;
    std::vector<std::string> words;
  };
  std::vector<Given> given;
  std::vector<std::string> operands;
  std::vector<std::string> unknown;  ///< words that look like flags and are none, as typed
  std::string error;                 ///< a value missing or too many, or ""
};
/// Cuts up `words` (without the program's name, and without the verb) by the table.
Arguments split_arguments(const Table& table, std::span<const std::string> words);

/// "unknown option --sielnt; did you mean --silent?", or where peers call it so, its name here.
std::string explain_unknown(const Table& table, std::string_view word);
/// True for a word that begins with one dash and is a peer's name, or a long name of ours.
bool is_foreign_word(const Table& table, std::string_view word);
/// "; did you mean X?" or "".
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates,
                         std::string_view prefix = "");

/// `path:line: what is wrong with a configuration file`.
struct ConfigurationError : Fatal {
  explicit ConfigurationError(const std::string& message) : Fatal(Exit::kUsage, message) {}
};

/// Reads the configuration files into rows and targets, lowest precedence first: those of the system
/// and the user unless `only_file`, then `file`. Throws ConfigurationError. Returns what
/// to warn of.
std::vector<std::string> read_configuration(Table& table, const std::optional<std::string>& file,
                                            bool only_file);

/// "extract [flag…] [FILE…]".
std::string usage_line(const Table& table);
std::string short_help(const Table& table);
std::string long_help(const Table& table);
std::string configuration_text(const Table& table);
std::string flag_list(const Table& table);
std::string limit_list();
std::string verb_list(const Table& table);
/// The completion of `shell` for the whole command, all verbs included.
std::string completion(const Table& table, std::string_view shell);

}  // namespace peil::cli
