// codec/gzip.hpp -- single gzip members and zstd frames: what a compressed archive is made of.
//
// A WARC file holds one member a record, so that a record can be read by offset and length alone.
// Therefore the reader must learn where each member ends, which Decoder hides.
// Source: RFC 1952; RFC 8878.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/buffer.hpp"
#include "codec/decoder.hpp"

namespace peil::codec {

/// Appends `bytes` as one gzip member: no name, no time, so equal bytes give equal members.
void gzip_member(std::string_view bytes, Buffer& out, int level = 6);

/// gzip_member() for many: its tables are made once.
class MemberDeflater {
 public:
  explicit MemberDeflater(int level = 6);
  ~MemberDeflater();
  MemberDeflater(MemberDeflater&&) noexcept;
  MemberDeflater& operator=(MemberDeflater&&) noexcept;

  void deflate(std::string_view bytes, Buffer& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Inflates one member (of zstd: frame) after another and stops at each end.
class MemberInflater {
 public:
  enum class Status {
    kMore,       ///< all input taken: give more
    kFull,       ///< `budget` bytes of output written: call again
    kMemberEnd,  ///< a member ended just before what is left of the input; the next call begins one
    kDamaged,    ///< this is no member, or its checksum is wrong; call reset() to begin elsewhere
  };

  /// `coding`: kGzip or kZstd. `dictionary`: of zstd, or "".
  explicit MemberInflater(Coding coding = Coding::kGzip, std::string_view dictionary = {});
  ~MemberInflater();
  MemberInflater(MemberInflater&&) noexcept;
  MemberInflater& operator=(MemberInflater&&) noexcept;

  /// Takes bytes from the front of `input` and appends at most `budget` to `out`.
  Status inflate(std::string_view& input, Buffer& out, std::size_t budget);
  /// Inside a member: the end of the input here is a truncation.
  bool inside_member() const;
  void reset();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace peil::codec
