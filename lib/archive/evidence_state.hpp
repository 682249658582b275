// archive/evidence_state.hpp -- what an open folder of evidence has in hand; for evidence.cpp and
// recovery.cpp.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "archive/chain.hpp"
#include "archive/evidence.hpp"
#include "archive/ledger.hpp"
#include "archive/warc_writer.hpp"
#include "base/hash.hpp"
#include "record/record.hpp"

namespace peil::archive {

/// Closes what it holds.
struct Descriptor {
  int fd = -1;
  Descriptor() = default;
  explicit Descriptor(int opened) : fd(opened) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(-1); }
  void reset(int opened) {
    if (fd >= 0) ::close(fd);
    fd = opened;
  }
};

struct EvidenceFolder::State {
  struct Original {
    std::string record_id, url, date;
  };

  std::string path;
  EvidenceOptions options;
  std::vector<std::string> mended;

  Descriptor chain;  // its lock is the folder's
  ChainHead head;
  std::uint64_t chain_bytes = 0;
  Sha256 chain_hash;
  Ledger ledger;
  Buffer line;
  RecordParser parser;

  Descriptor warc;
  std::string name;  // of the WARC in hand, without `.open`
  std::unique_ptr<WarcWriter> writer;
  Sha256 warc_hash;
  Buffer records;
  std::unordered_set<std::string> certificates;           // in this WARC, by digest
  std::unordered_map<std::string, Original> originals;    // by digests on the wire and decoded
  std::optional<std::pair<std::string, Original>> fresh;  // of the capture in hand

  void open_folder();
  void read_folder();
  void mend(std::string_view now);
  void mend_file(const std::string& file, std::string_view now);

  [[noreturn]] void fail(const std::string& file, int reason) const;
  void write_at(int fd, const std::string& file, std::uint64_t offset, std::string_view bytes);
  void write_file(const std::string& file, std::string_view bytes);
  void sync(int fd, const std::string& file) const;
  void log(std::string_view now, std::string_view event, std::string_view members);

  void begin_file(std::string_view now);
  void append(std::string_view now, std::string_view event, std::string_view members, std::uint64_t offset);
  void close_file(std::string_view now);
  void seal_file(const std::string& file, int fd, const std::string& digest, std::string_view now);
  void write_manifest();

  WarcPlace write_records(const Capture& capture, const std::vector<Transfer>& transfers);
  void add(Capture& capture, const std::vector<Transfer>& transfers, std::string_view now);
  std::string attach(std::string_view file, std::string_view bytes, std::string_view id,
                     std::string_view note, std::string_view now);
};

}  // namespace peil::archive
