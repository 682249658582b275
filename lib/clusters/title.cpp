#include "clusters/title.hpp"

#include <optional>
#include <span>

#include "base/decimal.hpp"

namespace peil::clusters {
namespace {

struct Unit {
  std::string_view word;
  std::string_view base;  // g or ml
  int scale;              // word = base × 10^scale
};
// Only what converts exactly and means one thing in a title.
constexpr Unit kUnits[] = {
    {"kg", "g", 3},    {"kilo", "g", 3},  {"kilos", "g", 3},  {"kilogram", "g", 3}, {"kilograms", "g", 3},
    {"g", "g", 0},     {"gr", "g", 0},    {"grs", "g", 0},    {"gs", "g", 0},       {"gram", "g", 0},
    {"grams", "g", 0}, {"gramm", "g", 0}, {"gramme", "g", 0}, {"grammes", "g", 0},  {"mg", "g", -3},
    {"ug", "g", -6},   {"mcg", "g", -6},  {"l", "ml", 3},     {"liter", "ml", 3},   {"litre", "ml", 3},
    {"cl", "ml", 1},   {"ml", "ml", 0},
};

const Unit* unit_of(std::string_view word) {
  for (const Unit& unit : kUnits)
    if (unit.word == word) return &unit;
  return nullptr;
}

Decimal power_of_ten(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < (exponent < 0 ? -exponent : exponent); ++i) power *= 10;
  return exponent < 0 ? Decimal(1, -exponent) : Decimal(power, 0);
}

// A token cut into its leading digits and the rest: 500g -> 500, g.
struct Cut {
  std::string_view digits, rest;
};
Cut cut(std::string_view folded) {
  std::size_t end = folded.find_first_not_of("0123456789");
  if (end == std::string_view::npos) return {folded, {}};
  return {folded.substr(0, end), folded.substr(end)};
}

// An amount that begins at token `at`: how many tokens it takes, and its form in a key.
struct Amount {
  std::size_t tokens;
  std::string text;
};
std::optional<Amount> amount_at(std::string_view title, const text::Tokens& tokens, std::size_t at) {
  std::span<const text::Token> list = tokens.list();
  Cut first = cut(tokens.folded(at));
  if (first.digits.empty() || first.digits.size() > 12) return std::nullopt;
  std::string number(first.digits);
  std::string_view unit = first.rest;
  std::size_t next = at + 1;
  // `0,5`: digits, one sign, digits, nothing else between.
  auto point = [&] { return title[list[at].end] == ',' || title[list[at].end] == '.'; };
  if (unit.empty() && next < list.size() && list[next].start == list[at].end + 1 && point()) {
    Cut decimals = cut(tokens.folded(next));
    if (!decimals.digits.empty() && decimals.digits.size() <= 12) {
      bool thousands = decimals.digits.size() == 3 && number != "0";
      number += (thousands ? "" : ".") + std::string(decimals.digits);
      unit = decimals.rest;
      ++next;
    }
  }
  if (unit.empty() && next < list.size()) unit = tokens.folded(next++);
  const Unit* known = unit_of(unit);
  if (known == nullptr) return std::nullopt;
  auto value = Decimal::parse(number.starts_with("0") && number.size() > 1 && number[1] != '.'
                                  ? number.substr(std::min(number.find_first_not_of('0'), number.size() - 1))
                                  : number);
  if (!value) return std::nullopt;
  auto scaled = value->times(power_of_ten(known->scale));
  if (!scaled) return std::nullopt;
  return Amount{next - at, "#" + scaled->str() + std::string(known->base)};
}

}  // namespace

void each_folded(text::Tokenizer& tokenizer, text::Tokens& tokens, std::string_view title,
                 const std::function<void(std::string_view)>& visit) {
  tokenizer.tokenize(title, tokens);
  for (std::size_t i = 0; i < tokens.size();) {
    if (auto amount = amount_at(title, tokens, i)) {
      visit(amount->text);
      i += amount->tokens;
    } else {
      visit(tokens.folded(i++));
    }
  }
}

std::string folded_title(text::Tokenizer& tokenizer, text::Tokens& tokens, std::string_view title) {
  std::string folded;
  each_folded(tokenizer, tokens, title, [&](std::string_view word) {
    if (!folded.empty()) folded += ' ';
    folded += word;
  });
  return folded;
}

}  // namespace peil::clusters
