// labels/suggest.cpp -- counting words and pairs in two heaps of documents, and comparing them.
#include "labels/suggest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/exit.hpp"
#include "base/words.hpp"
#include "labels/gold.hpp"
#include "labels/step.hpp"
#include "taxonomy/index.hpp"
#include "text/tokens.hpp"
#include "text/utf8.hpp"

namespace peil::labels {

namespace {

constexpr std::size_t kContextBytes = 60;  // of an example, on either side
constexpr double kPrior = 500;             // greatest weight of the prior, in words

struct Count {
  std::uint32_t inside = 0, outside = 0;  // documents
  std::string example;
};

/// Folds, cuts into words and pairs, and counts them once a document.
class Heaps {
 public:
  void add(std::string_view text, bool inside) {
    tokenizer_.tokenize(text, tokens_);
    seen_.clear();
    ++(inside ? inside_ : outside_);
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (!is_word(i)) continue;
      count(text, i, i, std::string(tokens_.folded(i)), inside);
      constexpr std::uint8_t kPlain = text::kGapSpace | text::kGapHyphen;
      if (i + 1 < tokens_.size() && is_word(i + 1) && !(tokens_[i + 1].gap & ~kPlain))
        count(text, i, i + 1, std::string(tokens_.folded(i)).append(" ").append(tokens_.folded(i + 1)),
              inside);
    }
  }
  const std::unordered_map<std::string, Count>& counts() const { return counts_; }
  std::uint32_t inside() const { return inside_; }
  std::uint32_t outside() const { return outside_; }

 private:
  bool is_word(std::size_t i) const {
    const auto& token = tokens_[i];
    if (token.kind == text::TokenKind::kEmoji) return true;
    return token.kind != text::TokenKind::kNumber && token.folded_size >= 2 && token.folded_size <= 40;
  }
  void count(std::string_view text, std::size_t first, std::size_t last, std::string key, bool inside) {
    if (!seen_.insert(key).second) return;
    auto at = counts_.find(key);
    if (at == counts_.end()) {
      if (counts_.size() >= kSuggestTerms) return;
      at = counts_.emplace(std::move(key), Count{}).first;
    }
    ++(inside ? at->second.inside : at->second.outside);
    if (inside && at->second.example.empty()) {
      const std::size_t start = tokens_[first].start, end = tokens_[last].end;
      std::size_t from = start - std::min(start, kContextBytes);
      while (from < start && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
      at->second.example = std::string(text::prefix(text.substr(from), end + kContextBytes - from));
    }
  }

  text::Tokenizer tokenizer_;
  text::Tokens tokens_;
  std::unordered_set<std::string> seen_;
  std::unordered_map<std::string, Count> counts_;
  std::uint32_t inside_ = 0, outside_ = 0;
};

struct Scored {
  const std::string* term;
  const Count* count;
  double odds, z;
};

/// Fightin' Words, equations 15, 16 and 22: difference of log-odds and its z.
Scored score(const std::string& term, const Count& count, double inside, double outside) {
  const double all = inside + outside;
  const double weight = std::min(kPrior, all / 10);
  const double prior = weight * (count.inside + count.outside) / all;
  const double in = count.inside + prior, out = count.outside + prior;
  const double odds = std::log(in / (inside + weight - in)) - std::log(out / (outside + weight - out));
  return {&term, &count, odds, odds / std::sqrt(1 / in + 1 / out)};
}

/// What the lexicon has for a folded term; `here` says whether under the wanted label.
std::string known_as(std::string_view term, const taxonomy::Taxonomy& t, std::string_view label, bool& here) {
  std::string list;
  here = false;
  text::Tokenizer tokenizer;
  text::Tokens tokens;
  tokenizer.tokenize(term, tokens);
  std::array<taxonomy::Index::Found, taxonomy::kTermTokens> found_here;
  const std::size_t n = t.index().find(tokens, 0, found_here);
  if (n == 0 || found_here[n - 1].tokens != tokens.size()) return list;
  for (taxonomy::TermId id : t.index().terms_of(found_here[n - 1].spelling)) {
    const auto& found = t.label(t.term(id).label);
    here |= found.scheme == Scheme::kGoods && !label.empty() && Taxonomy::below(found.slug, label);
    if (list.size() < 80)
      list += fmt::format("{}{} {}", list.empty() ? "" : ", ", t.label_name(t.term(id).label),
                          taxonomy::strength_name(t.term(id).strength));
  }
  return list;
}

/// A cell of a table: no tab, newline or control character.
std::string cell(std::string_view text) {
  std::string line(trim(text));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
  return printable(line, 300);
}

/// Throws unless the settings say what is compared, of a label that there is.
void check(const SuggestSettings& settings, const taxonomy::Taxonomy& t) {
  if (settings.label.empty() && settings.match.empty() && settings.background.empty())
    throw Fatal(Exit::kUsage,
                "suggest needs --label or --match to say which texts are meant, or --background");
  if (settings.label.empty() || t.find_label(Scheme::kGoods, settings.label)) return;
  std::vector<std::string_view> names;
  for (const auto& label : t.labels()) {
    if (label.scheme == Scheme::kGoods) names.push_back(label.slug);
  }
  throw Fatal(Exit::kUsage,
              fmt::format("unknown label \"{}\"{}; see --list labels", printable(settings.label, 60),
                          taxonomy::suggestion(settings.label, names)));
}

/// Reads texts and puts each into its heap.
class Sorter {
 public:
  Sorter(const SuggestSettings& settings, const SuggestInput& input, const taxonomy::Taxonomy& t)
      : settings_(settings), input_(input), classifier_(t, input.pointers) {
    for (const std::string& each : settings.match) {
      wanted_.push_back(" " + tokenizer_.fold(each) + " ");
      if (wanted_.back().size() <= 2)
        throw Fatal(Exit::kUsage, fmt::format("--match \"{}\" has no word", each));
    }
  }

