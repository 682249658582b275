// clusters/spool.hpp -- what must be remembered of each cluster, on disk once it outgrows memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace peil::clusters {

/// An unnamed file in $TMPDIR (else /var/tmp, else /tmp) that vanishes with the process; -1 when
/// none can be made.
int open_spool_file();

/// Bytes appended, read and overwritten by offset. The first `resident` bytes stay in memory, the
/// rest goes to the file; without a file all stays in memory.
class Spool {
 public:
  static constexpr std::size_t kResident = 64u << 20;
  static constexpr std::size_t kAlign = 16;

  explicit Spool(int file = -1, std::size_t resident = kResident);

  /// Returns the offset, a multiple of kAlign and never 0. Throws Fatal when the disk is full.
  std::uint64_t append(std::string_view bytes);
  /// REQUIRES: [offset, offset + size) was appended.
  void read(std::uint64_t offset, char* to, std::size_t size) const;
  void write(std::uint64_t offset, std::string_view bytes);

  std::uint64_t size() const { return size_; }

 private:
  static constexpr std::size_t kChunk = 1u << 20;
  // Calls part(memory, count) or file(offset, count) for each piece of a range.
  template <class Memory, class File>
  void walk(std::uint64_t offset, std::size_t size, Memory&& memory, File&& file) const;

  int file_;
  std::uint64_t resident_;
  std::uint64_t size_ = 0;
  std::vector<std::unique_ptr<char[]>> chunks_;
};

}  // namespace peil::clusters
