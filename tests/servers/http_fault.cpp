// tests/servers/http_fault.cpp -- an HTTP server that does what its path says: right, wrong or never.
//
// links: codec
//
//   http_fault LOG [ROBOTS]
//
// Listens on a free port of 127.0.0.1, prints it, and serves until its stdin closes. Every request is
// one line in LOG: milliseconds, connection, host, target. ROBOTS is the body of /robots.txt,
// `status:503` for an answer without rules; absent is 404. Sends at most 256 MiB for any request.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace {

std::mutex lock;
std::map<std::string, int> visits;
std::FILE* log_file = nullptr;
std::string robots;
std::atomic<int> connections{0};
int own_port = 0;

long long millis() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

struct Client {
  int fd;
  bool ok = true;
  bool send(std::string_view bytes) {
    while (ok && !bytes.empty()) {
      ssize_t count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) ok = false;
      else bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return ok;
  }
  void pause(int ms) {
    pollfd end{fd, POLLRDHUP, 0};
    if (poll(&end, 1, ms) > 0) ok = false;
  }
};

std::string head(int status, const std::string& lines = "",
                 const std::string& type = "text/html; charset=utf-8") {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: " + type + "\r\n" + lines;
}

void reply(Client& client, int status, const std::string& body, const std::string& lines = "",
           const std::string& type = "text/html; charset=utf-8") {
  client.send(head(status, lines, type) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
              body);
}

