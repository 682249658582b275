// frame/pool.hpp -- the worker and folder processes: started, fed, watched, replaced.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "frame/filter.hpp"
#include "frame/sandbox.hpp"
#include "frame/slots.hpp"
#include "frame/worker.hpp"

namespace peil::frame {

class Pool {
 public:
  /// Maps the slots and forks `workers` workers and, where the filter has one, the folder.
  /// `event` is the descriptor by which they wake the supervisor. Throws Fatal(kFailed).
  Pool(const Filter& filter, const std::vector<std::string>& input_names, FieldChoice fields,
       SandboxMode sandbox, int workers, int event, bool names_shapes);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  Memory& memory() { return *memory_; }
  bool has_folder() const { return folder_ > 0; }

  /// A free slot to fill, -1 when all wait. It stays the caller's until dispatch().
  int free_slot();
  /// Hands the filled slot to its worker.
  void dispatch(int slot);
  /// Whether the slot's batch is ready to be written.
  bool finished(int slot);
  /// For the oldest slot in flight, once finished by its worker: passes it to the folder.
  void pass_to_folder(int slot);
  /// The slot was written: it is free again.
  void release(int slot);

  /// Notices processes that died and replaces them; the record in hand is marked. Throws
  /// Fatal(kFailed) when the folder died or workers die without a record.
  void reap();
  /// Kills workers that are over their processor time for one record. Returns how soon to ask again.
  int watch();
  /// Whether a batch is with a worker (then watch() must be called now and then).
  bool busy() const;

  /// Asks the folder to finish. Then folder_output() gives what it has written so far, and
  /// folder_goes_on() lets it write more; until folder_ended().
  void finish_folder();
  bool folder_has_output();
  std::string_view folder_output();
  std::string_view folder_journal();
  void folder_goes_on();
  bool folder_ended();
  /// Whether it failed: then folder_ended() throws the reason.
  bool folder_failed() { return memory_->shared().folder_finished.load(std::memory_order_acquire) >= 2; }

  /// What the sandbox lacks, in words.
  std::string sandbox_missing() { return memory_->shared().sandbox_missing; }

 private:
  struct Process {
    pid_t pid = -1;
    std::uint32_t filled = 0;    // slots dispatched so far, modulo the ring
    std::uint32_t finished = 0;  // of these, done with
    std::uint32_t released = 0;
    int deaths_without_work = 0;
    bool killed_over_budget = false;
    // The record that was in hand at the last look, and the processor time then.
    std::uint64_t seen_slot = 0, seen_input = 0, seen_cpu = 0;
  };
  int slot_of(std::size_t worker, std::uint32_t turn) const;
  bool start_worker(std::size_t worker);
  void start_folder();
  [[noreturn]] void worker_life(std::size_t worker);
  [[noreturn]] void folder_life();
  void notify();
  void worker_died(std::size_t worker, int status);

  const Filter& filter_;
  const std::vector<std::string>& input_names_;
  FieldChoice fields_;
  SandboxMode sandbox_;
  bool names_shapes_;
  int event_;
  std::unique_ptr<Step> step_;
  std::unique_ptr<Folder> fold_;  // until the folder process has it
  bool folds_ = false;
  std::unique_ptr<Memory> memory_;
  std::vector<Process> workers_;
  pid_t supervisor_ = getpid();
  pid_t folder_ = -1;
  bool folder_reaped_ = false;
  int candidate_ = -1;
};

}  // namespace peil::frame
