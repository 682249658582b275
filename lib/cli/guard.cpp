// cli/guard.cpp -- the outermost frame of every command: descriptors, signals, the only catch-all.
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <new>

#include "base/output.hpp"
#include "base/words.hpp"
#include "cli/flags.hpp"

namespace peil::cli {
namespace {

std::string_view basename_of(const char* path) {
  std::string_view name = path ? path : "";
  name.remove_prefix(std::min(name.rfind('/') + 1, name.size()));  // npos + 1 is 0
  return name.empty() ? "peil" : name;
}

// A message that cannot be written has nowhere else to go.
void write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t count = ::write(STDERR_FILENO, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

// Without allocation: there is no memory left.
int say_out_of_memory(std::string_view program) noexcept {
  char line[256];
  constexpr std::string_view kWords = ": out of memory\n";
  std::size_t length = std::min(program.size(), sizeof line - kWords.size());
  memcpy(line, program.data(), length);
  memcpy(line + length, kWords.data(), kWords.size());
  write_all({line, length + kWords.size()});
  return static_cast<int>(Exit::kFailed);
}

}  // namespace

bool wants_color(const cli::Shared& shared) {
  if (shared.color == "always") return true;
  if (shared.color == "never" || shared.output) return false;
  const char* off = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return isatty(STDOUT_FILENO) && (off == nullptr || *off == '\0') &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

void say(std::string_view program, std::string_view message) {
  // One write, so that the lines of the commands of one pipe do not mix.
  write_all(printable(program, 60) + ": " + printable(message) + "\n");
}

int guard(const char* argv0, const std::function<Exit()>& body) {
  secure_standard_descriptors();
  signal(SIGPIPE, SIG_IGN);  // a gone reader is seen as EPIPE
  signal(SIGXFSZ, SIG_IGN);  // a file that grew too large, as EFBIG
  struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);  // a core file would hold what was read
  std::string_view program = basename_of(argv0);
  try {
    try {
      return static_cast<int>(body());
    } catch (const Fatal& fatal) {
      say(program, fatal.what());
      return static_cast<int>(fatal.status);
    } catch (const std::bad_alloc&) {
      return say_out_of_memory(program);
    } catch (const std::exception& error) {
      say(program, std::string("internal error: ") + error.what());
    } catch (...) {
      say(program, "internal error");
    }
  } catch (...) {  // thrown by the message itself
    return say_out_of_memory(program);
  }
  return static_cast<int>(Exit::kFailed);
}

}  // namespace peil::cli
