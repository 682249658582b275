// items/map_option.cpp -- maps from files, and drafts of them.
#include "items/map_option.hpp"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <vector>

#include <fmt/format.h>

#include "base/output.hpp"
#include "base/words.hpp"
#include "frame/sandbox.hpp"
#include "items/documents.hpp"
#include "maps/files.hpp"

namespace peil::items {

namespace {

constexpr std::size_t kMapBytes = 1u << 20;
constexpr std::size_t kDraftBytes = maps::kWorkbookBytes;

std::string read_up_to(int fd, std::size_t limit, const std::string& name) {
  std::string bytes;
  for (;;) {
    const std::size_t have = bytes.size();
    if (have >= limit) return bytes;
    bytes.resize(std::min(limit, have + (256u << 10)));
    const ssize_t count = ::read(fd, bytes.data() + have, bytes.size() - have);
    bytes.resize(have + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Fatal(Exit::kFailed, name + ": " + strerror(errno));
    if (count == 0) return bytes;
  }
}

}  // namespace

std::shared_ptr<const maps::Map> load_map(const std::string& word) {
  if (word.empty()) return nullptr;
  std::string text;
  if (const int fd = open(word.c_str(), O_RDONLY | O_CLOEXEC); fd >= 0) {
    text = read_up_to(fd, kMapBytes, word);
    close(fd);
  } else if (errno != ENOENT) {
    throw Fatal(Exit::kUsage, word + ": " + strerror(errno));
  } else if (text = std::string(maps::shipped_map(word)); text.empty()) {
    const std::string list = maps::list_maps();
    std::vector<std::string_view> names;
    for (std::string_view line : split(list, '\n')) {
      if (!line.empty()) names.push_back(line.substr(0, line.find('\t')));
    }
    const auto near = nearest(word, names);
    throw Fatal(
        Exit::kUsage,
        fmt::format("no file and no shipped map is called \"{}\"{}", printable(word, 200),
                    near ? fmt::format(" (did you mean {}?)", *near) : "; extract --list maps names them"));
  }
  auto map = maps::parse_map(text, word);
  if (!map) {
    // Each mistake is a line of its own.
    const std::vector<std::string_view> mistakes = split(map.error().message, '\n');
    for (std::size_t i = 0; i + 1 < mistakes.size(); ++i) cli::say("extract", mistakes[i]);
    throw Fatal(Exit::kUsage, std::string(mistakes.back()));
  }
  return std::make_shared<const maps::Map>(*std::move(map));
}

Exit print_suggested_map(const cli::Shared& shared) {
  if (shared.operands.size() > 1) throw Fatal(Exit::kUsage, "--suggest-map takes one file");
  const std::string name = shared.operands.empty() ? "-" : shared.operands[0];
  int fd = STDIN_FILENO;
  if (name != "-" && (fd = open(name.c_str(), O_RDONLY | O_CLOEXEC)) < 0)
    throw Fatal(Exit::kFailed, name + ": " + strerror(errno));
  if (fd == STDIN_FILENO && isatty(fd))
    throw Fatal(Exit::kUsage, "stdin is a terminal; name a file (-h for help)");
  const std::string bytes = read_up_to(fd, kDraftBytes, name);
  peil::Output out =
      shared.output ? peil::Output::file(*shared.output, shared.force) : peil::Output::standard();
  std::string text = suggest_map(bytes, name);
  if (text.empty())
    throw Fatal(Exit::kFailed,
                fmt::format("{}: nothing in it looks like rows with a title or a text", printable(name)));
  text = fmt::format("# drafted from {}: read it, correct it, then: extract --map THIS {}\n", printable(name),
                     printable(name)) +
         text;
  out.write(text);
  out.close();
  return Exit::kOk;
}

frame::FileReader file_reader(const ExtractOptions& options) {
  frame::FileReader reader;
  const std::shared_ptr<const maps::Map> map = options.map;
  reader.wants = [map](std::string_view first, std::string_view name, bool named) {
    return maps::is_file_of(first, name, named, map.get());
  };
  reader.read = [map, now = options.now](const frame::FileReader::Input& file, const auto& send) {
    maps::FileInput input;
    input.descriptor = file.descriptor;
    input.name = file.name;
    if (now) input.fetched_at = format_time(*now);
    else if (file.modified > 0) input.fetched_at = format_time(file.modified * 1000);
    input.map = map.get();
    maps::write_captures(input, send);
  };
  return reader;
}

}  // namespace peil::items
