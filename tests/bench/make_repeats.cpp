// tests/bench/make_repeats.cpp -- records of which it is known what is the same: near-copies, a year.
// links: record
//
//   make_repeats copies N      N texts (foreign records), for each up to five edits of it and now and then a
//                              decoy in part of its words: {"id","text","truth","jaccard"}; `jaccard` is that
//                              of three-word runs with the original, in thousandths
//   make_repeats year OFFERS   52 weekly visits: offers are born, die, are edited (price, a word of the
//                              title) and put up again at another address; items with tags
//                              {"id","offer","week"}
//   make_repeats score copies  reads dedupe's output: recall at Jaccard .8 and more, precision
//   make_repeats score year    reads dedupe's output: pairs of one offer, first and last seen
//   make_repeats score seen    reads the year's records, then `dedupe observations`: when each offer was seen
//
// The same on any machine.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "../tools/random.hpp"
#include "base/buffer.hpp"
#include "base/time.hpp"
#include "record/record.hpp"
#include "record/write.hpp"

namespace {

using namespace peil;
using tests::Random;
using Words = std::vector<std::string>;

// A language of 4,000 words, frequent ones more often.
std::string word(Random& random) {
  static constexpr std::string_view kParts[] = {"ba", "ko", "len", "der", "ti",  "mo", "ver", "sche",
                                                "na", "pu", "gro", "wit", "zan", "el", "or",  "ijk"};
  const std::size_t rank = random.below(random.below(4000) + 1);
  std::string text;
  for (std::size_t at = rank + 16; at > 0; at /= 16) text += kParts[at % 16];
  return text;
}

Words some_words(std::size_t count, Random& random) {
  Words words;
  for (std::size_t i = 0; i < count; ++i) words.push_back(word(random));
  return words;
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& one : words) text.append(text.empty() ? "" : " ").append(one);
  return text;
}

std::set<std::string> runs(const Words& words) {
  std::set<std::string> all;
  for (std::size_t i = 0; i + 3 <= words.size(); ++i)
    all.insert(words[i] + " " + words[i + 1] + " " + words[i + 2]);
  return all;
}
int jaccard(const Words& a, const Words& b) {
  const auto x = runs(a), y = runs(b);
  std::size_t common = 0;
  for (const std::string& run : x) common += y.count(run);
  const std::size_t united = x.size() + y.size() - common;
  return united == 0 ? 0 : static_cast<int>(common * 1000 / united);
}

// --- near-copies ---------------------------------------------------------------------------------------

// What a seller, a mirror or a copier does to a text.
Words edited(Words words, Random& random) {
  const std::size_t edits = 1 + random.below(words.size() / 25 + 2);
  for (std::size_t i = 0; i < edits; ++i) {
    const std::size_t at = random.below(words.size());
    const auto where = words.begin() + static_cast<std::ptrdiff_t>(at);
    switch (random.below(6)) {
      case 0: *where = word(random); break;
      case 1: words.insert(where, word(random)); break;
      case 2: words.erase(where); break;
      case 3: *where = std::to_string(5 + random.below(500)); break;  // a price
      case 4: {                                                       // boilerplate at the end
        const Words more = some_words(3 + random.below(8), random);
        words.insert(words.end(), more.begin(), more.end());
        break;
      }
      default: {  // two parts change places
        std::rotate(words.begin(), where, words.end());
        i = edits;
      }
    }
  }
  return words;
}

void write_copy(std::uint64_t id, const Words& words, std::uint64_t truth, int share, Buffer& out) {
  JsonWriter json(out);
  json.begin_object().member("id", static_cast<std::int64_t>(id)).member("text", joined(words));
  json.member("truth", static_cast<std::int64_t>(truth)).member("jaccard", std::int64_t{share}).end_object();
  out.push('\n');
}

void write_copies(std::uint64_t count) {
  Random random(17);
  Buffer out;
  std::uint64_t id = 0, truth = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Words words = some_words(20 + random.below(180), random);
    const std::uint64_t own = ++truth;
    write_copy(id++, words, own, 1000, out);
    for (std::size_t copies = random.below(6); copies > 0; --copies) {
      const Words other = edited(words, random);
      const int share = jaccard(words, other);
      write_copy(id++, other, share >= 800 ? own : 0, share, out);  // 0: neither asked for nor wrong
    }
    if (random.once_in(4)) {  // the same shop's words round another text
      Words decoy = some_words(words.size(), random);
      std::copy_n(words.begin(), words.size() / 3, decoy.begin());
      write_copy(id++, decoy, ++truth, jaccard(words, decoy), out);
    }
    if (out.size() > 1u << 20) std::fwrite(out.data(), 1, out.size(), stdout), out.clear();
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
}

