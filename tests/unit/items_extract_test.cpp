// tests/unit/items_extract_test.cpp -- captures to pages and items: the contract, and hostile pages.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/words.hpp"
#include "items/extract.hpp"
#include "items/extractor.hpp"
#include "items/structured.hpp"
#include "record/write.hpp"

namespace peil::items {
namespace {

/// A line that came out, parsed.
struct Line {
  std::string text;
  std::unique_ptr<RecordParser> parser = std::make_unique<RecordParser>();
  const Record* record = nullptr;
  Value operator[](std::string_view key) const { return (*record)[key]; }
  std::string str(std::string_view key) const { return std::string((*record)[key].text_or_empty()); }
};

std::vector<Line> lines_of(const Buffer& out) {
  std::vector<Line> lines;
  for (std::string_view line : split(out.view(), '\n')) {
    if (line.empty()) continue;
    Line& made = lines.emplace_back();
    made.text = std::string(line);
    auto record = made.parser->parse_copy(made.text);
    if (!record) throw std::runtime_error(record.error().message + ": " + made.text.substr(0, 400));
    made.record = *record;
  }
  return lines;
}

std::vector<Line> run(std::string_view line, const ExtractOptions& options = {}) {
  auto step = make_extract_step(options);
  RecordParser parser;
  auto record = parser.parse_copy(line);
  if (!record) throw std::runtime_error(record.error().message);
  Buffer out;
  frame::Emitter emitter(out);
  step->record(**record, frame::Context{}, emitter);
  return lines_of(out);
}

std::string capture(std::string_view body, std::string_view more = "") {
  Buffer out;
  out.append(opening(Kind::kCapture, "c:aaaaaaaaaaaaaaaaaaaaaaaaaa"));
  out.append(R"(,"url":"https://shop.example/list/1","fetched_at":"2024-03-20T10:00:00.000Z")"
             R"(,"headers":[["Content-Type","text/html"]],"media_type":"text/html")");
  out.append(more);
  out.append(",\"body\":");
  append_json_string(body, out);
  out.push('}');
  return out.str();
}

std::vector<Line> extract(std::string_view body, std::string_view more = "") {
  return run(capture(body, more));
}

std::vector<Line> extract_within(double seconds, std::string_view body) {
  const auto start = std::chrono::steady_clock::now();
  auto lines = extract(body);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), seconds);
  return lines;
}

std::string many(std::string_view word, std::size_t times) {
  std::string out;
  out.reserve(word.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += word;
  return out;
}

/// DESIGN §2 rule 4: the text of an item is its span of the page's, and evidence stands where it says.
void expect_traceable(const std::vector<Line>& lines) {
  const std::string page = lines.at(0).str("text");
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string text = lines[i].str("text");
    if (const Value span = lines[i]["span"]) {
      const auto start = static_cast<std::size_t>(*span["start"].integer());
      const auto end = static_cast<std::size_t>(*span["end"].integer());
      EXPECT_EQ(page.substr(start, end - start), text);
    }
    for (const char* key :
         {"prices", "quantities", "ships_from", "ships_to", "places", "payment", "delivery", "identifiers"}) {
      lines[i][key].each([&](Value fact) {
        EXPECT_GT(fact["evidence"].size(), 0u) << key;
        fact["evidence"].each([&](Value evidence) {
          if (evidence["field"].text_or_empty() != "text") return;
          const auto start = static_cast<std::size_t>(*evidence["start"].integer());
          const auto end = static_cast<std::size_t>(*evidence["end"].integer());
          EXPECT_EQ(text.substr(start, end - start), evidence["raw"].text_or_empty());
        });
      });
    }
  }
}

constexpr std::string_view kShop =
    "<html lang=nl><title>Zaden | Shop</title><body><nav><a href=/>Home</a> <a "
    "href=/zaden>Zaden</a></nav><h1>Zaden</h1>"
    "<ul><li><a href=/p/1><h2>White Widow 5 zaden</h2></a><span class=price>€ 24,95</span> <a "
    "href=/cart?1>In winkelwagen</a></li>"
    "<li><a href=/p/2><h2>Amnesia 10 zaden</h2></a><span class=price>€ 44,50</span> <a href=/cart?2>In "
    "winkelwagen</a></li>"
    "<li><a href=/p/3><h2>Skunk 3 zaden</h2></a><span class=price>€ 1.250,-</span> <a href=/cart?3>In "
    "winkelwagen</a></li></ul>"
    "<footer>mail: info@shop.example</footer></body></html>";

