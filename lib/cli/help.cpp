// cli/help.cpp -- -h, --help, --list and --print-config, laid out for 80 columns.
#include <algorithm>

#include "base/limits.hpp"
#include "base/words.hpp"
#include "cli/table.hpp"

namespace peil::cli {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kShortFlags = 10;
constexpr std::string_view kSuite[] = {"fetch", "extract", "classify", "dedupe", "report"};

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Appends `words`, broken between words, to a line that has `at` columns; later lines begin at `indent`.
void wrap(std::string& out, std::string_view words, std::size_t at, std::size_t indent) {
  bool first = true;
  for (std::string_view word : split(words, ' ')) {
    std::size_t width = columns(word);
    if (!first && at + 1 + width > kColumns) {
      out += "\n" + std::string(indent, ' ');
      at = indent;
    } else if (!first) {
      out += ' ';
      ++at;
    }
    out += word;
    at += width;
    first = false;
  }
  out += '\n';
}

// One row: what is typed at the left, what it means at `indent`, on a line of its own if need be.
void entry(std::string& out, std::string_view left, std::string_view meaning, std::size_t indent) {
  out += "  ";
  out += left;
  std::size_t at = 2 + columns(left);
  if (at + 2 > indent) {
    out += '\n';
    at = 0;
  }
  out += std::string(indent - at, ' ');
  wrap(out, meaning, indent, indent);
}

// "output format [csv, html] (default: csv)", with the variable that sets it.
std::string meaning_of(const Row& row, bool whole) {
  const Flag& flag = row.flag;
  std::string text = flag.help;
  bool told = true;
  for (const std::string& choice : flag.choices) told = told && text.find(choice) != std::string::npos;
  std::string choices = joined(flag.choices);
  if (!choices.empty() && !told && (whole || columns(text + choices) < 60)) text += ": " + choices;
  std::string notes;
  auto note = [&](const std::string& words) { notes += (notes.empty() ? "" : "; ") + words; };
  if (takes_many(flag) && !is_switch(flag) && whole) note("may be repeated");
  if (!row.default_word.empty() && text.find("default:") == std::string::npos)
    note("default: " + (flag.secret ? "set" : row.default_word));
  if (flag.env && whole) note("env: " + variable_name(flag));
  return notes.empty() ? text : text + " (" + notes + ")";
}

// Examples name the commands as they are installed: peil-fetch, if we are peil-extract.
std::string prefixed(const Table& table, std::string_view line) {
  std::string_view program = table.program;
  if (!program.ends_with(table.command.name)) return std::string(line);
  std::string prefix(program.substr(0, program.size() - table.command.name.size()));
  std::string out;
  bool may_be_command = true;
  for (std::string_view word : split(line, ' ')) {
    if (!out.empty()) out += ' ';
    if (may_be_command && std::find(std::begin(kSuite), std::end(kSuite), word) != std::end(kSuite))
      out += prefix;
    out += word;
    may_be_command = word == "|" || word == "&&" || word == ";" || word.ends_with("(");
  }
  return out;
}

void heading(std::string& out, const Table& table) {
  out += table.program + (table.verb ? " " + table.verb->name : "");
  std::string_view summary = table.verb ? table.verb->summary : table.command.summary;
  std::string start = " - ";
  out += start;
  wrap(out, summary, columns(table.program) + (table.verb ? table.verb->name.size() + 1 : 0) + 3, 4);
}

void verbs(std::string& out, const Table& table, bool whole) {
  if (table.verb || table.command.verbs.empty()) return;
  out += "\nverbs:\n";
  if (!whole) {
    std::string names;
    for (const Verb& verb : table.command.verbs) names += (names.empty() ? "" : ", ") + verb.name;
    out += "  ";
    wrap(out, names, 2, 2);
    return;
  }
  for (const Verb& verb : table.command.verbs) entry(out, verb.name, verb.summary, 16);
}

void examples(std::string& out, const Table& table, std::size_t most) {
  if (table.command.examples.empty() || table.verb) return;
  out += "\nexamples:\n";
  for (const Example& example : table.command.examples) {
    if (most-- == 0) break;
    out += "  # ";
    wrap(out, example.question, 4, 4);
    out += "  " + prefixed(table, example.line) + "\n";
  }
}

std::size_t indent_of(const std::vector<const Row*>& rows) {
  std::size_t widest = 0;
  for (const Row* row : rows)
    widest = std::max(widest, std::min<std::size_t>(columns(spelled(row->flag)), 24));
  return widest + 4;
}

void flag_groups(std::string& out, const std::vector<const Row*>& rows) {
  std::vector<std::string> groups;
  for (const Row* row : rows)
    if (std::find(groups.begin(), groups.end(), row->flag.group) == groups.end())
      groups.push_back(row->flag.group);
  for (const std::string& group : groups) {
    out += "\n" + (group.empty() ? "options" : to_lower_ascii(group)) + ":\n";
    for (const Row* row : rows)
      if (row->flag.group == group) entry(out, spelled(row->flag), meaning_of(*row, true), 28);
  }
}

std::string limit_value(const limits::Limit& limit) {
  if (limit.unit == "bytes") {
    if (limit.value % (1u << 20) == 0) return std::to_string(limit.value >> 20) + " MiB";
    if (limit.value % (1u << 10) == 0) return std::to_string(limit.value >> 10) + " KiB";
    return with_thousands(limit.value) + " B";
  }
  if (limit.unit == "ms" && limit.value % 1000 == 0) return std::to_string(limit.value / 1000) + " s";
  return with_thousands(limit.value);
}

// The flags of a limit that this command does not have are not named.
void limits_table(std::string& out, const Table& table) {
  out += "\nlimits:\n";
  for (const limits::Limit& limit : limits::table()) {
    std::string value = limit_value(limit);
    std::string left = std::string(limit.name);
    left += std::string(
                std::max<std::size_t>(24, left.size() + value.size() + 2) - left.size() - value.size(), ' ') +
            value;
    std::string meaning(limit.meaning);
    bool ours = limit.flag.size() > 2 && table.find(limit.flag.substr(2));
    if (ours) meaning += " (" + std::string(limit.flag) + ")";
    entry(out, left, meaning, 28);
  }
}

// The verbs' own flags, for `CMD --help` without a verb.
void verb_flags(std::string& out, const Table& table) {
  if (table.verb) return;
  for (const Verb& verb : table.command.verbs) {
    if (verb.flags.empty()) continue;
    out += "\n" + verb.name + ":\n";
    for (const Flag& flag : verb.flags)
      if (!flag.name.empty()) entry(out, spelled(flag), meaning_of(Row{flag, default_of(flag)}, true), 28);
  }
}

// A TOML string; what a file could not hold is escaped.
std::string toml_string(std::string_view word) {
  std::string out = "\"";
  for (char c : word) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\', out += c;
    else if (byte < 0x20 || byte == 0x7F) {
      static constexpr char kHex[] = "0123456789abcdef";
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else out += c;
  }
  return out + "\"";
}

std::string toml_value(const Row& row) {
  const Flag& flag = row.flag;
  bool given = !row.words.empty();
  auto one = [&](const std::string& word) {
    if (flag.secret) return std::string("\"***\"");
    if (word == kBareWord) return std::string("true");
    bool number = std::holds_alternative<std::int64_t*>(flag.target) ||
                  std::holds_alternative<double*>(flag.target) ||
                  std::holds_alternative<std::optional<std::int64_t>*>(flag.target);
    return number && !is_switch(flag) && !word.starts_with('+') ? word : toml_string(word);
  };
  if (is_switch(flag)) {
    if (std::holds_alternative<std::int64_t*>(flag.target)) {
      return std::to_string(**std::get_if<std::int64_t*>(&flag.target));
    }
    bool on = given ? row.words.back() != "false" : !row.default_word.empty();
    return on ? "true" : "false";
  }
  if (takes_many(flag)) {
    std::string list;
    for (const std::string& word : given ? row.words : *std::get<std::vector<std::string>*>(flag.target))
      list += (list.empty() ? "" : ", ") + one(word);
    return "[" + list + "]";
  }
  if (given) return one(row.words.back());
  return row.default_word.empty() ? "" : one(row.default_word);
}

}  // namespace

