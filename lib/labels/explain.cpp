// labels/explain.cpp -- the layout of --explain.
//
//   Te koop: 50 gram speedpasta, ophalen Rotterdam, Tikkie
//   ------- ........ =========== -------            ------
//
//   goods      drug.amphetamine            4, needs 2; first line
//                speedpasta +4
#include "labels/explain.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/words.hpp"
#include "text/utf8.hpp"

namespace peil::labels {

namespace {

using taxonomy::to_decimal;

constexpr std::size_t kTextLines = 24;  // lines of text shown at most
constexpr std::size_t kIndent = 2, kNameColumn = 12;

/// Terminal columns of a code point: 2 for emoji and East Asian wide forms, 0 for marks.
std::size_t columns(char32_t c) {
  if (c == 0x200B || c == 0x200D || c == 0xAD || (c >= 0x300 && c < 0x370) || (c >= 0xFE00 && c <= 0xFE0F))
    return 0;
  if ((c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
      (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFF60) || (c >= 0x1F300 && c <= 0x1FAFF)) {
    return 2;
  }
  return 1;
}
std::size_t columns(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = text::decode(text, at);
    width += columns(point.value);
    at += point.length;
  }
  return width;
}

struct Paint {
  bool on;
  std::string operator()(std::string_view text, std::string_view code) const {
    return on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
};

/// What a byte of the text is marked with; the greater wins.
enum Mark : unsigned char { kNothing, kOther, kAudience, kActMark, kAgainst, kGoodsMark };
char sign(unsigned char mark) { return " .~-x="[mark]; }
std::string_view paint_code(unsigned char mark) {
  static constexpr std::string_view kCodes[] = {"", "2", "35", "36", "9;2", "1;33"};
  return kCodes[mark];
}

class Explainer {
 public:
  Explainer(const Verdicts& verdicts, const Analysis& analysis, const ExplainStyle& style, Buffer& out)
      : verdicts_(verdicts),
        analysis_(analysis),
        t_(analysis.taxonomy()),
        paint_{style.color},
        width_(std::max<std::size_t>(style.width, 40)),
        out_(out) {}

  void run(std::string_view place) {
    head(place);
    field(analysis_.title(), "title");
    field(analysis_.text(), "");
    legend();
    line("");
    goods();
    act();
    for (Scheme scheme :
         {Scheme::kLevel, Scheme::kAudience, Scheme::kChannel, Scheme::kRisk, Scheme::kMo, Scheme::kGrow}) {
      others(scheme);
    }
    substances();
    changes();
  }

 private:
  void line(std::string_view text) {
    out_.append(text);
    out_.push('\n');
  }
  static std::string pad(std::string_view text, std::size_t width) {
    const std::size_t have = columns(text);
    return std::string(text) + std::string(have < width ? width - have : 0, ' ');
  }

  void head(std::string_view place) {
    static constexpr std::string_view kForms[] = {"page", "listing", "post", "feedback", "profile"};
    const auto form = kForms[static_cast<std::size_t>(verdicts_.subject.form)];
    const std::string& language = verdicts_.subject.language;
    line(paint_(fmt::format("{}  {}, {}", printable(place, 40), form,
                            language == "unknown" ? "language unknown" : "language " + language),
                "2"));
    line("");
  }

  // --- the text -------------------------------------------------------------------------------------
  std::vector<unsigned char> marks(const Field& field) {
    std::vector<unsigned char> list(field.text.size(), kNothing);
    auto mark = [&](std::uint32_t first, std::uint32_t last, unsigned char value) {
      for (std::size_t i = field.tokens[first].start; i < field.tokens[last].end; ++i)
        list[i] = std::max(list[i], value);
      if (value != kNothing) used_ |= 1u << value;
    };
    for (const auto& amount : field.shapes.amounts()) {
      for (std::size_t i = amount.start; i < amount.end; ++i) list[i] = kOther;
      used_ |= 1u << kOther;
    }
    for (const Hit& hit : field.hits) {
      const Scheme scheme = t_.label(hit.label).scheme;
      const bool silent = hit.weight == 0;
      unsigned char value = scheme == Scheme::kGoods      ? (silent ? kAgainst : kGoodsMark)
                            : silent                      ? kNothing
                            : scheme == Scheme::kAct      ? kActMark
                            : scheme == Scheme::kAudience ? kAudience
                                                          : kOther;
      mark(hit.first, hit.first + hit.count - 1u, value);
    }
    return list;
  }

