// archive/zip.hpp -- where the members of a ZIP file stand, and what is in them: for WACZ and workbooks.
//
// A WACZ keeps its WARC files stored, not deflated, so that records can be read in place.
// Source: PKWARE APPNOTE 6.3.10 §4.3; WACZ 1.1.1 §3.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archive/segments.hpp"
#include "base/buffer.hpp"
#include "base/result.hpp"

namespace peil::archive {

struct ZipMember {
  std::string name;
  std::uint64_t offset = 0;      ///< of its bytes in the file
  std::uint64_t size = 0;        ///< as they stand there
  bool stored = false;           ///< neither deflated nor encrypted
  bool deflated = false;         ///< deflated and not encrypted
  std::uint32_t crc32 = 0;       ///< of what is in it
  std::uint32_t plain_size = 0;  ///< its length, as far as 32 bits tell
};

/// The members by the central directory, in its order, at most 100,000. Errors: it has no directory, it
/// is damaged, it is no file that can seek. REQUIRES: input.seek and input.size.
Result<std::vector<ZipMember>> zip_members(const Input& input);

/// Appends what is in the member. Errors: encrypted or packed in another way, damaged (the checksum is
/// checked), larger than `limit` bytes or than a thousand times what it takes in the file.
Result<void> unpack(const Input& input, const ZipMember& member, std::uint64_t limit, Buffer& out);

/// Part of an input as an input of its own. The two must not be read in turn.
Input part_of(const Input& input, std::uint64_t offset, std::uint64_t size);

}  // namespace peil::archive