TEST(Extract, APageComesFirstThenItsItems) {
  const auto lines = extract(kShop);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_TRUE(lines[0].text.starts_with(R"({"v":1,"kind":"page","id":"p:aaaaaaaaaaaaaaaaaaaaaaaaaa")"));
  EXPECT_EQ(lines[0]["item_count"].integer(), 3);
  EXPECT_EQ(lines[1].str("form"), "listing");
  EXPECT_EQ(lines[1].str("title"), "White Widow 5 zaden");
  EXPECT_EQ(lines[1].str("url"), "https://shop.example/p/1");
  EXPECT_EQ(lines[3]["prices"].at(0)["amount"].decimal()->str(), "1250");
  EXPECT_EQ(lines[3]["page"]["id"].text_or_empty(), "p:aaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(lines[3]["site"]["domain"].text_or_empty(), "shop.example");
  expect_traceable(lines);
}

TEST(Extract, BodyAndHeadersStopHere) {
  const auto lines = extract(kShop);
  EXPECT_FALSE(lines[0]["body"]);
  EXPECT_FALSE(lines[0]["headers"]);
  EXPECT_EQ(lines[0].str("fetched_at"), "2024-03-20T10:00:00.000Z");
}

TEST(Extract, ASecondRunChangesNothing) {
  for (const Line& line : extract(kShop)) {
    const auto again = run(line.text);
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].text, line.text);
  }
}

TEST(Extract, TheSamePageGivesTheSameBytes) {
  auto step = make_extract_step({});
  RecordParser parser;
  Buffer out;
  std::string first;
  for (int i = 0; i < 3; ++i) {
    frame::Emitter emitter(out);
    step->record(**parser.parse_copy(capture(kShop)), frame::Context{}, emitter);
    if (i == 0) first = out.str();
    else EXPECT_EQ(out.str(), first);
    out.clear();
    frame::Emitter other(out);  // another page in between leaves no trace
    step->record(**parser.parse_copy(capture("<p>5g € 30 <b>x</b>")), frame::Context{}, other);
    out.clear();
  }
}

