// inventory/error_rates.hpp -- --error-rates: how often classify errs, as `classify eval --rates` measured
// it.
//
// A share of labelled offers is corrected for wrong labels (Rogan & Gladen 1978) only where the rates hold:
// the same taxonomy and model, and no language, channel or time that they were not measured in.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "stats/estimators.hpp"

namespace peil::inventory {

struct LabelRates {
  double true_positive = 0, false_positive = 0, false_negative = 0, true_negative = 0;
  std::optional<double> sensitivity, specificity;
  std::uint64_t labelled = 0, checked = 0, right = 0;
};

class ErrorRates {
 public:
  /// The one JSON object that `classify eval --rates FILE` writes; an Error says what is wrong with it.
  static Result<ErrorRates> parse(std::string_view text, std::string_view where);

  /// What records a report is made of, as far as rates depend on it. Days are YYYY-MM-DD.
  struct Corpus {
    std::set<std::string, std::less<>> taxonomies, models, languages, channels;
    std::string first_day, last_day;
  };
  /// Why the rates do not hold for these records, in words for people, or "" when they do.
  std::string refusal(const Corpus& corpus) const;

  const LabelRates* of(std::string_view label) const;
  /// The true share behind `observed` of `n` independent units (0: not sampled). nullopt: not estimable.
  std::optional<stats::Estimate> corrected(const LabelRates& rates, double observed, double n) const;

 private:
  std::string taxonomy_, model_, from_, to_;
  std::set<std::string, std::less<>> languages_, channels_;
  std::map<std::string, LabelRates, std::less<>> labels_;
};

}  // namespace peil::inventory
