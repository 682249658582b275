// cli/parse.cpp -- from a command line to values: verb, sources in order of precedence, actions.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "base/output.hpp"
#include "base/version.hpp"
#include "base/words.hpp"
#include "cli/table.hpp"

namespace peil::cli {
namespace {

constexpr const char* kCommandLine = "command line";

std::vector<std::string> words_of(int argc, char** argv) {
  return argc > 0 ? std::vector<std::string>(argv + 1, argv + argc) : std::vector<std::string>();
}

std::string program_name(const Command& command, int argc, char** argv) {
  std::string path = argc > 0 && argv[0] ? argv[0] : "";
  std::string name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  return name.empty() ? command.name : name;
}

// Takes the verb out of the words, if the first operand is one.
const Verb* take_verb(const Table& table, std::vector<std::string>& words) {
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (*word == "--") return nullptr;
    if (word->size() > 1 && (*word)[0] == '-') {
      if (flag_awaiting_value(table, *word) && word + 1 != words.end()) ++word;
      continue;
    }
    for (const Verb& verb : table.command.verbs)
      if (verb.name == *word) {
        words.erase(word);
        return &verb;
      }
    return nullptr;
  }
  return nullptr;
}

void print(std::string_view text) {
  Output out = Output::standard();
  out.write(text);
  out.close();
}

[[noreturn]] void misuse(const std::string& message) { throw Fatal(Exit::kUsage, message); }

std::string version_text(const Table& table) {
  std::string text = table.program + " (peil) " + std::string(kVersion) + "\n";
  if (table.command.version_details) text += table.command.version_details();
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

// -h, --help and --version answer beside anything else, however wrong it is.
bool answer_at_once(const Table& table, const std::vector<std::string>& words) {
  auto end = std::find(words.begin(), words.end(), "--");
  auto asked = [&](std::string_view name) { return std::find(words.begin(), end, name) != end; };
  if (asked("--help")) return print(long_help(table)), true;
  if (asked("-h")) return print(short_help(table)), true;
  if (asked("--version") || asked("-V")) return print(version_text(table)), true;
  return false;
}

// Like git: the first operand looks like a verb, is none, and there is no such file.
void check_operands(const Table& table, const std::vector<std::string>& operands) {
  std::vector<std::string> names;
  for (const Verb& verb : table.command.verbs) names.push_back(verb.name);
  bool verb_needed = !table.verb && table.operands().starts_with("VERB");
  if (operands.empty()) {
    if (verb_needed) misuse("a verb is needed: " + joined(names));
    return;
  }
  const std::string& first = operands.front();
  if (verb_needed) misuse("unknown verb '" + printable(first, 80) + "'" + did_you_mean(first, names));
  if (table.operands().empty() && table.shared) misuse("no operand is taken: '" + printable(first, 80) + "'");
  bool plain =
      first.size() > 2 && first.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
  bool exact = std::find(names.begin(), names.end(), first) != names.end();  // it stood behind --
  if (table.verb || exact || !plain || access(first.c_str(), F_OK) == 0) return;
  std::string meant = did_you_mean(first, names);
  if (!meant.empty()) misuse("'" + first + "' is neither a file nor a verb" + meant);
}

void set(Row& row, const std::vector<std::string>& words, const std::string& origin,
         const std::string& name) {
  if (auto done = assign(row.flag, words); !done) misuse(name + ": " + done.error().message);
  row.words = words;
  row.origin = origin;
}

void read_environment(Table& table) {
  for (Row& row : table.rows) {
    if (!row.flag.env || row.flag.name == "config") continue;
    std::string variable = variable_name(row.flag);
    const char* value = getenv(variable.c_str());
    if (value && *value) set(row, {value}, variable, variable);
  }
  Row* color = table.find("color");
  const char* none = getenv("NO_COLOR");  // no-color.org: any value but ""
  if (color && color->origin != "PEIL_COLOR" && none && *none) set(*color, {"never"}, "NO_COLOR", "NO_COLOR");
}

std::optional<std::string> configuration_file(const Table& table, const Arguments& arguments, bool& none) {
  std::optional<std::string> file;
  if (const Row* row = table.find("config"); row && row->flag.env)
    if (const char* value = getenv("PEIL_CONFIG"); value && *value) file = value;
  for (const Arguments::Given& given : arguments.given) {
    if (table.rows[given.row].flag.name == "config") file = given.words.back();
    if (table.rows[given.row].flag.name == "no-config") none = true;
  }
  return file;
}

// The sources in ascending precedence; each overwrites what the one before said.
void read_sources(Table& table, const Arguments& arguments) {
  bool none = false;
  std::optional<std::string> file = configuration_file(table, arguments, none);
  std::vector<std::string> warnings;
  if (table.find("config")) warnings = read_configuration(table, file, none);
  read_environment(table);
  for (const Arguments::Given& given : arguments.given) {
    Row& row = table.rows[given.row];
    set(row, given.words, kCommandLine, long_name(row.flag));
  }
  bool quiet = table.shared && table.shared->quiet;
  for (const std::string& warning : warnings)
    if (!quiet) say(table.program, warning);
}

void note_given(Table& table) {
  for (const Row& row : table.rows) {
    const Flag& flag = row.flag;
    if (row.action || row.words.empty() || !flag.shapes_output) continue;
    bool many = std::holds_alternative<std::vector<std::string>*>(flag.target);
    std::span<const std::string> words = row.words;
    for (const std::string& word : many ? words : words.last(1)) {
      if (is_switch(flag) && word == "false") continue;
      table.shared->given.emplace_back(flag.name, flag.secret ? "***" : word == kBareWord ? "true" : word);
    }
  }
}

void print_list(const Table& table, const std::string& name) {
  for (const Command::List& list : table.command.lists)
    if (list.name == name) return print(list.lines());
  if (name == "limits") return print(limit_list());
  print(name == "verbs" ? verb_list(table) : flag_list(table));
}

void print_schema(const Table& table, const std::string& kind) {
  std::string text = table.command.schema(kind);
  if (text.empty()) misuse("--schema: '" + printable(kind, 80) + "' is no kind of record");
  print(text);
}

// True when the flags that only print something were given, and have been obeyed.
bool answer_actions(const Table& table, const Actions& actions) {
  if (!actions.list.empty()) print_list(table, actions.list);
  else if (actions.schema) print_schema(table, *actions.schema);
  else if (actions.print_config) print(configuration_text(table));
  else return false;
  return true;
}

// What needs no configuration is answered before any is read.
bool answer_early(const Table& table, const Arguments& arguments) {
  auto given = [&](std::string_view name) -> const std::string* {
    for (const Arguments::Given& g : arguments.given)
      if (table.rows[g.row].flag.name == name) return &g.words.back();
    return nullptr;
  };
  if (given("help")) return print(short_help(table)), true;
  if (given("version")) return print(version_text(table)), true;
  if (const std::string* shell = given("completion")) {
    Flag flag = table.find("completion")->flag;
    if (auto known = assign(flag, {shell, 1}); !known) misuse("--completion: " + known.error().message);
    return print(completion(table, *shell)), true;
  }
  return false;
}

std::optional<Exit> obey(Table& table, const std::vector<std::string>& words, Actions& actions) {
  Arguments arguments = split_arguments(table, words);
  if (!arguments.unknown.empty()) misuse(explain_unknown(table, arguments.unknown.front()));
  if (!arguments.error.empty()) misuse(arguments.error);
  if (answer_early(table, arguments)) return Exit::kOk;
  read_sources(table, arguments);
  if (answer_actions(table, actions)) return Exit::kOk;
  check_operands(table, arguments.operands);
  if (table.shared) {
    table.shared->operands = std::move(arguments.operands);
    table.shared->verb = table.verb ? table.verb->name : "";
    note_given(table);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Exit> parse(Command command, int argc, char** argv) {
  Actions actions;
  std::vector<std::string> words = words_of(argc, argv);
  std::string program = program_name(command, argc, argv);
  const Table whole = make_table(command, nullptr, program, actions);
  const Verb* verb = take_verb(whole, words);
  Table table = make_table(command, verb, program, actions);
  if (table.shared) table.shared->program = program;
  if (answer_at_once(table, words)) return Exit::kOk;
  try {
    return obey(table, words, actions);
  } catch (const Fatal& fatal) {
    if (fatal.status != Exit::kUsage) throw;
    say(program, fatal.what());
    say(program,
        dynamic_cast<const ConfigurationError*>(&fatal)
            ? "see " + program + " --list flags for the keys; --no-config reads no files of user and system"
            : "usage: " + usage_line(table) + "; see " + program + " -h");
    return Exit::kUsage;
  }
}

}  // namespace peil::cli
