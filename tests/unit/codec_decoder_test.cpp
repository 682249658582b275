// Content codings: whole, in pieces, in members, stacked, cut, damaged, mislabelled, and bombs.
#include <gtest/gtest.h>

#include "codec/decoder.hpp"
#include "codec/encoder.hpp"
#include "codec/gzip.hpp"

namespace peil::codec {
namespace {

std::string unhex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  return bytes;
}

std::string sentence() {
  std::string text;
  for (int i = 0; i < 3; ++i) text += "Sinds gisteren weer op voorraad: vijf gram voor vijftig euro. ";
  return text;
}

// Made with node's zlib; there is no brotli encoder in the build.
std::string brotli_sentence() {
  return unhex(
      "1bb900f88d94abe56c31a56e4b7525dbdac17b2ee864ca4d4d460a2c0568e2a63a77bf88bccfe51bdf5de0419192596fa89c03"
      "215b"
      "2852bc8cafb40d");
}
std::string brotli_bomb() {  // 64 MiB of zeros
  return unhex(
      "cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefd1fffffffe09f0088c30200ddfb3ffeffffc13f0110870500ba"
      "f77f"
      "fcffff837f02200e0b0074effff8ffff07ff04401c1600e8defff1ffff0ffe0980382c00d0bdffcbffff3ffc1300715800a07b"
      "ff"
      "07");
}

std::string gzip(std::string_view bytes) {
  Buffer out;
  gzip_member(bytes, out);
  return out.str();
}

std::string encode(Coding coding, std::string_view bytes) {
  Buffer out;
  Encoder encoder(coding);
  encoder.write(bytes, out);
  encoder.finish(out);
  return out.str();
}

// gzip wraps raw deflate: 10 bytes before it, 8 behind.
std::string raw_deflate(std::string_view bytes) {
  std::string member = gzip(bytes);
  return member.substr(10, member.size() - 18);
}

std::string zlib_wrapped(std::string_view bytes) {
  std::uint32_t a = 1, b = 0;
  for (unsigned char c : bytes) b = (b + (a = (a + c) % 65521)) % 65521;
  std::string out = "\x78\x9c" + raw_deflate(bytes);
  for (std::uint32_t word : {b, a}) out += {static_cast<char>(word >> 8), static_cast<char>(word)};
  return out;
}

struct Outcome {
  State state;
  std::string bytes;
  std::string reason;
  std::string warnings;
};

Outcome run(std::string_view input, std::vector<Coding> codings, std::size_t piece = std::string::npos,
            DecoderLimits limits = {}, std::size_t budget = Decoder::kNoBudget) {
  Decoder decoder(std::move(codings), limits);
  Buffer out;
  while (!input.empty() && !decoder.done()) {
    std::string_view part = input.substr(0, piece);
    while (true) {
      std::size_t size = out.size();
      std::size_t used = decoder.feed(part, out, budget);
      EXPECT_LE(out.size() - size, budget);
      part.remove_prefix(used);
      input.remove_prefix(used);
      if (decoder.done() || (part.empty() && out.size() == size)) break;
    }
  }
  State state = decoder.finish(out);
  std::string warnings;
  for (const std::string& warning : decoder.warnings()) warnings += warning + "|";
  EXPECT_EQ(decoder.produced(), out.size());
  return {state, out.str(), decoder.reason(), warnings};
}

struct Sample {
  const char* name;
  Coding coding;
  std::string bytes;
};
std::vector<Sample> samples() {
  return {{"gzip", Coding::kGzip, gzip(sentence())},
          {"zlib", Coding::kDeflate, zlib_wrapped(sentence())},
          {"raw deflate", Coding::kDeflate, raw_deflate(sentence())},
          {"br", Coding::kBrotli, brotli_sentence()},
          {"zstd", Coding::kZstd, encode(Coding::kZstd, sentence())}};
}

TEST(Decoder, UndoesEachCodingWholeAndInPieces) {
  for (const Sample& sample : samples())
    for (std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::string::npos})
      for (std::size_t budget : {std::size_t{1}, std::size_t{50}, Decoder::kNoBudget}) {
        Outcome got = run(sample.bytes, {sample.coding}, piece, {}, budget);
        EXPECT_EQ(got.state, State::kFinished) << sample.name;
        EXPECT_EQ(got.bytes, sentence()) << sample.name << " piece " << piece << " budget " << budget;
        EXPECT_EQ(got.warnings, "") << sample.name;
      }
}

