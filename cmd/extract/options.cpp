// cmd/extract/options.cpp -- the flag table of extract.
#include "options.hpp"

#include "base/buffer.hpp"
#include "maps/map.hpp"
#include "record/fields.hpp"

namespace peil {

namespace {

/// Plain text.
std::vector<cli::Flag> text_flags(Options& o) {
  return {{.name = "text-input",
           .value = "",
           .help = "input is plain text: each operand is one message",
           .group = "Input",
           .target = &o.text_input,
           .in_short_help = true},
          {.name = "lines",
           .value = "",
           .help = "with --text-input: each line is one message",
           .group = "Input",
           .target = &o.lines,
           .in_short_help = true}};
}

/// What comes out.
std::vector<cli::Flag> output_flags(Options& o) {
  return {{.name = "only",
           .value = "WHAT",
           .help = "read nothing but these, from any text: identifiers",
           .group = "Output",
           .target = &o.only,
           .choices = {"identifiers"},
           .in_short_help = true},
          {.name = "flat",
           .value = "",
           .help = "with --only: a line for each, with its context",
           .group = "Output",
           .target = &o.flat,
           .in_short_help = true},
          {.name = "show",
           .value = "",
           .help = "print the text with its facts marked, for people",
           .group = "Output",
           .target = &o.show,
           .in_short_help = true}};
}

/// What is known of a site or a table beforehand.
std::vector<cli::Flag> guide_flags(Options& o) {
  return {{.name = "profile",
           .value = "PATH",
           .help = "site profiles: a file, or a folder of *.profile",
           .group = "Input",
           .target = &o.profiles,
           .in_short_help = true},
          {.name = "suggest-profile",
           .value = "",
           .help = "print a site profile drafted from what is found on a page",
           .group = "Input",
           .target = &o.suggest_profile,
           .in_short_help = true},
          {.name = "map",
           .value = "MAP",
           .help = "file or name of a map: what columns or members mean",
           .group = "Input",
           .target = &o.map,
           .also = "--mapping",
           .in_short_help = true},
          {.name = "suggest-map",
           .value = "",
           .help = "print a map for FILE, drafted from its first rows",
           .group = "Input",
           .target = &o.suggest_map,
           .in_short_help = true}};
}

/// Where records of other tools hold what is read.
std::vector<cli::Flag> pointer_flags(Options& o) {
  return {{.name = "text-at",
           .value = "POINTER",
           .help = "JSON Pointer to the text or HTML of a foreign record",
           .group = "Foreign records",
           .target = &o.text_at,
           .in_short_help = true},
          {.name = "title-at",
           .value = "POINTER",
           .help = "to its title",
           .group = "Foreign records",
           .target = &o.title_at},
          {.name = "url-at",
           .value = "POINTER",
           .help = "to its address",
           .group = "Foreign records",
           .target = &o.url_at,
           .in_short_help = true},
          {.name = "time-at",
           .value = "POINTER",
           .help = "to the time when it was seen",
           .group = "Foreign records",
           .target = &o.time_at}};
}

std::vector<cli::Flag> own_flags(Options& o) {
  std::vector<cli::Flag> flags;
  for (auto* group : {text_flags, output_flags, guide_flags, pointer_flags}) {
    const std::vector<cli::Flag> some = group(o);
    flags.insert(flags.end(), some.begin(), some.end());
  }
  return flags;
}

}  // namespace

cli::Command command(Options& o) {
  return {
      .name = "extract",
      .summary = "turn captures into pages and the offers, posts, feedback and sellers on them",
      .operands = "[FILE…]",
      .flags = cli::with_shared(o.shared, own_flags(o), {"jsonl", "tsv"}),
      .examples = {{"What is offered on these pages, and at what price?",
                    "fetch -o - *.html | extract | jq -c 'select(.prices) | [.title, .prices]'"},
                   {"What does each message of a chat say?", "extract --text-input --lines chat.txt"},
                   {"Which accounts and addresses stand in this file?",
                    "extract --only identifiers --flat --text-input seized.txt"},
                   {"What was read on this page, and where?", "fetch page.html | extract --show | less -R"},
                   {"What is in this spreadsheet?",
                    "extract --suggest-map list.xlsx > list.map; "
                    "extract --map list.map list.xlsx"}},
      .lists = {{"maps", [] { return maps::list_maps(); }},
                {"map-members", [] { return maps::list_members(); }},
                {"fields",
                 [] {
                   Buffer out;
                   write_field_list(out);
                   return out.str();
                 }}},
      .schema =
          [](std::string_view kind) {
            Buffer out;
            write_schema(kind.empty() ? Kind::kForeign : kind_from_name(kind), out);
            return out.str();
          },
  };
}

}  // namespace peil
