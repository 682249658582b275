// html/tokens.hpp -- the tags and texts of a page, as the tokenizer of the HTML standard (§13.2.5) cuts it.
//
// Tokens are places in a buffer that holds the page, and names are lower-cased in that buffer: nothing is
// copied and nothing allocated for a token. Comments, doctypes and processing instructions give no token.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "html/tags.hpp"

namespace peil::html {

/// A run of bytes of the buffer.
struct Slice {
  std::uint32_t at = 0;
  std::uint32_t size = 0;
};

struct TagAttribute {
  Slice name;
  Slice value;  ///< as written; with `&` in it, it may hold references
};

struct Token {
  enum class Kind : std::uint8_t { kText, kStart, kEnd, kCharacterData };
  Kind kind = Kind::kText;
  Tag tag = Tag::kOther;
  bool self_closing = false;
  bool cut_attributes = false;           ///< had more than limits::kTagAttributes: the rest is left out
  Slice slice;                           ///< of a text the text, of a tag its name
  std::vector<TagAttribute> attributes;  ///< of a start tag; a name can come twice
};

class Tokenizer {
 public:
  /// Begins a page that fills `buffer`. The buffer may grow behind the page while tokens are read.
  void begin(std::string& buffer);

  /// The next token; false at the end. Linear in all: no byte is looked at more than a few times.
  bool next(Token& token);

  /// For the element that the last token started: its content up to its end tag (which is read too) as one
  /// slice. `tag` kScript follows the standard's rules for "<!--" and "<script" in scripts.
  Slice read_raw(const Token& start);

  /// All that is left (plaintext).
  Slice read_rest();

  /// Whether "<![CDATA[" begins text here: in SVG and MathML, and in XHTML.
  void set_cdata(bool text) { cdata_ = text; }

  /// True once a doctype was seen that asks for the standards' mode: without one, a table stands in a p.
  bool standards() const { return standards_; }

 private:
  char at(std::size_t offset) const { return offset < size_ ? (*buffer_)[offset] : '\0'; }
  std::string_view page() const { return std::string_view(*buffer_).substr(0, size_); }
  bool is_markup(std::size_t offset) const;
  bool read_markup(Token& token);
  bool read_declaration(Token& token);
  bool read_tag(Token& token, Token::Kind kind);
  bool read_attributes(Token& token, bool keep);
  Slice read_value();
  Slice read_name(const std::array<bool, 256>& stops);
  void skip_blanks();
  void skip_past(char last);
  void skip_comment();
  std::size_t end_of_raw(std::string_view name) const;
  std::size_t end_of_script() const;
  bool ends_element(std::size_t offset, std::string_view name) const;

  std::string* buffer_ = nullptr;
  std::size_t size_ = 0;
  std::size_t position_ = 0;
  bool cdata_ = false;
  bool standards_ = false;
};

}  // namespace peil::html
