// frame/sink.hpp -- where the lines of a command go: standard output, or -o FILE, compressed by its name.
#pragma once

#include <optional>
#include <string_view>

#include "base/output.hpp"
#include "cli/flags.hpp"
#include "codec/encoder.hpp"

namespace peil::frame {

class Sink {
 public:
  /// As -o and --force say; a name in .gz or .zst is compressed. Throws Fatal as Output does.
  explicit Sink(const cli::Shared& shared);

  /// False once the reader is gone or an interrupt's grace is over. Throws Fatal(kFailed).
  bool write(std::string_view bytes);
  /// Ends the compression, closes, renames.
  void close();

  Output& output() { return output_; }
  bool reader_gone() const { return output_.reader_gone(); }

 private:
  Output output_;
  std::optional<codec::Encoder> encoder_;
  Buffer compressed_;
};

}  // namespace peil::frame
