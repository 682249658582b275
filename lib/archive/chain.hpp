// archive/chain.hpp -- a log in which no line can be changed, dropped or put in without its followers showing
// it.
//
// `chain.jsonl`: one JSON object a line, appended only.
//
//   {"chain":1,"n":4,"at":"2026-11-24T09:00:00.000Z","event":"capture", … ,"prev":"<64 hex>","hash":"<64
//   hex>"}
//
// `hash` is the SHA-256 of the line up to `,"hash":`, `prev` the hash of the line before (64 zeros in the
// first). Whoever has the hash of one line can check every line before it; the last lines are as good as the
// copy of their hash that stands elsewhere (a time stamp, a report, a colleague's mail).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "record/value.hpp"

namespace peil::archive {

inline constexpr std::string_view kChainFile = "chain.jsonl";

/// Where a chain ends.
struct ChainHead {
  std::uint64_t lines = 0;
  std::string hash = std::string(64, '0');
};

/// Appends the next line, newline included, to `out`, and moves `head`. `members`: the event's own, JSON text
/// without braces, may be empty. REQUIRES: `event` needs no escape.
void append_chain_line(ChainHead& head, std::string_view at, std::string_view event, std::string_view members,
                       Buffer& out);

/// Whether `line` (without newline) is the next after `head`; moves `head`. Error: what is wrong, in words.
Result<void> follow_chain(ChainHead& head, std::string_view line);

/// What came of reading a chain: its good lines, from the first to the one before the first fault.
struct ChainReading {
  ChainHead head;
  std::uint64_t bytes = 0;  ///< of the good lines
  Sha256 hash;              ///< of these bytes
  struct Fault {
    std::uint64_t offset = 0;  ///< of the line, in the file
    std::string what;
  };
  std::optional<Fault> fault;
  bool torn = false;  ///< the fault is a last line without its newline: a run was cut while writing it
};

/// One good line. `members`: the whole object.
struct ChainLine {
  std::uint64_t n = 0;
  std::uint64_t offset = 0;
  std::string_view event;
  Value members;
  const ChainReading& so_far;  ///< this line included
};

/// Reads an open file from its beginning. Throws Fatal(kFailed) when it cannot be read.
ChainReading read_chain(int descriptor, const std::function<void(const ChainLine&)>& visit);

}  // namespace peil::archive