// --- a year --------------------------------------------------------------------------------------------

struct Offer {
  std::uint64_t id = 0;
  std::size_t seller = 0, born = 0, dies = 0;
  Words title, text;
  std::size_t price = 0, amount = 0;
  std::uint64_t number = 0;  // of its address; 0: the market shows none
};

void write_seen(const Offer& offer, std::size_t week, std::uint64_t id, Buffer& out) {
  const UnixMillis at = *parse_time("2026-01-05T08:00:00Z") + static_cast<UnixMillis>(week) * 7 * 86'400'000;
  const std::string host = "m" + std::to_string(offer.seller % 7) + ".example";
  JsonWriter json(out);
  json.begin_object().member("v", std::int64_t{1}).member("kind", "item");
  json.member("id", "i:" + std::to_string(id)).member("form", "listing");
  json.member("title", joined(offer.title) + " " + std::to_string(offer.amount) + " gram");
  json.member("text", joined(offer.text) + " nu voor " + std::to_string(offer.price) + " euro");
  if (offer.number != 0) json.member("url", "https://" + host + "/v/" + std::to_string(offer.number));
  json.key("vendor").begin_object().member("name", "seller" + std::to_string(offer.seller)).end_object();
  json.key("site").begin_object().member("domain", host).end_object();
  json.key("page").begin_object().member("id",
                                         "p:" + std::to_string(offer.seller) + "w" + std::to_string(week));
  json.member("fetched_at", format_time(at)).end_object();
  json.key("tags")
      .begin_object()
      .member("id", std::to_string(id))
      .member("offer", static_cast<std::int64_t>(offer.id));
  json.member("week", static_cast<std::int64_t>(week)).end_object().end_object();
  out.push('\n');
}

void write_year(std::size_t count) {
  Random random(52);
  Buffer out;
  std::vector<Offer> offers(count);
  std::uint64_t number = 1, id = 0;
  for (Offer& offer : offers) {
    offer.id = static_cast<std::uint64_t>(&offer - offers.data());
    offer.seller = random.below(count / 12 + 1);
    offer.born = random.below(52);
    offer.dies = std::min<std::size_t>(52, offer.born + 1 + random.below(40));
    offer.title = some_words(4 + random.below(5), random);
    offer.text = some_words(25 + random.below(40), random);
    if (offer.seller % 4 == 1) {  // one text for all goods, and half of each title
      Random own(offer.seller);
      const Words front = some_words(3, own);
      offer.text = some_words(40, own);
      offer.title.resize(1 + random.below(3));
      offer.title.insert(offer.title.begin(), front.begin(), front.end());
    }
    offer.price = 10 + random.below(300);
    offer.amount = 1 + random.below(100);
    offer.number = offer.seller % 3 == 0 ? 0 : number++;
  }
  std::stable_sort(offers.begin(), offers.end(),
                   [](const Offer& a, const Offer& b) { return a.seller < b.seller; });
  for (std::size_t week = 0; week < 52; ++week) {
    for (Offer& offer : offers) {
      if (week < offer.born || week >= offer.dies) continue;
      if (week > offer.born) {
        if (random.once_in(6)) offer.price += 1 + random.below(9);
        if (random.once_in(40)) offer.title.push_back(word(random));  // one word more
        if (random.once_in(50)) {                                     // put up again
          if (offer.number != 0) offer.number = number++;
          std::swap(offer.title.front(), offer.title.back());
          if (random.once_in(3)) offer.title[1] = word(random);
        }
      }
      if (!random.once_in(12)) write_seen(offer, week, id++, out);  // now and then it is missed
    }
    std::fwrite(out.data(), 1, out.size(), stdout);
    out.clear();
  }
}

// --- scores --------------------------------------------------------------------------------------------

std::string text_of(Value value) {
  if (auto text = value.text()) return std::string(*text);
  if (!value) return {};
  Buffer json;
  value.append_json(json);
  return json.str();
}

// Calls visit(record) for each line of stdin that is a record.
template <class Visit>
void each_line(Visit&& visit) {
  RecordParser parser;
  for (std::string line; std::getline(std::cin, line);)
    if (auto record = parser.parse_copy(line)) visit(**record);
}

double share(double part, double whole) { return whole == 0 ? 0 : part / whole; }
double pairs(double n) { return n * (n - 1) / 2; }

struct Seen {
  std::string truth, cluster, first, last, week;
};

