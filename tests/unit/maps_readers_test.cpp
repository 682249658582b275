// Tables, maps, chats, mails and parts.
#include <gtest/gtest.h>

#include <cstring>

#include "maps/chat.hpp"
#include "maps/csv.hpp"
#include "maps/mail.hpp"
#include "maps/map.hpp"
#include "maps/parts.hpp"
#include "maps/sniff.hpp"
#include "maps/xml.hpp"

using namespace peil;
using namespace peil::maps;

namespace {

std::vector<Row> rows_of(std::string_view text, char separator, Oddities* odd = nullptr) {
  Oddities mine;
  std::vector<Row> rows;
  read_csv(text, separator, odd != nullptr ? *odd : mine, [&](const Row& row) {
    rows.push_back(row);
    return true;
  });
  return rows;
}

std::string error_of(std::string_view text) {
  const auto map = parse_map(text, "x.map");
  return map ? "" : map.error().message;
}

}  // namespace

TEST(Csv, KeepsLineEndsAndDoubledQuotesInsideQuotes) {
  const auto rows = rows_of("a;b\r\n\"x;\r\ny\";\"say \"\"hi\"\"\"\r\n", ';');
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].cells[0], "x;\r\ny");
  EXPECT_EQ(rows[1].cells[1], "say \"hi\"");
}

TEST(Csv, TakesTheSeparatorFromTheSepLine) {
  EXPECT_EQ(separator_of("sep=|\na,b|c,d\n"), '|');
  EXPECT_EQ(rows_of("sep=;\na;b\n", ';').front().number, 1u);
}

TEST(Csv, TellsSemicolonsFromDecimalCommas) {
  EXPECT_EQ(separator_of("naam;prijs\ntent;1,50\nlamp;2,75\n"), ';');
}

TEST(Csv, AQuoteThatNeverClosesCostsOneRow) {
  Oddities odd;
  const auto rows = rows_of("a,b\n\"open,1\nx,2\ny,3\n", ',', &odd);
  EXPECT_EQ(odd.open_quote, 1u);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[3].cells[1], "3");
}

TEST(Csv, AMegabyteOfOpenQuotesIsLinear) {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "\"a\n";
  EXPECT_FALSE(rows_of(text, ',').empty());
}

TEST(Parts, EveryRowOfATableStandsInExactlyOnePart) {
  std::string text = "id;tekst\n";
  for (int i = 0; i < 500; ++i) text += std::to_string(i) + ";\"regel\nmet " + std::to_string(i) + "\"\n";
  std::size_t at = 0;
  int next = 0;
  const ReadMore more = [&](std::string& to) {
    if (at >= text.size()) return false;
    to += text.substr(at, 97);
    at += 97;
    return true;
  };
  cut_table(more, ';', 1, 1000, [&](std::string_view part, std::int64_t before) {
    const auto rows = rows_of(part, ';');
    ASSERT_EQ(rows[0].cells[0], "id");
    for (std::size_t r = 1; r < rows.size(); ++r) {
      EXPECT_EQ(rows[r].cells[0], std::to_string(next));
      EXPECT_EQ(before + static_cast<std::int64_t>(rows[r].number), next + 2);
      ++next;
    }
  });
  EXPECT_EQ(next, 500);
}

TEST(Parts, EveryElementOfAnArrayStandsInExactlyOnePart) {
  std::string text = "{\"name\":\"a]b\",\"rows\":[";
  for (int i = 0; i < 400; ++i)
    text += (i > 0 ? ",{\"n\":" : "{\"n\":") + std::to_string(i) + ",\"t\":\"},{[\\\"\"}";
  text += "],\"end\":true}";
  std::size_t at = 0;
  std::string all;
  int parts = 0;
  const ReadMore more = [&](std::string& to) {
    if (at >= text.size()) return false;
    to += text.substr(at, 53);
    at += 53;
    return true;
  };
  cut_json(
      more, 1000,
      [&](std::string_view part, std::int64_t) {
        all += part;
        ++parts;
      },
      [](std::string) {});
  EXPECT_GT(parts, 5);
  for (int i = 0; i < 400; ++i) {
    const std::string one = "{\"n\":" + std::to_string(i) + ",";
    const std::size_t first = all.find(one);
    ASSERT_NE(first, std::string::npos) << i;
    EXPECT_EQ(all.find(one, first + 1), std::string::npos) << i;
  }
}

TEST(Map, NamesTheLineAndTheNearestWord) {
  EXPECT_EQ(error_of("title from A\nprise from B\n"),
            "x.map:2: unknown member \"prise\" (did you mean price?)");
  EXPECT_EQ(error_of("form listing\n"), "x.map:2: no rule for title or text: nothing would be read");
}

