// tests/unit/net_wall_test.cpp -- walls are named, pages are not.
#include <gtest/gtest.h>

#include <string>

#include "net/wall.hpp"

namespace {

peil::archive::Capture capture(int status, std::string_view body,
                               const std::string& asked = "https://a.example/item/7",
                               const std::string& final_url = "") {
  peil::archive::Capture result;
  result.status = status;
  result.body = body;
  result.requested_url = asked;
  result.url = final_url.empty() ? asked : final_url;
  if (!final_url.empty()) result.redirects.push_back({asked, 302});
  return result;
}

std::string_view wall(const peil::archive::Capture& one) { return peil::net::wall_of(one); }

}  // namespace

TEST(Wall, NamesChecksOfBrowsers) {
  EXPECT_EQ(wall(capture(503, "<title>Just a moment...</title>")), "ddos");
  EXPECT_EQ(wall(capture(403, "<script>window._cf_chl_opt={}</script>" + std::string(100'000, ' '))), "ddos");
  auto by_header = capture(403, "");
  by_header.headers = {{"CF-Mitigated", "challenge"}};
  EXPECT_EQ(wall(by_header), "ddos");
  EXPECT_EQ(wall(capture(200, "<p>You have been placed in a queue, awaiting forwarding")), "ddos");
}

TEST(Wall, NamesCaptchasButNoContactForms) {
  EXPECT_EQ(wall(capture(200, "<form><img src=/captcha.png><input name=\"captcha\"></form>")), "captcha");
  EXPECT_EQ(wall(capture(200, "<title>Security check</title><div class=g-recaptcha></div>" +
                                  std::string(50'000, 'x'))),
            "captcha");
  EXPECT_EQ(wall(capture(
                200, "<title>Shop</title><form><textarea></textarea><div class=g-recaptcha></div></form>")),
            "");
  EXPECT_EQ(
      wall(capture(200, "<title>Shop</title>" + std::string(50'000, 'x') + "<div class=g-recaptcha></div>")),
      "");
}

TEST(Wall, GoesByWhereRedirectsLead) {
  EXPECT_EQ(wall(capture(200, "", "https://a.example/item/7", "https://a.example/login?next=7")), "login");
  EXPECT_EQ(wall(capture(200, "", "https://a.example/login", "https://a.example/login/")), "");
  EXPECT_EQ(wall(capture(200, "", "https://a.example/x", "https://consent.a.example/m?continue=x")),
            "consent");
  EXPECT_EQ(wall(capture(200, "", "https://a.example/x/y", "https://a.example/age-verification")), "age");
  EXPECT_EQ(wall(capture(200, "", "https://a.example/item/7", "https://a.example/")), "soft404");
  EXPECT_EQ(wall(capture(200, "", "http://a.example/", "https://a.example/")), "");
  EXPECT_EQ(wall(capture(200, "", "https://a.example/item/7", "https://b.example/")), "");
}

TEST(Wall, SaysNothingOfPagesAndErrors) {
  EXPECT_EQ(wall(capture(200, "<title>10 g wiet</title><a href=/login>log in</a>")), "");
  EXPECT_EQ(wall(capture(401, "")), "login");
  EXPECT_EQ(wall(capture(404, "<title>404</title>")), "");
  EXPECT_EQ(wall(capture(200, "<title>Page not found</title>")), "soft404");
  peil::archive::Capture failed;
  EXPECT_EQ(wall(failed), "");
  EXPECT_EQ(wall(capture(200, "<title")), "");
  EXPECT_EQ(wall(capture(200, "<title>")), "");
}

TEST(Wall, NamesLoginPagesByWhatTheyAsk) {
  const std::string form = "<form><input name=u><input type=\"password\" name=p></form>";
  EXPECT_EQ(wall(capture(200, "<title>Forum - Log in</title>" + form)), "login");
  EXPECT_EQ(wall(capture(200, "<title>Forum</title>" + form, "https://a.example/ucp.php?mode=login")),
            "login");
  EXPECT_EQ(wall(capture(200, "<title>Forum</title><p>Je moet ingelogd zijn om dit te lezen" + form)),
            "login");
  // A small form in the head of a page, a registration, and an article about logging in.
  EXPECT_EQ(wall(capture(200, "<title>10 g wiet</title>" + form + "<p>nette kwaliteit")), "");
  EXPECT_EQ(wall(capture(200, "<title>Log in or register</title>" + form + form)), "");
  EXPECT_EQ(wall(capture(200, "<title>How to log in</title><h1>How to log in</h1>")), "");
  std::string article;
  for (int i = 0; i < 2'000; ++i) article += "word ";
  EXPECT_EQ(wall(capture(200, "<title>Login</title>" + form + article)), "");
}

TEST(Wall, NamesAgeGatesButNoQuestionOverAShop) {
  EXPECT_EQ(wall(capture(200, "<h1>Ben je 18 jaar of ouder?</h1><form><button>Ja</button></form>")), "age");
  EXPECT_EQ(wall(capture(200, "<div id=age-gate><a href=/?ok=1>Enter</a><a href=//x>Leave</a></div>")),
            "age");
  std::string shop = "<div id=age-gate><button>Ja</button></div>";
  for (int i = 0; i < 20; ++i) shop += "<a href=/p/7>Truffels 15 gram</a> € 12,50";
  EXPECT_EQ(wall(capture(200, shop)), "");
  EXPECT_EQ(wall(capture(200, "<p>18 jaar of ouder: wij controleren de leeftijd.")), "");
}

TEST(Wall, NamesPagesThatAreGoneBehindAStatusOf200) {
  EXPECT_EQ(
      wall(capture(200, "<title>Shop</title><h1>Deze <b>advertentie</b> is niet meer beschikbaar</h1>")),
      "soft404");
  EXPECT_EQ(wall(capture(200, "<title>404 - Shop</title>")), "soft404");
  EXPECT_EQ(wall(capture(200, "<title>Peugeot 404 te koop</title>")), "");
  EXPECT_EQ(wall(capture(200, "<title>Parcel not found at customs, what now?</title>")), "");
  EXPECT_EQ(wall(capture(403, "<h1>Page not found</h1>")), "");
}

TEST(Wall, JudgesASavedPageByItsBytes) {
  peil::archive::Capture saved;
  saved.body = "<title>Just a moment...</title>";
  EXPECT_EQ(wall(saved), "ddos");
  saved.media_type = "text/plain";
  EXPECT_EQ(wall(saved), "");
}

TEST(Wall, TakesLinearTimeOnUnclosedMarkup) {
  for (std::string_view piece : {"<script", "<!--", "<", "<title", "<h1>", "</"}) {
    std::string body;
    while (body.size() < (1u << 20)) body += piece;
    EXPECT_EQ(wall(capture(200, body)), "");
  }
}
