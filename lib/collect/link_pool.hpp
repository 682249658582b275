// collect/link_pool.hpp -- documents read by processes that may only compute, and their links back.
//
// The process that has the network never parses a page: it hands the bytes to one of a few forked and
// locked-down readers and gets a list of addresses. A reader that dies or thinks too long is replaced; its
// document has no links then, and says so.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "collect/links.hpp"
#include "frame/sandbox.hpp"

namespace peil::collect {

class LinkPool {
 public:
  LinkPool(int readers, frame::SandboxMode sandbox);
  ~LinkPool();
  LinkPool(const LinkPool&) = delete;
  LinkPool& operator=(const LinkPool&) = delete;

  /// Queues a document; its bytes are copied.
  void ask(std::uint64_t ticket, const Document& document);

  struct Reply {
    std::uint64_t ticket = 0;
    DocumentLinks found;
    std::string failure;  ///< why there are no links, or ""
  };
  /// Moves bytes that can be moved without waiting, looks after the readers, and gives replies.
  std::optional<Reply> take();

  /// To be polled: descriptor and whether it waits to be written too.
  struct Watched {
    int fd;
    bool write;
  };
  std::vector<Watched> watched() const;
  /// Documents that have no reply yet.
  std::size_t unanswered() const { return unanswered_; }

 private:
  struct Reader {
    pid_t pid = -1;
    int fd = -1;
    std::string outgoing;
    std::size_t sent = 0;
    std::string incoming;
    std::optional<std::uint64_t> ticket;  // in hand
    std::int64_t since = 0;
    int answered = 0;
  };
  void start(Reader& reader);
  void stop(Reader& reader);
  void give(Reader& reader);
  void move(Reader& reader);
  void fail(Reader& reader, const std::string& why);

  frame::SandboxMode sandbox_;
  std::vector<Reader> readers_;
  std::deque<std::pair<std::uint64_t, std::string>> waiting_;
  std::deque<Reply> replies_;
  std::size_t unanswered_ = 0;
};

}  // namespace peil::collect
