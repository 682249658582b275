// tests/unit/html_tree_test.cpp -- the tree and its text, on good pages and on hostile ones.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "html/select.hpp"
#include "html/text.hpp"
#include "html/tree.hpp"

namespace peil::html {
namespace {

std::string shown(std::string_view page) {
  Parser parser;
  PageText text;
  render(parser.parse(page), text);
  return text.text;
}

std::string many(std::string_view word, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += word;
  return out;
}

/// Fails when reading takes longer than `seconds` (generous: a quadratic reader needs minutes).
std::string shown_within(double seconds, std::string_view page) {
  const auto start = std::chrono::steady_clock::now();
  std::string text = shown(page);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), seconds);
  return text;
}

TEST(HtmlTree, SubtreesAreRangesOfNodes) {
  Parser parser;
  const Tree& tree = parser.parse("<ul><li>a<li>b<b>c</b></ul><p>d");
  const NodeId list = tree.find(Tag::kUl);
  const NodeId first = tree.first_child(list);
  const NodeId second = tree.next_sibling(first);
  EXPECT_EQ(tree.tag(second), Tag::kLi);
  EXPECT_EQ(tree.next_sibling(second), kNone);
  EXPECT_EQ(tree.end(second), tree.end(list));
  EXPECT_EQ(tree.parent(tree.find(Tag::kB)), second);
}

TEST(HtmlTree, IsReusedWithoutARestOfTheLastPage) {
  Parser parser;
  parser.parse("<p class=x>long long page</p>");
  const Tree& tree = parser.parse("<i>b</i>");
  EXPECT_EQ(tree.find(Tag::kP), kNone);
  EXPECT_EQ(tree.text(tree.first_child(tree.find(Tag::kI))), "b");
}

TEST(HtmlTree, EmptyInputIsAPageToo) {
  Parser parser;
  EXPECT_EQ(parser.parse("").size(), 1u);
  EXPECT_EQ(shown(""), "");
}

TEST(HtmlText, BlocksStandOnLinesAndCellsBehindTabs) {
  EXPECT_EQ(
      shown("<h1>Head</h1><p>one  two\n three<br>four</p><table><tr><td>a<td>b<tr><td>c<td><td>d</table>"),
      "Head\none two three\nfour\na\tb\nc\td");
}

TEST(HtmlText, ALayoutTableIsReadAsLines) {
  EXPECT_EQ(shown("<table><tr><td><p>menu</p><p>more</p></td><td><p>text</p></td></tr></table>"),
            "menu\nmore\ntext");
}

TEST(HtmlText, InlineElementsDoNotPartWords) {
  EXPECT_EQ(shown("<p>1<b>00</b> <i>gram</i>&nbsp;&euro;<span>5</span></p>"), "100 gram €5");
}

TEST(HtmlText, PreKeepsItsWhiteSpace) {
  EXPECT_EQ(shown("<p>a<pre>\n5g   50\r\n10g\t90\n\nend \n</pre>b"), "a\n5g   50\n10g\t90\n\nend\nb");
}

TEST(HtmlText, ScriptStyleAndHiddenPartsAreNotShown) {
  EXPECT_EQ(
      shown("<title>t</title><script>var a='<p>x</p>'</script><style>p{}</style><p>a<p hidden>b"
            "<p style='Display : none'>c<template>d</template><noscript>e</noscript><svg><text>f</text></svg>"
            "<select><option>g</select><textarea>h</textarea><p>i"),
      "a\ni");
}

TEST(HtmlText, EveryElementHasItsSpan) {
  Parser parser;
  PageText text;
  const Tree& tree = parser.parse("<div> <p>one <b>two</b></p><p id=x>thr<i>ee</i> </p></div>");
  render(tree, text);
  EXPECT_EQ(text.of(tree.find(Tag::kB)), "two");
  EXPECT_EQ(text.of(tree.find(Tag::kP)), "one two");
  EXPECT_EQ(text.of(tree.find(Tag::kDiv)), "one two\nthree");
  ASSERT_EQ(text.blocks.size(), 2u);
  EXPECT_EQ(text.of(text.blocks[1].span), "three");
  EXPECT_EQ(text.blocks[1].last_run - text.blocks[1].first_run, 2u);
}

