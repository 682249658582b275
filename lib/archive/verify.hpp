// archive/verify.hpp -- a folder of evidence, read again and compared with what its chain says of it.
//
// Everything in it is bound to the chain: each byte of each WARC by the line that answers for it, indexes,
// attachments and stamps by their digests, SHA256SUMS by being made again. A file that no line knows is a
// fault too.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "archive/chain.hpp"

namespace peil::archive {

struct Finding {
  bool fault = true;  ///< else worth knowing, but as it may be
  std::string where;  ///< the file, inside the folder
  std::string what;   ///< with the byte from which on it is not as logged
};

struct Audit {
  std::uint64_t captures = 0, failures = 0, removed = 0, faults = 0;
  std::uint64_t bytes = 0;  ///< of WARC files that were compared
  ChainHead head;
};

/// Reads all of the folder `path`, at the speed of SHA-256. Throws Fatal(kFailed) when it has no chain.
Audit verify_evidence(const std::string& path, const std::function<void(const Finding&)>& report);

}  // namespace peil::archive
