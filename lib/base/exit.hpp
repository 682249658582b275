// base/exit.hpp -- how a command ends: the exit statuses, and the exception that ends a run early.
#pragma once

#include <stdexcept>
#include <string>

namespace peil {

/// Exit statuses, the same in every command and every man page. None collides with the shell's
/// 126, 127 and 128+n. A command ended by a signal re-raises it, so the shell shows 130 or 143.
enum class Exit : int {
  kOk = 0,       ///< all done; also when nothing matched or the reader closed the pipe
  kPartial = 1,  ///< done, but at least one record failed
  kUsage = 2,    ///< the command line, configuration or a data file given with it is wrong
  kFailed = 3,   ///< stopped: input, output or memory unusable
  kRetry = 4,    ///< stopped, temporary: the same call may work later (locked, proxy down)
  kRefused = 5,  ///< everything asked for was refused: outside the configured scope
};

/// Ends the run. Thrown only where going on makes no sense (a broken world, never bad data);
/// caught once, in cli::guard, which prints `<command>: <what>` and returns `status`.
class Fatal : public std::runtime_error {
 public:
  Fatal(Exit exit_status, const std::string& message) : std::runtime_error(message), status(exit_status) {}
  Exit status;
};

}  // namespace peil
