// examples/world/world.cpp -- the sample world: its sites over real HTTP, or as an archive.
// links: base codec archive
//
//   world serve [--port N] [--at DATE] [DIR]   on 127.0.0.1; prints its port
//   world warc OUT [DIR]                       world.warc.gz, the same bytes every time
//   world urls [--at DATE] [DIR]               the addresses, one a line, each once
//
// DIR holds sites.tsv and sites/ (default: examples/world). The server is a web server, an HTTP proxy and
// a SOCKS5 proxy at once. As a proxy it answers for every host of the world, so that
// `fetch -x http://127.0.0.1:PORT http://groenegroei.example/` sees true addresses; over SOCKS5 it does so
// for the .onion hosts. Four hosts of .test exist only here, because their faults cannot lie in an
// archive: traag.test never answers, weg.test hangs up, lus.test redirects in a circle, half.test stops
// in the middle of a body.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <zlib.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "archive/warc_writer.hpp"
#include "base/exit.hpp"
#include "base/output.hpp"

namespace {

using namespace peil;

struct Answer {
  std::string when, url, type, file, headers;
  int status = 0;
};

struct World {
  std::string folder;
  std::vector<Answer> answers;                  // in the order of sites.tsv: by time
  std::map<std::string, const Answer*> by_url;  // what is served: the last answer up to --at
  std::set<std::string> hosts;
};

std::vector<std::string> split(std::string_view text, std::string_view by) {
  std::vector<std::string> parts;
  for (std::size_t at = 0;;) {
    std::size_t end = text.find(by, at);
    parts.emplace_back(text.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) return parts;
    at = end + by.size();
  }
}

std::string host_of(std::string_view url) {
  std::size_t start = url.find("//") + 2;
  return std::string(url.substr(start, url.find('/', start) - start));
}

/// `at`: a date; answers later than it are not served. Empty: all.
World read_world(const std::string& folder, const std::string& at) {
  World world{.folder = folder, .answers = {}, .by_url = {}, .hosts = {}};
  for (const std::string& line : split(read_file(folder + "/sites.tsv", 1u << 20), "\n")) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> f = split(line, "\t");
    if (f.size() != 6) throw Fatal(Exit::kFailed, "sites.tsv: not six columns: " + line);
    world.answers.push_back({.when = f[0],
                             .url = f[2],
                             .type = f[3],
                             .file = f[4],
                             .headers = f[5],
                             .status = std::atoi(f[1].c_str())});
  }
  for (const Answer& answer : world.answers) {
    world.hosts.insert(host_of(answer.url));
    bool too_late = answer.when != "live" && !at.empty() && answer.when.substr(0, at.size()) > at;
    if (!too_late) world.by_url[answer.url] = &answer;
  }
  return world;
}

std::string body_of(const World& world, const Answer& answer) {
  return answer.file == "-" ? "" : read_file(world.folder + "/sites/" + answer.file, 1u << 24);
}

const char* reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 500: return "Internal Server Error";
    case 502: return "Bad Gateway";
    default: return "Unknown";
  }
}

/// `wire`: as it goes over the wire; otherwise as it lies in the archive, with an identity body.
std::string head_of(const Answer& answer, std::size_t length, bool wire) {
  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " " + reason(answer.status) + "\r\n";
  head += "Content-Type: " + answer.type + "\r\nContent-Length: " + std::to_string(length) + "\r\n";
  if (answer.headers != "-")
    for (const std::string& line : split(answer.headers, " | "))
      if (wire || line.rfind("Content-Encoding", 0) != 0) head += line + "\r\n";
  return head + (wire ? "Connection: close\r\n" : "") + "\r\n";
}

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// --- the archive -------------------------------------------------------------------------------------

int write_warc(const World& world, const std::string& path) {
  archive::WarcWriter warc("world.warc.gz");
  Buffer out;
  warc.warcinfo(
      world.answers.front().when,
      {{"software", "peil sample world"},
       {"description", "Invented sites, sellers and goods; two occasions, 14 September and 9 November 2026"}},
      out);
  for (const Answer& answer : world.answers) {
    if (answer.when == "live") continue;
    std::string body = body_of(world, answer), head = head_of(answer, body.size(), false);
    warc.response({.url = answer.url, .date = answer.when, .response_head = head, .entity = body}, out);
  }
  Output file = Output::file(path, true);
  file.write(out.view());
  file.close();
  return 0;
}

// --- the server --------------------------------------------------------------------------------------

class Connection {
 public:
  explicit Connection(int fd) : fd_(fd) {}
  Connection(const Connection&) = delete;
  ~Connection() { ::close(fd_); }

  /// Reads on until `wanted` bytes are there; false when the other side ends first.
  bool need(std::size_t wanted) {
    while (in_.size() < wanted) {
      char piece[4096];
      ssize_t n = ::recv(fd_, piece, sizeof piece, 0);
      if (n <= 0 || in_.size() > 65536) return false;
      in_.append(piece, static_cast<std::size_t>(n));
    }
    return true;
  }
  bool need_head() {
    while (in_.find("\r\n\r\n") == std::string::npos)
      if (!need(in_.size() + 1)) return false;
    return true;
  }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  /// Waits until the other side hangs up.
  void hold() {
    char byte;
    while (::recv(fd_, &byte, 1, 0) > 0) {}
  }
  std::string& in() { return in_; }
  void drop(std::size_t bytes) { in_.erase(0, bytes); }

