// tests/unit/facts_identifier_test.cpp -- identifiers: found, judged, normalised; decoys left alone.
//
// Addresses are the examples of specifications, or made for these tests; none belongs to a person.
#include <gtest/gtest.h>

#include <string>

#include "facts/checks.hpp"
#include "facts/reader.hpp"

namespace {

using namespace peil;
using namespace peil::facts;

Reader& reader() {
  static Reader instance;
  return instance;
}

/// "btc:1A…+ url:http://…": type, value and verdict (+ right, - wrong) of each.
std::string found(std::string_view text, const IdentifierContext& context = {}) {
  std::string all;
  for (const Identifier& identifier : reader().identifiers(text, context)) {
    if (!all.empty()) all += " ";
    all += std::string(identifier.type) + ":" + identifier.value;
    if (identifier.valid) all += *identifier.valid ? "+" : "-";
  }
  return all;
}

std::string hex_of(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

TEST(Keccak, HasTheDigestsOfItsAuthors) {
  EXPECT_EQ(hex_of(keccak256({})), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  const std::string long_text(200, 'a');  // more than one block
  const auto digest = keccak256({reinterpret_cast<const std::uint8_t*>(long_text.data()), long_text.size()});
  EXPECT_EQ(hex_of(digest), "96ea54061def936c4be90b518992fdc6f12f535068a256229aca54267b4d084d");
}

TEST(Coins, OfOtherChainsCountByTheirChecksumsOnly) {
  EXPECT_EQ(found("XpESxaUmonkq8RaLLp46Brx2K39ggQe226"), "dash:XpESxaUmonkq8RaLLp46Brx2K39ggQe226+");
  EXPECT_EQ(found("t1Hsc1LR8yKnbbe3twRp88p6vFfC5t7DLbs"), "zec:t1Hsc1LR8yKnbbe3twRp88p6vFfC5t7DLbs+");
  EXPECT_EQ(found("t1Hsc1LR8yKnbbe3twRp88p6vFfC5t7DLbt"), "");
  EXPECT_EQ(found("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"), "trx:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t+");
  for (const char* prefix : {"", "bitcoincash:"}) {
    EXPECT_EQ(found(std::string(prefix) + "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"),
              "bch:bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a+");
  }
  EXPECT_EQ(found("qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6q"), "");
  EXPECT_TRUE(reader().prices("bitcoin: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").empty());  // one of an address
}

TEST(Phones, ThatAreHiddenFromMachinesAreRead) {
  for (const char* text : {"nul zes 12 34 56 78", "Nul zes een twee drie vier vijf zes zeven acht",
                           "0 6 1 2 3 4 5 6 7 8", "06*12*34*56*78", "06_12_34_56_78"})
    EXPECT_EQ(found(text), "phone:+31612345678+") << text;
  for (const char* text : {"nul zes twaalf", "nul op het rekest 12345678", "0 1 2 3 4 5 6 7 8 9",
                           "bestelnummer 0612345678", "klantnr. 0612345678", "lot nr 0201234567"})
    EXPECT_EQ(found(text), "") << text;
  EXPECT_EQ(found("jan [apenstaartje] example [punt] nl"), "email:jan@example.nl");
}

TEST(Phones, AreOfAnAppWhereItsNameIsTheirs) {
  EXPECT_EQ(found("Bel 0031 (0)10 123 45 67 of app +31 6 12345678"),
            "phone:+31101234567+ phone:+31612345678+ whatsapp:+31612345678+");
}

TEST(Coins, AreJudgedByTheirChecksums) {
  EXPECT_EQ(found("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
            "btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa+");  // the genesis block
  EXPECT_EQ(found("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"), "btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb-");
  EXPECT_EQ(found("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"),
            "btc:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4+");                       // BIP 173
  EXPECT_EQ(found("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),  // BIP 350
            "btc:bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0+");
  EXPECT_EQ(found("0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb"),
            "eth:0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb");
  EXPECT_EQ(found("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"),
            "eth:0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb+");  // EIP-55
  EXPECT_EQ(found("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9adb"),
            "eth:0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb-");
  const std::string donation =
      "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3"
      "A";  // the project's own
  EXPECT_EQ(found(donation), "xmr:" + donation + "+");
  std::string wrong = donation;
  wrong[40] = wrong[40] == 'a' ? 'b' : 'a';
  EXPECT_EQ(found(wrong), "xmr:" + wrong + "-");
}

TEST(Web, ReadsUrlsAndTheirDefangedForms) {
  EXPECT_EQ(found("zie https://Voorbeeld.NL/a?b=c."), "url:https://voorbeeld.nl/a?b=c");
  EXPECT_EQ(found("hxxps://voorbeeld[.]nl/pad"), "url:https://voorbeeld.nl/pad");
  EXPECT_EQ(found("(http://voorbeeld.nl/a_(b))"), "url:http://voorbeeld.nl/a_(b)");
  EXPECT_EQ(found("info (at) voorbeeld (dot) nl"), "email:info@voorbeeld.nl");
  EXPECT_EQ(found("Info@Voorbeeld.nl"), "email:info@voorbeeld.nl");
  EXPECT_EQ(found("voorbeeld[.]com"), "domain:voorbeeld.com");
  EXPECT_EQ(found("www.voorbeeld.nl"), "domain:www.voorbeeld.nl");
  EXPECT_EQ(found("10[.]0[.]0[.]1"), "ip:10.0.0.1");
  EXPECT_EQ(found("op 2001:DB8:0:0:0:0:0:1 staat"), "ip:2001:db8::1");
}

TEST(Web, JudgesHiddenServices) {
  const std::string onion =
      "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion";  // the Tor Project's own
  EXPECT_EQ(found(onion), "onion:" + onion + "+");
  EXPECT_EQ(found("http://" + onion + "/"), "url:http://" + onion + "/ onion:" + onion + "+");
  EXPECT_EQ(found("3gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"),
            "onion:3gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion-");
  EXPECT_EQ(found("abcdefghij234567.onion"), "onion_v2:abcdefghij234567.onion");
  EXPECT_EQ(found("stats.i2p"), "i2p:stats.i2p");
}

TEST(Numbers, ReadsTelephones) {
  EXPECT_EQ(found("bel 020-1234567"), "phone:+31201234567+");
  EXPECT_EQ(found("06 12 34 56 78"), "phone:+31612345678+");
  EXPECT_EQ(found("(020) 123 45 67"), "phone:+31201234567+");
  EXPECT_EQ(found("+31 (0)6-12345678"), "phone:+31612345678+");
  EXPECT_EQ(found("0031612345678"), "phone:+31612345678+");
  EXPECT_EQ(found("+31 612345"), "phone:+31612345-");
  EXPECT_EQ(found("app 06-12345678"), "phone:+31612345678+ whatsapp:+31612345678+");
  EXPECT_EQ(found("0471 23 45 67", {.country = "BE"}), "phone:+32471234567+");
  EXPECT_EQ(found("06-12345678", {.country = ""}), "");
}

TEST(Numbers, ReadsAccountsAndRegisters) {
  EXPECT_EQ(found("NL91 ABNA 0417 1643 00"), "iban:NL91ABNA0417164300+");  // the registry's example
  EXPECT_EQ(found("NL91ABNA0417164301"), "iban:NL91ABNA0417164301-");
  EXPECT_EQ(found("KvK 12345678"), "kvk:12345678");
  EXPECT_EQ(found("Dorpsstraat 12a, 1234 AB Amsterdam"),
            "address:Dorpsstraat 12a, 1234 AB Amsterdam postcode:1234AB");
  EXPECT_EQ(found("EAN: 4006381333931"), "ean:4006381333931+");
  EXPECT_EQ(found("SKU: AB-12.3"), "sku:AB-12.3");
}

TEST(Numbers, NeverReadsAPersonalNumber) {
  for (const char* text : {"BSN 111222333", "BSN: 012345672", "bsn is 0612345678", "mijn nummer 111222333",
                           "burgerservicenummer 1112.22.333", "sofinummer 111222333 KvK"}) {
    EXPECT_EQ(found(text), "") << text;
  }
}

TEST(Numbers, LeavesDecoysAlone) {
  for (const char* text :
       {"ISBN 0-201-63361-2", "01-02-2024 10:30", "d41d8cd98f00b204e9800998ecf8427e", "1000 MG MDMA",
        "version 1.2.3.4", "€ 1.234.567", "node.js", "Dit is leuk.Dat ook", "a@b", "@ home", "12:30:45",
        "telegram is handig", "2024 XT Pro", "order 0612345678901"}) {
    EXPECT_EQ(found(text), "") << text;
  }
}

TEST(Handles, NeedTheirMessenger) {
  EXPECT_EQ(found("Telegram: @voorbeeld_nl"), "telegram:voorbeeld_nl");
  EXPECT_EQ(found("t.me/voorbeeld"), "telegram:voorbeeld");
  EXPECT_EQ(found("@voorbeeld_nl"), "");
  EXPECT_EQ(found("Wickr me: voorbeeld99"), "wickr:voorbeeld99");
  EXPECT_EQ(found("threema ABCD1234"), "threema:ABCD1234");
  EXPECT_EQ(found("jabber: naam@voorbeeld.org"), "jabber:naam@voorbeeld.org");
  EXPECT_EQ(found("discord.gg/abc123"), "discord:abc123");
  EXPECT_EQ(found("wa.me/31612345678"), "whatsapp:+31612345678");
  EXPECT_EQ(found("https://www.paypal.me/Voorbeeld"),
            "url:https://www.paypal.me/Voorbeeld payment_link:paypal.me/voorbeeld");
  EXPECT_EQ(found("signal: voorbeeld.42"), "signal:voorbeeld.42");
  EXPECT_EQ(found("05" + std::string(64, 'a')), "session:05" + std::string(64, 'a'));
}

TEST(Pgp, ReadsFingerprintsInTheirContext) {
  EXPECT_EQ(found("PGP: 0123456789ABCDEF0123456789abcdef01234567"),
            "pgp_fingerprint:0123456789ABCDEF0123456789ABCDEF01234567");
  EXPECT_EQ(found("0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567"),
            "pgp_fingerprint:0123456789ABCDEF0123456789ABCDEF01234567");
  EXPECT_EQ(found("commit 0123456789abcdef0123456789abcdef01234567"), "");
}

TEST(Pgp, ABrokenBlockIsKeptAndCalledWrong) {
  EXPECT_EQ(
      found("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENB!!\n=AAAA\n-----END PGP PUBLIC KEY BLOCK-----"),
      "pgp_key:-");
  EXPECT_EQ(found("-----BEGIN PGP MESSAGE-----\n\nhQEMA06-12345678\n-----END PGP MESSAGE-----"), "");
}

}  // namespace
