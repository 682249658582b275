// Writing: strings that cannot drive a terminal, ids, the field table and what is made from it.
#include <gtest/gtest.h>

#include <set>

#include "record/fields.hpp"
#include "record/record.hpp"
#include "record/write.hpp"

namespace peil {
namespace {

std::string quoted(std::string_view text) {
  Buffer out;
  append_json_string(text, out);
  return out.str();
}

TEST(Write, EscapesWhatCouldDriveATerminal) {
  EXPECT_EQ(quoted("a\"b\\c\n\t\r"), R"("a\"b\\c\n\t\r")");
  EXPECT_EQ(quoted("\x1b[31m\x7f"), "\"\\u001b[31m\\u007f\"");
  EXPECT_EQ(quoted("\xC2\x9B"
                   "31m"),
            "\"\\u009b31m\"");
  EXPECT_EQ(quoted("\xE2\x80\xAE\xE2\x80\xA8\xE2\x81\xA6\xD8\x9C"), "\"\\u202e\\u2028\\u2066\\u061c\"");
}

TEST(Write, LeavesOrdinaryTextAlone) {
  EXPECT_EQ(quoted("caf\xC3\xA9 \xE2\x82\xAC 5 \xE2\x80\x9Cx\xE2\x80\x9D \xF0\x9F\x8D\x84 \xC2\xA3"),
            "\"caf\xC3\xA9 \xE2\x82\xAC 5 \xE2\x80\x9Cx\xE2\x80\x9D \xF0\x9F\x8D\x84 \xC2\xA3\"");
}

TEST(Write, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(quoted("ren\xE9@b.example \xC3"), "\"ren\xEF\xBF\xBD@b.example \xEF\xBF\xBD\"");
  EXPECT_EQ(quoted("\xED\xA0\x80\xF0\x9F\x8D"),
            "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(quoted("01234567\xE2\x82\xAC"), "\"01234567\xE2\x82\xAC\"");
}

TEST(Write, MindsTheCommas) {
  Buffer out;
  JsonWriter json(out);
  json.member("a", "x").key("b").begin_array().integer(1).begin_object().end_object().null().end_array();
  json.key("c").begin_object().member("d", true).member("e", Decimal(5)).end_object();
  EXPECT_EQ(out.view(), R"("a":"x","b":[1,{},null],"c":{"d":true,"e":5})");
}

TEST(Write, MakesIdsOfFieldsEndedByNul) {
  // First 16 bytes of SHA-256("a\0b\0"), base32: checked against coreutils sha256sum and base32.
  EXPECT_EQ(make_id('c', {"a", "b"}).size(), 28u);
  EXPECT_NE(make_id('c', {"a", "b"}), make_id('c', {"ab", ""}));
  EXPECT_EQ(make_id('c', {"a", "b"}), make_id('c', {"a", "b"}));
  EXPECT_EQ(make_id('c', {"a", "b"}), "c:r6za55r45vaul7bota774wl5du");
}

TEST(Fields, NamesEachMemberOnceForAKind) {
  std::set<std::pair<unsigned, std::string_view>> seen;
  for (const Field& field : fields()) {
    EXPECT_TRUE(seen.insert({field.kinds, field.path}).second) << field.path;
    EXPECT_TRUE(field.meaning.ends_with('.')) << field.path;
  }
}

TEST(Fields, NamesAParentForEveryInnerMember) {
  std::set<std::string_view> paths;
  for (const Field& field : fields()) paths.insert(field.path);
  for (const Field& field : fields()) {
    std::size_t dot = field.path.rfind('.');
    if (dot == std::string_view::npos || field.path.starts_with("evidence[]")) continue;
    std::string_view parent = field.path.substr(0, dot);
    if (parent.ends_with("[]")) parent.remove_suffix(2);
    EXPECT_TRUE(paths.contains(parent)) << field.path;
  }
}

TEST(Fields, MakesASchemaThatIsJson) {
  Buffer out;
  write_schema(Kind::kForeign, out);
  RecordParser parser;
  auto schema = parser.parse_copy(out.view());
  ASSERT_TRUE(schema) << schema.error().message;
  EXPECT_EQ((*schema)->root().at_pointer("/$defs/item/properties/prices/items/properties/amount/type").text(),
            "number");
}

}  // namespace
}  // namespace peil
