#include "frame/pool.hpp"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "base/exit.hpp"
#include "base/limits.hpp"

namespace peil::frame {
namespace {

constexpr int kRing = limits::kSlotsPerWorker;
constexpr rlim_t kWorkerData = rlim_t{3} << 30;  // private memory of a worker; more is a failed record

void limit_memory() {
  if (kSanitized) return;
  rlimit limit{};
  getrlimit(RLIMIT_DATA, &limit);
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > kWorkerData) limit.rlim_cur = kWorkerData;
  setrlimit(RLIMIT_DATA, &limit);
}

// A worker leaves the keyboard's signals to the supervisor, and dies with it.
// `parent` was asked for before the fork: afterwards it may be gone already.
void become_child(pid_t parent) {
  for (int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1}) signal(number, SIG_IGN);
  for (int number : {SIGCHLD, SIGALRM}) signal(number, SIG_DFL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
}

std::uint64_t cpu_millis(pid_t pid) {
  clockid_t clock;
  timespec used;
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0) return 0;
  return static_cast<std::uint64_t>(used.tv_sec) * 1000 + static_cast<std::uint64_t>(used.tv_nsec) / 1000000;
}

}  // namespace

Pool::Pool(const Filter& filter, const std::vector<std::string>& input_names, FieldChoice fields,
           SandboxMode sandbox, int workers, int event, bool names_shapes)
    : filter_(filter),
      input_names_(input_names),
      fields_(std::move(fields)),
      sandbox_(sandbox),
      names_shapes_(names_shapes),
      event_(event) {
  step_ = filter.make_step();
  if (filter.make_folder) fold_ = filter.make_folder();
  workers_.resize(static_cast<std::size_t>(workers));
  folds_ = fold_ != nullptr;
  memory_ = std::make_unique<Memory>(workers_.size() * kRing, folds_);
  if (fold_) start_folder();
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (start_worker(i)) continue;
    if (i == 0) throw Fatal(Exit::kFailed, std::string("cannot start a worker: ") + strerror(errno));
    workers_.resize(i);  // fewer will do
  }
}

Pool::~Pool() {
  for (Process& worker : workers_)
    if (worker.pid > 0) kill(worker.pid, SIGKILL);
  if (folder_ > 0 && !folder_reaped_) kill(folder_, SIGKILL);
  for (Process& worker : workers_)
    if (worker.pid > 0) waitpid(worker.pid, nullptr, 0);
  if (folder_ > 0 && !folder_reaped_) waitpid(folder_, nullptr, 0);
}

int Pool::slot_of(std::size_t worker, std::uint32_t turn) const {
  return static_cast<int>(worker) * kRing + static_cast<int>(turn % kRing);
}

void Pool::notify() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (memory_->shared().supervisor_sleeps.exchange(0)) {
    std::uint64_t one = 1;
    if (write(event_, &one, sizeof one) < 0) return;  // full: it is awake anyway
  }
}

bool Pool::start_worker(std::size_t worker) {
  memory_->shared().began[worker].store(0);
  pid_t pid = fork();
  if (pid < 0) return false;
  if (pid == 0) worker_life(worker);
  workers_[worker].pid = pid;
  return true;
}

void Pool::worker_life(std::size_t index) {
  become_child(supervisor_);
  int status = 0;
  try {
    limit_memory();
    Worker worker(filter_, *step_, input_names_, fields_, folds_, names_shapes_);
    close_all_but(event_, event_);
    std::string missing = lock_down(SandboxRole::kWorker, sandbox_);
    strncpy(memory_->shared().sandbox_missing, missing.c_str(), sizeof memory_->shared().sandbox_missing - 1);
    memory_->shared().began[index].store(1);
    for (std::uint32_t turn = workers_[index].finished;; ++turn) {
      Slot slot = memory_->slot(static_cast<std::size_t>(slot_of(index, turn)));
      for (std::uint32_t state; (state = slot.header->state.load(std::memory_order_acquire)) != kReady;)
        futex_wait(slot.header->state, state, 10000);
      worker.batch(slot, *memory_);
      slot.header->state.store(kDone, std::memory_order_release);
      notify();
    }
  } catch (const std::bad_alloc&) {
    status = static_cast<int>(Exit::kFailed);
  } catch (const std::exception&) {
    status = static_cast<int>(Exit::kFailed);
  }
  _exit(status);
}

void Pool::start_folder() {
  folder_ = fork();
  if (folder_ < 0) throw Fatal(Exit::kFailed, std::string("cannot start the folder: ") + strerror(errno));
  if (folder_ == 0) folder_life();
  fold_.reset();  // what it loaded is the folder's alone
}

