// inventory/ledger.hpp -- the folder's memory: what was seen, ready to be counted in any way.
//
// The unit is the thing observed: cluster.id, or the item itself where dedupe has not run. For each
// cluster the ledger keeps its sightings: which packed view, which seller, which host, how often.
// A table is then a question to the ledger: "for each cluster, in which cells does it belong?", so
// that every table counts the same things, and a new one needs no new memory.
//
// Memory: views are kept once; a cluster with one sighting costs about 150 bytes, a price or amount
// about 40. Nothing else grows with the input.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "entities/entities.hpp"
#include "inventory/catalogue.hpp"
#include "inventory/facts.hpp"
#include "inventory/page_gate.hpp"
#include "inventory/view.hpp"

namespace peil::inventory {

/// Each distinct string once, with a small number.
class Interner {
 public:
  std::uint32_t of(std::string_view text);
  std::string_view text(std::uint32_t number) const { return texts_[number]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

/// One way in which a cluster was seen.
struct Sighting {
  std::uint32_t cluster = 0;
  std::uint32_t view = 0;    ///< of Ledger::views
  std::uint32_t seller = 0;  ///< of Ledger::sellers; 0 is "not known"
  std::uint32_t host = 0;    ///< of Ledger::hosts; 0 is "not known"
  std::uint32_t page = 0;    ///< of Ledger::page_ids, when pages are the unit; else 0
  std::uint32_t times = 0;
  bool offer = false;
};

/// A price or amount of the first offer of its cluster that has any.
struct Amount {
  std::uint32_t cluster = 0;
  std::uint32_t view = 0;
  std::uint32_t currency = 0;  ///< of Ledger::currencies; prices only
  Measure measure = Measure::kGrams;
  bool priced = false;
  bool holding = false;
  Decimal amount() const { return Decimal(Int128{amount_}, amount_scale_); }
  Decimal each() const { return Decimal(Int128{each_}, each_scale_); }
  /// False when a number needs more than 18 digits.
  bool set(const Decimal& amount, const Decimal& each);

 private:
  std::int64_t amount_ = 0;
  std::int64_t each_ = 0;
  std::uint8_t amount_scale_ = 0;
  std::uint8_t each_scale_ = 0;
};

/// When a thing was observed: days since 1970-01-01.
struct Life {
  std::int32_t first = INT32_MAX, last = INT32_MIN;
  void see(std::int32_t day) { first = std::min(first, day), last = std::max(last, day); }
  bool dated() const { return first <= last; }
};
/// What came of a host: for `report health`, and to know when an offer could have been seen again.
struct HostTally {
  std::uint64_t pages = 0, read = 0, walled = 0, failed = 0, items = 0, offers = 0, undecided = 0;
  Life read_on;
};

/// A `run` record, as far as report prints it.
struct Run {
  std::string id;
  std::string command;
  std::string version;
  std::map<std::string, std::string> data;  ///< name, digest
  std::map<std::string, std::string> options;
  std::map<std::string, std::uint64_t> in, out, failed;
};

class Ledger {
 public:
  Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  /// Takes a message made by pack_facts, pack_run or pack_failure, in input order.
  void take(std::string_view message);
  void bad_line() { ++bad_lines_; }
  /// After the last message: what waited for the end of its page is counted.
  void close();

  /// Visits each cluster that has an offer (or, with `all_acts`, any listing or post) once, in the
  /// order of first sight, with all its sightings of that sort.
  void each_cluster(bool all_acts,
                    const std::function<void(const std::vector<const Sighting*>&)>& visit) const;

  /// The same by unit: each seller, host or page that is known, with all its sightings.
  void each_unit(Unit unit, bool all_acts,
                 const std::function<void(const std::vector<const Sighting*>&)>& visit) const;
  /// Keep the page of each sighting: memory by pages. Before the first message.
  void keep_pages() { keeps_pages_ = true; }

  /// By cluster number, as in Sighting.
  const std::vector<Life>& lives() const { return lives_; }
  /// By host number, as in Sighting; shorter than `hosts` where the last ones bear nothing.
  const std::vector<HostTally>& host_tallies() const { return host_tallies_; }
  const HostTally& host_tally(std::uint32_t host) const {
    static const HostTally kNone;
    return host < host_tallies_.size() ? host_tallies_[host] : kNone;
  }
  /// Pages by language: all that were answered and read, duplicates too.
  std::map<std::string, std::uint64_t> pages_by_lang;
  /// Pages read, by period.
  std::map<std::string, std::uint64_t> pages_by_period;

  Interner views, sellers, hosts, currencies, page_ids;
  std::vector<Amount> amounts;

  // Counts of whole records.
  std::uint64_t pages = 0, captures = 0, items = 0, foreign = 0, lines_failed = 0, truncated = 0;
  std::uint64_t labelled = 0, clustered = 0, bad_numbers = 0;
  /// {step, column value} of the loss table: pages.
  std::map<std::pair<std::string, std::string>, std::uint64_t> steps;
  /// {form, column value}: items.
  std::map<std::pair<std::string, std::string>, std::uint64_t> forms;
  std::set<std::string> periods_observed;
  std::vector<Run> runs;
  std::unordered_set<std::string> run_ids_named;
  std::optional<std::int64_t> first_seen, last_seen;
  std::uint64_t held() const { return gate_.held(); }
  std::uint64_t bad_lines() const { return bad_lines_; }

 private:
  struct Key {
    std::uint64_t high, low;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return key.low; }
  };
  struct SightingHash {
    const std::vector<Sighting>* all;
    std::size_t operator()(std::uint32_t at) const;
  };
  struct SightingSame {
    const std::vector<Sighting>* all;
    bool operator()(std::uint32_t a, std::uint32_t b) const;
  };
  void take_item(std::string_view message);
  void count_item(std::string_view message);
  void take_page(std::string_view message);
  void take_run(std::string_view message);
  void settle_sellers();
  HostTally& tally_of(std::string_view host);
  void seen_at(std::uint64_t packed_time);
  void note_run(std::string_view id);
  std::uint32_t cluster_of(std::string_view cluster, std::string_view id);

  bool keeps_pages_ = false;
  entities::Entities entities_;
  std::vector<Sighting> sightings_;
  std::unordered_set<std::uint32_t, SightingHash, SightingSame> sighting_index_;
  std::unordered_map<Key, std::uint32_t, KeyHash> clusters_;
  std::vector<bool> has_amounts_;  // by cluster
  std::vector<Life> lives_;        // by cluster
  std::vector<HostTally> host_tallies_;
  std::vector<std::uint32_t> order_;  // sightings by cluster, after close()
  PageGate gate_{[this](std::string_view message) { count_item(message); }};
  std::uint64_t bad_lines_ = 0, unnamed_ = 0;
};

/// Messages for Ledger::take. `out` is appended to. The loss table is spread over `losses_over`.
void pack_facts(const Facts& facts, Column losses_over, std::string& out);
void pack_run(const Record& record, std::string& out);
void pack_failure(std::string_view error_class, std::string& out);

}  // namespace peil::inventory
