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
#include "archive/open.hpp"
#include "archive/zip.hpp"
#include "base/exit.hpp"
#include "base/hash.hpp"
#include "base/words.hpp"
#include "codec/decoder.hpp"
#include "collect/media.hpp"
#include "collect/screen.hpp"
#include "net/wall.hpp"
#include "url/url.hpp"

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

/// True when it is a capture without error.
bool write(archive::Capture& capture, const Marks& marks, Buffer& out) {
  // A file that someone hands us is looked at for what it holds, not for its type.
  screen(capture, marks.blocked, true);
  archive::complete(capture);
  capture.wall = net::wall_of(capture);
  archive::write_capture(capture, out);
  return !capture.error;
}

void fail(archive::Capture& capture, const std::string& message, Buffer& out) {
  capture.error = archive::CaptureError{"url", "fetch", message, false};
  write(capture, {}, out);
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

/// An index may be older than its archive, or of another one.
bool is_of(const archive::Capture& capture, const std::string& address) {
  auto asked = url::parse(address), got = url::parse(capture.url);
  return asked && got && url::same_key(*asked) == url::same_key(*got);
}

void write_archive(const LocalFile& file, Bytes& bytes, const Marks& marks, archive::RevisitTable& revisits,
                   Child::Channel& channel) {
  const auto& part = file.part();
  archive::Input input = bytes.input();
  if (part) input = archive::part_of(input, part->offset, part->length);
  bool any = false;
  archive::ArchiveCaptures captures(
      input, file.path(), {.body_bytes = marks.max_bytes, .base_offset = part ? part->offset : 0}, revisits,
      [&](const archive::Damage& damage) {
        channel.send(Child::Message::kDamage,
                     printable(file.path()) + ": byte " + std::to_string(damage.offset) + ": " + damage.what);
      });
  Buffer line;
  while (archive::Capture* capture = captures.next()) {
    capture->run_id = marks.run_id;
    if (!marks.tags_json.empty()) capture->tags_json = marks.tags_json;
    if (capture->seed_json.empty()) capture->seed_json = file.seed_json();
    if (part && !is_of(*capture, file.address()))
      capture->warnings.push_back("archive_index: the index says that this is " +
                                  printable(file.address(), 200));
    if (screen(*capture, marks.blocked, marks.any_media)) {
      capture->id.clear();
      archive::complete(*capture);
    }
    capture->wall = net::wall_of(*capture);
    any = true;
    line.clear();
    archive::write_capture(*capture, line);
    channel.send(capture->error ? Child::Message::kFailure : Child::Message::kLine, line.view());
  }
  if (!part || any) return;
  archive::Capture missing = capture_of(file, marks);
  missing.via = "warc";
  fail(missing, "no capture lies at byte " + std::to_string(part->offset) + " of " + file.path(), line);
  channel.send(Child::Message::kFailure, line.view());
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
  bool good = write(capture, marks, line);
  channel.send(good ? Child::Message::kLine : Child::Message::kFailure, line.view());
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
  std::string start = first_bytes(fd_, 512);
  needs_child_ = S_ISFIFO(facts.st_mode) || codec::detect(start) != codec::Coding::kIdentity ||
                 archive::is_archive(start);
}

void LocalFile::take_part(std::uint64_t offset, std::uint64_t length) {
  part_ = Part{offset, length};
  needs_child_ = ok();
}

std::string path_of_archive(const std::string& name) {
  bool climbs = ("/" + name + "/").find("/../") != name.npos;
  if (name.empty() || name.starts_with('/') || climbs || name.find('\0') != name.npos) return {};
  for (const std::string& path : {name, name.substr(name.rfind('/') + 1)}) {
    struct stat facts;
    if (!path.empty() && stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode)) return path;
  }
  return {};
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
      modified_(other.modified_),
      part_(other.part_) {}

LocalFile& LocalFile::operator=(LocalFile&& other) noexcept {
  std::swap(address_, other.address_);
  std::swap(path_, other.path_);
  std::swap(seed_json_, other.seed_json_);
  std::swap(error_, other.error_);
  std::swap(fd_, other.fd_);
  std::swap(needs_child_, other.needs_child_);
  std::swap(modified_, other.modified_);
  std::swap(part_, other.part_);
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
  return write(capture, marks, out);
}

void read_archives(const std::vector<LocalFile>& files, const Marks& marks, Child::Channel& channel) {
  archive::RevisitTable revisits;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const LocalFile& file = files[i];
    channel.send(Child::Message::kAt, std::to_string(i));
    try {
      Bytes bytes(file.descriptor());
      if (file.part() || archive::is_archive(bytes.start()))
        write_archive(file, bytes, marks, revisits, channel);
      else write_contents(file, bytes, codec::detect(bytes.start()), marks, channel);
    } catch (const std::exception& failure) {
      channel.send(Child::Message::kDamage, printable(file.path()) + ": " + failure.what());
    }
  }
}

}  // namespace peil::collect