// The folder keeps its descriptors: state files were opened for it before the fork.
void Pool::folder_life() {
  become_child(supervisor_);
  Shared& shared = memory_->shared();
  Buffer final_out(memory_->finish(), memory_->output_capacity());
  try {
    lock_down(SandboxRole::kWorker, sandbox_);
    std::uint32_t next = 0;
    std::vector<std::string_view> messages;
    for (;; ++next) {
      while (shared.queue_end.load(std::memory_order_acquire) == next)
        futex_wait(shared.queue_end, next, 10000);
      std::uint32_t number = shared.queue[next % Shared::kQueue];
      if (number == Shared::kFinish) break;
      Slot slot = memory_->slot(number);
      Commit done = slot.committed();
      Buffer out(slot.folded, memory_->output_capacity());
      Emitter emitter(out);
      Emitter::messages({slot.output, done.output}, messages);
      fold_->take_batch(messages, emitter);
      if (fields_.active() && filter_.writes_run_record) fields_.apply_to_lines(out, 0);
      for (const Note& note : read_notes({slot.notes, done.notes}))
        if (note.type == Note::kBadLine) fold_->bad_line(note.text);
      for (int kind = 0; kind < kKinds; ++kind)
        slot.header->tally.out[kind] += emitter.counts().lines[static_cast<std::size_t>(kind)];
      for (const auto& [name, count] : emitter.counts().failures) slot.header->tally.count_class(name, count);
      slot.header->folded_length = out.size();
      out.append(emitter.journal().view());
      slot.header->journal_length = emitter.journal().size();
      slot.header->state.store(kFolded, std::memory_order_release);
      notify();
    }
    Emitter emitter(final_out);
    auto publish = [&] {
      shared.finish_length = final_out.size();
      final_out.append(emitter.journal().view());
      shared.finish_journal = emitter.journal().size();
      emitter.journal().clear();
      shared.folder_flush.store(1, std::memory_order_release);
      notify();
      while (shared.folder_flush.load(std::memory_order_acquire) == 1)
        futex_wait(shared.folder_flush, 1, 10000);
      final_out.clear();
    };
    emitter.flush_with(1u << 20, publish);
    fold_->finish(emitter);
    if (!final_out.empty() || !emitter.journal().empty()) publish();
    for (int kind = 0; kind < kKinds; ++kind)
      shared.finish_tally.out[kind] = emitter.counts().lines[static_cast<std::size_t>(kind)];
    for (const auto& [name, count] : emitter.counts().failures) shared.finish_tally.count_class(name, count);
    shared.folder_finished.store(1, std::memory_order_release);
  } catch (const std::exception& error) {
    auto* fatal = dynamic_cast<const Fatal*>(&error);
    final_out.clear();
    final_out.append(error.what());
    shared.finish_length = final_out.size();
    // 2 and more: it failed; what is behind 2 is the exit status.
    auto status = static_cast<std::uint32_t>(fatal ? fatal->status : Exit::kFailed);
    shared.folder_finished.store(2 + status, std::memory_order_release);
  }
  notify();
  _exit(0);
}

int Pool::free_slot() {
  if (candidate_ >= 0) return candidate_;
  std::size_t best = workers_.size();
  std::uint32_t least = kRing;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    std::uint32_t waiting = workers_[i].filled - workers_[i].released;
    if (workers_[i].pid > 0 && waiting < least) best = i, least = waiting;
  }
  if (best == workers_.size()) return -1;
  return candidate_ = slot_of(best, workers_[best].filled);
}

void Pool::dispatch(int number) {
  Slot slot = memory_->slot(static_cast<std::size_t>(number));
  SlotHeader& header = *slot.header;
  header.skip = header.skip_signal = 0;
  header.folded_length = header.journal_length = 0;
  header.tally = Tally{};
  slot.commit({0, 0, 0});
  header.state.store(kReady, std::memory_order_release);
  futex_wake(header.state);
  ++workers_[static_cast<std::size_t>(number / kRing)].filled;
  candidate_ = -1;
}

bool Pool::finished(int number) {
  std::uint32_t state =
      memory_->slot(static_cast<std::size_t>(number)).header->state.load(std::memory_order_acquire);
  return state == kFolded || (state == kDone && !has_folder());
}

void Pool::pass_to_folder(int number) {
  Shared& shared = memory_->shared();
  std::uint32_t end = shared.queue_end.load(std::memory_order_relaxed);
  shared.queue[end % Shared::kQueue] = static_cast<std::uint32_t>(number);
  shared.queue_end.store(end + 1, std::memory_order_release);
  futex_wake(shared.queue_end);
}

