// collect/links.hpp -- where a document leads: the links of pages, feeds and sitemaps.
//
// Pure reading of hostile bytes, for a process that has nothing else (collect/link_pool.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "url/url.hpp"

namespace peil::collect {

struct Link {
  enum class Kind : char {
    kPage = 'a',       ///< a, area, frame, an entry of a feed
    kNoFollow = 'n',   ///< the same, with rel=nofollow, ugc or sponsored
    kCanonical = 'c',  ///< the page's own better address
    kNext = 'x',       ///< the next part of a list
    kFeed = 'f',       ///< RSS or Atom of the site
    kEntry = 'e',      ///< an address in a sitemap
    kSitemap = 's',    ///< another sitemap
  };
  Kind kind = Kind::kPage;
  std::string url;  ///< absolute, http or https, without fragment
};

struct DocumentLinks {
  std::vector<Link> links;  ///< in order, each (kind and url) once, at most kMaxLinks
  std::string robots;       ///< directives of meta robots (and of our own name), lower case, by commas
  bool cut = false;         ///< there were more
};

inline constexpr std::size_t kMaxLinks = 50'000;  // what a sitemap may hold, and more than a page does

/// A document to read.
struct Document {
  std::string_view body;
  std::string_view media_type;  ///< as declared, "" when it was not
  std::string_view charset;     ///< as declared
  std::string_view url;         ///< its own, to which links are relative
};

/// Reads HTML (with its base), RSS, Atom, sitemaps and their indexes, plain or gzipped, by what the bytes
/// are. Anything else has no links. Linear, whatever the bytes. Links of forms, scripts and refreshes are
/// none. Source: WHATWG HTML §4.6, sitemaps.org/protocol.html, RFC 4287 (Atom), RSS 2.0.
DocumentLinks read_links(const Document& document);

/// Whether a capture of this type may have links.
bool may_have_links(std::string_view media_type);

}  // namespace peil::collect