TEST(Extract, AFailedCaptureIsAPageToo) {
  const auto lines =
      run(opening(Kind::kCapture, "c:b") +
          R"(,"url":"http://x.onion/","error":{"class":"timeout","stage":"fetch","message":"m"}})");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].str("id"), "p:b");
  EXPECT_EQ(lines[0]["item_count"].integer(), 0);
  EXPECT_EQ(lines[0]["error"]["class"].text_or_empty(), "timeout");
}

TEST(Extract, WarningsAreAppendedToTheCaptures) {
  const auto lines =
      extract("<script type='application/ld+json'>{oops</script><p>text", R"(,"warnings":["tls: old"])");
  ASSERT_EQ(lines[0]["warnings"].size(), 2u);
  EXPECT_EQ(lines[0]["warnings"].at(0).text_or_empty(), "tls: old");
}

TEST(Extract, AForeignRecordWithABodyBecomesAPageWithItsRestInSeed) {
  const auto lines = run(
      R"({"timestamp":"2024-03-12T10:00:00Z","request":{"method":"GET","endpoint":"https://a.example/x"},)"
      R"("response":{"status_code":200,"body":"<html><title>T</title><p>hello there</p></html>"}})");
  ASSERT_GE(lines.size(), 1u);
  EXPECT_EQ(lines[0].str("url"), "https://a.example/x");
  EXPECT_EQ(lines[0].str("title"), "T");
  EXPECT_EQ(lines[0]["seed"]["request"]["method"].text_or_empty(), "GET");
  EXPECT_EQ(lines[0]["seed"]["response"]["status_code"].integer(), 200);
  EXPECT_FALSE(lines[0]["seed"]["response"]["body"]);
}

TEST(Extract, PointersNameTheMembersOfForeignRecords) {
  ExtractOptions options;
  options.text_at = "/m/t";
  options.url_at = "/w";
  const auto lines = run(R"({"m":{"t":"Speed 5g €30 / 10g €50"},"w":"https://b.example/"})", options);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].str("url"), "https://b.example/");
  EXPECT_EQ(lines[1]["prices"].size(), 2u);
  EXPECT_EQ(lines[1]["prices"].at(1)["per_gram"].decimal()->str(), "5");
  expect_traceable(lines);
}

TEST(Extract, ARecordWithoutADocumentFailsAlone) { EXPECT_THROW(run(R"({"n":1})"), frame::Failure); }

TEST(Extract, TextInputMakesAMessageOfEachDocument) {
  ExtractOptions options;
  options.text_input = true;
  auto step = make_extract_step(options);
  Buffer out;
  frame::Emitter emitter(out);
  frame::Context context;
  context.input = "chat.txt";
  context.line = 3;
  step->text("WTS 10x xtc 25 euro, ophalen Utrecht, tg @verkoper", context, emitter);
  const auto lines = lines_of(out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].str("form"), "post");
  EXPECT_EQ(lines[1]["prices"].at(0)["currency"].text_or_empty(), "EUR");
  expect_traceable(lines);
}

TEST(Extract, FeedbackIsNoOffer) {
  const auto lines = extract(
      "<h1>dutchdreams</h1><h3>Feedback</h3><table><tr><th>Rating<th>Feedback<th>Item<th>Price<th>Date</tr>"
      "<tr><td>5/5<td>Great stealth, three days<td><a href=/l/4>5g ketamine</a><td>$120.00<td>2024-03-12</tr>"
      "<tr><td>4/5<td>Slow<td><a href=/l/5>10g mdma</a><td>$150.00<td>2024-03-10</tr>"
      "<tr><td>5/5<td>A++<td><a href=/l/4>5g ketamine</a><td>$120.00<td>2024-03-08</tr></table>");
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[2].str("form"), "feedback");
  EXPECT_EQ(lines[2].str("text"), "Slow");
  EXPECT_EQ(lines[2].str("rated_at"), "2024-03-10");
  EXPECT_EQ(lines[2]["about"]["title"].text_or_empty(), "10g mdma");
  EXPECT_EQ(lines[3].str("text"), "A++");
}

TEST(Extract, OneProductIsOneListingWhateverRoutesLeadToIt) {
  const auto lines = extract(
      "<script type='application/ld+json'>{\"@type\":\"Product\",\"name\":\"White "
      "Widow\",\"sku\":\"W1\",\"offers\":{\"@type\":\"Offer\",\"price\":\"24.95\","
      "\"priceCurrency\":\"EUR\",\"availability\":\"https://schema.org/OutOfStock\"}}</script>"
      "<h1>White Widow</h1><p class=price>€ 24,95</p><button>In winkelwagen</button><p>Sterke zaden uit "
      "Nederland.</p>");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1]["prices"].size(), 1u);
  EXPECT_EQ(lines[1]["stock"].integer(), 0);
  EXPECT_EQ(lines[1]["identifiers"].at(0)["value"].text_or_empty(), "W1");
  expect_traceable(lines);
}

TEST(Extract, LinksAreResolvedAndScriptsAreNone) {  // T106
  const auto lines = extract(
      "<base href='https://other.example/dir/'><a href=x>one</a><a href='javascript:alert(1)'>two</a><a "
      "href='data:text/html,x'>three</a>"
      "<a href='//cdn.example/y'>four</a><a href=#top>five</a><meta http-equiv=refresh "
      "content='0;url=https://evil.example/'>");
  const Value links = lines[0]["links"];
  ASSERT_EQ(links.size(), 2u);
  EXPECT_EQ(links.at(0)["url"].text_or_empty(), "https://other.example/dir/x");
  EXPECT_EQ(links.at(1)["url"].text_or_empty(), "https://cdn.example/y");
}

