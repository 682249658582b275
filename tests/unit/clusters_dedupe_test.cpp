// dedupe from record to line: step and folder called directly, as the frame calls them.
#include <gtest/gtest.h>

#include "clusters_fixture.hpp"

namespace peil::clusters {
namespace {

TEST(Dedupe, AppendsTheClusterAndLeavesAllElseAlone) {
  std::string line =
      page("p:1", "sha256:aa", "2026-01-02T00:00:00Z", R"(, "odd" : [1e2, "\u00e9"],"price":0.0000000120)");
  auto out = dedupe({line});
  ASSERT_EQ(out.size(), 1u);
  std::string id = make_id('k', {"digest", "sha256:aa"});
  EXPECT_EQ(out[0],
            line.substr(0, line.size() - 1) + R"(,"cluster":{"id":")" + id +
                R"(","level":"digest","of":"p:1","similarity":1,"first_seen_at":"2026-01-02T00:00:00Z",)" +
                R"("last_seen_at":"2026-01-02T00:00:00Z"}})");
}

TEST(Dedupe, GivesTheSameBytesASecondTime) {
  std::vector<std::string> lines = {
      page("p:1", "sha256:aa", "2026-01-02T00:00:00Z"),
      page("p:2", "sha256:aa", "2026-01-03T00:00:00.5Z"),
      item("i:1",
           R"("title":"5 g","vendor":{"name":"A"},"identifiers":[{"type":"btc","value":"1x","valid":true}])"),
      R"({"text":"een twee drie vier","peil":{"labels":[]},"z":1})",
      R"({"url":"http://a.example/"})",
      R"({"n":1})",
      R"({"v":1,"kind":"run","id":"r:1","command":"extract"})"};
  auto once = dedupe(lines);
  EXPECT_EQ(dedupe(once), once);
  EXPECT_EQ(once[6], lines[6]);
  EXPECT_EQ(once[5], lines[5]) << "nothing to recognise it by";
}

TEST(Dedupe, WritesUnderPeilInForeignRecordsWhateverTheyHold) {
  std::string line =
      R"({"url":"http://a.example/","peil":{"x":"\"cluster\":0"},"note":"\"cluster\":0,\"cluster\":1"})";
  auto out = dedupe({line, line});
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[1].substr(0, out[1].find("\"cluster\":{")),
            R"({"url":"http://a.example/","peil":{"x":"\"cluster\":0",)");
  EXPECT_NE(out[1].find(R"(,"note":"\"cluster\":0,\"cluster\":1"})"), std::string::npos);
  EXPECT_EQ(cluster(out[0], "id"), cluster(out[1], "id"));
  EXPECT_EQ(cluster(out[0], "level"), "url");
}

TEST(Dedupe, RecognisesPagesByTheirBytes) {
  auto out = dedupe({page("p:1", "sha256:aa", "2026-01-02T00:00:00Z"),
                     page("p:2", "sha256:bb", "2026-01-02T00:00:00Z"),
                     page("p:3", "sha256:aa", "2026-01-05T00:00:00Z")});
  EXPECT_EQ(cluster(out[2], "of"), "p:1");
  EXPECT_EQ(cluster(out[1], "of"), "p:2");
  EXPECT_EQ(cluster(out[2], "first_seen_at"), "2026-01-02T00:00:00Z");
  EXPECT_EQ(cluster(out[2], "last_seen_at"), "2026-01-05T00:00:00Z");
}

TEST(Dedupe, KeepsTimesMonotoneWhenClocksAreNot) {
  auto out = dedupe({page("p:1", "sha256:aa", "2026-01-05T00:00:00Z"),
                     page("p:2", "sha256:aa", "2026-01-01T00:00:00Z"),
                     page("p:3", "sha256:aa", "2026-01-03T00:00:00Z"), page("p:4", "sha256:aa", "no time")});
  EXPECT_EQ(cluster(out[1], "first_seen_at"), "2026-01-01T00:00:00Z");
  EXPECT_EQ(cluster(out[1], "last_seen_at"), "2026-01-05T00:00:00Z");
  EXPECT_EQ(cluster(out[3], "first_seen_at"), "2026-01-01T00:00:00Z");
  EXPECT_EQ(cluster(out[3], "last_seen_at"), "2026-01-05T00:00:00Z");
}

