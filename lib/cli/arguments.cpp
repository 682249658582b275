// cli/arguments.cpp -- cuts up a command line with CLI11, the only file that includes it.
//
// What CLI11 2.1.2 does otherwise than people expect is prepared for it here, so that it never shows:
//   --fields= file    swallows `file`, since the value is empty: each attached value gets a mark;
//   --tor file        swallows `file`, since the value may be given: bare optional values get a word;
//   -o --force        would write to the file `--force`: a flag that we know is nobody's value (-5 may be);
//   -output x         would write to the file `utput`: told apart beforehand, like peers' -silent;
//   --quiet=no        would be taken: a switch has no value.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>

#include "base/words.hpp"
#include "cli/table.hpp"

namespace peil::cli {
namespace {

constexpr char kAttached = '\x01';  // stands before each value that was written with its flag

std::string attached(std::string_view flag, std::string_view value) {
  return std::string(flag) + "=" + kAttached + std::string(value);
}

class Preparation {
 public:
  Preparation(const Table& table, Arguments& out) : table_(table), out_(out) {}

  std::vector<std::string> prepare(std::span<const std::string> words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& word = words[i];
      if (!is_flag_like(word)) ready_.push_back(word);
      else if (is_foreign_word(table_, word)) out_.unknown.push_back(word);
      else if (const Flag* flag = flag_awaiting_value(table_, word)) {
        ready_.push_back(word);
        if (i + 1 == words.size()) break;  // CLI11 finds that there is no value
        if (is_known_flag(words[i + 1])) fail(needs(*flag));
        else ready_.push_back(words[++i]);
      } else if (word.starts_with("--")) long_flag(word);
      else if (const Row* row = table_.find(word[1]); word.size() == 2 && row && row->flag.value_optional)
        ready_.push_back(attached(word, kBareWord));
      else ready_.push_back(word);
    }
    return std::move(ready_);
  }

  static std::string needs(const Flag& flag) {
    std::string text = long_name(flag) + " needs " + flag.value;
    return flag.choices.empty() ? text : text + ": " + joined(flag.choices);
  }

 private:
  static bool is_flag_like(const std::string& word) { return word.size() > 1 && word[0] == '-'; }

  bool is_known_flag(const std::string& word) const {
    if (!is_flag_like(word)) return false;
    if (word.starts_with("--")) return table_.find(std::string_view(word).substr(2, word.find('=') - 2));
    return table_.find(word[1]) || is_foreign_word(table_, word);
  }

  void fail(std::string message) {
    if (out_.error.empty()) out_.error = std::move(message);
  }

  // A long flag that does not wait for the next word.
  void long_flag(const std::string& word) {
    std::size_t equals = word.find('=');
    std::string name = word.substr(0, equals);
    const Row* row = table_.find(std::string_view(name).substr(2));
    if (!row) out_.unknown.push_back(word);
    else if (equals == std::string::npos)
      ready_.push_back(row->flag.value_optional ? attached(name, kBareWord) : name);
    else if (is_switch(row->flag)) fail(name + " takes no value");
    else ready_.push_back(attached(name, word.substr(equals + 1)));
  }

  const Table& table_;
  Arguments& out_;
  std::vector<std::string> ready_;
};

std::string names_for_cli11(const Flag& flag) {
  return (flag.letter ? std::string("-") + flag.letter + "," : "") + "--" + flag.name;
}

// Registers the rows; the options come back in the order of the rows.
std::vector<CLI::Option*> register_rows(CLI::App& app, const Table& table) {
  std::vector<CLI::Option*> options;
  for (const Row& row : table.rows) {
    if (is_switch(row.flag)) {
      options.push_back(app.add_flag(names_for_cli11(row.flag)));
    } else {
      CLI::callback_t accept = [](const CLI::results_t&) { return true; };
      options.push_back(app.add_option(names_for_cli11(row.flag), accept));
      options.back()->type_size(1)->expected(1)->allow_extra_args(false);
      options.back()->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  }
  return options;
}

std::string explain(const Table& table, const std::string& what) {
  std::string name = what.substr(0, what.find(':'));
  const Row* row = name.starts_with("--") ? table.find(std::string_view(name).substr(2)) : nullptr;
  return row ? Preparation::needs(row->flag) : printable(what);
}

}  // namespace

Arguments split_arguments(const Table& table, std::span<const std::string> words) {
  Arguments out;
  auto dashes = std::find(words.begin(), words.end(), "--");
  auto before = static_cast<std::size_t>(dashes - words.begin());
  std::vector<std::string> ready = Preparation(table, out).prepare(words.first(before));

  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<CLI::Option*> options = register_rows(app, table);
  std::reverse(ready.begin(), ready.end());  // CLI11 takes words from the end
  try {
    app.parse(std::move(ready));
  } catch (const CLI::ParseError& error) {
    if (out.error.empty()) out.error = explain(table, error.what());
    return out;
  }
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (options[i]->count() == 0) continue;
    std::vector<std::string> values = options[i]->results();
    for (std::string& value : values) {
      if (is_switch(table.rows[i].flag)) value = kBareWord;
      else if (value.starts_with(kAttached)) value.erase(0, 1);
    }
    out.given.push_back({i, std::move(values)});
  }
  for (std::string& word : app.remaining())
    (word.size() > 1 && word[0] == '-' ? out.unknown : out.operands).push_back(std::move(word));
  if (dashes != words.end()) out.operands.insert(out.operands.end(), dashes + 1, words.end());
  return out;
}

}  // namespace peil::cli
