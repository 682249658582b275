// html/content.cpp -- the model's verdict on each block, and the rules after it.
#include "html/content.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include "base/embedded.hpp"
#include "base/words.hpp"
#include "html/block_features.hpp"

PEIL_EMBEDDED(content_file, peil_data_html_content_tsv)

namespace peil::html {

namespace {

constexpr float kClip = 4;

/// Four features at once; the compiler's vectors, of any processor.
using Four = float __attribute__((vector_size(16)));

struct Weight {
  Four mean = {}, scale = {}, weight = {};
};

struct Model {
  float bias = 0;
  std::vector<Weight> weights;  ///< four features each, the last filled up with zeros

  Model() {
    const auto& names = feature_names();
    weights.assign((names.size() + 3) / 4, Weight());
    for (std::string_view line : split(content_file(), '\n')) {
      const auto cells = split(line, '\t');
      if (line.empty() || line[0] == '#' || cells.size() != 4) continue;
      const auto number = [&](std::size_t i) { return std::strtof(std::string(cells[i]).c_str(), nullptr); };
      if (cells[0] == "bias") {
        bias = number(3);
        continue;
      }
      const auto found = std::find(names.begin(), names.end(), cells[0]);
      if (found == names.end()) continue;
      const auto at = static_cast<std::size_t>(found - names.begin());
      weights[at / 4].mean[at % 4] = number(1);
      weights[at / 4].scale[at % 4] = 1 / number(2);
      weights[at / 4].weight[at % 4] = number(3);
    }
  }

  /// REQUIRES: a row of as many features, and up to three floats more that may be read.
  float logit(const float* row) const {
    Four sum = {};
    for (const Weight& w : weights) {
      Four x;
      std::memcpy(&x, row, sizeof x);
      row += 4;
      x = (x - w.mean) * w.scale;
      x = x > kClip ? Four{} + kClip : x;
      x = x < -kClip ? Four{} - kClip : x;
      sum += w.weight * x;
    }
    return bias + (sum[0] + sum[1]) + (sum[2] + sum[3]);
  }
};

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

/// Headings under which readers speak.
bool is_comment_heading(std::string_view text) {
  std::string lower = to_lower_ascii(text.substr(0, 60));
  std::size_t at = 0;
  while (at < lower.size() &&
         ((lower[at] >= '0' && lower[at] <= '9') || lower[at] == ' ' || lower[at] == '(' || lower[at] == ')'))
    ++at;
  lower.erase(0, at);
  return text.size() <= 60 &&
         begins_with_any(lower,
                         {"comment", "reacties", "reageer", "kommentar", "commentaires", "leave a reply",
                          "leave a comment", "post a comment", "responses to", "replies", "discussion",
                          "schreibe einen kommentar", "geef een reactie", "plaats een reactie",
                          "laisser un commentaire", "diskussion", "join the conversation"});
}

/// Short lines that lead elsewhere or belong to a picture.
bool is_cut_line(std::string_view text) {
  const std::string lower = to_lower_ascii(text.substr(0, 60));
  return begins_with_any(lower, {"read more",
                                 "read also",
                                 "read next",
                                 "also read",
                                 "see also",
                                 "related:",
                                 "lees ook",
                                 "lees meer",
                                 "lees verder",
                                 "bekijk ook",
                                 "mehr zum",
                                 "mehr dazu",
                                 "lesen sie auch",
                                 "lesen sie mehr",
                                 "auch interessant",
                                 "zum thema",
                                 "weiterlesen",
                                 "\xC3\xA0 lire aussi",
                                 "lire aussi",
                                 "lire la suite",
                                 "photo:",
                                 "photograph:",
                                 "image:",
                                 "foto:",
                                 "bild:",
                                 "cr\xC3\xA9"
                                 "dit",
                                 "credit:",
                                 "picture:",
                                 "getty images",
                                 "tags:",
                                 "tagged:",
                                 "filed under",
                                 "categories:",
                                 "categorie:",
                                 "schlagw\xC3\xB6rter",
                                 "share this",
                                 "share on",
                                 "deel dit",
                                 "deel op",
                                 "teilen",
                                 "partager",
                                 "sign up",
                                 "subscribe",
                                 "schrijf je in",
                                 "newsletter",
                                 "abonneer",
                                 "jetzt abonnieren",
                                 "advertisement",
                                 "advertentie",
                                 "anzeige",
                                 "publicit\xC3\xA9",
                                 "\xC2\xA9",
                                 "copyright",
                                 "all rights reserved",
                                 "follow us",
                                 "volg ons",
                                 "folgen sie",
                                 "download our app",
                                 "click here to",
                                 "skip to",
                                 "loading",
                                 "cookie",
                                 "we use cookies"});
}

}  // namespace

struct ContentFinder::State {
  Model model;
  BlockFeatures features;
  std::vector<float> logits;
  std::vector<char> keep;

