// collect/sink.hpp -- the way out: whole lines, never waiting for a slow reader while transfers run.
#pragma once

#include <string_view>

#include "base/buffer.hpp"
#include "frame/sink.hpp"

namespace peil::collect {

class Sink {
 public:
  /// Standard output, or -o FILE, compressed by its name. Lines to a pipe or socket are held until its
  /// reader takes them; a file or terminal is written at once.
  explicit Sink(const cli::Shared& shared);

  /// Adds a line and its newline, and writes what can be written without waiting.
  void line(std::string_view text);
  /// Writes what can be written without waiting; call when the descriptor is ready.
  void drain();
  /// Writes all that is left, waiting, and closes. Throws Fatal when that fails.
  void finish();

  /// Bytes that the reader has not taken yet.
  std::size_t held() const { return pending_.size() - taken_; }
  bool reader_gone() const { return out_.reader_gone() || gone_; }
  /// Poll it for POLLOUT when held() > 0, else for nothing: an error there means a gone reader.
  int descriptor() const { return descriptor_; }
  /// Told by poll that the other end was closed.
  void note_reader_gone() { gone_ = true; }
  bool is_stream() const { return stream_; }

 private:
  frame::Sink out_;
  int descriptor_;
  Buffer pending_;
  std::size_t taken_ = 0;
  bool stream_ = false;
  bool gone_ = false;
};

}  // namespace peil::collect
