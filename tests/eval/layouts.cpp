// tests/eval/layouts.cpp -- pages of many layouts with known truth, and how much of it extract finds.
// links: record
//
//   layouts --captures PART | extract | layouts [-v] [--by] PART
//
// PART is a file of layouts (layouts/dev.txt is looked at while building, layouts/held.txt is not); words.tsv
// stands beside it. Each layout is filled eight times: in English, Dutch, German and French, with other
// goods, prices, formats of prices and dates, with names of classes as they are, scrambled, or taken away.
// What was put in is the truth, so nothing has to be kept.
//
// A layout opens with `=== NAME KIND [few=N]`; KIND is index, detail, feedback, posts, profile or none. In it
// [[title]] is a fact (see Filler::fact), [[L:price]] a label of words.tsv, [[#x]]…[[/x]] is repeated for
// each record, [[#ladder]] for each rung, [[#related]] for goods beside the offer, [[?]]…[[/?]] stands or
// not.
// [[menu]], [[side]] and [[foot]] are what surrounds the content.
//
// Each expected item is one assertion (it was found), each fact shown of it another. Prints the share that is
// right over all, as the mean of layouts and of the worst one, and the items beyond those expected.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "layouts/filler.hpp"
#include "record/record.hpp"
#include "record/write.hpp"

namespace {

using peil::Record;
using peil::Value;
using namespace layouts;

// --- scoring -----------------------------------------------------------------------------------------

std::string str(Value value) {
  if (auto text = value.text()) return std::string(*text);
  if (auto number = value.decimal()) return number->str();
  return "";
}

struct Found {
  std::string form, title, text;
  std::map<std::string, std::string> single;
  std::set<std::string> from, to, except, rungs, quantities;
};

Found read_item(const Record& r) {
  Found f;
  f.form = str(r["form"]);
  f.title = str(r["title"]);
  f.text = str(r["text"]);
  f.single["url"] = str(r["url"]);
  f.single["vendor"] = str(r["vendor"]["name"]);
  f.single["sales"] = str(r["vendor"]["sold_count"]);
  f.single["since"] = str(r["vendor"]["since"]).substr(0, 10);
  f.single["rating"] = str(r["rating"]);
  if (f.single["rating"].empty()) f.single["rating"] = str(r["vendor"]["rating"]);
  f.single["stock"] = str(r["stock"]);
  f.single["sold"] = str(r["sold_count"]);
  f.single["date"] = str(r["listed_at"]).substr(0, 10);
  if (f.single["date"].empty()) f.single["date"] = str(r["rated_at"]).substr(0, 10);
  f.single["about"] = str(r["about"]["title"]);
  r["category_path"].each([&](Value v) { f.single["category"] = str(v); });
  bool first = true;
  r["prices"].each([&](Value p) {
    if (first) f.single["price"] = str(p["amount"]) + " " + str(p["currency"]);
    first = false;
    f.rungs.insert(str(p["amount"]) + " for " + str(p["quantity"]["amount"]));
  });
  r["quantities"].each([&](Value q) { f.quantities.insert(str(q["amount"])); });
  for (auto [key, out] : {std::pair("ships_from", &f.from), {"ships_to", &f.to}, {"ships_except", &f.except}})
    r[key].each([&, out = out](Value v) { out->insert(str(v["code"])); });
  return f;
}

struct Tally {
  long right = 0, asked = 0, beyond = 0;
};

class Scorer {
 public:
  explicit Scorer(bool verbose) : verbose_(verbose) {}

  void page(const Page& page, const std::vector<Found>& found) {
    Tally& tally = by_layout_[page.layout];
    std::vector<bool> used(found.size(), false);
    for (const Facts& facts : page.items) {
      const std::size_t match = pair(page, facts, found, used);
      ++tally.asked;
      if (match == found.size()) tell(page, "missed", facts.empty() ? "" : key_of(facts), "");
      else ++tally.right, used[match] = true;
      for (const auto& [fact, value] : facts) {
        if (fact == key(page)) continue;
        ++tally.asked;
        if (match == found.size()) continue;
        const std::string said = said_of(fact, value, found[match]);
        if (said == value) ++tally.right;
        else tell(page, fact, value, said);
      }
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
      const bool counts = found[i].form == "listing" || found[i].form == "feedback";
      if (used[i] || !counts) continue;
      ++tally.beyond;
      tell(page, "beyond", "", found[i].form + " " + found[i].title);
    }
  }

  void print(bool by) const {
    Tally all;
    double sum = 0, worst = 2;
    std::size_t layouts = 0;
    for (const auto& [name, tally] : by_layout_) {
      const double share =
          tally.asked == 0 ? 1 : static_cast<double>(tally.right) / static_cast<double>(tally.asked);
      if (by)
        std::printf("%s\t%.3f\t%ld/%ld\t%ld beyond\n", name.c_str(), share, tally.right, tally.asked,
                    tally.beyond);
      all.right += tally.right;
      all.asked += tally.asked;
      all.beyond += tally.beyond;
      if (tally.asked == 0) continue;
      sum += share;
      ++layouts;
      worst = std::min(worst, share);
    }
    std::printf("pooled %.4f\nmean %.4f\nworst %.4f\nbeyond %ld\n",
                static_cast<double>(all.right) / static_cast<double>(std::max(1L, all.asked)),
                sum / static_cast<double>(std::max<std::size_t>(1, layouts)), worst, all.beyond);
  }

