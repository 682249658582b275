// maps/lines.hpp -- the lines of a text, one after another.
#pragma once

#include <algorithm>
#include <string_view>

namespace peil::maps {

/// Takes the first line off `text`: without its end, be it LF or CR LF.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + 1));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace peil::maps
