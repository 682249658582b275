// archive/evidence.hpp -- a folder in which what was fetched stands so that anyone can check it.
//
//   crawl/peil-20261124090000-00000-….warc.gz   the bytes of the wire (`.open` while it is written)
//   crawl/peil-20261124090000-00000-….cdxj      its index
//   crawl/attachments/1f3a…-screen.png          what people added
//   crawl/stamps/12.tsq, 12.tsr                 time stamps on line 12 of the chain
//   crawl/chain.jsonl                           what happened, each line bound to the one before
//   crawl/SHA256SUMS                            for sha256sum -c
//
// Order of writing: WARC record, chain line, then the caller's own output: so a line that was printed has its
// record. A run that was cut leaves a tail without a chain line, which the next run cuts off; a write that
// fails is rolled back. One process at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/capture.hpp"

namespace peil::archive {

/// One request and its answer as they went over the wire.
struct Transfer {
  std::string url;
  std::string date;  ///< RFC 3339, milliseconds
  std::string ip;
  std::string request_head, response_head;
  std::string entity;  ///< chunk sizes and trailers included
  std::string payload_digest;
  std::string truncated;
  int status = 0;
  std::vector<std::string> addresses;  ///< of the name, as far as they were tried
  std::string certificates;            ///< PEM, the server's own first
};

struct EvidenceOptions {
  std::uint64_t rotate_bytes = 1'000'000'000;  ///< a WARC that is as large is closed
  bool gzip = true;
  bool sync_always = false;  ///< each record is on the disk itself before its line
  std::string software;      ///< "peil 0.1.0"
  std::string run_id;
  /// `name: value` lines of each warcinfo record: user agent, robots, operator, …
  std::vector<std::pair<std::string, std::string>> about;
};

class EvidenceFolder {
 public:
  /// Opens `path`, made if absent: locks it, follows its chain, and closes what a run that was cut left open,
  /// its tail cut off. `now`: RFC 3339, for the chain. Throws Fatal: kRetry when another process has it,
  /// kFailed when it cannot be written or its chain is broken.
  EvidenceFolder(const std::string& path, EvidenceOptions options, std::string_view now);
  /// Unlocks; without close() the run counts as cut.
  ~EvidenceFolder();
  EvidenceFolder(const EvidenceFolder&) = delete;
  EvidenceFolder& operator=(const EvidenceFolder&) = delete;

  /// The run's id, when it is known only after opening.
  void set_run(std::string run_id);

  /// Stores the transfers that led to `capture`, the last of which gave it, and fills in `capture.warc`.
  /// Without transfers the failure is logged. REQUIRES: complete(capture) was called. Throws Fatal(kFailed)
  /// with nothing of it left when it cannot be written.
  void add(Capture& capture, const std::vector<Transfer>& transfers, std::string_view now);
  /// A file beside the archive, bound to the record `id`. Returns its name in the folder.
  std::string attach(std::string_view name, std::string_view bytes, std::string_view id,
                     std::string_view note, std::string_view now);
  /// Makes what was written so far safe on the disk.
  void sync();
  /// Indexes and closes the WARC, writes SHA256SUMS. What comes later begins a new file.
  void close(std::string_view now);

  const std::string& path() const;
  /// What was mended on opening, in words.
  const std::vector<std::string>& mended() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::archive
