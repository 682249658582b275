// frame/confine.hpp -- what the process that has the network may still do: transfers, and writing where it
// was told to. No program can be started from it, no other process looked into, no port opened.
//
// Landlock for files (Linux 5.13; skipped where the kernel lacks it), seccomp for the rest. Source: THREATS
// T084.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frame/sandbox.hpp"

namespace peil::frame {

struct Confinement {
  bool read_all = true;               ///< may read any file; else only the system's own (names, certificates)
  std::vector<std::string> writable;  ///< folders in which files are made, changed and removed
  bool sockets = true;  ///< may make sockets; else it has those that it is given, and connect() says
                        ///< EINPROGRESS
};

/// Confines this process and all that it forks; there is no way back. Call before the first thread.
/// Returns what is missing, in words, "" when nothing; throws Fatal(kFailed) for that under kRequire.
/// Does nothing under kOff and in sanitizer builds.
std::string confine(const Confinement& to, SandboxMode mode);

/// Confines a process that does nothing but connect to one TCP port: no files, no programs, and, where the
/// kernel has it (Landlock ABI 4, Linux 6.7), no other port. Same result as confine().
std::string confine_to_port(std::uint16_t port, SandboxMode mode);

}  // namespace peil::frame
