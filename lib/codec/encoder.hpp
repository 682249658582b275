// codec/encoder.hpp -- output compressed as a stream: `-o records.jsonl.zst`.
#pragma once

#include <memory>
#include <string_view>

#include "base/buffer.hpp"
#include "codec/decoder.hpp"

namespace peil::codec {

/// By the end of a file name: `.gz` kGzip, `.zst` kZstd, else kIdentity.
Coding coding_from_path(std::string_view path);

/// Compresses a stream with kGzip, kZstd or kIdentity. Deterministic: no name, no time, one thread.
class Encoder {
 public:
  explicit Encoder(Coding coding);
  ~Encoder();
  Encoder(Encoder&&) noexcept;
  Encoder& operator=(Encoder&&) noexcept;

  /// Appends compressed bytes (perhaps none yet) to `out`.
  void write(std::string_view bytes, Buffer& out);
  /// All that was written so far becomes readable behind this point (costs some ratio).
  void flush(Buffer& out);
  /// Ends the stream; nothing may be written after it.
  void finish(Buffer& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace peil::codec
