#include "archive/segments.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/exit.hpp"
#include "codec/gzip.hpp"

namespace peil::archive {
namespace {

constexpr std::size_t kRead = 256u << 10;    // asked of the file at once
constexpr std::size_t kPiece = 256u << 10;   // decompressed at once
constexpr std::uint64_t kBombFloor = 64u << 20;
constexpr std::uint64_t kBombRatio = 1000;

}  // namespace

Input input_of(std::string_view bytes) {
  auto at = std::make_shared<std::size_t>(0);
  Input input;
  input.read = [bytes, at](char* to, std::size_t size) {
    std::size_t count = std::min(size, bytes.size() - *at);
    std::memcpy(to, bytes.data() + *at, count);
    *at += count;
    return count;
  };
  input.seek = [bytes, at](std::uint64_t offset) {
    *at = std::min<std::uint64_t>(offset, bytes.size());
    return true;
  };
  return input;
}

Input input_of(int descriptor) {
  Input input;
  input.read = [descriptor](char* to, std::size_t size) -> std::size_t {
    while (true) {
      ssize_t got = ::read(descriptor, to, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) throw Fatal(Exit::kFailed, std::string("cannot read the archive: ") + std::strerror(errno));
    }
  };
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
    input.seek = [descriptor](std::uint64_t offset) {
      return ::lseek(descriptor, static_cast<off_t>(offset), SEEK_SET) >= 0;
    };
  return input;
}

struct Segments::Impl {
  Input input;
  codec::Coding coding = codec::Coding::kIdentity;
  codec::MemberInflater inflater;

  std::unique_ptr<char[]> raw = std::make_unique<char[]>(kRead);
  std::string_view raw_left;        // read from the file and not taken
  std::uint64_t raw_end = 0;        // file offset behind raw_left
  bool raw_over = false;

  Buffer window;                    // decompressed bytes; `at` is the position
  std::size_t at = 0;
  std::uint64_t position = 0;       // in the segment
  std::uint64_t begin = 0;          // file offset of the segment
  std::uint64_t stop = 0;           // file offset behind it
  std::uint64_t plain_bytes = 0;    // decompressed in this segment
  Segments::End end = Segments::End::kClean;
  bool started = false;

  std::uint64_t raw_offset() const { return raw_end - raw_left.size(); }

  bool refill() {
    if (!raw_left.empty()) return true;
    if (raw_over) return false;
    std::size_t got = input.read(raw.get(), kRead);
    raw_over = got == 0;
    raw_left = {raw.get(), got};
    raw_end += got;
    return got > 0;
  }

  // Bytes from the front of the file until there are `count`; only used at its very start.
  void refill_to(std::size_t count) {
    std::size_t have = 0;
    while (have < count) {
      std::size_t got = input.read(raw.get() + have, kRead - have);
      if (got == 0) {
        raw_over = true;
        break;
      }
      have += got;
    }
    raw_left = {raw.get(), have};
    raw_end = have;
  }

