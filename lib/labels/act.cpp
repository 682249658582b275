// labels/act.cpp -- what is done: offered, asked for, reported, explained.
//
// Counts of distinct words of the act scheme, and the elements of a trade: an amount, a price, a
// contact. The order of the rules is what makes court reports no offers (THREATS T114).
#include <algorithm>

#include <fmt/format.h>

#include "labels/rules.hpp"

namespace peil::labels {

namespace {

constexpr std::uint8_t kAmount =
    taxonomy::kMass | taxonomy::kMg | taxonomy::kUg | taxonomy::kMl | taxonomy::kCount;
constexpr std::uint32_t kRequestTokens = 30;
constexpr std::uint32_t kVacancyTokens = 5;  // around a request, in which it may ask for people
constexpr std::size_t kShort = 12, kBare = 4, kShortWithPrice = 30, kNotice = 40, kShortWithAmount = 25,
                      kReportOfFraud = 100;
constexpr std::size_t kQuestionBytes = 600;

struct Counter {
  std::string_view slug;
  int ActCounts::*count;
};
constexpr Counter kCounters[] = {{"law", &ActCounts::law},         {"news", &ActCounts::news},
                                 {"help", &ActCounts::help},       {"offer", &ActCounts::offer},
                                 {"request", &ActCounts::request}, {"scam_report", &ActCounts::scam},
                                 {"review", &ActCounts::review},   {"discussion", &ActCounts::discussion}};
constexpr std::size_t kLaw = 0, kNews = 1, kHelp = 2, kRequest = 4, kReview = 6,
                      kDiscussion = 7;  // in kCounters

/// What a word of a scheme counts for beside its act: by its strength.
int* faint_count(ActCounts& counts, std::size_t counter) {
  if (counter == kNews || counter == kLaw) return &counts.faint_news;
  if (counter == kHelp) return &counts.faint_help;
  return counter == kDiscussion ? &counts.faint_discussion : nullptr;
}
int* strong_count(ActCounts& counts, std::size_t counter) {
  if (counter == kNews || counter == kLaw) return &counts.strong_report;
  if (counter == kHelp) return &counts.strong_help;
  return counter == kReview ? &counts.strong_review : nullptr;
}

/// What a person can be reached by: the record's identifiers, a messenger, a handle, a phone number.
bool has_contact(const Subject& subject, const Analysis& analysis, std::vector<Evidence>& evidence,
                 bool& reachable) {
  static constexpr std::string_view kTypes[] = {"email",   "phone",   "telegram", "whatsapp",
                                                "signal",  "session", "wickr",    "threema",
                                                "discord", "jabber",  "tox"};
  for (const Identifier& each : subject.identifiers) {
    if (std::find(std::begin(kTypes), std::end(kTypes), each.type) == std::end(kTypes)) continue;
    evidence.push_back(
        {fmt::format("identifiers.{}", each.index), std::string(each.value), {}, {}, "act.contact", {}});
    reachable = true;
    return true;
  }
  const Taxonomy& t = analysis.taxonomy();
  for (const Field* field : {&analysis.title(), &analysis.text()}) {
    for (const Hit& hit : field->hits) {
      const auto& label = t.label(hit.label);
      const bool channel = label.scheme == Scheme::kChannel && label.slug == "messaging";
      const bool phone = label.scheme == Scheme::kAudience && label.slug == "nl.contact";
      if (hit.weight > 0 && (channel || phone)) {
        evidence.push_back(evidence_of(*field, hit.first, hit.first + hit.count - 1u, "act.contact"));
        return true;
      }
    }
    const auto& tokens = field->tokens;
    for (std::uint32_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].kind != text::TokenKind::kNumber) continue;
      const auto folded = tokens.folded(i);
      const bool mobile = ((folded.starts_with("06") && (folded.size() == 10 || folded.size() == 2)) ||
                           (folded.starts_with("316") && folded.size() == 11) ||
                           (folded.starts_with("00316") && folded.size() == 13));
      // "06" alone is a phone number when eight digits follow it in pieces.
      std::size_t digits = 0;
      std::uint32_t last = i;
      if (mobile && folded.size() == 2) {
        for (std::uint32_t k = i + 1; k < tokens.size() && k < i + 9; ++k) {
          if (tokens[k].kind != text::TokenKind::kNumber) break;
          digits += tokens[k].folded_size;
          if (digits <= 8) last = k;
        }
      }
      if (mobile && (folded.size() > 2 || digits == 8)) {
        reachable = true;
        evidence.push_back(evidence_of(*field, i, last, "act.contact"));
        return true;
      }
    }
  }
  return false;
}

