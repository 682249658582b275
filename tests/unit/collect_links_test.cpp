// tests/unit/collect_links_test.cpp -- where documents lead.
#include <gtest/gtest.h>

#include <string>

#include "base/buffer.hpp"
#include "codec/gzip.hpp"
#include "collect/links.hpp"

using peil::Buffer;
using peil::collect::Document;
using peil::collect::DocumentLinks;
using peil::collect::Link;
using peil::collect::read_links;

namespace {

DocumentLinks read(std::string_view body, std::string_view type = "text/html",
                   std::string_view url = "https://a.example/dir/page") {
  return read_links(Document{body, type, "", url});
}
/// `a https://… n https://…`
std::string shown(const DocumentLinks& found) {
  std::string text;
  for (const Link& link : found.links)
    text.append(text.empty() ? "" : " ").append(1, static_cast<char>(link.kind)).append(" ").append(link.url);
  return text;
}

}  // namespace

TEST(Links, OfAPageAreAbsoluteAndOnce) {
  EXPECT_EQ(shown(read("<a href=x>1</a><a href='/y#top'>2</a><a href='x'>3</a><area href=//b.example/z>")),
            "a https://a.example/dir/x a https://a.example/y a https://b.example/z");
}

TEST(Links, FollowTheBase) {
  EXPECT_EQ(shown(read("<base href=https://c.example/d/><a href=e>1</a>")), "a https://c.example/d/e");
  EXPECT_EQ(shown(read("<base href=javascript:alert(1)><a href=e>1</a>")), "a https://a.example/dir/e");
}

TEST(Links, TellTheirRelation) {
  EXPECT_EQ(
      shown(read(
          "<link rel=canonical href=/p><a rel='next' href=?2>more</a><a rel='nofollow noopener' href=/q>q</a>"
          "<link rel=alternate type=application/rss+xml href=/feed><link rel=stylesheet href=/s.css>")),
      "c https://a.example/p x https://a.example/dir/page?2 n https://a.example/q f https://a.example/feed");
}

TEST(Links, OfFormsScriptsRefreshesAndOtherSchemesAreNone) {
  EXPECT_EQ(shown(read("<form action=/buy><button formaction=/now></form><script>location='/x'</script>"
                       "<meta http-equiv=refresh content='0;url=/r'><a href=mailto:x@a.example>m</a>"
                       "<a href=javascript:go()>j</a><a href=tel:31>t</a><a href='ftp://a.example/f'>f</a>"
                       "<a href='http://user:pw@a.example/'>u</a>")),
            "");
}

TEST(Links, MetaRobotsIsRead) {
  EXPECT_EQ(read("<meta name=ROBOTS content='NOINDEX, NoFollow'><meta name=googlebot content=none>").robots,
            "noindex, nofollow");
}

TEST(Links, OfASitemapAndItsIndex) {
  EXPECT_EQ(
      shown(read(
          "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc> "
          "https://a.example/p?a=1&amp;b=2 </loc><image:image><image:loc>https://a.example/i.jpg</image:loc>"
          "</image:image></url><url><loc><![CDATA[https://a.example/q]]></loc></url></urlset>",
          "text/xml")),
      "e https://a.example/p?a=1&b=2 e https://a.example/q");
  EXPECT_EQ(
      shown(read("<sitemapindex><sitemap><loc>https://a.example/s1.xml.gz</loc></sitemap></sitemapindex>",
                 "application/xml")),
      "s https://a.example/s1.xml.gz");
}

TEST(Links, OfAGzippedSitemap) {
  Buffer packed;
  peil::codec::gzip_member("<urlset><url><loc>https://a.example/p</loc></url></urlset>", packed);
  EXPECT_EQ(shown(read(packed.view(), "application/x-gzip")), "e https://a.example/p");
}

TEST(Links, OfFeeds) {
  EXPECT_EQ(shown(read("<rss><channel><link>https://a.example/</link><item><link>https://a.example/1</link></"
                       "item></channel></rss>",
                       "application/rss+xml")),
            "a https://a.example/1");
  EXPECT_EQ(
      shown(read(
          "<feed xmlns='http://www.w3.org/2005/Atom'><link href='/self' rel='self'/><entry><link href='/2'/>"
          "<link rel='edit' href='/e'/></entry></feed>",
          "application/atom+xml")),
      "a https://a.example/2");
}

TEST(Links, OfAnythingElseAreNone) {
  EXPECT_EQ(shown(read("{\"href\":\"<a href=x>\"}", "application/json")), "");
  EXPECT_EQ(shown(read("\x1f\x8b broken gzip", "text/html")), "");
  EXPECT_EQ(shown(read("", "text/html")), "");
  EXPECT_EQ(shown(read("<a href=x>", "text/html", "no url")), "");
}

TEST(Links, OfHostileBytesAreLinear) {
  std::string unclosed;
  for (int i = 0; i < 100'000; ++i) unclosed += "<urlset><url><loc>";
  EXPECT_LE(read(unclosed, "application/xml").links.size(), peil::collect::kMaxLinks);
  std::string many;
  for (int i = 0; i < 60'000; ++i) many += "<a href=/" + std::to_string(i) + ">";
  DocumentLinks found = read(many);
  EXPECT_EQ(found.links.size(), peil::collect::kMaxLinks);
  EXPECT_TRUE(found.cut);
  EXPECT_TRUE(read("<urlset>" + std::string(200'000, '<')).links.empty());
}
