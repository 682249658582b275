#include "clusters/state.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "base/exit.hpp"
#include "base/hash.hpp"
#include "clusters/journal.hpp"
#include "clusters/table.hpp"
#include "record/write.hpp"

namespace peil::clusters {
namespace {

using store::Log;

constexpr std::size_t kPiece = 1u << 20;

// What two runs must have in common to share a state.
std::string settings_of(const Options& options) {
  std::string text;
  for (const Level& level : options.by.empty() ? default_levels() : *parse_levels(options.by))
    text += (text.empty() ? "--by=" : " --by=") + level.name;
  if (options.by.empty()) text = "the default levels";
  return text + ", similarity " + std::to_string(static_cast<int>(options.threshold * 1000 + 0.5)) + "/1000";
}

void read_all(Log& log, JournalReader& reader) {
  log.read([&](std::string_view frame) {
    if (std::string wrong = reader.replay(frame); !wrong.empty()) log.damaged(log.frame_start(), wrong);
  });
}

struct SettingsReader : JournalReader {
  std::string found;
  void settings(std::string_view text) override { found = text; }
  void cluster(const KeyBytes&, std::uint32_t, std::string_view) override {}
};

// Clusters and sightings of a state.
struct History : JournalReader {
  struct Known {
    KeyBytes id;
    std::string of;
    bool timed = false;
    UnixMillis first = 0, last = 0;
  };
  std::string made_for;
  std::vector<Known> known;
  std::vector<std::string> names;  // of the occasions
  std::vector<Sighting> sightings;

  void settings(std::string_view text) override { made_for = text; }
  void occasion(std::string_view name) override { names.emplace_back(name); }
  void cluster(const KeyBytes& id, std::uint32_t, std::string_view of) override {
    known.push_back({id, std::string(of)});
  }
  void seen(const Sighting& one) override {
    sightings.push_back(one);
    if (!one.timed) return;
    Known& cluster = known[one.cluster];
    cluster.first = cluster.timed ? std::min(cluster.first, one.first) : one.first;
    cluster.last = cluster.timed ? std::max(cluster.last, one.last) : one.last;
    cluster.timed = true;
  }

  // One sighting for each cluster and occasion.
  void unite() {
    auto name_of = [&](const Sighting& one) {
      return one.occasion == 0 ? std::string_view() : std::string_view(names[one.occasion - 1]);
    };
    std::stable_sort(sightings.begin(), sightings.end(), [&](const Sighting& a, const Sighting& b) {
      if (a.cluster != b.cluster) return a.cluster < b.cluster;
      return a.occasion != b.occasion && name_of(a) < name_of(b);
    });
    std::size_t end = 0;
    for (const Sighting& one : sightings) {
      Sighting* last = end == 0 ? nullptr : &sightings[end - 1];
      if (last == nullptr || last->cluster != one.cluster || last->occasion != one.occasion) {
        sightings[end++] = one;
        continue;
      }
      last->count += one.count;
      if (!one.timed) continue;
      last->first = last->timed ? std::min(last->first, one.first) : one.first;
      last->last = last->timed ? std::max(last->last, one.last) : one.last;
      last->timed = true;
    }
    sightings.resize(end);
  }
};

std::string time_text(UnixMillis time) { return format_time(time, time % 1000 != 0); }

// Copies operations, without the clusters that are to go; the others get new numbers.
class Keeper : public JournalReader {
 public:
  Keeper(const std::vector<std::uint64_t>& numbers, Buffer& out) : numbers_(numbers), out_(out) {}

  void settings(std::string_view text) override { out_.settings(text); }
  void occasion(std::string_view name) override { out_.occasion(name); }
  void cluster(const KeyBytes& id, std::uint32_t marks, std::string_view of) override {
    if (stays(made_++)) out_.cluster(id, marks, of);
  }
  void marks(std::uint64_t at, std::uint32_t marks) override {
    if (stays(at)) out_.marks(numbers_[at], marks);
  }
  void key(const KeyBytes& key, std::uint64_t at) override {
    if (stays(at)) out_.key(key, numbers_[at]);
  }
  void text(std::uint64_t at, const std::vector<std::uint64_t>& shingles) override {
    if (stays(at)) out_.text(numbers_[at], shingles);
  }
  void page(const KeyBytes& payload, const std::vector<PageItem>& items) override {
    std::vector<PageItem> left;
    for (const PageItem& item : items)
      if (stays(item.cluster)) left.push_back({item.content, numbers_[item.cluster]});
    if (!left.empty()) out_.page(payload, left);
  }
  void title(const KeyBytes& seller, std::uint64_t at, const Looks& lists) override {
    if (stays(at)) out_.title(seller, numbers_[at], lists);
  }

