// tests/unit/frame_confine_test.cpp -- what a confined process cannot do, tried in a child.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <string>

#include "frame/confine.hpp"

using peil::frame::confine;
using peil::frame::confine_to_port;
using peil::frame::Confinement;
using peil::frame::kSanitized;
using peil::frame::SandboxMode;

namespace {

/// Exit status of `body` in a child: 100 and more is a signal.
int in_child(const std::function<int()>& body) {
  pid_t pid = fork();
  if (pid == 0) _exit(body());
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFSIGNALED(status) ? 100 + WTERMSIG(status) : WEXITSTATUS(status);
}

sockaddr_in address(std::uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return to;
}

}  // namespace

TEST(Confine, LeavesNoSocketWhereAllGoThroughABroker) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer build cannot be confined";
  int status = in_child([] {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) != 0) return 1;
    Confinement to;
    to.sockets = false;
    if (confine(to, SandboxMode::kTry).find("seccomp") != std::string::npos) return 77;
    for (int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET})
      for (int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW})
        if (socket(family, type, 0) >= 0 || errno != EACCES) return 2;
    sockaddr_in to_name_server = address(53);
    if (sendto(ends[0], "x", 1, 0, reinterpret_cast<sockaddr*>(&to_name_server), sizeof to_name_server) >= 0)
      return 3;
    if (send(ends[0], "x", 1, 0) != 1) return 4;  // what it was given still works
    return 0;
  });
  if (status == 77) GTEST_SKIP() << "no seccomp here";
  EXPECT_EQ(status, 0);
}

TEST(Confine, StartsNoProgramAndListensNowhere) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer build cannot be confined";
  int exec = in_child([] {
    if (!confine({}, SandboxMode::kTry).empty()) return 77;
    execl("/bin/true", "true", nullptr);
    return 0;
  });
  if (exec == 77) GTEST_SKIP() << "no seccomp or no Landlock here";
  EXPECT_EQ(exec, 100 + SIGSYS);
  EXPECT_EQ(in_child([] {
              confine({}, SandboxMode::kTry);
              int fd = socket(AF_INET, SOCK_STREAM, 0);
              return fd < 0 ? 1 : listen(fd, 1) == 0 ? 2 : 3;
            }),
            100 + SIGSYS);
}

TEST(Confine, WritesOnlyWhereItWasToldTo) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer build cannot be confined";
  char folder[] = "/tmp/confine.XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  std::string inside = std::string(folder) + "/inside", outside = std::string(folder) + "/outside";
  mkdir(inside.c_str(), 0700);
  mkdir(outside.c_str(), 0700);
  int status = in_child([&] {
    Confinement to;
    to.writable = {inside};
    if (!confine(to, SandboxMode::kTry).empty()) return 77;
    if (open((inside + "/a").c_str(), O_CREAT | O_WRONLY, 0600) < 0) return 1;
    if (rename((inside + "/a").c_str(), (inside + "/b").c_str()) != 0) return 2;
    if (open((outside + "/a").c_str(), O_CREAT | O_WRONLY, 0600) >= 0) return 3;
    if (open("/etc/passwd", O_RDONLY) < 0) return 4;
    if (open("/dev/null", O_WRONLY) < 0) return 5;
    return 0;
  });
  unlink((inside + "/b").c_str());
  rmdir(inside.c_str());
  rmdir(outside.c_str());
  rmdir(folder);
  if (status == 77) GTEST_SKIP() << "no Landlock here";
  EXPECT_EQ(status, 0);
}

TEST(Confine, ReadsOnlyTheSystemsFilesInACollection) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer build cannot be confined";
  char file[] = "/tmp/confine.XXXXXX";
  int fd = mkstemp(file);
  ASSERT_GE(fd, 0);
  int status = in_child([&] {
    Confinement to;
    to.read_all = false;
    if (!confine(to, SandboxMode::kTry).empty()) return 77;
    if (open(file, O_RDONLY) >= 0) return 1;
    if (open("/etc/passwd", O_RDONLY) < 0) return 2;
    return 0;
  });
  close(fd);
  unlink(file);
  if (status == 77) GTEST_SKIP() << "no Landlock here";
  EXPECT_EQ(status, 0);
}

TEST(Confine, ABrokerReachesOnePortOnly) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer build cannot be confined";
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in own = address(0);
  socklen_t size = sizeof own;
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&own), size), 0);
  ASSERT_EQ(listen(listener, 4), 0);
  getsockname(listener, reinterpret_cast<sockaddr*>(&own), &size);
  std::uint16_t port = ntohs(own.sin_port);
  auto reaches = [&](std::uint16_t allowed) {
    return in_child([&] {
      confine_to_port(allowed, SandboxMode::kTry);
      int fd = socket(AF_INET, SOCK_STREAM, 0);
      if (connect(fd, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0) return 1;
      return errno == EACCES ? 2 : 3;
    });
  };
  EXPECT_EQ(reaches(port), 1);
  int other = reaches(static_cast<std::uint16_t>(port ^ 1));
  close(listener);
  if (other == 1) GTEST_SKIP() << "no Landlock with TCP rules (Linux 6.7) here";
  EXPECT_EQ(other, 2);
}
