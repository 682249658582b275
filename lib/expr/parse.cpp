// From text to nodes: a recursive descent, one function a level of binding.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/words.hpp"
#include "expr/expr.hpp"
#include "expr/functions.hpp"

namespace peil::expr {
namespace {

constexpr std::size_t kMostBytes = 4096;
constexpr int kDeepest = 64;

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-' || c == ':' || c == '@' || c == '*' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_byte(char c) { return is_word_byte(c) && c != '-' && c != ':' && c != '@' && c != '*'; }

}  // namespace

class Parser {
 public:
  Parser(std::string_view text, std::span<const Column> columns) : text_(text), columns_(columns) {}

  Result<Expr> parse() {
    if (trim(text_).empty()) return Error{"empty"};
    if (text_.size() > kMostBytes) return Error{"longer than 4096 bytes"};
    std::uint32_t root = list();
    if (error_.empty() && !at_end()) fail(fmt::format("{} is not and, or, or an operator", next_word()));
    if (!error_.empty()) return Error{fmt::format("at {}: {}", error_at_ + 1, error_)};
    made_.root_ = root;
    made_.text_ = trim(text_);
    return std::move(made_);
  }

 private:
  using Op = Expr::Op;

  // --- reading ---
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  bool at_end() {
    blanks();
    return at_ >= text_.size();
  }
  std::string next_word() {
    blanks();
    std::size_t end = at_;
    while (end < text_.size() && is_word_byte(text_[end])) ++end;
    return printable(text_.substr(at_, std::max<std::size_t>(end - at_, 1)), 60);
  }
  bool take(std::string_view sign) {
    blanks();
    if (!error_.empty() || !text_.substr(at_).starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }
  bool take_word(std::string_view word) {
    blanks();
    if (!error_.empty() || !text_.substr(at_).starts_with(word)) return false;
    std::size_t end = at_ + word.size();
    if (end < text_.size() && is_word_byte(text_[end])) return false;
    at_ = end;
    return true;
  }
  std::uint32_t fail(std::string message) {
    if (error_.empty()) {
      error_ = std::move(message);
      error_at_ = std::min(at_, text_.size());
    }
    return 0;
  }
  std::uint32_t add(Op op, std::vector<std::uint32_t> children, std::uint32_t index = 0) {
    made_.nodes_.push_back({op, index, std::move(children)});
    return static_cast<std::uint32_t>(made_.nodes_.size() - 1);
  }
  std::uint32_t constant(std::string_view text, bool bare) {
    Expr::Constant one;
    one.text = text;
    if (bare) read_number(text, one);
    made_.constants_.push_back(std::move(one));
    return add(Op::kConstant, {}, static_cast<std::uint32_t>(made_.constants_.size() - 1));
  }
  // 5, 5g, 1.5kg, 250mg, 2l, 20ml.
  static void read_number(std::string_view text, Expr::Constant& one) {
    std::size_t digits = 0;
    while (digits < text.size() && ((text[digits] >= '0' && text[digits] <= '9') || text[digits] == '.' ||
                                    (text[digits] == '-' && digits == 0)))
      ++digits;
    static const std::map<std::string_view, std::pair<std::int64_t, int>> kUnits = {
        {"", {1, 0}},   {"g", {1, 0}},    {"kg", {1000, 0}}, {"mg", {1, 3}},
        {"ml", {1, 0}}, {"l", {1000, 0}}, {"cl", {10, 0}}};
    auto unit = kUnits.find(text.substr(digits));
    if (digits == 0 || unit == kUnits.end()) return;
    auto number = Decimal::parse(text.substr(0, digits));
    if (!number) return;
    auto value = number->times(Decimal(Int128{unit->second.first}, unit->second.second));
    if (!value) return;
    one.number = true;
    one.value = *value;
  }

  // --- levels ---
  std::uint32_t list() {  // at the top: several expressions, their values together
    std::vector<std::uint32_t> all = {any()};
    while (take(",")) all.push_back(any());
    return all.size() == 1 ? all[0] : add(Op::kList, std::move(all));
  }
  std::uint32_t any() {
    if (++depth_ > kDeepest) return fail("too many brackets");
    std::uint32_t left = all();
    while (take_word("or") || take("||")) left = add(Op::kOr, {left, all()});
    --depth_;
    return left;
  }
  std::uint32_t all() {
    std::uint32_t left = negation();
    while (take_word("and") || take("&&")) left = add(Op::kAnd, {left, negation()});
    return left;
  }
  std::uint32_t negation() {
    bool odd = false, negated = false;
    while (true) {
      blanks();
      if (take_word("not") || (!text_.substr(at_).starts_with("!=") && take("!"))) odd = !odd, negated = true;
      else break;
    }
    std::uint32_t inner = comparison();
    if (!negated) return inner;
    std::uint32_t no = add(Op::kNot, {inner});
    return odd ? no : add(Op::kNot, {no});
  }
  std::uint32_t comparison() {
    std::uint32_t left = sum();
    if (!error_.empty()) return 0;
    static constexpr std::pair<std::string_view, Op> kSigns[] = {
        {"==", Op::kEqual}, {"!=", Op::kDiffers}, {"<=", Op::kLessEqual}, {">=", Op::kGreaterEqual},
        {"=", Op::kEqual},  {"<", Op::kLess},     {">", Op::kGreater}};
    static constexpr std::pair<std::string_view, Op> kWords[] = {{"startswith", Op::kStarts},
                                                                 {"endswith", Op::kEnds},
                                                                 {"contains", Op::kContains},
                                                                 {"within", Op::kWithin},
                                                                 {"like", Op::kLike}};
    std::size_t before = at_;
    bool no = take_word("not");
    if (take_word("in")) return no ? add(Op::kNot, {members(left)}) : members(left);
    for (const auto& [word, op] : kWords) {
      if (!take_word(word)) continue;
      std::uint32_t test = add(op, {left, right()});
      return no ? add(Op::kNot, {test}) : test;
    }
    if (no) {
      at_ = before;
      return left;
    }
    for (const auto& [sign, op] : kSigns)
      if (take(sign)) return add(op, {left, right()});
    return left;
  }
  // Behind `in`: (a, b, c).
  std::uint32_t members(std::uint32_t left) {
    if (!take("(")) return fail("in needs a list in brackets: in (a, b)");
    std::vector<std::uint32_t> all;
    do all.push_back(right());
    while (take(","));
    if (!take(")")) return fail("no closing bracket of the list");
    return add(Op::kEqual, {left, add(Op::kList, std::move(all))});
  }
  // Behind a comparison: a bare word is text, unless it is a call or stands in brackets.
  std::uint32_t right() {
    blanks();
    if (at_ >= text_.size()) return fail("a value is missing at the end");
    char c = text_[at_];
    if (c == '"' || c == '\'' || c == '(' || c == '/') return sum();
    std::size_t end = at_;
    while (end < text_.size() && (is_word_byte(text_[end]) || text_[end] == '/' || text_[end] == '+')) ++end;
    if (end == at_) return fail(fmt::format("a value is missing before {}", next_word()));
    if (end < text_.size() && text_[end] == '(') return sum();
    std::string_view word = text_.substr(at_, end - at_);
    std::size_t start = at_;
    at_ = end;
    // 5 * 2 behind a comparison is arithmetic all the same.
    blanks();
    if (at_ < text_.size() && (text_[at_] == '*' || text_[at_] == '+' || text_[at_] == '/') &&
        word.find_first_not_of("0123456789.-") == std::string_view::npos) {
      at_ = start;
      return sum();
    }
    return constant(word, true);
  }
  std::uint32_t sum() {
    std::uint32_t left = product();
    while (error_.empty()) {
      if (take("+")) left = add(Op::kAdd, {left, product()});
      else if (take("-")) left = add(Op::kSubtract, {left, product()});
      else break;
    }
    return left;
  }
  std::uint32_t product() {
    std::uint32_t left = primary();
    while (error_.empty()) {
      if (take("*")) left = add(Op::kMultiply, {left, primary()});
      else if (take("/")) left = add(Op::kDivide, {left, primary()});
      else break;
    }
    return left;
  }
  std::uint32_t primary() {
    if (at_end()) return fail("a value is missing at the end");
    char c = text_[at_];
    if (take("(")) {
      std::uint32_t inner = any();
      if (error_.empty() && !take(")")) return fail("no closing bracket");
      return inner;
    }
    if (c == '"' || c == '\'') {
      std::size_t end = text_.find(c, at_ + 1);
      if (end == std::string_view::npos) return fail(fmt::format("no closing {}", c));
      std::string_view inner = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      return constant(inner, false);
    }
    if (c == '/') return pointer();
    if (c == '-' && !(at_ + 1 < text_.size() && text_[at_ + 1] >= '0' && text_[at_ + 1] <= '9')) {
      if (++depth_ > kDeepest) return fail("too many signs");
      ++at_;
      return add(Op::kNegate, {primary()});
    }
    if ((c >= '0' && c <= '9') || c == '-') {
      std::size_t end = at_ + 1;
      while (end < text_.size() && is_word_byte(text_[end]) && text_[end] != '*') ++end;
      std::string_view word = text_.substr(at_, end - at_);
      at_ = end;
      return constant(word, true);
    }
    return name();
  }
  std::uint32_t pointer() {
    std::size_t end = at_;
    while (end < text_.size() &&
           std::string_view(" \t\n,()=!<>\"'").find(text_[end]) == std::string_view::npos)
      ++end;
    Expr::Path path;
    path.pointer = true;
    path.text = text_.substr(at_, end - at_);
    at_ = end;
    return member(std::move(path));
  }
  std::uint32_t member(Expr::Path path) {
    made_.members_used_.push_back(path.text);
    made_.paths_.push_back(std::move(path));
    return add(Op::kMember, {}, static_cast<std::uint32_t>(made_.paths_.size() - 1));
  }
  std::uint32_t name() {
    std::size_t end = at_;
    while (end < text_.size() && (is_name_byte(text_[end]) || text_.substr(end).starts_with("[]"))) {
      end += text_[end] == '[' ? 2 : 1;
    }
    std::string_view word = text_.substr(at_, end - at_);
    if (word.empty()) return fail(fmt::format("{} is no value", next_word()));
    std::size_t after = end;
    while (after < text_.size() && text_[after] == ' ') ++after;
    if (after < text_.size() && text_[after] == '(') return function(word, after + 1);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].name != word) continue;
      at_ = end;
      return column(i);
    }
    for (const Field& field : fields()) {
      if (field.path != word) continue;
      at_ = end;
      Expr::Path path;
      path.text = word;
      std::string cut;
      for (std::size_t i = 0; i < word.size(); ++i)
        if (word.substr(i).starts_with("[]")) cut += "\n[]", ++i;
        else cut += word[i] == '.' ? '\n' : word[i];
      for (auto part : split(cut, '\n')) path.parts.emplace_back(part);
      return member(std::move(path));
    }
    if (word == "true" || word == "false") {
      at_ = end;
      return constant(word, false);
    }
    std::vector<std::string_view> names;
    for (const Column& one : columns_) names.push_back(one.name);
    for (const Field& one : fields()) names.push_back(one.path);
    auto near = nearest(word, names);
    return fail(fmt::format("no column {}{}", printable(word, 60),
                            near ? fmt::format("; {} is meant?", *near)
                                 : "; a text stands in quotes, a member of another tool's record is /NAME"));
  }
  std::uint32_t column(std::size_t number) {
    auto& used = made_.columns_used_;
    if (std::find(used.begin(), used.end(), number) == used.end()) used.push_back(number);
    if (made_.absent_.size() <= number) {
      made_.absent_.resize(number + 1);
      made_.is_path_.resize(number + 1);
    }
    made_.absent_[number] = columns_[number].absent;
    made_.is_path_[number] = columns_[number].path;
    return add(Op::kColumn, {}, static_cast<std::uint32_t>(number));
  }
  std::uint32_t function(std::string_view word, std::size_t inside) {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < kFunctions.size(); ++i) {
      const FunctionInfo& one = kFunctions[i];
      names.push_back(one.name);
      if (one.name != word) continue;
      at_ = inside;
      std::vector<std::uint32_t> arguments = {any()};
      while (take(",")) arguments.push_back(any());
      if (!error_.empty()) return 0;
      if (!take(")")) return fail(fmt::format("no closing bracket of {}", word));
      if (arguments.size() < one.least || arguments.size() > one.most)
        return fail(fmt::format("{}{}", one.name, one.meaning));
      return add(Op::kFunction, std::move(arguments), static_cast<std::uint32_t>(i));
    }
    auto near = nearest(word, names);
    return fail(fmt::format("no function {}{}", printable(word, 60),
                            near ? fmt::format("; {} is meant?", *near) : "; --list expressions names them"));
  }

  std::string_view text_;
  std::span<const Column> columns_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Expr made_;
  std::string error_;
  std::size_t error_at_ = 0;
};

Result<Expr> Expr::parse(std::string_view text, std::span<const Column> columns) {
  return Parser(text, columns).parse();
}

int Expr::only_column() const {
  return !nodes_.empty() && nodes_[root_].op == Op::kColumn ? static_cast<int>(nodes_[root_].index) : -1;
}

std::string language_list() {
  std::string out =
      "==\tany value is this; of goods and other labels also any below it\n"
      "!=\tno value is this\n"
      "< <= > >=\tas numbers where both are, else as text\n"
      "in (a, b)\tany value is one of these\n"
      "within\ta label, or any below it\n"
      "startswith endswith contains\tof texts\n"
      "like\twith * for anything: host like \"*.nl\"\n"
      "and or not\talso && || !\n"
      "+ - * /\tof exact numbers; + also joins texts\n";
  for (const FunctionInfo& one : kFunctions) out += fmt::format("{}\t{}\n", one.name, one.meaning);
  return out;
}

}  // namespace peil::expr
