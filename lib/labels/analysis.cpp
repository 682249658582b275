// labels/analysis.cpp -- reading a subject's fields and adding up.
#include "labels/analysis.hpp"

#include <algorithm>

namespace peil::labels {

namespace {

constexpr std::size_t kContextFields = 12;
constexpr std::uint32_t kHeadTokens = 40;  // of a first line without end

/// Offsets only in members of the record itself; an element of its category path is a source.
Evidence evidence_of_bytes(const Field& field, std::size_t start, std::size_t end, std::string_view rule) {
  Evidence evidence{field.name, std::string(field.text.substr(start, end - start)), {}, {}, std::string(rule),
                    {}};
  if (field.name == "title" || field.name == "text") {
    evidence.start = start;
    evidence.end = end;
  }
  return evidence;
}

/// "Re: …", as mail programs and forums of several languages mark an answer.
bool is_reply(const Subject& subject, const Field& title, const Field& text) {
  if (subject.form != Form::kPost || title.tokens.size() < 2 || text.tokens.empty()) return false;
  static constexpr std::string_view kMarks[] = {"re", "aw", "antw", "sv", "fwd", "fw", "wg", "tr"};
  const std::size_t behind = title.tokens[0].end;
  return behind < title.text.size() && title.text[behind] == ':' &&
         std::find(std::begin(kMarks), std::end(kMarks), title.tokens.folded(0)) != std::end(kMarks);
}

/// What a listing states beside its title: "Afghaan" in a table with a price per gram.
std::uint8_t stated_shapes(const Subject& subject) {
  std::uint8_t bits = 0;
  if (subject.form != Form::kListing) return bits;
  if (!subject.prices.empty()) bits |= taxonomy::kPrice;
  for (const StatedAmount& each : subject.quantities) {
    bits |= each.unit == "g" ? taxonomy::kMass : each.unit == "ml" ? taxonomy::kMl : taxonomy::kCount;
  }
  return bits;
}

}  // namespace

Analysis::Analysis(const Taxonomy& taxonomy) : taxonomy_(taxonomy), matcher_(taxonomy) {}

void Analysis::fill(Field& field, std::string_view name, std::string_view text, std::string_view language,
                    std::uint8_t stated) {
  field.name.assign(name);
  field.text = text;
  tokenizer_.tokenize(text, field.tokens);
  field.shapes.read(text, field.tokens);
  matcher_.find(field.tokens, field.shapes, language, field.hits, stated);
}

void Analysis::read(const Subject& subject) {
  fill(title_, "title", subject.title, subject.language, stated_shapes(subject));
  fill(text_, "text", subject.text, subject.language);
  context_.resize(std::min(kContextFields, subject.context.size()));
  for (std::size_t i = 0; i < context_.size(); ++i) {
    fill(context_[i], subject.context[i].first, subject.context[i].second, "unknown");
  }
  const auto text_end = static_cast<std::uint32_t>(text_.tokens.size());
  reply_ = is_reply(subject, title_, text_);
  if (!title_.tokens.empty() && !reply_) {
    head_ = {&title_, 0, static_cast<std::uint32_t>(title_.tokens.size())};
    body_ = {&text_, 0, text_end};
    return;
  }
  std::uint32_t end = std::min<std::uint32_t>(1, text_end);
  while (end < text_end && end < kHeadTokens && !(text_.tokens[end].gap & text::kGapLine)) ++end;
  // A first line that is too long for a title ends with its first sentence, if it has one.
  if (end == kHeadTokens) {
    for (std::uint32_t i = 5; i < end; ++i) {
      constexpr std::uint8_t kStop = text::kGapStop | text::kGapSpace;
      if ((text_.tokens[i].gap & kStop) == kStop) end = i;
    }
  }
  head_ = {&text_, 0, end};
  body_ = {&text_, end, text_end};
}

std::vector<Unit> Analysis::all() const {
  return {{&title_, 0, reply_ ? 0 : static_cast<std::uint32_t>(title_.tokens.size())},
          {&text_, 0, static_cast<std::uint32_t>(text_.tokens.size())}};
}

std::vector<Unit> Analysis::lines() const {
  std::vector<Unit> list;
  const auto end = static_cast<std::uint32_t>(text_.tokens.size());
  std::uint32_t first = 0;
  for (std::uint32_t i = 1; i <= end && list.size() < kLines; ++i) {
    if (i < end && !(text_.tokens[i].gap & text::kGapLine)) continue;
    list.push_back({&text_, first, i});
    first = i;
  }
  return list;
}

std::vector<LabelSum> Analysis::sums(Scheme scheme, const std::vector<Unit>& units) const {
  // All places of the scheme, those of one (label, term) beside each other with the heaviest first, and
  // of equal ones the first: ordered, so that equal input gives equal output.
  places_.clear();
  for (const Unit& unit : units) {
    const auto& hits = unit.field->hits;
    auto at = std::lower_bound(hits.begin(), hits.end(), unit.first,
                               [](const Hit& hit, std::uint32_t token) { return hit.first < token; });
    for (; at != hits.end() && at->first < unit.end; ++at) {
      if (at->weight == 0 || taxonomy_.label(at->label).scheme != scheme) continue;
      places_.push_back({unit.field, &*at, static_cast<std::uint32_t>(places_.size())});
    }
  }
  std::sort(places_.begin(), places_.end(), [](const Ordered& a, const Ordered& b) {
    if (a.hit->label != b.hit->label) return a.hit->label < b.hit->label;
    if (a.hit->term != b.hit->term) return a.hit->term < b.hit->term;
    if (a.hit->weight != b.hit->weight) return a.hit->weight > b.hit->weight;
    return a.order < b.order;
  });
  std::vector<LabelSum> list;
  const Hit* last = nullptr;
  for (const Ordered& place : places_) {
    const bool same = last != nullptr && last->label == place.hit->label && last->term == place.hit->term;
    last = place.hit;
    if (same) continue;
    if (list.empty() || list.back().label != place.hit->label) list.push_back({place.hit->label, 0, {}});
    list.back().weight += place.hit->weight;
    list.back().places.push_back({place.field, place.hit});
  }
  for (LabelSum& sum : list) {
    std::stable_sort(sum.places.begin(), sum.places.end(), [](const Place& a, const Place& b) {
      if (a.hit->weight != b.hit->weight) return a.hit->weight > b.hit->weight;
      return a.field == b.field ? a.hit->first < b.hit->first : a.field->name > b.field->name;
    });
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const LabelSum& a, const LabelSum& b) { return a.weight > b.weight; });
  return list;
}

