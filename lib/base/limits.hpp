// base/limits.hpp -- the one table of limits: the code, --help and the man pages read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace peil::limits {

inline constexpr std::size_t kLineBytes = 64u << 20;       // one JSON line
inline constexpr int kJsonDepth = 512;                     // nesting of one line
inline constexpr std::size_t kBodyBytes = 16u << 20;       // decoded body of one capture
inline constexpr std::size_t kTextBytes = 16u << 20;       // text of one page
inline constexpr std::size_t kPageNodes = 2'000'000;       // nodes of one page
inline constexpr std::size_t kTagAttributes = 1'000;       // attributes of one tag
inline constexpr std::uint64_t kWorkerCpuMillis = 30'000;  // processor time for one record
inline constexpr std::size_t kBatchBytes = 256u << 10;     // input handed to a worker at once
inline constexpr int kSlotsPerWorker = 4;                  // batches that wait at one worker
inline constexpr std::size_t kHeaderBytes = 256u << 10;    // HTTP header block
inline constexpr int kRedirects = 10;
inline constexpr std::size_t kUrlBytes = 8192;
inline constexpr std::size_t kRobotsBytes = 512u << 10;  // RFC 9309 §2.5 asks for 500 KiB

struct Limit {
  std::string_view name;
  std::uint64_t value;
  std::string_view unit;  ///< bytes, count, ms
  std::string_view meaning;
  std::string_view flag;  ///< the flag that changes it, or ""
};

/// All of them, for --help and the man pages.
std::span<const Limit> table();

}  // namespace peil::limits
