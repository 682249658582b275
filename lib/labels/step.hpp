// labels/step.hpp -- classify as a filter: labels appended to pages, items and records of others.
#pragma once

#include <memory>
#include <string>

#include "frame/step.hpp"
#include "labels/learned.hpp"
#include "labels/rules.hpp"
#include "labels/subject.hpp"

namespace peil::labels {

struct StepOptions {
  Pointers pointers;     ///< of foreign records
  bool explain = false;  ///< print for people instead of records
  bool color = false;
  std::size_t width = 80;
  std::string now;     ///< fetched_at of pages made from plain text, or ""
  bool lines = false;  ///< each line is a document: its url names the line
  std::shared_ptr<const model::Model> model = nullptr;  ///< null: rules alone
};

/// Everything decided about one record.
struct Verdicts {
  Subject subject;
  Goods goods;  ///< of items; empty for pages
  Act act;
  std::vector<Verdict> labels;  ///< as written: scheme order, best first
  std::vector<Substance> substances;
  std::vector<Verdict> of_page;  ///< what was copied from the page, with its own evidence (--explain)
};

/// What a page decides for its items.
struct PageVerdict {
  std::string id;
  std::string act, channel;
  std::vector<Verdict> copied;  ///< channel and audience, with the page's own evidence
};

/// Classifies records with one taxonomy. Not for use by two threads at once.
class Classifier {
 public:
  /// `model`: null for rules alone.
  Classifier(const taxonomy::Taxonomy& taxonomy, Pointers pointers,
             std::shared_ptr<const model::Model> model = nullptr);
  ~Classifier();

  /// nullopt for a foreign record without text. `page`: the page that governs an item, or nullptr.
  std::optional<Verdicts> classify(const Record& record, const Record* page);
  /// The analysis behind the last classify(), for --explain.
  const Analysis& analysis() const;
  const Learned& learned() const { return learned_; }
  /// The JSON members (labels, substances, classified) of verdicts.
  void write(const Verdicts& verdicts, Buffer& out) const;

 private:
  const PageVerdict& page_verdict(const Record& page);
  Verdicts judge_page(Subject subject);
  Verdicts judge_item(Subject subject, const PageVerdict* page);

  const taxonomy::Taxonomy& taxonomy_;
  Pointers pointers_;
  std::unique_ptr<Analysis> analysis_;
  Learned learned_;
  PageVerdict page_;
};

/// Members that classify makes; a second run removes them first.
inline constexpr std::string_view kOwnKeys[] = {"labels", "substances", "classified"};

class ClassifyStep : public frame::Step {
 public:
  ClassifyStep(std::shared_ptr<const taxonomy::Taxonomy> taxonomy, StepOptions options);

  void record(const Record& record, const frame::Context& context, frame::Emitter& out) override;
  void text(std::string_view bytes, const frame::Context& context, frame::Emitter& out) override;

 private:
  void handle(const Record& record, const Record* page, std::string_view place, frame::Emitter& out);

  std::shared_ptr<const taxonomy::Taxonomy> taxonomy_;
  StepOptions options_;
  Classifier classifier_;
};

}  // namespace peil::labels
