// collect/media.cpp -- magic bytes and extensions.
#include "collect/media.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/words.hpp"

namespace peil::collect {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes, type;
};
constexpr std::array kMagic = {
    Magic{"%PDF-", "application/pdf"},
    Magic{"\x89PNG\r\n\x1A\n", "image/png"},
    Magic{"\xFF\xD8\xFF", "image/jpeg"},
    Magic{"GIF87a", "image/gif"},
    Magic{"GIF89a", "image/gif"},
    Magic{"PK\x03\x04", "application/zip"},
    Magic{"\x1F\x8B\x08", "application/gzip"},
    Magic{"\x28\xB5\x2F\xFD", "application/zstd"},
    Magic{"SQLite format 3\0"sv, "application/vnd.sqlite3"},
    Magic{"\x7F"
          "ELF",
          "application/x-elf"},
    Magic{"{\\rtf", "application/rtf"},
    Magic{"ID3", "audio/mpeg"},
};

struct Extension {
  std::string_view name, type;
};
constexpr std::array kExtensions = {
    Extension{"html", "text/html"},
    Extension{"htm", "text/html"},
    Extension{"xhtml", "application/xhtml+xml"},
    Extension{"xht", "application/xhtml+xml"},
    Extension{"php", "text/html"},
    Extension{"asp", "text/html"},
    Extension{"aspx", "text/html"},
    Extension{"jsp", "text/html"},
    Extension{"cgi", "text/html"},
    Extension{"shtml", "text/html"},
    Extension{"txt", "text/plain"},
    Extension{"md", "text/markdown"},
    Extension{"csv", "text/csv"},
    Extension{"tsv", "text/tab-separated-values"},
    Extension{"json", "application/json"},
    Extension{"jsonl", "application/x-ndjson"},
    Extension{"ndjson", "application/x-ndjson"},
    Extension{"xml", "application/xml"},
    Extension{"rss", "application/rss+xml"},
    Extension{"atom", "application/atom+xml"},
    Extension{"eml", "message/rfc822"},
    Extension{"mht", "multipart/related"},
    Extension{"mhtml", "multipart/related"},
    Extension{"js", "text/javascript"},
    Extension{"css", "text/css"},
    Extension{"svg", "image/svg+xml"},
    Extension{"pdf", "application/pdf"},
    Extension{"mp4", "video/mp4"},
    Extension{"webp", "image/webp"},
    Extension{"warc", "application/warc"},
};

constexpr std::array kTags = {
    "!doctype html"sv, "html"sv, "head"sv,  "body"sv,  "script"sv, "iframe"sv, "h1"sv, "div"sv, "font"sv,
    "table"sv,         "a"sv,    "style"sv, "title"sv, "b"sv,      "br"sv,     "p"sv,  "ul"sv,  "li"sv,
    "meta"sv,          "link"sv, "form"sv,  "center"sv};

std::string_view by_extension(std::string_view name) {
  name = name.substr(0, name.find_first_of("?#"));
  name = name.substr(name.rfind('/') + 1);
  auto dot = name.rfind('.');
  if (dot == name.npos) return {};
  std::string extension = to_lower_ascii(name.substr(dot + 1));
  auto found = std::find_if(kExtensions.begin(), kExtensions.end(),
                            [&](const Extension& known) { return known.name == extension; });
  return found == kExtensions.end() ? std::string_view() : found->type;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

/// text/html, XML kinds, JSON, or "" when it begins like none of them.
std::string_view by_beginning(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  if (text.starts_with("<?xml")) {
    if (text.find("<html") != text.npos) return "application/xhtml+xml";
    if (text.find("<rss") != text.npos) return "application/rss+xml";
    if (text.find("<feed") != text.npos) return "application/atom+xml";
    return "application/xml";
  }
  if (text.starts_with("<!--")) return "text/html";
  if (text.starts_with('<')) {
    std::string start = to_lower_ascii(text.substr(1, 16));
    for (std::string_view tag : kTags)
      if (start.starts_with(tag) &&
          (start.size() == tag.size() || is_blank(start[tag.size()]) || start[tag.size()] == '>'))
        return "text/html";
  }
  if (text.starts_with("{\"") || text.starts_with("[{") || text.starts_with("[\"")) return "application/json";
  return {};
}

/// No bytes that text never has (MIME Sniffing §7.2); UTF-16 with its mark is text.
bool looks_like_text(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return true;
  return std::none_of(bytes.begin(), bytes.end(), [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte < 0x09 || byte == 0x0B || (byte >= 0x0E && byte < 0x1B) || (byte > 0x1B && byte < 0x20);
  });
}

}  // namespace

std::string_view guess_media_type(std::string_view first_bytes, std::string_view name) {
  first_bytes = first_bytes.substr(0, 1445);
  for (const Magic& magic : kMagic)
    if (first_bytes.starts_with(magic.bytes)) return magic.type;
  if (first_bytes.size() >= 12) {
    if (first_bytes.starts_with("RIFF") && first_bytes.substr(8, 4) == "WEBP") return "image/webp";
    if (first_bytes.substr(4, 4) == "ftyp") return "video/mp4";
  }
  if (auto type = by_extension(name); !type.empty()) return type;
  if (auto type = by_beginning(first_bytes); !type.empty()) return type;
  return looks_like_text(first_bytes) ? "text/plain" : "application/octet-stream";
}

}  // namespace peil::collect
