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
  append(std::string(kAlign, '\0'));  // so that no offset is 0
}

template <class Memory, class File>
void Spool::walk(std::uint64_t offset, std::size_t size, Memory&& memory, File&& file) const {
  while (size > 0) {
    std::size_t count = std::min<std::uint64_t>(size, kChunk - offset % kChunk);
    if (offset < resident_) memory(chunks_[offset / kChunk].get() + offset % kChunk, count);
    else file(offset - resident_, count);
    offset += count;
    size -= count;
  }
}

std::uint64_t Spool::append(std::string_view bytes) {
  std::uint64_t offset = size_;
  size_ += (bytes.size() + kAlign - 1) / kAlign * kAlign;
  while (chunks_.size() * kChunk < std::min(size_, resident_))
    chunks_.push_back(std::make_unique<char[]>(kChunk));
  write(offset, bytes);
  return offset;
}

void Spool::write(std::uint64_t offset, std::string_view bytes) {
  const char* from = bytes.data();
  walk(
      offset, bytes.size(),
      [&](char* memory, std::size_t count) {
        std::memcpy(memory, from, count);
        from += count;
      },
      [&](std::uint64_t at, std::size_t count) {
        while (count > 0) {
          ssize_t done = ::pwrite(file_, from, count, static_cast<off_t>(at));
          if (done < 0 && errno == EINTR) continue;
          if (done <= 0)
            throw Fatal(Exit::kFailed,
                        std::string("cannot write the spool in TMPDIR: ") + std::strerror(errno));
          from += done;
          at += static_cast<std::uint64_t>(done);
          count -= static_cast<std::size_t>(done);
        }
      });
}

void Spool::read(std::uint64_t offset, char* to, std::size_t size) const {
  walk(
      offset, size,
      [&](const char* memory, std::size_t count) {
        std::memcpy(to, memory, count);
        to += count;
      },
      [&](std::uint64_t at, std::size_t count) {
        while (count > 0) {
          ssize_t done = ::pread(file_, to, count, static_cast<off_t>(at));
          if (done < 0 && errno == EINTR) continue;
          if (done <= 0)
            throw Fatal(Exit::kFailed, std::string("cannot read the spool: ") + std::strerror(errno));
          to += done;
          at += static_cast<std::uint64_t>(done);
          count -= static_cast<std::size_t>(done);
        }
      });
}

}  // namespace peil::clusters
