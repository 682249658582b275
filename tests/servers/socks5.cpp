// tests/servers/socks5.cpp -- a SOCKS5 proxy that takes every name for one local port, and notes it.
//
//   socks5 LOG PORT [refuse]
//
// Listens on a free port of 127.0.0.1, prints it, and serves until its stdin closes. A line in LOG for
// each request: `name HOST:PORT USER` or `address HOST:PORT USER`. Every connection goes to
// 127.0.0.1:PORT; with `refuse` the answer is "host unreachable".
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

namespace {

std::mutex lock;
std::FILE* log_file = nullptr;
int target_port = 0;
bool refuse = false;

bool take(int fd, unsigned char* to, std::size_t size) {
  while (size > 0) {
    ssize_t count = recv(fd, to, size, 0);
    if (count <= 0) return false;
    to += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}
bool give(int fd, const void* bytes, std::size_t size) {
  return send(fd, bytes, size, MSG_NOSIGNAL) == static_cast<ssize_t>(size);
}

void pump(int a, int b) {
  char piece[65536];
  pollfd ends[2] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
  for (;;) {
    if (poll(ends, 2, 60000) <= 0) return;
    for (int i = 0; i < 2; ++i) {
      if (!ends[i].revents) continue;
      ssize_t count = recv(ends[i].fd, piece, sizeof piece, 0);
      if (count <= 0) return;
      if (!give(ends[1 - i].fd, piece, static_cast<std::size_t>(count))) return;
    }
  }
}

/// The greeting, and the user if one is offered (RFC 1929). False when it is no SOCKS5.
bool greet(int fd, std::string& user) {
  unsigned char head[2], methods[255];
  if (!take(fd, head, 2) || head[0] != 5 || !take(fd, methods, head[1])) return false;
  bool with_user = false;
  for (int i = 0; i < head[1]; ++i) with_user = with_user || methods[i] == 2;
  unsigned char choice[2] = {5, static_cast<unsigned char>(with_user ? 2 : 0)};
  if (!give(fd, choice, 2) || !with_user) return true;
  unsigned char text[256];
  if (!take(fd, head, 2) || !take(fd, text, head[1])) return false;
  user.assign(reinterpret_cast<char*>(text), head[1]);
  if (!take(fd, head, 1) || !take(fd, text, head[0])) return false;
  unsigned char good[2] = {1, 0};
  return give(fd, good, 2);
}

void serve(int fd) {
  std::string user = "-";
  unsigned char head[4], text[256], port[2];
  if (!greet(fd, user) || !take(fd, head, 4)) return;
  std::string host;
  if (head[3] == 3) {
    unsigned char length;
    if (!take(fd, &length, 1) || !take(fd, text, length)) return;
    host.assign(reinterpret_cast<char*>(text), length);
  } else {
    std::size_t size = head[3] == 1 ? 4 : 16;
    char shown[64] = "";
    if (!take(fd, text, size)) return;
    inet_ntop(size == 4 ? AF_INET : AF_INET6, text, shown, sizeof shown);
    host = shown;
  }
  if (!take(fd, port, 2)) return;
  {
    std::lock_guard guard(lock);
    std::fprintf(log_file, "%s %s:%d %s\n", head[3] == 3 ? "name" : "address", host.c_str(),
                 port[0] * 256 + port[1], user.c_str());
    std::fflush(log_file);
  }
  unsigned char answer[10] = {5, static_cast<unsigned char>(refuse ? 4 : 0), 0, 1, 0, 0, 0, 0, 0, 0};
  if (!give(fd, answer, sizeof answer) || refuse) return;
  int out = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(target_port));
  if (connect(out, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) pump(fd, out);
  close(out);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  signal(SIGPIPE, SIG_IGN);
  log_file = std::fopen(argv[1], "a");
  target_port = std::atoi(argv[2]);
  refuse = argc > 3;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (!log_file || bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, 64) != 0)
    return 3;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  for (;;) {
    pollfd ready[2] = {{listener, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    poll(ready, 2, -1);
    char byte;
    if (ready[1].revents && read(STDIN_FILENO, &byte, 1) <= 0) _exit(0);
    if (!(ready[0].revents & POLLIN)) continue;
    int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0)
      std::thread([fd] {
        serve(fd);
        close(fd);
      }).detach();
  }
}
