// frame/run_record.hpp -- the last line of a command: what ran, with what, and what failed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/buffer.hpp"
#include "frame/slots.hpp"

namespace peil::frame {

struct RunFacts {
  std::string command;
  std::vector<std::pair<std::string, std::string>> options;  ///< that shape the output; secrets masked
  std::vector<std::pair<std::string, std::string>> data;     ///< name, digest
  Tally tally{};
  std::string started_at;  ///< fetch only; "" leaves it out
};

/// Id of the run: `r:` over command, version, options, data and, for fetch, started_at. Known before
/// the first record, so that records can name it as run_id.
std::string run_id(const RunFacts& facts);

/// Appends the `run` record, without newline.
void write_run_record(const RunFacts& facts, Buffer& out);

/// Appends one line to the --log file: the run record with status and times. Throws Fatal(kFailed).
void append_log(const std::string& path, const RunFacts& facts, int status, std::int64_t started_millis);

}  // namespace peil::frame