TEST(Dedupe, RecognisesAnOfferBySellerAndAddressOrTitle) {
  auto out = dedupe({
      item("i:1", R"("title":"0,5 kg Speed","vendor":{"name":"Jan"},"site":{"domain":"m.example"})"),
      item("i:2", R"("title":"500 G  SPEED!","vendor":{"name":"JAN"},"site":{"domain":"m.example"})"),
      item("i:3", R"("title":"0,5 kg Speed","vendor":{"name":"Piet"},"site":{"domain":"m.example"})"),
      item("i:4", R"("title":"0,5 kg Speed","vendor":{"name":"Jan"},"site":{"domain":"n.example"})"),
      item("i:5", R"("title":"Speed","url":"https://m.example/l/7#top")"
                  R"(,"vendor":{"name":"Jan"},"site":{"domain":"m.example"})"),
      item("i:6", R"("title":"Speed, nu 10% korting","url":"HTTPS://m.example:443/l/7")"
                  R"(,"vendor":{"name":"Jan"},"site":{"domain":"m.example"})"),
      item("i:7", R"("title":"Speed","identifiers":[{"type":"sku","value":"77"}])"
                  R"(,"vendor":{"name":"Jan"},"site":{"domain":"m.example"})"),
  });
  EXPECT_EQ(cluster(out[1], "of"), "i:1");
  EXPECT_EQ(cluster(out[2], "of"), "i:3");
  EXPECT_EQ(cluster(out[3], "of"), "i:4");
  EXPECT_EQ(cluster(out[5], "of"), "i:5");
  EXPECT_EQ(cluster(out[6], "of"), "i:7");
}

TEST(Dedupe, NeverTakesFeedbackForAnOffer) {
  std::string about =
      R"("form":"feedback","about":{"url":"https://m.example/l/7"},"text":"Snelle levering","rated_at":)";
  auto feedback = [&](const char* id, const char* at) {
    return R"({"v":1,"kind":"item","id":")" + std::string(id) + "\"," + about + at +
           R"(,"vendor":{"name":"Jan"}})";
  };
  auto out = dedupe({feedback("i:1", "\"2026-01-01\""), feedback("i:2", "\"2026-01-02\""),
                     feedback("i:3", "\"2026-01-01\""),
                     item("i:4", R"("url":"https://m.example/l/7","vendor":{"name":"Jan"})")});
  EXPECT_EQ(cluster(out[1], "of"), "i:2");
  EXPECT_EQ(cluster(out[2], "of"), "i:1");
  EXPECT_EQ(cluster(out[3], "of"), "i:4");
}

std::string words(int from, int count) {
  std::string text;
  for (int i = from; i < from + count; ++i) text += "woord" + std::to_string(i) + " ";
  return text;
}
std::string note(const std::string& id, const std::string& text) {
  return R"({"id":")" + id + R"(","text":")" + text + "\"}";
}

TEST(Dedupe, FindsNearCopiesAndSaysHowNear) {
  auto out = dedupe({note("a", words(0, 100)), note("b", words(0, 99) + "anders"), note("c", words(50, 100))},
                    by({"text"}));
  EXPECT_EQ(cluster(out[1], "of"), "a");
  EXPECT_EQ(cluster(out[1], "similarity"), "0.979798");  // 97 of 99 runs of three words
  EXPECT_EQ(cluster(out[2], "of"), "c");
}

TEST(Dedupe, DoesNotChainTexts) {
  std::vector<std::string> lines;
  for (int i = 0; i < 40; ++i) lines.push_back(note(std::to_string(i), words(i * 2, 100)));
  auto out = dedupe(lines, by({"text"}));
  for (int i = 0; i < 40; ++i) {
    int of = std::stoi(cluster(out[static_cast<std::size_t>(i)], "of"));
    EXPECT_LE(i - of, 5) << "a record is like the first of its cluster, not only like the last";
  }
}

TEST(Dedupe, ObeysTheThreshold) {
  Options strict = by({"text"});
  strict.threshold = 0.99;
  auto out = dedupe({note("a", words(0, 100)), note("b", words(0, 99) + "anders"), note("c", words(0, 100))},
                    strict);
  EXPECT_EQ(cluster(out[1], "of"), "b");
  EXPECT_EQ(cluster(out[2], "of"), "a");
}

TEST(Dedupe, TakesTheFirstLevelThatMatches) {
  auto line = [](const char* id, const char* url, const std::string& text) {
    return R"({"id":")" + std::string(id) + R"(","url":")" + url + R"(","text":")" + text + "\"}";
  };
  auto out =
      dedupe({line("a", "http://x.example/1", words(0, 50)), line("b", "http://x.example/1", words(900, 50)),
              line("c", "http://x.example/2", words(0, 50)), line("d", "http://x.example/2", words(500, 50))},
             by({"url", "text"}));
  EXPECT_EQ(cluster(out[1], "of"), "a");
  EXPECT_EQ(cluster(out[1], "level"), "url");
  EXPECT_EQ(cluster(out[2], "of"), "a");
  EXPECT_EQ(cluster(out[2], "level"), "text");
  EXPECT_EQ(cluster(out[3], "of"), "a") << "the address of a member leads to its cluster";
  EXPECT_EQ(cluster(out[3], "level"), "url");
}

