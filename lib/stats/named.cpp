// Every estimator by its name, for `report estimate`; and those few that are made of others.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/hash.hpp"
#include "stats/bootstrap.hpp"
#include "stats/estimators.hpp"

namespace peil::stats {

std::optional<Estimate> survival_at(std::span<const Lifetime> lifetimes, double time) {
  double last = -1;
  for (const Lifetime& one : lifetimes) last = std::max(last, one.duration);
  if (last < time) return std::nullopt;
  double survival = 1, greenwood = 0;
  for (const SurvivalStep& step : kaplan_meier({lifetimes.begin(), lifetimes.end()})) {
    if (step.time > time) break;
    survival = step.survival;
    double at_risk = static_cast<double>(step.at_risk), ended = static_cast<double>(step.ended);
    if (at_risk > ended) greenwood += ended / (at_risk * (at_risk - ended));
  }
  Estimate estimate{survival, std::nullopt, std::nullopt};
  if (survival > 0 && survival < 1) {
    double spread = std::exp(kZ95 * std::sqrt(greenwood) / std::log(survival));
    estimate.interval = Interval{std::pow(survival, 1 / spread), std::pow(survival, spread)};
    if (estimate.interval->low > estimate.interval->high)
      std::swap(estimate.interval->low, estimate.interval->high);
    estimate.variance = survival * survival * greenwood;
  }
  return estimate;
}

std::optional<double> monthly(double sum, double days) {
  return days > 0 && std::isfinite(sum) ? std::optional(sum / days * 30.44) : std::nullopt;
}

namespace {

// A binomial draw from the bootstrap's own hash: exact for what people check by hand, normal beyond.
class Draws {
 public:
  double proportion(double p, double n, std::uint64_t stream, std::uint32_t replicate) {
    if (!(n > 0)) return p;
    if (n <= 5000) {
      double hits = 0;
      for (double i = 0; i < n; ++i) hits += uniform(stream, replicate, static_cast<std::uint64_t>(i)) < p;
      return hits / n;
    }
    double normal = 0;
    for (std::uint64_t i = 0; i < 12; ++i) normal += uniform(stream, replicate, i);
    return std::clamp(p + (normal - 6) * std::sqrt(p * (1 - p) / n), 0.0, 1.0);
  }

