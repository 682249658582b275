// frame/slots.hpp -- the memory that supervisor, workers and folder share: a ring of slots a worker.
//
// One anonymous mapping, made before the forks. A slot holds one batch: its input, what the worker
// makes of it, what the folder makes of that, and notes for people. It goes
//
//   kFree -supervisor-> kReady -worker-> kDone [-folder-> kFolded] -supervisor-> kFree
//
// Regions are reserved for the largest record and cost memory only where touched; a slot that held
// a large record is given back (MADV_REMOVE).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.hpp"
#include "record/fields.hpp"

namespace peil::frame {

enum SlotState : std::uint32_t { kFree, kReady, kDone, kFolded };

/// Counts of one batch, or of a run.
struct Tally {
  static constexpr int kClasses = 24;
  struct Class {
    char name[40];
    std::uint64_t count;
  };
  std::uint64_t in[kKinds];
  std::uint64_t out[kKinds];
  std::uint64_t bad;     ///< lines that are no record
  std::uint64_t failed;  ///< records that became error records
  std::uint64_t ran;     ///< records handled without failure
  Class classes[kClasses];

  void count_class(std::string_view name, std::uint64_t count);
  void add(const Tally& other);
};

/// How far a worker has come in a batch. Two copies: the one not in use is written, then the index is
/// turned, so that a worker may be killed between any two instructions.
struct Commit {
  std::uint64_t input;   ///< offset of the next record
  std::uint64_t output;  ///< bytes written so far
  std::uint64_t notes;
};

struct SlotHeader {
  std::atomic<std::uint32_t> state;
  std::atomic<std::uint32_t> commit_index;
  Commit commits[2];
  std::uint64_t input_length;
  std::uint64_t page_at;         ///< where the governing page line stands in the input region
  std::uint64_t page_length;     ///< 0: none
  std::uint64_t first_line;      ///< number of the batch's first line in its input
  std::uint32_t input_index;     ///< which operand
  std::uint32_t last_open;       ///< 1: the input ended without a newline
  std::uint32_t skip_signal;     ///< after a crash: signal or 0; the record at commit.input is to be failed
  std::uint32_t skip;            ///< 0 none, 1 crashed, 2 over budget, 3 crashed again while being failed
  std::uint64_t folded_length;   ///< lines; then, in the same region:
  std::uint64_t journal_length;  ///< what goes into the journal once they are written
  Tally tally;
};

struct Slot {
  SlotHeader* header;
  char* input;
  char* output;
  char* folded;
  char* notes;

  Commit committed() const {
    return header->commits[header->commit_index.load(std::memory_order_acquire) & 1];
  }
  void commit(const Commit& commit) {
    std::uint32_t next = (header->commit_index.load(std::memory_order_relaxed) + 1) & 1;
    header->commits[next] = commit;
    header->commit_index.store(next, std::memory_order_release);
  }
};

/// A line for people about one record of a batch.
struct Note {
  enum Type : std::uint8_t { kBadLine, kFailed, kRemark };
  Type type;
  std::uint64_t line;
  std::uint64_t offset;  ///< of the raw line in the batch's input, for --rejects
  std::uint64_t length;
  std::string_view text;
};
void append_note(const Note& note, Buffer& out);
std::vector<Note> read_notes(std::string_view notes);

/// What stands in front of the slots.
struct Shared {
  std::atomic<std::uint32_t> supervisor_sleeps;
  std::atomic<std::uint32_t> stop;
  // The folder's queue: slot numbers in input order.
  std::atomic<std::uint32_t> queue_end;
  std::atomic<std::uint32_t> folder_flush;  ///< 1: finish() has filled its region and waits
  std::atomic<std::uint32_t>
      folder_finished;  ///< 1: done, 2 and more: failed with that status + 2, the reason stands in its region
  std::uint64_t finish_length;
  std::uint64_t finish_journal;  ///< bytes behind these, for the journal
  Tally finish_tally;
  static constexpr std::uint32_t kQueue = 1024;
  static constexpr std::uint32_t kFinish = 0xFFFFFFFF;  ///< in the queue: no more slots, finish
  std::uint32_t queue[kQueue];
  static constexpr std::size_t kMaxWorkers = 64;
  std::atomic<std::uint32_t> began[kMaxWorkers];  ///< 1: the worker is ready for its first record
  char sandbox_missing[64];                       ///< what lock_down() could not do, for -v
};

class Memory {
 public:
  /// Maps `slots` slots for lines up to limits::kLineBytes; smaller regions where address space is
  /// short (ulimit -v). Throws Fatal(kFailed).
  Memory(std::size_t slots, bool with_folder);
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  Shared& shared() { return *shared_; }
  Slot slot(std::size_t index);
  /// The folder's region for finish().
  char* finish() { return finish_; }

  std::size_t input_capacity() const { return input_; }
  std::size_t output_capacity() const { return output_; }
  std::size_t notes_capacity() const { return notes_; }
  /// The longest line that a slot takes.
  std::size_t max_line() const { return max_line_; }

  /// Gives back what a large record touched.
  void release(const Slot& slot, std::size_t input_used, std::size_t output_used);

 private:
  bool try_map(std::size_t slots, bool with_folder, std::size_t max_line);
  char* base_ = nullptr;
  std::size_t size_ = 0;
  Shared* shared_ = nullptr;
  char* slots_ = nullptr;
  char* finish_ = nullptr;
  std::size_t header_ = 0, input_ = 0, output_ = 0, folded_ = 0, notes_ = 0, stride_ = 0, max_line_ = 0;
};

/// Waits until `word` is no longer `value`, at most `millis` (-1: for ever); wakes who waits on it.
void futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t value, int millis);
void futex_wake(std::atomic<std::uint32_t>& word);

}  // namespace peil::frame
