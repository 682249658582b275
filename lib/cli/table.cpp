// cli/table.cpp -- the flags that hold for one call, the built-in ones included.
#include "cli/table.hpp"

#include <algorithm>

namespace peil::cli {
namespace {

std::vector<Flag> built_in(const Command& command, Actions& actions) {
  // clang-format off
  std::vector<Flag> flags = {
      {.letter = 'h', .name = "help", .value = "", .help = "the most used options; --help: all of them",
       .group = "Help", .target = &actions.short_help, .also = "-?,-help,--usage,--long-help"},
      {.letter = 'V', .name = "version", .value = "", .help = "version, libraries and dates of the data",
       .group = "Help", .target = &actions.version, .also = "-version,--Version,-ver"},
      {.name = "list", .value = "NAME", .help = "list names, with what they mean",
       .group = "Help", .target = &actions.list, .also = "--type-list,--help-list,--show"},
      {.name = "schema", .value = "KIND", .help = "JSON Schema of the records written, or of one kind",
       .group = "Help", .target = &actions.schema, .value_optional = true},
      {.name = "print-config", .value = "", .help = "the value of each option, and where it comes from",
       .group = "Help", .target = &actions.print_config, .also = "--show-config,--dump-config,--show-origin"},
      {.name = "completion", .value = "SHELL", .help = "completion script: bash, zsh or fish",
       .group = "Help", .target = &actions.completion, .choices = {"bash", "zsh", "fish"},
       .also = "--completions,--generate,--complete,--generate-completion"},
  };
  // clang-format on
  if (!command.schema) flags.erase(flags.begin() + 3);
  return flags;
}

void add(Table& table, const std::vector<Flag>& flags, bool action) {
  for (const Flag& flag : flags) {
    if (auto* shared = std::get_if<Shared*>(&flag.target)) {
      table.shared = *shared;
      continue;
    }
    if (table.find(flag.name)) continue;  // the narrower one holds
    Row row{flag, default_of(flag)};
    row.action = action;
    if (flag.letter && table.find(flag.letter)) row.flag.letter = 0;
    table.rows.push_back(std::move(row));
  }
}

}  // namespace

Table make_table(const Command& command, const Verb* verb, std::string program, Actions& actions) {
  Table table{command, verb, std::move(program)};
  if (verb) add(table, verb->flags, false);
  add(table, command.flags, false);
  add(table, built_in(command, actions), true);
  if (Row* list = table.find("list")) list->flag.choices = table.list_names();
  return table;
}

const Row* Table::find(std::string_view name) const {
  auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.flag.name == name; });
  return row == rows.end() ? nullptr : &*row;
}

Row* Table::find(std::string_view name) { return const_cast<Row*>(std::as_const(*this).find(name)); }

const Row* Table::find(char letter) const {
  auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.flag.letter == letter; });
  return row == rows.end() || letter == 0 ? nullptr : &*row;
}

std::vector<std::string> Table::list_names() const {
  std::vector<std::string> names;
  for (const Command::List& list : command.lists) names.push_back(list.name);
  auto have = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const char* name : {"flags", "limits"})
    if (!have(name)) names.push_back(name);
  if (!command.verbs.empty() && !have("verbs")) names.push_back("verbs");
  return names;
}

const Flag* flag_awaiting_value(const Table& table, std::string_view word) {
  auto look_up = [&](auto matches) -> const Flag* {
    for (const Row& row : table.rows)
      if (matches(row.flag)) return &row.flag;
    if (!table.verb)
      for (const Verb& verb : table.command.verbs)
        for (const Flag& flag : verb.flags)
          if (matches(flag)) return &flag;
    return nullptr;
  };
  auto waits = [](const Flag& flag) { return !is_switch(flag) && !flag.value_optional; };
  if (word.starts_with("--")) {
    const Flag* flag = look_up([&](const Flag& f) { return !f.name.empty() && f.name == word.substr(2); });
    return flag && waits(*flag) ? flag : nullptr;
  }
  for (std::size_t i = 1; i < word.size(); ++i) {
    const Flag* flag = look_up([&](const Flag& f) { return f.letter && f.letter == word[i]; });
    if (!flag || flag->value_optional) return nullptr;
    if (waits(*flag)) return i + 1 == word.size() ? flag : nullptr;
  }
  return nullptr;
}

std::string long_name(const Flag& flag) { return "--" + flag.name; }

std::string variable_name(const Flag& flag) {
  std::string name = "PEIL_" + flag.name;
  for (char& c : name) c = c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
  return name;
}

std::string spelled(const Flag& flag) {
  std::string text = flag.letter ? std::string("-") + flag.letter + ", " : "    ";
  text += long_name(flag);
  if (is_switch(flag)) return text;
  return text + (flag.value_optional ? "[=" + flag.value + "]" : " " + flag.value);
}

}  // namespace peil::cli