  void field(const Field& field, std::string_view name) {
    if (field.text.empty()) return;
    if (!name.empty()) line(fmt::format("  {}", paint_(name, "2")));
    const auto marked = marks(field);
    const std::size_t room = width_ - kIndent - 2;
    std::size_t at = 0, shown = 0;
    while (at < field.text.size() && shown < kTextLines) {
      std::size_t end = line_end(field.text, at, room);
      // Long texts: lines without a mark are left out.
      const bool any =
          std::any_of(marked.begin() + static_cast<long>(at), marked.begin() + static_cast<long>(end),
                      [](unsigned char mark) { return mark != kNothing; });
      if (any || field.text.size() < 1000) {
        text_line(field.text, marked, at, end);
        ++shown;
      }
      at = end;
      while (at < field.text.size() &&
             (field.text[at] == ' ' || field.text[at] == '\n' || field.text[at] == '\r'))
        ++at;
    }
    if (at < field.text.size())
      line(fmt::format("  {}", paint_(fmt::format("… {} bytes more", field.text.size() - at), "2")));
  }

  static std::size_t line_end(std::string_view text, std::size_t start, std::size_t room) {
    std::size_t at = start, width = 0, blank = 0;
    while (at < text.size() && text[at] != '\n') {
      const auto point = text::decode(text, at);
      width += columns(point.value);
      if (width > room) return blank > start ? blank : at;
      if (point.value == ' ') blank = at;
      at += point.length;
    }
    return at;
  }

  void text_line(std::string_view text, const std::vector<unsigned char>& marked, std::size_t at,
                 std::size_t end) {
    std::string words, under;
    unsigned char current = kNothing;
    std::string run;
    auto flush = [&] {
      words += current == kNothing || !paint_.on ? run : paint_(run, paint_code(current));
      run.clear();
    };
    for (std::size_t i = at; i < end;) {
      const auto point = text::decode(text, i);
      const std::string piece = printable(text.substr(i, point.length), 16);
      if (marked[i] != current) flush(), current = marked[i];
      run += piece == "\\x0d" || piece == "\\x09" ? " " : piece;
      under +=
          std::string(piece.size() == point.length ? columns(point.value) : piece.size(), sign(marked[i]));
      i += point.length;
    }
    flush();
    while (!under.empty() && under.back() == ' ') under.pop_back();
    line("  " + words);
    if (!under.empty()) line("  " + paint_(under, "2"));
  }

  void legend() {
    std::vector<std::string> parts;
    auto add = [&](unsigned char mark, std::string_view name) {
      if (used_ >> mark & 1) parts.push_back(fmt::format("{} {}", sign(mark), name));
    };
    add(kGoodsMark, "goods");
    add(kAgainst, "goods word, silenced");
    add(kActMark, "act");
    add(kAudience, "audience");
    add(kOther, "amounts and others");
    if (!parts.empty()) line(paint_(fmt::format("  ({})", fmt::join(parts, "   ")), "2"));
  }

