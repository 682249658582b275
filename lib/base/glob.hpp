// base/glob.hpp -- patterns with `*`, as people write them for addresses.
#pragma once

#include <string_view>

namespace peil {

/// `pattern`, in which `*` is any bytes, against the whole of `text`. Time: length times length at most.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace peil
