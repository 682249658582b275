#include "inventory/where.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/words.hpp"

namespace peil::inventory {
namespace {

struct Token {
  std::string text;
  bool quoted = false;
};

Result<std::vector<Token>> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  while (true) {
    text = trim(text);
    if (text.empty()) return tokens;
    char first = text.front();
    if (first == '"' || first == '\'') {
      std::size_t end = text.find(first, 1);
      if (end == std::string_view::npos)
        return Error{fmt::format("--where: no closing {} behind {}", first, text)};
      tokens.push_back({std::string(text.substr(1, end - 1)), true});
      text.remove_prefix(end + 1);
      continue;
    }
    static constexpr std::string_view kOperators[] = {"==", "!=", "&&", "||"};
    auto found = std::find_if(std::begin(kOperators), std::end(kOperators),
                              [&](auto op) { return text.starts_with(op); });
    if (found != std::end(kOperators)) {
      tokens.push_back({std::string(*found), false});
      text.remove_prefix(2);
      continue;
    }
    std::size_t end = std::min({text.find_first_of(" \t\n"), text.find("=="), text.find("!="),
                                text.find("&&"), text.find("||"), text.size()});
    if (end == 0) end = 1;
    tokens.push_back({std::string(text.substr(0, end)), false});
    text.remove_prefix(end);
  }
}

bool is_word(const Token& token, std::string_view word, std::string_view sign) {
  return !token.quoted && (token.text == word || token.text == sign);
}

}  // namespace

Result<Where> Where::parse(std::string_view text) {
  auto tokens = tokens_of(text);
  if (!tokens) return tokens.error();
  Where where;
  where.text_ = trim(text);
  where.any_of_.emplace_back();
  for (std::size_t i = 0; i < tokens->size();) {
    const auto& all = *tokens;
    Term term;
    const std::string& name = all[i].text;
    if (name.starts_with('/')) {
      term.pointer = name;
    } else if (auto column = column_from_name(name)) {
      term.column = column;
    } else {
      std::vector<std::string_view> names;
      for (const ColumnInfo& one : columns()) names.push_back(one.name);
      auto near = nearest(name, names);
      return Error{fmt::format("--where: no column {}{}", printable(name),
                               near ? fmt::format("; {} is meant?", *near) : "")};
    }
    if (i + 2 >= all.size())
      return Error{fmt::format("--where: {} needs ==, != or startswith, and a value", printable(name))};
    const Token& test = all[i + 1];
    if (is_word(test, "==", "=")) term.test = Test::kEquals;
    else if (is_word(test, "!=", "!=")) term.test = Test::kDiffers;
    else if (is_word(test, "startswith", "startswith")) term.test = Test::kStarts;
    else return Error{fmt::format("--where: {} is not ==, != or startswith", printable(test.text))};
    term.value = all[i + 2].text;
    where.any_of_.back().push_back(std::move(term));
    i += 3;
    if (i == all.size()) return where;
    if (is_word(all[i], "or", "||")) where.any_of_.emplace_back();
    else if (!is_word(all[i], "and", "&&"))
      return Error{fmt::format("--where: {} is not and (&&) or or (||)", printable(all[i].text))};
    if (++i == all.size()) return Error{"--where: nothing behind the last and or or"};
  }
  return Error{"--where: empty"};
}

bool Where::holds(const Term& term, const Record& record, const View& view) {
  auto meets = [&](std::string_view value) {
    if (term.test == Test::kStarts) return value.starts_with(term.value);
    // A class of goods stands for all below it.
    bool below = term.column == Column::kGoods && value.size() > term.value.size() &&
                 value[term.value.size()] == '.' && value.starts_with(term.value);
    return below || value == term.value;
  };
  bool any = false;
  if (term.column) {
    const auto& values = view.of(*term.column);
    any = std::any_of(values.begin(), values.end(), meets) ||
          (values.empty() && meets(info(*term.column).absent));
  } else {
    Value value = record.root().at_pointer(term.pointer);
    if (value.is_array()) {
      value.each([&](Value one) {
        auto text = value_text(one);
        any = any || (text && meets(*text));
      });
    } else if (auto text = value_text(value)) {
      any = meets(*text);
    }
  }
  return term.test == Test::kDiffers ? !any : any;
}

bool Where::holds(const Record& record, const View& view) const {
  if (any_of_.empty()) return true;
  return std::any_of(any_of_.begin(), any_of_.end(), [&](const std::vector<Term>& all) {
    return std::all_of(all.begin(), all.end(), [&](const Term& term) { return holds(term, record, view); });
  });
}

bool Where::fits_pages() const {
  static constexpr Column kOfPages[] = {Column::kRoute,  Column::kLang,    Column::kSource, Column::kAccess,
                                        Column::kFrame,  Column::kStratum, Column::kPeriod, Column::kHost,
                                        Column::kDomain, Column::kChannel};
  for (const auto& all : any_of_)
    for (const Term& term : all)
      if (!term.column ||
          std::find(std::begin(kOfPages), std::end(kOfPages), *term.column) == std::end(kOfPages))
        return false;
  return true;
}

std::optional<std::string> value_text(Value value) {
  if (!value) return std::nullopt;
  if (auto text = value.text()) return std::string(*text);
  Buffer json;
  value.append_json(json);
  return json.str();
}

}  // namespace peil::inventory
