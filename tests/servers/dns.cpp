// tests/servers/dns.cpp -- a name server that counts, lies or is silent.
//
//   dns LOG (silent | ADDRESS…)
//
// Listens on 127.0.0.1:53 (in a network of its own), prints the port, and serves until its stdin
// closes. Each question is a line in LOG. The n-th question for an A record gets the n-th ADDRESS, the
// last one again and again, with a lifetime of 0: what is called rebinding.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  std::FILE* log = std::fopen(argv[1], "a");
  bool silent = std::string(argv[2]) == "silent";
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(53);
  if (!log || bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return 3;
  std::puts("53");
  std::fflush(stdout);
  int asked = 0;
  for (;;) {
    pollfd ready[2] = {{fd, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    poll(ready, 2, -1);
    unsigned char packet[1024];
    if (ready[1].revents && read(STDIN_FILENO, packet, 1) <= 0) _exit(0);
    if (!(ready[0].revents & POLLIN)) continue;
    sockaddr_in from{};
    socklen_t size = sizeof from;
    ssize_t count = recvfrom(fd, packet, 512, 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (count < 17) continue;
    std::string name;
    std::size_t at = 12;
    while (at < static_cast<std::size_t>(count) && packet[at]) {
      name.append(reinterpret_cast<char*>(packet) + at + 1, packet[at]).push_back('.');
      at += packet[at] + 1u;
    }
    std::size_t question_end = at + 5;
    bool wants_a = packet[at + 1] == 0 && packet[at + 2] == 1;
    std::fprintf(log, "%s %s\n", wants_a ? "A" : "other", name.c_str());
    std::fflush(log);
    if (silent) continue;
    std::size_t length = question_end;
    packet[2] = 0x81;
    packet[3] = 0x80;
    packet[6] = 0;
    packet[7] = wants_a ? 1 : 0;
    std::fill(packet + 8, packet + 12, static_cast<unsigned char>(0));
    if (wants_a) {
      const unsigned char answer[12] = {0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4};
      std::copy(answer, answer + 12, packet + length);
      length += 12;
      inet_pton(AF_INET, argv[std::min(2 + asked++, argc - 1)], packet + length);
      length += 4;
    }
    sendto(fd, packet, length, 0, reinterpret_cast<sockaddr*>(&from), size);
  }
}