 private:
  static double uniform(std::uint64_t stream, std::uint32_t replicate, std::uint64_t i) {
    std::uint64_t state = (stream - 1) * 0x9E3779B97F4A7C15u + (std::uint64_t{replicate} << 32) + i + 1;
    return static_cast<double>(mix64(state) >> 11) * 0x1p-53;
  }
};

}  // namespace

std::optional<Estimate> rogan_gladen_interval(double observed, double n, double sensitivity, double positive,
                                              double specificity, double negative) {
  auto value = rogan_gladen(observed, sensitivity, specificity);
  if (!value) return std::nullopt;
  Draws draws;
  std::vector<double> figures;
  for (std::uint32_t b = 0; b < kReplicates; ++b) {
    double p = draws.proportion(observed, n, 1, b), se = draws.proportion(sensitivity, positive, 2, b);
    double sp = draws.proportion(specificity, negative, 3, b);
    if (se + sp > 1) figures.push_back(std::clamp((p + sp - 1) / (se + sp - 1), 0.0, 1.0));
  }
  Estimate estimate{*value, std::nullopt, std::nullopt};
  if (figures.size() < kReplicates / 2) return estimate;
  std::sort(figures.begin(), figures.end());
  estimate.interval = Interval{figures[figures.size() * 25 / 1000], figures[figures.size() * 975 / 1000]};
  return estimate;
}

namespace {

using Arguments = const std::vector<std::vector<double>>&;

double at(Arguments a, std::size_t i, double otherwise = 0) { return a[i].empty() ? otherwise : a[i][0]; }

std::optional<Estimate> bare(std::optional<double> value) {
  if (!value) return std::nullopt;
  return Estimate{*value, std::nullopt, std::nullopt};
}

std::optional<std::vector<std::uint64_t>> counts(const std::vector<double>& list) {
  std::vector<std::uint64_t> all;
  for (double one : list) {
    if (one < 0 || one != std::floor(one)) return std::nullopt;
    all.push_back(static_cast<std::uint64_t>(one));
  }
  return all;
}

std::optional<Estimate> named_wilson(Arguments a) {
  auto interval = at(a, 1) > 0 ? wilson(at(a, 0) / at(a, 1), at(a, 1)) : std::nullopt;
  if (!interval) return std::nullopt;
  return Estimate{at(a, 0) / at(a, 1), interval, std::nullopt};
}

std::optional<Estimate> named_wilson_sellers(Arguments a) {
  auto sizes = counts(a[1]);
  if (!sizes) return std::nullopt;
  auto n = std::accumulate(sizes->begin(), sizes->end(), std::uint64_t{0});
  if (at(a, 0) > static_cast<double>(n)) return std::nullopt;
  auto made = share_by_seller(static_cast<std::uint64_t>(at(a, 0)), n, *sizes, true);
  if (!made.value || *made.value > 1) return std::nullopt;
  return Estimate{*made.value, made.interval, std::nullopt};
}

std::optional<std::vector<Occasion>> occasions(Arguments a) {
  if (a[0].size() != a[1].size()) return std::nullopt;
  std::vector<Occasion> all;
  for (std::size_t i = 0; i < a[0].size(); ++i) all.push_back({a[0][i], a[1][i]});
  return all;
}

template <std::optional<double> (*of)(std::span<const std::uint64_t>)>
std::optional<Estimate> named_sizes(Arguments a) {
  auto sizes = counts(a[0]);
  return sizes ? bare(of(*sizes)) : std::nullopt;
}

std::optional<Estimate> named_kaplan_meier(Arguments a) {
  if (a[0].size() != a[1].size()) return std::nullopt;
  std::vector<Lifetime> lives;
  for (std::size_t i = 0; i < a[0].size(); ++i) lives.push_back({a[0][i], a[1][i] != 0});
  if (!a[2].empty()) return survival_at(lives, at(a, 2));
  return bare(median_survival(kaplan_meier(lives)));
}

std::optional<Estimate> named_discount(Arguments a) {
  if (a[0].size() != a[1].size() || (!a[2].empty() && a[2].size() != a[0].size())) return std::nullopt;
  std::vector<Point> points;
  for (std::size_t i = 0; i < a[0].size(); ++i) {
    if (!(a[0][i] > 0 && a[1][i] > 0)) return std::nullopt;
    auto seller = a[2].empty() ? i : static_cast<std::uint64_t>(a[2][i]);
    points.push_back({std::log(a[1][i]), std::log(a[0][i]), seller});
  }
  auto line = regress(points, !a[2].empty());
  if (!line) return std::nullopt;
  return Estimate{line->slope, line->interval, std::nullopt};
}

std::vector<Owned> owned(Arguments a) {
  std::vector<Owned> all;
  for (std::size_t i = 0; i < a[0].size(); ++i)
    all.push_back({a[0][i], i < a[1].size() ? static_cast<std::uint64_t>(a[1][i]) : i});
  return all;
}

std::optional<Estimate> named_median(Arguments a) {
  auto all = owned(a);
  if (all.empty()) return std::nullopt;
  std::vector<double> sorted = a[0];
  std::sort(sorted.begin(), sorted.end());
  std::size_t n = sorted.size();
  return Estimate{(sorted[(n - 1) / 2] + sorted[n / 2]) / 2, bootstrap_median(all), std::nullopt};
}

std::optional<Estimate> named_sum(Arguments a) {
  auto all = owned(a);
  if (all.empty()) return std::nullopt;
  return Estimate{std::accumulate(a[0].begin(), a[0].end(), 0.0), bootstrap_sum(all), std::nullopt};
}

constexpr std::string_view kLowerBound = "a lower bound, no estimate of the number";
constexpr std::string_view kClosed =
    "closed population, equal catchability; too low where some are seen more easily than others";

constexpr Named kNamed[] = {
    {"wilson", "k n", "share of k in n independent units",
     "units must be independent: for offers, n is the effective number of sellers", named_wilson},
    {"wilson-sellers", "k sizes[]", "share of k offers in those of sellers of these sizes",
     "Wilson on Kish's effective number of sellers; under 10 sellers no interval", named_wilson_sellers},
    {"lincoln-petersen", "M n m", "size of a population: M seen first, n second, m in both",
     "closed population, equal catchability; biased upward for few recaptures: prefer chapman",
     [](Arguments a) { return lincoln_petersen(at(a, 0), at(a, 1), at(a, 2)); }},
    {"chapman", "M n m", "size of a population: M seen first, n second, m in both", kClosed,
     [](Arguments a) { return chapman(at(a, 0), at(a, 1), at(a, 2)); }},
    {"schnabel", "n[] m[]", "size of a population from several occasions: n seen, m of them before", kClosed,
     [](Arguments a) {
       auto all = occasions(a);
       return all ? schnabel(*all) : std::nullopt;
     }},
    {"schnabel-adjusted", "n[] m[]", "the same with Σm + 1, for few recaptures", kClosed,
     [](Arguments a) {
       auto all = occasions(a);
       return all ? schnabel(*all, true) : std::nullopt;
     }},
    {"schumacher-eschmeyer", "n[] m[]", "size of a population from several occasions, by regression", kClosed,
     [](Arguments a) {
       auto all = occasions(a);
       return all ? schumacher_eschmeyer(*all) : std::nullopt;
     }},
    {"chao1", "s f1 f2", "lower bound of the number of kinds: s seen, f1 once, f2 twice", kLowerBound,
     [](Arguments a) { return chao1(at(a, 0), at(a, 1), at(a, 2)); }},
    {"chao1-classic", "s f1 f2", "the same, not bias-corrected", kLowerBound,
     [](Arguments a) { return chao1_classic(at(a, 0), at(a, 1), at(a, 2)); }},
    {"chao2", "s q1 q2 t", "lower bound from t occasions: s seen, q1 on one of them, q2 on two",
     "a lower bound; closed population: too high where sellers come and go",
     [](Arguments a) { return chao2(at(a, 0), at(a, 1), at(a, 2), at(a, 3)); }},
    {"coverage", "n f1 f2", "share of all sightings that the kinds seen make up",
     "over occasions, not over a stream without its repeats",
     [](Arguments a) { return bare(coverage(at(a, 0), at(a, 1), at(a, 2))); }},
    {"rogan-gladen", "p se sp n? pos? neg?",
     "true share behind an observed one of n, by sensitivity (of pos checked) and specificity (of neg)",
     "error rates hold in their own domain only: language, channel, period, taxonomy",
     [](Arguments a) {
       if (a[3].empty() && a[4].empty() && a[5].empty())
         return bare(rogan_gladen(at(a, 0), at(a, 1), at(a, 2)));
       return rogan_gladen_interval(at(a, 0), at(a, 3), at(a, 1), at(a, 4), at(a, 2), at(a, 5));
     }},
    {"cohen-kappa", "table[]", "agreement of two coders beyond chance; the table row by row",
     "depends on how common the classes are",
     [](Arguments a) {
       auto table = counts(a[0]);
       auto side = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(a[0].size()))));
       return table ? bare(cohen_kappa(*table, side)) : std::nullopt;
     }},
    {"gini", "x[]", "inequality: 0 all equal, towards 1 one has all",
     "over the sellers seen: too low where small ones are missed", named_sizes<gini>},
    {"hhi", "x[]", "concentration: Σ share²", "over the sellers seen: too high where small ones are missed",
     named_sizes<hhi>},
    {"top-share", "x[] k", "share of the k largest", "over the sellers seen",
     [](Arguments a) {
       auto sizes = counts(a[0]);
       return sizes ? bare(top_share(*sizes, static_cast<std::size_t>(at(a, 1)))) : std::nullopt;
     }},
    {"shannon", "x[]", "number of equally common kinds that would be as various: exp of Shannon's entropy",
     "grows with the sample: rarefy before comparing periods", named_sizes<shannon_number>},
    {"simpson", "x[]", "inverse Simpson: 1 / Σ share²", "hardly sees rare kinds",
     named_sizes<inverse_simpson>},
    {"location-quotient", "part row column whole",
     "(part/row) / (column/whole): above 1, a flow stronger than expected",
     "no interval; unstable where few are expected",
     [](Arguments a) { return bare(location_quotient(at(a, 0), at(a, 1), at(a, 2), at(a, 3))); }},
    {"kaplan-meier", "t[] ended[] at?",
     "median survival of durations t, ended 1 or 0 (still there); or survival at a time",
     "censoring must not depend on what is studied; times are those of looking, so endings look early",
     named_kaplan_meier},
    {"discount", "per_gram[] grams[] seller[]?",
     "quantity discount: slope of ln(price per gram) over ln(grams), a level for each seller",
     "expected -0.10 to -0.21; advertised prices, not paid ones", named_discount},
    {"median", "x[] seller[]?", "median with a bootstrap by seller", "under 10 sellers no interval",
     named_median},
    {"sum", "x[] seller[]?", "sum with a bootstrap by seller", "under 10 sellers no interval", named_sum},
    {"revenue-floor", "x[] days", "sales dated by feedback, a month of 30.44 days",
     "a floor: one feedback is at most one sale, and only where feedback is left for each order",
     [](Arguments a) { return bare(monthly(std::accumulate(a[0].begin(), a[0].end(), 0.0), at(a, 1))); }},
};

}  // namespace

std::span<const Named> named_estimators() { return kNamed; }

}  // namespace peil::stats
