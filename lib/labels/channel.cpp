// labels/channel.cpp -- where it stands: a shop, a forum, a market, a news medium.
//
// What is known of the host decides, then the site's software, then what the page shows of itself:
// words of its furniture (a basket, a forum's buttons), the types that its structured data declares,
// and a trade that its host name bears. Words that name a service (Telegram, Facebook) are no
// evidence of being one: a shop names them too. A shop is then looked at for what it sells.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "labels/rules.hpp"

namespace peil::labels {

namespace {

using taxonomy::kUnit;
using taxonomy::Strength;

constexpr std::size_t kLinkHosts = 20, kTokensALink = 20;  // a list of links: so many, and little else
constexpr std::uint32_t kTitleTokens = 12;                 // of a head that is a name and no sentence

Verdict channel(std::string_view slug, Weight weight, std::vector<Evidence> evidence) {
  return {Scheme::kChannel, std::string(slug), weight, std::move(evidence)};
}

Evidence fact(std::string_view field, std::string_view raw, std::string_view rule, Weight weight) {
  return {std::string(field), std::string(raw), {}, {}, std::string(rule), taxonomy::to_decimal(weight)};
}

/// On an overlay network a shop is a darknet shop, a forum a darknet forum.
std::string_view overlay(std::string_view slug) {
  if (slug == "forum") return "darknet.forum";
  if (Taxonomy::below(slug, "shop")) return "darknet.shop";
  if (slug == "classifieds") return "darknet.market";
  return slug;
}

/// Channels that a text can report on without being one: only a page's own furniture tells.
bool only_of_pages(std::string_view slug) {
  return slug == "news" || slug == "gov" || slug == "care" || slug == "directory" || slug == "social";
}

/// Whether a term counts. Of social and directory the strong terms are furniture, the others names.
bool counts(std::string_view slug, Strength strength, const Subject& subject, bool hidden) {
  if (only_of_pages(slug)) {
    if (subject.form != Form::kPage) return false;
    return strength == Strength::kStrong || (slug != "social" && slug != "directory");
  }
  if (Taxonomy::below(slug, "darknet")) return hidden;
  return Taxonomy::below(slug, "shop") || slug == "forum" || slug == "classifieds";
}

/// What speaks for one channel.
struct Case {
  Weight weight = 0;
  std::size_t pieces = 0;  ///< different terms and facts
  bool certain = false;    ///< one of them is no word of other sites: a basket, a declared type
  bool declared = false;   ///< the page declares it
  std::vector<Evidence> evidence;

