// collect/signals.hpp -- SIGINT, SIGTERM and SIGHUP as something to poll.
#pragma once

#include <csignal>

namespace peil::collect {

/// From now on the first of these signals is noted, the second ends the process at once. Ignored
/// ones (nohup) stay ignored. SIGUSR1 asks for a progress line.
void catch_signals();
/// The signal that came, or 0.
int signal_taken();
const volatile std::sig_atomic_t* signal_flag();
/// True once for each SIGUSR1.
bool progress_wanted();
/// Becomes readable when one of them came; never read it.
int signal_descriptor();
/// Ends the process by `number`, as if it had not been caught.
[[noreturn]] void end_by(int number);

}  // namespace peil::collect