 private:
  static std::string key(const Page& page) {
    return page.kind == "posts" || page.kind == "feedback" ? "body"
           : page.kind == "profile"                        ? "vendor"
                                                           : "title";
  }
  static std::string key_of(const Facts& facts) {
    for (const char* name : {"title", "body", "vendor"}) {
      if (auto at = facts.find(name); at != facts.end()) return at->second;
    }
    return "";
  }

  static bool matches(const Page& page, const Facts& facts, const Found& f) {
    const auto at = facts.find(key(page));
    if (at == facts.end()) return false;
    if (page.kind == "posts") return f.form == "post" && f.text.find(at->second) != std::string::npos;
    if (page.kind == "feedback") return f.form == "feedback" && f.text.find(at->second) != std::string::npos;
    if (page.kind == "profile") return f.form == "profile" && f.single.at("vendor") == at->second;
    return f.form == "listing" && f.title == at->second;
  }

  static std::size_t pair(const Page& page, const Facts& facts, const std::vector<Found>& found,
                          const std::vector<bool>& used) {
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!used[i] && matches(page, facts, found[i])) return i;
    }
    return found.size();
  }

  static std::string joined(const std::set<std::string>& all) {
    std::string out;
    for (const std::string& one : all) out += (out.empty() ? "" : " ") + one;
    return out;
  }

  /// What the item says of a fact, in the form of the fact.
  static std::string said_of(const std::string& fact, const std::string& value, const Found& f) {
    if (fact == "from") return joined(f.from);
    if (fact == "to") return joined(f.to);
    if (fact == "except") return joined(f.except);
    if (fact == "rung") return f.rungs.count(value) > 0 ? value : joined(f.rungs);
    if (fact == "qty") return f.quantities.count(value) > 0 ? value : joined(f.quantities);
    const auto at = f.single.find(fact);
    const std::string said = at == f.single.end() ? std::string() : at->second;
    if (fact == "rating" && said.starts_with(value)) return value;
    if (fact == "url" && said.ends_with(value)) return value;
    return said;
  }

  void tell(const Page& page, const std::string& what, const std::string& truth,
            const std::string& said) const {
    if (verbose_)
      std::fprintf(stderr, "%s\t%s\t%s\t%s\n", page.url.c_str(), what.c_str(), truth.c_str(),
                   said.substr(0, 100).c_str());
  }

  bool verbose_;
  std::map<std::string, Tally> by_layout_;
};

std::vector<Page> make_pages(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const Words words = read_words((slash == std::string::npos ? "" : path.substr(0, slash + 1)) + "words.tsv");
  std::vector<Page> pages;
  for (const Layout& layout : read_layouts(path)) {
    for (int variant = 0; variant < kVariants; ++variant)
      pages.push_back(Filler(words, layout, variant).run());
  }
  return pages;
}

void write_captures(const std::vector<Page>& pages) {
  for (const Page& page : pages) {
    peil::Buffer out;
    peil::append_json_string(page.url, out);
    const std::string url(out.view());
    out.clear();
    peil::append_json_string(page.html, out);
    char id[48];
    std::snprintf(id, sizeof id, "c:%026llx", static_cast<unsigned long long>(seed_of(page.url)));
    std::printf(
        "{\"v\":1,\"kind\":\"capture\",\"id\":\"%s\",\"url\":%s,\"requested_url\":%s,\"fetched_at\":"
        "\"2026-04-01T00:00:00.000Z\",\"status\":200,\"media_type\":\"text/"
        "html\",\"charset\":\"utf-8\",\"body\":%s}\n",
        id, url.c_str(), url.c_str(), std::string(out.view()).c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  bool captures = false, verbose = false, by = false;
  std::string path;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--captures") captures = true;
    else if (word == "-v") verbose = true;
    else if (word == "--by") by = true;
    else path = word;
  }
  if (path.empty()) fail("usage: layouts --captures PART | extract | layouts [-v] [--by] PART");
  const std::vector<Page> pages = make_pages(path);
  if (captures) {
    write_captures(pages);
    return 0;
  }
  std::map<std::string, std::vector<Found>> found;
  peil::RecordParser parser(peil::RecordParser::kExactNumbers);
  for (std::string line; std::getline(std::cin, line);) {
    const auto parsed = parser.parse_copy(line);
    if (!parsed) fail(parsed.error().message);
    const Record& r = **parsed;
    if (str(r["kind"]) == "item") found[str(r["page"]["url"])].push_back(read_item(r));
  }
  Scorer scorer(verbose);
  for (const Page& page : pages) scorer.page(page, found[page.url]);
  scorer.print(by);
  return 0;
}
