// cmd/dedupe/main.cpp -- dedupe: which records are the same thing, seen again.
#include "base/output.hpp"
#include "clusters/close.hpp"
#include "clusters/dedupe.hpp"
#include "clusters/spool.hpp"
#include "clusters/state.hpp"
#include "frame/filter.hpp"
#include "options.hpp"

namespace {

using namespace peil;

Fatal usage(const std::string& words) { return Fatal(Exit::kUsage, words); }

// Verbs that read the state and nothing else.
Exit run_on_state(const Options& options) {
  if (!options.state) throw usage(options.shared.verb + " needs --state FILE");
  const bool forgets = options.shared.verb == "forget";
  if (forgets && options.before.empty()) throw usage("forget needs --before DATE");
  if (options.shared.dry_run) return Exit::kOk;
  Output out =
      options.shared.output ? Output::file(*options.shared.output, options.shared.force) : Output::standard();
  if (forgets) {
    clusters::forget_before(*options.state, *parse_time(options.before), out);
  } else {
    clusters::write_observations(*options.state, out);
  }
  out.close();
  return Exit::kOk;
}

Exit run_filter(Options& options) {
  clusters::Options& asked = options.clusters;
  if (options.dropped && !asked.unique && !asked.only_new)
    throw usage("--dropped: nothing is left out without -u or --new");
  if (asked.only_new && !options.state) throw usage("--new: new to what? name a --state FILE");
  asked.memory = options.memory.bytes;
  bool by_text = false;
  for (const std::string& level : asked.by) by_text = by_text || level == "text";
  if (options.shared.verbose > 0 && by_text && !options.shared.quiet)
    cli::say(options.shared.program, clusters::similarity_words(asked.threshold));
  asked.state = options.state.has_value();
  // The folder writes here under lock-down; the files are made before it and named after it.
  std::optional<Output> dropped, members;
  std::optional<clusters::State> state;
  if (!options.shared.dry_run) {
    if (options.dropped) dropped.emplace(Output::file(*options.dropped, options.shared.force));
    if (options.members) members.emplace(Output::file(*options.members, options.shared.force));
    if (options.state) state.emplace(*options.state, asked);
  }
  frame::Filter filter;
  filter.command = "dedupe";
  if (options.shared.verb == "reduce") {
    filter.command = "dedupe reduce";
    filter.framing = frame::Framing::kTextLines;
  }
  filter.journal = state ? &*state : nullptr;
  filter.make_step = [&] { return clusters::make_step(asked); };
  filter.make_folder = [&] {
    return clusters::make_folder(asked, {dropped ? &*dropped : nullptr, members ? &*members : nullptr,
                                         clusters::open_spool_file(), state ? &*state : nullptr});
  };
  Exit status = frame::run(filter, options.shared);
  for (auto* file : {&dropped, &members})
    if (*file) (*file)->close();
  return status;
}

// Who is who: needs all records before it writes the first.
Exit run_close(const Options& options) {
  frame::Filter filter;
  filter.command = "dedupe close";
  filter.make_step = [&] { return clusters::make_close_step(options.clusters); };
  filter.make_folder = [] { return clusters::make_close_folder(clusters::open_spool_file()); };
  return frame::run(filter, options.shared);
}

Exit run_map(const Options& options) {
  frame::Filter filter;
  filter.command = "dedupe map";
  filter.writes_run_record = false;
  filter.make_step = [&] { return clusters::make_map_step(options.clusters); };
  filter.make_folder = [] { return clusters::make_map_folder(); };
  return frame::run(filter, options.shared);
}

Exit run(Options& options) {
  const std::string& verb = options.shared.verb;
  if (verb == "close") return run_close(options);
  if (verb == "map") return run_map(options);
  return verb.empty() || verb == "reduce" ? run_filter(options) : run_on_state(options);
}

}  // namespace

int main(int argc, char** argv) {
  return cli::guard(argv[0], [&] {
    Options options;
    if (auto status = cli::parse(command(options), argc, argv)) return *status;
    return run(options);
  });
}
