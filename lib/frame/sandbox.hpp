// frame/sandbox.hpp -- what a process that touches hostile bytes may still do: compute, and write
// into memory that it was given.
//
// Two layers, each measured (THREATS §4): seccomp (system calls by allow-list; default ENOSYS, death
// for what only an attacker would try) and Landlock (no file at all). Load data, open files, make
// converters and call tzset() before; threads and forks fail afterwards.
#pragma once

#include <string>

namespace peil::frame {

/// Whether this build carries a sanitizer: it maps terabytes and makes calls of its own, so neither
/// limits nor the sandbox apply.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// --sandbox: try (go on without a layer that the kernel lacks), require, off.
enum class SandboxMode { kTry, kRequire, kOff };
SandboxMode sandbox_mode(const std::string& word);

/// What the process still needs.
enum class SandboxRole {
  kWorker,      ///< memory and its descriptors; no file, network, exec, fork, thread
  kSupervisor,  ///< forks and files, but no network, exec or tracing: also binds its children
};

/// Locks the calling process down; there is no way back. Throws Fatal(kFailed) under kRequire when a
/// layer cannot be had. Returns what is missing under kTry, in words, "" when nothing.
/// Does nothing in sanitizer builds (the sanitizers' own calls would be refused).
std::string lock_down(SandboxRole role, SandboxMode mode);

/// Closes every descriptor but those in [keep_first, keep_last].
void close_all_but(int keep_first, int keep_last);

}  // namespace peil::frame
