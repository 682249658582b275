// record/fields.hpp -- the field table as data, and what is made from it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/buffer.hpp"

namespace peil {

/// What a line is. kForeign: a JSON object of another tool.
enum class Kind : std::uint8_t { kForeign, kCapture, kPage, kItem, kRun, kPartial, kNotice, kTruth };
inline constexpr int kKinds = 8;

/// "capture", ...; "record" for kForeign.
std::string_view kind_name(Kind kind);
/// kForeign when the word names no kind.
Kind kind_from_name(std::string_view name);

enum class FieldType : std::uint8_t { string, integer, decimal, boolean, object, array, time, date };

struct Field {
  unsigned kinds;         ///< bit (1 << Kind) for each kind that may bear it; 0: inside any evidence
  std::string_view path;  ///< `prices[].amount`
  FieldType type;
  std::string_view made_by;  ///< command, or "any"
  std::string_view meaning;  ///< one sentence
};

/// All fields, in table order, which is the order in which commands write them.
std::span<const Field> fields();

/// JSON Schema (draft 2020-12) of one kind, or of all with kForeign.
void write_schema(Kind kind, Buffer& out);
/// `path TAB type TAB made by TAB meaning` per line, for --list fields.
void write_field_list(Buffer& out);
/// The member lists of peil-record(5), in mdoc.
void write_field_mdoc(Buffer& out);

}  // namespace peil