 private:
  bool stays(std::uint64_t at) const { return numbers_[at] != UINT64_MAX; }
  const std::vector<std::uint64_t>& numbers_;
  std::uint64_t made_ = 0;
  JournalWriter out_;
};

}  // namespace

State::State(const std::string& path, const Options& options)
    : log_(Log::open(path, kStateMagic, Log::Access::kWrite)), settings_(settings_of(options)) {}

void State::load(ClusterTable& table) {
  std::string found;
  log_.read([&](std::string_view frame) {
    if (found.empty()) {
      SettingsReader reader;
      if (reader.replay(frame).empty()) found = reader.found;
      if (found != settings_)
        throw Fatal(Exit::kUsage, log_.path() + ": made for " + (found.empty() ? "something else" : found) +
                                      ", not for " + settings_ + "; each needs a state of its own");
    }
    if (std::string wrong = table.restore(frame); !wrong.empty()) log_.damaged(log_.frame_start(), wrong);
  });
  table.restored();
  if (!found.empty()) return;
  Buffer first;
  JournalWriter(first).settings(settings_);
  log_.append(first.view(), true);
}

void write_observations(const std::string& path, Output& out) {
  Log log = Log::open(path, kStateMagic, Log::Access::kRead);
  History history;
  read_all(log, history);
  history.unite();
  Buffer lines;
  for (const Sighting& one : history.sightings) {
    const auto& cluster = history.known[one.cluster];
    JsonWriter json(lines);
    json.begin_object().member("cluster", "k:" + base32_lower(cluster.id));
    if (!cluster.of.empty()) json.member("of", cluster.of);
    if (one.occasion != 0) json.member("occasion", history.names[one.occasion - 1]);
    if (one.timed)
      json.member("first_seen_at", time_text(one.first)).member("last_seen_at", time_text(one.last));
    json.member("records", static_cast<std::int64_t>(one.count)).end_object();
    lines.push('\n');
    if (lines.size() < kPiece) continue;
    if (!out.write(lines.view())) return;
    lines.clear();
  }
  out.write(lines.view());
}

void forget_before(const std::string& path, UnixMillis before, Output& out) {
  Log old = Log::open(path, kStateMagic, Log::Access::kWrite);
  History history;
  read_all(old, history);
  history.unite();
  std::vector<std::uint64_t> numbers(history.known.size(), UINT64_MAX);
  std::uint64_t kept = 0;
  Buffer lines;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto& cluster = history.known[i];
    if (!cluster.timed || cluster.last >= before) {
      numbers[i] = kept++;
      continue;
    }
    JsonWriter json(lines);
    json.begin_object().member("forgotten", "k:" + base32_lower(cluster.id));
    json.member("first_seen_at", time_text(cluster.first)).member("last_seen_at", time_text(cluster.last));
    json.end_object();
    lines.push('\n');
  }
  if (kept == numbers.size()) return;
  Log fresh = Log::beside(path, kStateMagic);
  Buffer frame;
  Keeper keeper(numbers, frame);
  auto flush = [&](std::size_t least) {
    if (frame.size() < least || frame.empty()) return;
    fresh.append(frame.view(), true);
    frame.clear();
  };
  old.read([&](std::string_view bytes) {
    if (std::string wrong = keeper.replay(bytes); !wrong.empty()) old.damaged(old.frame_start(), wrong);
    flush(kPiece);
  });
  JournalWriter journal(frame);
  for (Sighting one : history.sightings) {
    if (numbers[one.cluster] == UINT64_MAX) continue;
    one.cluster = numbers[one.cluster];
    journal.seen(one);
    flush(kPiece);
  }
  flush(1);
  out.write(lines.view());
  fresh.replace();
}

}  // namespace peil::clusters
