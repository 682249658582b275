// cli/completion.cpp -- completion scripts for bash, zsh and fish, made from the flag table.
//
// Each script is for one program name, as installed (peil-extract too), and calls it only for names
// that it alone knows (`--list labels`).
#include <algorithm>

#include "base/words.hpp"
#include "cli/table.hpp"

namespace peil::cli {
namespace {

constexpr std::string_view kSuffixes[] = {".jsonl", ".jsonl.gz", ".jsonl.zst", ".warc", ".warc.gz"};

struct Value {
  enum Kind { kNone, kAnything, kWords, kList, kFile, kFolder } kind = kNone;
  std::string words = {};  ///< choices, or the name of the list
};

// What completes the value of a flag: its choices; a list with the plural of its value's name; a file.
Value value_of(const Table& table, const Flag& flag) {
  if (is_switch(flag)) return {};
  if (!flag.choices.empty()) return {Value::kWords, joined(flag.choices, " ")};
  std::string plural = to_lower_ascii(flag.value) + "s";
  for (const std::string& name : table.list_names())
    if (name == plural) return {Value::kList, name};
  if (flag.value.find("FILE") != std::string::npos) return {Value::kFile};
  if (flag.value.find("DIR") != std::string::npos) return {Value::kFolder};
  return {Value::kAnything};
}

// A shell name made of the program's.
std::string identifier(std::string_view program) {
  std::string name = "_";
  for (char c : program) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += plain ? c : '_';
  }
  return name;
}

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'') out += "'\\''";
    else out += c;
  }
  return out + "'";
}

std::string verb_names(const Table& table, std::string_view separator) {
  std::vector<std::string> names;
  for (const Verb& verb : table.command.verbs) names.push_back(verb.name);
  return joined(names, separator);
}

std::vector<Flag> flags_of_all(const Table& table) {
  std::vector<Flag> flags;
  for (const Row& row : table.rows) flags.push_back(row.flag);
  return flags;
}

std::string head(const Table& table, std::string_view shell) {
  return "# " + std::string(shell) + " completion for " + table.program + " (peil), made by `" +
         table.program + " --completion " + std::string(shell) + "`.\n";
}

// --- bash --------------------------------------------------------------------------------------------

std::string bash_names(const std::vector<Flag>& flags) {
  std::string names;
  for (const Flag& flag : flags)
    if (!flag.name.empty()) names += (names.empty() ? "" : " ") + long_name(flag);
  return names;
}

// What is done for a value, as shell code; "" for a switch.
std::string bash_action(const Value& value) {
  switch (value.kind) {
    case Value::kNone: return "";
    case Value::kWords: return "words='" + value.words + "'";
    case Value::kList: return "words=$(\"$1\" --list " + value.words + " 2>/dev/null | cut -f1)";
    case Value::kFile:
      return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return";
    case Value::kFolder:
      return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"); return";
    case Value::kAnything: return "return";
  }
  return "";
}

// One branch of `case $prev` for each action, with all the flags that it is for.
std::string bash_cases(const Table& table, const std::vector<Flag>& flags) {
  std::vector<std::pair<std::string, std::string>> branches;  // action, pattern
  std::vector<std::string> seen;
  for (const Flag& flag : flags) {
    if (flag.name.empty() || is_switch(flag) || std::find(seen.begin(), seen.end(), flag.name) != seen.end())
      continue;
    seen.push_back(flag.name);
    std::string pattern = long_name(flag);
    if (flag.letter && !flag.value_optional) pattern = std::string("-") + flag.letter + "|" + pattern;
    std::string action = bash_action(value_of(table, flag));
    auto branch =
        std::find_if(branches.begin(), branches.end(), [&](auto& known) { return known.first == action; });
    if (branch == branches.end()) branches.emplace_back(action, pattern);
    else branch->second += "|" + pattern;
  }
  std::string out;
  for (const auto& [action, pattern] : branches) out += "        " + pattern + ") " + action + " ;;\n";
  return out;
}

