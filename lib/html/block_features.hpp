// html/block_features.hpp -- what is measured of each block of text to tell content from the rest.
//
// The same code serves the reader and the trainer (tests/tools/train_content.cpp), so that a model
// always gets what it was trained on. A block is a stretch of text under one nearest block element.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "html/view.hpp"

namespace peil::html {

/// Counts of one block.
struct BlockStats {
  std::uint32_t words = 0, chars = 0, sentences = 0, commas = 0, digits = 0, capitals = 0, stop_words = 0,
                lines = 1;
  std::uint32_t link_chars = 0, links = 0, emphasis = 0;
  float log_words = 0;
  std::uint64_t text_hash = 0;
  bool ends_sentence = false, ends_colon = false, date = false, money = false, quantity = false, bar = false,
       heading = false;
  double density() const { return chars == 0 ? 0.0 : static_cast<double>(link_chars) / chars; }
  /// Running text: ten words, hardly linked, with the marks of sentences.
  bool paragraph() const {
    return words >= 10 && density() < .35 && (commas > 0 || sentences > 0 || ends_sentence);
  }
};

/// Names of the features, in order; the model file refers to them.
const std::vector<std::string>& feature_names();

/// Features of all blocks of a page, row by row. Kept from page to page.
class BlockFeatures {
 public:
  /// Linear in blocks and nodes.
  void measure(const View& view, std::string_view title);

  std::size_t blocks() const { return stats_.size(); }
  /// `width` floats; a vector's worth behind the last row may be read too.
  const float* row(std::size_t block) const { return rows_.data() + block * width_; }
  std::size_t width() const { return width_; }
  const BlockStats& stats(std::size_t block) const { return stats_[block]; }
  /// Element that holds most of the running text, or kNone.
  NodeId best_container() const { return best_; }

 private:
  struct PathSums {
    std::uint32_t blocks = 0, chars = 0, link_chars = 0, paragraphs = 0;
  };
  /// Sums by a hash, and which sum each block belongs to.
  struct Groups {
    std::vector<std::uint64_t> keys;  ///< open addressing; kept from page to page
    std::vector<std::uint32_t> places;
    std::vector<PathSums> sums;
    std::vector<std::uint32_t> of_block;
    void begin(std::size_t blocks);
    PathSums& add(std::uint64_t key);
  };
  void count(const View& view);
  void sum(const View& view);
  void find_container(const View& view);
  void group(const View& view);
  void fill(const View& view, std::string_view title);
  void add_own(const View& view, std::size_t block);
  void add_names(const View& view, std::size_t block);
  void add_containers(const View& view, std::size_t block);
  void add_repeats(const View& view, std::size_t block);
  void add_place(const View& view, std::size_t block, const std::vector<std::uint64_t>& title_words);
  void add_neighbours(const View& view, std::size_t block);
  void put(double value) { rows_.push_back(static_cast<float>(value)); }

  std::vector<BlockStats> stats_;
  std::vector<float> rows_;
  std::size_t width_ = 0;
  // Sums over blocks, entry i before block i.
  std::vector<std::uint32_t> paragraph_sum_, char_sum_, link_sum_;
  std::vector<std::uint32_t> block_of_run_;
  std::vector<std::uint32_t> above_;  // of each node: ancestors of a kind, as bits
  std::vector<std::uint16_t> depth_;
  std::vector<float> scores_;   // of containers
  std::vector<NodeId> branch_;  // of each block: the child of the best container that holds it
  Groups by_path_, by_tag_path_, by_text_;
  NodeId best_ = kNone;
  double best_score_ = 0;
  std::size_t headline_ = 0, first_paragraph_ = 0;
  std::vector<std::uint32_t> next_paragraph_, last_paragraph_;
};

/// Words of a text in lower case ASCII, at most `most`.
std::vector<std::string> lower_words(std::string_view text, std::size_t most);

}  // namespace peil::html
