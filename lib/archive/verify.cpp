// archive/verify.cpp -- the chain first, then what it speaks of, then what nobody speaks of.
#include "archive/verify.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <set>

#include "archive/cdxj.hpp"
#include "archive/evidence_state.hpp"
#include "archive/warc_reader.hpp"
#include "base/exit.hpp"
#include "base/words.hpp"

namespace peil::archive {
namespace {

constexpr std::size_t kPiece = 1u << 20;
constexpr std::uint64_t kNarrowed = 64u << 20;  // larger parts are not looked into for the record that lies

/// Reads a file in pieces from its beginning.
class Bytes {
 public:
  explicit Bytes(int fd) : fd_(fd), piece_(kPiece, '\0') {}
  /// The next at most `wanted` bytes; "" at the end. Good until the next call.
  std::string_view next(std::uint64_t wanted) {
    while (true) {
      ssize_t got =
          pread(fd_, piece_.data(), std::min<std::uint64_t>(wanted, piece_.size()), static_cast<off_t>(at_));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return {};
      at_ += static_cast<std::uint64_t>(got);
      return std::string_view(piece_).substr(0, static_cast<std::size_t>(got));
    }
  }
  std::uint64_t position() const { return at_; }

 private:
  int fd_;
  std::string piece_;
  std::uint64_t at_ = 0;
};

std::string all_of(int fd, std::uint64_t from, std::uint64_t size) {
  std::string bytes(size, '\0');
  ssize_t got = pread(fd, bytes.data(), size, static_cast<off_t>(from));
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

std::size_t first_difference(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())),
                    b.begin())
          .first -
      a.begin());
}

class Auditor {
 public:
  Auditor(std::string path, const std::function<void(const Finding&)>& report)
      : path_(std::move(path)), report_(report) {}

  Audit run() {
    read_manifest();
    read_the_chain();
    for (const auto& [name, file] : ledger_.warcs) check_warc(name, file);
    for (const auto& [name, sum] : ledger_.others) check_other(name, sum);
    check_manifest();
    look_for_strangers("");
    look_for_strangers("attachments/");
    look_for_strangers("stamps/");
    audit_.captures = ledger_.captures;
    audit_.failures = ledger_.failures;
    audit_.removed = ledger_.removed;
    return audit_;
  }

 private:
  void fault(std::string_view where, std::string what) {
    ++audit_.faults;
    report_({true, std::string(where), std::move(what)});
  }
  void note(std::string_view where, std::string what) {
    report_({false, std::string(where), std::move(what)});
  }

