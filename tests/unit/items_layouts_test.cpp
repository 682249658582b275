// tests/unit/items_layouts_test.cpp -- records of layouts that no element, class or link gives away.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "html/wrap.hpp"
#include "items/extractor.hpp"
#include "items/record_words.hpp"
#include "items/values.hpp"

namespace peil::items {
namespace {

std::vector<Item> items_of(Extractor& extractor, std::string_view body, Form form) {
  Document document;
  document.bytes = body;
  document.media_type = "text/html";
  document.url = "https://shop.example/list/1";
  std::vector<Item> found;
  for (const Item& item : extractor.read(document).items) {
    if (item.form == form) found.push_back(item);
  }
  return found;
}

TEST(Layouts, HeadingsAndParagraphsWithoutAnElementAroundThemAreRecords) {
  Extractor extractor;
  std::string body = "<h1>Aanbod</h1>";
  for (const char* name : {"Kief", "Speedpasta vers", "Tent 120x120"})
    body += "<h3><a href=/" + std::string(1, name[0]) + ">" + name +
            "</a></h3><p>Vers binnen.</p><p>Prijs: \xE2\x82\xAC 12,50</p>";
  const auto found = items_of(extractor, body, Form::kListing);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[1].title, "Speedpasta vers");
  EXPECT_EQ(found[1].prices.at(0).amount.str(), "12.5");
}

TEST(Layouts, ACardThatClosesWithASentenceIsACardStill) {
  Extractor extractor;
  std::string body = "<ul>";
  for (int i = 0; i < 6; ++i)
    body += "<li class=p><a href=/p/" + std::to_string(i) + ">Kief soort " + std::to_string(i) +
            "</a><span class=price>\xE2\x82\xAC 5" + std::to_string(i) +
            ",00</span><p>Mooi product van goede kwaliteit, snel geleverd en goed verpakt.</p></li>";
  EXPECT_EQ(items_of(extractor, body + "</ul>", Form::kListing).size(), 6u);
}

TEST(Layouts, LinksAndPricesPartedByBreaksAreRecords) {
  Extractor extractor;
  const auto found =
      items_of(extractor,
               "<a href=/1>Roze 2C-B</a> - 25,00 euro<br><a href=/2>PMK olie</a> - 35,95 euro<br>"
               "<a href=/3>Kief</a> - 15,95 euro<br>",
               Form::kListing);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].url, "https://shop.example/1");
  EXPECT_EQ(found[2].prices.at(0).amount.str(), "15.95");
}

TEST(Layouts, HeaderRowOfAnyElementsNamesTheColumns) {
  Extractor extractor;
  std::string body = "<div><div><i>Product</i><i>Price (GBP)</i><i>Ships from</i></div>";
  for (const char* name : {"Kief", "Hash", "Haze"})
    body += "<div><i><a href=/x>" + std::string(name) + "</a></i><i>12.50</i><i>Germany</i></div>";
  const auto found = items_of(extractor, body + "</div>", Form::kListing);
  ASSERT_EQ(found.size(), 3u);
  ASSERT_EQ(found[0].prices.size(), 1u);
  EXPECT_EQ(found[0].prices[0].currency, "GBP");
  ASSERT_EQ(found[0].ships_from.size(), 1u);
  EXPECT_EQ(found[0].ships_from[0].value, "DE");
}

TEST(Layouts, SecondRowOfARecordBelongsToIt) {
  Extractor extractor;
  std::string body = "<table>";
  for (const char* name : {"Kief", "Hash", "Haze"})
    body +=
        "<tr><td><a href=/x>" + std::string(name) +
        "</a></td><td>\xE2\x82\xAC 10,50</td></tr><tr><td colspan=2>Verkoper: jan | Verkocht: 12</td></tr>";
  const auto found = items_of(extractor, body + "</table>", Form::kListing);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].vendor.name, "jan");
  EXPECT_EQ(found[2].sold_count, 12);
}

TEST(Layouts, LabelsOverTheirValuesAreReadDownwards) {
  Extractor extractor;
  const auto found =
      items_of(extractor,
               "<h1>Tramadol</h1><table><tr><td>Price</td><td>Sold by</td><td>Ships from</td></tr>"
               "<tr><td>$47.50</td><td>NordicPure</td><td>UK</td></tr></table><button>Buy now</button>",
               Form::kListing);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].vendor.name, "NordicPure");
}

TEST(Layouts, SignedAndDatedTextsArePostsWhateverTheirNames) {
  Extractor extractor;
  std::string body = "<div>";
  for (const char* name : {"jan", "piet", "klaas"})
    body += "<div><a href=\"/@" + std::string(name) + "\">" + name + "</a> <a href=\"/@" + name +
            "/1\">2024-03-01</a><p>Mijn pakket is al negen dagen onderweg en ik word er zenuwachtig "
            "van.</p></div>";
  const auto found = items_of(extractor, body + "</div>", Form::kPost);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[1].vendor.name, "piet");
  EXPECT_EQ(found[1].url, "https://shop.example/@piet/1");
}

