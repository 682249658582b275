// store/log.hpp -- an append log that knows what is whole: checksummed frames behind a head.
//
// A frame is appended by one write; a process killed in its middle leaves a torn tail, which the next
// opening cuts off. Anything else that does not add up (a flipped byte, a file that became shorter, a
// file of another program) is damage: it is named and nothing is used.
//
//   head    64 bytes: magic, length at the last good end, checksum
//   frame   16 bytes: length, type and check of these, checksum of the bytes that follow
//
// One writer at a time, by an advisory lock on the file. Numbers are little-endian.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace peil::store {

class Log {
 public:
  enum class Access {
    kWrite,  ///< for one process alone; the file is made if absent
    kRead,   ///< must be there; others may read too
  };
  /// Opens and locks. Throws Fatal: kRetry when another process has it, kFailed with the remedy when
  /// it is no log of this kind (`magic`: at most 16 bytes), is empty, damaged, a directory, or lies on a
  /// file system without locks.
  static Log open(const std::string& path, std::string_view magic, Access access);
  /// A new log beside `path` that takes its place with replace().
  static Log beside(const std::string& path, std::string_view magic);

  Log(Log&& other) noexcept;
  Log& operator=(Log&&) = delete;
  ~Log();

  /// Calls visit(bytes) for each frame, in order, each checked before; those written with `final` false
  /// and never committed are left out and, by a writer, cut off. Throws Fatal(kFailed) naming the file
  /// and the place of the first damage.
  void read(const std::function<void(std::string_view)>& visit);

  /// Appends one frame. Not `final`: it counts once commit() was called. REQUIRES: read() was called, or
  /// beside(). Throws Fatal(kFailed); the file is then cut back to what it was.
  void append(std::string_view bytes, bool final);
  /// Makes all frames count, forces them to disk and notes the length in the head.
  void commit();
  /// Of beside(): commits, and renames over `path`, both forced to disk.
  void replace();

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return end_; }
  /// Error at a place, for readers of the frames: "FILE: damaged at byte N: WHY; restore a copy, or …".
  [[noreturn]] void damaged(std::uint64_t at, const std::string& why) const;
  /// Where the frame in hand of read() begins.
  std::uint64_t frame_start() const { return frame_start_; }

 private:
  Log(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  void read_head(std::string_view magic);
  void write_head();
  void get(char* to, std::size_t size, std::uint64_t at) const;
  void put(std::string_view bytes, std::uint64_t at);

  int fd_ = -1;
  std::string path_, temporary_, magic_;
  bool writer_ = false;
  bool pending_ = false;           // frames were written that wait for commit()
  std::uint64_t clean_ = 0;        // length at the last good end, of the head
  std::uint64_t end_ = 0;          // where the next frame goes
  std::uint64_t frame_start_ = 0;  // of read()
};

}  // namespace peil::store
