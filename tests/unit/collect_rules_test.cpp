// tests/unit/collect_rules_test.cpp -- which links a crawl follows, and which never.
#include <gtest/gtest.h>

#include <string>

#include "base/glob.hpp"
#include "collect/rules.hpp"

using peil::matches_glob;
using peil::collect::CrawlRules;
using peil::collect::in_scope;
using peil::collect::never_follow;
using peil::collect::passes;
using peil::collect::Scope;
using peil::collect::trap_of;
using peil::collect::TrapCounts;
using peil::collect::without_session;

namespace {
peil::url::Url url(const std::string& text) { return *peil::url::parse(text); }
std::string never(const std::string& text) { return std::string(never_follow(url(text))); }
std::string trap(const std::string& text) { return std::string(trap_of(url(text))); }
std::string cleaned(const std::string& text) { return without_session(url(text)).href(); }
}  // namespace

TEST(Scope, OfAHostIsWithAndWithoutWww) {
  auto seed = url("https://shop.example/a/b");
  EXPECT_TRUE(in_scope(url("http://www.shop.example/z"), seed, Scope::kHost));
  EXPECT_FALSE(in_scope(url("https://forum.shop.example/"), seed, Scope::kHost));
  EXPECT_FALSE(in_scope(url("https://shop.example:8443/"), seed, Scope::kHost));
  EXPECT_FALSE(in_scope(url("https://notshop.example/"), seed, Scope::kHost));
}

TEST(Scope, OfADomainFollowsThePublicSuffixList) {
  auto seed = url("https://shop.example.co.uk/");
  EXPECT_TRUE(in_scope(url("https://forum.example.co.uk/"), seed, Scope::kDomain));
  EXPECT_FALSE(in_scope(url("https://other.co.uk/"), seed, Scope::kDomain));
  EXPECT_FALSE(in_scope(url("https://b.github.io/"), url("https://a.github.io/"), Scope::kDomain));
}

TEST(Scope, OfAPrefixIsTheFolderOfTheSeed) {
  auto seed = url("https://a.example/forum/index.php?x=1");
  EXPECT_TRUE(in_scope(url("https://a.example/forum/viewtopic.php"), seed, Scope::kPrefix));
  EXPECT_FALSE(in_scope(url("https://a.example/forumx"), seed, Scope::kPrefix));
  EXPECT_FALSE(in_scope(url("https://b.example/forum/"), seed, Scope::kPrefix));
}

TEST(Patterns, MatchTheWholeAddress) {
  EXPECT_TRUE(matches_glob("*/product/*", "https://a.example/product/7"));
  EXPECT_FALSE(matches_glob("*/product", "https://a.example/product/7"));
  EXPECT_TRUE(matches_glob("*a*b*", "xxaxxbxx"));
  EXPECT_FALSE(matches_glob("", "x"));
  CrawlRules rules;
  rules.include = {"*/shop/*", "*/winkel/*"};
  rules.exclude = {"*?sort=*"};
  EXPECT_TRUE(passes("https://a.example/winkel/x", rules));
  EXPECT_FALSE(passes("https://a.example/blog/x", rules));
  EXPECT_FALSE(passes("https://a.example/shop/x?sort=price", rules));
}

