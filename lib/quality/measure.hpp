// quality/measure.hpp -- how right labels are: confusion, error rates, calibration, with intervals by seller.
//
// One Judged is one record of which the truth is known. Slugs are trees: a finer label than the true one is
// right, and each label is also measured for itself against all others ("drug": anything at or below it).
// Intervals are of a bootstrap over sellers, since the listings of one seller are not independent: each
// seller counts 0, 1, 2 … times by a number drawn from the hash of seed and name (Poisson bootstrap:
// Chamandy et al. 2012), so that the same input gives the same interval.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peil::quality {

struct Judged {
  std::vector<std::string>
      truth;                      ///< it is (at or below) one of these; empty: it is none of any scheme label
  std::vector<std::string> said;  ///< labels, best first
  std::optional<double> score;    ///< of the best
  std::string seller;             ///< "": a seller of its own
  double weight = 1;              ///< records that it stands for
  bool open = false;              ///< only `not_under` is known, not what it is
  std::string not_under;
};

/// A share with its interval; absent where there is nothing to divide by.
struct Rate {
  std::optional<double> value, low, high;
};

struct LabelRates {
  std::string label;
  double tp = 0, fp = 0, fn = 0, tn = 0;  ///< weighted
  std::uint64_t checked = 0, right = 0;   ///< records that bear the label, and of these the right ones
  double labelled = 0;                    ///< weighted: how many bear it in the whole
  Rate sensitivity, specificity, precision;
  std::optional<double> f1;
};

struct Bin {
  double low, high, mean_score = 0, right = 0;
  std::uint64_t count = 0;
};

struct Report {
  std::uint64_t records = 0, sellers = 0;
  Rate accuracy;  ///< of the best label, of records whose truth is a label
  std::optional<double> macro_f1, kappa;
  std::vector<LabelRates> labels;        ///< by slug, inner ones too
  std::vector<std::string> classes;      ///< of the confusion table: true labels, then "none"
  std::vector<std::uint64_t> confusion;  ///< classes × classes, row-major: truth, said
  std::vector<Bin> bins;                 ///< reliability: scores by tenths
  std::optional<double> ece;             ///< expected calibration error
};

/// Measures. `replicates` of the bootstrap (0: no intervals); linear in records × labels of one record.
Report measure(const std::vector<Judged>& judged, std::uint64_t seed, int replicates = 400);

/// Agreement of two coders of the same records beyond chance (Cohen 1960); nullopt under two classes.
std::optional<double> agreement(const std::vector<std::pair<std::string, std::string>>& codes);

}  // namespace peil::quality