  // Moves to the next bytes that look like the begin of a member. False at the end of the file.
  bool find_member() {
    static constexpr std::string_view kMagic("\x1f\x8b\x08", 3);
    std::size_t seen = 0;  // of the magic number, across reads
    while (refill()) {
      while (!raw_left.empty()) {
        char c = raw_left.front();
        if (seen == 0) {
          const void* hit = std::memchr(raw_left.data(), kMagic[0], raw_left.size());
          if (hit == nullptr) {
            raw_left = {};
            break;
          }
          raw_left.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(hit) - raw_left.data()) + 1);
          seen = 1;
          continue;
        }
        if (c == kMagic[seen]) {
          ++seen;
          raw_left.remove_prefix(1);
        } else {
          seen = 0;
          continue;
        }
        if (seen < kMagic.size()) continue;
        begin = raw_offset() - kMagic.size();
        // The magic number was taken from the input: the inflater gets its own copy of it.
        std::string_view magic = kMagic;
        inflater.inflate(magic, window, 1);
        return true;
      }
    }
    return false;
  }

  void close(Segments::End how) {
    end = how;
    stop = raw_offset();
    inflater.reset();
  }

  void inflate_some() {
    if (!refill()) return close(inflater.inside_member() ? Segments::End::kCut : Segments::End::kClean);
    std::size_t before = window.size();
    auto status = inflater.inflate(raw_left, window, kPiece);
    plain_bytes += window.size() - before;
    using Status = codec::MemberInflater::Status;
    if (status == Status::kMemberEnd) return close(Segments::End::kClean);
    if (status == Status::kDamaged) return close(Segments::End::kDamaged);
    std::uint64_t taken = std::max<std::uint64_t>(raw_offset() - begin, 1);
    if (plain_bytes > kBombFloor && plain_bytes / taken >= kBombRatio) close(Segments::End::kBomb);
  }

  void copy_some() {
    if (!refill()) return close(Segments::End::kClean);
    window.append(raw_left);
    raw_left = {};
  }
};

Segments::Segments(Input input) : impl_(std::make_unique<Impl>()) {
  impl_->input = std::move(input);
  impl_->refill_to(4);
  impl_->coding = codec::detect(impl_->raw_left);
  if (impl_->coding == codec::Coding::kZstd) impl_->coding = codec::Coding::kIdentity;  // the reader says so
}
Segments::~Segments() = default;

codec::Coding Segments::coding() const { return impl_->coding; }

bool Segments::next() {
  Impl& in = *impl_;
  Segments::End before = in.end;
  bool first = !in.started;
  in.started = true;
  in.window.clear();
  in.at = 0;
  in.position = in.plain_bytes = 0;
  in.end = End::kOpen;
  if (in.coding == codec::Coding::kIdentity) {
    if (first && in.refill()) return true;
    in.close(End::kClean);
    return false;
  }
  // Behind a clean member the next begins at once; behind damage it must be looked for, and what
  // stands behind the last member (padding) too.
  bool ready = in.refill();
  bool at_once = ready && (first || before == End::kClean) && in.raw_left.front() == '\x1f';
  if (at_once) in.begin = in.raw_offset();
  if (at_once || (ready && in.find_member())) return true;
  in.close(End::kClean);
  return false;
}

std::string_view Segments::peek(std::size_t wanted) {
  Impl& in = *impl_;
  if (in.at > kPiece) {  // forget what was passed
    std::size_t left = in.window.size() - in.at;
    std::memmove(in.window.data(), in.window.data() + in.at, left);
    in.window.truncate(left);
    in.at = 0;
  }
  while (in.window.size() - in.at < wanted && in.end == End::kOpen) {
    if (in.coding == codec::Coding::kIdentity)
      in.copy_some();
    else
      in.inflate_some();
  }
  return in.window.view_from(in.at);
}

void Segments::skip(std::size_t count) {
  impl_->at += count;
  impl_->position += count;
}

Segments::End Segments::end() const { return impl_->end; }
std::uint64_t Segments::position() const { return impl_->position; }

std::uint64_t Segments::file_offset() const {
  if (impl_->coding != codec::Coding::kIdentity) return impl_->begin;
  return impl_->raw_offset() - (impl_->window.size() - impl_->at);
}

std::uint64_t Segments::file_end() const {
  return impl_->coding == codec::Coding::kIdentity ? file_offset() : impl_->stop;
}

bool Segments::seek(std::uint64_t offset) {
  Impl& in = *impl_;
  if (in.coding != codec::Coding::kIdentity || !in.input.seek || !in.input.seek(offset)) return false;
  in.window.clear();
  in.at = 0;
  in.raw_left = {};
  in.raw_over = false;
  in.raw_end = offset;
  in.end = End::kOpen;
  return true;
}

}  // namespace peil::archive