std::string bash(const Table& table) {
  std::string name = identifier(table.program);
  std::vector<Flag> flags = flags_of_all(table);
  std::string optional;
  std::vector<Flag> every = flags;
  for (const Verb& verb : table.command.verbs)
    every.insert(every.end(), verb.flags.begin(), verb.flags.end());
  for (const Flag& flag : every)
    if (flag.value_optional) optional += (optional.empty() ? "" : "|") + long_name(flag);
  std::string suffixes;
  for (std::string_view suffix : kSuffixes) suffixes += (suffixes.empty() ? "*" : "|*") + std::string(suffix);
  std::string out = head(table, "bash");
  out += name +
         "() {\n"
         "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
         "    local words='' attached='' file" +
         (table.command.verbs.empty() ? "" : " verb='' word") +
         "\n"
         "    COMPREPLY=()\n"
         "    # Readline breaks --flag=value at the equals sign.\n"
         "    if [[ $cur == = ]]; then cur='' attached=1\n"
         "    elif [[ $prev == = ]] && ((COMP_CWORD > 1)); then prev=${COMP_WORDS[COMP_CWORD-2]} attached=1; "
         "fi\n";
  if (!optional.empty()) out += "    case $prev in " + optional + ") [[ $attached ]] || prev='' ;; esac\n";
  out +=
      "    case $prev in\n" + bash_cases(table, every) +
      "    esac\n"
      "    if [[ $words ]]; then mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"); return; fi\n";
  if (!table.command.verbs.empty())
    out +=
        "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "        case $word in " +
        verb_names(table, "|") +
        ") verb=$word; break ;; esac\n"
        "    done\n";
  out +=
      "    if [[ $cur == -* ]]; then\n"
      "        words='" +
      bash_names(flags) + "'\n";
  bool any_verb_flags = std::any_of(table.command.verbs.begin(), table.command.verbs.end(),
                                    [](const Verb& verb) { return !verb.flags.empty(); });
  if (any_verb_flags) {
    out += "        case $verb in\n";
    for (const Verb& verb : table.command.verbs)
      if (!verb.flags.empty())
        out += "            " + verb.name + ") words+=' " + bash_names(verb.flags) + "' ;;\n";
    out += "        esac\n";
  }
  out +=
      "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
      "        return\n"
      "    fi\n";
  if (!table.command.verbs.empty())
    out += "    [[ $verb ]] || mapfile -t COMPREPLY < <(compgen -W '" + verb_names(table, " ") +
           "' -- \"$cur\")\n";
  out +=
      "    while IFS= read -r file; do\n"
      "        if [[ -d $file ]]; then COMPREPLY+=(\"$file\"); continue; fi\n"
      "        case $file in " +
      suffixes +
      ") COMPREPLY+=(\"$file\") ;; esac\n"
      "    done < <(compgen -f -- \"$cur\")\n"
      "    compopt -o filenames 2>/dev/null\n"
      "}\n"
      "complete -o bashdefault -o default -F " +
      name + " " + table.program + "\n";
  return out;
}

// --- zsh ---------------------------------------------------------------------------------------------

// Text inside an _arguments specification: brackets and colons have a meaning there.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_spec(const Table& table, const Flag& flag) {
  Value value = value_of(table, flag);
  std::string tail = "[" + zsh_text(flag.help) + "]";
  if (value.kind != Value::kNone) {
    tail += (flag.value_optional ? "::" : ":") + zsh_text(flag.value) + ":";
    if (value.kind == Value::kWords) tail += "(" + value.words + ")";
    else if (value.kind == Value::kList)
      tail += "{" + identifier(table.program) + "_names " + value.words + "}";
    else if (value.kind == Value::kFile) tail += "_files";
    else if (value.kind == Value::kFolder) tail += "_files -/";
    else tail += " ";
  }
  std::string star = takes_many(flag) ? "*" : "";
  std::string equals = value.kind == Value::kNone ? "" : flag.value_optional ? "=-" : "=";
  std::string long_form = long_name(flag) + equals;
  if (!flag.letter) return "    " + single_quoted(star + long_form + tail) + "\n";
  std::string letter = std::string("-") + flag.letter;
  std::string exclusive = star.empty() ? "(" + letter + " " + long_name(flag) + ")" : star;
  std::string short_form = letter + (value.kind == Value::kNone || flag.value_optional ? "" : "+");
  return "    " + single_quoted(exclusive) + "{" + short_form + "," + long_form + "}" + single_quoted(tail) +
         "\n";
}