TEST(Extract, OffersInTheAnswerOfAnApiAreListings) {
  const auto lines = run(
      opening(Kind::kCapture, "c:j") +
      R"(,"url":"https://a.example/api","media_type":"application/json","body":)"
      R"("{\"r\":[{\"id\":1,\"name\":\"Kweeklamp 600W\",\"price\":{\"amount\":\"129.95\",\"currency\":\"EUR\"}},)"
      R"({\"id\":2,\"name\":\"Tent 120\",\"price\":{\"amount\":89,\"currency\":\"EUR\"}}]}"})");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1]["prices"].at(0)["amount"].decimal()->str(), "129.95");
  EXPECT_EQ(lines[1]["prices"].at(0)["evidence"].at(0)["field"].text_or_empty(), "structured.0.offers.price");
}

TEST(Extract, AMenuCardWithoutLinksIsAListAndALadderIsNot) {
  const auto card = extract(
      "<h1>Menu</h1><table><tr><th>Soort<th>Prijs per gram</tr><tr><td>Amnesia<td>€ 11,00</tr><tr><td>White "
      "Widow<td>€ 9,50</tr>"
      "<tr><td>Jack Herer<td>€ 12,00</tr></table>");
  ASSERT_EQ(card.size(), 4u);
  EXPECT_EQ(card[2].str("title"), "White Widow");
  EXPECT_EQ(card[2]["prices"].at(0)["per_gram"].decimal()->str(), "9.5");
  const auto ladder = extract(
      "<h1>Amnesia</h1><button>Bestel</button><table><tr><th>Hoeveelheid<th>Prijs</tr><tr><td>1 gram<td>€ "
      "11,00</tr>"
      "<tr><td>5 gram<td>€ 50,00</tr><tr><td>10 gram<td>€ 90,00</tr></table>");
  ASSERT_EQ(ladder.size(), 2u);
  EXPECT_EQ(ladder[1]["prices"].size(), 3u);
}

TEST(Extract, CardsThatAreLinksAsAWholeAreOffers) {
  const auto lines = extract(
      "<nav><ul><li><a href=/>Home</a><li><a href=/c>Contact</a><li><a href=/d>Over "
      "ons</a></ul></nav><h1>Truffels</h1><ul>"
      "<li class=product><a href=/p/1><h2>Hollandia</h2><span class=price>€ 22,50</span></a><a href='?add=1' "
      "class=button>In winkelwagen</a>"
      "<li class=product><a href=/p/2><h2>Mexicana</h2><span class=price>€ 17,50</span></a><a href='?add=2' "
      "class=button>In winkelwagen</a></ul>");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1].str("title"), "Hollandia");
  EXPECT_EQ(lines[2].str("url"), "https://shop.example/p/2");
}

TEST(Extract, ATopicListHasNoPosts) {
  std::string page = "<h2>Vraag en aanbod</h2><ul class='topiclist topics'>";
  for (int i = 0; i < 5; ++i) {
    page += "<li class=row><dl><dt><a href=t" + std::to_string(i) + ">Onderwerp " + std::to_string(i) +
            "</a> door <a href=u>jan</a></dt><dd class=posts>2</dd><dd class=lastpost>door <a "
            "href=u>piet</a> 03-09-2023, 09:05</dd></dl>";
  }
  EXPECT_EQ(extract(page + "</ul>").size(), 1u);
}

TEST(Extract, HiddenLettersAreWarnedOf) {  // T102
  const auto lines = extract("<p>c\xE2\x80\x8Bocaine");
  EXPECT_TRUE(lines[0]["warnings"].at(0).text_or_empty().starts_with("obfuscated"));
}

TEST(Extract, ScriptAndStyleAreNeverText) {
  const auto lines = extract(
      "<p>a</p><script>var s='<p>SECRET €5</p>'</script><style>SECRET</style><!-- SECRET --><p>b</p>");
  EXPECT_EQ(lines[0].str("text"), "a\nb");
}

