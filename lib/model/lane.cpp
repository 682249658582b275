// model/lane.cpp -- LIBLINEAR, and Newton's method for the two experts' weights.
#include "model/lane.hpp"

#include <algorithm>
#include <cmath>

#include <linear.h>

namespace peil::model {

namespace {

/// One problem for LIBLINEAR: rows of index/value pairs, each ended by -1.
class Problem {
 public:
  void add(const std::vector<feature_node>& nodes, double truth) {
    starts_.push_back(nodes_.size());
    nodes_.insert(nodes_.end(), nodes.begin(), nodes.end());
    nodes_.push_back({-1, 0});
    truths_.push_back(truth);
  }

  /// Weights of features 1 … count, and the bias behind them.
  std::vector<double> solve(int count, double cost) {
    for (std::size_t start : starts_) pointers_.push_back(&nodes_[start]);
    ::problem problem{};
    problem.l = static_cast<int>(pointers_.size());
    problem.n = count + 1;
    problem.y = truths_.data();
    problem.x = pointers_.data();
    problem.bias = 1;
    parameter settings{};
    settings.solver_type = L2R_LR;
    settings.eps = 0.003;
    settings.C = cost;
    set_print_string_function([](const char*) {});
    ::model* made = ::train(&problem, &settings);
    std::vector<double> weights(static_cast<std::size_t>(count) + 1);
    const double sign = made->nr_class < 2 ? 0 : made->label[0] > 0 ? 1 : -1;
    for (std::size_t i = 0; i < weights.size() && sign != 0; ++i) weights[i] = sign * made->w[i];
    free_and_destroy_model(&made);
    return weights;
  }

  /// A row's bias term stands at its end.
  static constexpr double kBias = 1;

