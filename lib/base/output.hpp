// base/output.hpp -- bytes to a descriptor, with every failure noticed.
//
// std::cout, printf and fmt::output_file report success on a full disk; this class does not. A
// closed reader (EPIPE) is not a failure: the reader has had enough.
#pragma once

#include <csignal>
#include <string>
#include <string_view>

namespace peil {

/// Opens /dev/null on each of descriptors 0, 1, 2 that is closed, so that no file opened later takes
/// their place and no message lands in a state file. Call first in main. Returns a bit mask of those
/// that were closed (bit n for descriptor n).
unsigned secure_standard_descriptors();
/// What secure_standard_descriptors() found: true when stdin / stdout was closed at the start.
bool stdin_was_closed();
bool stdout_was_closed();

class Output {
 public:
  /// Standard output. Throws Fatal(kFailed) if it was closed when the program started.
  static Output standard();
  /// A file that appears whole or not at all: written beside `path`, renamed by close().
  /// Throws Fatal: kUsage if it exists and `force` is false, kFailed if it cannot be made.
  static Output file(const std::string& path, bool force);
  /// Appends to `path`, made if absent. Throws Fatal(kFailed).
  static Output append(const std::string& path);

  Output(Output&&) noexcept;
  Output& operator=(Output&&) = delete;
  ~Output();  // an output never closed is given up: its temporary file is removed

  /// Writes all of `bytes` (waits on a full non-blocking pipe, goes on after EINTR unless `stop()`).
  /// Returns false once the reader is gone; throws Fatal(kFailed, "write error: …") otherwise.
  bool write(std::string_view bytes);
  /// fsync where it is a regular file, close, rename. Throws Fatal(kFailed). Silent on a gone reader.
  void close();

  /// Once *flag is set (by a signal handler), write() tries for at most `millis` more and then gives
  /// up: the reader is slow and we are to end. It then returns false.
  void give_up_after(const volatile std::sig_atomic_t* flag, int millis);

  bool reader_gone() const { return gone_; }
  /// poll() said so: spares the write that would find out.
  void mark_reader_gone() { gone_ = true; }
  int descriptor() const { return fd_; }

 private:
  Output(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  [[noreturn]] void fail(const char* what);

  int fd_ = -1;
  std::string name_;       // for messages; "stdout"
  std::string temporary_;  // path to be renamed to final_, if any
  std::string final_;
  bool wait_for_room();

  bool gone_ = false;
  bool standard_ = false;
  const volatile std::sig_atomic_t* interrupted_ = nullptr;
  int grace_millis_ = 0;
  long deadline_millis_ = 0;
};

/// Writes all of `bytes` to a descriptor, for the processes that feed one another; false when it cannot.
bool write_all(int fd, std::string_view bytes);

/// Reads a whole file of at most `limit` bytes. Throws Fatal(kFailed) naming the path and the reason.
std::string read_file(const std::string& path, std::size_t limit);

}  // namespace peil