  int open_file(const std::string& name) const {
    return open((path_ + "/" + name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  }
  static std::uint64_t size_of(int fd) {
    struct stat facts;
    return fstat(fd, &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
  }

  // --- chain and manifest --------------------------------------------------------------------------
  void read_manifest() {
    Descriptor file(open_file(std::string(kManifestFile)));
    if (file.fd < 0) return;
    manifest_ = all_of(file.fd, 0, std::min<std::uint64_t>(size_of(file.fd), 64u << 20));
    std::string ending = "  " + std::string(kChainFile) + "\n";
    auto at = manifest_->find(ending);
    if (at != std::string::npos && at >= 64) chain_digest_ = manifest_->substr(at - 64, 64);
  }

  void read_the_chain() {
    Descriptor chain(open_file(std::string(kChainFile)));
    if (chain.fd < 0)
      throw Fatal(Exit::kFailed, printable(path_) + "/chain.jsonl: " + strerror(errno) +
                                     ": no folder of evidence, or its chain was taken away");
    ChainReading reading = read_chain(chain.fd, [&](const ChainLine& line) {
      auto taken = ledger_.take(line);
      if (!taken)
        fault(kChainFile, "byte " + std::to_string(line.offset) + ": line " + std::to_string(line.n) + ": " +
                              taken.error().message);
      if (line.event == "remove")
        note(line.members["file"].text_or_empty(),
             "byte " + std::to_string(line.members["offset"].integer().value_or(0)) + ": removed on " +
                 std::string(line.members["at"].text_or_empty()) + " because " +
                 std::string(line.members["because"].text_or_empty()));
      if (line.event == "lost")
        note(line.members["file"].text_or_empty(),
             "lost from byte " + std::to_string(line.members["from"].integer().value_or(0)) + ": " +
                 std::string(line.members["why"].text_or_empty()));
      if (hex(line.so_far.hash.so_far()) != chain_digest_) return;
      manifest_lines_ = line.n + 1;
      manifest_wanted_ = ledger_.manifest(chain_digest_);
    });
    audit_.head = reading.head;
    if (reading.torn)
      note(kChainFile, "byte " + std::to_string(reading.fault->offset) +
                           ": the last line has no end: a run was cut, or is under way");
    else if (reading.fault)
      fault(kChainFile, "byte " + std::to_string(reading.fault->offset) + ": line " +
                            std::to_string(reading.head.lines) + ": " + reading.fault->what);
  }

  void check_manifest() {
    if (!manifest_) {
      if (std::any_of(ledger_.warcs.begin(), ledger_.warcs.end(),
                      [](const auto& one) { return one.second.closed; }))
        fault(kManifestFile, "missing");
      return;
    }
    if (!manifest_wanted_) {
      fault(kManifestFile, "its digest of chain.jsonl is of no state that the chain was in");
      return;
    }
    if (*manifest_ != *manifest_wanted_)
      fault(kManifestFile, "byte " + std::to_string(first_difference(*manifest_, *manifest_wanted_)) +
                               ": not what the chain gives");
    else if (manifest_lines_ < audit_.head.lines)
      note(kManifestFile, std::to_string(audit_.head.lines - manifest_lines_) +
                              " lines of the chain are newer: a run was cut, or is under way");
  }

  // --- files ---------------------------------------------------------------------------------------
  void check_warc(const std::string& name, const LedgerFile& file) {
    known_.insert(name);
    known_.insert(name + ".open");
    known_.insert(index_name(name));
    Descriptor warc(open_file(name));
    std::string shown = name;
    if (warc.fd < 0) warc.reset(open_file(shown = name + ".open"));
    if (warc.fd < 0)
      return fault(name, "missing, with " + std::to_string(file.parts.size()) + " entries of the chain");
    Bytes bytes(warc.fd);
    Sha256 whole;
    bool good = true;
    for (const LedgerPart& part : file.parts) {
      Sha256 hash;
      while (bytes.position() < part.end()) {
        std::string_view piece = bytes.next(part.end() - bytes.position());
        if (piece.empty()) break;
        hash.update(piece);
        whole.update(piece);
      }
      if (bytes.position() < part.end()) {
        good = false;
        fault(shown, "ends at byte " + std::to_string(bytes.position()) + ", but the chain goes to byte " +
                         std::to_string(file.end()));
        break;
      }
      if (hash.finish() == part.sha256) continue;
      good = false;
      blame(shown, warc.fd, part);
    }
    audit_.bytes += bytes.position();
    std::uint64_t rest = size_of(warc.fd) - std::min(size_of(warc.fd), file.end());
    if (rest > 0 && !file.closed)
      note(shown, "byte " + std::to_string(file.end()) + ": a record in the making");
    if (rest > 0 && file.closed) {
      good = false;
      fault(shown, "byte " + std::to_string(file.end()) + ": bytes that no line of the chain knows");
    }
    if (!file.closed) return note(shown, "not closed: a run was cut, or is under way");
    if (good && hex(whole.finish()) != file.sha256)
      fault(shown, "the digest of the whole is not the one logged");
    check_index(name, file, warc.fd, good);
  }

  /// The first record of the part that is not what its own digest says.
  void blame(const std::string& name, int fd, const LedgerPart& part) {
    std::uint64_t at = part.offset;
    std::string what;
    if (part.length <= kNarrowed) {
      std::string bytes = all_of(fd, part.offset, part.length);
      bool found = false;
      auto note_damage = [&](std::uint64_t offset) {
        if (!found) at = part.offset + offset;
        found = true;
      };
      WarcReader reader(input_of(std::string_view(bytes)),
                        [&](const Damage& damage) { note_damage(damage.offset); });
      while (const WarcRecord* record = reader.next()) {
        Sha256 block;
        std::string declared(record->header("WARC-Block-Digest"));
        std::uint64_t offset = record->offset;
        for (std::string_view piece; !(piece = reader.read()).empty();) block.update(piece);
        if (sha256_label(block.finish()) != declared) note_damage(offset);
      }
    }
    fault(name, "byte " + std::to_string(at) + ": the record there is not as logged (line " +
                    std::to_string(part.line) + " of the chain, bytes " + std::to_string(part.offset) +
                    " to " + std::to_string(part.end()) + ")");
  }

  void check_index(const std::string& name, const LedgerFile& file, int warc, bool good) {
    std::string index = index_name(name);
    Descriptor opened(open_file(index));
    if (opened.fd < 0) return fault(index, "missing");
    if (digest_of(opened.fd) == file.cdxj_sha256) return;
    if (!good || lseek(warc, 0, SEEK_SET) < 0) return fault(index, "not as logged");
    std::string wanted = cdxj_of(input_of(warc), name), got = all_of(opened.fd, 0, size_of(opened.fd));
    fault(index, "byte " + std::to_string(first_difference(wanted, got)) + ": not as the archive gives it");
  }

  void check_other(const std::string& name, const std::string& sum) {
    known_.insert(name);
    Descriptor opened(open_file(name));
    if (opened.fd < 0) return fault(name, "missing");
    if (digest_of(opened.fd) != sum) fault(name, "not as logged");
  }

  static std::string digest_of(int fd) {
    Bytes bytes(fd);
    Sha256 hash;
    for (std::string_view piece; !(piece = bytes.next(kPiece)).empty();) hash.update(piece);
    return hex(hash.finish());
  }

  void look_for_strangers(const std::string& folder) {
    DIR* open = opendir((path_ + "/" + folder).c_str());
    if (open == nullptr) return;
    std::set<std::string> strangers;
    while (const dirent* entry = readdir(open)) {
      std::string name = folder + entry->d_name;
      bool ours = name == kChainFile || name == kManifestFile || name == "attachments" || name == "stamps";
      if (entry->d_name[0] != '.' && !ours && !known_.contains(name)) strangers.insert(name);
    }
    closedir(open);
    for (const std::string& name : strangers) {
      std::string whole = name.ends_with(".part") ? name.substr(0, name.size() - 5) : std::string();
      if (whole == kManifestFile || known_.contains(whole))
        note(name, "half written: a run was cut, or is under way");
      else fault(name, "no line of the chain knows this file");
    }
  }

  std::string path_;
  const std::function<void(const Finding&)>& report_;
  Ledger ledger_;
  Audit audit_;
  std::set<std::string> known_;
  std::optional<std::string> manifest_, manifest_wanted_;
  std::string chain_digest_;
  std::uint64_t manifest_lines_ = 0;
};

}  // namespace

Audit verify_evidence(const std::string& path, const std::function<void(const Finding&)>& report) {
  return Auditor(path, report).run();
}

}  // namespace peil::archive
