// tests/tools/passthrough.cpp -- the least a filter can do: validate each record, read two members,
// append one, write it. What the frame itself costs; and the place where its guarantees are tried.
// links: frame
#include "cli/flags.hpp"
#include "frame/filter.hpp"
#include "record/write.hpp"

using namespace peil;

namespace {

class Passthrough : public frame::Step {
 public:
  void record(const Record& record, const frame::Context& context, frame::Emitter& out) override {
    auto title = record["title"].text();
    auto status = record["status"].integer();
    members_.clear();
    JsonWriter json(members_);
    json.member("seen", static_cast<std::int64_t>((title ? title->size() : 0) +
                                                  static_cast<std::size_t>(status.value_or(0))));
    if (context.page) json.member("page_seen", (*context.page)["id"].text_or_empty());
    static constexpr std::string_view kOwn[] = {"seen", "page_seen"};
    write_with(record, kOwn, members_.view(), out.buffer());
    out.end_line(record.kind());
  }

 private:
  Buffer members_;
};

}  // namespace

int main(int argc, char** argv) {
  return static_cast<int>(cli::guard(argv[0], [&] {
    cli::Shared shared;
    cli::Command command;
    command.name = "passthrough";
    command.summary = "pass records on with one member more";
    command.operands = "[FILE…]";
    command.flags = cli::with_shared(shared, {});
    if (auto status = cli::parse(command, argc, argv)) return *status;
    frame::Filter filter;
    filter.command = "passthrough";
    filter.needs_page = true;
    filter.make_step = [] { return std::make_unique<Passthrough>(); };
    return frame::run(filter, shared);
  }));
}
