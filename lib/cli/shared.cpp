// cli/shared.cpp -- the flags that every command has, and what peers call them.
#include "base/time.hpp"
#include "cli/flags.hpp"

namespace peil::cli {
namespace {

std::string check_jobs(std::string_view word) {
  bool zero = word.find_first_not_of("+0") == std::string_view::npos;
  return word.starts_with('-') || zero ? "not at least 1" : "";
}

std::string check_time(std::string_view word) {
  return parse_time(word) ? "" : "not a time such as 2026-11-24T08:00:00Z or 2026-11-24";
}

std::string check_progress(std::string_view word) {
  if (word == "yes") return "";
  auto interval = read_duration(word);
  return interval && interval->millis > 0 ? "" : "not an interval such as 60s";
}

std::string check_not_empty(std::string_view word) { return word.empty() ? "not a file name" : ""; }

std::vector<Flag> output_flags(Shared& s, std::vector<std::string> formats) {
  std::vector<Flag> flags = {
      {'o', "output", "FILE", "write to FILE instead of standard output; appears when whole, .gz and .zst compress",
       "Output", &s.output, {}, "--out,-w,--output-file,--output-document", false, true, false, false, false,
       check_not_empty},
      {0, "force", "", "overwrite an existing FILE of -o", "Output", &s.force, {}, "-f,-y,--overwrite,--clobber",
       false, false, false, false, false},
      {'O', "format", "NAME", "output format", "Output", &s.format, formats,
       "--output-format,--ofmt,--icsv,--ojson,--csv,--tsv,--output-type", false, true},
      {0, "fields", "LIST", "write only these top-level members, as a,b; or all but these, as --fields=-a,b",
       "Output", &s.fields, {}, "--field,-lof,-eof,-ob,--output-fields,--columns,--select,--store-field"},
      {'e', "expect-output", "", "status 1 when nothing was written", "Output", &s.expect_output, {},
       "--exit-status,--fail-if-empty,--ifne", false, false, false, false, false},
      {0, "rejects", "FILE", "keep bad lines in FILE, byte for byte", "Output", &s.rejects, {},
       "--reject,--errors,--bad-lines,--reject-file", false, true, false, false, false, check_not_empty},
      {'n', "dry-run", "", "say what would be done, and do nothing", "Output", &s.dry_run, {},
       "--dryrun,--no-act,--simulate,--just-print,--recon", false, false, false, false, false},
  };
  if (formats.empty()) flags.erase(flags.begin() + 2);
  return flags;
}

std::vector<Flag> running_flags(Shared& s) {
  return {
      {'j', "jobs", "N", "workers (default: one a core)", "Running", &s.jobs, {},
       "-t,-c,-P,-threads,-concurrency,--threads,--concurrency,--workers,--parallel,--parallel-max,--max-threads,"
       "--max-procs,--processes,--nproc,-bulk-size,-parallelism",
       true, true, false, false, false, check_jobs},
      {0, "now", "TIME", "the present, for all that is counted from it (RFC 3339; default: the clock)", "Running",
       &s.now, {}, "--date,--generator,--timestamp,--current-time", false, false, false, false, true, check_time},
      {0, "seed", "N", "where random choices begin", "Running", &s.seed, {}, "--random-seed,--random-state,--nr-seed"},
      {0, "sandbox", "WHEN", "lock workers down: try (warn if the kernel cannot), require or off", "Running",
       &s.sandbox, {"try", "require", "off"}, "--no-sandbox,--isolate,--seccomp", false, false, false, false, false},
      {0, "config", "FILE", "read defaults from FILE (TOML; the keys are long names)", "Running", &s.config, {},
       "--rcfile,--config-file,--configuration,-config,--conf,-K", true, false, false, false, false, check_not_empty},
      {0, "no-config", "", "read no configuration file of user or system", "Running", &s.no_config, {},
       "--no-rc,--norc,--disable,--noconfig,--no-conf", false, false, false, false, false},
  };
}

std::vector<Flag> message_flags(Shared& s) {
  return {
      {'q', "quiet", "", "no warnings and no progress; errors only", "Messages", &s.quiet, {},
       "-s,-silent,--silent,--no-messages,--no-verbose,-nv", false, false, false, false, false},
      {'v', "verbose", "", "say what is done; twice: say more", "Messages", &s.verbose, {},
       "-debug,--debug,--trace,-vvv,--loud,--info", false, false, false, false, false},
      {0, "log", "FILE", "append one line on this run to FILE: counts, times, digests", "Messages", &s.log, {},
       "--joblog,--logfile,--log-file,--append-output,--output-log,-elog", true, false, false, false, false,
       check_not_empty},
      {0, "progress", "DUR", "show progress even in a pipe; with DUR as plain lines, one each DUR", "Messages",
       &s.progress, {}, "-stats,--stats,-si,--bar,--eta,--show-progress,-stats-interval,--progress-bar", false, false,
       true, false, false, check_progress},
      {0, "no-progress", "", "show no progress", "Messages", &s.no_progress, {},
       "--no-bar,-nsi,--no-stats,--no-show-progress,--no-progress-meter", false, false, false, false, false},
      {0, "color", "WHEN", "colour in tables and messages: auto, always or never", "Messages", &s.color,
       {"auto", "always", "never"}, "--colour,-nc,-no-color,--no-color,--colors,-C,-M", true, false, false, false,
       false},
  };
}

}  // namespace

std::vector<Flag> with_shared(Shared& shared, std::vector<Flag> own, std::vector<std::string> formats) {
  std::vector<Flag> flags = std::move(own);
  for (auto& group : {output_flags(shared, std::move(formats)), running_flags(shared), message_flags(shared)})
    flags.insert(flags.end(), group.begin(), group.end());
  flags.push_back({0, "", "", "", "", &shared});
  return flags;
}

}  // namespace peil::cli
