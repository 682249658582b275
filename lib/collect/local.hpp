// collect/local.hpp -- local files as captures: a page saved long ago, or an archive of many.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.hpp"
#include "base/time.hpp"
#include "collect/child.hpp"
#include "net/block_list.hpp"

namespace peil::collect {

/// What every capture of a run bears.
struct Marks {
  std::string run_id;
  std::string tags_json;
  std::optional<UnixMillis> now;  ///< --now
  std::uint64_t max_bytes = 0;
  const net::BlockList* blocked = nullptr;
  bool any_media = false;
};

/// A local file, opened. Owns its descriptor.
class LocalFile {
 public:
  /// Opens `path`; reading is never begun on a device. error() says why when that fails.
  LocalFile(std::string address, std::string path, std::string seed_json);
  ~LocalFile();
  LocalFile(LocalFile&& other) noexcept;
  LocalFile& operator=(LocalFile&& other) noexcept;

  bool ok() const { return fd_ >= 0; }
  const std::string& error() const { return error_; }
  /// Of an archive only the record that lies there: `address` is what it should be a capture of.
  void take_part(std::uint64_t offset, std::uint64_t length);
  struct Part {
    std::uint64_t offset = 0, length = 0;
  };
  const std::optional<Part>& part() const { return part_; }

  /// Starts with the bytes of an archive or of a compressed file: to be read by a sandboxed child.
  bool needs_child() const { return needs_child_; }
  int descriptor() const { return fd_; }

  const std::string& address() const { return address_; }  ///< `file:…`, the capture's url
  const std::string& path() const { return path_; }
  const std::string& seed_json() const { return seed_json_; }
  UnixMillis modified() const { return modified_; }

 private:
  std::string address_, path_, seed_json_, error_;
  int fd_ = -1;
  bool needs_child_ = false;
  UnixMillis modified_ = 0;
  std::optional<Part> part_;
};

/// Where an archive stands that an index names: at that path below the current folder, or in the folder
/// itself by its last name; "" when it is at neither. Absolute paths and `..` are never followed.
std::string path_of_archive(const std::string& name);

/// The one capture that a plain file is, or the error record of one that cannot be read; appended as a
/// line without newline. Returns true when it is a capture without error.
bool write_plain_file(const LocalFile& file, const Marks& marks, Buffer& out);

/// Reads archives in a child: every capture in them becomes a message kLine. Compressed files that are
/// no archive become one capture of what they hold; where a part should hold one and does not, the error
/// is a message kFailure (class url).
void read_archives(const std::vector<LocalFile>& files, const Marks& marks, Child::Channel& channel);

}  // namespace peil::collect
