#include "frame/sink.hpp"

namespace peil::frame {

namespace {

// `-o -` is standard output, as `-` is standard input.
bool has_file(const cli::Shared& shared) { return shared.output && *shared.output != "-"; }

}  // namespace

Sink::Sink(const cli::Shared& shared)
    : output_(has_file(shared) ? Output::file(*shared.output, shared.force) : Output::standard()) {
  codec::Coding coding =
      has_file(shared) ? codec::coding_from_path(*shared.output) : codec::Coding::kIdentity;
  if (coding != codec::Coding::kIdentity) encoder_.emplace(coding);
}

bool Sink::write(std::string_view bytes) {
  if (!encoder_) return output_.write(bytes);
  encoder_->write(bytes, compressed_);
  bool open = output_.write(compressed_.view());
  compressed_.clear();
  return open;
}

void Sink::close() {
  if (encoder_) {
    encoder_->finish(compressed_);
    output_.write(compressed_.view());
  }
  output_.close();
}

}  // namespace peil::frame
