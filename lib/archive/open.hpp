// archive/open.hpp -- any archive that we read, known by its first bytes, as a row of captures.
//
//   if (archive::is_archive(first_bytes)) {
//     archive::ArchiveCaptures captures(input, path, {}, revisits, report);
//     while (archive::Capture* capture = captures.next()) …
//   }
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/captures.hpp"
#include "archive/har.hpp"
#include "archive/zip.hpp"

namespace peil::archive {

/// Whether a file that begins so (a few kilobytes are best, 512 bytes will mostly do) is an archive:
/// WARC, plain or compressed with gzip or zstd, or WACZ (a ZIP file with a folder `archive/` or a
/// datapackage), a HAR, or an ARC.
bool is_archive(std::string_view first_bytes);

/// The captures of a WARC, of all WARCs in a WACZ, or of a HAR. Of the latter `warc.offset` counts in the
/// WACZ file itself: the bytes there are those of the record.
class ArchiveCaptures {
 public:
  ArchiveCaptures(Input input, std::string file, WarcOptions options, RevisitTable& revisits,
                  std::function<void(const Damage&)> report);
  /// The next capture, complete; nullptr at the end. Good until the next call.
  Capture* next();

 private:
  bool open_next();

  Input input_;
  std::string file_;
  WarcOptions options_;
  RevisitTable& revisits_;
  std::function<void(const Damage&)> report_;
  std::vector<ZipMember> members_;  // of a WACZ, those left
  std::size_t member_ = 0;
  std::unique_ptr<WarcCaptures> current_;
  std::unique_ptr<HarCaptures> har_;
};

}  // namespace peil::archive
