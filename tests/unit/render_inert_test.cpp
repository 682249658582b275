// What comes from outside stays in its cell, in every format (T128, T130-T133, T138).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "record/record.hpp"
#include "render/inert.hpp"
#include "render/print.hpp"
#include "render/width.hpp"

namespace peil::render {
namespace {

TEST(Csv, StartsNoFormula) {
  for (std::string text :
       {"=1+1", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x",
        " =1", "\xEF\xBB\xBF=1", "=HYPERLINK(\"http://a\")", "\n=1", "+31 6 12345678", "\xE2\x80\x8B=1"}) {
    std::string field = csv_field(text);
    std::string_view inside = field;
    if (inside.starts_with('"')) inside.remove_prefix(1);
    while (!inside.empty() && std::string_view(" \t\r\n").find(inside.front()) != std::string_view::npos)
      inside.remove_prefix(1);
    bool quoted = field.find('\'') != std::string::npos && field.find('\'') < field.find_first_of("=+-@1");
    EXPECT_TRUE(inside.starts_with('\'') || quoted) << field;
  }
}

TEST(Csv, StartsNoFormulaWhereASpreadsheetCutsAtSemicolons) {
  EXPECT_EQ(csv_field("a;=1+1"), "\"a;'=1+1\"");
  EXPECT_EQ(csv_field("a\n@x"), "\"a\n'@x\"");
}

TEST(Csv, QuotesAsRfc4180Says) {
  EXPECT_EQ(csv_field("plain"), "plain");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(csv_field("two\r\nlines"), "\"two\r\nlines\"");
  EXPECT_EQ(csv_field("-12.5"), "-12.5");
  EXPECT_EQ(csv_field(std::string_view("a\0b", 3)),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(csv_field("\xff"), "\xEF\xBF\xBD");
}

TEST(Tsv, KeepsOneLine) { EXPECT_EQ(tsv_field("a\tb\nc\\d\r"), "a\\tb\\nc\\\\d\\r"); }

TEST(Html, LeavesNoMarkupAndNoForbiddenCharacter) {
  EXPECT_EQ(html_escape("<img src=x onerror='a(\"b\")'>&amp;"),
            "&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt;&amp;amp;");
  EXPECT_EQ(html_escape(std::string_view("a\0\x1b[31m\xEF\xBF\xBE\xC2\x9B", 11)).find('\x1b'),
            std::string::npos);
  EXPECT_EQ(html_escape("\xE2\x80\xAE"), "\xEF\xBF\xBD");
  EXPECT_EQ(html_escape("a\nb\tc"), "a\nb\tc");
}

TEST(Markdown, GivesNoCharacterAMeaning) {
  EXPECT_EQ(markdown_escape("a|b"), "a&#124;b");
  EXPECT_EQ(markdown_escape("[x](javascript:alert(1))"), "\\[x\\](javascript:alert(1))");
  EXPECT_EQ(markdown_escape("<img onerror=x>"), "&lt;img onerror=x&gt;");
  EXPECT_EQ(markdown_escape("# h\n- l"), "\\# h - l");
  EXPECT_EQ(markdown_escape("1. item"), "1\\. item");
  EXPECT_EQ(markdown_escape("`code` **b** ~~s~~ @user"), "\\`code\\` \\*\\*b\\*\\* \\~\\~s\\~\\~ &#64;user");
  EXPECT_EQ(markdown_escape("http://a.example"), "http&#58;//a.example");
  EXPECT_EQ(markdown_escape("drug.nps 3-MMC (1.5 g)"), "drug.nps 3-MMC (1.5 g)");
}

TEST(Defang, CannotBeFollowedByAccident) {
  EXPECT_EQ(defang("see https://shop.example/a.html?b and http://x.y"),
            "see hxxps://shop[.]example/a.html?b and hxxp://x[.]y");
  EXPECT_EQ(defang("no address. none."), "no address. none.");
}

TEST(TerminalLine, HoldsNoControlAndNoFloodOfMarks) {
  std::string evil =
      "a\x1b]52;c;xx\x07"
      "b\r\n\x7f\xC2\x9B"
      "c\xE2\x80\xAE";
  std::string line = terminal_line(evil);
  for (char c : line) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
  EXPECT_NE(line.find("\\x1b"), std::string::npos);
  std::string flood = "e";
  for (int i = 0; i < 10'000; ++i) flood += "\xCC\x81";
  EXPECT_EQ(terminal_line(flood).size(), 1 + 4 * 2u);
}

TEST(Width, CountsAsATerminalDoes) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("e\xCC\x81"), 1u);
  EXPECT_EQ(display_width("毒品"), 4u);
  EXPECT_EQ(display_width("שלום"), 4u);
  EXPECT_EQ(display_width("🍄"), 2u);
  EXPECT_EQ(display_width("\xE2\x80\x8B"), 0u);
  EXPECT_EQ(display_width("한글"), 4u);
}

TEST(Width, CutsWithinItsColumns) {
  EXPECT_EQ(cut_to_width("abcdef", 4), "abc…");
  EXPECT_EQ(cut_to_width("abcd", 4), "abcd");
  EXPECT_EQ(cut_to_width("毒品毒品", 4), "毒…");
  EXPECT_LE(display_width(cut_to_width("毒品毒品", 1)), 1u);
  EXPECT_EQ(wrap("one two three", 8, "  "), "one two\n  three");
}

TEST(Numbers, AreWrittenInTheStyleOfTheLanguage) {
  EXPECT_EQ(show_count(1234567, number_style("en")), "1,234,567");
  EXPECT_EQ(show_number(*Decimal::parse("-1234.5"), number_style("nl"), 2), "−1.234,50");
  EXPECT_EQ(show_percent(.0597, number_style("en")), "6.0");
  EXPECT_EQ(show_percent(1, number_style("en")), "100");
  EXPECT_EQ(show_percent(.99999, number_style("en")), "99.99");
  EXPECT_EQ(show_percent(.00001, number_style("nl")), "<0,01");
  EXPECT_EQ(show(share(.405, std::make_pair(.352, .46)), number_style("en")), "40.5 [35.2–46.0]");
}

// Every way in which a figure could be no number ends as unknown (T135).
TEST(Numbers, AreNeverNotANumber) {
  for (double value : {std::nan(""), HUGE_VAL, -HUGE_VAL, 1e308})
    EXPECT_EQ(real(value, 2).kind, Cell::Kind::kUnknown);
  EXPECT_EQ(share(std::nan("")).kind, Cell::Kind::kUnknown);
}

// --- whole documents full of hostile text -------------------------------------------------------------

Document hostile(const std::vector<std::string>& texts) {
  Document document;
  document.title = texts.front();
  Table table;
  table.name = "t";
  table.title = texts.back();
  table.unit = texts.front();
  Column name, n;
  name.key = name.heading = "name";
  name.type = ColumnType::kText;
  name.names_row = true;
  n.key = n.heading = "n";
  n.bar = true;
  table.columns = {name, n};
  table.chart = Chart::kBars;
  table.chart_column = "n";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    Row row;
    row.cells = {text(texts[i]), count(i)};
    table.rows.push_back(std::move(row));
  }
  table.notes = {texts.back()};
  document.tables.push_back(std::move(table));
  return document;
}

std::string printed(std::string_view format, const Document& document, const Page& page = {}) {
  Buffer out;
  print(format, document, page, out);
  return out.str();
}

std::vector<std::string> naughty_texts() {
  std::vector<std::string> texts = {"</style><script>alert(1)</script>",
                                    "\"><svg onload=alert(1)>",
                                    "a|b\n# c",
                                    "-->",
                                    "]]>",
                                    "\x1b]0;x\x07",
                                    "=cmd|' /C calc'!A0",
                                    "javascript:alert(1)",
                                    "شكرا",
                                    "毒品",
                                    "\xE2\x80\xAE"
                                    "evil"};
  const char* shared = std::getenv("PEIL_SHARED");
  std::ifstream file(std::string(shared ? shared : "../shared") + "/data/naughty/cases.jsonl");
  RecordParser parser;
  for (std::string line; std::getline(file, line);)
    if (auto record = parser.parse_copy(line))
      if (auto text = (**record)["text"].text()) texts.emplace_back(*text);
  return texts;
}

// A small reader of our own HTML: every tag must be of our set, and bear our attributes only.
TEST(HostileDocument, HasOnlyOurTagsInHtml) {
  std::string page = printed("html", hostile(naughty_texts()));
  static constexpr std::string_view kTags[] = {
      "html",  "head",  "meta", "title", "style", "body",   "header", "h1",      "h2",      "p",
      "div",   "ul",    "li",   "nav",   "ol",    "a",      "main",   "section", "figure",  "figcaption",
      "svg",   "desc",  "text", "rect",  "line",  "circle", "path",   "table",   "caption", "thead",
      "tbody", "tfoot", "tr",   "th",    "td",    "bdi",    "span",   "strong",  "footer"};
  EXPECT_EQ(page.find("<script"), std::string::npos);
  std::string_view rest = std::string_view(page).substr(page.find('\n'));
  std::size_t body = rest.find("<body>");
  for (std::size_t at = body; (at = rest.find('<', at)) != std::string_view::npos; ++at) {
    std::size_t end = rest.find('>', at);
    ASSERT_NE(end, std::string_view::npos);
    std::string_view tag = rest.substr(at + 1, end - at - 1);
    if (tag.starts_with('/')) tag.remove_prefix(1);
    std::string_view name = tag.substr(0, tag.find_first_of(" />"));
    EXPECT_NE(std::find(std::begin(kTags), std::end(kTags), name), std::end(kTags)) << name;
    EXPECT_EQ(tag.find(" on"), std::string_view::npos) << tag;
    EXPECT_EQ(tag.find("style="), std::string_view::npos) << tag;
    EXPECT_EQ(tag.find("nan"), std::string_view::npos) << tag;
    EXPECT_TRUE(!tag.starts_with("a ") || tag.find("href=\"#t") != std::string_view::npos) << tag;
  }
  for (unsigned char c : page) EXPECT_TRUE(c >= 0x20 || c == '\n' || c == '\t') << int(c);
}

TEST(HostileDocument, KeepsOneLineARowInTextMarkdownAndJson) {
  auto texts = naughty_texts();
  Document document = hostile(texts);
  document.title.clear();
  for (std::string_view format : {"table", "markdown", "json", "tsv"}) {
    std::string out = printed(format, document);
    for (unsigned char c : out)
      EXPECT_TRUE(c >= 0x20 || c == '\n' || (format == "tsv" && c == '\t')) << format << int(c);
    auto lines = static_cast<std::size_t>(std::count(out.begin(), out.end(), '\n'));
    EXPECT_TRUE(format == "table" || format == "markdown" || lines == texts.size() + 1) << format << lines;
  }
  std::string markdown = printed("markdown", document);
  std::size_t rows = 0;
  for (std::size_t at = 0; (at = markdown.find("\n| ", at)) != std::string::npos; ++at) ++rows;
  EXPECT_EQ(rows, texts.size() + 1);
}

TEST(HostileDocument, CanBeReadBackFromJson) {
  auto texts = naughty_texts();
  std::string out = printed("json", hostile(texts));
  RecordParser parser;
  std::size_t row = 0, at = out.find('\n') + 1;
  for (; at < out.size(); ++row) {
    std::size_t end = out.find('\n', at);
    auto record = parser.parse_copy(std::string_view(out).substr(at, end - at));
    ASSERT_TRUE(record.ok()) << record.error().message;
    EXPECT_EQ((**record)["name"].text_or_empty(), texts[row]);
    at = end + 1;
  }
  EXPECT_EQ(row, texts.size());
}

TEST(Text, FoldsAWideTableOnATerminalAndCutsNothingInAFile) {
  std::string long_name(300, 'x');
  Document document = hostile({"a", long_name});
  document.title.clear();
  document.tables[0].title = "T";
  document.tables[0].notes.clear();
  EXPECT_NE(printed("table", document).find(long_name), std::string::npos);
  std::string folded = printed("table", document, {.width = 40, .cut = true});
  EXPECT_EQ(folded.find(long_name), std::string::npos);
  EXPECT_NE(folded.find("…"), std::string::npos);
  for (std::size_t at = 0; at < folded.size();) {
    std::size_t end = folded.find('\n', at);
    EXPECT_LE(display_width(std::string_view(folded).substr(at, end - at)), 40u);
    at = end + 1;
  }
}

TEST(Text, NeedsNoUtf8ForItsOwnMarks) {
  Document document = hostile({"a", "b"});
  std::string ascii = printed("table", document, {.width = 60, .cut = true, .color = false, .utf8 = false});
  for (unsigned char c : ascii) EXPECT_LT(c, 0x80);
  EXPECT_NE(ascii.find('#'), std::string::npos);
}

TEST(Document, OfNothingSaysSo) {
  Document document;
  document.tables.emplace_back();
  document.tables[0].title = "T";
  for (std::string_view format : {"table", "markdown", "html"})
    EXPECT_NE(printed(format, document).find("Nothing to show."), std::string::npos) << format;
  EXPECT_EQ(printed("csv", document), "\r\n");
}

}  // namespace
}  // namespace peil::render