/// Finds an amount or a price in the fields.
bool has_shape(const Analysis& analysis, std::uint8_t bits, std::string_view rule, bool reply,
               std::vector<Evidence>& evidence) {
  for (const Field* field : {&analysis.title(), &analysis.text()}) {
    if (reply && field == &analysis.title()) continue;
    for (const auto& amount : field->shapes.amounts()) {
      if (!(amount.shape & bits)) continue;
      evidence.push_back(evidence_of(*field, amount, rule));
      return true;
    }
  }
  return false;
}

/// Whether a request asks for people ("wij zoeken een collega"): a vacancy, and no demand for goods.
bool asks_for_people(const Analysis& analysis, const Field& field, const Hit& hit) {
  const std::uint32_t vacancy = analysis.taxonomy().gate_bit("vacancy");
  const std::uint32_t first = hit.first - std::min<std::uint32_t>(hit.first, kVacancyTokens);
  const auto end = std::min<std::uint32_t>(static_cast<std::uint32_t>(field.tokens.size()),
                                           hit.first + hit.count + kVacancyTokens);
  return (analysis.gates({&field, first, end}).bits & vacancy) != 0;
}

/// Whether a request at the beginning or end of a title asks for the goods themselves ("GEZOCHT wiet").
/// "Where to buy guns" is the title of a guide.
bool demands(const Analysis& analysis, const Field& field, const Hit& hit) {
  const std::uint32_t end = hit.first + hit.count;
  if (hit.first > 1 && end != field.tokens.size()) return false;
  return (analysis.gates({&field, hit.first, end}).bits & analysis.taxonomy().gate_bit("demand")) != 0;
}

bool in_main(const Subject& subject, const Field& field, const Hit& hit) {
  if (subject.main.empty() || field.name != "text") return true;
  const std::size_t at = field.tokens[hit.first].start;
  auto span = std::upper_bound(subject.main.begin(), subject.main.end(), at,
                               [](std::size_t value, const auto& each) { return value < each.second; });
  return span != subject.main.end() && span->first <= at;
}

/// Everything that is counted, with the places of the words.
struct Counted {
  ActCounts counts;
  std::vector<std::vector<Place>> places{std::size(kCounters)}, faint{std::size(kCounters)};
  std::vector<Evidence> trade;
};

Counted count(const Subject& subject, const Analysis& analysis) {
  Counted made;
  const Taxonomy& t = analysis.taxonomy();
  std::vector<std::vector<taxonomy::TermId>> seen(std::size(kCounters));
  auto& counts = made.counts;
  counts.reply = analysis.reply();
  for (const Field* field : {&analysis.title(), &analysis.text()}) {
    if (counts.reply && field == &analysis.title()) continue;
    for (const Hit& hit : field->hits) {
      const auto& label = t.label(hit.label);
      counts.terms |= hit.weight > 0 && label.scheme == Scheme::kMo &&
                      (Taxonomy::below(label.slug, "payment") || Taxonomy::below(label.slug, "post"));
      if (hit.weight == 0 || label.scheme != Scheme::kAct || !in_main(subject, *field, hit)) continue;
      for (std::size_t c = 0; c < std::size(kCounters); ++c) {
        if (kCounters[c].slug != label.slug) continue;
        if (c == kRequest) {  // a request stands at the beginning, and asks for goods
          if (hit.first >= kRequestTokens || asks_for_people(analysis, *field, hit)) continue;
          counts.request_title |= field == &analysis.title() && demands(analysis, *field, hit);
        }
        auto& list = seen[c];
        if (list.size() >= 400 || std::find(list.begin(), list.end(), hit.term) != list.end()) continue;
        list.push_back(hit.term);
        const auto strength = t.term(hit.term).strength;
        int* faint = faint_count(counts, c);
        if (strength == taxonomy::Strength::kWeak && faint != nullptr) {
          ++*faint;
          made.faint[c].push_back({field, &hit});
          continue;
        }
        if (int* strong = strong_count(counts, c);
            strong != nullptr && strength == taxonomy::Strength::kStrong)
          ++*strong;
        made.places[c].push_back({field, &hit});
        ++(made.counts.*kCounters[c].count);
      }
    }
  }
  counts.amount = !subject.quantities.empty();
  if (counts.amount) {
    made.trade.push_back({subject.quantities[0].field, subject.quantities[0].raw, {}, {}, "act.amount", {}});
  } else {
    counts.amount = has_shape(analysis, kAmount, "act.amount", counts.reply, made.trade);
  }
  counts.price = !subject.prices.empty();
  if (counts.price) {
    made.trade.push_back({subject.prices[0].field, subject.prices[0].raw, {}, {}, "act.price", {}});
  } else {
    counts.price = has_shape(analysis, taxonomy::kPrice, "act.price", counts.reply, made.trade);
  }
  for (const Unit& unit : {analysis.head(), analysis.body()}) {
    const std::uint32_t bits = analysis.gates(unit).bits;
    counts.idle |= (bits & t.gate_bit("idle")) != 0;
    counts.sentence |= (bits & t.gate_bit("sentence")) != 0;
  }
  counts.contact = has_contact(subject, analysis, made.trade, counts.reachable);
  const std::string_view text = subject.text.substr(0, kQuestionBytes);
  counts.question =
      text.find('?') != std::string_view::npos || subject.title.find('?') != std::string_view::npos;
  const Unit head = analysis.head();
  auto in_head = [&](const Place& place) { return place.field == head.field && place.hit->first < head.end; };
  if (!made.places[kRequest].empty()) {
    const Place& place = made.places[kRequest][0];
    counts.request_first = place.field != head.field || in_head(place);
  }
  for (const Place& place : made.places[kReview]) counts.review_first |= in_head(place);
  return made;
}

