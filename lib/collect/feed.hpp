// collect/feed.hpp -- operands, folders and the lines of standard input as one row of seeds.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collect/seeds.hpp"
#include "frame/source.hpp"

namespace peil::collect {

class Feed {
 public:
  /// Operands as typed: addresses (http:, https:, file:), files, folders, `-`; none is `-`. Throws
  /// Fatal: kFailed when a file is not there (before anything is read), kUsage when stdin is wanted
  /// and a terminal.
  Feed(const std::vector<std::string>& operands, std::string url_at, frame::SandboxMode sandbox);
  ~Feed();

  struct Next {
    enum class Kind : std::uint8_t { kSeed, kWait, kEnd };
    Kind kind = Kind::kEnd;
    Seed seed;  ///< kFile: text is what the capture's url will be, path what is opened
    std::string path;
    std::string where;      ///< "stdin:17", for messages
    std::string_view line;  ///< of stdin, as it came; good until the next call
  };
  /// Never blocks on a pipe: kWait means that descriptor() should be polled first. A folder gives its
  /// files in order of their names (bytes), folders among them, links to folders not followed.
  Next next();
  /// Reads what is there to read, so that next() may give more. Call after poll said so.
  int descriptor() const;
  /// Takes no more input.
  void stop();
  /// Lines and operands seen.
  std::uint64_t taken() const { return taken_; }
  /// True when standard input or an address may bring transfers.
  bool may_use_network() const { return may_use_network_; }

 private:
  struct Folder;
  std::optional<Next> from_folder();
  Next from_lines();
  Next local(std::string address, std::string path);
  bool open_folder(const std::string& path, const std::string& seed_json);
  bool refill();

  std::vector<std::string> operands_;
  std::size_t at_ = 0;
  std::string url_at_;
  frame::SandboxMode sandbox_;
  RecordParser parser_;
  std::vector<Folder> folders_;           // being walked, innermost last
  std::unique_ptr<frame::Source> lines_;  // standard input while it is read
  bool lines_open_ = false;
  std::string held_;  // of stdin, not yet split
  std::size_t begin_ = 0, searched_ = 0;
  bool looked_ = false;    // at the first line, which may show that it is no list
  bool skipping_ = false;  // a line beyond the limit is being passed over
  std::uint64_t line_number_ = 0;
  std::uint64_t taken_ = 0;
  bool may_use_network_ = false;
};

/// The path that a `file:` address (or what was typed behind `file:`) names.
std::string path_of_file_url(std::string_view text);

}  // namespace peil::collect
