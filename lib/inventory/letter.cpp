#include "inventory/letter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/embedded.hpp"
#include "base/words.hpp"
#include "stats/share.hpp"

PEIL_EMBEDDED(letter_text, peil_data_inventory_letter_txt)

namespace peil::inventory {
namespace {

struct Figure {
  std::string kind;
  std::string condition, of;  // keys of conditions; "" is all
  Phrase words;
  bool all_sightings = false;  // "not …" holds of an offer when it holds at each sighting
};
struct Finding {
  std::string id;
  Phrase said;
  std::vector<Figure> figures;
  std::vector<Phrase> caveats;
  Phrase missing;
};
struct Letter {
  std::vector<Finding> findings;
  std::vector<std::pair<std::string, std::string>> conditions;

  std::string key_of(std::string_view condition) {
    if (condition == "true") return "";
    for (const auto& [key, text] : conditions)
      if (text == condition) return key;
    conditions.emplace_back(fmt::format("{:02}", conditions.size()), condition);
    return conditions.back().first;
  }
  void take(std::string_view key, std::string_view value) {
    if (key == "finding") {
      findings.emplace_back().id = value;
      return;
    }
    Finding& one = findings.back();
    if (key == "nl") one.said.nl = value;
    if (key == "en") one.said.en = value;
    if (key == "caveat") one.caveats.push_back({std::string(value), {}});
    if (key == "caveat.nl") one.caveats.back().nl = value;
    if (key == "missing") one.missing.en = value;
    if (key == "missing.nl") one.missing.nl = value;
    if (key != "figure") return;
    auto pieces = split(value, '|');
    if (pieces.size() != 5) return;
    Figure figure;
    figure.kind = trim(pieces[0]);
    figure.condition = key_of(trim(pieces[1]));
    figure.of = key_of(trim(pieces[2]));
    figure.words = {std::string(trim(pieces[3])), std::string(trim(pieces[4]))};
    figure.all_sightings = trim(pieces[1]).starts_with("not ");
    one.figures.push_back(std::move(figure));
  }
};

const Letter& letter() {
  static const Letter kLetter = [] {
    Letter made;
    for (std::string_view line : split(letter_text(), '\n')) {
      if (line.empty() || line.starts_with('#')) continue;
      std::size_t blank = std::min(line.find(' '), line.size());
      made.take(line.substr(0, blank), trim(line.substr(blank)));
    }
    return made;
  }();
  return kLetter;
}

// The letter's figures, worked out over the ledger.
class Answers {
 public:
  explicit Answers(const Making& making) : making_(making), views_(making.ledger) {
    random_ = random_frame(making, why_);
  }

  render::Table table(const Finding& finding);

 private:
  struct Count {
    std::uint64_t part = 0, whole = 0;
    std::unordered_map<std::uint64_t, std::uint64_t> sellers;  // of the whole
    std::unordered_map<std::uint64_t, std::uint64_t> of_part;  // offers in the part, by seller
    std::set<std::uint64_t> part_sellers;
    std::set<std::uint32_t> part_hosts;
    std::set<std::string> kinds;
  };
  bool meets(const Sighting& one, const std::string& key) {
    if (key.empty()) return true;
    const auto& keys = views_.of(one).of(column_);
    return std::binary_search(keys.begin(), keys.end(), std::string_view(key));
  }
  Count count(const Figure& figure);
  render::Row row(const Figure& figure);

