// archive/warc_reader.hpp -- WARC records one by one, from files that may be torn or hostile.
//
//   archive::WarcReader reader(archive::input_of(fd), [&](const archive::Damage& d) { … });
//   while (const archive::WarcRecord* record = reader.next())
//     for (std::string_view piece; !(piece = reader.read()).empty();) …
//
// Plain, a gzip member (or zstd frame) for each record, and one gzip over all are read; of the last
// kind no record can be read by its offset, which is reported. Nothing is held but one header block
// and a window. Source: ISO 28500:2017 (WARC 1.1), WARC 1.0 §4-6, Annex D.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/segments.hpp"

namespace peil::archive {

/// Something wrong with the file itself. Reading goes on behind it where that is possible.
struct Damage {
  std::uint64_t offset = 0;  ///< in the file
  std::string what;          ///< one line, for people
};

struct WarcRecord {
  std::string version;  ///< "1.0"
  std::string type;     ///< WARC-Type, lower case: response, resource, revisit, …
  std::vector<std::pair<std::string, std::string>> headers;
  std::uint64_t content_length = 0;
  std::uint64_t offset = 0;  ///< in the file: of the record's member, or of the record itself

  /// Known after finish(): bytes in the file from `offset` that hold this record and no other.
  std::uint64_t length = 0;
  /// False when no offset and length can be given: several records share a member.
  bool addressable = true;
  /// Known after finish(): the block ended before Content-Length, or its bytes cannot be trusted.
  std::string damage;

  /// First header of that name, case ignored, or "".
  std::string_view header(std::string_view name) const;
  std::string_view record_id() const;   ///< without angle brackets
  std::string_view target_uri() const;  ///< likewise (wget 1.14-1.20 wrote them)
};

class WarcReader {
 public:
  WarcReader(Input input, std::function<void(const Damage&)> report);

  /// The next record, its header read and its block not; nullptr at the end. Whatever is left of the
  /// block before is skipped. The record stays good until the next call.
  const WarcRecord* next();
  /// The next piece of the block, "" at its end. Good until the next call.
  std::string_view read();
  /// Skips the rest of the block and what belongs behind it; fills length, addressable and damage.
  /// Called by next() too.
  void finish();

  /// Records seen so far.
  std::uint64_t records() const { return count_; }

 private:
  bool find_record();
  bool resynchronise();
  bool read_header();
  bool parse_header(std::string_view block);
  void cut_block();
  void note_embedded(std::string_view piece);
  void end_block(const std::string& why);
  void close_record();
  void report(std::uint64_t offset, std::string what);
  std::uint64_t here() const;

  Segments segments_;
  std::function<void(const Damage&)> report_;
  WarcRecord record_;
  bool in_segment_ = false;            // a segment is open
  bool open_ = false;                  // a record's header was read and it was not finished
  std::uint64_t left_ = 0;             // of the block
  std::uint64_t in_this_segment_ = 0;  // records begun in the open segment
  bool lost_ = false;                  // damage was reported and no good record followed yet
  bool shared_reported_ = false;
  std::uint64_t embedded_ = 0;  // plain file: where a record seems to begin inside this block
  std::string carry_;           // last bytes of the piece before, for note_embedded
  std::uint64_t count_ = 0;
};

}  // namespace peil::archive
