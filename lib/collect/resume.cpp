// collect/resume.cpp -- facts of a run, as words in the state.
#include "collect/resume.hpp"

#include <poll.h>
#include <sys/stat.h>

#include <charconv>

#include "base/time.hpp"
#include "base/version.hpp"
#include "base/words.hpp"
#include "frame/progress.hpp"

namespace peil::collect {
namespace {

constexpr std::int64_t kSettleMillis = 1'000;
constexpr std::size_t kUnsettledLines = 2'000;

/// What makes two runs the same one. Lists of addresses are no part of it.
std::string shape_of(const frame::RunFacts& facts) {
  std::string shape(kVersion);
  for (const auto& pairs : {facts.options, facts.data})
    for (const auto& [name, value] : pairs) shape.append("\n").append(name).append("=").append(value);
  return shape;
}

std::string counts_of(const frame::Tally& tally) {
  std::string text;
  auto put = [&](std::uint64_t number) { text.append(std::to_string(number)).push_back(' '); };
  for (std::uint64_t count : tally.in) put(count);
  for (std::uint64_t count : tally.out) put(count);
  for (std::uint64_t count : {tally.bad, tally.failed, tally.ran}) put(count);
  for (const frame::Tally::Class& one : tally.classes)
    if (one.count) text.append(one.name).append("=").append(std::to_string(one.count)).push_back(' ');
  return text;
}

void read_counts(const std::string& text, frame::Tally& tally) {
  std::size_t at = 0;
  constexpr std::size_t kNumbers = 2 * kKinds + 3;
  for (std::string_view word : split(trim(text), ' ')) {
    auto equals = word.find('=');
    std::string_view digits = equals == word.npos ? word : word.substr(equals + 1);
    std::uint64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (equals != word.npos) {
      tally.count_class(word.substr(0, equals), number);
      continue;
    }
    if (at < kKinds) tally.in[at] = number;
    else if (at < 2 * kKinds) tally.out[at - kKinds] = number;
    else if (at < kNumbers)
      (at == 2 * kKinds ? tally.bad : at == 2 * kKinds + 1 ? tally.failed : tally.ran) = number;
    ++at;
  }
}

/// Tells one file from another under the same name.
std::string mark_of(const std::string& path) {
  struct stat facts;
  if (stat(path.c_str(), &facts) != 0) return {};
  return std::to_string(facts.st_dev) + ":" + std::to_string(facts.st_ino);
}

bool resume_run(store::Frontier& frontier, frame::RunFacts& facts) {
  std::string began = frontier.fact("run.began");
  if (began.empty() || frontier.fact("run.shape") != shape_of(facts)) return false;
  facts.started_at = began;
  read_counts(frontier.fact("run.counts"), facts.tally);
  return true;
}

/// Where an output of this state ended at the last commit; absent for a file that it does not know.
std::optional<std::uint64_t> known_end(store::Frontier& frontier, const std::string& path) {
  std::string mark = mark_of(path);
  if (mark.empty() || frontier.fact("output.mark") != mark) return std::nullopt;
  std::string text = frontier.fact("output.bytes");
  std::uint64_t bytes = 0;
  std::from_chars(text.data(), text.data() + text.size(), bytes);
  return bytes;
}

}  // namespace

bool Keeper::open(const cli::Shared& shared, const std::string& now) {
  if (lasting_ && shared.output && *shared.output != "-")
    out_.open(shared, known_end(crawl_.frontier(), *shared.output));
  bool resumed = resume_run(crawl_.frontier(), facts_);
  if (!resumed) facts_.started_at = now;
  if (auto began = parse_time(facts_.started_at)) crawl_.set_began(*began);
  return resumed;
}

void Keeper::save() {
  store::Frontier& frontier = crawl_.frontier();
  const Sink& sink = out_.sink();
  if (sink.appends()) {
    frontier.set_fact("output.mark", mark_of(sink.path()));
    frontier.set_fact("output.bytes", std::to_string(sink.safe_bytes()));
  }
  frontier.commit();
}

void Keeper::settle(bool at_once, const net::Engine& engine) {
  std::int64_t clock = frame::ticks();
  bool due = at_once || clock - settled_at_ >= kSettleMillis;
  Sink& sink = out_.sink();
  if (sink.appends()) {
    if (!due && crawl_.unsettled() < kUnsettledLines) return;
    sink.checkpoint();
  }
  std::size_t count = crawl_.settle(sink.safe_given(), engine);
  if (!due && count == 0) return;
  settled_at_ = clock;
  if (!lasting_) return;
  store::Frontier& frontier = crawl_.frontier();
  frontier.set_fact("run.began", facts_.started_at);
  frontier.set_fact("run.shape", shape_of(facts_));
  frontier.set_fact("run.counts", counts_of(facts_.tally));
  save();
}

void Keeper::close(const net::Engine& engine) {
  Sink& sink = out_.sink();
  while (sink.held() > 0 && !sink.reader_gone()) {
    pollfd ready{sink.descriptor(), POLLOUT, 0};
    poll(&ready, 1, 1'000);
    sink.drain();
  }
  sink.checkpoint();
  crawl_.settle(sink.safe_given(), engine);
  if (sink.reader_gone() || !lasting_) return;
  for (const char* name : {"run.began", "run.shape", "run.counts", "running"})
    crawl_.frontier().set_fact(name, "");
  save();
}

}  // namespace peil::collect
