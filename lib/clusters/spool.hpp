// clusters/spool.hpp -- what must be remembered of each cluster, on disk once it outgrows memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace peil::clusters {

/// An unnamed file in $TMPDIR (else /var/tmp, else /tmp) that vanishes with the process; -1 when
/// none can be made.
int open_spool_file();

/// Bytes appended, read and overwritten by offset. The first `resident` bytes stay in memory, the
/// rest goes to the file, through a buffer at its end and a cache of blocks; without a file all stays
/// in memory.
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
  /// Fetches what is in memory at `offset` into the processor's cache.
  void prefetch(std::uint64_t offset) const {
    if (offset < resident_ && offset < size_)
      __builtin_prefetch(chunks_[offset / kChunk].get() + offset % kChunk);
  }

  /// An offset as the 32 bits that tables hold of it: up to 64 GiB. Throws Fatal beyond.
  static std::uint32_t packed(std::uint64_t offset);
  static std::uint64_t unpacked(std::uint32_t value) { return std::uint64_t{value} * kAlign; }

 private:
  static constexpr std::size_t kChunk = 1u << 20;  // of memory, and of the file's end
  static constexpr std::size_t kBlock = 4u << 10;  // of the cache
  static constexpr std::size_t kBlocks = 1024;
  struct Block {
    std::uint64_t number = UINT64_MAX;  // in the file
    std::unique_ptr<char[]> bytes;
  };
  // Where the byte at `offset` is in memory, and how many behind it, at most `count`, are there too.
  char* locate(std::uint64_t offset, std::size_t& count) const;
  void flush_tail();
  void transfer(bool write, char* bytes, std::size_t count, std::uint64_t at) const;

  int file_;
  std::uint64_t resident_;
  std::uint64_t size_ = 0;
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::string tail_;              // end of the file, not written yet
  std::uint64_t tail_start_ = 0;  // its offset in the spool
  mutable std::vector<Block> cache_;
};

}  // namespace peil::clusters
