// collect/sink.cpp -- a pipe that polls as writable takes a page of 4 KiB without making one wait:
// so it is fed in pieces of that size, and the descriptor's own flags (shared with other programs)
// stay as they are.
#include "collect/sink.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "base/exit.hpp"
#include "base/words.hpp"

namespace peil::collect {

namespace {
/// `-o -` is standard output, as everywhere.
cli::Shared with_dash(cli::Shared shared) {
  if (shared.output == "-") shared.output.reset();
  return shared;
}

std::uint64_t size_of(int fd) {
  struct stat facts;
  return fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

/// Where the last whole line of an open file ends.
std::uint64_t whole_lines(int fd, std::uint64_t size) {
  std::string piece(1 << 16, '\0');
  while (size > 0) {
    std::uint64_t start = size > piece.size() ? size - piece.size() : 0;
    ssize_t count = pread(fd, piece.data(), size - start, static_cast<off_t>(start));
    if (count <= 0) return size;
    std::size_t newline = piece.rfind('\n', static_cast<std::size_t>(count) - 1);
    if (newline != std::string::npos) return start + newline + 1;
    size = start;
  }
  return 0;
}

void cut_tail(const std::string& path, std::optional<std::uint64_t> known_end, bool lines) {
  int fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT) return;
    throw Fatal(Exit::kFailed, printable(path) + ": " + strerror(errno));
  }
  std::uint64_t size = size_of(fd), keep = size;
  if (known_end) keep = std::min(size, *known_end);
  else if (lines) keep = whole_lines(fd, size);
  bool good = keep == size || ftruncate(fd, static_cast<off_t>(keep)) == 0;
  int reason = errno;
  close(fd);
  if (!good) throw Fatal(Exit::kFailed, printable(path) + ": " + strerror(reason));
}
}  // namespace

Sink::Sink(const cli::Shared& shared)
    : out_(std::in_place, with_dash(shared)), descriptor_(out_->output().descriptor()) {
  struct stat facts;
  stream_ = fstat(descriptor_, &facts) == 0 && (S_ISFIFO(facts.st_mode) || S_ISSOCK(facts.st_mode));
}

Sink::Sink(const cli::Shared& shared, std::optional<std::uint64_t> known_end)
    : coding_(codec::coding_from_path(*shared.output)), path_(*shared.output), descriptor_(-1) {
  cut_tail(path_, known_end, coding_ == codec::Coding::kIdentity);
  appended_.emplace(Output::append(path_));
  descriptor_ = appended_->descriptor();
  safe_bytes_ = size_of(descriptor_);
}

void Sink::write(std::string_view bytes) {
  if (!appended_) {
    out_->write(bytes);
    return;
  }
  if (coding_ == codec::Coding::kIdentity) {
    appended_->write(bytes);
    return;
  }
  if (!encoder_) encoder_.emplace(coding_);
  Buffer packed;
  encoder_->write(bytes, packed);
  appended_->write(packed.view());
}

void Sink::checkpoint() {
  if (!appended_ || checked_ == given_) return;
  if (encoder_) {
    Buffer packed;
    encoder_->finish(packed);
    appended_->write(packed.view());
    encoder_.reset();
  }
  if (fdatasync(descriptor_) != 0 && errno != EINVAL)
    throw Fatal(Exit::kFailed, printable(path_) + ": " + strerror(errno));
  checked_ = given_;
  safe_bytes_ = size_of(descriptor_);
}

void Sink::line(std::string_view text) {
  if (reader_gone()) return;
  pending_.append(text);
  pending_.push('\n');
  given_ += text.size() + 1;
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
    write(pending_.view_from(taken_));
    taken_ = pending_.size();
  }
  while (held() > 0 && !reader_gone()) {
    pollfd ready{descriptor_, POLLOUT, 0};
    if (poll(&ready, 1, 0) <= 0) break;
    std::size_t size = std::min<std::size_t>(held(), PIPE_BUF);
    write(pending_.view_from(taken_).substr(0, size));
    taken_ += size;
  }
  // The front that was taken is given back once it is the larger part.
  if (held() == 0 || reader_gone()) {
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
  if (held() > 0 && !reader_gone()) write(pending_.view_from(taken_));
  pending_.clear();
  taken_ = 0;
  checkpoint();
  if (appended_) appended_->close();
  else out_->close();
}

}  // namespace peil::collect