TEST(HtmlText, TwoBreaksPartBlocks) {
  Parser parser;
  PageText text;
  render(parser.parse("<p>a<br>b<br><br>c</p>"), text);
  ASSERT_EQ(text.blocks.size(), 2u);
  EXPECT_EQ(text.of(text.blocks[0].span), "a\nb");
}

TEST(HtmlHostile, TextBehindAMillionElementsIsFound) {  // T094
  EXPECT_EQ(shown_within(5, many("<div>", 257) + "<p>SECRET"), "SECRET");
  EXPECT_EQ(shown_within(5, many("<div>", 1'000'000) + "SECRET"), "SECRET");
  EXPECT_TRUE(shown_within(5, many("<b><i>", 300'000) + "SECRET").ends_with("SECRET"));
}

TEST(HtmlHostile, AFloodOfAttributesIsCut) {  // T095
  std::string page = "<p>before<a";
  for (int i = 0; i < 100'000; ++i) page += " a" + std::to_string(i) + "=\"x>y\"";
  Parser parser;
  const Tree& tree = parser.parse(page + ">link</a><p>SECRET");
  EXPECT_TRUE(tree.cut_attributes());
  PageText text;
  render(tree, text);
  EXPECT_EQ(text.text, "beforelink\nSECRET");
}

TEST(HtmlHostile, OrdinaryTagsAreNotCut) {
  Parser parser;
  const Tree& tree = parser.parse("<a href='x'>l</a><!-- <a " + many("b ", 3000) + "> --><p title=\"" +
                                  many("w ", 3000) + "\">");
  EXPECT_FALSE(tree.cut_attributes());
}

TEST(HtmlHostile, TextBehindTenMegabytesIsFound) {  // T096
  EXPECT_TRUE(shown_within(5, "<p>" + many("lorem ipsum ", 1'000'000) + "<p>SECRET").ends_with("\nSECRET"));
}

TEST(HtmlHostile, UnterminatedThingsEndThePageQuickly) {  // T097, T098
  for (const char* open : {"<!--", "<script>", "<style>", "<title>", "<textarea>", "<a href=\"", "<![CDATA[",
                           "<!DOCTYPE", "<?php", "<p x='"}) {
    const std::string text = shown_within(5, "<p>before</p>" + std::string(open) + many("x<b ", 1'000'000));
    EXPECT_TRUE(text.starts_with("before")) << open;
  }
}

TEST(HtmlHostile, MoreThanTwoMillionNodesAreCutWithAFlag) {
  Parser parser;
  const Tree& tree = parser.parse(many("<b></b>", 2'100'000));
  EXPECT_TRUE(tree.cut_nodes());
  EXPECT_EQ(tree.size(), 2'000'000u);
}

TEST(HtmlSelect, FindsByTagClassIdAttributeAndRelation) {
  Parser parser;
  const Tree& tree = parser.parse(
      "<div class='a list'><p id=x><a href=/1>1</a></p><span><p><a>2</a></p></span></div><a href=z>3</a>");
  const auto count = [&](const char* text) { return Selector::parse(text)->all(tree).size(); };
  EXPECT_EQ(count("a"), 3u);
  EXPECT_EQ(count("div a"), 2u);
  EXPECT_EQ(count("div.list > p > a"), 1u);
  EXPECT_EQ(count("#x a, a[href=z]"), 2u);
  EXPECT_EQ(count("a[href^='/']"), 1u);
  EXPECT_EQ(count(".lis"), 0u);
  EXPECT_EQ(count("span:nth-child(2) a"), 1u);
  EXPECT_EQ(count("p:first-child"), 2u);
  EXPECT_EQ(count("p:nth-child(3)"), 0u);
  EXPECT_FALSE(Selector::parse("p:nth-child(0)"));
  EXPECT_FALSE(Selector::parse("p:nth-child(2n)"));
  EXPECT_FALSE(Selector::parse("a >"));
  EXPECT_FALSE(Selector::parse("a:hover"));
  EXPECT_FALSE(Selector::parse(""));
}

}  // namespace
}  // namespace peil::html
