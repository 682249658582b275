// tests/tools/folding.cpp -- the least that a filter with a folder can do: steps send each line, the folder
// writes them; {"fail":…} ends the run in take(), {"fail_at_end":…} in finish(). How the frame ends such a run.
// links: frame
#include "base/exit.hpp"
#include "cli/flags.hpp"
#include "frame/filter.hpp"
#include "record/write.hpp"

using namespace peil;

namespace {

class Send : public frame::Step {
 public:
  void record(const Record& record, const frame::Context&, frame::Emitter& out) override {
    out.message(record.line());
  }
};

class Fold : public frame::Folder {
 public:
  void take(std::string_view message, frame::Emitter& out) override {
    if (message.starts_with("{\"fail\":")) throw Fatal(Exit::kUsage, "the folder cannot go on");
    if (message.starts_with("{\"fail_at_end\":")) fails_ = true;
    out.buffer().append(message);
    out.end_line(Kind::kForeign);
  }
  void finish(frame::Emitter&) override {
    if (fails_) throw Fatal(Exit::kUsage, "the folder cannot end");
  }

 private:
  bool fails_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  return static_cast<int>(cli::guard(argv[0], [&] {
    cli::Shared shared;
    cli::Command command;
    command.name = "folding";
    command.summary = "pass lines on through a folder";
    command.operands = "[FILE…]";
    command.flags = cli::with_shared(shared, {});
    if (auto status = cli::parse(command, argc, argv)) return *status;
    frame::Filter filter;
    filter.command = "folding";
    filter.make_step = [] { return std::make_unique<Send>(); };
    filter.make_folder = [] { return std::make_unique<Fold>(); };
    return frame::run(filter, shared);
  }));
}
