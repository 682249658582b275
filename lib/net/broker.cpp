// net/broker.cpp -- one byte asks, one byte and a descriptor answer.
#include "net/broker.hpp"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "base/exit.hpp"

namespace peil::net {
namespace {

constexpr int kPatienceMillis = 250;  // for a refusal; what takes longer is handed over unfinished

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
  int family = AF_UNSPEC;
};

int connect_to(const Address& to) {
  int fd = socket(to.family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&to.bytes), to.size) == 0) return fd;
  if (errno == EINPROGRESS) {
    pollfd ready{fd, POLLOUT, 0};
    poll(&ready, 1, kPatienceMillis);
    int failure = 0;
    socklen_t size = sizeof failure;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size);
    if (failure == 0) return fd;
    errno = failure;
  }
  int reason = errno;
  close(fd);
  errno = reason;
  return -1;
}

/// Room for one descriptor beside a message.
struct Message {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> room{};
  msghdr head{};
  Message() {
    head.msg_iov = &part;
    head.msg_iovlen = 1;
  }
};

void send_socket(int to, int fd, int reason) {
  Message message;
  message.byte = static_cast<char>(fd < 0 ? reason : 0);
  if (fd >= 0) {
    message.head.msg_control = message.room.data();
    message.head.msg_controllen = message.room.size();
    cmsghdr* rights = CMSG_FIRSTHDR(&message.head);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(rights), &fd, sizeof fd);
  }
  if (sendmsg(to, &message.head, MSG_NOSIGNAL) < 0) _exit(0);
}

[[noreturn]] void serve(int fd, const Address& to) {
  char byte;
  for (;;) {
    ssize_t count = read(fd, &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) _exit(0);
    int made = connect_to(to);
    int reason = errno;
    send_socket(fd, made, reason);
    if (made >= 0) close(made);
  }
}

}  // namespace

Result<Broker> Broker::start(Proxy& proxy, const std::function<void(std::uint16_t)>& lock_down) {
  auto separator = proxy.url.find("://");
  auto parsed = url::parse("http" + proxy.url.substr(separator));
  if (!parsed) return parsed.error();
  std::string host(parsed->host());
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  std::uint16_t port = parsed->port().value_or(proxy.kind == Proxy::Kind::kHttp ? 80 : 1080);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0 || !found)
    return Error{"proxy: no address of " + host};
  std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, freeaddrinfo);
  Address to;
  memcpy(&to.bytes, found->ai_addr, found->ai_addrlen);
  to.size = found->ai_addrlen;
  to.family = found->ai_family;
  char text[INET6_ADDRSTRLEN] = "";
  const void* where =
      to.family == AF_INET
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(&to.bytes)->sin_addr)
          : &reinterpret_cast<const sockaddr_in6*>(&to.bytes)->sin6_addr;
  inet_ntop(to.family, where, text, sizeof text);

  Broker broker;
  broker.address_ =
      (to.family == AF_INET6 ? "[" + std::string(text) + "]" : text) + ":" + std::to_string(port);
  std::string user = proxy.url.substr(separator + 3, proxy.url.rfind('@') == std::string::npos
                                                         ? 0
                                                         : proxy.url.rfind('@') + 1 - separator - 3);
  proxy.url = proxy.url.substr(0, separator + 3) + user + broker.address_;

  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw Fatal(Exit::kFailed, std::string("socketpair: ") + strerror(errno));
  broker.pid_ = fork();
  if (broker.pid_ < 0) throw Fatal(Exit::kFailed, std::string("fork: ") + strerror(errno));
  if (broker.pid_ == 0) {
    for (int number : {SIGINT, SIGTERM, SIGHUP}) signal(number, SIG_IGN);
    close(ends[0]);
    try {
      lock_down(port);
    } catch (const std::exception&) {
      _exit(70);
    }
    serve(ends[1], to);
  }
  close(ends[1]);
  broker.fd_ = ends[0];
  return broker;
}

Broker::Broker(Broker&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      fd_(std::exchange(other.fd_, -1)),
      address_(std::move(other.address_)) {}

Broker::~Broker() {
  if (fd_ >= 0) close(fd_);
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {}
}

int Broker::connect() const {
  char ask = 'c';
  if (send(fd_, &ask, 1, MSG_NOSIGNAL) != 1) return -1;
  Message message;
  message.head.msg_control = message.room.data();
  message.head.msg_controllen = message.room.size();
  ssize_t count;
  do {
    count = recvmsg(fd_, &message.head, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count != 1) {
    errno = EPIPE;
    return -1;
  }
  cmsghdr* rights = CMSG_FIRSTHDR(&message.head);
  if (!rights || rights->cmsg_type != SCM_RIGHTS) {
    errno = static_cast<unsigned char>(message.byte);
    return -1;
  }
  int fd;
  memcpy(&fd, CMSG_DATA(rights), sizeof fd);
  return fd;
}

}  // namespace peil::net