TEST(Layouts, WhatAPostQuotesIsNotItsOwn) {
  for (const char* quote :
       {"<blockquote class='bbCodeBlock bbCodeBlock--quote'>Anna zei:<br>3 pillen voor 10 euro</blockquote>",
        "<div class=quote>Zitat von Anna<br>3 pillen voor 10 euro</div>",
        "<div><div>Quote:</div><div>3 pillen voor 10 euro</div></div>"}) {
    Extractor extractor;
    std::string body = "<h1>Ervaring</h1>";
    for (const char* who : {"Anna", "Bert", "Cees"}) {
      const std::string name = who;
      body += "<article class=message><h4 class=username>" + name +
              "</h4><time datetime=2026-10-30>30 oktober 2026</time><div class=message-body>" +
              (name == "Bert" ? std::string(quote) : std::string()) +
              "Drink genoeg water en test altijd je pillen.</div></article>";
    }
    const auto found = items_of(extractor, body, Form::kPost);
    ASSERT_EQ(found.size(), 3u) << quote;
    EXPECT_EQ(found[1].vendor.name, "Bert");
    EXPECT_TRUE(found[1].prices.empty()) << quote;
    EXPECT_EQ(found[1].span->size(), found[0].span->size()) << quote;
  }
}

TEST(Layouts, SizesInAFormAreTheLadderOfTheProduct) {
  Extractor extractor;
  const auto found = items_of(
      extractor,
      "<div class=product><h1>3-CMC kristallen</h1><p class=price>€ 15,00 – € 950,00</p>"
      "<form class=variations_form data-product_variations='["
      "{\"attributes\":{\"attribute_pa_gewicht\":\"1-gram\"},\"display_price\":15,\"is_in_stock\":true},"
      "{\"attributes\":{\"attribute_pa_gewicht\":\"10-gram\"},\"display_price\":95,\"is_in_stock\":true},"
      "{\"attributes\":{\"attribute_pa_gewicht\":\"250-gram\"},\"display_price\":950,\"is_in_stock\":false}]'"
      ">"
      "<button>In winkelwagen</button></form></div>",
      Form::kListing);
  ASSERT_EQ(found.size(), 1u);
  ASSERT_EQ(found[0].prices.size(), 3u);
  for (const Price& price : found[0].prices) {
    EXPECT_EQ(price.currency, "EUR");
    ASSERT_TRUE(price.quantity && price.per_gram);
    EXPECT_EQ(price.per_gram->str(), price.amount.str() == "95"   ? "9.5"
                                     : price.amount.str() == "15" ? "15"
                                                                  : "3.8");
  }
}

TEST(Layouts, JoinedMessageIsOfTheSenderBeforeIt) {
  Extractor extractor;
  std::string body;
  for (int i = 0; i < 4; ++i)
    body += std::string("<div class='message default") + (i == 1 ? " joined" : "") +
            "'><div class=body><div class='date details' title='03.11.2026 14:22:05'>14:2" +
            std::to_string(i) + "</div>" +
            (i == 1   ? ""
             : i == 0 ? "<div class=from_name>Plug NL</div>"
                      : "<div class=from_name>Klaas</div>") +
            "<div class=text>Post door heel NL en BE, betalen met Tikkie</div></div></div>";
  const auto found = items_of(extractor, body, Form::kPost);
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[1].vendor.name, "Plug NL");
  EXPECT_EQ(found[2].vendor.name, "Klaas");
}

TEST(Layouts, TablesOfSumsAndOfPropertiesOfferNothing) {
  Extractor extractor;
  std::string sums =
      "<h1>Begroting</h1><p>De raad stelde de begroting "
      "vast.</p><table><tr><th>Dienst</th><th>Bedrag</th></tr>";
  for (const char* name : {"Wegen", "Groen", "Bestuur"})
    sums += "<tr><td>" + std::string(name) + "</td><td>\xE2\x82\xAC 12.500</td></tr>";
  EXPECT_TRUE(items_of(extractor, sums + "</table><p>Er kwam kritiek op de plannen van het college.</p>",
                       Form::kListing)
                  .empty());
}

TEST(Wrap, KeepsTextAndPutsChildrenUnderTheRecord) {
  html::Parser parser;
  const html::Tree& tree = parser.parse("<body><b>a</b><i>b</i><b>c</b><i>d</i></body>");
  const html::NodeId first = tree.find(html::Tag::kB);
  const html::NodeId second = tree.next_sibling(tree.next_sibling(first));
  const html::Tree wrapped = html::wrap(tree, {{first, second}});
  EXPECT_EQ(wrapped.size(), tree.size() + 1);
  const html::NodeId record = wrapped.find(html::Tag::kRecord);
  ASSERT_NE(record, html::kNone);
  EXPECT_EQ(wrapped.parent(record), tree.parent(first));
  EXPECT_EQ(wrapped.tag(wrapped.next_sibling(record)), html::Tag::kB);
  EXPECT_EQ(wrapped.parent(record + 1), record);
  html::PageText before, after;
  html::render(tree, before);
  html::render(wrapped, after);
  EXPECT_EQ(before.text, after.text);
}

TEST(RecordWords, TellAmountsFromNames) {
  EXPECT_TRUE(begins_with_amount("5 gram"));
  EXPECT_TRUE(begins_with_amount("10g"));
  EXPECT_FALSE(begins_with_amount("3-MMC kristal"));
  EXPECT_FALSE(begins_with_amount("2C-B roze"));
  EXPECT_TRUE(is_rating("4.5/5 - 3 March"));
  EXPECT_FALSE(is_rating("14 september"));
}

TEST(RecordWords, NumberInAnAddressIsLongAndStandsAtItsEnd) {
  EXPECT_EQ(number_in_address("https://shop.example/pan-1609583.html"), "1609583");
  EXPECT_EQ(number_in_address("https://shop.example/24h/M67296549.htm?pc=promo"), "M67296549");
  EXPECT_EQ(number_in_address("https://shop.example/store/1?pid=260591"), "260591");
  EXPECT_EQ(number_in_address("https://shop.example/2024/lamp"), "");
  EXPECT_EQ(number_in_address("https://shop.example/page/12"), "");
}

}  // namespace
}  // namespace peil::items
