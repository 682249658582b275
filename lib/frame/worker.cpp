#include "frame/worker.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <new>

namespace peil::frame {

namespace {

// Why the record in hand was lost with its worker.
Failure loss(const Filter& filter, std::uint32_t skip, std::uint32_t signal) {
  if (skip == 2)
    return {"over_budget", std::to_string(filter.cpu_limit_millis) + " ms of processor time were not enough"};
  if (signal == SIGSYS)
    return {"worker_crashed", "stopped by the sandbox: a system call that no step needs (signal 31)"};
  return {"worker_crashed", signal ? "signal " + std::to_string(signal) : std::string("it ended by itself")};
}

}  // namespace

struct Worker::Job {
  Slot slot;
  SlotHeader& header;
  Buffer out;
  Buffer notes;
  Emitter emitter;
  std::uint64_t line_number;
  std::size_t offset = 0;  // of the record in hand
  std::size_t length = 0;  // of its line
  const Record* page = nullptr;
  std::string_view page_line;
  bool last_open = false;

  Job(Slot s, const Memory& memory)
      : slot(s),
        header(*s.header),
        out(s.output, memory.output_capacity()),
        notes(s.notes, memory.notes_capacity()),
        emitter(out),
        line_number(s.header->first_line) {
    Commit done = s.committed();
    out.advance(done.output);
    notes.advance(done.notes);
    emitter.take_back(out.size());
    offset = done.input;
    // Lines before the resumed record were handled by a predecessor.
    line_number += static_cast<std::uint64_t>(std::count(s.input, s.input + offset, '\n'));
  }

