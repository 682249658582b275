#include "inventory/error_rates.hpp"

#include <fmt/format.h>

#include "record/record.hpp"

namespace peil::inventory {
namespace {

double number(Value value) {
  auto decimal = value.decimal();
  return decimal ? decimal->to_double() : 0;
}
std::uint64_t whole(Value value) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, value.integer().value_or(0)));
}
std::optional<double> proportion(Value value) {
  auto decimal = value["value"].decimal();
  if (!decimal) return std::nullopt;
  double p = decimal->to_double();
  return p >= 0 && p <= 1 ? std::optional(p) : std::nullopt;
}

// The first of `have` that is not in `measured`, or "".
std::string missing_from(const std::set<std::string, std::less<>>& measured,
                         const std::set<std::string, std::less<>>& have) {
  for (const auto& one : have)
    if (!measured.count(one)) return one;
  return "";
}

}  // namespace

Result<ErrorRates> ErrorRates::parse(std::string_view text, std::string_view where) {
  RecordParser parser;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  auto parsed = parser.parse_copy(text);
  if (!parsed || (**parsed)["error_rates"].integer() != 1)
    return Error{fmt::format("{} is not what classify eval --rates wrote", where)};
  const Record& file = **parsed;
  if (file["scheme"].text_or_empty() != "goods")
    return Error{fmt::format("{}: rates of {}; tables are corrected for goods", where,
                             file["scheme"].text_or_empty())};
  ErrorRates made;
  made.taxonomy_ = file["taxonomy"].text_or_empty();
  made.model_ = file["model"].text_or_empty();
  Value domain = file["domain"];
  domain["languages"].each([&](Value one) { made.languages_.emplace(one.text_or_empty()); });
  domain["channels"].each([&](Value one) { made.channels_.emplace(one.text_or_empty()); });
  made.from_ = domain["from"].text_or_empty();
  made.to_ = domain["to"].text_or_empty();
  file["labels"].each([&](Value one) {
    LabelRates rates;
    Value n = one["n"];
    rates.true_positive = number(n["tp"]), rates.false_positive = number(n["fp"]);
    rates.false_negative = number(n["fn"]), rates.true_negative = number(n["tn"]);
    rates.sensitivity = proportion(one["sensitivity"]);
    rates.specificity = proportion(one["specificity"]);
    rates.labelled = whole(one["labelled"]), rates.checked = whole(one["checked"]);
    rates.right = whole(one["right"]);
    made.labels_.emplace(one["label"].text_or_empty(), rates);
  });
  if (made.labels_.empty()) return Error{fmt::format("{}: no labels in it", where)};
  return made;
}

std::string ErrorRates::refusal(const Corpus& corpus) const {
  for (const auto& one : corpus.taxonomies)
    if (one != taxonomy_) return "taxonomy " + one.substr(0, 19);
  for (const auto& one : corpus.models)
    if (one != model_) return "model " + one.substr(0, 19);
  if (corpus.models.empty() && !model_.empty()) return "model " + model_.substr(0, 19);
  if (std::string one = missing_from(languages_, corpus.languages); !one.empty()) return "lang " + one;
  if (std::string one = missing_from(channels_, corpus.channels); !one.empty()) return "channel " + one;
  if (!from_.empty() && !corpus.first_day.empty() && corpus.first_day < from_) return corpus.first_day;
  if (!to_.empty() && !corpus.last_day.empty() && corpus.last_day > to_) return corpus.last_day;
  return "";
}

const LabelRates* ErrorRates::of(std::string_view label) const {
  auto found = labels_.find(label);
  return found == labels_.end() ? nullptr : &found->second;
}

std::optional<stats::Estimate> ErrorRates::corrected(const LabelRates& rates, double observed,
                                                     double n) const {
  if (!rates.sensitivity || !rates.specificity) return std::nullopt;
  return stats::rogan_gladen_interval(observed, n, *rates.sensitivity,
                                      rates.true_positive + rates.false_negative, *rates.specificity,
                                      rates.false_positive + rates.true_negative);
}

}  // namespace peil::inventory
