// html/block_features.cpp -- measuring blocks. The order of put() calls is the order of names().
#include "html/block_features.hpp"

#include <algorithm>
#include <cmath>

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/words.hpp"

PEIL_EMBEDDED(stopwords_file, peil_data_html_stopwords_txt)

namespace peil::html {

namespace {

constexpr std::array<Tag, 12> kOwnTags = {Tag::kP,          Tag::kLi,  Tag::kTd, Tag::kTh,
                                          Tag::kH1,         Tag::kH2,  Tag::kH3, Tag::kDiv,
                                          Tag::kBlockquote, Tag::kPre, Tag::kDd, Tag::kFigcaption};
constexpr std::array<Tag, 20> kAbove = {
    Tag::kNav, Tag::kHeader,  Tag::kFooter, Tag::kAside,  Tag::kForm,    Tag::kTable,      Tag::kUl,
    Tag::kOl,  Tag::kArticle, Tag::kMain,   Tag::kFigure, Tag::kSection, Tag::kBlockquote, Tag::kDl,
    Tag::kA,   Tag::kButton,  Tag::kLabel,  Tag::kP,      Tag::kLi,      Tag::kAddress};
constexpr std::array<const char*, kContentHints> kHintNames = {
    "comment", "foot",    "nav",  "side",   "related", "share",   "ad",      "cookie", "tag",  "author",
    "date",    "caption", "head", "hidden", "body",    "article", "content", "recipe", "lead", "product"};
constexpr int kNamesUp = 24;  // levels that names of ancestors are read
constexpr int kContainers = 3;
constexpr int kNear = 3;
constexpr int kWindow = 6;

bool is_letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80; }
bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }

constexpr std::uint64_t kHashStart = 0xCBF29CE484222325u;  // FNV-1a
constexpr std::uint64_t hash_on(std::uint64_t hash, unsigned char c) { return (hash ^ c) * 0x100000001B3u; }

/// Hashes of the stop words, by open addressing.
class StopWords {
 public:
  StopWords() {
    for (std::string_view line : split(stopwords_file(), '\n')) {
      for (std::string_view word : split(line, ' ')) {
        std::uint64_t hash = kHashStart;
        for (char c : word) hash = hash_on(hash, static_cast<unsigned char>(c));
        if (!word.empty()) *slot_of(hash) = hash;
      }
    }
  }
  bool has(std::uint64_t hash) { return *slot_of(hash) == hash; }

 private:
  static constexpr std::size_t kSlots = 8192;  // some 700 words
  std::uint64_t* slot_of(std::uint64_t hash) {
    std::size_t slot = (hash >> 20) % kSlots;
    while (slots_[slot] != 0 && slots_[slot] != hash) slot = (slot + 1) % kSlots;
    return &slots_[slot];
  }
  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(kSlots);
};

bool looks_dated(std::string_view text) {
  int digits = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_digit(static_cast<unsigned char>(text[i]))) {
      ++digits;
      continue;
    }
    if (digits == 4 && (text.substr(i - 4, 2) == "19" || text.substr(i - 4, 2) == "20")) return true;
    if (digits > 0 && digits <= 2 && i + 2 < text.size() && text[i] == ':' &&
        is_digit(static_cast<unsigned char>(text[i + 1])))
      return true;
    digits = 0;
  }
  return false;
}

/// Signs of money, and of lines that only point elsewhere.
void look_for_signs(std::string_view text, BlockStats& stats) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto next = [&](std::string_view rest) { return text.substr(i + 1).starts_with(rest); };
    switch (static_cast<unsigned char>(text[i])) {
      case '$': stats.money = true; break;
      case '|': stats.bar = true; break;
      case 0xC2:
        stats.money |= next("\xA3");
        stats.bar |= next("\xBB");
        break;
      case 0xE2:
        stats.money |= next("\x82\xAC");
        stats.bar |= next("\x80\xA2") || next("\x80\xBA");
        break;
      case 'E': stats.money |= next("UR"); break;
      case 'U': stats.money |= next("SD"); break;
      case 'B': stats.money |= next("TC"); break;
      default: break;
    }
  }
}

