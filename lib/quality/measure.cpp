// quality/measure.cpp -- counting, and counting again under resampled sellers.
#include "quality/measure.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/hash.hpp"
#include "stats/estimators.hpp"
#include "stats/share.hpp"

namespace peil::quality {

namespace {

bool below(std::string_view slug, std::string_view ancestor) {
  return slug.starts_with(ancestor) && (slug.size() == ancestor.size() || slug[ancestor.size()] == '.');
}

/// A slug and everything above it.
void with_ancestors(std::string_view slug, std::set<std::string>& to) {
  for (std::size_t dot = slug.find('.');; dot = slug.find('.', dot + 1)) {
    to.emplace(slug.substr(0, dot));
    if (dot == std::string_view::npos) break;
  }
}

/// Whether the record truly is of the label: 1 yes, 0 no, -1 not known ("drug" does not say whether cocaine).
int truly(const Judged& each, const std::string& label) {
  if (each.open) return !each.not_under.empty() && below(label, each.not_under) ? 0 : -1;
  std::size_t in = 0, maybe = 0;
  for (const std::string& slug : each.truth) {
    in += below(slug, label);
    maybe += !below(slug, label) && below(label, slug);
  }
  if (each.truth.empty() || (in == 0 && maybe == 0)) return 0;
  return in == each.truth.size() ? 1 : -1;
}

/// 0, 1, 2 … with the probabilities of a Poisson distribution of mean 1.
unsigned poisson(std::uint64_t hash) {
  static constexpr double kUpTo[] = {0.36787944, 0.73575888, 0.91969860, 0.98101184, 0.99634015, 0.99940582};
  const double u = static_cast<double>(hash >> 11) / 9007199254740992.0;
  unsigned count = 0;
  for (double limit : kUpTo) count += u >= limit;
  return count;
}

struct Cells {
  double tp = 0, fp = 0, fn = 0, tn = 0;
};
struct Sums {
  Cells all;
  std::map<std::size_t, Cells> by_seller;
};

std::optional<double> ratio(double part, double rest) {
  if (part + rest <= 0) return std::nullopt;
  return part / (part + rest);
}

/// How often each seller counts in a replicate.
std::vector<unsigned> draw(const std::vector<std::string>& sellers, std::uint64_t seed, int replicate) {
  std::vector<unsigned> times(sellers.size());
  for (std::size_t i = 0; i < sellers.size(); ++i) {
    times[i] = poisson(hash64(sellers[i], seed * 1000003 + static_cast<std::uint64_t>(replicate)));
  }
  return times;
}

/// The middle 95 % of values.
void bound(std::vector<double>& values, Rate& rate) {
  if (!rate.value || values.size() < 40) return;
  std::sort(values.begin(), values.end());
  const auto at = [&](double p) {
    return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1) + 0.5)];
  };
  rate.low = std::min(*rate.value, at(0.025));
  rate.high = std::max(*rate.value, at(0.975));
}

/// All or nothing: resampling cannot show that the next seller may differ. Wilson's interval, on as many
/// sellers of equal size as these are worth (0 of 1,182 still means up to 0.3 %).
void bound_extreme(const std::vector<std::uint64_t>& sizes, Rate& rate) {
  if (!rate.value || (*rate.value > 0 && *rate.value < 1)) return;
  const auto interval = stats::wilson(*rate.value, stats::kish_effective(sizes));
  if (!interval) return;
  rate.low = interval->low;
  rate.high = interval->high;
}

/// Records of each seller that a denominator counts.
template <class Part>
std::vector<std::uint64_t> sizes_of(const std::map<std::size_t, Cells>& by_seller, Part part) {
  std::vector<std::uint64_t> sizes;
  for (const auto& [seller, cells] : by_seller) {
    if (const double size = part(cells); size > 0) sizes.push_back(static_cast<std::uint64_t>(size + 0.5));
  }
  return sizes;
}

/// Sellers by number; a record without one is its own.
std::vector<std::size_t> number_sellers(const std::vector<Judged>& judged, std::vector<std::string>& names) {
  std::map<std::string, std::size_t> index;
  std::vector<std::size_t> of(judged.size());
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const std::string name = judged[i].seller.empty() ? "#" + std::to_string(i) : "=" + judged[i].seller;
    const auto [at, fresh] = index.emplace(name, names.size());
    if (fresh) names.push_back(name);
    of[i] = at->second;
  }
  return of;
}

