// labels/suggest.cpp -- counting words and pairs in two heaps of documents, and comparing them.
#include "labels/suggest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/exit.hpp"
#include "base/words.hpp"
#include "frame/source.hpp"
#include "labels/step.hpp"
#include "taxonomy/index.hpp"
#include "text/tokens.hpp"

namespace peil::labels {

namespace {

constexpr std::size_t kLineBytes = 64u << 20;
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
      std::size_t from = start - std::min(start, kContextBytes),
                  to = std::min(text.size(), end + kContextBytes);
      while (from < start && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
      while (to > end && to < text.size() && (static_cast<unsigned char>(text[to]) & 0xC0) == 0x80) --to;
      at->second.example = std::string(text.substr(from, to - from));
    }
  }

  text::Tokenizer tokenizer_;
  text::Tokens tokens_;
  std::unordered_set<std::string> seen_;
  std::unordered_map<std::string, Count> counts_;
  std::uint32_t inside_ = 0, outside_ = 0;
};

/// Calls visit(line) for each line of the operands.
template <class Visit>
void each_line(const std::vector<std::string>& operands, const cli::Shared& shared, Visit&& visit) {
  frame::Source source(operands, frame::sandbox_mode(shared.sandbox));
  std::string rest;
  std::vector<char> room(1u << 18);
  while (source.next()) {
    for (;;) {
      const auto size = source.read(room.data(), room.size());
      if (!size) continue;
      if (*size == 0) break;
      rest.append(room.data(), *size);
      std::size_t from = 0;
      for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n', from)) {
        visit(std::string_view(rest).substr(from, end - from));
        from = end + 1;
      }
      rest.erase(0, from);
      if (rest.size() > kLineBytes) throw Fatal(Exit::kFailed, "a line is longer than 64 MiB");
    }
    if (!rest.empty()) visit(rest);
    rest.clear();
  }
}

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

}  // namespace

std::string suggest(const SuggestSettings& settings, const SuggestInput& input, const taxonomy::Taxonomy& t,
                    const cli::Shared& shared) {
  const bool whole = settings.label.empty() && settings.match.empty();
  if (whole && settings.background.empty())
    throw Fatal(Exit::kUsage,
                "suggest needs --label or --match to say which texts are meant, or --background");
  const bool known_label = settings.label.empty() || t.find_label(Scheme::kGoods, settings.label).has_value();
  if (!known_label) {
    std::vector<std::string_view> names;
    for (const auto& label : t.labels()) {
      if (label.scheme == Scheme::kGoods) names.push_back(label.slug);
    }
    throw Fatal(Exit::kUsage,
                fmt::format("unknown label \"{}\"{}; see --list labels", printable(settings.label, 60),
                            taxonomy::suggestion(settings.label, names)));
  }
  text::Tokenizer tokenizer;
  std::vector<std::string> wanted;
  for (const std::string& each : settings.match) {
    wanted.push_back(" " + tokenizer.fold(each) + " ");
    if (wanted.back().size() <= 2) throw Fatal(Exit::kUsage, fmt::format("--match \"{}\" has no word", each));
  }
  Heaps heaps;
  Classifier classifier(t, input.pointers);
  RecordParser parser;
  std::string text, line_record;
  auto read = [&](std::string_view line, bool foreground) {
    if (line.empty()) return;
    std::string owned;
    if (input.lines) {
      Buffer made;
      JsonWriter json(made);
      json.begin_object().member("text", line).end_object();
      owned = made.str();
      line = owned;
    }
    const auto record = parser.parse(line);
    if (!record || (*record)->kind() == Kind::kRun) return;
    bool inside = foreground;
    const auto subject = read_subject(**record, input.pointers);
    if (!subject) return;
    text.assign(subject->title).append("\n").append(subject->text);
    if (inside && !settings.match.empty()) {
      const std::string folded = " " + tokenizer.fold(text) + " ";
      inside = std::any_of(wanted.begin(), wanted.end(),
                           [&](const std::string& each) { return folded.find(each) != std::string::npos; });
    }
    if (inside && !settings.label.empty()) {
      const auto verdicts = classifier.classify(**record, nullptr);
      inside =
          verdicts && std::any_of(verdicts->labels.begin(), verdicts->labels.end(), [&](const Verdict& each) {
            return each.scheme == Scheme::kGoods && Taxonomy::below(each.label, settings.label);
          });
    }
    heaps.add(text, inside);
  };
  each_line(shared.operands, shared, [&](std::string_view line) { read(line, true); });
  if (!settings.background.empty())
    each_line(settings.background, shared, [&](std::string_view line) { read(line, false); });
  if (heaps.inside() == 0) throw Fatal(Exit::kPartial, "no text is in the foreground: nothing to compare");
  if (heaps.outside() == 0) throw Fatal(Exit::kPartial, "no text is in the background: add --background");

  double inside = 0, outside = 0;
  for (const auto& [term, count] : heaps.counts()) inside += count.inside, outside += count.outside;
  std::vector<Scored> list;
  for (const auto& [term, count] : heaps.counts()) {
    if (count.inside < settings.least) continue;
    if (std::find(wanted.begin(), wanted.end(), " " + term + " ") != wanted.end()) continue;
    const Scored made = score(term, count, inside, outside);
    if (made.z > 1.96) list.push_back(made);
  }
  std::sort(list.begin(), list.end(),
            [](const Scored& a, const Scored& b) { return a.z != b.z ? a.z > b.z : *a.term < *b.term; });
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

}  // namespace peil::labels
