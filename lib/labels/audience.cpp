// labels/audience.cpp -- whom a page is aimed at: signals, each once, and the verdict of their sum.
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "labels/rules.hpp"

namespace peil::labels {

using taxonomy::kUnit;

namespace {

constexpr std::size_t kUntold = 40;  // tokens of a text whose language may not be told

/// Collects audience signals, each once.
class Signals {
 public:
  explicit Signals(const Taxonomy& taxonomy) : taxonomy_(taxonomy) {}

  void add(std::string_view slug, Evidence evidence, std::string_view weight_name = "") {
    const Weight weight = taxonomy_.audience_weight(weight_name.empty() ? slug : weight_name);
    if (weight == 0) return;
    evidence.weight = taxonomy::to_decimal(weight);
    for (Verdict& have : list_) {
      if (have.label != slug) continue;
      // One signal counts once; of two weights for it the one farther from zero does.
      if (std::abs(weight) > std::abs(have.weight)) {
        have.weight = weight;
        have.evidence.insert(have.evidence.begin(), std::move(evidence));
      } else if (have.evidence.size() < kEvidence) {
        evidence.weight.reset();
        have.evidence.push_back(std::move(evidence));
      }
      return;
    }
    list_.push_back({Scheme::kAudience, std::string(slug), weight, {std::move(evidence)}});
  }
  std::vector<Verdict> take() { return std::move(list_); }

