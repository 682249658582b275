// items/page_info.hpp -- what is said of a page as a whole: title, date, links, site, breadcrumb.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "facts/reader.hpp"
#include "html/view.hpp"
#include "items/marks.hpp"
#include "items/thing.hpp"
#include "url/url.hpp"

namespace peil::items {

struct Link {
  std::string url, rel, text;
};

struct PageInfo {
  std::string title;
  html::NodeId headline = html::kNone;  ///< element that shows the title, if one does
  std::string published_at;
  std::vector<Link> links;
  std::vector<std::string> breadcrumb;
  std::string software;
  std::string declared_lang;  ///< <html lang>
};

/// The base for links: <base href> where it is http(s), else the page's URL.
std::optional<url::Url> base_of(const html::Tree& tree, const url::Url* page_url);

/// Title by vote: JSON-LD headline, og:title, both without the site's suffix, nearest h1, <title>
/// without suffix. Equal ones add up; two beat one; else in that order.
void read_title(const html::View& view, const std::vector<Thing>& things, PageInfo& info);

/// Date of publication: JSON-LD, meta, itemprop, <time>, then a date near the headline.
void read_date(const html::View& view, const Marks& marks, const std::vector<Thing>& things,
               facts::Reader& reader, std::optional<UnixMillis> reference, PageInfo& info);

/// Links with their text, in order, each address and text once; http(s) only, but what else leads out of the
/// page (mailto:, tel:, magnet:) too. Never javascript: or data:.
void read_links(const html::View& view, const url::Url* base, PageInfo& info);

/// Path above the content, from structured data or from an element named so. The page itself is left out.
void read_breadcrumb(const html::View& view, const std::vector<Thing>& things, PageInfo& info);

/// Slug of the software of the site, or "". `cookies`: names of cookies set, in one string.
std::string software_of(const html::View& view, std::string_view cookies);

}  // namespace peil::items