  void judge(const View& view, std::string_view title) {
    features.measure(view, title);
    logits.resize(features.blocks());
    keep.resize(features.blocks());
    for (std::size_t b = 0; b < features.blocks(); ++b) {
      logits[b] = model.logit(features.row(b));
      keep[b] = logits[b] > 0;
    }
  }

  std::string_view text(const View& view, std::size_t b) const {
    return view.page->of(view.page->blocks[b].span);
  }

  /// Behind a heading of comments nothing is content, if enough stands before it.
  void drop_comments(const View& view) {
    std::size_t words = 0;
    for (std::size_t b = 0; b < keep.size(); ++b) {
      const BlockStats& stats = features.stats(b);
      if (words >= 80 && stats.words <= 8 && (stats.heading || !keep[b]) &&
          is_comment_heading(text(view, b))) {
        std::fill(keep.begin() + static_cast<std::ptrdiff_t>(b), keep.end(), 0);
        return;
      }
      if (keep[b]) words += stats.words;
    }
  }

  void drop_cut_lines(const View& view) {
    for (std::size_t b = 0; b < keep.size(); ++b) {
      if (keep[b] && features.stats(b).words <= 25 && is_cut_line(text(view, b))) keep[b] = 0;
    }
  }

  /// A heading is content where content follows it; one between kept siblings too.
  void mend_headings(const View& view) {
    for (std::size_t b = 0; b < keep.size(); ++b) {
      if (!features.stats(b).heading || features.stats(b).words > 30) continue;
      bool follows = false;
      for (std::size_t next = b + 1; next < keep.size() && next <= b + 3; ++next)
        follows = follows || (keep[next] && !features.stats(next).heading);
      if (keep[b] && !follows) keep[b] = 0;
      if (keep[b] || !follows || b == 0 || !keep[b - 1] || b + 1 >= keep.size() || !keep[b + 1]) continue;
      const NodeId parent = view.tree->parent(view.page->blocks[b].node);
      const auto sibling = [&](std::size_t other) {
        return view.tree->parent(view.page->blocks[other].node) == parent;
      };
      if (sibling(b - 1) && sibling(b + 1)) keep[b] = 1;
    }
  }

  /// Entries of a list, cells of a table speak for each other.
  void join_lists(const View& view) {
    std::size_t b = 0;
    while (b < keep.size()) {
      const NodeId list = list_of(view, b);
      std::size_t end = b + 1;
      float sum = logits[b];
      while (list != kNone && end < keep.size() && list_of(view, end) == list) sum += logits[end++];
      if (list != kNone && end - b >= 3) {
        const float mean = sum / static_cast<float>(end - b);
        for (std::size_t i = b; i < end; ++i) keep[i] = .4F * logits[i] + .6F * mean > 0;
      }
      b = end;
    }
  }

  static NodeId list_of(const View& view, std::size_t b) {
    NodeId id = view.page->blocks[b].node;
    for (int level = 0; level < 4 && id != kNone; ++level, id = view.tree->parent(id)) {
      const Tag tag = view.tree->tag(id);
      if (tag == Tag::kUl || tag == Tag::kOl || tag == Tag::kDl || tag == Tag::kTable) return id;
    }
    return kNone;
  }

  /// Nearly nothing kept: then what stands in the container with most running text.
  void fall_back(const View& view) {
    std::size_t words = 0;
    for (std::size_t b = 0; b < keep.size(); ++b) words += keep[b] ? features.stats(b).words : 0;
    const NodeId best = features.best_container();
    if (words >= 25) return;
    for (std::size_t b = 0; b < keep.size(); ++b) {
      const NodeId node = view.page->blocks[b].node;
      const bool inside =
          best == kNone ? !view.is(node, kInNavigation) : node >= best && node < view.tree->end(best);
      if (inside && features.stats(b).density() < .5) keep[b] = 1;
    }
  }
};

ContentFinder::ContentFinder() : state_(std::make_unique<State>()) {}
ContentFinder::~ContentFinder() = default;

void ContentFinder::find(const View& view, std::string_view title, std::vector<Span>& out) {
  out.clear();
  State& state = *state_;
  state.judge(view, title);
  state.join_lists(view);
  state.drop_comments(view);
  state.drop_cut_lines(view);
  state.mend_headings(view);
  state.fall_back(view);
  for (std::size_t b = 0; b < state.keep.size(); ++b) {
    if (!state.keep[b]) continue;
    const Span span = view.page->blocks[b].span;
    if (b > 0 && state.keep[b - 1] && !out.empty()) {
      out.back().end = span.end;
    } else {
      out.push_back(span);
    }
  }
}

std::string title_of(const View& view) {
  const Tree& tree = *view.tree;
  for (NodeId id = 1; id < tree.size(); ++id) {
    if (tree.tag(id) == Tag::kH1 && !view.page->spans[id].empty() && !view.is(id, kInNavigation))
      return std::string(view.text_of(id));
  }
  const NodeId title = tree.find(Tag::kTitle);
  return title == kNone || title + 1 >= tree.end(title) ? std::string()
                                                        : std::string(trim(tree.text(title + 1)));
}

}  // namespace peil::html
