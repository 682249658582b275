// cmd/classify/options.hpp -- the flag table of classify.
#pragma once

#include <fmt/format.h>

#include "base/buffer.hpp"
#include "cli/flags.hpp"
#include "labels/command.hpp"
#include "labels/tools.hpp"
#include "record/fields.hpp"

namespace peil {

struct Options {
  cli::Shared shared;
  labels::Settings settings;
};

inline cli::Command command(Options& o) {
  auto& s = o.settings;
  auto builtin = [] { return labels::need_taxonomy({}); };
  cli::Flag folders{0,          "taxonomy",
                    "DIR",      "add the tables of this folder; its rows replace equal ones",
                    "Taxonomy", &s.taxonomy};
  folders.in_short_help = true;
  const cli::Flag model{.name = "model",
                        .value = "FILE",
                        .help = "the learned model to use (default: the built-in one)",
                        .group = "Model",
                        .target = &s.model};
  auto& t = s.train;
  return {
      .name = "classify",
      .summary = "say what pages and items are about, whether they offer it, to whom, and why",
      .operands = "[FILE…]",
      .flags =
          cli::with_shared(o.shared,
                           {
                               {.name = "explain",
                                .value = "",
                                .help = "print each text with its marked terms, sums and reasons, for people",
                                .group = "Output",
                                .target = &s.explain,
                                .in_short_help = true},
                               {.name = "width",
                                .value = "N",
                                .help = "columns of --explain (default: the terminal's, else 80)",
                                .group = "Output",
                                .target = &s.width},
                               {.name = "text-input",
                                .value = "",
                                .help = "read plain text: each input is one post",
                                .group = "Input",
                                .target = &s.text_input,
                                .in_short_help = true},
                               {.name = "lines",
                                .value = "",
                                .help = "with --text-input: each line is a post",
                                .group = "Input",
                                .target = &s.lines,
                                .in_short_help = true},
                               {.name = "text-at",
                                .value = "POINTER",
                                .help = "where the text of a foreign record stands (or /text)",
                                .group = "Input",
                                .target = &s.pointers.text,
                                .in_short_help = true},
                               {.name = "title-at",
                                .value = "POINTER",
                                .help = "where its title stands (or /title)",
                                .group = "Input",
                                .target = &s.pointers.title},
                               {.name = "url-at",
                                .value = "POINTER",
                                .help = "where its address stands (or /url)",
                                .group = "Input",
                                .target = &s.pointers.url},
                               folders,
                               model,
                               {.name = "no-model",
                                .value = "",
                                .help = "let the rules speak alone: no scores",
                                .group = "Model",
                                .target = &s.no_model},
                               {.name = "export-taxonomy",
                                .value = "DIR",
                                .help = "write the built-in tables there, for editing",
                                .group = "Taxonomy",
                                .target = &s.export_to,
                                .shapes_output = false},
                           }),
      .verbs =
          {{"lint", "check tables and say what is odd", "[DIR…]", {folders}},
           {"test", "run a table of texts with expected labels", "CASES.tsv…", {folders}},
           {"why", "show what the lexicon knows of a word or phrase", "TERM", {folders}},
           {"card", "print the card of a model: its data, classes and figures", "", {model}},
           {"train",
            "learn a model from labelled records, into -o FILE",
            "[LABELLED.jsonl…]",
            {{.name = "name", .value = "NAME", .help = "what the card calls it", .group = "Model", .target = &t.name},
             {.name = "notes",
              .value = "FILE",
              .help = "lines for its card: origin and licence of the data, known failures",
              .group = "Model",
              .target = &t.notes},
             {.name = "classes",
              .value = "FILE",
              .help = "table of classes, or builtin (default: from the labels)",
              .group = "Model",
              .target = &t.classes},
             {.name = "least-rows",
              .value = "N",
              .help = "examples that a class needs",
              .group = "Model",
              .target = &t.least_rows},
             {.name = "least-sellers",
              .value = "N",
              .help = "sellers that a class and an n-gram need",
              .group = "Model",
              .target = &t.least_sellers},
             {.name = "folds",
              .value = "N",
              .help = "parts of the sellers, each held back once to calibrate; 0: none",
              .group = "Model",
              .target = &t.folds},
             {.name = "leave-out",
              .value = "K/N",
              .help = "learn nothing from this part of the sellers, to measure on it",
              .group = "Model",
              .target = &t.leave_out},
             folders}},
           {"terms",
            "print the terms of a label, one a line",
            "LABEL…",
            {{.name = "lang",
              .value = "CODE",
              .help = "only terms of this language, and of none",
              .group = "Output",
              .target = &s.language},
             {.name = "weak", .value = "", .help = "weak terms too", .group = "Output", .target = &s.weak},
             folders}},
           {"init", "write the tables of a new taxonomy, ready to be filled", "NAME [DIR]", {}},
           {"suggest",
            "propose terms: what sets some texts of a corpus apart from the rest",
            "[FILE…]",
            {{.name = "label",
              .value = "LABEL",
              .help = "compare the texts with this goods label with the others",
              .group = "Suggesting",
              .target = &s.suggest.label},
             {.name = "match",
              .value = "WORD",
              .help = "compare the texts in which this word or phrase stands (repeatable)",
              .group = "Suggesting",
              .target = &s.suggest.match},
             {.name = "background",
              .value = "FILE",
              .help = "texts to compare with, beside the others (repeatable)",
              .group = "Suggesting",
              .target = &s.suggest.background},
             {.name = "least",
              .value = "N",
              .help = "leave out what is in fewer texts (default: 3)",
              .group = "Suggesting",
              .target = &s.suggest.least},
             {.name = "limit",
              .value = "N",
              .help = "print at most so many terms (default: 50)",
              .group = "Suggesting",
              .target = &s.suggest.limit},
             {.name = "known",
              .value = "",
              .help = "print terms of the label that the lexicon has, too",
              .group = "Suggesting",
              .target = &s.suggest.known},
             {.name = "rows",
              .value = "",
              .help = "print rows of a lexicon.tsv",
              .group = "Output",
              .target = &s.suggest.rows},
             folders}}},
      .examples = {{"Is this an offer, and of what?",
                    "echo 'Te koop: 50 gram speedpasta' | classify --text-input --explain"},
                   {"Which records of another tool are about drugs?",
                    "classify --text-at /body posts.jsonl > labelled.jsonl"},
                   {"Which words could one search for?", "classify terms drug.nps --lang nl"}},
      .lists = {{"fields",
                 [] {
                   Buffer out;
                   write_field_list(out);
                   return out.str();
                 }},
                {"labels", [=] { return labels::list_labels(*builtin()); }},
                {"terms", [=] { return labels::list_terms(*builtin()); }},
                {"schemes", [=] { return labels::list_schemes(*builtin()); }}},
      .schema =
          [](std::string_view kind) {
            Buffer out;
            write_schema(kind_from_name(kind), out);
            return out.str();
          },
      .version_details = [=] { return "taxonomy " + builtin()->digest(); },
  };
}

}  // namespace peil
