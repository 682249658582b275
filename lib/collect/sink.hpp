// collect/sink.hpp -- the way out: whole lines, never waiting for a slow reader while transfers run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.hpp"
#include "frame/sink.hpp"

namespace peil::collect {

class Sink {
 public:
  /// Standard output, or -o FILE, compressed by its name. Lines to a pipe or socket are held until its
  /// reader takes them; a file or terminal is written at once.
  explicit Sink(const cli::Shared& shared);
  /// -o FILE of a collection: what is there stays. `known_end`: where it ended when the state was saved
  /// last; what stands behind it was never settled and is cut off. Without it a last line without its
  /// newline is. Throws Fatal(kFailed).
  Sink(const cli::Shared& shared, std::optional<std::uint64_t> known_end);

  /// Adds a line and its newline, and writes what can be written without waiting.
  void line(std::string_view text);
  /// Writes what can be written without waiting; call when the descriptor is ready.
  void drain();
  /// Writes all that is left, waiting, and closes. Throws Fatal when that fails.
  void finish();

  /// Bytes that the reader has not taken yet.
  std::size_t held() const { return pending_.size() - taken_; }
  bool reader_gone() const { return (out_ && out_->reader_gone()) || gone_; }
  /// Poll it for POLLOUT when held() > 0, else for nothing: an error there means a gone reader.
  int descriptor() const { return descriptor_; }
  /// Told by poll that the other end was closed.
  void note_reader_gone() { gone_ = true; }
  bool is_stream() const { return stream_; }

  /// Whether it adds to a file that a state knows.
  bool appends() const { return appended_.has_value(); }
  const std::string& path() const { return path_; }
  /// Bytes given to line(), newlines counted.
  std::uint64_t given() const { return given_; }
  /// Of these, the bytes that are out: taken by a reader, or safe on disk since the last checkpoint().
  std::uint64_t safe_given() const { return appends() ? checked_ : given_ - held(); }
  /// Makes what was written so far safe on disk, readable on its own; nothing to do for a stream.
  void checkpoint();
  /// Length of the file at the last checkpoint.
  std::uint64_t safe_bytes() const { return safe_bytes_; }

 private:
  void write(std::string_view bytes);

  std::optional<frame::Sink> out_;
  std::optional<Output> appended_;
  std::optional<codec::Encoder> encoder_;  // of appended_: one member from checkpoint to checkpoint
  codec::Coding coding_ = codec::Coding::kIdentity;
  std::string path_;
  int descriptor_;
  Buffer pending_;
  std::size_t taken_ = 0;
  bool stream_ = false;
  bool gone_ = false;
  std::uint64_t given_ = 0, checked_ = 0, safe_bytes_ = 0;
};

}  // namespace peil::collect
