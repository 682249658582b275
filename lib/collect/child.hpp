// collect/child.hpp -- a forked process that may only compute: it reads hostile bytes and sends lines.
//
// Messages on a pipe: a type, a length, the bytes. The parent polls, never waits.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "frame/sandbox.hpp"

namespace peil::collect {

class Child {
 public:
  enum class Message : char {
    kLine = 'L',     ///< a capture, as JSON
    kFailure = 'F',  ///< a capture with an error, as JSON
    kDamage = 'D',   ///< something wrong with the input, for people
    kNote = 'N',     ///< the same, but nothing was lost
    kAt = 'A',       ///< number of the input now being read, in decimal
  };

  class Channel {
   public:
    explicit Channel(int fd) : fd_(fd) {}
    /// Sends one message, waiting for room. Ends the process when the parent is gone.
    void send(Message type, std::string_view text);

   private:
    int fd_;
  };

  /// Forks. In the child: keeps `keep` and the pipe open, closes the rest, locks itself down, runs
  /// `body` and ends.
  Child(const std::function<void(Channel&)>& body, frame::SandboxMode sandbox);
  ~Child();  // kills a child that still runs
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int descriptor() const { return fd_; }
  /// The next whole message, if it is there; its bytes are good until the next call.
  struct Received {
    Message type;
    std::string_view text;
  };
  std::optional<Received> receive();
  /// True when the child has closed its end and every message was received.
  bool finished() const { return ended_ && held_.size() == begin_; }
  /// Waits for its end: "" when it ended well, else why not. REQUIRES: finished().
  std::string end();

 private:
  pid_t pid_ = -1;
  int fd_ = -1;
  bool ended_ = false;
  std::string held_;
  std::size_t begin_ = 0;
};

}  // namespace peil::collect
