// Archives known by their first bytes; WACZ files read in place, and damaged ones.
#include <gtest/gtest.h>

#include "archive/open.hpp"
#include "archive/warc_writer.hpp"
#include "codec/encoder.hpp"

namespace peil::archive {
namespace {

std::string le(std::uint64_t value, int width) {
  std::string bytes;
  for (int i = 0; i < width; ++i) bytes += i < 8 ? static_cast<char>(value >> (8 * i) & 0xFF) : '\0';
  return bytes;
}

struct Member {
  std::string name, bytes;
  int method = 0;
};
// A ZIP file of stored members, with data descriptors' zero sizes in the local headers, as streaming
// writers make them.
std::string zip(const std::vector<Member>& members) {
  std::string file, directory;
  for (const Member& m : members) {
    std::uint64_t offset = file.size();
    file += std::string("PK\3\4") + le(20, 2) + le(8, 2) + le(static_cast<std::uint64_t>(m.method), 2) +
            le(0, 4) + le(0, 12) + le(m.name.size(), 2) + le(4, 2) + m.name + "xxxx" + m.bytes;
    directory += std::string("PK\1\2") + le(20, 2) + le(20, 2) + le(8, 2) +
                 le(static_cast<std::uint64_t>(m.method), 2) + le(0, 4) + le(0, 4) + le(m.bytes.size(), 4) +
                 le(m.bytes.size(), 4) + le(m.name.size(), 2) + le(0, 2) + le(0, 2) + le(0, 8) +
                 le(offset, 4) + m.name;
  }
  std::uint64_t start = file.size();
  return file + directory + "PK\5\6" + le(0, 4) + le(members.size(), 2) + le(members.size(), 2) +
         le(directory.size(), 4) + le(start, 4) + le(0, 2);
}

std::string warc(const std::string& name, const std::string& url, const std::string& body) {
  WarcWriter writer(name);
  Buffer out;
  Exchange exchange{
      .url = url, .date = "2026-11-24T09:00:00Z", .response_head = "HTTP/1.1 200 OK\r\n", .entity = body};
  writer.response(exchange, out);
  return out.str();
}

struct Found {
  std::vector<std::string> bodies;
  std::vector<Capture> captures;
  std::vector<Damage> damage;
};
Found read_all(std::string_view bytes) {
  Found found;
  RevisitTable revisits;
  ArchiveCaptures captures(input_of(bytes), "a.wacz", {}, revisits,
                           [&](const Damage& d) { found.damage.push_back(d); });
  while (Capture* capture = captures.next()) {
    found.bodies.emplace_back(*capture->body);
    found.captures.push_back(*capture);
    found.captures.back().body.reset();
  }
  return found;
}

std::string wacz() {
  return zip({{"datapackage.json", "{}"},
              {"archive/een.warc.gz", warc("een.warc.gz", "http://a.example/", "een")},
              {"pages/pages.jsonl", "{}\n"},
              {"archive/twee.warc", warc("twee.warc", "http://b.example/", "twee")}});
}

TEST(Wacz, IsReadInPlace) {
  std::string file = wacz();
  Found found = read_all(file);
  EXPECT_TRUE(found.damage.empty()) << found.damage[0].what;
  EXPECT_EQ(found.bodies, (std::vector<std::string>{"een", "twee"}));
  for (std::size_t i = 0; i < 2; ++i) {
    const WarcPlace& place = *found.captures[i].warc;
    EXPECT_EQ(place.file, "a.wacz");
    EXPECT_EQ(read_all(std::string_view(file).substr(*place.offset, *place.length)).bodies[0],
              found.bodies[i]);
  }
}

TEST(Wacz, SaysWhatItCannotRead) {
  std::string deflated = zip({{"archive/x.warc.gz", "abc", 8}});
  ASSERT_EQ(read_all(deflated).damage.size(), 1u);
  EXPECT_NE(read_all(deflated).damage[0].what.find("deflated"), std::string::npos);
  RevisitTable revisits;
  std::string file = wacz();
  Input pipe = input_of(std::string_view(file));
  pipe.seek = {};
  int damage = 0;
  ArchiveCaptures captures(pipe, "-", {}, revisits, [&](const Damage&) { ++damage; });
  while (captures.next()) {}
  EXPECT_GE(damage, 1);
}

TEST(Wacz, SurvivesCutsAndChangedBytes) {
  std::string file = wacz();
  for (std::size_t cut = 0; cut < file.size(); ++cut) {
    Found found = read_all(std::string_view(file).substr(0, cut));
    EXPECT_GE(found.damage.size(), 1u) << cut;
  }
  for (std::size_t i = 0; i < file.size(); ++i)
    for (char c : {'\0', '\x7f', '\xFF'}) {
      std::string changed = file;
      changed[i] = c;
      EXPECT_LE(read_all(changed).bodies.size(), 4u);
    }
}

TEST(IsArchive, LooksAtTheFirstBytes) {
  EXPECT_TRUE(is_archive(warc("a.warc", "http://a.example/", "x")));
  EXPECT_TRUE(is_archive(warc("a.warc.gz", "http://a.example/", "x")));
  EXPECT_TRUE(is_archive(wacz()));
  EXPECT_TRUE(is_archive("filedesc://x.arc 0.0.0.0 2014 text/plain 0\n"));
  Buffer zstd;
  codec::Encoder encoder(codec::Coding::kZstd);
  encoder.write(warc("a.warc", "http://a.example/", "x"), zstd);
  encoder.finish(zstd);
  EXPECT_TRUE(is_archive(zstd.view()));
  EXPECT_FALSE(is_archive(zip({{"word/document.xml", "x"}})));
  EXPECT_FALSE(is_archive("<html>WARC/1.0"));
  EXPECT_FALSE(is_archive(""));
}

TEST(Arc, IsReadAsTheCapturesItHolds) {
  std::string page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>oud</p>";
  std::string version = "1 0 x\nURL IP-address Archive-date Content-type Archive-length\n";
  std::string arc = "filedesc://x.arc 0.0.0.0 20091124090000 text/plain " + std::to_string(version.size()) +
                    "\n" + version + "\nhttp://a.example/b c 192.0.2.1 20091124090001 text/html " +
                    std::to_string(page.size()) + "\n" + page +
                    "\nhttp://a.example/lies 192.0.2.1 20091124090002 text/html -1\nwhat is this\n" +
                    "\nhttp://a.example/cut 192.0.2.1 20091124090003 text/html 999\n" + page;
  for (bool packed : {false, true}) {
    Buffer member;
    codec::gzip_member(arc, member);
    std::string file = packed ? member.str() : arc;
    ASSERT_TRUE(is_archive(file));
    RevisitTable revisits;
    std::vector<std::string> damage, urls, bodies, truncated;
    ArchiveCaptures captures(input_of(std::string_view(file)), "x.arc", {}, revisits,
                             [&](const Damage& one) { damage.push_back(one.what); });
    while (Capture* capture = captures.next()) {
      urls.push_back(capture->url);
      bodies.emplace_back(capture->body.value_or(""));
      truncated.push_back(capture->truncated);
      EXPECT_EQ(capture->via, "arc");
      EXPECT_FALSE(capture->warc->offset);
    }
    EXPECT_EQ(urls, (std::vector<std::string>{"http://a.example/b%20c", "http://a.example/cut"}));
    EXPECT_EQ(bodies, (std::vector<std::string>{"<p>oud</p>", "<p>oud</p>"}));
    EXPECT_EQ(truncated, (std::vector<std::string>{"", "disconnect"}));
    EXPECT_EQ(damage.size(), 2u);
  }
}

}  // namespace
}  // namespace peil::archive
