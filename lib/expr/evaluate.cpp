// From nodes and a record to values. Lists lie on one stack that is kept between records.
#include <algorithm>

#include "base/time.hpp"
#include "base/words.hpp"
#include "expr/expr.hpp"
#include "expr/functions.hpp"

namespace peil::expr {
namespace {

constexpr std::size_t kMostValues = 4096;  // of one list: a bound on products of hostile lists
constexpr std::size_t kMostTexts = 64;

std::optional<Decimal> number_of(const Scalar& one) {
  if (one.kind == Scalar::Kind::kNumber) return one.number;
  if (one.kind == Scalar::Kind::kBool || one.text.empty() || one.text.size() > 40) return std::nullopt;
  char c = one.text.front();
  if (c != '-' && (c < '0' || c > '9')) return std::nullopt;
  return Decimal::parse(one.text);
}

// `*` stands for anything; linear in text times pattern.
bool like(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') star = p++, mark = t;
    else if (p < pattern.size() && pattern[p] == text[t]) ++p, ++t;
    else if (star != std::string_view::npos) p = star + 1, t = ++mark;
    else return false;
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string text_of(const Scalar& one) {
  if (one.kind == Scalar::Kind::kNumber) return one.number.str();
  if (one.kind == Scalar::Kind::kBool) return one.truth ? "true" : "false";
  return std::string(one.text);
}

}  // namespace

std::string date_part(std::string_view part, std::string_view time) {
  auto millis = parse_time(time);
  if (!millis) return "";
  std::string date = format_date(*millis);
  if (part == "date") return date;
  if (part == "year") return date.substr(0, 4);
  if (part == "month") return date.substr(0, 7);
  if (part == "hour") return format_time(*millis).substr(11, 2);
  if (part == "quarter")
    return date.substr(0, 5) + "Q" + static_cast<char>('1' + (std::stoi(date.substr(5, 2)) - 1) / 3);
  if (part == "weekday") return std::string(1, static_cast<char>('0' + iso_weekday(*millis)));
  return format_week(*millis);
}

void Expr::push_bool(bool truth) const {
  Scalar one;
  one.kind = Scalar::Kind::kBool;
  one.truth = truth;
  stack_.push_back(one);
}

void Expr::push_own(std::string text) const {
  own_.push_back(std::move(text));
  Scalar one;
  one.text = own_.back();
  stack_.push_back(one);
}

void Expr::push(Value value) const {
  if (stack_.size() >= limit_) return;
  Scalar one;
  switch (value.type()) {
    case Value::Type::kString: one.text = value.text_or_empty(); break;
    case Value::Type::kNumber:
      if (auto number = value.decimal()) {
        one.kind = Scalar::Kind::kNumber;
        one.number = *number;
      } else {
        return;
      }
      break;
    case Value::Type::kBool:
      one.kind = Scalar::Kind::kBool;
      one.truth = value.boolean().value_or(false);
      break;
    case Value::Type::kArray:
      value.each([&](Value inner) {
        if (!inner.is_array()) push(inner);
      });
      return;
    case Value::Type::kObject: {
      Buffer json;
      value.append_json(json);
      return push_own(json.str());
    }
    default: return;
  }
  stack_.push_back(one);
}

void Expr::walk(Value value, const Path& path, std::size_t part) const {
  if (!value) return;
  if (part == path.parts.size()) return push(value);
  if (path.parts[part] == "[]") return value.each([&](Value one) { walk(one, path, part + 1); });
  walk(value[path.parts[part]], path, part + 1);
}

void Expr::evaluate_member(const Path& path, const Source& source) const {
  const Record& record = source.record();
  limit_ = stack_.size() + kMostValues;
  if (path.pointer) return push(record.root().at_pointer(path.text));
  Value top = record.made(path.parts[0]);
  if (!top) top = record[path.parts[0]];
  walk(top, path, 1);
}

bool Expr::meets(Op op, const Scalar& left, const Scalar& right, bool path) const {
  bool both_text = left.kind == Scalar::Kind::kText && right.kind == Scalar::Kind::kText;
  switch (op) {
    case Op::kEqual:
      if (both_text && left.text == right.text) return true;
      if (both_text && path) return is_below(left.text, right.text);
      break;
    case Op::kStarts: return both_text && left.text.starts_with(right.text);
    case Op::kEnds: return both_text && left.text.ends_with(right.text);
    case Op::kContains: return both_text && left.text.find(right.text) != std::string_view::npos;
    case Op::kWithin: return both_text && is_below(left.text, right.text);
    case Op::kLike: return both_text && like(left.text, right.text);
    default: break;
  }
  if (left.kind == Scalar::Kind::kBool || right.kind == Scalar::Kind::kBool)
    return op == Op::kEqual && text_of(left) == text_of(right);
  auto order = std::strong_ordering::equal;
  auto a = number_of(left), b = number_of(right);
  if (a && b) order = *a <=> *b;
  else if (both_text) order = left.text <=> right.text;
  else return op == Op::kEqual && text_of(left) == text_of(right);
  switch (op) {
    case Op::kEqual: return order == 0;
    case Op::kLess: return order < 0;
    case Op::kLessEqual: return order <= 0;
    case Op::kGreater: return order > 0;
    default: return order >= 0;
  }
}

bool Expr::compare(const Node& node, const Source& source) const {
  Op op = node.op == Op::kDiffers ? Op::kEqual : node.op;
  const Node& left = nodes_[node.children[0]];
  bool path = left.op == Op::kColumn && is_path_[left.index];
  std::size_t begin = stack_.size();
  evaluate(node.children[0], source);
  std::size_t middle = stack_.size();
  if (middle == begin && left.op == Op::kColumn) {
    Scalar absent;
    absent.text = absent_[left.index];
    stack_.push_back(absent);
    ++middle;
  }
  evaluate(node.children[1], source);
  bool any = false;
  for (std::size_t i = begin; i < middle && !any; ++i)
    for (std::size_t k = middle; k < stack_.size() && !any; ++k) {
      Scalar right = stack_[k];
      // 5g is a number against numbers and the text 5g against texts.
      if (right.kind == Scalar::Kind::kNumber && stack_[i].kind == Scalar::Kind::kText &&
          !right.text.empty() && !number_of(stack_[i]))
        right.kind = Scalar::Kind::kText;
      any = meets(op, stack_[i], right, path);
    }
  stack_.resize(begin);
  return node.op == Op::kDiffers ? !any : any;
}

bool Expr::truth(std::uint32_t at, const Source& source) const {
  const Node& node = nodes_[at];
  switch (node.op) {
    case Op::kOr: return truth(node.children[0], source) || truth(node.children[1], source);
    case Op::kAnd: return truth(node.children[0], source) && truth(node.children[1], source);
    case Op::kNot: return !truth(node.children[0], source);
    case Op::kEqual:
    case Op::kDiffers:
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual:
    case Op::kStarts:
    case Op::kEnds:
    case Op::kContains:
    case Op::kWithin:
    case Op::kLike: return compare(node, source);
    default: break;
  }
  std::size_t begin = stack_.size();
  evaluate(at, source);
  bool any =
      std::any_of(stack_.begin() + static_cast<std::ptrdiff_t>(begin), stack_.end(), [](const Scalar& one) {
        return one.kind == Scalar::Kind::kBool ? one.truth
                                               : one.kind == Scalar::Kind::kNumber || !one.text.empty();
      });
  stack_.resize(begin);
  return any;
}

void Expr::arithmetic(const Node& node, const Source& source) const {
  std::size_t begin = stack_.size();
  evaluate(node.children[0], source);
  std::size_t middle = stack_.size();
  if (node.children.size() > 1) evaluate(node.children[1], source);
  std::size_t end = stack_.size();
  auto keep = [&](std::optional<Decimal> number) {
    if (!number || stack_.size() - end >= kMostValues) return;
    Scalar one;
    one.kind = Scalar::Kind::kNumber;
    one.number = *number;
    stack_.push_back(one);
  };
  for (std::size_t i = begin; i < middle; ++i) {
    auto a = number_of(stack_[i]);
    if (node.op == Op::kNegate) {
      if (a) keep(Decimal(0).plus(*a->times(Decimal(-1))));
      continue;
    }
    for (std::size_t k = middle; k < end && stack_.size() - end < kMostValues; ++k) {
      auto b = number_of(stack_[k]);
      if (node.op == Op::kAdd && !(a && b)) push_own(text_of(stack_[i]) + text_of(stack_[k]));
      if (!a || !b) continue;
      switch (node.op) {
        case Op::kAdd: keep(a->plus(*b)); break;
        case Op::kSubtract:
          if (auto minus = b->times(Decimal(-1))) keep(a->plus(*minus));
          break;
        case Op::kMultiply: keep(a->times(*b)); break;
        default: keep(a->divided_by(*b)); break;
      }
    }
  }
  stack_.erase(stack_.begin() + static_cast<std::ptrdiff_t>(begin),
               stack_.begin() + static_cast<std::ptrdiff_t>(end));
}

void Expr::call(const Node& node, const Source& source) const {
  Function function = kFunctions[node.index].function;
  if (function == Function::kIf) {
    if (truth(node.children[0], source)) evaluate(node.children[1], source);
    else if (node.children.size() > 2) evaluate(node.children[2], source);
    return;
  }
  std::size_t begin = stack_.size();
  evaluate(node.children[0], source);
  std::size_t end = stack_.size();
  auto result = [&](Scalar one) {
    stack_.resize(begin);
    stack_.push_back(one);
  };
  auto number = [](const Decimal& value) {
    Scalar one;
    one.kind = Scalar::Kind::kNumber;
    one.number = value;
    return one;
  };
  switch (function) {
    case Function::kHas: {
      stack_.resize(begin);
      return push_bool(end > begin);
    }
    case Function::kCount: return result(number(Decimal(static_cast<std::int64_t>(end - begin))));
    case Function::kFirst: return stack_.resize(std::min(end, begin + 1));
    case Function::kMin:
    case Function::kMax:
    case Function::kSum: {
      std::optional<Decimal> best;
      for (std::size_t i = begin; i < end; ++i) {
        auto one = number_of(stack_[i]);
        if (!one) continue;
        if (!best) best = one;
        else if (function == Function::kSum) best = best->plus(*one).value_or(*best);
        else if (function == Function::kMin ? *one < *best : *one > *best) best = one;
      }
      stack_.resize(begin);
      if (best) stack_.push_back(number(*best));
      return;
    }
    case Function::kPart: {
      evaluate(node.children[1], source);
      auto parts = stack_.size() > end ? number_of(stack_[end]) : std::nullopt;
      stack_.resize(end);
      auto n = parts ? static_cast<std::int64_t>(std::clamp(parts->to_double(), 0.0, 99.0)) : 1;
      for (std::size_t i = begin; i < end; ++i)
        if (stack_[i].kind == Scalar::Kind::kText) stack_[i].text = cut_slug(stack_[i].text, n);
      return;
    }
    default: break;
  }
  // One value in, at most one out.
  std::size_t to = begin;
  for (std::size_t i = begin; i < end; ++i) {
    Scalar one = stack_[i];
    if (function == Function::kNumber) {
      auto value = number_of(one);
      if (!value) continue;
      one = number(*value);
    } else if (function == Function::kLength) {
      one = number(Decimal(static_cast<std::int64_t>(text_of(one).size())));
    } else {
      std::string made = function == Function::kLower ? to_lower_ascii(text_of(one))
                                                      : date_part(kFunctions[node.index].name, one.text);
      if (made.empty()) continue;
      own_.push_back(std::move(made));
      one = Scalar();
      one.text = own_.back();
    }
    stack_[to++] = one;
  }
  stack_.resize(to);
}

void Expr::evaluate(std::uint32_t at, const Source& source) const {
  const Node& node = nodes_[at];
  switch (node.op) {
    case Op::kColumn:
      for (std::string_view text : source.column(node.index)) {
        Scalar one;
        one.text = text;
        stack_.push_back(one);
      }
      return;
    case Op::kMember: return evaluate_member(paths_[node.index], source);
    case Op::kConstant: {
      const Constant& constant = constants_[node.index];
      Scalar one;
      one.text = constant.text;
      if (constant.number) {
        one.kind = Scalar::Kind::kNumber;
        one.number = constant.value;
      }
      stack_.push_back(one);
      return;
    }
    case Op::kList:
      for (std::uint32_t child : node.children) evaluate(child, source);
      return;
    case Op::kAdd:
    case Op::kSubtract:
    case Op::kMultiply:
    case Op::kDivide:
    case Op::kNegate: return arithmetic(node, source);
    case Op::kFunction: return call(node, source);
    default: return push_bool(truth(at, source));
  }
}

bool Expr::holds(const Source& source) const {
  if (nodes_.empty()) return true;
  stack_.clear();
  if (!own_.empty()) own_.clear();
  return truth(root_, source);
}

void Expr::values(const Source& source, std::vector<std::string>& out) const {
  if (nodes_.empty()) return;
  stack_.clear();
  if (!own_.empty()) own_.clear();
  evaluate(root_, source);
  std::size_t first = out.size();
  for (const Scalar& one : stack_) {
    if (out.size() - first >= kMostTexts) return;
    std::string text = text_of(one);
    if (text.empty() ||
        std::find(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), text) != out.end())
      continue;
    out.push_back(std::move(text));
  }
}

}  // namespace peil::expr
