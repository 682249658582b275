// html/tokens.cpp -- the tokenizer. Section numbers are those of the HTML standard.
#include "html/tokens.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/limits.hpp"

namespace peil::html {

namespace {

bool is_alpha(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r'; }

/// Bytes that end a name: white space, / and >; of an attribute = too.
constexpr std::array<bool, 256> make_stops(bool attribute) {
  std::array<bool, 256> stops = {};
  for (unsigned char c : {' ', '\n', '\t', '\f', '\r', '/', '>'}) stops[c] = true;
  stops['='] = attribute;
  return stops;
}
constexpr auto kTagStops = make_stops(false);
constexpr auto kAttributeStops = make_stops(true);

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

/// Whether `word` (lower case) stands at `from`, in any case.
bool stands_at(std::string_view text, std::size_t from, std::string_view word) {
  if (from > text.size() || text.size() - from < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (lower(text[from + i]) != word[i]) return false;
  }
  return true;
}

Slice slice(std::size_t from, std::size_t to) {
  return {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to - from)};
}

/// Whether a doctype ("DOCTYPE html PUBLIC …") leaves the page in quirks mode (§13.2.6.4.1, in short).
bool is_quirky(std::string_view doctype) {
  std::string word(doctype.substr(0, 200));
  std::transform(word.begin(), word.end(), word.begin(), lower);
  const auto has = [&](std::string_view part) { return word.find(part) != word.npos; };
  if (!word.starts_with("doctype html")) return true;
  return has("//dtd html 2") || has("//dtd html 3") || has("html 4.0 transitional") ||
         (has("html 4.01 transitional") && !has("http"));
}

}  // namespace

void Tokenizer::begin(std::string& buffer) {
  buffer_ = &buffer;
  size_ = buffer.size();
  position_ = 0;
  cdata_ = standards_ = false;
}

bool Tokenizer::is_markup(std::size_t offset) const {
  const char follows = at(offset + 1);
  return is_alpha(follows) || follows == '!' || follows == '?' || (follows == '/' && offset + 2 < size_);
}

bool Tokenizer::next(Token& token) {
  while (position_ < size_) {
    if (at(position_) == '<' && is_markup(position_)) {
      if (read_markup(token)) return true;
      continue;
    }
    const char* base = buffer_->data();
    std::size_t end = position_ + 1;
    while (end < size_) {
      const void* mark = std::memchr(base + end, '<', size_ - end);
      end = mark == nullptr ? size_ : static_cast<std::size_t>(static_cast<const char*>(mark) - base);
      if (end == size_ || is_markup(end)) break;
      ++end;
    }
    token.kind = Token::Kind::kText;
    token.slice = slice(position_, end);
    position_ = end;
    return true;
  }
  return false;
}

/// At "<" and what makes it markup. False when it gives no token.
bool Tokenizer::read_markup(Token& token) {
  const char follows = at(position_ + 1);
  if (is_alpha(follows)) {
    position_ += 1;
    return read_tag(token, Token::Kind::kStart);
  }
  if (follows == '/' && is_alpha(at(position_ + 2))) {
    position_ += 2;
    return read_tag(token, Token::Kind::kEnd);
  }
  if (follows == '!') return read_declaration(token);
  position_ += 2;
  skip_past('>');  // "<?php …>", "</>", "</ p>"
  return false;
}

/// At "<!".
bool Tokenizer::read_declaration(Token& token) {
  const std::size_t inside = position_ + 2;
  if (stands_at(page(), inside, "--")) {
    skip_comment();
    return false;
  }
  if (cdata_ && page().substr(inside).starts_with("[CDATA[")) {
    const std::size_t start = inside + 7;
    const std::size_t end = std::min(page().find("]]>", start), size_);
    token.kind = Token::Kind::kCharacterData;
    token.slice = slice(start, end);
    position_ = std::min(end + 3, size_);
    return token.slice.size > 0;
  }
  position_ = inside;
  skip_past('>');
  if (stands_at(page(), inside, "doctype"))
    standards_ = !is_quirky(page().substr(inside, position_ - inside));
  return false;
}

/// At "<!--" (§13.2.5.43): "<!-->" and "<!--->" are whole; "-->" and "--!>" end one.
void Tokenizer::skip_comment() {
  std::size_t from = position_ + 4;
  if (at(from) == '>' || (at(from) == '-' && at(from + 1) == '>')) {
    position_ = from + (at(from) == '>' ? 1 : 2);
    return;
  }
  for (;; ++from) {
    from = page().find("--", from);
    if (from == std::string_view::npos) break;
    if (at(from + 2) == '>' || (at(from + 2) == '!' && at(from + 3) == '>')) {
      position_ = from + (at(from + 2) == '>' ? 3 : 4);
      return;
    }
  }
  position_ = size_;
}

void Tokenizer::skip_past(char last) {
  const std::size_t end = page().find(last, position_);
  position_ = end == std::string_view::npos ? size_ : end + 1;
}

void Tokenizer::skip_blanks() {
  while (position_ < size_ && is_blank((*buffer_)[position_])) ++position_;
}

/// A name, lower-cased where it stands.
Slice Tokenizer::read_name(const std::array<bool, 256>& stops) {
  const std::size_t start = position_;
  char* bytes = buffer_->data();
  while (position_ < size_ && !stops[static_cast<unsigned char>(bytes[position_])]) {
    bytes[position_] = lower(bytes[position_]);
    ++position_;
  }
  return slice(start, position_);
}

bool Tokenizer::read_tag(Token& token, Token::Kind kind) {
  token.kind = kind;
  token.slice = read_name(kTagStops);
  token.tag = tag_of_name(page().substr(token.slice.at, token.slice.size));
  return read_attributes(token, kind == Token::Kind::kStart);
}

/// Behind a tag's name, up to its ">". False when the page ends before: then there is no such tag.
bool Tokenizer::read_attributes(Token& token, bool keep) {
  token.attributes.clear();
  token.self_closing = token.cut_attributes = false;
  while (position_ < size_) {
    const char c = (*buffer_)[position_];
    if (c == '>') {
      ++position_;
      return true;
    }
    if (is_blank(c) || c == '/') {
      token.self_closing = c == '/' && at(position_ + 1) == '>';
      ++position_;
      continue;
    }
    TagAttribute attribute;
    const std::size_t start = position_;
    if (c == '=') ++position_;  // "<a =x>": the name begins with it
    attribute.name = read_name(kAttributeStops);
    attribute.name = slice(start, position_);
    skip_blanks();
    if (at(position_) == '=') {
      ++position_;
      attribute.value = read_value();
    }
    if (!keep) continue;
    if (token.attributes.size() < limits::kTagAttributes) token.attributes.push_back(attribute);
    else token.cut_attributes = true;
  }
  return false;
}

/// Behind "=".
Slice Tokenizer::read_value() {
  skip_blanks();
  const char quote = at(position_);
  if (quote == '"' || quote == '\'') {
    const std::size_t start = ++position_;
    const std::size_t end = std::min(page().find(quote, start), size_);
    position_ = std::min(end + 1, size_);
    return slice(start, end);
  }
  const std::size_t start = position_;
  while (position_ < size_ && (*buffer_)[position_] != '>' && !is_blank((*buffer_)[position_])) ++position_;
  return slice(start, position_);
}

/// Whether "</name" stands at `offset` and its name ends there.
bool Tokenizer::ends_element(std::size_t offset, std::string_view name) const {
  return at(offset + 1) == '/' && stands_at(page(), offset + 2, name) && offset + 2 + name.size() < size_ &&
         kTagStops[static_cast<unsigned char>(at(offset + 2 + name.size()))];
}

std::size_t Tokenizer::end_of_raw(std::string_view name) const {
  for (std::size_t mark = position_;; ++mark) {
    mark = page().find('<', mark);
    if (mark == std::string_view::npos) return size_;
    if (ends_element(mark, name)) return mark;
  }
}

/// Where a script ends (§13.2.5.15 and on): inside "<!-- <script> … -->" its end tag does not.
std::size_t Tokenizer::end_of_script() const {
  enum { kPlain, kEscaped, kTwice } state = kPlain;
  const std::string_view text = page();
  std::size_t from = position_;
  for (std::size_t mark = position_;; ++mark) {
    mark = text.find('<', mark);
    const std::size_t stretch = std::min(mark, size_);
    if (state != kPlain && text.substr(from, stretch - from).find("-->") != text.npos) state = kPlain;
    if (mark == text.npos) return size_;
    from = mark;
    if (ends_element(mark, "script")) {
      if (state != kTwice) return mark;
      state = kEscaped;
    } else if (state == kPlain && text.substr(mark).starts_with("<!--")) {
      state = kEscaped;
      from = mark + 2;
    } else if (state == kEscaped && stands_at(text, mark + 1, "script") &&
               kTagStops[static_cast<unsigned char>(at(mark + 7))]) {
      state = kTwice;
    }
  }
}

Slice Tokenizer::read_raw(const Token& start) {
  const std::string name(page().substr(start.slice.at, start.slice.size));
  const std::size_t end = start.tag == Tag::kScript ? end_of_script() : end_of_raw(name);
  const Slice content = slice(position_, end);
  position_ = std::min(end + 2 + name.size(), size_);
  Token close;
  read_attributes(close, false);
  return content;
}

Slice Tokenizer::read_rest() {
  const Slice rest = slice(position_, size_);
  position_ = size_;
  return rest;
}

}  // namespace peil::html