TEST(Decoder, KeepsWhatCameBeforeACut) {
  for (const Sample& sample : samples())
    for (std::size_t cut = 1; cut < sample.bytes.size(); ++cut) {
      Outcome got = run(std::string_view(sample.bytes).substr(0, cut), {sample.coding});
      EXPECT_EQ(got.state, State::kTruncated) << sample.name << " cut at " << cut;
      EXPECT_EQ(got.bytes, sentence().substr(0, got.bytes.size())) << sample.name << " cut at " << cut;
      EXPECT_NE(got.reason, "");
    }
}

TEST(Decoder, TakesAnEmptyBodyUnderAnyLabel) {
  for (const Sample& sample : samples()) EXPECT_EQ(run("", {sample.coding}).state, State::kFinished);
  EXPECT_EQ(run("", {}).state, State::kFinished);
}

TEST(Decoder, ReadsManyMembersAsOneStream) {
  EXPECT_EQ(run(gzip("a") + gzip("") + gzip("bc"), {Coding::kGzip}, 1).bytes, "abc");
  std::string skippable = unhex("502a4d1803000000") + "xyz";
  std::string frames = encode(Coding::kZstd, "a") + skippable + encode(Coding::kZstd, "bc");
  EXPECT_EQ(run(frames, {Coding::kZstd}, 1).bytes, "abc");
  EXPECT_EQ(run(skippable + frames, {Coding::kZstd}).bytes, "abc");
  EXPECT_EQ(run(frames, {Coding::kZstd}).state, State::kFinished);
}

TEST(Decoder, DropsJunkBehindTheEndAndSaysSo) {
  for (const Sample& sample : samples()) {
    for (std::string junk :
         {"x", "<!-- served by -->", "\x1f", "\x1f\x8bnonsense", "\x28\xb5", "\x28\xb5\x2f"}) {
      Outcome got = run(sample.bytes + junk, {sample.coding}, 5);
      EXPECT_EQ(got.state, State::kFinished) << sample.name << junk;
      EXPECT_EQ(got.bytes, sentence()) << sample.name << junk;
    }
    EXPECT_NE(run(sample.bytes + "tail", {sample.coding}).warnings.find("coding_junk: "), std::string::npos);
    EXPECT_EQ(run(sample.bytes + std::string(512, '\0'), {sample.coding}).warnings, "") << "padding";
  }
}

TEST(Decoder, KeepsTextThatWasNeverCoded) {
  const std::string page = "<!doctype html><p>gewoon tekst</p>";
  for (Coding coding : {Coding::kGzip, Coding::kDeflate, Coding::kBrotli, Coding::kZstd})
    for (std::size_t piece : {std::size_t{1}, std::size_t{3}, std::string::npos}) {
      Outcome got = run(page, {coding}, piece);
      EXPECT_EQ(got.state, State::kFinished) << static_cast<int>(coding);
      EXPECT_EQ(got.bytes, page) << static_cast<int>(coding) << " piece " << piece;
      EXPECT_NE(got.warnings.find("coding_label"), std::string::npos);
    }
  EXPECT_EQ(run("{\"a\":1}", {Coding::kBrotli}).bytes, "{\"a\":1}");
  EXPECT_EQ(run("h", {Coding::kGzip}).bytes, "h");
  EXPECT_EQ(run(page, {Coding::kGzip}, 3, {.forgive_labels = false}).state, State::kDamaged);
}

