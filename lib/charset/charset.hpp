// charset/charset.hpp -- bytes of any charset to valid UTF-8.
//
// What a page declares is often wrong, what its bytes are hardly ever: text that is valid UTF-8 with
// characters beyond ASCII is UTF-8, whatever was declared. Else the order is that of the browsers:
// byte order mark, Content-Type, <meta> in the first 1,024 bytes, then detection.
//
//   Decoder decoder;
//   Decoded page = decoder.decode(body, {.declared = "iso-8859-1", .html = true});
//   use(page.text);   // valid UTF-8 without NUL; may be `body` itself: nothing is copied for nothing
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace peil::charset {

/// The encoding meant by a label, by its WHATWG name ("latin1" -> "windows-1252"); blanks around it
/// and case are ignored. "" when the label is unknown, UTF-7 among them: no browser reads it.
/// Source: WHATWG Encoding §4.2.
std::string_view encoding_of_label(std::string_view label);

/// The encoding that a <meta charset> or <meta http-equiv=content-type> in the first 1,024 bytes
/// declares, by its WHATWG name, or "". UTF-16 there means UTF-8, x-user-defined windows-1252.
/// Source: WHATWG HTML §13.2.3.2 (prescan a byte stream).
std::string_view prescan(std::string_view bytes);

/// Whether `bytes` are UTF-8 (RFC 3629: shortest form, no surrogates).
bool is_valid_utf8(std::string_view bytes);

/// Appends `bytes` with each maximal invalid part, and each NUL, as U+FFFD.
/// Source: WHATWG Encoding §4.1 (utf-8 decode), Unicode §3.9.
void append_repaired(std::string_view bytes, std::string& out);

struct Hint {
  std::string_view declared = {};  ///< charset of the Content-Type header, as written
  bool html = false;               ///< look for <meta>, and leave tags out when detecting
};

struct Decoded {
  std::string_view text;      ///< valid UTF-8 without NUL and BOM; the input itself, or in the Decoder
  std::string_view encoding;  ///< WHATWG name
  bool repaired = false;      ///< some bytes were invalid and became U+FFFD
  bool overruled = false;     ///< the declared charset was not the one used
};

class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Linear in bytes.size(). The text is good until the next call, as long as `bytes` lives.
  Decoded decode(std::string_view bytes, const Hint& hint = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::charset
