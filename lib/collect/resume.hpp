// collect/resume.hpp -- a run that goes on where it was cut: its id, its counts, and the end of its output.
//
// A line and its mark in the state cannot be written in one stroke. So lines go first, are made safe, and
// then the state says in one commit which addresses they answered, how long the file is, and what the
// counts are. A kill in between leaves a tail that the next run cuts off, and asks for again.
#pragma once

#include <cstdint>
#include <string>

#include "collect/crawl.hpp"
#include "collect/outbox.hpp"
#include "frame/run_record.hpp"

namespace peil::collect {

class Keeper {
 public:
  /// `lasting`: the state is a file.
  Keeper(Crawl& crawl, Outbox& out, frame::RunFacts& facts, bool lasting)
      : crawl_(crawl), out_(out), facts_(facts), lasting_(lasting) {}

  /// Opens the output, cut to what the state knows of it, and takes up a run that was cut, if it had the same
  /// options: its begin (so that records bear the same run_id) and its counts. True when it did; else the
  /// run begins `now`.
  bool open(const cli::Shared& shared, const std::string& now);
  /// Lines that are safely out become done in the state. A file is made safe once a second (or `at_once`):
  /// until then a kill costs asking again, never a line that is there twice.
  void settle(bool at_once, const net::Engine& engine);
  /// The run came to its end: all lines out, waiting for a slow reader, and the next run begins anew.
  void close(const net::Engine& engine);

 private:
  void save();
  Crawl& crawl_;
  Outbox& out_;
  frame::RunFacts& facts_;
  bool lasting_;
  std::int64_t settled_at_ = 0;
};

}  // namespace peil::collect
