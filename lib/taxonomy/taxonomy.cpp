// taxonomy/taxonomy.cpp -- what can be asked of a loaded taxonomy. Loading stands in load.cpp.
#include "taxonomy/taxonomy.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/words.hpp"
#include "taxonomy/index.hpp"

namespace peil::taxonomy {

namespace {
constexpr std::array<std::string_view, kSchemes> kSchemeNames = {"goods", "act",   "channel", "audience",
                                                                 "risk",  "level", "mo",      "grow"};
}

std::string_view scheme_name(Scheme scheme) { return kSchemeNames[static_cast<std::size_t>(scheme)]; }

std::optional<Scheme> scheme_from_name(std::string_view name) {
  const auto at = std::find(kSchemeNames.begin(), kSchemeNames.end(), name);
  if (at == kSchemeNames.end()) return std::nullopt;
  return static_cast<Scheme>(at - kSchemeNames.begin());
}

std::string_view strength_name(Strength strength) {
  return strength == Strength::kStrong ? "strong" : strength == Strength::kMedium ? "medium" : "weak";
}

Decimal to_decimal(Weight weight) { return Decimal(static_cast<Int128>(weight), 3); }

bool Term::speaks(std::string_view language) const {
  if (languages == "xx") return true;
  for (std::string_view each : split(languages, ',')) {
    if (trim(each) == language) return true;
  }
  return false;
}

Taxonomy::Taxonomy() = default;
Taxonomy::~Taxonomy() = default;

std::optional<LabelId> Taxonomy::find_label(Scheme scheme, std::string_view slug) const {
  const auto at = label_ids_.find(fmt::format("{}:{}", scheme_name(scheme), slug));
  if (at == label_ids_.end()) return std::nullopt;
  return at->second;
}

std::string Taxonomy::label_name(LabelId id) const {
  return fmt::format("{}:{}", scheme_name(labels_[id].scheme), labels_[id].slug);
}

bool Taxonomy::below(std::string_view slug, std::string_view ancestor) {
  return slug.starts_with(ancestor) && (slug.size() == ancestor.size() || slug[ancestor.size()] == '.');
}

bool Taxonomy::below(LabelId id, LabelId ancestor) const {
  return labels_[id].scheme == labels_[ancestor].scheme && below(labels_[id].slug, labels_[ancestor].slug);
}

std::optional<LabelId> Taxonomy::channel_of_host(std::string_view host, std::string_view domain) const {
  // A host is known by itself or by any domain that it stands under.
  for (std::string_view name = host; !name.empty();) {
    if (const auto at = hosts_.find(name); at != hosts_.end()) return at->second;
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
  }
  if (const auto at = hosts_.find(domain); at != hosts_.end()) return at->second;
  return std::nullopt;
}

std::optional<std::pair<LabelId, std::string_view>> Taxonomy::shop_in_host(std::string_view host) const {
  // The public suffix says nothing: .shop and .pharmacy are for sale to anyone.
  const std::string_view labels = host.substr(0, host.rfind('.'));
  for (const auto& [name, label] : shop_names_) {
    if (labels.find(name) != std::string_view::npos) return std::pair{label, std::string_view(name)};
  }
  return std::nullopt;
}

std::optional<LabelId> Taxonomy::channel_of_software(std::string_view software) const {
  const std::string name = to_lower_ascii(software);
  if (const auto at = software_.find(name); at != software_.end()) return at->second;
  // "WooCommerce 7.1" is known by its first word.
  if (const auto at = software_.find(name.substr(0, name.find_first_of(" /"))); at != software_.end()) {
    return at->second;
  }
  return std::nullopt;
}

Weight Taxonomy::audience_weight(std::string_view signal) const {
  const auto at = audience_.find(signal);
  return at == audience_.end() ? 0 : at->second;
}

const Cut* Taxonomy::amount_cut(LabelId label, std::string_view unit) const {
  const Cut* best = nullptr;
  for (const Cut& cut : cuts_) {
    if (cut.unit != unit || !cut.middle || !below(label, cut.label)) continue;
    if (best == nullptr || labels_[cut.label].slug.size() > labels_[best->label].slug.size()) best = &cut;
  }
  return best;
}

const Cut* Taxonomy::price_cut(std::string_view currency) const {
  for (const Cut& cut : cuts_) {
    if (!cut.middle && cut.unit == currency) return &cut;
  }
  return nullptr;
}

std::uint32_t Taxonomy::gate_bit(std::string_view name) const {
  const auto at = gates_.find(name);
  return at == gates_.end() ? 0 : at->second;
}

std::span<const Taxonomy::GateWord> Taxonomy::find_gate_words(std::uint64_t first) const {
  const auto begin = std::partition_point(gate_words_.begin(), gate_words_.end(),
                                          [&](const GateWord& word) { return word.tokens[0] < first; });
  auto end = begin;
  while (end != gate_words_.end() && end->tokens[0] == first) ++end;
  return {begin, end};
}

const Law* Taxonomy::law_on(LabelId label, std::string_view substance, std::string_view day) const {
  auto holds = [&](const Law& law) {
    return (law.valid_from.empty() || law.valid_from <= day) && (law.valid_to.empty() || day <= law.valid_to);
  };
  const Law* best = nullptr;
  auto better = [&](const Law& law) {
    if (best == nullptr) return true;
    if (law.substance.empty() != best->substance.empty()) return !law.substance.empty();
    const std::size_t depth = label_name(law.label).size(), have = label_name(best->label).size();
    return depth != have ? depth > have : law.valid_from >= best->valid_from;
  };
  for (const Law& law : laws_) {
    if (!holds(law) || !below(label, law.label)) continue;
    if (!law.substance.empty() && law.substance != substance) continue;
    if (better(law)) best = &law;
  }
  return best;
}

}  // namespace peil::taxonomy
