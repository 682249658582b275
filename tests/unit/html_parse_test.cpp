// tests/unit/html_parse_test.cpp -- broken pages are repaired as browsers repair them.
//
// Wanted trees are those of the HTML standard, written as elements around their text.
#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"
#include "html/tree.hpp"

namespace peil::html {
namespace {

/// The body as markup without attributes and white space nodes.
std::string tree_of(const Tree& tree, NodeId id) {
  std::string out;
  for (NodeId child = tree.first_child(id); child != kNone; child = tree.next_sibling(child)) {
    if (tree.is_element(child) || tree.tag(child) == Tag::kOther) {
      const std::string name(tree.name(child));
      out.append("<")
          .append(name)
          .append(">")
          .append(tree_of(tree, child))
          .append("</")
          .append(name)
          .append(">");
    } else {
      out += tree.text(child);
    }
  }
  return out;
}

std::string body_of(std::string_view page) {
  Parser parser;
  const Tree& tree = parser.parse(page);
  return tree_of(tree, tree.find(Tag::kBody));
}

std::string many(std::string_view word, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += word;
  return out;
}

TEST(HtmlParse, MisnestedFormattingIsRepaired) {
  EXPECT_EQ(body_of("<p>1<b>2<i>3</b>4</i>5</p>"), "<p>1<b>2<i>3</i></b><i>4</i>5</p>");
  EXPECT_EQ(body_of("<b>1<p>2</b>3</p>"), "<b>1</b><p><b>2</b>3</p>");
  EXPECT_EQ(body_of("<a href=x>1<div>2<a href=y>3</div>4"), "<a>1</a><div><a>2</a><a>3</a></div><a>4</a>");
  EXPECT_EQ(body_of("<p><b>1<p>2</b>3"), "<p><b>1</b></p><p><b>2</b>3</p>");
}

TEST(HtmlParse, WhatDoesNotBelongInATableGoesBeforeIt) {
  EXPECT_EQ(body_of("<!doctype html><table><tr>x<td>1</table>y"),
            "x<table><tbody><tr><td>1</td></tr></tbody></table>y");
  EXPECT_EQ(body_of("<table><a>1<td>2</td>3</table>"),
            "<a>1</a><a>3</a><table><tbody><tr><td>2</td></tr></tbody></table>");
}

TEST(HtmlParse, TableElementsThatAreLeftOutAreMade) {
  EXPECT_EQ(
      body_of("<table><td>1<td>2<tr><th>3<caption>c"),
      "<table><tbody><tr><td>1</td><td>2</td></tr><tr><th>3</th></tr></tbody><caption>c</caption></table>");
  EXPECT_EQ(body_of("<table><tr><td><table><tr><td>in</table>out</table>"),
            "<table><tbody><tr><td><table><tbody><tr><td>in</td></tr></tbody></table>out</td></tr></tbody></"
            "table>");
}

TEST(HtmlParse, ATableEndsAParagraphInStandardsModeOnly) {
  EXPECT_EQ(body_of("<!DOCTYPE html><p>1<table></table>"), "<p>1</p><table></table>");
  EXPECT_EQ(body_of("<p>1<table></table>"), "<p>1<table></table></p>");
}

TEST(HtmlParse, ItemsCellsAndOptionsCloseTheOnesBefore) {
  EXPECT_EQ(body_of("<ul><li>1<li>2<ul><li>3</ul><li>4"),
            "<ul><li>1</li><li>2<ul><li>3</li></ul></li><li>4</li></ul>");
  EXPECT_EQ(body_of("<dl><dt>1<dd>2<dt>3"), "<dl><dt>1</dt><dd>2</dd><dt>3</dt></dl>");
  EXPECT_EQ(body_of("<select><option>1<option>2<p>3</select>4"),
            "<select><option>1</option><option>23</option></select>4");
}

TEST(HtmlParse, ReferencesAreReadAsBrowsersReadThem) {
  EXPECT_EQ(body_of("<p>&euro;5 &amp;amp; &#8364;&#x20AC &#128; &copy2 &notit; &nosuch; & &# &#0;"),
            "<p>€5 &amp; €€ € ©2 ¬it; &nosuch; & &# \xEF\xBF\xBD</p>");
  Parser parser;
  const Tree& tree = parser.parse("<a href='?a=1&copy=2&lt=3&amp;x&euro;'>");
  EXPECT_EQ(tree.value(tree.find(Tag::kA), Attr::kHref), "?a=1&copy=2&lt=3&x€");
}

TEST(HtmlParse, RawTextEndsWithItsOwnEndTag) {
  EXPECT_EQ(body_of("<body><script>a<b>'</p>'</scripty>c</script >x"),
            "<script>a<b>'</p>'</scripty>c</script>x");
  EXPECT_EQ(body_of("<body><script><!-- <script>1</script> --></script>x"),
            "<script><!-- <script>1</script> --></script>x");
  EXPECT_EQ(body_of("<body><textarea>\n<b>&lt;</textarea>x"), "<textarea><b><</textarea>x");
}

TEST(HtmlParse, CommentsAndDeclarationsAreNoText) {
  EXPECT_EQ(body_of("a<!-- x > -- > --!>b<!-->c<!--->d<?php x ?>e</>f</ x>g<![CDATA[h]]>i<!x>j"),
            "abcdefgij");
}

TEST(HtmlParse, SvgKeepsCharacterDataAndEndsAtHtml) {
  EXPECT_EQ(body_of("<svg><path/><text><![CDATA[<x>]]></text></svg>y"),
            "<svg><path></path><text><x></text></svg>y");
  EXPECT_EQ(body_of("<svg><g><p>x"), "<svg><g></g></svg><p>x</p>");
  EXPECT_EQ(body_of("<svg><foreignObject><p>x</p></foreignObject></svg>y"),
            "<svg><foreignobject><p>x</p></foreignobject></svg>y");
}

TEST(HtmlParse, XhtmlTakesASlashAtItsWord) {
  const std::string_view prolog = "<?xml version=\"1.0\"?><html><head><title/><script src='x'/></head><body>";
  EXPECT_EQ(body_of(std::string(prolog) + "<div/><a id='x'/>y"), "<div></div><a></a>y");
}

TEST(HtmlParse, FramesLeaveWhatIsSaidToThoseWithout) {
  Parser parser;
  const Tree& tree = parser.parse("<frameset cols=1><frame src=a><noframes><p>text</noframes></frameset>");
  EXPECT_NE(tree.find(Tag::kFrame), kNone);
  EXPECT_NE(tree.find(Tag::kP), kNone);
}

TEST(HtmlParse, LineEndsAreOneCharacter) { EXPECT_EQ(body_of("<pre>a\r\nb\rc"), "<pre>a\nb\nc</pre>"); }

TEST(HtmlParse, AttributesOfALaterBodyAreKept) {
  Parser parser;
  const Tree& tree = parser.parse("x<body class=c><html lang=nl>");
  EXPECT_EQ(tree.value(tree.find(Tag::kBody), Attr::kClass), "c");
  EXPECT_EQ(tree.value(tree.find(Tag::kHtml), Attr::kLang), "nl");
}

TEST(HtmlParse, NodesStandInDocumentOrderAfterRepairs) {
  Parser parser;
  const Tree& tree = parser.parse("<table><a>1<td><b>2<p>3</b>4</td>5</table><i>6<div>7</i>8");
  for (NodeId id = 1; id < tree.size(); ++id) {
    ASSERT_LT(tree.parent(id), id);
    ASSERT_LE(tree.end(id), tree.end(tree.parent(id)));
    ASSERT_GT(tree.end(id), id);
  }
}

// The nodes that a hostile page makes are the work it makes: counted, not timed.
TEST(HtmlParseHostile, MisnestingMakesNoMoreThanItsShareOfNodes) {
  Parser parser;
  const auto nodes = [&](std::string_view word, std::size_t times) {
    return parser.parse(many(word, times)).size();
  };
  for (const char* word : {"<b><p></b>", "<a><div>", "<table>x<tr>", "<i><table><b>", "<font size=1><p>x",
                           "<svg><p>", "<select><option><table>", "<template><td>", "<li><div>x"}) {
    const auto some = nodes(word, 2'000);
    const auto more = nodes(word, 4'000);
    EXPECT_LE(more, some * 2 + 1'000) << word;
  }
}

TEST(HtmlParseHostile, FormattingThatIsNeverClosedIsBounded) {
  std::string page;
  for (int i = 0; i < 1'000; ++i) page += "<font size=" + std::to_string(i) + ">";
  page += many("<p>x</p>", 1'000);
  Parser parser;
  EXPECT_LE(parser.parse(page).size(), 1'000u + 1'000u * (2 + 64) + 10);
}

TEST(HtmlParseHostile, DeepPagesAreReadFlatBehindTheFiveHundredTwelfthElement) {
  Parser parser;
  const Tree& tree = parser.parse(many("<div>", 100'000) + "<p>SECRET");
  int depth = 0;
  const NodeId deep = tree.size() - 1;
  EXPECT_EQ(tree.text(deep), "SECRET");
  for (NodeId id = deep; id != 0; id = tree.parent(id)) ++depth;
  EXPECT_LE(depth, 514);
}

}  // namespace
}  // namespace peil::html