 private:
  std::vector<feature_node> nodes_;
  std::vector<std::size_t> starts_;
  std::vector<feature_node*> pointers_;
  std::vector<double> truths_;
};

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// Log-count ratios of rows: log(share among those for / share among those against), add-one smoothed.
std::vector<float> ratios(const LaneData& data, const std::vector<std::size_t>& which,
                          const std::vector<std::int8_t>& targets) {
  std::vector<double> with(kRows, 1), against(kRows, 1);
  double with_all = 0, against_all = 0;
  for (std::size_t i : which) {
    const bool yes = targets[i] > 0;
    for (Row row : data.examples[i].rows) {
      if (data.rows[row]) (yes ? with : against)[row] += 1;
    }
  }
  for (std::size_t row = 0; row < kRows; ++row) {
    if (!data.rows[row]) continue;
    with_all += with[row];
    against_all += against[row];
  }
  std::vector<float> list(kRows);
  for (std::size_t row = 0; row < kRows; ++row) {
    if (data.rows[row])
      list[row] = static_cast<float>(std::log(with[row] / with_all / (against[row] / against_all)));
  }
  return list;
}

}  // namespace

TrainedLane train_lane(const LaneData& data, const std::vector<std::size_t>& which,
                       const std::vector<std::int8_t>& targets, double cost) {
  const std::vector<float> ratio = ratios(data, which, targets);
  std::vector<int> column(kRows);
  std::vector<Row> used;
  Problem words, lexicon;
  std::vector<feature_node> nodes;
  for (std::size_t i : which) {
    for (Row row : data.examples[i].rows) {
      if (!data.rows[row] || column[row] != 0) continue;
      used.push_back(row);
      column[row] = static_cast<int>(used.size());
    }
  }
  const int hints = static_cast<int>(data.hint_index.size());
  for (std::size_t i : which) {
    const Example& example = data.examples[i];
    const double truth = targets[i] > 0 ? 1 : -1;
    const double root = std::sqrt(static_cast<double>(std::max<std::size_t>(example.rows.size(), 1)));
    nodes.clear();
    for (Row row : example.rows) {
      if (data.rows[row]) nodes.push_back({column[row], ratio[row] / root});
    }
    std::sort(nodes.begin(), nodes.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
    nodes.push_back({static_cast<int>(used.size()) + 1, Problem::kBias});
    words.add(nodes, truth);
    nodes.clear();
    for (const auto& [key, value] : example.hints) {
      const auto at = data.hint_index.find(key);
      if (at != data.hint_index.end()) nodes.push_back({at->second + 1, value / 1000.0});
    }
    std::sort(nodes.begin(), nodes.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
    nodes.push_back({hints + 1, Problem::kBias});
    lexicon.add(nodes, truth);
  }
  const auto solved = words.solve(static_cast<int>(used.size()), cost);
  std::vector<float> of_rows(kRows);
  for (std::size_t i = 0; i < used.size(); ++i) {
    of_rows[used[i]] = static_cast<float>(solved[i] * static_cast<double>(ratio[used[i]]));
  }
  const auto hinted = lexicon.solve(hints, 1);
  return {std::move(of_rows), solved.back(), std::vector<float>(hinted.begin(), hinted.end() - 1),
          hinted.back()};
}

TrainedLane::TrainedLane(std::vector<float> words, double words_bias, std::vector<float> lexicon,
                         double lexicon_bias)
    : words_bias_(words_bias), lexicon_bias_(lexicon_bias) {
  auto quantise = [](const std::vector<float>& from, std::vector<std::int8_t>& to) {
    double most = 1e-6;
    for (float each : from) most = std::max(most, std::abs(static_cast<double>(each)));
    const double unit = most / 127;
    for (float each : from)
      to.push_back(static_cast<std::int8_t>(std::lround(static_cast<double>(each) / unit)));
    return unit;
  };
  words_unit_ = quantise(words, words_);
  lexicon_unit_ = quantise(lexicon, lexicon_);
}

std::array<std::int64_t, 4> TrainedLane::numbers() const {
  auto whole = [](double value) { return static_cast<std::int64_t>(std::llround(value)); };
  return {whole(words_bias_ * 1000), whole(words_unit_ * 1000 * 65536), whole(lexicon_bias_ * 1000),
          whole(lexicon_unit_ * 1000 * 65536)};
}

double TrainedLane::words_score(const Example& example) const {
  double sum = 0;
  for (Row row : example.rows) sum += words_[row];
  const double root = std::sqrt(static_cast<double>(std::max<std::size_t>(example.rows.size(), 1)));
  return words_bias_ + sum * words_unit_ / root;
}

double TrainedLane::lexicon_score(const Example& example, const std::map<std::uint64_t, int>& hints) const {
  double sum = 0;
  for (const auto& [key, value] : example.hints) {
    const auto at = hints.find(key);
    if (at != hints.end()) sum += lexicon_[static_cast<std::size_t>(at->second)] * (value / 1000.0);
  }
  return lexicon_bias_ + sum * lexicon_unit_;
}

namespace {

constexpr double kPull = 1;  // of the prior: worth one example
constexpr std::array<double, 3> kPrior = {1, 0.5, 0};

std::array<double, 3> inputs(const Scored& each) {
  return {std::clamp(each.words, -20.0, 20.0), std::clamp(each.lexicon, -20.0, 20.0), 1};
}

/// Negative log-likelihood with the pull.
double loss(const std::vector<Scored>& scores, const std::array<double, 3>& w) {
  double sum = 0;
  for (std::size_t a = 0; a < 3; ++a) sum += kPull / 2 * (w[a] - kPrior[a]) * (w[a] - kPrior[a]);
  for (const Scored& each : scores) {
    const auto x = inputs(each);
    const double z = (w[0] * x[0] + w[1] * x[1] + w[2]) * (each.truth ? -1 : 1);
    sum += z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z));
  }
  return sum;
}

/// Newton's step: h^-1 g, by elimination (h is positive definite).
std::array<double, 3> newton(const std::vector<Scored>& scores, const std::array<double, 3>& w) {
  std::array<double, 3> g{};
  std::array<std::array<double, 3>, 3> h{};
  for (const Scored& each : scores) {
    const auto x = inputs(each);
    const double p = sigmoid(w[0] * x[0] + w[1] * x[1] + w[2]);
    for (std::size_t a = 0; a < 3; ++a) {
      g[a] += (p - (each.truth ? 1 : 0)) * x[a];
      for (std::size_t b = 0; b < 3; ++b) h[a][b] += p * (1 - p) * x[a] * x[b];
    }
  }
  for (std::size_t a = 0; a < 3; ++a) {
    g[a] += kPull * (w[a] - kPrior[a]);
    h[a][a] += kPull;
  }
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = a + 1; b < 3; ++b) {
      const double factor = h[b][a] / h[a][a];
      for (std::size_t c = a; c < 3; ++c) h[b][c] -= factor * h[a][c];
      g[b] -= factor * g[a];
    }
  }
  for (std::size_t a = 3; a-- > 0;) {
    for (std::size_t b = a + 1; b < 3; ++b) g[a] -= h[a][b] * g[b];
    g[a] /= h[a][a];
  }
  return g;
}

}  // namespace

std::array<std::int64_t, 3> fit_mix(const std::vector<Scored>& scores) {
  std::array<double, 3> w = kPrior;
  double now = loss(scores, w);
  for (int step = 0; step < 50; ++step) {
    const auto direction = newton(scores, w);
    double size = 1;
    bool better = false;
    for (int half = 0; half < 30 && !better; ++half, size /= 2) {
      auto next = w;
      for (std::size_t a = 0; a < 3; ++a) next[a] -= size * direction[a];
      const double then = loss(scores, next);
      if (then < now - 1e-9) {
        w = next;
        now = then;
        better = true;
      }
    }
    if (!better) break;
  }
  std::array<std::int64_t, 3> mix{};
  for (std::size_t a = 0; a < 3; ++a) {
    mix[a] = std::clamp<std::int64_t>(std::llround(w[a] * 1000), -100000, 100000);
  }
  return mix;
}

}  // namespace peil::model
