// tests/unit/html_content_test.cpp -- main text, names of elements, and what elements inherit.
#include <gtest/gtest.h>

#include <string>

#include "html/content.hpp"
#include "html/hints.hpp"
#include "html/view.hpp"

namespace peil::html {
namespace {

std::string main_text(std::string_view page) {
  Parser parser;
  PageText text;
  HintReader hints;
  View view;
  const Tree& tree = parser.parse(page);
  render(tree, text);
  look(tree, text, hints, view);
  ContentFinder finder;
  std::vector<Span> spans;
  finder.find(view, title_of(view), spans);
  std::string out;
  for (Span span : spans) out += std::string(text.of(span)) + "|";
  return out;
}

TEST(HtmlHints, WordsAreReadInClassNames) {
  HintReader reader;
  EXPECT_TRUE(has(reader.of("article-body"), Hint::kBody));
  EXPECT_TRUE(has(reader.of("mainNavigation"), Hint::kNav));
  EXPECT_TRUE(has(reader.of("woocommerce-Price-amount"), Hint::kPrice));
  EXPECT_FALSE(has(reader.of("broad"), Hint::kAd));
  EXPECT_EQ(reader.of(""), 0u);
}

TEST(HtmlContent, MenusAndFootersAreLeftOut) {
  const std::string text = main_text(
      "<html><head><title>Proef</title></head><body><nav class=menu><ul><li><a href=/>Home</a><li><a "
      "href=/n>Nieuws</a><li><a href=/s>Sport</a></ul></nav>"
      "<main><article class=article-body><h1>Een proef met zaden</h1><p>De gemeente heeft vandaag, na lang "
      "overleg, besloten om de proef met "
      "legale wiet te verlengen. De telers kunnen daardoor langer doorgaan.</p><p>Volgens de wethouder, die "
      "erbij was, verloopt alles goed en "
      "zijn er nog geen klachten van de buurt binnengekomen.</p><ul><li>Tien telers doen mee</li><li>Er zijn "
      "75 coffeeshops</li></ul>"
      "<p>In het najaar komt er een evaluatie, zo meldt het ministerie. Daarna volgt een besluit over de "
      "toekomst van de proef.</p></article></main>"
      "<footer class=site-footer><p>&copy; 2024 De Krant - <a href=/p>Privacy</a> - <a "
      "href=/c>Contact</a></p></footer></body></html>");
  EXPECT_NE(text.find("verlengen"), std::string::npos);
  EXPECT_NE(text.find("evaluatie"), std::string::npos);
  EXPECT_EQ(text.find("Sport"), std::string::npos);
  EXPECT_EQ(text.find("Privacy"), std::string::npos);
}

TEST(HtmlContent, AnEmptyPageHasNone) { EXPECT_EQ(main_text("<html><body></body></html>"), ""); }

TEST(HtmlView, RowsAreToldByTheirPathAndCellsByTheirNumber) {
  Parser parser;
  PageText text;
  HintReader hints;
  View view;
  const Tree& tree = parser.parse("<table><tr class=odd><td>a<td>b<tr class=even><td>c<td>d</table>");
  render(tree, text);
  look(tree, text, hints, view);
  const NodeId first = tree.find(Tag::kTr);
  const NodeId second = tree.next_sibling(first);
  EXPECT_EQ(view.path[first], view.path[second]);
  const NodeId a = tree.first_child(first);
  EXPECT_NE(view.name[a], view.name[tree.next_sibling(a)]);
  EXPECT_EQ(view.last_run[second] - view.first_run[second], 2u);
}

}  // namespace
}  // namespace peil::html
