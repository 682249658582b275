// tests/eval/score_truth.cpp -- the scorer: what the pipeline said, against what is so.
// links: record
//
//   score_truth [-v] [--at=DATE] [--tables] TRUTH < records.jsonl
//
// TRUTH holds lines of kind `truth`, framed as the pipeline frames pages and items: a page line, then
// its items. They have the members of a record, as far as the truth is known; beside them `of` (page or
// item), `fetched_at` (of a page: a list, the captures of which it is true) and `optional` (an item that
// may be found or not: the related products beside a product). A `cluster.id` or `entity.id` names what
// is the same; the names themselves are free.
//
// A page is known by its url and fetched_at, or with --at (a live run) by its url: the truth of the
// latest day up to DATE holds. An item is paired with the item of its page that is most like it by
// title, text, url and form. Then each field is compared: lists as sets, one point for each element.
// An absent title, language, vendor, level, quantity or date in the truth means not known, an absent
// price, place of shipping or label means that there is none (goods of feedback and profiles are let be).
// Prices in currencies that the truth does not name (a shop that also shows bitcoin) are let be. Clusters and
// sellers are scored by pairs.
//
// Prints `field right wrong missed extra share` for each field, then `truth matched/total`; -v names
// each difference on stderr. --tables prints the inventory instead, counted from the truth and from the
// records by the same code: `table row column truth records`.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/decimal.hpp"
#include "record/record.hpp"