  const Making& making_;
  Column column_ = catalogue_of(making_.settings).extra_named("letter");
  Views views_;
  bool random_ = false, few_ = false;
  std::string why_;
};

Answers::Count Answers::count(const Figure& figure) {
  Count made;
  making_.ledger.each_cluster(figure.kind == "posts", [&](const std::vector<const Sighting*>& sightings) {
    auto any = [&](const std::string& key) {
      return std::any_of(sightings.begin(), sightings.end(),
                         [&](const Sighting* one) { return meets(*one, key); });
    };
    auto each = [&](const std::string& key) {
      return std::all_of(sightings.begin(), sightings.end(),
                         [&](const Sighting* one) { return meets(*one, key); });
    };
    if (!any(figure.of)) return;
    std::uint64_t seller = seller_key(*sightings.front());
    ++made.whole;
    ++made.sellers[seller];
    if (!(figure.all_sightings ? each(figure.condition) : any(figure.condition))) return;
    ++made.part;
    ++made.of_part[seller];
    for (const Sighting* one : sightings) {
      if (!meets(*one, figure.condition)) continue;
      if (one->host) made.part_hosts.insert(one->host);
      if (one->seller) made.part_sellers.insert(one->seller);
      if (figure.kind == "kinds")
        for (auto kind : views_.of(*one).of(Column::kSubstance)) made.kinds.emplace(kind);
    }
  });
  return made;
}

render::Row Answers::row(const Figure& figure) {
  Count made = count(figure);
  render::Row row;
  row.cells.push_back(render::text(making_.say(figure.words)));
  std::uint64_t n = figure.kind == "sellers" ? made.part_sellers.size()
                    : figure.kind == "hosts" ? made.part_hosts.size()
                    : figure.kind == "kinds" ? made.kinds.size()
                                             : made.part;
  row.cells.push_back(render::count(n));
  bool counted =
      figure.kind == "sellers" || figure.kind == "hosts" || figure.kind == "kinds" || figure.of.empty();
  if (counted && figure.kind != "share") {
    row.cells.push_back(render::unknown());
    row.cells.push_back(render::unknown());
    return row;
  }
  std::vector<stats::SellerShare> sellers;
  for (const auto& [seller, size] : made.sellers) sellers.push_back({size, made.of_part[seller]});
  auto share = stats::share_by_seller(sellers, random_);
  few_ = few_ || share.why == stats::NoInterval::kTooFewSellers;
  row.cells.push_back(render::count(made.whole));
  if (!share.value) row.cells.push_back(render::unknown());
  else if (share.interval)
    row.cells.push_back(render::share(*share.value, std::pair(share.interval->low, share.interval->high)));
  else row.cells.push_back(render::share(*share.value));
  return row;
}

render::Table Answers::table(const Finding& finding) {
  const Words& words = making_.words;
  render::Table table;
  table.name = "letter_" + to_lower_ascii(finding.id);
  table.title = finding.id + ". 2012: " + making_.say(finding.said);
  table.window = window_of(making_);
  table.unit = words(making_.ledger.clustered ? "offers after dedupe" : "offers, duplicates included");
  table.columns = {row_column("figure", "now", making_),
                   column("n", "n", render::ColumnType::kCount, making_),
                   column("of", "of", render::ColumnType::kCount, making_),
                   column("share", "share", render::ColumnType::kShare, making_)};
  few_ = false;
  bool shares = false;
  for (const Figure& figure : finding.figures) {
    table.rows.push_back(row(figure));
    shares = shares || table.rows.back().cells.back().kind == render::Cell::Kind::kShare;
  }
  if (!finding.missing.en.empty()) {
    std::string text = words.format("Not measured, because {}", making_.say(finding.missing));
    if (table.rows.empty()) table.empty = text;
    else table.notes.push_back(text);
  }
  if (shares && !random_) table.notes.push_back(why_);
  if (shares && random_)
    table.notes.push_back(
        words("Intervals: 95 %, Wilson, on the effective number of sellers (of hosts where the "
              "seller is not known)."));
  if (few_)
    table.notes.push_back(words.format("No interval where there are fewer than {} sellers: too few sellers.",
                                       stats::kFewSellers));
  for (const Phrase& caveat : finding.caveats) table.notes.push_back(making_.say(caveat));
  return table;
}

}  // namespace

const std::vector<std::pair<std::string, std::string>>& letter_conditions() { return letter().conditions; }

std::vector<render::Table> make_letter(const Making& making) {
  Answers answers(making);
  std::vector<render::Table> tables;
  for (const Finding& finding : letter().findings) tables.push_back(answers.table(finding));
  return tables;
}

}  // namespace peil::inventory