/// Builds the Act: the words that count for it, then the elements of the trade when it is one.
Act decide(std::string_view slug, std::string reason, const Counted& counted) {
  Act act;
  act.slug = slug;
  act.reason = std::move(reason);
  act.counts = counted.counts;
  for (std::size_t c = 0; c < std::size(kCounters); ++c) {
    if (kCounters[c].slug != slug) continue;
    const bool decided = !counted.places[c].empty();
    for (const Place& place : decided ? counted.places[c] : counted.faint[c]) {
      act.weight += taxonomy::kUnit;
      if (act.evidence.size() >= kEvidence) continue;
      Evidence evidence = evidence_of(place);
      evidence.rule = fmt::format("act.{}", slug);
      evidence.weight = Decimal(1);
      act.evidence.push_back(std::move(evidence));
    }
  }
  if (slug == "offer" || slug == "request") {
    for (const Evidence& each : counted.trade) {
      if (each.raw.empty()) continue;
      act.weight += taxonomy::kUnit;
      Evidence evidence = each;
      evidence.weight = Decimal(1);
      if (act.evidence.size() < kEvidence) act.evidence.push_back(std::move(evidence));
    }
  }
  return act;
}

/// The rules, in steps: each is asked when those before it have no answer.
class Rules {
 public:
  using Decision = std::pair<std::string, std::string>;  // slug, reason

  Rules(const ActCounts& counts, const ActSituation& situation)
      : c_(counts),
        s_(situation),
        report_(counts.law + counts.news),
        post_(situation.form == Form::kPost),
        report_site_(situation.channel == "news" || situation.channel == "gov" ||
                     situation.channel == "care"),
        trade_(counts.price && counts.amount && counts.contact && !empty()),
        fraud_(counts.scam > 0 && (situation.tokens <= kReportOfFraud || counts.scam > counts.offer)) {}

  Decision decide() const {
    using Step = std::optional<Decision> (Rules::*)() const;
    static constexpr Step kSteps[] = {&Rules::by_form,       &Rules::by_site,      &Rules::by_sure_words,
                                      &Rules::by_most_words, &Rules::by_request,   &Rules::by_talk,
                                      &Rules::by_trade,      &Rules::by_few_words, &Rules::by_bare_goods,
                                      &Rules::by_faint_words};
    for (Step step : kSteps) {
      if (auto decision = (this->*step)()) return std::move(*decision);
    }
    return {"unknown", "nothing decides it"};
  }

 private:
  static Decision done(std::string_view slug, std::string reason) {
    return {std::string(slug), std::move(reason)};
  }
  std::string_view report_kind() const { return c_.law > c_.news ? "law" : "news"; }
  /// On a page the contact may be the site's own: without an item nothing is for sale.
  bool empty() const { return s_.form == Form::kPage && report_site_ && s_.items == 0; }

