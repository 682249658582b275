// Which accounts are one seller: true links by strong keys, and the traps that must not join strangers.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "entities/entities.hpp"

namespace peil::entities {
namespace {

using Keys = std::vector<std::string_view>;

// The sellers' ids of the first key of each record, in the order given; each order must say the same.
std::vector<std::string> sellers(std::vector<Keys> records) {
  auto ids_of = [](const std::vector<Keys>& in, const std::vector<Keys>& asked) {
    Entities entities;
    for (const Keys& keys : in) entities.add(keys, true);
    entities.settle();
    std::vector<std::string> ids;
    for (const Keys& keys : asked) ids.push_back(entities.seller_of(keys).id);
    return ids;
  };
  const std::vector<Keys> asked = records;
  const std::vector<std::string> ids = ids_of(records, asked);
  std::reverse(records.begin(), records.end());
  EXPECT_EQ(ids_of(records, asked), ids) << "the order of the records matters";
  std::rotate(records.begin(), records.begin() + static_cast<long>(records.size() / 2), records.end());
  EXPECT_EQ(ids_of(records, asked), ids);
  return ids;
}

TEST(Entities, JoinAccountsOfTwoMarketsByOneStrongKey) {
  for (const char* key :
       {"pgp:AAAA", "phone:+31612345678", "handle:telegram/dd", "btc:1abc", "mail:a@b.example"}) {
    auto ids = sellers({{"vendor:a.onion/dd", key}, {"vendor:b.onion/dutch", key}});
    EXPECT_EQ(ids[0], ids[1]) << key;
    EXPECT_TRUE(ids[0].starts_with("e:")) << ids[0];
  }
}

TEST(Entities, DoNotJoinEqualNamesOfTwoMarkets) {
  auto ids = sellers({{"vendor:a.onion/greenlight"}, {"vendor:b.onion/greenlight"}});
  EXPECT_NE(ids[0], ids[1]);
}

TEST(Entities, DoNotJoinByASharedEscrowAddress) {
  auto two = sellers({{"vendor:a.onion/x", "btc:1escrow"}, {"vendor:a.onion/y", "btc:1escrow"}});
  EXPECT_NE(two[0], two[1]) << "two accounts of one market with one address";
  std::vector<Keys> many;
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) names.push_back("vendor:a.onion/v" + std::to_string(i));
  for (const std::string& name : names) many.push_back({name, "btc:1escrow"});
  many.push_back({"vendor:b.onion/other", "btc:1escrow"});
  auto ids = sellers(many);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
}

TEST(Entities, DoNotJoinByTheContactOfThePlatform) {
  auto ids = sellers({{"vendor:a.example/x", "mail:support@a.example"},
                      {"vendor:a.example/y", "mail:support@a.example"},
                      {"vendor:a.example/z", "mail:support@a.example"},
                      {"vendor:b.example/w", "mail:support@a.example"}});
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(ids[i], ids[j]);
}

TEST(Entities, DoNotJoinByOneKeyThatAnImpostorOfTheSameSiteCopied) {
  auto ids = sellers({{"vendor:a.onion/real", "pgp:AAAA", "handle:wickr/real"},
                      {"vendor:a.onion/rea1", "pgp:AAAA", "handle:wickr/fraud"}});
  EXPECT_NE(ids[0], ids[1]);
}

TEST(Entities, JoinTwoAccountsOfOneSiteByTwoKinds) {
  auto ids = sellers({{"vendor:a.onion/old", "pgp:AAAA", "handle:wickr/w"},
                      {"vendor:a.onion/new", "pgp:AAAA", "handle:wickr/w"}});
  EXPECT_EQ(ids[0], ids[1]);
}

TEST(Entities, DoNotJoinThroughAListOfKeys) {
  auto ids = sellers({{"vendor:a.onion/x", "pgp:1"},
                      {"vendor:b.onion/y", "pgp:2"},
                      {"vendor:d.example/directory", "pgp:1", "pgp:2", "pgp:3", "pgp:4"}});
  EXPECT_NE(ids[0], ids[1]);
  EXPECT_NE(ids[0], ids[2]);
}

TEST(Entities, DoNotChainTwoAccountsOfOneSiteThroughAThird) {
  auto ids = sellers({{"vendor:a.onion/x", "pgp:1"},
                      {"vendor:b.onion/y", "pgp:1", "handle:wickr/q"},
                      {"vendor:a.onion/z", "handle:wickr/q"}});
  EXPECT_NE(ids[0], ids[2]);
}

TEST(Entities, KnowASellerWithoutAccountByItsKeysAndJoinItToAnAccount) {
  auto ids = sellers({{"handle:telegram/t", "phone:+31600000001"},
                      {"phone:+31600000001"},
                      {"vendor:a.example/x", "handle:telegram/t"},
                      {"handle:telegram/u"}});
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_EQ(ids[0], ids[2]);
  EXPECT_NE(ids[0], ids[3]);
}

TEST(Entities, TakeAShopForItsOwnSellerAndJoinShopsByTheirTelephone) {
  auto ids = sellers({{"site:a.example"},
                      {"site:a.example", "phone:+31850000000"},
                      {"site:b.example", "phone:+31850000000"},
                      {"site:c.example"}});
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_EQ(ids[1], ids[2]);
  EXPECT_NE(ids[0], ids[3]);
}

TEST(Entities, DoNotTakeAMarketForASellerBecauseItLooksLikeAShop) {
  auto ids = sellers({{"vendor:m.example/x", "site:m.example"}, {"vendor:m.example/y", "site:m.example"}});
  EXPECT_NE(ids[0], ids[1]);
  auto shop = sellers({{"vendor:s.example/the shop", "site:s.example"}, {"site:s.example"}});
  EXPECT_EQ(shop[0], shop[1]);
}

TEST(Entities, SayWhichKeysJoinedAndWhichAreHubs) {
  Entities entities;
  entities.add(Keys{"vendor:a.onion/x", "pgp:1", "btc:e"}, true);
  entities.add(Keys{"vendor:b.onion/y", "pgp:1"}, true);
  entities.add(Keys{"vendor:a.onion/z", "btc:e"}, true);
  entities.add(Keys{"vendor:a.onion/w", "btc:e"}, true);
  entities.add(Keys{"vendor:c.onion/w", "pgp:1"}, false);
  entities.settle();
  const auto& seller = entities.seller_of(Keys{"vendor:b.onion/y"});
  EXPECT_EQ(seller.joint, Keys{"pgp:1"});
  EXPECT_TRUE(entities.is_hub("btc:e"));
  EXPECT_FALSE(entities.is_hub("pgp:1"));
  EXPECT_EQ(entities.seller_of(Keys{"btc:e"}).id, "");
  EXPECT_NE(entities.seller_of(Keys{"vendor:c.onion/w"}).id, seller.id) << "a record that does not link";
  EXPECT_EQ(entities.seller_of(Keys{"never:seen"}).id, "");
}

TEST(Entities, StayLinearOnALongChain) {
  Entities entities;
  for (int i = 0; i < 60000; ++i) {
    const std::string account = "vendor:d" + std::to_string(i) + ".onion/x";
    const std::string left = "pgp:" + std::to_string(i), right = "pgp:" + std::to_string(i + 1);
    entities.add(Keys{account, left, right}, true);
  }
  entities.settle();
  EXPECT_EQ(entities.seller_of(Keys{"vendor:d0.onion/x"}).id,
            entities.seller_of(Keys{"vendor:d59999.onion/x"}).id);
}

}  // namespace
}  // namespace peil::entities