TEST(Map, ShippedMapsAreGood) {
  for (std::string_view name : {"marktplaats", "police-csv", "search-results", "telegram", "whatsapp"})
    EXPECT_TRUE(parse_map(shipped_map(name), name)) << name;
}

TEST(Map, ReadsDatesByLettersAndRefusesDaysThatAreNone) {
  EXPECT_EQ(read_date("12-03-2024", "dd-mm-yyyy"), "2024-03-12");
  EXPECT_EQ(read_date("3/12/24 14:05", "mm/dd/yy hh:mm"), "2024-03-12T14:05:00Z");
  EXPECT_EQ(read_date("1710248700", "unix"), "2024-03-12T13:05:00Z");
  EXPECT_FALSE(read_date("31-02-2024", "dd-mm-yyyy"));
  EXPECT_FALSE(read_date("12-03-2024 x", "dd-mm-yyyy"));
}

TEST(Chat, ANumberAboveTwelveTellsWhichIsTheDay) {
  const Chat us = read_chat("3/12/24, 2:05 PM - A: x\n3/13/24, 12:05 AM - B: y\n");
  ASSERT_EQ(us.messages.size(), 2u);
  EXPECT_EQ(us.messages[0].date, "2024-03-12T14:05:00Z");
  EXPECT_EQ(us.messages[1].date, "2024-03-13T00:05:00Z");
  const Chat de = read_chat("[12.03.24, 14:05:33] Jan: Text\nzweite Zeile\n");
  ASSERT_EQ(de.messages.size(), 1u);
  EXPECT_EQ(de.messages[0].text, "Text\nzweite Zeile");
}

TEST(Chat, LeavesTheSystemOut) {
  const Chat chat = read_chat("12-03-2024 14:05 - Jan heeft de groep gemaakt\n12-03-2024 14:06 - Jan: hoi\n");
  EXPECT_EQ(chat.messages.size(), 1u);
  EXPECT_EQ(chat.system_lines, 1u);
}

TEST(Chat, ReadsNamesAndSystemLinesAsAnIPhoneWritesThem) {
  const Chat chat = read_chat(
      "\u200E[03-11-2026, 14:22:05] Groep: \u200EBerichten en gesprekken zijn end-to-end versleuteld.\n"
      "[03-11-2026, 14:25:01] ~\u202FKees: 10g graag\n"
      "\u200E[03-11-2026, 14:26:00] Kees: \u200Eafbeelding weggelaten\n"
      "[03-11-2026, 14:27:00] Kees: <Media weggelaten>\n");
  ASSERT_EQ(chat.messages.size(), 1u);
  EXPECT_EQ(chat.messages[0].author, "Kees");
  EXPECT_EQ(chat.messages[0].text, "10g graag");
  EXPECT_EQ(chat.system_lines, 3u);
}

TEST(Mail, JoinsEncodedWordsAndReadsTheCharsetOfThePart) {
  MailReader reader;
  const Mail mail = reader.read(
      "Subject: =?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=\nFrom: \"A B\" <a@x.test>\nDate: 2 Apr 2024 09:15 +0200\n"
      "Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\n=80 "
      "5=\n0\n",
      false);
  EXPECT_EQ(mail.subject, "café");
  EXPECT_EQ(mail.from_name, "A B");
  EXPECT_EQ(mail.date, "2024-04-02T07:15:00Z");
  EXPECT_EQ(mail.body, "\x80 50\n");
}

TEST(Mail, ADepthBombOfPartsEnds) {
  std::string bomb;
  for (int i = 0; i < 2000; ++i)
    bomb += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" + std::to_string(i) +
            "\n";
  MailReader reader;
  EXPECT_TRUE(reader.read(bomb, false).body.empty());
}

TEST(Xml, ExpandsNoEntityOfADocumentType) {
  XmlReader reader("<!DOCTYPE a [<!ENTITY x \"yyyy\">]><a>&x;&amp;&#8364;</a>");
  EXPECT_EQ(reader.next(), XmlReader::Event::kOpen);
  EXPECT_EQ(reader.next(), XmlReader::Event::kText);
  EXPECT_EQ(reader.text(), "&x;&€");
}

TEST(Sniff, RecordsStayRecords) {
  EXPECT_EQ(format_of("{\"a\":1}\n{\"a\":2}\n", "", "x.json"), Format::kRecords);
  EXPECT_EQ(format_of("{\n \"a\": 1}\n", "", "x.json"), Format::kJson);
  EXPECT_EQ(format_of("zomaar een tekst, met komma's\nen nog een, regel\n", "text/plain", "x"),
            Format::kText);
}
