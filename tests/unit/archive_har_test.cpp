// HAR files as browsers save them: bodies and addresses in, cookies and passwords not.
#include "archive/har.hpp"

#include <gtest/gtest.h>

#include "archive/open.hpp"

namespace peil::archive {
namespace {

std::string har(const std::string& entries) {
  return "\xEF\xBB\xBF{\n  \"log\": {\n \"version\": \"1.2\", \"creator\": {}, \"entries\": [" + entries +
         "]}}";
}

std::string entry(const std::string& url, const std::string& response) {
  return R"({"startedDateTime":"2026-11-24T10:00:00.123+01:00","time":12.75,"serverIPAddress":"[2001:db8::1]",)"
         R"("request":{"method":"GET","url":")" +
         url + R"(","headers":[{"name":"Cookie","value":"geheim"}]},"response":)" + response + "}";
}

struct Found {
  std::vector<Capture> captures;
  std::vector<std::string> bodies, damage;
};
Found read(const std::string& text, std::uint64_t body_bytes = 1 << 20) {
  Found found;
  RevisitTable revisits;
  ArchiveCaptures captures(input_of(std::string_view(text)), "x.har", {.body_bytes = body_bytes}, revisits,
                           [&](const Damage& damage) { found.damage.push_back(damage.what); });
  while (Capture* capture = captures.next()) {
    found.bodies.emplace_back(capture->body.value_or(""));
    found.captures.push_back(*capture);
  }
  return found;
}

TEST(Har, GivesWhatTheBrowserSawAndNoSecrets) {
  std::string file = har(
      entry("https://user:pass@shop.example/a?b=1#c",
            R"({"status":200,"httpVersion":"h2","headers":[{"name":"Set-Cookie","value":"sid=1"},)"
            R"({"name":"content-type","value":"text/html; charset=windows-1252"}],)"
            R"("content":{"size":7,"mimeType":"text/html; charset=windows-1252","text":"caf\u00e9 5"}})"));
  ASSERT_TRUE(is_archive(std::string_view(file).substr(0, 512)));
  Found found = read(file);
  ASSERT_EQ(found.captures.size(), 1u);
  const Capture& c = found.captures[0];
  EXPECT_EQ(c.url, "https://shop.example/a?b=1");
  EXPECT_EQ(c.fetched_at, "2026-11-24T09:00:00.123Z");
  EXPECT_EQ(c.elapsed_ms, 12);
  EXPECT_EQ(c.ip, "2001:db8::1");
  EXPECT_EQ(c.protocol, "HTTP/2");
  EXPECT_EQ(c.charset, "utf-8");
  EXPECT_EQ(c.headers.size(), 1u);
  EXPECT_EQ(found.bodies[0], "caf\xC3\xA9 5");
}

TEST(Har, DecodesBase64AndCutsAtTheLimit) {
  Found found = read(har(entry("http://a.example/", R"({"status":200,"content":{"mimeType":"text/plain",)"
                                                    R"("encoding":"base64","text":"aGFsbG8="}})")),
                     3);
  ASSERT_EQ(found.captures.size(), 1u);
  EXPECT_EQ(found.bodies[0], "hal");
  EXPECT_EQ(found.captures[0].truncated, "length");
}

TEST(Har, ARequestWithoutAnswerIsAnError) {
  Found found =
      read(har(entry("http://a.example/", R"({"status":0,"_error":"net::ERR_BLOCKED","content":{}})") + "," +
               entry("chrome-extension://x/", R"({"status":200})")));
  ASSERT_EQ(found.captures.size(), 1u);
  ASSERT_TRUE(found.captures[0].error);
  EXPECT_EQ(found.captures[0].error->message, "net::ERR_BLOCKED");
}

TEST(Har, SaysWhatIsWrongWithABrokenOne) {
  for (const char* text : {"{\"log\":{\"entries\":[{", "{\"log\":{}}", "{\"log\":{\"entries\":[]}}"}) {
    Found found = read(text);
    EXPECT_TRUE(found.captures.empty());
    EXPECT_EQ(found.damage.size(), 1u) << text;
  }
  EXPECT_TRUE(read(har("{},{\"request\":1},[],null,{\"request\":{\"url\":\"http://[\"}}")).captures.empty());
  EXPECT_FALSE(is_archive("{\"logs\":{"));
}

}  // namespace
}  // namespace peil::archive
