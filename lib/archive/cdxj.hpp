// archive/cdxj.hpp -- the index beside a WARC file: which address stands where.
//
//   com,example)/page 20261124090000 {"url":"https://…","mime":"text/html","status":"200",…}
//
// Sorted by bytes, so that a reader may search by halves. Source: pywb's CDXJ and IIPC's CDXJ specification.
#pragma once

#include <string>
#include <string_view>

#include "archive/segments.hpp"

namespace peil::archive {

/// The address as an index sorts it: host turned round, lower case, `www.` and fragment left out, arguments
/// in order: `com,example)/page?a=1`. What is no http address comes back in lower case.
std::string surt_of(std::string_view url);

/// The index of a WARC file, named `file`, each line with its newline: `response`, `resource` and `revisit`
/// records of http and https addresses. Reads the whole file.
std::string cdxj_of(Input input, std::string_view file);

}  // namespace peil::archive
