// frame/step.hpp -- what a command is, seen from the frame: a step for each record, perhaps a folder.
//
// The frame owns reading, order, workers, sandbox, errors, counting and writing. A filter supplies a
// Step: a pure function from one record (and the page that governs it) to lines. It runs in a
// worker process that has no files, no network, no clock of its own and may be killed at any time:
// what it needs must be loaded before. A command that must see all records in order (dedupe's table,
// report's tallies) supplies a Folder too: a single process that takes what the steps send.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
  /// The command, for `error.stage`.
  std::string_view command;
};

/// What a step or folder writes to. Lines must be whole; the frame counts them by kind.
class Emitter {
 public:
  explicit Emitter(Buffer& out) : out_(out), line_start_(out.size()) {}

  /// Write one line's bytes here, then call end_line().
  Buffer& buffer() { return out_; }
  /// Ends the line begun since the last call: adds the newline and counts it.
  void end_line(Kind kind);
  /// From a step: sends `bytes` to the Folder (as four bytes of length, then the bytes). Only where
  /// there is a Folder; a step sends either messages or lines, never both.
  void message(std::string_view bytes);
  /// From a Folder under Filter::journal: bytes that are to be remembered once the lines written so far
  /// have left the process. The frame appends them, as one, behind the batch's lines.
  Buffer& journal() { return journal_; }
  /// Counts one more of `what` in the run record's `failed` without failing a record.
  void count_failure(std::string_view what);

  /// Lines ended so far, by kind, since the last take_counts().
  struct Counts {
    std::array<std::uint64_t, kKinds> lines{};
    std::vector<std::pair<std::string, std::uint64_t>> failures;
  };
  const Counts& counts() const { return counts_; }
  void clear_counts();
  /// The lines written so far were rewritten in place (--fields): the next begins where they now end.
  void lines_rewritten() { line_start_ = out_.size(); }
  /// Forgets what was written and counted since `size` bytes stood in the buffer.
  void take_back(std::size_t size);
  /// Called by end_line() when the buffer holds more than `threshold` bytes; must empty it.
  void flush_with(std::size_t threshold, std::function<void()> flush);

  /// The messages that stand in a buffer, for folders and tests.
  static std::vector<std::string_view> messages(std::string_view buffer);
  /// The same into `all`, which is cleared first.
  static void messages(std::string_view buffer, std::vector<std::string_view>& all);

 private:
  Buffer& out_;
  Buffer journal_;
  std::size_t line_start_;
  bool counted_ = false;
  Counts counts_;
  std::size_t threshold_ = SIZE_MAX;
  std::function<void()> flush_;
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

  /// The record on which record() failed, crashed or overran. Default: passes it on as a line with
  /// `error` {class, stage, message} appended, or with a line in `warnings` if it has an error
  /// already (write_failed). Where there is a Folder, override it to send a message.
  virtual void failed(const Record& record, const Failure& failure, const Context& context, Emitter& out);
};

/// What a folder remembers from run to run. The frame appends what belongs to a batch just after the
/// batch was written: who is killed in between repeats that batch and loses none.
class Journal {
 public:
  virtual ~Journal() = default;
  /// `final`: the lines are with their reader; else they appear only with commit() (-o FILE).
  /// Throws Fatal when it cannot be written; the file is then as it was before the call.
  virtual void append(std::string_view bytes, bool final) = 0;
  /// The run ended well and its output is closed.
  virtual void commit() = 0;
};

/// The record's line with the failure in its `error` or `warnings`, appended to `out` without newline.
void write_failed(const Record& record, const Failure& failure, std::string_view command, Buffer& out);

class Folder {
 public:
  virtual ~Folder() = default;
  /// Takes one message of a step, in input order.
  virtual void take(std::string_view message, Emitter& out) = 0;
  /// Takes the messages of one batch; override it to look ahead.
  virtual void take_batch(std::span<const std::string_view> messages, Emitter& out) {
    for (std::string_view message : messages) take(message, out);
  }
  /// A bad line was met (counted by the frame); for loss tables.
  virtual void bad_line(std::string_view reason) { (void)reason; }
  /// The input is at its end. May emit any number of lines.
  virtual void finish(Emitter& out) = 0;
};

}  // namespace peil::frame
