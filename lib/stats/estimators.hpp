// stats/estimators.hpp -- how many were not seen, and the other estimators of the field.
//
// Each says what it assumes and in which direction it errs where that does not hold; a report prints
// those words beside the figure. Numbers of things are small enough for doubles; what is summed
// exactly (money, counts) stands in tally.hpp. A figure that the data cannot give is nullopt.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stats/share.hpp"

namespace peil::stats {

/// A figure with its 95 % interval, where there is one.
struct Estimate {
  double value = 0;
  std::optional<Interval> interval;
  std::optional<double> variance;
};

// --- how many are there, from two or more counts ------------------------------------------------------

/// Lincoln–Petersen: `marked` seen first, `caught` seen second, `again` in both. nullopt when again is 0.
std::optional<Estimate> lincoln_petersen(double marked, double caught, double again);
/// Chapman's version, nearly unbiased for a closed population of equal catchability; too low where
/// sellers differ in how often they are seen (775 of 1,000 in a simulation). Source: Chapman 1951,
/// Seber 1970; 200, 180, 60 gives 595.41, 494.5–696.3.
std::optional<Estimate> chapman(double marked, double caught, double again);

/// One occasion of a repeated count: how many were seen, and how many of them before.
struct Occasion {
  double caught = 0;
  double again = 0;
};
/// Schnabel's estimate Σn·M / Σm (or / (Σm+1) when `adjusted`). Interval: Poisson below 50
/// recaptures, normal on 1/N from there. Source: Schnabel 1938; Krebs 1999.
std::optional<Estimate> schnabel(std::span<const Occasion> occasions, bool adjusted = false);
/// Σn·M² / Σm·M. Source: Schumacher & Eschmeyer 1943.
std::optional<Estimate> schumacher_eschmeyer(std::span<const Occasion> occasions);

/// Lower bound of the number of kinds, of which `seen` were seen, f1 once and f2 twice (bias-corrected).
/// Source: Chao 1987; 217, 31, 22 gives 237.22, 224.92–268.63.
std::optional<Estimate> chao1(double seen, double f1, double f2);
/// The classic form seen + f1²/(2 f2); nullopt when f2 is 0.
std::optional<Estimate> chao1_classic(double seen, double f1, double f2);
/// Chao2 for `occasions` repeated counts: q1 seen on one occasion only, q2 on two.
std::optional<Estimate> chao2(double seen, double q1, double q2, double occasions);
/// Share of all sightings that the kinds seen would make up. Source: Chao & Jost 2012; nullopt when n is 0.
std::optional<double> coverage(double n, double f1, double f2);
/// The same over `occasions` repeated counts with `sightings` in all (one a kind and occasion), q1 kinds seen
/// on one of them and q2 on two. Source: Chao & Jost 2012, incidence form.
std::optional<double> coverage_of_occasions(double sightings, double q1, double q2, double occasions);

// --- what was measured with error -------------------------------------------------------------------

/// The true share behind an observed one, given sensitivity and specificity. nullopt ("not estimable")
/// outside 0–1 or when se + sp <= 1. Source: Rogan & Gladen 1978; .08, .85, .97 gives .0610.
std::optional<double> rogan_gladen(double observed, double sensitivity, double specificity);
/// The same with its 95 % interval, where both the share (of `n`) and the error rates (from `positive` and
/// `negative` checked by hand) were estimated: a parametric bootstrap, limits cut to 0–1.
std::optional<Estimate> rogan_gladen_interval(double observed, double n, double sensitivity, double positive,
                                              double specificity, double negative);
/// Sum of dated sales per month of 30.44 days.
std::optional<double> monthly(double sum, double days);
/// Agreement of two coders beyond chance; `table` is square, row-major. Source: Cohen 1960.
std::optional<double> cohen_kappa(std::span<const std::uint64_t> table, std::size_t side);

// --- concentration and variety ---------------------------------------------------------------------

/// 0: all equal; towards 1: one has all. nullopt when empty or all zero.
std::optional<double> gini(std::span<const std::uint64_t> sizes);
/// Herfindahl–Hirschman index Σ share², 0 to 1.
std::optional<double> hhi(std::span<const std::uint64_t> sizes);
/// Share of the largest `count` in the whole.
std::optional<double> top_share(std::span<const std::uint64_t> sizes, std::size_t count);
/// exp of Shannon's entropy: the number of equally common kinds that would be as various (Hill, q = 1).
std::optional<double> shannon_number(std::span<const std::uint64_t> sizes);
/// 1 / Σ share² (Hill, q = 2).
std::optional<double> inverse_simpson(std::span<const std::uint64_t> sizes);
/// (part / row) / (column / whole): above 1, the flow is stronger than the margins make expect.
std::optional<double> location_quotient(double part, double row, double column, double whole);

// --- time --------------------------------------------------------------------------------------------

struct Lifetime {
  double duration = 0;
  bool ended = false;  ///< false: still there when last looked at (censored)
};
struct SurvivalStep {
  double time = 0;
  std::uint64_t at_risk = 0;
  std::uint64_t ended = 0;
  double survival = 1;
};
/// Kaplan–Meier curve: one step for each time at which something ended. Source: Kaplan & Meier 1958.
std::vector<SurvivalStep> kaplan_meier(std::vector<Lifetime> lifetimes);
/// Survival at `time`, with the interval of Greenwood's variance on the log–log scale, which stays in 0–1.
/// nullopt beyond the last look. Source: Kalbfleisch & Prentice 2002.
std::optional<Estimate> survival_at(std::span<const Lifetime> lifetimes, double time);
/// The first time at which survival is at most half; nullopt when it never is.
std::optional<double> median_survival(std::span<const SurvivalStep> curve);

// --- each estimator by its name, for `report estimate` ----------------------------------------------

struct Named {
  std::string_view name;
  std::string_view arguments;  ///< "k n"; n[] is a list, n? may be left out
  std::string_view meaning;
  std::string_view caveat;  ///< what it assumes, and where it errs
  /// The figure of arguments given in this order, or nullopt: not estimable.
  /// Lists have what was given, numbers one element, what was left out none.
  std::optional<Estimate> (*compute)(const std::vector<std::vector<double>>& arguments);
};
std::span<const Named> named_estimators();

}  // namespace peil::stats
