// archive/ledger.hpp -- what a chain says of its folder: which files there are, and what stands in them
// where.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "archive/chain.hpp"
#include "base/hash.hpp"

namespace peil::archive {

/// Bytes of a WARC file that one line of the chain answers for.
struct LedgerPart {
  std::uint64_t line = 0, line_offset = 0;  ///< of the chain
  std::uint64_t offset = 0, length = 0;
  Sha256Digest sha256{};
  bool removed = false;  ///< replaced by a tombstone, whose digest this is
  std::uint64_t end() const { return offset + length; }
};

struct LedgerFile {
  std::vector<LedgerPart> parts;  ///< in order, none missing between them
  bool closed = false;
  bool lost = false;                ///< its end was lost with the machine that wrote it
  std::string sha256, cdxj_sha256;  ///< when closed; hexadecimal
  std::uint64_t end() const { return parts.empty() ? 0 : parts.back().end(); }
};

struct Ledger {
  std::map<std::string, LedgerFile, std::less<>> warcs;
  std::map<std::string, std::string, std::less<>> others;  ///< attachments and stamps: name, SHA-256 in hex
  std::uint64_t files_begun = 0;
  std::uint64_t captures = 0, failures = 0, removed = 0;

  /// Takes in one line. Error: what cannot be (a part that does not follow the one before it, a name that
  /// leads out of the folder, …).
  Result<void> take(const ChainLine& line);

  /// SHA256SUMS as it should be when the chain has this digest.
  std::string manifest(std::string_view chain_sha256) const;
};

inline constexpr std::string_view kManifestFile = "SHA256SUMS";
/// `x.warc.gz` → `x.cdxj`.
std::string index_name(std::string_view warc);
/// The one form of a digest in a chain: 64 hexadecimal digits.
bool parse_sha256(std::string_view text, Sha256Digest& digest);

}  // namespace peil::archive
