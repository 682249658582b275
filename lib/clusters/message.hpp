// clusters/message.hpp -- private to lib/clusters: what a step tells the folder of one record.
#pragma once

#include <string_view>

#include "base/buffer.hpp"
#include "clusters/keys.hpp"
#include "clusters/table.hpp"
#include "record/fields.hpp"

namespace peil::clusters {

struct Message {
  Kind kind = Kind::kForeign;
  Keys keys;
  std::string_view line;  ///< without newline
  std::size_t gap = 0;    ///< where in `line` the value of `cluster` belongs; unused without keys
};

/// Appends the message. One machine, one build: native byte order, no version.
void encode(const Message& message, Buffer& out);
/// Reads it back into `message`, whose line then points into `bytes`.
void decode(std::string_view bytes, Message& message);

/// Fetches into the processor's caches what the table will look at for this message.
void prefetch(std::string_view bytes, const ClusterTable& table);
/// Later, of the same message: what that leads to.
void prefetch_entry(std::string_view bytes, const ClusterTable& table);

}  // namespace peil::clusters