/// A digit, blanks, and then a unit of weight, volume or the kitchen.
bool has_quantity(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(static_cast<unsigned char>(text[i]))) continue;
    std::size_t unit = i + 1;
    while (unit < text.size() && text[unit] == ' ') ++unit;
    if (unit >= text.size() || !is_letter(static_cast<unsigned char>(text[unit]))) continue;
    const std::string_view rest = text.substr(unit, 6);
    for (std::string_view name : {"g ", "gr", "mg", "ml", "kg", "cl", "dl", "l ", "el", "tl", "tsp", "tbsp",
                                  "cup", "ta", "ee", "the"}) {
      if (rest.starts_with(name)) return true;
    }
  }
  return false;
}

void read_text(std::string_view text, StopWords& stop, BlockStats& stats) {
  stats.chars = static_cast<std::uint32_t>(text.size());
  std::uint64_t hash = kHashStart;
  std::size_t length = 0;
  bool capital = false;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const unsigned char c = i < text.size() ? static_cast<unsigned char>(text[i]) : ' ';
    if (is_letter(c) || is_digit(c) || c == '\'') {
      const bool upper = c >= 'A' && c <= 'Z';
      if (length == 0) capital = upper;
      hash = hash_on(hash, upper ? static_cast<unsigned char>(c + 32) : c);
      ++length;
      stats.digits += is_digit(c) ? 1 : 0;
      continue;
    }
    if (length > 0) {
      ++stats.words;
      stats.capitals += capital ? 1 : 0;
      stats.stop_words += length <= 8 && stop.has(hash) ? 1 : 0;
      length = 0;
      hash = kHashStart;
    }
    if (c == ',') ++stats.commas;
    if (c == '\n') ++stats.lines;
    if ((c == '.' || c == '!' || c == '?') &&
        (i + 1 >= text.size() || text[i + 1] == ' ' || text[i + 1] == '\n' || text[i + 1] == '"'))
      ++stats.sentences;
  }
  std::string_view end = text;
  while (!end.empty() && (end.back() == '"' || end.back() == ')' || end.back() == '\'' ||
                          end.ends_with("\xE2\x80\x9D") || end.ends_with("\xE2\x80\x99"))) {
    end.remove_suffix(static_cast<unsigned char>(end.back()) >= 0x80 ? 3 : 1);
  }
  stats.ends_sentence = !end.empty() && (end.back() == '.' || end.back() == '!' || end.back() == '?' ||
                                         end.ends_with("\xE2\x80\xA6"));
  stats.ends_colon = !end.empty() && end.back() == ':';
  const std::string_view head = text.substr(0, 400);
  stats.date = looks_dated(head);
  look_for_signs(head, stats);
  stats.quantity = has_quantity(head);
}

double log1(double value) { return std::log1p(value); }
/// Of counts, nearly all of them small: from a table.
float log1(std::uint32_t count) {
  static const std::vector<float> kSmall = [] {
    std::vector<float> table;
    for (int i = 0; i < 4096; ++i) table.push_back(static_cast<float>(std::log1p(i)));
    return table;
  }();
  return count < kSmall.size() ? kSmall[count] : static_cast<float>(std::log1p(count));
}
double share(double part, double whole) { return whole <= 0 ? 0 : part / whole; }
double signed_log(double value) { return value < 0 ? -std::log1p(-value) : std::log1p(value); }

std::vector<std::string> make_names() {
  std::vector<std::string> names = {
      "words",  "chars",    "chars_per_word", "sentences", "commas",  "ends_sentence", "ends_colon",
      "digits", "capitals", "stop_words",     "lines",     "date",    "money",         "quantity",
      "bar",    "density",  "links",          "emphasis",  "heading", "paragraph"};
  for (Tag tag : kOwnTags) names.push_back("is_" + std::string(name_of_tag(tag)));
  for (Tag tag : kAbove) names.push_back("in_" + std::string(name_of_tag(tag)));
  for (const char* hint : kHintNames) names.push_back("hint_" + std::string(hint));
  for (int level = 0; level < kContainers; ++level) {
    for (const char* what : {"share", "density", "paragraphs", "mean"})
      names.push_back("container" + std::to_string(level) + "_" + what);
  }
  for (const char* name :
       {"best_inside", "best_levels", "best_ratio", "branch_density", "branch_paragraphs", "branch_share"})
    names.push_back(name);
  for (const char* path : {"path", "tagpath"}) {
    for (const char* what : {"blocks", "share", "density", "paragraphs"})
      names.push_back(std::string(path) + "_" + what);
  }
  for (const char* name : {"duplicates", "at_chars", "at_index", "from_headline", "from_paragraph",
                           "before_headline", "in_title", "is_title", "page_blocks"})
    names.push_back(name);
  for (int step = -kNear; step <= kNear; ++step) {
    if (step == 0) continue;
    for (const char* what : {"words", "density", "paragraph", "parent", "path", "heading"})
      names.push_back("near" + std::to_string(step) + "_" + what);
  }
  for (const char* name : {"window_words", "window_density", "next_paragraph", "last_paragraph"})
    names.push_back(name);
  return names;
}

}  // namespace

