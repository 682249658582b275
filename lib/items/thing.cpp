// items/thing.cpp -- the common form of structured data.
#include "items/thing.hpp"

#include <algorithm>
#include <array>

#include "text/utf8.hpp"

namespace peil::items {

namespace {

constexpr std::array<std::string_view, 78> kKeys = {"name",
                                                    "headline",
                                                    "alternateName",
                                                    "description",
                                                    "url",
                                                    "image",
                                                    "sku",
                                                    "gtin",
                                                    "gtin8",
                                                    "gtin12",
                                                    "gtin13",
                                                    "gtin14",
                                                    "mpn",
                                                    "productID",
                                                    "isbn",
                                                    "brand",
                                                    "manufacturer",
                                                    "model",
                                                    "category",
                                                    "color",
                                                    "size",
                                                    "weight",
                                                    "material",
                                                    "offers",
                                                    "price",
                                                    "lowPrice",
                                                    "highPrice",
                                                    "priceCurrency",
                                                    "priceSpecification",
                                                    "availability",
                                                    "itemCondition",
                                                    "seller",
                                                    "offeredBy",
                                                    "validFrom",
                                                    "priceValidUntil",
                                                    "offerCount",
                                                    "inventoryLevel",
                                                    "shippingDetails",
                                                    "areaServed",
                                                    "eligibleRegion",
                                                    "availableDeliveryMethod",
                                                    "acceptedPaymentMethod",
                                                    "aggregateRating",
                                                    "ratingValue",
                                                    "bestRating",
                                                    "reviewCount",
                                                    "ratingCount",
                                                    "review",
                                                    "reviewBody",
                                                    "author",
                                                    "reviewRating",
                                                    "datePublished",
                                                    "dateModified",
                                                    "dateCreated",
                                                    "uploadDate",
                                                    "publisher",
                                                    "articleSection",
                                                    "keywords",
                                                    "itemListElement",
                                                    "item",
                                                    "position",
                                                    "address",
                                                    "streetAddress",
                                                    "postalCode",
                                                    "addressLocality",
                                                    "addressRegion",
                                                    "addressCountry",
                                                    "telephone",
                                                    "email",
                                                    "vatID",
                                                    "taxID",
                                                    "sameAs",
                                                    "mainEntity",
                                                    "itemOffered",
                                                    "text",
                                                    "hasVariant",
                                                    "value",
                                                    "site_name"};

}  // namespace

bool is_kept_key(std::string_view key) { return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end(); }

std::string_view local_name(std::string_view name) {
  while (!name.empty() && (name.back() == '/' || name.back() == '#')) name.remove_suffix(1);
  const std::size_t at = name.find_last_of("/#:");
  return at == std::string_view::npos ? name : name.substr(at + 1);
}

std::string_view Thing::text(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key != key) continue;
    if (!member.text.empty()) return member.text;
    for (const Thing& held : member.things) {
      for (std::string_view inner : {"name", "value", "@id", "url"}) {
        if (const std::string_view found = held.text(inner); !found.empty()) return found;
      }
    }
  }
  return {};
}

const Thing* Thing::thing(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key && !member.things.empty()) return &member.things.front();
  }
  return nullptr;
}

std::vector<const Thing*> Thing::all(std::string_view key) const {
  std::vector<const Thing*> found;
  for (const Member& member : members) {
    if (member.key != key) continue;
    for (const Thing& held : member.things) found.push_back(&held);
  }
  return found;
}

void Thing::add(std::string_view key, std::string_view value) {
  members.push_back({std::string(key), std::string(text::prefix(value, kThingText)), {}});
}

void Thing::add(std::string_view key, Thing value) {
  Member& member = members.emplace_back();
  member.key = std::string(key);
  member.things.push_back(std::move(value));
}

bool Thing::is(std::string_view word) const { return type.size() >= word.size() && type.ends_with(word); }

void write_thing(const Thing& thing, JsonWriter& json) {
  json.begin_object();
  if (!thing.source.empty()) json.member("source", thing.source);
  if (!thing.type.empty()) json.member("type", thing.type);
  std::vector<bool> done(thing.members.size(), false);
  const auto write_value = [&](const Thing::Member& member) {
    if (member.things.empty()) {
      json.string(member.text);
    } else {
      write_thing(member.things.front(), json);
    }
  };
  for (std::size_t i = 0; i < thing.members.size(); ++i) {
    if (done[i] || thing.members[i].key == "source" || thing.members[i].key == "type") continue;
    const std::string& key = thing.members[i].key;
    json.foreign_key(key);
    const bool many =
        std::any_of(thing.members.begin() + static_cast<std::ptrdiff_t>(i) + 1, thing.members.end(),
                    [&](const Thing::Member& other) { return other.key == key; });
    if (!many) {
      write_value(thing.members[i]);
      continue;
    }
    json.begin_array();
    for (std::size_t k = i; k < thing.members.size(); ++k) {
      if (thing.members[k].key != key) continue;
      write_value(thing.members[k]);
      done[k] = true;
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace peil::items