std::string zsh(const Table& table) {
  std::string name = identifier(table.program);
  std::string out = "#compdef " + table.program + "\n" + head(table, "zsh");
  out += name +
         "_names() {\n"
         "  local -a names\n"
         "  names=(${${(f)\"$(_call_program names " +
         table.program +
         " --list $1 2>/dev/null)\"}%%$'\\t'*})\n"
         "  compadd -a names\n"
         "}\n";
  out += name + "_operands() {\n";
  if (!table.command.verbs.empty()) {
    out += "  local -a verbs\n  verbs=(\n";
    for (const Verb& verb : table.command.verbs)
      out += "    " + single_quoted(verb.name + ":" + verb.summary) + "\n";
    out += "  )\n  [[ -n $verb ]] || _describe -t verbs verb verbs\n";
  }
  std::string glob;
  for (std::string_view suffix : kSuffixes) glob += (glob.empty() ? "" : "|") + std::string(suffix);
  out += "  _files -g '*(" + glob + ")'\n}\n";
  out += name +
         "() {\n"
         "  local verb= word\n"
         "  local -a flags\n"
         "  flags=(\n";
  for (const Flag& flag : flags_of_all(table)) out += zsh_spec(table, flag);
  out += "  )\n";
  if (!table.command.verbs.empty()) {
    out +=
        "  for word in ${words[2,CURRENT-1]}; do\n"
        "    case $word in (" +
        verb_names(table, "|") +
        ") verb=$word; break ;; esac\n"
        "  done\n"
        "  case $verb in\n";
    for (const Verb& verb : table.command.verbs) {
      if (verb.flags.empty()) continue;
      out += "  (" + verb.name + ") flags+=(\n";
      for (const Flag& flag : verb.flags)
        if (!flag.name.empty()) out += zsh_spec(table, flag);
      out += "  ) ;;\n";
    }
    out += "  esac\n";
  }
  out += "  _arguments -s -S $flags '*:operand:" + name +
         "_operands'\n"
         "}\n"
         "if [[ ${funcstack[1]} == _" +
         table.program + " ]]; then " + name + " \"$@\"; else compdef " + name + " " + table.program +
         "; fi\n";
  return out;
}

// --- fish --------------------------------------------------------------------------------------------

std::string fish_flag(const Table& table, const Flag& flag, std::string_view condition) {
  Value value = value_of(table, flag);
  std::string out = "complete -c " + table.program;
  if (!condition.empty()) out += " -n " + single_quoted(condition);
  if (flag.letter) out += std::string(" -s ") + flag.letter;
  out += " -l " + flag.name;
  if (!flag.value_optional) switch (value.kind) {
      case Value::kNone: break;
      case Value::kWords: out += " -x -a " + single_quoted(value.words); break;
      case Value::kList:
        out += " -x -a " + single_quoted("(" + table.program + " --list " + value.words + " 2>/dev/null)");
        break;
      case Value::kFile: out += " -r -F"; break;
      case Value::kFolder: out += " -x -a '(__fish_complete_directories)'"; break;
      case Value::kAnything: out += " -x"; break;
    }
  return out + " -d " + single_quoted(flag.help) + "\n";
}

std::string fish(const Table& table) {
  std::string out = head(table, "fish");
  std::string verbs = verb_names(table, " ");
  if (!verbs.empty()) {
    out += "complete -c " + table.program + " -e\n";
    for (const Verb& verb : table.command.verbs)
      out += "complete -c " + table.program + " -n " +
             single_quoted("not __fish_seen_subcommand_from " + verbs) + " -a " + verb.name + " -d " +
             single_quoted(verb.summary) + "\n";
  }
  for (const Flag& flag : flags_of_all(table)) out += fish_flag(table, flag, "");
  for (const Verb& verb : table.command.verbs)
    for (const Flag& flag : verb.flags)
      if (!flag.name.empty()) out += fish_flag(table, flag, "__fish_seen_subcommand_from " + verb.name);
  // The last one stands first among the suggestions.
  for (std::string_view suffix : kSuffixes)
    out += "complete -c " + table.program + " -k -a '(__fish_complete_suffix " + std::string(suffix) + ")'\n";
  return out;
}

}  // namespace

std::string completion(const Table& table, std::string_view shell) {
  Actions unused;
  // For the whole command, whatever verb was typed beside --completion.
  const Table whole = make_table(table.command, nullptr, table.program, unused);
  return shell == "bash" ? bash(whole) : shell == "zsh" ? zsh(whole) : fish(whole);
}

}  // namespace peil::cli
