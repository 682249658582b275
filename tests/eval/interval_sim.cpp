// interval_sim -- do 95 % intervals hold? Populations of sellers of unequal size are drawn, sampled by seller,
// and the share and the median are estimated as report does; one line a setting: how often the interval
// covered the truth. Also where it must not hold: Wilson on offers, sellers taken for equally easy to see.
//
// links: stats base
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <vector>

#include "stats/bootstrap.hpp"
#include "stats/estimators.hpp"
#include "stats/share.hpp"

using namespace peil::stats;

namespace {

struct Seller {
  std::uint64_t size;
  bool trait;
  double level;  // of its prices
};

class Populations {
 public:
  explicit Populations(std::uint64_t seed) : random_(seed) {}

  double uniform() { return static_cast<double>(random_() >> 11) * 0x1p-53; }
  double normal() {  // Box–Muller, so that the figures are the same with every library
    double u = std::max(uniform(), 1e-300);
    return std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * uniform());
  }
  // A seller of log-normal size; the larger, the likelier to have the trait when `tied`.
  Seller seller(double sigma, double share, double tied) {
    double z = normal();
    double size = std::max(1.0, std::round(8 * std::exp(sigma * z)));
    double logit = std::log(share / (1 - share)) + tied * z;
    return {static_cast<std::uint64_t>(size), uniform() < 1 / (1 + std::exp(-logit)),
            std::exp(.4 * normal())};
  }

 private:
  std::mt19937_64 random_;
};

// The true share of offers: over very many sellers.
double true_share(double sigma, double share, double tied) {
  Populations all(77);
  double with = 0, total = 0;
  for (int i = 0; i < 400'000; ++i) {
    Seller one = all.seller(sigma, share, tied);
    total += static_cast<double>(one.size), with += one.trait ? static_cast<double>(one.size) : 0;
  }
  return with / total;
}

void shares(int runs, int sellers, double sigma, double share, double tied) {
  double truth = true_share(sigma, share, tied);
  Populations populations(static_cast<std::uint64_t>(sellers * 1000) +
                          static_cast<std::uint64_t>(sigma * 100));
  int covered = 0, naive = 0;
  for (int run = 0; run < runs; ++run) {
    std::vector<SellerShare> all;
    std::uint64_t part = 0, whole = 0;
    for (int i = 0; i < sellers; ++i) {
      Seller one = populations.seller(sigma, share, tied);
      all.push_back({one.size, one.trait ? one.size : 0});
      whole += one.size, part += one.trait ? one.size : 0;
    }
    auto ours = share_by_seller(all, true);
    auto plain = wilson(static_cast<double>(part) / static_cast<double>(whole), static_cast<double>(whole));
    covered += ours.interval && ours.interval->low <= truth && truth <= ours.interval->high;
    naive += plain->low <= truth && truth <= plain->high;
  }
  fmt::print("share\tsellers={} sigma={} tied={}\t{:.3f}\tplain Wilson {:.3f}\n", sellers, sigma, tied,
             static_cast<double>(covered) / runs, static_cast<double>(naive) / runs);
}

void medians(int runs, int sellers, double sigma) {
  Populations populations(static_cast<std::uint64_t>(sellers) + 5);
  int covered = 0;
  for (int run = 0; run < runs; ++run) {
    std::vector<Owned> values;
    for (int i = 0; i < sellers; ++i) {
      Seller one = populations.seller(sigma, .1, 0);
      for (std::uint64_t k = 0; k < std::min<std::uint64_t>(one.size, 60); ++k)
        values.push_back(
            {one.level * std::exp(.3 * populations.normal()), static_cast<std::uint64_t>(i + 1)});
    }
    auto interval = bootstrap_median(values, static_cast<std::uint64_t>(run), 400);
    covered += interval && interval->low <= 1 && 1 <= interval->high;  // the median of all levels is 1
  }
  fmt::print("median\tsellers={} sigma={}\t{:.3f}\t\n", sellers, sigma, static_cast<double>(covered) / runs);
}

// Capture in two occasions of 1,000 sellers, equally easy to see or not.
void captures(int runs, bool equal) {
  Populations populations(equal ? 3 : 4);
  double sum = 0;
  int covered = 0;
  for (int run = 0; run < runs; ++run) {
    double first = 0, second = 0, both = 0;
    for (int i = 0; i < 1000; ++i) {
      double u = populations.uniform();
      double p = equal ? .5 : std::min(.95, .5 - std::cos(M_PI * u) / 2);
      bool a = populations.uniform() < p, b = populations.uniform() < p;
      first += a, second += b, both += a && b;
    }
    auto estimate = chapman(first, second, both);
    sum += estimate->value;
    covered += estimate->interval->low <= 1000 && 1000 <= estimate->interval->high;
  }
  fmt::print("chapman\t{}\t{:.3f}\tmean {:.0f} of 1000\n", equal ? "equal" : "unequal",
             static_cast<double>(covered) / runs, sum / runs);
}

}  // namespace

int main(int argc, char** argv) {
  int runs = argc > 1 ? std::atoi(argv[1]) : 2000;
  for (int sellers : {20, 50, 217})
    for (double sigma : {.5, 1.0})
      for (double tied : {0.0, .5}) shares(runs, sellers, sigma, .15, tied);
  for (int sellers : {20, 50, 217}) medians(std::max(1, runs / 10), sellers, .8);
  captures(std::max(1, runs / 10), true);
  captures(std::max(1, runs / 10), false);
  return 0;
}
