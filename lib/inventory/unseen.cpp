// How many were not seen: capture and recapture over the occasions of collecting (tags.occasion).
#include <algorithm>
#include <map>
#include <set>

#include "inventory/tables.hpp"
#include "stats/estimators.hpp"

namespace peil::inventory {
namespace {

using render::ColumnType;

// On which occasions each thing of one sort was seen, as far as the estimators ask.
struct Captures {
  std::uint64_t seen = 0, once = 0, twice = 0, sightings = 0;
  std::vector<stats::Occasion> occasions;

  explicit Captures(std::size_t all) : occasions(all) {}
  void take(const std::set<std::size_t>& on) {
    if (on.empty()) return;
    ++seen;
    once += on.size() == 1, twice += on.size() == 2, sightings += on.size();
    for (std::size_t at : on) {
      occasions[at].caught += 1;
      if (at != *on.begin()) occasions[at].again += 1;
    }
  }
};

// Occasions in the order in which they were: numbers by size, anything else as text (dates).
bool earlier(std::string_view a, std::string_view b) {
  auto number = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (number(a) && number(b) && a.size() != b.size()) return a.size() < b.size();
  return a < b;
}

class Unseen {
 public:
  explicit Unseen(const Making& making)
      : making_(making), occasion_(catalogue_of(making.settings).extra_named("/tags/occasion")) {
    const Ledger& ledger = making.ledger;
    std::vector<std::vector<std::string>> named(ledger.views.size());
    for (std::uint32_t i = 0; i < ledger.views.size(); ++i) {
      View view = View::unpack(ledger.views.text(i));
      named[i].assign(view.of(occasion_).begin(), view.of(occasion_).end());
    }
    for (const auto& names : named) names_.insert(names_.end(), names.begin(), names.end());
    std::sort(names_.begin(), names_.end(), earlier);
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
    occasions_of_.resize(named.size());
    for (std::size_t i = 0; i < named.size(); ++i)
      for (const auto& name : named[i])
        occasions_of_[i].push_back(static_cast<std::size_t>(
            std::lower_bound(names_.begin(), names_.end(), name, earlier) - names_.begin()));
  }

  render::Table table();

 private:
  Captures captures(Unit unit) {
    Captures all(names_.size());
    making_.ledger.each_unit(unit, false, [&](const std::vector<const Sighting*>& sightings) {
      std::set<std::size_t> on;
      for (const Sighting* one : sightings)
        on.insert(occasions_of_[one->view].begin(), occasions_of_[one->view].end());
      without_ += unit == Unit::kOffer && on.empty();
      all.take(on);
    });
    return all;
  }
  std::string refusal() const;
  render::Row row_of(std::string_view name, const Captures& all) const;

  const Making& making_;
  Column occasion_;
  std::vector<std::string> names_;
  std::vector<std::vector<std::size_t>> occasions_of_;  // by view
  std::uint64_t without_ = 0;
};

// Why nothing can be said, or "".
std::string Unseen::refusal() const {
  for (const Run& run : making_.ledger.runs)
    if (run.command == "dedupe")
      for (std::string_view option : {"unique", "new"})
        if (run.options.count(std::string(option)))
          return making_.words.format(
              "Not estimable: dedupe --{} left out what was seen again, and only repeats tell how much was "
              "not seen.",
              option);
  if (names_.size() < 2)
    return making_.words(
        "Not estimable: it needs records of two occasions or more, named when fetching (--tag occasion=…).");
  return "";
}

render::Row Unseen::row_of(std::string_view name, const Captures& all) const {
  double seen = static_cast<double>(all.seen), once = static_cast<double>(all.once);
  double twice = static_cast<double>(all.twice), t = static_cast<double>(names_.size());
  auto least = all.seen ? stats::chao2(seen, once, twice, t) : std::nullopt;
  auto size = names_.size() == 2
                  ? stats::chapman(all.occasions[0].caught, all.occasions[1].caught, all.occasions[1].again)
                  : stats::schnabel(all.occasions);
  // Without a recapture Chapman's formula gives a number that rests on nothing.
  if (all.sightings == all.seen) size = std::nullopt;
  auto covered = stats::coverage_of_occasions(static_cast<double>(all.sightings), once, twice, t);
  render::Row row;
  row.cells = {render::text(making_.words(name)), render::count(all.seen), render::count(all.once),
               render::count(all.twice), covered ? render::share(*covered) : render::unknown()};
  for (const auto& one : {least, size}) {
    row.cells.push_back(one ? render::real(one->value, 0)
                            : render::unknown(all.seen ? making_.words("not estimable") : ""));
    bool limits = one && one->interval;
    row.cells.push_back(limits ? render::real(one->interval->low, 0) : render::unknown());
    row.cells.push_back(limits ? render::real(one->interval->high, 0) : render::unknown());
  }
  return row;
}

render::Table Unseen::table() {
  render::Table table = begin_table("unseen", making_);
  const Words& words = making_.words;
  table.unit = words("offers after dedupe, known sellers and hosts with offers, by occasion");
  Captures offers = captures(Unit::kOffer);
  table.n = offers.seen;
  if (std::string why = refusal(); !why.empty()) {
    if (offers.seen + without_ > 0) table.empty = why;
    return table;
  }
  table.columns = {row_column("of", "of", making_),
                   column("seen", "seen", ColumnType::kCount, making_),
                   column("once", "on one occasion", ColumnType::kCount, making_),
                   column("twice", "on two", ColumnType::kCount, making_),
                   column("coverage", "coverage", ColumnType::kShare, making_),
                   column("at_least", "at least", ColumnType::kNumber, making_),
                   column("at_least_low", "low", ColumnType::kNumber, making_),
                   column("at_least_high", "high", ColumnType::kNumber, making_),
                   column("size", "estimate", ColumnType::kNumber, making_),
                   column("size_low", "low", ColumnType::kNumber, making_),
                   column("size_high", "high", ColumnType::kNumber, making_)};
  if (making_.ledger.clustered > 0) table.rows.push_back(row_of("offers", offers));
  table.rows.push_back(row_of("sellers", captures(Unit::kSeller)));
  table.rows.push_back(row_of("hosts", captures(Unit::kHost)));
  table.notes = {
      words.format("Occasions: {}, from {} to {}.", words.count(names_.size()), names_.front(),
                   names_.back()),
      words("at least: Chao2, a lower bound of how many there are, unseen ones included."),
      words(names_.size() == 2
                ? "estimate: Chapman, for a closed population of which each is seen equally easily."
                : "estimate: Schnabel, for a closed population of which each is seen equally easily."),
      words("Too low where some are seen more easily than others (in a simulation 775 of 1,000); too high "
            "where they come and go between occasions. Low and high: 95 %, of the model alone."),
      words("coverage: the share of all sightings that those seen would make up (Good and Turing).")};
  if (making_.ledger.clustered == 0)
    table.notes.push_back(words("No row of offers: without dedupe a repeat is not known."));
  if (without_ > 0)
    table.notes.push_back(words.format("Offers without an occasion, left out: {}.", words.count(without_)));
  return table;
}

}  // namespace

render::Table make_unseen(const Making& making) { return Unseen(making).table(); }

}  // namespace peil::inventory