  // --- the verdicts ---------------------------------------------------------------------------------
  void verdict(std::string_view scheme, std::string_view label, std::string_view why, bool yes) {
    const std::string name = pad(scheme, kNameColumn - kIndent);
    const std::string shown = pad(label, 26);
    if (why.empty()) return line(fmt::format("  {}{}", paint_(name, "2"), paint_(label, yes ? "1" : "2")));
    // A reason that does not fit goes on under itself.
    const std::size_t start = kNameColumn + 27;
    const std::size_t room = std::max<std::size_t>(width_ > start ? width_ - start : 0, 24);
    bool first = true;
    for (std::size_t at = 0; at < why.size();) {
      const std::size_t end = line_end(why, at, room);
      const auto piece = why.substr(at, end - at);
      if (first) line(fmt::format("  {}{} {}", paint_(name, "2"), paint_(shown, yes ? "1" : "2"), piece));
      else line(std::string(start, ' ') + std::string(piece));
      first = false;
      at = end;
      while (at < why.size() && why[at] == ' ') ++at;
    }
  }
  /// Parts joined by ` · `, wrapped under the label column.
  void details(const std::vector<std::string>& parts) {
    const std::string indent(kNameColumn + 2, ' ');
    std::string current;
    for (const std::string& part : parts) {
      const std::size_t width = columns(current) + columns(part) + (current.empty() ? 0 : 3);
      if (!current.empty() && indent.size() + width > width_) {
        line(indent + paint_(current, "2"));
        current.clear();
      }
      current += (current.empty() ? "" : " · ") + part;
    }
    if (!current.empty()) line(indent + paint_(current, "2"));
  }

  /// What a label rests on: the page's own evidence where it was copied.
  const std::vector<Evidence>& grounds(const Verdict& verdict) const {
    if (verdict.evidence.size() == 1 && verdict.evidence[0].rule == "from_page") {
      for (const Verdict& each : verdicts_.of_page) {
        if (each.scheme == verdict.scheme && each.label == verdict.label) return each.evidence;
      }
    }
    return verdict.evidence;
  }

  std::string describe(const Evidence& evidence) {
    std::string text = printable(evidence.raw, 40);
    if (evidence.rule == "gate") return text + " (gate)";
    if (evidence.weight)
      text += fmt::format(" {}{}", evidence.weight->is_negative() ? "" : "+", evidence.weight->str());
    if (evidence.rule == "lexicon.compound") text += " (compound)";
    if (evidence.rule == "lexicon.disguise") text += " (disguised)";
    if (evidence.rule == "context.category") text += " (" + evidence.field + ")";
    return text;
  }

  void goods() {
    if (verdicts_.subject.form == Form::kPage) return;
    std::size_t shown = 0;
    for (const Candidate& each : verdicts_.goods.candidates) {
      if (++shown > 8) break;
      const auto& label = t_.label(each.label);
      std::string why;
      if (each.chosen) {
        why = fmt::format("{}, needs {}; {}", to_decimal(each.weight).str(), to_decimal(each.threshold).str(),
                          each.why);
        if (each.why == "its category") why = "from its category alone";
        if (each.why == kModelWhy) why = "the learned model, without a term that is enough";
        if (each.score) why = fmt::format("p {}; {}", each.score->str(), why);
      } else if (each.why.starts_with("taken away") || each.why.starts_with("said more") ||
                 each.why.starts_with("the model")) {
        why = "no: " + each.why;
      } else {
        why =
            fmt::format("no: {}, needs {}", to_decimal(each.weight).str(), to_decimal(each.threshold).str());
      }
      verdict(shown == 1 ? "goods" : "", label.slug, why, each.chosen);
      std::vector<std::string> parts;
      for (const Evidence& evidence : each.evidence) parts.push_back(describe(evidence));
      if (each.chosen && !label.name_nl.empty() && parts.size() < 4)
        parts.push_back("Dutch: " + label.name_nl);
      details(parts);
    }
    if (shown == 0) verdict("goods", "none", "no goods term in it", false);
    model();
    silenced();
  }

  /// What the learned model thinks, from the class at the top down: words and lexicon apart.
  void model() {
    bool first = true;
    for (const Goods::Said& each : verdicts_.goods.said) {
      verdict(first ? "model" : "", each.name,
              fmt::format("p {}: words {:+.1f}, lexicon {:+.1f}", Decimal(Int128{each.probability}, 4).str(),
                          each.words / 1000.0, each.lexicon / 1000.0),
              false);
      first = false;
    }
  }