  /// Reads all operands; `foreground`: their texts are meant where label and match say so.
  void read(const std::vector<std::string>& operands, const cli::Shared& shared, bool foreground) {
    const auto too_long =
        each_line(shared, operands, [&](std::string_view line, const std::string&, std::size_t) {
          if (!line.empty()) add(line, foreground);
        });
    if (too_long) throw Fatal(Exit::kFailed, "a line is longer than 64 MiB");
  }

  const Heaps& heaps() const { return heaps_; }
  /// Whether this folded term is what --match asked for.
  bool asked_for(const std::string& term) const {
    return std::find(wanted_.begin(), wanted_.end(), " " + term + " ") != wanted_.end();
  }

 private:
  void add(std::string_view line, bool foreground) {
    std::string owned;
    if (input_.lines) {
      Buffer made;
      JsonWriter json(made);
      json.begin_object().member("text", line).end_object();
      owned = made.str();
      line = owned;
    }
    const auto record = parser_.parse(line);
    if (!record || (*record)->kind() == Kind::kRun) return;
    const auto subject = read_subject(**record, input_.pointers);
    if (!subject) return;
    text_.assign(subject->title).append("\n").append(subject->text);
    heaps_.add(text_, foreground && matches() && labelled(**record));
  }
  /// Whether the text has one of the wanted words.
  bool matches() {
    if (wanted_.empty()) return true;
    const std::string folded = " " + tokenizer_.fold(text_) + " ";
    return std::any_of(wanted_.begin(), wanted_.end(),
                       [&](const std::string& each) { return folded.find(each) != std::string::npos; });
  }
  bool labelled(const Record& record) {
    if (settings_.label.empty()) return true;
    const auto verdicts = classifier_.classify(record, nullptr);
    return verdicts &&
           std::any_of(verdicts->labels.begin(), verdicts->labels.end(), [&](const Verdict& each) {
             return each.scheme == Scheme::kGoods && Taxonomy::below(each.label, settings_.label);
           });
  }

  const SuggestSettings& settings_;
  const SuggestInput& input_;
  Classifier classifier_;
  RecordParser parser_;
  text::Tokenizer tokenizer_;
  std::vector<std::string> wanted_;  // folded, a blank on either side
  Heaps heaps_;
  std::string text_;
};

/// The terms that set the foreground apart, the surest first.
std::vector<Scored> rank(const Sorter& sorter, std::int64_t least) {
  const auto& counts = sorter.heaps().counts();
  double inside = 0, outside = 0;
  for (const auto& [term, count] : counts) inside += count.inside, outside += count.outside;
  std::vector<Scored> list;
  for (const auto& [term, count] : counts) {
    if (count.inside < least || sorter.asked_for(term)) continue;
    const Scored made = score(term, count, inside, outside);
    if (made.z > 1.96) list.push_back(made);
  }
  std::sort(list.begin(), list.end(),
            [](const Scored& a, const Scored& b) { return a.z != b.z ? a.z > b.z : *a.term < *b.term; });
  return list;
}

std::string print(const std::vector<Scored>& list, const SuggestSettings& settings,
                  const taxonomy::Taxonomy& t) {
  std::string out = settings.rows ? "term\tlabel\tweight\tsource\n"
                                  : "term\tdocuments\tbackground\tlog_odds\tz\tknown\texample\n";
  std::int64_t printed = 0;
  for (const Scored& each : list) {
    bool here = false;
    const std::string known = known_as(*each.term, t, settings.label, here);
    if (here && !settings.known) continue;
    if (printed++ == settings.limit) break;
    if (settings.rows) {
      out += fmt::format("{}\tgoods:{}\tmedium\tsuggest z={:.1f} {}/{}\n", cell(*each.term),
                         settings.label.empty() ? "LABEL" : settings.label, each.z, each.count->inside,
                         each.count->outside);
      continue;
    }
    out += fmt::format("{}\t{}\t{}\t{:.2f}\t{:.1f}\t{}\t{}\n", cell(*each.term), each.count->inside,
                       each.count->outside, each.odds, each.z, known, cell(each.count->example));
  }
  return out;
}

}  // namespace

std::string suggest(const SuggestSettings& settings, const SuggestInput& input, const taxonomy::Taxonomy& t,
                    const cli::Shared& shared) {
  check(settings, t);
  Sorter sorter(settings, input, t);
  sorter.read(shared.operands, shared, true);
  if (!settings.background.empty()) sorter.read(settings.background, shared, false);
  if (sorter.heaps().inside() == 0)
    throw Fatal(Exit::kPartial, "no text is in the foreground: nothing to compare");
  if (sorter.heaps().outside() == 0)
    throw Fatal(Exit::kPartial, "no text is in the background: add --background");
  return print(rank(sorter, settings.least), settings, t);
}

}  // namespace peil::labels
