// archive/recovery.cpp -- opening a folder of evidence: one process at a time, and what a run that was cut
// left behind is cut to what its chain answers for, before anything is added.
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "archive/evidence_state.hpp"
#include "base/exit.hpp"
#include "base/words.hpp"
#include "record/write.hpp"

namespace peil::archive {
namespace {

std::string whole_digest(int fd) {
  Sha256 hash;
  std::string piece(256u << 10, '\0');
  std::uint64_t at = 0;
  while (true) {
    ssize_t got = pread(fd, piece.data(), piece.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    hash.update(std::string_view(piece).substr(0, static_cast<std::size_t>(got)));
    at += static_cast<std::uint64_t>(got);
  }
  return hex(hash.finish());
}

std::vector<std::string> open_files(const std::string& path) {
  std::vector<std::string> names;
  DIR* folder = opendir(path.c_str());
  if (folder == nullptr) return names;
  while (const dirent* entry = readdir(folder)) {
    std::string_view name = entry->d_name;
    if (name.starts_with("peil-") && (name.ends_with(".warc.gz.open") || name.ends_with(".warc.open")))
      names.emplace_back(name);
  }
  closedir(folder);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

void EvidenceFolder::State::open_folder() {
  if (mkdir(path.c_str(), 0777) != 0 && errno != EEXIST)
    throw Fatal(Exit::kFailed, printable(path) + ": " + strerror(errno));
  std::string file = path + "/" + std::string(kChainFile);
  chain.reset(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (chain.fd < 0) fail(std::string(kChainFile), errno);
  if (flock(chain.fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      throw Fatal(Exit::kRetry, printable(path) + ": in use by another run; try again when it has ended");
    fail(std::string(kChainFile), errno);
  }
  read_folder();
}

void EvidenceFolder::State::read_folder() {
  std::optional<std::string> wrong;
  ChainReading reading = read_chain(chain.fd, [&](const ChainLine& entry) {
    auto taken = ledger.take(entry);
    if (!taken && !wrong) wrong = "line " + std::to_string(entry.n) + ": " + taken.error().message;
    auto payload = entry.members["payload_digest"].text();
    if (payload && entry.event == "capture")
      originals.emplace("sha256:" + std::string(*payload) +
                            " sha256:" + std::string(entry.members["digest"].text_or_empty()),
                        Original{std::string(entry.members["record_id"].text_or_empty()),
                                 std::string(entry.members["url"].text_or_empty()),
                                 std::string(entry.members["fetched_at"].text_or_empty())});
  });
  if (reading.fault && !reading.torn)
    wrong = "byte " + std::to_string(reading.fault->offset) + ": " + reading.fault->what;
  if (wrong)
    throw Fatal(Exit::kFailed, printable(path) + "/chain.jsonl: " + *wrong +
                                   ": nothing is added to evidence that is damaged; see fetch verify");
  if (reading.torn) {
    if (ftruncate(chain.fd, static_cast<off_t>(reading.bytes)) != 0) fail(std::string(kChainFile), errno);
    mended.push_back("a torn line at the end of the chain was cut off");
  }
  head = reading.head;
  chain_bytes = reading.bytes;
  chain_hash = std::move(reading.hash);
}

void EvidenceFolder::State::mend(std::string_view now) {
  for (const std::string& open : open_files(path)) {
    std::string file = open.substr(0, open.size() - 5);
    auto known = ledger.warcs.find(file);
    if (known != ledger.warcs.end()) continue;
    // Begun, but the run was cut before the chain knew it: nothing of it was ever promised.
    if (unlink((path + "/" + open).c_str()) != 0) fail(open, errno);
    mended.push_back(file + ": had been begun and held nothing");
  }
  unlink((path + "/" + std::string(kManifestFile) + ".part").c_str());
  for (const auto& [file, facts] : ledger.warcs) unlink((path + "/" + index_name(file) + ".part").c_str());
  std::vector<std::string> unfinished;
  for (const auto& [file, facts] : ledger.warcs) {
    std::string final_path = path + "/" + file;
    if (!facts.closed) unfinished.push_back(file);
    else if (access((final_path + ".open").c_str(), F_OK) == 0 && access(final_path.c_str(), F_OK) != 0 &&
             rename((final_path + ".open").c_str(), final_path.c_str()) != 0)
      fail(file, errno);
  }
  for (const std::string& file : unfinished) mend_file(file, now);
  if (!unfinished.empty()) write_manifest();
}

/// Cuts a file to what the chain answers for, and closes it.
void EvidenceFolder::State::mend_file(const std::string& file, std::string_view now) {
  const LedgerFile& facts = ledger.warcs.at(file);
  std::string path_open = path + "/" + file + ".open";
  Descriptor opened(open(path_open.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  struct stat status;
  if (opened.fd < 0 || fstat(opened.fd, &status) != 0) fail(file, errno);
  auto size = static_cast<std::uint64_t>(status.st_size);
  std::uint64_t end = facts.end();
  if (size < end) {  // the machine went down, and the disk had less than the chain
    for (const LedgerPart& part : facts.parts)
      if (part.end() > size) {
        end = part.offset;
        break;
      }
    Buffer text;
    JsonWriter(text)
        .member("file", file)
        .member("from", static_cast<std::int64_t>(end))
        .member("why", "the file ended at byte " + std::to_string(size) + " when the next run began");
    log(now, "lost", text.view());
    mended.push_back(file + ": had lost its end from byte " + std::to_string(end));
  } else if (size > end) {
    mended.push_back(file + ": " + std::to_string(size - end) +
                     " bytes of a record in the making were cut off");
  }
  if (size != end && ftruncate(opened.fd, static_cast<off_t>(end)) != 0) fail(file, errno);
  sync(opened.fd, file);
  seal_file(file, opened.fd, whole_digest(opened.fd), now);
}

}  // namespace peil::archive
