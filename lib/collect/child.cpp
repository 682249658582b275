// collect/child.cpp -- fork, lock down, speak through a pipe.
#include "collect/child.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <exception>

#include "base/exit.hpp"
#include "base/output.hpp"

namespace peil::collect {
namespace {

constexpr std::size_t kHead = 5;  // type, and the length in four bytes, lowest first
constexpr std::size_t kPiece = 256u << 10;
constexpr int kCannotGoOn = 70;

}  // namespace

void Child::Channel::send(Message type, std::string_view text) {
  std::array<char, kHead> head{static_cast<char>(type)};
  for (std::size_t i = 1; i < kHead; ++i) head[i] = static_cast<char>(text.size() >> (8 * (i - 1)));
  if (!write_all(fd_, {head.data(), head.size()}) || !write_all(fd_, text)) _exit(0);
}

Child::Child(const std::function<void(Channel&)>& body, frame::SandboxMode sandbox) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw Fatal(Exit::kFailed, std::string("pipe: ") + strerror(errno));
  fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
  pid_ = fork();
  if (pid_ < 0) throw Fatal(Exit::kFailed, std::string("fork: ") + strerror(errno));
  if (pid_ == 0) {
    close(ends[0]);
    // An interrupt goes to the whole group; the parent decides what becomes of this process.
    for (int number : {SIGINT, SIGTERM, SIGHUP}) signal(number, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    try {
      frame::lock_down(frame::SandboxRole::kWorker, sandbox);
      Channel channel(ends[1]);
      body(channel);
    } catch (const std::exception& failure) {
      Channel(ends[1]).send(Message::kDamage, failure.what());
      _exit(kCannotGoOn);
    }
    _exit(0);
  }
  close(ends[1]);
  fd_ = ends[0];
  fcntl(fd_, F_SETFL, O_NONBLOCK);
}

Child::~Child() {
  if (fd_ >= 0) close(fd_);
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
}

std::optional<Child::Received> Child::receive() {
  for (;;) {
    std::size_t there = held_.size() - begin_;
    if (there >= kHead) {
      std::size_t length = 0;
      for (std::size_t i = kHead - 1; i >= 1; --i)
        length = length << 8 | static_cast<unsigned char>(held_[begin_ + i]);
      if (there >= kHead + length) {
        Received received{static_cast<Message>(held_[begin_]),
                          std::string_view(held_).substr(begin_ + kHead, length)};
        begin_ += kHead + length;
        return received;
      }
    }
    if (ended_) {
      begin_ = held_.size();  // a message that was cut: its sender died
      return std::nullopt;
    }
    if (begin_ > 0) {
      held_.erase(0, begin_);
      begin_ = 0;
    }
    std::size_t size = held_.size();
    held_.resize(size + kPiece);
    ssize_t count = read(fd_, held_.data() + size, kPiece);
    int reason = errno;
    held_.resize(size + (count > 0 ? static_cast<std::size_t>(count) : 0));
    if (count == 0 || (count < 0 && reason != EAGAIN && reason != EINTR)) ended_ = true;
    else if (count < 0 && reason == EAGAIN) return std::nullopt;
  }
}

std::string Child::end() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
  pid_ = -1;
  if (WIFSIGNALED(status))
    return std::string("the process that read it ended by signal ") + std::to_string(WTERMSIG(status)) +
           " (" + strsignal(WTERMSIG(status)) + ")";
  return {};  // what it could not read it said itself
}

}  // namespace peil::collect
