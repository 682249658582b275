// archive/http_message.hpp -- HTTP responses as they lie in an archive: head and chunked body.
//
// Lenient, since what was received was received: bare LF, folded lines, bad bytes and missing colons
// are read as browsers read them, and named in warnings. Source: RFC 9112 §2-7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/buffer.hpp"

namespace peil::archive {

struct HttpHead {
  std::string protocol;                                      ///< "HTTP/1.1"; "" when there was no status line
  int status = 0;                                            ///< 0 when there is none or it is no number
  std::vector<std::pair<std::string, std::string>> headers;  ///< bytes as they were, blanks trimmed
  std::size_t size = 0;  ///< bytes of the head, its empty line included: the body follows
  std::vector<std::string> warnings;

  /// Last header of that name, case ignored, or "".
  std::string_view header(std::string_view name) const;
  /// All values of that name, joined by ", ".
  std::string joined(std::string_view name) const;
};

/// Bytes of the head at the start of `bytes`, empty line included; npos when it is not all there.
std::size_t http_head_end(std::string_view bytes);

/// Reads a response head from the start of `bytes`. Without a status line (HTTP/0.9, or a block that
/// is no HTTP) the head is empty and everything is body.
HttpHead parse_http_head(std::string_view bytes);

/// Undoes chunked transfer coding as a stream.
class Dechunker {
 public:
  enum class State : std::uint8_t {
    kRunning,
    kFinished,  ///< the last chunk came
    kNot,       ///< the body was never chunked, whatever its header says: it passes as it is
    kDamaged,   ///< a chunk size that is none: what came before it is good
  };
  /// Appends what of `input` is payload to `out`.
  void feed(std::string_view input, Buffer& out);
  /// The body is at its end: what was held back to see whether it is a chunk size goes to `out`.
  void finish(Buffer& out);
  /// kRunning after finish() means that the body was cut.
  State state() const { return state_; }

 private:
  enum class Place : std::uint8_t { kSize, kData, kDataEnd, kTrailer };
  void end_size_line(Buffer& out);

  State state_ = State::kRunning;
  Place place_ = Place::kSize;
  std::string line_;        // of the size or trailer, up to its end
  std::uint64_t left_ = 0;  // of the chunk
  bool any_ = false;        // a chunk was read
};

}  // namespace peil::archive
