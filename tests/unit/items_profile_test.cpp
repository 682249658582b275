// tests/unit/items_profile_test.cpp -- site profiles, and pages shown for the eye.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "items/extractor.hpp"
#include "items/show.hpp"
#include "items/site_profile.hpp"

namespace {

using namespace peil;
using namespace peil::items;

TEST(SiteProfile, FitsPatternsWithStars) {
  EXPECT_TRUE(fits_pattern("/v/*", "/v/12?x=1"));
  EXPECT_TRUE(fits_pattern("*", ""));
  EXPECT_TRUE(fits_pattern("/a*b*c", "/a1b2bc"));
  EXPECT_FALSE(fits_pattern("/v/*", "/w/12"));
  EXPECT_FALSE(fits_pattern("/a*b", "/a1bc"));
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
