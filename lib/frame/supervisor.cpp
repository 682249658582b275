// frame/supervisor.cpp -- run(): one process that frames lines, feeds workers and writes in order.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <set>

#include "base/output.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "frame/filter.hpp"
#include "frame/pool.hpp"
#include "frame/progress.hpp"
#include "frame/run_record.hpp"
#include "frame/sink.hpp"
#include "frame/source.hpp"

namespace peil::frame {
namespace {

constexpr int kMaxMessages = 20;
constexpr int kGraceMillis = 2000;

volatile std::sig_atomic_t stop_signal = 0;
volatile std::sig_atomic_t child_died = 0;
volatile std::sig_atomic_t progress_asked = 0;
int event_descriptor = -1;

void on_signal(int number) {
  int saved = errno;
  if (number == SIGCHLD) child_died = 1;
  else if (number == SIGUSR1) progress_asked = 1;
  else if (stop_signal) _exit(128 + number);  // the second time: at once
  else stop_signal = number;
  std::uint64_t one = 1;
  if (event_descriptor >= 0 && write(event_descriptor, &one, sizeof one) < 0) progress_asked = progress_asked;
  errno = saved;
}

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  for (int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGUSR1}) {
    struct sigaction before;
    sigaction(number, nullptr, &before);
    // nohup and background jobs ignore some of these on purpose.
    if (before.sa_handler != SIG_IGN || number == SIGCHLD) sigaction(number, &action, nullptr);
  }
}

// Counting newlines is all that the supervisor does to a byte: let the compiler use the wide units.
__attribute__((optimize("O3"))) std::uint64_t count_newlines(const char* bytes, std::size_t size) {
  std::uint64_t count = 0;
  while (size > 0) {
    std::size_t block = std::min<std::size_t>(size, 255);
    std::uint8_t some = 0;
    for (std::size_t i = 0; i < block; ++i) some = static_cast<std::uint8_t>(some + (bytes[i] == '\n'));
    count += some;
    bytes += block;
    size -= block;
  }
  return count;
}

// Whether a line opens as `{"v":1,"kind":"KIND"`, with or without blanks.
bool opens_as(std::string_view line, std::string_view kind) {
  auto take = [&](std::string_view word) {
    while (line.starts_with(' ')) line.remove_prefix(1);
    if (!line.starts_with(word)) return false;
    line.remove_prefix(word.size());
    return true;
  };
  return take("{") && take("\"v\"") && take(":") && take("1") && take(",") && take("\"kind\"") && take(":") &&
         take("\"") && take(kind) && take("\"");
}

int worker_count(const cli::Shared& shared) {
  std::int64_t wanted = shared.jobs.value_or(0);
  if (wanted == 0) {
    cpu_set_t cpus;
    wanted = sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? CPU_COUNT(&cpus) : 1;
  }
  return static_cast<int>(std::clamp<std::int64_t>(wanted, 1, Shared::kMaxWorkers));
}

