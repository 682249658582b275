// collect/local.cpp -- plain files are hashed and escaped only, so the parent reads them itself; what
// must be decompressed or parsed goes to a child.
#include "collect/local.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "archive/capture.hpp"
#include "archive/captures.hpp"
#include "base/exit.hpp"
#include "base/hash.hpp"
#include "base/words.hpp"
#include "codec/decoder.hpp"
#include "collect/media.hpp"

namespace peil::collect {
namespace {

constexpr std::size_t kPiece = 256u << 10;

/// Bytes at the front of a regular file, without moving its position.
std::string first_bytes(int fd, std::size_t count) {
  std::string bytes(count, '\0');
  ssize_t got = pread(fd, bytes.data(), count, 0);
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

bool is_archive(std::string_view bytes) { return bytes.starts_with("WARC/"); }

std::size_t read_some(int fd, char* to, std::size_t size) {
  for (;;) {
    ssize_t count = read(fd, to, size);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw Fatal(Exit::kFailed, strerror(errno));
  }
}

archive::Capture capture_of(const LocalFile& file, const Marks& marks) {
  archive::Capture capture;
  capture.url = file.address();
  UnixMillis at = marks.now.value_or(file.modified());
  capture.fetched_at = format_time(at, at % 1000 != 0);
  capture.via = "file";
  capture.run_id = marks.run_id;
  capture.seed_json = file.seed_json();
  capture.tags_json = marks.tags_json;
  return capture;
}

void write(archive::Capture& capture, Buffer& out) {
  archive::complete(capture);
  archive::write_capture(capture, out);
}

void fail(archive::Capture& capture, const std::string& message, Buffer& out) {
  capture.error = archive::CaptureError{"url", "fetch", message, false};
  write(capture, out);
}

/// A file's bytes, of which the first were looked at already.
class Bytes {
 public:
  explicit Bytes(int fd)
      : fd_(fd), start_(first_bytes(fd, kLooked)), seekable_(lseek(fd, 0, SEEK_CUR) != -1) {
    while (!seekable_ && start_.size() < kLooked) {
      std::size_t size = start_.size();
      start_.resize(kLooked);
      std::size_t count = read_some(fd_, start_.data() + size, kLooked - size);
      start_.resize(size + count);
      if (count == 0) break;
    }
  }
  std::string_view start() const { return start_; }
  archive::Input input() {
    if (seekable_) return archive::input_of(fd_);
    return {[this](char* to, std::size_t size) { return read(to, size); }};
  }
  std::size_t read(char* to, std::size_t size) {
    if (seekable_ || given_ == start_.size()) return read_some(fd_, to, size);
    std::size_t count = std::min(size, start_.size() - given_);
    std::copy_n(start_.data() + given_, count, to);
    given_ += count;
    return count;
  }

 private:
  static constexpr std::size_t kLooked = 4096;
  int fd_;
  std::string start_;
  std::size_t given_ = 0;
  bool seekable_;
};

void write_archive(const LocalFile& file, Bytes& bytes, const Marks& marks, archive::RevisitTable& revisits,
                   Child::Channel& channel) {
  archive::WarcCaptures captures(
      bytes.input(), file.path(), {.body_bytes = marks.max_bytes}, revisits,
      [&](const archive::Damage& damage) {
        channel.send(Child::Message::kDamage,
                     printable(file.path()) + ": byte " + std::to_string(damage.offset) + ": " + damage.what);
      });
  Buffer line;
  while (archive::Capture* capture = captures.next()) {
    capture->run_id = marks.run_id;
    capture->tags_json = marks.tags_json;
    if (capture->seed_json.empty()) capture->seed_json = file.seed_json();
    line.clear();
    archive::write_capture(*capture, line);
    channel.send(capture->error ? Child::Message::kFailure : Child::Message::kLine, line.view());
  }
}

/// A compressed file that holds no archive, or what came through a pipe: one capture of what is in it.
void write_contents(const LocalFile& file, Bytes& bytes, codec::Coding coding, const Marks& marks,
                    Child::Channel& channel) {
  codec::DecoderLimits limits;
  limits.output_bytes = marks.max_bytes;
  limits.zstd_window_log = 27;
  limits.forgive_labels = false;
  bool coded = coding != codec::Coding::kIdentity;
  codec::Decoder decoder(coded ? std::vector{coding} : std::vector<codec::Coding>(), limits);
  Buffer body;
  Sha256 wire;
  std::string piece(kPiece, '\0');
  while (std::size_t count = decoder.done() ? 0 : bytes.read(piece.data(), piece.size())) {
    wire.update(std::string_view(piece).substr(0, count));
    decoder.feed(std::string_view(piece).substr(0, count), body);
  }
  codec::State state = decoder.done() ? decoder.state() : decoder.finish(body);
  archive::Capture capture = capture_of(file, marks);
  capture.body = body.view();
  if (coded) capture.wire_digest = sha256_label(wire.finish());
  capture.warnings = decoder.warnings();
  if (state == codec::State::kLimit) capture.truncated = "length";
  else if (state != codec::State::kFinished) capture.truncated = "decode";
  std::string_view name = file.path();
  capture.media_type = guess_media_type(body.view(), coded ? name.substr(0, name.rfind('.')) : name);
  Buffer line;
  write(capture, line);
  channel.send(Child::Message::kLine, line.view());
}

}  // namespace

LocalFile::LocalFile(std::string address, std::string path, std::string seed_json)
    : address_(std::move(address)), path_(std::move(path)), seed_json_(std::move(seed_json)) {
  struct stat facts;
  if (stat(path_.c_str(), &facts) != 0) {
    error_ = strerror(errno);
    return;
  }
  if (!S_ISREG(facts.st_mode) && !S_ISFIFO(facts.st_mode)) {
    error_ = S_ISDIR(facts.st_mode) ? "folder that cannot be read" : "neither a file nor a folder";
    return;
  }
  fd_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd_ < 0) {
    error_ = strerror(errno);
    return;
  }
  modified_ = static_cast<UnixMillis>(facts.st_mtim.tv_sec) * 1000;
  // What comes through a pipe cannot be looked at twice: the child finds out what it is.
  std::string start = first_bytes(fd_, 8);
  needs_child_ =
      S_ISFIFO(facts.st_mode) || is_archive(start) || codec::detect(start) != codec::Coding::kIdentity;
}

LocalFile::~LocalFile() {
  if (fd_ >= 0) close(fd_);
}

LocalFile::LocalFile(LocalFile&& other) noexcept
    : address_(std::move(other.address_)),
      path_(std::move(other.path_)),
      seed_json_(std::move(other.seed_json_)),
      error_(std::move(other.error_)),
      fd_(std::exchange(other.fd_, -1)),
      needs_child_(other.needs_child_),
      modified_(other.modified_) {}

LocalFile& LocalFile::operator=(LocalFile&& other) noexcept {
  std::swap(address_, other.address_);
  std::swap(path_, other.path_);
  std::swap(seed_json_, other.seed_json_);
  std::swap(error_, other.error_);
  std::swap(fd_, other.fd_);
  std::swap(needs_child_, other.needs_child_);
  std::swap(modified_, other.modified_);
  return *this;
}

bool write_plain_file(const LocalFile& file, const Marks& marks, Buffer& out) {
  archive::Capture capture = capture_of(file, marks);
  if (!file.ok()) {
    fail(capture, file.error(), out);
    return false;
  }
  Buffer body;
  std::size_t room = marks.max_bytes + 1;
  try {
    while (room > 0) {
      std::size_t count =
          read_some(file.descriptor(), body.reserve(std::min(room, kPiece)), std::min(room, kPiece));
      if (count == 0) break;
      body.advance(count);
      room -= count;
    }
  } catch (const Fatal& failure) {
    fail(capture, failure.what(), out);
    return false;
  }
  if (body.size() > marks.max_bytes) {
    body.truncate(marks.max_bytes);
    capture.truncated = "length";
  }
  capture.body = body.view();
  capture.media_type = guess_media_type(body.view(), file.path());
  write(capture, out);
  return true;
}

void read_archives(const std::vector<LocalFile>& files, const Marks& marks, Child::Channel& channel) {
  archive::RevisitTable revisits;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const LocalFile& file = files[i];
    channel.send(Child::Message::kAt, std::to_string(i));
    try {
      Bytes bytes(file.descriptor());
      codec::Coding coding = codec::detect(bytes.start());
      std::string beginning(bytes.start());
      if (coding != codec::Coding::kIdentity) {
        codec::DecoderLimits limits;
        limits.output_bytes = 16;
        limits.zstd_window_log = 27;
        Buffer inside;
        codec::Decoder({coding}, limits).feed(bytes.start(), inside, 16);
        beginning = inside.str();
      }
      if (is_archive(beginning)) write_archive(file, bytes, marks, revisits, channel);
      else write_contents(file, bytes, coding, marks, channel);
    } catch (const std::exception& failure) {
      channel.send(Child::Message::kDamage, printable(file.path()) + ": " + failure.what());
    }
  }
}

}  // namespace peil::collect
