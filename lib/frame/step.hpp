// frame/step.hpp -- what a command is, seen from the frame: a step for each record, perhaps a folder.
//
// The frame owns reading, order, workers, sandbox, errors, counting and writing. A filter supplies a
// Step: a pure function from one record (and the page that governs it) to lines. It runs in a
// worker process that has no files, no network, no clock of its own and may be killed at any time:
// what it needs must be loaded before. A command that must see all records in order (dedupe's table,
// report's tallies) supplies a Folder too: a single process that takes what the steps send.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/buffer.hpp"
#include "record/record.hpp"

namespace peil::frame {

/// Where a record came from.
struct Context {
  /// The page line that stands before it (the item's own page, if the stream is ours), or nullptr.
  const Record* page = nullptr;
  /// Operand as typed, or "stdin".
  std::string_view input;
  /// 1-based line in that input.
  std::uint64_t line = 0;
};

/// What a step writes to. Lines must be whole; the frame counts them by kind.
class Emitter {
 public:
  explicit Emitter(Buffer& out) : out_(out) {}

  /// Write one line's bytes here, then call end_line().
  Buffer& buffer() { return out_; }
  /// Ends the line begun since the last call: adds the newline and counts it.
  void end_line(Kind kind);
  /// Sends `bytes` to the Folder instead of the output. Only where there is a Folder; a step sends
  /// either messages or lines, never both.
  void message(std::string_view bytes);

  /// Counts a failure under `error_class` without ending anything (shown in `run.failed`).
  void count_failure(std::string_view error_class);

 private:
  friend class Worker;
  friend class FolderProcess;
  friend struct EmitterAccess;
  Buffer& out_;
  struct Tally* tally_ = nullptr;
};

/// Why a record could not be handled: goes into its `error` member.
struct Failure {
  std::string error_class;  ///< of the closed list in DESIGN §2: worker_crashed, over_budget, …
  std::string message;      ///< for people
};

class Step {
 public:
  virtual ~Step() = default;

  /// Handles one good record. What it appends to `out` and then throws or is killed over is taken
  /// back. Throw Failure to fail this record alone.
  virtual void record(const Record& record, const Context& context, Emitter& out) = 0;

  /// Handles one document under --text-input (a whole input, or a line). Default: fails it.
  virtual void text(std::string_view bytes, const Context& context, Emitter& out);

  /// The record on which record() failed, crashed or overran. Default: passes it on with `error`
  /// {class, stage, message} appended, or with a line in `warnings` if it has an error already.
  virtual void failed(const Record& record, const Failure& failure, const Context& context, Emitter& out);

  /// Last call in this worker: nothing is emitted here any more. For messages to the Folder only
  /// record() is used.
};

class Folder {
 public:
  virtual ~Folder() = default;
  /// Takes one message of a step, in input order.
  virtual void take(std::string_view message, Emitter& out) = 0;
  /// A bad line was met (counted by the frame); for loss tables.
  virtual void bad_line(std::string_view reason) { (void)reason; }
  /// The input is at its end. May emit any number of lines.
  virtual void finish(Emitter& out) = 0;
};

}  // namespace peil::frame