void measure_labels(const std::vector<Judged>& judged, const std::vector<std::size_t>& seller_of,
                    const std::vector<std::vector<unsigned>>& draws, Report& report) {
  std::set<std::string> slugs;
  for (const Judged& each : judged) {
    for (const auto* list : {&each.truth, &each.said}) {
      for (const std::string& slug : *list) with_ancestors(slug, slugs);
    }
  }
  for (const std::string& label : slugs) {
    LabelRates rates{};
    rates.label = label;
    std::map<std::size_t, Cells> by_seller;
    for (std::size_t i = 0; i < judged.size(); ++i) {
      const Judged& each = judged[i];
      const bool said = std::any_of(each.said.begin(), each.said.end(),
                                    [&](const auto& slug) { return below(slug, label); });
      if (said) rates.labelled += each.weight;
      const int truth = truly(each, label);
      if (truth < 0) continue;
      Cells& cells = by_seller[seller_of[i]];
      (truth == 1 ? said ? cells.tp : cells.fn : said ? cells.fp : cells.tn) += each.weight;
      rates.checked += said;
      rates.right += said && truth == 1;
    }
    std::vector<double> sensitivity, specificity, precision;
    for (const auto& [seller, cells] : by_seller) {
      rates.tp += cells.tp;
      rates.fp += cells.fp;
      rates.fn += cells.fn;
      rates.tn += cells.tn;
    }
    for (const auto& times : draws) {
      Cells sum;
      for (const auto& [seller, cells] : by_seller) {
        sum.tp += times[seller] * cells.tp;
        sum.fp += times[seller] * cells.fp;
        sum.fn += times[seller] * cells.fn;
        sum.tn += times[seller] * cells.tn;
      }
      if (const auto value = ratio(sum.tp, sum.fn)) sensitivity.push_back(*value);
      if (const auto value = ratio(sum.tn, sum.fp)) specificity.push_back(*value);
      if (const auto value = ratio(sum.tp, sum.fp)) precision.push_back(*value);
    }
    rates.sensitivity.value = ratio(rates.tp, rates.fn);
    rates.specificity.value = ratio(rates.tn, rates.fp);
    rates.precision.value = ratio(rates.tp, rates.fp);
    bound(sensitivity, rates.sensitivity);
    bound(specificity, rates.specificity);
    bound(precision, rates.precision);
    bound_extreme(sizes_of(by_seller, [](const Cells& c) { return c.tp + c.fn; }), rates.sensitivity);
    bound_extreme(sizes_of(by_seller, [](const Cells& c) { return c.tn + c.fp; }), rates.specificity);
    bound_extreme(sizes_of(by_seller, [](const Cells& c) { return c.tp + c.fp; }), rates.precision);
    if (rates.tp + rates.fn > 0) rates.f1 = 2 * rates.tp / (2 * rates.tp + rates.fp + rates.fn);
    report.labels.push_back(std::move(rates));
  }
}

/// The class under which a record stands in the table: its true label, or what was said of it in place.
std::string said_class(const Judged& each) {
  for (const std::string& slug : each.said) {
    for (const std::string& truth : each.truth) {
      if (below(slug, truth) && &slug == &each.said.front()) return each.truth.front();
    }
  }
  return each.said.empty() ? "none" : each.said.front();
}

