// tests/unit/url_host_test.cpp -- hosts: addresses, registrable domains, onion names, what is private.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "url/host.hpp"
#include "url/url.hpp"

using namespace peil::url;

namespace {

std::string_view reason(std::string_view host) {
  auto url = parse("http://" + std::string(host) + "/");
  if (!url) return "no URL";
  auto address = address_of(url->host());
  if (!address) return "no address";
  return private_reason(address->view());
}

}  // namespace

TEST(UrlHost, KnowsPrivateAddressesInEverySpelling) {
  for (const char* host : {"127.1",
                           "0x7f.1",
                           "2130706433",
                           "0177.0.0.1",
                           "0",
                           "127.0.0.1.",
                           "10.0.0.1",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "100.127.255.255",
                           "224.0.0.1",
                           "239.255.255.255",
                           "240.0.0.1",
                           "255.255.255.255",
                           "192.0.0.8",
                           "192.0.2.1",
                           "198.51.100.7",
                           "203.0.113.9",
                           "198.18.0.1",
                           "198.19.255.255",
                           "%31%32%37.1",
                           "\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.1",
                           "\xE2\x91\xA0\xE2\x91\xA1\xE2\x91\xA6.1",
                           "[::]",
                           "[::1]",
                           "[::2]",
                           "[::ffff:10.0.0.1]",
                           "[::ffff:7f00:1]",
                           "[::127.0.0.1]",
                           "[64:ff9b::7f00:1]",
                           "[64:ff9b:1::1]",
                           "[2002:7f00:1::]",
                           "[2001::1]",
                           "[2001:db8::1]",
                           "[fe80::1]",
                           "[fec0::1]",
                           "[fd00::1]",
                           "[fc00::1]",
                           "[ff02::1]",
                           "[100::1]",
                           "[3fff::1]",
                           "[5f00::1]",
                           "[2a00::5efe:7f00:1]",
                           "[2a00::200:5efe:8.8.8.8]"}) {
    EXPECT_NE(reason(host), "") << host;
    EXPECT_NE(reason(host), "no address") << host;
    EXPECT_NE(reason(host), "no URL") << host;
  }
}

TEST(UrlHost, LeavesPublicAddressesAlone) {
  for (const char* host :
       {"8.8.8.8", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "192.169.0.1",
        "223.255.255.255", "198.17.255.255", "198.20.0.0", "11.0.0.0", "[2a00:1450::1]", "[2001:4860::8888]",
        "[::ffff:8.8.8.8]", "[64:ff9b::808:808]", "[2001:200::1]"})
    EXPECT_EQ(reason(host), "") << host;
}

TEST(UrlHost, RefusesAnAddressOfAnotherSize) {
  EXPECT_TRUE(is_private_address({}));
  std::uint8_t five[5] = {8, 8, 8, 8, 8};
  EXPECT_TRUE(is_private_address(five));
}

TEST(UrlHost, FindsTheRegistrableDomain) {
  EXPECT_EQ(registrable_domain("a.b.example.co.uk"), "example.co.uk");
  EXPECT_EQ(registrable_domain("example.co.uk"), "example.co.uk");
  EXPECT_EQ(registrable_domain("www.example.nl"), "example.nl");
  EXPECT_EQ(registrable_domain("co.uk"), "co.uk");
  EXPECT_EQ(registrable_domain("x.y.github.io"), "y.github.io");
  EXPECT_EQ(registrable_domain("www.xn--bcher-kva.example"), "xn--bcher-kva.example");
  EXPECT_EQ(registrable_domain("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(registrable_domain("[::1]"), "[::1]");
  EXPECT_EQ(registrable_domain("localhost"), "localhost");
  EXPECT_EQ(registrable_domain("shop.abcdefghijklmnop.onion"), "abcdefghijklmnop.onion");
  EXPECT_EQ(registrable_domain(""), "");
  EXPECT_EQ(registrable_domain("."), ".");
}

TEST(UrlHost, TellsTheNetworkByTheLastLabel) {
  EXPECT_EQ(network_of("example.org"), "clear");
  EXPECT_EQ(network_of("ABC.ONION."), "tor");
  EXPECT_EQ(network_of("onion"), "tor");
  EXPECT_EQ(network_of("notonion"), "clear");
  EXPECT_EQ(network_of("onion.example"), "clear");
  EXPECT_EQ(network_of("stats.i2p"), "i2p");
  // What a reader would not take for an onion name is one after mapping.
  for (const char* text : {"http://abc%2eonion/", "http://abc\xE3\x80\x82onion/",
                           "http://abc.\xEF\xBD\x8F\xEF\xBD\x8E\xEF\xBD\x89\xEF\xBD\x8F\xEF\xBD\x8E/"}) {
    auto url = parse(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(network_of(url->host()), "tor") << url->href();
  }
}

TEST(UrlHost, ChecksOnionNames) {
  // The address of the Tor project's own site, and one with two letters exchanged.
  constexpr const char* kTorProject = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion";
  EXPECT_EQ(onion_kind(kTorProject), Onion::kV3);
  EXPECT_EQ(onion_kind("WWW.2GZYXA5IHM7NSGGFXNU52RCK2VV4RVMDLKIU3ZZUI5DU4XYCLEN53WID.onion."), Onion::kV3);
  EXPECT_EQ(onion_kind("gz2yxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"),
            Onion::kBadChecksum);
  EXPECT_EQ(onion_kind("duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion"), Onion::kV3);
  EXPECT_EQ(onion_kind("expyuzz4wqqyqhjn.onion"), Onion::kV2);
  EXPECT_EQ(onion_kind("short.onion"), Onion::kMalformed);
  EXPECT_EQ(onion_kind("expyuzz4wqqyqhj1.onion"), Onion::kMalformed);
  EXPECT_EQ(onion_kind(".onion"), Onion::kMalformed);
  EXPECT_EQ(onion_kind("onion"), Onion::kMalformed);
  EXPECT_EQ(onion_kind("example.org"), Onion::kNot);
}

TEST(UrlHost, ShowsUnicodeOnlyWhereItIsValid) {
  EXPECT_EQ(domain_to_unicode("xn--bcher-kva.example"),
            "b\xC3\xBC"
            "cher.example");
  EXPECT_EQ(domain_to_unicode("xn--a-yoc"), "xn--a-yoc");
  EXPECT_EQ(domain_to_unicode("example.org"), "example.org");
}