 private:
  const Taxonomy& taxonomy_;
  std::vector<Verdict> list_;
};

Evidence plain(std::string_view field, std::string_view raw, std::string_view rule) {
  return {std::string(field), std::string(raw), {}, {}, std::string(rule), {}};
}

void destinations(const Subject& subject, Signals& signals) {
  for (const StatedCode& each : subject.ships_to) {
    if (each.code == "NL")
      signals.add("nl.destination", plain(each.field, each.code, "audience.destination"));
    if (each.code == "EU" || each.code == "WW") {
      signals.add("nl.destination", plain(each.field, each.code, "audience.destination"),
                  "nl.destination.wide");
    }
  }
  for (const StatedCode& each : subject.ships_except) {
    if (each.code != "NL") continue;
    signals.add("nl.destination", plain(each.field, each.code, "audience.destination"),
                "nl.destination.excluded");
  }
}

void identifiers(const Subject& subject, Signals& signals) {
  for (const Identifier& each : subject.identifiers) {
    const std::string field = fmt::format("identifiers.{}", each.index);
    if (each.type == "phone" && each.value.starts_with("+31")) {
      signals.add("nl.contact", plain(field, each.value, "audience.phone"));
    } else if (each.type == "phone" && each.value.starts_with("+32")) {
      signals.add("be.any", plain(field, each.value, "audience.phone"));
    } else if (each.type == "kvk" || (each.type == "vat" && each.value.starts_with("NL"))) {
      signals.add("nl.company", plain(field, each.value, "audience.company"));
    } else if (each.type == "vat" && each.value.starts_with("BE")) {
      signals.add("be.any", plain(field, each.value, "audience.company"));
    } else if (each.type == "iban" && each.value.starts_with("NL")) {
      signals.add("nl.payment", plain(field, each.value, "audience.iban"));
    } else if (each.type == "postcode") {
      signals.add("nl.place", plain(field, each.value, "audience.postcode"));
    }
  }
}

void currency(const Subject& subject, const Analysis& analysis, Signals& signals) {
  for (const StatedAmount& each : subject.prices) {
    if (each.unit == "EUR") {
      signals.add("nl.currency", plain(each.field, each.raw.empty() ? "EUR" : each.raw, "audience.currency"));
      return;
    }
  }
  for (const Field* field : {&analysis.title(), &analysis.text()}) {
    for (const auto& amount : field->shapes.amounts()) {
      if (amount.shape == taxonomy::kPrice && amount.unit == "EUR") {
        signals.add("nl.currency", evidence_of(*field, amount, "audience.currency"));
        return;
      }
    }
  }
}

/// Where a text is too short for its language to be told: the heaviest of its words that only Dutch has,
/// if no other language has more of them.
std::optional<Evidence> dutch_words(const Analysis& analysis) {
  const Taxonomy& t = analysis.taxonomy();
  constexpr std::size_t kLetters = 4;
  std::size_t dutch = 0, other = 0;
  std::optional<Evidence> first;
  for (const Field* field : {&analysis.title(), &analysis.text()}) {
    for (const Hit& hit : field->hits) {
      const auto& term = t.term(hit.term);
      if (hit.weight == 0 || term.text.size() < kLetters || term.languages == "xx") continue;
      if (term.languages != "nl") {
        other += term.languages.find(',') == std::string::npos;
        continue;
      }
      ++dutch;
      if (!first) first = evidence_of(*field, hit.first, hit.first + hit.count - 1u, "audience.words");
    }
  }
  return dutch > other ? first : std::nullopt;
}

}  // namespace

std::vector<Verdict> judge_audience(const Subject& subject, const Analysis& analysis) {
  const Taxonomy& t = analysis.taxonomy();
  Signals signals(t);
  if (subject.language == "nl") signals.add("nl.language", plain("lang.code", "nl", "audience.language"));
  const bool told = subject.language != "unknown" && !subject.language.empty() && subject.language != "af";
  if (!told && analysis.tokens() <= kUntold) {
    if (auto words = dutch_words(analysis)) signals.add("nl.language", std::move(*words));
  }
  if (subject.host.ends_with(".nl")) signals.add("nl.tld", plain("site.host", subject.host, "audience.tld"));
  if (subject.host.ends_with(".be")) signals.add("be.any", plain("site.host", subject.host, "audience.tld"));
  destinations(subject, signals);
  identifiers(subject, signals);
  currency(subject, analysis, signals);
  for (const LabelSum& sum : analysis.sums(Scheme::kAudience)) {
    const std::string& slug = t.label(sum.label).slug;
    if (slug == "nl.language") continue;  // the text's language is known better than by single words
    for (const Place& place : sum.places) {
      if (place.hit->weight < t.settings().weak) continue;  // ambiguous, and nothing near supports it
      Evidence evidence = evidence_of(place);
      std::string_view weight = slug;
      if (slug == "nl.destination") {
        const auto strength = t.term(place.hit->term).strength;
        if (strength == taxonomy::Strength::kWeak) weight = "nl.destination.wide";
        if (strength == taxonomy::Strength::kMedium) weight = "nl.destination.excluded";
      }
      signals.add(slug, std::move(evidence), weight);
    }
  }
  std::vector<Verdict> list = signals.take();
  std::stable_sort(list.begin(), list.end(),
                   [](const Verdict& a, const Verdict& b) { return a.weight > b.weight; });
  if (auto verdict = audience_verdict(t, list)) list.insert(list.begin(), std::move(*verdict));
  return list;
}

std::optional<Verdict> audience_verdict(const Taxonomy& taxonomy, const std::vector<Verdict>& signals) {
  const auto& settings = taxonomy.settings();
  Weight score = 0;
  int positive = 0;
  bool belgian = false, dutch = false, language = false;
  std::vector<Evidence> evidence;
  for (const Verdict& each : signals) {
    if (!each.label.starts_with("nl.") && each.label != "be.any") continue;
    if (each.label == "nl.directed" || each.label == "nl.possible") continue;
    score += each.weight;
    positive += each.weight > 0;
    if (each.label == "be.any") belgian = true;
    else if (each.label == "nl.language") language = true;
    else if (each.label == "nl.tld" || each.label == "nl.company" || each.label == "nl.contact" ||
             each.label == "nl.payment" || (each.label == "nl.destination" && each.weight >= 2 * kUnit)) {
      dutch = true;
    }
    if (!each.evidence.empty()) {
      evidence.push_back(each.evidence[0]);
      evidence.back().weight = taxonomy::to_decimal(each.weight);
    }
  }
  Verdict verdict{Scheme::kAudience, "", score, std::move(evidence)};
  if (belgian && language && !dutch) verdict.label = "be";
  else if (score >= settings.directed && positive >= 2) verdict.label = "nl.directed";
  else if (score >= settings.possible) verdict.label = "nl.possible";
  else return std::nullopt;
  return verdict;
}

std::optional<Verdict> judge_destination(const Subject& subject, const Analysis& analysis) {
  Signals signals(analysis.taxonomy());
  destinations(subject, signals);
  auto list = signals.take();
  if (list.empty()) return std::nullopt;
  return list[0];
}

}  // namespace peil::labels
