// frame/progress.hpp -- one line on a terminal's stderr that says how far a run is.
#pragma once

#include <cstdint>
#include <string>

#include "cli/flags.hpp"

namespace peil::frame {

/// Shown after a second, redrawn at most four times a second, erased at the end. Hidden when stderr
/// is no terminal, stdout is one, TERM=dumb, -q or --no-progress; in a pipe only the first command
/// shows it. --progress=60s prints plain lines for logs instead.
class Progress {
 public:
  Progress(const cli::Shared& shared, bool stdin_is_pipe);
  ~Progress();

  struct State {
    std::uint64_t records = 0;
    std::uint64_t failed = 0;
    std::uint64_t bytes = 0;
    std::uint64_t total_bytes = 0;  ///< 0: unknown
    std::string waiting = {};       ///< of fetch: the host waited for longest
  };
  /// Cheap; draws when it is time to, or `now` (SIGUSR1).
  void show(const State& state, bool now = false);
  /// Erases the line: call before any message to stderr.
  void erase();
  /// Milliseconds until the next drawing is due, -1 for never: the longest sleep of a caller.
  int due() const;

 private:
  std::string line(const State& state, double seconds) const;
  std::string program_;
  bool drawn_line_ = false;
  bool on_terminal_ = false;
  std::int64_t interval_millis_ = 0;  // 0: hidden
  std::int64_t started_;
  std::int64_t next_;
};

/// Monotonic milliseconds.
std::int64_t ticks();

}  // namespace peil::frame