namespace {

using peil::Record;
using peil::Value;
using Words = std::set<std::string>;

struct Item {
  std::string form, title, text, url, vendor, listed_at, rating, cluster, entity;
  Words prices, quantities, from, to, except, keys;
  std::map<std::string, Words> labels;  // by scheme
  bool optional = false;
};

struct Page {
  std::string id, url, title, lang, wall, cluster;
  std::vector<std::string> fetched_at;
  std::int64_t status = 200;
  std::map<std::string, Words> labels;
  std::vector<Item> items;
};

std::string str(Value value) {
  if (auto text = value.text()) return std::string(*text);
  if (auto number = value.decimal()) return number->str();
  return "";
}

/// Letters, digits and signs in lower case, one blank between words: how titles are compared.
std::string fold(std::string_view text) {
  std::string out;
  for (char c : text) {
    bool blank = static_cast<unsigned char>(c) <= ' ';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// In its base measure: "50 grams", "100 units", "1000 ml"; "" when it has none.
std::string quantity(Value q) {
  for (const char* measure : {"grams", "units", "ml"})
    if (q[measure]) return str(q[measure]) + " " + measure;
  return "";
}

Words codes(Value list) {
  Words out;
  list.each([&](Value one) { out.insert(str(one["code"])); });
  return out;
}

std::map<std::string, Words> labels(Value list) {
  std::map<std::string, Words> out;
  list.each([&](Value one) { out[str(one["scheme"])].insert(str(one["label"])); });
  return out;
}

Item read_item(const Record& r) {
  Item item;
  item.form = str(r["form"]);
  item.title = str(r["title"]);
  item.text = str(r["text"]);
  item.url = str(r["url"]);
  item.vendor = str(r["vendor"]["name"]);
  item.listed_at = str(r["listed_at"]);
  if (item.listed_at.empty()) item.listed_at = str(r["rated_at"]);
  item.rating = str(r["rating"]);
  item.cluster = str(r["cluster"]["id"]);
  item.entity = str(r["entity"]["id"]);
  item.optional = r["optional"].boolean().value_or(false);
  r["prices"].each([&](Value p) {
    std::string q = quantity(p["quantity"]);
    item.prices.insert(str(p["currency"]) + " " + str(p["amount"]) + (q.empty() ? "" : " for " + q));
  });
  r["quantities"].each([&](Value q) {
    if (std::string words = quantity(q); !words.empty()) item.quantities.insert(words);
  });
  item.from = codes(r["ships_from"]);
  item.to = codes(r["ships_to"]);
  item.except = codes(r["ships_except"]);
  item.labels = labels(r["labels"]);
  r["entity"]["keys"].each([&](Value key) { item.keys.insert(str(key)); });
  return item;
}

Page read_page(const Record& r) {
  Page page;
  page.id = str(r["id"]);
  page.url = str(r["url"]);
  page.title = str(r["title"]);
  page.lang = str(r["lang"]["code"]);
  page.wall = str(r["wall"]);
  page.status = r["status"].integer().value_or(200);
  page.cluster = str(r["cluster"]["id"]);
  page.labels = labels(r["labels"]);
  if (r["fetched_at"].is_array()) r["fetched_at"].each([&](Value t) { page.fetched_at.push_back(str(t)); });
  else page.fetched_at.push_back(str(r["fetched_at"]));
  return page;
}

/// Reads pages with their items; lines of other kinds are passed over.
std::vector<Page> read_pages(std::istream& in, const char* name, bool truth) {
  peil::RecordParser parser(peil::RecordParser::kExactNumbers);
  std::vector<Page> pages;
  std::map<std::string, std::size_t> by_id;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    auto parsed = parser.parse_copy(line);
    if (!parsed) {
      std::fprintf(stderr, "score_truth: %s:%d: %s\n", name, number, parsed.error().message.c_str());
      std::exit(1);
    }
    const Record& r = **parsed;
    std::string what = str(r[truth ? "of" : "kind"]);
    if (what == "page") {
      pages.push_back(read_page(r));
      by_id[pages.back().id] = pages.size() - 1;
    } else if (what == "item" && !pages.empty()) {
      auto home = truth ? by_id.end() : by_id.find(str(r["page"]["id"]));
      pages[home == by_id.end() ? pages.size() - 1 : home->second].items.push_back(read_item(r));
    }
  }
  return pages;
}

// --- scoring -----------------------------------------------------------------------------------------

struct Tally {
  long right = 0, wrong = 0, missed = 0, extra = 0;
};

/// One line, whatever stands in the values.
std::string one_line(std::initializer_list<std::string> columns) {
  std::string line;
  for (const std::string& column : columns) {
    if (!line.empty()) line += '\t';
    for (char c : column) line += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return line;
}

class Score {
 public:
  explicit Score(bool verbose) : verbose_(verbose) {}

  /// A field with one value; an empty `truth` is unknown and not scored.
  void one(const char* field, const std::string& truth, const std::string& said, const std::string& where) {
    if (truth.empty()) return;
    Tally& t = tally(field);
    if (truth == said) ++t.right;
    else ++(said.empty() ? t.missed : t.wrong);
    if (truth != said) tell(field, where, said.empty() ? "missed" : "wrong", truth, said);
  }
  /// A set. `extras`: what the truth does not have counts against it.
  void set(const char* field, const Words& truth, const Words& said, const std::string& where,
           bool extras = true) {
    for (const std::string& word : truth) {
      bool there = said.count(word) > 0;
      ++(there ? tally(field).right : tally(field).missed);
      if (!there) tell(field, where, "missed", word, "");
    }
    for (const std::string& word : said)
      if (extras && !truth.count(word)) {
        ++tally(field).extra;
        tell(field, where, "extra", "", word);
      }
  }
  void add(const char* field, long right, long missed, long extra) {
    Tally& t = tally(field);
    t.right += right, t.missed += missed, t.extra += extra;
  }
  void tell(const char* field, const std::string& where, const char* what, const std::string& truth,
            const std::string& said) const {
    if (!verbose_) return;
    std::string line = one_line({field, what, where, "truth: " + truth, "said: " + said});
    std::fprintf(stderr, "%s\n", line.c_str());
  }
  void print() const {
    long matched = 0, total = 0;
    std::printf("field\tright\twrong\tmissed\textra\tshare\n");
    for (const std::string& field : order_) {
      const Tally& t = tallies_.at(field);
      long all = t.right + t.wrong + t.missed + t.extra;
      matched += t.right, total += all;
      std::printf("%s\t%ld\t%ld\t%ld\t%ld\t%.3f\n", field.c_str(), t.right, t.wrong, t.missed, t.extra,
                  all ? static_cast<double>(t.right) / static_cast<double>(all) : 1.0);
    }
    std::printf("truth\t%ld/%ld\n", matched, total);
  }

 private:
  Tally& tally(const std::string& field) {
    if (!tallies_.count(field)) order_.push_back(field);
    return tallies_[field];
  }
  bool verbose_;
  std::map<std::string, Tally> tallies_;
  std::vector<std::string> order_;
};

std::string first(const std::map<std::string, Words>& labels, const char* scheme) {
  auto found = labels.find(scheme);
  return found == labels.end() || found->second.empty() ? "" : *found->second.begin();
}

Words all(const std::map<std::string, Words>& labels, const char* scheme) {
  auto found = labels.find(scheme);
  return found == labels.end() ? Words() : found->second;
}

/// How sure it is that the two are the same item; 0: not.
int likeness(const Item& truth, const Item& said) {
  int points = 0;
  std::string a = fold(truth.title), b = fold(said.title);
  if (!a.empty() && !b.empty()) points += a == b ? 8 : a.find(b) != a.npos || b.find(a) != b.npos ? 4 : 0;
  if (!truth.text.empty() && fold(said.text).find(fold(truth.text)) != std::string::npos) points += 8;
  if (!truth.url.empty() && truth.url == said.url) points += 5;
  if (points == 0) return 0;
  return points + (truth.form == said.form ? 4 : 0) + (truth.optional ? 0 : 1);
}

/// For each item of the truth its partner in `said`, or -1; the likeliest pairs first, in page order.
std::vector<int> pair_items(const std::vector<Item>& truth, const std::vector<Item>& said) {
  std::vector<std::tuple<int, std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < truth.size(); ++i)
    for (std::size_t j = 0; j < said.size(); ++j)
      if (int points = likeness(truth[i], said[j])) pairs.emplace_back(-points, i, j);
  std::sort(pairs.begin(), pairs.end());
  std::vector<int> partner(truth.size(), -1);
  std::vector<bool> taken(said.size());
  for (auto [points, i, j] : pairs)
    if (partner[i] < 0 && !taken[j]) partner[i] = static_cast<int>(j), taken[j] = true;
  return partner;
}

/// Prices in the truth's currencies, their quantities only where the truth has one for that price.
Words comparable(const Words& truth, const Words& said) {
  Words currencies, out;
  for (const std::string& price : truth) currencies.insert(price.substr(0, price.find(' ')));
  for (const std::string& price : said) {
    std::string bare = price.substr(0, price.find(" for "));
    if (!truth.empty() && !currencies.count(bare.substr(0, bare.find(' ')))) continue;
    out.insert(truth.count(bare) ? bare : price);
  }
  return out;
}

void score_item(const Item& truth, const Item& said, const std::string& where, Score& score) {
  score.one("form", truth.form, said.form, where);
  score.one("title", fold(truth.title), fold(said.title), where);
  score.one("url", truth.url, said.url, where);
  score.set("prices", truth.prices, comparable(truth.prices, said.prices), where);
  score.set("quantities", truth.quantities, said.quantities, where, false);
  score.set("ships_from", truth.from, said.from, where);
  score.set("ships_to", truth.to, said.to, where);
  score.set("ships_except", truth.except, said.except, where);
  score.one("vendor", fold(truth.vendor), fold(said.vendor), where);
  score.one("listed_at", truth.listed_at, said.listed_at.substr(0, truth.listed_at.size()), where);
  if (truth.form == "listing" || truth.form == "post")
    score.set("goods", all(truth.labels, "goods"), all(said.labels, "goods"), where);
  score.one("act", first(truth.labels, "act"), first(said.labels, "act"), where);
  score.one("level", first(truth.labels, "level"), first(said.labels, "level"), where);
}

std::string site(const std::string& url) {
  std::size_t start = url.find("//");
  return start == std::string::npos ? url : url.substr(start + 2, url.find('/', start + 2) - start - 2);
}

struct Matched {
  const Item* truth;
  const Item* said;
};

void score_page(const Page& truth, const Page& said, Score& score, std::vector<Matched>& matched) {
  const std::string where = truth.url + " " + said.fetched_at.front().substr(0, 10);
  score.one("page title", fold(truth.title), fold(said.title), where);
  score.one("page lang", truth.lang, said.lang, where);
  score.set("page wall", truth.wall.empty() ? Words() : Words{truth.wall},
            said.wall.empty() ? Words() : Words{said.wall}, where);
  score.one("page act", first(truth.labels, "act"), first(said.labels, "act"), where);
  score.one("page channel", first(truth.labels, "channel"), first(said.labels, "channel"), where);
  for (const std::string& aim : all(truth.labels, "audience"))
    score.set("page audience", {aim}, all(said.labels, "audience"), where, false);
  std::vector<int> partner = pair_items(truth.items, said.items);
  std::vector<bool> used(said.items.size());
  for (std::size_t i = 0; i < truth.items.size(); ++i) {
    const Item& item = truth.items[i];
    const std::string name = where + " [" + (item.title.empty() ? item.text : item.title) + "]";
    if (partner[i] < 0) {
      if (item.optional) continue;
      score.add("items", 0, 1, 0);
      score.tell("items", where, "missed", item.form + ": " + (item.title.empty() ? item.text : item.title),
                 "");
      continue;
    }
    const Item& other = said.items[static_cast<std::size_t>(partner[i])];
    used[static_cast<std::size_t>(partner[i])] = true;
    if (!item.optional) score.add("items", 1, 0, 0);
    score_item(item, other, name, score);
    matched.push_back({&item, &other});
  }
  for (std::size_t j = 0; j < said.items.size(); ++j)
    if (!used[j]) {
      const Item& other = said.items[j];
      score.add("items", 0, 0, 1);
      score.tell("items", where, "extra", "",
                 other.form + ": " + (other.title.empty() ? other.text.substr(0, 60) : other.title));
    }
}

/// Pairs that are one in the truth and one in what was said: right; in one of them only: missed, extra.
void score_pairs(const char* field, const std::vector<Matched>& matched, Score& score,
                 const std::function<const std::string&(const Item&)>& true_name,
                 const std::function<bool(const Item&, const Item&)>& said_same) {
  long right = 0, missed = 0, extra = 0;
  for (std::size_t i = 0; i < matched.size(); ++i)
    for (std::size_t j = i + 1; j < matched.size(); ++j) {
      const std::string &a = true_name(*matched[i].truth), &b = true_name(*matched[j].truth);
      if (a.empty() || b.empty()) continue;
      bool same = a == b, said = said_same(*matched[i].said, *matched[j].said);
      right += same && said, missed += same && !said, extra += !same && said;
      if (same != said)
        score.tell(field, a + " / " + b, same ? "missed" : "extra", matched[i].said->title,
                   matched[j].said->title);
    }
  score.add(field, right, missed, extra);
}

// --- the inventory -----------------------------------------------------------------------------------

/// What stands in each cell, by name, so that the same thing seen twice counts once.
using Cells = std::map<std::tuple<std::string, std::string, std::string>, Words>;

/// The rows in which an item stands: its classes and their parents, two levels of them; or none.
Words rows_of(const Item& item) {
  Words rows{"total"};
  for (const std::string& label : all(item.labels, "goods")) {
    std::size_t first_dot = label.find('.');
    rows.insert(label.substr(0, first_dot));
    if (first_dot != label.npos) rows.insert(label.substr(0, label.find('.', first_dot + 1)));
  }
  if (rows.size() == 1) rows.insert("none");
  return rows;
}

void count_item(const Item& item, const std::string& channel, const std::string& route, Cells& cells) {
  if ((item.form != "listing" && item.form != "post") || item.optional) return;
  const std::string act = first(item.labels, "act");
  for (const std::string& row : rows_of(item)) {
    cells[{"act", row, act == "offer" || act == "request" ? act : "other"}].insert(item.cluster);
    cells[{"act", row, "n"}].insert(item.cluster);
    if (act != "offer") continue;
    cells[{"volume", row, channel}].insert(item.cluster);
    cells[{"volume", row, "offers"}].insert(item.cluster);
    cells[{"route", row, route}].insert(item.cluster);
    cells[{"route", row, "offers"}].insert(item.cluster);
  }
  if (act != "offer") return;
  cells[{"coverage", "offers after dedupe", route}].insert(item.cluster);
  cells[{"coverage", "offers after dedupe", "all"}].insert(item.cluster);
}

/// The step of the loss table at which a page stops: the first that applies.
std::string step_of(const Page& page, bool seen_before) {
  if (page.status >= 400) return "HTTP " + std::to_string(page.status);
  if (page.status >= 300) return "redirect";
  if (!page.wall.empty() && page.wall != "age" && page.wall != "consent") return "wall: " + page.wall;
  if (seen_before) return "duplicate";
  bool any =
      std::any_of(page.items.begin(), page.items.end(), [](const Item& item) { return !item.optional; });
  return any ? "read" : "nothing offered";
}

/// The truth's inventory, counted as report counts (DESIGN: an offer is a listing or post with act offer,
/// once for its cluster; an item of two classes stands in both and once in the total).
Cells inventory(const std::vector<Page>& pages) {
  Cells cells;
  std::vector<std::pair<std::string, const Page*>> captures;
  for (const Page& page : pages)
    for (const std::string& when : page.fetched_at) captures.emplace_back(when, &page);
  std::sort(captures.begin(), captures.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Words seen;
  for (const auto& [when, page] : captures) {
    const std::string route = site(page->url).ends_with(".onion") ? "tor" : "clear", name = page->url + when;
    const bool before =
        !seen.insert(page->cluster.empty() ? page->url + page->fetched_at.front() : page->cluster).second;
    for (const std::string& row : {std::string("asked for"), step_of(*page, before)}) {
      cells[{"coverage", row, route}].insert(name);
      cells[{"coverage", row, "all"}].insert(name);
    }
    std::string channel = first(page->labels, "channel");
    channel = channel.empty() ? "unknown" : channel.substr(0, channel.find('.'));
    for (const Item& item : page->items) count_item(item, channel, route, cells);
  }
  return cells;
}

// --- which truth holds -------------------------------------------------------------------------------

/// The pages of the truth that hold on the day `at`, each once: what a live run on that day should see.
std::vector<Page> on_day(const std::vector<Page>& truth, const std::string& at) {
  std::map<std::string, std::pair<std::string, const Page*>> latest;
  for (const Page& page : truth)
    for (const std::string& when : page.fetched_at)
      if (when.substr(0, at.size()) <= at && when >= latest[page.url].first) latest[page.url] = {when, &page};
  std::vector<Page> pages;
  for (const auto& [url, found] : latest) {
    if (!found.second || found.second->status / 100 == 3) continue;
    pages.push_back(*found.second);
    pages.back().fetched_at = {found.first};
  }
  return pages;
}

const Page* find_truth(const std::vector<Page>& truth, const Page& said, bool live) {
  for (const Page& page : truth)
    if (page.url == said.url && (live || std::find(page.fetched_at.begin(), page.fetched_at.end(),
                                                   said.fetched_at.front()) != page.fetched_at.end()))
      return &page;
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  bool verbose = false, tables = false;
  std::string at, path;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word == "-v") verbose = true;
    else if (word == "--tables") tables = true;
    else if (word.rfind("--at=", 0) == 0) at = word.substr(5);
    else path = word;
  }
  std::ifstream file(path);
  if (path.empty() || !file) {
    std::fputs("usage: score_truth [-v] [--at=DATE] [--tables] TRUTH < records.jsonl\n", stderr);
    return 2;
  }
  std::vector<Page> truth = read_pages(file, path.c_str(), true);
  if (!at.empty()) truth = on_day(truth, at);
  if (tables) {
    for (const auto& [cell, names] : inventory(truth))
      std::printf("%s\t%s\t%s\t%zu\n", std::get<0>(cell).c_str(), std::get<1>(cell).c_str(),
                  std::get<2>(cell).c_str(), names.size());
    return 0;
  }
  std::vector<Page> said = read_pages(std::cin, "stdin", false);

  Score score(verbose);
  std::vector<Matched> matched;
  std::set<std::string> seen;
  for (const Page& page : said) {
    const Page* so = find_truth(truth, page, !at.empty());
    if (!so) {
      score.add("pages", 0, 0, 1);
      score.tell("pages", page.url, "extra", "", page.fetched_at.front());
      continue;
    }
    score.add("pages", 1, 0, 0);
    seen.insert(page.url + " " + (at.empty() ? page.fetched_at.front() : at));
    score_page(*so, page, score, matched);
  }
  for (const Page& page : truth)
    for (const std::string& when : page.fetched_at)
      if (!seen.count(page.url + " " + (at.empty() ? when : at))) {
        score.add("pages", 0, 1, 0);
        score.tell("pages", page.url, "missed", when, "");
      }
  score_pairs(
      "cluster pairs", matched, score, [](const Item& i) -> const std::string& { return i.cluster; },
      [](const Item& a, const Item& b) { return !a.cluster.empty() && a.cluster == b.cluster; });
  score_pairs(
      "seller pairs", matched, score, [](const Item& i) -> const std::string& { return i.entity; },
      [](const Item& a, const Item& b) {
        return std::any_of(a.keys.begin(), a.keys.end(),
                           [&](const std::string& k) { return b.keys.count(k) > 0; });
      });
  score.print();
  return 0;
}
