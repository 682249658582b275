// The capture line: members in table order, body or body_base64, ids, hostile texts.
#include <gtest/gtest.h>

#include "archive/capture.hpp"
#include "archive/digests.hpp"
#include "base/hash.hpp"
#include "record/record.hpp"
#include "record/write.hpp"

namespace peil::archive {
namespace {

std::string line_of(Capture capture) {
  complete(capture);
  Buffer out;
  write_capture(capture, out);
  return out.str();
}

Capture page() {
  Capture capture;
  capture.url = capture.requested_url = "https://example.org/";
  capture.fetched_at = "2026-11-24T09:00:00.123Z";
  capture.status = 200;
  capture.headers = {{"Content-Type", "Text/HTML; charset=\"UTF-8\""}};
  capture.body = "<p>hallo</p>";
  return capture;
}

TEST(Capture, IsOneLineWithItsMembersInTableOrder) {
  Capture capture = page();
  capture.redirects = {{"http://example.org/", 301}};
  capture.elapsed_ms = 12;
  capture.via = "direct";
  capture.network = "clear";
  capture.seed_json = R"({"url":"http://example.org/","rank":3})";
  capture.warnings = {"downgrade"};
  capture.warc = WarcPlace{"a.warc.gz", 10, 20, "urn:uuid:1", "sha256:00"};
  std::string digest = sha256_label("<p>hallo</p>");
  std::string id = make_id('c', {"https://example.org/", "2026-11-24T09:00:00.123Z", digest});
  EXPECT_EQ(line_of(capture),
            "{\"v\":1,\"kind\":\"capture\",\"id\":\"" + id +
                "\",\"url\":\"https://example.org/\",\"requested_url\":\"https://example.org/"
                "\",\"redirects\":[{\"url\":"
                "\"http://example.org/"
                "\",\"status\":301}],\"fetched_at\":\"2026-11-24T09:00:00.123Z\",\"elapsed_ms\":12,"
                "\"status\":200,\"headers\":[[\"Content-Type\",\"Text/HTML; "
                "charset=\\\"UTF-8\\\"\"]],\"media_type\":\"text/"
                "html\",\"charset\":\"UTF-8\",\"body\":\"<p>hallo</p>\",\"digest\":\"" +
                digest +
                "\",\"size_bytes\":12,\"network\":\"clear\",\"via\":\"direct\",\"warc\":{\"file\":\"a.warc."
                "gz\",\"offset\":10,"
                "\"length\":20,\"record_id\":\"urn:uuid:1\",\"block_digest\":\"sha256:00\"},\"seed\":{"
                "\"url\":\"http://"
                "example.org/\",\"rank\":3},\"warnings\":[\"downgrade\"]}");
}

TEST(Capture, WritesTextAsTextAndTheRestAsBase64) {
  struct Case {
    std::string body;
    bool text;
  };
  for (const Case& one : {Case{"caf\xC3\xA9 \"x\"\n", true},
                          {"caf\xE9", false},
                          {"", true},
                          {"\xED\xA0\x80", false},
                          {std::string(100, '\x01'), false},
                          {std::string(100, '"'), false},
                          {"\xC3", false},
                          {std::string(3, '\0') + std::string(97, 'x'), true},
                          {"\xF0\x9F\x8D\x84", true}}) {
    Capture capture = page();
    capture.body = one.body;
    std::string line = line_of(capture);
    EXPECT_EQ(line.find("\"body\":") != std::string::npos, one.text) << one.body;
    EXPECT_EQ(line.find("\"body_base64\":") != std::string::npos, !one.text) << one.body;
    RecordParser parser;
    auto record = parser.parse_copy(line);
    ASSERT_TRUE(record.ok()) << record.error().message;
    if (one.text) {
      EXPECT_EQ((**record)["body"].text(), one.body);
    }
  }
}

TEST(Capture, StaysValidWhateverAServerSends) {
  Capture capture = page();
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  capture.headers = {{all, all}, {"Content-Type", "text/html; charset=\xFF\xFE"}};
  capture.url = capture.requested_url = all;
  capture.warnings = {all};
  capture.error = CaptureError{"protocol", "", all, false};
  RecordParser parser;
  auto record = parser.parse_copy(line_of(capture));
  ASSERT_TRUE(record.ok()) << record.error().message;
  EXPECT_EQ((**record)["error"]["stage"].text(), "fetch");
}

TEST(Capture, NamesAFailureByItsClassAndAFileByItsBytes) {
  Capture failed = page();
  failed.body.reset();
  failed.error = CaptureError{"timeout", "", "60 s", true};
  complete(failed);
  EXPECT_EQ(failed.id, make_id('c', {"https://example.org/", "2026-11-24T09:00:00.123Z", "timeout"}));
  Capture file = page();
  file.url = file.requested_url = "file:shop.html";
  file.via = "file";
  Capture later = file;
  later.fetched_at = "2027-01-01T00:00:00Z";
  complete(file);
  complete(later);
  EXPECT_EQ(file.id, later.id);
  EXPECT_EQ(file.id, make_id('c', {"file:shop.html", sha256_label("<p>hallo</p>")}));
}

TEST(Capture, ReadsContentTypesAsTheyAreFound) {
  struct Case {
    const char* value;
    const char* media_type;
    const char* charset;
  };
  for (const Case& one : {Case{"text/html", "text/html", ""},
                          {"TEXT/html ; Charset=utf-8", "text/html", "utf-8"},
                          {"text/html; charset='iso-8859-1'", "text/html", "iso-8859-1"},
                          {"text/html;charset=\"a\\\"b\";x=y", "text/html", "a\"b"},
                          {"", "", ""},
                          {";;;", "", ""},
                          {"text/html; charset", "text/html", ""},
                          {"text/html; charset=", "text/html", ""},
                          {"text/html; charset=\"open", "text/html", "open"},
                          {"a/b; x; charset=koi8-r; charset=utf-8", "a/b", "koi8-r"}}) {
    EXPECT_EQ(parse_content_type(one.value).media_type, one.media_type) << one.value;
    EXPECT_EQ(parse_content_type(one.value).charset, one.charset) << one.value;
  }
}

TEST(Capture, ReplacesEachInvalidPartOnce) {
  EXPECT_EQ(to_utf8("a\xF0\x9F\x8D"
                    "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(to_utf8("\xFF\xFE"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(to_utf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(to_utf8("caf\xC3\xA9"), "caf\xC3\xA9");
}

TEST(Digests, AgreeWithTheStandardsOwnVectors) {
  Sha1 sha1;
  sha1.update("abcdbcdecdefdefgefghfghighij");
  sha1.update("hijkijkljklmklmnlmnomnopnopq");
  EXPECT_EQ(hex(sha1.finish()), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  Sha1 empty;
  EXPECT_EQ(hex(empty.finish()), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  for (std::size_t size = 0; size < 200; ++size) {  // every fill of the last block, whole and in pieces
    std::string bytes(size, 'a');
    Sha1 whole, pieces;
    whole.update(bytes);
    for (char c : bytes) pieces.update({&c, 1});
    EXPECT_EQ(whole.finish(), pieces.finish());
  }
}

TEST(Digests, ReadBothSpellings) {
  auto check = [](std::string_view declared) {
    DigestCheck digest(declared);
    digest.update("abc");
    digest.finish();
    return digest.matches();
  };
  EXPECT_EQ(check("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"), true);
  EXPECT_EQ(check("SHA1:a9993e364706816aba3e25717850c26c9cd0d89d"), true);
  EXPECT_EQ(check("sha1:AGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"), false);
  EXPECT_EQ(check("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), true);
  EXPECT_EQ(check("sha256:00"), false);
  EXPECT_EQ(check("md5:x"), std::nullopt);
  EXPECT_EQ(check(""), std::nullopt);
}

}  // namespace
}  // namespace peil::archive
