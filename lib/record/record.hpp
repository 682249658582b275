// record/record.hpp -- one record: a line read, and the same line written with our members at its end.
//
//   RecordParser parser;
//   auto record = parser.parse(line);            // validated whole, or the reason why not
//   if (!record) report(record.error());
//   auto title = (*record)["title"].text();
//   write_with(*record, kOwnKeys, members, out); // unknown members byte for byte, ours at the end
//
// Source: DESIGN §2 (the record contract); RFC 8259 (JSON); RFC 6901 (pointers).
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/buffer.hpp"
#include "base/result.hpp"
#include "record/fields.hpp"
#include "record/value.hpp"

namespace peil {

/// Bytes that must be readable behind a line given to RecordParser::parse. Their content is free.
inline constexpr std::size_t kLinePadding = 64;

class Record {
 public:
  /// The line as it came, without its newline and CR, BOM removed.
  std::string_view line() const { return line_; }
  Kind kind() const { return kind_; }
  /// Ours: numeric `v`, and a `kind` of the table.
  bool ours() const { return kind_ != Kind::kForeign; }
  /// The whole object.
  Value root() const { return root_; }
  /// Top-level member as it stands in the line.
  Value operator[](std::string_view key) const { return root_[key]; }
  /// Where members that *we* made stand: at the top of our records, under `peil` in foreign ones.
  Value made(std::string_view key) const { return ours() ? root_[key] : root_["peil"][key]; }

 private:
  friend class RecordParser;
  std::string_view line_;
  Kind kind_ = Kind::kForeign;
  Value root_;
};

class RecordParser {
 public:
  enum Exactness { kFastNumbers, kExactNumbers };

  explicit RecordParser(Exactness exactness = kFastNumbers);
  ~RecordParser();
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;

  /// Reads one line. REQUIRES: kLinePadding readable bytes behind it; it stays in place while the
  /// record is used. Errors say what is wrong in the words of DESIGN: not a JSON object, invalid
  /// UTF-8, NUL byte, nested deeper than 512, repeated key "x", record version 2, unterminated …
  Result<const Record*> parse(std::string_view line);
  /// The same for bytes without padding (copied; for tests and tools).
  Result<const Record*> parse_copy(std::string_view line);

 private:
  struct State;
  std::unique_ptr<State> state_;
  Record record_;
};

/// Appends `record`'s line to `out`, without newline: its own bytes, less the top-level members in
/// `own_keys` (what an earlier run of this command added), then `members`: our members as JSON text
/// without braces, `"labels":[…],"classified":{…}`; may be empty. In a foreign record the same
/// happens inside its member `peil`, which is made if absent and stays where it is.
void write_with(const Record& record, std::span<const std::string_view> own_keys, std::string_view members,
                Buffer& out);

/// write_with for a line without its keys in `dropped` (extract: headers, body) as well, and with
/// its opening replaced: `{"v":1,"kind":"page","id":"p:…"`. For our records only.
void rewrite_as(const Record& record, std::string_view opening, std::span<const std::string_view> dropped,
                std::string_view members, Buffer& out);

/// The raw bytes of a top-level member of the line, "" when absent. Slow path: scans the line.
std::string_view raw_member(const Record& record, std::string_view key);

}  // namespace peil
