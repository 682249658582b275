// labels/rules.hpp -- the rules, one function a scheme: from an analysed subject to verdicts.
//
// Each returns what it decided and what it weighed, so that records get the first and --explain both.
// Source: TAXONOMY §3-9; the order of the act rules and the title-first gates were measured on 12,845
// listings and 6,844 texts that must not be offers (classify(1), CAVEATS).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "labels/analysis.hpp"
#include "labels/subject.hpp"

namespace peil::labels {

/// A goods label that was weighed.
struct Candidate {
  LabelId label;
  Weight weight = 0;
  Weight threshold = 0;
  bool chosen = false;
  std::vector<Evidence> evidence;
  std::string why;  ///< for people: "title", "text", "line of a menu", or the gate that removed it
  std::optional<Decimal> score = {};  ///< probability, where a model speaks
};

struct Goods {
  std::vector<Candidate> candidates;  ///< chosen ones first, heaviest first
  std::string unit;                   ///< what decided: title, first line, text, menu, context, or ""
  /// What a learned model said, for people: a class, its probability, log-odds in thousandths by expert.
  struct Said {
    std::string name;
    int probability;  ///< ten-thousandths
    std::int32_t words, lexicon;
  };
  std::vector<Said> said;
  bool strong_in_head = false;        ///< a strong term of what was chosen stands in title or first line
};

/// Goods by their terms: the title (or first line) decides, the text if it says nothing, and in a
/// post each line that has an amount or a price is a title of its own.
Goods judge_goods(const Subject& subject, const Analysis& analysis);

/// What the act rules counted: distinct words, and whether the elements of a trade are there.
struct ActCounts {
  int law = 0, news = 0, help = 0, offer = 0, request = 0, scam = 0, review = 0, discussion = 0;
  int strong_report = 0, strong_help = 0, strong_review = 0;  ///< words that decide by themselves
  /// Words of no weight beside a trade; where there is none they are what is left.
  int faint_news = 0, faint_help = 0, faint_discussion = 0;
  bool question = false;  ///< asks something
  bool sentence = false;  ///< has a word that titles of goods do without (is, heeft, the, ik)
  bool amount = false, price = false, contact = false, request_first = false;
  bool reachable = false;  ///< the contact is a number, an address or a handle, not the name of a service
  bool request_title = false;  ///< the title begins or ends with a request
  bool review_first = false;   ///< a word of reviews stands in the title or first line
  bool terms = false;          ///< says how one pays or receives
  bool idle = false;           ///< says that nothing is sold now ("vandaag gesloten")
  bool reply = false;          ///< the title is the thread's: not counted
  int evidence() const { return offer + amount + price + contact; }
};

/// What else the act rules look at.
struct ActSituation {
  Form form = Form::kPost;
  std::string channel;  ///< the page's, "" when unknown
  std::size_t tokens = 0;
  bool strong_goods = false;  ///< Goods::strong_in_head
  std::uint32_t report_words = 0;
  Weight report_share = 0;
  std::int64_t items = 0;  ///< of a page
  bool sells = false;      ///< the channel is a shop, classifieds or a market
  bool talk = false;       ///< the channel is one in which people talk
};

/// The rules themselves, the first that fires: {slug, reason}. Pure, so that --explain can ask what
/// would have been decided had a count been another.
std::pair<std::string, std::string> act_rule(const ActCounts& counts, const ActSituation& situation);

struct Act {
  std::string slug = "unknown";
  std::string reason;  ///< for people: the rule that fired
  std::vector<Evidence> evidence;
  Weight weight = 0;
  ActCounts counts;
  ActSituation situation;
};

/// Exactly one act. `channel` is the page's ("" when unknown): what stands on a news, government or
/// care site is read as a report unless a trade is complete in it.
Act judge_act(const Subject& subject, const Analysis& analysis, const Goods& goods, std::string_view channel);

/// Exactly one channel, `unknown` if need be.
Verdict judge_channel(const Subject& subject, const Analysis& analysis);

/// Signals, and one verdict before them where there is one.
std::vector<Verdict> judge_audience(const Subject& subject, const Analysis& analysis);
/// The verdict that these signals give (without evidence of its own); nullopt for none.
std::optional<Verdict> audience_verdict(const Taxonomy& taxonomy, const std::vector<Verdict>& signals);
/// The signal that an item's own destinations give, if any.
std::optional<Verdict> judge_destination(const Subject& subject, const Analysis& analysis);

std::vector<Verdict> judge_risk(const Subject& subject, const Analysis& analysis, std::string_view act);
/// At most one: the higher of amount and price.
std::optional<Verdict> judge_level(const Subject& subject, const Analysis& analysis, const Goods& goods,
                                   std::string_view act);
std::vector<Verdict> judge_mo(const Subject& subject, const Analysis& analysis);
std::vector<Verdict> judge_grow(const Subject& subject, const Analysis& analysis, const Goods& goods);

struct Substance {
  std::string name;
  LabelId label;
  std::vector<Evidence> evidence;
};
/// Canonical names of the substances that chosen goods labels rest on.
std::vector<Substance> judge_substances(const Analysis& analysis, const Goods& goods);

}  // namespace peil::labels
