#include "frame/kernel.hpp"

#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace peil::frame {
namespace {

// Landlock's structure as of ABI 4, which Debian 12's header does not have yet; an older kernel is given
// the shorter size it knows.
struct Ruleset {
  std::uint64_t files;
  std::uint64_t net;
};

// Rights are bits in order of their ABI: 13 in ABI 1, refer in 2, truncate in 3, ioctl in 5.
std::uint64_t all_file_rights(long abi) {
  int rights = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;
  return (std::uint64_t{1} << rights) - 1;
}

}  // namespace

bool add_calls(void* filter, std::uint32_t action, std::span<const char* const> calls) {
  for (const char* call : calls) {
    int number = seccomp_syscall_resolve_name(call);
    if (number != __NR_SCMP_ERROR && number >= 0 && seccomp_rule_add(filter, action, number, 0) != 0)
      return false;
  }
  return true;
}

long landlock_abi() {
  return syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

int make_ruleset(long abi, std::uint64_t net) {
  Ruleset ruleset{all_file_rights(abi), abi >= 4 ? net : 0};
  return static_cast<int>(
      syscall(SYS_landlock_create_ruleset, &ruleset, abi >= 4 ? sizeof ruleset : sizeof(std::uint64_t), 0));
}

bool restrict_to(int ruleset) {
  bool good = ruleset >= 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  if (ruleset >= 0) close(ruleset);
  return good;
}

}  // namespace peil::frame
