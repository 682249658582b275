// archive/captures.hpp -- the captures that lie in a WARC file, one by one.
//
//   archive::WarcCaptures captures(archive::input_of(fd), "crawl.warc.gz", {}, revisits, report);
//   while (archive::Capture* capture = captures.next()) archive::write_capture(*capture, out);
//
// `response` and `resource` records of http, https, ftp and file addresses become captures, `revisit`
// records too, with the body of their original when it was seen in the same run; other types are
// passed over.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "archive/capture.hpp"
#include "archive/own_facts.hpp"
#include "archive/warc_reader.hpp"
#include "base/buffer.hpp"
#include "base/limits.hpp"

namespace peil::archive {

/// Bodies seen, for revisits: the last `bytes` bytes of them, oldest forgotten first. One table
/// serves all archives of a run.
class RevisitTable {
 public:
  explicit RevisitTable(std::size_t bytes = 64u << 20) : room_(bytes) {}

  struct Original {
    std::string body;
    std::string record_id;
    std::string wire_digest;
    std::string media_type, charset;
    std::string truncated;
  };
  /// Under each of `keys` (payload digests, record id, URL and date).
  void remember(std::initializer_list<std::string> keys, Original original);
  /// nullptr when it was never seen or is forgotten. Good until the next remember().
  const Original* find(const std::string& key) const;

 private:
  struct Entry {
    std::shared_ptr<Original> original;
    std::vector<std::string> keys;
    std::size_t size = 0;
  };
  std::unordered_map<std::string, std::shared_ptr<Original>> by_key_;
  std::deque<Entry> order_;
  std::size_t room_;
  std::size_t used_ = 0;
};

struct WarcOptions {
  std::uint64_t body_bytes = limits::kBodyBytes;  ///< decoded body of one capture
  std::uint64_t base_offset = 0;                  ///< where the WARC begins in the file that is named
  bool from_arc = false;                          ///< made from an ARC: no place in the file is told
};

class WarcCaptures {
 public:
  /// `file`: the name that stands in `warc.file`.
  WarcCaptures(Input input, std::string file, WarcOptions options, RevisitTable& revisits,
               std::function<void(const Damage&)> report);
  ~WarcCaptures();

  /// The next capture, complete; nullptr at the end. Good until the next call.
  Capture* next();
  /// Records read so far, those that are no capture included.
  std::uint64_t records() const;

 private:
  struct Body;
  bool take(const WarcRecord& record);
  void take_response();
  void take_resource(const WarcRecord& record);
  void take_revisit(const WarcRecord& record);
  void read_entity(std::string_view start, bool http);
  std::string read_head();
  void settle(const WarcRecord& record);

  WarcReader reader_;
  std::string file_;
  WarcOptions options_;
  RevisitTable& revisits_;
  OwnFacts own_facts_;
  Capture capture_;
  Buffer body_;
  std::unique_ptr<Body> parts_;  // of the record in hand
};

}  // namespace peil::archive
