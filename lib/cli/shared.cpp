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
  // clang-format off
  std::vector<Flag> flags = {
      {.letter = 'o', .name = "output", .value = "FILE",
       .help = "write to FILE instead of standard output; appears when whole, .gz and .zst compress",
       .group = "Output", .target = &s.output,
       .also = "--out,-w,--output-file,--output-document",
       .in_short_help = true, .shapes_output = false, .check = check_not_empty},
      {.name = "force", .value = "", .help = "overwrite an existing FILE of -o",
       .group = "Output", .target = &s.force,
       .also = "-f,-y,--overwrite,--clobber", .shapes_output = false},
      {.letter = 'O', .name = "format", .value = "NAME", .help = "output format",
       .group = "Output", .target = &s.format, .choices = formats,
       .also = "--output-format,--ofmt,--output-type", .in_short_help = true},
      {.name = "fields", .value = "LIST",
       .help = "write only these top-level members, as a,b; or all but these, as --fields=-a,b",
       .group = "Output", .target = &s.fields,
       .also = "--field,-lof,-eof,-ob,--output-fields,--columns,--select,--store-field"},
      {.letter = 'e', .name = "expect-output", .value = "", .help = "status 1 when nothing was written",
       .group = "Output", .target = &s.expect_output,
       .also = "--exit-status,--fail-if-empty,--ifne", .shapes_output = false},
      {.name = "rejects", .value = "FILE", .help = "keep bad lines in FILE, byte for byte",
       .group = "Output", .target = &s.rejects,
       .also = "--reject,--errors,--bad-lines,--reject-file",
       .in_short_help = true, .shapes_output = false, .check = check_not_empty},
      {.letter = 'n', .name = "dry-run", .value = "", .help = "say what would be done, and do nothing",
       .group = "Output", .target = &s.dry_run,
       .also = "--dryrun,--no-act,--simulate,--just-print,--recon", .shapes_output = false},
  };
  // clang-format on
  if (formats.empty()) flags.erase(flags.begin() + 2);
  return flags;
}

std::vector<Flag> running_flags(Shared& s) {
  // clang-format off
  return {
      {.letter = 'j', .name = "jobs", .value = "N", .help = "workers (default: one a core)",
       .group = "Running", .target = &s.jobs,
       .also = "-t,-c,-P,-threads,-concurrency,--threads,--concurrency,--workers,--parallel,--parallel-max,"
               "--max-threads,--max-procs,--processes,--nproc,-bulk-size,-parallelism",
       .env = true, .in_short_help = true, .shapes_output = false, .check = check_jobs},
      {.name = "now", .value = "TIME",
       .help = "the present, for all that is counted from it (RFC 3339; default: the clock)",
       .group = "Running", .target = &s.now,
       .also = "--date,--generator,--timestamp,--current-time", .check = check_time},
      {.name = "seed", .value = "N", .help = "where random choices begin",
       .group = "Running", .target = &s.seed, .also = "--random-seed,--random-state,--nr-seed"},
      {.name = "sandbox", .value = "WHEN",
       .help = "lock workers down: try (warn if the kernel cannot), require or off",
       .group = "Running", .target = &s.sandbox, .choices = {"try", "require", "off"},
       .also = "--no-sandbox,--isolate,--seccomp", .shapes_output = false},
      {.name = "config", .value = "FILE", .help = "read defaults from FILE (TOML; the keys are long names)",
       .group = "Running", .target = &s.config,
       .also = "--rcfile,--config-file,--configuration,-config,--conf,-K",
       .env = true, .shapes_output = false, .check = check_not_empty},
      {.name = "no-config", .value = "", .help = "read no configuration file of user or system",
       .group = "Running", .target = &s.no_config,
       .also = "--no-rc,--norc,--disable,--noconfig,--no-conf", .shapes_output = false},
  };
  // clang-format on
}

std::vector<Flag> message_flags(Shared& s) {
  // clang-format off
  return {
      {.letter = 'q', .name = "quiet", .value = "", .help = "no warnings and no progress; errors only",
       .group = "Messages", .target = &s.quiet,
       .also = "-s,-silent,--silent,--no-messages,--no-verbose,-nv", .shapes_output = false},
      {.letter = 'v', .name = "verbose", .value = "", .help = "say what is done; twice: say more",
       .group = "Messages", .target = &s.verbose,
       .also = "-debug,--debug,--trace,--loud,--info", .shapes_output = false},
      {.name = "log", .value = "FILE",
       .help = "append one line on this run to FILE: counts, times, digests",
       .group = "Messages", .target = &s.log,
       .also = "--joblog,--logfile,--log-file,--append-output,--output-log,-elog",
       .env = true, .shapes_output = false, .check = check_not_empty},
      {.name = "progress", .value = "DUR",
       .help = "show progress even in a pipe; with DUR as plain lines, one each DUR",
       .group = "Messages", .target = &s.progress,
       .also = "-stats,--stats,-si,--bar,--eta,--show-progress,-stats-interval,--progress-bar",
       .value_optional = true, .shapes_output = false, .check = check_progress},
      {.name = "no-progress", .value = "", .help = "show no progress",
       .group = "Messages", .target = &s.no_progress,
       .also = "--no-bar,-nsi,--no-stats,--no-show-progress,--no-progress-meter", .shapes_output = false},
      {.name = "color", .value = "WHEN", .help = "colour in tables and messages: auto, always or never",
       .group = "Messages", .target = &s.color, .choices = {"auto", "always", "never"},
       .also = "--colour,-nc,-no-color,--no-color,--colors,-C,-M", .env = true, .shapes_output = false},
  };
  // clang-format on
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
