// collect/seeds.hpp -- one line of a list of things to fetch, understood.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "record/record.hpp"

namespace peil::collect {

struct Seed {
  enum class Kind : std::uint8_t {
    kNothing,  ///< blank or comment
    kUrl,      ///< `text` is an address as written, perhaps none that can be fetched
    kFile,     ///< `text` is `file:` and what was written: a local file or folder
    kPass,     ///< a record of ours: the line goes on as it is
    kBad,      ///< `text` says what is wrong with the line
  };
  Kind kind = Kind::kNothing;
  std::string text;
  std::string seed_json;  ///< the line's other members as a JSON object, or ""
};

/// Reads one line: an address, `# a comment`, or a JSON object whose member at `url_at` (JSON Pointer)
/// is the address; katana's `request.endpoint` is known too. A line of our own records passes, but for
/// the run record of an earlier fetch.
Seed read_seed(std::string_view line, std::string_view url_at, RecordParser& parser);

}  // namespace peil::collect
