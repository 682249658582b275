// Which items are one offer: addresses, threads and profiles, mirrors, adverts put up again.
#include <gtest/gtest.h>

#include "clusters_fixture.hpp"

namespace peil::clusters {
namespace {

// An item of one page: `at` names the page, the day its sighting.
struct Seen {
  std::string id = "", title = "", text = "", url = "", vendor = "";
  std::string page = "p:1", day = "2026-09-14", digest = "", more = "", form = "listing", host = "m.example";
};
std::string line(const Seen& seen) {
  auto member = [](const char* name, const std::string& value) {
    return value.empty() ? std::string() : ",\"" + std::string(name) + "\":\"" + value + "\"";
  };
  std::string page = R"(,"page":{"id":")" + seen.page + "\"" + member("fetched_at", seen.day + "T08:00:00Z") +
                     member("digest", seen.digest) + "}";
  std::string vendor = seen.vendor.empty() ? "" : R"(,"vendor":{"name":")" + seen.vendor + "\"}";
  return R"({"v":1,"kind":"item","id":")" + seen.id + R"(","form":")" + seen.form +
         R"(","site":{"domain":")" + seen.host + "\"}" + member("title", seen.title) +
         member("text", seen.text) + member("url", seen.url) + vendor + page + seen.more + "}";
}
std::vector<std::string> clusters_of(const std::vector<Seen>& all) {
  std::vector<std::string> lines, found;
  for (const Seen& seen : all) lines.push_back(line(seen));
  auto out = dedupe(lines);
  EXPECT_EQ(dedupe(out), out) << "a second run gives the same bytes";
  for (const std::string& one : out) found.push_back(cluster(one, "of"));
  return found;
}
using Ids = std::vector<std::string>;

TEST(Offers, JoinAnIndexRowAndItsPageWhoeverIsSaidToSell) {
  EXPECT_EQ(clusters_of({{.id = "i:row", .title = "Lamp", .url = "https://m.example/v/7"},
                         {.id = "i:page",
                          .title = "Lamp 600 W",
                          .url = "https://m.example/v/7#top",
                          .vendor = "Jan",
                          .page = "p:2"}}),
            (Ids{"i:row", "i:row"}));
}

TEST(Offers, ShareNoAddressThatAProfileOrThreadLendsToAll) {
  auto post = [](const char* id, const char* text, const char* page) {
    return Seen{.id = id,
                .text = text,
                .url = "https://m.example/t/9",
                .vendor = "Jan",
                .page = page,
                .form = "post"};
  };
  EXPECT_EQ(clusters_of({post("i:1", "weer binnen", "p:1"), post("i:2", "vandaag gesloten", "p:1"),
                         post("i:3", "weer binnen", "p:2"), post("i:4", "morgen open", "p:2")}),
            (Ids{"i:1", "i:2", "i:1", "i:4"}));
}

TEST(Offers, KeepAnAddressThatOnePageShowsTwice) {
  EXPECT_EQ(clusters_of({{.id = "i:1", .title = "Lamp", .url = "https://m.example/v/7"},
                         {.id = "i:2", .title = "LAMP!", .url = "https://m.example/v/7"},
                         {.id = "i:3", .title = "Lampje", .url = "https://m.example/v/7", .page = "p:2"}}),
            (Ids{"i:1", "i:1", "i:1"}));
}

TEST(Offers, AreNotNamedByThePageOfTheirSeller) {
  std::string vendor = R"(,"vendor":{"name":"Jan","url":"https://m.example/u/jan"})";
  auto post = [&](const char* id, const char* text, const char* page) {
    return Seen{.id = id,
                .text = text,
                .url = "https://m.example/u/jan",
                .page = page,
                .more = vendor,
                .form = "post"};
  };
  EXPECT_EQ(clusters_of({post("i:1", "weer binnen", "p:1"), post("i:2", "gesloten", "p:2")}),
            (Ids{"i:1", "i:2"}));
}

TEST(Offers, TellPostsOfOneThreadApartByTheirWords) {
  auto reply = [](const char* id, const char* text) {
    return Seen{.id = id, .title = "Re: te koop", .text = text, .vendor = "Tinus", .form = "post"};
  };
  EXPECT_EQ(
      clusters_of({reply("i:1", "nog te krijgen?"), reply("i:2", "verkocht"), reply("i:3", "Verkocht!")}),
      (Ids{"i:1", "i:2", "i:2"}));
}