 private:
  int fd_;
  std::string in_;
};

/// RFC 1928, no authentication, CONNECT to a name: whatever the port, this program is what answers.
bool socks_hello(Connection& c, const World& world) {
  if (!c.need(2)) return false;
  std::size_t methods = static_cast<unsigned char>(c.in()[1]);
  if (!c.need(2 + methods)) return false;
  c.drop(2 + methods);
  c.send(std::string_view("\5\0", 2));
  if (!c.need(5) || c.in()[1] != 1 || c.in()[3] != 3) return false;
  std::size_t length = static_cast<unsigned char>(c.in()[4]);
  if (!c.need(7 + length)) return false;
  bool known = world.hosts.count(c.in().substr(5, length)) > 0;
  c.drop(7 + length);
  c.send(std::string_view(known ? "\5\0\0\1\0\0\0\0\0\0" : "\5\4\0\1\0\0\0\0\0\0", 10));
  return known;
}

/// The faults that only a live server can have. True when `host` is one of them.
bool answer_badly(Connection& c, const std::string& host, const std::string& url) {
  if (host == "traag.test") {
    c.hold();
  } else if (host == "lus.test") {
    std::string next = url.ends_with("/a") ? "http://lus.test/b" : "http://lus.test/a";
    c.send("HTTP/1.1 302 Found\r\nLocation: " + next + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  } else if (host == "half.test") {
    c.send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\nConnection: "
        "close\r\n\r\n<html><p>half of");
  } else {
    return host == "weg.test";
  }
  return true;
}

void serve_one(int fd, const World& world) {
  Connection c(fd);
  if (!c.need(1) || (c.in()[0] == 5 && !socks_hello(c, world)) || !c.need_head()) return;
  std::vector<std::string> lines = split(c.in().substr(0, c.in().find("\r\n\r\n")), "\r\n");
  std::vector<std::string> request = split(lines[0], " ");
  if (request.size() != 3) return;
  std::string url = request[1];
  if (url.rfind("http://", 0) != 0) {  // not as a proxy: the Host header names the site
    std::string host;
    for (const std::string& line : lines)
      if (line.size() > 5 && (line.rfind("Host:", 0) == 0 || line.rfind("host:", 0) == 0))
        host = line.substr(line.find_first_not_of(' ', 5));
    url = "http://" + host.substr(0, host.find(':')) + url;
  }
  std::string host = host_of(url);
  if (answer_badly(c, host, url)) return;
  auto found = world.by_url.find(url);
  Answer missing{.when = "",
                 .url = url,
                 .type = "text/plain",
                 .file = "-",
                 .headers = "-",
                 .status = world.hosts.count(host) ? 404 : 502};
  const Answer& answer = found == world.by_url.end() ? missing : *found->second;
  std::string body = body_of(world, answer);
  if (answer.headers.find("Content-Encoding: gzip") != std::string::npos) body = gzip(body);
  c.send(head_of(answer, body.size(), true));
  if (request[0] != "HEAD") c.send(body);
}

int serve(const World& world, int port) {
  std::signal(SIGPIPE, SIG_IGN);
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd, 128) != 0)
    throw Fatal(Exit::kFailed, std::string("cannot listen: ") + std::strerror(errno));
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  for (;;) {
    int client = ::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) std::thread(serve_one, client, std::cref(world)).detach();
  }
}

int usage() {
  std::fputs(
      "usage: world serve [--port N] [--at DATE] [DIR]\n       world warc OUT [DIR]\n       world urls "
      "[DIR]\n",
      stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) try {
  std::vector<std::string> words(argv + 1, argv + argc);
  std::string at;
  int port = 0;
  for (std::size_t i = 0; i + 1 < words.size();) {
    if (words[i] != "--port" && words[i] != "--at") {
      ++i;
      continue;
    }
    if (words[i] == "--port") port = std::atoi(words[i + 1].c_str());
    else at = words[i + 1];
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i),
                words.begin() + static_cast<std::ptrdiff_t>(i) + 2);
  }
  std::size_t own = !words.empty() && words[0] == "warc" ? 2 : 1;
  if (words.size() < own || words.size() > own + 1) return usage();
  World world = read_world(words.size() > own ? words[own] : "examples/world", at);
  if (words[0] == "serve") return serve(world, port);
  if (words[0] == "warc") return write_warc(world, words[1]);
  if (words[0] != "urls") return usage();
  for (const auto& [url, answer] : world.by_url)
    if (!url.ends_with("/robots.txt")) std::printf("%s\n", url.c_str());
  return 0;
} catch (const peil::Fatal& fatal) {
  std::fprintf(stderr, "world: %s\n", fatal.what());
  return static_cast<int>(fatal.status);
}
