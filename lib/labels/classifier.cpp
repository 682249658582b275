// labels/classifier.cpp -- the schemes in their order, and what a page decides for its items.
#include <algorithm>

#include "labels/step.hpp"
#include "taxonomy/taxonomy.hpp"

namespace peil::labels {

namespace {

constexpr std::size_t kLawNotes = 4;

/// Copied labels keep their weight and have one evidence: the page.
Verdict copied(const Verdict& verdict, std::string_view page_id) {
  Verdict copy = verdict;
  copy.evidence.assign(1, {"page.id", std::string(page_id), {}, {}, "from_page", {}});
  return copy;
}

/// Channels in which a page that reads like a report still offers what its listings say.
bool is_market(std::string_view channel) {
  return Taxonomy::below(channel, "shop") || channel == "classifieds" || channel == "darknet.market" ||
         channel == "darknet.shop" || channel == "messaging";
}

bool gates(const PageVerdict& page) {
  return (page.act == "news" || page.act == "law" || page.act == "help") && !is_market(page.channel);
}

void append(std::vector<Verdict>& to, std::vector<Verdict> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

/// Scheme order; the audience verdict before its signals; else best first.
void sort_labels(std::vector<Verdict>& labels) {
  auto verdict = [](const Verdict& each) {
    return each.label == "nl.directed" || each.label == "nl.possible" || each.label == "be";
  };
  std::stable_sort(labels.begin(), labels.end(), [&](const Verdict& a, const Verdict& b) {
    if (a.scheme != b.scheme) return a.scheme < b.scheme;
    if (a.scheme == Scheme::kAudience && verdict(a) != verdict(b)) return verdict(a);
    if (a.score != b.score) return a.score && (!b.score || *a.score > *b.score);
    if (a.weight != b.weight) return a.weight > b.weight;
    return a.label < b.label;
  });
}

/// The law on a goods label that day: one note for each of its substances that has a row of its own, and
/// that of the label where a substance has none or there is none.
std::vector<LawNote> law_of(const Taxonomy& t, taxonomy::LabelId label,
                            const std::vector<Substance>& substances, std::string_view day) {
  std::vector<LawNote> notes;
  if (day.empty()) return notes;
  auto add = [&](std::string_view substance) {
    const taxonomy::Law* law = t.law_on(label, substance, day);
    if (law == nullptr || notes.size() >= kLawNotes) return;
    for (const LawNote& each : notes) {
      if (each.status == law->status && each.basis == law->basis && each.substance == law->substance) return;
    }
    notes.push_back({law->status, law->basis, law->valid_from, law->substance});
  };
  bool any = false;
  for (const Substance& each : substances) {
    if (!t.below(each.label, label) && !t.below(label, each.label)) continue;
    any = true;
    add(each.name);
  }
  if (!any) add("");
  return notes;
}

Verdict act_verdict(const Act& act) { return {Scheme::kAct, act.slug, act.weight, act.evidence}; }

}  // namespace

Classifier::Classifier(const Taxonomy& taxonomy, Pointers pointers,
                       std::shared_ptr<const model::Model> model)
    : taxonomy_(taxonomy),
      pointers_(std::move(pointers)),
      analysis_(std::make_unique<Analysis>(taxonomy)),
      learned_(std::move(model), taxonomy) {}
Classifier::~Classifier() = default;

const Analysis& Classifier::analysis() const { return *analysis_; }

Verdicts Classifier::judge_page(Subject subject) {
  Verdicts made;
  analysis_->read(subject);
  Verdict channel = judge_channel(subject, *analysis_);
  made.act = judge_act(subject, *analysis_, {}, channel.label);
  made.labels.push_back(act_verdict(made.act));
  made.labels.push_back(std::move(channel));
  append(made.labels, judge_audience(subject, *analysis_));
  append(made.labels, judge_risk(subject, *analysis_, made.act.slug));
  sort_labels(made.labels);
  made.subject = std::move(subject);
  return made;
}

Verdicts Classifier::judge_item(Subject subject, const PageVerdict* page) {
  Verdicts made;
  subject.alone = page == nullptr;
  analysis_->read(subject);
  const Analysis& analysis = *analysis_;
  Verdict channel = page != nullptr ? Verdict{} : judge_channel(subject, analysis);
  made.goods = judge_goods(subject, analysis);
  learned_.judge(subject, analysis, page != nullptr ? page->channel : channel.label, made.goods);
  made.act = judge_act(subject, analysis, made.goods, page != nullptr ? page->channel : channel.label);
  // A listing with a price was read as one from its form; words on the page do not undo that.
  const bool priced = subject.form == Form::kListing && !subject.prices.empty();
  const bool acts = subject.form == Form::kListing || subject.form == Form::kPost;
  if (page != nullptr && gates(*page) && acts && !priced &&
      (made.act.slug == "offer" || made.act.slug == "unknown")) {
    made.act.slug = page->act;
    made.act.reason = "its page is one of " + page->act;
    made.act.evidence.assign(1, {"page.id", page->id, {}, {}, "from_page", {}});
    made.act.weight = 0;
  }
  for (const Candidate& each : made.goods.candidates) {
    if (!each.chosen) continue;
    made.labels.push_back({Scheme::kGoods, taxonomy_.label(each.label).slug, each.weight, each.evidence,
                           each.score});
  }
  made.labels.push_back(act_verdict(made.act));
  if (page == nullptr) {
    made.labels.push_back(std::move(channel));
    append(made.labels, judge_audience(subject, analysis));
  } else {
    std::vector<Verdict> signals;
    made.of_page = page->copied;
    const auto own = judge_destination(subject, analysis);
    bool changed = false;
    for (const Verdict& each : page->copied) {
      // Where the item itself says where it ships, that stands in place of the page's word.
      if (own && each.label == own->label) continue;
      signals.push_back(copied(each, page->id));
    }
    if (own) {
      signals.push_back(*own);
      changed = true;
    }
    if (changed) {
      std::erase_if(signals, [](const Verdict& each) {
        return each.label == "nl.directed" || each.label == "nl.possible" || each.label == "be";
      });
      if (auto verdict = audience_verdict(taxonomy_, signals)) signals.push_back(std::move(*verdict));
    }
    append(made.labels, std::move(signals));
  }
  append(made.labels, judge_risk(subject, analysis, made.act.slug));
  if (auto level = judge_level(subject, analysis, made.goods, made.act.slug))
    made.labels.push_back(std::move(*level));
  append(made.labels, judge_mo(subject, analysis));
  append(made.labels, judge_grow(subject, analysis, made.goods));
  made.substances = judge_substances(analysis, made.goods);
  for (Verdict& each : made.labels) {
    if (each.scheme != Scheme::kGoods) continue;
    if (const auto id = taxonomy_.find_label(Scheme::kGoods, each.label))
      each.law = law_of(taxonomy_, *id, made.substances, subject.day);
  }
  sort_labels(made.labels);
  made.subject = std::move(subject);
  return made;
}

const PageVerdict& Classifier::page_verdict(const Record& page) {
  const auto id = page["id"].text_or_empty();
  if (!id.empty() && id == page_.id) return page_;
  auto subject = read_subject(page, pointers_);
  page_ = {};
  page_.id = std::string(id);
  if (!subject) return page_;
  const Verdicts verdicts = judge_page(std::move(*subject));
  page_.act = verdicts.act.slug;
  for (const Verdict& each : verdicts.labels) {
    if (each.scheme == Scheme::kChannel) page_.channel = each.label;
    if (each.scheme == Scheme::kChannel || each.scheme == Scheme::kAudience) page_.copied.push_back(each);
  }
  return page_;
}

std::optional<Verdicts> Classifier::classify(const Record& record, const Record* page) {
  auto subject = read_subject(record, pointers_);
  if (!subject) return std::nullopt;
  if (record.kind() == Kind::kPage) {
    Verdicts made = judge_page(std::move(*subject));
    page_ = {};
    page_.id = std::string(record["id"].text_or_empty());
    page_.act = made.act.slug;
    for (const Verdict& each : made.labels) {
      if (each.scheme == Scheme::kChannel) page_.channel = each.label;
      if (each.scheme == Scheme::kChannel || each.scheme == Scheme::kAudience) page_.copied.push_back(each);
    }
    return made;
  }
  if (page != nullptr && subject->day.empty()) {
    const auto when = (*page)["fetched_at"].text_or_empty();
    if (when.size() >= 10) subject->day = when.substr(0, 10);
  }
  const bool governed = page != nullptr && record.kind() == Kind::kItem && !subject->page_id.empty() &&
                        (*page)["id"].text_or_empty() == subject->page_id;
  return judge_item(std::move(*subject), governed ? &page_verdict(*page) : nullptr);
}

namespace {

void write_law(const std::vector<LawNote>& notes, JsonWriter& json) {
  if (notes.empty()) return;
  json.key("law").begin_array();
  for (const LawNote& each : notes) {
    json.begin_object().member("status", each.status).member("basis", each.basis);
    if (!each.since.empty()) json.member("since", each.since);
    if (!each.substance.empty()) json.member("substance", each.substance);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void Classifier::write(const Verdicts& verdicts, Buffer& out) const {
  JsonWriter json(out);
  json.fresh();
  json.key("labels").begin_array();
  for (const Verdict& each : verdicts.labels) {
    json.begin_object().member("scheme", taxonomy::scheme_name(each.scheme)).member("label", each.label);
    if (each.score) json.member("score", *each.score);
    if (each.weight != 0) json.member("weight", taxonomy::to_decimal(each.weight));
    write_law(each.law, json);
    if (!each.evidence.empty()) write_evidence(each.evidence, json);
    json.end_object();
  }
  json.end_array();
  if (!verdicts.substances.empty()) {
    json.key("substances").begin_array();
    for (const Substance& each : verdicts.substances) {
      json.begin_object().member("name", each.name).member("label", taxonomy_.label(each.label).slug);
      write_evidence(each.evidence, json);
      json.end_object();
    }
    json.end_array();
  }
  json.key("classified").begin_object().member("taxonomy", taxonomy_.digest());
  if (learned_.speaks()) json.member("model", learned_.model()->digest());
  json.end_object();
}

}  // namespace peil::labels