std::string usage_line(const Table& table) {
  std::string line = table.program + (table.verb ? " " + table.verb->name : "") + " [flag…]";
  if (!table.verb && !table.command.verbs.empty() && table.operands().find("VERB") == std::string::npos)
    line += " [VERB]";
  return line + (table.operands().empty() ? "" : " " + table.operands());
}

std::string short_help(const Table& table) {
  std::string out;
  heading(out, table);
  out += "usage: " + usage_line(table) + "\n";
  verbs(out, table, false);
  examples(out, table, 2);
  std::vector<const Row*> rows;
  for (const Row& row : table.rows)  // the last place is kept for help itself
    if (row.flag.in_short_help && !row.action && rows.size() < kShortFlags - 1) rows.push_back(&row);
  rows.push_back(table.find("help"));
  out += "\noptions:\n";
  for (const Row* row : rows) {
    std::string meaning = meaning_of(*row, false);
    entry(out, spelled(row->flag), meaning, indent_of(rows));
  }
  out += "\nall options: " + table.program + " --help    manual: man " + table.program + "\n";
  return out;
}

std::string long_help(const Table& table) {
  std::string out;
  heading(out, table);
  out += "usage: " + usage_line(table) + "\n";
  verbs(out, table, true);
  std::vector<const Row*> rows;
  for (const Row& row : table.rows) rows.push_back(&row);
  flag_groups(out, rows);
  verb_flags(out, table);
  limits_table(out, table);
  examples(out, table, table.command.examples.size());
  out += "\nexit status:\n";
  for (auto [status, meaning] :
       {std::pair{"0", "all done; also when nothing matched, or the reader closed the pipe"},
        std::pair{"1", "done, but at least one record failed"},
        std::pair{"2", "command line, configuration or a data file wrong; nothing was read"},
        std::pair{"3", "stopped: input, output or memory unusable"},
        std::pair{"4", "stopped, temporary: the same call may work later"},
        std::pair{"5", "everything asked for was refused: outside the configured scope"}})
    entry(out, status, meaning, 6);
  out +=
      "\nunits: DUR 500ms, 2s, 1m, 1h, 1d (bare: seconds)\n"
      "       SIZE 64K, 16M, 2G (powers of 1024; bare: bytes)\n";
  out +=
      "defaults: flags, then environment, then --config FILE, then\n"
      "  $XDG_CONFIG_HOME/peil/" +
      table.command.name + ".toml, then /etc/xdg/peil/" + table.command.name + ".toml\n";
  return out;
}

