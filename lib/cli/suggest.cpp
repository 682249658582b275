// cli/suggest.cpp -- what to say about a word that is no flag of ours.
#include <algorithm>

#include "base/words.hpp"
#include "cli/table.hpp"

namespace peil::cli {
namespace {

// What peers have a flag for and we need none, by command ("" = all).
struct Answer {
  std::string_view command;
  std::string_view names;
  std::string_view words;
};
constexpr Answer kAnswers[] = {
    {"report", "-jsonl,-json,--json,--jsonl,--ojson,--ojsonl,--csv,--tsv,--html",
     "formats are -O NAME; see --list formats"},
    {"", "-jsonl,-json,-oJ,--json,--jsonl,--ojson,--ojsonl,--ijson,--ijsonl,--json-lines",
     "records are always JSON Lines, no flag is needed"},
    {"fetch", "-list,-l,-u,-url,--url,-dL,-i,-a,--input-file,--urls,--url-file,-target,-domain,-d",
     "URLs are operands, and lists of them come on standard input"},
    {"", "-list,-l,-dL,-i,-a,-f,--input,--input-file,--from,--file,--in",
     "files are operands; none, or -, is standard input"},
    {"", "-z,--gzin,--zin,--search-zip,--decompress,--gunzip,--compressed",
     "gzip and zstd are recognised by their first bytes, no flag is needed"},
    {"fetch", "-resume,-C,--continue,--resume,--continue-at,--joblog-resume",
     "the same call again goes on, with --state FILE"},
    {"", "-m", "--max-time is of the whole run, --timeout of one transfer"},
    {"", "-ua,--pager,--less", "no pager is started; write | less -RS"},
};

bool named(std::string_view names, std::string_view word) {
  auto pieces = split(names, ',');
  return std::any_of(pieces.begin(), pieces.end(), [&](std::string_view name) { return trim(name) == word; });
}

const Row* row_also_named(const Table& table, std::string_view name) {
  for (const Row& row : table.rows)
    if (named(row.flag.also, name)) return &row;
  return nullptr;
}

const Answer* answer_to(const Table& table, std::string_view name) {
  for (const Answer& answer : kAnswers)
    if ((answer.command.empty() || answer.command == table.command.name) && named(answer.names, name))
      return &answer;
  return nullptr;
}

std::string_view without_value(std::string_view word) { return word.substr(0, word.find('=')); }

}  // namespace

bool is_foreign_word(const Table& table, std::string_view word) {
  std::string_view name = without_value(word);
  if (!name.starts_with('-') || name.starts_with("--") || name.size() < 3) return false;
  // -nv is also ours: a cluster of switches.
  if (std::all_of(word.begin() + 1, word.end(), [&](char letter) {
        const Row* row = table.find(letter);
        return row && is_switch(row->flag);
      }))
    return false;
  bool ours = std::any_of(table.rows.begin(), table.rows.end(),
                          [&](const Row& row) { return row.flag.name == name.substr(1); });
  return ours || row_also_named(table, name) || answer_to(table, name);
}

std::string explain_unknown(const Table& table, std::string_view word) {
  std::string_view name = without_value(word);
  std::string text = "unknown option " + printable(name, 80);
  if (const Row* row = row_also_named(table, name)) {
    std::string here = row->flag.letter ? std::string("-") + row->flag.letter + ", " : "";
    return text + "; here it is " + here + long_name(row->flag);
  }
  if (const Answer* answer = answer_to(table, name)) return text + "; " + std::string(answer->words);
  for (const Verb& verb : table.command.verbs)
    for (const Flag& flag : verb.flags)
      if (!flag.name.empty() && long_name(flag) == name)
        return text + "; it belongs to " + table.program + " " + verb.name;
  std::string_view bare = name.substr(std::min(name.find_first_not_of('-'), name.size()));
  if (bare.size() < 2) return text;
  std::vector<std::string> names;
  for (const Row& row : table.rows) names.push_back(row.flag.name);
  std::string asked(bare);
  std::replace(asked.begin(), asked.end(), '_', '-');
  return text + did_you_mean(asked, names, "--");
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates,
                         std::string_view prefix) {
  std::vector<std::string_view> views(candidates.begin(), candidates.end());
  auto near = nearest(word, views);
  return near ? "; did you mean " + std::string(prefix) + std::string(*near) + "?" : "";
}

}  // namespace peil::cli