const std::vector<std::string>& feature_names() {
  static const std::vector<std::string> kNames = make_names();
  return kNames;
}

std::vector<std::string> lower_words(std::string_view text, std::size_t most) {
  std::vector<std::string> words;
  std::string word;
  for (std::size_t i = 0; i <= text.size() && words.size() < most; ++i) {
    const unsigned char c = i < text.size() ? static_cast<unsigned char>(text[i]) : ' ';
    if (is_letter(c) || is_digit(c)) {
      word.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

namespace {

/// Calls visit with a hash of each word, as lower_words has them, of `most` words.
template <class Visit>
void each_word_hash(std::string_view text, std::size_t most, Visit&& visit) {
  std::uint64_t hash = 0;
  std::size_t words = 0;
  bool inside = false;
  for (std::size_t i = 0; i <= text.size() && words < most; ++i) {
    const unsigned char c = i < text.size() ? static_cast<unsigned char>(text[i]) : ' ';
    if (is_letter(c) || is_digit(c)) {
      const unsigned char small = c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c + 32) : c;
      hash = hash_on(inside ? hash : kHashStart, small);
      inside = true;
    } else if (inside) {
      visit(hash);
      ++words;
      inside = false;
    }
  }
}

std::vector<std::uint64_t> word_hashes(std::string_view text, std::size_t most) {
  std::vector<std::uint64_t> hashes;
  each_word_hash(text, most, [&](std::uint64_t hash) { hashes.push_back(hash); });
  return hashes;
}

}  // namespace

void BlockFeatures::Groups::begin(std::size_t blocks) {
  std::size_t slots = 64;
  while (slots < blocks * 2) slots *= 2;
  keys.assign(slots, 0);
  places.resize(slots);
  sums.clear();
  of_block.clear();
}

BlockFeatures::PathSums& BlockFeatures::Groups::add(std::uint64_t key) {
  key |= 1;  // 0 is a free slot
  std::size_t slot = (key >> 8) & (keys.size() - 1);
  while (keys[slot] != 0 && keys[slot] != key) slot = (slot + 1) & (keys.size() - 1);
  if (keys[slot] == 0) {
    keys[slot] = key;
    places[slot] = static_cast<std::uint32_t>(sums.size());
    sums.emplace_back();
  }
  of_block.push_back(places[slot]);
  return sums[places[slot]];
}

void BlockFeatures::measure(const View& view, std::string_view title) {
  width_ = feature_names().size();
  count(view);
  sum(view);
  find_container(view);
  group(view);
  fill(view, title);
}

void BlockFeatures::count(const View& view) {
  static StopWords stop;
  const PageText& page = *view.page;
  stats_.assign(page.blocks.size(), BlockStats());
  for (std::size_t b = 0; b < page.blocks.size(); ++b) {
    const Block& block = page.blocks[b];
    BlockStats& stats = stats_[b];
    read_text(page.of(block.span), stop, stats);
    stats.text_hash = hash64(page.of(block.span));
    stats.log_words = log1(stats.words);
    NodeId last_link = kNone;
    for (std::uint32_t run = block.first_run; run < block.last_run; ++run) {
      const NodeId node = page.runs[run].node;
      const std::uint32_t size = page.runs[run].span.size();
      if (view.is(node, kInLink)) {
        stats.link_chars += size;
        stats.links += view.link[node] != last_link ? 1 : 0;
        last_link = view.link[node];
      }
      if (view.is(node, kEmphasised)) stats.emphasis += size;
      if (view.is(node, kInHeading)) stats.heading = true;
    }
  }
}

void BlockFeatures::sum(const View& view) {
  const PageText& page = *view.page;
  const std::size_t size = stats_.size();
  for (auto* sums : {&paragraph_sum_, &char_sum_, &link_sum_}) sums->assign(size + 1, 0);
  for (std::size_t b = 0; b < size; ++b) {
    paragraph_sum_[b + 1] = paragraph_sum_[b] + (stats_[b].paragraph() ? 1 : 0);
    char_sum_[b + 1] = char_sum_[b] + stats_[b].chars;
    link_sum_[b + 1] = link_sum_[b] + stats_[b].link_chars;
  }
  block_of_run_.assign(page.runs.size() + 1, static_cast<std::uint32_t>(size));
  for (std::uint32_t b = 0; b < size; ++b) {
    for (std::uint32_t run = page.blocks[b].first_run; run < page.blocks[b].last_run; ++run)
      block_of_run_[run] = b;
  }
  const Tree& tree = *view.tree;
  above_.assign(tree.size(), 0);
  depth_.assign(tree.size(), 0);
  for (NodeId id = 1; id < tree.size(); ++id) {
    const NodeId up = tree.parent(id);
    above_[id] = above_[up];
    depth_[id] = static_cast<std::uint16_t>(std::min(60000, depth_[up] + 1));
    for (std::size_t i = 0; i < kAbove.size(); ++i) {
      if (tree.tag(id) == kAbove[i]) above_[id] |= 1u << i;
    }
  }
  next_paragraph_.assign(size + 1, static_cast<std::uint32_t>(size) + 50);
  last_paragraph_.assign(size + 1, 0);
  for (std::size_t b = size; b-- > 0;)
    next_paragraph_[b] = stats_[b].paragraph() ? static_cast<std::uint32_t>(b) : next_paragraph_[b + 1];
  std::uint32_t seen = kNone;
  for (std::uint32_t b = 0; b < size; ++b) {
    last_paragraph_[b] = seen;
    if (stats_[b].paragraph()) seen = b;
  }
}

void BlockFeatures::find_container(const View& view) {
  const PageText& page = *view.page;
  const Tree& tree = *view.tree;
  scores_.assign(tree.size(), 0);
  constexpr std::array<double, 6> kPassed = {1, .55, .33, .2, .12, .07};
  for (std::size_t b = 0; b < stats_.size(); ++b) {
    const BlockStats& stats = stats_[b];
    if (!stats.paragraph()) continue;
    const double score = 1 + std::min(stats.words / 20.0, 4.0) + std::min(stats.commas / 2.0, 3.0);
    NodeId up = page.blocks[b].node;
    const Layout layout = layout_of(tree.tag(up));
    const Tag tag = tree.tag(up);
    if (layout == Layout::kPre || tag == Tag::kP || tag == Tag::kLi || is_heading(tag) ||
        layout == Layout::kCell)
      up = tree.parent(up);
    for (double passed : kPassed) {
      if (up == kNone || up == 0) break;
      scores_[up] += static_cast<float>(score * passed);
      up = tree.parent(up);
    }
  }
  constexpr HintMask kNegative = (HintMask{1} << kNegativeHints) - 1;
  constexpr HintMask kPositive = ((HintMask{1} << kContentHints) - 1) & ~kNegative;
  best_ = kNone;
  best_score_ = 0;
  for (NodeId id = 1; id < tree.size(); ++id) {
    if (scores_[id] == 0) continue;
    double score = scores_[id] * (1 - view.link_density(id));
    if ((view.hints[id] & kNegative) != 0) score *= .7;
    if ((view.hints[id] & kPositive) != 0) score *= 1.25;
    scores_[id] = static_cast<float>(score);
    if (score > best_score_) {
      best_score_ = score;
      best_ = id;
    }
  }
  branch_.assign(stats_.size(), kNone);
  if (best_ == kNone) return;
  for (NodeId child = tree.first_child(best_); child != kNone; child = tree.next_sibling(child)) {
    if (view.page->spans[child].empty()) continue;
    for (std::uint32_t b = block_of_run_[view.first_run[child]];
         b <= block_of_run_[view.last_run[child] - 1] && b < stats_.size(); ++b)
      branch_[b] = child;
  }
}

void BlockFeatures::group(const View& view) {
  const PageText& page = *view.page;
  for (Groups* groups : {&by_path_, &by_tag_path_, &by_text_}) groups->begin(stats_.size());
  for (std::size_t i = 0; i < stats_.size(); ++i) {
    const NodeId node = page.blocks[i].node;
    for (PathSums* sums : {&by_path_.add(view.path[node]), &by_tag_path_.add(view.tag_path[node])}) {
      ++sums->blocks;
      sums->chars += stats_[i].chars;
      sums->link_chars += stats_[i].link_chars;
      sums->paragraphs += stats_[i].paragraph() ? 1 : 0;
    }
    ++by_text_.add(stats_[i].text_hash).blocks;
  }
}

void BlockFeatures::fill(const View& view, std::string_view title) {
  rows_.clear();
  rows_.reserve(stats_.size() * width_ + 3);
  const std::vector<std::uint64_t> title_words = word_hashes(title, 60);
  headline_ = stats_.size();
  for (std::size_t b = 0; b < stats_.size() && headline_ == stats_.size(); ++b) {
    if (!stats_[b].heading || stats_[b].words > 60) continue;
    if (!title_words.empty() && word_hashes(view.page->of(view.page->blocks[b].span), 60) == title_words)
      headline_ = b;
  }
  for (std::size_t b = 0; b < stats_.size() && headline_ == stats_.size(); ++b) {
    NodeId id = view.page->blocks[b].node;
    for (int level = 0; level < 6 && id != kNone && stats_[b].heading; ++level, id = view.tree->parent(id)) {
      if (view.tree->tag(id) == Tag::kH1) headline_ = b;
    }
  }
  first_paragraph_ = stats_.size();
  for (std::size_t b = 0; b < stats_.size(); ++b) {
    if (stats_[b].paragraph() && (best_ == kNone || branch_[b] != kNone)) {
      first_paragraph_ = b;
      break;
    }
  }
  for (std::size_t b = 0; b < stats_.size(); ++b) {
    add_own(view, b);
    add_names(view, b);
    add_containers(view, b);
    add_repeats(view, b);
    add_place(view, b, title_words);
    add_neighbours(view, b);
  }
  rows_.resize(rows_.size() + 3);  // read, times nothing, when the last row is read by fours
}

void BlockFeatures::add_own(const View& view, std::size_t b) {
  const BlockStats& s = stats_[b];
  put(s.log_words);
  put(log1(s.chars));
  put(std::min(20.0, share(s.chars, std::max(1u, s.words))));
  put(log1(s.sentences));
  put(log1(s.commas));
  put(s.ends_sentence);
  put(s.ends_colon);
  put(share(s.digits, s.chars));
  put(share(s.capitals, s.words));
  put(share(s.stop_words, s.words));
  put(log1(s.lines));
  put(s.date);
  put(s.money);
  put(s.quantity);
  put(s.bar);
  put(s.density());
  put(log1(s.links));
  put(share(s.emphasis, s.chars));
  put(s.heading);
  put(s.paragraph());
  const Tag tag = view.tree->tag(view.page->blocks[b].node);
  for (Tag own : kOwnTags) put(tag == own || (own == Tag::kH3 && tag > Tag::kH3 && tag <= Tag::kH6));
}

void BlockFeatures::add_names(const View& view, std::size_t b) {
  const NodeId node = view.page->blocks[b].node;
  for (std::size_t i = 0; i < kAbove.size(); ++i) put((above_[node] >> i) & 1);
  std::array<double, kContentHints> hints = {};
  NodeId id = node;
  for (int level = 0; level < kNamesUp && id != kNone; ++level, id = view.tree->parent(id)) {
    HintMask mask = view.hints[id] & ((HintMask{1} << kContentHints) - 1);
    if (view.tree->tag(id) == Tag::kBody || view.tree->tag(id) == Tag::kHtml) break;
    for (; mask != 0; mask &= mask - 1) {
      double& hint = hints[static_cast<std::size_t>(__builtin_ctzll(mask))];
      hint = std::max(hint, 1 / (1 + level / 2.0));
    }
  }
  for (double hint : hints) put(hint);
}

void BlockFeatures::add_containers(const View& view, std::size_t b) {
  NodeId id = view.page->blocks[b].node;
  const double all = std::max(1u, char_sum_.back());
  for (int level = 0; level < kContainers; ++level) {
    const NodeId up = view.tree->parent(id);
    if (up != kNone && up != 0) id = up;
    const std::uint32_t first = block_of_run_[view.first_run[id]];
    const std::uint32_t last = view.last_run[id] == 0 ? first : block_of_run_[view.last_run[id] - 1] + 1;
    const double chars = char_sum_[last] - char_sum_[first];
    const double blocks = last - first;
    put(chars / all);
    put(share(link_sum_[last] - link_sum_[first], chars));
    put(share(paragraph_sum_[last] - paragraph_sum_[first], blocks));
    put(log1(share(chars, blocks)));
  }
  const bool inside = branch_[b] != kNone;
  put(inside);
  put(inside ? std::min(10, depth_[view.page->blocks[b].node] - depth_[best_]) : 10);
  NodeId up = view.page->blocks[b].node;
  double own = 0;
  for (int level = 0; level < 3 && up != kNone; ++level, up = view.tree->parent(up))
    own = std::max(own, static_cast<double>(scores_[up]));
  put(best_score_ <= 0 ? 0 : own / best_score_);
  if (!inside) {
    put(1);
    put(0);
    put(0);
    return;
  }
  const NodeId branch = branch_[b];
  const std::uint32_t first = block_of_run_[view.first_run[branch]];
  const std::uint32_t last = block_of_run_[view.last_run[branch] - 1] + 1;
  const double chars = char_sum_[last] - char_sum_[first];
  put(share(link_sum_[last] - link_sum_[first], chars));
  put(share(paragraph_sum_[last] - paragraph_sum_[first], last - first));
  put(chars / all);
}

void BlockFeatures::add_repeats(const View&, std::size_t b) {
  const double all = std::max(1u, char_sum_.back());
  for (const PathSums& sums :
       {by_path_.sums[by_path_.of_block[b]], by_tag_path_.sums[by_tag_path_.of_block[b]]}) {
    put(log1(sums.blocks));
    put(sums.chars / all);
    put(share(sums.link_chars, sums.chars));
    put(share(sums.paragraphs, sums.blocks));
  }
  put(log1(by_text_.sums[by_text_.of_block[b]].blocks - 1));
}

void BlockFeatures::add_place(const View& view, std::size_t b,
                              const std::vector<std::uint64_t>& title_words) {
  const auto size = static_cast<double>(stats_.size());
  put(share(char_sum_[b], char_sum_.back()));
  put(static_cast<double>(b) / size);
  const double index = static_cast<double>(b);
  put(headline_ < stats_.size() ? signed_log(index - static_cast<double>(headline_)) : 0);
  put(first_paragraph_ < stats_.size() ? signed_log(index - static_cast<double>(first_paragraph_)) : 0);
  put(headline_ < stats_.size() && b < headline_);
  double overlap = 0;
  bool is_title = false;
  if (stats_[b].words <= 40 && !title_words.empty()) {
    std::size_t words = 0, known = 0;
    is_title = true;
    each_word_hash(view.page->of(view.page->blocks[b].span), 60, [&](std::uint64_t word) {
      is_title = is_title && words < title_words.size() && title_words[words] == word;
      known += std::find(title_words.begin(), title_words.end(), word) != title_words.end() ? 1 : 0;
      ++words;
    });
    is_title = is_title && words == title_words.size();
    overlap = share(static_cast<double>(known), static_cast<double>(words));
  }
  put(overlap);
  put(is_title);
  put(log1(size));
}

void BlockFeatures::add_neighbours(const View& view, std::size_t b) {
  const PageText& page = *view.page;
  const auto size = static_cast<std::ptrdiff_t>(stats_.size());
  const NodeId own = page.blocks[b].node;
  for (int step = -kNear; step <= kNear; ++step) {
    if (step == 0) continue;
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(b) + step;
    if (at < 0 || at >= size) {
      for (int i = 0; i < 6; ++i) put(0);
      continue;
    }
    const BlockStats& s = stats_[static_cast<std::size_t>(at)];
    const NodeId other = page.blocks[static_cast<std::size_t>(at)].node;
    put(s.log_words);
    put(s.density());
    put(s.paragraph());
    put(view.tree->parent(other) == view.tree->parent(own));
    put(view.path[other] == view.path[own]);
    put(s.heading);
  }
  const std::size_t from = b < kWindow ? 0 : b - kWindow;
  const std::size_t to = std::min(stats_.size(), b + kWindow + 1);
  const double chars = char_sum_[to] - char_sum_[from];
  put(log1(chars / static_cast<double>(to - from)));
  put(share(link_sum_[to] - link_sum_[from], chars));
  put(log1(static_cast<double>(next_paragraph_[b + 1]) - static_cast<double>(b)));
  put(last_paragraph_[b] == kNone ? log1(50u)
                                  : log1(static_cast<double>(b) - static_cast<double>(last_paragraph_[b])));
}

}  // namespace peil::html
