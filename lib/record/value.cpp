#include "record/value.hpp"

#include <charconv>
#include <cstring>

#include "record/dom.hpp"
#include "record/write.hpp"

namespace peil {

namespace dom = simdjson::dom;
using Element = dom::element;

// The shadow form of a string (scan.hpp): 0 for an ordinary one.
char ValueAccess::shadow_mark(const Value& value, std::string_view text) {
  return (value.index_ & kShadow) && text.size() >= 2 && text[0] == 1 ? text[1] : '\0';
}

namespace {

std::optional<std::string_view> string_of(const Value& value) {
  std::string_view text;
  if (!value || ValueAccess::element(value).get_string().get(text)) return std::nullopt;
  return text;
}

// The text of a number that stands as a marked string in the shadow.
std::optional<std::string_view> shadow_number(const Value& value) {
  auto text = string_of(value);
  if (!text || ValueAccess::shadow_mark(value, *text) != 'N') return std::nullopt;
  return text->substr(2);
}

// Exact for doubles of at most 15 significant digits, since the shortest form that reads back as the
// same double is then the number as written.
std::optional<Decimal> decimal_of(double number) {
  char digits[32];
  auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  return Decimal::parse(std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

// A double that has no Decimal (1e300): the shortest text that reads back as the same.
std::string shortest(const Value& value) {
  double number = 0;
  if (ValueAccess::element(value).get_double().get(number)) return "null";
  char digits[32];
  return std::string(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace

Value::Type Value::type() const {
  if (!document_) return Type::kAbsent;
  switch (ValueAccess::element(*this).type()) {
    case dom::element_type::ARRAY: return Type::kArray;
    case dom::element_type::OBJECT: return Type::kObject;
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE: return Type::kNumber;
    case dom::element_type::BOOL: return Type::kBool;
    case dom::element_type::NULL_VALUE: return Type::kNull;
    case dom::element_type::STRING: return shadow_number(*this) ? Type::kNumber : Type::kString;
  }
  return Type::kAbsent;
}

std::optional<std::string_view> Value::text() const {
  auto text = string_of(*this);
  if (!text) return std::nullopt;
  switch (ValueAccess::shadow_mark(*this, *text)) {
    case '\0': return text;
    case 'S': return text->substr(2);
    default: return std::nullopt;
  }
}

std::optional<std::int64_t> Value::integer() const {
  if (!document_) return std::nullopt;
  std::int64_t number;
  if (!ValueAccess::element(*this).get_int64().get(number)) return number;
  // 2.0 and 2e3, as other tools write whole numbers.
  auto exact = decimal();
  if (!exact || exact->scale() != 0) return std::nullopt;
  Int128 whole = exact->coefficient();
  if (whole > INT64_MAX || whole < INT64_MIN) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

std::optional<Decimal> Value::decimal() const {
  if (!document_) return std::nullopt;
  if (auto raw = shadow_number(*this)) return Decimal::parse(*raw);
  Element element = ValueAccess::element(*this);
  std::int64_t whole;
  if (!element.get_int64().get(whole)) return Decimal(whole);
  std::uint64_t large;
  if (!element.get_uint64().get(large)) return Decimal(static_cast<Int128>(large), 0);
  double number;
  if (element.is_double() && !element.get_double().get(number)) return decimal_of(number);
  return std::nullopt;
}

std::optional<bool> Value::boolean() const {
  bool truth;
  if (!document_ || ValueAccess::element(*this).get_bool().get(truth)) return std::nullopt;
  return truth;
}

Value Value::operator[](std::string_view key) const {
  dom::object object;
  Element found;
  if (!document_ || ValueAccess::element(*this).get_object().get(object)) return {};
  if (object.at_key(key).get(found)) return {};
  return ValueAccess::value(found, index_);
}

Value Value::at(std::size_t index) const {
  dom::array array;
  Element found;
  if (!document_ || ValueAccess::element(*this).get_array().get(array)) return {};
  if (array.at(index).get(found)) return {};
  return ValueAccess::value(found, index_);
}

Value Value::at_pointer(std::string_view pointer) const {
  Value value = *this;
  while (value && !pointer.empty()) {
    if (pointer[0] != '/') return {};
    std::size_t end = pointer.find('/', 1);
    std::string_view token = pointer.substr(1, end == std::string_view::npos ? end : end - 1);
    pointer.remove_prefix(end == std::string_view::npos ? pointer.size() : end);
    std::string key;
    for (std::size_t i = 0; i < token.size(); ++i) {
      bool escape = token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
      key += escape ? (token[++i] == '0' ? '~' : '/') : token[i];
    }
    if (value.is_array()) {
      std::size_t index = 0;
      auto parsed = std::from_chars(key.data(), key.data() + key.size(), index);
      bool whole = parsed.ec == std::errc() && parsed.ptr == key.data() + key.size() &&
                   (key.size() == 1 || key[0] != '0');
      value = whole ? value.at(index) : Value();
    } else {
      value = value[key];
    }
  }
  return value;
}

std::size_t Value::size() const {
  std::size_t count = 0;
  if (is_array()) each([&](Value) { ++count; });
  if (is_object()) each_member([&](std::string_view, Value) { ++count; });
  return count;
}

std::vector<Value> Value::elements() const {
  std::vector<Value> all;
  each([&](Value value) { all.push_back(value); });
  return all;
}

std::vector<std::pair<std::string_view, Value>> Value::members() const {
  std::vector<std::pair<std::string_view, Value>> all;
  each_member([&](std::string_view key, Value value) { all.emplace_back(key, value); });
  return all;
}

void Value::each(const std::function<void(Value)>& visit) const {
  dom::array array;
  if (!document_ || ValueAccess::element(*this).get_array().get(array)) return;
  for (Element element : array) visit(ValueAccess::value(element, index_));
}

void Value::each_member(const std::function<void(std::string_view, Value)>& visit) const {
  dom::object object;
  if (!document_ || ValueAccess::element(*this).get_object().get(object)) return;
  for (auto field : object) visit(field.key, ValueAccess::value(field.value, index_));
}

void Value::append_json(Buffer& out) const {
  JsonWriter json(out);
  switch (type()) {
    case Type::kAbsent:
    case Type::kNull: json.null(); break;
    case Type::kBool: json.boolean(*boolean()); break;
    case Type::kString: json.string(text().value_or("\xEF\xBF\xBD")); break;
    case Type::kNumber:
      if (auto raw = shadow_number(*this)) json.raw(*raw);
      else if (auto exact = decimal()) json.decimal(*exact);
      else json.raw(shortest(*this));
      break;
    case Type::kArray: {
      json.begin_array();
      bool first = true;
      each([&](Value value) {
        if (!std::exchange(first, false)) out.push(',');
        value.append_json(out);
      });
      out.push(']');
      break;
    }
    case Type::kObject: {
      json.begin_object();
      bool first = true;
      each_member([&](std::string_view key, Value value) {
        if (!std::exchange(first, false)) out.push(',');
        append_json_string(key, out);
        out.push(':');
        value.append_json(out);
      });
      out.push('}');
      break;
    }
  }
}

}  // namespace peil