TEST(Offers, FindAnUnmarkedOneByItsNameButNoOtherAddress) {
  EXPECT_EQ(
      clusters_of(
          {{.id = "i:1", .title = "Lamp", .vendor = "Jan", .page = "p:1"},
           {.id = "i:2", .title = "Lamp", .url = "https://m.example/v/1", .vendor = "Jan", .page = "p:2"},
           {.id = "i:3", .title = "Lamp", .url = "https://m.example/v/2", .vendor = "Jan", .page = "p:3"},
           {.id = "i:4", .title = "Lamp", .vendor = "Jan", .page = "p:4"}}),
      (Ids{"i:1", "i:1", "i:3", "i:1"}));
}

TEST(Offers, OnAMirrorTakeTheClustersOfTheSameBytes) {
  auto row = [](const char* id, const char* title, const char* host, const char* page) {
    return Seen{.id = id,
                .title = title,
                .url = std::string("http://") + host + "/l/" + title,
                .vendor = "x",
                .page = page,
                .digest = "sha256:aa",
                .host = host};
  };
  EXPECT_EQ(clusters_of({row("i:1", "a", "one.onion", "p:1"), row("i:2", "b", "one.onion", "p:1"),
                         row("i:3", "a", "two.onion", "p:2"), row("i:4", "b", "two.onion", "p:2"),
                         row("i:5", "a", "two.onion", "p:3"), row("i:6", "c", "three.onion", "p:4")}),
            (Ids{"i:1", "i:2", "i:1", "i:2", "i:1", "i:6"}));
}

TEST(Offers, OnAMirrorAreToldApartByOrderWhereTheyReadAlike) {
  auto row = [](const char* id, const char* host, const std::string& url, const char* page) {
    return Seen{.id = id,
                .title = "a",
                .url = std::string("http://") + host + url,
                .page = page,
                .digest = "sha256:aa",
                .host = host};
  };
  EXPECT_EQ(clusters_of({row("i:1", "one.onion", "/1", "p:1"), row("i:2", "one.onion", "/2", "p:1"),
                         row("i:3", "two.onion", "/1", "p:2"), row("i:4", "two.onion", "/2", "p:2"),
                         row("i:5", "two.onion", "/2", "p:3")}),
            (Ids{"i:1", "i:2", "i:1", "i:2", "i:1"}));
}

const char* const kPasta =
    "Te koop: natte pasta, verse lading. Ophalen in Rotterdam Zuid, betalen met Tikkie of contant.";

TEST(Offers, ArePutUpAgainUnderAnotherTitleAddressAndPrice) {
  auto advert = [](const char* id, const char* title, const char* url, const char* day, const char* page) {
    return Seen{.id = id,
                .title = title,
                .text = std::string(title) + " " + kPasta,
                .url = url,
                .vendor = "Nacht",
                .page = page,
                .day = day};
  };
  Seen first = advert("i:1", "50 gram pasta", "https://m.example/v/1", "2026-09-14", "p:1");
  EXPECT_EQ(
      clusters_of({first, advert("i:2", "50 gr pasta vers", "https://m.example/v/2", "2026-11-09", "p:2")}),
      (Ids{"i:1", "i:1"}));
  EXPECT_EQ(
      clusters_of({first, advert("i:2", "50 gr pasta vers", "https://m.example/v/2", "2026-09-14", "p:2")}),
      (Ids{"i:1", "i:2"}))
      << "side by side they are two";
  EXPECT_EQ(
      clusters_of({first, advert("i:2", "100 gr pasta vers", "https://m.example/v/2", "2026-11-09", "p:2")}),
      (Ids{"i:1", "i:2"}))
      << "another amount is another offer";
  EXPECT_EQ(
      clusters_of({first, advert("i:2", "50 gr pillen vers", "https://m.example/v/2", "2026-11-09", "p:2")}),
      (Ids{"i:1", "i:2"}))
      << "one text for two goods";
  Seen other = advert("i:2", "50 gr pasta vers", "https://m.example/v/2", "2026-11-09", "p:2");
  other.vendor = "Dag";
  EXPECT_EQ(clusters_of({first, other}), (Ids{"i:1", "i:2"})) << "another seller";
}

TEST(Offers, AreNotMistakenForANewOneThatStandsBesideThem) {
  auto advert = [](const char* id, const char* title, const char* day, const char* page) {
    return Seen{.id = id, .title = title, .vendor = "Nacht", .page = page, .day = day};
  };
  EXPECT_EQ(clusters_of(
                {advert("i:1", "grote rode lamp met een hele lange kabel en stekker", "2026-09-14", "p:1"),
                 advert("i:2", "grote rode lamp met een hele lange kabel en dimmer", "2026-11-09", "p:2"),
                 advert("i:3", "grote rode lamp met een hele lange kabel en stekker", "2026-11-09", "p:2")}),
            (Ids{"i:1", "i:2", "i:1"}));
}

