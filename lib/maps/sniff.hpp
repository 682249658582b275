// maps/sniff.hpp -- what kind of document some bytes are, by media type, name and first bytes.
#pragma once

#include <string_view>

namespace peil::maps {

enum class Format {
  kUnknown,
  kRecords,  ///< JSON Lines, each an object: the frame's own form
  kHtml,
  kFeed,  ///< RSS or Atom
  kSitemap,
  kJson,
  kTable,     ///< separated values
  kWorkbook,  ///< XLSX
  kMail,
  kMbox,
  kMhtml,
  kChat,  ///< a text export of WhatsApp
  kText,
  kBinary,
};

/// Looks at the declared media type ("" or application/octet-stream: unknown), the name's extension and the
/// first bytes; what they begin with decides where they contradict. `bytes` may be the beginning only.
Format format_of(std::string_view bytes, std::string_view media_type, std::string_view name);

/// The media type of a format, for a capture made of a file.
std::string_view media_type_of(Format format, std::string_view name);

}  // namespace peil::maps
