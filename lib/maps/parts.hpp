// maps/parts.hpp -- where a long file may be cut so that each part is a document of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace peil::maps {

/// One part, and how many rows (messages, lines) of the file stand before its own.
using SendPart = std::function<void(std::string_view bytes, std::int64_t rows_before)>;
/// More bytes of the file appended to `to`; false at the end.
using ReadMore = std::function<bool(std::string& to)>;
using Warn = std::function<void(std::string)>;

/// A table: each part begins with the `header` first rows. Linear.
void cut_table(const ReadMore& more, char separator, int header, std::size_t part_bytes,
               const SendPart& send);
/// Lines, cut where `begins` says that a new message begins; rows counted are lines, or messages.
void cut_lines(const ReadMore& more, bool count_lines,
               const std::function<bool(std::string_view line)>& begins, std::size_t part_bytes,
               const SendPart& send, const Warn& warn);
/// A JSON document: the outermost array that is longer than a part is cut between its elements; what stands
/// before it in the document stands before each part, brackets are closed. An element longer than 16 MiB
/// ends the reading with a warning.
void cut_json(const ReadMore& more, std::size_t part_bytes, const SendPart& send, const Warn& warn);

}  // namespace peil::maps
