#include "archive/segments.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "base/exit.hpp"
#include "codec/gzip.hpp"

namespace peil::archive {
namespace {

constexpr std::size_t kRead = 256u << 10;       // asked of the file at once
constexpr std::size_t kPiece = 256u << 10;      // decompressed at once
constexpr std::string_view kOpening = "WARC/";  // what begins a record
constexpr std::string_view kGzipMagic("\x1f\x8b\x08", 3);
constexpr std::string_view kZstdMagic("\x28\xb5\x2f\xfd", 4);
constexpr std::string_view kDictionaryMagic("\x5d\x2a\x4d\x18", 4);
constexpr std::size_t kDictionary = 16u << 20;
constexpr std::uint64_t kBombFloor = 64u << 20;
constexpr std::uint64_t kBombRatio = 1000;

}  // namespace

Input input_of(std::string_view bytes) {
  auto at = std::make_shared<std::size_t>(0);
  Input input;
  input.size = bytes.size();
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
      if (errno != EINTR)
        throw Fatal(Exit::kFailed, std::string("cannot read the archive: ") + std::strerror(errno));
    }
  };
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
    input.size = static_cast<std::uint64_t>(status.st_size);
    input.seek = [descriptor](std::uint64_t offset) {
      return ::lseek(descriptor, static_cast<off_t>(offset), SEEK_SET) >= 0;
    };
  }
  return input;
}

struct Segments::Impl {
  using End = Segments::End;
  Input input;
  codec::Coding coding = codec::Coding::kIdentity;
  codec::MemberInflater inflater;

  std::unique_ptr<char[]> raw = std::make_unique<char[]>(kRead);
  std::string_view raw_left;  // read from the file and not taken
  std::uint64_t raw_end = 0;  // file offset behind raw_left
  bool raw_over = false;

  Buffer window;  // decompressed bytes; `at` is the position
  std::size_t at = 0;
  std::uint64_t position = 0;      // in the segment
  std::uint64_t begin = 0;         // file offset of the segment
  std::uint64_t stop = 0;          // file offset behind it
  std::uint64_t member = 0;        // file offset of the member being inflated
  std::uint64_t member_bytes = 0;  // decompressed of it
  Segments::End end = Segments::End::kClean;
  bool started = false;

