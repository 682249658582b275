// cli/config.cpp -- configuration files: TOML whose keys are the long names of the flags.
//
//   jobs = 4
//   tag = ["case=17"]        # a flag that may be given many times
//   [train]                  # holds for this verb only
//   seed = 7
//
// $XDG_CONFIG_DIRS (/etc/xdg), then $XDG_CONFIG_HOME (~/.config), each with peil/<command>.toml, then
// --config. A file in the current folder is never read: it may have come with the data.
#define TOML_HEADER_ONLY 0
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <sstream>

#include "base/words.hpp"
#include "cli/table.hpp"

namespace peil::cli {
namespace {

constexpr std::size_t kFileBytes = 1u << 20;

[[noreturn]] void refuse(const std::string& message) { throw ConfigurationError(message); }

// The fewest digits that read back as the same number.
std::string shortest(double number) {
  char digits[32];
  return std::string(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

// The words that a TOML value stands for; Error: why it stands for none.
Result<std::vector<std::string>> words_of(const Flag& flag, const toml::node& node) {
  if (const toml::array* array = node.as_array()) {
    if (!takes_many(flag) || is_switch(flag)) return Error{"takes one value, not a list"};
    std::vector<std::string> words;
    for (const toml::node& element : *array) {
      if (element.is_array() || element.is_table()) return Error{"takes a list of plain values"};
      auto one = words_of(flag, element);
      if (!one) return one.error();
      words.insert(words.end(), one->begin(), one->end());
    }
    return words;
  }
  if (node.is_table()) return Error{"takes a value, not a table"};
  if (auto text = node.value_exact<std::string>()) return std::vector{*text};
  if (auto truth = node.value_exact<bool>()) {
    if (is_switch(flag)) return std::vector<std::string>{*truth ? "true" : "false"};
    if (!flag.value_optional) return Error{"needs " + flag.value + ", not true or false"};
    return *truth ? std::vector<std::string>{std::string(kBareWord)} : std::vector<std::string>{};
  }
  std::ostringstream plain;  // numbers, dates and times
  if (auto number = node.value_exact<std::int64_t>()) plain << *number;
  else if (auto fraction = node.value_exact<double>()) plain << shortest(*fraction);
  else if (auto instant = node.value_exact<toml::date_time>()) plain << *instant;
  else if (auto day = node.value_exact<toml::date>()) plain << *day;
  else return Error{"takes no time of day"};
  return std::vector{plain.str()};
}

class Reader {
 public:
  Reader(Table& table, std::string path) : table_(table), path_(std::move(path)) {}

  void read(std::string_view text) {
    toml::table root;
    try {
      root = toml::parse(text, path_);
    } catch (const toml::parse_error& error) {
      refuse(at(error.source()) + lower(error.description()));
    }
    for (const auto& [key, node] : root) {
      auto verb = std::find_if(table_.command.verbs.begin(), table_.command.verbs.end(),
                               [&, name = key.str()](const Verb& v) { return v.name == name; });
      if (node.is_table() && verb != table_.command.verbs.end()) {
        bool chosen = &*verb == table_.verb;
        for (const auto& [inner, value] : *node.as_table()) set(inner, value, chosen);
      } else {
        set(key, node, true);
      }
    }
  }

 private:
  std::string at(const toml::source_region& where) const {
    return path_ + ":" + std::to_string(where.begin.line) + ": ";
  }

  static std::string lower(std::string_view sentence) {
    std::string text(sentence);
    if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z'))
      text[0] = static_cast<char>(text[0] | 0x20);
    while (text.ends_with('.')) text.pop_back();
    return printable(text, 300);
  }

  void set(const toml::key& key, const toml::node& node, bool applies) {
    std::string where = at(key.source());
    std::string name(key.str());
    Row* row = table_.find(name);
    if (row && (row->action || name == "config" || name == "no-config"))
      refuse(where + name + ": only on the command line");
    if (!row) {
      if (belongs_to_a_verb(name)) return;
      unknown(where, name);
    }
    if (!applies) return;
    auto words = words_of(row->flag, node);
    if (!words) refuse(where + name + " " + words.error().message);
    if (words->empty()) return;
    if (auto done = assign(row->flag, *words); !done) refuse(where + name + ": " + done.error().message);
    row->words = *words;
    row->origin = where.substr(0, where.size() - 2);
  }

  // A flag of a verb that was not chosen may stand in the file.
  bool belongs_to_a_verb(std::string_view name) const {
    for (const Verb& verb : table_.command.verbs)
      for (const Flag& flag : verb.flags)
        if (flag.name == name) return true;
    return false;
  }

  [[noreturn]] void unknown(const std::string& where, const std::string& name) const {
    std::vector<std::string> known;
    for (const Row& row : table_.rows)
      if (!row.action) known.push_back(row.flag.name);
    for (const Verb& verb : table_.command.verbs) {
      known.push_back(verb.name);
      for (const Flag& flag : verb.flags) known.push_back(flag.name);
    }
    std::string asked = name;
    std::replace(asked.begin(), asked.end(), '_', '-');
    refuse(where + "unknown key " + printable(name, 80) + did_you_mean(asked, known));
  }

  Table& table_;
  std::string path_;
};

bool has_secrets(const Table& table) {
  return table.command.name == "fetch" ||
         std::any_of(table.rows.begin(), table.rows.end(), [](const Row& row) { return row.flag.secret; });
}

// What anybody else may do to an open file: "" when nothing.
std::string exposure(const struct stat& status) {
  if (S_ISREG(status.st_mode) && (status.st_mode & S_IWOTH)) return "anyone can write to it";
  if (status.st_uid != geteuid() && status.st_uid != 0) return "it belongs to another user";
  return "";
}

// The text of a file; nullopt when there is no such file.
std::optional<std::string> load(const Table& table, const std::string& path,
                                std::vector<std::string>& warnings) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    refuse(path + ": " + strerror(errno));
  }
  struct stat status {};
  fstat(fd, &status);
  std::string text;
  char chunk[8192];
  ssize_t count = 0;
  while (text.size() <= kFileBytes &&
         ((count = read(fd, chunk, sizeof chunk)) > 0 || (count < 0 && errno == EINTR)))
    if (count > 0) text.append(chunk, static_cast<std::size_t>(count));
  int reason = errno;
  close(fd);
  if (count < 0) refuse(path + ": " + strerror(reason));
  if (text.size() > kFileBytes) refuse(path + ": larger than 1 MiB");
  if (std::string exposed = exposure(status); !exposed.empty()) {
    if (has_secrets(table)) refuse(path + ": not read, since " + exposed);
    warnings.push_back(path + ": " + exposed);
  }
  return text;
}

// The files of system and user, lowest precedence first. Source: XDG Base Directory Specification 0.8:
// relative paths are ignored; in XDG_CONFIG_DIRS the first is the most important.
std::vector<std::string> standard_paths(const std::string& command) {
  auto variable = [](const char* name) { return std::string(getenv(name) ? getenv(name) : ""); };
  std::string system = variable("XDG_CONFIG_DIRS");
  if (system.empty()) system = "/etc/xdg";
  std::string user = variable("XDG_CONFIG_HOME");
  if (!user.starts_with('/')) user = variable("HOME").starts_with('/') ? variable("HOME") + "/.config" : "";
  std::vector<std::string> paths;
  for (std::string_view folder : split(system, ':'))
    if (folder.starts_with('/')) paths.insert(paths.begin(), std::string(folder));
  if (!user.empty()) paths.push_back(user);
  for (std::string& path : paths) path += "/peil/" + command + ".toml";
  return paths;
}

}  // namespace

std::vector<std::string> read_configuration(Table& table, const std::optional<std::string>& file,
                                            bool only_file) {
  std::vector<std::string> warnings;
  if (!only_file)
    for (const std::string& path : standard_paths(table.command.name))
      if (auto text = load(table, path, warnings)) Reader(table, path).read(*text);
  if (file) {
    auto text = load(table, *file, warnings);
    if (!text) refuse("--config: " + *file + ": " + strerror(ENOENT));
    Reader(table, *file).read(*text);
  }
  return warnings;
}

}  // namespace peil::cli