TEST(Offers, WhoseAmountsContradictAreTwo) {
  auto advert = [](const char* id, const char* url, const char* day, const char* page, const char* grams) {
    return Seen{.id = id,
                .title = "Pasta",
                .url = url,
                .vendor = "Nacht",
                .page = page,
                .day = day,
                .more = R"(,"quantities":[{"amount":)" + std::string(grams) + R"(,"unit":"g","grams":)" +
                        grams + "}]"};
  };
  Seen first = advert("i:1", "https://m.example/v/1", "2026-09-14", "p:1", "50");
  EXPECT_EQ(clusters_of({first, advert("i:2", "https://m.example/v/2", "2026-11-09", "p:2", "50.0")}),
            (Ids{"i:1", "i:1"}));
  EXPECT_EQ(clusters_of({first, advert("i:2", "https://m.example/v/2", "2026-11-09", "p:2", "5")}),
            (Ids{"i:1", "i:2"}));
}

TEST(Offers, OfAShopAreToldApartByTheirAddress) {
  auto product = [](const char* id, const char* url, const char* day) {
    return Seen{.id = id, .title = "Shirt", .url = url, .page = id, .day = day};
  };
  EXPECT_EQ(clusters_of({product("i:1", "https://m.example/p/1", "2026-09-14"),
                         product("i:2", "https://m.example/p/2", "2026-11-09")}),
            (Ids{"i:1", "i:2"}));
}

TEST(Offers, OfALongPageStayInOrderAndNoneIsLost) {
  std::vector<std::string> lines;
  for (int i = 0; i < 10'000; ++i)
    lines.push_back(line({.id = "i:" + std::to_string(i),
                          .title = "a" + std::to_string(i % 5000),
                          .page = "p:1",
                          .digest = "sha256:aa"}));
  auto out = dedupe(lines);
  ASSERT_EQ(out.size(), lines.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    EXPECT_EQ(cluster(out[i], "of"), "i:" + std::to_string(i % 5000));
}

TEST(Pages, WithoutBytesAreNotTheSame) {
  const std::string nothing = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  auto out =
      dedupe({page("p:1", nothing, "2026-01-02T00:00:00Z"), page("p:2", nothing, "2026-01-02T00:00:00Z"),
              page("p:3", "sha256:cc", "2026-01-02T00:00:00Z", R"(,"size_bytes":0)")});
  for (const std::string& one : out) EXPECT_EQ(cluster(one, "id"), "") << one;
}

TEST(Pages, ThatSayNoMoreThanAServerDoesAreKnownOnTheirOwnSiteOnly) {
  auto answer = [](const char* id, const char* host, const char* more) {
    return R"({"v":1,"kind":"page","id":")" + std::string(id) + R"(","url":"https://)" + host +
           R"(/x","fetched_at":"2026-01-02T00:00:00Z","digest":"sha256:aa")" + more + "}";
  };
  auto out =
      dedupe({answer("p:1", "a.example", R"(,"status":404)"), answer("p:2", "b.example", R"(,"status":404)"),
              answer("p:3", "a.example", R"(,"status":404)"), answer("p:4", "a.example", R"(,"status":200)"),
              answer("p:5", "b.example", R"(,"status":200)"),
              answer("p:6", "c.example", R"(,"status":200,"wall":"captcha")")});
  Ids found;
  for (const std::string& one : out) found.push_back(cluster(one, "of"));
  EXPECT_EQ(found, (Ids{"p:1", "p:2", "p:1", "p:4", "p:4", "p:6"}));
}

// An advert renewed under other words is known by its text, unless the seller has that text everywhere.
TEST(Offers, KnowARenewedAdvertByATextThatNoOtherOfferHas) {
  const std::string text =
      "wekelijks vers binnen uit eigen keuken altijd getest door vaste klanten verpakt in drie lagen en "
      "dezelfde dag verzonden";
  auto seen = [&](const char* id, const char* title, const char* page, const char* day) {
    return Seen{.id = id, .title = title, .text = text, .vendor = "Jan", .page = page, .day = day};
  };
  EXPECT_EQ(clusters_of({seen("i:1", "verse speed pasta 50 gram topkwaliteit", "p:1", "2026-09-14"),
                         seen("i:2", "verse speed pasta 50 gram aanbieding", "p:2", "2026-09-21")}),
            (Ids{"i:1", "i:1"}));
  EXPECT_EQ(clusters_of({seen("i:1", "verse speed pasta 50 gram topkwaliteit", "p:1", "2026-09-14"),
                         seen("i:2", "blauwe tesla pillen", "p:1", "2026-09-14"),
                         seen("i:3", "verse speed pasta 50 gram aanbieding", "p:2", "2026-09-21")}),
            (Ids{"i:1", "i:2", "i:3"}))
      << "two offers have that text";
}

}  // namespace
}  // namespace peil::clusters