  // A member ended here in the window; what follows is the begin of the next one, looked at to see
  // whether a record begins there. Without a boundary all of the window belongs to the segment.
  std::optional<std::size_t> boundary;
  Segments::End beyond = Segments::End::kOpen;  // how the member behind the boundary ended, if it did

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
    const std::string_view magic = coding == codec::Coding::kZstd ? kZstdMagic : kGzipMagic;
    std::size_t seen = 0;  // of the magic number, across reads
    while (refill()) {
      while (!raw_left.empty() && seen < magic.size()) {
        if (seen == 0) {
          const void* hit = std::memchr(raw_left.data(), magic[0], raw_left.size());
          if (hit == nullptr) {
            raw_left = {};
            break;
          }
          raw_left.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(hit) - raw_left.data()) +
                                 1);
          seen = 1;
        } else if (raw_left.front() == magic[seen]) {
          ++seen;
          raw_left.remove_prefix(1);
        } else {
          seen = 0;
        }
      }
      if (seen < magic.size()) continue;
      begin = member = raw_offset() - magic.size();
      member_bytes = 0;
      // The magic number was taken from the input: the inflater gets its own copy of it.
      std::string_view copy = magic;
      inflater.inflate(copy, window, 1);
      return true;
    }
    return false;
  }

  bool member_follows() {
    if (!refill()) return false;
    return raw_left.front() == (coding == codec::Coding::kZstd ? kZstdMagic : kGzipMagic).front();
  }

  // A .warc.zst may begin with a skippable frame that holds the dictionary of all its records, itself
  // perhaps compressed. Source: IIPC, "WARC compression with Zstandard" 1.0.
  void open_zstd() {
    std::string dictionary;
    if (raw_left.starts_with(kDictionaryMagic) && raw_left.size() >= 8) {
      std::uint32_t size = 0;
      for (std::size_t i = 0; i < 4; ++i)
        size |= std::uint32_t{static_cast<unsigned char>(raw_left[4 + i])} << (8 * i);
      raw_left.remove_prefix(8);
      if (size > kDictionary)
        throw Fatal(Exit::kFailed, "the archive's zstd dictionary is larger than 16 MiB");
      while (dictionary.size() < size && refill()) {
        std::size_t count = std::min<std::size_t>(size - dictionary.size(), raw_left.size());
        dictionary.append(raw_left.substr(0, count));
        raw_left.remove_prefix(count);
      }
      Buffer unpacked;
      if (codec::detect(dictionary) == codec::Coding::kZstd) {
        codec::decode(dictionary, {codec::Coding::kZstd},
                      {.output_bytes = kDictionary, .zstd_window_log = 27}, unpacked);
        dictionary = unpacked.str();
      }
    }
    inflater = codec::MemberInflater(codec::Coding::kZstd, dictionary);
  }

  std::size_t visible() const { return boundary.value_or(window.size()) - at; }

  void close(Segments::End how) {
    end = how;
    stop = raw_offset();
    inflater.reset();
  }

  void begin_member() {
    member = raw_offset();
    member_bytes = 0;
  }

  // One step of the inflater. kOpen when the member goes on.
  Segments::End inflate_step(std::size_t budget) {
    if (!refill()) return inflater.inside_member() ? Segments::End::kCut : Segments::End::kClean;
    std::size_t before = window.size();
    auto status = inflater.inflate(raw_left, window, budget);
    member_bytes += window.size() - before;
    using Status = codec::MemberInflater::Status;
    if (status == Status::kMemberEnd) return Segments::End::kClean;
    if (status == Status::kDamaged) return Segments::End::kDamaged;
    std::uint64_t taken = std::max<std::uint64_t>(raw_offset() - member, 1);
    if (member_bytes > kBombFloor && member_bytes / taken >= kBombRatio) return Segments::End::kBomb;
    return Segments::End::kOpen;
  }

  void inflate_some() {
    End how = inflate_step(kPiece);
    if (how == End::kOpen) return;
    if (how != End::kClean || !member_follows()) return close(how);
    boundary = window.size();
    stop = raw_offset();
    begin_member();
    look_beyond();
  }

  // Inflates the first bytes behind the boundary: if they begin a record the segment ends there,
  // else the member carries on the record before it (files cut in blocks, as bgzip does).
  void look_beyond() {
    while (window.size() - *boundary < kOpening.size()) {
      End how = inflate_step(kOpening.size() - (window.size() - *boundary));
      if (how == End::kClean) {  // a member that small belongs to what was before it
        boundary.reset();
        if (!member_follows()) return close(how);
        boundary = window.size();
        stop = raw_offset();
        begin_member();
      } else if (how != End::kOpen) {
        beyond = how;
        end = End::kClean;
        return;
      }
    }
    if (window.view_from(*boundary).starts_with(kOpening)) end = End::kClean;
    else boundary.reset();
  }

  void copy_some() {
    if (!refill()) return close(Segments::End::kClean);
    window.append(raw_left);
    raw_left = {};
  }
};

Segments::Segments(Input input) : impl_(std::make_unique<Impl>()) {
  impl_->input = std::move(input);
  impl_->refill_to(8);
  impl_->coding = codec::detect(impl_->raw_left);
  if (impl_->coding == codec::Coding::kZstd) impl_->open_zstd();
}
Segments::~Segments() = default;

codec::Coding Segments::coding() const { return impl_->coding; }

bool Segments::next() {
  Impl& in = *impl_;
  End before = in.end;
  bool first = !in.started;
  in.started = true;
  in.position = 0;
  in.end = End::kOpen;
  if (in.boundary) {
    in.begin = in.stop;
    in.at = *in.boundary;
    in.boundary.reset();
    if (in.beyond != End::kOpen) in.close(std::exchange(in.beyond, End::kOpen));
    return true;
  }
  in.window.clear();
  in.at = 0;
  if (in.coding == codec::Coding::kIdentity) {
    if (first && in.refill()) return true;
    in.close(End::kClean);
    return false;
  }
  // Behind a clean member the next begins at once; behind damage it must be looked for, and what
  // stands behind the last member (padding) too.
  bool ready = in.refill();
  bool at_once = ready && (first || before == End::kClean) && in.member_follows();
  if (at_once) {
    in.begin_member();
    in.begin = in.member;
  }
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
    if (in.boundary) *in.boundary -= in.at;
    in.at = 0;
  }
  while (in.visible() < wanted && in.end == End::kOpen) {
    if (in.coding == codec::Coding::kIdentity) in.copy_some();
    else in.inflate_some();
  }
  return in.window.view_from(in.at).substr(0, in.visible());
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
