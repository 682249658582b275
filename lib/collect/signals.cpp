// collect/signals.cpp -- handlers that only note, and wake up the poll.
#include "collect/signals.hpp"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <string>

#include "base/exit.hpp"

namespace peil::collect {
namespace {

volatile std::sig_atomic_t taken = 0;
volatile std::sig_atomic_t progress = 0;
int event_descriptor = -1;

void on_signal(int number) {
  int saved = errno;
  if (number == SIGUSR1) progress = 1;
  else if (taken) _exit(128 + number);
  else taken = number;
  std::uint64_t one = 1;
  if (write(event_descriptor, &one, sizeof one) < 0) errno = 0;
  errno = saved;
}

}  // namespace

void catch_signals() {
  event_descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event_descriptor < 0) throw Fatal(Exit::kFailed, std::string("eventfd: ") + strerror(errno));
  struct sigaction action {};
  action.sa_handler = on_signal;
  for (int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) {
    struct sigaction before;
    sigaction(number, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(number, &action, nullptr);
  }
}

int signal_taken() { return taken; }
const volatile std::sig_atomic_t* signal_flag() { return &taken; }
int signal_descriptor() { return event_descriptor; }

bool progress_wanted() {
  bool wanted = progress;
  progress = 0;
  std::uint64_t count;
  if (wanted && !taken && read(event_descriptor, &count, sizeof count) < 0) errno = 0;
  return wanted;
}

void end_by(int number) {
  std::signal(number, SIG_DFL);
  std::raise(number);
  _exit(128 + number);
}

}  // namespace peil::collect
