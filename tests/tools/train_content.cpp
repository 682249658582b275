// tests/tools/train_content.cpp -- trains lib/html/data/content.tsv: which blocks of a page are content.
// links: record charset html
//
//   train_content DATA_DIR > lib/html/data/content.tsv      # figures of cross-validation on stderr
//   train_content DATA_DIR 3 > model.tsv                    # without fold 3 of 8; its pages on stderr
//
// DATA_DIR holds html-article, html-fundus, html-trafilatura and html-recipe-nl, each with gold.jsonl and
// pages/. Labels: of articles and news a block is content if half of its runs of four words stand in the
// gold text (a short one: if it is a line of it); of trafilatura's set if it holds a wanted segment, not
// if it holds an unwanted one, else unknown; of recipes only what is wanted is known. The model is
// logistic regression with L2, by Newton's method: 150 weights, no library.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "charset/charset.hpp"
#include "html/block_features.hpp"
#include "html/content.hpp"
#include "record/record.hpp"

using namespace peil;

namespace {

struct Sample {
  std::vector<float> features;
  int label;  // 1, 0
  double weight;
  unsigned fold;
  int set;
};

constexpr unsigned kFolds = 8;
constexpr double kClip = 4;

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string squeeze(std::string_view text) {
  std::string out;
  for (char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) out.push_back(c);
    else if (!out.empty() && out.back() != ' ') out.push_back(' ');
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// Hashes of all runs of four words, and of lines.
struct Gold {
  std::unordered_set<std::uint64_t> shingles, lines;

  void add(std::string_view text) {
    std::string line;
    std::istringstream in{std::string(text)};
    while (std::getline(in, line)) {
      const auto words = html::lower_words(line, 100000);
      if (!words.empty()) lines.insert(join(words, 0, words.size()));
    }
    const auto words = html::lower_words(text, 1000000);
    for (std::size_t i = 0; i + 4 <= words.size(); ++i) shingles.insert(join(words, i, i + 4));
  }
  static std::uint64_t join(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
    std::string key;
    for (std::size_t i = from; i < to; ++i) key += words[i] + " ";
    return hash64(key);
  }
  int label(std::string_view block) const {
    const auto words = html::lower_words(block, 100000);
    if (words.size() < 4) return !words.empty() && lines.contains(join(words, 0, words.size()));
    std::size_t known = 0;
    for (std::size_t i = 0; i + 4 <= words.size(); ++i)
      known += shingles.contains(join(words, i, i + 4)) ? 1 : 0;
    return known * 2 >= words.size() - 3;
  }
};

struct Page {
  int set;
  std::vector<int> labels;  // -1 unknown
  std::vector<double> weights;
};

class Trainer {
 public:
  void read(const std::string& dir) {
    add_set(dir + "/html-article", 0);
    add_set(dir + "/html-fundus", 1);
    add_set(dir + "/html-trafilatura", 2);
    add_set(dir + "/html-recipe-nl", 3);
    fmt::print(stderr, "{} blocks with a label, {} features\n", samples_.size(),
               html::feature_names().size());
  }

  /// The model of all folds but one, for scoring pages that it has not seen.
  void run_without(int fold) {
    scale();
    print(train(fold));
    for (const auto& [name, of] : pages_) {
      if (of == static_cast<unsigned>(fold)) fmt::print(stderr, "{}\n", name);
    }
  }

  void run() {
    scale();
    double right[4] = {}, all[4] = {}, tp = 0, fp = 0, fn = 0;
    for (unsigned fold = 0; fold < kFolds; ++fold) {
      const std::vector<double> model = train(static_cast<int>(fold));
      for (const Sample& s : samples_) {
        if (s.fold != fold) continue;
        const bool kept = score(model, s) > 0;
        right[s.set] += kept == (s.label == 1) ? s.weight : 0;
        all[s.set] += s.weight;
        tp += kept && s.label == 1 ? s.weight : 0;
        fp += kept && s.label == 0 ? s.weight : 0;
        fn += !kept && s.label == 1 ? s.weight : 0;
      }
    }
    for (int set = 0; set < 4; ++set)
      fmt::print(stderr, "set {}: weighted accuracy {:.4f}\n", set, right[set] / std::max(1e-9, all[set]));
    fmt::print(stderr, "cross-validated block F1 {:.4f}\n", 2 * tp / (2 * tp + fp + fn));
    print(train(-1));
  }

 private:
  void print(const std::vector<double>& model) const {
    fmt::print(
        "# html/data/content.tsv -- made by tests/tools/train_content.cpp; feature, mean, deviation, "
        "weight\n");
    fmt::print("bias\t0\t1\t{:.5g}\n", model.back());
    const auto& names = html::feature_names();
    for (std::size_t i = 0; i < names.size(); ++i)
      fmt::print("{}\t{:.5g}\t{:.5g}\t{:.5g}\n", names[i], mean_[i], deviation_[i], model[i]);
  }

  void add_set(const std::string& dir, int set) {
    RecordParser parser;
    std::ifstream gold(dir + "/gold.jsonl");
    std::string line;
    while (std::getline(gold, line)) {
      const auto record = parser.parse_copy(line);
      if (record) add_page(dir, **record, set);
    }
  }

  void add_page(const std::string& dir, const Record& gold, int set) {
    const std::string name(gold["page"].text_or_empty());
    const std::string bytes = read_file(dir + "/pages/" + name);
    if (bytes.empty()) return;
    const charset::Decoded decoded = decoder_.decode(bytes, {.html = true});
    const html::Tree& tree = html_.parse(decoded.text);
    html::render(tree, text_);
    html::look(tree, text_, hints_, view_);
    features_.measure(view_, html::title_of(view_));
    Page page{set, {}, {}};
    label(gold, set, page);
    const std::uint64_t site = hash64(name.substr(0, name.find('_')), 7);
    pages_.emplace_back(name, static_cast<unsigned>(site % kFolds));
    double total = 0;
    for (std::size_t b = 0; b < page.labels.size(); ++b) total += page.labels[b] < 0 ? 0 : page.weights[b];
    const double sum = set < 2 ? 100 : set == 2 ? 35 : 40;
    for (std::size_t b = 0; b < page.labels.size(); ++b) {
      if (page.labels[b] < 0 || total == 0) continue;
      samples_.push_back({{features_.row(b), features_.row(b) + features_.width()},
                          page.labels[b],
                          page.weights[b] * sum / total,
                          static_cast<unsigned>(site % kFolds),
                          set});
    }
  }

  void label(const Record& gold, int set, Page& page) {
    const std::size_t size = features_.blocks();
    page.labels.assign(size, -1);
    page.weights.assign(size, 1);
    if (set < 2) {
      Gold wanted;
      wanted.add(gold[set == 0 ? "articleBody" : "body"].text_or_empty());
      for (std::size_t b = 0; b < size; ++b) {
        page.labels[b] = wanted.label(text_.of(text_.blocks[b].span));
        page.weights[b] = .35 + std::min(features_.stats(b).words, 80u) / 20.0;
      }
      drop_far_short(page, set);
      return;
    }
    std::vector<std::string> with, without;
    for (const char* key : {"with", "ingredients", "instructions"})
      gold[key].each([&](Value v) { with.push_back(squeeze(v.text_or_empty())); });
    gold["without"].each([&](Value v) { without.push_back(squeeze(v.text_or_empty())); });
    for (std::size_t b = 0; b < size; ++b) {
      const std::string block = squeeze(text_.of(text_.blocks[b].span));
      for (const std::string& segment : without) {
        if (!segment.empty() && block.find(segment) != std::string::npos) page.labels[b] = 0;
      }
      for (const std::string& segment : with) {
        const bool inside = set == 3 && block.size() >= 8 && segment.find(block) != std::string::npos;
        if (!segment.empty() && (block.find(segment) != std::string::npos || inside)) page.labels[b] = 1;
      }
    }
  }

  /// Short blocks that happen to equal a gold line far from the text are no content; lists, tables and
  /// quotes of news between content that gold lacks are left open.
  void drop_far_short(Page& page, int set) {
    const std::size_t size = page.labels.size();
    std::vector<std::size_t> before(size, size), after(size, size);
    std::size_t seen = size;
    for (std::size_t b = 0; b < size; ++b) {
      before[b] = seen;
      if (page.labels[b] == 1 && features_.stats(b).words >= 12) seen = b;
    }
    seen = size;
    for (std::size_t b = size; b-- > 0;) {
      after[b] = seen;
      if (page.labels[b] == 1 && features_.stats(b).words >= 12) seen = b;
    }
    for (std::size_t b = 0; b < size; ++b) {
      const bool near = (before[b] < size && b - before[b] <= 8) || (after[b] < size && after[b] - b <= 8);
      if (page.labels[b] == 1 && features_.stats(b).words < 12 && !near) page.labels[b] = 0;
      const html::Tag tag = view_.tree->tag(text_.blocks[b].node);
      const bool list = tag == html::Tag::kLi || tag == html::Tag::kTd || tag == html::Tag::kTh ||
                        tag == html::Tag::kBlockquote;
      if (set == 1 && page.labels[b] == 0 && list && before[b] < size && after[b] < size) page.labels[b] = -1;
    }
  }

  void scale() {
    const std::size_t width = html::feature_names().size();
    mean_.assign(width, 0);
    deviation_.assign(width, 0);
    double total = 0;
    for (const Sample& s : samples_) {
      total += s.weight;
      for (std::size_t i = 0; i < width; ++i) mean_[i] += s.weight * s.features[i];
    }
    for (double& m : mean_) m /= total;
    for (const Sample& s : samples_) {
      for (std::size_t i = 0; i < width; ++i)
        deviation_[i] += s.weight * (s.features[i] - mean_[i]) * (s.features[i] - mean_[i]);
    }
    for (double& d : deviation_) d = std::max(1e-3, std::sqrt(d / total));
    for (Sample& s : samples_) {
      for (std::size_t i = 0; i < width; ++i) {
        s.features[i] =
            static_cast<float>(std::clamp((s.features[i] - mean_[i]) / deviation_[i], -kClip, kClip));
      }
    }
  }

  static double score(const std::vector<double>& model, const Sample& s) {
    double sum = model.back();
    for (std::size_t i = 0; i < s.features.size(); ++i) sum += model[i] * s.features[i];
    return sum;
  }

  /// Newton's method on the penalised likelihood; the bias, last, is not penalised.
  std::vector<double> train(int without) const {
    const std::size_t n = html::feature_names().size() + 1;
    std::vector<double> model(n, 0);
    const double ridge = 1 / kC;
    for (int step = 0; step < 12; ++step) {
      std::vector<double> gradient(n, 0), hessian(n * n, 0), x(n);
      for (const Sample& s : samples_) {
        if (static_cast<int>(s.fold) == without) continue;
        const double p = 1 / (1 + std::exp(-score(model, s)));
        const double error = s.weight * (p - s.label);
        const double curve = s.weight * std::max(1e-6, p * (1 - p));
        for (std::size_t i = 0; i + 1 < n; ++i) x[i] = s.features[i];
        x[n - 1] = 1;
        for (std::size_t i = 0; i < n; ++i) {
          gradient[i] += error * x[i];
          const double part = curve * x[i];
          if (part == 0) continue;
          for (std::size_t k = 0; k <= i; ++k) hessian[i * n + k] += part * x[k];
        }
      }
      for (std::size_t i = 0; i + 1 < n; ++i) {
        gradient[i] += ridge * model[i];
        hessian[i * n + i] += ridge;
      }
      hessian[n * n - 1] += 1e-9;
      const std::vector<double> move = solve(std::move(hessian), std::move(gradient), n);
      double size = 0;
      for (std::size_t i = 0; i < n; ++i) {
        model[i] -= move[i];
        size += std::abs(move[i]);
      }
      if (size < 1e-4) break;
    }
    return model;
  }

  /// Cholesky on the lower triangle.
  static std::vector<double> solve(std::vector<double> a, std::vector<double> b, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k <= i; ++k) {
        double sum = a[i * n + k];
        for (std::size_t j = 0; j < k; ++j) sum -= a[i * n + j] * a[k * n + j];
        a[i * n + k] = i == k ? std::sqrt(std::max(sum, 1e-12)) : sum / a[k * n + k];
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < i; ++k) b[i] -= a[i * n + k] * b[k];
      b[i] /= a[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k * n + i] * b[k];
      b[i] /= a[i * n + i];
    }
    return b;
  }

  static constexpr double kC = .003;

  charset::Decoder decoder_;
  html::Parser html_;
  html::HintReader hints_;
  html::PageText text_;
  html::View view_;
  html::BlockFeatures features_;
  std::vector<Sample> samples_;
  std::vector<std::pair<std::string, unsigned>> pages_;  // and their folds
  std::vector<double> mean_, deviation_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    fmt::print(stderr, "usage: train_content DATA_DIR [FOLD] > lib/html/data/content.tsv\n");
    return 2;
  }
  Trainer trainer;
  trainer.read(argv[1]);
  if (argc == 3) trainer.run_without(std::atoi(argv[2]));
  else trainer.run();
  return 0;
}
