// frame/source.hpp -- the operands of a filter as one stream of bytes after another.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "frame/sandbox.hpp"

namespace peil::frame {

struct FileReader;

/// Reads operand after operand; none, or `-`, is standard input. gzip and zstd are recognised by
/// their first bytes and decompressed by a sandboxed child.
class Source {
 public:
  /// Opens what can be opened now. Throws Fatal: kFailed when an operand cannot be read (named, all
  /// before any output), kUsage when stdin is a terminal.
  /// `files`, if there is one, reads what is no stream of records; it outlives the source.
  Source(std::vector<std::string> operands, SandboxMode sandbox, const FileReader* files = nullptr);
  ~Source();
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  /// Goes on to the next operand; false when there is none.
  bool next();
  /// Index of the operand being read, and its name as typed ("stdin" for -).
  std::uint32_t index() const { return index_; }
  const std::string& name(std::uint32_t index) const { return names_[index]; }

  int descriptor() const { return fd_; }
  /// A regular file never makes one wait.
  bool is_file() const { return is_file_; }
  /// Reads at most `room` bytes: their number, 0 at the end, nullopt when none is there yet.
  /// Throws Fatal(kFailed) on a read error and on damaged compressed data.
  std::optional<std::size_t> read(char* to, std::size_t room);
  /// Whether read() would give something at once.
  bool ready() const;

  /// Bytes of all operands if they are regular files, for the ETA; 0 when unknown.
  std::uint64_t total_bytes() const { return total_; }
  std::uint64_t read_bytes() const { return read_; }
  void close();

 private:
  void open_current();
  void start_decompressor(std::string first);
  void start_file_reader(std::string first);
  void follow_child(int read_end, pid_t child);
  void finish_children();

  std::vector<std::string> names_;
  std::vector<std::string> paths_;  // "" for standard input
  SandboxMode sandbox_;
  std::uint32_t index_ = 0;
  bool started_ = false;
  int fd_ = -1;
  bool is_file_ = false;
  bool at_start_ = true;
  std::string first_;    // first bytes, until they tell the compression
  std::string pending_;  // of these, what is not yet handed out
  std::vector<pid_t> children_;  // a decompressor, a reader behind it
  const FileReader* files_;
  std::uint64_t total_ = 0;
  std::uint64_t read_ = 0;
};

}  // namespace peil::frame
