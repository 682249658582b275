// report estimate: each estimator alone, from figures on the command line.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/words.hpp"
#include "inventory/report.hpp"
#include "stats/estimators.hpp"

namespace peil::inventory {
namespace {

const stats::Named* find(std::string_view name) {
  for (const auto& one : stats::named_estimators())
    if (one.name == name) return &one;
  return nullptr;
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && value >= 0 && value <= 1e15 ? std::optional(value) : std::nullopt;
}

}  // namespace

Result<render::Table> estimate(std::string_view name, const std::vector<std::string>& arguments) {
  const stats::Named* named = find(name);
  if (named == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& one : stats::named_estimators()) names.push_back(one.name);
    auto near = nearest(name, names);
    return Error{fmt::format("estimate: no estimator {}{}", printable(name),
                             near ? fmt::format("; {} is meant?", *near) : "; --list estimators names them")};
  }
  struct Argument {
    std::string_view key;
    bool list, optional;
    std::vector<double> values;
  };
  std::vector<Argument> wanted;
  for (std::string_view key : split(named->arguments, ' ')) {
    bool optional = key.ends_with('?');
    if (optional) key.remove_suffix(1);
    bool list = key.ends_with("[]");
    if (list) key.remove_suffix(2);
    wanted.push_back({key, list, optional, {}});
  }
  for (const auto& argument : arguments) {
    std::size_t equals = argument.find('=');
    auto one = std::find_if(wanted.begin(), wanted.end(), [&](const Argument& any) {
      return equals != std::string::npos && any.key == std::string_view(argument).substr(0, equals);
    });
    if (one == wanted.end())
      return Error{
          fmt::format("estimate: {} takes {}, not {}", name, named->arguments, printable(argument, 60))};
    one->values.clear();
    for (std::string_view word : split(std::string_view(argument).substr(equals + 1), ',')) {
      auto value = number_of(word);
      if (!value)
        return Error{
            fmt::format("estimate: {} is not a number from 0 to 1e15 in {}=", printable(word, 60), one->key)};
      one->values.push_back(*value);
    }
    if (!one->list && one->values.size() != 1)
      return Error{fmt::format("estimate: {} is one number", one->key)};
  }
  std::vector<std::vector<double>> given;
  for (auto& one : wanted) {
    if (one.values.empty() && !one.optional)
      return Error{fmt::format("estimate: {} needs {}=NUMBER{}", name, one.key, one.list ? ",NUMBER…" : "")};
    given.push_back(std::move(one.values));
  }
  auto result = named->compute(given);
  render::Table table;
  table.name = "estimate";
  table.title = fmt::format("{}: {}", name, named->meaning);
  table.notes = {std::string(named->caveat) + "."};
  for (std::string_view key : {"estimate", "low", "high"}) {
    render::Column column;
    column.key = column.heading = key;
    column.type = render::ColumnType::kNumber;
    table.columns.push_back(std::move(column));
  }
  if (!result) {
    table.empty = "not estimable";
    table.rows.push_back({{render::unknown("not estimable"), render::unknown(), render::unknown()}, {}, 0});
    return table;
  }
  auto shown = [](double value) { return render::real(value, value < 1 ? 6 : 4); };
  table.rows.push_back(
      {{shown(result->value), result->interval ? shown(result->interval->low) : render::unknown(),
        result->interval ? shown(result->interval->high) : render::unknown()},
       {},
       0});
  if (result->interval) table.notes.insert(table.notes.begin(), "low and high: 95 % interval.");
  return table;
}

std::string estimator_list() {
  std::string out;
  for (const auto& one : stats::named_estimators())
    out += fmt::format("{}\t{} ({})\n", one.name, one.meaning, one.arguments);
  return out;
}

}  // namespace peil::inventory
