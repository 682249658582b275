// maps/files.hpp -- files that people have, as captures: a saved page, a spreadsheet, an export of a chat.
//
// A file of up to 8 MiB (a workbook: 40 MiB) is one capture. A larger one whose form is a row of things --
// a table, JSON Lines, a JSON array, an mbox, a chat -- becomes a row of parts of about 4 MiB, each readable
// by itself: names of columns in front, brackets closed behind. Parts bear the digest of the whole file, and
// in `part` how many rows stand before them. Memory is bounded by a part and the longest row.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "maps/map.hpp"
#include "maps/sniff.hpp"

namespace peil::maps {

inline constexpr std::size_t kWholeBytes = 8u << 20;
inline constexpr std::size_t kPartBytes = 4u << 20;
inline constexpr std::size_t kWorkbookBytes = 40u << 20;

struct FileInput {
  int descriptor = -1;     ///< of a file that can seek; read from its beginning
  std::string name;        ///< operand as typed, or "stdin"
  std::string fetched_at;  ///< RFC 3339
  const Map* map = nullptr;
};

/// Whether an input that begins so is to be read as a file and not as records. `named`: it is an operand,
/// whose name may tell; of standard input only clear forms are taken, unless there is a map.
bool is_file_of(std::string_view first_bytes, std::string_view name, bool named, const Map* map);

/// Sends each capture as a line with its newline. Throws Fatal when reading fails.
void write_captures(const FileInput& input, const std::function<void(std::string_view)>& send);

}  // namespace peil::maps