void Pool::release(int number) {
  Slot slot = memory_->slot(static_cast<std::size_t>(number));
  memory_->release(slot, slot.header->page_at + slot.header->page_length + slot.header->input_length,
                   slot.committed().output);
  slot.header->state.store(kFree, std::memory_order_release);
  ++workers_[static_cast<std::size_t>(number / kRing)].released;
}

bool Pool::busy() const {
  return std::any_of(workers_.begin(), workers_.end(),
                     [](const Process& w) { return w.filled != w.released; });
}

// Only our own are asked for: the source has a child too, and waits for it itself.
void Pool::reap() {
  int status;
  if (folder_ > 0 && !folder_reaped_ && waitpid(folder_, &status, WNOHANG) == folder_) {
    folder_reaped_ = true;
    if (memory_->shared().folder_finished.load() == 0)
      throw Fatal(
          Exit::kFailed,
          "the process that holds the table died" +
              (WIFSIGNALED(status) ? " (signal " + std::to_string(WTERMSIG(status)) + ")" : std::string()));
  }
  for (std::size_t i = 0; i < workers_.size(); ++i)
    if (workers_[i].pid > 0 && waitpid(workers_[i].pid, &status, WNOHANG) == workers_[i].pid)
      worker_died(i, status);
}

void Pool::worker_died(std::size_t index, int status) {
  Process& worker = workers_[index];
  worker.pid = -1;
  // Which of its slots was in hand: the first, in ring order, that is not done with.
  worker.finished = worker.released;
  while (worker.finished != worker.filled &&
         memory_->slot(static_cast<std::size_t>(slot_of(index, worker.finished))).header->state.load() !=
             kReady)
    ++worker.finished;
  bool at_work = memory_->shared().began[index].load() != 0;
  if (!at_work || worker.finished == worker.filled) {
    // No record is to blame: memory ran out at the start, or someone killed an idle worker.
    if (++worker.deaths_without_work > 5)
      throw Fatal(Exit::kFailed, "workers die before they do anything; out of memory?");
  } else {
    SlotHeader& header = *memory_->slot(static_cast<std::size_t>(slot_of(index, worker.finished))).header;
    bool again = header.skip != 0;
    header.skip = again ? 3 : worker.killed_over_budget ? 2 : 1;
    header.skip_signal = WIFSIGNALED(status) ? static_cast<std::uint32_t>(WTERMSIG(status)) : 0;
    worker.deaths_without_work = 0;
  }
  worker.killed_over_budget = false;
  if (!start_worker(index))
    throw Fatal(Exit::kFailed, std::string("cannot replace a worker: ") + strerror(errno));
}

int Pool::watch() {
  std::uint64_t limit = filter_.cpu_limit_millis;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    Process& worker = workers_[i];
    std::uint32_t turn = worker.released;
    while (turn != worker.filled &&
           memory_->slot(static_cast<std::size_t>(slot_of(i, turn))).header->state.load() != kReady)
      ++turn;
    if (turn == worker.filled || worker.pid <= 0) continue;
    std::uint64_t input = memory_->slot(static_cast<std::size_t>(slot_of(i, turn))).committed().input;
    std::uint64_t cpu = cpu_millis(worker.pid);
    if (worker.seen_slot != turn + 1u || worker.seen_input != input) {
      worker.seen_slot = turn + 1u;
      worker.seen_input = input;
      worker.seen_cpu = cpu;
    } else if (cpu > worker.seen_cpu + limit && !worker.killed_over_budget) {
      worker.killed_over_budget = true;
      kill(worker.pid, SIGKILL);
    }
  }
  return static_cast<int>(std::clamp<std::uint64_t>(limit / 10, 20, 1000));
}

void Pool::finish_folder() { pass_to_folder(static_cast<int>(Shared::kFinish)); }
bool Pool::folder_has_output() { return memory_->shared().folder_flush.load(std::memory_order_acquire) == 1; }
std::string_view Pool::folder_output() { return {memory_->finish(), memory_->shared().finish_length}; }

void Pool::folder_goes_on() {
  memory_->shared().folder_flush.store(0, std::memory_order_release);
  futex_wake(memory_->shared().folder_flush);
}

std::string_view Pool::folder_journal() {
  return {memory_->finish() + memory_->shared().finish_length, memory_->shared().finish_journal};
}

bool Pool::folder_ended() {
  std::uint32_t ended = memory_->shared().folder_finished.load(std::memory_order_acquire);
  if (ended >= 2) throw Fatal(static_cast<Exit>(ended - 2), std::string(folder_output()));
  return ended == 1;
}

}  // namespace peil::frame
