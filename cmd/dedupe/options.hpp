// cmd/dedupe/options.hpp -- the flags of dedupe.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

#include "base/buffer.hpp"
#include "base/time.hpp"
#include "cli/flags.hpp"
#include "clusters/options.hpp"
#include "record/fields.hpp"

namespace peil {

struct Options {
  cli::Shared shared;
  clusters::Options clusters;
  std::optional<std::string> dropped, members, state;
  std::string before;
  cli::Size memory;
};

inline std::string check_level(std::string_view word) {
  auto levels = clusters::parse_levels({std::string(word)});
  return levels ? "" : levels.error().message;
}
inline std::string check_pointer(std::string_view word) {
  return word.starts_with('/') ? "" : "not a JSON Pointer, such as /seller/id";
}

inline std::string check_time(std::string_view word) {
  return parse_time(word) ? "" : "not a date or time, such as 2026-01-31";
}

inline std::string check_share(std::string_view word) {
  std::string text(word);
  char* end = nullptr;
  double share = std::strtod(text.c_str(), &end);
  return *end == '\0' && !text.empty() && share >= 0.5 && share <= 1 ? "" : "not a share from 0.5 to 1";
}

/// The flag table: the one place where dedupe's flags are described.
inline cli::Command command(Options& o) {
  clusters::Options& c = o.clusters;
  auto row = [](char letter, std::string name, std::string value, std::string help, std::string group,
                cli::Target target, std::string also = {}) {
    cli::Flag flag{letter, std::move(name), std::move(value), std::move(help), std::move(group), target};
    flag.also = std::move(also);
    flag.in_short_help = flag.group != "Foreign records";
    if (flag.value == "POINTER") flag.check = check_pointer;
    if (flag.value == "LEVEL") flag.check = check_level;
    if (flag.value == "SHARE") flag.check = check_share;
    if (flag.value == "DATE") flag.check = check_time;
    if (flag.name == "period") flag.choices = {"day", "week", "month", "year"};
    if (flag.name == "state" || flag.name == "clusters" || flag.name == "memory")
      flag.shapes_output = flag.name == "state";
    return flag;
  };
  auto pointer = [&](std::string name, std::string help, std::string* target) {
    return row(0, std::move(name), "POINTER", std::move(help), "Foreign records", target);
  };
  return {
      .name = "dedupe",
      .summary = "say which records are the same thing, seen again",
      .operands = "[FILE…]",
      .flags = cli::with_shared(
          o.shared,
          {
              row(0, "by", "LEVEL",
                  "what makes two records one: digest, url, text, offer or field:POINTER; given several "
                  "times, the "
                  "first that matches decides (default: pages digest, items offer)",
                  "Recognition", &c.by, "--key,--field"),
              row(0, "similarity", "SHARE", "least share of three-word runs in common, for text",
                  "Recognition", &c.threshold, "--threshold,--jaccard"),
              row('u', "unique", "", "print only the first record of each cluster", "Selection", &c.unique,
                  "--uniq,--dedup"),
              row(0, "new", "", "print only the first record of what the state has not", "Selection",
                  &c.only_new, "--fresh"),
              row(0, "dropped", "FILE", "with -u or --new: write the records left out to FILE", "Selection",
                  &o.dropped),
              row(0, "clusters", "FILE", "write each record's cluster, with the reason, to FILE", "Selection",
                  &o.members),
              row(0, "state", "FILE", "remember there what was seen, and when; made if absent", "State",
                  &o.state, "--db,--database,--cache"),
              row(0, "memory", "SIZE", "what the table may take; more ends the run (default: what it needs)",
                  "State", &o.memory),
              row(0, "period", "PERIOD", "occasion of a record that has no tags.occasion", "State",
                  &c.period),
              pointer("text-at", "text of a foreign record (default: /text, /body, /content)", &c.text_at),
              pointer("title-at", "title of a foreign record (default: /title, /name)", &c.title_at),
              pointer("url-at", "address of a foreign record (default: /url, /endpoint)", &c.url_at),
              pointer("time-at", "time of a foreign record (default: /fetched_at, /timestamp, /time, /date)",
                      &c.time_at),
              pointer("key-at", "id of a foreign record, for cluster.of (default: /id)", &c.key_at),
          }),
      .verbs = {{"close", "say of each record who its seller is, now that all keys are known", "[FILE…]", {}},
                {"map", "write each record behind a key to sort by, for reduce", "[FILE…]", {}},
                {"reduce",
                 "dedupe sorted lines of map: the same clusters for any order of the input",
                 "[FILE…]",
                 {}},
                {"observations", "print from --state what was seen on which occasion", "", {}},
                {"forget",
                 "remove from --state what was not seen since a day",
                 "",
                 {row(0, "before", "DATE", "the day: what was last seen before it goes", "State",
                      &o.before)}}},
      .examples = {{"how many different offers are there?", "dedupe -u labels.jsonl | report act"},
                   {"what is new since the last run?", "dedupe --new --state seen.state labels.jsonl"},
                   {"which texts were copied from site to site?",
                    "dedupe --by text labels.jsonl > clusters.jsonl"}},
      .lists = {{"levels", clusters::level_list},
                {"fields",
                 [] {
                   Buffer out;
                   write_field_list(out);
                   return out.str();
                 }}},
      .schema = [](std::string_view kind) -> std::string {
        if (!kind.empty() && kind_from_name(kind) == Kind::kForeign) return "";
        Buffer out;
        write_schema(kind.empty() ? Kind::kForeign : kind_from_name(kind), out);
        return out.str();
      },
  };
}

}  // namespace peil
