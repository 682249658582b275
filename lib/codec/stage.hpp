// codec/stage.hpp -- private to lib/codec: one coding as a pump from bytes to bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "codec/decoder.hpp"

namespace peil::codec {

/// Undoes one coding. It neither counts nor limits; Decoder does.
class Stage {
 public:
  enum class Status {
    kNeedInput,  ///< all input taken
    kFull,       ///< the room is used up
    kIgnore,     ///< the stream is over: whatever follows is junk
    kDamaged,
  };
  virtual ~Stage() = default;

  /// Takes from the front of `input`, writes at most `room` bytes at `out`, adds them to `written`.
  virtual Status run(std::string_view& input, char* out, std::size_t room, std::size_t& written) = 0;
  /// Whether the input may end here: before the first byte, or behind a whole member.
  virtual bool at_rest() const = 0;
  /// Last chance at the end of the input, for a stage that waits for more bytes to tell a label's lie.
  /// Returns bytes that it held back and now passes as they are.
  virtual std::string_view release() { return {}; }
  /// Bytes that it took before it knew that the stream was over.
  virtual std::string_view junk() const { return {}; }
  virtual void collect_warnings(std::vector<std::string>& warnings) const { (void)warnings; }
};

std::unique_ptr<Stage> make_gzip_stage();
std::unique_ptr<Stage> make_deflate_stage();
std::unique_ptr<Stage> make_brotli_stage();
std::unique_ptr<Stage> make_zstd_stage(int window_log);
/// Wraps a stage: what was never coded passes as it is.
std::unique_ptr<Stage> make_forgiving_stage(Coding coding, std::unique_ptr<Stage> inner);

/// The name in a header: gzip, deflate, br, zstd, identity.
std::string_view coding_name(Coding coding);

}  // namespace peil::codec
