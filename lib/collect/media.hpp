// collect/media.hpp -- the media type of a file that nobody declared.
#pragma once

#include <string_view>

namespace peil::collect {

/// By the first bytes where they are unmistakable (PDF, images, archives), then by the extension of
/// `name`, then by what looks like markup, else text/plain or application/octet-stream.
/// Source: WHATWG MIME Sniffing §6-7 for the patterns.
std::string_view guess_media_type(std::string_view first_bytes, std::string_view name);

}  // namespace peil::collect
