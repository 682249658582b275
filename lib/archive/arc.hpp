// archive/arc.hpp -- ARC files, the form of web archives before WARC (Internet Archive, Common Crawl to
// 2012).
//
// An ARC record is one line, `URL IP date type length` (version 2 has more in between), and as many bytes. It
// is read by turning it into WARC as it passes. Source: Burner and Kahle, Arc File Format (1996).
#pragma once

#include <functional>
#include <string_view>

#include "archive/segments.hpp"
#include "archive/warc_reader.hpp"

namespace peil::archive {

/// Whether a file that begins so, decompressed, is an ARC.
bool is_arc(std::string_view first_bytes);

/// The same records as a WARC without compression; a record larger than 64 MiB is cut, with WARC-Truncated.
/// Lines that head no record are reported and passed over.
Input warc_of_arc(Input arc, std::function<void(const Damage&)> report);

}  // namespace peil::archive
