#include "frame/slots.hpp"

#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "base/exit.hpp"
#include "base/limits.hpp"
#include "record/record.hpp"

namespace peil::frame {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kKept = 2u << 20;  // of each region, that a slot keeps between batches

std::size_t whole_pages(std::size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

}  // namespace

void Tally::count_class(std::string_view name, std::uint64_t count) {
  for (int i = 0; i < kClasses; ++i) {
    Class& one = classes[i];
    if (one.count == 0) {
      std::size_t length = std::min(name.size(), sizeof one.name - 1);
      memcpy(one.name, name.data(), length);
      one.name[length] = 0;
    }
    // The last place takes what finds no place of its own.
    if (one.name == name || i == kClasses - 1) {
      one.count += count;
      return;
    }
  }
}

void Tally::add(const Tally& other) {
  for (int i = 0; i < kKinds; ++i) {
    in[i] += other.in[i];
    out[i] += other.out[i];
  }
  bad += other.bad;
  failed += other.failed;
  ran += other.ran;
  for (const Class& one : other.classes)
    if (one.count) count_class(one.name, one.count);
}

void append_note(const Note& note, Buffer& out) {
  std::uint64_t words[3] = {note.line, note.offset, note.length};
  std::uint16_t length = static_cast<std::uint16_t>(std::min<std::size_t>(note.text.size(), 300));
  out.push(static_cast<char>(note.type));
  out.append({reinterpret_cast<const char*>(words), sizeof words});
  out.append({reinterpret_cast<const char*>(&length), sizeof length});
  out.append(note.text.substr(0, length));
}

std::vector<Note> read_notes(std::string_view notes) {
  std::vector<Note> all;
  while (notes.size() >= 27) {
    std::uint64_t words[3];
    std::uint16_t length;
    memcpy(words, notes.data() + 1, sizeof words);
    memcpy(&length, notes.data() + 25, sizeof length);
    all.push_back(
        {static_cast<Note::Type>(notes[0]), words[0], words[1], words[2], notes.substr(27, length)});
    notes.remove_prefix(27 + std::size_t{length});
  }
  return all;
}

Memory::Memory(std::size_t slots, bool with_folder) {
  for (std::size_t max_line = limits::kLineBytes; max_line >= (1u << 20); max_line /= 2)
    if (try_map(slots, with_folder, max_line)) return;
  throw Fatal(Exit::kFailed, std::string("out of memory: cannot map the workers' slots: ") + strerror(errno));
}

bool Memory::try_map(std::size_t slots, bool with_folder, std::size_t max_line) {
  max_line_ = max_line;
  header_ = whole_pages(sizeof(SlotHeader));
  // A batch, the page that governs it, and what RecordParser reads beyond a line.
  input_ = whole_pages(2 * max_line + limits::kBatchBytes + 4 * kLinePadding);
  output_ = whole_pages(4 * max_line);
  folded_ = with_folder ? output_ : 0;
  notes_ = whole_pages(std::max<std::size_t>(max_line / 4, 16u << 20));
  stride_ = header_ + input_ + output_ + folded_ + notes_;
  std::size_t front = whole_pages(sizeof(Shared));
  std::size_t finish = with_folder ? output_ : 0;
  size_ = front + finish + slots * stride_;
  void* base =
      mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return false;
  base_ = static_cast<char*>(base);
  shared_ = reinterpret_cast<Shared*>(base_);
  finish_ = base_ + front;
  slots_ = finish_ + finish;
  return true;
}

Memory::~Memory() { munmap(base_, size_); }

Slot Memory::slot(std::size_t index) {
  char* at = slots_ + index * stride_;
  Slot slot;
  slot.header = reinterpret_cast<SlotHeader*>(at);
  slot.input = at + header_;
  slot.output = slot.input + input_;
  slot.folded = slot.output + output_;
  slot.notes = slot.folded + folded_;
  return slot;
}

void Memory::release(const Slot& slot, std::size_t input_used, std::size_t output_used) {
  auto give_back = [](char* region, std::size_t used) {
    if (used > kKept) madvise(region + kKept, whole_pages(used) - kKept, MADV_REMOVE);
  };
  give_back(slot.input, input_used);
  give_back(slot.output, output_used);
  if (folded_) give_back(slot.folded, slot.header->folded_length + slot.header->journal_length);
}

void futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t value, int millis) {
  timespec limit{millis / 1000, (millis % 1000) * 1000000L};
  syscall(SYS_futex, &word, FUTEX_WAIT, value, millis < 0 ? nullptr : &limit, nullptr, 0);
}

void futex_wake(std::atomic<std::uint32_t>& word) {
  syscall(SYS_futex, &word, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

}  // namespace peil::frame