// Under --sandbox=require: whether a worker could be locked down, tried in a child before any work.
void require_sandbox(SandboxMode mode) {
  if (mode != SandboxMode::kRequire) return;
  pid_t pid = fork();
  if (pid == 0) {
    try {
      lock_down(SandboxRole::kWorker, mode);
    } catch (const Fatal&) {
      _exit(1);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  if (status != 0)
    throw Fatal(Exit::kFailed,
                "--sandbox=require: this system cannot confine a worker (seccomp and Landlock are needed)");
}

// Writing over an operand would destroy what is being read, --force or not.
void refuse_own_input(const std::string& path, const std::vector<std::string>& operands) {
  struct stat target, input;
  if (stat(path.c_str(), &target) != 0 || !S_ISREG(target.st_mode)) return;
  auto same = [&] { return input.st_dev == target.st_dev && input.st_ino == target.st_ino; };
  bool is_input = operands.empty() && fstat(STDIN_FILENO, &input) == 0 && same();
  for (const std::string& operand : operands)
    is_input = is_input || (stat(operand.c_str(), &input) == 0 && same());
  if (is_input) throw Fatal(Exit::kUsage, path + " is being read; write to another file");
}

// -n: nothing is read or written.
Exit say_plan(const cli::Shared& shared) {
  std::string words;
  for (const std::string& operand : shared.operands) words += "would read " + printable(operand) + "\n";
  if (shared.operands.empty()) words += "would read stdin\n";
  words += "would write to " + (shared.output ? printable(*shared.output) : std::string("stdout")) + "\n";
  Output out = Output::standard();
  out.write(words);
  out.close();
  return Exit::kOk;
}

class Supervisor {
 public:
  Supervisor(const Filter& filter, const cli::Shared& shared)
      : filter_(filter),
        shared_(shared),
        sandbox_(sandbox_mode(shared.sandbox)),
        began_(now_millis()),
        source_(shared.operands, sandbox_, &filter.files),
        output_(shared) {
    if (shared.rejects) rejects_.emplace(Output::file(*shared.rejects, shared.force));
    for (std::uint32_t i = 0; i < std::max<std::size_t>(shared.operands.size(), 1); ++i)
      names_.push_back(source_.name(i));
    facts_.command = filter.command;
    facts_.options = shared.given;
    facts_.data = filter.data;
  }

  Exit run();

 private:
  bool fill();
  bool fill_from_source();
  bool next_source();
  bool skip_long_line(Slot slot);
  void dispatch(Slot slot, std::size_t length, bool last_open);
  bool write_finished();
  void write_slot(int number);
  void remember(std::string_view journal);
  void fold_finished();
  void report_notes(Slot slot);
  void bad_line(std::uint64_t line, std::uint32_t input, std::string_view text);
  void sleep();
  void finish_folder();
  void write_end();
  Exit status() const;
  void show_progress(bool now);
  [[noreturn]] void end_by_signal();

  const Filter& filter_;
  const cli::Shared& shared_;
  SandboxMode sandbox_;
  UnixMillis began_;
  Source source_;
  Sink output_;
  std::optional<Output> rejects_;
  std::vector<std::string> names_;
  std::unique_ptr<Pool> pool_;
  std::optional<Progress> progress_;
  RunFacts facts_;

  // What is being filled.
  bool source_open_ = false;
  bool input_ended_ = false;
  std::optional<Fatal> input_error_;
  int current_ = -1;
  std::size_t filled_ = 0;
  std::size_t last_newline_ = 0;  // one past it; 0: none yet
  std::string carry_;             // the beginning of the next batch
  std::uint64_t next_line_ = 1;
  bool too_long_ = false;
  std::string last_page_;

  std::deque<int> in_flight_;  // in input order
  std::size_t folding_ = 0;    // of these, how many the folder has
  int messages_ = 0;
  std::set<std::string> remarks_;  // -v: what was said once
  std::uint64_t silent_ = 0;
};

void Supervisor::bad_line(std::uint64_t line, std::uint32_t input, std::string_view text) {
  if (++messages_ > kMaxMessages) {
    ++silent_;
    return;
  }
  progress_->erase();
  if (!shared_.quiet)
    cli::say(shared_.program, names_[input] + ":" + std::to_string(line) + ": " + std::string(text));
}

// Hands the first `length` bytes of the slot to its worker; what lies behind is kept for the next.
void Supervisor::dispatch(Slot slot, std::size_t length, bool last_open) {
  SlotHeader& header = *slot.header;
  carry_.assign(slot.input + length, filled_ - length);
  header.input_length = length;
  header.first_line = next_line_;
  header.input_index = source_.index();
  header.last_open = last_open;
  header.page_at = header.page_length = 0;
  std::string_view batch(slot.input, length);
  next_line_ += count_newlines(slot.input, length);
  if (filter_.needs_page) {
    std::size_t page_at = length + kLinePadding;
    if (!last_page_.empty() && opens_as(batch, "item") &&
        page_at + last_page_.size() + kLinePadding <= pool_->memory().input_capacity()) {
      memcpy(slot.input + page_at, last_page_.data(), last_page_.size());
      header.page_at = page_at;
      header.page_length = last_page_.size();
    }
    // The last page of this batch governs the items that open the next.
    std::size_t end = batch.ends_with('\n') ? length - 1 : length;
    for (;;) {
      const void* newline = memrchr(slot.input, '\n', end);
      std::size_t start =
          newline ? static_cast<std::size_t>(static_cast<const char*>(newline) - slot.input) + 1 : 0;
      if (opens_as(batch.substr(start, end - start), "page")) {
        last_page_.assign(batch.substr(start, end - start));
        break;
      }
      if (start == 0) break;
      end = start - 1;
    }
  }
  in_flight_.push_back(current_);
  pool_->dispatch(current_);
  current_ = -1;
  filled_ = last_newline_ = 0;
}

// Goes to the next operand. An input that turns out damaged ends the run, but only after what came
// before it was written.
bool Supervisor::next_source() {
  try {
    if (source_.next()) return true;
  } catch (const Fatal& fatal) {
    input_error_ = fatal;
  }
  input_ended_ = true;
  return false;
}

// One step towards a full batch. False when nothing can be done now.
bool Supervisor::fill() {
  if (input_ended_ || stop_signal) return false;
  if (current_ < 0) {
    current_ = pool_->free_slot();
    if (current_ < 0) return false;
    Slot slot = pool_->memory().slot(static_cast<std::size_t>(current_));
    memcpy(slot.input, carry_.data(), carry_.size());
    filled_ = carry_.size();
    last_newline_ = 0;
    if (std::size_t newline = carry_.rfind('\n'); newline != std::string::npos) last_newline_ = newline + 1;
    carry_.clear();
  }
  return fill_from_source();
}

bool Supervisor::fill_from_source() {
  Slot slot = pool_->memory().slot(static_cast<std::size_t>(current_));
  if (!source_open_) {
    if (!next_source()) return true;
    source_open_ = true;
    next_line_ = 1;
  }
  if (too_long_) return skip_long_line(slot);
  bool whole = filter_.framing == Framing::kTextWhole;
  bool ready = source_.ready();
  if (!whole && last_newline_ > 0 && (filled_ >= limits::kBatchBytes || !ready)) {
    dispatch(slot, last_newline_, false);
    return true;
  }
  if (!ready) return false;
  std::size_t limit = whole ? limits::kTextBytes : pool_->memory().max_line();
  std::size_t room = std::max(limits::kBatchBytes, filled_ + limits::kBatchBytes) - filled_;
  room = std::min(std::min<std::size_t>(room, limits::kBatchBytes), limit + 1 - std::min(filled_, limit + 1));
  if (room == 0) {
    too_long_ = true;
    return true;
  }
  auto count = source_.read(slot.input + filled_, room);
  if (!count) return false;
  if (*count == 0) {
    source_open_ = false;
    if (filled_ > 0) dispatch(slot, filled_, slot.input[filled_ - 1] != '\n');
    return true;
  }
  const void* newline = memrchr(slot.input + filled_, '\n', *count);
  if (newline) last_newline_ = static_cast<std::size_t>(static_cast<const char*>(newline) - slot.input) + 1;
  filled_ += *count;
  return true;
}

// A line beyond the limit is read to its end, kept by --rejects, counted, and costs one buffer.
bool Supervisor::skip_long_line(Slot slot) {
  bool whole = filter_.framing == Framing::kTextWhole;
  if (whole) {  // the text is cut at the limit; what follows is dropped
    if (filled_ > 0) {
      filled_ = limits::kTextBytes;
      while (filled_ > 0 && (slot.input[filled_] & 0xC0) == 0x80) --filled_;  // at a character's border
      bad_line(next_line_, source_.index(),
               "text longer than " + std::to_string(limits::kTextBytes) + " bytes; the rest is left out");
      ++facts_.tally.bad;
      dispatch(slot, filled_, true);
      return true;
    }
  } else if (!in_flight_.empty()) {
    return false;  // rejects are kept in order: first what came before
  } else if (filled_ > 0) {
    if (rejects_) rejects_->write({slot.input, filled_});
    filled_ = last_newline_ = 0;
  }
  if (!source_.ready()) return false;
  auto count = source_.read(slot.input, limits::kBatchBytes);
  if (!count) return false;
  const void* newline = *count && !whole ? memchr(slot.input, '\n', *count) : nullptr;
  std::size_t end =
      newline ? static_cast<std::size_t>(static_cast<const char*>(newline) - slot.input) + 1 : *count;
  if (rejects_ && !whole) rejects_->write({slot.input, end});
  if (!newline && *count > 0) return true;
  too_long_ = false;
  if (*count == 0) source_open_ = false;
  if (whole) return true;
  bad_line(next_line_, source_.index(),
           "longer than " + std::to_string(pool_->memory().max_line()) + " bytes");
  ++facts_.tally.bad;
  facts_.tally.count_class("bad_line", 1);
  ++next_line_;
  memmove(slot.input, slot.input + end, *count - end);
  filled_ = *count - end;
  if (const void* last = memrchr(slot.input, '\n', filled_))
    last_newline_ = static_cast<std::size_t>(static_cast<const char*>(last) - slot.input) + 1;
  return true;
}

void Supervisor::report_notes(Slot slot) {
  for (const Note& note : read_notes({slot.notes, slot.committed().notes})) {
    if (note.type == Note::kRemark) {
      std::string where = names_[slot.header->input_index] + ":" + std::to_string(note.line) + ": ";
      if (remarks_.emplace(note.text).second) cli::say(shared_.program, where + std::string(note.text));
      continue;
    }
    bad_line(note.line, slot.header->input_index, note.text);
    if (rejects_ && note.type == Note::kBadLine) {
      rejects_->write({slot.input + note.offset, note.length});
      rejects_->write("\n");
    }
  }
}

// What was written is remembered now, not before. What no reader took is not.
void Supervisor::remember(std::string_view journal) {
  if (filter_.journal == nullptr || journal.empty()) return;
  filter_.journal->append(journal, !shared_.output);
}

void Supervisor::write_slot(int number) {
  Slot slot = pool_->memory().slot(static_cast<std::size_t>(number));
  std::string_view bytes = pool_->has_folder() ? std::string_view(slot.folded, slot.header->folded_length)
                                               : std::string_view(slot.output, slot.committed().output);
  report_notes(slot);
  if (output_.write(bytes) && pool_->has_folder())
    remember({slot.folded + slot.header->folded_length, slot.header->journal_length});
  facts_.tally.add(slot.header->tally);
  pool_->release(number);
}

// Finished batches go to the folder in input order.
void Supervisor::fold_finished() {
  while (pool_->has_folder() && folding_ < in_flight_.size()) {
    int number = in_flight_[folding_];
    if (pool_->memory()
            .slot(static_cast<std::size_t>(number))
            .header->state.load(std::memory_order_acquire) != kDone)
      return;
    pool_->pass_to_folder(number);
    ++folding_;
  }
}

bool Supervisor::write_finished() {
  fold_finished();
  bool any = false;
  while (!in_flight_.empty() && pool_->finished(in_flight_.front()) && !output_.reader_gone()) {
    write_slot(in_flight_.front());
    in_flight_.pop_front();
    if (folding_ > 0) --folding_;
    any = true;
  }
  return any;
}

// Until input, a finished batch, a signal, a gone reader, or a time to look at the workers.
void Supervisor::sleep() {
  Shared& shared = pool_->memory().shared();
  shared.supervisor_sleeps.store(1);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  bool ready =
      !in_flight_.empty() &&
      (pool_->finished(in_flight_.front()) ||
       (pool_->has_folder() && folding_ < in_flight_.size() &&
        pool_->memory().slot(static_cast<std::size_t>(in_flight_[folding_])).header->state.load() == kDone));
  ready = ready || (pool_->has_folder() && (pool_->folder_has_output() || shared.folder_finished.load()));
  if (!ready) {
    bool wants_input =
        !input_ended_ && !stop_signal && source_open_ && current_ >= 0 && !(too_long_ && !in_flight_.empty());
    pollfd waits[3] = {{event_descriptor, POLLIN, 0},
                       {output_.output().descriptor(), 0, 0},
                       {wants_input ? source_.descriptor() : -1, POLLIN, 0}};
    int limit = pool_->busy() ? pool_->watch() : -1;
    int due = progress_->due();
    if (due >= 0 && (limit < 0 || due < limit)) limit = due;
    poll(waits, 3, limit);
    if (waits[1].revents & POLLERR) output_.output().mark_reader_gone();
    if (waits[0].revents) {
      std::uint64_t count;
      if (read(event_descriptor, &count, sizeof count) < 0) errno = 0;
    }
  }
  shared.supervisor_sleeps.store(0);
}

void Supervisor::show_progress(bool now) {
  const Tally& tally = facts_.tally;
  progress_->show({tally.ran + tally.failed + tally.bad, tally.failed + tally.bad, source_.read_bytes(),
                   source_.total_bytes()},
                  now);
}

void Supervisor::finish_folder() {
  if (!pool_->has_folder() || output_.reader_gone()) return;
  pool_->finish_folder();
  for (;;) {
    if (child_died) {
      child_died = 0;
      pool_->reap();
    }
    if (pool_->folder_has_output()) {
      if (output_.write(pool_->folder_output())) remember(pool_->folder_journal());
      pool_->folder_goes_on();
      continue;
    }
    if (pool_->folder_ended() || output_.reader_gone()) break;
    if (stop_signal) break;
    sleep();
  }
  facts_.tally.add(pool_->memory().shared().finish_tally);
}

// The run record, and what there is to say at the end.
void Supervisor::write_end() {
  const Tally& tally = facts_.tally;
  bool wrote_ours = false;
  for (Kind kind : {Kind::kCapture, Kind::kPage, Kind::kItem, Kind::kRun})
    wrote_ours = wrote_ours || tally.out[static_cast<int>(kind)] > 0;
  if (filter_.writes_run_record && wrote_ours) {
    Buffer line;
    write_run_record(facts_, line);
    line.push('\n');
    output_.write(line.view());
  }
  progress_->erase();
  if (silent_ && !shared_.quiet) cli::say(shared_.program, with_thousands(silent_) + " more of these");
  std::uint64_t wrong = tally.bad + tally.failed;
  if (wrong && tally.ran == 0 && !shared_.quiet) {
    bool lines = filter_.framing == Framing::kJsonLines && tally.failed == 0;
    const char* hint =
        "; input is one JSON object a line: pages and files come in by fetch, plain text with --text-input";
    cli::say(shared_.program, std::string("no record could be handled") + (lines ? hint : ""));
  }
  std::string missing = pool_->sandbox_missing();
  if (shared_.verbose && !missing.empty())
    cli::say(shared_.program, "sandbox: this system has no " + missing);
}

Exit Supervisor::status() const {
  const Tally& tally = facts_.tally;
  bool wrote = std::any_of(std::begin(tally.out), std::end(tally.out), [](std::uint64_t n) { return n > 0; });
  if (tally.bad || tally.failed) return Exit::kPartial;
  return shared_.expect_output && !wrote ? Exit::kPartial : Exit::kOk;
}

void Supervisor::end_by_signal() {
  int number = stop_signal;
  progress_->erase();
  pool_.reset();
  signal(number, SIG_DFL);
  raise(number);
  _exit(128 + number);
}

Exit Supervisor::run() {
  require_sandbox(sandbox_);
  event_descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event_descriptor < 0) throw Fatal(Exit::kFailed, std::string("eventfd: ") + strerror(errno));
  catch_signals();
  struct stat input;
  progress_.emplace(shared_, fstat(STDIN_FILENO, &input) == 0 && S_ISFIFO(input.st_mode));
  pool_ = std::make_unique<Pool>(filter_, names_, FieldChoice::parse(shared_.fields), sandbox_,
                                 worker_count(shared_), event_descriptor, shared_.verbose > 0);
  if (!shared_.output) fcntl(STDOUT_FILENO, F_SETPIPE_SZ, 1 << 20);
  output_.output().give_up_after(&stop_signal, kGraceMillis);
  lock_down(SandboxRole::kSupervisor, sandbox_ == SandboxMode::kRequire ? SandboxMode::kTry : sandbox_);
  std::int64_t deadline = 0;
  for (;;) {
    if (child_died) {
      child_died = 0;
      pool_->reap();
    }
    // A folder that failed ends the run, after what came before it was written.
    if (pool_->has_folder() && pool_->folder_failed() && !write_finished()) pool_->folder_ended();
    if (stop_signal && deadline == 0) deadline = ticks() + kGraceMillis;
    if (progress_asked) {
      progress_asked = 0;
      show_progress(true);
    }
    if (output_.reader_gone() || (deadline && ticks() > deadline)) break;
    bool worked = write_finished();
    while (!output_.reader_gone() && fill()) {
      worked = true;
      if (!in_flight_.empty() && pool_->finished(in_flight_.front())) break;
      fold_finished();
    }
    show_progress(false);
    if ((input_ended_ || stop_signal) && in_flight_.empty()) break;
    if (!worked) sleep();
  }
  if (stop_signal) end_by_signal();
  if (input_error_) throw *input_error_;
  finish_folder();
  if (stop_signal) end_by_signal();
  write_end();
  output_.close();
  if (rejects_) rejects_->close();
  if (filter_.journal && !output_.reader_gone()) filter_.journal->commit();
  Exit result = output_.reader_gone() ? Exit::kOk : status();
  pool_.reset();
  // What was printed for people was lines, not records.
  if (!filter_.writes_run_record) std::fill(std::begin(facts_.tally.out), std::end(facts_.tally.out), 0);
  if (shared_.log) append_log(*shared_.log, facts_, static_cast<int>(result), began_);
  return result;
}

}  // namespace

Exit run(const Filter& filter, const cli::Shared& shared) {
  for (const auto& path : {shared.output, shared.rejects})
    if (path) refuse_own_input(*path, shared.operands);
  if (shared.dry_run) return say_plan(shared);
  return Supervisor(filter, shared).run();
}

}  // namespace peil::frame