void score_pairs(const std::vector<Seen>& all) {
  std::map<std::string, double> truth, found, both;
  for (const Seen& one : all) {
    ++truth[one.truth];
    ++found[one.cluster];
    ++both[one.truth + "\n" + one.cluster];
  }
  double wanted = 0, given = 0, right = 0;
  for (const auto& [key, n] : truth) wanted += pairs(n);
  for (const auto& [key, n] : found) given += pairs(n);
  for (const auto& [key, n] : both) right += pairs(n);
  std::printf("recall %.4f\nprecision %.4f\nf1 %.4f\n", share(right, wanted), share(right, given),
              share(2 * right, wanted + given));
}

void score_copies() {
  std::map<std::string, std::string> leader;  // cluster of each original
  double wanted = 0, right = 0, originals = 0;
  std::map<std::string, std::string> truth_of;  // of a cluster: the truth that made it
  double given = 0, good = 0;
  each_line([&](const Record& record) {
    const std::string truth = text_of(record["truth"]), cluster = text_of(record.made("cluster")["id"]);
    const auto near = record["jaccard"].integer().value_or(0);
    if (truth == "0") return;
    const bool original = leader.emplace(truth, cluster).second;
    auto [made, fresh] = truth_of.emplace(cluster, truth);
    if (!fresh) {
      ++given;
      good += made->second == truth;
    }
    originals += original;
    if (original || near < 800) return;
    ++wanted;
    right += leader[truth] == cluster;
  });
  std::printf("recall %.5f\nprecision %.5f\ncopies %.0f\noriginals %.0f\n", share(right, wanted),
              share(good, given), wanted, originals);
}

// Pairs, and whether the last record of each cluster says first and last seen as the truth has them.
void score_year() {
  std::vector<Seen> all;
  std::map<std::string, std::pair<std::string, std::string>> times;  // of an offer, by its records
  std::map<std::string, Seen> last;
  each_line([&](const Record& record) {
    if (record.kind() != Kind::kItem) return;
    Value cluster = record["cluster"];
    Seen one{text_of(record["tags"]["offer"]), text_of(cluster["id"]), text_of(cluster["first_seen_at"]),
             text_of(cluster["last_seen_at"]), text_of(record["tags"]["week"])};
    const std::string at = text_of(record["page"]["fetched_at"]);
    auto [found, fresh] = times.emplace(one.truth, std::pair(at, at));
    found->second = {std::min(found->second.first, at), std::max(found->second.second, at)};
    all.push_back(one);
    last[one.truth] = one;
  });
  score_pairs(all);
  double right = 0;
  for (const auto& [truth, one] : last) right += times[truth] == std::pair(one.first, one.last);
  std::printf("first_and_last %.4f\noffers %zu\nrecords %zu\n",
              share(right, static_cast<double>(last.size())), last.size(), all.size());
}

// The weeks in which a state saw each offer, against those of the records (which come first).
void score_seen() {
  std::map<std::string, std::set<std::string>> truth, found;  // by offer: days
  std::map<std::string, std::string> offer_of;                // of a cluster, by its first record
  each_line([&](const Record& record) {
    if (record.kind() == Kind::kItem) {
      const std::string offer = text_of(record["tags"]["offer"]);
      truth[offer].insert(text_of(record["page"]["fetched_at"]));
      offer_of.emplace(text_of(record["cluster"]["id"]), offer);
    } else if (record["occasion"]) {
      found[offer_of[text_of(record["cluster"])]].insert(text_of(record["first_seen_at"]));
    }
  });
  double wanted = 0, right = 0, given = 0;
  for (const auto& [offer, days] : truth) {
    wanted += static_cast<double>(days.size());
    for (const std::string& day : days) right += found[offer].count(day) > 0;
  }
  for (const auto& [offer, days] : found) given += static_cast<double>(days.size());
  std::printf("observations_recall %.4f\nobservations_precision %.4f\n", share(right, wanted),
              share(right, given));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "", which = argc > 2 ? argv[2] : "";
  if (what == "copies" && argc == 3) return write_copies(std::strtoull(argv[2], nullptr, 10)), 0;
  if (what == "year" && argc == 3) return write_year(std::strtoull(argv[2], nullptr, 10)), 0;
  if (what == "score" && which == "copies") return score_copies(), 0;
  if (what == "score" && which == "year") return score_year(), 0;
  if (what == "score" && which == "seen") return score_seen(), 0;
  std::fputs("usage: make_repeats copies N | year OFFERS | score copies | score year | score seen\n", stderr);
  return 2;
}
