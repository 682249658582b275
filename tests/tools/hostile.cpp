// tests/tools/hostile.cpp -- a step that has been taken over: it does what the record's member `do`
// says. Proves what the sandbox stops, and that a crash, a hang or an overrun costs one record.
// links: frame
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "cli/flags.hpp"
#include "frame/filter.hpp"
#include "record/write.hpp"

using namespace peil;

namespace {

volatile int sink = 0;

std::string errno_word(long result) { return result < 0 ? strerror(errno) : "SUCCEEDED"; }

std::string attempt(std::string_view what) {
  if (what == "nothing") return "done";
  if (what == "open") return errno_word(open("/etc/passwd", O_RDONLY));
  if (what == "create") return errno_word(open("/tmp/peil-hostile", O_WRONLY | O_CREAT, 0600));
  if (what == "unlink") return errno_word(unlink("/tmp/peil-hostile"));
  if (what == "socket") return errno_word(socket(AF_INET, SOCK_STREAM, 0));
  if (what == "unix") return errno_word(socket(AF_UNIX, SOCK_STREAM, 0));
  if (what == "exec") return errno_word(execl("/bin/true", "true", nullptr));
  if (what == "fork") return errno_word(fork());
  if (what == "ptrace") return errno_word(ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr));
  if (what == "kill") return errno_word(kill(getppid(), SIGTERM));
  if (what == "stdout") return errno_word(write(1, "LEAK\n", 5));
  if (what == "segv") raise(SIGSEGV);
  if (what == "abort") raise(SIGABRT);
  if (what == "exit") _exit(0);
  if (what == "throw") throw std::runtime_error("thrown");
  if (what == "fail") throw frame::Failure{"over_budget", "said so"};
  if (what == "loop")
    for (;;) sink = sink + 1;
  if (what == "memory") {
    std::vector<std::string> hoard;
    for (;;) hoard.emplace_back(64u << 20, 'x');
  }
  return "unknown";
}

class Hostile : public frame::Step {
 public:
  void record(const Record& record, const frame::Context&, frame::Emitter& out) override {
    std::string_view what = record["do"].text_or_empty();
    if (what == "flood") {
      for (;;) out.buffer().append(std::string(1u << 20, 'x'));
    }
    if (what == "torn") {
      out.buffer().append("{\"half\":");
      raise(SIGKILL);
    }
    std::string result = attempt(what);
    Buffer members;
    JsonWriter json(members);
    json.member("result", result);
    write_with(record, {}, members.view(), out.buffer());
    out.end_line(record.kind());
  }

  void failed(const Record& record, const frame::Failure& failure, const frame::Context& context,
              frame::Emitter& out) override {
    if (record["then"].text() == "segv") raise(SIGSEGV);
    Step::failed(record, failure, context, out);
  }
};

}  // namespace

int main(int argc, char** argv) {
  return static_cast<int>(cli::guard(argv[0], [&] {
    cli::Shared shared;
    cli::Command command;
    command.name = "hostile";
    command.summary = "try what a taken-over step would try";
    command.operands = "[FILE…]";
    command.flags = cli::with_shared(shared, {});
    if (auto status = cli::parse(command, argc, argv)) return *status;
    frame::Filter filter;
    filter.command = "hostile";
    filter.cpu_limit_millis = 300;
    filter.make_step = [] { return std::make_unique<Hostile>(); };
    return frame::run(filter, shared);
  }));
}
