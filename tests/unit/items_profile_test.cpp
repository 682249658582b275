// tests/unit/items_profile_test.cpp -- site profiles, and pages shown for the eye.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/glob.hpp"
#include "items/draft_profile.hpp"
#include "items/extractor.hpp"
#include "items/show.hpp"
#include "items/site_profile.hpp"

namespace {

using namespace peil;
using namespace peil::items;

TEST(SiteProfile, FitsPatternsWithStars) {
  EXPECT_TRUE(matches_glob("/v/*", "/v/12?x=1"));
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("/a*b*c", "/a1b2bc"));
  EXPECT_FALSE(matches_glob("/v/*", "/w/12"));
  EXPECT_FALSE(matches_glob("/a*b", "/a1bc"));
}

TEST(SiteProfile, FindsTheFirstPageOfTheHost) {
  std::vector<std::string> problems;
  SiteProfiles profiles;
  profiles.add("host *.shop.example\npage none /help*\npage listing *\ntitle h1\n", "shop.profile", problems);
  ASSERT_TRUE(problems.empty()) << problems.front();
  ASSERT_NE(profiles.find("shop.example", "/v/1"), nullptr);
  EXPECT_EQ(profiles.find("www.shop.example", "/v/1")->form, Form::kListing);
  EXPECT_EQ(profiles.find("shop.example", "/help/1")->form, std::nullopt);
  EXPECT_EQ(profiles.find("othershop.example", "/v/1"), nullptr);
}

TEST(SiteProfile, SaysWhatIsMissing) {
  std::vector<std::string> problems;
  SiteProfiles profiles;
  profiles.add("", "empty.profile", problems);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0], "empty.profile:0: no host: a profile is of a site");
}

/// Reads a page, drafts a profile of it, reads it again with that: both as lines.
std::vector<std::string> read_twice(const std::string& html, std::string& draft) {
  const auto lines = [](const Reading& reading) {
    std::string out;
    for (const Item& item : reading.items) {
      out += std::string(form_name(item.form)) + "|" + item.title + "|" + item.url + "|" + item.vendor.name + "|" +
             item.listed_at + "|" + item.rating;
      for (const Price& price : item.prices) out += "|" + price.amount.str() + price.currency;
      for (const Coded& place : item.ships_from) out += "|from " + place.value;
      for (const Coded& place : item.ships_to) out += "|to " + place.value;
      out += "\n";
    }
    return out;
  };
  Document document;
  document.bytes = html;
  document.media_type = "text/html";
  document.url = "https://www.market.example/list/drugs?page=2";
  Extractor extractor;
  std::vector<std::string> both = {lines(extractor.read(document))};
  draft = extractor.draft({}, document.url);
  auto profiles = std::make_shared<SiteProfiles>();
  std::vector<std::string> problems;
  profiles->add(draft, "draft.profile", problems);
  EXPECT_TRUE(problems.empty()) << problems.front() << draft;
  Extractor again(profiles);
  both.push_back(lines(again.read(document)));
  return both;
}

std::string table_of_offers() {
  std::string html =
      "<h2>Drugs</h2><table class=l><tr><th>Product<th>Ships from<th>Ships to<th>Price<th>Vendor</tr>";
  for (const char* row : {"Speed 10g|NL|EU|45.00", "MDMA 5 g|NL|EU|60.00", "Ketamine 28g|BE|EU|390.00"}) {
    const std::string text = row;
    html += "<tr><td><a href='/listing/" + text.substr(0, 3) + "'>";
    for (const char c : text) html += c == '|' ? std::string("<td>") : std::string(1, c);
    html += " EUR<td><a href='/vendor/x'>vendor " + text.substr(0, 2) + "</a></tr>";
  }
  return html + "</table>";
}

TEST(SuggestProfile, OfATableNamesItsCells) {
  std::string draft;
  const auto both = read_twice(table_of_offers(), draft);
  EXPECT_EQ(both[0], both[1]) << draft;
  EXPECT_EQ(std::count(both[0].begin(), both[0].end(), '\n'), 3);
  EXPECT_NE(draft.find("host *.market.example\n"), std::string::npos) << draft;
  EXPECT_NE(draft.find("page listing /list/drugs*\n"), std::string::npos) << draft;
  EXPECT_NE(draft.find("price  td:nth-child(4)\n"), std::string::npos) << draft;
}

TEST(SuggestProfile, OfCardsPrefersNamesToTags) {
  std::string html = "<ul class=grid>";
  int price = 40;
  for (const char* name : {"Amnesia Haze", "White Widow", "Purple Kush", "Orange Bud"}) {
    html += "<li class='card item-12345'><a class=lnk href='/p/" + std::to_string(price) + "'><h3 class=name>" + name +
            " 5g</h3></a><div class=meta><span class=prijs>€ " + std::to_string(price) + ",00</span></div></li>";
    price += 5;
  }
  std::string draft;
  const auto both = read_twice(html + "</ul>", draft);
  EXPECT_EQ(both[0], both[1]) << draft;
  EXPECT_NE(draft.find("item   li.card\n"), std::string::npos) << draft;
  EXPECT_NE(draft.find("price  span.prijs\n"), std::string::npos) << draft;
  EXPECT_NE(draft.find("title  h3.name\n"), std::string::npos) << draft;
}

