#include "store/log.hpp"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/exit.hpp"
#include "base/hash.hpp"

namespace peil::store {
namespace {

constexpr std::uint64_t kHead = 64;
constexpr std::size_t kMagic = 16;
constexpr std::size_t kFrame = 16;
constexpr int kLockTries = 25;  // of 20 ms: a run that is ending is waited for
enum Type : std::uint32_t { kFinal = 1, kPending = 2, kCommit = 3 };

struct Head {
  char magic[kMagic];
  std::uint64_t length;
  std::uint64_t unused[4];
  std::uint64_t check;
};
static_assert(sizeof(Head) == kHead);

struct FrameHead {
  std::uint32_t length;
  std::uint32_t type_and_check;  // type in the low 8 bits
  std::uint64_t checksum;
};
static_assert(sizeof(FrameHead) == kFrame);

template <class T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}
std::uint64_t head_check(const Head& head) { return hash64(bytes_of(head).substr(0, kHead - 8), 0x70656C); }

// The place of a frame is part of its check: a frame that was moved or left out does not pass.
FrameHead frame_head(std::string_view bytes, Type type, std::uint64_t at) {
  FrameHead head{static_cast<std::uint32_t>(bytes.size()), type, 0};
  const std::uint64_t check = hash64(bytes_of(head).substr(0, 8), at);
  head.type_and_check |= static_cast<std::uint32_t>(check) & ~0xFFu;
  head.checksum = hash64(bytes, check);
  return head;
}

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw Fatal(Exit::kFailed, path + ": " + what);
}

// A lock of the process, not of the open file: it ends with the run, whatever becomes of its children.
void lock(int fd, const std::string& path, bool alone) {
  for (int left = kLockTries;; --left) {
    struct flock whole {};
    whole.l_type = alone ? F_WRLCK : F_RDLCK;
    whole.l_whence = SEEK_SET;
    if (fcntl(fd, F_SETLK, &whole) == 0) return;
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EACCES)
      fail(path, std::string("cannot be locked (") + strerror(errno) + "); put the state on a local disk");
    if (left == 0) throw Fatal(Exit::kRetry, path + ": in use by another run; try again later");
    timespec pause{0, 20'000'000};
    nanosleep(&pause, nullptr);
  }
}

void sync_directory(const std::string& path) {
  std::size_t slash = path.rfind('/');
  std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  ::close(fd);
}

}  // namespace

Log::Log(Log&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, "")),
      magic_(std::move(other.magic_)),
      writer_(other.writer_),
      pending_(other.pending_),
      clean_(other.clean_),
      end_(other.end_) {}

