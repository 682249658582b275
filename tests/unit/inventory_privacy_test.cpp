// What a report must not give away: names of sellers, and cells of a few.
#include <gtest/gtest.h>

#include "inventory/partial.hpp"
#include "inventory/privacy.hpp"

namespace peil::inventory {
namespace {

render::Table volume(std::vector<std::vector<int>> rows) {
  render::Table table;
  table.name = "volume";
  for (std::string_view key : {"class", "shop", "darknet", "forum", "offers"}) {
    render::Column column;
    column.key = key;
    if (key == "class") column.type = render::ColumnType::kText, column.names_row = true;
    table.columns.push_back(column);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    render::Row row;
    row.cells.push_back(render::text("row"));
    for (int n : rows[i]) row.cells.push_back(render::count(static_cast<std::uint64_t>(n)));
    if (i + 1 == rows.size()) row.role = render::Row::Role::kTotal;
    table.rows.push_back(row);
  }
  return table;
}

std::vector<std::string> suppressed(render::Table table, std::uint64_t least) {
  render::Document document;
  document.tables.push_back(std::move(table));
  suppress_small(document, least, Words());
  std::vector<std::string> lines;
  for (const auto& row : document.tables[0].rows) {
    std::string line;
    for (std::size_t i = 1; i < row.cells.size(); ++i)
      line += (i > 1 ? " " : "") + (row.cells[i].kind == render::Cell::Kind::kUnknown
                                        ? row.cells[i].text
                                        : std::to_string(row.cells[i].count));
    lines.push_back(line);
  }
  return lines;
}

TEST(Suppression, HidesASmallCellAndThoseFromWhichItWouldFollow) {
  // 2 is hidden; 9 in its row, 6 in its column; then the one where those two lines cross.
  auto got = suppressed(volume({{9, 2, 20, 31}, {14, 6, 30, 50}, {40, 10, 50, 100}, {63, 18, 100, 181}}), 5);
  EXPECT_EQ(got, (std::vector<std::string>{"x x 20 31", "x x 30 50", "40 10 50 100", "63 18 100 181"}));
}

TEST(Suppression, HidesTheSumWhereNoOtherPartIsLeft) {
  auto got = suppressed(volume({{3, 0, 0, 3}, {20, 10, 10, 40}, {23, 10, 10, 43}}), 5);
  EXPECT_EQ(got[0], "x 0 0 x");
  EXPECT_NE(got[1].substr(0, 2), "20");
}

TEST(Suppression, LeavesTablesOfTheCollectingAndReportsWithoutALeast) {
  auto table = volume({{1, 0, 0, 1}, {1, 0, 0, 1}});
  EXPECT_EQ(suppressed(table, 0)[0], "1 0 0 1");
  table.name = "coverage";
  EXPECT_EQ(suppressed(table, 5)[0], "1 0 0 1");
}

TEST(Pseudonyms, AreHmacSha256OfTheKey) {
  auto key = Pseudonyms::parse("a key of sixteen bytes or more\n");
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->of("x"), "P-fuhselfxuo");  // computed with Python's hmac
  EXPECT_FALSE(Pseudonyms::parse("short\n").ok());
}

TEST(Partial, GivesBackItsMessagesAndRefusesDamageAndOtherTerms) {
  PartialWriter writer("terms");
  writer.add("first");
  writer.add(std::string("\0\xff", 2));
  std::string line = writer.line();
  RecordParser parser;
  auto record = parser.parse_copy(line);
  ASSERT_TRUE(record.ok());
  auto messages = read_partial(**record, "terms");
  ASSERT_TRUE(messages.ok());
  EXPECT_EQ(*messages, std::string("\5\0\0\0first\2\0\0\0\0\xff", 15));
  EXPECT_FALSE(read_partial(**record, "other terms").ok());
  std::string damaged = line;
  damaged[line.find("\"packed\":\"") + 20] ^= 1;
  auto bad = parser.parse_copy(damaged);
  ASSERT_TRUE(bad.ok());
  EXPECT_FALSE(read_partial(**bad, "terms").ok());
}

}  // namespace
}  // namespace peil::inventory
