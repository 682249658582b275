#include "base/output.hpp"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/exit.hpp"

namespace peil {
namespace {

unsigned closed_at_start = 0;

}  // namespace

unsigned secure_standard_descriptors() {
  closed_at_start = 0;
  for (int fd = 0; fd < 3; ++fd) {
    if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    closed_at_start |= 1u << fd;
    // The lowest free descriptor is fd itself, since those below are open by now.
    if (open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY) != fd) _exit(static_cast<int>(Exit::kFailed));
  }
  return closed_at_start;
}

bool stdin_was_closed() { return closed_at_start & 1u; }
bool stdout_was_closed() { return closed_at_start & 2u; }

Output Output::standard() {
  if (stdout_was_closed()) throw Fatal(Exit::kFailed, "stdout: " + std::string(strerror(EBADF)));
  Output output(STDOUT_FILENO, "stdout");
  output.standard_ = true;
  return output;
}

Output Output::file(const std::string& path, bool force) {
  struct stat existing;
  bool exists = lstat(path.c_str(), &existing) == 0;
  if (exists && !force) throw Fatal(Exit::kUsage, path + " exists; --force overwrites it");
  if (exists && !S_ISREG(existing.st_mode) && !S_ISLNK(existing.st_mode)) {
    // A device, pipe or socket cannot be replaced by rename: it is written as it stands.
    int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) throw Fatal(Exit::kFailed, path + ": " + strerror(errno));
    return Output(fd, path);
  }
  std::string temporary = path + ".part";
  int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (fd < 0) throw Fatal(Exit::kFailed, temporary + ": " + strerror(errno));
  Output output(fd, path);
  output.temporary_ = temporary;
  output.final_ = path;
  return output;
}

Output Output::append(const std::string& path) {
  int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) throw Fatal(Exit::kFailed, path + ": " + strerror(errno));
  return Output(fd, path);
}

Output::Output(Output&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      name_(std::move(other.name_)),
      temporary_(std::move(other.temporary_)),
      final_(std::move(other.final_)),
      gone_(other.gone_),
      standard_(other.standard_),
      interrupted_(other.interrupted_),
      grace_millis_(other.grace_millis_) {
  other.temporary_.clear();
}

Output::~Output() {
  if (fd_ >= 0 && !standard_) ::close(fd_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void Output::fail(const char* what) {
  int reason = errno;
  std::string where = standard_ ? "" : name_ + ": ";
  throw Fatal(Exit::kFailed, where + what + " error: " + strerror(reason));
}

void Output::give_up_after(const volatile std::sig_atomic_t* flag, int millis) {
  interrupted_ = flag;
  grace_millis_ = millis;
}

// After an interrupt: waits for room until the deadline. False when it has passed.
bool Output::wait_for_room() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  long millis = static_cast<long>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
  if (deadline_millis_ == 0) deadline_millis_ = millis + grace_millis_;
  pollfd ready{fd_, POLLOUT, 0};
  return millis < deadline_millis_ && poll(&ready, 1, static_cast<int>(deadline_millis_ - millis)) > 0;
}

bool Output::write(std::string_view bytes) {
  while (!bytes.empty() && !gone_) {
    std::size_t size = bytes.size();
    if (interrupted_ && *interrupted_) {
      if (!wait_for_room()) return false;
      size = std::min<std::size_t>(size, PIPE_BUF);  // what a writable pipe takes without blocking
    }
    ssize_t count = ::write(fd_, bytes.data(), size);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      pollfd ready{fd_, POLLOUT, 0};
      poll(&ready, 1, -1);
    } else if (errno == EPIPE) {
      gone_ = true;
    } else if (errno != EINTR) {
      fail("write");
    }
  }
  return !gone_;
}

void Output::close() {
  if (fd_ < 0) return;
  struct stat status;
  bool regular = fstat(fd_, &status) == 0 && S_ISREG(status.st_mode);
  if (regular && !standard_ && fsync(fd_) != 0) fail("write");
  // Closing standard output is the only way to learn of errors that the file system kept back (NFS).
  int fd = std::exchange(fd_, -1);
  if (::close(fd) != 0 && errno != EINTR && !gone_) fail("close");
  if (standard_) {
    if (open("/dev/null", O_WRONLY) != STDOUT_FILENO) fail("close");
    return;
  }
  if (!temporary_.empty()) {
    if (rename(temporary_.c_str(), final_.c_str()) != 0) fail("rename");
    temporary_.clear();
  }
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string read_file(const std::string& path, std::size_t limit) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw Fatal(Exit::kFailed, path + ": " + strerror(errno));
  std::string content;
  char chunk[65536];
  for (;;) {
    ssize_t count = read(fd, chunk, sizeof chunk);
    if (count < 0 && errno == EINTR) continue;
    int reason = errno;
    if (count <= 0) ::close(fd);
    if (count < 0) throw Fatal(Exit::kFailed, path + ": " + strerror(reason));
    if (count == 0) return content;
    content.append(chunk, static_cast<std::size_t>(count));
    if (content.size() > limit) {
      ::close(fd);
      throw Fatal(Exit::kFailed, path + ": larger than " + std::to_string(limit) + " bytes");
    }
  }
}

}  // namespace peil
