// collect/sink.cpp -- a pipe that polls as writable takes a page of 4 KiB without making one wait:
// so it is fed in pieces of that size, and the descriptor's own flags (shared with other programs)
// stay as they are.
#include "collect/sink.hpp"

#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <climits>

namespace peil::collect {

namespace {
/// `-o -` is standard output, as everywhere.
cli::Shared with_dash(cli::Shared shared) {
  if (shared.output == "-") shared.output.reset();
  return shared;
}
}  // namespace

Sink::Sink(const cli::Shared& shared) : out_(with_dash(shared)), descriptor_(out_.output().descriptor()) {
  struct stat facts;
  stream_ = fstat(descriptor_, &facts) == 0 && (S_ISFIFO(facts.st_mode) || S_ISSOCK(facts.st_mode));
}

void Sink::line(std::string_view text) {
  if (reader_gone()) return;
  pending_.append(text);
  pending_.push('\n');
  drain();
}

void Sink::drain() {
  if (held() == 0) return;
  if (reader_gone()) {
    pending_.clear();
    taken_ = 0;
    return;
  }
  if (!stream_) {
    out_.write(pending_.view_from(taken_));
    taken_ = pending_.size();
  }
  while (held() > 0 && !out_.reader_gone()) {
    pollfd ready{descriptor_, POLLOUT, 0};
    if (poll(&ready, 1, 0) <= 0) break;
    std::size_t size = std::min<std::size_t>(held(), PIPE_BUF);
    out_.write(pending_.view_from(taken_).substr(0, size));
    taken_ += size;
  }
  // The front that was taken is given back once it is the larger part.
  if (held() == 0 || out_.reader_gone()) {
    pending_.clear();
    taken_ = 0;
  } else if (taken_ > pending_.size() / 2 && taken_ > (1u << 16)) {
    std::size_t rest = held();
    std::copy(pending_.data() + taken_, pending_.data() + pending_.size(), pending_.data());
    pending_.truncate(rest);
    taken_ = 0;
  }
}

void Sink::finish() {
  if (held() > 0 && !reader_gone()) out_.write(pending_.view_from(taken_));
  pending_.clear();
  taken_ = 0;
  out_.close();
}

}  // namespace peil::collect
