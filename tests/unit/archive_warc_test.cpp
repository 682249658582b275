// WARC files: written and read back, torn at every byte, damaged, hostile; and other people's.
#include <gtest/gtest.h>
#include <zlib.h>

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "archive/captures.hpp"
#include "archive/warc_writer.hpp"
#include "base/hash.hpp"
#include "base/output.hpp"
#include "codec/encoder.hpp"
#include "codec/gzip.hpp"

namespace peil::archive {
namespace {

struct Found {
  std::vector<Capture> captures;  // bodies are kept in `bodies`
  std::vector<std::string> bodies;
  std::vector<Damage> damage;
  std::uint64_t records = 0;
};

Found read_all(Input input, WarcOptions options = {}) {
  Found found;
  RevisitTable revisits;
  WarcCaptures captures(std::move(input), "test.warc", options, revisits,
                        [&](const Damage& damage) { found.damage.push_back(damage); });
  while (Capture* capture = captures.next()) {
    found.bodies.push_back(capture->body ? std::string(*capture->body) : "(none)");
    found.captures.push_back(*capture);
    found.captures.back().body.reset();
  }
  found.records = captures.records();
  return found;
}
Found read_all(std::string_view bytes, WarcOptions options = {}) {
  return read_all(input_of(bytes), options);
}

Input pipe_of(std::string_view bytes) {
  Input input = input_of(bytes);
  input.seek = {};
  return input;
}

std::string gzip(std::string_view bytes) {
  Buffer out;
  codec::gzip_member(bytes, out);
  return out.str();
}

// zlib's own packs zeros 1,030 times; what writes our archives stays below 1,000.
std::string tight(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct World {
  std::string bytes;
  std::vector<WarcPlace> places;
};
World world(const std::string& name, int count = 3) {
  WarcWriter writer(name);
  Buffer out;
  World made;
  writer.warcinfo("2026-11-24T09:00:00Z", {{"software", "peil"}}, out);
  for (int i = 0; i < count; ++i) {
    std::string url = "http://winkel.example/" + std::to_string(i),
                body = "<p>pagina " + std::to_string(i) + "</p>";
    std::string coded = gzip(body);
    Exchange exchange{
        .url = url,
        .date = "2026-11-24T09:00:00.5Z",
        .ip = "192.0.2.1",
        .request_head = "GET / HTTP/1.1\r\nHost: winkel.example\r\n\r\n",
        .response_head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
        .entity = coded,
        .truncated = ""};
    made.places.push_back(writer.response(exchange, out));
    writer.request(exchange, made.places.back().record_id, out);
  }
  made.bytes = out.str();
  return made;
}

std::string plain_record(std::string_view length, std::string_view block, std::string_view extra = "") {
  return "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: "
         "2020-01-01T00:00:00Z\r\n"
         "WARC-Target-URI: http://a.example/\r\n" +
         std::string(extra) + "Content-Length: " + std::string(length) + "\r\n\r\n" + std::string(block) +
         "\r\n\r\n";
}
std::string good_record(std::string_view block) { return plain_record(std::to_string(block.size()), block); }

constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>goed</p>";

TEST(Warc, ComesBackAsItWasWritten) {
  for (const char* name : {"w.warc", "w.warc.gz"}) {
    World made = world(name);
    Found found = read_all(made.bytes);
    EXPECT_TRUE(found.damage.empty()) << found.damage.front().what;
    EXPECT_EQ(found.records, 7u);
    ASSERT_EQ(found.captures.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
      const Capture& capture = found.captures[i];
      std::string body = "<p>pagina " + std::to_string(i) + "</p>";
      EXPECT_EQ(found.bodies[i], body);
      EXPECT_EQ(capture.url, "http://winkel.example/" + std::to_string(i));
      EXPECT_EQ(capture.fetched_at, "2026-11-24T09:00:00.5Z");
      EXPECT_EQ(capture.status, 200);
      EXPECT_EQ(capture.media_type, "text/html");
      EXPECT_EQ(capture.digest, sha256_label(body));
      EXPECT_EQ(capture.wire_digest, sha256_label(gzip(body)));
      EXPECT_EQ(capture.ip, "192.0.2.1");
      EXPECT_EQ(capture.network, "clear");
      EXPECT_TRUE(capture.warnings.empty()) << capture.warnings.front();
      EXPECT_EQ(capture.warc->offset, made.places[i].offset);
      EXPECT_EQ(capture.warc->length, made.places[i].length);
      EXPECT_EQ(capture.warc->record_id, made.places[i].record_id);
      EXPECT_EQ(capture.warc->block_digest, made.places[i].block_digest);
      // The law of T061: those bytes alone are an archive with this record in it.
      Found alone =
          read_all(std::string_view(made.bytes).substr(*capture.warc->offset, *capture.warc->length));
      ASSERT_EQ(alone.captures.size(), 1u);
      EXPECT_EQ(alone.bodies[0], body);
    }
    EXPECT_EQ(world(name).bytes, made.bytes) << "equal calls, equal bytes";
  }
}

TEST(Warc, GivesEveryWholeRecordOfATornFile) {
  for (const char* name : {"w.warc", "w.warc.gz"}) {
    World made = world(name);
    for (std::size_t cut = 0; cut < made.bytes.size(); ++cut) {
      Found found = read_all(pipe_of(std::string_view(made.bytes).substr(0, cut)));
      std::size_t whole = 0;
      while (whole < 3 && *made.places[whole].offset + *made.places[whole].length <= cut) ++whole;
      ASSERT_GE(found.captures.size(), whole) << name << " cut at " << cut;
      for (std::size_t i = 0; i < whole; ++i) {
        EXPECT_EQ(found.bodies[i], "<p>pagina " + std::to_string(i) + "</p>");
        EXPECT_TRUE(found.captures[i].warnings.empty());
      }
      EXPECT_LE(found.damage.size(), 1u) << "one loss, one message";
      if (found.captures.size() > whole && std::string_view(name) == "w.warc.gz") {
        EXPECT_FALSE(found.damage.empty()) << cut;
        EXPECT_FALSE(found.captures[whole].warnings.empty()) << cut;
      }
    }
  }
}

TEST(Warc, GoesOnBehindADamagedMember) {
  World made = world("w.warc.gz", 5);
  std::size_t begin = *made.places[1].offset, length = *made.places[1].length;
  for (std::size_t at = 0; at < length; ++at) {
    std::string bytes = made.bytes;
    bytes[begin + at] = static_cast<char>(~bytes[begin + at]);
    Found found = read_all(bytes);
    std::size_t good = 0;
    for (const Capture& capture : found.captures) good += capture.warnings.empty();
    EXPECT_GE(good, 4u) << "byte " << at;
    if (at > 9) {  // of the ten bytes of header, time and system are free
      EXPECT_GE(found.damage.size(), 1u) << "byte " << at;
    }
  }
}

std::string zstd(std::string_view bytes) {
  Buffer out;
  codec::Encoder encoder(codec::Coding::kZstd);
  encoder.write(bytes, out);
  encoder.finish(out);
  return out.str();
}

TEST(Warc, ReadsFramesOfZstandard) {
  std::string dictionary("\x5d\x2a\x4d\x18\x03\0\0\0abc", 11);  // raw content: any bytes are one
  std::vector<std::string> records;
  for (int i = 0; i < 4; ++i)
    records.push_back(zstd(good_record("HTTP/1.1 200 OK\r\n\r\npagina " + std::to_string(i))));
  for (std::string start : {std::string(), dictionary}) {
    std::string file = start;
    for (const std::string& record : records) file += record;
    Found found = read_all(file);
    ASSERT_EQ(found.captures.size(), 4u);
    EXPECT_TRUE(found.damage.empty());
    EXPECT_EQ(found.bodies[3], "pagina 3");
    EXPECT_EQ(found.captures[1].warc->offset, start.size() + records[0].size());
    EXPECT_EQ(found.captures[1].warc->length, records[1].size());
    file[start.size() + records[0].size() + records[1].size() - 10] ^= 1;
    found = read_all(file);
    EXPECT_EQ(found.bodies.back(), "pagina 3");
    EXPECT_GE(found.captures.size(), 3u);
    EXPECT_GE(found.damage.size(), 1u);
    for (std::size_t cut = 0; cut < file.size(); cut += 7) read_all(std::string_view(file).substr(0, cut));
  }
}

TEST(Warc, SaysWhenItIsCompressedAsAWhole) {
  World made = world("w.warc");
  Found found = read_all(gzip(made.bytes));
  EXPECT_EQ(found.captures.size(), 3u);
  EXPECT_EQ(found.bodies[2], "<p>pagina 2</p>");
  ASSERT_EQ(found.damage.size(), 1u);
  EXPECT_NE(found.damage[0].what.find("compressed as a whole"), std::string::npos);
  EXPECT_FALSE(found.captures[0].warc->offset.has_value());
}

TEST(Warc, ReadsARecordThatSpansMembers) {
  World made = world("w.warc");
  std::string blocks;
  for (std::size_t at = 0; at < made.bytes.size(); at += 200) blocks += gzip(made.bytes.substr(at, 200));
  Found found = read_all(blocks);
  EXPECT_EQ(found.captures.size(), 3u);
  for (std::size_t i = 0; i < found.bodies.size(); ++i)
    EXPECT_EQ(found.bodies[i], "<p>pagina " + std::to_string(i) + "</p>");
}

TEST(Warc, GivesARevisitTheBodyOfItsOriginal) {
  WarcWriter writer("w.warc.gz");
  Buffer out;
  Exchange first{.url = "http://a.example/",
                 .date = "2026-01-01T00:00:00Z",
                 .response_head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n",
                 .entity = "gelijk gebleven"};
  WarcPlace place = writer.response(first, out);
  Exchange again = first;
  again.date = "2026-02-01T00:00:00Z";
  writer.revisit(again, place, first.url, first.date, out);
  Found found = read_all(out.view());
  ASSERT_EQ(found.captures.size(), 2u);
  EXPECT_EQ(found.bodies[1], "gelijk gebleven");
  EXPECT_EQ(found.captures[1].revisit_of, place.record_id);
  EXPECT_EQ(found.captures[1].digest, found.captures[0].digest);
  EXPECT_EQ(found.captures[1].fetched_at, "2026-02-01T00:00:00Z");
  EXPECT_EQ(found.captures[1].truncated, "");
  EXPECT_NE(found.captures[1].id, found.captures[0].id);
  Found alone = read_all(out.view().substr(*place.length));
  ASSERT_EQ(alone.captures.size(), 1u);
  EXPECT_EQ(alone.bodies[0], "(none)");
  EXPECT_EQ(alone.captures[0].warnings.size(), 1u);
}

TEST(Warc, ForgetsOldBodiesWhenItsTableIsFull) {
  RevisitTable table(10'000);
  for (int i = 0; i < 100; ++i)
    table.remember({"k" + std::to_string(i)}, {std::string(1000, 'x'), "", "", "", "", ""});
  EXPECT_EQ(table.find("k0"), nullptr);
  EXPECT_NE(table.find("k99"), nullptr);
  table.remember({"big"}, {std::string(20'000, 'x'), "", "", "", "", ""});
  EXPECT_EQ(table.find("big"), nullptr);
}

TEST(Warc, UndoesChunksAndSaysWhenTheyAreCut) {
  std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhallo\r\n0\r\n\r\n";
  Found found = read_all(good_record(chunked) + good_record(chunked.substr(0, chunked.size() - 8)));
  ASSERT_EQ(found.captures.size(), 2u);
  EXPECT_EQ(found.bodies[0], "hallo");
  EXPECT_EQ(found.captures[0].wire_digest, sha256_label("hallo"));
  EXPECT_EQ(found.captures[0].truncated, "");
  EXPECT_EQ(found.captures[1].truncated, "disconnect");
  EXPECT_EQ(found.bodies[1], "hall");
}

TEST(Warc, ReportsALengthThatIsWrongAndReadsWhatFollows) {
  std::string good = good_record(kResponse);
  for (const char* length : {"-1", "", "abc", "99999999999999999999999", "9223372036854775808", "1e3"}) {
    Found found = read_all(good + plain_record(length, kResponse) + good);
    EXPECT_EQ(found.captures.size(), 2u) << length;
    EXPECT_EQ(found.damage.size(), 1u) << length;
    EXPECT_EQ(found.damage.empty() ? 0 : found.damage[0].offset, good.size()) << length;
  }
  for (const char* length : {"20", "0", "100000000000", "200", "300"}) {  // too short, too long, overlapping
    Found found = read_all(good + plain_record(length, kResponse) + good + good);
    std::size_t sound = 0;
    for (std::size_t i = 0; i < found.captures.size(); ++i)
      sound += found.captures[i].warnings.empty() && found.bodies[i] == "<p>goed</p>";
    EXPECT_EQ(sound, 3u) << length;
    EXPECT_GE(found.damage.size(), 1u) << length;
  }
}

TEST(Warc, ReadsOddButSoundHeaders) {
  std::string lf =
      "WARC/1.1\nwarc-type: RESPONSE\nWARC-Target-URI: <http://a.example/x>\nWARC-Date: 20200102030405\n"
      "X-Folded: a\n b\nContent-Length: " +
      std::to_string(kResponse.size()) + "\n\n" + std::string(kResponse) + "\n\n";
  Found found = read_all(lf + lf);
  ASSERT_EQ(found.captures.size(), 2u);
  EXPECT_EQ(found.captures[1].url, "http://a.example/x");
  EXPECT_EQ(found.captures[1].fetched_at, "2020-01-02T03:04:05Z");
  EXPECT_TRUE(found.damage.empty());
}

TEST(Warc, CutsABodyAtItsLimit) {
  std::string body(5000, 'x');
  Found found =
      read_all(good_record("HTTP/1.1 200 OK\r\n\r\n" + body) + good_record(kResponse), {.body_bytes = 100});
  ASSERT_EQ(found.captures.size(), 2u);
  EXPECT_EQ(found.bodies[0], body.substr(0, 100));
  EXPECT_EQ(found.captures[0].truncated, "length");
  EXPECT_EQ(found.captures[0].digest, sha256_label(body.substr(0, 100)));
  EXPECT_EQ(found.captures[0].wire_digest, sha256_label(body));
  EXPECT_EQ(found.bodies[1], "<p>goed</p>");
}

TEST(Warc, DoesNotUnpackABombMember) {
  std::string zeros(300u << 20, '\0');
  std::string bomb =
      "WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: " + std::to_string(zeros.size()) + "\r\n\r\n";
  bomb += zeros;
  std::string file = tight(bomb) + gzip(good_record(kResponse));
  Found found = read_all(file);
  ASSERT_EQ(found.captures.size(), 1u);
  EXPECT_EQ(found.bodies[0], "<p>goed</p>");
  ASSERT_GE(found.damage.size(), 1u);
  EXPECT_NE(found.damage[0].what.find("1000 times"), std::string::npos);
}

TEST(Warc, ReadsAMillionTinyMembers) {
  std::string member = gzip("WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n"), file;
  for (int i = 0; i < 100'000; ++i) file += member;
  Found found = read_all(file);
  EXPECT_EQ(found.records, 100'000u);
  EXPECT_TRUE(found.damage.empty());
}

TEST(Warc, NamesWhatIsNoWarc) {
  EXPECT_NE(read_all("filedesc://x.arc 0.0.0.0 2014 text/plain 0\n").damage.at(0).what.find("ARC file"),
            std::string::npos);
  EXPECT_EQ(read_all("<html>").damage.size(), 1u);
  EXPECT_EQ(read_all("").damage.size(), 1u);
  EXPECT_EQ(read_all(gzip("<html>")).damage.size(), 1u);
}

TEST(Warc, SurvivesEveryByteChangedInAPlainFile) {
  std::string bytes = world("w.warc", 2).bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (char c : {'\0', '\n', '9', '\xFF'}) {
      std::string changed = bytes;
      changed[i] = c;
      EXPECT_LE(read_all(changed).captures.size(), 8u);
    }
}

TEST(Warc, WritesNoHeaderOfSomeoneElse) {
  WarcWriter writer("w.warc");
  Buffer out;
  Exchange exchange{.url = "http://a.example/\r\nWARC-Type: evil",
                    .date = "2026-01-01T00:00:00Z",
                    .response_head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                    .entity = "x"};
  writer.response(exchange, out);
  EXPECT_EQ(out.str().find("\r\nWARC-Type: evil"), std::string::npos);
  EXPECT_NE(out.str().find("X-Archive-Orig-Transfer-Encoding: chunked"), std::string::npos);
}

std::filesystem::path shared_files() {
  const char* root = std::getenv("PEIL_SHARED");
  return std::filesystem::path(root ? root : "../shared") / "data/warc/files";
}

TEST(WarcSamples, AreReadAsOthersReadThem) {
  if (!std::filesystem::exists(shared_files())) GTEST_SKIP() << "no archives of others: set PEIL_SHARED";
  struct Case {
    const char* file;
    std::uint64_t records;
    std::vector<std::size_t> bodies;
    bool damaged;
  };
  for (const Case& one : {Case{"example.warc", 6, {1270, 1270}, false},
                          {"example.warc.gz", 6, {1270, 1270}, false},
                          {"example-resource.warc.gz", 3, {1303}, false},
                          {"post-test.warc.gz", 6, {545, 552, 551}, false},
                          {"example-wget-bad-target-uri.warc.gz", 6, {1270}, false},
                          {"example-digest.warc", 4, {}, false},
                          {"bad.arc", 0, {}, true}}) {
    int fd = ::open((shared_files() / one.file).c_str(), O_RDONLY);
    ASSERT_GE(fd, 0);
    Found found = read_all(input_of(fd));
    ::close(fd);
    EXPECT_EQ(found.records, one.records) << one.file;
    EXPECT_EQ(!found.damage.empty(), one.damaged)
        << one.file << (found.damage.empty() ? "" : found.damage[0].what);
    std::vector<std::size_t> sizes;
    for (const std::string& body : found.bodies) sizes.push_back(body.size());
    EXPECT_EQ(sizes, one.bodies) << one.file;
    for (const Capture& capture : found.captures)
      for (const std::string& warning : capture.warnings) ADD_FAILURE() << one.file << ": " << warning;
  }
}

}  // namespace
}  // namespace peil::archive