  /// What the form decides; of a listing all.
  std::optional<Decision> by_form() const {
    if (s_.form == Form::kFeedback) return done("review", "feedback is a review");
    if (s_.form == Form::kProfile) return done("unknown", "a profile does nothing");
    const bool item = (s_.form == Form::kListing || s_.form == Form::kPost) && s_.tokens <= kNotice;
    if (item && c_.idle && !c_.amount && !c_.price) {
      const bool among = s_.form == Form::kPost && (s_.talk || s_.channel == "messaging");
      return done(among ? "discussion" : "unknown", "a notice that nothing is sold now");
    }
    if (s_.form == Form::kListing) {
      const bool reported =
          report_ >= static_cast<int>(s_.report_words) &&
          std::int64_t{report_} * taxonomy::kUnit >= static_cast<std::int64_t>(s_.tokens) * s_.report_share;
      if (reported) return done(report_kind(), "a listing full of report words");
      if (c_.request_title) return done("request", "asked for in the title");
      return done("offer", "a listing is an offer");
    }
    return std::nullopt;
  }
  /// A site that reports, but for a complete trade in it.
  std::optional<Decision> by_site() const {
    if (report_site_ && !trade_) {
      if (s_.channel == "care") return done("help", "the site is a care body's");
      if (s_.channel == "gov") return done(c_.news > c_.law ? "news" : "law", "the site is a public body's");
      return done("news", "the site is a news medium's");
    }
    return std::nullopt;
  }
  /// Words that decide by themselves.
  std::optional<Decision> by_sure_words() const {
    if (fraud_ && c_.scam > c_.news && c_.law == 0 && s_.form == Form::kPost && !c_.reachable)
      return done("scam_report", "a word that reports a fraud");
    if (post_ && c_.strong_report > 0 && !(trade_ && c_.reachable) && c_.offer <= report_ + 1)
      return done(report_kind(), "a word that only law or news has");
    if (post_ && c_.strong_help > 0 && !(c_.price && c_.amount) && c_.offer <= c_.help)
      return done("help", "a word that only help and advice have");
    return std::nullopt;
  }
  /// Reports, advice and warnings that outweigh the trade.
  std::optional<Decision> by_most_words() const {
    if (report_ >= 2 && report_ >= c_.evidence() && !trade_) {
      return done(report_kind(), fmt::format("{} words of law or news, no complete trade", report_));
    }
    if (c_.help >= 2 && c_.help > 2 * c_.evidence()) {
      return done("help", fmt::format("{} words of advice, {} of trade", c_.help, c_.evidence()));
    }
    if (fraud_) return done("scam_report", "a word that reports a fraud");
    return std::nullopt;
  }
  std::optional<Decision> by_request() const {
    if (c_.request > 0 && c_.request_first)
      return done("request", "asked for in the title or first sentence");
    if (c_.request > 0 && !(c_.price && c_.amount))
      return done("request", "asked for, without price and amount");
    return std::nullopt;
  }
  /// Reviews and discussions, and before the fainter of them the page of a shop.
  std::optional<Decision> by_talk() const {
    if (c_.review >= 2 && c_.review > c_.offer) return done("review", "words of a review");
    if (post_ && c_.strong_review > 0 && !c_.price && !c_.contact && c_.review >= c_.offer + c_.amount)
      return done("review", "a word that only reviews have, and no price");
    if (s_.form == Form::kPage && s_.sells && c_.review_first && c_.review >= c_.offer)
      return done("review", "a page headed by a word of reviews");
    if (c_.discussion >= 2 && c_.discussion > c_.evidence())
      return done("discussion", "words of a discussion");
    if (s_.form == Form::kPage && s_.sells && c_.price && s_.items > 0)
      return done("offer", "a page of a shop or market with items and prices");
    if (post_ && c_.discussion >= 1 && c_.discussion >= c_.offer && !c_.price && !c_.contact && report_ == 0)
      return done("discussion", "words of a discussion, and no price");
    return std::nullopt;
  }
  /// Elements of a trade beside each other.
  std::optional<Decision> by_trade() const {
    if (trade_) return done("offer", "an amount, a price and a contact: a complete trade");
    if (c_.offer >= 1 && c_.amount) return done("offer", "an offer word with an amount");
    if (c_.offer >= 2 && (c_.price || c_.contact))
      return done("offer", "two offer words with a price or contact");
    if (c_.amount && (c_.price || c_.contact) && report_ == 0)
      return done("offer", "an amount with a price or contact");
    return std::nullopt;
  }
  /// One word, and nothing of the others.
  std::optional<Decision> by_few_words() const {
    if (report_ >= 1 && c_.offer == 0) return done(report_kind(), "a report word and no offer word");
    if (c_.help > c_.evidence()) return done("help", "more words of advice than of trade");
    if (c_.discussion >= 1 && c_.evidence() == 0) return done("discussion", "a discussion word and no trade");
    return std::nullopt;
  }
  /// A short text that says little more than its goods.
  std::optional<Decision> by_bare_goods() const {
    // Any site's furniture has a word such as shop or order: a page with nothing on it offers nothing.
    const bool bare = s_.form == Form::kPage && s_.items == 0 && !s_.sells;
    if (report_ > 0 || bare) return std::nullopt;
    const bool faint = c_.faint_news + c_.faint_help + c_.faint_discussion > 2 * c_.offer + c_.amount;
    if (c_.offer >= 1 && !(post_ && c_.evidence() == c_.offer && faint))
      return done("offer", "an offer word, nothing against it");
    if (c_.price && s_.tokens <= kShortWithPrice && c_.help == 0 && c_.discussion == 0)
      return done("offer", "a price in a short text");
    if (c_.amount && s_.tokens <= kShortWithAmount && !(post_ && faint))
      return done("offer", "an amount in a short text");
    // Where people sell, goods alone are an offer; elsewhere a sentence that names them need not be one.
    const bool sold = c_.terms || c_.price || c_.contact || s_.sells || s_.channel == "messaging" ||
                      s_.form == Form::kListing;
    // What is said in no sentence is a title: "Ayahuasca DMT Three Person Kit".
    if (s_.strong_goods && s_.tokens <= (sold || !c_.sentence ? kShort : kBare) && !c_.question && !faint)
      return done("offer", "goods alone in a short text");
    return std::nullopt;
  }
  /// Words of no weight beside a trade: where there is none they are what is left.
  std::optional<Decision> by_faint_words() const {
    if (s_.form == Form::kPost && s_.talk && c_.evidence() == 0 && report_ == 0)
      return done("discussion", "a message among others, and nothing of a trade in it");
    if (post_ && c_.offer + c_.price + c_.contact == 0) {
      const int most = std::max({c_.faint_news, c_.faint_help, c_.faint_discussion});
      if (most > 0 && most == c_.faint_help && c_.faint_help > c_.faint_news)
        return done("help", "only faint words, most of them of advice");
      if (most > 0 && most == c_.faint_news && !c_.question)
        return done("news", "only faint words, most of them of news");
      if (most > 0 || c_.question)
        return done("discussion", "a question or faint words of talk, and no trade");
    }
    return std::nullopt;
  }