TEST(SuggestProfile, OfAThreadTellsTheWordsFromTheAuthor) {
  std::string html;
  int day = 11;
  for (const char* author : {"wietwillem", "KweekKees", "nachtuil"}) {
    html += "<div class=post><dl class=by><dt><a class=username href='/u/" + std::string(author) + "'>" + author +
            "</a></dt><dd><strong>Lid geworden:</strong> 03 mrt 2019</dd></dl><div class=postbody><p><time datetime='"
            "2024-11-" + std::to_string(day) + "'>" + std::to_string(day) +
            " nov 2024</time></p><div class=content>Ik heb goede ervaring met die winkel, binnen drie dagen in huis, "
            "zegt " + author + ".</div></div></div>";
    ++day;
  }
  std::string draft;
  const auto both = read_twice(html, draft);
  EXPECT_EQ(both[0], both[1]) << draft;
  EXPECT_NE(both[0].find("2024-11-12"), std::string::npos) << both[0];
  EXPECT_NE(draft.find("text   div.content\n"), std::string::npos) << draft;
}

TEST(SuggestProfile, OfOneOfferLeavesOutWhatIsOneWithNumbers) {
  std::string draft;
  const auto both = read_twice(
      "<title>Speed 25g</title><h1>Speed 25g</h1><p>Sold by <a class=vendor href=/v/k>speedking</a></p>"
      "<span class=cost>USD 95.00</span><ul><li>Ships from: <b class=from>Netherlands</b></li>"
      "<li>Ships to: <b class=to>Worldwide</b></li></ul><p>Clean paste, vacuum packed.</p><button>Buy now</button>",
      draft);
  EXPECT_EQ(both[0], both[1]) << draft;
  EXPECT_NE(draft.find("price  span.cost\n"), std::string::npos) << draft;
  EXPECT_NE(draft.find("page listing /list/drugs?*\n"), std::string::npos) << draft;
}

TEST(SuggestProfile, OfAPageWithoutItemsReadsNothing) {
  Extractor extractor;
  Document document;
  document.bytes = "<p>Wij zijn gesloten.</p>";
  document.media_type = "text/html";
  extractor.read(document);
  const std::string draft = extractor.draft({}, "file:x.html");
  EXPECT_NE(draft.find("# item   SELECTOR"), std::string::npos);
  EXPECT_EQ(draft.find("\npage "), std::string::npos);
  document.media_type = "text/plain";
  extractor.read(document);
  EXPECT_EQ(extractor.draft({}, {}), "");
}

TEST(SuggestProfile, MakesPatternsOfAddresses) {
  EXPECT_EQ(pattern_of("/", false), "/ /?*");
  EXPECT_EQ(pattern_of("/l/tuin?page=2", false), "/l/tuin*");
  EXPECT_EQ(pattern_of("/v/tuin/m2000000-lamp", true), "/v/tuin/*");
  EXPECT_EQ(pattern_of("/viewtopic.php?t=12", true), "/viewtopic.php?*");
  EXPECT_EQ(pattern_of("/c/12345/list", false), "/c/*/list*");
}

TEST(Show, LetsNoControlCharacterThrough) {
  Extractor extractor;
  Document document;
  document.bytes = "Speed 5g €50 \x1b[31m \xE2\x80\xAE en \x07 mail jan@example.nl\nde tweede regel";
  document.media_type = "text/plain";
  document.is_message = true;
  Buffer out;
  show(extractor.read(document), "file:\x1b]0;x\x07", "p:x", false, out);
  for (const char c : out.str()) EXPECT_FALSE(static_cast<unsigned char>(c) < 0x20 && c != '\n');
  EXPECT_EQ(out.str().find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_NE(out.str().find("[price: €50]"), std::string::npos);
  EXPECT_NE(out.str().find("[email: jan@example.nl]"), std::string::npos);
}

TEST(Extractor, FindsAccountsThatStandInScripts) {
  Extractor extractor;
  Document document;
  document.bytes =
      "<script>gtag('config','G-ABCDEF1234');ym(12345678, 'init')</script><p>see UA-1234567-1</p>"
      "<script src='https://www.googletagmanager.com/gtm.js?id=GTM-ABC123'></script>";
  document.media_type = "text/html";
  std::string found;
  for (const Identifier& identifier : extractor.read(document).identifiers)
    found += identifier.value + "@" + identifier.evidence.field + " ";
  EXPECT_EQ(found, "UA-1234567-1@text G-ABCDEF1234@markup 12345678@markup GTM-ABC123@markup ");
}

}  // namespace
