#include "frame/source.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <utility>

#include "base/buffer.hpp"
#include "base/exit.hpp"
#include "base/output.hpp"
#include "codec/decoder.hpp"
#include "frame/filter.hpp"

namespace peil::frame {
namespace {

constexpr int kPipeBytes = 1 << 20;  // fewer wake-ups than with the kernel's 64 KiB
constexpr int kDamaged = 65;
constexpr int kTruncated = 66;
constexpr int kUnread = 67;
constexpr std::size_t kLooked = 64u << 10;  // of an input, to tell its form

// The life of the child that decompresses: reads `in`, writes `out`, ends with what it found.
[[noreturn]] void decompress(int in, int out, codec::Coding coding, std::string first, SandboxMode sandbox) {
  // A closed reader ends this child by SIGPIPE: the rest of the file is of no use to anyone.
  signal(SIGPIPE, SIG_DFL);
  lock_down(SandboxRole::kWorker, sandbox);
  codec::DecoderLimits limits;
  limits.ratio = 0;  // a file of records may well shrink a thousandfold; memory is bounded by the budget
  limits.zstd_window_log = 27;
  limits.forgive_labels = false;
  codec::Decoder decoder({coding}, limits);
  Buffer plain;
  std::string chunk = std::move(first);
  while (!chunk.empty() && !decoder.done()) {
    std::string_view rest = chunk;
    do {
      plain.clear();
      rest.remove_prefix(decoder.feed(rest, plain, 1u << 20));
      if (!write_all(out, plain.view())) _exit(0);
    } while ((!rest.empty() || !plain.empty()) && !decoder.done());
    chunk.resize(256u << 10);
    ssize_t count;
    do count = ::read(in, chunk.data(), chunk.size());
    while (count < 0 && errno == EINTR);
    chunk.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  }
  plain.clear();
  codec::State state = decoder.done() ? decoder.state() : decoder.finish(plain);
  write_all(out, plain.view());
  _exit(state == codec::State::kFinished ? 0 : state == codec::State::kTruncated ? kTruncated : kDamaged);
}

/// What came through a pipe, kept in a file without a name so that it can be read twice.
int kept(int in, std::string_view first) {
  const char* folder = getenv("TMPDIR");
  int file = open(folder != nullptr ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0 || !write_all(file, first)) return -1;
  std::string chunk(256u << 10, '\0');
  for (;;) {
    const ssize_t count = ::read(in, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (count == 0) return file;
    if (!write_all(file, std::string_view(chunk).substr(0, static_cast<std::size_t>(count)))) return -1;
  }
}

// The life of the child that reads a file of another form: sends lines, ends with how it went.
[[noreturn]] void read_file(int in, int out, const std::string& name, std::string first,
                            const FileReader& files, SandboxMode sandbox) {
  signal(SIGPIPE, SIG_DFL);
  struct stat status;
  FileReader::Input input{in, name, 0};
  if (lseek(in, 0, SEEK_SET) < 0) input.descriptor = kept(in, first);
  else if (fstat(in, &status) == 0) input.modified = status.st_mtim.tv_sec;
  if (input.descriptor < 0) _exit(kUnread);
  lock_down(SandboxRole::kWorker, sandbox);
  try {
    files.read(input, [&](std::string_view lines) {
      if (!write_all(out, lines)) _exit(0);
    });
  } catch (const std::exception&) {
    _exit(kUnread);
  }
  _exit(0);
}

}  // namespace

Source::Source(std::vector<std::string> operands, SandboxMode sandbox, const FileReader* files)
    : sandbox_(sandbox), files_(files) {
  if (operands.empty()) operands.push_back("-");
  bool all_files = true;
  for (std::string& operand : operands) {
    if (operand == "-") {
      if (stdin_was_closed()) throw Fatal(Exit::kFailed, std::string("stdin: ") + strerror(EBADF));
      if (isatty(STDIN_FILENO))
        throw Fatal(Exit::kUsage, "stdin is a terminal; name a file or pipe records in (-h for help)");
      all_files = false;
    } else {
      struct stat status;
      int fd = ::open(operand.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
      if (fd < 0 || fstat(fd, &status) != 0) throw Fatal(Exit::kFailed, operand + ": " + strerror(errno));
      ::close(fd);
      if (S_ISDIR(status.st_mode)) throw Fatal(Exit::kFailed, operand + ": " + strerror(EISDIR));
      all_files = all_files && S_ISREG(status.st_mode);
      total_ += static_cast<std::uint64_t>(status.st_size);
    }
    names_.push_back(operand == "-" ? "stdin" : operand);
    paths_.push_back(operand == "-" ? "" : std::move(operand));
  }
  if (!all_files) total_ = 0;
}

Source::~Source() { close(); }

void Source::close() {
  if (fd_ > STDIN_FILENO) ::close(fd_);
  fd_ = -1;
  for (pid_t child : children_) {
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  children_.clear();
}

bool Source::next() {
  if (started_) {
    finish_children();
    if (fd_ > STDIN_FILENO) ::close(fd_);
    fd_ = -1;
    if (index_ + 1 >= names_.size()) return false;
    ++index_;
  }
  started_ = true;
  open_current();
  return true;
}

void Source::open_current() {
  const std::string& path = paths_[index_];
  fd_ = path.empty() ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) throw Fatal(Exit::kFailed, path + ": " + strerror(errno));
  struct stat status;
  is_file_ = fstat(fd_, &status) == 0 && S_ISREG(status.st_mode);
  if (!is_file_) fcntl(fd_, F_SETPIPE_SZ, kPipeBytes);
  if (is_file_) posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
  pending_.clear();
  first_.clear();
  at_start_ = true;
}

void Source::start_decompressor(std::string first) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) throw Fatal(Exit::kFailed, std::string("pipe: ") + strerror(errno));
  fcntl(pipe_ends[1], F_SETPIPE_SZ, kPipeBytes);
  codec::Coding coding = codec::detect(first);
  pid_t child = fork();
  if (child < 0) throw Fatal(Exit::kFailed, std::string("cannot start a reader: ") + strerror(errno));
  if (child == 0) {
    ::close(pipe_ends[0]);
    decompress(fd_, pipe_ends[1], coding, std::move(first), sandbox_);
  }
  ::close(pipe_ends[1]);
  follow_child(pipe_ends[0], child);
  at_start_ = true;  // what was compressed may be a file of another form
}

void Source::follow_child(int read_end, pid_t child) {
  if (fd_ > STDIN_FILENO) ::close(fd_);
  fd_ = read_end;
  is_file_ = false;
  children_.push_back(child);
}

void Source::start_file_reader(std::string first) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) throw Fatal(Exit::kFailed, std::string("pipe: ") + strerror(errno));
  fcntl(pipe_ends[1], F_SETPIPE_SZ, kPipeBytes);
  pid_t child = fork();
  if (child < 0) throw Fatal(Exit::kFailed, std::string("cannot start a reader: ") + strerror(errno));
  if (child == 0) {
    ::close(pipe_ends[0]);
    read_file(fd_, pipe_ends[1], names_[index_], std::move(first), *files_, sandbox_);
  }
  ::close(pipe_ends[1]);
  follow_child(pipe_ends[0], child);
}

