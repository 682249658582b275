// render/width.hpp -- how many columns of a terminal a text takes (as wcwidth does, Unicode 14).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace peil::render {

/// 0 for combining marks and format characters, 2 for wide (CJK, emoji), 1 otherwise.
int code_point_width(char32_t point);
std::size_t display_width(std::string_view text);

/// `text` cut to at most `width` columns, `mark` at the end if anything was cut. REQUIRES: width >= 1.
std::string cut_to_width(std::string_view text, std::size_t width, std::string_view mark = "…");

/// Lines of at most `width` columns, broken at blanks; a longer word stands alone. Lines after the
/// first begin with `indent`. No newline at the end.
std::string wrap(std::string_view text, std::size_t width, std::string_view indent);

}  // namespace peil::render