TEST(Patterns, OfManyStarsAreNotExponential) {
  EXPECT_FALSE(matches_glob("*a*a*a*a*a*a*a*a*a*a*a*b", std::string(20'000, 'a')));
}

TEST(NeverFollow, KeepsFromOrderingInFourLanguages) {
  for (const char* address : {"https://a.example/cart", "https://a.example/?add-to-cart=77",
                              "https://a.example/winkelmandje/", "https://a.example/nl/afrekenen",
                              "https://a.example/checkout/step1", "https://a.example/warenkorb.html",
                              "https://a.example/panier", "https://a.example/index.php?action=buy&id=4",
                              "https://a.example/order/new", "https://a.example/product/lamp/bestellen",
                              "https://a.example/my-wishlist", "https://tikkie.me/pay/x"})
    EXPECT_EQ(never(address).empty(), false) << address;
}

TEST(NeverFollow, KeepsFromLoggingInVotingReportingAndWriting) {
  EXPECT_EQ(never("https://f.example/ucp.php?mode=login"), "account");
  EXPECT_EQ(never("https://f.example/ucp.php?mode=logout&sid=1"), "account");
  EXPECT_EQ(never("https://f.example/logout"), "account");
  EXPECT_EQ(never("https://f.example/Inloggen/"), "account");
  EXPECT_EQ(never("https://f.example/post/7/upvote"), "act");
  EXPECT_EQ(never("https://f.example/report.php?p=7"), "act");
  EXPECT_EQ(never("https://f.example/posting.php?mode=reply&t=3"), "act");
  EXPECT_EQ(never("https://m.example/messages/new?to=seller"), "message");
  EXPECT_EQ(never("https://wa.me/31612345678"), "message");
  EXPECT_EQ(never("https://api.whatsapp.com/send?phone=316"), "message");
  EXPECT_EQ(never("https://t.me/somebot?start=abc"), "message");
}

TEST(NeverFollow, LetsPagesPassThatOnlyMentionSuchWords) {
  for (const char* address :
       {"https://a.example/cartoon", "https://a.example/product/the-order-of-the-leaf-t-shirt",
        "https://a.example/?page=2", "https://a.example/category/ordering", "https://t.me/s/channel",
        "https://f.example/viewtopic.php?t=3", "https://a.example/reporter/jan",
        "https://a.example/menu?cat=5", "https://a.example/cart/of/many/deeper/parts"})
    EXPECT_EQ(never(address), "") << address;
}

TEST(Sessions, AreTakenOutOfAddresses) {
  EXPECT_EQ(cleaned("https://f.example/t?id=3&PHPSESSID=0a1b2c3d"), "https://f.example/t?id=3");
  EXPECT_EQ(cleaned("https://f.example/t;jsessionid=AB12?x=1"), "https://f.example/t?x=1");
  EXPECT_EQ(cleaned("https://f.example/t?sid=0123456789abcdef0123456789abcdef&t=3"),
            "https://f.example/t?t=3");
  EXPECT_EQ(cleaned("https://f.example/?utm_source=x&fbclid=y"), "https://f.example/");
  EXPECT_EQ(cleaned("https://f.example/list?sid=12&s=wiet"), "https://f.example/list?sid=12&s=wiet")
      << "short values are sections and searches";
}

TEST(Traps, AreToldByTheirForm) {
  EXPECT_EQ(trap("https://a.example/a/b/a/b/"), "repeated path");
  EXPECT_EQ(trap("https://a.example/x/y/x/z/x"), "repeated path");
  std::string deep = "https://a.example";
  for (int i = 0; i < 25; ++i) deep += "/d" + std::to_string(i);
  EXPECT_EQ(trap(deep), "deep path");
  EXPECT_EQ(trap("https://a.example/shop/2026/lamp/600w"), "");
}

TEST(Traps, OfACalendarEndAfterAYearAndSome) {
  TrapCounts counts;
  int taken = 0;
  for (int i = 0; i < 5'000; ++i) {
    auto day =
        url("https://a.example/events/" + std::to_string(2000 + i / 365) + "-" + std::to_string(10 + i % 3) +
            "-" + std::to_string(10 + i % 19) + "?n=" + std::to_string(i));
    taken += counts.note(day, "a.example").empty();
  }
  EXPECT_EQ(taken, 400);
  EXPECT_EQ(counts.note(url("https://a.example/product/123456"), "a.example"), "")
      << "numbers alone are no dates";
}

TEST(Traps, OfHostsMadeAtWillEnd) {
  TrapCounts counts;
  int taken = 0;
  for (int i = 0; i < 1'000; ++i)
    taken += counts.note(url("https://x" + std::to_string(i) + ".a.example/"), "a.example").empty();
  EXPECT_EQ(taken, 200);
}
