// record/value.hpp -- reading one JSON line: values by key, exact numbers, raw bytes.
//
// A line is framed by its newline, validated whole, and then read by key. What is not asked for is
// never copied or changed. simdjson does the validating (2.6 GB/s) and stays inside record.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.hpp"

namespace peil {

/// One JSON value of a parsed line, or the absence of one. Small, copied freely. It points into its
/// RecordParser and is good until that parser reads the next line. Reading an absent value, or one
/// of another type, gives nullopt or an absent value: chains like r["page"]["url"].text() are safe.
class Value {
 public:
  enum class Type : std::uint8_t { kAbsent, kNull, kBool, kNumber, kString, kArray, kObject };

  Value() = default;
  explicit operator bool() const { return document_ != nullptr; }
  Type type() const;
  bool is_null() const { return type() == Type::kNull; }
  bool is_object() const { return type() == Type::kObject; }
  bool is_array() const { return type() == Type::kArray; }

  /// The string, unescaped, UTF-8; the view lives as long as the value. nullopt also for a string
  /// that has no UTF-8 form (a lone surrogate).
  std::optional<std::string_view> text() const;
  /// text(), or "" when there is none.
  std::string_view text_or_empty() const { return text().value_or(std::string_view()); }
  std::optional<std::int64_t> integer() const;
  /// Exact, if the record's parser was made with kExactNumbers; else good to 15 digits.
  std::optional<Decimal> decimal() const;
  std::optional<bool> boolean() const;

  /// Member of an object: keys are compared unescaped; a repeated key gives its first value.
  Value operator[](std::string_view key) const;
  /// Element of an array, from 0. Linear.
  Value at(std::size_t index) const;
  /// JSON Pointer (RFC 6901), "" is the value itself.
  Value at_pointer(std::string_view pointer) const;
  /// Elements of an array, members of an object; 0 otherwise.
  std::size_t size() const;

  std::vector<Value> elements() const;
  std::vector<std::pair<std::string_view, Value>> members() const;
  /// The same without an allocation.
  void each(const std::function<void(Value)>& visit) const;
  void each_member(const std::function<void(std::string_view, Value)>& visit) const;

  /// Appends this value as compact JSON that means the same (numbers keep 15 digits at least).
  void append_json(class Buffer& out) const;

 private:
  friend class RecordParser;
  friend struct ValueAccess;
  const void* document_ = nullptr;
  std::size_t index_ = 0;
};

}  // namespace peil
