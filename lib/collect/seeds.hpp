// collect/seeds.hpp -- one line of a list of things to fetch, understood.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "record/record.hpp"

namespace peil::collect {

struct Seed {
  enum class Kind : std::uint8_t {
    kNothing,   ///< blank or comment
    kUrl,       ///< `text` is an address as written, perhaps none that can be fetched
    kFile,      ///< `text` is `file:` and what was written: a local file or folder
    kArchived,  ///< bytes of an archive: `text` is the address they came from, `place` where they lie
    kPass,      ///< a record of ours: the line goes on as it is
    kBad,       ///< `text` says what is wrong with the line
  };
  Kind kind = Kind::kNothing;
  std::string text;
  std::string seed_json;  ///< the line's other members as a JSON object, or ""
  /// Of an index line (Common Crawl, pywb): the archive as named there, and the record in it.
  struct Place {
    std::string file;
    std::uint64_t offset = 0, length = 0;
  };
  Place place;
  std::string_view shape;  ///< name of the tool whose record it is, when known
  std::string note;        ///< something left out of it, for people, or ""
};

/// Reads one line: an address, `# a comment`, or a JSON object (alone, or behind the key of a CDXJ line)
/// whose member at `url_at` (JSON Pointer) is the address, or else where record/shapes.hpp knows that it
/// stands. The other members are kept byte for byte, but for documents that a crawler put in its line: the
/// page is about to come again. A line of our own records passes, but for the run record of an earlier fetch.
Seed read_seed(std::string_view line, std::string_view url_at, RecordParser& parser);

struct Settings;
/// A run that remembers (--state) or keeps evidence (--warc) takes no files: throws Fatal(kUsage) that says so.
void refuse_local(const Seed& seed, const std::string& where, const Settings& settings);

}  // namespace peil::collect
