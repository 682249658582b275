// cmd/dedupe/main.cpp -- dedupe: which records are the same thing, seen again.
#include "base/output.hpp"
#include "clusters/dedupe.hpp"
#include "clusters/spool.hpp"
#include "frame/filter.hpp"
#include "options.hpp"

namespace {

using namespace peil;

Exit run(const Options& options) {
  if (options.dropped && !options.clusters.unique)
    throw Fatal(Exit::kUsage, "--dropped: nothing is left out without -u");
  // The folder writes here under lock-down; the file is made before it and named after it.
  std::optional<Output> dropped;
  if (options.dropped) dropped.emplace(Output::file(*options.dropped, options.shared.force));
  frame::Filter filter;
  filter.command = "dedupe";
  filter.make_step = [&] { return clusters::make_step(options.clusters); };
  filter.make_folder = [&] {
    return clusters::make_folder(options.clusters, dropped ? &*dropped : nullptr,
                                 clusters::open_spool_file());
  };
  Exit status = frame::run(filter, options.shared);
  if (dropped) dropped->close();
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  return cli::guard(argv[0], [&] {
    Options options;
    if (auto status = cli::parse(command(options), argc, argv)) return *status;
    return run(options);
  });
}