/// gzip (bits 31), zlib (15) or raw deflate (-15) of `count` times `piece`.
std::string compressed(std::string_view piece, std::size_t count, int bits) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
  std::string out, room(1 << 16, '\0');
  for (std::size_t i = 0; i <= count; ++i) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream.avail_in = i < count ? static_cast<uInt>(piece.size()) : 0;
    do {
      stream.next_out = reinterpret_cast<Bytef*>(room.data());
      stream.avail_out = static_cast<uInt>(room.size());
      deflate(&stream, i < count ? Z_NO_FLUSH : Z_FINISH);
      out.append(room.data(), room.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  return out;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out.push_back(static_cast<char>(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16)));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

const std::string kPage = "<!doctype html><title>A page</title><p>All is well.</p>\n";

void bodies(Client& client, const std::string& path) {
  std::string gzip = compressed(kPage, 50, 31);
  const std::string coded = "Content-Encoding: gzip\r\n";
  if (path == "/gzip") reply(client, 200, gzip, coded);
  if (path == "/gzip-truncated") reply(client, 200, gzip.substr(0, gzip.size() - 12), coded);
  if (path == "/gzip-junk") reply(client, 200, gzip + "junk behind it", coded);
  if (path == "/gzip-twice") reply(client, 200, compressed(gzip, 1, 31), "Content-Encoding: gzip, gzip\r\n");
  if (path == "/gzip-lie") reply(client, 200, kPage, coded);
  if (path == "/gzip-stack")
    reply(client, 200, gzip, "Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip\r\n");
  if (path == "/gzip-bomb") reply(client, 200, compressed(std::string(1 << 20, ' '), 256, 31), coded);
  if (path == "/deflate-raw") reply(client, 200, compressed(kPage, 1, -15), "Content-Encoding: deflate\r\n");
  if (path == "/deflate-zlib") reply(client, 200, compressed(kPage, 1, 15), "Content-Encoding: deflate\r\n");
  if (path == "/unknown-coding") reply(client, 200, kPage, "Content-Encoding: x-unknown\r\n");
  if (path == "/chunked")
    client.send(head(200, "Transfer-Encoding: chunked\r\n\r\n") +
                "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: x\r\n\r\n");
  if (path == "/chunked-bad")
    client.send(head(200, "Transfer-Encoding: chunked\r\n\r\n") + "5\r\nhello\r\nZZ\r\nrubbish\r\n");
  if (path == "/chunked-cut")
    client.send(head(200, "Transfer-Encoding: chunked\r\n\r\n") + "5\r\nhello\r\nff\r\nonly this");
  if (path == "/short-length") client.send(head(200, "Content-Length: 1000\r\n\r\n") + "only this");
  if (path == "/long-length") client.send(head(200, "Content-Length: 4\r\n\r\n") + "this and more");
  if (path == "/negative-length") client.send(head(200, "Content-Length: -1\r\n\r\n") + "body");
  if (path == "/no-length") client.send(head(200, "Connection: close\r\n\r\n") + kPage);
  if (path == "/latin1") reply(client, 200, "<p>caf\xE9</p>", "", "text/html; charset=ISO-8859-1");
  if (path == "/image") reply(client, 200, "\x89PNG\r\n\x1A\n0000", "", "image/png");
  if (path == "/empty") reply(client, 200, "");
  if (path == "/no-type") client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  if (path == "/endless") {
    client.send(head(200, "Transfer-Encoding: chunked\r\n\r\n"));
    std::string chunk = "10000\r\n" + std::string(65536, 'x') + "\r\n";
    for (int i = 0; i < 4096 && client.send(chunk); ++i) {}
  }
}

void heads(Client& client, const std::string& path) {
  if (path == "/header-flood") {
    client.send("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 200000 && client.send("X-Flood: " + std::to_string(i) + "\r\n"); ++i) {}
  }
  if (path == "/header-long")
    client.send("HTTP/1.1 200 OK\r\nX-Long: " + std::string(1 << 20, 'a') + "\r\n\r\nbody");
  if (path == "/interim-flood")
    for (int i = 0; i < 200000 && client.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"); ++i) {}
  if (path == "/interim")
    client.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + head(200, "Content-Length: 2\r\n\r\nok"));
  if (path == "/header-odd")
    client.send(
        "HTTP/1.1 200 OK\r\nX-Bytes: caf\xE9\r\nX-Fold: one\r\n two\r\nX-Esc: \x1b[31m\r\nContent-Length: "
        "2\r\n\r\nok");
  if (path == "/header-nul")
    client.send(std::string("HTTP/1.1 200 OK\r\nX-Nul: a\0b\r\nContent-Length: 2\r\n\r\nok", 54));
  if (path == "/http09") client.send("just a body, no head at all\n");
  if (path == "/weird-status") client.send("HTTP/1.1 99999 What\r\nContent-Length: 2\r\n\r\nok");
  if (path == "/slow-headers")
    for (int i = 0; i < 600 && client.ok; ++i) {
      client.send(
          std::string_view("HTTP/1.1 200 OK\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy")
              .substr(static_cast<std::size_t>(std::min(i, 60)), 1));
      client.pause(100);
    }
  if (path == "/slow-body") {
    client.send(head(200, "Content-Length: 1000\r\n\r\n"));
    for (int i = 0; i < 600 && client.send("x"); ++i) client.pause(100);
  }
  if (path == "/silent") client.pause(60000);
  if (path == "/cookies")
    reply(client, 200, "ok",
          "Set-Cookie: id=1; Path=/\r\nAlt-Svc: h2=\":1\"\r\nStrict-Transport-Security: max-age=9\r\n");
}

void redirects(Client& client, const std::string& path, const std::string& query) {
  std::string here = "http://127.0.0.1:" + std::to_string(own_port);
  if (path == "/to") reply(client, 302, "", "Location: " + decoded(query) + "\r\n");
  if (path == "/loop") reply(client, 301, "", "Location: /loop\r\n");
  if (path == "/circle-a") reply(client, 301, "", "Location: /circle-b\r\n");
  if (path == "/circle-b") reply(client, 301, "", "Location: /circle-a\r\n");
  if (path == "/growing") reply(client, 302, "", "Location: /growing?" + query + "x\r\n");
  if (path.starts_with("/chain/")) {
    int left = std::atoi(path.c_str() + 7);
    if (left > 0) reply(client, 302, "", "Location: /chain/" + std::to_string(left - 1) + "\r\n");
    else reply(client, 200, kPage);
  }
  if (path == "/location-esc")
    client.send("HTTP/1.1 302 X\r\nLocation: /a\x1b[31m\r\nContent-Length: 0\r\n\r\n");
  if (path == "/location-latin1")
    client.send("HTTP/1.1 302 X\r\nLocation: /caf\xE9\r\nContent-Length: 0\r\n\r\n");
  if (path == "/location-long")
    client.send("HTTP/1.1 302 X\r\nLocation: /" + std::string(60000, 'a') + "\r\nContent-Length: 0\r\n\r\n");
  if (path == "/location-empty") client.send("HTTP/1.1 302 X\r\nLocation:\r\nContent-Length: 0\r\n\r\n");
}

/// A small shop and what a crawler should not fall for: `/crawl/…`.
void crawled(Client& client, const std::string& path, const std::string& query) {
  if (!path.starts_with("/crawl/")) return;
  std::string page = path.substr(7);
  auto links = [](std::initializer_list<const char*> list) {
    std::string body = "<!doctype html><title>Shop</title>";
    for (const char* one : list) body += "<a href='" + std::string(one) + "'>x</a>\n";
    return body;
  };
  if (page == "shop")
    return reply(client, 200,
                 links({"lamp", "tent#spec", "/crawl/cart", "login?next=shop", "?add-to-cart=7",
                        "lamp?PHPSESSID=0a1b2c3d", "mailto:a@b.example", "https://wa.me/316",
                        "http://elsewhere.example/", "calendar/2026-01-01", "loop/a", "logout",
                        "//127.0.0.1:1/other-port"}));
  if (page == "lamp") return reply(client, 200, links({"lamp-600", "vote?up=1", "messages/new"}));
  if (page == "tent")
    return reply(client, 200,
                 links({"lamp"}) + "<link rel=next href='tent-2'><a rel=nofollow href=hidden>h</a>");
  if (page == "tent-2") return reply(client, 200, links({"tent-pole"}));
  if (page == "closed")
    return reply(client, 200, "<meta name=robots content='noindex,nofollow'>" + links({"lamp"}));
  if (page == "closed-head") return reply(client, 200, links({"lamp"}), "X-Robots-Tag: nofollow\r\n");
  if (page == "moved") return reply(client, 302, "", "Location: /crawl/lamp\r\n");
  if (page.starts_with("loop/")) return reply(client, 200, links({"x/a", "x/b"}));
  if (page.starts_with("calendar/")) {  // without end: each day leads to the next two
    std::string day = page.substr(9), next;
    int number = std::atoi(day.substr(day.size() - 2).c_str()) + std::atoi(day.substr(0, 4).c_str()) * 100;
    for (int i = 1; i <= 3; ++i) {
      int n = number + i;
      char text[32];
      std::snprintf(text, sizeof text, "%04d-01-%02d", n / 100, n % 100);
      next += "<a href='" + std::string(text) + "'>next</a>";
    }
    return reply(client, 200, next);
  }
  if (page == "feed")
    return reply(client, 200,
                 "<rss><channel><item><link>http://127.0.0.1:" + std::to_string(own_port) +
                     "/crawl/lamp</link></item></channel></rss>",
                 "", "application/rss+xml");
  if (page == "map.xml")
    return reply(client, 200,
                 "<sitemapindex><sitemap><loc>http://127.0.0.1:" + std::to_string(own_port) +
                     "/crawl/map1.xml.gz</loc></sitemap></sitemapindex>",
                 "", "application/xml");
  if (page == "map1.xml.gz")
    return reply(client, 200,
                 compressed("<urlset><url><loc>http://127.0.0.1:" + std::to_string(own_port) +
                                "/crawl/only-in-map</loc></url></urlset>",
                            1, 31),
                 "", "application/gzip");
  if (page == "bomb")  // a page that kills or stalls whoever parses it badly
    return reply(client, 200, std::string(2'000'000, '<') + links({"lamp"}));
  (void)query;
  reply(client, 200, kPage);
}

void states(Client& client, const std::string& path, const std::string& query, int visit) {
  if (path.starts_with("/status/")) reply(client, std::atoi(path.c_str() + 8), kPage);
  if (path == "/busy") {  // 429 once, then well
    if (visit == 1) reply(client, 429, "slow down", "Retry-After: " + query + "\r\n");
    else reply(client, 200, kPage);
  }
  if (path == "/flaky") {  // closes without an answer, twice
    if (visit > 2) reply(client, 200, kPage);
  }
}

/// Serves one request; false when the connection is over.
bool serve(Client& client, const std::string& request) {
  std::string target = request.substr(request.find(' ') + 1);
  target = target.substr(0, target.find_first_of(" \r"));
  std::string host;
  if (auto at = request.find("\r\nHost: "); at != request.npos)
    host = request.substr(at + 8, request.find('\r', at + 8) - at - 8);
  if (target.starts_with("http://")) target = target.substr(target.find('/', 7));  // we are its proxy
  std::string path = target.substr(0, target.find('?'));
  std::string query = path.size() < target.size() ? target.substr(path.size() + 1) : "";
  int visit;
  {
    std::lock_guard guard(lock);
    visit = ++visits[host + path];
    std::fprintf(log_file, "%lld %d %s %s\n", millis(), client.fd, host.c_str(), target.c_str());
    std::fflush(log_file);
  }
  if (path == "/robots.txt") {
    if (robots.empty()) reply(client, 404, "no");
    else if (robots.starts_with("status:")) reply(client, std::atoi(robots.c_str() + 7), "no");
    else if (robots.starts_with("to:")) reply(client, 301, "", "Location: " + robots.substr(3) + "\r\n");
    else reply(client, 200, robots, "", "text/plain");
    return client.ok;
  }
  if (path == "/echo") {
    reply(client, 200, request, "", "text/plain");
    return client.ok;
  }
  if (path == "/" || path.starts_with("/page")) {
    reply(client, 200, kPage);
    return client.ok;
  }
  if (path.starts_with("/crawl/")) {
    crawled(client, path, query);
    return client.ok;
  }
  bodies(client, path);
  heads(client, path);
  redirects(client, path, query);
  states(client, path, query, visit);
  return false;  // what was odd ends the connection
}

void connection(int fd) {
  ++connections;
  Client client{fd};
  std::string held;
  char piece[8192];
  while (client.ok) {
    auto end = held.find("\r\n\r\n");
    if (end == held.npos) {
      ssize_t count = recv(fd, piece, sizeof piece, 0);
      if (count <= 0 || held.size() > (1 << 20)) break;
      held.append(piece, static_cast<std::size_t>(count));
      continue;
    }
    std::string request = held.substr(0, end + 4);
    held.erase(0, end + 4);
    if (!serve(client, request)) break;
  }
  shutdown(fd, SHUT_WR);
  timeval patience{0, 200000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  while (recv(fd, piece, sizeof piece, 0) > 0) {}  // else a reset may overtake what was sent
  close(fd);
  --connections;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  signal(SIGPIPE, SIG_IGN);
  log_file = std::fopen(argv[1], "a");
  if (!log_file) return 3;
  if (argc > 2) robots = argv[2];
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, 128) != 0)
    return 3;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  own_port = ntohs(address.sin_port);
  std::printf("%d\n", own_port);
  std::fflush(stdout);
  for (;;) {
    pollfd ready[2] = {{listener, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    poll(ready, 2, -1);
    char byte;
    if (ready[1].revents && read(STDIN_FILENO, &byte, 1) <= 0) _exit(0);
    if (!(ready[0].revents & POLLIN)) continue;
    int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) std::thread(connection, fd).detach();
  }
}