Log::~Log() {
  if (fd_ >= 0) ::close(fd_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void Log::damaged(std::uint64_t at, const std::string& why) const {
  fail(path_, "damaged at byte " + std::to_string(at) + ": " + why +
                  "; nothing of it was used: restore a copy, or remove it to begin anew");
}

void Log::get(char* to, std::size_t size, std::uint64_t at) const {
  while (size > 0) {
    ssize_t count = pread(fd_, to, size, static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path_, strerror(errno));
    if (count == 0) damaged(at, "it ends too early");
    to += count;
    at += static_cast<std::uint64_t>(count);
    size -= static_cast<std::size_t>(count);
  }
}

void Log::put(std::string_view bytes, std::uint64_t at) {
  while (!bytes.empty()) {
    ssize_t count = pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      const int reason = count < 0 ? errno : ENOSPC;
      if (at >= end_ && ftruncate(fd_, static_cast<off_t>(end_)) != 0) errno = reason;
      fail(path_, std::string("cannot write the state: ") + strerror(reason) +
                      "; what was not written is repeated by the next run");
    }
    at += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void Log::read_head(std::string_view magic) {
  struct stat status;
  if (fstat(fd_, &status) != 0) fail(path_, strerror(errno));
  if (!S_ISREG(status.st_mode)) fail(path_, "not a regular file; a state is a file of its own");
  if (status.st_size == 0) fail(path_, "empty, and no state; remove it to begin anew");
  Head head{};
  if (static_cast<std::uint64_t>(status.st_size) < kHead) fail(path_, "too short for a state; not used");
  get(reinterpret_cast<char*>(&head), sizeof head, 0);
  std::string expected(magic);
  expected.resize(kMagic, '\0');
  // The version stands behind the last dash.
  const std::size_t name = magic.rfind('-') + 1;
  const std::string_view found(head.magic, kMagic);
  if (found.substr(0, name) != magic.substr(0, name)) fail(path_, "not a state of this command; not used");
  if (head.check != head_check(head)) damaged(0, "its head does not match its checksum");
  if (found != expected) fail(path_, "a state of another version; use the program that made it");
  clean_ = head.length;
  if (static_cast<std::uint64_t>(status.st_size) < clean_)
    damaged(static_cast<std::uint64_t>(status.st_size),
            "it was cut: it had " + std::to_string(clean_) + " bytes when it was last closed");
}

void Log::write_head() {
  Head head{};
  memcpy(head.magic, magic_.data(), std::min(magic_.size(), kMagic));
  head.length = end_;
  head.check = head_check(head);
  put(bytes_of(head), 0);
}

Log Log::beside(const std::string& path, std::string_view magic) {
  const std::string temporary = path + ".new";
  unlink(temporary.c_str());  // left by a process that was killed; we hold the lock of `path`
  int fd = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) fail(temporary, strerror(errno));
  Log log(fd, path);
  log.temporary_ = temporary;
  log.magic_ = magic;
  log.writer_ = true;
  log.end_ = kHead;
  lock(fd, temporary, true);
  log.write_head();
  return log;
}

Log Log::open(const std::string& path, std::string_view magic, Access access) {
  const bool writes = access == Access::kWrite;
  for (;;) {
    int fd = ::open(path.c_str(), (writes ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && writes) {
      // Made whole or not at all; of two that make it, one wins, and the other finds it.
      std::string temporary = path + "." + std::to_string(getpid());
      int made = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      if (made < 0) fail(path, strerror(errno));
      Log fresh(made, path);
      fresh.temporary_ = temporary;
      fresh.magic_ = magic;
      fresh.end_ = kHead;
      fresh.write_head();
      if (fsync(made) != 0) fail(path, strerror(errno));
      if (link(temporary.c_str(), path.c_str()) != 0 && errno != EEXIST) {
        // A file system without hard links.
        if (rename(temporary.c_str(), path.c_str()) != 0) fail(path, strerror(errno));
      }
      sync_directory(path);
      continue;
    }
    if (fd < 0) fail(path, strerror(errno));
    Log log(fd, path);
    log.magic_ = magic;
    log.writer_ = writes;
    lock(fd, path, writes);
    struct stat held, named;
    if (fstat(fd, &held) != 0 || stat(path.c_str(), &named) != 0 || held.st_ino != named.st_ino ||
        held.st_dev != named.st_dev)
      continue;  // replaced while we waited
    log.read_head(magic);
    return log;
  }
}

void Log::read(const std::function<void(std::string_view)>& visit) {
  struct stat status;
  if (fstat(fd_, &status) != 0) fail(path_, strerror(errno));
  const auto size = static_cast<std::uint64_t>(status.st_size);
  // First where the last frame that counts ends; what is pending behind it is not given.
  std::uint64_t at = kHead, good = kHead;
  auto head_at = [&](std::uint64_t where) {
    FrameHead head;
    get(reinterpret_cast<char*>(&head), sizeof head, where);
    const std::uint64_t check =
        hash64(bytes_of(FrameHead{head.length, head.type_and_check & 0xFF, 0}).substr(0, 8), where);
    const std::uint32_t type = head.type_and_check & 0xFF;
    if ((head.type_and_check & ~0xFFu) != (static_cast<std::uint32_t>(check) & ~0xFFu) || type < kFinal ||
        type > kCommit)
      damaged(where, "no frame begins here");
    return head;
  };
  while (at + kFrame <= size) {
    FrameHead head = head_at(at);
    if (at + kFrame + head.length > size) break;  // torn
    at += kFrame + head.length;
    if ((head.type_and_check & 0xFF) != kPending) good = at;
  }
  if (good < clean_) damaged(good, "frames are missing");
  std::string bytes;
  for (at = kHead; at < good;) {
    frame_start_ = at;
    FrameHead head = head_at(at);
    bytes.resize(head.length);
    get(bytes.data(), bytes.size(), at + kFrame);
    if (frame_head(bytes, static_cast<Type>(head.type_and_check & 0xFF), at).checksum != head.checksum)
      damaged(at, "a frame does not match its checksum");
    at += kFrame + head.length;
    if (!bytes.empty()) visit(bytes);
  }
  end_ = good;
  if (writer_ && size > good && ftruncate(fd_, static_cast<off_t>(good)) != 0) fail(path_, strerror(errno));
}

void Log::append(std::string_view bytes, bool final) {
  const FrameHead head = frame_head(bytes, final ? kFinal : kPending, end_);
  std::string frame(bytes_of(head));
  frame += bytes;
  put(frame, end_);
  end_ += frame.size();
  pending_ = pending_ || !final;
}

void Log::commit() {
  if (pending_) {
    const FrameHead head = frame_head({}, kCommit, end_);
    put(bytes_of(head), end_);
    end_ += kFrame;
    pending_ = false;
  }
  if (fsync(fd_) != 0) fail(path_, std::string("cannot write the state: ") + strerror(errno));
  write_head();
  if (fsync(fd_) != 0) fail(path_, std::string("cannot write the state: ") + strerror(errno));
}

void Log::replace() {
  commit();
  if (rename(temporary_.c_str(), path_.c_str()) != 0) fail(path_, strerror(errno));
  temporary_.clear();
  sync_directory(path_);
}

}  // namespace peil::store
