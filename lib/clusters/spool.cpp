#include "clusters/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/exit.hpp"

namespace peil::clusters {

int open_spool_file() {
  const char* wanted = std::getenv("TMPDIR");
  for (const char* directory : {wanted ? wanted : "/var/tmp", "/var/tmp", "/tmp"}) {
    int fd = ::open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) return fd;
    std::string path = std::string(directory) + "/peil-dedupe-XXXXXX";  // a file system without O_TMPFILE
    fd = ::mkostemp(path.data(), O_CLOEXEC);
    if (fd < 0) continue;
    ::unlink(path.c_str());
    return fd;
  }
  return -1;
}

Spool::Spool(int file, std::size_t resident)
    : file_(file), resident_(file < 0 ? UINT64_MAX : (resident + kChunk - 1) / kChunk * kChunk) {
  tail_start_ = resident_;
  append(std::string(kAlign, '\0'));  // so that no offset is 0
}

std::uint64_t Spool::append(std::string_view bytes) {
  const std::uint64_t offset = size_;
  const std::uint64_t end = offset + (bytes.size() + kAlign - 1) / kAlign * kAlign;
  while (chunks_.size() * kChunk < std::min(end, resident_))
    chunks_.push_back(std::make_unique<char[]>(kChunk));
  if (end > resident_) {
    if (tail_.size() >= kChunk) flush_tail();
    tail_.resize(end - tail_start_);
  }
  size_ = end;
  write(offset, bytes);
  return offset;
}

std::uint32_t Spool::packed(std::uint64_t offset) {
  if (offset / kAlign > UINT32_MAX)
    throw Fatal(Exit::kFailed, "more clusters than the table can hold (64 GiB of spool); split the input");
  return static_cast<std::uint32_t>(offset / kAlign);
}

void Spool::flush_tail() {
  transfer(true, tail_.data(), tail_.size(), tail_start_ - resident_);
  tail_start_ += tail_.size();
  tail_.clear();
}

char* Spool::locate(std::uint64_t offset, std::size_t& count) const {
  if (offset < resident_) {
    count = std::min<std::uint64_t>(count, kChunk - offset % kChunk);
    return chunks_[offset / kChunk].get() + offset % kChunk;
  }
  if (offset >= tail_start_) return const_cast<char*>(tail_.data()) + (offset - tail_start_);
  const std::uint64_t at = offset - resident_;
  const std::size_t within = at % kBlock;
  count = std::min<std::uint64_t>({count, kBlock - within, tail_start_ - offset});
  if (cache_.empty()) cache_.resize(kBlocks);
  Block& block = cache_[at / kBlock % kBlocks];
  if (block.number != at / kBlock) {
    if (!block.bytes) block.bytes = std::make_unique<char[]>(kBlock);
    block.number = at / kBlock;
    // What is not flushed yet is not read: such a block is read again once it is.
    std::uint64_t start = at - within, flushed = tail_start_ - resident_;
    std::size_t whole = std::min<std::uint64_t>(kBlock, flushed - start);
    transfer(false, block.bytes.get(), whole, start);
    if (whole < kBlock) block.number = UINT64_MAX;
  }
  return block.bytes.get() + within;
}

void Spool::read(std::uint64_t offset, char* to, std::size_t size) const {
  while (size > 0) {
    std::size_t count = size;
    const char* from = locate(offset, count);
    std::memcpy(to, from, count);
    to += count;
    offset += count;
    size -= count;
  }
}

void Spool::write(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t count = bytes.size();
    char* to = locate(offset, count);
    std::memcpy(to, bytes.data(), count);
    if (offset >= resident_ && offset < tail_start_)  // through the cached block to the file
      transfer(true, to, count, offset - resident_);
    bytes.remove_prefix(count);
    offset += count;
  }
}

void Spool::transfer(bool write, char* bytes, std::size_t count, std::uint64_t at) const {
  while (count > 0) {
    auto where = static_cast<off_t>(at);
    ssize_t done = write ? ::pwrite(file_, bytes, count, where) : ::pread(file_, bytes, count, where);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0)
      throw Fatal(Exit::kFailed,
                  std::string(write ? "cannot write" : "cannot read") +
                      " the spool in TMPDIR: " + (done < 0 ? std::strerror(errno) : "it ends too early"));
    bytes += done;
    at += static_cast<std::uint64_t>(done);
    count -= static_cast<std::size_t>(done);
  }
}

}  // namespace peil::clusters
