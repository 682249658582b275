// inventory/verdict.hpp -- one sentence from the folder's process to the command that waits for it.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace peil::inventory {

/// A page of memory that is shared with processes forked later.
class Verdict {
 public:
  Verdict() {
    void* page = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    text_ = page == MAP_FAILED ? nullptr : static_cast<char*>(page);
  }
  ~Verdict() {
    if (text_) munmap(text_, kBytes);
  }
  Verdict(const Verdict&) = delete;
  Verdict& operator=(const Verdict&) = delete;

  void say(std::string_view text) {
    if (text_) std::memcpy(text_, text.data(), std::min(text.size(), kBytes - 1));
  }
  std::string said() const { return text_ ? std::string(text_) : std::string(); }

 private:
  static constexpr std::size_t kBytes = 4096;
  char* text_ = nullptr;
};

}  // namespace peil::inventory
