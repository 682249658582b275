// collect/link_pool.cpp -- one socket pair a reader; a length, then a message, both ways.
#include "collect/link_pool.hpp"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "base/exit.hpp"
#include "base/limits.hpp"
#include "base/output.hpp"
#include "frame/progress.hpp"
#include "url/host.hpp"

namespace peil::collect {
namespace {

constexpr std::size_t kHead = 8;
constexpr std::size_t kPiece = 256u << 10;
constexpr std::size_t kLongestReply = 256u << 20;  // kMaxLinks of the longest, with room

void put_number(std::uint64_t number, std::string& out) {
  for (int i = 0; i < 8; ++i) out.push_back(static_cast<char>(number >> (8 * i)));
}
std::uint64_t number_at(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 8; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}
void put_text(std::string_view text, std::string& out) {
  put_number(text.size(), out);
  out.append(text);
}
std::string_view take_text(std::string_view& bytes) {
  if (bytes.size() < 8) return {};
  std::size_t size = std::min<std::uint64_t>(number_at(bytes), bytes.size() - 8);
  std::string_view text = bytes.substr(8, size);
  bytes.remove_prefix(8 + size);
  return text;
}

// --- in the reader -----------------------------------------------------------------------------------

bool read_all(int fd, char* to, std::size_t size) {
  while (size > 0) {
    ssize_t count = ::read(fd, to, size);
    if (count == 0 || (count < 0 && errno != EINTR)) return false;
    if (count < 0) continue;
    to += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

std::string answer(std::string_view request) {
  Document document;
  document.url = take_text(request);
  document.media_type = take_text(request);
  document.charset = take_text(request);
  document.body = take_text(request);
  DocumentLinks found = read_links(document);
  std::string reply;
  reply.push_back(found.cut ? '1' : '0');
  put_text(found.robots, reply);
  for (const Link& link : found.links) {
    reply.push_back(static_cast<char>(link.kind));
    put_text(link.url, reply);
  }
  return reply;
}

[[noreturn]] void serve(int fd) {
  std::string request;
  for (;;) {
    char head[kHead];
    if (!read_all(fd, head, sizeof head)) _exit(0);
    request.resize(number_at({head, sizeof head}));
    if (!read_all(fd, request.data(), request.size())) _exit(0);
    std::string message;
    put_text(answer(request), message);
    if (!write_all(fd, message)) _exit(0);
  }
}

/// What a reader sent, doubted: it may have been taken over by what it read.
DocumentLinks read_reply(std::string_view bytes) {
  DocumentLinks found;
  if (bytes.empty()) return found;
  found.cut = bytes.front() == '1';
  bytes.remove_prefix(1);
  found.robots = take_text(bytes).substr(0, 1'200);
  while (!bytes.empty() && found.links.size() < kMaxLinks) {
    char kind = bytes.front();
    bytes.remove_prefix(1);
    std::string_view url = take_text(bytes);
    if (url.size() > limits::kUrlBytes || !strchr("ancxfes", kind)) continue;
    found.links.push_back({static_cast<Link::Kind>(kind), std::string(url)});
  }
  return found;
}

}  // namespace

LinkPool::LinkPool(int readers, frame::SandboxMode sandbox) : sandbox_(sandbox) {
  readers_.resize(static_cast<std::size_t>(std::max(1, readers)));
  url::preload();  // a library that opens its tables late cannot, locked down
  for (Reader& reader : readers_) start(reader);
}

LinkPool::~LinkPool() {
  for (Reader& reader : readers_) stop(reader);
}

void LinkPool::start(Reader& reader) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw Fatal(Exit::kFailed, std::string("socketpair: ") + strerror(errno));
  pid_t pid = fork();
  if (pid < 0) throw Fatal(Exit::kFailed, std::string("fork: ") + strerror(errno));
  if (pid == 0) {
    for (int number : {SIGINT, SIGTERM, SIGHUP}) signal(number, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    // Sockets, state and output of the parent are none of its business.
    if (dup2(ends[1], 3) == 3) frame::close_all_but(2, 3);
    try {
      frame::lock_down(frame::SandboxRole::kWorker, sandbox_);
      serve(3);
    } catch (...) {
      _exit(70);
    }
  }
  close(ends[1]);
  reader = Reader();
  reader.pid = pid;
  reader.fd = ends[0];
}

void LinkPool::stop(Reader& reader) {
  if (reader.fd >= 0) close(reader.fd);
  if (reader.pid > 0) {
    kill(reader.pid, SIGKILL);
    while (waitpid(reader.pid, nullptr, 0) < 0 && errno == EINTR) {}
  }
  reader.fd = -1;
  reader.pid = -1;
}

void LinkPool::ask(std::uint64_t ticket, const Document& document) {
  std::string message;
  message.reserve(document.body.size() + document.url.size() + 128);
  put_text(document.url, message);
  put_text(document.media_type, message);
  put_text(document.charset, message);
  put_text(document.body, message);
  waiting_.emplace_back(ticket, std::move(message));
  ++unanswered_;
  for (Reader& reader : readers_) give(reader);
}

void LinkPool::give(Reader& reader) {
  if (reader.ticket || waiting_.empty()) return;
  reader.ticket = waiting_.front().first;
  reader.outgoing.clear();
  put_number(waiting_.front().second.size(), reader.outgoing);
  reader.outgoing.append(waiting_.front().second);
  reader.sent = 0;
  reader.since = frame::ticks();
  waiting_.pop_front();
  move(reader);
}

void LinkPool::fail(Reader& reader, const std::string& why) {
  if (reader.ticket) {
    replies_.push_back({*reader.ticket, {}, why});
    --unanswered_;
  }
  stop(reader);
  start(reader);
}

void LinkPool::move(Reader& reader) {
  while (reader.sent < reader.outgoing.size()) {
    ssize_t count = send(reader.fd, reader.outgoing.data() + reader.sent,
                         reader.outgoing.size() - reader.sent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count > 0) reader.sent += static_cast<std::size_t>(count);
    else if (errno == EAGAIN) break;
    else if (errno != EINTR) return fail(reader, "the process that reads links died");
  }
  for (;;) {
    std::size_t size = reader.incoming.size();
    reader.incoming.resize(size + kPiece);
    ssize_t count = recv(reader.fd, reader.incoming.data() + size, kPiece, MSG_DONTWAIT);
    int reason = errno;
    reader.incoming.resize(size + (count > 0 ? static_cast<std::size_t>(count) : 0));
    if (count == 0 || (count < 0 && reason != EAGAIN && reason != EINTR) ||
        reader.incoming.size() > kLongestReply)
      return fail(reader, "the process that reads links died");
    if (count < 0 && reason == EAGAIN) break;
  }
  if (reader.incoming.size() < kHead) return;
  std::uint64_t length = number_at(reader.incoming);
  if (length > kLongestReply) return fail(reader, "the process that reads links died");
  if (reader.incoming.size() < kHead + length) return;
  if (reader.ticket) {
    replies_.push_back(
        {*reader.ticket, read_reply(std::string_view(reader.incoming).substr(kHead, length)), {}});
    --unanswered_;
  }
  reader.incoming.clear();
  reader.outgoing.clear();
  reader.ticket.reset();
}

std::optional<LinkPool::Reply> LinkPool::take() {
  for (Reader& reader : readers_) {
    if (!reader.ticket) give(reader);
    if (!reader.ticket) continue;
    move(reader);
    if (reader.ticket && frame::ticks() - reader.since > static_cast<std::int64_t>(limits::kWorkerCpuMillis))
      fail(reader, "reading links took too long");
    if (!reader.ticket) give(reader);
  }
  if (replies_.empty()) return std::nullopt;
  Reply reply = std::move(replies_.front());
  replies_.pop_front();
  return reply;
}

std::vector<LinkPool::Watched> LinkPool::watched() const {
  std::vector<Watched> result;
  for (const Reader& reader : readers_)
    if (reader.ticket) result.push_back({reader.fd, reader.sent < reader.outgoing.size()});
  return result;
}

}  // namespace peil::collect
