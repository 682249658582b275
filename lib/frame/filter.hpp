// frame/filter.hpp -- runs a Step over the operands of a command: the whole life of a filter.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/exit.hpp"
#include "base/limits.hpp"
#include "cli/flags.hpp"
#include "frame/step.hpp"

namespace peil::frame {

/// How the bytes of an input are cut.
enum class Framing {
  kJsonLines,  ///< one JSON object a line
  kTextLines,  ///< --text-input --lines: each line is a document
  kTextWhole,  ///< --text-input: the whole input is one document
};

/// Reads inputs that are no records: a spreadsheet, a saved page. It runs in a sandboxed child of its own
/// and sends lines, which are then records as any.
struct FileReader {
  struct Input {
    int descriptor;         ///< of a file that can seek (what comes through a pipe is kept in a nameless one)
    std::string name;       ///< operand as typed, or "stdin"
    std::int64_t modified;  ///< seconds since 1970; 0 for a pipe
  };
  /// Whether an input that begins so is for it. `named`: it is an operand.
  std::function<bool(std::string_view first_bytes, std::string_view name, bool named)> wants;
  std::function<void(const Input& input, const std::function<void(std::string_view lines)>& send)> read;
};

struct Filter {
  std::string command;  ///< "extract": names the stage in errors and run records
  Framing framing = Framing::kJsonLines;
  RecordParser::Exactness numbers = RecordParser::kFastNumbers;

  /// Makes the step. Called once, before the workers are forked: what it loads is shared by all.
  std::function<std::unique_ptr<Step>()> make_step;
  /// Makes the folder, or empty. Called once, before the fork; it lives in its own process.
  std::function<std::unique_ptr<Folder>()> make_folder = {};

  /// Whether items get the page line that stands before them (Context::page). It is found by its
  /// fixed opening, so a stream whose keys were sorted has none.
  bool needs_page = false;
  /// Processor time for one record.
  std::uint64_t cpu_limit_millis = limits::kWorkerCpuMillis;
  /// Whether a `run` record is appended (report: no). `run` records of other commands are passed on
  /// by the frame; where there is a Folder they go to the step like any record.
  bool writes_run_record = true;
  /// Takes what the folder leaves in Emitter::journal(), or nullptr; must outlive the run.
  Journal* journal = nullptr;
  /// For inputs of other forms, if the command reads any.
  FileReader files = {};
  /// {name, digest} of data files used, for the run record.
  std::vector<std::pair<std::string, std::string>> data = {};
};

/// Reads the operands (or stdin), runs the step on each record, writes the results in input order to
/// stdout or -o, reports bad lines, appends the run record. Returns the exit status.
///
/// Guarantees (DESIGN §3): a worker that crashes, hangs or overruns costs one record, which becomes
/// an error record; output is flushed as soon as input pauses; memory is bounded by jobs × slots;
/// gzip and zstd inputs are recognised by their first bytes; a closed reader ends it with kOk; a
/// failed write throws Fatal(kFailed); SIGINT, SIGTERM and SIGHUP finish the records in hand, flush
/// whole lines, and end the process by that signal.
Exit run(const Filter& filter, const cli::Shared& shared);

}  // namespace peil::frame
