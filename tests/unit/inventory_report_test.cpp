// From records to printed tables, step and folder joined as the frame joins them.
#include <gtest/gtest.h>

#include <chrono>

#include "base/time.hpp"
#include "inventory/tables.hpp"
#include "inventory_fixture.hpp"

namespace peil::inventory {
namespace {

TEST(Volume, CountsAnItemOfTwoGoodsInEachAndOnceInTheTotal) {
  std::string csv = report(
      table("volume"), {item("a", "drug.cocaine,drug.mdma.pill,precursor.ghb"), item("b", "drug.cocaine")});
  EXPECT_EQ(csv.substr(0, csv.find("\r\n")),
            "class,shop,offers,share_percent,share_low,share_high,raw,sellers,hosts");
  EXPECT_EQ(row(csv, "drug"), "drug,2,2,100,,,2,0,0");
  EXPECT_EQ(row(csv, "drug.cocaine"), "drug.cocaine,2,2,100,,,2,0,0");
  EXPECT_EQ(row(csv, "drug.mdma"), "drug.mdma,1,1,50,,,1,0,0");
  EXPECT_EQ(row(csv, "precursor.ghb"), "precursor.ghb,1,1,50,,,1,0,0");
  EXPECT_EQ(row(csv, "total"), "total,2,2,,,,2,0,0");
}

TEST(Volume, CountsAClusterOnceWithItsRawCountBeside) {
  std::string csv =
      report(table("volume"), {item("a", "drug.cocaine", R"(,"cluster":{"id":"k:1","of":"i:a"})"),
                               item("b", "drug.cocaine", R"(,"cluster":{"id":"k:1","of":"i:a"})"),
                               item("c", "drug.cocaine", R"(,"cluster":{"id":"k:2","of":"i:c"})")});
  EXPECT_EQ(row(csv, "drug.cocaine"), "drug.cocaine,2,2,100,,,3,0,0");
}

TEST(Volume, LeavesOutWhatIsNoOffer) {
  std::string csv =
      report(table("volume"),
             {item("a", "drug.cocaine", "", "request"), item("b", "drug.cocaine", "", "offer", "feedback"),
              item("c", "drug.cocaine", "", "offer", "profile"), item("d", "drug.mdma")});
  EXPECT_EQ(row(csv, "drug.cocaine"), "");
  EXPECT_EQ(row(csv, "total"), "total,1,1,,,,1,0,0");
}

TEST(Volume, LeavesOutAPostThatHoldsAListingWhicheverComesFirst) {
  std::string post = item("post", "drug.mdma", "", "offer", "post"),
              listing = item("x", "drug.cocaine", R"(,"within":"i:post")");
  for (const auto& lines : {std::vector{post, listing}, std::vector{listing, post}}) {
    std::string csv = report(table("volume"), lines);
    EXPECT_EQ(row(csv, "drug.mdma"), "");
    EXPECT_EQ(row(csv, "total"), "total,1,1,,,,1,0,0");
  }
  EXPECT_EQ(row(report(table("volume"), {post}), "drug.mdma"), "drug.mdma,1,1,100,,,1,0,0");
}

TEST(Volume, GoesAsDeepAsAsked) {
  Settings settings = table("volume");
  settings.depth = 3;
  std::string csv = report(settings, {item("a", "drug.nps.cathinone.x")});
  EXPECT_NE(row(csv, "drug.nps.cathinone"), "");
  settings.depth = 1;
  EXPECT_EQ(row(report(settings, {item("a", "drug.nps.cathinone")}), "drug.nps"), "");
}

TEST(Volume, CountsForeignRecordsThatClassifyHasAnnotated) {
  std::string csv = report(
      table("volume"),
      {R"({"text":"x","peil":{"labels":[{"scheme":"act","label":"offer"},{"scheme":"goods","label":"drug.cocaine"}]}})",
       R"({"text":"not annotated"})"});
  EXPECT_EQ(row(csv, "drug.cocaine"), "drug.cocaine,1,1,100,,,1,0,0");
}

TEST(Volume, GivesIntervalsOnlyForARandomFrame) {
  std::vector<std::string> chosen, random;
  for (int i = 0; i < 40; ++i) {
    std::string seller = R"(,"vendor":{"name":"s)" + std::to_string(i % 20) + "\"}";
    chosen.push_back(item("c" + std::to_string(i), i < 10 ? "drug.cocaine" : "drug.mdma", seller));
    random.push_back(item("r" + std::to_string(i), i < 10 ? "drug.cocaine" : "drug.mdma",
                          seller + R"(,"seed":{"frame":"random"})"));
  }
  EXPECT_EQ(row(report(table("volume"), chosen), "drug.cocaine"), "drug.cocaine,10,10,25,,,10,10,0");
  EXPECT_NE(report(table("volume", "table"), chosen).find("chosen list"), std::string::npos);
  // 20 sellers of two offers each: Wilson of 10/40 on n = 20.
  EXPECT_EQ(row(report(table("volume"), random), "drug.cocaine"),
            "drug.cocaine,10,10,25,11.186,46.8705,10,10,0");
  random.resize(6);
  EXPECT_NE(report(table("volume", "table"), random).find("too few sellers"), std::string::npos);
}

TEST(Act, PutsDemandBesideSupply) {
  std::string csv = report(table("act"), {item("a", "drug.nps.cathinone", "", "request", "post"),
                                          item("b", "drug.nps.cathinone"), item("c", "drug.nps.cathinone"),
                                          item("d", "drug.nps.cathinone", "", "discussion", "post")});
  EXPECT_EQ(row(csv, "drug.nps"), "drug.nps,2,1,1,4,0.5,4,0,0");
}

TEST(Origin, ShowsTheUndeclaredApart) {
  std::string csv = report(
      table("origin"), {item("a", "drug.mdma", R"(,"ships_from":[{"code":"NL"}])"), item("b", "drug.mdma"),
                        item("c", "drug.mdma", R"(,"ships_from":[{"code":"NL"},{"code":"DE"}])")});
  EXPECT_EQ(row(csv, "NL"), "NL,2,66.6667,,,100,,,2,0,0");
  EXPECT_EQ(row(csv, "undeclared"), "undeclared,1,33.3333,,,,,,1,0,0");
}

TEST(Price, IsAMedianByAmountInItsOwnCurrency) {
  auto priced = [](std::string_view id, int grams, int amount, std::string_view more = "") {
    return item(id, "drug.cocaine",
                R"(,"prices":[{"amount":)" + std::to_string(amount) +
                    R"(,"currency":"EUR","quantity":{"amount":)" + std::to_string(grams) +
                    R"(,"unit":"g","grams":)" + std::to_string(grams) + "}" + std::string(more) + "}]");
  };
  std::string csv = report(table("price"), {priced("a", 1, 60), priced("b", 1, 70), priced("c", 100, 4500),
                                            priced("d", 1, 9999, R"(,"holding":true)"), priced("e", 1, 0)});
  EXPECT_EQ(row(csv, "drug.cocaine"), "drug.cocaine,EUR,g,1-<5,2,2,60,65,70,,");
  EXPECT_NE(csv.find("drug.cocaine,EUR,g,100-<1000,1,1,45,45,45"), std::string::npos);
}

TEST(Coverage, PutsEachPageInOneRow) {
  auto page = [](std::string_view id, std::string_view more) {
    return R"({"v":1,"kind":"page","id":"p:)" + std::string(id) + R"(","network":"clear")" +
           std::string(more) + "}";
  };
  std::string csv =
      report(table("coverage"),
             {page("1", R"(,"status":200,"item_count":1)"), page("2", R"(,"status":404)"),
              page("3", R"(,"status":200,"wall":"captcha")"), page("4", R"(,"error":{"class":"dns"})"),
              page("5", R"(,"error":{"class":"robots"})"), page("6", R"(,"status":200,"item_count":0)"),
              page("7", R"(,"status":200,"item_count":1,"cluster":{"id":"k:1","of":"p:1"})"),
              page("8", R"(,"status":200,"item_count":0,"labels":[{"scheme":"act","label":"offer",)"
                        R"("evidence":[{"rule":"act.price"}]}])"),
              "not json"});
  EXPECT_EQ(csv,
            "step,clear,all\r\nasked for,8,8\r\nerror: dns,1,1\r\nrefused: "
            "robots,1,1\r\nanswered,6,6\r\nHTTP 404,1,1\r\n"
            "wall: captcha,1,1\r\nduplicate,1,1\r\noffer without items,1,1\r\nnothing "
            "offered,1,1\r\nread,1,1\r\nitems,0,0\r\n\"offers, "
            "raw\",0,0\r\n"
            "offers after dedupe,0,0\r\n");
}

TEST(Report, SaysThatAStreamWithoutRunRecordsIsIncomplete) {
  std::string run = R"({"v":1,"kind":"run","id":"r:1","command":"extract","version":"1"})";
  EXPECT_NE(report(table("volume", "table"), {item("a", "drug.mdma")}).find("Incomplete: no run record"),
            std::string::npos);
  EXPECT_NE(report(table("volume", "table"), {item("a", "drug.mdma"), run}).find("no run record of classify"),
            std::string::npos);
  std::string classify = R"({"v":1,"kind":"run","id":"r:2","command":"classify","version":"1"})";
  EXPECT_EQ(report(table("volume", "table"), {item("a", "drug.mdma"), run, classify}).find("Incomplete"),
            std::string::npos);
}

TEST(Report, OfNothingIsAReportThatSaysSo) {
  for (const auto& name : {"summary", "all"}) {
    std::string text = report(table(name, "table"), {});
    EXPECT_NE(text.find("No offers were read."), std::string::npos) << name;
    EXPECT_EQ(text.find("nan"), std::string::npos);
  }
  EXPECT_NE(report(table("all", "html"), {}).find("</html>"), std::string::npos);
}

TEST(Report, TakesNullsAndNonsenseForUnknown) {
  std::vector<std::string> lines = {
      R"({"v":1,"kind":"item","id":null,"form":null,"page":null,"labels":null,"prices":null,)"
      R"("cluster":null,"network":null})",
      R"({"v":1,"kind":"item","id":"i:x","form":"listing","labels":[null,1,"x",{"scheme":"act","label":"offer"},)"
      R"({"scheme":"goods"}],"prices":[{"amount":1e308,"currency":"EUR","quantity":{"grams":-1}},)"
      R"({"amount":-5,"currency":"EUR","quantity":{"grams":1}}],"quantities":[{"grams":1e-300},{"grams":0}],)"
      R"("page":{"fetched_at":"9999-12-31T23:59:59Z"}})",
      R"({"v":1,"kind":"item","id":"i:y","form":"listing","labels":[{"scheme":"act","label":"offer"}],)"
      R"("page":{"fetched_at":"0001-01-01T00:00:00Z"}})",
      R"({"v":1,"kind":"run","id":5,"command":[],"in":{"a":-1,"b":"x"},"data":{"t":7}})",
      R"({"v":1,"kind":"page","status":"200","error":{}})"};
  for (std::string_view format : {"table", "markdown", "csv", "json", "html", "tsv"}) {
    std::string text = report(table("all", std::string(format)), lines);
    EXPECT_FALSE(text.empty());
    EXPECT_EQ(text.find("nan"), std::string::npos) << format;
    EXPECT_EQ(text.find("inf,"), std::string::npos) << format;
  }
  Settings daily = table("volume");
  daily.period = Period::kDay;  // 3.6 million days between the two: bounded
  EXPECT_LT(report(daily, lines).size(), 100'000u);
}

TEST(Report, IsNotSlowedByAHostileRecord) {
  std::string goods;
  for (int i = 0; i < 200'000; ++i) goods += "x" + std::to_string(i) + ".y,";
  auto before = std::chrono::steady_clock::now();
  EXPECT_FALSE(report(table("all"), {item("a", goods)}).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
}

TEST(Report, SpeaksDutch) {
  Settings settings = table("summary", "table");
  settings.language = "nl";
  std::string text = report(settings, {item("a", "drug.mdma")});
  EXPECT_NE(text.find("Hoe groot is het aanbod"), std::string::npos);
  EXPECT_EQ(text.find("How many"), std::string::npos);
  Words words("nl");
  for (const TableName& one : table_names()) EXPECT_FALSE(one.title.nl.empty()) << one.title.en;
  for (const Spec& spec : Catalogue::shipped().specs())
    for (const Phrase& note : spec.notes) EXPECT_FALSE(note.nl.empty()) << note.en;
}

TEST(Explain, FindsTheRecordsOfACell) {
  Settings settings = table("explain", "json");
  settings.table = "volume";
  settings.cell = "drug.cocaine,shop";
  std::vector<std::string> lines = {item("a", "drug.cocaine.crack"), item("b", "drug.mdma"),
                                    item("c", "drug.cocaine", "", "request")};
  EXPECT_EQ(report(settings, lines), lines[0] + "\n");
  settings.cell = "total";
  EXPECT_EQ(report(settings, lines), lines[0] + "\n" + lines[1] + "\n");
  settings.table = "act";
  settings.cell = "drug.cocaine,request";
  EXPECT_EQ(report(settings, lines), lines[2] + "\n");
}

// What explain lists is what the figure counted, for every cell of every table of counts.
TEST(Explain, AgreesWithEveryCellOfEveryCountTable) {
  std::vector<std::string> lines;
  for (int i = 0; i < 60; ++i) {
    static const char* kGoods[] = {"drug.cocaine", "drug.mdma.pill,drug.cannabis.herbal", "precursor.ghb",
                                   ""};
    static const char* kActs[] = {"offer", "offer", "request"};
    static const char* kMore[] = {
        R"(,"ships_from":[{"code":"NL"}])", "",
        R"(,"ships_from":[{"code":"DE"},{"code":"NL"}],"ships_to":[{"code":"WW"}],"ships_except":[{"code":"AU"}])"};
    std::string more = kMore[i % 3];
    if (i % 5 == 0) more += R"(,"within":"i:1")";
    lines.push_back(
        item(std::to_string(i), kGoods[i % 4], more, kActs[i % 3], i % 7 == 0 ? "post" : "listing"));
  }
  for (const Spec& spec : Catalogue::shipped().specs()) {
    if (spec.unit != Unit::kOffer) continue;  // their cells are sellers, not records
    std::string json = report(table(std::string(spec.name), "json"), lines);
    RecordParser parser;
    for (std::size_t at = json.find('\n') + 1; at < json.size(); at = json.find('\n', at) + 1) {
      auto parsed = parser.parse_copy(std::string_view(json).substr(at, json.find('\n', at) - at));
      ASSERT_TRUE(parsed.ok());
      auto members = (**parsed).root().members();
      std::string name(members[2].second.text_or_empty());
      for (std::size_t i = 3; i < members.size(); ++i) {
        std::string key(members[i].first);
        bool measure =
            key == "raw" || key == "sellers" || key == "hosts" || key == "ratio" || key.starts_with("share");
        auto count = members[i].second.integer();
        if (measure || !count) continue;
        Settings settings = table("explain", "json");
        settings.table = spec.name;
        settings.cell = name + "," + key;
        std::string found = report(settings, lines);
        EXPECT_EQ(std::count(found.begin(), found.end(), '\n'), *count) << spec.name << " " << settings.cell;
      }
    }
  }
}

TEST(Count, CountsAnyMemberOfAnyJson) {
  Settings settings = table("count");
  settings.by = {"/host"};
  EXPECT_EQ(report(settings, {R"({"host":"b"})", R"({"host":"a"})", R"({"host":"b"})", "{}",
                              R"({"host":null})", R"({"host":["x","b"]})"}),
            "host,n,share_percent,share_low,share_high\r\nb,3,50,,\r\n,1,16.6667,,\r\na,1,16.6667,,\r\nnull,"
            "1,16.6667,,\r\nx,1,16.6667,,\r\n"
            "total,6,100,,\r\n");
}

TEST(Count, ReadsOnlyTheColumnsAskedForAndCountsTheSame) {
  std::vector<std::string> lines = {
      item("a", "drug.mdma",
           R"(,"site":{"host":"a.example"},"lang":{"code":"nl"},"ships_from":[{"code":"NL"}])"),
      item("b", "drug.mdma", R"(,"site":{"host":"b.example"},"lang":{"code":"nl"})", "request")};
  for (const auto& [by, want] :
       std::vector<std::pair<std::string, std::string>>{{"host", "a.example,1"},
                                                        {"lang", "nl,2"},
                                                        {"goods", "drug.mdma,2"},
                                                        {"origin", "NL,1"},
                                                        {"act", "offer,1"},
                                                        {"period", "2026-10,2"},
                                                        {"part(goods, 1)", "drug,2"},
                                                        {"month(page.fetched_at)", "2026-10,2"}}) {
    Settings settings = table("count");
    settings.by = {by};
    EXPECT_NE(report(settings, lines).find("\r\n" + want + ","), std::string::npos) << by;
  }
  Settings settings = table("count");
  settings.by = {"/id"};
  settings.where = *Where::parse("act == request and host == b.example");
  std::string csv = report(settings, lines);
  EXPECT_NE(csv.find("i:b,1"), std::string::npos);
  EXPECT_EQ(csv.find("i:a"), std::string::npos);
}

TEST(Report, DoubtsFiguresFarFromWhatOthersFoundOnTor) {
  std::vector<std::string> lines;
  for (int i = 0; i < 120; ++i) {
    std::string line = item(std::to_string(i), "drug.mdma", R"(,"ships_from":[{"code":"NL"}])");
    lines.push_back(line.replace(line.find("clear"), 5, "tor"));
  }
  std::string text = report(table("summary", "table"), lines);
  EXPECT_NE(text.find("Unlikely: on Tor offers of drugs are 100 % of 120; other studies found 50 to 70 %."),
            std::string::npos)
      << text;
  lines.resize(90);
  EXPECT_EQ(report(table("summary", "table"), lines).find("Unlikely"), std::string::npos);
}

TEST(Count, KeepsSpreadsheetsSafeFromItsKeys) {
  Settings settings = table("top");
  settings.by = {"/a"};
  settings.limit = 1;
  EXPECT_NE(report(settings, {R"({"a":"=1+1"})"}).find("\r\n'=1+1,"), std::string::npos);
}

TEST(Where, ReadsItsLittleLanguage) {
  auto holds = [](std::string_view condition, const std::string& line) {
    auto where = Where::parse(condition);
    EXPECT_TRUE(where.ok()) << condition;
    RecordParser parser;
    auto record = parser.parse_copy(line);
    Facts facts;
    read_facts(**record, Period::kAll, facts);
    return where->holds(**record, facts.view);
  };
  std::string one = item("a", "drug.nps.cathinone", R"(,"status":200)");
  EXPECT_TRUE(holds("goods == drug.nps", one));
  EXPECT_FALSE(holds("goods == drug.np", one));
  EXPECT_TRUE(holds("channel startswith 'shop.' && route==clear", one));
  EXPECT_TRUE(holds("channel == \"shop\" or channel startswith \"shop.\"", one));
  EXPECT_FALSE(holds("goods != drug", one));
  EXPECT_TRUE(holds("origin == undeclared and /status == 200", one));
  for (std::string_view bad :
       {"", "x == 1", "goods ==", "goods == a and", "goods = 'a", "goods is a", "goods == a goods == b"})
    EXPECT_FALSE(Where::parse(bad).ok()) << bad;
  EXPECT_NE(Where::parse("chanel == shop").error().message.find("channel is meant"), std::string::npos);
}

TEST(Periods, AreIsoWeeks) {
  auto week = [](std::int64_t day) { return period_of(day * 86'400'000, Period::kWeek); };
  EXPECT_EQ(week(0), "1970-W01");
  EXPECT_EQ(week(-1), "1970-W01");      // 1969-12-31 is a Wednesday
  EXPECT_EQ(week(18'628), "2020-W53");  // 2021-01-01
  EXPECT_EQ(week(20'454), "2026-W01");  // 2026-01-01
  EXPECT_EQ(period_of(0, Period::kMonth), "1970-01");
}

TEST(Views, PackAndUnpackToTheSame) {
  View view;
  view.add(Column::kGoods, "b");
  view.add(Column::kGoods, "a");
  view.add(Column::kGoods, "a");
  view.add(Column::kPayment, std::string_view("x\x1e\x1fy"));
  std::string packed;
  view.pack(packed);
  View back = View::unpack(packed);
  EXPECT_EQ(back.of(Column::kGoods), (std::vector<std::string_view>{"a", "b"}));
  ASSERT_EQ(back.of(Column::kPayment).size(), 1u);
  EXPECT_EQ(back.of(Column::kPayment)[0], "x\xEF\xBF\xBD\xEF\xBF\xBDy");
}

std::vector<std::string> random_market(int sellers, int each) {
  std::vector<std::string> lines;
  for (int s = 0; s < sellers; ++s)
    for (int i = 0; i < each; ++i) {
      int price = 40 + s % 7 * 5 + i;
      lines.push_back(item(std::to_string(s) + "-" + std::to_string(i), "drug.cocaine",
                           R"(,"seed":{"frame":"random"},"vendor":{"name":"s)" + std::to_string(s) +
                               R"("},"prices":[{"amount":)" + std::to_string(price) +
                               R"(,"currency":"USD","quantity":{"amount":1,"unit":"g","grams":1}}])"));
    }
  return lines;
}

TEST(Price, BearsABootstrapIntervalOnlyWithSellersEnough) {
  std::string many = report(table("price"), random_market(12, 3)),
              few = report(table("price"), random_market(9, 3));
  std::string wide = row(many, "drug.cocaine"), narrow = row(few, "drug.cocaine");
  EXPECT_FALSE(wide.ends_with(",,")) << wide;
  EXPECT_TRUE(narrow.ends_with(",,")) << narrow;
  EXPECT_EQ(many, report(table("price"), random_market(12, 3)));
}

TEST(Price, IsConvertedAtTheLastBusinessDayWhereRatesAreGiven) {
  auto rates = Rates::parse("day,currency,EUR\n2026-10-02,USD,0.5\n", "r");
  ASSERT_TRUE(rates.ok());
  EXPECT_EQ(rates->euro("USD", *parse_time("2026-10-04") / 86'400'000)->str(), "0.5");  // a Sunday
  EXPECT_FALSE(rates->euro("USD", *parse_time("2026-10-01") / 86'400'000));
  EXPECT_FALSE(rates->euro("USD", *parse_time("2026-11-01") / 86'400'000));
  EXPECT_FALSE(rates->euro("XMR", *parse_time("2026-10-04") / 86'400'000));
  Settings settings = table("price");
  settings.rates = std::make_shared<const Rates>(*rates);
  EXPECT_EQ(row(report(settings, random_market(1, 1)), "drug.cocaine"),
            "drug.cocaine,EUR,g,1-<5,1,1,20,20,20,,");
  EXPECT_FALSE(Rates::parse("2026-10-02,USD,-1\n", "r").ok());
  EXPECT_FALSE(Rates::parse("", "r").ok());
}

TEST(Sellers, HaveNumbersAndNoNames) {
  Settings settings = table("volume");
  settings.by = {"seller"};
  for (const auto& one : {table("sellers"), settings}) {
    std::string csv = report(one, random_market(3, 2));
    EXPECT_NE(csv.find("S1"), std::string::npos);
    EXPECT_EQ(csv.find("vendor:"), std::string::npos);
  }
  settings.names = true;
  EXPECT_NE(report(settings, random_market(3, 2)).find("vendor:"), std::string::npos);
  Settings count = table("top");
  count.by = {"seller"};
  EXPECT_NE(report(count, random_market(3, 2)).find("\r\nS1,2,"), std::string::npos);
  EXPECT_NE(report(count, {R"({"seller":"own data"})"}).find("own data"), std::string::npos);
}

TEST(Tables, OfTheUsersOwnAreReadAndCounted) {
  auto own = std::make_shared<Catalogue>(Catalogue::shipped());
  auto name = own->add(
      "name dear\ntitle Dear?\nwhere max(prices[].amount) >= 50\nrows part(goods, 1)\n"
      "column usd | dollars | dollars | prices[].currency == USD\nshare row usd | usd | usd\n",
      "dear.table");
  ASSERT_TRUE(name.ok()) << name.error().message;
  Settings settings = table("dear");
  settings.catalogue = own;
  EXPECT_EQ(row(report(settings, random_market(7, 1)), "drug").substr(0, 9), "drug,5,5,");
  auto wrong = [&](std::string_view text) {
    auto made = Catalogue(Catalogue::shipped()).add(text, "t");
    return made ? "" : made.error().message;
  };
  EXPECT_EQ(wrong("name x\ntitle X\nwhere chanel == shop\nrows goods\n"),
            "t:3: where: at 1: no column chanel; channel is meant?");
  EXPECT_EQ(wrong("name x\nrows goods\n"), "t: x needs a title");
  EXPECT_EQ(wrong("name x\ntitel X\n"), "t:2: no key titel; title is meant?");
  EXPECT_NE(wrong("name X y\n"), "");
  EXPECT_NE(wrong("name x\ntitle X\nrows goods\nshare half\n"), "");
}

constexpr std::string_view kRates =
    R"({"error_rates":1,"taxonomy":"sha256:t","scheme":"goods","domain":{"languages":["nl"],)"
    R"("channels":["shop.growshop"],)"
    R"("from":"2026-10-01","to":"2026-12-31"},"labels":[{"label":"drug.cocaine",)"
    R"("n":{"tp":170,"fp":6,"fn":30,"tn":194},)"
    R"("labelled":612,"checked":50,"right":48,"sensitivity":{"value":0.85},"specificity":{"value":0.97}}]})";

TEST(ErrorRates, CorrectSharesInTheirDomainAndRefuseElsewhere) {
  auto rates = ErrorRates::parse(kRates, "r");
  ASSERT_TRUE(rates.ok()) << rates.error().message;
  std::vector<std::string> lines;
  for (int i = 0; i < 100; ++i)
    lines.push_back(item(std::to_string(i), i < 8 ? "drug.cocaine" : "drug.mdma",
                         R"(,"lang":{"code":"nl"},"classified":{"taxonomy":"sha256:t"})"));
  Settings settings = table("volume");
  settings.error_rates = std::make_shared<const ErrorRates>(*rates);
  std::string csv = report(settings, lines);
  EXPECT_EQ(row(csv, "drug.cocaine").substr(0, 32), "drug.cocaine,8,8,8,,,6.0976,3.12") << csv;
  lines.push_back(item("de", "drug.mdma", R"(,"lang":{"code":"de"},"classified":{"taxonomy":"sha256:t"})"));
  settings.format = "table";
  std::string refused = report(settings, lines);
  EXPECT_NE(refused.find("the error rates do not hold for lang de"), std::string::npos) << refused;
  EXPECT_EQ(refused.find("corrected share"), std::string::npos);
  ErrorRates::Corpus other;
  other.taxonomies = {"sha256:other"};
  EXPECT_EQ(rates->refusal(other), "taxonomy sha256:other");
  other.taxonomies.clear();
  other.first_day = "2026-09-01";
  EXPECT_EQ(rates->refusal(other), "2026-09-01");
  EXPECT_FALSE(rates->corrected(*rates->of("drug.cocaine"), .02, 0));  // not estimable
  EXPECT_FALSE(ErrorRates::parse("{}", "r").ok());
  EXPECT_FALSE(ErrorRates::parse("not json", "r").ok());
}

TEST(Sellers, AreOneWhereTheyShareAKeyOnTwoSites) {
  auto of = [](std::string_view id, std::string_view keys) {
    return item(id, "drug.mdma", R"(,"entity":{"keys":[)" + std::string(keys) + "]}");
  };
  std::string csv = report(
      table("seller"), {of("a", R"("vendor:a.example/x","pgp:0123")"),
                        of("b", R"("vendor:b.example/y","pgp:0123")"), of("c", R"("vendor:b.example/z")")});
  EXPECT_EQ(row(csv, "total").substr(0, 10), "total,2,3,") << csv;
}

TEST(Letter, AnswersEachFindingOrSaysWhyNot) {
  Settings settings = table("letter", "json");
  std::string json = report(settings, {item("a", "drug.nps.cathinone"), item("b", "precursor.ghb"),
                                       item("c", "drug.cocaine", "", "request")});
  EXPECT_NE(json.find("\"figure\":\"offers of NPS, of offers of drugs\",\"n\":1,\"of\":1"), std::string::npos)
      << json;
  EXPECT_NE(json.find("\"n\":1,\"of\":2"), std::string::npos);  // a request, of requests and offers
  EXPECT_NE(json.find("Not measured, because"), std::string::npos);
  settings.language = "nl";
  settings.format = "markdown";
  std::string dutch = report(settings, {item("a", "drug.mdma")});
  EXPECT_NE(dutch.find("Niet gemeten, omdat"), std::string::npos);
  EXPECT_EQ(dutch.find("Not measured"), std::string::npos);
}

TEST(Survival, EndsWhereTheHostWasReadLaterWithoutIt) {
  auto page = [](std::string_view day) {
    return R"({"v":1,"kind":"page","id":"p:)" + std::string(day) +
           R"(","status":200,"item_count":1,"fetched_at":")" + std::string(day) +
           R"(T10:00:00Z","site":{"host":"h.example"}})";
  };
  std::string once = R"(,"site":{"host":"h.example"},"cluster":{"id":"k:1","of":"i:a"})";
  std::string csv =
      report(table("survival"), {page("2026-10-05"), item("a", "drug.mdma", once), page("2026-11-05")});
  EXPECT_EQ(row(csv, "total").substr(0, 11), "total,1,1,0");
  csv = report(table("survival"), {page("2026-10-05"), item("a", "drug.mdma", once)});
  EXPECT_EQ(row(csv, "total").substr(0, 11), "total,1,0,1");
}

TEST(Estimate, RepeatsThePublishedFigures) {
  auto table = estimate("chapman", {"M=200", "n=180", "m=60"});
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->rows[0].cells[0].number.str(), "595.4098");
  EXPECT_FALSE(estimate("chapmn", {}).ok());
  EXPECT_NE(estimate("chapmn", {}).error().message.find("chapman is meant"), std::string::npos);
  EXPECT_FALSE(estimate("chapman", {"M=200"}).ok());
  EXPECT_FALSE(estimate("chapman", {"M=x"}).ok());
  EXPECT_EQ(estimate("rogan-gladen", {"p=.02", "se=.85", "sp=.97"})->rows[0].cells[0].kind,
            render::Cell::Kind::kUnknown);
}

}  // namespace
}  // namespace peil::inventory