TEST(Dedupe, ReadsAnyFieldAsAKey) {
  auto out = dedupe({R"({"id":1,"s":{"n":7}})", R"({"id":2,"s":{"n":"7"}})", R"({"id":3,"s":{"n":7}})",
                     R"({"id":4,"s":{}})", R"({"id":5,"s":{"n":null}})"},
                    by({"field:/s/n"}));
  EXPECT_EQ(cluster(out[0], "level"), "field:/s/n");
  EXPECT_EQ(cluster(out[2], "of"), "1");
  EXPECT_EQ(cluster(out[3], "id"), "");
  EXPECT_EQ(cluster(out[4], "id"), "");
}

TEST(Dedupe, NamesFieldsByPointer) {
  Options options;
  options.url_at = "/where";
  options.time_at = "/when";
  options.key_at = "/nr";
  auto out =
      dedupe({R"({"nr":"x1","where":"http://a.example/","when":"2026-01-01T01:00:00+01:00"})"}, options);
  EXPECT_EQ(cluster(out[0], "of"), "x1");
  EXPECT_EQ(cluster(out[0], "first_seen_at"), "2026-01-01T00:00:00Z");
}

TEST(Dedupe, PrintsTheFirstOfEachClusterOnly) {
  Options options;
  options.unique = true;
  auto out = dedupe(
      {page("p:1", "sha256:aa", "2026-01-02T00:00:00Z"), page("p:2", "sha256:aa", "2026-01-03T00:00:00Z"),
       R"({"n":1})", R"({"n":1})", R"({"v":1,"kind":"run","id":"r:1","command":"extract"})"},
      options);
  ASSERT_EQ(out.size(), 4u) << "what cannot be recognised is never left out";
  EXPECT_EQ(cluster(out[0], "of"), "p:1");
}

TEST(Dedupe, SaysByWhatASellerIsKnown) {
  auto out = dedupe({item(
      "i:1", R"("title":"x","vendor":{"name":"De Groene Hoek"},"site":{"domain":"m.example"},"identifiers":[)"
             R"({"type":"telegram","value":"groene"},{"type":"email","value":"a@b.example"},)"
             R"({"type":"btc","value":"1bad","valid":false},)"
             R"({"type":"sku","value":"7"},{"type":"email","value":"a@b.example"}])")});
  EXPECT_NE(
      out[0].find(
          R"("entity":{"keys":["vendor:m.example/de groene hoek","handle:telegram/groene","mail:a@b.example"]}})"),
      std::string::npos)
      << out[0];
}

TEST(Dedupe, HidesNoPageBehindACraftedCollision) {
  // Equal in all that tables hold of them (the first bytes of a key) is not equal.
  std::vector<std::string> lines;
  for (int i = 0; i < 20'000; ++i)
    lines.push_back(page("p:" + std::to_string(i), "sha256:" + std::to_string(i), "2026-01-02T00:00:00Z"));
  auto out = dedupe(lines);
  for (std::size_t i = 0; i < out.size(); ++i) EXPECT_EQ(cluster(out[i], "of"), "p:" + std::to_string(i));
}

TEST(Dedupe, SurvivesRecordsOfTheWrongShape) {
  std::vector<std::string> lines;
  for (const char* members :
       {R"("title":5)", R"("title":null,"vendor":[])", R"("vendor":{"name":{}},"identifiers":{"a":1})",
        R"("identifiers":[1,null,{"type":"sku"},{"value":"x"}])", R"("url":"http://[bad","page":7)",
        R"("text":"","title":"")", R"("site":"x","page":{"fetched_at":3})"})
    lines.push_back(item("i:1", members));
  lines.push_back(page("p:1", "", "", R"(,"text":"abc","main":[[0,99],[2,1],[-1,2],"x",[1]])"));
  lines.push_back(R"({"v":1,"kind":"page","id":5,"digest":{}})");
  for (const char* level : {"digest", "url", "text", "offer", "field:/vendor"})
    EXPECT_EQ(dedupe(lines, by({level})).size(), lines.size());
}

TEST(Levels, AreReadOrRefusedWithAReason) {
  EXPECT_EQ(parse_levels({"digest", "field:/a~1b"})->size(), 2u);
  EXPECT_EQ(parse_levels({"digests"}).error().message,
            "not a level: digest, url, text, offer or field:POINTER");
  EXPECT_FALSE(parse_levels({"field:seller"}).ok());
  EXPECT_FALSE(parse_levels(std::vector<std::string>(9, "url")).ok());
}

// HT-24
TEST(Dedupe, TellsTheNumberOneFromTheStringOneByField) {
  auto out = dedupe({R"({"k":1})", R"({"k":"1"})", R"({"k":1})", R"({"k":""})", R"({"k":null})", R"({})"},
                    by({"field:/k"}));
  EXPECT_NE(cluster(out[0], "id"), cluster(out[1], "id"));
  EXPECT_EQ(cluster(out[0], "id"), cluster(out[2], "id"));
  for (std::size_t i = 3; i < 6; ++i) EXPECT_EQ(cluster(out[i], "id"), "") << out[i];
}

TEST(Dedupe, TakesAddressesThatDifferByTrackingOnlyForOne) {
  auto out = dedupe(
      {R"({"url":"https://a.example/p?id=1"})", R"({"url":"https://a.example/p?utm_source=x&id=1&fbclid=2"})",
       R"({"url":"https://a.example/p?id=2&utm_medium=y"})", R"({"url":"https://a.example/p"})",
       R"({"url":"https://a.example/p?utm_campaign=z"})"},
      by({"url"}));
  EXPECT_EQ(cluster(out[0], "id"), cluster(out[1], "id"));
  EXPECT_NE(cluster(out[0], "id"), cluster(out[2], "id"));
  EXPECT_EQ(cluster(out[3], "id"), cluster(out[4], "id"));
}

// T124
TEST(Dedupe, TakesKeysOfAMegabyteAndKeysOfAnyType) {
  const std::string big(1 << 20, 'x');
  auto out = dedupe({R"({"k":")" + big + "\"}", R"({"k":")" + big + "y\"}", R"({"k":")" + big + "\"}",
                     R"({"k":{"a":[1,2]}})", R"({"k":{"a":[1,2]}})", R"({"k":true})"},
                    by({"field:/k"}));
  EXPECT_NE(cluster(out[0], "id"), cluster(out[1], "id"));
  EXPECT_EQ(cluster(out[0], "id"), cluster(out[2], "id"));
  EXPECT_EQ(cluster(out[3], "id"), cluster(out[4], "id"));
  EXPECT_NE(cluster(out[3], "id"), cluster(out[5], "id"));
}

// T123: whatever collides, nothing is left out, and each record names the first of its cluster.
TEST(Dedupe, LeavesNothingOutByDefault) {
  std::vector<std::string> lines;
  for (int i = 0; i < 3000; ++i)
    lines.push_back(R"({"id":)" + std::to_string(i) +
                    R"(,"text":"one text for all of them, word by word the same"})");
  auto out = dedupe(lines, by({"text"}));
  ASSERT_EQ(out.size(), lines.size());
  EXPECT_EQ(cluster(out.back(), "of"), "0");
}

}  // namespace
}  // namespace peil::clusters
