// record/write.hpp -- JSON as we write it: compact, inert on a terminal, members in table order.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.hpp"
#include "base/decimal.hpp"
#include "record/fields.hpp"

namespace peil {

/// Appends `text` as a JSON string with quotes. C0, DEL, C1, U+2028/9 and bidi controls are written
/// as \uXXXX, so that no line of ours can drive a terminal. A byte that is no UTF-8 (a reader of foreign
/// bytes let it through) is written as U+FFFD: a line of ours can always be read again.
void append_json_string(std::string_view text, Buffer& out);

/// Writes JSON text, minding the commas. Not an object model: call in order.
///
///   JsonWriter json(out);                       // a member list: no braces around it
///   json.key("site").begin_object().member("host", host).end_object();
class JsonWriter {
 public:
  explicit JsonWriter(Buffer& out) : out_(out) {}

  JsonWriter& begin_object() {
    comma();
    out_.push('{');
    fresh_ = true;
    return *this;
  }
  JsonWriter& end_object() {
    out_.push('}');
    fresh_ = false;
    return *this;
  }
  JsonWriter& begin_array() {
    comma();
    out_.push('[');
    fresh_ = true;
    return *this;
  }
  JsonWriter& end_array() {
    out_.push(']');
    fresh_ = false;
    return *this;
  }
  /// `name` must need no escape (all of ours are snake_case).
  JsonWriter& key(std::string_view name);
  /// A key from outside.
  JsonWriter& foreign_key(std::string_view name);
  JsonWriter& string(std::string_view text);
  JsonWriter& integer(std::int64_t number);
  JsonWriter& decimal(const Decimal& number);
  JsonWriter& boolean(bool truth);
  JsonWriter& null();
  /// Valid JSON text, as it is.
  JsonWriter& raw(std::string_view json);

  JsonWriter& member(std::string_view name, std::string_view text) { return key(name).string(text); }
  JsonWriter& member(std::string_view name, const char* text) { return key(name).string(text); }
  JsonWriter& member(std::string_view name, std::int64_t number) { return key(name).integer(number); }
  JsonWriter& member(std::string_view name, const Decimal& number) { return key(name).decimal(number); }
  JsonWriter& member(std::string_view name, bool truth) { return key(name).boolean(truth); }
  /// Written only when known.
  JsonWriter& member_if(std::string_view name, const std::optional<std::string>& text) {
    return text ? key(name).string(*text) : *this;
  }

  /// The next thing written is the first of its container (or of the member list).
  void fresh() { fresh_ = true; }
  Buffer& buffer() { return out_; }

 private:
  void comma() {
    if (!fresh_) out_.push(',');
    fresh_ = false;
  }
  Buffer& out_;
  bool fresh_ = true;
};

/// Why a fact is said: the one evidence type (DESIGN §2 rule 4). Offsets are UTF-8 bytes of the
/// decoded member `field` of the record that bears the fact; a source without offsets has none.
struct Evidence {
  std::string field;
  std::string raw;
  std::optional<std::size_t> start;
  std::optional<std::size_t> end;
  std::string rule;
  std::optional<Decimal> weight;
};

/// Appends the array (key `evidence` written too). Empty evidence is a bug and asserts.
void write_evidence(std::span<const Evidence> evidence, JsonWriter& json);

/// Id: `prefix` (c p i r k e), a colon, and the first 16 bytes of SHA-256 over the fields as written,
/// each ended by NUL, in base32: 26 characters. Source: DESIGN §2 rule 5.
std::string make_id(char prefix, std::span<const std::string_view> fields);
inline std::string make_id(char prefix, std::initializer_list<std::string_view> fields) {
  return make_id(prefix, std::span<const std::string_view>(fields.begin(), fields.size()));
}

/// `{"v":1,"kind":"page","id":"p:…"`: how every line of ours opens.
std::string opening(Kind kind, std::string_view id);

}  // namespace peil
