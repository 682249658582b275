#include "frame/sandbox.hpp"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <climits>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/exit.hpp"

namespace peil::frame {
namespace {

// What a computing process needs: memory, its descriptors, time, signals, its end.
constexpr std::string_view kComputing[] = {"read",
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

// What no filter of ours ever does: a process that tries is not ours any more.
constexpr std::string_view kDeadly[] = {"execve",
                                        "execveat",
                                        "ptrace",
                                        "process_vm_readv",
                                        "process_vm_writev",
                                        "socket",
                                        "socketpair",
                                        "connect",
                                        "bind",
                                        "listen",
                                        "accept",
                                        "accept4",
                                        "sendto",
                                        "sendmsg",
                                        "sendmmsg",
                                        "mount",
                                        "umount2",
                                        "pivot_root",
                                        "chroot",
                                        "bpf",
                                        "io_uring_setup",
                                        "io_uring_enter",
                                        "io_uring_register",
                                        "userfaultfd",
                                        "keyctl",
                                        "add_key",
                                        "request_key",
                                        "unshare",
                                        "setns",
                                        "open_by_handle_at",
                                        "init_module",
                                        "finit_module",
                                        "delete_module",
                                        "kexec_load",
                                        "perf_event_open",
                                        "personality",
                                        "swapon",
                                        "reboot",
                                        "settimeofday",
                                        "setuid",
                                        "setgid",
                                        "setresuid",
                                        "setresgid"};

bool add(scmp_filter_ctx filter, std::uint32_t action, std::span<const std::string_view> calls) {
  for (std::string_view call : calls) {
    int number = seccomp_syscall_resolve_name(std::string(call).c_str());
    // A call that this architecture lacks needs no rule.
    if (number != __NR_SCMP_ERROR && number >= 0 && seccomp_rule_add(filter, action, number, 0) != 0)
      return false;
  }
  return true;
}

bool load_seccomp(SandboxRole role) {
  bool worker = role == SandboxRole::kWorker;
  scmp_filter_ctx filter = seccomp_init(worker ? SCMP_ACT_ERRNO(ENOSYS) : SCMP_ACT_ALLOW);
  if (!filter) return false;
  seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
  bool good = add(filter, SCMP_ACT_KILL_PROCESS, kDeadly) &&
              (!worker || add(filter, SCMP_ACT_ALLOW, kComputing)) && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return good;
}

// Landlock's structure as of ABI 4; an older kernel is given the shorter size it knows.
struct Ruleset {
  std::uint64_t handled_access_fs;
  std::uint64_t handled_access_net;
};

bool load_landlock() {
  long abi = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return false;
  // Rights are bits in order of their ABI: 13 in ABI 1, refer in 2, truncate in 3, ioctl in 5.
  int rights = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;
  Ruleset ruleset{(std::uint64_t{1} << rights) - 1, abi >= 4 ? 3u : 0u};
  long fd =
      syscall(SYS_landlock_create_ruleset, &ruleset, abi >= 4 ? sizeof ruleset : sizeof(std::uint64_t), 0);
  if (fd < 0) return false;
  bool good = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
  close(static_cast<int>(fd));
  return good;
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
