#include "frame/sandbox.hpp"

#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <climits>
#include <cstdint>

#include "base/exit.hpp"
#include "frame/kernel.hpp"

namespace peil::frame {
namespace {

// What a computing process needs: memory, its descriptors, time, signals, its end.
constexpr const char* kComputing[] = {"read",
                                      "write",
                                      "readv",
                                      "writev",
                                      "pread64",
                                      "pwrite64",
                                      "lseek",
                                      "close",
                                      "close_range",
                                      "fstat",
                                      "newfstatat",
                                      "mmap",
                                      "munmap",
                                      "mremap",
                                      "mprotect",
                                      "madvise",
                                      "brk",
                                      "futex",
                                      "poll",
                                      "ppoll",
                                      "clock_gettime",
                                      "clock_getres",
                                      "clock_nanosleep",
                                      "gettimeofday",
                                      "time",
                                      "nanosleep",
                                      "getrandom",
                                      "rt_sigaction",
                                      "rt_sigprocmask",
                                      "rt_sigreturn",
                                      "sigaltstack",
                                      "restart_syscall",
                                      "exit",
                                      "exit_group",
                                      "getrusage",
                                      "sysinfo",
                                      "sched_yield",
                                      "sched_getaffinity",
                                      "tgkill",
                                      "gettid",
                                      "getpid",
                                      "getppid",
                                      "fsync",
                                      "fdatasync",
                                      "ftruncate",
                                      "fcntl",
                                      "rseq",
                                      "set_robust_list",
                                      "membarrier"};

// Nor does a filter ever make one of these: the network is none of its business.
constexpr const char* kNetwork[] = {"socket", "socketpair", "connect", "bind",
                                    "sendto", "sendmsg",    "sendmmsg"};

bool load_seccomp(SandboxRole role) {
  bool worker = role == SandboxRole::kWorker;
  scmp_filter_ctx filter = seccomp_init(worker ? SCMP_ACT_ERRNO(ENOSYS) : SCMP_ACT_ALLOW);
  if (!filter) return false;
  seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
  bool good = add_calls(filter, SCMP_ACT_KILL_PROCESS, kNeverOurs) &&
              add_calls(filter, SCMP_ACT_KILL_PROCESS, kNetwork) &&
              (!worker || add_calls(filter, SCMP_ACT_ALLOW, kComputing)) && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return good;
}

// No file and no port at all.
bool load_landlock() {
  long abi = landlock_abi();
  return abi >= 1 && restrict_to(make_ruleset(abi, 3));
}

}  // namespace

SandboxMode sandbox_mode(const std::string& word) {
  return word == "require" ? SandboxMode::kRequire : word == "off" ? SandboxMode::kOff : SandboxMode::kTry;
}

std::string lock_down(SandboxRole role, SandboxMode mode) {
  if (mode == SandboxMode::kOff) return "";
  if (kSanitized) {
    if (mode == SandboxMode::kRequire)
      throw Fatal(Exit::kFailed, "--sandbox=require: a sanitizer build cannot be confined");
    return "";
  }
  tzset();
  std::string missing;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) missing = "no_new_privs";
  if (missing.empty() && role == SandboxRole::kWorker && !load_landlock()) missing = "Landlock";
  if (!load_seccomp(role)) missing += missing.empty() ? "seccomp" : ", seccomp";
  if (!missing.empty() && mode == SandboxMode::kRequire)
    throw Fatal(Exit::kFailed, "--sandbox=require: this system has no " + missing);
  return missing;
}

void close_all_but(int keep_first, int keep_last) {
  if (keep_first > 0) syscall(SYS_close_range, 0u, static_cast<unsigned>(keep_first - 1), 0u);
  syscall(SYS_close_range, static_cast<unsigned>(keep_last + 1), static_cast<unsigned>(INT_MAX), 0u);
}

}  // namespace peil::frame
