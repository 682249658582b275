// Reading a line: what is refused and in which words, what is read exactly, what is left alone.
#include <gtest/gtest.h>

#include <string>

#include "record/record.hpp"

namespace peil {
namespace {

std::string refusal(std::string_view line) {
  RecordParser parser;
  auto record = parser.parse_copy(line);
  return record ? "" : record.error().message;
}

std::string annotated(std::string_view line, std::string_view members,
                      std::vector<std::string_view> own = {"labels"}) {
  RecordParser parser;
  auto record = parser.parse_copy(line);
  if (!record) return "refused: " + record.error().message;
  Buffer out;
  write_with(**record, own, members, out);
  return out.str();
}

TEST(Record, KeepsUnknownMembersByteForByte) {
  EXPECT_EQ(annotated(R"({"a":1e2, "b" : "\u00e9\/","c":-0,"d":1.0})", R"("x":1)"),
            R"({"a":1e2, "b" : "\u00e9\/","c":-0,"d":1.0,"peil":{"x":1}})");
  EXPECT_EQ(annotated(R"({"v":1,"kind":"item","id":"i:x","z":1e2})", R"("labels":[])"),
            R"({"v":1,"kind":"item","id":"i:x","z":1e2,"labels":[]})");
}

TEST(Record, ReplacesItsOwnMembersOnASecondRun) {
  EXPECT_EQ(annotated(R"({"v":1,"kind":"item","id":"i:x","labels":[{"a":"}"}], "q":2})", R"("labels":[1])"),
            R"({"v":1,"kind":"item","id":"i:x","q":2,"labels":[1]})");
  EXPECT_EQ(annotated(R"({"v":1,"kind":"item","lab\u0065ls":1,"id":"i:x"})", R"("labels":2)"),
            R"({"v":1,"kind":"item","id":"i:x","labels":2})");
  EXPECT_EQ(annotated(R"({"labels":"theirs","peil":{"labels":1,"cluster":2},"z":3})", R"("labels":9)"),
            R"({"labels":"theirs","peil":{"cluster":2,"labels":9},"z":3})");
}

TEST(Record, IsTheSameAfterASecondRunWhateverTheBlanks) {
  for (const char* line :
       {R"({ "v":1,"kind":"item" , "id":"i:x" ,"z":[1 ] })", R"({"a":1 , "peil" : { "q":1 } , "b":2 })"}) {
    std::string once = annotated(line, R"("labels":[])");
    EXPECT_EQ(annotated(once, R"("labels":[])"), once);
  }
}

TEST(Record, AnnotatesAnEmptyObjectWithoutAComma) {
  EXPECT_EQ(annotated("{}", R"("a":1)"), R"({"peil":{"a":1}})");
  EXPECT_EQ(annotated("{ }  ", R"("a":1)"), R"({"peil":{"a":1}})");
  EXPECT_EQ(annotated("{}", ""), "{}");
}

TEST(Record, ReadsALineThatAnotherToolRewrote) {
  RecordParser parser;
  auto record = parser.parse_copy(R"({"id": "p:1", "kind": "page", "v": 1})");
  ASSERT_TRUE(record);
  EXPECT_EQ((*record)->kind(), Kind::kPage);
  auto exponent = parser.parse_copy(R"({"kind":"page","v":1e0})");
  ASSERT_TRUE(exponent);
  EXPECT_TRUE((*exponent)->ours());
}

TEST(Record, FindsEscapedKeys) {
  RecordParser parser;
  auto record = parser.parse_copy(R"({"\u0075rl":"x"})");
  ASSERT_TRUE(record);
  EXPECT_EQ((**record)["url"].text(), "x");
}

TEST(Record, SaysWhatIsWrongWithALine) {
  EXPECT_EQ(refusal("hello"), "not a JSON object: no JSON value, byte 1");
  EXPECT_EQ(refusal("[1]"), "not a JSON object");
  EXPECT_EQ(refusal("7"), "not a JSON object");
  EXPECT_EQ(refusal(R"({"a":1,"a":2})"), "repeated key \"a\"");
  EXPECT_EQ(refusal(R"({"a":1,"\u0061":2})"), "repeated key \"a\"");
  EXPECT_EQ(refusal(R"({"v":2,"kind":"page"})"), "record version 2; this command reads version 1");
  EXPECT_EQ(refusal(R"({"a":"x)"), "unterminated string, byte 6");
  EXPECT_EQ(refusal(R"({"a":[1)"), "the line ends in the middle, byte 8");
  EXPECT_EQ(refusal(R"({"a":NaN})"), "NaN and Infinity are no JSON, byte 6");
  EXPECT_EQ(refusal(R"({"a":01})"), "number with a leading zero, byte 6");
  EXPECT_EQ(refusal("{\"a\":\"\xff\"}"), "invalid UTF-8, byte 7");
  EXPECT_EQ(refusal(std::string("{\"a\":\"x\0\"}", 10)), "NUL byte in a string, byte 8");
  EXPECT_EQ(refusal(R"({"a":1} {"b":2})"), "something stands behind the value, byte 9");
  EXPECT_EQ(refusal(R"({"peil":1})"), "member \"peil\" is not an object");
}

TEST(Record, RefusesDepthBombsWithoutUsingTheStack) {
  std::string deep = "{\"a\":" + std::string(100000, '[') + std::string(100000, ']') + "}";
  EXPECT_TRUE(refusal(deep).starts_with("nested deeper than 512"));
  std::string fits = "{\"a\":" + std::string(500, '[') + std::string(500, ']') + "}";
  EXPECT_EQ(refusal(fits), "");
  EXPECT_TRUE(refusal("{\"a\":" + std::string(1000000, '[')).starts_with("nested deeper than 512"));
}

TEST(Record, TakesByteOrderMarkAndCarriageReturn) {
  EXPECT_EQ(annotated("\xEF\xBB\xBF{\"a\":1}\r", ""), R"({"a":1})");
}

TEST(Record, PassesNumbersBeyondSixtyFourBitsAndReadsThemExactly) {
  const char* line = R"({"a":123456789012345678901234567890,"b":1e400,"c":0.1000000000000000055,"d":1e2})";
  EXPECT_EQ(annotated(line, ""), line);
  RecordParser parser(RecordParser::kExactNumbers);
  auto record = parser.parse_copy(line);
  ASSERT_TRUE(record);
  EXPECT_EQ((**record)["a"].decimal()->str(), "123456789012345678901234567890");
  EXPECT_EQ((**record)["a"].integer(), std::nullopt);
  EXPECT_EQ((**record)["b"].decimal(), std::nullopt);
  EXPECT_EQ((**record)["c"].decimal()->str(), "0.1000000000000000055");
  EXPECT_EQ((**record)["d"].integer(), 100);
  EXPECT_EQ((**record)["a"].type(), Value::Type::kNumber);
}

TEST(Record, KeepsLongDecimalsWhenAskedTo) {
  RecordParser parser(RecordParser::kExactNumbers);
  auto record = parser.parse_copy(R"({"amount":1234567.123456789012})");
  ASSERT_TRUE(record);
  EXPECT_EQ((**record)["amount"].decimal()->str(), "1234567.123456789012");
}

TEST(Record, PassesALoneSurrogateButCannotReadIt) {
  const char* line = R"({"a":"\ud800","b":"ok","c":"\u0001S"})";
  EXPECT_EQ(annotated(line, ""), line);
  RecordParser parser;
  auto record = parser.parse_copy(line);
  ASSERT_TRUE(record);
  EXPECT_EQ((**record)["a"].text(), std::nullopt);
  EXPECT_EQ((**record)["a"].type(), Value::Type::kString);
  EXPECT_EQ((**record)["b"].text(), "ok");
  EXPECT_EQ((**record)["c"].text(), "\x01S");
}

TEST(Record, KeepsEscapedNul) {
  RecordParser parser;
  auto record = parser.parse_copy(R"({"a":"x\u0000y"})");
  ASSERT_TRUE(record);
  EXPECT_EQ((**record)["a"].text(), std::string_view("x\0y", 3));
}

TEST(Record, FirstWinsDeeperDown) {
  RecordParser parser;
  auto record = parser.parse_copy(R"({"a":{"b":1,"b":2}})");
  ASSERT_TRUE(record);
  EXPECT_EQ((**record)["a"]["b"].integer(), 1);
}

TEST(Record, FindsARepeatedKeyAmongHundreds) {
  std::string line = "{";
  for (int i = 0; i < 300; ++i) line += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_EQ(refusal(line + "\"last\":1}"), "");
  EXPECT_EQ(refusal(line + "\"k7\":1}"), "repeated key \"k7\"");
}

TEST(Record, RewritesACaptureAsAPage) {
  RecordParser parser;
  auto record = parser.parse_copy(
      R"({"v":1,"kind":"capture","id":"c:1","url":"u","headers":[["a","b"]],"body":"}","x":1e2})");
  ASSERT_TRUE(record);
  Buffer out;
  static constexpr std::string_view kDropped[] = {"headers", "body", "body_base64"};
  rewrite_as(**record, R"({"v":1,"kind":"page","id":"p:1")", kDropped, R"("title":"t")", out);
  EXPECT_EQ(out.view(), R"({"v":1,"kind":"page","id":"p:1","url":"u","x":1e2,"title":"t"})");
}

TEST(Value, FollowsPointers) {
  RecordParser parser;
  auto record = parser.parse_copy(R"({"a":[{"b/c":5}],"~":6,"":7})");
  ASSERT_TRUE(record);
  Value root = (*record)->root();
  EXPECT_EQ(root.at_pointer("/a/0/b~1c").integer(), 5);
  EXPECT_EQ(root.at_pointer("/~0").integer(), 6);
  EXPECT_EQ(root.at_pointer("/").integer(), 7);
  EXPECT_FALSE(root.at_pointer("/a/00"));
  EXPECT_FALSE(root.at_pointer("a"));
  EXPECT_TRUE(root.at_pointer("").is_object());
}

TEST(Value, WritesItselfBack) {
  RecordParser parser;
  auto record = parser.parse_copy(R"({"a":[1,2.50,"x\ny",null,true,{}],"b":{"c":[]}})");
  ASSERT_TRUE(record);
  Buffer out;
  (*record)->root().append_json(out);
  EXPECT_EQ(out.view(), R"({"a":[1,2.5,"x\ny",null,true,{}],"b":{"c":[]}})");
}

}  // namespace
}  // namespace peil
