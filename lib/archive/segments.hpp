// archive/segments.hpp -- an archive's bytes, decompressed, in the pieces in which they can be lost.
//
// A compressed archive is a row of gzip members; each, with those behind it that do not begin with
// `WARC/`, is one segment. A plain file is one segment. When a member is damaged its segment ends
// there, the next begins at the next place that looks like a member, and the reader above knows that
// something is missing in between.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "codec/decoder.hpp"

namespace peil::archive {

/// Where an archive's bytes come from.
struct Input {
  /// Writes at most `size` bytes to `to`; 0 at the end. Throws Fatal when reading fails.
  std::function<std::size_t(char* to, std::size_t size)> read;
  /// Makes the next read() begin at `offset`; empty or false where that cannot be (a pipe).
  std::function<bool(std::uint64_t offset)> seek = {};
  /// Bytes in all, where seek() works; 0: not known.
  std::uint64_t size = 0;
};

/// The bytes of memory, for tests.
Input input_of(std::string_view bytes);
/// A descriptor, read from where it stands; seekable when it is a regular file.
Input input_of(int descriptor);

class Segments {
 public:
  enum class End {
    kOpen,     ///< not reached yet
    kClean,    ///< end of a member, or of a plain file
    kCut,      ///< the file ended inside a member
    kDamaged,  ///< wrong checksum or data
    kBomb,     ///< expanded more than 1,000 times
  };

  explicit Segments(Input input);
  ~Segments();

  codec::Coding coding() const;

  /// Begins the next segment (also the first). False at the end of the file.
  bool next();
  /// At least `wanted` bytes of what follows in this segment, fewer only when it ends before.
  /// Good until the next call. REQUIRES: wanted <= 1 MiB.
  std::string_view peek(std::size_t wanted);
  /// REQUIRES: count <= size of the last peek.
  void skip(std::size_t count);
  /// How this segment ended; known when peek() gave less than was wanted.
  End end() const;

  /// Decompressed bytes passed since the segment began.
  std::uint64_t position() const;
  /// Offset in the file where this segment begins; for a plain file of the present position.
  std::uint64_t file_offset() const;
  /// Offset in the file one past the segment, when end() is known (plain: of the present position).
  std::uint64_t file_end() const;
  /// For a plain file that can seek: goes there. False otherwise.
  bool seek(std::uint64_t offset);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace peil::archive
