// text/language.hpp -- which language a text is in, or that this cannot be told.
#pragma once

#include <string>
#include <string_view>

namespace peil::text {

struct Language {
  std::string code = "unknown";  ///< ISO 639-1 (639-3 where there is none), lower case, or "unknown"
  double confidence = 0;         ///< 0 to 1, a multiple of 0.01; 0 when unknown
  bool known() const { return code != "unknown"; }
};

/// Detects the language of running text. Of a text longer than 12 KiB three samples are read. A text
/// of a word or two, of numbers and codes, or of several languages in equal parts is `unknown`:
/// on a single word that is often the best answer. `hint` is a language the source declares
/// (`<html lang>`), any BCP 47 tag or "": it decides between near answers and is never the answer by
/// itself. REQUIRES: valid UTF-8. Same text and hint, same answer; no state.
/// Source: CLD2 (2015) and a table of stop words for nl, en, de, fr and their neighbours.
Language detect_language(std::string_view text, std::string_view hint = {});

}  // namespace peil::text