  const ActCounts& c_;
  const ActSituation& s_;
  int report_;  ///< words of law and news
  bool post_, report_site_;
  bool trade_;  ///< a complete one
  bool fraud_;  ///< a market's page warns of it in its footer; a report is short, or speaks of little else
};

}  // namespace

std::pair<std::string, std::string> act_rule(const ActCounts& counts, const ActSituation& situation) {
  return Rules(counts, situation).decide();
}

Act judge_act(const Subject& subject, const Analysis& analysis, const Goods& goods,
              std::string_view channel) {
  const Counted counted = count(subject, analysis);
  const auto& settings = analysis.taxonomy().settings();
  ActSituation situation{subject.form,         std::string(channel),  analysis.tokens(),
                         goods.strong_in_head, settings.report_words, settings.report_share};
  situation.items = subject.item_count;
  situation.sells = Taxonomy::below(channel, "shop") || channel == "classifieds" ||
                    channel == "darknet.market" || channel == "darknet.shop";
  situation.talk = channel == "forum" || channel == "darknet.forum" || channel == "social";
  // A reply bears the title of its thread: what that names strongly, the reply need not offer.
  if (counted.counts.reply) situation.strong_goods = false;
  auto [slug, reason] = act_rule(counted.counts, situation);
  Act act = decide(slug, std::move(reason), counted);
  act.situation = std::move(situation);
  return act;
}

}  // namespace peil::labels
