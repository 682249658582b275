#include "frame/confine.hpp"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>


#include "base/exit.hpp"
#include "frame/kernel.hpp"

namespace peil::frame {
namespace {

// Landlock's rule for a port (ABI 4), which Debian 12's header does not have yet.
struct PortRule {
  std::uint64_t allowed;
  std::uint64_t port;
};
constexpr int kRulePort = 2;
constexpr std::uint64_t kBind = 1, kConnect = 2;
constexpr std::uint64_t kWriteFile = 1u << 1, kReadFile = 1u << 2, kReadFolder = 1u << 3;
constexpr std::uint64_t kWriting = 1u << 1 | 1u << 4 | 1u << 5 | 1u << 7 | 1u << 8;  // write, remove, make
constexpr std::uint64_t kTruncate = 1u << 14;

void allow_folder(int ruleset, const std::string& path, std::uint64_t rights) {
  int fd = open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;  // what is not there needs no rule
  landlock_path_beneath_attr rule{rights, fd};
  syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(fd);
}

/// A file of its own, such as /dev/null, which Output puts in the place of a closed stdout.
void allow_file(int ruleset, const char* path, std::uint64_t rights) {
  int fd = open(path, O_PATH | O_CLOEXEC);
  if (fd < 0) return;
  landlock_path_beneath_attr rule{rights, fd};
  syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(fd);
}

bool confine_files(const Confinement& to) {
  long abi = landlock_abi();
  if (abi < 1) return false;
  int ruleset = make_ruleset(abi, 0);
  if (ruleset < 0) return false;
  constexpr std::uint64_t kReading = kReadFile | kReadFolder;
  std::uint64_t writing = kReading | kWriting | (abi >= 3 ? kTruncate : 0);
  if (to.read_all) {
    allow_folder(ruleset, "/", kReading);
  } else {  // names (glibc's modules, resolvers), certificates, ICU, time zones
    for (const char* path : {"/etc", "/usr", "/lib", "/lib64", "/run", "/var/run", "/dev", "/nix/store"})
      allow_folder(ruleset, path, kReading);
  }
  for (const std::string& path : to.writable) allow_folder(ruleset, path, writing);
  allow_file(ruleset, "/dev/null", kReadFile | kWriteFile);
  return restrict_to(ruleset);
}

constexpr const char* kBinding[] = {"bind"};

/// Sockets of the internet (TCP and UDP), of this machine's resolvers, and of netlink, which glibc asks for
/// the interfaces; or none at all.
bool add_socket_rules(scmp_filter_ctx filter, bool sockets) {
  int call = seccomp_syscall_resolve_name("socket");
  std::uint32_t refuse = SCMP_ACT_ERRNO(EACCES);
  if (!sockets) {
    int connect = seccomp_syscall_resolve_name("connect"), sendto = seccomp_syscall_resolve_name("sendto");
    // A library that connects the socket it was given learns that this is under way, which is true.
    return seccomp_rule_add(filter, refuse, call, 0) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINPROGRESS), connect, 0) == 0 &&
           seccomp_rule_add(filter, refuse, sendto, 1, SCMP_A4(SCMP_CMP_NE, 0)) == 0 &&
           add_calls(filter, refuse, kBinding);
  }
  bool good = true;
  for (std::uint64_t family : {AF_INET, AF_INET6})
    good = good && seccomp_rule_add(filter, refuse, call, 2, SCMP_A0(SCMP_CMP_EQ, family),
                                    SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_RAW)) == 0;
  // Families above netlink (packet, vsock, …) are nothing that a transfer needs.
  good = good && seccomp_rule_add(filter, refuse, call, 1, SCMP_A0(SCMP_CMP_GT, AF_NETLINK)) == 0;
  for (std::uint64_t family = AF_INET + 1; family < AF_INET6; ++family)
    good = good && seccomp_rule_add(filter, refuse, call, 1, SCMP_A0(SCMP_CMP_EQ, family)) == 0;
  return good;
}

bool confine_calls(bool sockets) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (!filter) return false;
  seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
  bool good = add_calls(filter, SCMP_ACT_KILL_PROCESS, kNeverOurs) && add_socket_rules(filter, sockets) &&
              seccomp_load(filter) == 0;
  seccomp_release(filter);
  return good;
}

std::string judge(bool files, bool calls, SandboxMode mode) {
  std::string missing = !files && !calls ? "Landlock, seccomp"
                        : !files         ? "Landlock"
                        : !calls         ? "seccomp"
                                         : "";
  if (!missing.empty() && mode == SandboxMode::kRequire)
    throw Fatal(Exit::kFailed, "--sandbox=require: this system has no " + missing);
  return missing;
}

}  // namespace

std::string confine(const Confinement& to, SandboxMode mode) {
  if (mode == SandboxMode::kOff || kSanitized) return "";
  tzset();
  bool able = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  bool files = able && confine_files(to);
  return judge(files, able && confine_calls(to.sockets), mode);
}

std::string confine_to_port(std::uint16_t port, SandboxMode mode) {
  if (mode == SandboxMode::kOff || kSanitized) return "";
  bool able = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  long abi = landlock_abi();
  bool files = false;
  if (able && abi >= 1) {
    int ruleset = make_ruleset(abi, kBind | kConnect);
    PortRule rule{kConnect, port};
    if (ruleset >= 0 && abi >= 4) syscall(SYS_landlock_add_rule, ruleset, kRulePort, &rule, 0);
    files = restrict_to(ruleset);
  }
  return judge(files, able && confine_calls(true), mode);
}

}  // namespace peil::frame