  /// Goods words that the context silenced, with the word that did it.
  void silenced() {
    std::vector<std::string> parts;
    for (const Field* field : {&analysis_.title(), &analysis_.text()}) {
      for (const Hit& hit : field->hits) {
        if (hit.weight != 0 || t_.label(hit.label).scheme != Scheme::kGoods || parts.size() >= 6) continue;
        const auto& term = t_.term(hit.term);
        const std::string raw = printable(evidence_of(Place{field, &hit}).raw, 30);
        std::string part =
            hit.context == taxonomy::ContextState::kSilenced
                ? fmt::format("{} silenced by \"{}\"", raw, term.context_against[hit.word].text)
                : fmt::format("{} weighs nothing alone", raw);
        if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(std::move(part));
      }
    }
    details(parts);
  }

  void act() {
    const Act& act = verdicts_.act;
    verdict("act", act.slug, act.reason, act.slug != "unknown");
    std::vector<std::string> parts;
    for (const Evidence& each : act.evidence) {
      std::string part = printable(each.raw, 40);
      if (each.rule == "act.amount") part += " (amount)";
      if (each.rule == "act.price") part += " (price)";
      if (each.rule == "act.contact") part += " (contact)";
      parts.push_back(std::move(part));
    }
    if (act.situation.form == Form::kPost || act.situation.form == Form::kPage) {
      const ActCounts& c = act.counts;
      parts.push_back(fmt::format("words: offer {}, request {}, law and news {}, advice {}", c.offer,
                                  c.request, c.law + c.news, c.help));
    }
    details(parts);
  }

  void others(Scheme scheme) {
    bool first = true;
    for (const Verdict& each : verdicts_.labels) {
      if (each.scheme != scheme) continue;
      const bool signal = scheme == Scheme::kAudience &&
                          !(each.label == "nl.directed" || each.label == "nl.possible" || each.label == "be");
      if (signal && !first) continue;  // shown as parts of the verdict
      if (scheme == Scheme::kChannel && each.label == "unknown") {
        verdict("channel", "unknown", "no known host, software or site words", false);
        continue;
      }
      std::string why;
      if (scheme == Scheme::kAudience && !signal) {
        const auto& s = t_.settings();
        const Weight needed = each.label == "nl.directed" ? s.directed : s.possible;
        why = fmt::format("{}, needs {}{}", to_decimal(each.weight).str(), to_decimal(needed).str(),
                          each.label == "nl.directed" ? " and two signals" : "");
        if (each.label == "be") why = "Dutch language, Belgian signals, no Dutch one";
      }
      std::vector<std::string> parts;
      if (scheme == Scheme::kAudience && !signal) {
        for (const Verdict& part : verdicts_.labels) {
          if (part.scheme != scheme || &part == &each) continue;
          const auto& why_part = grounds(part);
          std::string raw = why_part.empty() ? "" : printable(why_part[0].raw, 24);
          if (part.label == "nl.language") raw.clear();
          parts.push_back(fmt::format("{} {}{}{}", part.label, part.weight > 0 ? "+" : "",
                                      to_decimal(part.weight).str(), raw.empty() ? "" : " " + raw));
        }
      } else if (signal) {
        why = fmt::format("{}, needs {}", to_decimal(each.weight).str(),
                          to_decimal(t_.settings().possible).str());
        for (const Verdict& part : verdicts_.labels) {
          if (part.scheme == scheme)
            parts.push_back(fmt::format("{} {}", part.label, to_decimal(part.weight).str()));
        }
      } else {
        for (const Evidence& evidence : grounds(each)) {
          std::string part = printable(evidence.raw, 40);
          if (evidence.rule == "level.quantity") part += " (amount)";
          if (evidence.rule == "level.price") part += " (price)";
          if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
        }
        // One line is enough for labels that rest on a word or two.
        std::string joined;
        for (const auto& part : parts) joined += (joined.empty() ? "" : ", ") + part;
        if (columns(joined) + kNameColumn + 27 <= width_) why = joined, parts.clear();
      }
      verdict(first ? taxonomy::scheme_name(scheme) : "", signal ? "none" : each.label, why, !signal);
      details(parts);
      first = false;
    }
  }

