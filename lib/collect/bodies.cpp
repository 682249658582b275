// collect/bodies.cpp -- a file a body, written beside and renamed.
#include "collect/bodies.hpp"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/exit.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/output.hpp"
#include "base/words.hpp"

namespace peil::collect {
namespace {

void make_folder(const std::string& path) {
  if (mkdir(path.c_str(), 0777) == 0 || errno == EEXIST) return;
  throw Fatal(Exit::kFailed, printable(path) + ": " + strerror(errno));
}

}  // namespace

Bodies::Bodies(std::string folder) : folder_(std::move(folder)) {
  if (kept()) make_folder(folder_);
}

std::string Bodies::path(std::string_view digest) const {
  constexpr std::string_view kLabel = "sha256:";
  if (!kept() || !digest.starts_with(kLabel) || digest.size() != kLabel.size() + 64) return {};
  std::string_view name = digest.substr(kLabel.size());
  if (name.find_first_not_of("0123456789abcdef") != name.npos) return {};
  return folder_ + "/" + std::string(name.substr(0, 2)) + "/" + std::string(name);
}

bool Bodies::has(std::string_view digest) const {
  std::string name = path(digest);
  return !name.empty() && access(name.c_str(), R_OK) == 0;
}

std::optional<std::string> Bodies::read(std::string_view digest) const {
  if (!has(digest)) return std::nullopt;
  try {
    std::string bytes = read_file(path(digest), std::size_t{1} << 30);
    if (sha256_label(bytes) == digest) return bytes;
  } catch (const Fatal&) {}
  return std::nullopt;
}

bool Bodies::keep(std::string_view digest, std::string_view bytes) const {
  std::string name = path(digest);
  if (name.empty()) return false;
  if (has(digest)) return true;
  try {
    make_folder(folder_ + "/" + std::string(digest.substr(7, 2)));
    Output file = Output::file(name, true);
    file.write(bytes);
    file.close();
  } catch (const Fatal&) {
    return false;  // the page is asked for in full next time: nothing is lost
  }
  return true;
}

}  // namespace peil::collect