std::string configuration_text(const Table& table) {
  std::string out;
  for (const Row& row : table.rows) {
    if (row.action || row.flag.name == "config" || row.flag.name == "no-config") continue;
    std::string value = toml_value(row);
    std::string left = value.empty() ? "# " + row.flag.name + " =" : row.flag.name + " = " + value;
    left.resize(std::max<std::size_t>(left.size(), 31), ' ');
    out += left + " # " + (row.origin.empty() ? "default" : printable(row.origin, 200)) + "\n";
  }
  return out;
}

std::string flag_list(const Table& table) {
  std::string out;
  std::vector<std::string> seen;
  auto line = [&](const Flag& flag, const std::string& help) {
    if (flag.name.empty() || std::find(seen.begin(), seen.end(), flag.name) != seen.end()) return;
    seen.push_back(flag.name);
    out += flag.name + "\t" + help + "\n";
  };
  for (const Row& row : table.rows) line(row.flag, meaning_of(row, true));
  if (!table.verb)
    for (const Verb& verb : table.command.verbs)
      for (const Flag& flag : verb.flags) line(flag, verb.name + ": " + flag.help);
  return out;
}

std::string limit_list() {
  std::string out;
  for (const limits::Limit& limit : limits::table())
    out += std::string(limit.name) + "\t" + limit_value(limit) + ": " + std::string(limit.meaning) + "\n";
  return out;
}

std::string verb_list(const Table& table) {
  std::string out;
  for (const Verb& verb : table.command.verbs) out += verb.name + "\t" + verb.summary + "\n";
  return out;
}

}  // namespace peil::cli