  void substances() {
    std::string names;
    for (const Substance& each : verdicts_.substances) names += (names.empty() ? "" : ", ") + each.name;
    if (!names.empty()) verdict("substance", names, "", true);
  }

  // --- what would change it -------------------------------------------------------------------------
  void changes() {
    if (verdicts_.subject.form == Form::kPage) return;
    std::vector<std::pair<std::string, std::string>> list;
    for (const Candidate& each : verdicts_.goods.candidates) {
      if (list.size() >= 3) break;
      const std::string& slug = t_.label(each.label).slug;
      if (each.chosen && each.why != kModelWhy && !each.evidence.empty() && each.evidence[0].weight) {
        const auto rest =
            to_decimal(each.weight)
                .plus(Decimal(-each.evidence[0].weight->coefficient(), each.evidence[0].weight->scale()));
        const bool falls = rest && *rest < to_decimal(each.threshold);
        list.emplace_back(fmt::format("without \"{}\"", printable(each.evidence[0].raw, 24)),
                          falls ? fmt::format("{} falls to {}, needs {}", slug, rest->str(),
                                              to_decimal(each.threshold).str())
                                : fmt::format("{} stays", slug));
      } else if (!each.chosen && each.why.find(':') == std::string::npos && !each.why.starts_with("said") &&
                 !each.why.starts_with("the model") &&
                 each.weight < each.threshold) {
        list.emplace_back(fmt::format("with +{} more", to_decimal(each.threshold - each.weight).str()),
                          slug + " is labelled");
      }
    }
    acts(list);
    if (list.empty()) return;
    line("");
    line("  " + paint_("what would change it", "2"));
    for (const auto& [what, then] : list) {
      constexpr std::size_t kStart = 37;
      bool first = true;
      for (std::size_t at = 0; at < then.size();) {
        const std::size_t end = line_end(then, at, std::max<std::size_t>(width_ - kStart, 24));
        line((first ? fmt::format("    {} ", pad(what, 32)) : std::string(kStart + 2, ' ')) +
             then.substr(at, end - at));
        first = false;
        at = end;
        while (at < then.size() && then[at] == ' ') ++at;
      }
    }
  }

  void acts(std::vector<std::pair<std::string, std::string>>& list) {
    const Act& act = verdicts_.act;
    if (!act.evidence.empty() && act.evidence[0].rule == "from_page") return;
    auto test = [&](std::string_view what, auto&& change) {
      ActCounts counts = act.counts;
      change(counts);
      const auto [slug, reason] = act_rule(counts, act.situation);
      if (slug != act.slug && list.size() < 7)
        list.emplace_back(what, fmt::format("act {}: {}", slug, reason));
    };
    const ActCounts& c = act.counts;
    if (c.offer > 0) test("without its offer words", [](ActCounts& x) { x.offer = 0; });
    if (c.request > 0) test("without its request words", [](ActCounts& x) { x.request = 0; });
    else
      test("with \"gezocht\" in front", [](ActCounts& x) {
        x.request = 1;
        x.request_first = true;
      });
    if (c.law + c.news == 0) {
      const int needed = std::max(2, c.evidence());
      test(fmt::format("with {} words of a police report", needed),
           [needed](ActCounts& x) { x.news = needed; });
    } else {
      test("without its report words", [](ActCounts& x) { x.law = x.news = 0; });
    }
    if (!c.amount) test("with an amount", [](ActCounts& x) { x.amount = true; });
    else test("without its amount", [](ActCounts& x) { x.amount = false; });
    if (!c.price) test("with a price", [](ActCounts& x) { x.price = true; });
  }

  const Verdicts& verdicts_;
  const Analysis& analysis_;
  const Taxonomy& t_;
  Paint paint_;
  std::size_t width_;
  Buffer& out_;
  unsigned used_ = 0;
};

}  // namespace

void explain(const Verdicts& verdicts, const Analysis& analysis, std::string_view place,
             const ExplainStyle& style, Buffer& out) {
  Explainer(verdicts, analysis, style, out).run(place);
}

}  // namespace peil::labels
