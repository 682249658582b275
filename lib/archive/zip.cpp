#include "archive/zip.hpp"

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "codec/decoder.hpp"

namespace peil::archive {
namespace {

constexpr std::size_t kEndBytes = 22;  // of the end record, without its comment
constexpr std::size_t kTail = 65535 + kEndBytes + 20;
constexpr std::size_t kDirectory = 64u << 20;  // bytes of a central directory
constexpr std::size_t kMembers = 100'000;
constexpr std::string_view kEnd("PK\5\6", 4), kEnd64("PK\6\6", 4), kLocator64("PK\6\7", 4);
constexpr std::string_view kCentral("PK\1\2", 4), kLocal("PK\3\4", 4);

std::string read_at(const Input& input, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  if (!input.seek(offset)) return {};
  while (have < size) {
    std::size_t got = input.read(bytes.data() + have, size - have);
    if (got == 0) break;
    have += got;
  }
  bytes.resize(have);
  return bytes;
}

// A little-endian number of `width` bytes; 0 where there are not so many.
std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t width) {
  if (at > bytes.size() || bytes.size() - at < width) return 0;
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

struct Directory {
  std::uint64_t offset = 0, size = 0;
};

Result<Directory> find_directory(const Input& input) {
  std::size_t wanted = std::min<std::uint64_t>(kTail, input.size);
  std::string tail = read_at(input, input.size - wanted, wanted);
  std::size_t end = tail.rfind(kEnd);
  if (end == std::string::npos || tail.size() - end < kEndBytes)
    return Error{"no directory at its end: cut short?"};
  Directory directory{number(tail, end + 16, 4), number(tail, end + 12, 4)};
  if (end >= 20 && std::string_view(tail).substr(end - 20).starts_with(kLocator64)) {
    std::string end64 = read_at(input, number(tail, end - 20 + 8, 8), 56);
    if (!end64.starts_with(kEnd64)) return Error{"its ZIP64 directory is damaged"};
    directory = {number(end64, 48, 8), number(end64, 40, 8)};
  }
  if (directory.size > kDirectory || directory.offset > input.size ||
      directory.size > input.size - directory.offset)
    return Error{"its directory is damaged"};
  return directory;
}

// Sizes and offsets that do not fit in 32 bits stand in the extra field, in this order.
void read_zip64(std::string_view extra, std::uint64_t plain_size, ZipMember& member) {
  while (extra.size() >= 4) {
    std::size_t size = std::min<std::size_t>(number(extra, 2, 2), extra.size() - 4);
    if (number(extra, 0, 2) == 1) {
      std::size_t at = 4;
      if (plain_size == 0xFFFFFFFF) at += 8;
      if (member.size == 0xFFFFFFFF) member.size = number(extra, at, 8), at += 8;
      if (member.offset == 0xFFFFFFFF) member.offset = number(extra, at, 8);
      return;
    }
    extra.remove_prefix(4 + size);
  }
}

}  // namespace

Result<std::vector<ZipMember>> zip_members(const Input& input) {
  if (!input.seek || input.size == 0)
    return Error{"a ZIP file cannot be read from a pipe: give it as a file"};
  auto directory = find_directory(input);
  if (!directory) return directory.error();
  std::string bytes = read_at(input, directory->offset, directory->size);
  std::vector<ZipMember> members;
  for (std::string_view left = bytes;
       left.starts_with(kCentral) && left.size() >= 46 && members.size() < kMembers;) {
    std::size_t name = number(left, 28, 2), extra = number(left, 30, 2), comment = number(left, 32, 2);
    if (left.size() < 46 + name + extra + comment) return Error{"its directory is damaged"};
    ZipMember member{std::string(left.substr(46, name)), number(left, 42, 4), number(left, 20, 4)};
    const bool encrypted = (number(left, 8, 2) & 1) != 0;
    member.stored = number(left, 10, 2) == 0 && !encrypted;
    member.deflated = number(left, 10, 2) == 8 && !encrypted;
    member.crc32 = static_cast<std::uint32_t>(number(left, 16, 4));
    member.plain_size = static_cast<std::uint32_t>(number(left, 24, 4));
    read_zip64(left.substr(46 + name, extra), number(left, 24, 4), member);
    left.remove_prefix(46 + name + extra + comment);
    members.push_back(std::move(member));
  }
  // The bytes stand behind a local header, whose own name and extra field may have other lengths.
  for (ZipMember& member : members) {
    std::string local = read_at(input, member.offset, 30);
    if (!local.starts_with(kLocal) || local.size() < 30) return Error{"damaged at member " + member.name};
    member.offset += 30 + number(local, 26, 2) + number(local, 28, 2);
    if (member.offset > input.size || member.size > input.size - member.offset)
      return Error{"cut short at member " + member.name};
  }
  return members;
}

Result<void> unpack(const Input& input, const ZipMember& member, std::uint64_t limit, Buffer& out) {
  if (!member.stored && !member.deflated) return Error{"encrypted, or packed in a way that is not read"};
  // Dressed as a gzip member (RFC 1952) the decoder checks it: a header, the bytes, checksum and length.
  codec::DecoderLimits limits;
  limits.output_bytes = limit;
  limits.forgive_labels = false;
  codec::Decoder decoder(member.deflated ? std::vector{codec::Coding::kGzip} : std::vector<codec::Coding>(),
                         limits);
  if (member.deflated) decoder.feed(std::string_view("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10), out);
  if (!input.seek(member.offset)) return Error{"it cannot be read"};
  std::string piece(64u << 10, '\0');
  for (std::uint64_t left = member.size; left > 0 && !decoder.done();) {
    const std::size_t got = input.read(piece.data(), std::min<std::uint64_t>(piece.size(), left));
    if (got == 0) return Error{"cut short"};
    decoder.feed(std::string_view(piece).substr(0, got), out);
    left -= got;
  }
  if (member.deflated && !decoder.done()) {
    std::string tail;
    for (std::uint32_t word : {member.crc32, member.plain_size}) {
      for (int shift = 0; shift < 32; shift += 8) tail.push_back(static_cast<char>(word >> shift & 0xFF));
    }
    decoder.feed(tail, out);
  }
  const codec::State state = decoder.done() ? decoder.state() : decoder.finish(out);
  if (state == codec::State::kFinished) return {};
  if (state == codec::State::kLimit) return Error{"larger than may be: a bomb?"};
  return Error{"damaged"};
}

Input part_of(const Input& input, std::uint64_t offset, std::uint64_t size) {
  auto at = std::make_shared<std::uint64_t>(0);
  input.seek(offset);
  Input part;
  part.size = size;
  part.read = [input, size, at](char* to, std::size_t count) {
    std::size_t got = input.read(to, std::min<std::uint64_t>(count, size - *at));
    *at += got;
    return got;
  };
  part.seek = [input, offset, size, at](std::uint64_t where) {
    if (where > size || !input.seek(offset + where)) return false;
    *at = where;
    return true;
  };
  return part;
}

}  // namespace peil::archive
