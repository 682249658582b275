// labels/trade.cpp -- how it is traded: risk, level, modus operandi, signs of growing.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "labels/rules.hpp"

namespace peil::labels {

namespace {

using taxonomy::kUnit;

std::vector<Evidence> evidence_of(const LabelSum& sum, std::string_view rule = "") {
  std::vector<Evidence> list;
  for (const Place& place : sum.places) {
    if (list.size() == kEvidence) break;
    list.push_back(labels::evidence_of(place));
    if (!rule.empty()) list.back().rule = rule;
  }
  return list;
}

bool is_report(std::string_view act) { return act == "news" || act == "law" || act == "help"; }

}  // namespace

std::vector<Verdict> judge_risk(const Subject& subject, const Analysis& analysis, std::string_view act) {
  const Taxonomy& t = analysis.taxonomy();
  std::vector<Verdict> list;
  if (subject.holding_price && t.find_label(Scheme::kRisk, "holding_price")) {
    list.push_back({Scheme::kRisk,
                    "holding_price",
                    t.settings().strong,
                    {{subject.holding_field,
                      "",
                      {},
                      {},
                      "risk.holding_price",
                      taxonomy::to_decimal(t.settings().strong)}}});
  }
  if (is_report(act)) return list;  // a warning about fraud is no sign of fraud
  const auto sums = analysis.sums(Scheme::kRisk);
  // One term alone is an indicator: two families, or one strong term.
  std::map<std::string, int> families;
  for (const LabelSum& sum : sums) ++families[t.label(sum.label).slug];
  for (const LabelSum& sum : sums) {
    const bool strong = t.term(sum.places[0].hit->term).strength == taxonomy::Strength::kStrong;
    if (!strong && families.size() < 2) continue;
    if (!strong && sum.weight < t.settings().medium) continue;
    list.push_back({Scheme::kRisk, t.label(sum.label).slug, sum.weight, evidence_of(sum)});
  }
  return list;
}

namespace {

constexpr std::array<std::string_view, 4> kLevels = {"user", "retail", "middle", "wholesale"};

std::size_t level_of(const taxonomy::Cut& cut, const Decimal& number) {
  if (number <= cut.user) return 0;
  if (number <= cut.retail) return 1;
  return number <= *cut.middle ? 2 : 3;
}
/// A price says user, retail or wholesale (TAXONOMY §7 has no middle).
std::size_t level_of_price(const taxonomy::Cut& cut, const Decimal& number) {
  if (number < cut.user) return 0;
  return number < cut.retail ? 1 : 3;
}

struct Leveled {
  std::size_t level = 0;
  Evidence evidence;
};

/// The highest level among amounts; `stated` ones come from the record, others from the text.
std::optional<Leveled> by_amount(const Subject& subject, const Analysis& analysis, LabelId goods) {
  const Taxonomy& t = analysis.taxonomy();
  std::optional<Leveled> best;
  auto consider = [&](std::string_view unit, const Decimal& number, Evidence evidence) {
    const taxonomy::Cut* cut = t.amount_cut(goods, unit);
    if (cut == nullptr || number.is_zero()) return;
    const std::size_t level = level_of(*cut, number);
    if (best && best->level >= level) return;
    evidence.rule = "level.quantity";
    best = Leveled{level, std::move(evidence)};
  };
  for (const StatedAmount& each : subject.quantities) {
    consider(each.unit, each.number,
             {each.field,
              each.raw.empty() ? each.number.str() + " " + std::string(each.unit) : each.raw,
              {},
              {},
              "",
              {}});
  }
  if (best || !subject.quantities.empty()) return best;
  for (const Field* field : {&analysis.title(), &analysis.text()}) {
    for (const auto& amount : field->shapes.amounts()) {
      // mg and ug beside tablets are strength, not amount.
      if (amount.unit != "g" && amount.unit != "ml" && amount.unit != "units") continue;
      consider(amount.unit, amount.number, evidence_of(*field, amount, ""));
    }
  }
  return best;
}

std::optional<Leveled> by_price(const Subject& subject, const Analysis& analysis) {
  const Taxonomy& t = analysis.taxonomy();
  std::optional<Leveled> best;
  auto consider = [&](std::string_view currency, const Decimal& number, Evidence evidence) {
    const taxonomy::Cut* cut = t.price_cut(currency);
    if (cut == nullptr || number.is_zero()) return;
    const std::size_t level = level_of_price(*cut, number);
    if (best && best->level >= level) return;
    evidence.rule = "level.price";
    best = Leveled{level, std::move(evidence)};
  };
  for (const StatedAmount& each : subject.prices) {
    consider(each.unit, each.number,
             {each.field,
              each.raw.empty() ? std::string(each.unit) + " " + each.number.str() : each.raw,
              {},
              {},
              "",
              {}});
  }
  if (best || !subject.prices.empty()) return best;
  for (const Field* field : {&analysis.title(), &analysis.text()}) {
    for (const auto& amount : field->shapes.amounts()) {
      if (amount.shape != taxonomy::kPrice || amount.unit.empty()) continue;
      consider(amount.unit, amount.number, evidence_of(*field, amount, ""));
    }
  }
  return best;
}

/// Words such as groothandel and moq; units and numbers are no words (a liter is not wholesale).
std::optional<Leveled> by_word(const Analysis& analysis) {
  const Taxonomy& t = analysis.taxonomy();
  std::optional<Leveled> best;
  for (const LabelSum& sum : analysis.sums(Scheme::kLevel)) {
    const auto at = std::find(kLevels.begin(), kLevels.end(), t.label(sum.label).slug);
    if (at == kLevels.end()) continue;
    for (const Place& place : sum.places) {
      bool unit = false;
      for (std::uint32_t i = place.hit->first; i < place.hit->first + place.hit->count; ++i) {
        unit |= place.field->shapes.at(i) != 0 || place.field->tokens[i].kind != text::TokenKind::kWord;
      }
      const std::string& term = t.term(place.hit->term).text;
      static constexpr std::string_view kUnits[] = {"liter", "kilo",    "kilo's", "kilogram", "lb",
                                                    "lbs",   "pound",   "pounds", "ton",      "tonne",
                                                    "blok",  "blokken", "strip",  "sample"};
      if (unit || std::find(std::begin(kUnits), std::end(kUnits), term) != std::end(kUnits)) continue;
      const auto level = static_cast<std::size_t>(at - kLevels.begin());
      if (best && best->level >= level) continue;
      Evidence evidence = labels::evidence_of(place);
      evidence.rule = "level.word";
      best = Leveled{level, std::move(evidence)};
    }
  }
  return best;
}

}  // namespace

std::optional<Verdict> judge_level(const Subject& subject, const Analysis& analysis, const Goods& goods,
                                   std::string_view act) {
  if (act != "offer" && act != "request") return std::nullopt;
  const auto chosen = std::find_if(goods.candidates.begin(), goods.candidates.end(),
                                   [](const Candidate& each) { return each.chosen; });
  if (chosen == goods.candidates.end()) return std::nullopt;
  std::vector<Leveled> found;
  // The level that the heaviest goods give; amounts without a cut for them say nothing.
  if (auto amount = by_amount(subject, analysis, chosen->label)) found.push_back(std::move(*amount));
  // One gun costs what a wholesale lot of drugs does: its price says nothing of the level.
  if (!Taxonomy::below(analysis.taxonomy().label(chosen->label).slug, "weapon")) {
    if (auto price = by_price(subject, analysis)) found.push_back(std::move(*price));
  }
  if (found.empty()) {
    if (auto word = by_word(analysis)) found.push_back(std::move(*word));
  }
  if (found.empty()) return std::nullopt;
  std::size_t level = 0;
  Verdict verdict{Scheme::kLevel, "", 0, {}};
  for (Leveled& each : found) {
    level = std::max(level, each.level);
    each.evidence.weight.reset();
    verdict.evidence.push_back(std::move(each.evidence));
    verdict.weight += kUnit;
  }
  verdict.label = kLevels[level];
  return verdict;
}

std::vector<Verdict> judge_mo(const Subject& subject, const Analysis& analysis) {
  const Taxonomy& t = analysis.taxonomy();
  std::map<std::string, Verdict> made;
  auto add = [&](std::string_view slug, Weight weight, Evidence evidence) {
    if (!t.find_label(Scheme::kMo, slug)) return;
    Verdict& verdict =
        made.try_emplace(std::string(slug), Verdict{Scheme::kMo, std::string(slug), 0, {}}).first->second;
    verdict.weight += weight;
    evidence.weight = taxonomy::to_decimal(weight);
    if (verdict.evidence.size() < kEvidence) verdict.evidence.push_back(std::move(evidence));
  };
  for (const LabelSum& sum : analysis.sums(Scheme::kMo)) {
    if (sum.weight < t.settings().medium) continue;
    for (const Place& place : sum.places)
      add(t.label(sum.label).slug, place.hit->weight, labels::evidence_of(place));
  }
  static constexpr std::pair<std::string_view, std::string_view> kIdentifiers[] = {
      {"phone", "contact.phone"},         {"whatsapp", "contact.messenger"},
      {"telegram", "contact.messenger"},  {"signal", "contact.messenger"},
      {"session", "contact.messenger"},   {"wickr", "contact.messenger"},
      {"threema", "contact.messenger"},   {"discord", "contact.messenger"},
      {"jabber", "contact.messenger"},    {"tox", "contact.messenger"},
      {"email", "contact.email"},         {"pgp_key", "contact.pgp"},
      {"pgp_fingerprint", "contact.pgp"}, {"btc", "payment.crypto"},
      {"ltc", "payment.crypto"},          {"doge", "payment.crypto"},
      {"eth", "payment.crypto"},          {"xmr", "payment.crypto"},
      {"dash", "payment.crypto"},         {"bch", "payment.crypto"},
      {"zec", "payment.crypto"},          {"trx", "payment.crypto"},
      {"iban", "payment.bank"},           {"payment_link", "payment.bank"},
      {"address", "address.street"},      {"onion", "hosting.tor"}};
  for (const Identifier& each : subject.identifiers) {
    for (const auto& [type, slug] : kIdentifiers) {
      if (each.type == type) {
        add(slug, t.settings().strong,
            {fmt::format("identifiers.{}", each.index),
             std::string(each.value),
             {},
             {},
             "mo.identifier",
             {}});
      }
    }
  }
  auto fact = [&](std::string_view slug, std::string_view field, std::string_view raw) {
    if (!raw.empty())
      add(slug, t.settings().strong, {std::string(field), std::string(raw), {}, {}, "mo.site", {}});
  };
  fact("hosting.provider", "hosting.name", subject.hosting_name);
  fact("hosting.builder", "site.software", subject.software);
  if (subject.network == "tor") fact("hosting.tor", "network", subject.network);
  std::vector<Verdict> list;
  for (auto& [slug, verdict] : made) list.push_back(std::move(verdict));
  return list;
}

std::vector<Verdict> judge_grow(const Subject& subject, const Analysis& analysis, const Goods& goods) {
  (void)subject;
  const Taxonomy& t = analysis.taxonomy();
  const auto sums = analysis.sums(Scheme::kGrow);
  const bool cultivation =
      std::any_of(goods.candidates.begin(), goods.candidates.end(), [&](const Candidate& each) {
        return each.chosen && Taxonomy::below(t.label(each.label).slug, "cultivation");
      });
  std::vector<Verdict> list;
  // A garden fan alone is no sign: growing goods beside it, or two different signs.
  if (!cultivation && sums.size() < 2) return list;
  for (const LabelSum& sum : sums) {
    list.push_back({Scheme::kGrow, t.label(sum.label).slug, sum.weight, evidence_of(sum)});
  }
  if (cultivation && t.find_label(Scheme::kGrow, "discreet")) {
    for (const LabelSum& sum : analysis.sums(Scheme::kMo)) {
      if (t.label(sum.label).slug != "post.stealth") continue;
      list.push_back({Scheme::kGrow, "discreet", sum.weight, evidence_of(sum)});
    }
  }
  return list;
}

}  // namespace peil::labels
