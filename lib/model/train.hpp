// model/train.hpp -- from labelled examples to a model file. Needs LIBLINEAR; nothing else does.
//
// Each class is a logistic regression twice: on n-grams, each scaled by its log-count ratio (NB-SVM: Wang &
// Manning 2012), and on what the lexicon says. Classes below another are trained among its own examples
// only. n-grams of fewer than `least_sellers` sellers are left out: what one seller alone writes is neither
// learnt nor kept. Sellers are then held back by fifths, and their scores calibrate what the two experts
// together say (Platt 1999), so that a probability is that of a seller never seen.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/features.hpp"

namespace peil::model {

/// One labelled title.
struct Example {
  std::vector<Row> rows;
  std::vector<LexiconValue> hints;
  std::vector<std::string> goods;  ///< it is (at or below) one of these; empty: not known
  std::string family;              ///< name of a class that it belongs to, where that is all that is known
  std::string not_goods;           ///< it is nothing at or below this; ""
  std::string seller, site;        ///< "" is a seller of its own
};

/// One class that the tree must have: name, parent's name ("" for the top), labels.
struct ClassRow {
  std::string name, parent;
  std::vector<std::string> labels;
};
/// The classes of the built-in model: families of drugs as markets shelve them, and other goods.
std::vector<ClassRow> builtin_classes();
/// A table of classes: `name TAB parent TAB label|label…`, a head line, `#` comments.
Result<std::vector<ClassRow>> read_classes(std::string_view table);

struct TrainOptions {
  std::vector<ClassRow> classes;
  std::size_t least_rows = 8, least_sellers = 3;  ///< of a class, and of an n-gram (sellers)
  int folds = 5;                                  ///< for calibration
  double cost = 3;
  /// Members of the card that the trainer does not know: `"name":"…","data":[…]`, JSON without braces.
  std::string card;
  /// Names of hints that may occur: every one is a feature if it does.
  std::vector<std::string> hint_names;
  std::function<void(std::string_view)> progress;  ///< may be empty
};

/// Fold of a seller, 0 … folds-1: by hash of the name, the same everywhere.
int fold_of(std::string_view seller, int folds);

/// Trains and returns the bytes of a model file. The same examples in the same order give the same bytes
/// (on one machine; LIBLINEAR's sums are in doubles, whose last bit other processors may round otherwise:
/// the file's whole numbers rarely show it). Errors: no class has enough examples; more than 64 classes.
Result<std::string> train(const std::vector<Example>& examples, const TrainOptions& options);

}  // namespace peil::model