TEST(ExtractHostile, JsonLdBombsCostAWarningEach) {  // T105
  const std::string deep = many("{\"@graph\":[", 10'000);
  const std::string big = "{\"name\":\"" + many("x", 10'000'000) + "\"";
  for (const std::string& block :
       {deep, big, std::string("{\"price\": NaN}"), std::string("[[[["), std::string("\"")}) {
    const auto lines = extract_within(5, "<script type=application/ld+json>" + block + "</script><p>SECRET");
    EXPECT_EQ(lines[0].str("text"), "SECRET");
    EXPECT_EQ(lines[0]["warnings"].size(), 1u) << block.substr(0, 20);
  }
}

TEST(ExtractHostile, AScriptFullOfOpenBracesIsPassedOnce) {
  extract_within(5, "<script>" + many("a={\"price\":", 500'000) + "</script><p>x");
  extract_within(5, "<script>" + many("x={\"a\":[", 300'000) + many("]}", 10) + "</script><p>x");
  extract_within(5, "<script>" + many("JSON.parse(\"{\\\"price\\\":1", 200'000) + "</script><p>x");
}

TEST(ExtractHostile, AMillionElementsDeepIsStillAPage) {  // T094
  const auto lines = extract_within(20, many("<div class=price>", 1'000'000) + "SECRET");
  EXPECT_EQ(lines[0].str("text"), "SECRET");
}

TEST(ExtractHostile, NestedListsOfOffersAreLinear) {
  extract_within(20, many("<ul><li><a href=/x>item name</a> €5 ", 30'000));
  extract_within(20,
                 "<table>" + many("<tr><td><table>", 20'000) + "<tr><td><a href=/y>thing</a> $5 2024-01-01");
}

TEST(ExtractHostile, FormsOfVariationsAreLinear) {
  extract_within(20, many("<form data-product_variations=[]><b>x</b></form>", 150'000));
}

TEST(ExtractHostile, ChildrenOfManyNamesAreLinear) {
  std::string children;
  for (int i = 0; i < 100'000; ++i) {
    std::string name = "a";
    for (int rest = i; rest > 0; rest /= 26) name.push_back(static_cast<char>('a' + rest % 26));
    children += "<div class=" + name + ">ab</div>";
  }
  extract_within(20, "<div>" + many("<em>€5</em>" + children, 3) + "</div>");
}

TEST(ExtractHostile, FloodsOfFactsAreLinear) {  // T109
  extract_within(20, "<p>" + many("€5 ", 300'000));
  extract_within(20, many("<p>Price: €5</p>", 100'000));
  extract_within(20, many("<p><a href=/user/a>Vendor</a>: b</p>", 60'000));
  extract_within(20, many("<h1>Title of it</h1>", 60'000));
  extract_within(20, "<p>" + many("2024-01-01 ", 200'000));
}

TEST(ExtractHostile, NulsAndBrokenBytesLeaveValidLines) {  // T100
  Buffer out;
  out.append(opening(Kind::kCapture, "c:n") +
             R"(,"url":"https://x.example/","media_type":"text/html","body_base64":")");
  out.append("PHA+YQBi/w88L3A+\"}");  // <p>a NUL b 0xFF 0x0F</p>
  const auto lines = run(out.view());
  EXPECT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines[0].str("text").starts_with("a\uFFFDb"));
}

TEST(ExtractHostile, ASavedTextIsReadInItsOwnCharset) {
  std::string saved =
      "Subject: list\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/related; type=\"text/plain\"; boundary=\"cut\"\r\n\r\n"
      "--cut\r\nContent-Type: text/plain; charset=windows-1252\r\n\r\n";
  saved += "caf\xE9 " + many("5 gram speed 50 euro ", 20'000) + "\r\n--cut--\r\n";
  Document document;
  document.bytes = saved;
  document.media_type = "multipart/related";
  Extractor extractor;
  const std::string& text = extractor.read(document).page.text;
  EXPECT_TRUE(text.starts_with("café 5 gram speed"));
  EXPECT_GT(text.size(), 400'000u);
}

TEST(ExtractIds, CapturesOfOthersGetPagesOfTheirOwn) {
  const std::string a =
      R"({"v":1,"kind":"capture","id":"1","url":"https://a.example/","body":"5 gram 20 euro"})";
  const std::string b =
      R"({"v":1,"kind":"capture","id":"2","url":"https://b.example/","body":"5 gram 20 euro"})";
  const std::string c =
      R"({"v":1,"kind":"capture","id":"3","url":"https://a.example/","body":"6 gram 20 euro"})";
  EXPECT_NE(run(a)[0].str("id"), run(b)[0].str("id"));
  EXPECT_NE(run(a)[0].str("id"), run(c)[0].str("id"));
  EXPECT_EQ(run(a)[0].str("digest").substr(0, 7), "sha256:");
}

TEST(ExtractForeign, TheRestIsKeptAsItWasWritten) {
  const auto lines = run(R"({"text":"wiet","x":[1e2,-0,1e400],"y":"\u00e9\ud800","r":{"a": 1}})");
  EXPECT_NE(lines[0].text.find(R"("seed":{"x":[1e2,-0,1e400],"y":"\u00e9\ud800","r":{"a": 1}})"),
            std::string::npos);
}

TEST(ExtractForeign, WhatNestsTooDeepForAPageIsLeftOut) {
  const std::string deep = std::string(511, '[') + std::string(511, ']');
  const auto lines = run(R"({"text":"wiet","a":)" + deep + R"(,"b":1})");
  EXPECT_EQ(lines[0].text.find("[[[["), std::string::npos);
  EXPECT_NE(lines[0].text.find(R"("seed":{"b":1})"), std::string::npos);
  EXPECT_EQ(lines[0]["warnings"].size(), 1u);
}

TEST(ExtractItems, MessagesWithTheirDateInTheElementArePosts) {
  std::string page = "<main>";
  for (const char* day : {"10", "11", "12"}) {
    page +=
        "<div class=message><div class=user><a class=owner_name href=/menu>Menu</a></div><div "
        "class=text>Speed "
        "5 gram 25 euro, op de ";
    page += day;
    page += "e</div><div class=info><a class=date href=/menu/";
    page += day;
    page += "><time datetime=\"2024-03-";
    page += day;
    page += "T17:02:00+00:00\">19:02</time></a></div></div>";
  }
  const auto lines = run(capture(page + "</main>"));
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[1].str("form"), "post");
  EXPECT_EQ(lines[1].str("listed_at"), "2024-03-10T17:02:00Z");
  EXPECT_EQ(lines[1].str("url"), "https://shop.example/menu/10");
  EXPECT_EQ(lines[1]["vendor"]["name"].text_or_empty(), "Menu");
}

TEST(ExtractItems, RowsOfPreformattedTextAreListings) {
  const auto lines =
      run(capture("<h1>Menu</h1><pre>\nMDMA crystals   1g 20 EUR  5g 85 EUR\nSpeed paste    10g 50 EUR\n"
                  "</pre><p>Ships worldwide from NL. Not to USA.</p>"));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1].str("title"), "MDMA crystals");
  EXPECT_EQ(lines[1]["prices"].size(), 2u);
  EXPECT_EQ(lines[2]["ships_from"].at(0)["code"].text_or_empty(), "NL");
  EXPECT_EQ(lines[2]["ships_except"].at(0)["code"].text_or_empty(), "US");
}

TEST(ExtractItems, TwoElementsNeverMakeOneNumber) {
  std::string page;
  for (int i = 0; i < 4; ++i)
    page += "<a class=tile href=/z/" + std::to_string(i) + "><h3>Zaad " +
            std::string(1, static_cast<char>('A' + i)) +
            " feminized</h3><span>\u20AC 25,00</span><em>3 zaden</em></a>";
  const auto lines = run(capture("<h1>Zaden</h1><section>" + page + "</section>"));
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[1]["prices"].at(0)["amount"].integer(), 25);
}

TEST(ExtractItems, CardsOfANameAndAPriceAreListings) {
  std::string page;
  for (int i = 0; i < 8; ++i)
    page += "<li><a href=/p/" + std::to_string(i) + ">Soort " + std::string(1, static_cast<char>('A' + i)) +
            " 5 gram</a> \u20AC 4" + std::to_string(i) + ",50</li>";
  EXPECT_EQ(run(capture("<h1>Wiet</h1><ul>" + page + "</ul>")).size(), 9u);
}

TEST(ExtractItems, TensOfThousandsOfOffersAreReadInLinearTime) {
  const auto page = [](int n) {
    std::string body;
    for (int i = 0; i < n; ++i)
      body += "<li><a href=/p/" + std::to_string(i) + ">Soort " + std::to_string(i) +
              "</a><p>vers</p><b>\u20AC 4" + std::to_string(i % 10) + ",50</b></li>";
    return capture("<ul>" + body + "</ul>");
  };
  EXPECT_EQ(run(page(20'000)).size(), 20'001u);
}

}  // namespace
}  // namespace peil::items