void measure_classes(const std::vector<Judged>& judged, const std::vector<std::size_t>& seller_of,
                     const std::vector<std::vector<unsigned>>& draws, Report& report) {
  std::set<std::string> set;
  std::vector<std::pair<std::string, std::string>> pairs;
  std::map<std::size_t, Cells> by_seller;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (judged[i].open) continue;
    const std::string truth = judged[i].truth.empty() ? "none" : judged[i].truth.front();
    const std::string said = said_class(judged[i]);
    pairs.emplace_back(truth, said);
    set.insert(truth);
    Cells& cells = by_seller[seller_of[i]];
    (truth == said ? cells.tp : cells.fn) += judged[i].weight;
  }
  report.classes.assign(set.begin(), set.end());
  report.classes.push_back("(another)");
  const std::size_t side = report.classes.size();
  report.confusion.assign(side * side, 0);
  auto index = [&](const std::string& name) {
    const auto at = std::lower_bound(report.classes.begin(), report.classes.end() - 1, name);
    const bool there = at != report.classes.end() - 1 && *at == name;
    return there ? static_cast<std::size_t>(at - report.classes.begin()) : side - 1;
  };
  for (const auto& [truth, said] : pairs) ++report.confusion[index(truth) * side + index(said)];
  report.kappa = stats::cohen_kappa(report.confusion, side);
  double right = 0, wrong = 0;
  for (const auto& [seller, cells] : by_seller) {
    right += cells.tp;
    wrong += cells.fn;
  }
  report.accuracy.value = ratio(right, wrong);
  std::vector<double> values;
  for (const auto& times : draws) {
    double r = 0, w = 0;
    for (const auto& [seller, cells] : by_seller) {
      r += times[seller] * cells.tp;
      w += times[seller] * cells.fn;
    }
    if (const auto value = ratio(r, w)) values.push_back(*value);
  }
  bound(values, report.accuracy);
  bound_extreme(sizes_of(by_seller, [](const Cells& c) { return c.tp + c.fn; }), report.accuracy);
  double f1 = 0;
  std::size_t classes = 0;
  for (std::size_t c = 0; c + 1 < side; ++c) {
    std::uint64_t row = 0, column = 0;
    for (std::size_t k = 0; k < side; ++k) {
      row += report.confusion[c * side + k];
      column += report.confusion[k * side + c];
    }
    if (row == 0) continue;
    f1 += 2.0 * static_cast<double>(report.confusion[c * side + c]) / static_cast<double>(row + column);
    ++classes;
  }
  if (classes > 0) report.macro_f1 = f1 / static_cast<double>(classes);
}

void measure_scores(const std::vector<Judged>& judged, Report& report) {
  for (int i = 0; i < 10; ++i) report.bins.push_back({i / 10.0, (i + 1) / 10.0});
  std::uint64_t count = 0;
  for (const Judged& each : judged) {
    if (!each.score || each.said.empty()) continue;
    const int truth = truly(each, each.said.front());
    if (truth < 0) continue;
    Bin& bin = report.bins[std::min<std::size_t>(static_cast<std::size_t>(*each.score * 10), 9)];
    ++bin.count;
    ++count;
    bin.mean_score += *each.score;
    bin.right += truth;
  }
  double error = 0;
  for (Bin& bin : report.bins) {
    if (bin.count == 0) continue;
    error += std::abs(bin.mean_score - bin.right);
    bin.mean_score /= static_cast<double>(bin.count);
    bin.right /= static_cast<double>(bin.count);
  }
  if (count > 0) report.ece = error / static_cast<double>(count);
}

}  // namespace

Report measure(const std::vector<Judged>& judged, std::uint64_t seed, int replicates) {
  Report report;
  std::vector<std::string> names;
  const auto seller_of = number_sellers(judged, names);
  report.records = judged.size();
  report.sellers = names.size();
  std::vector<std::vector<unsigned>> draws;
  for (int i = 0; i < replicates; ++i) draws.push_back(draw(names, seed, i));
  measure_classes(judged, seller_of, draws, report);
  measure_labels(judged, seller_of, draws, report);
  measure_scores(judged, report);
  return report;
}

std::optional<double> agreement(const std::vector<std::pair<std::string, std::string>>& codes) {
  std::set<std::string> set;
  for (const auto& [one, other] : codes) {
    set.insert(one);
    set.insert(other);
  }
  if (set.size() < 2) return std::nullopt;
  const std::vector<std::string> classes(set.begin(), set.end());
  std::vector<std::uint64_t> table(classes.size() * classes.size());
  auto index = [&](const std::string& name) {
    return static_cast<std::size_t>(std::lower_bound(classes.begin(), classes.end(), name) - classes.begin());
  };
  for (const auto& [one, other] : codes) ++table[index(one) * classes.size() + index(other)];
  return stats::cohen_kappa(table, classes.size());
}

}  // namespace peil::quality
