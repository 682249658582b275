// tests/servers/sites.cpp -- many sites in one process: every address of 127/8 is a host of its own.
//
//   sites LOG PAGES [DELAY_MS]
//
// Listens on one free port of all loopback addresses, prints it, and serves until its stdin closes. Each host
// has the pages /p/1 … /p/PAGES; page N links to 2N and 2N+1, and `/` to 1, so that depth 20 is a million.
// Pages carry an ETag and are answered with 304; /robots.txt names /sitemap.xml, which lists all pages.
// A line in LOG when a request came and one when its answer was sent: `ms host target >` and `ms host target
// <`.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <queue>
#include <string>
#include <unordered_map>

namespace {

long long millis() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

struct Client {
  std::string host, held, out;
  std::size_t sent = 0;
};
struct Later {
  long long at;
  int fd;
  unsigned long long serial;
  std::string target, answer;
  bool operator<(const Later& other) const { return at > other.at; }
};

std::FILE* log_file = nullptr;
long pages = 100;
long long delay = 0;
int loop = -1, port = 0;
std::unordered_map<int, Client> clients;
std::unordered_map<int, unsigned long long> serials;
unsigned long long serial = 0;
std::priority_queue<Later> later;

std::string reply(int status, const std::string& body, const char* type, const std::string& etag = "") {
  std::string head = "HTTP/1.1 " + std::to_string(status) +
                     " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\nContent-Type: " + type +
                     "\r\n";
  if (!etag.empty()) head += "ETag: \"" + etag + "\"\r\n";
  return head + "\r\n" + (status == 304 ? "" : body);
}

std::string answer(const std::string& host, const std::string& target, const std::string& request) {
  if (target == "/robots.txt")
    return reply(200, "User-agent: *\nDisallow: /private\nSitemap: /sitemap.xml\n", "text/plain");
  if (target == "/sitemap.xml") {
    std::string body =
        "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">";
    for (long i = 1; i <= pages; ++i)
      body += "<url><loc>http://" + host + ":" + std::to_string(port) + "/p/" + std::to_string(i) +
              "</loc></url>";
    return reply(200, body + "</urlset>", "application/xml");
  }
  if (target == "/")
    return reply(200, "<title>Home</title><a href='/p/1'>1</a><a href='/cart?add=1'>buy</a>", "text/html");
  long n = target.rfind("/p/", 0) == 0 ? std::atol(target.c_str() + 3) : 0;
  if (n < 1 || n > pages) return reply(404, "no such page", "text/html");
  std::string etag = "v1-" + std::to_string(n);
  if (request.find("If-None-Match: \"" + etag + "\"") != request.npos)
    return reply(304, "", "text/html", etag);
  std::string body = "<!doctype html><title>Page " + std::to_string(n) + " of " + host + "</title>";
  for (long m : {2 * n, 2 * n + 1})
    if (m <= pages) body += "<a href=\"/p/" + std::to_string(m) + "\">next</a> ";
  body += "<a href=/login>log in</a><p>Price of lamp " + std::to_string(n) + ": 12,50 euro";
  return reply(200, body, "text/html; charset=utf-8", etag);
}

void drop(int fd) {
  epoll_ctl(loop, EPOLL_CTL_DEL, fd, nullptr);
  close(fd);
  clients.erase(fd);
  serials.erase(fd);
}

bool flush(int fd, Client& client) {
  while (client.sent < client.out.size()) {
    ssize_t count = send(fd, client.out.data() + client.sent, client.out.size() - client.sent,
                         MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count <= 0) break;
    client.sent += static_cast<std::size_t>(count);
  }
  bool all = client.sent == client.out.size();
  if (all) {
    client.out.clear();
    client.sent = 0;
  }
  epoll_event event{};
  event.events = all ? EPOLLIN : EPOLLIN | EPOLLOUT;
  event.data.fd = fd;
  epoll_ctl(loop, EPOLL_CTL_MOD, fd, &event);
  return true;
}

/// Before the answer goes out: read afterwards, on a busy machine the clock may show a time at which its
/// asker has long been waiting.
void log_answer(const Client& client, const std::string& target) {
  std::fprintf(log_file, "%lld %s %s <\n", millis(), client.host.c_str(), target.c_str());
}

void serve(int fd) {
  Client& client = clients[fd];
  char piece[16384];
  ssize_t count = recv(fd, piece, sizeof piece, MSG_DONTWAIT);
  if (count == 0 || (count < 0 && errno != EAGAIN)) return drop(fd);
  if (count < 0) return;
  client.held.append(piece, static_cast<std::size_t>(count));
  for (auto end = client.held.find("\r\n\r\n"); end != client.held.npos; end = client.held.find("\r\n\r\n")) {
    std::string request = client.held.substr(0, end + 4);
    client.held.erase(0, end + 4);
    std::string target = request.substr(request.find(' ') + 1);
    target = target.substr(0, target.find(' '));
    std::fprintf(log_file, "%lld %s %s >\n", millis(), client.host.c_str(), target.c_str());
    std::string text = answer(client.host, target, request);
    if (delay > 0) {
      later.push({millis() + delay, fd, serials[fd], target, text});
    } else {
      client.out += text;
      log_answer(client, target);
      flush(fd, client);
    }
  }
  std::fflush(log_file);
}

void accept_one(int listener) {
  int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;
  sockaddr_in own{};
  socklen_t size = sizeof own;
  getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size);
  char text[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &own.sin_addr, text, sizeof text);
  clients[fd].host = text;
  serials[fd] = ++serial;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
}

void send_late() {
  while (!later.empty() && later.top().at <= millis()) {
    Later one = later.top();
    later.pop();
    auto known = serials.find(one.fd);
    if (known == serials.end() || known->second != one.serial) continue;
    Client& client = clients[one.fd];
    client.out += one.answer;
    log_answer(client, one.target);
    flush(one.fd, client);
    std::fflush(log_file);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  signal(SIGPIPE, SIG_IGN);
  log_file = std::fopen(argv[1], "a");
  if (!log_file) return 3;
  pages = std::atol(argv[2]);
  if (argc > 3) delay = std::atol(argv[3]);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, 1024) != 0)
    return 3;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  std::printf("%d\n", port);
  std::fflush(stdout);
  loop = epoll_create1(EPOLL_CLOEXEC);
  for (int fd : {listener, STDIN_FILENO}) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
  }
  for (;;) {
    epoll_event events[256];
    long long wait = later.empty() ? 1000 : later.top().at - millis();
    int count = epoll_wait(loop, events, 256, wait < 0 ? 0 : static_cast<int>(wait));
    for (int i = 0; i < count; ++i) {
      int fd = events[i].data.fd;
      char byte;
      if (fd == STDIN_FILENO) {
        if (read(STDIN_FILENO, &byte, 1) <= 0) _exit(0);
      } else if (fd == listener) {
        accept_one(listener);
      } else if (clients.count(fd)) {
        if (events[i].events & EPOLLOUT) flush(fd, clients[fd]);
        if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) serve(fd);
      }
    }
    send_late();
  }
}