void Source::finish_children() {
  int first_failure = 0;
  for (pid_t child : children_) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    // A decompressor whose reader has what it wants ends by SIGPIPE.
    const bool good = (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
                      (children_.size() > 1 && WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
    if (!good && first_failure == 0) first_failure = status;
  }
  children_.clear();
  const int status = first_failure;
  if (status == 0) return;
  const char* what = !WIFEXITED(status)                  ? "its reader died"
                     : WEXITSTATUS(status) == kTruncated ? "compressed data ends too early"
                     : WEXITSTATUS(status) == kUnread    ? "it could not be read"
                                                         : "compressed data is damaged";
  throw Fatal(Exit::kFailed, names_[index_] + ": " + what + "; what came before it was read");
}

bool Source::ready() const {
  if (is_file_ || !pending_.empty()) return true;
  pollfd one{fd_, POLLIN, 0};
  return poll(&one, 1, 0) > 0;
}

std::optional<std::size_t> Source::read(char* to, std::size_t room) {
  if (!pending_.empty()) {
    std::size_t count = std::min(room, pending_.size());
    memcpy(to, pending_.data(), count);
    pending_.erase(0, count);
    return count;
  }
  ssize_t count = ::read(fd_, to, room);
  if (count < 0) {
    if (errno == EAGAIN || errno == EINTR) return std::nullopt;
    throw Fatal(Exit::kFailed, names_[index_] + ": read error: " + strerror(errno));
  }
  read_ += static_cast<std::uint64_t>(count);
  if (!at_start_) return static_cast<std::size_t>(count);
  // Four bytes tell the compression; a writer that sends fewer of a magic number at first is waited for.
  first_.append(to, static_cast<std::size_t>(count));
  bool magic = !first_.empty() && (first_[0] == '\x1f' || first_[0] == '\x28');
  if (magic && first_.size() < 4 && count > 0) return std::nullopt;
  const bool compressed = codec::detect(first_) != codec::Coding::kIdentity;
  // Of a file of another form its first bytes must be there; records are handed on as they come.
  const bool looks = !compressed && files_ != nullptr && files_->wants && children_.size() < 2 &&
                     !first_.starts_with("{\"v\":") && !first_.empty();
  if (looks && is_file_ && first_.size() < kLooked && count > 0) return std::nullopt;
  at_start_ = false;
  if (compressed) {
    start_decompressor(std::exchange(first_, {}));
    return std::nullopt;
  }
  if (looks && files_->wants(first_, names_[index_], !paths_[index_].empty())) {
    start_file_reader(std::exchange(first_, {}));
    return std::nullopt;
  }
  pending_ = std::move(first_);
  first_.clear();
  if (pending_.empty()) return 0;
  return read(to, room);
}

}  // namespace peil::frame