Analysis::Gates Analysis::gates(const Unit& unit) const {
  Gates found;
  const auto& tokens = unit.field->tokens;
  const std::uint32_t end = std::min(unit.end, unit.first + kGateTokens);
  for (std::uint32_t i = unit.first; i < end; ++i) {
    for (const auto& word : taxonomy_.gate_words(tokens[i].hash)) {
      if (found.bits & word.gate || i + word.tokens.size() > unit.end) continue;
      std::size_t k = 1;
      while (k < word.tokens.size() && tokens[i + k].hash == word.tokens[k]) ++k;
      if (k < word.tokens.size()) continue;
      found.bits |= word.gate;
      found.first.emplace_back(word.gate, i);
    }
  }
  return found;
}

bool Analysis::has_shape(const Unit& unit, std::uint8_t bits) {
  for (std::uint32_t i = unit.first; i < unit.end; ++i) {
    if (unit.field->shapes.at(i) & bits) return true;
  }
  return false;
}

Evidence evidence_of(const Field& field, std::uint32_t first, std::uint32_t last, std::string_view rule) {
  return evidence_of_bytes(field, field.tokens[first].start, field.tokens[last].end, rule);
}

Evidence evidence_of(const Field& field, const taxonomy::Amount& amount, std::string_view rule) {
  return evidence_of_bytes(field, amount.start, amount.end, rule);
}

Evidence evidence_of(const Place& place) {
  const Hit& hit = *place.hit;
  Evidence evidence =
      evidence_of(*place.field, hit.first, hit.first + hit.count - 1u, taxonomy::rule_name(hit.rule));
  evidence.weight = taxonomy::to_decimal(hit.weight);
  return evidence;
}

}  // namespace peil::labels
