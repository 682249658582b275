// frame/kernel.hpp -- what lock_down() and confine() share: the calls that no process of ours makes, and
// Landlock's rulesets.
#pragma once

#include <cstdint>
#include <span>

namespace peil::frame {

/// A process that tries one of these is not ours any more.
inline constexpr const char* kNeverOurs[] = {"execve",
                                             "execveat",
                                             "ptrace",
                                             "process_vm_readv",
                                             "process_vm_writev",
                                             "listen",
                                             "accept",
                                             "accept4",
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

/// Adds one rule for each call to a seccomp filter (scmp_filter_ctx, SCMP_ACT_…); a call that this
/// architecture lacks needs none.
bool add_calls(void* filter, std::uint32_t action, std::span<const char* const> calls);

/// Landlock's ABI, below 1 where the kernel has none.
long landlock_abi();

/// A ruleset that handles every right to files that the ABI knows and, from ABI 4, the rights `net` to
/// TCP ports. Its descriptor, or -1.
int make_ruleset(long abi, std::uint64_t net);
/// Lays the ruleset on this process and closes it; false when it is -1 or the kernel refuses.
bool restrict_to(int ruleset);

}  // namespace peil::frame