TEST(Decoder, SaysDamagedAndKeepsTheGoodPart) {
  std::string noise;
  std::uint32_t x = 1;
  for (int i = 0; i < 400'000; ++i) noise += static_cast<char>((x = x * 1664525 + 1013904223) >> 25);
  for (Coding coding : {Coding::kGzip, Coding::kZstd}) {
    std::string bytes = encode(coding, noise);
    for (std::size_t i = 0; i < 64; ++i)
      bytes[bytes.size() / 2 + i] = static_cast<char>(~bytes[bytes.size() / 2 + i]);
    Outcome got = run(bytes, {coding}, 1000);
    EXPECT_EQ(got.state, State::kDamaged);
    EXPECT_GT(got.bytes.size(), 10'000u);
    EXPECT_EQ(got.bytes.substr(0, 10'000), noise.substr(0, 10'000));
  }
  std::string checksum = gzip("abc");
  checksum[checksum.size() - 8] ^= 1;
  EXPECT_EQ(run(checksum, {Coding::kGzip}).state, State::kDamaged);
}

TEST(Decoder, UndoesStacksAndRefusesTowers) {
  std::string stacked = encode(Coding::kZstd, gzip(sentence()));
  EXPECT_EQ(run(stacked, {Coding::kGzip, Coding::kZstd}, 3).bytes, sentence());
  EXPECT_EQ(run(gzip(brotli_sentence()), {Coding::kBrotli, Coding::kGzip}).bytes, sentence());
  EXPECT_EQ(run(stacked.substr(0, stacked.size() - 9), {Coding::kGzip, Coding::kZstd}).state,
            State::kTruncated);
  EXPECT_EQ(run("x", std::vector<Coding>(6, Coding::kGzip)).state, State::kDamaged);
  std::string tower = sentence();
  for (int i = 0; i < 5; ++i) tower = gzip(tower);
  EXPECT_EQ(run(tower, std::vector<Coding>(5, Coding::kGzip), 1).bytes, sentence());
}

TEST(Decoder, StopsExactlyAtTheSizeLimit) {
  for (const Sample& sample : samples()) {
    Outcome cut = run(sample.bytes, {sample.coding}, std::string::npos, {.output_bytes = 100});
    EXPECT_EQ(cut.state, State::kLimit) << sample.name;
    EXPECT_EQ(cut.bytes, sentence().substr(0, 100));
    Outcome exact = run(sample.bytes, {sample.coding}, 3, {.output_bytes = sentence().size()});
    EXPECT_EQ(exact.state, State::kFinished) << sample.name;
    EXPECT_EQ(exact.bytes, sentence());
  }
  EXPECT_EQ(run("abcdef", {}, 2, {.output_bytes = 5}).bytes, "abcde");
  EXPECT_EQ(run("abcdef", {}, 2, {.output_bytes = 5}).state, State::kLimit);
  EXPECT_EQ(run("abcdef", {}, 2, {.output_bytes = 6}).state, State::kFinished);
}

TEST(Decoder, StopsBombsByRatioLongBeforeTheEnd) {
  std::string zeros(64u << 20, '\0');
  std::string twice = gzip(gzip(zeros));
  for (auto& [bytes, codings] : std::vector<std::pair<std::string, std::vector<Coding>>>{
           {brotli_bomb(), {Coding::kBrotli}},
           {encode(Coding::kZstd, zeros), {Coding::kZstd}},
           {twice, {Coding::kGzip, Coding::kGzip}}}) {
    Outcome got = run(bytes, codings);
    EXPECT_EQ(got.state, State::kLimit);
    EXPECT_LT(got.bytes.size(), 34u << 20);
    EXPECT_EQ(run(bytes, codings, 1000, {.ratio = 0}).bytes.size(), zeros.size());
  }
}

TEST(Decoder, SurvivesGarbageInEveryCoding) {
  std::uint32_t x = 7;
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (int i = 0; i < 200; ++i) bytes += static_cast<char>((x = x * 1664525 + 1013904223) >> 24);
    if (round % 2) bytes = samples()[static_cast<std::size_t>(round / 2) % 5].bytes.substr(0, 20) + bytes;
    for (Coding coding : {Coding::kGzip, Coding::kDeflate, Coding::kBrotli, Coding::kZstd})
      run(bytes, {coding}, 17, {.output_bytes = 1u << 20});
  }
}

TEST(Decoder, KnowsTheNamesOfHeaders) {
  EXPECT_EQ(coding_from_name(" X-GZip "), Coding::kGzip);
  EXPECT_EQ(coding_from_name("x-unknown"), std::nullopt);
  CodingList list = parse_codings("gzip, identity,, BR ");
  EXPECT_EQ(list.codings, (std::vector<Coding>{Coding::kGzip, Coding::kBrotli}));
  EXPECT_EQ(list.unknown, "");
  EXPECT_EQ(parse_codings("gzip, aes128gcm, br").unknown, "aes128gcm");
}

TEST(Decoder, KnowsFilesByTheirFirstBytes) {
  EXPECT_EQ(detect(gzip("x")), Coding::kGzip);
  EXPECT_EQ(detect(encode(Coding::kZstd, "x")), Coding::kZstd);
  EXPECT_EQ(detect("{\"v\":1"), Coding::kIdentity);
  EXPECT_EQ(detect(""), Coding::kIdentity);
}

TEST(Gzip, SaysWhereEachMemberEnds) {
  std::vector<std::string> members = {gzip("eerste"), gzip(""), gzip(std::string(300'000, 'x')),
                                      gzip("laatste")};
  std::string file;
  for (const std::string& member : members) file += member;
  for (std::size_t piece : {std::size_t{1}, std::size_t{100}, std::string::npos}) {
    MemberInflater inflater;
    Buffer out;
    std::string_view left = file;
    std::vector<std::size_t> ends;
    while (!left.empty()) {
      std::string_view part = left.substr(0, piece);
      std::size_t size = part.size();
      MemberInflater::Status status = inflater.inflate(part, out, 1000);
      ASSERT_NE(status, MemberInflater::Status::kDamaged);
      left.remove_prefix(size - part.size());
      if (status == MemberInflater::Status::kMemberEnd) ends.push_back(file.size() - left.size());
    }
    EXPECT_FALSE(inflater.inside_member());
    std::vector<std::size_t> wanted;
    std::size_t at = 0;
    for (const std::string& member : members) wanted.push_back(at += member.size());
    EXPECT_EQ(ends, wanted);
    EXPECT_EQ(out.size(), 6 + 300'000 + 7u);
  }
}

TEST(Gzip, WritesTheSameBytesAlways) {
  // No time, no name, no system in its head; three bytes are stored.
  EXPECT_EQ(gzip("abc"), unhex("1f8b08000000000000ff010300fcff616263c241243503000000"));
  EXPECT_EQ(encode(Coding::kGzip, "abc"), unhex("1f8b08000000000000ff4b4c4a0600c241243503000000"));
}

TEST(Gzip, ToleratesNothingThatIsNoMember) {
  MemberInflater inflater;
  Buffer out;
  std::string_view input = "WARC/1.0";
  EXPECT_EQ(inflater.inflate(input, out, 100), MemberInflater::Status::kDamaged);
  inflater.reset();
  std::string good = gzip("x");
  input = good;
  EXPECT_EQ(inflater.inflate(input, out, 100), MemberInflater::Status::kMemberEnd);
  EXPECT_EQ(out.view(), "x");
}

TEST(Encoder, IsReadableAfterAFlush) {
  for (Coding coding : {Coding::kGzip, Coding::kZstd, Coding::kIdentity}) {
    Encoder encoder(coding);
    Buffer coded, plain;
    encoder.write("regel\n", coded);
    encoder.flush(coded);
    Decoder decoder({coding});
    decoder.feed(coded.view(), plain);
    EXPECT_EQ(plain.view(), "regel\n");
  }
}

}  // namespace
}  // namespace peil::codec