  void note(Note::Type type, std::string_view text) {
    try {
      append_note({type, line_number, offset, length, text}, notes);
    } catch (const BufferFull&) {
      // Full of notes: the counts still say how many there were.
    }
  }
};

Worker::Worker(const Filter& filter, Step& step, const std::vector<std::string>& input_names,
               const FieldChoice& fields, bool sends_messages, bool names_shapes)
    : filter_(filter),
      step_(step),
      input_names_(input_names),
      fields_(fields),
      sends_messages_(sends_messages),
      names_shapes_(names_shapes),
      parser_(filter.numbers),
      page_parser_(filter.numbers) {}

void Worker::batch(Slot slot, const Memory& memory) {
  Job job(slot, memory);
  SlotHeader& header = job.header;
  if (header.page_length) job.page_line = {slot.input + header.page_at, header.page_length};
  std::string_view input(slot.input, header.input_length);
  bool lines = filter_.framing != Framing::kTextWhole;
  while (job.offset < input.size()) {
    const void* newline =
        lines ? std::memchr(input.data() + job.offset, '\n', input.size() - job.offset) : nullptr;
    std::size_t end =
        newline ? static_cast<std::size_t>(static_cast<const char*>(newline) - input.data()) : input.size();
    job.length = end - job.offset;
    job.last_open = !newline && header.last_open;
    std::size_t start = job.out.size();
    std::uint32_t skip = header.skip, skip_signal = header.skip_signal;
    line(job, input.substr(job.offset, job.length), skip, skip_signal);
    if (fields_.active() && !sends_messages_) {
      fields_.apply_to_lines(job.out, start);
      job.emitter.lines_rewritten();
    }
    const Emitter::Counts& counts = job.emitter.counts();
    for (int kind = 0; kind < kKinds; ++kind)
      header.tally.out[kind] += counts.lines[static_cast<std::size_t>(kind)];
    for (const auto& [name, count] : counts.failures) header.tally.count_class(name, count);
    job.emitter.clear_counts();
    header.skip = 0;
    job.offset = std::min(end + 1, input.size());
    slot.commit({job.offset, job.out.size(), job.notes.size()});
    ++job.line_number;
  }
}

void Worker::line(Job& job, std::string_view bytes, std::uint32_t skip, std::uint32_t skip_signal) {
  Tally& tally = job.header.tally;
  if (filter_.framing != Framing::kTextWhole && (bytes.empty() || bytes == "\r")) return;
  Context context{nullptr, input_names_[job.header.input_index], job.line_number, filter_.command};
  if (filter_.framing != Framing::kJsonLines) {
    std::size_t start = job.out.size();
    try {
      if (skip) throw loss(filter_, skip, skip_signal);
      step_.text(bytes.ends_with('\r') ? bytes.substr(0, bytes.size() - 1) : bytes, context, job.emitter);
      ++tally.ran;
    } catch (const Failure& failure) {
      job.emitter.take_back(start);
      ++tally.bad;
      tally.count_class(failure.error_class, 1);
      job.note(Note::kBadLine, failure.error_class + ": " + failure.message);
    }
    return;
  }
  if (skip == 3) {  // it crashed its worker even while being turned into an error record
    ++tally.bad;
    tally.count_class("worker_crashed", 1);
    job.note(Note::kBadLine, "worker_crashed: twice on this line; it is left out");
    return;
  }
  auto record = parser_.parse(bytes);
  if (!record) {
    ++tally.bad;
    tally.count_class("bad_line", 1);
    job.note(Note::kBadLine, (job.last_open ? "unterminated last line: " : "") + record.error().message);
    return;
  }
  handle(job, **record, context, skip, skip_signal);
}

void Worker::handle(Job& job, const Record& record, const Context& plain, std::uint32_t skip,
                    std::uint32_t skip_signal) {
  Tally& tally = job.header.tally;
  Context context = plain;
  std::size_t start = job.out.size();
  if (record.kind() == Kind::kRun) {
    if (record["command"].text() == filter_.command) return;  // a second run replaces what the first said
    if (!sends_messages_) {
      if (!filter_.writes_run_record) return;  // the output is for people, not records
      job.out.append(record.line());
      job.emitter.end_line(Kind::kRun);
      return;
    }
  }
  if (filter_.needs_page && record.kind() == Kind::kItem && !job.page_line.empty()) {
    if (!job.page)
      if (auto page = page_parser_.parse(job.page_line); page && (*page)->kind() == Kind::kPage)
        job.page = *page;
    // `dedupe -u` may leave an item behind the page of another: only its own page governs it.
    bool own = job.page && (*job.page)["id"].text() == record["page"]["id"].text();
    context.page = own ? job.page : nullptr;
  }
  if (record.kind() == Kind::kPage) {
    job.page_line = record.line();
    job.page = nullptr;
  }
  // A record that cost a predecessor its life was counted by it.
  if (!skip) ++tally.in[static_cast<std::size_t>(record.kind())];
  if (names_shapes_) name_shape(job, record);
  Failure failure;
  try {
    if (skip) throw loss(filter_, skip, skip_signal);
    step_.record(record, context, job.emitter);
    ++tally.ran;
    return;
  } catch (const Failure& thrown) {
    failure = thrown;
  } catch (const BufferFull&) {
    failure = {"over_budget", "its output is larger than a worker's buffer"};
  } catch (const std::bad_alloc&) {
    failure = {"over_budget", "out of memory"};
  } catch (const std::exception& error) {
    failure = {"worker_crashed", error.what()};
  }
  job.emitter.take_back(start);
  fail(job, record, context, failure);
}

void Worker::name_shape(Job& job, const Record& record) {
  const Shape* shape = shape_of(record);
  if (shape && shape != last_shape_) job.note(Note::kRemark, std::string(shape->name) + " record");
  last_shape_ = shape;
}

void Worker::fail(Job& job, const Record& record, const Context& context, const Failure& failure) {
  std::size_t start = job.out.size();
  try {
    step_.failed(record, failure, context, job.emitter);
  } catch (const std::exception&) {
    job.emitter.take_back(start);
    if (!sends_messages_) {
      job.out.append(record.line());
      job.emitter.end_line(record.kind());
    }
  }
  ++job.header.tally.failed;
  job.header.tally.count_class(failure.error_class, 1);
  job.note(Note::kFailed, failure.error_class + ": " + failure.message);
}

}  // namespace peil::frame