  void add(Evidence each, Weight its_weight, bool is_certain) {
    weight += its_weight;
    ++pieces;
    certain |= is_certain;
    if (evidence.size() < kEvidence) evidence.push_back(std::move(each));
  }
  void add(const Case& other) {
    weight += other.weight;
    pieces += other.pieces;
    certain |= other.certain;
    declared |= other.declared;
    for (const Evidence& each : other.evidence) {
      if (evidence.size() < kEvidence) evidence.push_back(each);
    }
  }
};
using Cases = std::map<std::string, Case, std::less<>>;

/// schema.org types that say what the site is. A type that others embed too (a product, an article)
/// is a sign among signs.
struct DeclaredType {
  std::string_view type, slug;
  bool certain;
};
constexpr DeclaredType kDeclared[] = {{"NewsArticle", "news", true},
                                      {"ReportageNewsArticle", "news", true},
                                      {"AnalysisNewsArticle", "news", true},
                                      {"BackgroundNewsArticle", "news", true},
                                      {"OpinionNewsArticle", "news", true},
                                      {"LiveBlogPosting", "news", true},
                                      {"NewsMediaOrganization", "news", true},
                                      {"article", "news", false},
                                      {"GovernmentOrganization", "gov", true},
                                      {"GovernmentService", "gov", true},
                                      {"Legislation", "gov", true},
                                      {"DiscussionForumPosting", "forum", true},
                                      {"ProfilePage", "social", false},
                                      {"SocialMediaPosting", "social", false},
                                      {"Product", "shop", false},
                                      {"Offer", "shop", false},
                                      {"OnlineStore", "shop", true},
                                      {"Store", "shop", false},
                                      {"Pharmacy", "shop.pharmacy", true}};

void read_types(const Subject& subject, bool hidden, const taxonomy::Settings& settings, Cases& cases) {
  std::vector<const DeclaredType*> seen;
  for (const StructuredType& each : subject.structured) {
    for (const DeclaredType& known : kDeclared) {
      if (known.type != each.type || std::find(seen.begin(), seen.end(), &known) != seen.end()) continue;
      seen.push_back(&known);
      // A page that declares one product and no seller of it, and on which extract found it, is its shop's.
      const bool product = known.type == "Product" && !each.seller && subject.item_count > 0;
      const Weight weight = known.certain || product ? settings.strong : settings.medium;
      Case& its = cases[std::string(hidden ? overlay(known.slug) : known.slug)];
      its.add(fact(each.field, each.type, "channel.structured", weight), weight, known.certain || product);
      its.declared |= known.certain || product;
    }
  }
}

/// A page that is little but links to the hosts of others.
void read_links(const Subject& subject, const Analysis& analysis, Cases& cases) {
  if (subject.form != Form::kPage || subject.link_hosts < kLinkHosts ||
      analysis.tokens() > kTokensALink * subject.link_hosts)
    return;
  const Weight weight = analysis.taxonomy().settings().strong;
  Case& its = cases["directory"];
  its.add(fact("links", fmt::format("{} hosts", subject.link_hosts), "channel.links", weight), weight, true);
  its.declared |= subject.link_hosts >= 2 * kLinkHosts;
}

std::size_t count_prices(const Analysis& analysis) {
  const auto& amounts = analysis.text().shapes.amounts();
  return static_cast<std::size_t>(std::count_if(
      amounts.begin(), amounts.end(), [](const auto& each) { return each.shape == taxonomy::kPrice; }));
}

/// Everything that speaks for a channel.
Cases gather(const Subject& subject, const Analysis& analysis, bool hidden) {
  const Taxonomy& t = analysis.taxonomy();
  Cases cases;
  for (const LabelSum& sum : analysis.sums(Scheme::kChannel)) {
    const std::string& slug = t.label(sum.label).slug;
    for (const Place& place : sum.places) {
      const auto strength = t.term(place.hit->term).strength;
      if (!counts(slug, strength, subject, hidden)) continue;
      cases[std::string(hidden ? overlay(slug) : slug)].add(evidence_of(place), place.hit->weight,
                                                            strength == Strength::kStrong);
    }
  }
  read_types(subject, hidden, t.settings(), cases);
  read_links(subject, analysis, cases);
  // Several things with a price each beside a word that only shops have, such as a basket, are a shop.
  const auto shop = cases.find(hidden ? "darknet.shop" : "shop");
  if (subject.form == Form::kPage && subject.item_count >= 2 && shop != cases.end() && shop->second.certain &&
      count_prices(analysis) >= 2) {
    const Weight weight = t.settings().medium;
    shop->second.add(
        fact("item_count", fmt::format("{} with prices", subject.item_count), "channel.items", weight),
        weight, false);
  }
  if (const auto name = t.shop_in_host(subject.host); name && !hidden) {
    cases[t.label(name->first).slug].add(
        fact("site.host", name->second, "channel.host_name", t.settings().strong), t.settings().strong, true);
  }
  return cases;
}

/// Whether a case is made. What the page declares is enough. One word names nothing: two different ones
/// at least, of which one is not shown by other sites too; and where none is of that kind, as every
/// site has a colophon and many a newsletter, three.
bool made(std::string_view slug, const Case& each, const taxonomy::Settings& settings) {
  if (each.weight < settings.strong) return false;
  if (each.declared) return true;
  if (slug == "news" || slug == "gov" || slug == "care" || slug == "forum") {
    return each.pieces >= 3 || (each.certain && each.pieces >= 2);
  }
  return each.certain && each.pieces >= 2;
}

/// A shop that its words, its host or its goods make a special one.
struct Trade {
  std::string_view slug;
  std::string_view families[3];  ///< goods labels that make it so, or ""
};
constexpr Trade kTrades[] = {
    {"shop.growshop", {"cultivation", "", ""}},
    {"shop.rc", {"drug.nps", "", ""}},
    {"shop.smartshop", {"drug.hallucinogen.truffle", "cultivation.mushroom", "drug.nps.plant"}}};

/// Whether gardens and terrariums need it too.
bool of_any_garden(std::string_view slug) {
  return slug == "cultivation.lighting" || slug == "cultivation.substrate" ||
         slug == "cultivation.nutrients" || slug == "cultivation.irrigation" ||
         slug == "cultivation.mushroom";
}

/// What of the goods on a page belongs to a trade.
struct Stock {
  Case goods;
  std::size_t labels = 0;
  bool telling = false;  ///< one of them is not of any garden
};
Stock stock_of(const Trade& trade, const Taxonomy& t, const std::vector<LabelSum>& sums) {
  Stock stock;
  for (const LabelSum& sum : sums) {
    const std::string& slug = t.label(sum.label).slug;
    const bool belongs = std::any_of(
        std::begin(trade.families), std::end(trade.families),
        [&](std::string_view family) { return !family.empty() && Taxonomy::below(slug, family); });
    if (!belongs) continue;
    ++stock.labels;
    stock.telling |= !of_any_garden(slug);
    for (const Place& place : sum.places) stock.goods.add(evidence_of(place), place.hit->weight, false);
  }
  return stock;
}

/// Goods that fill a page: two different ones at least, and two thirds of the weight of all.
std::optional<Verdict> by_goods(const Analysis& analysis, const Case& shop) {
  const Taxonomy& t = analysis.taxonomy();
  const auto sums = analysis.sums(Scheme::kGoods);
  Weight all = 0;
  for (const LabelSum& sum : sums) all += sum.weight;
  for (const Trade& trade : kTrades) {
    Stock stock = stock_of(trade, t, sums);
    if (stock.goods.weight < t.settings().strong || std::int64_t{stock.goods.weight} * 3 < all * 2) continue;
    const bool growing = trade.slug == "shop.growshop";
    if (growing ? stock.labels < 2 || !stock.telling : stock.goods.pieces < 3) continue;
    stock.goods.add(shop);
    return channel(trade.slug, stock.goods.weight, std::move(stock.goods.evidence));
  }
  return std::nullopt;
}

/// The shop as what it calls itself, or what it sells; nullopt for a shop like others.
std::optional<Verdict> special_shop(const Analysis& analysis, const Cases& cases, const Case& shop) {
  const Taxonomy& t = analysis.taxonomy();
  const Cases::value_type* best = nullptr;
  for (const auto& entry : cases) {
    if (!entry.first.starts_with("shop.") || entry.second.weight < t.settings().strong) continue;
    if (best == nullptr || entry.second.weight > best->second.weight) best = &entry;
  }
  if (best == nullptr) return by_goods(analysis, shop);
  Case both = best->second;
  both.add(shop);
  return channel(best->first, both.weight, std::move(both.evidence));
}

/// A coffeeshop's menu has cannabis on it; a café, or a report on coffeeshops, has not.
bool has_cannabis(const Analysis& analysis) {
  const Taxonomy& t = analysis.taxonomy();
  const auto sums = analysis.sums(Scheme::kGoods);
  return std::any_of(sums.begin(), sums.end(), [&](const LabelSum& sum) {
    return Taxonomy::below(t.label(sum.label).slug, "drug.cannabis") && sum.weight >= t.settings().medium;
  });
}

/// A page without goods that speaks of police and mayors more than it offers writes about shops.
bool reports(const Subject& subject, const Analysis& analysis) {
  const Taxonomy& t = analysis.taxonomy();
  if (subject.form != Form::kPage || subject.item_count > 0) return false;
  std::size_t report = 0, offer = 0;
  for (const LabelSum& sum : analysis.sums(Scheme::kAct)) {
    const std::string& slug = t.label(sum.label).slug;
    if (slug == "news" || slug == "law") report += sum.places.size();
    if (slug == "offer") offer += sum.places.size();
  }
  return report >= 2 && report > offer;
}

/// The heaviest case that is made.
std::optional<Verdict> by_cases(const Subject& subject, const Analysis& analysis, Cases cases) {
  const Taxonomy& t = analysis.taxonomy();
  const bool furnished = cases.contains("shop") && cases["shop"].certain;
  if (!furnished && reports(subject, analysis)) {
    std::erase_if(cases, [](const auto& entry) {
      const auto& evidence = entry.second.evidence;
      return entry.first.starts_with("shop.") && !entry.second.declared &&
             std::none_of(evidence.begin(), evidence.end(),
                          [](const Evidence& each) { return each.rule == "channel.host_name"; });
    });
  }
  if (cases.contains("shop.coffeeshop") && !has_cannabis(analysis)) cases.erase("shop.coffeeshop");
  const Case shop = cases.contains("shop") ? cases["shop"] : Case{};
  // A special shop is a shop: its words count with the shop's.
  for (auto& [slug, each] : cases) {
    if (slug.starts_with("shop.") && each.weight >= t.settings().strong) each.add(shop);
  }
  const Cases::value_type* best = nullptr;
  for (const auto& entry : cases) {
    if (!made(entry.first, entry.second, t.settings())) continue;
    if (best == nullptr || entry.second.weight > best->second.weight) best = &entry;
  }
  if (best == nullptr) return std::nullopt;
  if (best->first == "shop") {
    if (auto special = special_shop(analysis, cases, shop)) return special;
  }
  return channel(best->first, best->second.weight, best->second.evidence);
}

/// A market that names itself in its title and trades under escrow, saved without its address.
std::optional<Verdict> by_title(const Analysis& analysis) {
  const Taxonomy& t = analysis.taxonomy();
  Case market;
  for (const Hit& hit : analysis.title().hits) {
    if (t.label(hit.label).scheme != Scheme::kChannel || t.label(hit.label).slug != "darknet.market")
      continue;
    market.add(evidence_of(Place{&analysis.title(), &hit}), hit.weight, true);
  }
  if (market.pieces == 0 || count_prices(analysis) == 0) return std::nullopt;
  for (const LabelSum& sum : analysis.sums(Scheme::kMo)) {
    if (t.label(sum.label).slug != "payment.escrow") continue;
    market.add(evidence_of(sum.places[0]), sum.weight, true);
    return channel("darknet.market", market.weight, std::move(market.evidence));
  }
  return std::nullopt;
}

/// On an overlay network, where furniture is scarce: a title that says market, or one seller's prices.
Verdict by_network(const Subject& subject, const Analysis& analysis) {
  const Taxonomy& t = analysis.taxonomy();
  const Weight weight = t.settings().medium;
  const Unit head = analysis.head();
  for (std::uint32_t i = head.first; i < head.end && head.end - head.first <= kTitleTokens; ++i) {
    const auto word = head.field->tokens.folded(i);
    if (word != "market" && word != "marketplace" && word != "darkmarket") continue;
    Evidence evidence = evidence_of(*head.field, i, i, "channel.title");
    evidence.weight = taxonomy::to_decimal(weight);
    return channel("darknet.market", weight, {std::move(evidence)});
  }
  Case shop;
  for (const LabelSum& sum : analysis.sums(Scheme::kAct)) {
    if (t.label(sum.label).slug != "offer") continue;
    for (const Place& place : sum.places) shop.add(evidence_of(place), place.hit->weight, true);
  }
  if (subject.form == Form::kPage && shop.pieces >= 2 && count_prices(analysis) >= 2)
    return channel("darknet.shop", shop.weight, std::move(shop.evidence));
  return channel("darknet", kUnit, {fact("network", subject.network, "channel.network", kUnit)});
}

/// On an overlay network: a page that shows the goods of several sellers is a market's.
std::optional<Verdict> by_sellers(const Subject& subject, const Analysis& analysis) {
  if (subject.form != Form::kPage || subject.sellers.size() < 2 || subject.item_count < 2)
    return std::nullopt;
  const Weight weight = analysis.taxonomy().settings().strong;
  std::vector<Evidence> evidence;
  for (const auto name : subject.sellers) evidence.push_back(fact("links", name, "channel.sellers", weight));
  if (evidence.size() > kEvidence) evidence.resize(kEvidence);
  return channel("darknet.market", weight, std::move(evidence));
}

}  // namespace

Verdict judge_channel(const Subject& subject, const Analysis& analysis) {
  const Taxonomy& t = analysis.taxonomy();
  const Weight sure = t.settings().strong;
  const bool hidden = subject.network == "tor" || subject.network == "i2p";
  if (const auto id = t.channel_of_host(subject.host, subject.domain)) {
    return channel(t.label(*id).slug, sure, {fact("site.host", subject.host, "channel.host", sure)});
  }
  if (const auto id = t.channel_of_software(subject.software); id && !subject.software.empty()) {
    const std::string_view slug = hidden ? overlay(t.label(*id).slug) : std::string_view(t.label(*id).slug);
    const Evidence software = fact("site.software", subject.software, "channel.software", sure);
    if (slug == "shop") {
      Case shop;
      shop.add(software, sure, true);
      if (auto special = special_shop(analysis, gather(subject, analysis, hidden), shop)) return *special;
    }
    return channel(slug, sure, {software});
  }
  if (auto title = by_title(analysis)) return *title;
  const auto words = by_cases(subject, analysis, gather(subject, analysis, hidden));
  if (hidden && (!words || words->label == "darknet.shop")) {
    if (auto market = by_sellers(subject, analysis)) return *market;
  }
  if (words) return *words;
  if (hidden) return by_network(subject, analysis);
  return channel("unknown", 0, {});
}

}  // namespace peil::labels
